/*+++
id          = "MED003"
name        = "never-covered-nationally"
title       = "Item or test that Medicare covers nowhere, or not for this reason"
since       = "0.4"
kind        = "set"
reads       = ["service", "diagnosis", "excluded_service"]
status      = "review"
disposition = "line-denial"
carc        = "50"
rarc        = "N386"
citation    = [{ source = "CMS National Coverage Determinations Manual, Pub. 100-03", section = "280.1, 150.3, 190.12-190.33 and 210.14 (not read)" }, { source = "42 CFR", section = "410.31(d) and 411.15(j) (not read)" }, { source = "CMS Benefit Policy Manual, Pub. 100-02", section = "chapter 15 section 70 (not read)" }]
message     = "{code}{say_for}: {words}"
evidence    = "{source}"
fix_text    = "point to the diagnosis that was the reason; GA with a notice of noncoverage, or GY, where a denial is expected"
guard       = { over = "service", where = "payer = 'Medicare'" }
+++
## What it checks
A line to Medicare for equipment that no home is covered for (of the bathroom, for exercise, gloves, underpads), for a
laboratory test of a national determination whose only reasons are screening (Z11-Z13), a tumor marker without a neoplasm, a
measurement of bone without a reason of the rule, lung cancer screening of one of whom no smoking is stated, a sleep study for
insomnia only.

## Why
National determinations bind every contractor: the line is denied as not medically necessary.

## Exceptions
Lines with GA, GX, GY or GZ. The determinations on laboratory tests list hundreds of diagnoses, which we do not hold: of most
tests only what is denied for all of them is known here, and of tumor markers and bone the list is taken wider than it is, so
that a line without finding may still be denied. Screening that has a benefit of its own (lipids, glucose, blood in the stool).
Medicare Advantage plans, which may cover more, and other payers.

## How to fix
Point to the reason that the record has; where there is none, a notice (GA) or GY.
*/
@include excluded.query
SELECT claim_key, line_no, code, status, say_for, words, source, source_row, release
FROM excluded
WHERE place = 1 AND family = 'national'
