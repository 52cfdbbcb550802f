/*+++
id          = "CHI003"
name        = "manipulation-without-subluxation"
title       = "Spinal manipulation without a diagnosis of subluxation"
since       = "0.2"
kind        = "set"
reads       = ["service", "diagnosis"]
status      = "fail"
disposition = "line-denial"
carc        = "50"
citation    = [{ source = "CMS Benefit Policy Manual, Pub. 100-02", section = "chapter 15 §240.1.2 (not read)" }, { source = "CMS Claims Processing Manual, Pub. 100-04", section = "chapter 12 §220 (not read)" }]
message     = "{code} is paid for a subluxation of the spine, and no diagnosis of the claim states one"
fix_text    = "the level of the subluxation (M99.00 to M99.05, M99.10 to M99.15) as the record has it, first"
guard       = { over = "service", where = "code_groups LIKE '% spinal-manipulation %'" }
+++
## What it checks
98940, 98941 or 98942 with AT on a claim that has no diagnosis of subluxation (M99.00 to M99.05, M99.10 to M99.15).

## Why
Medicare pays chiropractors for the manipulation of a subluxation, whose level is the first diagnosis.

## Exceptions
Lines without AT (CHI001). Claims without any ICD-10-CM diagnosis (DXC003). Other payers than Medicare, whose rules on this
are not loaded: reported as not checked.

## How to fix
State the level of the subluxation.
*/
SELECT s.claim_key, s.line_no, s.code, s.modifiers
FROM service s
WHERE s.code_groups LIKE '% spinal-manipulation %' AND s.modifier_list LIKE '% AT %'
    AND EXISTS (SELECT 1 FROM diagnosis d WHERE d.claim_key = s.claim_key AND d.code_set = 'ICD10')
    AND NOT EXISTS (
        SELECT 1
        FROM diagnosis d
        WHERE d.claim_key = s.claim_key AND (d.code BETWEEN 'M9900' AND 'M9905' OR d.code BETWEEN 'M9910' AND 'M9915')
    )
