"""A rewritten 837P differs from the input in the SV101 of the lines concerned, and in nothing else."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.builder import CLAIM, claim_file, text
from sightline.claims.batch import ClaimsError
from sightline.claims.x12.read import read_837p
from sightline.claims.x12.rewrite import LineChange, locate, require_837p, write

MODIFIERS = ("modifier_1", "modifier_2", "modifier_3", "modifier_4")
DATA = text(claim_file())


def lines_of(data):
    return [line for batch in read_837p(io.BytesIO(data), "in") for line in batch.lines.to_pylist()]


def stated(line):
    return tuple(line[name] for name in MODIFIERS if line[name])


def change(line, *after):
    return LineChange(line["segment"], line["byte"], line["code"], stated(line), after)


@pytest.fixture
def rewrite(tmp_path):
    """The bytes of `data` with changes made, and the reasons of those that were not."""

    def rewrite(data, *changes):
        path = tmp_path / "in.837"
        path.write_bytes(data)
        splices, refused = locate(path, changes)
        out = io.BytesIO()
        write(path, out, list(splices.values()))
        return out.getvalue(), list(refused.values())

    return rewrite


def test_a_modifier_is_added_and_nothing_else_changes(rewrite):
    first, _ = lines_of(DATA)
    assert rewrite(DATA, change(first, "26")) == (DATA.replace(b"HC:32408*", b"HC:32408:26*"), [])


def test_the_only_modifier_is_removed(rewrite):
    _, second = lines_of(DATA)
    assert rewrite(DATA, change(second)) == (DATA.replace(b"HC:77012:26*", b"HC:77012*"), [])


def test_several_lines_at_once(rewrite):
    first, second = lines_of(DATA)
    expected = DATA.replace(b"HC:32408*", b"HC:32408:22*").replace(b"HC:77012:26*", b"HC:77012:26:59*")
    assert rewrite(DATA, change(second, "26", "59"), change(first, "22"))[0] == expected


def test_without_changes_the_file_is_copied(rewrite):
    assert rewrite(DATA) == (DATA, [])


@pytest.mark.parametrize(
    ("sv101", "after", "expected"),
    [
        (b"HC:77012:26::::CT GUIDE", ("26", "59"), b"HC:77012:26:59:::CT GUIDE"),
        (b"HC:77012:26:51", ("26",), b"HC:77012:26"),
        (b" HC:77012:26 ", (), b" HC:77012 "),
        (b"hc:77012:tc", ("26", "TC"), b"hc:77012:26:tc"),
        (b"HC:77012::51", ("26", "51"), b"HC:77012:26:51"),
        (b"HC>77012>26", ("26", "51"), b"HC>77012>26>51"),  # not the separator of ISA16
        ("HC:77012:26::::MÜLLER".encode(), (), "HC:77012:::::MÜLLER".encode()),
        ("HC:77012:26::::MÜLLER".encode("latin-1"), (), "HC:77012:::::MÜLLER".encode("latin-1")),
    ],
)
def test_what_is_around_the_modifiers_stays(rewrite, sv101, after, expected):
    data = DATA.replace(b"HC:77012:26", sv101)
    _, second = lines_of(data)
    assert rewrite(data, change(second, *after)) == (data.replace(sv101, expected), [])


@pytest.mark.parametrize(
    ("sv101", "after", "reason"),
    [
        (b"77012", ("26",), "no qualifier"),
        (b"HC:77\n012:26", (), "broken over two lines"),
        (b"HC:77012:26:51:59:76", ("26", "51", "59", "76", "LT"), "no room"),
    ],
)
def test_what_cannot_be_rewritten_is_left_with_a_reason(rewrite, sv101, after, reason):
    data = DATA.replace(b"HC:77012:26", sv101)
    _, second = lines_of(data)
    unchanged, (why,) = rewrite(data, change(second, *after))
    assert unchanged == data
    assert reason in why


def test_a_segment_that_is_not_what_was_read_is_left(rewrite):
    _, second = lines_of(DATA)
    for odd in (
        LineChange(second["segment"], second["byte"], "77013", ("26",), ()),
        LineChange(second["segment"], second["byte"], "77012", (), ("26",)),
        LineChange(second["segment"] + 1, second["byte"], "77012", ("26",), ()),
        LineChange(second["segment"], second["byte"] + 1, "77012", ("26",), ()),
    ):
        unchanged, reasons = rewrite(DATA, odd)
        assert unchanged == DATA
        assert len(reasons) == 1


def test_a_file_that_changed_meanwhile_is_not_written(tmp_path):
    path = tmp_path / "in.837"
    path.write_bytes(DATA)
    splices, _ = locate(path, [change(lines_of(DATA)[0], "26")])
    path.write_bytes(DATA[100:])
    with pytest.raises(ClaimsError, match="changed while it was read"):
        write(path, io.BytesIO(), list(splices.values()))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (DATA.decode().encode("utf-16"), "UTF-16"),
        (DATA.decode().encode("utf-16-le"), "UTF-16"),
        (b"claim,line,code\nA,1,77012\n", "not an 837P"),
        (b"", "not an 837P"),
    ],
)
def test_other_files_are_refused(tmp_path, data, message):
    path = tmp_path / "in.837"
    path.write_bytes(data)
    with pytest.raises(ClaimsError, match=message):
        require_837p(path)
    with pytest.raises(ClaimsError, match="no such file"):
        require_837p(tmp_path / "nope.837")


DELIMITERS = st.sampled_from([{}, {"*": "|", ":": ">"}, {"*": "\x1d", ":": "\x1f", "^": "\x1e"}, {"*": "^", "^": "!"}])
CODES = st.sampled_from(["77012", "32408", "49180", "G0105"])
LISTS = st.lists(st.sampled_from(["26", "TC", "51", "59", "LT", "RT", "76"]), max_size=4, unique=True)


@st.composite
def files(draw):
    """The bytes of a file, and new modifiers for some of its lines."""
    count = draw(st.integers(1, 6))
    claim = list(CLAIM)
    for number in range(1, count + 1):
        sv101 = ":".join(["HC", draw(CODES), *draw(LISTS)])
        claim += [f"LX*{number}", f"SV1*{sv101}*100*UN*1***1", "DTP*472*D8*20260302"]
    claims = claim * draw(st.integers(1, 3))
    table = draw(DELIMITERS)
    ending = draw(st.sampled_from(["~", "~\n", "~\r\n", "\n", "\r\n", "'\n"]))
    mark = draw(st.sampled_from([b"", b"\xef\xbb\xbf", b"\n\n"]))
    data = mark + text(claim_file(*claims), ending, table)
    return data, draw(st.dictionaries(st.integers(0, count * (len(claims) // len(claim)) - 1), LISTS, max_size=8))


@settings(max_examples=80, deadline=None)
@given(files())
def test_any_file_reads_as_before_but_for_the_changes(tmp_path_factory, given_file):
    data, wanted = given_file
    before = lines_of(data)
    path = tmp_path_factory.mktemp("rewrite") / "in.837"
    path.write_bytes(data)
    splices, refused = locate(path, [change(before[at], *after) for at, after in wanted.items()])
    out = io.BytesIO()
    write(path, out, list(splices.values()))
    assert not refused
    after = lines_of(out.getvalue())
    for number, (old, new) in enumerate(zip(before, after, strict=True)):
        assert stated(new) == (tuple(wanted[number]) if number in wanted else stated(old))
        assert {k: v for k, v in new.items() if k not in (*MODIFIERS, "byte")} == {
            k: v for k, v in old.items() if k not in (*MODIFIERS, "byte")
        }
    # Undoing the splices gives the input back: no other byte moved.
    back, shift = out.getvalue(), 0
    for splice in sorted(splices.values(), key=lambda each: each.offset):
        at = splice.offset + shift
        assert back[at : at + len(splice.new)] == splice.new
        back = back[:at] + splice.old + back[at + len(splice.new) :]
    assert back == data


def test_every_line_of_the_sample_files_can_be_rewritten(shared, tmp_path):
    """Real-world files, good and bad: another modifier on every line, and they read as before but for it."""
    rewritten = reasons = 0
    for path in sorted((shared / "corpora" / "837p").rglob("*")):
        if not path.is_file():
            continue
        try:
            require_837p(path)
        except ClaimsError:
            continue
        before = lines_of(path.read_bytes())
        changes = [change(line, *stated(line), "GC") for line in before if len(stated(line)) < 4]
        splices, refused = locate(path, changes)
        assert len(splices) + len(refused) == len(changes), path
        out = io.BytesIO()
        write(path, out, list(splices.values()))
        after = lines_of(out.getvalue())
        done = {each.segment for each in splices}
        for old, new in zip(before, after, strict=True):
            assert stated(new) == ((*stated(old), "GC") if old["segment"] in done else stated(old)), path
            assert [old[name] for name in ("code", "charge", "units", "segment", "date_from")] == [
                new[name] for name in ("code", "charge", "units", "segment", "date_from")
            ], path
        rewritten, reasons = rewritten + len(splices), reasons + len(refused)
    assert rewritten > 100
    assert reasons < rewritten / 10
