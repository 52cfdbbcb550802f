/*+++
id          = "IMG008"
name        = "further-lesion-units"
title       = "Further aspiration billed without its first"
since       = "0.1"
kind        = "line"
reads       = ["service"]
needs       = ["date"]
applies     = "fna_use = 'first'"
status      = "review"
disposition = "line-denial"
carc        = "151"
citation    = [{ source = "NCCI add-on code edits", section = "" }]
message     = "{code} reports a further lesion: bill the first lesion of that modality on its own line, once"
mend        = "one unit for the first lesion, further lesions with the add-on code of the same modality"
+++
## What it checks
More than one unit a day of a code that reports the first lesion of fine needle aspiration.

## Why
The first lesion is reported once; each further lesion with the add-on code.

## How to fix
Move further lesions to the add-on code.
*/
SELECT claim_key, line_no, code, fna_modality
FROM service
WHERE fna_use = 'first' AND units_on_date > 1 AND frequency <> '8'
