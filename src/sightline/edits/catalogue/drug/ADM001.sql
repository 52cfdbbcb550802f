/*+++
id          = "ADM001"
name        = "drug-given-without-drug"
title       = "Drug given, and no drug billed"
since       = "0.3"
kind        = "set"
reads       = ["service"]
needs       = ["date"]
applies     = "code_groups LIKE '% drug-given %' AND place_of_service = '11'"
status      = "review"
disposition = "line-denial"
carc        = "107"
citation    = [{ source = "CMS Benefit Policy Manual, Pub. 100-02", section = "chapter 15 section 50.3 (not read)" }]
message     = "{code} in the office, and no drug is billed on the day: check whether it was forgotten, or the patient brought it"
fix_text    = "bill the drug, or leave out the administration that Medicare does not cover"
guard       = { over = "service", where = "code_groups LIKE '% drug-given %' AND place_of_service = '11'" }
+++
## What it checks
An infusion, injection or chemotherapy administration (96360-96379, 96401-96450) in the office, and no drug on the day
in any claim of the patient.

## Why
Medicare covers the administration of a drug that it covers and that the practice pays for; a drug may have been
forgotten.

## Exceptions
Other places than the office. Payers other than Medicare, to whose patients a pharmacy may send the drug: for
information.

## How to fix
Add what was done, or the reason why it is not billed.
*/
SELECT s.claim_key, s.line_no, s.code,
    CASE WHEN s.payer = 'Medicare' THEN 'review' ELSE 'info' END AS status
FROM service s
WHERE s.code_groups LIKE '% drug-given %' AND s.place_of_service = '11' AND s.dme = ''
    AND NOT EXISTS (
        SELECT 1
        FROM service o
        WHERE o.patient_day = s.patient_day AND (o.code_groups LIKE '% drug %' OR o.code_groups LIKE '% unlisted %')
    )
