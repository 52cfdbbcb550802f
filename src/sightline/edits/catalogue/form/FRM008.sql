/*+++
id          = "FRM008"
name        = "box-as-street-address"
title       = "Post office box as a street address"
since       = "0.3"
kind        = "line"
reads       = ["claim"]
status      = "fail"
disposition = "claim-rejection"
carc        = "16"
rarc        = "N286"
citation    = [{ source = "ASC X12 005010X222A1", section = "N301 in loops 2010AA and 2310C (not read)" }]
message     = "the address of the {po_box} is a post office box; it must be a street address"
fix_text    = "state the street; the box belongs to the pay-to address"
+++
## What it checks
A billing provider or a service facility whose street address begins with a post office box or a lockbox.

## Why
The guide wants the place where the service is given; a box goes to the pay-to address (loop 2010AB). Front ends reject
the claim.

## Exceptions
Addresses that are not stated.

## How to fix
State the street address.
*/
SELECT claim_key, claim_id, po_box
FROM claim
WHERE po_box <> ''
