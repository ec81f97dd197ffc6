"""The criteria of the policy a review file is held to, by the same engine as for a practice's case."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import Any

from django.conf import settings

from peercall.adapters.units import UcumConverter
from peercall.application.check_before_sending import check_data, planned_request
from peercall.application.contract_forms import criteria_data
from peercall.application.evaluate_chart import evaluate_chart
from peercall.application.review.call_criteria import CriteriaShown, criteria_shown
from peercall.bootstrap.local import LocalCase
from peercall.bootstrap.working_copy import CaseInputs, InputDocument, working_copy
from peercall.domain.errors import PeercallError, PolicyNotChosen
from peercall.domain.reviews import ReviewFile

Data = Mapping[str, Any]

_NO_POLICY = "The file names no policy, and none is known for its codes: the criteria are the client's own text."


def file_criteria(
    file: ReviewFile, *, records: Sequence[tuple[str, bytes]] = (), at: datetime
) -> tuple[CriteriaShown | None, str]:
    """The criteria, and in one sentence why there are none. records: names and bytes of what was submitted.

    at: aware; its day is the day of the evaluation. Without records every criterion of the chart is not in the file.
    """
    if not file.policy and not file.service_codes:
        return None, _NO_POLICY
    day = at.astimezone(UTC).date()
    try:
        if not records:
            return _without_records(file.policy, file.service_codes, day), ""
        return _evaluated(file.policy, file.service_codes, tuple(records), at), ""
    except PolicyNotChosen:
        return None, _NO_POLICY
    except PeercallError as error:
        return None, str(error)


@lru_cache(maxsize=64)
def _without_records(policy: str | None, codes: tuple[str, ...], day: date) -> CriteriaShown:
    """The policy against nothing: the same for every file that names it."""
    return _evaluated(policy, codes, (), datetime.combine(day, time(12), tzinfo=UTC))


def _evaluated(
    policy: str | None, codes: tuple[str, ...], records: Sequence[tuple[str, bytes]], at: datetime
) -> CriteriaShown:
    facts: dict[str, Any] = {
        "schema": "peercall.case/1",
        "side": "reviewer",
        "time_zone": "UTC",
        "request": {"service_codes": list(codes)} if codes else {},
    }
    if policy:
        facts["policy"] = policy
    documents = [InputDocument("chart", name, data) for name, data in records]
    with working_copy(
        CaseInputs(facts=facts, documents=documents), root=settings.DATA / "work" / str(os.getpid())
    ) as folder:
        local = LocalCase(folder, overlays=settings.RULE_FOLDERS, as_of=at)
        day = local.moment.date()
        chart = local.chart
        evaluation = evaluate_chart(
            planned_request(local.case, on=day),
            case=local.case,
            rulebook=local.rulebook,
            chart=chart.facts,
            units=UcumConverter(),
            as_of=day,
            searched=tuple(sorted(chart.hashes)),
        )
        lacking = check_data(evaluation, as_of=day)
        assert evaluation.result is not None  # check_data has refused it
        assert evaluation.choice.chosen is not None
        criteria = criteria_data(
            evaluation.result, policy=evaluation.choice.chosen, request=local.case.request, as_of=day
        )
    return criteria_shown(criteria, lacking=lacking, has_records=bool(records))
