"""What no document says, as fields to fill in: from case.yaml's keys (docs/case-folder.md) and back, nothing else touched."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from peercall.domain.policies import CoveragePolicy
from peercall.domain.policy_leaves import RequestLeaf
from peercall.domain.terms import Funding, LineOfBusiness, Urgency

Data = Mapping[str, Any]

LINES = {
    LineOfBusiness.MEDICARE_ADVANTAGE: "Medicare Advantage",
    LineOfBusiness.MEDICARE: "Medicare (traditional)",
    LineOfBusiness.MEDICAID_MANAGED_CARE: "Medicaid managed care",
    LineOfBusiness.MEDICAID_FFS: "Medicaid fee for service",
    LineOfBusiness.CHIP: "CHIP",
    LineOfBusiness.COMMERCIAL: "Commercial, insured",
    LineOfBusiness.ACA_MARKETPLACE: "Marketplace (ACA)",
    LineOfBusiness.ERISA_SELF_FUNDED: "Employer, self-funded (ERISA)",
    LineOfBusiness.EMPLOYER_GROUP: "Employer group, risk not known",
    LineOfBusiness.WORKERS_COMP: "Workers' compensation",
    LineOfBusiness.FEDERAL_EMPLOYEES: "Federal employees (FEHB)",
    LineOfBusiness.TRICARE: "TRICARE",
}


@dataclass(frozen=True, slots=True)
class FactField:
    """A key to fill in. kind: text, day, moment (a day, perhaps with its hour), choice, yes_no, number.

    has_come: it tells what has happened, so a day still to come is a slip that would move a clock.
    """

    path: str
    label: str
    kind: str = "text"
    hint: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    has_come: bool = False


@dataclass(frozen=True, slots=True)
class FactGroup:
    """Fields that belong together."""

    heading: str
    fields: tuple[FactField, ...]


GROUPS = (
    FactGroup(
        "How the denial reached you",
        (
            FactField("denial.receipt_date", "Day it reached you", "day", "Appeals often count from it", has_come=True),
            FactField("denial.receipt_channel", "How it came", hint="Fax, mail, portal ..."),
            FactField(
                "denial.receipt_at", "Moment it reached you", "moment", "Only where an hour clock runs", has_come=True
            ),
            FactField("denial.verbal_notification_at", "Told by telephone", "moment", has_come=True),
        ),
    ),
    FactGroup(
        "The plan",
        (
            FactField("plan.name", "Plan"),
            FactField("plan.administrator", "Administrator", hint="Who decides for the plan, if somebody else"),
            FactField(
                "plan.payer_id", "Payer, as the rules call it", hint="Only when the plan's name does not find it"
            ),
            FactField(
                "plan.line_of_business",
                "Line of business",
                "choice",
                "Decides which law reaches the plan",
                tuple((line.value, label) for line, label in LINES.items()),
            ),
            FactField(
                "plan.funding",
                "Who bears the risk",
                "choice",
                "",
                ((Funding.FULLY_INSURED.value, "Fully insured"), (Funding.SELF_FUNDED.value, "Self-funded")),
            ),
            FactField("plan.state", "State of the plan", hint="Two letters"),
            FactField(
                "plan.market",
                "Who buys the plan",
                "choice",
                "Laws on employers' plans are cited only where an employer offers it",
                (
                    ("individual", "The patient, no employer"),
                    ("small_group", "A small employer"),
                    ("large_group", "A large employer"),
                ),
            ),
            FactField("plan.grandfathered", "Grandfathered plan", "yes_no"),
        ),
    ),
    FactGroup(
        "The practice and who speaks",
        (
            FactField("practice.name", "Practice", hint="Empty: the name of your organization"),
            FactField("practice.phone", "Telephone"),
            FactField("practice.address", "Address", hint="For the head of letters: street, city, state, ZIP"),
            FactField("practice.direct_line", "Direct line", hint="What the reviewer should ring"),
            FactField("practice.state", "State of the practice", hint="Two letters"),
            FactField("speaker.name", "Who speaks on the call"),
            FactField("speaker.credential", "Credential", hint="MD, DO, NP ..."),
            FactField("speaker.specialty", "Specialty"),
            FactField("speaker.npi", "NPI"),
            FactField("speaker.relationship", "Relationship to the patient", hint="Treating, ordering, covering ..."),
        ),
    ),
    FactGroup(
        "What has happened around the call",
        (
            FactField(
                "urgency",
                "Urgency",
                "choice",
                "",
                ((Urgency.STANDARD.value, "Standard"), (Urgency.EXPEDITED.value, "Expedited")),
            ),
            FactField("first_peer_to_peer", "First peer-to-peer for this denial", "yes_no"),
            FactField("appeal_filed", "Appeal already filed", "yes_no", "Some plans then refuse the call"),
            FactField("appeal_filed_on", "Appeal filed on", "day", has_come=True),
            FactField(
                "new_records_sent", "New records sent since the denial", "yes_no", "Some plans then refuse the call"
            ),
            FactField("planned_peer_to_peer_request", "Call will be requested", "moment"),
            FactField("peer_to_peer_requested_at", "Call was requested", "moment", has_come=True),
            FactField("peer_to_peer_held_at", "Call was held", "moment", has_come=True),
            FactField("payer_outreach_at", "Plan reached out", "moment", has_come=True),
            FactField("discharged_at", "Discharged", "moment", "For stays", has_come=True),
            FactField(
                "final_decision_received_on",
                "Final decision received",
                "day",
                "Starts the external review",
                has_come=True,
            ),
        ),
    ),
)
#: what clocks and policies ask about every request
REQUEST = (
    FactField("request.request_date", "Day of the request", "day", has_come=True),
    FactField("request.service_date", "Day of the service", "day"),
    FactField("request.course_start", "Start of the course", "day"),
    FactField("request.admission_date", "Admission", "moment"),
    FactField("request.discharge_expected", "Discharge expected", "moment"),
)


def fact_groups(
    policy: CoveragePolicy | None, *, facts: Data, payers: Iterable[str] = (), named: Mapping[str, str] | None = None
) -> tuple[FactGroup, ...]:
    """Every field, those the chosen policy asks about the request among them. payers: ids of the rule files. named: words
    for the values a policy knows, where they have some.
    """
    asked = request_fields(policy, named=named or {}) if policy is not None else ()
    known = {one.path for one in (*REQUEST, *asked)}
    request = facts.get("request")
    others = [
        FactField(f"request.{key}", words(str(key)))
        for key, value in (request.items() if isinstance(request, Mapping) else ())
        if f"request.{key}" not in known and isinstance(value, str | int | float)
    ]
    rules = tuple((payer, payer.replace("-", " ").title()) for payer in sorted(set(payers)))
    return (*(_with_payers(group, rules) for group in GROUPS), FactGroup("The request", (*REQUEST, *asked, *others)))


def _with_payers(group: FactGroup, named: tuple[tuple[str, str], ...]) -> FactGroup:
    if not named:
        return group
    fields = (
        replace(one, kind="choice", choices=named) if one.path == "plan.payer_id" else one for one in group.fields
    )
    return FactGroup(group.heading, tuple(fields))


def request_fields(policy: CoveragePolicy, *, named: Mapping[str, str]) -> tuple[FactField, ...]:
    """What the policy asks about the request, each once, with the answers it knows."""
    found: dict[str, list[RequestLeaf]] = {}
    for top in (policy.criteria, *policy.non_covered):
        for node in top.walk():
            if isinstance(node.leaf, RequestLeaf):
                found.setdefault(node.leaf.name, []).append(node.leaf)
    taken = {one.path for one in REQUEST}
    made = [_request_field(name, leaves, named=named) for name, leaves in found.items()]
    if policy.phases and "phase" not in found:
        made.insert(0, FactField("request.phase", "Phase", "choice", "", _choices(policy.phases, named=named)))
    return tuple(one for one in made if one.path not in taken)


def _request_field(name: str, leaves: Iterable[RequestLeaf], *, named: Mapping[str, str]) -> FactField:
    values: dict[Any, None] = {}
    numeric = False
    for leaf in leaves:
        numeric = numeric or leaf.value is not None
        for value in (leaf.equals, *leaf.one_of, *leaf.not_one_of):
            if value is not None:
                values.setdefault(value)
    path, label, hint = f"request.{name}", words(name), "The policy asks this"
    if values and all(isinstance(value, bool) for value in values):
        return FactField(path, label, "yes_no", hint)
    if numeric or (values and all(isinstance(value, int | float) for value in values)):
        return FactField(path, label, "number", hint)
    return FactField(path, label, "choice", hint, (*_choices(values, named=named), ("other", "Something else")))


def _choices(values: Iterable[object], *, named: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((str(value), words(named.get(str(value), str(value)))) for value in values if str(value) != "other")


def words(key: str) -> str:
    """qualifying_test_kind -> Qualifying test kind."""
    text = key.replace("_", " ")
    return text[:1].upper() + text[1:]


def fact_value(facts: Data, path: str) -> Any:
    """What is kept under a dotted path; None when nothing is."""
    here: Any = facts
    for part in path.split("."):
        here = here.get(part) if isinstance(here, Mapping) else None
    return here


def with_facts(facts: Data, values: Mapping[str, Any]) -> dict[str, Any]:
    """The facts with these values set, None taken out; keys not named stay as they are."""
    made = copy.deepcopy(dict(facts))
    for path, value in values.items():
        *sections, last = path.split(".")
        here = made
        for section in sections:
            inner = here.get(section)
            if not isinstance(inner, dict):
                inner = here[section] = {}
            here = inner
        if value is None:
            here.pop(last, None)
        else:
            here[last] = value
    return {key: value for key, value in made.items() if value != {} or key not in {p.split(".")[0] for p in values}}
