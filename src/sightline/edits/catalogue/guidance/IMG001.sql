/*+++
id          = "IMG001"
name        = "guidance-unit-of-service"
title       = "Image guidance counted more than once for an encounter"
since       = "0.1"
kind        = "set"
reads       = ["service"]
needs       = ["date", "guidance_unit", "one_day", "units"]
applies     = "guidance_use = 'needle'"
status      = "fail"
disposition = "line-denial"
carc        = "151"
rarc        = "N362"
citation    = [{ source = "NCCI Policy Manual 2026", section = "chapter IX §G.3" }]
message     = "{units_on_date} units of {code} that day: {payer} counts image guidance once per encounter, not per needle, lesion or pass{say_claimed}"
evidence    = "unit of image guidance: {guidance_unit}"
fix_text    = "bill one unit for the encounter"
fix         = { action = "set_units" }
parameter   = "guidance_unit"
guard       = { over = "service", where = "guidance_use = 'needle' AND guidance_unit = 'encounter' AND units_on_date > 1" }
+++
## What it checks
More than one unit of 76942, 77002, 77003, 77012 or 77021 for a patient, physician and date, where the payer counts
guidance per encounter.

## Why
The unit of service of these codes is the patient encounter, regardless of the number of needle placements.

## Exceptions
A payer that counts per lesion (payer parameter guidance_unit). A payer of which no policy on this is loaded is reported as not
checked. 59, X{EPSU}, 76 or 77 claims a separate encounter: that line is `bypassed`, and the first line stands.
Professional and technical component are one unit. Units over several days are divided by the days.

## How to fix
Bill one unit.
*/
WITH plain AS (
    -- The units that no modifier tells apart; professional and technical component are one.
    SELECT patient_day, physician, code,
        round(
            sum(CASE WHEN component = '' THEN units_a_day ELSE 0 END) + greatest(
                sum(CASE WHEN component = '26' THEN units_a_day ELSE 0 END),
                sum(CASE WHEN component = 'TC' THEN units_a_day ELSE 0 END)
            ), 3
        ) AS units
    FROM service
    WHERE guidance_use = 'needle' AND units_on_date > 1
        AND distinct_modifier = '' AND modifier_list NOT LIKE '% 76 %' AND modifier_list NOT LIKE '% 77 %'
    GROUP BY patient_day, physician, code
),
counted AS (
    SELECT s.claim_key, s.line_no, s.earlier_claim_key, s.code, s.units, s.units_a_day, s.days, s.units_on_date, s.lines_on_date, s.payer, s.guidance_unit,
        coalesce(p.units, 0) AS plain_units,
        CASE
            WHEN s.distinct_modifier <> '' THEN s.distinct_modifier
            WHEN s.modifier_list LIKE '% 76 %' THEN '76'
            WHEN s.modifier_list LIKE '% 77 %' THEN '77'
            ELSE ''
        END AS claimed
    FROM service s
    LEFT JOIN plain p
        ON p.patient_day = s.patient_day AND p.physician = s.physician AND p.code = s.code
    WHERE s.guidance_use = 'needle' AND s.guidance_unit = 'encounter' AND s.units_on_date > 1
)
SELECT claim_key, line_no, earlier_claim_key AS other_claim_key, code, units, units_on_date, payer, guidance_unit,
    CASE WHEN claimed <> '' AND units_a_day <= 1 THEN 'bypassed' ELSE 'fail' END AS status,
    CASE WHEN claimed <> '' THEN '; modifier ' || claimed || ' claims a separate encounter' ELSE '' END AS say_claimed,
    CASE WHEN claimed = '' AND lines_on_date = 1 THEN CAST(days AS VARCHAR) END AS fix_value
FROM counted
WHERE claimed <> '' OR plain_units > 1
