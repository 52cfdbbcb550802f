"""What edits ask of codes, specialties, places and diagnoses: Sightline's own tables of facts, each row with its source (see
reference/starter/tables/), and coverage."""

from __future__ import annotations

import pyarrow as pa

from sightline.reference.tables.kind import Kind, schema

RULES = (
    Kind(
        "lineage",
        "Deleted codes and their successors",
        schema("code", pa.field("deleted_on", pa.date32()), "successor", "source"),  # first day not valid
        ("code", "successor"),
        cumulative=True,
    ),
    Kind(
        "guidance",
        "Image guidance and the procedures around it",
        schema("code", "role", "modality", "detail", "source"),
        ("code", "role", "detail"),
        cumulative=True,
    ),
    Kind(
        "dme_code",
        "Codes that DME contractors pay",
        # first and last code of a range; contractor: dme, or either (the practitioners' when incident to their service)
        schema("code_from", "code_to", "contractor", "source"),
        ("code_from",),
        cumulative=True,
    ),
    Kind(
        "dme_supplier",
        "Taxonomies of suppliers who bill DME contractors",
        schema("taxonomy", "source"),
        ("taxonomy",),
        cumulative=True,
    ),
    Kind(
        "code_group",
        "Groups of codes that rules name",
        # what edits call the group; a range from its first to its last code
        schema("name", "code_from", "code_to", "source"),
        ("name", "code_from"),
        cumulative=True,
    ),
    Kind(
        "modifier_scope",
        "Codes that a modifier goes with",
        schema("modifier", "code_from", "code_to", "status", "source"),  # status of a finding on any other code
        ("modifier", "code_from"),
        cumulative=True,
    ),
    Kind(
        "patient_rule",
        "Age and sex by which a code is defined or covered",
        # sex: F, M or ""; age: at least `least` and below `below` units (days, months, years; null: no bound) on the
        # date of service; payer "": whoever pays, for the code is so defined
        schema(
            "code_from",
            "code_to",
            "sex",
            "unit",
            pa.field("least", pa.int32()),
            pa.field("below", pa.int32()),
            "payer",
            "status",
            "source",
        ),
        ("code_from", "payer", "sex"),
        cumulative=True,
    ),
    Kind(
        "spacing_rule",
        "How soon a service may follow another",
        schema(
            "rule",
            "family",  # organ, lifetime, period, month, maternity or stay: which edit reports it
            "earlier",  # code_group
            "later",  # code_group: after `most` days with a service of `earlier` in the period, one of these is too many
            pa.field("most", pa.int32()),
            "period",  # life; days, months: back from the date; full: calendar months between, 0 = the same month
            pa.field("length", pa.int32()),
            "whose",  # patient, physician (the same one) or other (another one)
            pa.field("same_day", pa.bool_()),  # counts on the day of the later service too
            pa.field("by_side", pa.bool_()),  # counts only for the same side: LT, RT or 50 on both lines
            "earlier_diagnosis",  # ' Z136 ': only where the claim has one of these, whole or by its category
            "later_diagnosis",
            "unless_diagnosis",  # of the later claim
            pa.field("unless_notice", pa.bool_()),  # not where the later line has GA, GX, GY, GZ or KX
            "status",
            "words",
            "source",
        ),
        ("rule",),
        cumulative=True,
    ),
    Kind(
        "place_rule",
        "Places of service of visits",
        # places that are right, and places that a person should see; another one is wrong
        schema("code_from", "code_to", "places", "doubtful", "source"),
        ("code_from",),
        cumulative=True,
    ),
    Kind(
        "specialty_rule",
        "What Medicare pays to a specialty, and what of it must be ordered",
        # family: scope or order; specialty: Medicare's, or a taxonomy that belongs to several; unless_modifier: ' AB ',
        # modifiers with which the rule does not hold
        schema("family", "specialty", "code_from", "code_to", "unless_modifier", "status", "words", "source"),
        ("family", "specialty", "code_from"),
        cumulative=True,
    ),
    Kind(
        "diagnosis_attribute",
        "Diagnoses of an age, a sex or a place on the claim",
        schema("code", "attribute", dates=True),  # see sources/mce.py for the attributes
        ("code", "attribute", "effective_from"),
        cumulative=True,
    ),
    Kind(
        "diagnosis_side",
        "Sides of diagnoses",
        schema("code", "side"),  # left, right or unspecified
        ("code",),
        cumulative=True,
    ),
    Kind(
        "diagnosis_rule",
        "Diagnoses that go together, or do not",
        # diagnosis and other: a code or the beginning of some; rule: excludes (never together), after (the other comes first),
        # male, female, newborn (of whom it is), region (`instead` names it), together (`instead` says
        # both), needs (one of the others), never-first, first-only
        schema("diagnosis", "rule", "other", "instead", "source"),
        ("diagnosis", "rule", "other"),
        cumulative=True,
    ),
    Kind(
        "excluded_service",
        "Services that Medicare's statute excludes, or that it covers nowhere",
        # first and last code of a range; lists with a space before and after each, diagnoses as the beginnings of codes
        schema(
            "family",  # statute or national: which edit reports it
            "code_from",
            "code_to",
            "diagnosis",  # only where the line points to nothing else; '': whatever it points to
            "unless_diagnosis",  # not where the claim has one of these
            "unless_modifier",
            "status",
            "words",
            "source",
        ),
        ("family", "code_from", "diagnosis"),
        cumulative=True,
    ),
    Kind(
        "supply_limit",
        "How much of a supply Medicare's policies allow",
        # at most so many units within so many days; modifier: only of lines that have it; '': of all
        schema("code", "modifier", pa.field("units", pa.int32()), pa.field("days", pa.int32()), "words", "source"),
        ("code", "modifier"),
        cumulative=True,
    ),
    # What users load of their payers' policies.
    Kind(
        "coverage",
        "Medical necessity: covered diagnoses by code and payer",
        schema("code", "diagnosis", pa.field("prefix", pa.bool_()), "payer", "source", dates=True),
        ("code", "payer", "diagnosis", "effective_from"),
        cumulative=True,
    ),
    # Medicare contractors' local coverage articles (sources/article.py).
    Kind(
        "article",
        "Local coverage articles: codes by contractor",
        schema(
            "code",
            "article",
            "contractor",  # the contractor's number, as the ZIP code file has it
            pa.field("alone", pa.bool_()),  # one list of diagnoses, and it is for all of the article's codes
            pa.field("diagnoses", pa.int32()),  # how many it lists
            pa.field("as_of", pa.date32()),  # the last day of which the export speaks
            dates=True,
        ),
        ("code", "article", "contractor"),
        cumulative=True,
    ),
    Kind(
        "article_diagnosis",
        "Local coverage articles: diagnoses",
        schema("article", "diagnosis"),
        ("article", "diagnosis"),
        cumulative=True,
    ),
)
