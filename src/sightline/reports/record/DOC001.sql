/*+++
id          = "DOC001"
name        = "requirement-not-shown"
title       = "The record does not show what payment of the code hangs on"
since       = "0.2"
kind        = "set"
reads       = ["service", "answer"]
status      = "fail"
disposition = "records-request"
carc        = "252"
rarc        = "N706"
citation    = [{ source = "CMS Program Integrity Manual, Pub. 100-08", section = "chapter 3 §3.3.2" }, { source = "Social Security Act", section = "§1833(e)" }]
message     = "the report {say_how} for {code}: {requirement} ({say_asks})"
evidence    = "{words}"
fix_text    = "have the record completed by an addendum, dated and signed, if that was done; otherwise take the line off"
+++
## What it checks
Each blocking requirement of a billed code, against the report: missing and contradicted fail, unclear is for a person.

## Why
A line that the record does not support is denied on review, or taken back.

## Exceptions
The physician's presence in the room is asked of the technical component outside a facility only. Whether the primary
procedure includes guidance is DOC006. Signature and interpretation are not asked of a technical component.

## How to fix
An addendum by the physician who did the work, dated and signed, says what was done; nothing else fixes a record.
*/
SELECT s.claim_key, s.line_no,
    CASE WHEN a.answer = 'unclear' THEN 'review' ELSE 'fail' END AS status,
    s.code, a.requirement, a.answer, a.report, a.words, a.words_start, a.words_end,
    CASE a.answer WHEN 'missing' THEN 'says nothing' WHEN 'contradicted' THEN 'says the opposite' ELSE 'is not clear' END AS say_how,
    a.says AS say_asks
FROM service s
JOIN answer a ON a.claim_key = s.claim_key AND a.code = s.code
WHERE a.blocking AND a.read AND a.answer <> 'met'
    AND NOT (a.requirement = 'primary-procedure' AND a.answer = 'contradicted')
    AND NOT (a.requirement = 'supervision-present' AND (s.component = '26' OR coalesce(s.facility, FALSE)))
    AND NOT (a.requirement IN ('signed', 'interpretation-written') AND s.component = 'TC')
