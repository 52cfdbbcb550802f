/*+++
id          = "THR004"
name        = "discipline-of-another-profession"
title       = "Therapy modifier of another profession than the therapist"
since       = "0.2"
kind        = "set"
reads       = ["service"]
needs       = ["taxonomy"]
applies     = "(modifier_list LIKE '% GP %' OR modifier_list LIKE '% GO %' OR modifier_list LIKE '% GN %')"
status      = "review"
disposition = "line-denial"
carc        = "4"
citation    = [{ source = "CMS Claims Processing Manual, Pub. 100-04", section = "chapter 5 §10.6 and §20.1 (not read)" }, { source = "Medicare specialty and taxonomy crosswalk", section = "2025-10" }]
message     = "{code} has {modifiers}, and its therapist (taxonomy {rendering_taxonomy}) is of another discipline"
fix_text    = "correct the modifier or the rendering provider"
guard       = { over = "service", where = "(modifier_list LIKE '% GP %' OR modifier_list LIKE '% GO %' OR modifier_list LIKE '% GN %')" }
+++
## What it checks
GO or GN by a physical therapist (Medicare specialty 65), GP or GN by an occupational therapist (67), GP or GO by a
speech-language pathologist (15).

## Why
Therapists work under the plan of care of their own discipline, and Medicare enrolls them for it alone.

## Exceptions
Evaluations, of which THR002 speaks. Other payers than Medicare, whose rules on this are not loaded: reported as not checked. Physicians and other
practitioners, and lines that state no taxonomy.

## How to fix
Correct the modifier, or state who did the service.
*/
SELECT claim_key, line_no, code, modifiers, rendering_taxonomy
FROM service
WHERE taxonomy_stated AND code_groups NOT LIKE '% therapy-evaluation-%' AND (
    (specialty = '65' AND (modifier_list LIKE '% GO %' OR modifier_list LIKE '% GN %') AND modifier_list NOT LIKE '% GP %')
    OR (specialty = '67' AND (modifier_list LIKE '% GP %' OR modifier_list LIKE '% GN %') AND modifier_list NOT LIKE '% GO %')
    OR (specialty = '15' AND (modifier_list LIKE '% GP %' OR modifier_list LIKE '% GO %') AND modifier_list NOT LIKE '% GN %')
)
