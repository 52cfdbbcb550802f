"""What an amount depends on beside the relative values."""

from __future__ import annotations

import pyarrow as pa

from sightline.reference.tables.kind import DOLLARS, FACTOR, GPCI, LIMIT, RVU, Kind, schema

PAYMENT = (
    Kind(
        "gpci",
        "Geographic practice cost indices",
        schema(
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
        schema("carrier", "locality", "state", "area", "counties"),
        ("carrier", "locality"),
        cumulative=False,
        edition_start=1,
    ),
    Kind(
        "zip_locality",
        "ZIP codes and Medicare payment localities",
        schema("zip", "state", "carrier", "locality", "rural", pa.field("plus_four", pa.bool_())),
        ("zip",),
        cumulative=False,
        edition_start=1,
    ),
    Kind(
        "opps_cap",
        "Amounts after the OPPS cap on imaging",
        schema(
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
        schema("carrier", "locality", "name", pa.field("conversion_factor", FACTOR)),  # carrier "": national
        ("carrier", "locality"),
        cumulative=False,
        edition_start=1,
    ),
    Kind(
        "anesthesia_base",
        "Anesthesia base units",
        schema("code", pa.field("base_units", RVU)),
        ("code",),
        cumulative=False,
        edition_start=1,
    ),
    Kind(
        "conversion_factor",
        "Medicare conversion factors",
        schema("schedule", "participation", pa.field("factor", FACTOR), dates=True),  # "", qualifying or other
        ("schedule", "participation", "effective_from"),
        cumulative=True,
    ),
    Kind(
        "opps_status",
        "OPPS Addendum B",
        schema("code", "status", pa.field("rate", DOLLARS)),
        ("code",),
        cumulative=False,
        edition_start=1,
    ),  # rate null where none is published
    Kind(
        "asc_surgical",
        "ASC Addendum AA",
        schema("code", "indicator", pa.field("rate", DOLLARS)),
        ("code",),
        cumulative=False,
        edition_start=1,
    ),
    Kind(
        "asc_ancillary",
        "ASC Addendum BB",
        schema("code", "indicator", pa.field("rate", DOLLARS)),
        ("code",),
        cumulative=False,
        edition_start=1,
    ),
    Kind(
        "asp",
        "Part B drug payment limits (ASP)",
        schema("code", "dosage", pa.field("payment_limit", LIMIT)),  # per dosage
        ("code",),
        cumulative=False,
        edition_start=1,
    ),
    Kind(
        "clfs",
        "Clinical laboratory fee schedule",
        schema("code", "modifier", "indicator", pa.field("rate", DOLLARS)),
        ("code", "modifier"),
        cumulative=False,
        edition_start=1,
    ),
    Kind(
        "dmepos",
        "DMEPOS fee schedule",
        schema(
            "code",
            "modifier",
            "modifier_2",
            "jurisdiction",
            "category",
            "state",
            pa.field("rural", pa.bool_()),
            pa.field("amount", DOLLARS),
        ),
        ("code", "modifier", "modifier_2", "state", "rural"),
        cumulative=False,
        edition_start=1,
    ),
    Kind(
        "nppes",
        "NPPES provider identifiers",
        schema(
            "npi",
            "entity",  # 1 a person, 2 an organization
            "state",
            "taxonomy",  # the primary one
            "taxonomies",
            pa.field("enumerated", pa.date32()),
            pa.field("deactivated", pa.date32()),
            pa.field("reactivated", pa.date32()),
        ),
        ("npi",),
        cumulative=True,
    ),
)
