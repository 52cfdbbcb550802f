"""What templates are given is what they show: names and types, also where no test comes by."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any, get_type_hints

import pytest
from jinja2 import meta, nodes

from sightline.web.pages.causes import CausesPage
from sightline.web.pages.check import Worklist
from sightline.web.pages.claim import ClaimPage, PricePage
from sightline.web.pages.drafts import DraftsPage
from sightline.web.pages.many import FixesPage, OverridesPage
from sightline.web.pages.overrides import RegisterPage
from sightline.web.pages.people import AccountPage, PeoplePage
from sightline.web.pages.remittances import RemittancesPage
from sightline.web.pages.trail import TrailPage
from sightline.web.render import FILTERS, checked, environment, fragment

PAGES = {
    "worklist.html": Worklist, "causes.html": CausesPage, "claim.html": ClaimPage, "price.html": PricePage,
    "fixes.html": FixesPage, "decide.html": OverridesPage, "drafts.html": DraftsPage, "overrides.html": RegisterPage,
    "remittances.html": RemittancesPage, "people.html": PeoplePage, "account.html": AccountPage, "trail.html": TrailPage,
}  # fmt: skip
#: What `page` and the environment give to every template, and what findings.html is given by who includes it.
EVERYWHERE = {"csrf", "path", "rooms", "user", "version", "STATUS", "DISPOSITIONS"}


def _parsed(name: str) -> nodes.Template:
    found = environment()
    assert found.loader
    return found.parse(found.loader.get_source(found, name)[0])


@pytest.mark.parametrize(("name", "view"), PAGES.items())
def test_a_page_is_given_the_names_that_it_shows(name, view):
    asked = meta.find_undeclared_variables(_parsed(name)) - EVERYWHERE
    assert asked <= {field.name for field in fields(view)}


@pytest.mark.parametrize(("name", "view"), PAGES.items())
def test_a_page_is_given_the_types_that_its_filters_take(name, view):
    hints = get_type_hints(view)
    wrong = []
    for each in _parsed(name).find_all(nodes.Filter):
        if each.name in FILTERS and isinstance(each.node, nodes.Name) and each.node.name in hints:
            takes = next(iter(get_type_hints(FILTERS[each.name]).values()))
            given = hints[each.node.name]
            if not (isinstance(given, type) and issubclass(given, takes)):
                wrong.append(f"{each.node.name} | {each.name}: {given} for {takes}")
    assert not wrong


@pytest.mark.parametrize(
    ("name", "value"),
    [("s", ["a sentence"]), ("s", None), ("count", "3"), ("count", 1.5), ("dollars", 1.5), ("dollars", "1.50"),
     ("units", 1.5), ("day", "2026-03-02"), ("payer", None), ("payer", ["A"])],
)  # fmt: skip
def test_a_filter_says_which_kind_it_takes(name, value):
    more = ("claim",) if name == "s" else ()
    with pytest.raises(TypeError, match=f"_{name} takes .*, not {type(value).__name__}"):
        checked(FILTERS[name])(value, *more)


@pytest.mark.parametrize(
    ("name", "value", "more", "shown"),
    [("s", 1, ("claim",), "1 claim"), ("s", 1200, ("claim",), "1,200 claims"), ("count", 1200, (), "1,200"),
     ("dollars", Decimal("1200.5"), (), "1,200.50"), ("dollars", None, (), ""), ("units", Decimal("2.000"), (), "2"),
     ("units", None, (), ""), ("day", date(2026, 3, 2), (), "2026-03-02"), ("day", None, (), ""),
     ("payer", "UNITEDHEALTHCARE", (), "UnitedHealthcare"), ("payer", "BLUE CROSS OF NC", (), "Blue Cross of NC"),
     ("payer", "AARP HEALTH", (), "AARP Health"), ("payer", "eternal Plan", (), "eternal Plan"), ("payer", "", (), ""),
     ("payer", "PRAIRIE MUTUAL", (), "Prairie Mutual")],
)  # fmt: skip
def test_a_filter_shows_its_kind(name, value, more, shown):
    assert checked(FILTERS[name])(value, *more) == shown


def test_a_value_that_is_not_given_fails():
    given: dict[str, Any] = {"csrf": "", "path": "/", "rooms": [], "user": None, "version": "1"}
    with pytest.raises(Exception, match="is undefined"):
        fragment("price.html", **given)
