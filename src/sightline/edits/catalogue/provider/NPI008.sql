/*+++
id          = "NPI008"
name        = "orders-for-itself"
title       = "Laboratory or supplier names itself as who ordered"
since       = "0.2"
kind        = "set"
reads       = ["service", "claim", "provider"]
applies     = "(supplier = 'yes' OR specialty IN ('47', '63', '69', '291U00000X'))"
status      = "fail"
disposition = "claim-rejection"
carc        = "16"
rarc        = "N265"
citation    = [{ source = "42 CFR", section = "424.507 (not read)" }, { source = "Social Security Act", section = "1833(q) (not read)" }]
message     = "the {role} provider {npi} is the {say_who} that bills: who orders is a person"
fix_text    = "state the NPI of the practitioner who ordered"
guard       = { over = "service", where = "has_orderer AND (supplier = 'yes' OR specialty IN ('47', '63', '69', '291U00000X'))" }
+++
## What it checks
A claim to Medicare of a laboratory, a testing facility or a supplier whose ordering or referring provider has the NPI
of the billing provider.

## Why
Medicare pays these on the order of a physician or practitioner, who is enrolled under an NPI of their own.

## Exceptions
Physicians who order for their own office. Other payers, whose rules on this are not loaded: reported as not checked.

## How to fix
State who ordered.
*/
SELECT DISTINCT p.claim_key, CAST(NULL AS INTEGER) AS line_no, p.role, p.npi,
    CASE WHEN s.supplier = 'yes' THEN 'supplier' ELSE 'laboratory or testing facility' END AS say_who
FROM provider p
JOIN claim c ON c.claim_key = p.claim_key AND c.billing_npi = p.npi
JOIN service s ON s.claim_key = p.claim_key
WHERE p.role IN ('ordering', 'referring')
    AND (s.supplier = 'yes' OR s.specialty IN ('47', '63', '69', '291U00000X'))
