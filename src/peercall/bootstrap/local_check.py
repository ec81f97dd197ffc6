"""`peercall check` on a case folder: the criteria before a request is sent. No denial is needed, and none is read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from peercall.adapters.units import UcumConverter
from peercall.application.check_before_sending import check_data, planned_request
from peercall.application.evaluate_chart import evaluate_chart
from peercall.bootstrap.local import LocalCase


@dataclass(frozen=True, slots=True)
class Checked:
    """data: docs/contract.md. warnings: what a person should know about the inputs."""

    data: dict[str, Any]
    warnings: tuple[str, ...]


def check_folder(local: LocalCase, *, service_codes: Sequence[str] = ()) -> Checked:
    """The request of this folder against its policy. Raises PolicyNotChosen, CaseFolderInvalid."""
    day = local.moment.date()
    request = planned_request(local.case, on=day, service_codes=service_codes)
    chart = local.chart
    local.progress("Checking the criteria")
    evaluation = evaluate_chart(
        request,
        case=local.case,
        rulebook=local.rulebook,
        chart=chart.facts,
        units=UcumConverter(),
        as_of=day,
        searched=tuple(sorted(chart.hashes)),
        site_policies=local.site_policies,
        vocabulary=local.vocabulary,
        search=local.search,
    )
    return Checked(check_data(evaluation, as_of=day), (*local.folder.warnings, *chart.warnings))
