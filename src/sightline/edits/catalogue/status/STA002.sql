/*+++
id          = "STA002"
name        = "not-paid-by-medicare"
title       = "Code is not payable under the physician fee schedule"
since       = "0.1"
kind        = "line"
reads       = ["service"]
needs       = ["date", "fee_schedule", "payer"]
applies     = "(payer = 'Medicare' OR NOT payer_known) AND coalesce(fs_status, 'I') IN ('I', 'N', 'G', 'E', 'X')"
status      = "fail"
disposition = "line-denial"
carc        = "96"
citation    = [{ source = "CMS PFS Relative Value File record layout", section = "Attachment A, status code I, N, E, X, G" }]
message     = "{code} is not payable under the physician fee schedule: {say_meaning} (status {value})"
evidence    = "{code}: {field} {value}"
fix_text    = "{say_advice}"
+++
## What it checks
A CPT code with status I, G, N, E or X on a claim to Medicare.

## Why
No payment is made for it under the physician fee schedule.

## Exceptions
Category II codes (four digits and F), which report quality and which CMS takes with no charge or a penny: for information
only.
CPT codes with status E or X are paid by other schedules when covered: they are given for information only, and
laboratory tests (and with 26 those that have a row of their own for it), drawing blood, vaccines and immune globulins, which plainly are, not at all. HCPCS level II codes with these statuses (drugs, supplies, ambulance) are left alone. GY says
that the biller knows the service is not covered. Other payers decide for themselves; of a payer
that no profile recognises the line is reported as not checked.

## How to fix
Look for the code that Medicare accepts.
*/
SELECT claim_key, line_no, code, modifiers, 'status' AS field, fs_status AS value, 
    CASE WHEN fs_status IN ('E', 'X') OR reports_quality THEN 'info' ELSE 'fail' END AS status,
    CASE WHEN reports_quality THEN 'it reports quality'
        ELSE CASE fs_status WHEN 'I' THEN 'Medicare uses another code' WHEN 'G' THEN 'Medicare uses another code'
        WHEN 'N' THEN 'Medicare does not cover it' WHEN 'X' THEN 'by law no physician service; when covered, another schedule pays it'
        ELSE 'excluded by regulation; when covered, another schedule pays it' END
    END AS say_meaning,
    CASE WHEN reports_quality THEN 'keep it where a quality program counts it; no payment comes of it'
        ELSE CASE fs_status WHEN 'N' THEN 'expect no payment; GY says that you know'
        WHEN 'I' THEN 'bill the code that Medicare uses' WHEN 'G' THEN 'bill the code that Medicare uses'
        ELSE 'see that the laboratory, drug or other schedule pays it' END
    END AS say_advice,
    fs_row AS source_row, fs_row_release AS release
FROM service
WHERE payer = 'Medicare' AND fs_status IN ('I', 'N', 'G', 'E', 'X')
    AND NOT (fs_status IN ('E', 'X') AND of_other_schedule) AND NOT (component = '26' AND own_professional) AND modifier_list NOT LIKE '% GY %'
