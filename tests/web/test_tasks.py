"""What a billing team does all day, with the keyboard alone, in a real browser: ten tasks, each in at most three presses that
act (Enter, Space and single keys count; typing and going to a place with Tab do not), but for the correction of a claim."""

from __future__ import annotations

import re

import pytest

pytest.importorskip("playwright")

from playwright.sync_api import expect

from web.conftest import EXAMPLE, ROOT
from web.test_browser import REPORT

expect.set_options(timeout=20_000)
_PAYERS = ("MEDICARE", "CIGNA", "AETNA")


class Hands:
    """Somebody at a keyboard; `acts` are the presses that act."""

    def __init__(self, page) -> None:
        self.page, self.acts = page, 0

    def press(self, key: str) -> None:
        """Press a key that acts."""
        self.acts += 1
        self.page.wait_for_load_state()  # a page is seen before its scripts are there, by nobody at a keyboard
        self.page.keyboard.press(key)

    def go(self, target) -> None:
        """Go to a place with Tab."""
        expect(target).to_be_visible()
        for _ in range(200):
            if target.evaluate("element => element === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError("Tab does not lead there")

    def fill(self, target, text: str) -> None:
        """Go to a field and type."""
        self.go(target)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)


@pytest.fixture
def hands(page):
    return Hands(page)


def _rows() -> bytes:
    """300 claims of three payers over four months."""
    lines = ["claim_id,line_no,code,modifiers,units,charge,place_of_service,date_from,dx1,payer_name,billing_npi"]
    for n in range(300):
        code, modifiers = (("77012", ""), ("32405", ""), ("71250", "26"))[n % 3]
        day = f"2026-0{n % 4 + 1}-{n % 27 + 1:02}"
        lines.append(f"Q{n:03},1,{code},{modifiers},1,{200 + n}.00,22,{day},R911,{_PAYERS[n % 7 % 3]},1234567893")
    return "\n".join([*lines, ""]).encode()


def _claims(page, name="claims.837", data=None):
    page.goto("/")
    page.set_input_files("#files", {"name": name, "mimeType": "", "buffer": data or EXAMPLE.read_bytes()})
    expect(page.get_by_role("heading", name="Claims", exact=True)).to_be_visible()


def test_300_claims_are_in_and_the_first_is_three_stops_away(page, hands):
    _claims(page, "march.csv", _rows())
    expect(page.locator("header p").first).to_contain_text("300 claims read, 0 rejected")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the claims")).to_be_focused()
    hands.press("Enter")
    expect(page.locator("#first-claim")).to_be_focused()
    hands.press("Enter")
    expect(page.locator(".lines")).to_be_visible()
    assert hands.acts <= 3


def test_the_worst_cause_of_one_payer_in_dollars(page, hands):
    _claims(page, "march.csv", _rows())
    hands.press("c")
    hands.go(page.get_by_role("link", name="by payer"))
    hands.press("Enter")
    hands.go(page.locator("a[data-row]", has_text="Cigna"))
    hands.press("Enter")
    expect(page.locator(".narrowed")).to_contain_text("payer: Cigna")
    worst = page.locator("tbody tr").first
    expect(worst).to_contain_text("COD001 Code was deleted")
    expected = sum(200 + n for n in range(300) if n % 3 == 1 and _PAYERS[n % 7 % 3] == "CIGNA")
    expect(worst.locator("td").nth(1)).to_have_text(f"{expected:,.2f}")
    assert hands.acts == 3


def test_all_safe_fixes_are_made_after_each_change_was_seen(page, hands):
    _claims(page)
    hands.press("f")
    expect(page.locator("ins")).to_have_text(["26"])
    hands.press("s")
    expect(page.get_by_role("heading", level=1)).to_have_text("Drafts")
    expect(page.locator("ins")).to_have_text(["26"])
    hands.press("g")
    expect(page.get_by_role("heading", level=1)).to_have_text("corrected claims.837")
    assert hands.acts == 3


def test_a_code_with_a_modifier_in_a_place(page, hands):
    page.goto("/")
    hands.press("/")
    page.keyboard.type("77012-26 in Houston")
    hands.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("77012")
    expect(page.locator("main")).to_contain_text(re.compile("houston", re.IGNORECASE))
    assert hands.acts == 2


def test_a_claim_is_corrected_priced_and_saved(page, hands):
    _claims(page)
    hands.go(page.get_by_role("link", name="LB-1001"))
    hands.press("Enter")
    hands.fill(page.get_by_label("Line 2 modifiers"), "26 XS")
    line = page.locator('.service-line[data-line="2"]')
    expect(line.locator(".allowed")).to_have_text("65.82")
    hands.go(page.get_by_role("button", name="Keep as draft"))
    hands.press("Enter")
    expect(page.get_by_text("Kept as a draft")).to_be_visible()
    hands.go(page.get_by_role("link", name="all drafts of claims.837"))
    hands.press("Enter")
    expect(page.locator("ins")).to_have_text(["26 XS"])
    hands.press("s")
    hands.go(page.get_by_role("link", name="837P"))
    with page.expect_download() as download:
        hands.press("Enter")
    saved = download.value.path().read_bytes()
    assert hands.acts == 5
    assert saved == EXAMPLE.read_bytes().replace(b"SV1*HC:77012:26*310", b"SV1*HC:77012:26:XS*310")


def test_findings_are_overridden_and_the_override_withdrawn(page, hands):
    _claims(page, data=EXAMPLE.read_bytes().replace(b"LB-100", b"LB-700"))
    hands.press("o")
    hands.fill(page.get_by_label("Reason"), "agreed with the payer")
    hands.fill(page.get_by_label("Who decides"), "A. Coder")
    hands.go(page.get_by_label("Until"))
    page.keyboard.type("12312099")
    hands.press("Enter")
    expect(page.locator("form.warn")).to_contain_text("findings overridden just now")
    expect(page.locator("table.list")).to_contain_text("Overridden")
    hands.press("z")
    expect(page.get_by_role("heading", name="Claims", exact=True)).to_be_visible()
    expect(page.locator("form.warn")).to_have_count(0)
    expect(page.locator("table.list")).not_to_contain_text("Overridden")
    assert hands.acts == 3


def test_one_finding_of_a_claim_is_overridden_and_later_withdrawn_by_the_register(page, hands):
    _claims(page, data=EXAMPLE.read_bytes().replace(b"LB-1003", b"LB-7103"))
    hands.go(page.get_by_role("link", name="LB-7103"))
    hands.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("LB-7103")
    hands.press("o")
    expect(page.get_by_label("Reason").first).to_be_focused()
    page.keyboard.type("agreed with the payer")
    hands.fill(page.get_by_label("Who decides").first, "A. Coder")
    hands.go(page.get_by_label("Until").first)
    page.keyboard.type("12312099")
    hands.press("Enter")
    expect(page.locator(".override").first).to_contain_text("Overridden until 2099-12-31 by A. Coder")
    assert hands.acts == 3
    hands.acts = 0  # another day
    page.get_by_role("link", name="claims.837").click()
    hands.go(page.get_by_role("link", name="register"))
    hands.press("Enter")
    hands.fill(page.get_by_label("Who withdraws"), "B. Manager")
    hands.go(page.get_by_label(re.compile("on claim LB-7103")).first)
    hands.press("Space")
    hands.go(page.get_by_role("button", name="Withdraw the chosen"))
    hands.press("Enter")
    expect(page.locator("tr.ended", has_text="LB-7103")).to_contain_text("B. Manager: withdrawn")
    assert hands.acts == 3


def test_from_a_finding_to_its_edit_and_its_code(page, hands):
    _claims(page)
    hands.go(page.get_by_role("link", name="LB-1001"))
    hands.press("Enter")
    hands.go(page.locator(".line-findings a.edit").first)
    hands.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("PTP001")
    hands.press("c")
    expect(page.get_by_role("heading", level=1)).to_contain_text("77012")
    assert hands.acts == 3


def test_payers_are_compared_for_a_code(page, hands):
    page.goto("/")
    hands.go(page.locator("header").get_by_role("link", name="Payers"))
    hands.press("Enter")
    hands.fill(page.get_by_label("Compare them for a code"), "77012")
    hands.press("Enter")
    expect(page.get_by_role("heading", name="77012, payer by payer")).to_be_visible()
    assert hands.acts == 2


def test_a_report_is_audited_against_its_claim(page, hands):
    pytest.importorskip("medspacy")
    _claims(page)
    hands.go(page.locator("header").get_by_role("link", name="Reports"))
    hands.press("Enter")
    hands.fill(page.locator("#report-text"), REPORT.replace("\n", " "))
    hands.go(page.get_by_label("or claims that you checked"))
    page.keyboard.type("claims")
    hands.go(page.get_by_role("button", name="Read"))
    hands.press("Enter")
    expect(page.get_by_role("heading", name="Claim LB-1001")).to_be_visible()
    assert hands.acts == 2


def test_a_page_of_codes_is_held_against_the_reference(page, hands):
    page.goto("/")
    hands.go(page.locator("main").get_by_role("link", name="Verify"))
    hands.press("Enter")
    page.set_input_files("#file", ROOT / "examples" / "ct-guidance-code-page.md")
    hands.go(page.get_by_role("button", name="Verify"))
    hands.press("Enter")
    expect(page.locator(".badge.fail").first).to_have_text("wrong")
    assert hands.acts == 2


def test_a_view_is_saved_for_every_check(page, hands):
    _claims(page, "march.csv", _rows())
    page.goto(f"{page.url}?payer=CIGNA&sort=date")
    hands.press("v")
    hands.fill(page.get_by_label("Name of this view"), "Cigna by date")
    hands.press("Enter")
    expect(page.locator("#views li a")).to_have_text(["Cigna by date"])
    _claims(page)
    hands.press("v")
    hands.go(page.get_by_role("link", name="Cigna by date"))
    hands.press("Enter")
    page.wait_for_url("**?payer=CIGNA&sort=date")
    expect(page.locator(".list")).to_have_count(0)
    hands.press("v")
    hands.go(page.get_by_label("Remove the view Cigna by date"))
    hands.press("Enter")
    expect(page.locator("#views li")).to_have_count(0)


def test_keys_go_through_rows_and_claims(page, hands):
    _claims(page)
    rows = page.locator("a[data-row]")
    hands.press("j")
    expect(rows.nth(0)).to_be_focused()
    hands.press("j")
    expect(rows.nth(1)).to_be_focused()
    hands.press("k")
    expect(rows.nth(0)).to_be_focused()
    hands.press("Enter")
    expect(page.get_by_role("link", name="next claim")).to_be_visible()
    first = page.get_by_role("heading", level=1).inner_text()
    hands.press("j")
    expect(page.get_by_role("heading", level=1)).not_to_have_text(first)
    hands.press("k")
    expect(page.get_by_role("heading", level=1)).to_have_text(first)
    hands.press("e")
    expect(page.get_by_label("Line 1 modifiers")).to_be_focused()
    page.keyboard.type("f")  # a letter in a field, no key
    page.keyboard.press("Tab")
    page.get_by_role("link", name="next claim").focus()
    hands.press("u")
    expect(page.get_by_role("heading", name="Claims", exact=True)).to_be_visible()


def test_keys_are_listed_and_can_be_switched_off(page, hands):
    _claims(page)
    hands.press("?")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Causes")
    expect(dialog).to_contain_text("next row")
    hands.go(dialog.get_by_label("single keys act"))
    hands.press("Space")
    page.keyboard.press("Escape")
    hands.press("c")
    expect(page.get_by_role("heading", name="Claims", exact=True)).to_be_visible()
    page.reload()
    hands.press("c")
    expect(page.get_by_role("heading", name="Claims", exact=True)).to_be_visible()
    hands.press("?")
    hands.go(dialog.get_by_label("single keys act"))
    hands.press("Space")
    page.keyboard.press("Escape")
    hands.press("c")
    expect(page.get_by_role("heading", level=1)).to_have_text("Causes")
