"""Small parts of answers and explanations in FHIR: extensions by name, codes, money, what a line asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from peercall.adapters.fhir.clinical import Organization, Patient
from peercall.adapters.fhir.concepts import exact_day
from peercall.adapters.fhir.decoding import Decoded
from peercall.adapters.fhir.elements import Concept, Identifier, Reference, Resource
from peercall.adapters.fhir.payer import (
    AddedItem,
    Adjudication,
    ClaimResponse,
    ExplanationOfBenefit,
    Extension,
    ItemDetail,
    Money,
    ResponseItem,
)
from peercall.domain.provenance import ResourceSource
from peercall.domain.remittances import BilledService, Party, Place, Remittance, RemittanceTables

_SERVICE_DATE, _DETAIL, _DETAIL_CODE = "itemRequestedServiceDate", "itemAuthorizedDetail", "productOrServiceCode"
_DENIAL = "denialreason"
_REASON_CODES = ("claim-adjustment-reason", "external/139")
_REMARK_CODES = ("remittance-advice-remark", "remarkcode", "external/411")
_DAY = 10


class PayerFile:
    """A file of answers or explanations with what its rows share. name, sha256: for their sources."""

    def __init__(self, decoded: Decoded, name: str, sha256: str, tables: RemittanceTables) -> None:
        self.decoded, self.name, self.sha256, self.tables = decoded, name, sha256, tables

    def source(self, resource: Resource, element: str, said: str) -> ResourceSource:
        """Where a statement stands."""
        return ResourceSource(self.name, self.sha256, f"{type(resource).__name__}/{resource.id}", element, said)

    def find(self, kind: type[Resource], reference: str | None) -> Resource | None:
        """The resource a reference names, when it is in the file."""
        if not reference:
            return None
        end = reference.removeprefix("urn:uuid:").rsplit("/", 1)[-1]
        alias = self.decoded.aliases.get(reference)
        if isinstance(alias, kind):
            return alias
        return next((one for one in self.decoded.groups.get(kind, ()) if one.id == end), None)

    def heading(
        self, resource: ClaimResponse | ExplanationOfBenefit, payer: Reference | None, payee: Reference | None
    ) -> Remittance:
        """Who answers whom, and when."""
        names = {"payer": ("insurer", self._named(payer)), "payee": ("requestor", self._named(payee))}
        if isinstance(resource, ExplanationOfBenefit):
            names["payee"] = ("provider", names["payee"][1])
        places: dict[str, Place] = {
            key: self.source(resource, element, name) for key, (element, name) in names.items() if name
        }
        if resource.created:
            places["produced_on"] = self.source(resource, "created", resource.created)
        return Remittance(
            document=self.name,
            sha256=self.sha256,
            transaction=resource.id or "",
            version=type(resource).__name__,
            payer=Party(names["payer"][1]),
            payee=Party(names["payee"][1]),
            produced_on=day_of(resource.created),
            places=places,
        )

    def patient(self, reference: Reference | None) -> str | None:
        """The patient's name, when the file holds the patient."""
        found = self.find(Patient, reference.reference) if reference is not None else None
        if not isinstance(found, Patient) or not found.name:
            return None
        name = found.name[0]
        return name.text or " ".join((*name.given, name.family or "")).strip() or None

    def _named(self, reference: Reference | None) -> str | None:
        if reference is None:
            return None
        found = self.find(Organization, reference.reference)
        return found.name if isinstance(found, Organization) and found.name else reference.display


def extensions_of(extensions: Sequence[Extension], name: str) -> Iterator[Extension]:
    """All extensions of that name."""
    return (one for one in extensions if is_named(one, name))


def is_named(extension: Extension, name: str) -> bool:
    """True when the extension has that name, its address aside."""
    return extension.url is not None and extension.url.endswith(name)


def extension_of(extensions: Sequence[Extension], name: str) -> Extension | None:
    """The first extension of that name."""
    return next((one for one in extensions if is_named(one, name)), None)


def concept_in(extensions: Sequence[Extension], name: str) -> Concept | None:
    """The concept of the first extension of that name."""
    found = extension_of(extensions, name)
    return found.valueCodeableConcept if found is not None else None


def codes_of(concept: Concept | None) -> list[str]:
    """The codes of a concept."""
    return [coding.code for coding in concept.coding if coding.code] if concept is not None else []


def values_of(identifiers: Sequence[Identifier]) -> tuple[str, ...]:
    """The values of identifiers."""
    return tuple(one.value for one in identifiers if one.value)


def day_of(text: str | None) -> date | None:
    """The exact day of a date or moment; None for a partial one."""
    return exact_day(text[:_DAY]) if text else None


def money_of(money: Money | None) -> Decimal | None:
    """An amount."""
    return Decimal(str(money.value)) if money is not None and money.value is not None else None


def categories_of(adjudication: Adjudication) -> list[str]:
    """What kind of adjudication it is, as codes."""
    return codes_of(adjudication.category)


def denies(adjudication: Adjudication) -> bool:
    """True for CARIN's denial reason, and for a reason of the adjustment reason list wherever it stands."""
    if _DENIAL in categories_of(adjudication):
        return True
    coding = adjudication.reason.coding if adjudication.reason is not None else ()
    return any(one.system is not None and any(part in one.system for part in _REASON_CODES) for one in coding)


def amount_of(adjudications: Sequence[Adjudication], names: frozenset[str]) -> Decimal | None:
    """The amount of the first adjudication of one of these kinds."""
    return next((money_of(one.amount) for one in adjudications if names & set(categories_of(one))), None)


def coded(concept: Concept | None) -> tuple[str | None, str | None]:
    """Code and code system of a concept."""
    coding = concept.coding[0] if concept is not None and concept.coding else None
    return (coding.code, coding.system) if coding is not None else (None, None)


def billed_of(item: ItemDetail | AddedItem) -> BilledService:
    """What a line billed or asked for."""
    code, system = coded(item.productOrService)
    revenue, _ = coded(item.revenue)
    period = item.servicedPeriod
    first = item.servicedDate or (period.start if period is not None else None)
    last = item.servicedDate or (period.end if period is not None else None)
    units = item.quantity.value if item.quantity is not None else None
    modifiers = tuple(code for concept in item.modifier for code in codes_of(concept))
    return BilledService(
        code, system, modifiers, revenue, day_of(first), day_of(last), f"{units:g}" if units is not None else None
    )


def service_of(
    item: ResponseItem | AddedItem | None, extensions: Sequence[Extension], asked: ItemDetail | None
) -> BilledService:
    """What the answer says of the service, else what the request asked for."""
    made = BilledService()
    if isinstance(item, AddedItem):
        made = billed_of(item)
    elif asked is not None:
        made = billed_of(asked)
    detail = extension_of(extensions, _DETAIL)
    code, system = coded(concept_in(detail.extension, _DETAIL_CODE)) if detail is not None else (None, None)
    if code:
        made = made._replace(code=code, system=system)
    when = extension_of(extensions, _SERVICE_DATE)
    if when is not None and when.valuePeriod is not None:
        made = made._replace(first_on=day_of(when.valuePeriod.start), last_on=day_of(when.valuePeriod.end))
    elif when is not None and when.valueDate:
        made = made._replace(first_on=day_of(when.valueDate), last_on=day_of(when.valueDate))
    return made


def authorized_of(extensions: Sequence[Extension]) -> str | None:
    """How much is granted, in words."""
    detail = extension_of(extensions, _DETAIL)
    part = extension_of(detail.extension, "quantity") if detail is not None else None
    quantity = part.valueQuantity if part is not None else None
    if quantity is None or quantity.value is None:
        return None
    return f"{quantity.value:g} {quantity.unit or ''}".strip()


def _remark(system: str | None) -> bool:
    return system is not None and any(part in system.casefold() for part in _REMARK_CODES)


def reason_codes(adjudication: Adjudication) -> list[str]:
    """The reasons of an adjudication, remark codes left out."""
    coding = adjudication.reason.coding if adjudication.reason is not None else ()
    return [one.code for one in coding if one.code and not _remark(one.system)]


def remark_codes(adjudication: Adjudication) -> list[str]:
    """The remark codes among the reasons of an adjudication."""
    coding = adjudication.reason.coding if adjudication.reason is not None else ()
    return [one.code for one in coding if one.code and _remark(one.system)]
