"""Files come into the store whole or not at all, and once."""

from __future__ import annotations

import gzip
import http.server
import json
import threading
import zipfile

import pytest
from click.testing import CliRunner

from rates.layouts import as_bytes, document, rows_by_ijson
from sightline.cli import main
from sightline.rates.add import Selection, add_files
from sightline.rates.query import Filter, open_rates
from sightline.rates.store import Store

DATA = as_bytes(document(11)[0])


def add(store, *paths, **wanted):
    return list(add_files([str(path) for path in paths], Store(store), Selection(**wanted)))


def count(store):
    return open_rates(Store(store), Filter(dates="all")).row("SELECT count(*) FROM kept")[0]


def everything(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


@pytest.fixture
def plain(tmp_path):
    path = tmp_path / "rates.json"
    path.write_bytes(DATA)
    return path


@pytest.mark.parametrize("kind", ["json", "json.gz", "zip", "gz-in-zip"])
def test_every_packing_gives_the_same_rows(kind, tmp_path):
    path = tmp_path / f"rates.{kind.replace('gz-in-zip', 'zip')}"
    if "zip" in kind:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(
                "rates.json.gz" if "gz" in kind else "rates.json", gzip.compress(DATA) if "gz" in kind else DATA
            )
    else:
        path.write_bytes(gzip.compress(DATA) if "gz" in kind else DATA)
    (added,) = add(tmp_path / "store", path)
    assert added.change == "added"
    assert count(tmp_path / "store") == sum(rows_by_ijson(DATA, {}).values())


def test_a_file_is_added_once_wherever_it_lies(plain, tmp_path):
    copy = tmp_path / "again.json"
    copy.write_bytes(DATA)
    assert [one.change for one in add(tmp_path / "store", plain, copy)] == ["added", "unchanged"]


def test_another_choice_replaces_the_first(plain, tmp_path):
    store = tmp_path / "store"
    add(store, plain)
    (added,) = add(store, plain, codes=frozenset({"77012"}), payer="Aetna")
    assert added.change == "replaced"
    wanted = rows_by_ijson(DATA, {}, {"77012"})
    assert count(store) == sum(wanted.values())
    assert len(list(store.glob("payer=*/date=*/*/price.parquet"))) == 1


def test_an_interrupted_run_goes_on(plain, tmp_path):
    other = tmp_path / "other.json"
    other.write_bytes(as_bytes(document(12)[0]))
    add(tmp_path / "store", plain)
    assert [one.change for one in add(tmp_path / "store", plain, other)] == ["unchanged", "added"]


@pytest.mark.parametrize(
    "damage",
    ["cut json", "cut gz", "flipped gz 0.3", "flipped gz 0.5", "flipped gz 0.9", "cut zip", "not json", "empty"],
)
def test_a_damaged_file_is_named_and_nothing_of_it_is_kept(damage, tmp_path):
    packed = bytearray(gzip.compress(DATA))
    path = tmp_path / ("rates.json.gz" if "gz" in damage else "rates.zip" if "zip" in damage else "rates.json")
    if damage == "cut json":
        path.write_bytes(DATA[: len(DATA) * 2 // 3])
    elif damage == "cut gz":
        path.write_bytes(packed[: len(packed) - 100])
    elif "flipped" in damage:
        packed[int(len(packed) * float(damage.split()[-1]))] ^= 0xFF
        path.write_bytes(packed)
    elif damage == "cut zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("rates.json", DATA)
        path.write_bytes(path.read_bytes()[:-40])
    else:
        path.write_bytes(b"" if damage == "empty" else b"hello")
    (added,) = add(tmp_path / "store", path)
    assert added.change == "refused"
    assert added.message.startswith(path.name)
    assert everything(tmp_path / "store") == []


def test_one_bad_file_does_not_stop_the_others(plain, tmp_path):
    bad = tmp_path / "bad.json"
    bad.write_bytes(DATA[:900])
    store = ["--store", str(tmp_path / "store")]
    run = CliRunner().invoke(main, ["rates", "add", str(bad), str(plain), str(tmp_path / "none.json"), *store])
    assert run.exit_code == 2
    assert "added: rates.json · Example · 2026-04-01" in run.stdout
    assert "bad.json: " in run.stderr
    assert "none.json: No such file" in run.stderr
    assert "2 of the files could not be read" in run.stderr


def test_a_failure_while_writing_leaves_nothing(plain, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("sightline.rates.in_network.GroupRows", full)
    (added,) = add(tmp_path / "store", plain)
    assert added.change == "refused"
    assert "No space left on device" in added.message
    assert everything(tmp_path / "store") == []


def test_a_file_without_a_date_or_payer_asks_for_it(tmp_path):
    doc = {"in_network": [{"billing_code": "1", "negotiated_rates": []}]}
    path = tmp_path / "rates.json"
    path.write_bytes(json.dumps(doc).encode())
    assert "--payer" in add(tmp_path / "store", path)[0].message
    assert "--date" in add(tmp_path / "store", path, payer="Aetna")[0].message
    from datetime import date

    assert add(tmp_path / "store", path, payer="Aetna", on=date(2026, 4, 1))[0].change == "added"


def test_npis_keep_the_groups_that_have_one(plain, tmp_path):
    rows = rows_by_ijson(DATA, {})
    npi = next(npis[0] for *_, npis in rows if npis)
    listed = tmp_path / "npis.csv"
    listed.write_text(f"npi,name\n{npi},x\n")
    store = ["--store", str(tmp_path / "store")]
    if str(npi)[0] not in "12":
        from sightline.rates.store import Store as Kept

        list(add_files([str(plain)], Kept(tmp_path / "store"), Selection(npis=frozenset({npi}))))
    else:
        run = CliRunner().invoke(main, ["rates", "add", str(plain), "--npi", str(listed), *store])
        assert run.exit_code == 0, run.stderr
    assert count(tmp_path / "store") == sum(n for (*_, npis), n in rows.items() if npi in npis)


def test_remote_references_lie_beside_a_downloaded_file(tmp_path):
    doc, remote = document(4, style="remote")
    for address, groups in remote.items():
        (tmp_path / address.rpartition("/")[2]).write_bytes(as_bytes(groups))
    path = tmp_path / "rates.json"
    path.write_bytes(as_bytes(doc))
    (added,) = add(tmp_path / "store", path)
    assert set(added.entry.rejected) == {"provider reference is not in the file"}  # the eighth, by design
    assert count(tmp_path / "store") == sum(rows_by_ijson(as_bytes(doc), remote).values())


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture
def address(tmp_path, monkeypatch):
    folder = tmp_path / "web"
    folder.mkdir()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), lambda *a, **k: Quiet(*a, directory=str(folder), **k))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    yield folder, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def test_web_addresses_are_read_as_they_come(address, tmp_path):
    folder, web = address
    (folder / "rates.json.gz").write_bytes(gzip.compress(DATA))
    contents = {"reporting_structure": [{"in_network_files": [
        {"description": "]", "location": f"{web}/rates.json.gz?signed=1"}, {"location": f"{web}/rates.json.gz?signed=2"},
        {"location": f"{web}/gone.json.gz"},
    ], "allowed_amount_file": {"location": f"{web}/allowed.json"}}]}  # fmt: skip
    (folder / "contents.json").write_bytes(json.dumps(contents).encode())
    found = add(tmp_path / "store", f"{web}/contents.json")
    assert [(one.name, one.change, one.files) for one in found] == [
        ("contents.json", "contents", 2),
        ("rates.json.gz", "added", 0),
        ("gone.json.gz", "refused", 0),
    ]
    assert "the server answered 404" in found[-1].message
    assert count(tmp_path / "store") == sum(rows_by_ijson(DATA, {}).values())
    assert add(tmp_path / "store", f"{web}/rates.json.gz")[0].change == "unchanged"


def test_an_address_that_nobody_answers_is_named(tmp_path):
    (added,) = add(tmp_path / "store", "http://127.0.0.1:9/rates.json?secret=1")
    assert added.message.startswith("http://127.0.0.1:9/rates.json: cannot be reached")
    assert "secret" not in added.message


def test_a_location_that_no_file_can_have_is_named(plain, tmp_path):
    contents = {"reporting_structure": [{"in_network_files": [{"location": "a\0b"}, {"location": "rates.json"}]}]}
    (tmp_path / "contents.json").write_bytes(json.dumps(contents).encode())
    found = add(tmp_path / "store", tmp_path / "contents.json")
    assert [one.change for one in found] == ["contents", "refused", "added"]
    assert "/a\0b: " in found[1].message


def test_a_table_of_contents_opens_no_file_but_those_beside_it(plain, tmp_path):
    elsewhere = tmp_path / "elsewhere" / "rates.json"
    elsewhere.parent.mkdir()
    elsewhere.write_bytes(plain.read_bytes())
    contents = tmp_path / "downloaded" / "contents.json"
    contents.parent.mkdir()
    files = [{"location": str(elsewhere)}, {"location": "htpts://payer.example/r.json?signature=secret"}]
    structure = {"reporting_plans": [], "in_network_files": files}
    contents.write_text(json.dumps({"reporting_entity_name": "Payer", "reporting_structure": [structure]}))
    told = list(add_files([str(contents)], Store(tmp_path / "store"), Selection()))
    assert [one.change for one in told] == ["contents", "refused", "refused"]
    assert not any("secret" in one.message for one in told)


def test_codes_by_role_and_unknown_roles(tmp_path):
    from sightline.rates.codes import read_codes
    from sightline.rates.store import RatesError
    from sightline.reference.store import open_reference

    reference = open_reference()
    assert {"77012", "76942", "77021", "32408"} <= read_codes("32408, @guidance", reference)
    assert read_codes("", reference) is None
    with pytest.raises(RatesError, match="@guidance"):
        read_codes("@nonsense", reference)


def test_hospital_templates_of_v2(tmp_path):
    tall = (
        "hospital_name,last_updated_on,version,hospital_location,hospital_address,license_number|CA,\n"
        'Example Hospital,2025-01-15,2.2.0,Here,"1 Road, Town",1,TRUE\n'
        "description,code|1,code|1|type,modifiers,setting,standard_charge|gross,payer_name,plan_name,"
        "standard_charge|negotiated_dollar,standard_charge|negotiated_percentage,standard_charge|negotiated_algorithm,"
        "estimated_amount,standard_charge|methodology,billing_class\n"
        'x,77012,CPT,TC,outpatient,900.00,Aetna,PPO,"1,234.50",,,99,fee schedule,facility\n'
        "x,77012.0,CPT,26,outpatient,900.00,Cigna,HMO,,55.5%,,99,percent of total billed charges,professional\n"
        "x,77012,CPT,,outpatient,900.00,Cigna,HMO,,,see contract,99,other,facility\n"
        "x,77012,CPT,,outpatient,900.00,,,,,,,,\n"
    )
    path = tmp_path / "hospital.csv"
    path.write_text(tall, encoding="cp1252")
    (added,) = add(tmp_path / "store", path)
    assert added.entry.rejected == {"rate is stated as an algorithm": 1}
    rows = open_rates(Store(tmp_path / "store"), Filter(dates="all")).query(
        "SELECT payer, component, rate, unit, method, class, date FROM kept ORDER BY payer"
    )
    assert [tuple(map(str, row.values())) for row in rows.to_pylist()] == [
        ("Aetna", "TC", "1234.500000000000000000", "dollars", "fee schedule", "facility", "2025-01-15"),
        (
            "Cigna",
            "26",
            "55.500000000000000000",
            "percent",
            "percent of total billed charges",
            "professional",
            "2025-01-15",
        ),
    ]
    (added,) = add(tmp_path / "one", path, payer="aetna")
    assert [part.payer for part in added.entry.parts] == ["Aetna"]


@pytest.mark.parametrize("share", [0.4, 0.8, 0.98])
def test_a_hospitals_json_cut_short_is_refused(share, tmp_path):
    item = {"code_information": [{"code": "1", "type": "CPT"}], "standard_charges": [
        {"setting": "both", "payers_information": [{"payer_name": "A", "standard_charge_dollar": 1.1}]}]}  # fmt: skip
    doc = {
        "hospital_name": "H",
        "last_updated_on": "2026-01-01",
        "standard_charge_information": [item] * 20,
        "version": "3",
    }
    data = json.dumps(doc).encode()
    path = tmp_path / "hospital.json"
    path.write_bytes(data)
    assert add(tmp_path / "store", path)[0].entry.parts[0].prices == 20
    path.write_bytes(data[: int(len(data) * share)])
    assert add(tmp_path / "cut", path)[0].change == "refused"


def test_a_missing_package_is_named(monkeypatch):
    import importlib

    import sightline.rates
    from sightline.errors import SightlineError

    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(SightlineError, match=r"msgspec: pip install 'sightline-claims\[rates\]'"):
        importlib.reload(sightline.rates)
