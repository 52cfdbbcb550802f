"""The scan finds what ijson finds, whatever the layout, the order and the size of the pieces it reads."""

from __future__ import annotations

import io
import json
from collections import Counter
from contextlib import closing

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rates.layouts import as_bytes, document, rows_by_ijson
from sightline.rates.in_network import InNetwork
from sightline.rates.scan import DamagedError, Scan
from sightline.rates.window import Window


def rows_by_us(folder, data, remote, codes=None, *, chunk=997, limit=None):
    reader = InNetwork(folder, codes, None)
    reader.read(
        io.BytesIO(data).readinto, lambda address: json.dumps(remote[address]).encode(), chunk=chunk, limit=limit
    )
    tables = {name: pq.read_table(folder / f"{name}.parquet").to_pylist() for name in ("price", "member", "provider")}
    members, groups = {}, {}
    for row in tables["member"]:
        members.setdefault(row["element"], []).append(row["provider"])
    for row in tables["provider"]:
        groups.setdefault(row["provider"], []).append(row)
    found = Counter()
    for price in tables["price"]:
        for provider in members[price["element"]]:
            for group in groups.get(provider, []):
                found[
                    price["billing_code"], price["code_type"], price["arrangement"], price["modifiers"],
                    price["rate"].normalize(), price["method"], price["class"], price["setting"], price["places"],
                    group["tin"], tuple(sorted(group["npis"])),
                ] += 1  # fmt: skip
    return found, reader


@pytest.mark.parametrize("chunk", [997, 4096, 1 << 20])
@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("references_last", [False, True])
@pytest.mark.parametrize("order", [0, 1, 2])
@pytest.mark.parametrize("style", ["references", "inline", "remote", "mixed"])
def test_the_same_rows_as_ijson(style, order, references_last, indent, chunk, tmp_path):
    doc, remote = document(order, style=style, order=order, references_last=references_last)
    data = as_bytes(doc, indent=indent, compact=indent is None)
    found, reader = rows_by_us(tmp_path, data, remote, frozenset({"77012", "10005"}), chunk=chunk)
    assert found == rows_by_ijson(data, remote, {"77012", "10005"})
    assert reader.items == 6
    assert reader.header["last_updated_on"] == "2026-04-01"


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    seed=st.integers(0, 10**6), style=st.sampled_from(["references", "inline", "remote", "mixed"]),
    order=st.integers(0, 2), references_last=st.booleans(), ids=st.sampled_from(["int", "float", "text"]),
    shuffle=st.booleans(), indent=st.sampled_from([None, 0, 1, 4]), items=st.integers(0, 8), rates=st.integers(0, 12),
    chunk=st.integers(997, 9000), limit=st.integers(300, 5000), every=st.booleans(),
)  # fmt: skip
def test_the_same_rows_as_ijson_in_any_layout(
    tmp_path_factory, seed, style, order, references_last, ids, shuffle, indent, items, rates, chunk, limit, every
):
    doc, remote = document(
        seed,
        style=style,
        order=order,
        references_last=references_last,
        ids=ids,
        shuffle=shuffle,
        items=items,
        rates=rates,
    )
    data = as_bytes(doc, indent=indent)
    codes = None if every else frozenset({"77012", "32408"})
    found, reader = rows_by_us(tmp_path_factory.mktemp("rows"), data, remote, codes, chunk=chunk, limit=limit)
    assert found == rows_by_ijson(data, remote, codes)
    assert reader.items == items


class Seen:
    """A sink that wants nothing and notes what it is given."""

    def __init__(self):
        self.ids, self.offsets, self.text = [], [], b""

    def is_selected(self, head):
        return False

    def rates(self, head, raw):
        raise AssertionError("not wanted")

    def reference(self, token, ahead):
        self.ids.append(token.decode().strip('"'))
        self.offsets.append(len(self.text) + ahead)

    def spool(self, data):
        self.text += data

    def top(self, data):
        pass


@settings(max_examples=80, deadline=None)
@given(
    seed=st.integers(0, 10**6), references_last=st.booleans(), ids=st.sampled_from(["int", "text"]),
    order=st.integers(0, 2), shuffle=st.booleans(), indent=st.sampled_from([None, 1]), chunk=st.integers(700, 3000),
    tail=st.integers(3000, 9000), items=st.integers(0, 20), rates=st.integers(0, 40),
)  # fmt: skip
def test_every_reference_and_item_is_seen_however_little_is_kept_at_hand(
    seed, references_last, ids, order, shuffle, indent, chunk, tail, items, rates
):
    doc, _ = document(
        seed, order=order, references_last=references_last, ids=ids, shuffle=shuffle, items=items, rates=rates
    )
    seen = Seen()
    with closing(Window(io.BytesIO(as_bytes(doc, indent=indent)).readinto, read=chunk)) as window:
        scan = Scan(window, seen, tail=tail)
        scan.run()
    assert scan.items == items
    assert seen.ids == [str(one["provider_group_id"]) for one in doc["provider_references"]]
    assert all(seen.text[offset : offset + 1] == b"{" for offset in seen.offsets)


@pytest.mark.parametrize("order", [0, 1, 2])
@pytest.mark.parametrize("references_last", [False, True])
@pytest.mark.parametrize("kept", [0.999, 0.7, 0.31])
def test_a_file_cut_short_is_refused(order, references_last, kept, tmp_path):
    doc, remote = document(3, order=order, references_last=references_last)
    data = as_bytes(doc)
    with pytest.raises(DamagedError):
        rows_by_us(tmp_path, data[: int(len(data) * kept)], remote, frozenset({"77012"}))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 50), share=st.floats(0.01, 0.999), order=st.integers(0, 2))
def test_no_cut_is_taken_for_a_whole_file(tmp_path_factory, seed, share, order):
    doc, remote = document(seed, order=order)
    data = as_bytes(doc)
    with pytest.raises(DamagedError):
        rows_by_us(tmp_path_factory.mktemp("cut"), data[: int(len(data) * share)], remote, frozenset({"77012"}))


def test_a_long_item_is_cut_at_its_rates(tmp_path):
    doc, remote = document(5, items=2, rates=400, order=1)
    data = as_bytes(doc)
    found, _ = rows_by_us(tmp_path, data, remote, None, chunk=4096, limit=3000)
    assert found == rows_by_ijson(data, remote)


def refused(tmp_path, **changed):
    price = {"negotiated_rate": 1, "negotiated_type": "negotiated", "billing_class": "professional", **changed}
    rate = {"provider_references": [1], "negotiated_prices": [price]}
    doc = {
        "provider_references": [{"provider_group_id": 1, "provider_groups": [{"npi": [0], "tin": {"value": "1"}}]}],
        "in_network": [{"billing_code": "1", "negotiated_rates": [rate]}],
        "version": "1",
    }
    return rows_by_us(tmp_path, as_bytes(doc), {})


@pytest.mark.parametrize(
    ("rate", "reason"),
    [
        (None, "no rate"),
        ("call us", "rate is not a number"),
        (-1, "rate is negative"),
        ("0.1234567890123456789", "rate has more than 18 decimals"),
        (10**19, "rate has more than 19 digits before the point"),
    ],
)
def test_a_rate_that_cannot_be_used_is_counted_by_reason(rate, reason, tmp_path):
    found, reader = refused(tmp_path, negotiated_rate=rate)
    assert not found
    assert reader.rejected == {reason: 1}


def test_a_rate_written_as_text_is_a_rate(tmp_path):
    found, _ = refused(tmp_path, negotiated_rate="$1,234.50")
    assert [str(row[4]) for row in found] == ["1234.5"]


def test_a_missing_provider_reference_is_counted(tmp_path):
    doc = {
        "in_network": [
            {"billing_code": "1", "negotiated_rates": [
                {"provider_references": [9], "negotiated_prices": [{"negotiated_rate": 1}, {"negotiated_rate": 2}]},
                {"negotiated_prices": [{"negotiated_rate": 3}]},
            ]}
        ]
    }  # fmt: skip
    found, reader = rows_by_us(tmp_path, as_bytes(doc), {})
    assert not found
    assert reader.rejected == {"provider reference is not in the file": 2, "price has no provider": 1}


def test_a_remote_reference_that_cannot_be_read_is_counted(tmp_path):
    from sightline.errors import SightlineError

    doc, _ = document(4, style="remote")

    def fetch(address):
        raise SightlineError("gone")

    reader = InNetwork(tmp_path, None, None)
    reader.read(io.BytesIO(as_bytes(doc)).readinto, fetch)
    assert reader.rejected["remote provider reference cannot be read"]


def test_a_reference_without_id_is_not_taken_for_another(tmp_path):
    groups = [[{"npi": [0], "tin": {"value": str(n)}}] for n in range(4)]
    doc = {
        "provider_references": [
            {"provider_groups": groups[1], "provider_group_id": 1},
            {"provider_groups": groups[0]},
            {"provider_groups": groups[2], "provider_group_id": 2},
            {"provider_groups": groups[0]},
        ],
        "in_network": [
            {"billing_code": "1", "negotiated_rates": [
                {"provider_references": [1, 2], "negotiated_prices": [{"negotiated_rate": 1}]}]}
        ],
    }  # fmt: skip
    found, _ = rows_by_us(tmp_path, as_bytes(doc), {})
    assert sorted(row[9] for row in found) == ["1", "2"]


def test_tins_and_npis_written_in_other_ways(tmp_path):
    doc = {
        "in_network": [
            {"billing_code": 77012, "billing_code_type": "cpt", "negotiated_rates": [
                {"provider_groups": [{"npi": ["1111111112", 1222222223.0, 12], "tin": {"type": "EIN", "value": 123456789}},
                                     {"npi": None, "tin": "55-5"}, {"npi": []}],
                 "negotiated_prices": [{"negotiated_rate": 1, "service_code": ["5", "11"], "billing_code_modifier": "26,TC"}]}]}
        ]
    }  # fmt: skip
    found, reader = rows_by_us(tmp_path, as_bytes(doc), {}, frozenset({"77012"}))
    assert sorted((row[9], row[10]) for row in found) == [("", ()), ("123456789", (1111111112,)), ("55-5", ())]
    assert {(row[0], row[1], row[3], row[8]) for row in found} == {("77012", "CPT", "26 TC", "05 11")}
    assert reader.rejected == {"NPI has not ten digits": 2}


@pytest.mark.parametrize(
    ("npis", "kept", "rejected"),
    [
        ("[1234567893,1234567894]", 2, 0),
        ("[ 1234567893 ,\n 1234567894 ]", 2, 0),
        ("[0]", 0, 0),
        ("[]", 0, 0),
        ("[1234567893,0]", 1, 0),
        ("[12345678931234567894,1]", 0, 2),
        ("[1234567893,-234567894]", 1, 1),
        ("[12345678931]", 0, 1),
        ('["1234567893","1234567894"]', 2, 0),
        ("1234567893", 1, 0),
        ("null", 0, 0),
    ],
)
def test_lists_of_npis_written_in_every_way(npis, kept, rejected, tmp_path):
    group = '{"npi":[1000000004],"tin":{"type":"npi","value":"[\\"npi\\":[7]"}},{"npi":%s,"tin":{"value":"2"}}'
    text = (
        '{"provider_references":[{"provider_group_id":1,"provider_groups":[%s]}],"in_network":[{"billing_code":"1",'
        '"negotiated_rates":[{"provider_references":[1],"negotiated_prices":[{"negotiated_rate":1,'
        '"negotiated_type":"negotiated","billing_class":"professional"}]}]}]}'
    ) % (group % npis)
    found, reader = rows_by_us(tmp_path, text.encode(), {})
    assert {(row[9], len(row[10])) for row in found} == {('["npi":[7]', 1), ("2", kept)}
    assert reader.rejected["NPI has not ten digits"] == rejected
