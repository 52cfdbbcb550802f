/*+++
id          = "IMG008"
name        = "further-lesion-units"
title       = "First lesion of an aspiration counted more than once"
since       = "0.1"
kind        = "line"
reads       = ["service"]
needs       = ["date", "one_day"]
applies     = "fna_use = 'first'"
status      = "review"
disposition = "line-denial"
carc        = "151"
citation    = [{ source = "CMS NCCI add-on code edits", section = "type 1" }, { source = "NCCI Policy Manual 2026", section = "chapter III §K.3" }]
message     = "{units_on_date} units of {code} that day: it reports the first lesion of its modality, once"
fix_text    = "one unit for the first lesion, further lesions with the add-on code of the same modality"
+++
## What it checks
More than one unit a day of a code that reports the first lesion of fine needle aspiration.

## Why
The first lesion is reported once; each further lesion with the add-on code.

## Exceptions
The first lesions of two modalities are two codes. More units than the MUE value are for MUE002 and MUE003.

## How to fix
Move further lesions to the add-on code.
*/
SELECT claim_key, line_no, earlier_claim_key AS other_claim_key, code, fna_modality, units_on_date
FROM service
WHERE fna_use = 'first' AND units_on_date > 1 AND date_of_service IS NOT NULL
    AND units_on_date <= coalesce(mue_value, units_on_date)
