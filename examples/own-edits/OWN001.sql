/*+++
id          = "OWN001"
name        = "five-units-here"
title       = "More units than we ever bill"
since       = "own"
kind        = "line"
reads       = ["service"]
status      = "review"
disposition = "advisory"
citation    = [{ source = "Office policy", section = "units" }]
message     = "{code} has {units|unit}"
+++
## What it checks
Lines of five units and more.

## How to fix
Look at the record.
*/
SELECT claim_key, line_no, code, units FROM service WHERE units >= 5
