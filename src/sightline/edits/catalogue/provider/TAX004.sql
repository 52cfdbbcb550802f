/*+++
id          = "TAX004"
name        = "specialty-benefit"
title       = "Service that Medicare does not pay to the specialty"
since       = "0.2"
kind        = "set"
reads       = ["service", "specialty_rule"]
applies     = "taxonomy_stated AND specialty IN ('15', '41', '43', '48', '62', '64', '65', '67', '103TC0700X', '71', '80', 'E1', 'E2')"
status      = "fail"
disposition = "line-denial"
carc        = "170"
rarc        = "N95"
citation    = [{ source = "Medicare Benefit Policy Manual, Pub. 100-02", section = "chapter 15 §160 and §170 (read in part), §80 to §230 otherwise (not read)" }, { source = "Sightline table specialty_rule", section = "family scope: the source of each rule" }, { source = "Medicare specialty and taxonomy crosswalk", section = "2025-10" }]
message     = "{code} by taxonomy {rendering_taxonomy}: {words}"
fix_text    = "the code of the specialty's own service, or the provider who did it"
+++
## What it checks
On claims to Medicare services outside the benefit of the rendering provider's specialty: visits by therapists,
audiologists, dietitians, psychologists, social workers, counselors and family therapists; medical psychiatric services
by those who are no physicians; tests, lens extractions, operations away from the foot, and visits of nurse
anesthetists as a review. The rules are rows of a table, each with its source.

## Why
Medicare pays each of these professions for what the law names.

## Exceptions
Providers without a taxonomy of their own on the claim. Lens care with 55 or 56. Chiropractors (TAX003), surgery by
therapists (TAX002). Other payers, whose rules on this are not
loaded: reported as not checked.

## How to fix
Correct the provider, its taxonomy or the code.
*/
SELECT s.claim_key, s.line_no, r.status, s.code, s.rendering_taxonomy, s.specialty, r.words, r.source AS rule_source
FROM service s
JOIN specialty_rule r ON r.specialty = s.specialty AND s.code BETWEEN r.code_from AND r.code_to
WHERE r.family = 'scope' AND s.taxonomy_stated AND length(s.code) = 5 AND s.qualifier IN ('HC', '')
    AND s.modifier_list NOT LIKE '% GY %'
    AND NOT (r.unless_modifier LIKE '% 55 %' AND (s.modifier_list LIKE '% 55 %' OR s.modifier_list LIKE '% 56 %'))
