"""Expands the short form of an example's chart into a FHIR R4 collection bundle.

The short form names what matters clinically; identifiers, references and code systems are filled in here. Laboratory
tables and vital signs are given once and become both Observations and the sheets of the print-out.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

Short = Mapping[str, Any]
Resource = dict[str, Any]

SYSTEMS = {
    "ICD10CM": "http://hl7.org/fhir/sid/icd-10-cm",
    "CPT": "http://www.ama-assn.org/go/cpt",
    "HCPCS": "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets",
    "LOINC": "http://loinc.org",
    "RXNORM": "http://www.nlm.nih.gov/research/umls/rxnorm",
    "UCUM": "http://unitsofmeasure.org",
    "NPI": "http://hl7.org/fhir/sid/us-npi",
}
TERMINOLOGY = "http://terminology.hl7.org/CodeSystem/"


def concept(text: str, code: str | None = None) -> Resource:
    """A CodeableConcept. code: `SYSTEM|code` or None for words only."""
    out: Resource = {}
    if code:
        system, value = code.split("|", 1)
        out["coding"] = [{"system": SYSTEMS[system], "code": value}]
    return out | {"text": text}


def status_concept(system: str, code: str) -> Resource:
    """A status of one of HL7's own code systems."""
    return {"coding": [{"system": TERMINOLOGY + system, "code": code}]}


def quantity(value: float, unit: str) -> Resource:
    """A Quantity in UCUM; a `{score}` carries no printed unit."""
    shown = {} if unit.startswith("{") else {"unit": {"/h": "events/h"}.get(unit, unit)}
    return {"value": value, **shown, "system": SYSTEMS["UCUM"], "code": unit}


class Bundle:
    """Collects resources; every reference is checked when the bundle is written."""

    def __init__(self, short: Short) -> None:
        self.short = short
        self.id = short["id"]
        self.patient_id = short["patient"]["id"]
        self.resources: list[Resource] = []

    def add(self, kind: str, id: str, **rest: Any) -> None:
        """One resource; None values are left out."""
        self.resources.append(
            {"resourceType": kind, "id": id, **{k: v for k, v in rest.items() if v is not None and v != []}}
        )

    @property
    def subject(self) -> Resource:
        """Reference to the patient."""
        return {"reference": f"Patient/{self.patient_id}"}

    def each(self, key: str, make: Callable[[Short], None]) -> None:
        """Runs `make` for every entry of a list of the short form."""
        for entry in self.short.get(key, ()):
            make(entry)

    def dumps(self) -> str:
        """The bundle as JSON. Raises ValueError for a double id or a reference that leads nowhere."""
        names = [f"{r['resourceType']}/{r['id']}" for r in self.resources]
        if len(set(names)) != len(names):
            raise ValueError(f"{self.id}: an id is used twice: {sorted({n for n in names if names.count(n) > 1})}")
        for resource in self.resources:
            for reference in references(resource):
                if reference not in names:
                    raise ValueError(f"{self.id}: {reference} is referred to but not there")
        entries = [
            {"fullUrl": f"https://chart.example.org/{name}", "resource": resource}
            for name, resource in zip(names, self.resources, strict=True)
        ]
        bundle = {"resourceType": "Bundle", "id": self.id, "type": "collection", "entry": entries}
        return json.dumps(bundle, indent=1, ensure_ascii=False) + "\n"


def references(value: Any) -> Iterable[str]:
    """Every `reference` inside a resource."""
    if isinstance(value, Mapping):
        if isinstance(value.get("reference"), str):
            yield value["reference"]
        for part in value.values():
            yield from references(part)
    elif isinstance(value, list):
        for part in value:
            yield from references(part)


def _by(entry: Short) -> Resource | None:
    return {"reference": f"Practitioner/{entry['by']}"} if entry.get("by") else None


def _people(bundle: Bundle) -> None:
    who = bundle.short["patient"]
    bundle.add(
        "Patient",
        who["id"],
        identifier=[{"system": "https://chart.example.org/mrn", "value": who["mrn"]}],
        active=True,
        name=[{"use": "official", "family": who["family"], "given": who["given"]}],
        telecom=[{"system": "phone", "value": who["phone"]}],
        gender=who["gender"],
        birthDate=who["birth"],
        address=[{"city": who["city"], "state": who["state"], "country": "US"}],
    )
    for p in bundle.short["practitioners"]:
        bundle.add(
            "Practitioner",
            p["id"],
            active=True,
            identifier=[{"system": SYSTEMS["NPI"], "value": p["npi"]}] if p.get("npi") else None,
            name=[{"family": p["family"], "given": [p["given"]], "suffix": [p["suffix"]]}],
            qualification=[{"code": {"text": p["specialty"]}}],
        )
    for o in bundle.short["organizations"]:
        bundle.add("Organization", o["id"], active=True, name=o["name"])
    for c in bundle.short["coverages"]:
        bundle.add(
            "Coverage",
            c["id"],
            status=c["status"],
            type={"text": c["type"]},
            subscriberId=c["member_id"],
            beneficiary=bundle.subject,
            period={"start": c["start"], **({"end": c["end"]} if c.get("end") else {})},
            payor=[{"reference": f"Organization/{c['payor']}"}],
        )


def _problems(bundle: Bundle) -> None:
    bundle.each(
        "conditions",
        lambda c: bundle.add(
            "Condition",
            c["id"],
            clinicalStatus=None
            if c.get("verification") == "refuted"
            else status_concept("condition-clinical", c["status"]),
            verificationStatus=status_concept("condition-ver-status", c.get("verification", "confirmed")),
            category=[status_concept("condition-category", "problem-list-item")],
            code=concept(c["text"], c.get("code")),
            subject=bundle.subject,
            onsetDateTime=c.get("onset"),
            recordedDate=c.get("recorded"),
            recorder=_by(c),
            note=[{"text": c["note"]}] if c.get("note") else None,
        ),
    )
    bundle.each(
        "family",
        lambda f: bundle.add(
            "FamilyMemberHistory",
            f["id"],
            status="completed",
            patient=bundle.subject,
            relationship={"text": f["who"]},
            condition=[{"code": concept(text, code)} for text, code in f["conditions"]],
        ),
    )
    bundle.each(
        "allergies",
        lambda a: bundle.add(
            "AllergyIntolerance",
            a["id"],
            clinicalStatus=status_concept("allergyintolerance-clinical", "active"),
            verificationStatus=status_concept("allergyintolerance-verification", "confirmed"),
            type=a.get("type", "allergy"),
            category=[a.get("category", "medication")],
            code=concept(a["text"], a.get("code")),
            patient=bundle.subject,
            onsetDateTime=a.get("onset"),
            reaction=[
                {"manifestation": [{"text": a["reaction"]}], **({"severity": a["severity"]} if "severity" in a else {})}
            ],
        ),
    )


def _drugs(bundle: Bundle) -> None:
    def dosage(entry: Short) -> list[Resource] | None:
        return [{"text": entry["dose"]}] if entry.get("dose") else None

    def request(m: Short) -> None:
        bundle.add(
            "MedicationRequest",
            m["id"],
            status=m["status"],
            statusReason={"text": m["why"]} if m.get("why") else None,
            intent=m.get("intent", "order"),
            medicationCodeableConcept=concept(m["text"], m.get("code")),
            subject=bundle.subject,
            authoredOn=m["on"],
            requester=_by(m),
            dosageInstruction=dosage(m),
            note=[{"text": m["note"]}] if m.get("note") else None,
        )

    def statement(m: Short) -> None:
        period = {k: m[k] for k in ("start", "end") if m.get(k)}
        bundle.add(
            "MedicationStatement",
            m["id"],
            status=m["status"],
            statusReason=[{"text": m["why"]}] if m.get("why") else None,
            medicationCodeableConcept=concept(m["text"], m.get("code")),
            subject=bundle.subject,
            effectivePeriod=period or None,
            dateAsserted=m.get("asserted"),
            dosage=dosage(m),
            note=[{"text": m["note"]}] if m.get("note") else None,
        )

    def dispenses(m: Short) -> None:
        for day in m["on"]:
            bundle.add(
                "MedicationDispense",
                f"{m['id']}-{day}",
                status="completed",
                medicationCodeableConcept=concept(m["text"], m.get("code")),
                subject=bundle.subject,
                quantity={"value": m["quantity"], "unit": m["unit"]},
                daysSupply={"value": m["days"], "unit": "days", "system": SYSTEMS["UCUM"], "code": "d"},
                whenHandedOver=day,
                dosageInstruction=dosage(m),
            )

    bundle.each("medication_requests", request)
    bundle.each("medication_statements", statement)
    bundle.each("dispenses", dispenses)


def _acts(bundle: Bundle) -> None:
    bundle.each(
        "encounters",
        lambda e: bundle.add(
            "Encounter",
            e.get("id", f"enc-{e['on']}"),
            status="finished",
            **{"class": {"system": TERMINOLOGY + "v3-ActCode", "code": e.get("class", "AMB")}},
            type=[{"text": e["type"]}],
            subject=bundle.subject,
            participant=[{"individual": _by(e)}],
            period={"start": e["on"], "end": e["on"]},
            reasonCode=[{"text": e["reason"]}] if e.get("reason") else None,
        ),
    )
    for key, kind, code_key in (
        ("service_requests", "ServiceRequest", "code"),
        ("device_requests", "DeviceRequest", "codeCodeableConcept"),
    ):
        for s in bundle.short.get(key, ()):
            rest = {code_key: concept(s["text"], s.get("code"))}
            bundle.add(
                kind,
                s["id"],
                status=s["status"],
                intent="order",
                **rest,
                subject=bundle.subject,
                authoredOn=s["on"],
                requester=_by(s),
                note=[{"text": s["note"]}] if s.get("note") else None,
            )
    bundle.each(
        "procedures",
        lambda p: bundle.add(
            "Procedure",
            p.get("id", f"proc-{p['on']}"),
            status=p.get("status", "completed"),
            code=concept(p["text"], p.get("code")),
            subject=bundle.subject,
            performedDateTime=p["on"],
            performer=[{"actor": _by(p)}] if p.get("by") else None,
            note=[{"text": p["note"]}] if p.get("note") else None,
        ),
    )
    bundle.each(
        "immunizations",
        lambda i: bundle.add(
            "Immunization",
            i["id"],
            status="completed",
            vaccineCode={"text": i["text"]},
            patient=bundle.subject,
            occurrenceDateTime=i["on"],
        ),
    )
    bundle.each(
        "care_plans",
        lambda c: bundle.add(
            "CarePlan",
            c["id"],
            status=c["status"],
            intent="plan",
            title=c["title"],
            description=c["description"],
            subject=bundle.subject,
            created=c["on"],
            author=_by(c),
        ),
    )


def _observations(bundle: Bundle, tables: Mapping[str, Short]) -> None:
    def observe(id: str, entry: Short, day: str, value: Any, category: str) -> None:
        if isinstance(value, str):
            what: Resource = {"valueString": value}
        elif entry.get("unit") is None:
            what = {"valueQuantity": {"value": value}}
        else:
            what = {"valueQuantity": quantity(value, entry["unit"])}
        bundle.add(
            "Observation",
            id,
            status=entry.get("status", "final"),
            category=[status_concept("observation-category", category)],
            code=concept(entry["text"], f"LOINC|{entry['loinc']}" if entry.get("loinc") else None),
            subject=bundle.subject,
            effectiveDateTime=day,
            performer=[_by(entry)] if entry.get("by") else None,
            **what,
            method={"text": entry["method"]} if entry.get("method") else None,
            note=[{"text": entry["note"]}] if entry.get("note") else None,
        )

    bundle.each("observations", lambda o: observe(o["id"], o, o["on"], o["value"], o.get("category", "exam")))
    for table in tables.values():
        for row in table["rows"]:
            for day, value in zip(table["dates"], row["values"], strict=True):
                if value is not None:
                    observe(f"obs-{row['slug']}-{day}", row, day, value, table["category"])
    bundle.each(
        "reports",
        lambda r: bundle.add(
            "DiagnosticReport",
            r["id"],
            status="final",
            category=[status_concept("v2-0074", r["section"])],
            code=concept(r["text"], r.get("code")),
            subject=bundle.subject,
            effectiveDateTime=r["on"],
            performer=[_by(r)] if r.get("by") else None,
            result=[{"reference": f"Observation/{name}"} for name in r.get("results", ())],
            conclusion=r.get("conclusion"),
        ),
    )


def _documents(bundle: Bundle) -> None:
    bundle.each(
        "documents",
        lambda d: bundle.add(
            "DocumentReference",
            d["id"],
            status="current",
            type={"text": d["title"]},
            subject=bundle.subject,
            date=d["at"],
            author=[_by(d)] if d.get("by") else None,
            content=[
                {
                    "attachment": {
                        "contentType": "application/pdf" if d["file"].endswith(".pdf") else "text/plain",
                        "url": d["file"],
                        "title": d["title"],
                    }
                }
            ],
        ),
    )


def bundle_json(short: Short, *, tables: Mapping[str, Short]) -> str:
    """The bundle as text. short: the source's `bundle`; tables: its `tables` (laboratory and vital signs)."""
    bundle = Bundle(short)
    _people(bundle)
    _problems(bundle)
    _drugs(bundle)
    _acts(bundle)
    _observations(bundle, tables)
    _documents(bundle)
    return bundle.dumps()
