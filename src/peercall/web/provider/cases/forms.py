"""Forms of a case: what no document says, what was sent, statements and answers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from peercall.application.site.case_facts import FactField, FactGroup, fact_value
from peercall.application.site.case_records import SENT_KEYS
from peercall.web.common.forms import has_come

YES_NO = (("", "Not known"), ("yes", "Yes"), ("no", "No"))


class DayInput(forms.DateInput):
    """The browser's own calendar."""

    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class MomentWidget(forms.MultiWidget):
    """A day and, where it matters, the hour."""

    def __init__(self, label: str) -> None:
        hour = forms.TimeInput(format="%H:%M", attrs={"type": "time", "aria-label": f"{label}: hour, if known"})
        super().__init__({"day": DayInput(attrs={"aria-label": label}), "hour": hour})

    def decompress(self, value: str | None) -> list[Any]:
        """`2026-08-14` or `2026-08-14T10:15`, as kept, in the practice's zone."""
        day, _, hour = (value or "").partition("T")
        return [day or None, hour[:5] or None]


class MomentField(forms.MultiValueField):
    """ISO text: a day, or a moment with the offset of the practice's zone. None when empty."""

    def __init__(self, *, zone: ZoneInfo, label: str, **kwargs: Any) -> None:
        self.zone = zone
        parts = (forms.DateField(required=False), forms.TimeField(required=False))
        super().__init__(parts, require_all_fields=False, widget=MomentWidget(label), label=label, **kwargs)

    def compress(self, data_list: Sequence[Any]) -> str | None:
        """Put together; an hour without a day is refused."""
        day, hour = data_list or (None, None)
        if day is None:
            if hour is not None:
                raise forms.ValidationError("Give the day as well.")
            return None
        if hour is None:
            return str(day.isoformat())
        return datetime.combine(day, hour, self.zone).isoformat(timespec="minutes")


class FactsForm(forms.Form):
    """Every key that no document answers. An empty field is an unknown, never filled."""

    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, groups: Sequence[FactGroup], facts: Mapping[str, Any], zone: str) -> None:
        self.groups = groups
        self.zone = ZoneInfo(zone)
        self.paths = {_name(one.path): one for group in groups for one in group.fields}
        start = {name: _shown(fact_value(facts, one.path), one, zone=self.zone) for name, one in self.paths.items()}
        super().__init__(data, initial=start)
        for name, one in self.paths.items():
            self.fields[name] = _field(one, zone=self.zone, now=str(start[name] or ""))

    def clean(self) -> dict[str, Any]:
        """What has happened lies behind us."""
        given = super().clean() or {}
        for name, one in self.paths.items():
            value = given.get(name)
            if not one.has_come or not value:
                continue
            when = datetime.fromisoformat(value) if isinstance(value, str) and "T" in value else value
            try:
                has_come(date.fromisoformat(when) if isinstance(when, str) else when, zone=self.zone.key)
            except forms.ValidationError as early:
                self.add_error(name, early)
        return given

    def shown_groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Heading and bound fields."""
        return [(group.heading, [self[_name(one.path)] for one in group.fields]) for group in self.groups]

    def values(self) -> dict[str, Any]:
        """Path to value, as kept; None where nothing is known."""
        return {one.path: _kept(self.cleaned_data.get(name), one) for name, one in self.paths.items()}


def _name(path: str) -> str:
    return path.replace(".", "-")


def _field(one: FactField, *, zone: ZoneInfo, now: str) -> forms.Field:
    shared: dict[str, Any] = {"label": one.label, "help_text": one.hint, "required": False}
    match one.kind:
        case "day":
            return forms.DateField(widget=DayInput, **shared)
        case "moment":
            return MomentField(zone=zone, **shared)
        case "yes_no":
            return forms.ChoiceField(choices=YES_NO, **shared)
        case "number":
            return forms.FloatField(**shared)
        case "choice":
            listed = [("", "Not known"), *one.choices]
            if now and now not in dict(listed):
                listed.append((now, now))
            return forms.ChoiceField(choices=listed, **shared)
        case _:
            return forms.CharField(max_length=200, **shared)


def _shown(value: Any, one: FactField, *, zone: ZoneInfo) -> Any:
    if one.kind == "yes_no":
        return {True: "yes", False: "no"}.get(value, "")
    if one.kind == "moment" and isinstance(value, str) and "T" in value:
        return datetime.fromisoformat(value).astimezone(zone).strftime("%Y-%m-%dT%H:%M")
    return value


def _kept(value: Any, one: FactField) -> Any:
    if value in (None, ""):
        return None
    if one.kind == "yes_no":
        return value == "yes"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


_ISO_DAY = re.compile(r"(?<![\w-])(\d{4})-(\d\d)-(\d\d)(?![\w-])")
_US_DAY = re.compile(r"(?<![\w/])(\d{1,2})/(\d{1,2})/(\d{4}|\d\d)(?![\w/])")
_STRETCH = re.compile(r"(\d{4}-\d\d-\d\d) ?(?:to|through|-|–) ?(\d{4}-\d\d-\d\d)")


def as_typed(text: str) -> str:
    """2026-06-16 as an office types it: 06/16/2026; a stretch with `to`; anything else as it is."""
    return _ISO_DAY.sub(r"\2/\3/\1", re.sub(r"(?<=\d\d)/(?=\d{4}-\d\d)", " to ", text))


def as_kept(text: str) -> str:
    """The same back: each day of the calendar as ISO, so that it is found among the chart's; anything else as it is."""
    return _STRETCH.sub(r"\1/\2", _US_DAY.sub(_iso, text.strip()))


def _iso(found: re.Match[str]) -> str:
    year = found[3] if len(found[3]) == 4 else f"20{found[3]}"
    try:
        return date(int(year), int(found[1]), int(found[2])).isoformat()
    except ValueError:
        return found[0]


class SentRow(forms.Form):
    """One thing the plan was sent; cells as on the fax sheet. A row without its item is left out."""

    item = forms.CharField(max_length=200, required=False, label="Item")
    document_date = forms.CharField(max_length=60, required=False, label="Day of the document")
    pages = forms.CharField(max_length=40, required=False, label="Pages")
    sent_on = forms.CharField(max_length=40, required=False, label="Sent on")
    channel = forms.CharField(max_length=80, required=False, label="By")
    confirmation = forms.CharField(max_length=200, required=False, label="Confirmed by the plan")
    note = forms.CharField(max_length=300, required=False, label="Note", widget=forms.HiddenInput)

    def clean_document_date(self) -> str:
        """The day, or the days, of the document."""
        return as_kept(self.cleaned_data["document_date"])

    def clean_sent_on(self) -> str:
        """The day it went out."""
        return as_kept(self.cleaned_data["sent_on"])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        number = (
            int(str(self.prefix or "0").rpartition("-")[2]) + 1
            if str(self.prefix or "").rpartition("-")[2].isdigit()
            else 0
        )
        for name, field in self.fields.items():
            field.widget.attrs["aria-label"] = f"{field.label}, row {number}" if number else str(field.label)
            if name in DAYS_SENT:
                field.widget.attrs["placeholder"] = "01/31/2026"


#: cells of such a row that hold days
DAYS_SENT = ("document_date", "sent_on")
SentRows = forms.formset_factory(SentRow, extra=1, max_num=300, absolute_max=300)


def sent_rows(formset: Any) -> list[dict[str, str]]:
    """The rows that name an item, empty cells left out."""
    rows = [{key: form.cleaned_data.get(key, "").strip() for key in SENT_KEYS} for form in formset.forms]
    return [{key: value for key, value in row.items() if value} for row in rows if row["item"]]
