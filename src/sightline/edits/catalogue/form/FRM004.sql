/*+++
id          = "FRM004"
name        = "too-late"
title       = "Claim after the time for filing"
since       = "0.3"
kind        = "line"
reads       = ["service"]
status      = "fail"
disposition = "claim-denial"
carc        = "29"
citation    = [{ source = "42 CFR", section = "424.44(a) and (b) (not read; the exceptions read in CMS Claims Processing Manual, Pub. 100-04, chapter 1 section 70.7, as others print it)" }, { source = "CARC 29", section = "the time limit for filing has expired" }]
message     = "line {line_no} ({code}) of {date_of_service} was billed on {created}: {payer} takes claims for {limit_for_filing} after the service"
fix_text    = "bill within the year; where an exception of 42 CFR 424.44(b) holds, say which"
+++
## What it checks
A line whose claim was made out later after the date of service (the first day of a span) than the payer takes claims:
Medicare for one calendar year, others as their profile says (`time_for_filing`; state the time of your contract in a
profile of your own).

## Why
A claim that comes later is denied.

## Exceptions
Claims that do not say when they were made out; replacements and voids (frequency 7, 8). Medicare Advantage plans, whose
time is in their contract. A payer whose time is not loaded is reported as not checked where a year has gone by.
Exceptions of 42 CFR 424.44(b): an error of the contractor, Medicare or a disenrollment that came with effect for the
past; a line with a note is for review, since the note may say so.

## How to fix
File in time, or state the exception.
*/
SELECT claim_key, line_no, code, date_of_service, created, payer, time_for_filing AS limit_for_filing,
    CASE WHEN described THEN 'review' ELSE 'fail' END AS status
FROM service
WHERE created > date_of_service AND frequency NOT IN ('7', '8') AND filing_code <> '16'
    AND created > CASE time_for_filing
        WHEN '60 days' THEN add_days(date_of_service, 60)
        WHEN '90 days' THEN add_days(date_of_service, 90)
        WHEN '120 days' THEN add_days(date_of_service, 120)
        WHEN '180 days' THEN add_days(date_of_service, 180)
        WHEN '365 days' THEN add_days(date_of_service, 365)
        WHEN '6 months' THEN add_months(date_of_service, 6)
        ELSE add_months(date_of_service, 12)
    END
