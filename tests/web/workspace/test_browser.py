"""The pages of a workspace in a real browser: what a screen reader meets, and whether they fit a telephone."""

from __future__ import annotations

import pytest

pytest.importorskip("playwright")

from playwright.sync_api import expect

from web.accessible import complaints, complaints_here
from web.conftest import EXAMPLE, service
from web.workspace.conftest import PASSWORD, people

expect.set_options(timeout=60_000)


@pytest.fixture(scope="module")
def practice(tmp_path_factory):
    """The address of a service with a workspace, in a process of its own."""
    folder = tmp_path_factory.mktemp("practice")
    people(folder / "work")
    with service(folder, workspace=True) as address:
        yield address


def _signed_in(browser, address, scheme="light"):
    page = browser.new_context(base_url=address, color_scheme=scheme, bypass_csp=True).new_page()
    page.goto("/sign-in")
    page.get_by_label("Name").fill("ann")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    return page


def _work(page):
    """An upload twice, with a note, an assignment and a draft; the address of the second."""
    for _ in range(2):
        page.goto("/")
        page.set_input_files("#files", EXAMPLE)
        expect(page.get_by_role("heading", name="Claims", exact=True)).to_be_visible()
    check = page.url
    page.goto(f"{check}/claims/1")
    page.get_by_label("Line 2 modifiers").fill("26 XS")
    page.get_by_role("button", name="Keep as draft").click()
    expect(page.get_by_text("Kept as a draft")).to_be_visible()
    page.get_by_label("Assigned to").select_option("bo")
    page.get_by_role("button", name="Assign", exact=True).click()
    expect(page.get_by_label("Assigned to")).to_have_value("bo")
    page.get_by_label("Note").fill("Asked for the addendum.")
    page.get_by_role("button", name="Add the note").click()
    expect(page.get_by_text("Asked for the addendum.").first).to_be_visible()
    expect(page.get_by_role("heading", name="The same claim in other checks")).to_be_visible()
    return check


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_of_a_workspace_is_accessible_and_fits_a_phone(browser, practice, scheme):
    stranger = browser.new_context(base_url=practice, color_scheme=scheme, bypass_csp=True).new_page()
    wrong = complaints(stranger, ["/sign-in"])
    stranger.context.close()
    page = _signed_in(browser, practice, scheme)
    check = _work(page)
    wrong += complaints(
        page,
        ["/", "/check", "/people", "/trail", "/account", "/overrides", "/edits/XXX999", check, f"{check}?assigned=bo",
         f"{check}/claims/1", f"{check}/drafts", f"{check}/decide", f"{check}/causes?by=assigned"],
    )  # fmt: skip
    page.goto("/people")
    page.get_by_label("Change bo", exact=True).click()
    wrong += complaints_here(page)
    page.goto(check)
    page.locator("summary", has_text="Assign what is shown").click()
    wrong += complaints_here(page)
    page.goto("/account")
    page.get_by_role("button", name="Make a token").click()
    expect(page.get_by_text("which is not shown again")).to_be_visible()
    wrong += complaints_here(page)
    page.context.close()
    assert not wrong, "\n".join(wrong)
