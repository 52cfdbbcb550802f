"""Published code sets and lists of codes."""

from __future__ import annotations

import pyarrow as pa

from sightline.reference.tables.kind import RVU, Kind, schema

_MUE = schema("code", pa.field("value", pa.int32()), "mai", "rationale")

CODES = (
    Kind(
        "fee_schedule",
        "Medicare physician fee schedule",
        schema(
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
        schema("column_1", "column_2", "indicator", "rationale", pa.field("part", pa.int8()), dates=True),
        ("column_1", "column_2", "effective_from", "effective_to"),
        cumulative=True,
    ),
    Kind(
        "mue",
        "NCCI medically unlikely edits, practitioner",
        _MUE,
        ("code",),
        cumulative=False,
    ),
    # Of other providers: kept apart, for no edit of professional claims reads them.
    Kind("mue_outpatient", "NCCI MUE, outpatient hospital", _MUE, ("code",), cumulative=False),
    Kind("mue_supplier", "NCCI MUE, suppliers of equipment", _MUE, ("code",), cumulative=False),
    Kind(
        "addon",
        "NCCI add-on code edits",
        schema("code", "primary_code", "type", dates=True),  # primary CCCCC = contractor-defined
        ("code", "primary_code", "effective_from"),
        cumulative=True,
    ),
    Kind(
        "hcpcs",
        "HCPCS level II codes",
        schema("code", "title", dates=True),  # every code of the set: one that is not among them does not exist
        ("code", "effective_from"),
        cumulative=True,
    ),
    Kind(
        "descriptor",
        "Descriptors that the user loads",  # of CPT, which are the AMA's: under the user's own license
        schema("code", "title"),
        ("code",),
        cumulative=False,
    ),
    Kind(
        "icd10cm",
        "ICD-10-CM",
        schema("code", pa.field("billable", pa.bool_()), "title"),
        ("code",),
        cumulative=False,
        edition_start=10,
    ),
    Kind(
        "taxonomy",
        "NUCC health care provider taxonomy",
        schema("code", "grouping", "classification", "specialization"),
        ("code",),
        cumulative=True,
    ),
    Kind(
        "specialty",
        "Medicare specialty and taxonomy crosswalk",
        schema("specialty", "taxonomy"),
        ("specialty", "taxonomy"),
        cumulative=True,
    ),
    Kind(
        "place",
        "CMS place of service codes",
        schema("code", "name", pa.field("facility", pa.bool_())),
        ("code",),
        cumulative=True,
    ),
    Kind("modifier", "Procedure code modifiers", schema("code", "type", "category"), ("code",), cumulative=True),
    Kind(
        "adjustment",
        "Claim adjustment reason and remittance advice remark codes",
        schema("code", "type", dates=True),  # type CARC, RARC or Group
        ("code", "type"),
        cumulative=True,
    ),
)
