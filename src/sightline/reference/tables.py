"""What the reference tables look like: one Arrow schema per kind of published file, whatever layout it came in.

Dates are half-open: a row is in force on ``effective_from <= date < effective_to``, with 9999-12-31 for "no end" and
1900-01-01 for "from the beginning, or unknown". Texts are ``""`` when absent. ``source_row`` is the row's number in the
published file (1 = first data or header line of the file as published), so that a finding can show the very row.
"""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

RVU = pa.decimal128(9, 2)
GPCI = pa.decimal128(6, 3)
FACTOR = pa.decimal128(9, 4)
DOLLARS = pa.decimal128(12, 2)

_DATES = [pa.field("effective_from", pa.date32()), pa.field("effective_to", pa.date32())]
_ROW = pa.field("source_row", pa.int32())


def _schema(*names: str | pa.Field, dates: bool = False) -> pa.Schema:
    fields = [name if isinstance(name, pa.Field) else pa.field(name, pa.string()) for name in names]
    return pa.schema([*fields, *(_DATES if dates else []), _ROW])


@dataclass(frozen=True)
class Kind:
    """A kind of reference table.

    `cumulative` kinds keep their history in every release (a row has its own dates), so a later release answers for
    earlier dates too; the others answer for their own period only. `edition_months` is how long rows stay comparable
    when no release covers a date: a fee schedule belongs to its calendar year (12, from month `edition_start`).
    """

    name: str
    title: str
    schema: pa.Schema
    key: tuple[str, ...]
    cumulative: bool
    edition_start: int = 0  # month in which the yearly edition begins; 0 = no yearly edition


KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in [
        Kind(
            "fee_schedule",
            "Medicare physician fee schedule",
            _schema(
                "code",
                "modifier",  # "", 26, TC or 53
                "status",
                pa.field("work_rvu", RVU),
                pa.field("nonfacility_pe_rvu", RVU),
                pa.field("facility_pe_rvu", RVU),
                pa.field("mp_rvu", RVU),
                pa.field("nonfacility_total", RVU),
                pa.field("facility_total", RVU),
                pa.field("nonfacility_na", pa.bool_()),
                pa.field("facility_na", pa.bool_()),
                "pctc",
                "global_days",
                pa.field("pre_percent", RVU),
                pa.field("intra_percent", RVU),
                pa.field("post_percent", RVU),
                "multiple",
                "bilateral",
                "assistant",
                "cosurgeon",
                "team",
                "endoscopic_base",
                pa.field("conversion_factor", pa.decimal128(9, 4)),
                "supervision",
                "imaging_family",
                pa.field("opps_nonfacility_pe", RVU),
                pa.field("opps_facility_pe", RVU),
                pa.field("opps_mp", RVU),
            ),
            ("code", "modifier"),
            cumulative=False,
            edition_start=1,
        ),
        Kind(
            "ptp",
            "NCCI procedure-to-procedure edits, practitioner",
            # indicator 0, 1 or 9; part: which of the numbered files of the quarter holds source_row, 0 = one file
            _schema("column_1", "column_2", "indicator", "rationale", pa.field("part", pa.int8()), dates=True),
            ("column_1", "column_2", "effective_from", "effective_to"),
            cumulative=True,
        ),
        Kind(
            "mue",
            "NCCI medically unlikely edits, practitioner",
            _schema("code", pa.field("value", pa.int32()), "mai", "rationale"),
            ("code",),
            cumulative=False,
        ),
        Kind(
            "addon",
            "NCCI add-on code edits",
            _schema("code", "primary_code", "type", dates=True),  # primary CCCCC = contractor-defined
            ("code", "primary_code", "effective_from"),
            cumulative=True,
        ),
        Kind(
            "icd10cm",
            "ICD-10-CM",
            _schema("code", pa.field("billable", pa.bool_()), "title"),
            ("code",),
            cumulative=False,
            edition_start=10,
        ),
        Kind(
            "taxonomy",
            "NUCC health care provider taxonomy",
            _schema("code", "grouping", "classification", "specialization"),
            ("code",),
            cumulative=True,
        ),
        Kind(
            "specialty",
            "Medicare specialty and taxonomy crosswalk",
            _schema("specialty", "taxonomy"),
            ("specialty", "taxonomy"),
            cumulative=True,
        ),
        Kind(
            "place",
            "CMS place of service codes",
            _schema("code", "name", pa.field("facility", pa.bool_())),
            ("code",),
            cumulative=True,
        ),
        Kind("modifier", "Procedure code modifiers", _schema("code", "type", "category"), ("code",), cumulative=True),
        Kind(
            "adjustment",
            "Claim adjustment reason and remittance advice remark codes",
            _schema("code", "type", dates=True),  # type CARC, RARC or Group
            ("code", "type"),
            cumulative=True,
        ),
        # Sightline's own tables of facts, each row with its source; see reference/starter/tables/.
        Kind(
            "lineage",
            "Deleted codes and their successors",
            _schema("code", pa.field("deleted_on", pa.date32()), "successor", "source"),  # first day not valid
            ("code", "successor"),
            cumulative=True,
        ),
        Kind(
            "guidance",
            "Image guidance and the procedures around it",
            _schema("code", "role", "modality", "detail", "source"),
            ("code", "role", "detail"),
            cumulative=True,
        ),
        Kind(
            "diagnosis_attribute",
            "Diagnoses of an age, a sex or a place on the claim",
            _schema("code", "attribute", dates=True),  # see sources/mce.py for the attributes
            ("code", "attribute", "effective_from"),
            cumulative=True,
        ),
        Kind(
            "diagnosis_side",
            "Sides of diagnoses",
            _schema("code", "side"),  # left, right or unspecified
            ("code",),
            cumulative=True,
        ),
        # What users load of their payers' policies.
        Kind(
            "coverage",
            "Medical necessity: covered diagnoses by code and payer",
            _schema("code", "diagnosis", pa.field("prefix", pa.bool_()), "payer", "source", dates=True),
            ("code", "payer", "diagnosis", "effective_from"),
            cumulative=True,
        ),
        # What an amount depends on beside the relative values.
        Kind(
            "gpci",
            "Geographic practice cost indices",
            _schema(
                "carrier",
                "locality",
                "state",
                "name",
                pa.field("work_gpci", GPCI),  # with the 1.0 floor, which published amounts use
                pa.field("work_gpci_without_floor", GPCI),  # null where the file has the floored index only
                pa.field("pe_gpci", GPCI),
                pa.field("mp_gpci", GPCI),
            ),
            ("carrier", "locality"),
            cumulative=False,
            edition_start=1,
        ),
        Kind(
            "locality",
            "Medicare payment localities and their counties",
            _schema("carrier", "locality", "state", "area", "counties"),
            ("carrier", "locality"),
            cumulative=False,
            edition_start=1,
        ),
        Kind(
            "zip_locality",
            "ZIP codes and Medicare payment localities",
            _schema("zip", "state", "carrier", "locality", "rural", pa.field("plus_four", pa.bool_())),
            ("zip",),
            cumulative=False,
            edition_start=1,
        ),
        Kind(
            "opps_cap",
            "Amounts after the OPPS cap on imaging",
            _schema(
                "code",
                "modifier",
                "status",  # C: the cap itself, which a contractor's price may not exceed
                "carrier",
                "locality",
                pa.field("facility_amount", DOLLARS),
                pa.field("nonfacility_amount", DOLLARS),
            ),
            ("code", "modifier", "carrier", "locality"),
            cumulative=False,
            edition_start=1,
        ),
        Kind(
            "anesthesia",
            "Anesthesia conversion factors",
            _schema("carrier", "locality", "name", pa.field("conversion_factor", FACTOR)),  # carrier "": national
            ("carrier", "locality"),
            cumulative=False,
            edition_start=1,
        ),
        Kind(
            "anesthesia_base",
            "Anesthesia base units",
            _schema("code", pa.field("base_units", RVU)),
            ("code",),
            cumulative=False,
            edition_start=1,
        ),
        Kind(
            "conversion_factor",
            "Medicare conversion factors",
            _schema("schedule", "participation", pa.field("factor", FACTOR), dates=True),  # "", qualifying or other
            ("schedule", "participation", "effective_from"),
            cumulative=True,
        ),
        Kind(
            "opps_status",
            "OPPS Addendum B",
            _schema("code", "status", pa.field("rate", DOLLARS)),
            ("code",),
            cumulative=False,
            edition_start=1,
        ),  # rate null where none is published
        Kind(
            "asc_surgical",
            "ASC Addendum AA",
            _schema("code", "indicator", pa.field("rate", DOLLARS)),
            ("code",),
            cumulative=False,
            edition_start=1,
        ),
        Kind(
            "asc_ancillary",
            "ASC Addendum BB",
            _schema("code", "indicator", pa.field("rate", DOLLARS)),
            ("code",),
            cumulative=False,
            edition_start=1,
        ),
    ]
}
