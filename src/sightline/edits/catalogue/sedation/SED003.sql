/*+++
id          = "SED003"
name        = "sedation-time"
title       = "Time that the sedation units claim"
since       = "0.2"
kind        = "line"
reads       = ["service"]
applies     = "code IN ('99153', '99157')"
status      = "info"
disposition = "advisory"
citation    = [{ source = "CPT, moderate (conscious) sedation", section = "code definitions (not verified against the published text)" }]
message     = "{units|unit} of {code} claim at least {minutes} minutes of sedation: start and stop must be on record"
fix_text    = "keep start and stop times and the name of the observer"
+++
## What it checks
Units of 99153 or 99157, each of which reports another 15 minutes beyond the first.

## Why
A unit counts once more than half of its 15 minutes have passed, after the 15 of the first code.

## Exceptions
Void claims. A technical code in a hospital, which is not paid to a physician (COM005).

## How to fix
Keep the times on record.
*/
SELECT claim_key, line_no, code, units, CAST(round(15 * units + 8, 3) AS DECIMAL(15, 3)) AS minutes
FROM service
WHERE code IN ('99153', '99157') AND units > 0
    AND NOT coalesce(pctc IN ('3', '4', '5') AND place_of_service IN ('19', '21', '22', '23'), FALSE)
