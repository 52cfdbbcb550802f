/*+++
id          = "MED002"
name        = "excluded-by-statute"
title       = "Service that Medicare's statute excludes"
since       = "0.3"
kind        = "set"
reads       = ["service", "diagnosis", "excluded_service"]
status      = "review"
disposition = "line-denial"
carc        = "96"
rarc        = "N425"
citation    = [{ source = "Social Security Act", section = "1862(a)(7), (8), (10), (12) and (13) (not read)" }, { source = "42 CFR", section = "411.15 (not read)" }, { source = "CMS Benefit Policy Manual, Pub. 100-02", section = "chapter 16 section 90 (read, revision 186); other sections not read" }]
message     = "{code}{say_for}: {words}"
evidence    = "{source}"
fix_text    = "GY, so that the denial is expected and the patient or another payer can be billed; another diagnosis if the record has it"
guard       = { over = "service", where = "payer = 'Medicare'" }
+++
## What it checks
A line to Medicare for what the statute excludes: operations for appearance, dental services, glasses and hearing aids and
the examinations for them, orthopedic shoes, treatment of flat feet; visits and tests whose only reasons are a routine checkup
(Z00.0) or an examination that somebody else wants (Z02.0-Z02.6). The codes, reasons and exceptions are rows of our table,
each with its section.

## Why
Medicare denies it, and without GY the provider may have to bear it.

## Exceptions
Lines with GA, GX, GY or GZ. KX on dental services that belong to a covered medical one, and on shoes that belong to a brace.
A line that points to another reason too; a claim with a disease, an injury or a malformation that an operation may be for.
An operation for appearance (Z41.1) fails, all else is for review. Medicare Advantage plans, which may pay more, and other
payers. Routine foot care: FOO001. Benefits of which no code tells (personal comfort in a stay): not checked.

## How to fix
Add GY, or the diagnosis that was the reason if the record has it.
*/
@include excluded.query
SELECT claim_key, line_no, code, status, say_for, words, source, source_row, release
FROM excluded
WHERE place = 1 AND family = 'statute'
