"""The resources that a claim refers to: patients, coverages, providers, resolved where the file has them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from sightline.claims.json.fhir.codes import npi_of, tax_id_of, taxonomy_of
from sightline.claims.json.values import first, record, records, text


@dataclass(frozen=True)
class Party:
    """A provider or payer, as far as it is known; "" is unknown. `person` is the one who practises for it."""

    name: str = ""
    npi: str = ""
    tax_id: str = ""
    taxonomy: str = ""
    state: str = ""
    street: str = ""
    zip: str = ""
    identifier: str = ""
    person: Party | None = None


class Resources:
    """What references of a file resolve to: by full address, by type and id, and by #id within a resource."""

    def __init__(self, entries: Iterable[dict[str, Any]] = ()) -> None:
        self._by: dict[str, dict[str, Any]] = {}
        self._identified: dict[tuple[str, str, str], dict[str, Any]] = {}
        for entry in entries:
            resource = record(entry.get("resource"))
            kind, name, address = (
                text(resource.get("resourceType")),
                text(resource.get("id")),
                text(entry.get("fullUrl")),
            )
            for key in (address, f"{kind}/{name}" if name else "", f"urn:uuid:{name}" if name else ""):
                if key:
                    self._by.setdefault(key, resource)
            for each in records(resource.get("identifier")):
                for system in ("", text(each.get("system"))):
                    self._identified.setdefault((kind, system, text(each.get("value"))), resource)

    def within(self, resource: dict[str, Any]) -> Resources:
        """The same with what `resource` contains."""
        contained = records(resource.get("contained"))
        if not contained:
            return self
        inner = Resources()
        inner._identified = self._identified
        inner._by = self._by | {f"#{text(each.get('id'))}": each for each in contained}
        return inner

    def find(self, reference: Any) -> dict[str, Any]:
        """The resource that a Reference names; an empty one when it is not in the file."""
        key = text(record(reference).get("reference")).split("/_history/")[0]
        if "?" in key:
            kind, stated = _condition(key)
            return self._identified.get((kind, stated[0], stated[1]), {}) if stated[1] else {}
        found = self._by.get(key)
        if found is None and "/" in key:
            found = self._by.get("/".join(key.split("/")[-2:]))
        return found or {}

    def identifiers(self, reference: Any) -> list[dict[str, Any]]:
        """The identifiers of what a Reference names, those in the Reference itself first."""
        own = records(record(reference).get("identifier"))
        key = text(record(reference).get("reference"))
        if "?" in key:
            system, value = _condition(key)[1]
            own += [{"system": system, "value": value}] if value else []
        return [*own, *records(self.find(reference).get("identifier"))]

    def party(self, reference: Any, deep: bool = True) -> Party:
        """Who a Reference to a Practitioner, PractitionerRole, Organization or Location names."""
        resource, identifiers = self.find(reference), self.identifiers(reference)
        address = record(resource.get("address"))
        qualified = [record(each).get("code") for each in records(resource.get("qualification"))]
        party = Party(
            name=first(_name(resource.get("name")), text(record(reference).get("display"))),
            npi=npi_of(identifiers),
            tax_id=tax_id_of(identifiers),
            taxonomy=first(*map(taxonomy_of, (resource.get("specialty"), qualified, resource.get("type")))),
            state=text(address.get("state")),
            street=text(next(iter(address.get("line") or ()), "")),
            zip=text(address.get("postalCode")),
            identifier=_payer_identifier(identifiers),
        )
        if resource.get("resourceType") != "PractitionerRole" or not deep:
            return party
        person = self.party(resource.get("practitioner"), deep=False)
        person = Party(
            name=person.name,
            npi=first(person.npi, party.npi),
            tax_id=person.tax_id,
            taxonomy=first(party.taxonomy, person.taxonomy),
        )
        if not resource.get("organization"):
            return Party(**{**vars(person), "person": person})
        return Party(**{**vars(self.party(resource.get("organization"), deep=False)), "person": person})


def _condition(reference: str) -> tuple[str, tuple[str, str]]:
    """Kind, and system and value of the identifier, of a conditional reference: Patient?identifier=system|value."""
    kind, _, query = reference.partition("?")
    stated = next((value for name, value in parse_qsl(query) if name.partition(":")[0] == "identifier"), "")
    system, bar, value = stated.partition("|")
    return kind.split("/")[-1], (system, value) if bar else ("", system)


def _name(name: Any) -> str:
    """A name as text: an organization's, or a person's family name first."""
    if isinstance(name, str):
        return text(name)
    family, given = person_name(name)
    return f"{family}, {given}" if given else family


def person_name(names: Any) -> tuple[str, str]:
    """Family and given name: the official one where there are several."""
    found = records(names)
    name = next((each for each in found if each.get("use") == "official"), record(found))
    given = name.get("given")
    return text(name.get("family")), text(given[0] if isinstance(given, list) and given else given)


def _payer_identifier(identifiers: list[dict[str, Any]]) -> str:
    """A payer's identifier: one whose system or type says so, else the first."""
    for each in identifiers:
        kind = f"{text(each.get('system'))} {text(record(record(each.get('type')).get('coding')).get('code'))}".lower()
        if "payer" in kind or "naic" in kind or "niip" in kind:
            return text(each.get("value"))
    return text(record(identifiers).get("value"))
