/*+++
id          = "COD004"
name        = "code-not-in-hcpcs"
title       = "Code is not a HCPCS code of its date"
since       = "0.2"
kind        = "line"
reads       = ["service"]
needs       = ["date", "code_set"]
applies     = "deleted_on IS NULL AND formed AND qualifier IN ('HC', '') AND (code BETWEEN 'A0000' AND 'V9999' OR substr(code, 5, 1) IN ('M', 'U'))"
status      = "fail"
disposition = "line-rejection"
carc        = "181"
citation    = [{ source = "CMS HCPCS level II", section = "alpha-numeric file, quarterly update" }]
message     = "{say_found}"
fix_text    = "correct the code, or look it up for the date of service"
+++
## What it checks
A HCPCS level II code (a letter and four digits) that a whole HCPCS release does not have, or not on the date of service.

## Why
Payers reject a code that is not valid on the date of service.

## Exceptions
Dental codes (D0000-D9999), which CMS does not publish in this file, and laboratory codes that end in M or U: where no
loaded file has such a code, the line is reported as not checked. So is every level II code that no loaded file has while
no HCPCS release is loaded. Where the date is not in the period of any loaded release, the nearest one is asked, and the
finding is for review. Deleted codes with a known successor (COD001).

## How to fix
Correct the code.
*/
SELECT claim_key, line_no, code, date_of_service, valid_from, valid_to,
    CASE WHEN hcpcs_speaks THEN 'fail' ELSE 'review' END AS status,
    CASE
        WHEN NOT hcpcs_speaks THEN code || ' is not in the nearest loaded HCPCS release, whose period does not have '
            || CAST(date_of_service AS VARCHAR) || ': check whether it was valid then'
        WHEN date_of_service < valid_from THEN code || ' is a HCPCS code from ' || CAST(valid_from AS VARCHAR) || ' on'
        WHEN date_of_service >= valid_to THEN code || ' is no longer a HCPCS code since ' || CAST(valid_to AS VARCHAR)
        ELSE 'there is no HCPCS code ' || code || ': mistyped or withdrawn'
    END AS say_found,
    hcpcs_row AS source_row, hcpcs_release AS release
FROM service
WHERE level_two AND formed AND deleted_on IS NULL AND qualifier IN ('HC', '') AND hcpcs_release IS NOT NULL
    AND (hcpcs_row IS NULL OR date_of_service < valid_from OR date_of_service >= valid_to)
