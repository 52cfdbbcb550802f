"""What it pays: relative values by component, amounts on both sides, the facility's own payment, year over year."""

from __future__ import annotations

from decimal import Decimal

from sightline.pages.record import Chart, Cite, Fact, Gap, Row, Section, Source, Table
from sightline.pages.subject import Subject, component_name, dollars, paid
from sightline.pages.words import spelled
from sightline.pricing.fee import Fee


def section(subject: Subject) -> Section:
    """Relative values, amounts, OPPS and ASC."""
    tables = [table for table in (_components(subject), _years(subject)) if table]
    facts, gaps = _facility(subject)
    if not subject.schedule:
        gaps.insert(0, subject.gathered.gap("relative values and amounts", "fee_schedule"))
    gaps.append(Gap("negotiated rates (none are loaded)", "a payer's machine-readable in-network file"))
    return Section(
        "payment", "Payment", facts=tuple(facts), tables=tuple(tables), charts=_charts(subject), gaps=tuple(gaps)
    )


def _components(subject: Subject) -> Table | None:
    if not subject.schedule:
        return None
    rows = []
    for component in sorted(subject.schedule):
        row = subject.schedule[component]
        fee = subject.fee(component)
        away = paid(fee.non_facility) if fee else "–"
        within = paid(fee.facility) if fee else "–"
        rows.append(
            Row(
                (
                    component_name(component), str(row["work_rvu"]), str(row["nonfacility_pe_rvu"]),
                    "NA" if row["facility_na"] else str(row["facility_pe_rvu"]), str(row["mp_rvu"]),
                    str(row["nonfacility_total"]), "NA" if row["facility_na"] else str(row["facility_total"]), away,
                    "not paid" if row["facility_na"] else within,
                ),
                (*subject.schedule_cite(component), *_gpci(fee)),
            )
        )  # fmt: skip
    any_fee = next(iter(subject.fees), None)
    place = any_fee.locality if any_fee else "national"
    columns = ("component", "work", "practice expense", "in a facility", "malpractice", "total", "total in a facility",
               "amount", "amount in a facility")  # fmt: skip
    factor = subject.main.get("conversion_factor")
    note = f"relative values 2 decimals; amounts in dollars, {place}, conversion factor {factor}" if factor else ""
    return Table("Relative values and amounts", columns, tuple(rows), note=note, numbers=tuple(range(1, 9)))


def _gpci(fee: Fee | None) -> tuple[Cite, ...]:
    if fee is None or fee.gpci_release is None:
        return ()
    release = fee.gpci_release
    return (Cite(Source(release.publisher, release.title, release.file, "", release.address), fee.gpci_row),)


def _years(subject: Subject) -> Table | None:
    """The total relative values and the amounts of every loaded fee schedule, a row for each component."""
    gathered, code = subject.gathered, subject.code
    by_release = {
        release.name: (release, {row["modifier"]: row for row in listed})
        for release in gathered.reference.of("fee_schedule")
        if (listed := gathered.of("fee_schedule", code, release))
    }
    if len(by_release) < 2:
        return None
    rows = []
    for component in sorted({component for _, found in by_release.values() for component in found}):
        cells, cites = [component_name(component)], []
        for release, found in by_release.values():
            row = found.get(component)
            fee = next((f for f in subject.fees if f.modifier == component and f.release is release), None)
            cells += [str(row["nonfacility_total"]) if row else "–", paid(fee.non_facility) if fee else "–"]
            if row:
                cites.append(gathered.cite(release, row["source_row"]))
        rows.append(Row(tuple(cells), tuple(cites)))
    names = [word for name in by_release for word in (f"total {name}", f"amount {name}")]
    return Table("Year over year", ("component", *names), tuple(rows), numbers=tuple(range(1, len(names) + 1)))


def _charts(subject: Subject) -> tuple[Chart, ...]:
    charts = []
    for component in ("", "26", "TC"):
        bars: dict[str, Decimal] = {}
        for fee in subject.fees:
            if fee.modifier == component and fee.release and fee.source_row and fee.non_facility.amount:
                bars[fee.release.name] = fee.non_facility.amount
        if len(bars) > 1:
            charts.append(Chart(f"Amount outside a facility, {component_name(component)}", tuple(sorted(bars.items()))))
    return tuple(charts)


def _facility(subject: Subject) -> tuple[list[Fact], list[Gap]]:
    """What a hospital and an ambulatory surgical center are paid by Medicare, for information."""
    gathered, code = subject.gathered, subject.code
    facts, gaps = [], []
    hospital = next(iter(gathered.of("opps_status", code)), None)
    if hospital:
        rate = f", rate {dollars(hospital['rate'])}" if hospital["rate"] is not None else ""
        text = spelled("opps_status", hospital["status"]) + rate
        facts.append(
            Fact("Hospital outpatient (OPPS status)", text, gathered.cites("opps_status", code, hospital["source_row"]))
        )
    else:
        gaps.append(gathered.gap("the OPPS status" + _absent(subject, "opps_status"), "opps_status"))
    for kind in ("asc_surgical", "asc_ancillary"):
        center = next(iter(gathered.of(kind, code)), None)
        if center:
            rate = f", rate {dollars(center['rate'])}" if center["rate"] is not None else ""
            text = spelled("asc_indicator", center["indicator"]) + rate
            facts.append(
                Fact(
                    "Ambulatory surgical center (ASC indicator)", text, gathered.cites(kind, code, center["source_row"])
                )
            )
            break
    else:
        gaps.append(gathered.gap("the ASC payment indicator" + _absent(subject, "asc_surgical"), "asc"))
    return facts, gaps


def _absent(subject: Subject, kind: str) -> str:
    release = subject.gathered.release(kind, subject.code)
    return f" (the code is not in {release.title})" if release else ""
