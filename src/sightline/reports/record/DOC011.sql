/*+++
id          = "DOC011"
name        = "signer-differs"
title       = "The report is signed by another than the line's physician"
since       = "0.2"
kind        = "set"
reads       = ["service", "report"]
status      = "review"
disposition = "records-request"
carc        = "16"
citation    = [{ source = "CMS Claims Processing Manual, Pub. 100-04", section = "chapter 13 §20.1" }, { source = "CMS Program Integrity Manual, Pub. 100-08", section = "chapter 3 §3.3.2" }]
message     = "{code} has a professional component rendered by NPI {rendering_npi}; the report is signed by NPI {signer_npi}"
evidence    = "{words}"
fix_text    = "name the physician who interpreted as the rendering provider"
+++
## What it checks
Lines with a professional component (26 or global), against the NPI beside the signature of the report.

## Why
The professional component is the work of who interprets and signs.

## Exceptions
A report that gives no NPI beside its signature is not judged; technical components are nobody's to sign.

## How to fix
Name the physician who interpreted as the rendering provider.
*/
SELECT s.claim_key, s.line_no, s.code, s.rendering_npi, r.signer_npi, r.report, r.words, r.words_start, r.words_end
FROM service s
JOIN report r ON r.claim_key = s.claim_key
WHERE r.signer_npi <> '' AND s.rendering_npi <> '' AND r.signer_npi <> s.rendering_npi AND s.component <> 'TC'
