"""What a reviewer wrote in a report and the parts as they were signed, as plain data and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from peercall.domain.errors import EntryInvalid
from peercall.domain.review_report import (
    CitedEvidence,
    CriterionFinding,
    Recommendation,
    ReportBody,
    ReportSection,
    ReportTable,
    ReviewerIdentity,
)
from peercall.domain.terms import CriterionStatus

Data = Mapping[str, Any]
_Kind = TypeVar("_Kind", Recommendation, CriterionStatus)
_TEXTS = ("guideline", "guideline_version", "rationale", "would_change", "certified_part", "conflict", "amends_because")
_REVIEWER = ("name", "credentials", "specialty", "license_number", "license_state")
_FINDING = ("text", "ref", "id", "comment")
_ANSWERS = ("no_conflict", "appeal_rights_told")
_OWN = frozenset({*_TEXTS, *_ANSWERS, "criteria", "recommendation", "reviewer"})


def report_data(body: ReportBody) -> dict[str, Any]:
    """The body as JSON holds it; `report_body` gives an equal body back."""
    return {
        **{name: getattr(body, name) for name in (*_TEXTS, *_ANSWERS)},
        "recommendation": None if body.recommendation is None else body.recommendation.value,
        "reviewer": {name: getattr(body.reviewer, name) for name in _REVIEWER},
        "criteria": [
            {
                **{name: getattr(one, name) for name in _FINDING},
                "status": None if one.status is None else one.status.value,
                "evidence": [{"text": shown.text, "source": shown.source} for shown in one.evidence],
            }
            for one in body.criteria
        ],
    }


def report_body(data: Data) -> ReportBody:
    """The body of such data. Raises EntryInvalid for what is not such data; what is left out is empty."""
    if unknown := sorted(set(data) - _OWN):
        raise _refused(f"it has a part `{unknown[0]}` that is not known")
    return ReportBody(
        guideline=_text(data, "guideline"),
        guideline_version=_text(data, "guideline_version"),
        rationale=_text(data, "rationale"),
        would_change=_text(data, "would_change"),
        certified_part=_text(data, "certified_part"),
        conflict=_text(data, "conflict"),
        amends_because=_text(data, "amends_because"),
        no_conflict=_answer(data, "no_conflict"),
        appeal_rights_told=_answer(data, "appeal_rights_told"),
        recommendation=_choice(data, "recommendation", Recommendation),
        reviewer=ReviewerIdentity(**{name: _text(_table(data, "reviewer"), name) for name in _REVIEWER}),
        criteria=tuple(_finding(one) for one in _list(data, "criteria")),
    )


def sections_data(sections: Iterable[ReportSection]) -> list[dict[str, Any]]:
    """The parts as JSON holds them; `sections_of` gives equal parts back."""
    return [
        {
            "key": one.key,
            "title": one.title,
            "pairs": [list(pair) for pair in one.pairs],
            "paragraphs": list(one.paragraphs),
            "items": list(one.items),
            "table": None
            if one.table is None
            else {
                "columns": list(one.table.columns),
                "rows": [list(row) for row in one.table.rows],
                "widths": list(one.table.widths),
            },
            "note": one.note,
        }
        for one in sections
    ]


def sections_of(data: Sequence[Data]) -> tuple[ReportSection, ...]:
    """The parts of such data."""
    return tuple(
        ReportSection(
            key=one["key"],
            title=one["title"],
            pairs=tuple((label, value) for label, value in one["pairs"]),
            paragraphs=tuple(one["paragraphs"]),
            items=tuple(one["items"]),
            table=_report_table(one["table"]),
            note=one["note"],
        )
        for one in data
    )


def _report_table(data: Data | None) -> ReportTable | None:
    if data is None:
        return None
    return ReportTable(tuple(data["columns"]), tuple(tuple(row) for row in data["rows"]), tuple(data["widths"]))


def _finding(data: Data) -> CriterionFinding:
    return CriterionFinding(
        **{name: _text(data, name) for name in _FINDING},
        status=_choice(data, "status", CriterionStatus),
        evidence=tuple(CitedEvidence(_text(one, "text"), _text(one, "source")) for one in _list(data, "evidence")),
    )


def _text(data: Data, name: str) -> str:
    value = data.get(name, "")
    if not isinstance(value, str):
        raise _refused(f"`{name}` is no text")
    return value


def _answer(data: Data, name: str) -> bool | None:
    value = data.get(name)
    if value is not None and not isinstance(value, bool):
        raise _refused(f"`{name}` is neither yes nor no")
    return value


def _choice(data: Data, name: str, kind: type[_Kind]) -> _Kind | None:
    value = data.get(name)
    if value is None:
        return None
    if value not in {one.value for one in kind}:
        raise _refused(f"`{name}` has a value that is not known")
    return kind(value)


def _table(data: Data, name: str) -> Data:
    value = data.get(name, {})
    if not isinstance(value, Mapping):
        raise _refused(f"`{name}` is no table")
    return value


def _list(data: Data, name: str) -> Sequence[Data]:
    value = data.get(name, [])
    if not isinstance(value, list) or not all(isinstance(one, Mapping) for one in value):
        raise _refused(f"`{name}` is no list of tables")
    return value


def _refused(what: str) -> EntryInvalid:
    return EntryInvalid(what, where="the report", remedy="Load the page again and save it once more.")
