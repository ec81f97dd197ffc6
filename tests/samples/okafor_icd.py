"""A case to write a brief about: Dr. Okafor of Cedar Valley asks for a defibrillator, the plan says therapy was too short.

Everyone and everything in it is invented. The evaluation is written out by hand, as the criteria engine would give it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from tests.samples.okafor_chart import (
    AS_OF,
    CARDIOMYOPATHY,
    CARVEDILOL,
    CENTRAL,
    DENIES,
    DOCUMENTS,
    EPLERENONE,
    HASHES,
    LETTER,
    LVEF,
    NOTE,
    NYHA,
    OLD_LVEF,
    PATIENT,
    SACUBITRIL,
    SHIPPED,
    at,
    chart,
    evidence,
)

from peercall.domain.briefs import Brief, CallGuide
from peercall.domain.call_phrases import CallPhrases
from peercall.domain.charts import (
    ChartFacts,
)
from peercall.domain.clock_rules import ClockTables, PlanAlternative, PlanClass
from peercall.domain.clocks import Clocks, Deadline, Reading, SkippedDay
from peercall.domain.codes import Code, CodeSystem
from peercall.domain.determinations import (
    AdverseDetermination,
    AvailabilityBlock,
    CaseFile,
    PlanFacts,
    RequestedService,
    SentItem,
    Speaker,
    StatedReason,
)
from peercall.domain.phrases import PhraseBook
from peercall.domain.policies import (
    CoveragePolicy,
    Duration,
    MeasureLeaf,
    Node,
    Operator,
    PolicyGuideline,
    TherapyLeaf,
)
from peercall.domain.results import CriterionResult, Evidence, LimitResult, PolicyResult
from peercall.domain.rulebook import Rulebook
from peercall.domain.rules import (
    Band,
    DenialReason,
    Guideline,
    GuidelineStatement,
    Measure,
    Objection,
    Regulation,
)
from peercall.domain.terms import (
    Anchor,
    ClockStatus,
    ClockTarget,
    CriterionStatus,
    Decision,
    EvidenceRole,
    Funding,
    LineOfBusiness,
    NoticePhase,
    OpenReason,
    P2PEffect,
    RequestType,
    ReviewStatus,
    Route,
    Side,
    TimeUnit,
    TriageOutcome,
    Urgency,
)
from peercall.domain.triage import ReasonMatch, RouteAdvice, Triage, Warning
from peercall.engine.brief import compose_brief, gather
from peercall.engine.brief.dossier import Dossier
from peercall.engine.script import compose_guide


def leaf(
    id: str,
    text: str,
    status: CriterionStatus,
    *found: Evidence,
    reason: OpenReason | None = None,
    asks: tuple[str, ...] = (),
    computed: str | None = None,
) -> CriterionResult:
    """The answer to a leaf."""
    if status is CriterionStatus.NOT_DOCUMENTED and reason is None:
        reason = OpenReason.NOT_DOCUMENTED
    return CriterionResult(id, text, None, status, "leaf", False, reason, evidence=found, asks=asks, computed=computed)


def node(id: str, text: str, status: CriterionStatus, operator: str, *children: CriterionResult) -> CriterionResult:
    """The answer to a composite."""
    return CriterionResult(id, text, None, status, operator, False, children=children)


MET, NOT_MET, OPEN, NOT_APPLICABLE = (
    CriterionStatus.MET, CriterionStatus.NOT_MET, CriterionStatus.NOT_DOCUMENTED, CriterionStatus.NOT_APPLICABLE,
)  # fmt: skip


def result() -> PolicyResult:
    """One open criterion, one limb not met, one contradiction, one fact set aside."""
    root = node(
        "root", "A defibrillator is covered", OPEN, "all",
        leaf("adult", "The patient is an adult", MET,
             evidence("born 1961-08-14", PATIENT.source), computed="64 years on 2026-02-12"),
        node("heart", "Weak heart of either origin", MET, "any",
             leaf("ischemic", "Ischemic disease with LVEF of 30% or less", NOT_MET,
                  evidence("Nonischemic cardiomyopathy", CARDIOMYOPATHY.source, role=EvidenceRole.CONTRADICTS, fact=CARDIOMYOPATHY)),
             node("nonischemic", "Nonischemic disease", MET, "all",
                  leaf("ef", "LVEF of 35% or less", MET,
                       evidence("LVEF 27%, echocardiogram", LVEF.source, on=date(2026, 1, 22), fact=LVEF, also_at=LVEF.also_at),
                       evidence("LVEF 24%", OLD_LVEF.source, role=EvidenceRole.OUT_OF_WINDOW, on=date(2025, 8, 20),
                                why="older than 90 days", fact=OLD_LVEF)),
                  leaf("nyha", "NYHA functional class II or III", MET,
                       evidence("NYHA class III", NYHA.source, on=date(2026, 1, 26), fact=NYHA),
                       evidence("Denies shortness of breath", DENIES.source, role=EvidenceRole.CONTRADICTS,
                                on=date(2025, 12, 15), why="copied from 2024", fact=DENIES)),
                  leaf("therapy", "Guideline-directed medical therapy for at least 3 months", MET,
                       evidence("carvedilol 50 mg/day since 2025-09-15", CARVEDILOL.source, fact=CARVEDILOL),
                       evidence("sacubitril-valsartan since 2025-10-01, highest tolerated dose", SACUBITRIL.source, fact=SACUBITRIL),
                       evidence("eplerenone never started", EPLERENONE.source, role=EvidenceRole.CONSIDERED,
                                why="ordered, never started", fact=EPLERENONE),
                       computed="carvedilol: 2025-09-15 to 2026-02-12, 21 weeks; counted"))),
        leaf("shared", "A shared decision visit with a decision aid took place", OPEN,
             evidence("The shared decision visit has not been held", at(NOTE, 1, "The shared decision visit has not been held."),
                      role=EvidenceRole.CONSIDERED, on=date(2026, 2, 10), why="planned, not done"),
             asks=("Date of the visit and the decision aid used?",)),
        leaf("renewal", "Generator renewal", NOT_APPLICABLE),
    )  # fmt: skip
    return PolicyResult(
        "sample-icd", "4", "e" * 64, root, (), (LimitResult("devices", "1", "1", "within"),), OPEN,
        (frozenset({"shared"}),), (), ("nonischemic",),
    )  # fmt: skip


def policy() -> CoveragePolicy:
    """The policy the evaluation answers, as far as the brief reads it."""
    therapy = TherapyLeaf(
        drugs=frozenset({"carvedilol", "sacubitril", "dapagliflozin", "eplerenone"}), duration=Duration(3, "mo"), count=1,
    )  # fmt: skip
    criteria = Node(
        "root", "A defibrillator is covered", Operator.ALL,
        children=(
            Node("ef", "LVEF of 35% or less", Operator.LEAF, leaf=MeasureLeaf(of="lvef", measures=("lvef",), op="<=", value=35, unit="%")),
            Node("nyha", "NYHA functional class II or III", Operator.LEAF, leaf=MeasureLeaf(of="nyha_class", measures=("nyha_class",), category=("II", "III"))),
            Node("therapy", "Guideline-directed medical therapy", Operator.LEAF, leaf=therapy),
        ),
    )  # fmt: skip
    return CoveragePolicy(
        "sample-icd", "Implantable defibrillators", "Northgate Health Plan", "commercial", "NG-207", "4", date(2025, 1, 1), None,
        ReviewStatus.MODEL, None, None, (), ("initial",), criteria, (), (), (), (),
        (PolicyGuideline("hf-2022", "broader", "the guideline does not ask for a decision aid"),), (), (), "e" * 64, SHIPPED,
    )  # fmt: skip


def measures() -> Mapping[str, Measure]:
    """Ejection fraction with bands, NYHA class without."""
    shared = {
        "low": 0.0, "high": 100.0, "loinc": frozenset[str](), "of": (), "values": (), "variants": {}, "conversions": (),
        "mcid": None, "mcid_note": None, "checked": "read", "note": None, "provenance": SHIPPED,
    }  # fmt: skip
    bands = (Band("reduced", 0, 40), Band("mildly reduced", 41, 49), Band("preserved", 50, 80))
    lvef = Measure(id="lvef", name="Left ventricular ejection fraction", kind="numeric", unit="%", better="higher",
                   order=(), bands=bands, source="heart failure guideline 2022", **shared)  # type: ignore[arg-type]  # fmt: skip
    nyha = Measure(id="nyha_class", name="NYHA class", kind="ordinal", unit=None, better="lower",
                   order=("I", "II", "III", "IV"), bands=(), source=None, **shared)  # type: ignore[arg-type]  # fmt: skip
    return {"lvef": lvef, "nyha_class": nyha}


def phrases() -> CallPhrases:
    """A short wording file."""
    return CallPhrases(
        questions_first=("Which records do you have in front of you?", "Which criteria set and version did you apply?"),
        interruptions=(("The reviewer wants to close", "May I give you one dated fact first?"),),
        closing=("What is the authorization number?", "May I have your name and specialty?"),
        topics={"treatments": ("tried",), "severity": ("severity",), "unmet": ("criterion is not met",)},
        harm_words=("without the device",),
        measure_names={"lvef": "LVEF", "nyha_class": "NYHA class"},
        circumstances={"echocardiography": "echocardiogram"},
        earlier_within_days=100,
    )


def regulation(**changed: object) -> Regulation:
    """A state rule on the reviewer's specialty that may be printed."""
    rule = Regulation(
        "zz-same-specialty", "TX", frozenset({"fully_insured_state"}), "reviewer_specialty", "28 TAC 19.1710", None,
        "The discussion is with a physician of the same or similar specialty.", None, None, "denial_pending", None, None, None,
        ReviewStatus.VERIFIED, True, "", SHIPPED,
    )  # fmt: skip
    return replace(rule, **changed)  # type: ignore[arg-type]


def plan_tables() -> ClockTables:
    """Insured, self-funded and unknown commercial plans."""
    insured = PlanAlternative(frozenset({"erisa_fully_insured", "fully_insured_state"}), "if the plan is insured")
    own = PlanAlternative(frozenset({"erisa_self_funded"}), "if the plan is self-funded")
    line = LineOfBusiness.COMMERCIAL
    return ClockTables(
        plans=(
            PlanClass(line, (insured,), "insured", funding=Funding.FULLY_INSURED),
            PlanClass(line, (insured, own), "of unknown funding", funding_unknown=True),
            PlanClass(LineOfBusiness.ERISA_SELF_FUNDED, (own,), "self-funded"),
        )
    )


def rulebook(*, regulations: Sequence[Regulation] = ()) -> Rulebook:
    """Only what the brief reads."""
    reason = DenialReason(
        "not_medically_necessary", "Not medically necessary", (), (), (), (), "strong", "", "p2p", (),
        ("What was tried, for how long, what happened?", "What objective measure shows severity?"), (), (),
        (Objection("could wait", "no"),), None, SHIPPED,
    )  # fmt: skip
    guideline = Guideline(
        "hf-2022", "Guideline for the Management of Heart Failure", "American Heart Association", 2022, "cardiology", None, "read",
        (GuidelineStatement("ICD for LVEF of 35% or less with NYHA class II or III on therapy", "class 1"),
         GuidelineStatement("An opinion nobody has read", "class 2 (unverified)")), (), None, SHIPPED,
    )  # fmt: skip
    return Rulebook(
        sha256="f" * 64, layers=("peercall",), regulations={rule.id: rule for rule in regulations}, payers={},
        reasons={reason.id: reason}, guidelines={guideline.id: guideline}, measures=measures(), value_sets={},
        drug_classes={}, treatments={}, policies={}, phrases=PhraseBook(), call=phrases(), clocks=plan_tables(),
    )  # fmt: skip


REASON = "The records do not show at least 3 months of guideline-directed medical therapy and do not state the functional class."


def determination() -> AdverseDetermination:
    """The letter as confirmed."""
    return AdverseDetermination(
        letter=LETTER, sha256=HASHES[LETTER],
        plan=PlanFacts(name="Northgate Health Plan", line_of_business=LineOfBusiness.COMMERCIAL, state="TX"),
        service=RequestedService(
            "implantable cardioverter-defibrillator, single chamber", (Code(CodeSystem.CPT, "33249"),),
            (Code(CodeSystem.ICD10CM, "I42.0"), Code(CodeSystem.ICD10CM, "I50.22")),
        ),
        decision=Decision.DENIED, request_type=RequestType.PROSPECTIVE, notice_phase=NoticePhase.AFTER_NOTICE,
        urgency=Urgency.STANDARD,
        reasons=(StatedReason(REASON, "not_medically_necessary", at(LETTER, 1, REASON)),),
        moments={Anchor.NOTIFICATION_DATE: date(2026, 2, 9), Anchor.RECEIPT_DATE: date(2026, 2, 11)},
        p2p_offered=True, p2p_window=None, appeal_window=None,
        p2p_phone="312-555-0141", p2p_hours="Mon-Fri 08:00-17:00 America/Chicago",
        member_name="Nadia Farouk", member_dob=date(1961, 8, 14),
        identifiers={"member_id": "NHP 4471 90 2", "reference_number": "NG-2026-11873"},
        sources={
            "member_name": at(LETTER, 1, "Nadia Farouk"), "member_dob": at(LETTER, 1, "08/14/1961"),
            "member_id": at(LETTER, 1, "NHP 4471 90 2"), "plan_name": at(LETTER, 1, "Northgate Health Plan"),
            "reference_number": at(LETTER, 1, "NG-2026-11873"), "dates.notification": at(LETTER, 1, "February 9, 2026"),
            "requested_service": at(LETTER, 1, "implantable cardioverter-defibrillator, single chamber"),
            "diagnosis_codes": at(LETTER, 1, "I42.0, I50.22"), "p2p_phone": at(LETTER, 2, "312-555-0141"),
        },
        confirmed_by="Dr. Okafor",
    )  # fmt: skip


def case() -> CaseFile:
    """case.yaml as read."""
    return CaseFile(
        side=Side.PROVIDER, time_zone="America/Chicago", as_of=AS_OF, urgency=Urgency.STANDARD, denial_files=(LETTER,),
        moments={}, plan=PlanFacts(funding=Funding.FULLY_INSURED), practice_name="Cedar Valley Heart Group",
        practice_phone="312-555-0110", practice_direct_line="312-555-0111", practice_state="TX",
        speaker=Speaker("Adaeze Okafor, MD", "MD", "cardiology", "2111111118", "treating"),
        availability=(
            AvailabilityBlock(datetime(2026, 2, 13, 12, 0, tzinfo=CENTRAL), datetime(2026, 2, 13, 13, 0, tzinfo=CENTRAL)),
            AvailabilityBlock(datetime(2026, 2, 16, 7, 0, tzinfo=CENTRAL), datetime(2026, 2, 16, 7, 45, tzinfo=CENTRAL)),
        ),
        appeal_filed=False, first_peer_to_peer=True,
        sent=(SentItem("echocardiogram report", "2026-01-22", "2", "2026-01-29", "plan portal", "NG-2026-11873", "page 1 of 2 only"),),
    )  # fmt: skip


def clocks() -> Clocks:
    """The letter's window in two readings, and an appeal."""
    early = Reading("same_day", "the letter's day is day 1", date(2026, 2, 13), None)
    late = Reading("day_after", "the day after the letter is day 1", date(2026, 2, 17), None,
                   skipped=(SkippedDay(date(2026, 2, 16), "Washington's Birthday"), SkippedDay(date(2026, 2, 14), "Saturday")))  # fmt: skip
    source = at(LETTER, 2, "within 5 business days of this letter")
    call = Deadline(
        "peer-to-peer", "Ask for the call", "letter", None, ClockTarget.REQUEST, ClockStatus.RUNNING, Anchor.NOTIFICATION_DATE,
        date(2026, 2, 9), 5, TimeUnit.BUSINESS_DAYS, (early, late), early, source=source, time_left="1 day",
    )  # fmt: skip
    due = Reading("day_after", "the day after receipt is day 1", date(2026, 8, 10), None)
    appeal = Deadline(
        "internal-appeal", "Internal appeal", "us-appeal", ReviewStatus.SECONDARY_SOURCE, ClockTarget.FILING, ClockStatus.RUNNING,
        Anchor.RECEIPT_DATE, date(2026, 2, 11), 180, TimeUnit.CALENDAR_DAYS, (due,), due,
    )  # fmt: skip
    return Clocks(AS_OF, "US federal holidays", (call, appeal), (), call)


def triage() -> Triage:
    """A call that can overturn, with one warning from an unverified payer rule."""
    return Triage(
        outcome=TriageOutcome.P2P, effect=P2PEffect.CAN_OVERTURN, effect_from="sample-payer",
        classes=(ReasonMatch("not_medically_necessary", "Not medically necessary", "strong", True, (), 1.0),), conflict=None,
        routes=(RouteAdvice(Route.P2P, "clinical denial inside its window", "letter"),),
        warnings=(Warning("records_first", "Fax new records before the call: they are not taken on the phone", "sample-payer",
                          ReviewStatus.SEEN_IN_SOURCE),),
        payer_rules=("sample-payer",), why="a clinical reason inside its window", may_speak=("physician",), ask=(),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sample:
    """What brief and guide are made from, to be changed one by one."""

    determination: AdverseDetermination
    case: CaseFile
    triage: Triage
    clocks: Clocks
    policy: CoveragePolicy | None
    result: PolicyResult | None
    chart: ChartFacts
    rulebook: Rulebook

    def brief(self) -> Brief:
        """The brief of this case."""
        return self.brief_of(self.dossier())

    def guide(self) -> CallGuide:
        """The guide of this case."""
        return self.guide_of(self.dossier())

    def dossier(self) -> Dossier:
        """The case gathered."""
        return gather(**{name: getattr(self, name) for name in self.__dataclass_fields__}, documents=DOCUMENTS)

    def brief_of(self, dossier: Dossier) -> Brief:
        """The brief from a dossier of this case."""
        return compose_brief(
            dossier, determination=self.determination, case=self.case, clocks=self.clocks, policy=self.policy,
            result=self.result, hashes={**HASHES, "rulebook": "f" * 64, "peercall": "1.0"},
        )  # fmt: skip

    def guide_of(self, dossier: Dossier) -> CallGuide:
        """The guide from a dossier of this case."""
        return compose_guide(
            dossier, determination=self.determination, case=self.case, triage=self.triage, clocks=self.clocks,
            result=self.result, rulebook=self.rulebook,
        )  # fmt: skip


def sample(**changed: object) -> Sample:
    """The case as it is, with some arguments changed."""
    whole = Sample(determination(), case(), triage(), clocks(), policy(), result(), chart(), rulebook())
    return replace(whole, **changed)  # type: ignore[arg-type]
