/*+++
id          = "AOC001"
name        = "add-on-without-primary-type-1"
title       = "Add-on code without its primary procedure (type 1)"
since       = "0.1"
kind        = "set"
reads       = ["service", "addon", "pair"]
needs       = ["date", "addon", "one_day"]
status      = "fail"
disposition = "line-denial"
carc        = "107"
citation    = [{ source = "NCCI Policy Manual 2026", section = "chapter I §R and §W" }, { source = "CMS NCCI add-on code edits", section = "type 1" }]
message     = "{code} is an add-on code: none of its primary procedures (listed: {primaries}) was billed by the same physician that day"
evidence    = "{code}: type {type}, {primaries} primaries, the first {first_primary}"
fix_text    = "bill the primary procedure on the same claim, or remove line {line_no}"
guard       = { over = "service", where = "addon_type = '1'" }
+++
## What it checks
An add-on code of type 1 without any of the primary codes that CMS lists for it, by the same physician and date.

## Why
A type 1 add-on is never paid without one of its listed primaries.

## Exceptions
@include without_primary.page
*/
@include without_primary.query
    AND x.type = '1'
