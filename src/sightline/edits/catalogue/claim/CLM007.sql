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
citation    = [{ source = "CPT", section = "definitions of services over several days (not read)" }, { source = "NCCI Policy Manual 2026", section = "chapter I §V" }, { source = "ASC X12 005010X222A1", section = "DTP*472 and SV104" }]
message     = "line {line_no} ({code}) spans {days} days with {units|unit}: check whether the service was done on each day"
fix_text    = "one date for one service, or a unit for each day"
+++
## What it checks
A line over several days with fewer units than days.

## Why
A span of days says that the service was done on each of them; payers divide the units by the days.

## Exceptions
Minutes (anesthesia). What is billed by the week, the month or the period: supplies and equipment (A4206-A9999, B, E, K and L
codes), dialysis of a month (90951-90970), recordings and monitoring of devices (93224-93298, 95249-95251, 98975-98981,
99453-99474), management of care (99374-99380, 99424-99427, 99437-99449, 99484-99496, G0179-G0182, G0511, G0556-G0558), radiation
treatment (77427-77435) and maternity (59400-59622). Recordings over a night or longer (sleep 95782-95811, EEG 95700-95726,
oximetry 94762, blood pressure 93784-93790, acidity 91034-91040, capsules 91110-91113, breath of infants 94774-94777), tests
read on a later day (95044-95056, 86580, nuclear scans 78012-78018 and 78800-78835), and infusions past midnight or by pump
(96360-96368, 96413-96417, 96521, 96522, G0498). What a supplier bills to a DME contractor, which is for a month. Others may span days too: therefore it is for review.

## How to fix
State one date for one service, or the units of all days.
*/
SELECT claim_key, line_no, code, units, days
FROM service
WHERE days > 1 AND units < days AND unit_basis <> 'MJ' AND NOT of_period AND dme <> 'supplier'
