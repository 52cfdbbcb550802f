/*+++
id          = "CLM007"
name        = "fewer-units-than-days"
title       = "Line spans more days than it has units"
since       = "0.2"
kind        = "line"
reads       = ["service"]
needs       = ["units"]
status      = "review"
disposition = "line-denial"
carc        = "16"
rarc        = "M53"
citation    = [{ source = "NCCI Policy Manual 2026", section = "chapter I §V" }, { source = "ASC X12 005010X222A1", section = "DTP*472 and SV104" }]
message     = "line {line_no} ({code}) spans {days} days with {units|unit}: look whether the service was done on each day"
mend        = "one date for one service, or a unit for each day"
+++
## What it checks
A line over several days with fewer units than days.

## Why
A span of days says that the service was done on each of them; payers divide the units by the days.

## Exceptions
Minutes (anesthesia). Codes for a month or a week of care may well span days: therefore it is for review.

## How to fix
State one date for one service, or the units of all days.
*/
SELECT claim_key, line_no, code, units, days
FROM service
WHERE days > 1 AND units < days AND unit_basis <> 'MJ'
