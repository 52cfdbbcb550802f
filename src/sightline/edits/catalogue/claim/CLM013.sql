/*+++
id          = "CLM013"
name        = "fraction-of-unit"
title       = "Fraction of a unit"
since       = "0.2"
kind        = "line"
reads       = ["service"]
needs       = ["units"]
status      = "review"
disposition = "line-denial"
carc        = "16"
rarc        = "M53"
citation    = [{ source = "ASC X12 005010X222A1", section = "SV104" }, { source = "NCCI Policy Manual 2026", section = "chapter I §V" }]
message     = "{code} with {units} units: CPT services are counted whole"
fix_text    = "state whole units; 52 says that less than the service was done"
+++
## What it checks
A CPT code with a quantity that is not whole.

## Why
CPT services are counted whole; payers round or reject the line.

## Exceptions
Minutes. HCPCS level II codes, of which ambulance miles and others take decimals.

## How to fix
State whole units; use 52 for less than the service.
*/
SELECT claim_key, line_no, code, units
FROM service
WHERE units <> round(units) AND unit_basis <> 'MJ' AND code < 'A0000'
