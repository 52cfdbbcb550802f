/*+++
id          = "CLM016"
name        = "service-in-the-future"
title       = "Date of service after the claim was made out"
since       = "0.2"
kind        = "line"
reads       = ["service"]
status      = "fail"
disposition = "claim-rejection"
carc        = "110"
citation    = [{ source = "CARC 110", section = "billing date before the date of service" }, { source = "ASC X12 005010X222A1", section = "BHT04 and DTP*472" }]
message     = "line {line_no} ({code}) is dated {say_day}, and the claim was made out on {created}: a service cannot be billed before it is done"
fix_text    = "correct the date of service, or bill when the service was done"
+++
## What it checks
A line whose date of service, or the last day of its span, is later than the day on which the claim was made out: the
latest of the dates that the envelopes of an X12 file state (BHT04, GS04, ISA09), `Claim.created` of FHIR, box 31 of a form
or the column `created` of a table.

## Why
Payers reject a service in the future. The claim's own date is compared, not the day of the check, so that the same file
gives the same findings on every day.

## Exceptions
Claims that do not say when they were made out, as most tables: for them the edit cannot tell, and stays silent; add the
column `created` (or `received_date`) to have it looked at.

## How to fix
Correct the date.
*/
SELECT claim_key, line_no, code, date_of_service, last_day, created,
    CASE WHEN date_of_service > created THEN CAST(date_of_service AS VARCHAR)
        ELSE CAST(date_of_service AS VARCHAR) || ' to ' || CAST(last_day AS VARCHAR) END AS say_day
FROM service
WHERE last_day > created
