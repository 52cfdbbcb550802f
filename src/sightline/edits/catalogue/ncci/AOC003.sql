/*+++
id          = "AOC003"
name        = "add-on-without-primary-type-3"
title       = "Add-on code without its primary procedure (type 3)"
since       = "0.1"
kind        = "set"
reads       = ["service", "addon", "pair"]
needs       = ["date", "addon", "one_day"]
status      = "review"
disposition = "records-request"
carc        = "107"
citation    = [{ source = "NCCI Policy Manual 2026", section = "chapter I §R and §W" }, { source = "CMS NCCI add-on code edits", section = "type 3" }]
message     = "{code} is an add-on code: none of the primary procedures that CMS lists ({primaries}) was billed that day; a contractor may accept others"
evidence    = "{code}: type {type}, {primaries} primaries, the first {first_primary}"
fix_text    = "bill a listed primary, or look the others up with the contractor"
guard       = { over = "service", where = "addon_type = '3'" }
+++
## What it checks
An add-on code of type 3 without any of the primary codes that CMS lists; contractors may accept further ones.

## Why
CMS lists some primaries, contractors may add more.

## Exceptions
@include without_primary.page
*/
@include without_primary.query
    AND x.type = '3'
