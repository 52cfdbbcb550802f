"""What the fuzzer begins from: small inputs of every kind, written by the builders of the tests and our own writers."""

from __future__ import annotations

import copy
import gzip
import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests" / "reports")]

import making  # noqa: E402

from claims import builder as x12  # noqa: E402
from claims.json.test_cms1500 import BOXES, HOUSE  # noqa: E402
from rates.layouts import as_bytes, document  # noqa: E402
from reference import layouts  # noqa: E402
from remits import builder as remits  # noqa: E402
from sightline.claims import read_837p  # noqa: E402
from sightline.outputs.claims import fhir, table  # noqa: E402

MORE = [
    "REF*F8*ICN9", "REF*G1*PA1", "NTE*ADD*A NOTE", "NM1*82*1*READER*ROBIN****XX*1245319599", "PRV*PE*PXC*2085R0204X",
    "NM1*77*2*PLACE*****XX*1003000126", "N4*TOWN*OH*440010000", "SBR*S*18*******CI", "CAS*CO*45*10.5*1*253*2",
    "AMT*D*20.25", "OI***Y***Y", "NM1*PR*2*OTHER*****PI*70002", "SVD*70002*20.25*HC:32408**1", "CAS*PR*2*5",
    "DTP*573*D8*20260320", "LIN**N4*00641614525", "CTP****2*ML", "K3*TEXT", "PWK*OZ*BM***AC*1", "HCP*00*1",
]  # fmt: skip


def seeds(name: str) -> list[bytes]:
    """The inputs to begin from for a target; none but the empty one when there is no better."""
    return _SEEDS[name]()


def _837p() -> list[bytes]:
    full = x12.claim_file(*x12.CLAIM, *MORE[:12], *x12.LINES, *MORE[12:])
    family = x12.claim_file(subscriber=x12.INSURED + x12.DEPENDENT)
    other = ["CLM*D1*90***11:B:1*Y*A*Y*Y", "LX*1", "SV2*0450*HC:99283*90*UN*1"]
    many = x12.claim_file(*(x12.CLAIM + x12.LINES) * 5)
    return [
        x12.text(x12.claim_file()),
        x12.text(full, "~\n"),
        x12.text(family, "~\r\n"),
        x12.text(many),
        x12.text(x12.claim_file(), "\n"),
        x12.text(x12.claim_file(), "!", {"*": "|", ":": ">", "^": "U"}),
        x12.text(x12.claim_file()).decode().encode("utf-16"),
        x12.text(x12.claim_file()).lower().replace(b"isa", b"ISA", 1),
        x12.text(x12.envelope([*x12.BILLING, *x12.SUBSCRIBER, *x12.CLAIM, *x12.LINES], "004010X098A1")),
        x12.text(x12.envelope([*x12.BILLING, *x12.SUBSCRIBER, *other], "005010X223A2")),
        x12.text(x12.claim_file()[3:-3]),
        x12.text(x12.claim_file()) + x12.text(family, "'\n", {"*": "+"}),
        x12.text(x12.envelope(["CLP*C1*1*10*5"], "005010X221A1", "835")),
        x12.text([*x12.claim_file()[:-2], *x12.CLAIM, *x12.LINES]),
    ]


def _835() -> list[bytes]:
    line, paid, payment = remits.line, remits.paid, remits.payment
    adjusted = line("77012:26", "310.00", "51.61", "CO-45 200.5", "PR-2 10", control="L2")
    simple = paid("C1", line("32408", "1240", "103.46", "CO-45 1110.68"), adjusted, member="M1")
    reversal = paid("C1", line("32408", "-1240", "-103.46", "CO-45 -1136.54"), status="22", number="ICN2")
    whole = remits.remittance(payment(simple), payment(reversal, number="T2", plb="WO:ICN1*20.5*72*1"))
    more = b"MOA***MA01*N20~AMT*AU*10~LQ*HE*N130~MIA*0***5~DTM*232*20260301~DTM*233*20260302~REF*EA*M~QTY*CA*1~"
    cut = whole.index(b"SVC*")
    return [
        whole,
        whole[:cut] + more + whole[cut:],
        whole.replace(b"~", b"~\n"),
        whole.replace(b"*", b"|").replace(b":", b">"),
        whole[whole.index(b"ST*") :],
        remits.remittance(payment(*[simple] * 6)),
        whole.replace(b"005010X221A1", b"004010X091A1"),
    ]


def _batches() -> Any:
    return list(read_837p(io.BytesIO(_837p()[1]), "seed"))


def _written(write: Callable[..., Any]) -> bytes:
    out = io.BytesIO()
    write(_batches(), out)
    return out.getvalue()


def _fhir() -> list[bytes]:
    bundle, lines = _written(fhir.write_bundle), _written(fhir.write_ndjson)
    return [bundle, lines, lines * 3, json.dumps(json.loads(bundle), indent=2).encode(), b"[%s]" % lines.strip()]


def _cms1500() -> list[bytes]:
    both = [HOUSE, BOXES]
    lines = b"\n".join(json.dumps(each).encode() for each in both)
    small = copy.deepcopy(HOUSE)
    small["claimInformation"]["serviceLines"] = small["claimInformation"]["serviceLines"][:1]
    return [*(json.dumps(each).encode() for each in (*both, small)), lines, json.dumps(both).encode("utf-16")]


def _csv() -> list[bytes]:
    whole = _written(table.write_csv)
    small = (
        b"claim_id,code,mod1,charge,units,date_from,dx1,place_of_service\n"
        b'A,77012,26,"1,310.00",1,2026-03-02,R91.1,22\nA,32408,,1240,1,3/2/2026,R91.1,22\nB,,,x,-1,2026-13-01,,\n'
    )
    return [
        whole,
        small,
        small.replace(b",", b"\t"),
        small.replace(b",", b";").decode().encode("utf-16"),
        b"\n" + small,
    ]


def _hl7() -> list[bytes]:
    batch = "FHS|^~\\&|A\rBHS|^~\\&|A\r" + making.oru(text="EXAM: CT\nFINDINGS: a & b") + "BTS|3\rFTS|1\r"
    attached = making.oru(text="x").replace("|TX|", "|ED|").replace("||x|", "||A^B^C^Base64^" + "SGVsbG8=" + "|")
    short = [making.oru(text="EXAM: CT\nIMPRESSION: No."), making.oru(split=False, text="A\nB~C\\F\\D")]
    return [each.encode() for each in (making.oru(), making.mdm(), batch, attached, *short)]


def _reports() -> list[bytes]:
    given = [making.diagnostic_report(), making.document_reference(), making.procedure()]
    pdf = making.diagnostic_report(data=making.pdf("A PAGE"), kind="application/pdf")
    page = b"<html><body><h1>EXAM</h1><table><tr><td>CT</td></tr></table><script>x</script></body></html>"
    html = making.diagnostic_report(data=page, kind="text/html")
    texts = [json.dumps(each) for each in (*given, pdf, html, {"text": "EXAM: CT"})]
    return [
        *(each.encode() for each in (*texts, making.bundle(), making.ccda(), "\n".join(texts[:3]))),
        making.rtf(),
        making.pdf("A PAGE\nOF TEXT"),
        b"EXAM: CT\n\nFINDINGS: none\n*** End of report ***\nEXAM: US\n",
    ]


def _in_network() -> list[bytes]:
    made = [
        as_bytes(document(seed, style=style, order=seed % 3, references_last=last, items=2, rates=2, ids=ids)[0])
        for seed, style, last, ids in (
            (0, "references", False, "int"), (1, "inline", False, "int"), (2, "remote", True, "text"),
            (3, "mixed", True, "float"),
        )
    ]  # fmt: skip
    tiny = {"reporting_entity_name": "A", "last_updated_on": "2026-04-01", "provider_references": [
        {"provider_group_id": 1, "provider_groups": [{"npi": [1234567893], "tin": {"type": "ein", "value": "1"}}]}],
        "in_network": [{"billing_code": "77012", "billing_code_type": "CPT", "negotiation_arrangement": "ffs",
        "negotiated_rates": [{"provider_references": [1], "negotiated_prices": [{"negotiated_rate": 1.5,
        "negotiated_type": "negotiated", "expiration_date": "9999-12-31", "service_code": ["11"]}]}]}]}  # fmt: skip
    return [as_bytes(tiny, compact=True), as_bytes(tiny, indent=1), *made]


def _contents() -> list[bytes]:
    files = [{"description": "x", "location": f"https://rates.example/{n}.json.gz?sig=1"} for n in range(3)]
    told = {"reporting_entity_name": "A", "reporting_structure": [
        {"reporting_plans": [{"plan_name": "P"}], "in_network_files": files, "allowed_amount_file": {"location": "y"}},
        {"reporting_plans": [], "in_network_files": None}, {"in_network_files": files[:1]}]}  # fmt: skip
    return [as_bytes(told), as_bytes(told, indent=2), as_bytes(told, compact=True)]


def _hospital_json() -> list[bytes]:
    payers = [
        {"payer_name": "A", "plan_name": "P", "standard_charge_dollar": 1.1, "methodology": "fee schedule"},
        {"payer_name": "B", "standard_charge_percentage": 55.5},
        {"payer_name": "B", "standard_charge_algorithm": "x"},
    ]
    item = {"description": 'a "quoted" one', "code_information": [{"code": "77012", "type": "CPT"}], "standard_charges": [
        {"setting": "both", "modifiers": ["26"], "billing_class": "facility", "payers_information": payers}]}  # fmt: skip
    told = {"hospital_name": "H", "last_updated_on": "2026-04-01", "type_2_npi": ["1234567893"],
            "standard_charge_information": [item, item], "version": "3.0.0"}  # fmt: skip
    return [as_bytes(told), as_bytes(told, indent=2), as_bytes(told, compact=True)]


def _hospital_csv() -> list[bytes]:
    about = b"hospital_name,last_updated_on,version,type_2_npi\nH,2026-04-01,3.0.0,1234567893|1\n"
    tall = (
        b"description,code|1,code|1|type,code|2,code|2|type,modifiers,setting,payer_name,plan_name,billing_class,"
        b"standard_charge|negotiated_dollar,standard_charge|negotiated_percentage,standard_charge|methodology\n"
        b'x,77012,CPT,350,RC,26,both,A,P,facility,"1,234.50",,fee schedule\ny,32408,CPT,,,,both,B,P,,,55.5,other\n'
    )
    wide = (
        b"description,code|1,code|1|type,setting,standard_charge|A|P|negotiated_dollar,"
        b"standard_charge|A|P|negotiated_algorithm,standard_charge|B|P|negotiated_percentage\nx,77012,CPT,both,1.5,,2\n"
        b"y,32408,CPT,both,,see,\n"
    )
    return [about + tall, about + wide, b"\xef\xbb\xbf" + (about + tall).replace(b"\n", b"\r\n")]


def _rates() -> list[bytes]:
    small = [_in_network()[0], _contents()[0], _hospital_json()[0], _hospital_csv()[0]]
    return [*small, gzip.compress(small[0]), layouts_zip({"a.json": small[0], "b.json": small[0]}),
            layouts_zip({"h.csv": small[3]})]  # fmt: skip


def layouts_zip(members: dict[str, bytes]) -> bytes:
    """A zip of these members."""
    import zipfile

    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return data.getvalue()


_PAIRS = [("10005", "77012", "20250101", "*", "1"), ("32408", "77012", "20250101", "20260630", "0")]


def _reference_text() -> list[bytes]:
    gpci = "State,Locality Number,Locality Name,PW GPCI,PE GPCI,MP GPCI\nOH,00,OHIO,1.0,0.9,1.1\n"
    anesthesia = "Code\tBase Units\n00100\t5\n00102\t6\n"
    order = "00001 A00     0 Cholera                       Cholera\n00002 A000    1 Cholera due                   Cholera due\n"
    return [
        layouts.fixed_file(layouts.fixed("90001"), layouts.fixed("90002", "26")).encode(),
        layouts.ptp_text(_PAIRS).encode(),
        anesthesia.encode(),
        order.encode(),
        gpci.replace(",", "\t").encode(),
    ]


def _reference_csv() -> list[bytes]:
    texts = [
        'Code,Grouping,Classification,Specialization,Definition\n207R00000X,Group,Internal,,"many\nlines"\n',
        "POS code,Name,Facility\n11,Office,NF\n22,Hospital,F\n",
        "mod_code,mod_type,mod_category\n26,CPT,General\nTC,HCPCS,\n",
        "adj_code,adj_type,adj_start_date,adj_last_modified,adj_end_date\nCO,Group,,,\n15,CARC,1995-01-01,2017-11-01,\n",
        "MEDICARE SPECIALTY CODE,OTHER,PROVIDER TAXONOMY CODE\n01,x,207R00000X\n",
        "add_on_code,primary_code,type,effective_date,deletion_date\n77012,32408,1,2020-01-01,\n",
        json.dumps({"codes": {"11": {"name": "Office", "facility": "N"}, "22": {"name": "Hospital", "facility": "F"}}}),
    ]
    return [
        *(each.encode() for each in texts),
        layouts.mue_csv([("90001", "1", "3"), ("90002", "2", "2")]),
        layouts.fee_csv([("90001", ""), ("90002", "26")]).encode(),
        layouts.fee_csv([("90001", "")], pricing=True).encode(),
    ]


def _reference_xlsx() -> list[bytes]:
    sheet = [["HCPCS/CPT Code", "MUE Values", "MUE Adjudication Indicator"], ["90001", 1, "3"], ["90002", 2, "2"]]
    pairs = [line.split("\t") for line in layouts.ptp_text(_PAIRS).splitlines()]
    return [layouts.workbook(sheet), layouts.workbook(pairs)]


def _reference_zip() -> list[bytes]:
    mue, ptp = _reference_csv()[7], _reference_text()[1]
    return [
        layouts_zip({"mue_2026q2.csv": mue}),
        layouts_zip({"folder/ccipra-v322r0-f1.TXT": ptp, "read.pdf": b"%PDF"}),
        layouts_zip({"inner.zip": layouts_zip({"mue.csv": mue}), "mue.xlsx": _reference_xlsx()[0]}),
    ]


def _any() -> list[bytes]:
    return [_837p()[0], _fhir()[1], _cms1500()[2], _csv()[1], _parquet()[0], _835()[0]]


def _heads() -> list[bytes]:
    return [*_any(), *_rates(), _hl7()[0], b"[section]\nkey = 1\n"]


def _values() -> list[bytes]:
    return [b"1240", b"$1,240.00", b"(12.50)", b"12.50-", b"1.5E+2", b"2026-03-02", b"3/2/2026", b"20260302-20260303",
            b"HC:77012:26:59", b"SV1*HC:77012:26*310.00*UN*1***1:2", b"ICD9:786.5", b"26 59", b"1:2", b"A,B", b"female",
            b'[{"qualifier": "F8", "value": "1"}]', b"9" * 30, b"0.0000001", "²".encode(), b"1e400"]  # fmt: skip


def _parquet() -> list[bytes]:
    return [_written(table.write_parquet), *_small_parquet()]


def _small_parquet() -> list[bytes]:
    """Tables of few columns, their types as warehouses have them."""
    import datetime
    from decimal import Decimal

    import pyarrow as pa
    import pyarrow.parquet as pq

    rows = {"claim_id": ["A", "A"], "code": ["77012", "32408"], "charge": [Decimal("310.00"), None],
            "date_from": [datetime.date(2026, 3, 2)] * 2, "units": [1.0, 2.0], "mod1": ["26", None]}  # fmt: skip
    tables = [pa.table(rows), pa.table({**rows, "code": [77012, 32408], "units": [1, 2], "mod1": [["26"], []]})]
    made = []
    for each in tables:
        out = io.BytesIO()
        pq.write_table(each, out, compression="none")
        made.append(out.getvalue())
    return made


_SEEDS: dict[str, Callable[[], list[bytes]]] = {
    "837p": _837p,
    "837p-pieces": _837p,
    "rewrite": _837p,
    "fix": _837p,
    "835": _835,
    "835-pieces": _835,
    "fhir": _fhir,
    "cms1500": _cms1500,
    "csv": _csv,
    "parquet": _parquet,
    "any": _any,
    "head": _heads,
    "values": _values,
    "hl7": _hl7,
    "reports": _reports,
    "rates-scan": _in_network,
    "rates-in-network": _in_network,
    "rates-contents": _contents,
    "rates-hospital-json": _hospital_json,
    "rates-hospital-csv": _hospital_csv,
    "rates-add": _rates,
    "reference-text": _reference_text,
    "reference-csv": _reference_csv,
    "reference-xlsx": _reference_xlsx,
    "reference-zip": _reference_zip,
}
