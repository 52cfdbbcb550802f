"""The pages in a real browser: each page's main job, with and without scripts, and what a screen reader meets."""

from __future__ import annotations

import re
from importlib.util import find_spec

import pytest

pytest.importorskip("playwright")

from playwright.sync_api import expect

from web.accessible import complaints, complaints_here
from web.conftest import EXAMPLE, ROOT

#: A state is waited for, however slow the machine; only one that never comes takes so long.
expect.set_options(timeout=60_000)

REPORT = (
    "Patient: ALEX EXAMPLE. Date of service: 2026-03-02.\nPROCEDURE: CT guided core biopsy of a right lung nodule.\n"
    "Under CT guidance the needle was advanced; the tip was confirmed within the nodule. Images were archived to PACS.\n"
)


def _upload(page, name="claims.837", data=None):
    page.goto("/")
    page.set_input_files("#files", {"name": name, "mimeType": "", "buffer": data or EXAMPLE.read_bytes()})
    page.wait_for_url("**/check/*")


def test_claims_are_dropped_and_listed(page):
    _upload(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("claims.837")
    expect(page.locator(".list tbody tr")).to_have_count(3)
    page.locator("summary", has_text="Edit").press("Enter")
    page.get_by_role("link", name="COD001 Code was deleted").first.press("Enter")
    expect(page.locator(".list tbody tr")).to_have_count(1)
    page.locator("summary", has_text="Edit").click()
    page.locator(".menu[open]").get_by_role("link", name="all", exact=True).click()
    page.get_by_label("Claim number or code").fill("LB-1001")
    page.get_by_role("button", name="Find").click()
    expect(page.locator(".list tbody tr")).to_have_count(1)
    assert "LB-1001" not in page.url
    page.get_by_text("Save as").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="SARIF").click()
    assert download.value.suggested_filename == "sightline-check.sarif"
    page.get_by_label("Delete claims.837").click()
    page.get_by_role("button", name="Delete it").click()
    page.wait_for_url("**/check")
    expect(page.locator("table").get_by_text("claims.837")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("claims.837")


@pytest.mark.parametrize(
    "payer", [b"NM1*PR*2*PRAIRIE MUTUAL*****PI*55012~", b"NM1*PR*2*PRAIRIE MUTUAL~", b""], ids=["named", "name", "none"]
)
def test_claims_of_a_payer_without_a_profile_are_listed_and_print(page, payer):
    known = b"NM1*PR*2*MEDICARE*****PI*15202~\n"
    data = EXAMPLE.read_bytes().replace(b"SBR*P*18*******MB", b"SBR*P*18" + (b"*******CI" if payer else b""))
    assert known in data
    _upload(page, data=data.replace(known, payer))
    expect(page.locator(".list tbody tr")).to_have_count(3)
    said = "3 claims of payers without a profile" if payer else "3 claims name no payer"
    expect(page.locator(".notes")).to_contain_text(said)
    where = page.url
    for address in ("", "/claims/1", "/claims/1/price"):
        page.goto(f"{where}{address}")
        page.emulate_media(media="print")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        expect(page.locator("header.bar")).to_be_hidden()
        assert page.pdf().startswith(b"%PDF")
        page.emulate_media(media="screen")


def test_a_failure_is_not_told_as_a_refusal(page):
    """What stands between us and the browser may answer with a page of its own."""
    page.goto("/check")
    page.route("**/check", lambda route: route.fulfill(status=422, body="<h1>Gateway</h1>"))
    page.get_by_label("The text of the claims").fill("some claims")
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.locator("#sending")).to_have_text("The upload was answered with status 422.")


def test_what_is_no_claim_is_said_beside_the_form(page):
    page.goto("/check")
    page.get_by_label("The text of the claims").fill("not a claim")
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.locator("#sending")).to_contain_text("not a claim file")


def test_changes_are_tried_out_as_they_are_typed(page):
    _upload(page)
    page.get_by_role("link", name="LB-1001").click()
    line = page.locator('.service-line[data-line="2"]')
    expect(line.locator(".finding")).to_contain_text("77012 is included in 32408")
    expect(line.locator(".allowed")).to_have_text("0.00")
    page.get_by_label("Line 2 modifiers").fill("26 XS")
    expect(line.locator(".finding .badge")).to_have_text("Bypassed")
    expect(line.locator(".allowed")).to_have_text("65.82")
    expect(page.locator("#changes")).to_contain_text("Allowed changes by +65.82 dollars")
    page.get_by_label("Line 2 units").fill("x")
    expect(line.locator(".wrong")).to_contain_text("is no number")
    expect(page.get_by_label("Line 2 units")).to_have_attribute("aria-invalid", "true")
    page.get_by_role("button", name="As submitted").click()
    expect(line.locator(".finding .badge")).to_have_text("To review")
    page.get_by_role("button", name="Remove line 2").click()
    expect(page.locator("#charge")).to_have_text("1,240.00")
    expect(line).to_have_class(re.compile("gone"))
    with page.expect_download() as download:
        page.get_by_role("button", name="Save this claim as CSV").click()
    saved = download.value.path().read_text()
    assert "32408" in saved
    assert "77012" not in saved


def test_a_finding_is_let_stand(page):
    _upload(page, data=EXAMPLE.read_bytes().replace(b"LB-1002", b"LB-9002"))
    page.get_by_role("link", name="LB-9002").click()
    finding = page.locator(".finding").first
    finding.get_by_text("Override", exact=True).click()
    finding.get_by_label("Reason").fill("agreed with the payer")
    finding.get_by_label("Who decides").fill("A. Coder")
    finding.get_by_label("Until").fill("2099-12-31")
    finding.get_by_role("button", name="Override").click()
    expect(page.locator(".override")).to_have_text("Overridden until 2099-12-31 by A. Coder: agreed with the payer")


def test_a_half_typed_override_outlives_a_change(page):
    _upload(page)
    page.get_by_role("link", name="LB-1001").click()
    line = page.locator('.service-line[data-line="2"]')
    line.get_by_text("Override", exact=True).click()
    line.get_by_label("Reason").type("another les")
    with page.expect_response("**/what-if*"):
        page.evaluate(
            "document.querySelector('[name=\"1.charge\"]').dispatchEvent(new Event('input', {bubbles: true}))"
        )
    expect(page.locator(".lines")).not_to_have_attribute("aria-busy", "true")
    expect(line.get_by_label("Reason")).to_have_value("another les")
    expect(line.get_by_label("Reason")).to_be_focused()
    page.keyboard.type("ion")
    expect(line.get_by_label("Reason")).to_have_value("another lesion")


def test_a_report_filters_what_is_overridden(browser, tmp_path):
    from outputs.samples import checked, let_stand
    from sightline.outputs.check import html

    report = tmp_path / "report.html"
    with report.open("w") as out:
        html.write_result(let_stand(checked(), "PTP001", "LB-1001", 2), out)
    page = browser.new_page()
    page.goto(report.as_uri())
    expect(page.locator(".chip")).to_have_text(
        ["Fail 2", "Bypassed 1", "To review 0", "Overridden 1", "For information 0"]
    )
    page.get_by_role("button", name="Overridden").click()
    expect(page.locator("#shown")).to_have_text("1 finding on 1 claim")
    expect(page.locator("article h3")).to_have_text("LB-1001Overridden")
    expect(page.locator(".finding .badge")).to_have_text("Fail, overridden")
    page.close()


def test_a_large_upload_shows_how_far_it_is(page):
    text = EXAMPLE.read_text()
    start, end = text.index("HL*3*1"), text.index("SE*72")
    data = text[:end] + text[start:end] * 300 + text[end:]
    _upload(page, data=data.encode())
    expect(page.get_by_role("heading", name="Claims", exact=True)).to_be_visible(timeout=60_000)
    expect(page.locator(".list tbody tr")).to_have_count(50)
    page.get_by_role("link", name="Next").click()
    expect(page.locator("#pages")).to_contain_text("page 2 of")


def test_the_rule_book_is_narrowed(page):
    page.goto("/edits")
    page.get_by_label("Narrow the list").fill("assistant surgery")
    expect(page.locator("#narrowed")).to_have_text(re.compile(r"^\d+ of \d+$"))
    page.locator(".rule:visible a").first.click()
    expect(page.get_by_role("heading", name="What it checks")).to_be_visible()
    expect(page.get_by_role("heading", name="Query")).to_be_visible()


def test_payers_are_compared(page):
    page.goto("/payers")
    page.get_by_label("Compare them for a code").fill("77012")
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_role("heading", name="77012, payer by payer")).to_be_visible()


def test_a_search_leads_to_a_code_page(page):
    page.goto("/edits")
    page.keyboard.press("/")
    page.keyboard.type("ct guided lung biopsi")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="32408").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("32408")
    page.get_by_label("Date of service").fill("2026-04-02")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("as of 2026-04-02")).to_be_visible()
    head = page.locator("table.sortable th").first
    head.click()
    expect(head).to_have_attribute("aria-sort", "ascending")


def test_a_page_of_codes_is_verified(page):
    page.goto("/verify")
    page.set_input_files("#file", EXAMPLE.parent / "ct-guidance-code-page.md")
    page.get_by_role("button", name="Verify").click()
    expect(page.locator(".badge.fail").first).to_have_text("wrong")


def test_a_report_is_read_beside_its_claim(page):
    pytest.importorskip("medspacy")
    _upload(page)
    page.goto("/report")
    page.locator("#report-text").fill(REPORT)
    page.get_by_label("or claims that you checked").select_option(label="claims.837")
    page.get_by_role("button", name="Read").click()
    expect(page.get_by_role("heading", name="Claim LB-1001")).to_be_visible()
    quote = page.locator(".quote").first
    quote.click()
    target = quote.get_attribute("href")
    expect(page.locator(f"mark:has({target})")).to_be_in_viewport()


def test_rates_are_read_and_drawn(page):
    pytest.importorskip("isal")
    page.goto("/rates")
    page.set_input_files("#file", next((ROOT / "examples" / "rates").glob("lakeside*04*")))
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("prices kept", timeout=60_000)
    page.get_by_label("Code", exact=True).fill("77012")
    page.get_by_role("button", name="Show").click()
    picture = page.locator("img.picture")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.naturalWidth") > 0


def test_a_file_that_is_no_reference_is_refused(page):
    page.goto("/reference")
    page.set_input_files("#files", {"name": "a.csv", "mimeType": "text/csv", "buffer": b"a,b\n1,2\n"})
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Nothing was added")


def test_all_of_a_claim_works_without_scripts(browser, running):
    context = browser.new_context(base_url=running, java_script_enabled=False)
    page = context.new_page()
    page.goto("/")
    page.set_input_files("#files", EXAMPLE)
    page.get_by_role("button", name="Check", exact=True).click()
    page.get_by_role("link", name="LB-1001").click()
    page.get_by_label("Line 2 modifiers").fill("26 XS")
    page.get_by_role("button", name="Try it out").click()
    expect(page.locator('.service-line[data-line="2"] .badge')).to_have_text("Bypassed")
    expect(page.locator("#changes")).to_contain_text("+65.82")
    context.close()


PAGES = ["/", "/check", "/edits", "/edits/PTP001", "/payers", "/payers?code=77012", "/payers/medicare", "/reference",
         "/code", "/code/77012", "/verify", "/report", "/rates", "/api", "/search?q=lung", "/sign-in", "/edits/XXX999",
         "LIST", "CAUSES", "FIXES", "DECIDE", "DRAFTS", "REMITTANCES", "/overrides", "CLAIM", "PRICE"]  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_accessible_and_fits_a_phone(browser, running, scheme):
    context = browser.new_context(base_url=running, color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    _upload(page)
    check = page.url.removeprefix(running)
    page.goto(f"{check}/remittances")
    page.set_input_files("#files", EXAMPLE.parent / "remittance.835")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("heading", name="What to do")).to_be_visible()
    places = {
        "LIST": check,
        "CAUSES": f"{check}/causes",
        "FIXES": f"{check}/fixes",
        "DECIDE": f"{check}/decide",
        "DRAFTS": f"{check}/drafts",
        "REMITTANCES": f"{check}/remittances",
        "CLAIM": f"{check}/claims/3",
        "PRICE": f"{check}/claims/1/price",
    }
    wrong = complaints(page, [places.get(address, address) for address in PAGES])
    page.goto("/verify")
    page.set_input_files("#file", EXAMPLE.parent / "ct-guidance-code-page.md")
    page.get_by_role("button", name="Verify").click()
    expect(page.locator(".badge.fail").first).to_be_visible()
    wrong += complaints_here(page)
    if find_spec("medspacy"):
        page.goto("/report")
        page.locator("#report-text").fill(REPORT)
        page.get_by_role("button", name="Read").click()
        expect(page.locator(".quote").first).to_be_visible()
        wrong += complaints_here(page)
    context.close()
    assert not wrong, "\n".join(wrong)
