"""How each kind of field is typed. `values()` gives the keys of the contract's entry."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from peercall.application.site.confirming import FieldView
from peercall.application.site.field_words import ANCHORS, UNITS, FieldSpec, Kind
from peercall.web.common.forms import has_come
from peercall.web.common.ids import whole

Entry = dict[str, Any]


def _day_input() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class _FieldForm(forms.Form):
    """A form for one entry. zone: in which hours are typed."""

    def __init__(self, *args: Any, spec: FieldSpec, zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.spec, self.zone = spec, ZoneInfo(zone)

    def values(self) -> Entry:
        """Of the contract's entry."""
        return {"value": self.cleaned_data["value"]}


class TextForm(_FieldForm):
    """Words."""

    value = forms.CharField(label="What the letter says", max_length=300)


class AreaForm(_FieldForm):
    """More words."""

    value = forms.CharField(label="What the letter says", max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))


class DayForm(_FieldForm):
    """A day."""

    value = forms.DateField(label="Day", widget=_day_input())

    def values(self) -> Entry:
        """ISO day."""
        return {"value": self.cleaned_data["value"].isoformat()}


class MomentForm(_FieldForm):
    """A day, with the hour where the letter gives it."""

    day = forms.DateField(label="Day", widget=_day_input())
    hour = forms.TimeField(label="Hour", required=False, widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}))

    def values(self) -> Entry:
        """ISO day, or ISO time with its offset."""
        day, hour = self.cleaned_data["day"], self.cleaned_data["hour"]
        if hour is None:
            return {"value": day.isoformat()}
        return {"value": datetime.combine(day, hour, tzinfo=self.zone).isoformat(timespec="minutes")}


class PeriodForm(_FieldForm):
    """A day, or from one day to another."""

    day = forms.DateField(label="From", widget=_day_input())
    until = forms.DateField(label="To", required=False, widget=_day_input())

    def clean(self) -> Entry:
        """The end is not before the beginning."""
        cleaned = super().clean() or {}
        if cleaned.get("day") and cleaned.get("until") and cleaned["until"] < cleaned["day"]:
            raise ValidationError("The end is before the beginning.")
        return cleaned

    def values(self) -> Entry:
        """ISO day, or two with a stroke between."""
        day, until = self.cleaned_data["day"], self.cleaned_data["until"]
        return {"value": f"{day.isoformat()}/{until.isoformat()}" if until and until != day else day.isoformat()}


class WordForm(_FieldForm):
    """One of the words the rules know."""

    value = forms.ChoiceField(label="The letter means")

    def __init__(self, *args: Any, spec: FieldSpec, **kwargs: Any) -> None:
        super().__init__(*args, spec=spec, **kwargs)
        field = self.fields["value"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "Choose"), *(spec.options or {}).items()]


class FlagForm(_FieldForm):
    """Yes or no."""

    value = forms.ChoiceField(label="The letter says", choices=[("", "Choose"), ("yes", "Yes"), ("no", "No")])

    def values(self) -> Entry:
        """A flag."""
        return {"value": self.cleaned_data["value"] == "yes"}


class WindowForm(_FieldForm):
    """A length counted from something, or a fixed last day."""

    value = forms.IntegerField(label="Number", required=False, min_value=1, max_value=3650)
    unit = forms.ChoiceField(label="Unit", required=False, choices=[("", "Choose"), *UNITS.items()])
    counted_from = forms.ChoiceField(label="Counted from", required=False, choices=[("", "Not said"), *ANCHORS.items()])
    until = forms.DateField(label="Or until", required=False, widget=_day_input())
    applies_to = forms.ChoiceField(label="Time to", required=False)
    text = forms.CharField(
        label="In the letter's words", required=False, max_length=600, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, spec: FieldSpec, **kwargs: Any) -> None:
        super().__init__(*args, spec=spec, **kwargs)
        field = self.fields["applies_to"]
        assert isinstance(field, forms.ChoiceField)
        appeal = [("filing", "file the appeal")]
        field.choices = (
            appeal
            if spec.path == "appeal_deadline"
            else [("request", "ask for the call"), ("discussion", "hold the call")]
        )

    def clean(self) -> Entry:
        """A number needs its unit; one of number and day is needed."""
        cleaned = super().clean() or {}
        if cleaned.get("value") and not cleaned.get("unit"):
            self.add_error("unit", "Choose what the number counts.")
        if not cleaned.get("value") and not cleaned.get("until"):
            raise ValidationError("Give a number with its unit, or a last day.")
        return cleaned

    def values(self) -> Entry:
        """As in the contract."""
        found = self.cleaned_data
        made: Entry = {
            "text": found["text"] or None,
            "value": found["value"],
            "unit": found["unit"] or None,
            "counted_from": found["counted_from"] or None,
            "applies_to": found["applies_to"] or None,
        }
        if found["until"]:
            made["until"] = found["until"].isoformat()
        return made


_FORMS: Mapping[Kind, type[_FieldForm]] = {
    Kind.TEXT: TextForm,
    Kind.AREA: AreaForm,
    Kind.DAY: DayForm,
    Kind.MOMENT: MomentForm,
    Kind.PERIOD: PeriodForm,
    Kind.WORD: WordForm,
    Kind.FLAG: FlagForm,
    Kind.WINDOW: WindowForm,
}


def form_for(view: FieldView, *, zone: str, data: QueryDict | None = None) -> _FieldForm | None:
    """The form of a field, filled with what stands; None for lists."""
    made = _FORMS.get(view.spec.kind)
    if made is None:
        return None
    entry = dict(view.entry or {})
    if entry.get("status") == "conflicting" or (entry.get("value") is None and not entry.get("until")):
        entry = {}
    return made(
        data, initial=_initial(view.spec.kind, entry, zone=zone), auto_id=f"{view.key}-%s", spec=view.spec, zone=zone
    )


def _initial(kind: Kind, entry: Entry, *, zone: str) -> Entry:
    value = entry.get("value")
    if kind is Kind.FLAG and value is not None:
        return {"value": "yes" if value is True else "no"}
    if kind in (Kind.MOMENT, Kind.PERIOD) and value is not None:
        first, _, last = str(value).partition("/")
        try:
            if "T" in first:
                at = datetime.fromisoformat(first)
                at = at.astimezone(ZoneInfo(zone)) if at.tzinfo else at
                return {"day": at.date(), "hour": at.time()}
            return {"day": date.fromisoformat(first), "until": date.fromisoformat(last) if last else None}
        except ValueError:
            return {}
    if kind is Kind.WINDOW:
        return {key: entry.get(key) for key in ("value", "unit", "counted_from", "applies_to", "until", "text")}
    return {"value": value}


def rows_of(data: QueryDict, *, kind: Kind) -> list[Entry]:
    """The rows of a list as typed; an empty row is one that was taken out."""
    extras = data.getlist("extra")
    was = data.getlist("was")
    key = "class" if kind is Kind.REASONS else "system"
    rows: list[Entry] = []
    for index, value in enumerate(data.getlist("value")):
        if words := " ".join(value.split())[:600]:
            row: Entry = {"value": words, "was": None}
            if index < len(was) and (place := whole(was[index], -1)) >= 0:
                row["was"] = place
            if kind is not Kind.LINES and index < len(extras) and extras[index]:
                row[key] = extras[index]
            rows.append(row)
    return rows[:60]


class ReceivedForm(forms.Form):
    """When the letter reached the practice."""

    day = forms.DateField(label="Day we received the letter", widget=_day_input())

    def __init__(self, *args: Any, zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone

    def clean_day(self) -> date:
        """A day that has come: the appeal is counted from it."""
        day: date = self.cleaned_data["day"]
        has_come(day, zone=self.zone)
        return day
