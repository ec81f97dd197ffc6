"""What is written down on the way to a call."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError

from peercall.adapters.db.availability import Physician
from peercall.adapters.db.schedule import NewSlot
from peercall.application.site.scheduling import PURPOSES, RESULTS, SIDES
from peercall.domain.attempts import AttemptPurpose, AttemptResult, AttemptSide, CallAttempt
from peercall.engine.availability import DAYS, WeeklyHours
from peercall.web.common.forms import has_come

DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class DayInput(forms.DateInput):
    """The browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class HourInput(forms.TimeInput):
    """The browser's own clock."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class ZonedForm(forms.Form):
    """A form whose days and hours are those of the practice. now: what they start with."""

    def __init__(self, *args: Any, zone: str, now: datetime | None = None, **kwargs: Any) -> None:
        self.zone = ZoneInfo(zone)
        if now is not None:
            local = now.astimezone(self.zone)
            kwargs["initial"] = {"day": local.date(), "hour": local.time()} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)

    def at(self, day: str = "day", hour: str = "hour") -> datetime:
        """The moment typed."""
        return datetime.combine(self.cleaned_data[day], self.cleaned_data[hour], tzinfo=self.zone)


class WhenForm(ZonedForm):
    """When it was, and what is to be kept of it."""

    day = forms.DateField(label="Day", widget=DayInput)
    hour = forms.TimeField(label="Hour", widget=HourInput)


class HappenedForm(WhenForm):
    """When something happened: never a moment still to come."""

    def clean(self) -> dict[str, Any]:
        """A moment that has come."""
        cleaned = super().clean() or {}
        if cleaned.get("day") and cleaned.get("hour"):
            try:
                has_come(self.at(), zone=self.zone.key)
            except ValidationError as early:
                self.add_error("day", early)
        return cleaned


class RequestForm(HappenedForm):
    """The call was asked for."""

    number = forms.CharField(label="Number rung, or door used", max_length=40, required=False)
    person = forms.CharField(label="Agent's name", max_length=160, required=False)
    reference = forms.CharField(label="Reference number of the request", max_length=80, required=False)
    hold_minutes = forms.IntegerField(label="Minutes on hold", required=False, min_value=0, max_value=600)
    note = forms.CharField(
        label="What they said", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def attempt(self, *, result: AttemptResult = AttemptResult.REACHED) -> CallAttempt:
        """The entry of the log it makes."""
        found = self.cleaned_data
        return CallAttempt(
            id="",
            at=self.at(),
            purpose=AttemptPurpose.REQUEST,
            side=AttemptSide.PRACTICE,
            result=result,
            number=found["number"],
            person=found["person"],
            hold_minutes=found["hold_minutes"],
            reference=found["reference"],
            note=found["note"],
        )


class AttemptForm(HappenedForm):
    """A try of either side."""

    side = forms.ChoiceField(label="Who rang", choices=[(key.value, words) for key, words in SIDES.items()])
    purpose = forms.ChoiceField(label="What for", choices=[(key.value, words) for key, words in PURPOSES.items()])
    result = forms.ChoiceField(label="How it ended", choices=[(key.value, words) for key, words in RESULTS.items()])
    number = forms.CharField(label="Number dialled", max_length=40, required=False)
    person = forms.CharField(label="Who answered", max_length=160, required=False)
    role = forms.CharField(label="Their role", max_length=80, required=False)
    hold_minutes = forms.IntegerField(label="Minutes on hold", required=False, min_value=0, max_value=600)
    callback_day = forms.DateField(label="Ring back promised for", required=False, widget=DayInput)
    callback_hour = forms.TimeField(label="At", required=False, widget=HourInput)
    reference = forms.CharField(label="Reference number", max_length=80, required=False)
    note = forms.CharField(label="Note", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
    corrects = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """A time to ring back needs its day."""
        cleaned = super().clean() or {}
        if cleaned.get("callback_hour") and not cleaned.get("callback_day"):
            self.add_error("callback_day", "Give the day too.")
        return cleaned

    def attempt(self) -> CallAttempt:
        """The entry."""
        found = self.cleaned_data
        back = None
        if found["callback_day"]:
            back = datetime.combine(found["callback_day"], found["callback_hour"] or time(17), tzinfo=self.zone)
        return CallAttempt(
            id="",
            at=self.at(),
            purpose=AttemptPurpose(found["purpose"]),
            side=AttemptSide(found["side"]),
            result=AttemptResult(found["result"]),
            number=found["number"],
            person=found["person"],
            role=found["role"],
            hold_minutes=found["hold_minutes"],
            callback_at=back,
            reference=found["reference"],
            note=found["note"],
            corrects=str(found["corrects"]) if found["corrects"] else None,
        )


def attempt_initial(one: CallAttempt, *, zone: str) -> dict[str, Any]:
    """The form of a correction, filled with what stands."""
    here = ZoneInfo(zone)
    local = one.at.astimezone(here)
    back = one.callback_at.astimezone(here) if one.callback_at else None
    return {
        "day": local.date(),
        "hour": local.time(),
        "side": one.side.value,
        "purpose": one.purpose.value,
        "result": one.result.value,
        "number": one.number,
        "person": one.person,
        "role": one.role,
        "hold_minutes": one.hold_minutes,
        "callback_day": back.date() if back else None,
        "callback_hour": back.time() if back else None,
        "reference": one.reference,
        "note": one.note,
        "corrects": one.id,
    }


class SlotForm(WhenForm):
    """A time both sides agreed to. moment: the now of the case, which a time agreed may not lie a day behind."""

    minutes = forms.IntegerField(label="Minutes", min_value=5, max_value=180, initial=15)
    speaker = forms.ChoiceField(label="Who speaks for us", required=False)
    speaker_name = forms.CharField(label="Or another name", max_length=160, required=False)
    reviewer_name = forms.CharField(label="Their reviewer", max_length=160, required=False)
    reviewer_specialty = forms.CharField(label="Reviewer's specialty", max_length=120, required=False)
    our_number = forms.CharField(label="They ring us at", max_length=40, required=False)
    their_number = forms.CharField(label="Or we ring them at", max_length=40, required=False)
    agent_name = forms.CharField(label="Agreed with (agent's name)", max_length=120, required=False)
    reference = forms.CharField(label="Reference number", max_length=80, required=False)

    def __init__(self, *args: Any, physicians: Sequence[Physician], moment: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.moment = moment
        field = self.fields["speaker"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "Somebody else"), *((str(one.id), one.name) for one in physicians)]
        self.names = {str(one.id): one.name for one in physicians}

    def clean(self) -> dict[str, Any]:
        """Somebody speaks, at a time that is not long past."""
        cleaned = super().clean() or {}
        if cleaned.get("day") and cleaned.get("hour") and self.at() < self.moment - timedelta(days=1):
            self.add_error("day", "This time is past: check the day.")
        if not cleaned.get("speaker") and not cleaned.get("speaker_name"):
            self.add_error("speaker", "Choose who speaks, or type the name.")
        return cleaned

    def slot(self) -> NewSlot:
        """As stored."""
        found = self.cleaned_data
        speaker = found["speaker"]
        return NewSlot(
            starts_at=self.at(),
            minutes=found["minutes"],
            speaker=UUID(speaker) if speaker else None,
            speaker_name=found["speaker_name"] or self.names.get(speaker, ""),
            their_number=found["their_number"],
            our_number=found["our_number"],
            reference=found["reference"],
            agent_name=found["agent_name"],
            reviewer_name=found["reviewer_name"],
            reviewer_specialty=found["reviewer_specialty"],
        )


class WhyForm(forms.Form):
    """Whose side it was, and what happened."""

    side = forms.ChoiceField(
        label="Whose side", choices=[(AttemptSide.PLAN.value, "The plan's"), (AttemptSide.PRACTICE.value, "Ours")]
    )
    why = forms.CharField(label="What happened", max_length=280)


class ConfirmedForm(forms.Form):
    """How the confirmation in writing went out."""

    how = forms.ChoiceField(
        label="Sent by",
        choices=[("fax", "Fax"), ("portal", "The plan's portal"), ("mail", "Letter"), ("other", "Another way")],
    )
    detail = forms.CharField(label="Number, or receipt", max_length=90, required=False)


class WeekForm(forms.Form):
    """Hours of a usual week: up to two stretches a day. weeks: for how long."""

    weeks = forms.IntegerField(label="For how many weeks", min_value=1, max_value=26, initial=6)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for weekday, name in enumerate(DAY_NAMES):
            for number in (1, 2):
                for end, word in (("from", "from"), ("to", "to")):
                    label = f"{name}{', second time' if number == 2 else ''}, {word}"
                    self.fields[f"{DAYS[weekday].lower()}{number}_{end}"] = forms.TimeField(
                        label=label, required=False, widget=HourInput
                    )

    def rows(self) -> list[tuple[str, list[list[forms.BoundField]]]]:
        """A line a day: its two stretches, each from and to."""
        return [
            (name, [[self[f"{DAYS[weekday].lower()}{number}_{end}"] for end in ("from", "to")] for number in (1, 2)])
            for weekday, name in enumerate(DAY_NAMES)
        ]

    def clean(self) -> dict[str, Any]:
        """Both ends of a stretch, in their order."""
        cleaned = super().clean() or {}
        for day in DAYS:
            for number in (1, 2):
                start, end = cleaned.get(f"{day.lower()}{number}_from"), cleaned.get(f"{day.lower()}{number}_to")
                if (start is None) != (end is None):
                    self.add_error(f"{day.lower()}{number}_{'to' if end is None else 'from'}", "Both ends are needed.")
                elif start is not None and end is not None and end <= start:
                    self.add_error(f"{day.lower()}{number}_to", "This is not after the beginning.")
        return cleaned

    def hours(self) -> list[WeeklyHours]:
        """The stretches typed."""
        found = self.cleaned_data
        return [
            WeeklyHours(weekday, found[f"{day.lower()}{number}_from"], found[f"{day.lower()}{number}_to"])
            for weekday, day in enumerate(DAYS)
            for number in (1, 2)
            if found.get(f"{day.lower()}{number}_from")
        ]


class StretchForm(ZonedForm):
    """One more stretch on one day."""

    day = forms.DateField(label="Day", widget=DayInput)
    hour = forms.TimeField(label="From", widget=HourInput)
    to = forms.TimeField(label="To", widget=HourInput)

    def clean(self) -> dict[str, Any]:
        """In order."""
        cleaned = super().clean() or {}
        if cleaned.get("hour") and cleaned.get("to") and cleaned["to"] <= cleaned["hour"]:
            raise ValidationError("The end is not after the beginning.")
        return cleaned


class UploadForm(forms.Form):
    """A calendar, and the hours in which calls can be taken at all."""

    file = forms.FileField(label="Calendar file (.ics)")
    opens = forms.TimeField(label="Calls from", initial=time(8), widget=HourInput)
    closes = forms.TimeField(label="To", initial=time(17), widget=HourInput)
    weeks = forms.IntegerField(label="For how many weeks", min_value=1, max_value=12, initial=4)

    def clean(self) -> dict[str, Any]:
        """In order."""
        cleaned = super().clean() or {}
        if cleaned.get("opens") and cleaned.get("closes") and cleaned["closes"] <= cleaned["opens"]:
            raise ValidationError("The end is not after the beginning.")
        return cleaned

    def hours(self) -> list[WeeklyHours]:
        """Monday to Friday."""
        return [WeeklyHours(day, self.cleaned_data["opens"], self.cleaned_data["closes"]) for day in range(5)]


def monday_of(day: date) -> date:
    """The Monday of its week."""
    return date.fromordinal(day.toordinal() - day.weekday())
