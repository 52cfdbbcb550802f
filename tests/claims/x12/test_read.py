"""Reading 837P, clause by clause, on small files of our own."""

from __future__ import annotations

import datetime
import io
import tracemalloc
from decimal import Decimal
from unittest import mock

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.builder import BILLING, CLAIM, DEPENDENT, INSURED, ISA, LINES, SUBSCRIBER, claim_file, envelope, read, text
from sightline.claims import Counts, read_837p, schema
from sightline.claims.x12 import segments as x12_segments

PLAIN = read(claim_file())


# the whole


def test_a_claim_with_everything_in_place() -> None:
    assert PLAIN.issues == []
    assert PLAIN.counts.claims == PLAIN.counts.claims_in_file == 1
    assert PLAIN.counts.lines == PLAIN.counts.lines_in_file == 2
    [claim] = PLAIN.claims
    assert claim["claim_id"] == "C1"
    assert claim["charge"] == Decimal("1550.00")
    assert (claim["place_of_service"], claim["frequency"]) == ("22", "1")
    assert (claim["billing_npi"], claim["billing_tax_id"], claim["billing_taxonomy"]) == (
        "1234567893",
        "123456789",
        "2085R0202X",
    )
    assert (claim["billing_state"], claim["billing_zip"]) == ("IL", "627010001")
    assert (claim["payer_name"], claim["payer_id"], claim["filing_code"], claim["responsibility"]) == (
        "MEDICARE",
        "00001",
        "MB",
        "P",
    )
    assert (claim["member_id"], claim["relationship"], claim["patient_sex"]) == ("M100200", "18", "F")
    assert claim["patient_birth_date"] == datetime.date(1950, 1, 2)
    assert (claim["interchange"], claim["group"], claim["transaction"]) == ("000000007", "9", "0001")
    first, second = PLAIN.lines
    assert (first["code"], first["modifier_1"], first["charge"], first["units"]) == (
        "32408",
        "",
        Decimal("1240.00"),
        Decimal("1.000"),
    )
    assert (second["code"], second["modifier_1"], second["qualifier"]) == ("77012", "26", "HC")
    assert (second["date_from"], second["date_to"]) == (datetime.date(2026, 3, 2), datetime.date(2026, 3, 3))
    assert (first["pointer_1"], first["pointer_2"], first["pointer_3"]) == (1, 2, 0)
    assert (first["place_of_service"], first["date_source"], first["assigned_number"]) == ("22", "line", "1")
    assert [(row["position"], row["code"], row["code_set"]) for row in PLAIN.diagnoses] == [
        (1, "R911", "ICD10"),
        (2, "J90", "ICD10"),
    ]


def test_batches_have_the_schemas() -> None:
    for data in (text(claim_file()), b""):
        for batch in read_837p(io.BytesIO(data), "x"):
            for part, fields in (
                (batch.claims, schema.CLAIM), (batch.lines, schema.LINE), (batch.diagnoses, schema.DIAGNOSIS),
                (batch.rejected, schema.REJECTED), (batch.issues, schema.ISSUE),
            ):  # fmt: skip
                assert part.schema == fields
                pa.Table.from_batches([part]).validate(full=True)


@pytest.mark.parametrize("terminator", ["~", "~\n", "~\r\n", "~\n  "])
def test_positions_are_exact(terminator: str) -> None:
    data = text(claim_file(), terminator)
    result = read(data)
    for row, start in [
        (result.claims[0], b"CLM*C1"),
        (result.lines[1], b"SV1*HC:77012"),
        (result.diagnoses[0], b"HI*"),
    ]:
        assert data[row["byte"] :].startswith(start)
        assert data[: row["byte"]].count(b"~") == row["segment"] - 1


# delimiters and encodings


@pytest.mark.parametrize("terminator", ["~\n", "~\r\n", "\n", "\r\n", "\r", "'", "~\n\n", "~\n    ", "|\n", "\x1c"])
def test_terminators(terminator: str) -> None:
    assert read(text(claim_file(), terminator)).values == PLAIN.values


@pytest.mark.parametrize(
    ("element", "component"), [("|", ":"), ("~", "^"), ("*", ">"), ("\x1d", "\x1f"), ("^", "&"), ("_", ":")]
)
def test_separators(element: str, component: str) -> None:
    swap = {"*": element, ":": component, "^": "U"}
    assert read(text(claim_file(), "!", swap)).values == PLAIN.values


def test_isa_is_counted_not_measured() -> None:
    for isa in (
        ISA.replace("   ", ""),
        ISA.replace("          ", "."),
        ISA.replace("SENDER  ", "SENDER          "),
        ISA.replace("*^*", "*U*"),
    ):
        assert read([isa, *claim_file()[1:]]).values == PLAIN.values


def test_isa16_missing_or_elements_missing() -> None:
    for terminator in ("~", "~\n"):
        assert read(text([ISA[:-1], *claim_file()[1:]], terminator)).values == PLAIN.values
    short = read([ISA.replace("*0*T*:", ""), *claim_file()[1:]])
    assert short.values == PLAIN.values


def test_isa16_that_lies() -> None:
    result = read([ISA[:-1] + ">", *claim_file()[1:]])
    assert result.values == PLAIN.values
    assert "ISA16 declares another component separator" in result.messages


@pytest.mark.parametrize("lead", [b"\xef\xbb\xbf", b"\r\n\r\n", b"Dear all,\nhere is ISA for you:\n\n", b"   "])
def test_leading_text_and_mark(lead: bytes) -> None:
    result = read(lead + text(claim_file()))
    assert result.values == PLAIN.values
    assert (lead + text(claim_file()))[result.claims[0]["byte"] :].startswith(b"CLM*C1")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16(encoding: str) -> None:
    data = text(claim_file()).decode().encode(encoding)
    result = read(data)
    assert result.values == PLAIN.values
    assert "UTF-16" in result.messages
    assert (
        data[result.claims[0]["byte"] :][:12].decode("utf-16-be" if encoding.endswith("be") else "utf-16-le")
        == "CLM*C1"
    )


def test_latin_1_and_utf_8_names() -> None:
    segments = [each.replace("ROE", "NÚÑEZ") for each in claim_file()]
    for encoding in ("latin-1", "utf-8"):
        result = read("".join(each + "~" for each in segments).encode(encoding))
        assert result.claims[0]["patient_last_name"] == "NÚÑEZ"


def test_a_name_whose_last_byte_looks_like_a_blank() -> None:
    segments = [each.replace("ROE*ANN", "DE ROSÀ*NICCOLà") for each in claim_file()]
    result = read("".join(each + "~" for each in segments).replace("à", "à ").encode())
    assert (result.claims[0]["patient_last_name"], result.claims[0]["patient_first_name"]) == ("DE ROSÀ", "NICCOLà")


def test_blanks_at_the_elements_of_one_segment_change_no_other() -> None:
    segments = [each.replace("ROE*ANN", "ROE\t*ANN MAY") for each in claim_file()]
    padded = [each.replace("*NORTH IMAGING*", "*NORTH IMAGING *") for each in segments]
    assert read(padded).values == read(segments).values


def test_lines_wrapped_at_80_columns() -> None:
    whole = text(claim_file()).decode()
    for end in ("\n", "\r\n"):
        wrapped = end.join(whole[at : at + 80] for at in range(0, len(whole), 80))
        assert read(wrapped.encode()).values == PLAIN.values


def test_blanks_and_lower_case() -> None:
    assert read(text(claim_file(), " \0~ \t\n")).values == PLAIN.values
    padded = [each.replace("*ROE*", "*ROE   *").replace("*XX*1234567893", "*XX*1234567893 ") for each in claim_file()]
    assert read(padded).values == PLAIN.values
    lower = [each if each.startswith("ISA") else each[:3].lower() + each[3:] for each in claim_file()]
    assert read(lower).values == PLAIN.values


# envelopes


def test_fragments_without_envelopes() -> None:
    whole = claim_file()
    for start, end in ((1, -1), (2, -2), (3, -3)):
        for terminator in ("~", "~\n", "\n"):
            result = read(text(whole[start:end], terminator))
            assert result.counts.claims == 1
            assert result.counts.lines == 2
    assert read(CLAIM + LINES).counts.lines == 2


def test_delimiters_are_found_again_at_each_isa() -> None:
    swap = {"*": "|", ":": "^", "^": "U"}
    data = text(claim_file()) + text(claim_file(), "!\r\n", swap) + text(claim_file(), "\n")
    result = read(data)
    assert result.counts.claims == 3
    assert [row["code"] for row in result.lines] == ["32408", "77012"] * 3
    assert all(data[row["byte"] :].startswith((b"CLM*C1", b"CLM|C1")) for row in result.claims)


def test_counts_and_control_numbers() -> None:
    whole = claim_file()
    damaged = [*whole[:-3], "SE*99*0002", "GE*2*8", "IEA*3*000000008"]
    messages = read(damaged).messages
    for part in (
        "SE01 is not",
        "GE01 is not",
        "IEA01 is not",
        "0002 in SE differs from 0001",
        "8 in GE",
        "000000008 in IEA",
    ):
        assert part in messages
    messages = read(whole[:-3]).messages
    for part in ("ST 0001 is not closed", "GS 9 is not closed", "ISA 000000007 is not closed"):
        assert part in messages
    assert "SE without ST" in read([*whole, "SE*1*0001"]).messages


@pytest.mark.parametrize("after", ["IEA", "SE"])
def test_a_claim_outside_of_any_transaction_is_read_and_said(after: str) -> None:
    whole = claim_file()
    at = next(n for n, each in enumerate(whole) if each.startswith(after)) + 1
    stray = [CLAIM[0].replace("C1", "C2"), CLAIM[1], *LINES]
    result = read([*whole[:at], *stray, *whole[at:]])
    assert [row["claim_id"] for row in result.claims] == ["C1", "C2"]
    assert "claim C2 is outside any transaction (ST to SE)" in result.messages
    same = result.claims[0]["patient"] == result.claims[1]["patient"]
    assert same == (after == "SE")  # after an interchange nobody's levels hold any more


def test_claims_without_any_envelope_are_a_fragment() -> None:
    result = read([*claim_file()[3:-3]])
    assert "outside" not in result.messages


def test_ta1_trailing_garbage_and_truncation() -> None:
    whole = claim_file()
    assert read([whole[0], "TA1*000000007*260401*1200*A*000", *whole[1:]]).values == PLAIN.values
    result = read(text(whole) + b"\x1a\n\ngarbage after the end")
    assert result.values == PLAIN.values
    assert result.issues
    cut = read(text(whole)[:-60])
    assert cut.counts.claims == 1
    assert "no terminator" in cut.messages


def test_other_transactions_are_named() -> None:
    result = read(envelope(["BPR*I*1", "CLP*A*1*1*1"], "005010X221A1", "835"))
    assert "a remittance (ST01 = 835)" in result.messages
    assert result.unreadable == "test.837"
    assert len(result.issues) == 1


# what kind of claim


def test_institutional_and_dental_are_set_aside() -> None:
    for version, line, letters in (
        ("005010X223A2", "SV2*0300*HC:80053*50*UN*1", "837I"),
        ("005010X224A2", "SV3*AD:D0120*50", "837D"),
    ):
        body = [*BILLING, *SUBSCRIBER, "CLM*A*50***11:A:1", "LX*1", line, "CLM*B*50***11:A:1", "LX*1", line]
        result = read(envelope(body, version))
        assert result.counts.set_aside == result.counts.claims_in_file == 2
        assert result.claims == []
        assert result.messages.startswith("2 ")
        assert letters in result.messages
        assert len(result.issues) == 1
        assert result.unreadable


def test_the_body_decides_against_the_version() -> None:
    result = read(envelope([*BILLING, *SUBSCRIBER, *CLAIM, *LINES, *CLAIM, *LINES], "005010X223A2"))
    assert result.counts.claims == 2
    assert result.messages.count("read as professional") == 1
    body = [*BILLING, *SUBSCRIBER, "CLM*A*50***11:A:1", "LX*1", "SV2*0300*HC:80053*50*UN*1"]
    assert read(envelope(body)).counts.set_aside == 1


@pytest.mark.parametrize(("version", "word"), [("005010X291", "predetermination"), ("005010X298", "post-adjudicated")])
def test_unusual_professional_guides(version: str, word: str) -> None:
    result = read(envelope([*BILLING, *SUBSCRIBER, *CLAIM, *LINES], version))
    assert result.counts.claims == 1
    assert word in result.messages


# the hierarchy


def test_patient_is_the_dependent_unless_sbr02_is_18() -> None:
    result = read(claim_file(subscriber=INSURED + DEPENDENT))
    [claim] = result.claims
    assert (claim["patient_first_name"], claim["relationship"], claim["member_id"]) == ("BEN", "19", "M100200")
    assert claim["patient_birth_date"] == datetime.date(2010, 3, 4)
    contrary = [*INSURED[:1], "SBR*P*18*******CI", *INSURED[2:], *DEPENDENT]
    result = read(claim_file(subscriber=contrary))
    assert result.claims[0]["patient_first_name"] == "ANN"
    assert "SBR02" in result.messages


def test_levels_are_found_by_parent() -> None:
    second = [each.replace("HL*1", "HL*7").replace("1234567893", "1999999984") for each in BILLING]
    body = [*BILLING, *second, *SUBSCRIBER, *CLAIM, *LINES]  # HL 2 belongs to HL 1, not to HL 7 before it
    assert read(envelope(body)).claims[0]["billing_npi"] == "1234567893"
    other = ["HL*9*7*22*1", "SBR*P********CI", "NM1*IL*1*DOE*JOE****MI*M999"]
    body = [*BILLING, *second, *INSURED, *other, *DEPENDENT, *CLAIM, *LINES]  # HL 3 belongs to HL 2
    [claim] = read(envelope(body)).claims
    assert (claim["member_id"], claim["billing_npi"]) == ("M100200", "1234567893")
    missing = [each.replace("HL*2*1", "HL*2*5") for each in SUBSCRIBER]
    result = read(envelope([*BILLING, *missing, *CLAIM, *LINES]))
    assert "billing level that is not there" in result.messages
    assert result.claims[0]["billing_npi"] == "1234567893"


def test_ids_repeat_in_every_transaction() -> None:
    one = envelope([*BILLING, *SUBSCRIBER, *CLAIM, *LINES])
    two = [each.replace("1234567893", "1999999984").replace("M100200", "M2") for each in one]
    result = read([*one[:-2], *two[2:-2], "GE*2*9", "IEA*1*000000007"])
    assert [row["billing_npi"] for row in result.claims] == ["1234567893", "1999999984"]
    assert [row["member_id"] for row in result.claims] == ["M100200", "M2"]


def test_several_claims_under_one_level() -> None:
    result = read(claim_file(*CLAIM, *LINES, CLAIM[0].replace("C1", "C2"), *LINES))
    assert [row["claim_id"] for row in result.claims] == ["C1", "C2"]
    assert result.claims[0]["patient"] == result.claims[1]["patient"]
    assert [row["claim_key"] for row in result.lines] == [1, 1, 2, 2]
    assert read(claim_file(), first_claim_key=41).claims[0]["claim_key"] == 41


def test_the_patient_key() -> None:
    def key(*subscriber: str) -> str:
        return str(read(claim_file(subscriber=subscriber)).claims[0]["patient"])

    base = key(*SUBSCRIBER)
    assert base == key(*[each.replace("M100200", "m10-0200").replace("MEDICARE", "OTHER") for each in SUBSCRIBER])
    assert base != key(*[each.replace("M100200", "M100201") for each in SUBSCRIBER])
    dependent = key(*INSURED, *DEPENDENT)
    assert dependent == key(*INSURED, *[each.replace("BEN", "Ben.") for each in DEPENDENT])
    assert len({base, dependent, key(*INSURED, *[each.replace("BEN", "EVE") for each in DEPENDENT])}) == 3
    assert base != key(*[each.replace("19500102", "19810304") for each in SUBSCRIBER])
    named = [each.replace("M100200", "UNKNOWN") for each in SUBSCRIBER]
    assert key(*named) == key(*[each.replace("UNKNOWN", "999999999") for each in named])
    assert "ROE" not in key(*named)
    unknown = ["HL*2*1*22*0", "SBR*P*18*******MB"]
    result = read(claim_file(*CLAIM, *LINES, *CLAIM, *LINES, subscriber=unknown))
    assert result.claims[0]["patient"] != result.claims[1]["patient"]


def test_group_and_plan() -> None:
    stated = [each.replace("SBR*P*18*******MB", "SBR*P*18*0042*CHOICE PLUS*****CI") for each in SUBSCRIBER]
    [row] = read(claim_file(*CLAIM, *LINES, subscriber=stated)).claims
    assert (row["group_number"], row["plan_name"], row["filing_code"]) == ("0042", "CHOICE PLUS", "CI")


def test_why_medicare_is_secondary() -> None:
    second = [each.replace("SBR*P*18*******MB", "SBR*S*18***12****MB") for each in SUBSCRIBER]
    [row] = read(claim_file(*CLAIM, *LINES, subscriber=second)).claims
    assert (row["responsibility"], row["insurance_type"], row["filing_code"]) == ("S", "12", "MB")


# providers


def test_scopes_of_providers() -> None:
    claim = [
        CLAIM[0], "REF*F8*ORIG1", "REF*G1*AUTH1", "REF*D9*CH1", "NTE*ADD*A NOTE", "PWK*OZ*EL", "AMT*F5*20", CLAIM[1],
        "NM1*DN*1*REF*ONE****XX*1000000004", "NM1*82*1*REN*ONE****XX*1000000012", "PRV*PE*PXC*207RP1001X", "REF*G2*X",
        "NM1*77*2*CLINIC*****XX*1000000020", "N3*2 ST", "N4*TOWN*UT*84065", "NM1*DQ*1*SUP*ONE****XX*1000000038",
        "SBR*S*18*******CI", "CAS*PR*1*20*1*2*5.5", "AMT*D*80", "OI***Y*P**Y", "NM1*IL*1*OTHER*PERSON****MI*ELSE",
        "NM1*PR*2*SECOND PAYER*****PI*P2", "REF*F8*THEIRS", "REF*G1*THEIRS", "DTP*573*D8*20260101",
        "NM1*82*1", "REF*G2*Y", "NM1*77*2", "N4*ELSEWHERE*NV*89101",
        *LINES[:3], "REF*6R*CTRL1", "REF*G1*AUTH2", "REF*G1*THEIRS**2U:P2", "NM1*82*1*REN*TWO****XX*1000000046",
        "PRV*PE*PXC*2085R0204X",
        "NM1*DK*1*ORD*ONE****XX*1000000053", "NM1*DN*1*REF*TWO****XX*1000000061", "NM1*DQ*1*SUP*TWO****XX*1000000079",
        "NM1*77*2*SITE*****XX*1000000087", "N4*TOWN*UT*84099",
        "SVD*P2*900*HC:32408**1", "CAS*CO*45*340**253*2", "DTP*573*D8*20260320",
        *LINES[3:],
    ]  # fmt: skip
    result = read(claim_file(*claim))
    assert result.issues == []
    [row] = result.claims
    assert (row["original_reference"], row["prior_authorization"]) == ("ORIG1", "AUTH1")
    assert row["identifiers"] == [
        {"qualifier": "F8", "value": "ORIG1"},
        {"qualifier": "G1", "value": "AUTH1"},
        {"qualifier": "D9", "value": "CH1"},
    ]
    assert row["notes"] == ["NTE*ADD*A NOTE", "PWK*OZ*EL"]
    assert row["amounts"] == [{"qualifier": "F5", "value": "20"}]
    assert (row["payer_id"], row["member_id"], row["responsibility"]) == ("00001", "M100200", "P")
    assert (row["referring_npi"], row["supervising_npi"]) == ("1000000004", "1000000038")
    assert (row["facility_npi"], row["facility_address"], row["facility_zip"]) == ("1000000020", "2 ST", "84065")
    assert (row["billing_address"], row["insurance_type"]) == ("1 MAIN ST", "")
    [other] = row["other_payers"]
    assert (other["name"], other["id"], other["paid"], other["filing_code"]) == (
        "SECOND PAYER",
        "P2",
        Decimal("80.00"),
        "CI",
    )
    assert [(each["reason"], each["amount"], each["units"]) for each in other["adjustments"]] == [
        ("1", Decimal("20.00"), Decimal("1.000")),
        ("2", Decimal("5.50"), None),
    ]
    one, two = result.lines
    assert (one["rendering_npi"], one["rendering_taxonomy"], one["rendering_source"]) == (
        "1000000046",
        "2085R0204X",
        "line",
    )
    assert (two["rendering_npi"], two["rendering_taxonomy"], two["rendering_source"]) == (
        "1000000012",
        "207RP1001X",
        "claim",
    )
    assert (one["referring_npi"], two["referring_npi"]) == ("1000000061", "1000000004")
    assert (one["supervising_npi"], two["supervising_npi"]) == ("1000000079", "1000000038")
    assert (one["ordering_npi"], two["ordering_npi"]) == ("1000000053", "")
    assert (one["facility_npi"], one["facility_zip"], two["facility_zip"]) == ("1000000087", "84099", "84065")
    assert (one["prior_authorization"], two["prior_authorization"]) == ("AUTH2", "AUTH1")
    assert (one["control_number"], two["control_number"]) == ("CTRL1", "")
    [decided] = one["adjudications"]
    assert (decided["payer_id"], decided["paid"], decided["code"], decided["date"]) == (
        "P2",
        Decimal("900.00"),
        "32408",
        datetime.date(2026, 3, 20),
    )
    assert [each["reason"] for each in decided["adjustments"]] == ["45", "253"]
    assert two["adjudications"] == []
    assert len(result.claims) == 1


def test_rendering_falls_back_to_billing() -> None:
    for line in PLAIN.lines:
        assert (line["rendering_npi"], line["rendering_taxonomy"], line["rendering_source"]) == (
            "1234567893",
            "2085R0202X",
            "billing",
        )


def test_pay_to_address() -> None:
    body = [*BILLING, "NM1*87*2", "N3*PO BOX 1", "N4*ELSEWHERE*NV*89101", *SUBSCRIBER, *CLAIM, *LINES]
    [claim] = read(envelope(body)).claims
    assert (claim["pay_to_zip"], claim["billing_zip"]) == ("89101", "627010001")


def test_4010_identifiers() -> None:
    billing = ["HL*1**20*1", "NM1*85*2*NORTH IMAGING*****24*12-3456789", "REF*HPI*1234567893"]
    claim = ["CLM*C1*100***11::7*Y*A*Y*Y", "REF*F8*OLD", "HI*BK:1625*BF:V1582", "NM1*82*1*REN*ONE****34*123456789",
             "REF*HPI*1000000012",
             "LX*1", "SV1*HC:71020*100*UN*1***1:2", "DTP*472*D8*20080102"]  # fmt: skip
    result = read(envelope([*billing, *SUBSCRIBER, *claim], "004010X098A1"))
    [row] = result.claims
    assert (row["billing_tax_id"], row["billing_npi"]) == ("123456789", "1234567893")
    assert (row["frequency"], row["original_reference"]) == ("7", "OLD")
    assert result.lines[0]["rendering_npi"] == "1000000012"
    assert [each["code_set"] for each in result.diagnoses] == ["ICD9", "ICD9"]


# claims and lines


def line(sv1: str, *more: str) -> dict[str, object]:
    [row] = read(claim_file(CLAIM[0], CLAIM[1], "LX*1", sv1, *more)).lines
    return row


def test_sv101() -> None:
    row = line("SV1*hc:77012:26:59:XS:LT:a description: *1*UN*1***1")
    assert [row[f"modifier_{n}"] for n in (1, 2, 3, 4)] == ["26", "59", "XS", "LT"]
    assert (row["qualifier"], row["code"], row["description"]) == ("HC", "77012", "a description")
    row = line("SV1*HC:J1745:JW::::2:J1746*1*UN*1***1")
    assert (row["modifier_1"], row["modifier_2"], row["description"]) == ("JW", "", "2")
    assert line("SV1*99213*1*UN*1***1")["code"] == "99213"
    assert line("SV1*WK:ABCDE*1*UN*1***1")["qualifier"] == "WK"


def test_a_line_may_override_its_claim() -> None:
    row = line("SV1*HC:00813:QZ*1*MJ*75*24**1**Y")
    assert (row["place_of_service"], row["unit_basis"], row["units"], row["emergency"]) == (
        "24",
        "MJ",
        Decimal(75),
        "Y",
    )


@pytest.mark.parametrize(
    ("written", "read_as"),
    [("1240", "1240.00"), ("1240.5", "1240.50"), (".5", "0.50"), ("-3", "-3.00"), ("+3", "3.00"), ("3.", "3.00"),
     ("0.10", "0.10"),
     (" 7 ", "7.00"),
     ("1.500", "1.50"), ("9999999999999999.99", "9999999999999999.99")],
)  # fmt: skip
def test_amounts_are_exact(written: str, read_as: str) -> None:
    assert line(f"SV1*HC:77012*{written}*UN*1***1")["charge"] == Decimal(read_as)


@pytest.mark.parametrize("written", ["", "1,240.00", "$5", "1E3", "12.345", "ABC", ".", "-", "99999999999999999", "١٢"])
def test_what_is_no_amount_is_null_with_an_issue(written: str) -> None:
    segments = claim_file(*CLAIM, "LX*1", f"SV1*HC:77012*{written}*UN*{written}***1")
    result = read("".join(each + "~" for each in segments).encode("utf-8"))
    assert result.lines[0]["charge"] is None
    assert "SV102" in result.messages
    assert result.counts.lines == 1


def test_pointers() -> None:
    result = read(
        claim_file(
            *CLAIM,
            "LX*1",
            "SV1*HC:77012*1*UN*1***1:9",
            "LX*2",
            "SV1*HC:77012*1*UN*1***1:2:1:2:1",
            "LX*3",
            "SV1*HC:77012*1*UN*1***A",
        )
    )
    assert [result.lines[0][f"pointer_{n}"] for n in (1, 2, 3)] == [1, 9, 0]
    for part in ("points to diagnosis 9; the claim has 2", "more than four", "not a number from 1 up"):
        assert part in result.messages


def test_dates() -> None:
    dated = [
        CLAIM[0],
        "DTP*431*D8*20260110",
        "DTP*439*DT*202601111200",
        "DTP*435*D8*20260301",
        "DTP*096*D8*20260305",
        "DTP*472*D8*20260228",
        CLAIM[1],
    ]
    result = read(
        claim_file(*dated, "LX*1", "SV1*HC:77012*1*UN*1***1", "LX*2", "SV1*HC:77012*1*UN*1***1", "DTP*472*D8*20260230")
    )
    [claim] = result.claims
    assert claim["onset_date"] == datetime.date(2026, 1, 10)
    assert claim["accident_date"] == datetime.date(2026, 1, 11)
    assert (claim["admission_date"], claim["discharge_date"]) == (datetime.date(2026, 3, 1), datetime.date(2026, 3, 5))
    assert [row["date_source"] for row in result.lines] == ["claim", "claim"]
    assert result.lines[0]["date_from"] == datetime.date(2026, 2, 28)
    assert "DTP*472 of claim C1 is not a date" in result.messages
    undated = line("SV1*HC:77012*1*UN*1***1")
    assert (undated["date_from"], undated["date_source"]) == (None, "")
    assert "ends before it starts" in read(claim_file(*CLAIM, *LINES[:2], "DTP*472*RD8*20260303-20260302")).messages


def test_codes_of_hi_are_kept_apart() -> None:
    his = ["HI*ABK:C3411*ABF:J90", "HI*BP:00520*BO:00522", "HI*BG:17*BG:67", "HI*ABF:R59.0"]
    result = read(claim_file(CLAIM[0], *his, *LINES))
    assert [(row["position"], row["code"]) for row in result.diagnoses] == [(1, "C3411"), (2, "J90"), (3, "R590")]
    assert result.claims[0]["anesthesia_codes"] == ["00520", "00522"]
    assert result.claims[0]["condition_codes"] == ["17", "67"]
    odd = read(claim_file(CLAIM[0], "HI*BK*8901*BF*87200*BF:5559", *LINES))
    assert [row["code"] for row in odd.diagnoses] == ["8901", "87200", "5559"]


def test_drugs() -> None:
    row = line("SV1*HC:J1745*1*UN*10***1", "DTP*472*D8*20260302", "LIN**N4*50242004001", "CTP****2.5*ML", "REF*XZ*99")
    assert (row["ndc"], row["ndc_quantity"], row["ndc_unit"]) == ("50242004001", Decimal("2.500"), "ML")
    assert row["identifiers"] == [{"qualifier": "XZ", "value": "99"}]


def test_a_line_without_lx() -> None:
    result = read(claim_file(*CLAIM, LINES[1], LINES[2], LINES[4], LINES[5]))
    assert [(row["line_no"], row["assigned_number"]) for row in result.lines] == [(1, ""), (2, "")]


def test_balance_is_for_the_edits() -> None:
    """CLM001 says it, once."""
    assert not read(claim_file(CLAIM[0].replace("1550", "1551.10"), CLAIM[1], *LINES)).messages


# what cannot be read


def test_rejected_lines() -> None:
    result = read(
        envelope(
            [
                "SV1*HC:77012*1*UN*1",
                *BILLING,
                *SUBSCRIBER,
                *CLAIM,
                *LINES,
                "LX*3",
                "SV1**5*UN*1",
                "LX*4",
                "SV1*HC*5*UN*1",
            ]
        )
    )
    assert result.counts.rejected_lines == 3
    assert result.counts.lines == 2
    assert "outside any claim" in result.rejected[0]["reason"]
    for row in result.rejected[1:]:
        assert row["reason"].startswith(f"segment {row['segment']} (byte {row['byte']:,}): SV1 has no procedure code")
        assert (row["level"], row["claim_id"]) == ("line", "C1")


def test_claims_with_little_in_them() -> None:
    result = read(claim_file("CLM**5***11:B:1", *LINES[:3], "CLM*C2*5***11:B:1", "CLM*", "CLM"))
    assert result.counts.claims == 2
    assert result.counts.rejected_claims == 1
    assert result.counts.claims_in_file == 3
    for part in ("no claim id", "claim C2 has no service line"):
        assert part in result.messages


def test_repeated_issues_are_cut_short() -> None:
    result = read(claim_file(*CLAIM, *["SV1*HC:77012*x*UN*1***1"] * 1000))
    assert len(result.issues) < 50
    assert "and 976 more like it" in result.messages


def test_messages_hold_no_names() -> None:
    damaged = [each.replace("20260302", "2026ROE").replace("*1240*", "*ROE*") for each in claim_file()]
    damaged = [each.replace("D8*19500102", "D8*ROE") for each in damaged if not each.startswith("HL")]
    messages = read(damaged).messages
    assert messages
    assert "ROE" not in messages
    assert "M100200" not in messages


class Endless(io.RawIOBase):
    """A claim file, then many bytes of something else."""

    def __init__(self, start: bytes, filler: bytes, size: int) -> None:
        super().__init__()
        self.rest, self.filler, self.left = start, filler * (8192 // len(filler)), size

    def read(self, size: int = -1) -> bytes:
        chunk, self.rest = (self.rest or self.filler)[:size], self.rest[size:]
        self.left -= len(chunk)
        return chunk if self.left > 0 else b""


@pytest.mark.parametrize("filler", [b"\0", b"x"])
def test_garbage_after_a_start_takes_no_memory(filler: bytes) -> None:
    tracemalloc.start()
    counts = total(Endless(text(claim_file()[:-3]), filler, 40 << 20))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert counts.claims == 1
    assert peak < 20 << 20


@pytest.mark.parametrize("filler", [b"~", b"\xff~\xfe", b"~ISA*", b"~SV1*HC:77012*1*UN*1***1"])
def test_endless_segments(filler: bytes) -> None:
    counts = total(Endless(text(claim_file()[:-3]), filler, 1 << 20))
    assert counts.claims == 1


def total(source: io.RawIOBase) -> Counts:
    return sum((batch.counts for batch in read_837p(source, "x")), Counts())  # type: ignore[arg-type]


def test_a_segment_that_does_not_end() -> None:
    whole = claim_file()
    data = text(whole[:-3]) + b"x" * (5 << 20) + text(whole)
    result = read(data, block_size=1 << 16)
    assert result.counts.claims == 2
    assert "does not end within 1 MiB" in result.messages


# properties


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 400), st.sampled_from(["~", "~\n", "~\r\n", "\n"]))
def test_the_block_size_changes_nothing(block: int, terminator: str) -> None:
    data = text(claim_file() * 8 + claim_file(*CLAIM, *LINES, *CLAIM, *LINES), terminator)
    with mock.patch.object(x12_segments, "HEAD", 500):  # else a file as small as this is all head, and is read at once
        whole, parts = read(data), read(data, block_size=block)
    assert parts.counts == whole.counts
    for name in ("claims", "lines", "diagnoses", "issues", "rejected"):
        assert getattr(parts, name) == getattr(whole, name)


@pytest.mark.parametrize(
    "amid",
    [
        "NTE*ADD*SEE\nISA\n",
        "NTE*ADD*SEE\n  ISA*00*\n~",
        "NTE*ADD*SEE\n" + ISA[:60],
        "ISA~",
        ISA + "~",
    ],
)
@pytest.mark.parametrize("envelope", [slice(None), slice(4, None)])  # all of it, or no ISA, GS, ST and BHT
def test_what_looks_like_an_interchange_is_read_the_same_in_small_pieces(amid: str, envelope: slice) -> None:
    segments = claim_file(*CLAIM, *LINES, *CLAIM, *LINES)[envelope]
    for mark in (b"", b"\xef\xbb\xbf"):
        data = mark + text(segments * 12) + amid.encode() + text(segments * 3)  # 4 KiB and more are read at first
        with mock.patch.object(x12_segments, "HEAD", 500):
            whole, *parts = (read(data, block_size=size) for size in (1 << 18, 1, 50, 700))
        for part in parts:
            assert (part.counts, part.claims, part.issues) == (whole.counts, whole.claims, whole.issues)


def test_an_interchange_header_where_the_head_of_a_file_ends() -> None:
    isa = ISA[:-1] + "A\n"  # with the next line, which ends in an A too, it is none
    data = b" " * (x12_segments.HEAD - len(isa)) + isa.encode() + b"GS*HC*AA\n" + text(claim_file()[2:], "\n")
    assert read(data).counts.claims == 1


EVERYTHING = text(claim_file(subscriber=INSURED + DEPENDENT) + claim_file(), "~\r\n")


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, len(EVERYTHING)), st.integers(0, 40), st.binary(max_size=12)), max_size=6),
    st.integers(0, len(EVERYTHING)),
    st.sampled_from([13, 1 << 18]),
)
def test_damage_never_raises_and_nothing_is_lost(edits: list[tuple[int, int, bytes]], end: int, block: int) -> None:
    data = EVERYTHING[:end]
    for at, size, new in edits:
        data = data[:at] + new + data[at + size :]
    read(data, block_size=block)  # asserts that claims and lines are accounted for


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300), st.lists(st.sampled_from(claim_file()), max_size=30))
def test_any_bytes_and_any_order_of_segments(noise: bytes, segments: list[str]) -> None:
    result = read(noise + b"\n" + text([ISA, *segments]) + noise)
    wanted = sum(each.startswith("CLM*") for each in segments)
    utf_16 = noise.startswith((b"\xff\xfe", b"\xfe\xff"))  # what follows is then no ASCII
    assert result.counts.claims_in_file >= wanted or b"ISA" in noise or utf_16


# when it was made out


@pytest.mark.parametrize(
    ("changes", "created"),
    [
        ({}, datetime.date(2026, 4, 1)),
        ({"BHT*0019*00*1*20260401": "BHT*0019*00*1*20260403"}, datetime.date(2026, 4, 3)),
        ({"GS*HC*SENDER*RECEIVER*20260401": "GS*HC*SENDER*RECEIVER*20260405"}, datetime.date(2026, 4, 5)),
        ({"*260401*": "*260407*"}, datetime.date(2026, 4, 7)),
        ({"BHT*0019*00*1*20260401": "BHT*0019*00*1*2026", "*260401*": "*2604XX*"}, datetime.date(2026, 4, 1)),
        ({"20260401": "", "*260401*": "**"}, None),
    ],
)
def test_the_latest_date_of_the_envelopes(changes: dict[str, str], created: datetime.date | None) -> None:
    data = text(claim_file()).decode()
    for old, new in changes.items():
        assert old in data
        data = data.replace(old, new)
    assert [claim["created"] for claim in read(data.encode()).claims] == [created]


def test_the_dates_of_one_transaction_are_not_those_of_the_next() -> None:
    first = claim_file()
    second = [each.replace("20260401", "20251201") for each in first[1:-1]]
    segments = [*first[:-1], *second, "IEA*2*000000007"]
    segments[0] = segments[0].replace("*260401*", "*251130*")
    found = [claim["created"] for claim in read(segments).claims]
    assert found == [datetime.date(2026, 4, 1), datetime.date(2025, 12, 1)]
