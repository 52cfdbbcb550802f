/*+++
id          = "FRM009"
name        = "short-zip"
title       = "ZIP code without its last four digits"
since       = "0.3"
kind        = "line"
reads       = ["claim"]
status      = "fail"
disposition = "claim-rejection"
carc        = "16"
rarc        = "N286"
citation    = [{ source = "ASC X12 005010X222A1", section = "N403 in loops 2010AA and 2310C (not read)" }]
message     = "the ZIP code of the {short_zip} has fewer than nine digits"
fix_text    = "add the four digits of the delivery route"
+++
## What it checks
A billing provider or a service facility of an X12 file whose ZIP code has fewer than nine digits.

## Why
The guide wants all nine of an address in the United States; front ends reject the claim, and Medicare prices by them in
ZIP codes that lie in several localities.

## Exceptions
Claims of tables and JSON; addresses in other countries, whose codes have letters; ZIP codes that are not stated.

## How to fix
Add them.
*/
SELECT claim_key, claim_id, short_zip
FROM claim
WHERE is_x12 AND short_zip <> ''
