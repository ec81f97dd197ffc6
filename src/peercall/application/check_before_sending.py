"""Use case: the policy's criteria against the chart before a request is sent, as plain data for every door."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from peercall.application.contract_forms import criterion_data
from peercall.application.evaluate_chart import Evaluation
from peercall.domain.codes import Code, CodeSystem
from peercall.domain.determinations import CaseFile, PlannedRequest, RequestedService
from peercall.domain.errors import CaseFolderInvalid, PolicyNotChosen
from peercall.domain.terms import Anchor
from peercall.engine.before_sending import Addition, check_request

Data = dict[str, Any]
SCHEMA = "peercall.check/1"


def planned_request(case: CaseFile, *, on: date, service_codes: Iterable[str] = ()) -> PlannedRequest:
    """The request as case.yaml tells it: `request.service_codes`, `request.diagnosis_codes`, and its dates.

    on: the day it would be sent, where case.yaml names none. service_codes: further ones. Raises CaseFolderInvalid.
    """
    told = [*_codes(case.request, "service_codes"), *service_codes]
    return PlannedRequest(
        service=RequestedService(
            description=_text(case.request.get("service")),
            service_codes=tuple(dict.fromkeys(Code(_system(code), code) for code in told)),
            diagnosis_codes=tuple(Code(CodeSystem.ICD10CM, code) for code in _codes(case.request, "diagnosis_codes")),
        ),
        plan=case.plan,
        moments={Anchor.REQUEST_RECEIVED: on, **case.moments},
    )


def _codes(request: Mapping[str, object], key: str) -> list[str]:
    told = request.get(key)
    listed = told if isinstance(told, list) else [] if told is None else [told]
    if not all(isinstance(code, str) and code.strip() for code in listed):
        raise CaseFolderInvalid(
            f"`request.{key}` must be codes in quotes", where="case.yaml", remedy='Write them as ["27447"].'
        )
    return [str(code).strip() for code in listed]


def _system(code: str) -> CodeSystem:
    return CodeSystem.HCPCS if code[0].isalpha() else CodeSystem.CPT


def _text(value: object) -> str | None:
    return str(value) if isinstance(value, str) and value.strip() else None


def check_data(evaluation: Evaluation, *, as_of: date) -> Data:
    """What the request lacks, as published by `peercall check --json`. Raises PolicyNotChosen without one policy."""
    choice, result = evaluation.choice, evaluation.result
    if choice.chosen is None or result is None:
        names = ", ".join(policy.id for policy, _ in choice.candidates) or "none fits the service"
        raise PolicyNotChosen(
            f"{choice.why} (candidates: {names})",
            where="case.yaml",
            remedy="Name one under `policy`, or the codes under `request.service_codes` or with --service-code.",
        )
    found = check_request(result, policy=choice.chosen)
    return {
        "schema": SCHEMA,
        "as_of": as_of.isoformat(),
        "policy": choice.chosen.id,
        "policy_title": choice.chosen.title,
        "policy_number": choice.chosen.number,
        "policy_effective": choice.chosen.effective_text,
        "policy_status": choice.chosen.status.value,
        "policy_why": choice.why,
        "overall": found.overall.value,
        "ready": found.is_ready,
        "add": [_addition(one) for one in found.additions],
        "against": [criterion_data(row) for row in found.against],
        "met": [{"id": row.id, "text": row.text} for row in found.met],
        "ways": [list(way) for way in found.ways],
        "limits": [
            {"what": one.what, "requested": one.requested, "allowed": one.allowed, "status": one.status}
            for one in result.limits
        ],
        "warnings": [one.replace("on the call", "before you send") for one in result.warnings],
    }


def _addition(one: Addition) -> Data:
    return {
        **criterion_data(one.result),
        "needed": one.needed,
        "add": list(one.add),
        "by": [{"who": documenter.who, "where": documenter.where} for documenter in one.by],
    }
