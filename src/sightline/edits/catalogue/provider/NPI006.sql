/*+++
id          = "NPI006"
name        = "order-of-specialty-missing"
title       = "Test or therapy without who ordered it"
since       = "0.2"
kind        = "set"
reads       = ["service", "specialty_rule"]
applies     = "NOT has_orderer AND specialty IN ('15', '47', '63', '64', '65', '67', '69', '291U00000X', '71')"
status      = "fail"
disposition = "claim-rejection"
carc        = "16"
rarc        = "N265"
citation    = [{ source = "Social Security Act", section = "1833(q) (not read)" }, { source = "42 CFR", section = "410.32, 410.33, 410.132 (not read)" }, { source = "Sightline table specialty_rule", section = "family order: the source of each rule" }]
message     = "{code} by taxonomy {rendering_taxonomy}, and the claim names neither an ordering nor a referring provider: {words}"
fix_text    = "state the ordering or referring provider"
+++
## What it checks
On claims to Medicare, without an ordering or referring provider: tests by a clinical laboratory or a testing facility,
treatment by therapists, hearing tests by audiologists, nutrition therapy by dietitians.

## Why
They are paid on somebody's order, plan of care or referral, and the claim states who that is.

## Exceptions
AB (hearing test without an order). Imaging (NPI004). Tests in a physician's own office: whether the claim must name the
physician again is not checked. Other payers, whose rules on this are not loaded: reported as not checked.

## How to fix
Add the name and NPI.
*/
SELECT s.claim_key, s.line_no, r.status, s.code, s.rendering_taxonomy, s.specialty, r.words, r.source AS rule_source
FROM service s
JOIN specialty_rule r ON r.specialty = s.specialty AND s.code BETWEEN r.code_from AND r.code_to
WHERE r.family = 'order' AND NOT s.has_orderer AND NOT s.diagnostic_imaging AND length(s.code) = 5
    AND s.qualifier IN ('HC', '')
    AND NOT (r.unless_modifier LIKE '% AB %' AND s.modifier_list LIKE '% AB %')
