"""What an unknown column of a table may be: for the mapping that a message proposes, and for the warning about a column
that looks like one that findings need."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from sightline.claims.rows.layout import plain_name

#: Parts of names, in the order in which they are tried, and the documented column that they hint at.
HINTS: tuple[tuple[str, str], ...] = (
    ("code", r"cpt|hcpc|proc|svc_?c|service_?c|^code|px"),
    ("claim_id", r"claim|clm|encounter|visit|acct|account|invoice|bill|icn|pcn|control"),
    ("modifiers", r"mod[s0-9]?$|^mods?_|modif|mdfr|_mod_?|^m_?[1-4]$"),
    ("date_from", r"dos|date|service_?d|srvc_?d|_dt$|^when$|svc_?d|expns"),
    ("units", r"unit|qty|quantity|count|days"),
    ("charge", r"charge|amt|amount|fee|billed|price"),
    ("diagnoses", r"diag|^dx|icd|dgns|^d_?[0-9]+$"),
    ("place_of_service", r"^pos|place|^loc"),
    ("rendering_npi", r"npi|^doc|render|provider|physician"),
)
#: How the warning about such a column begins.
UNTRUSTED = "findings on this file cannot be trusted: "
#: Columns without which findings are not to be trusted when the table has them under a name that is not known.
TRUSTED = ("modifiers", "date_from", "units")
#: A column of last days of service, without which units over several days are taken for those of one.
LAST_DAY = re.compile(
    r"(?:^|_)(?:dos|service|serv|srvc|svc|stmt|statement)_(?:.*_)?(?:to|end|last)(?:_|$)"
    r"|(?:dos|service|serv|srvc|svc|line|stmt|statement)_?(?:thru|through)"
    r"|^(?:thru|through|to|end|last)_(?:.*_)?(?:dos|service|serv|srvc|svc)(?:_|$)|^(?:thru|through)_d"
)
NO_LAST_DAY = re.compile(
    r"prov|doc|agreement|cov|elig|eff|term|auth|enroll|plan|paid|pay|time|visit|by$|user|name|status|npi|code|zip|birth"
)
#: Names that hold such a word and are nothing of the kind.
NOT_MEANT = re.compile(
    r"birth|dob|paid|pay|allow|post|created|receiv|submit|entry|entered|print|update|admi|discharge|death|eff|term|adjud|"
    r"_to$|thru|through|end|account|model|modif(ied|y)|_by$|desc|name|status|type|days|batch|"
    r"prior|onset|accident|business|busi|unit_(price|cost|type|of)|count_|_count$|rvu|enroll|elig|check|remit|file|run"
)
PROCEDURE = re.compile(r"[0-9]{4}[0-9A-Z]|[A-Z][0-9]{4}")


def hinted(name: str) -> str:
    """The documented column that a name hints at, or ""."""
    plain = plain_name(name)
    return next((target for target, parts in HINTS if re.search(parts, plain)), "")


def proposed(names: Iterable[str], missing: Iterable[str]) -> dict[str, str]:
    """A mapping for the documented columns that a table of `names` lacks, as far as its names hint at them."""
    found: dict[str, str] = {}
    for name in names:
        target = hinted(name)
        if target and target not in found:
            found[target] = name
    return {target: found.get(target, f"your name of {target}") for target in missing}


def look_alikes(unused: Iterable[str], where: Mapping[str, int]) -> dict[str, str]:
    """Unused columns that look like modifiers, dates of service or units, and what they look like."""
    found: dict[str, str] = {}
    for name in unused:
        plain = plain_name(name)
        if "date_to" not in where and LAST_DAY.search(plain) and not NO_LAST_DAY.search(plain):
            found[name] = "date_to"
            continue
        target = next((each for each, parts in HINTS if each in TRUSTED and re.search(parts, plain)), "")
        if not target or NOT_MEANT.search(plain):
            continue
        if (target == "date_from" and "date_from" in where) or (target == "units" and "units" in where):
            continue
        if target == "modifiers":  # each in the next column that the table does not have
            free = (f"mod{n}" for n in range(1, 5) if f"mod{n}" not in where and f"mod{n}" not in found.values())
            target = next(free, target)
        found[name] = target
    return found


def as_map(columns: Mapping[str, str]) -> str:
    """The lines of a mapping file, in one line of text."""
    return "; ".join(f'{target} = "{name}"' for target, name in columns.items())


def looks_like_header(first: list[str], second: list[str]) -> bool:
    """Whether the first of two rows holds names and the second values: only then are the names shown."""
    if any(re.search("[0-9]{3}|[/$]", cell) for cell in first) or len(set(first)) < len(first) or "" in first:
        return False
    values = [cell.strip() for cell in second]
    return any(PROCEDURE.fullmatch(cell.upper()) or re.fullmatch(r"[0-9./$-]{4,}", cell) for cell in values)
