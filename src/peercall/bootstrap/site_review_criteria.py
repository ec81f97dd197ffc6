"""The criteria of the policy a review file is held to, by the same engine as for a practice's case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import Any

from django.conf import settings

from peercall.adapters.case_folder.case_file import case_file_from
from peercall.adapters.units import UcumConverter
from peercall.application.check_before_sending import check_data, planned_request
from peercall.application.contract_forms import criteria_data
from peercall.application.evaluate_chart import evaluate_chart
from peercall.application.review.call_criteria import CriteriaShown, criteria_shown
from peercall.application.site.page_words import for_page
from peercall.bootstrap.doors import Doors
from peercall.bootstrap.isolated_reading import IsolatedReader, RememberingReader
from peercall.bootstrap.local import LocalCase
from peercall.bootstrap.settings import document_limits
from peercall.bootstrap.site_assess import site_rules
from peercall.bootstrap.site_vault import vault
from peercall.bootstrap.site_work import own_folder
from peercall.bootstrap.working_copy import CaseInputs, InputDocument, working_copy
from peercall.domain.errors import PeercallError, PolicyNotChosen
from peercall.domain.reviews import ReviewFile, ReviewProgram
from peercall.domain.terms import LineOfBusiness
from peercall.engine.policy_choice import choose_policy

_NO_POLICY = "The file names no policy, and none is certain for its codes: the criteria are the client's own text."
#: what a program is in the words of the policies; others say nothing of the policy
_LINES = {
    ReviewProgram.MEDICARE_ADVANTAGE: LineOfBusiness.MEDICARE_ADVANTAGE,
    ReviewProgram.MEDICAID: LineOfBusiness.MEDICAID_MANAGED_CARE,
    ReviewProgram.GROUP_HEALTH: LineOfBusiness.EMPLOYER_GROUP,
    ReviewProgram.INDIVIDUAL_HEALTH: LineOfBusiness.COMMERCIAL,
    ReviewProgram.WORKERS_COMPENSATION: LineOfBusiness.WORKERS_COMP,
}


#: records as read: what was looked at when it was loaded is not recognised anew when the criteria are held against it
_READER = RememberingReader(IsolatedReader(), most=16)


def read_record(data: bytes, *, name: str) -> None:
    """Reads a record as the criteria will. Raises DocumentUnreadable, InputTooLarge."""
    Doors(document_limits(), _READER).open_bytes(data, name=name)


@dataclass(frozen=True, slots=True)
class Records:
    """Records of a file as stored. names: the name each is read under, its own among them, and its vault name."""

    names: tuple[tuple[str, str], ...] = ()

    def read(self) -> list[tuple[str, bytes]]:
        """Their bytes, each under its name."""
        return [(name, vault().get(stored)) for name, stored in self.names]


def file_criteria(file: ReviewFile, *, records: Records = Records(), at: datetime) -> tuple[CriteriaShown | None, str]:
    """The criteria, and in one sentence why there are none. records: what was loaded of the submitted ones.

    at: aware; its day is the day of the evaluation. Without records every criterion of the chart is not in the file.
    """
    if not file.policy and not file.service_codes:
        return None, _NO_POLICY
    try:
        asked = _Asked(file.policy, file.service_codes, _LINES.get(file.program))
        return _evaluated(asked, records, at.astimezone(UTC).date()), ""
    except PolicyNotChosen:
        return None, _NO_POLICY
    except PeercallError as error:
        return None, for_page(str(error))


def policies_that_fit(file: ReviewFile, *, at: datetime) -> tuple[dict[str, str], ...]:
    """Policies for the file's codes as `policy` (id), `title` and `why`, those for its program first. at: aware; its day selects the version."""
    if not file.service_codes:
        return ()
    asked = _Asked(None, file.service_codes, _LINES.get(file.program))
    try:
        case = case_file_from(_facts(asked))
        choice = choose_policy(planned_request(case, on=at.astimezone(UTC).date()), case=case, rulebook=site_rules())
    except PeercallError:
        return ()
    return tuple({"policy": one.id, "title": one.title, "why": for_page(why)} for one, why in choice.candidates)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What selects the policy."""

    policy: str | None
    codes: tuple[str, ...]
    line: LineOfBusiness | None


def _facts(asked: _Asked) -> dict[str, Any]:
    """The facts of a case that has nothing else."""
    facts: dict[str, Any] = {
        "schema": "peercall.case/1",
        "side": "reviewer",
        "time_zone": "UTC",
        "request": {"service_codes": list(asked.codes)} if asked.codes else {},
    }
    if asked.policy:
        facts["policy"] = asked.policy
    if asked.line:
        facts["plan"] = {"line_of_business": asked.line.value}
    return facts


@lru_cache(maxsize=64)
def _evaluated(asked: _Asked, records: Records, day: date) -> CriteriaShown:
    """Kept for pages that ask again: the same file on the same day with the same records."""
    documents = [InputDocument("chart", name, data) for name, data in records.read()]
    with working_copy(CaseInputs(facts=_facts(asked), documents=documents), root=own_folder()) as folder:
        noon = datetime.combine(day, time(12), tzinfo=UTC)
        local = LocalCase(folder, overlays=settings.RULE_FOLDERS, as_of=noon, reader=_READER)
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
    return criteria_shown(criteria, lacking=lacking, has_records=bool(records.names))
