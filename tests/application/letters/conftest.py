"""One denial of CPAP, upheld on the call, for plans of different kinds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from peercall.application.letter_facts import LetterCase
from peercall.domain.attempts import AttemptPurpose, AttemptResult, AttemptSide, CallAttempt
from peercall.domain.codes import Code, CodeSystem
from peercall.domain.determinations import (
    AdverseDetermination,
    AvailabilityBlock,
    CaseFile,
    PlanFacts,
    RequestedService,
    Speaker,
    StatedReason,
    StatedWindow,
)
from peercall.domain.records import RecordEntry
from peercall.domain.rulebook import Rulebook
from peercall.domain.terms import (
    Anchor,
    ClockTarget,
    Decision,
    Funding,
    LineOfBusiness,
    NoticePhase,
    RequestType,
    Side,
    Urgency,
)
from peercall.engine.record_chain import next_entry
from peercall.rulebook.load import load_rulebook

TODAY = datetime(2026, 8, 19, 15, 0, tzinfo=UTC)
PLANS = {
    "self_funded": PlanFacts(
        "Brackwater Plan", None, None, LineOfBusiness.ERISA_SELF_FUNDED, Funding.SELF_FUNDED, "TX"
    ),
    "texas": PlanFacts("Saltbrook Health", None, None, LineOfBusiness.COMMERCIAL, Funding.FULLY_INSURED, "TX"),
    "medicare": PlanFacts("Northgate Senior", None, None, LineOfBusiness.MEDICARE_ADVANTAGE, None, "TX"),
    "unknown": PlanFacts("Quillon Health", None, None, None, None, "TX"),
}
BODY: dict[str, Any] = {
    "started_at": "2026-08-18T15:00:00+00:00",
    "ended_at": "2026-08-18T15:14:00+00:00",
    "minutes": 14,
    "spoke": "Adaeze Okafor, MD",
    "reviewer": {
        "name": "Morgan Hale",
        "credentials": "MD",
        "specialty": "internal medicine",
        "criteria_set": "NCD 240.4",
    },
    "their_reasons": ["no note of symptoms"],
    "points": [],
    "new_to_them": ["the note of June 16"],
    "objections": ["the reviewer had two pages"],
    "notes": [],
    "commitments": [{"who": "plan", "what": "faxes the criteria", "due": "tomorrow noon"}],
    "reported_disposition": "upheld",
    "closing": {"rationale": "symptoms are not documented", "reference": "P2P-77", "next_step": "appeal"},
}
BRIEF: dict[str, Any] = {
    "header": [{"label": "Diagnosis", "text": "ICD-10 G47.33", "marks": ["A1"]}],
    "exhibits": [{"exhibit": "A", "document": "denial/letter.pdf"}, {"exhibit": "C", "document": "chart/printout.pdf"}],
    "marks": {},
    "sections": [
        {
            "key": "criteria",
            "heading": "Criteria",
            "lines": [{"text": "NCD 240.4, CPAP, in force from 2008-03-13.", "rule": "cms-ncd-240.4"}],
            "criteria": [
                {
                    "id": "ahi",
                    "text": "AHI from 5 to 14 [B.3]",
                    "status": "met",
                    "fact": {"text": "AHI 12.5; counted", "marks": ["C14", "B-2"]},
                },
                {
                    "id": "symptom",
                    "text": "A symptom",
                    "status": "met",
                    "fact": {"text": "falls asleep over her reading"},
                },
                {
                    "id": "taught",
                    "text": "The patient was taught",
                    "status": "not_documented",
                    "fact": {"text": "nothing found"},
                },
            ],
        },
        {"key": "bottom_line", "heading": "", "lines": [{"text": "70-year-old with sleep apnea.", "marks": ["A1"]}]},
    ],
}


def record(**changes: Any) -> tuple[RecordEntry, ...]:
    return (next_entry(None, at=TODAY, by="A. Okafor", kind="call", body={**BODY, **changes}),)


def confirmed(entries: tuple[RecordEntry, ...], disposition: str) -> tuple[RecordEntry, ...]:
    body = {"confirmed_disposition": disposition, "received_on": "2026-08-20"}
    return (*entries, next_entry(entries[-1], at=TODAY, by="B", kind="confirmation", body=body))


def tries(count: int) -> tuple[CallAttempt, ...]:
    return tuple(
        CallAttempt(
            f"t{number}",
            datetime(2026, 8, 17, 14 + number, 5, tzinfo=UTC),
            AttemptPurpose.REQUEST,
            AttemptSide.PRACTICE,
            AttemptResult.VOICEMAIL,
            number="555-0142",
        )
        for number in range(count)
    )


@pytest.fixture(scope="session")
def rulebook() -> Rulebook:
    return load_rulebook()


@pytest.fixture
def case_of() -> Callable[..., LetterCase]:
    def made(plan: str, *, after_notice: bool = True, **more: Any) -> LetterCase:
        determination = AdverseDetermination(
            letter="denial/letter.pdf",
            sha256="0" * 64,
            plan=PLANS[plan],
            service=RequestedService("CPAP device", (Code(CodeSystem.CPT, "94660"),)),
            decision=Decision.DENIED,
            request_type=RequestType.PROSPECTIVE,
            notice_phase=NoticePhase.AFTER_NOTICE if after_notice else NoticePhase.BEFORE_NOTICE,
            urgency=Urgency.STANDARD,
            reasons=(StatedReason("No symptom is documented.", "insufficient_documentation"),),
            moments={Anchor.NOTIFICATION_DATE: date(2026, 8, 13), **more.pop("moments", {})},
            p2p_offered=True,
            p2p_window=None,
            appeal_window=StatedWindow("within 65 days of this notice", ClockTarget.FILING),
            member_name="Ruth Vandermolen",
            identifiers={"reference_number": "26-0417"},
        )
        case = CaseFile(
            side=Side.PROVIDER,
            time_zone="America/Chicago",
            as_of=TODAY,
            urgency=None,
            denial_files=(),
            moments={},
            plan=PLANS[plan],
            practice_name="Cedar Valley Sleep Clinic",
            practice_phone="(608) 555-0110",
            practice_direct_line="(608) 555-0111",
            speaker=Speaker("Adaeze Okafor, MD", "MD", "sleep medicine"),
            availability=(
                AvailabilityBlock(datetime(2026, 8, 20, 17, 0, tzinfo=UTC), datetime(2026, 8, 20, 17, 45, tzinfo=UTC)),
            ),
        )
        about = LetterCase(determination, case, {"brief": BRIEF}, TODAY)
        return replace(about, **more)

    return made
