from __future__ import annotations

import importlib.util
from datetime import date
from pathlib import Path

from peercall.domain.remittances import Refusal, RowLevel, X12Problem
from peercall.domain.terms import Urgency

_SPEC = importlib.util.spec_from_file_location("x12_review_samples", Path(__file__).with_name("samples.py"))
assert _SPEC is not None and _SPEC.loader is not None
samples = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(samples)


def answer(*body: str, **layout: str) -> str:
    return samples.interchange(samples.review(*body), kind="HI", version="005010X217", **layout)


def test_a_service_not_certified_under_an_event_that_is(read):
    text = answer(
        "HL*4*3*EV*1",
        "TRN*2*REQ1*9012345678",
        "UM*HS*I*2*11:B**U",
        "HCR*A6*AU1",
        "HI*ABK:M0579:D8:20251201",
        "HL*5*4*SS*0",
        "HCR*A3**0F",
        "DTP*472*RD8*20260201-20260228",
        "SV1*HC:J1745*900*UN*4",
        "MSG*SEND THE LAST NOTE",
        element="|",
        component=">",
    )
    event, service = read(text)
    assert (event.level, event.action, event.review_id) == (RowLevel.EVENT, "A6", "AU1")
    assert (service.level, service.action, service.reasons) == (RowLevel.SERVICE, "A3", ("0F",))
    assert service.review_id == "AU1", "taken from the event above"
    assert (service.service.code, service.service.units) == ("J1745", "4")
    assert (service.service.first_on, service.service.last_on) == (date(2026, 2, 1), date(2026, 2, 28))
    assert service.urgency is Urgency.EXPEDITED
    assert service.diagnoses == ("M0579",)
    assert service.traces == ("REQ1",)
    assert service.messages == ("SEND THE LAST NOTE",)
    assert service.answered_on == date(2026, 1, 9)
    assert service.answer.payer.name == "NORTHGATE HEALTH"
    assert service.source.quote == "HCR|A3||0F"


def test_a_pended_request_and_an_institutional_service(read):
    (row,) = read(answer("HL*4*3*EV*0", "TRN*2*REQ2*9", "UM*AR*I*1*21:B", "HCR*A4*P1*0U", "SV2*0120**5000*DA*3"))
    assert (row.action, row.reasons) == ("A4", ("0U",))
    assert (row.service.code, row.service.revenue_code, row.service.units) == (None, "0120", "3")


def test_a_refused_request_has_no_action(read):
    (row,) = read(answer("AAA*N**75*C"))
    assert row.action is None
    assert row.refusals == (Refusal("22", "75", "C"),)


def test_a_request_is_passed_over_and_said_so(read):
    text = answer("HL*4*3*EV*0", "UM*HS*I", "HCR*A1*1").replace("BHT*0007*11", "BHT*0007*13")
    (problem,) = read(text)
    assert isinstance(problem, X12Problem)
    assert problem.segment == 4


def test_levels_that_refer_in_a_circle_end(read):
    rows = read(answer("HL*4*4*EV*0", "HCR*A3*1", "HL*5*5*SS*0", "HCR*A3*1*0F"))
    assert [row.action for row in rows] == ["A3", "A3"]
