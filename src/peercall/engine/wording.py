"""Small words shared by the brief and the guide: days, codes, the field's closed vocabularies in plain English."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from peercall.domain.charts import DocumentFact
from peercall.domain.codes import Code
from peercall.domain.policies import CoveragePolicy
from peercall.domain.provenance import ResourceSource, Source, SourceSpan
from peercall.domain.results import Evidence
from peercall.domain.terms import CriterionStatus, LineOfBusiness, OpenReason, P2PEffect, ReviewStatus

NOT_DOCUMENTED = "not documented"

LINES_OF_BUSINESS = {
    LineOfBusiness.MEDICARE_ADVANTAGE: "Medicare Advantage",
    LineOfBusiness.MEDICARE: "Medicare",
    LineOfBusiness.MEDICAID_MANAGED_CARE: "Medicaid managed care",
    LineOfBusiness.MEDICAID_FFS: "Medicaid fee for service",
    LineOfBusiness.CHIP: "CHIP",
    LineOfBusiness.COMMERCIAL: "commercial",
    LineOfBusiness.ACA_MARKETPLACE: "ACA marketplace",
    LineOfBusiness.ERISA_SELF_FUNDED: "self-funded (ERISA)",
    LineOfBusiness.WORKERS_COMP: "workers' compensation",
    LineOfBusiness.FEDERAL_EMPLOYEES: "federal employees (FEHB)",
    LineOfBusiness.TRICARE: "TRICARE",
    LineOfBusiness.GOVERNMENTAL_PLAN: "governmental plan",
}

EFFECTS = {
    P2PEffect.CAN_OVERTURN: "The call can change the decision",
    P2PEffect.BEFORE_NOTICE_ONLY: "A call can change the decision only before the notice is sent",
    P2PEffect.ON_ORIGINAL_RECORD_ONLY: "The call can change the decision only on the record already sent",
    P2PEffect.PRESUMED_CAN_OVERTURN: "No rule of this plan was found; such calls usually can change the decision",
    P2PEffect.DISCUSSION_ONLY: "The call is a discussion; it does not change the decision",
    P2PEffect.DISCUSSION_ONLY_UNLESS_RECONSIDERATION: "The call changes the decision only when asked for as a "
    "reconsideration",
    P2PEffect.INFORMATIONAL_ONLY: "The call is for information only; it does not change the decision",
    P2PEffect.PAYMENT_SEVERITY_ONLY: "The call can change the payment level only",
    P2PEffect.EVIDENCE_GATHERING: "The reviewer calls to gather facts; the decision is told later",
    P2PEffect.BY_CASE: "Whether the call can change the decision differs by case: ask when booking",
    P2PEffect.NOT_OFFERED: "The plan offers no call",
    P2PEffect.UNKNOWN: "What a call can do here is not known: ask when booking",
}

#: The same rule while no determination has been made.
BEFORE_NOTICE_EFFECT = "No determination yet: the call can still change it; after the notice it cannot"

#: Effects under which asking the reviewer to overturn is a fair request.
CAN_CHANGE = frozenset(
    {P2PEffect.CAN_OVERTURN, P2PEffect.PRESUMED_CAN_OVERTURN, P2PEffect.ON_ORIGINAL_RECORD_ONLY, P2PEffect.BY_CASE}
)

REVIEW_STATUS = {
    ReviewStatus.SECONDARY_SOURCE: "secondary source",
    ReviewStatus.UNVERIFIED: "unverified",
    ReviewStatus.DISPUTED: "disputed",
    ReviewStatus.SEEN_IN_SOURCE: "payer page read, currency unknown",
    ReviewStatus.MODEL: "model, not a payer's",
    ReviewStatus.SITE: "from your own rules folder",
}

OPEN_REASONS = {
    OpenReason.NOT_DOCUMENTED: "not documented",
    OpenReason.OUT_OF_WINDOW: "only outside the time window",
    OpenReason.IMPRECISE_DATE: "the date is not exact enough",
    OpenReason.UNIT: "unit or scale is not stated",
    OpenReason.CONFLICT: "the sources conflict",
    OpenReason.JUDGEMENT: "a clinician's judgement",
    OpenReason.ATTESTATION: "needs a signed statement",
    OpenReason.EXTERNAL: "answered outside the chart",
    OpenReason.OUTCOME_MISSING: "the outcome is not documented",
}

STATUS = {
    CriterionStatus.MET: "met",
    CriterionStatus.NOT_MET: "not met",
    CriterionStatus.NOT_DOCUMENTED: "open",
    CriterionStatus.NOT_APPLICABLE: "not applicable",
}


def status_note(status: ReviewStatus | None) -> str | None:
    """How far a rule is confirmed, in words; None when it is verified or no rule is behind the line."""
    return None if status is None else REVIEW_STATUS.get(status)


def moment_text(moment: date | datetime, *, zone: str | None = None) -> str:
    """`2026-04-07` or `2026-04-07 10:00 MST`, in `zone` when given."""
    if not isinstance(moment, datetime):
        return moment.isoformat()
    local = moment.astimezone(ZoneInfo(zone)) if zone else moment
    return f"{local:%Y-%m-%d %H:%M} {local.tzname() or ''}".rstrip()


def weekday(moment: date) -> str:
    """Three letters: Mon."""
    return ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[moment.weekday()]


def join(parts: Iterable[str], *, last: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    items = [part for part in parts if part]
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def codes_text(codes: Sequence[Code]) -> str:
    """Codes by system: `HCPCS E0601, A7030`."""
    by_system: dict[str, list[str]] = {}
    for code in codes:
        by_system.setdefault(code.system.value, []).append(code.value)
    names = {"ICD10CM": "ICD-10", "ICD10PCS": "ICD-10-PCS"}
    return "; ".join(f"{names.get(system, system)} {', '.join(values)}" for system, values in by_system.items())


def age_on(birth_on: date, *, on: date) -> int:
    """Completed years."""
    return on.year - birth_on.year - ((on.month, on.day) < (birth_on.month, birth_on.day))


def sentence(text: str) -> str:
    """The text with white space run together and a full stop at its end."""
    plain = " ".join(text.split())
    return plain if plain.endswith((".", "?", "!", '."', '?"')) else f"{plain}."


def clause(text: str) -> str:
    """The text on one line without a full stop, to go on from."""
    return " ".join(text.split()).rstrip(".;").replace(".,", ",").replace(".;", ";")


#: longest policy number that is read aloud as it stands
_SPOKEN_NUMBER = 30


def policy_name(policy: CoveragePolicy) -> str:
    """`NCD 240.4`, `LCD L33906`, `NG-207`; a long designation up to its first break."""
    if policy.kind in {"ncd", "lcd"} and not policy.number.upper().startswith(policy.kind.upper()):
        return f"{policy.kind.upper()} {policy.number}"
    if len(policy.number) <= _SPOKEN_NUMBER:
        return policy.number
    return policy.number.split(";")[0].strip()


def quotation(text: str) -> str:
    """Words of a document in quotation marks, verbatim up to white space."""
    return f"\u201c{' '.join(text.split())}\u201d"


def named(text: str) -> str:
    """A criterion's text in quotation marks, so that its wording is not taken for a claim."""
    return f"\u201c{clause(text)}\u201d"


#: longest quote that stands in place of the words for a document, and how many of one document
QUOTE_LENGTH = 130
QUOTES_OF_A_DOCUMENT = 4


def document_parts(evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """What the latest document among the facts states, by short quotes, none inside another; else nothing."""
    stated = [e for e in evidence if isinstance(e.fact, DocumentFact) and isinstance(e.source, SourceSpan)]
    if not stated:
        return ()
    last = max(str(e.on or "") for e in stated)
    quotes = {clause(e.source.quote): e for e in stated if str(e.on or "") == last and isinstance(e.source, SourceSpan)}
    whole = [q for q in quotes if len(q) <= QUOTE_LENGTH and not any(q != other and q in other for other in quotes)]
    return tuple(quotes[quote] for quote in whole[:QUOTES_OF_A_DOCUMENT])


def documents_text(evidence: Sequence[Evidence]) -> str:
    """`treatment plan: "12 visits over 10 weeks", "Goals: sit 60 minutes" (2026-06-22)`; empty without a document."""
    parts = document_parts(evidence)
    if not parts:
        return ""
    said = ", ".join(f'"{clause(e.source.quote)}"' for e in parts if isinstance(e.source, SourceSpan))
    kind = clause(parts[0].display).split(":")[0]
    day = f" ({parts[0].on})" if parts[0].on is not None and not _states_day(said, parts[0]) else ""
    return f"{kind}: {said}{day}"


def facts_text(evidence: Iterable[Evidence], *, limit: int = 3) -> str:
    """The facts in words, each once, the first `limit` of them."""
    return join(list(dict.fromkeys(fact_text(e) for e in evidence))[:limit])


def fact_text(evidence: Evidence) -> str:
    """The fact of an evidence in words, with its date when the words do not carry it.

    A document is told by its short quote: what it says is worth more than what it is.
    """
    text = clause(evidence.display).replace("mm[Hg]", "mmHg")
    if isinstance(evidence.fact, DocumentFact) and isinstance(evidence.source, SourceSpan):
        quote = clause(evidence.source.quote)
        if len(quote) <= QUOTE_LENGTH and quote.lower() != text.lower():
            text = f'{text} "{quote}"'
    if evidence.on is None or _states_day(text, evidence):
        return text
    return f"{text} ({evidence.on})"


def _states_day(text: str, evidence: Evidence) -> bool:
    on = evidence.on
    if on is None:
        return False
    if str(on) in text:
        return True
    first = on.first
    forms = (f"{first:%m/%d/%Y}", f"{first.month}/{first.day}/{first.year}", f"{first:%B} {first.day}, {first.year}")
    return on.exact and any(form in text for form in forms)


def place_text(source: Source) -> str:
    """The document with its page or resource; empty where no document is named."""
    if isinstance(source, ResourceSource):
        return f"{source.document} ({source.resource})"
    return f"{source.document}, page {source.page}" if isinstance(source, SourceSpan) else ""
