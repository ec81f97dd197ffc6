"""Which policy a denial is held to: named, cited, or by service; the version in force on the day of service."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import lru_cache

import pytest

from peercall.domain.codes import Code, CodeSystem
from peercall.domain.determinations import AdverseDetermination, CaseFile, PlanFacts, RequestedService
from peercall.domain.errors import PolicyNotInForce, RuleNotFound
from peercall.domain.rulebook import Rulebook
from peercall.domain.terms import Anchor, LineOfBusiness, NoticePhase, Side
from peercall.engine.policy_choice import choose_policy, cites
from peercall.rulebook.load import load_rulebook

CPAP, INFUSION, CHIROPRACTIC = (
    Code(CodeSystem.HCPCS, "E0601"),
    Code(CodeSystem.HCPCS, "J0129"),
    Code(CodeSystem.CPT, "98941"),
)


@lru_cache(maxsize=1)
def rulebook() -> Rulebook:
    return load_rulebook()


def denial(
    *codes: Code, cited: tuple[str, ...] = (), line: LineOfBusiness | None = None, service_on: date = date(2026, 6, 1)
) -> AdverseDetermination:
    return AdverseDetermination(
        letter="denial/letter.pdf",
        sha256="0" * 64,
        plan=PlanFacts(line_of_business=line),
        service=RequestedService(description=None, service_codes=codes),
        decision=None,
        request_type=None,
        notice_phase=NoticePhase.AFTER_NOTICE,
        urgency=None,
        reasons=(),
        moments={Anchor.SERVICE: service_on},
        p2p_offered=None,
        p2p_window=None,
        appeal_window=None,
        criteria_cited=cited,
    )


def case(policy: str | None = None) -> CaseFile:
    return CaseFile(
        side=Side.PROVIDER,
        time_zone="America/New_York",
        as_of=None,
        urgency=None,
        denial_files=(),
        moments={},
        plan=PlanFacts(),
        policy=policy,
    )


@pytest.mark.parametrize(
    "text, policy, named",
    [
        ("NCD 240.4", "cms-ncd-240.4", True),
        ("National Coverage Determination (NCD) 240.4, CPAP therapy", "cms-ncd-240.4", True),
        ("NCD 240.4.1", "cms-ncd-240.4", False),
        ("section 240.4 of the plan's handbook", "cms-ncd-240.4", False),
        ("LCD L33906", "lcd-L33906", True),
        ("L339061", "lcd-L33906", False),
        ("policy MODEL-RA-1, step therapy", "model-biologic-ra", True),
        ("policy MODEL-RA-12", "model-biologic-ra", False),
        ("Medicare Benefit Policy Manual, Chapter 15, Section 240", "cms-mbpm-15-240", True),
        ("Medicare Benefit Policy Manual, Chapter 15, Section 240.1.3", "cms-mbpm-15-240", False),
        ("Medicare Benefit Policy Manual, Chapter 15, Section 24", "cms-mbpm-15-240", False),
        ("Medicare Benefit Policy Manual, Chapter 16, Section 240", "cms-mbpm-15-240", False),
        ("42 CFR 412.622(a)(3)", "cfr-42-412.622", True),
        ("42 C.F.R. § 412.3(d)(1)", "cfr-42-412.3", True),
        ("42 CFR 412.30", "cfr-42-412.3", False),
        ("42 CFR 409.33", "cfr-42-409.31", True),
    ],
)
def test_a_letter_names_a_policy_by_its_number(text: str, policy: str, named: bool) -> None:
    assert cites(text, rulebook().policies[policy][-1]) is named


def test_the_case_names_it() -> None:
    choice = choose_policy(denial(CPAP), case=case("cms-ncd-240.4"), rulebook=rulebook())
    assert choice.chosen is not None
    assert choice.chosen.id == "cms-ncd-240.4"
    assert choice.why == "named in case.yaml; version in force on 2026-06-01 (service)"


def test_a_name_the_rulebook_does_not_have_is_told() -> None:
    with pytest.raises(RuleNotFound):
        choose_policy(denial(CPAP), case=case("northgate-cpap"), rulebook=rulebook())


def test_a_policy_not_yet_in_force_is_refused_and_the_day_before_too() -> None:
    named = case("model-biologic-ra")
    with pytest.raises(PolicyNotInForce, match="2025-12-31"):
        choose_policy(denial(INFUSION, service_on=date(2025, 12, 31)), case=named, rulebook=rulebook())
    assert choose_policy(denial(INFUSION, service_on=date(2026, 1, 1)), case=named, rulebook=rulebook()).chosen


def test_the_letter_names_it_and_the_line_of_business_does_not_matter() -> None:
    cited = ("Medicare Benefit Policy Manual, Chapter 15, Section 240",)
    choice = choose_policy(
        denial(CHIROPRACTIC, cited=cited, line=LineOfBusiness.ACA_MARKETPLACE), case=case(), rulebook=rulebook()
    )
    assert choice.chosen is not None
    assert choice.chosen.id == "cms-mbpm-15-240"


def test_by_service_and_line_of_business() -> None:
    choice = choose_policy(denial(CPAP, line=LineOfBusiness.MEDICARE_ADVANTAGE), case=case(), rulebook=rulebook())
    assert choice.chosen is not None
    assert choice.chosen.id == "cms-ncd-240.4"


@pytest.mark.parametrize("line", [LineOfBusiness.COMMERCIAL, None])
def test_a_medicare_policy_is_shown_and_not_assumed_for_others(line: LineOfBusiness | None) -> None:
    choice = choose_policy(denial(CPAP, line=line), case=case(), rulebook=rulebook())
    assert choice.chosen is None
    assert [policy.id for policy, _ in choice.candidates] == ["cms-ncd-240.4"]


def test_an_unknown_service_has_no_policy() -> None:
    choice = choose_policy(denial(Code(CodeSystem.CPT, "00000")), case=case(), rulebook=rulebook())
    assert (choice.chosen, choice.candidates) == (None, ())


def _with(*policies: object) -> Rulebook:
    return replace(rulebook(), policies={policy.id: (policy,) for policy in policies})  # type: ignore[attr-defined]


def test_a_national_and_a_local_policy_are_both_shown() -> None:
    national = rulebook().policies["cms-ncd-240.4"][-1]
    local = replace(national, id="lcd-L99999", kind="lcd", number="L99999")
    rules = _with(national, local)
    unnamed = choose_policy(denial(CPAP, line=LineOfBusiness.MEDICARE_ADVANTAGE), case=case(), rulebook=rules)
    assert unnamed.chosen is None
    assert {policy.id for policy, _ in unnamed.candidates} == {"cms-ncd-240.4", "lcd-L99999"}
    named = choose_policy(denial(CPAP, cited=("LCD L99999",)), case=case(), rulebook=rules)
    assert named.chosen is local
    assert [(policy.id, why) for policy, why in named.candidates][1] == (
        "cms-ncd-240.4",
        "also covers E0601, not the one the denial is held to",
    )


def test_the_date_of_service_selects_the_version() -> None:
    old = replace(rulebook().policies["cms-ncd-240.4"][-1], version="1", ended=date(2026, 5, 31))
    new = replace(old, version="2", effective=date(2026, 6, 1), ended=None)
    rules = replace(rulebook(), policies={old.id: (old, new)})
    for service_on, version in ((date(2026, 5, 31), "1"), (date(2026, 6, 1), "2")):
        choice = choose_policy(denial(CPAP, service_on=service_on), case=case(old.id), rulebook=rules)
        assert choice.chosen is not None
        assert choice.chosen.version == version
