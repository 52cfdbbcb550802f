/*+++
id          = "COD002"
name        = "code-not-in-fee-schedule"
title       = "Code is in no loaded fee schedule of its date"
since       = "0.1"
kind        = "line"
reads       = ["service"]
needs       = ["date", "fee_schedule"]
applies     = "fs_release IS NULL AND deleted_on IS NULL AND formed AND qualifier IN ('HC', '') AND NOT (code BETWEEN 'A0000' AND 'V9999')"
status      = "review"
disposition = "line-rejection"
carc        = "181"
citation    = [{ source = "Medicare physician fee schedule", section = "relative value file" }]
message     = "{code} is not in the {say_found}: {say_meaning}"
fix_text    = "look the code up for the date of service"
+++
## What it checks
A CPT code that a whole fee schedule, loaded for the date, does not have.

## Why
The relative value file lists nearly every CPT code, paid or not.

## Exceptions
HCPCS level II codes, and laboratory codes that end in M or U, which the file does not list (COD004). Codes deleted with a known
successor (COD001). Where no loaded fee schedule has the date in its period, the nearest one is asked, and the finding says
so. A store that holds only the starter, which covers some codes, reports the line as not checked instead.

## How to fix
Correct the code, or load the release that has it.
*/
SELECT claim_key, line_no, code, date_of_service,
    CASE WHEN fs_speaks THEN 'fee schedule loaded for ' ELSE 'nearest loaded fee schedule, whose period does not have ' END
        || CAST(date_of_service AS VARCHAR) AS say_found,
    CASE WHEN fs_speaks THEN 'deleted, new since that release, or mistyped'
        ELSE 'check whether it was valid then' END AS say_meaning,
    fs_release AS release
FROM service
WHERE fs_release IS NOT NULL AND fs_row_release IS NULL AND deleted_on IS NULL AND qualifier IN ('HC', '')
    AND formed AND NOT (code BETWEEN 'A0000' AND 'V9999') AND substr(code, 5, 1) NOT IN ('M', 'U')
