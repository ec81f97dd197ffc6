"""The form of a report: its words, its criteria with their evidence, and what is added beside it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from peercall.domain.review_log import Activity, PlanOutcome
from peercall.domain.review_report import (
    CitedEvidence,
    CriterionFinding,
    Recommendation,
    ReportBody,
    ReviewerIdentity,
)
from peercall.domain.reviews import Weighing
from peercall.domain.terms import CriterionStatus
from peercall.engine.review_names import ACTIVITIES, OUTCOMES, RECOMMENDATIONS, STATUSES, WEIGHINGS
from peercall.engine.review_report_sections import ATTESTATION

_LONG = 20_000
_MOST_CRITERIA, _MOST_EVIDENCE = 80, 12
_YES_NO = (("", "Not answered"), ("yes", "Yes"), ("no", "No"))


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class _Text(forms.CharField):
    """A text that a signed report needs; a draft may lack it, and the checklist tells what is missing."""

    def validate(self, value: Any) -> None:
        """Empty is allowed."""
        if value not in self.empty_values:
            super().validate(value)


class _Choice(forms.ChoiceField):
    """A choice of the same kind."""

    def validate(self, value: Any) -> None:
        """None made is allowed."""
        if value not in self.empty_values:
            super().validate(value)


def _line(label: str, length: int = 160, **kwargs: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=length, required=False, **kwargs)


def _needed(label: str, length: int = 160, **kwargs: Any) -> forms.CharField:
    return _Text(label=label, max_length=length, **kwargs)


class ReportForm(forms.Form):
    """The report beside its criteria. A draft may lack anything: what is missing is told on the checklist."""

    use_required_attribute = False

    guideline = _needed("Guideline", 300, help_text="The policy or guideline the criteria come from.")
    guideline_version = _needed("Version", 120, help_text="Edition or the day it counts from.")
    rationale = _needed(
        "Rationale",
        _LONG,
        widget=_area(9),
        help_text="Which criterion, what was found in which record, and how it meets or fails it. An empty line begins a paragraph.",
    )
    would_change = _line(
        "What would support certification",
        _LONG,
        widget=_area(3),
        help_text="The record or finding that is missing. Not needed when all is certified.",
    )
    recommendation = _Choice(
        label="Recommendation",
        widget=forms.RadioSelect,
        choices=[(one.value, words) for one, words in RECOMMENDATIONS.items()],
    )
    certified_part = _line("Part recommended", 2000, widget=_area(2), help_text="When certified in part: which part.")
    appeal_rights_told = forms.ChoiceField(
        label="Appeal rights were explained in the call", required=False, choices=_YES_NO
    )
    credentials = _needed("Credentials", help_text="Degree and board certification, as they are to be printed.")
    specialty = _needed("Specialty")
    license_number = _needed("License number", 40)
    license_state = _needed("State of the license", 2, help_text="Two letters.")
    no_conflict = _Choice(
        label="Conflict of interest",
        widget=forms.RadioSelect,
        choices=[("yes", ATTESTATION), ("no", "I have a conflict of interest, described below.")],
    )
    conflict = _line("The conflict", 2000, widget=_area(2))
    amends_because = _line("Why the signed report is amended", 1000, widget=_area(2))
    after = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    key = forms.UUIDField(widget=forms.HiddenInput)

    def clean_license_state(self) -> str:
        """Two capital letters, or nothing."""
        text: str = self.cleaned_data["license_state"].strip().upper()
        if text and not re.fullmatch(r"[A-Z]{2}", text):
            raise forms.ValidationError("Write the two letters of the state.")
        return text

    @staticmethod
    def initial_of(body: ReportBody) -> dict[str, Any]:
        """What stands in the fields for a body."""
        return {
            **{name: getattr(body, name) for name in _TEXTS},
            **{name: getattr(body.reviewer, name) for name in _REVIEWER},
            "recommendation": body.recommendation.value if body.recommendation else "",
            "no_conflict": _said(body.no_conflict),
            "appeal_rights_told": _said(body.appeal_rights_told),
        }

    def body(self, criteria: tuple[CriterionFinding, ...]) -> ReportBody:
        """The body of a valid form. criteria: of the forms beside it."""
        data = self.cleaned_data
        return ReportBody(
            criteria=criteria,
            **{name: data[name].strip() for name in _TEXTS},
            recommendation=Recommendation(data["recommendation"]) if data["recommendation"] else None,
            reviewer=ReviewerIdentity(**{name: data[name].strip() for name in _REVIEWER}),
            no_conflict=_answer(data["no_conflict"]),
            appeal_rights_told=_answer(data["appeal_rights_told"]),
        )


_TEXTS = ("guideline", "guideline_version", "rationale", "would_change", "certified_part", "conflict", "amends_because")
_REVIEWER = ("credentials", "specialty", "license_number", "license_state")


def _said(answer: bool | None) -> str:
    return "" if answer is None else ("yes" if answer else "no")


def _answer(text: str) -> bool | None:
    return {"yes": True, "no": False}.get(text)


class CriterionForm(forms.Form):
    """One criterion with lines of evidence: what is shown, and where. Without its text it is left out."""

    use_required_attribute = False

    text = _needed("Criterion", 2000, widget=_area(2))
    ref = _line("Its place in the guideline", 120)
    status = _Choice(
        label="Finding",
        choices=[("", "Not judged yet"), *((one.value, words) for one, words in STATUSES.items())],
    )
    comment = _line("Comment", 2000)
    out = forms.BooleanField(label="Leave it out of the report", required=False)
    id = forms.CharField(widget=forms.HiddenInput, max_length=120, required=False)

    def __init__(self, *args: Any, lines: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = lines
        for number in range(lines):
            self.fields[f"shown_{number}"] = _needed("What is shown", 2000, widget=_area(1))
            self.fields[f"where_{number}"] = _needed("Where", 300)

    @property
    def title(self) -> str:
        """The criterion's words as they stand in the form; empty for a new one."""
        return str(self["text"].value() or "")

    @property
    def shown(self) -> int:
        """Lines of evidence that hold something."""
        return sum(bool(self[f"shown_{number}"].value()) for number in range(self.lines))

    @property
    def is_open(self) -> bool:
        """Words and evidence are shown: a new criterion, one with a mistake, one that is judged and names no record."""
        return not self.title or bool(self.errors) or (bool(self["status"].value()) and not self.shown)

    @property
    def evidence_fields(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The pairs of fields, in order."""
        return [(self[f"shown_{number}"], self[f"where_{number}"]) for number in range(self.lines)]

    def clean(self) -> dict[str, Any]:
        """Evidence and its source stand together; nothing is cited for no criterion."""
        data = super().clean() or {}
        told = False
        for number in range(self.lines):
            shown, where = data.get(f"shown_{number}", "").strip(), data.get(f"where_{number}", "").strip()
            told = told or bool(shown or where)
            if shown and not where:
                self.add_error(f"where_{number}", "Write the record and page, or who said it in which call.")
            if where and not shown:
                self.add_error(f"shown_{number}", "Write what is shown there.")
        if not data.get("text", "").strip() and (told or data.get("comment", "").strip() or data.get("status")):
            self.add_error("text", "Write the criterion this belongs to.")
        return data

    def finding(self) -> CriterionFinding | None:
        """The finding of a valid form; None when it is empty or left out."""
        data = self.cleaned_data
        if data["out"] or not data["text"].strip():
            return None
        pairs = ((data[f"shown_{number}"].strip(), data[f"where_{number}"].strip()) for number in range(self.lines))
        return CriterionFinding(
            text=data["text"].strip(),
            status=CriterionStatus(data["status"]) if data["status"] else None,
            evidence=tuple(CitedEvidence(shown, where) for shown, where in pairs if shown),
            ref=data["ref"].strip(),
            id=data["id"].strip(),
            comment=data["comment"].strip(),
        )


def criterion_forms(
    criteria: Sequence[CriterionFinding], *, data: Mapping[str, Any] | None = None
) -> list[CriterionForm]:
    """A form a criterion and an empty one behind them. data: what was sent, None before anything is."""
    if data is not None:
        return [
            CriterionForm(data, prefix=f"c{number}", lines=_lines_sent(data, f"c{number}"))
            for number in range(_MOST_CRITERIA)
            if f"c{number}-text" in data
        ]
    made = [_bound(one, number) for number, one in enumerate(criteria)]
    return [*made, CriterionForm(prefix=f"c{len(made)}", lines=1)]


def _lines_sent(data: Mapping[str, Any], prefix: str) -> int:
    return next((n for n in range(_MOST_EVIDENCE) if f"{prefix}-shown_{n}" not in data), _MOST_EVIDENCE)


def _bound(one: CriterionFinding, number: int) -> CriterionForm:
    initial: dict[str, Any] = {
        "text": one.text,
        "ref": one.ref,
        "status": one.status.value if one.status else "",
        "comment": one.comment,
        "id": one.id,
    }
    for index, shown in enumerate(one.evidence):
        initial |= {f"shown_{index}": shown.text, f"where_{index}": shown.source}
    lines = min(len(one.evidence) + 1, _MOST_EVIDENCE)
    return CriterionForm(prefix=f"c{number}", initial=initial, lines=lines)


class WeighForm(forms.Form):
    """What is made of a statement, and why."""

    weighed = forms.ChoiceField(
        label="Weighed", choices=[("", "Choose"), *((one.value, words) for one, words in WEIGHINGS.items())]
    )
    why = forms.CharField(label="Why", max_length=2000, widget=_area(2))

    def weighing(self) -> Weighing:
        """The choice of a valid form."""
        return Weighing(self.cleaned_data["weighed"])


class AddendumForm(forms.Form):
    """Words added to a signed report, whose own words stay."""

    text = forms.CharField(label="Addendum", max_length=_LONG, widget=_area(3))


class DeterminationForm(forms.Form):
    """What the client told about the plan's determination."""

    outcome = forms.ChoiceField(
        label="The plan determined", choices=[(one.value, OUTCOMES[one]) for one in PlanOutcome]
    )
    at = forms.DateTimeField(label="Made at", widget=forms.DateTimeInput(attrs={"type": "datetime-local"}))
    source = forms.CharField(label="Told by", max_length=200, help_text="Who told it, and how: letter, portal, call.")

    def __init__(self, *args: Any, zone: str, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._zone, self._now = ZoneInfo(zone), now
        self.fields["at"].help_text = f"By your clock ({now.astimezone(self._zone):%Z})."

    def clean_at(self) -> datetime:
        """Aware, and not in the future."""
        given: datetime = self.cleaned_data["at"]
        at = given.replace(tzinfo=self._zone)
        if at > self._now:
            raise forms.ValidationError("This moment has not come yet.")
        return at


class MinutesForm(forms.Form):
    """Time spent on the file."""

    activity = forms.ChoiceField(label="On", choices=[(one.value, ACTIVITIES[one]) for one in Activity])
    minutes = forms.IntegerField(label="Minutes", min_value=1, max_value=600)
