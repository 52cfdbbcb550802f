"""Files are found by their links, fetched whole, and added whole or not at all; terms only when a person accepts them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from reference.layouts import fixed, fixed_file, mue_csv, ptp_text, zipped
from reference.sync.site import LICENSE, Site, serving
from sightline.cli import main
from sightline.reference.store import releases_in
from sightline.reference.sync.addresses import Published, first_day, hosts, published
from sightline.reference.sync.links import links, named
from sightline.reference.sync.run import Outcome, sync
from sightline.reference.sync.terms import acceptances, words
from sightline.reference.tables import KINDS

ON = date(2026, 11, 2)
NCCI = "/medicare/coding-billing/national-correct-coding-initiative-ncci-edits"
PTP_PAGE = f"{NCCI}/medicare-ncci-procedure-procedure-ptp-edits"
MUE_PAGE = f"{NCCI}/medicare-ncci-medically-unlikely-edits-mues"
RVU_PAGE = "/medicare/payment/fee-schedules/physician/pfs-relative-value-files"
MUE = "/files/zip/medicare-ncci-2026-q4-practitioner-services-mue-table.zip"


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as one:
        yield one


def zip_of(folder: Path, name: str, data: bytes | str) -> bytes:
    return zipped(folder / "made.zip", {name: data if isinstance(data, bytes) else data.encode()}).read_bytes()


def page(*given: tuple[str, str]) -> bytes:
    listed = "".join(f'<li><a class="x" href="{href}"><span>{text}</span></a></li>' for href, text in given)
    return f"<html><body><ul>{listed}</ul></body></html>".encode()


def mue_site(site: Site, folder: Path, *, rows: int = 2, said: str = "") -> None:
    content = mue_csv([(f"9000{number}", "1", "3") for number in range(rows)])
    site.pages[MUE] = zip_of(folder, "MCR_MUE_PractitionerServices_Eff_10-01-2026.csv", content)
    site.pages[MUE_PAGE] = page(
        ("/files/zip/medicare-ncci-2026-q3-practitioner-services-mue-table.zip", "Practitioner, Q3"),
        (MUE, f"Practitioner Services MUE Table, effective 10-01-2026 {said}"),
        ("/files/zip/medicare-ncci-2027-q1-practitioner-services-mue-table.zip", "Practitioner, next quarter"),
        ("/files/zip/medicare-ncci-2026-q4-dme-supplier-mue-table.zip", "Suppliers"),
    )


def synced(site: Site, folder: Path, *kinds: str, who: str | None = None, dry: bool = False) -> list[Outcome]:
    found = sync(kinds, folder / "store", on=ON, ask=lambda *_: who, base=site.base, dry=dry, pause=0)
    return list(found)


def stored(folder: Path) -> list[tuple[str, str]]:
    return [(release.kind, release.name) for release in releases_in(folder / "store")]


def nothing_half_added(folder: Path) -> bool:
    left = [path for path in (folder / "store").rglob("*") if path.is_file() and ".sync" not in path.parts]
    return not left and stored(folder) == []


def test_the_release_of_the_date_is_found_by_its_link_and_added(site: Site, tmp_path: Path) -> None:
    mue_site(site, tmp_path, said="(2 records)")
    (one,) = synced(site, tmp_path, "mue")
    assert (one.outcome, one.files) == ("added", (MUE.rpartition("/")[2],))
    assert stored(tmp_path) == [("mue", "2026q4")]
    assert list((tmp_path / "store/.sync/downloads").iterdir()) == []


def test_what_is_unchanged_is_not_fetched_again_but_where_the_store_lost_it(site: Site, tmp_path: Path) -> None:
    mue_site(site, tmp_path)
    synced(site, tmp_path, "mue")
    (second,) = synced(site, tmp_path, "mue")
    assert (second.outcome, second.added) == ("current", ())
    for path in sorted((tmp_path / "store/mue").rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    (third,) = synced(site, tmp_path, "mue")
    assert (third.outcome, stored(tmp_path)) == ("added", [("mue", "2026q4")])


def test_a_file_posted_anew_under_its_name_is_said(site: Site, tmp_path: Path) -> None:
    mue_site(site, tmp_path)
    synced(site, tmp_path, "mue")
    mue_site(site, tmp_path, rows=3)
    (again,) = synced(site, tmp_path, "mue")
    assert again.added[0].change == "replaced"
    assert "was posted anew under its name (sha256 " in again.notes[0]


def test_a_download_that_is_cut_goes_on_where_it_stopped(site: Site, tmp_path: Path) -> None:
    mue_site(site, tmp_path)
    site.cuts[MUE] = [100, 150]
    (one,) = synced(site, tmp_path, "mue")
    assert one.outcome == "added"
    assert [asked for path, asked in site.asked if path == MUE] == ["", "bytes=100-", "bytes=150-"]


def test_a_download_that_stays_cut_adds_nothing_and_the_next_run_goes_on(site: Site, tmp_path: Path) -> None:
    mue_site(site, tmp_path)
    site.cuts[MUE] = [50] * 4
    (one,) = synced(site, tmp_path, "mue")
    assert one.outcome == "failed"
    assert "the download was cut" in one.notes[0]
    assert "goes on where it stopped" in one.notes[0]
    assert nothing_half_added(tmp_path)
    (again,) = synced(site, tmp_path, "mue")
    assert again.outcome == "added"
    assert site.asked[-1] == (MUE, "bytes=50-")


def test_a_file_that_changed_while_it_was_fetched_is_fetched_from_its_beginning(site: Site, tmp_path: Path) -> None:
    mue_site(site, tmp_path)
    site.cuts[MUE] = [50] * 4
    synced(site, tmp_path, "mue")
    mue_site(site, tmp_path, rows=3)
    (again,) = synced(site, tmp_path, "mue")
    assert (again.outcome, again.added[0].release.rows) == ("added", 3)


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_busy_server_is_asked_again(site: Site, tmp_path: Path, status: int) -> None:
    mue_site(site, tmp_path)
    site.fails = {MUE: [status, status], MUE_PAGE: [status]}
    (one,) = synced(site, tmp_path, "mue")
    assert one.outcome == "added"


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"<!DOCTYPE html><html><title>Sorry</title></html>", "an HTML page came where medicare-ncci-2026-q4"),
        (b"\n <html><body>moved</body></html>", "an HTML page came where"),
        (b"not found", "something else came where"),
        (b"PK\x03\x04 torn", "a damaged or locked zip"),
        (b"", "something else came where"),
        (None, "the server answered 404"),
    ],
)
def test_what_is_no_file_is_named_and_nothing_is_added(
    site: Site, tmp_path: Path, body: bytes | None, says: str
) -> None:
    mue_site(site, tmp_path)
    site.pages[MUE] = body if body is not None else b""
    if body is None:
        del site.pages[MUE]
    (one,) = synced(site, tmp_path, "mue")
    assert (one.outcome, says in one.notes[0]) == ("failed", True), one.notes
    assert nothing_half_added(tmp_path)
    mue_site(site, tmp_path)
    assert synced(site, tmp_path, "mue")[0].outcome == "added"


def test_fewer_rows_than_the_link_tells_are_not_added(site: Site, tmp_path: Path) -> None:
    mue_site(site, tmp_path, said="(1,234 records)")
    (one,) = synced(site, tmp_path, "mue")
    assert one.notes == ("mue: 2 rows were read, where the page states 1,234 records. Nothing was added.",)
    assert nothing_half_added(tmp_path)


def test_a_page_without_the_link_says_where_to_look(site: Site, tmp_path: Path) -> None:
    site.pages[MUE_PAGE] = page(("/elsewhere", "words"))
    (one,) = synced(site, tmp_path, "mue")
    assert f"{MUE_PAGE}: no link to a file named like" in one.notes[0]


PTP = "medicare-ncci-2026q4-practitioner-ptp-edits-ccipra-v323r{}-f{}.zip"


def ptp_site(site: Site, folder: Path, *, revision: int = 0) -> None:
    site.pages["/license/ama"] = LICENSE.encode()
    parts = [[("00100", "90001", "20200101", "*", "1")], [("G0001", "90002", "20200101", "*", "0")]]
    given = []
    for number, pairs in enumerate(parts, start=1):
        name = PTP.format(revision, number)
        site.pages[f"/files/zip/{name}"] = zip_of(folder, f"ccipra-v323r{revision}-f{number}.txt", ptp_text(pairs))
        given.append(
            (
                f"/license/ama?file=/files/zip/{name}",
                f"Practitioner PTP Edits v323r{revision} (1 records) part {number}",
            )
        )
    before = site.pages.get(PTP_PAGE, page())
    site.pages[PTP_PAGE] = before.replace(
        b"</ul>", page(*given).partition(b"<ul>")[2].partition(b"</ul>")[0] + b"</ul>"
    )


def test_terms_that_nobody_accepts_keep_the_file_out(site: Site, tmp_path: Path) -> None:
    ptp_site(site, tmp_path)
    (one,) = synced(site, tmp_path, "ptp")
    assert one.outcome == "failed"
    assert "have not been accepted" in one.notes[0]
    assert "/license/ama?file=" in one.notes[0]
    assert site.bodies(".zip") == 0
    assert acceptances(tmp_path / "store/.sync/accepted.json") == []


def test_an_acceptance_is_recorded_and_holds_until_the_terms_change(site: Site, tmp_path: Path) -> None:
    ptp_site(site, tmp_path)
    (one,) = synced(site, tmp_path, "ptp", who="pat")
    assert (one.outcome, one.added[0].release.rows) == ("added", 2)
    (entry,) = acceptances(tmp_path / "store/.sync/accepted.json")
    assert (entry["who"], entry["address"].partition("?")[0]) == ("pat", "https://www.cms.gov/license/ama")
    ptp_site(site, tmp_path, revision=1)
    (later,) = synced(site, tmp_path, "ptp")
    assert (later.outcome, later.files) == ("added", (PTP.format(1, 1), PTP.format(1, 2)))
    site.pages["/license/ama"] = LICENSE.replace("may use", "must not use").encode()
    assert synced(site, tmp_path, "ptp")[0].outcome == "failed"


def test_a_part_that_fails_keeps_the_quarter_out(site: Site, tmp_path: Path) -> None:
    ptp_site(site, tmp_path)
    site.pages[f"/files/zip/{PTP.format(0, 2)}"] = b"<html></html>"
    (one,) = synced(site, tmp_path, "ptp", who="pat")
    assert one.outcome == "failed"
    assert nothing_half_added(tmp_path)


def rvu_site(site: Site, folder: Path) -> None:
    text = fixed_file(fixed("90001"), fixed("90002"))
    site.pages[RVU_PAGE] = page(("/pages/rvu26a", "RVU26A"), ("/pages/rvu26d", "RVU26D"), ("/pages/rvu27a", "RVU27A"))
    site.pages["/pages/rvu26d"] = page(
        ("/files/zip/rvu26d.zip", "RVU26D"), ("/files/zip/rvu26d-updated-10-15-2026.zip", "RVU26D updated")
    )
    site.pages["/files/zip/rvu26d-updated-10-15-2026.zip"] = zip_of(folder, "PPRRVU2026_Oct_nonQPP.txt", text)


def test_a_name_whose_ending_nobody_knows_is_found_through_the_page_between(site: Site, tmp_path: Path) -> None:
    rvu_site(site, tmp_path)
    (one,) = synced(site, tmp_path, "fee_schedule")
    assert (one.files, stored(tmp_path)) == (("rvu26d-updated-10-15-2026.zip",), [("fee_schedule", "2026-10")])


def test_one_kind_that_fails_does_not_stop_the_others(site: Site, tmp_path: Path) -> None:
    rvu_site(site, tmp_path)
    found = synced(site, tmp_path, "fee_schedule", "mue")
    assert [(one.kind, one.outcome) for one in found] == [("fee_schedule", "added"), ("mue", "failed")]


def test_a_dry_run_writes_nothing_and_fetches_no_file(site: Site, tmp_path: Path) -> None:
    ptp_site(site, tmp_path)
    (one,) = synced(site, tmp_path, "ptp", dry=True)
    assert (one.outcome, one.files) == ("would fetch", (PTP.format(0, 1), PTP.format(0, 2)))
    assert "/license/ama" in one.notes[0]
    assert site.bodies(".zip") == 0
    assert not (tmp_path / "store").exists()


def test_a_copy_in_a_folder_laid_out_by_host(site: Site, tmp_path: Path) -> None:
    mue_site(site, tmp_path)
    root = tmp_path / "copy" / "www.cms.gov"
    for path, body in ((f"{MUE_PAGE}.html", site.pages[MUE_PAGE]), (MUE, site.pages[MUE])):
        (root / path[1:]).parent.mkdir(parents=True, exist_ok=True)
        (root / path[1:]).write_bytes(body)
    base = ["--base", (tmp_path / "copy").as_uri(), "--as-of", "2026-11-02", "--reference", str(tmp_path / "store")]
    result = CliRunner().invoke(main, ["reference", "sync", "mue", *base])
    assert (result.exit_code, result.stdout.startswith("added: NCCI MUE, practitioner, 2026 Q4, 2 rows")) == (0, True)


def test_the_command_shows_terms_and_records_only_what_a_person_says(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sightline.commands.reference.sync.getpass.getuser", lambda: "pat")
    ptp_site(site, tmp_path)
    run = [
        "reference",
        "sync",
        "ptp",
        "--base",
        site.base,
        "--as-of",
        "2026-11-02",
        "--reference",
        str(tmp_path / "store"),
    ]
    refused = CliRunner().invoke(main, run)
    assert refused.exit_code == 2
    assert "You may use the codes if you accept." in refused.stderr
    assert refused.stderr.endswith("sightline: not fetched: ptp\n")
    done = CliRunner().invoke(main, [*run, "--accept-ama-terms"])
    assert (done.exit_code, "accepted by pat" in done.stderr) == (0, True), done.stderr
    record = json.loads((tmp_path / "store/.sync/accepted.json").read_text())
    assert [entry["who"] for entry in record] == ["pat"]


def test_what_a_program_must_not_fetch_gets_its_address(site: Site, tmp_path: Path) -> None:
    (one,) = synced(site, tmp_path, "article")
    assert one.outcome == "by hand"
    assert "https://downloads.cms.gov/medicare-coverage-database/downloads/exports/current_article.zip" in one.notes[0]


def test_a_link_to_another_host_is_not_followed(site: Site, tmp_path: Path) -> None:
    site.pages[MUE_PAGE] = page((f"https://elsewhere.example{MUE}", "Practitioner"))
    (one,) = synced(site, tmp_path, "mue")
    assert "elsewhere.example is no publisher's server" in one.notes[0]


def test_words_of_terms_are_without_scripts() -> None:
    assert words(LICENSE) == "License for use of CPT\nYou may use the codes if you accept.\nAccept"


SEEN = {
    "fee_schedule": ("rvu26d-updated-10-05-2026.zip", date(2026, 10, 1)),
    "ptp": ("medicare-ncci-2026q4-practitioner-ptp-edits-ccipra-v323r0-f4.zip", date(2026, 10, 1)),
    "mue": ("medicare-ncci-2026-q4-practitioner-services-mue-table.zip", date(2026, 10, 1)),
    "addon": ("add-code-edits-medicare-effective-10012026.zip", date(2026, 10, 1)),
    "hcpcs": ("october-2026-alpha-numeric-hcpcs-file.zip", date(2026, 10, 1)),
    "opps_status": ("October-2026-OPPS-Addendum-B.zip", date(2026, 10, 1)),
    "asc_surgical": ("october-2026-asc-approved-hcpcs-code-payment-rates.zip", date(2026, 10, 1)),
    "clfs": ("26clabq4.zip", date(2026, 10, 1)),
    "dmepos": ("dme26-d.zip", date(2026, 10, 1)),
    "taxonomy": ("nucc_taxonomy_261.csv", date(2026, 10, 1)),
    "icd10cm": ("icd10cm-Code Descriptions-2027.zip", date(2026, 10, 1)),
    "nppes": ("NPPES_Data_Dissemination_102626_110126_Weekly_V2.zip", date(2026, 11, 1)),
}


@pytest.mark.parametrize("row", [row for row in published() if row.kind in SEEN], ids=lambda row: row.kind)
def test_names_as_they_are_published(row: Published) -> None:
    name, begins = SEEN[row.kind]
    (found,) = named(row, links(f'<a href="/files/zip/{name}">x</a>', row.page), ON)
    assert (found.name, first_day(row, name)) == (name, begins)


def test_the_table_of_addresses() -> None:
    kinds = [row.kind for row in published()]
    assert len(kinds) == len(set(kinds))
    assert set(kinds) <= KINDS.keys()
    assert all(row.page.startswith("https://") and row.source for row in published())
    assert all(host.endswith((".cms.gov", ".cdc.gov", ".nucc.org")) for host in hosts())
