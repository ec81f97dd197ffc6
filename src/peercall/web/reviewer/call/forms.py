"""What is written down of a call, and of a call-back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from django import forms

from peercall.domain.attempts import AttemptResult
from peercall.domain.errors import EntryInvalid
from peercall.domain.reviews import CallbackNumber, CallDirection, ContactAttempt, ReachedRole, Weighing
from peercall.web.common.zones import ZONES

RESULTS = (
    (AttemptResult.REACHED, "Spoke with them about the request"),
    (AttemptResult.MESSAGE_WITH_PERSON, "Message with a person"),
    (AttemptResult.VOICEMAIL, "Voicemail"),
    (AttemptResult.CALLBACK_PROMISED, "They will call back"),
    (AttemptResult.RESCHEDULED, "Another time was set"),
    (AttemptResult.REFUSED, "They declined the conversation"),
    (AttemptResult.NO_ANSWER, "No answer"),
    (AttemptResult.WRONG_NUMBER, "Wrong number"),
)
ROLES = (
    (ReachedRole.TREATING_PHYSICIAN, "Treating physician"),
    (ReachedRole.ASSOCIATE_PHYSICIAN, "Associate physician"),
    (ReachedRole.NURSE_PRACTITIONER, "Nurse practitioner"),
    (ReachedRole.PHYSICIAN_ASSISTANT, "Physician assistant"),
    (ReachedRole.NURSE, "Nurse"),
    (ReachedRole.MEDICAL_ASSISTANT, "Medical assistant"),
    (ReachedRole.OTHER, "Somebody else"),
)
WEIGHINGS = (
    (Weighing.ACCEPTED, "Accepted"),
    (Weighing.NEEDS_WRITTEN_RECORD, "Needs a written record"),
    (Weighing.NOT_RELEVANT, "Not relevant"),
)
#: a call may be older than its file, which may come in late; one that is older still has a slip in its day
LONG_BEFORE = timedelta(days=31)
_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
_HOUR = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


@dataclass(frozen=True, slots=True)
class Office:
    """What the form needs to know of the call. routing: the client's number to leave. own: the reviewer's. since: aware,
    when the first of the files arrived."""

    physician: str
    zone: str
    files: Sequence[tuple[str, str]]
    numbers: Sequence[str]
    routing: str = ""
    own: str = ""
    callbacks: Sequence[tuple[str, str]] = ()
    asks_offer: bool = False
    since: datetime | None = None


class AttemptForm(forms.Form):
    """A call or a try. Days and hours are those of the office; without them the call was when its number was dialed, or now.

    placed_at: that moment by the browser's clock, which counts within a day before now.
    """

    key = forms.UUIDField(widget=forms.HiddenInput)
    placed_at = forms.CharField(required=False, widget=forms.HiddenInput)
    about = forms.MultipleChoiceField(label="It was about", widget=forms.CheckboxSelectMultiple)
    direction = forms.ChoiceField(
        label="Who placed the call",
        choices=[(CallDirection.TO_OFFICE.value, "I called"), (CallDirection.FROM_OFFICE.value, "The office called")],
        widget=forms.RadioSelect,
        initial=CallDirection.TO_OFFICE.value,
    )
    callback = forms.ChoiceField(label="It answers the call-back of", required=False)
    number = forms.CharField(label="Number", max_length=40, required=False)
    result = forms.ChoiceField(
        label="How it ended", choices=[(word.value, label) for word, label in RESULTS], widget=forms.RadioSelect
    )
    role = forms.ChoiceField(
        label="Who was reached", required=False, choices=[("", "Choose"), *((one.value, name) for one, name in ROLES)]
    )
    role_words = forms.CharField(label="Their role, in words", max_length=80, required=False)
    person = forms.CharField(label="Name", max_length=160, required=False)
    left = forms.ChoiceField(label="Call-back number left", widget=forms.RadioSelect, initial=CallbackNumber.NONE.value)
    left_number = forms.CharField(label="That number", max_length=40, required=False)
    again_day = forms.DateField(label="Day of the new time", required=False, widget=_DAY)
    again_hour = forms.TimeField(label="Hour, by the office's clock", required=False, widget=_HOUR)
    hold_minutes = forms.IntegerField(label="Minutes on hold", required=False, min_value=0, max_value=600)
    minutes = forms.IntegerField(label="Minutes of the call", required=False, min_value=1, max_value=600)
    is_offer = forms.BooleanField(label="They were told that a physician may discuss the request", required=False)
    day = forms.DateField(label="Day, if it was earlier", required=False, widget=_DAY)
    hour = forms.TimeField(label="Hour, by the office's clock", required=False, widget=_HOUR)

    def __init__(self, data: Any = None, *, office: Office, **more: Any) -> None:
        self.office = office
        more.setdefault("initial", {})
        more["initial"] |= {
            "key": uuid4(),
            "about": [name for name, _ in office.files],
            "number": office.numbers[0] if office.numbers else "",
            "is_offer": True,
        }
        super().__init__(data, auto_id="log-%s", **more)
        self.fields["about"].choices = list(office.files)  # type: ignore[attr-defined]
        self.fields["callback"].choices = [("", "None"), *office.callbacks]  # type: ignore[attr-defined]
        self.fields["left"].choices = [  # type: ignore[attr-defined]
            (CallbackNumber.NONE.value, "None"),
            *([(CallbackNumber.CLIENT_ROUTING.value, f"The client's: {office.routing}")] if office.routing else []),
            (CallbackNumber.OWN.value, f"My own{f': {office.own}' if office.own else ''}"),
        ]
        self.fields["number"].widget.attrs["list"] = "office-numbers"
        self.made: ContactAttempt | None = None

    def clean(self) -> dict[str, Any]:
        """The attempt of the entry; what contradicts is told at the form, or beside the field it hangs on."""
        found: dict[str, Any] = dict(super().clean() or {})  # a copy: a fault takes its field away
        if self.errors:
            return found
        zone = ZoneInfo(self.office.zone)
        again = self._moment(found, "again_day", "again_hour", zone)
        spoke_to = found["result"] not in _NOBODY
        if not found["role"] and spoke_to:
            self.add_error("role", "Say who was reached.")
        if spoke_to and found["role"] == ReachedRole.OTHER and not found["role_words"].strip():
            self.add_error("role_words", "Say the role in words.")
        if found["result"] == AttemptResult.MESSAGE_WITH_PERSON and not found["person"]:
            self.add_error("person", "Name who took the message.")
        earlier = self._moment(found, "day", "hour", zone)
        placed = earlier or self._placed(found["placed_at"]) or self.now
        if found["result"] == AttemptResult.RESCHEDULED and again is None:
            self.add_error("again_day", "Give the day and the hour of the new time.")
        elif found["result"] == AttemptResult.RESCHEDULED and again is not None and again <= placed:
            self.add_error("again_day", "The new time must lie after the call.")
        for day, hour in (("again_day", "again_hour"), ("day", "hour")):
            if (moment := self._moment(found, day, hour, zone)) is not None and not _is_on_the_clock(moment):
                self.add_error(hour, "There is no such hour on that day: the clocks go forward.")
        if (found["day"] is None) != (found["hour"] is None):
            self.add_error("hour" if found["hour"] is None else "day", "Give the day and the hour, or neither.")
        elif earlier is not None and earlier > self.now:
            self.add_error("day", "A call that is logged was before now.")
        elif earlier is not None and self.office.since is not None and earlier < self.office.since - LONG_BEFORE:
            self.add_error("day", "This day lies long before the file arrived. Check the month and the year.")
        left = CallbackNumber(found["left"])
        number = self._left_number(left, found["left_number"])
        if left is CallbackNumber.OWN and not number:
            self.add_error("left_number", "Write the number that was left.")
        elif (why := self._contradicts(left, found)) is not None:
            self.add_error("left_number", why)
        if not self.errors:
            try:
                self.made = self._attempt(found, placed, again, left, number, spoke_to=spoke_to)
            except EntryInvalid as error:
                self.add_error(None, f"{error.message[:1].upper()}{error.message[1:]}.")
        return found

    def _left_number(self, left: CallbackNumber, typed: str) -> str:
        if left is CallbackNumber.NONE:
            return ""
        return self.office.routing if left is CallbackNumber.CLIENT_ROUTING else typed or self.office.own

    def _contradicts(self, left: CallbackNumber, found: dict[str, Any]) -> str | None:
        """A number is written that the choice above does not leave: neither counts before a person says which."""
        typed = found["left_number"].strip()
        if not typed or found["result"] in _NOTHING_LEFT or left is CallbackNumber.OWN:
            return None
        if left is CallbackNumber.NONE:
            return "No number was left by the choice above. Choose whose number this is, or empty the field."
        if _digits(typed) == _digits(self.office.routing):
            return None
        return (
            f"The client's number is {self.office.routing}. Choose “My own” if this one was left, or empty the field."
        )

    def _attempt(
        self,
        found: dict[str, Any],
        placed: datetime,
        again: datetime | None,
        left: CallbackNumber,
        number: str,
        *,
        spoke_to: bool,
    ) -> ContactAttempt:
        role = ReachedRole(found["role"]) if found["role"] and spoke_to else None
        return ContactAttempt(
            id=str(found["key"]),
            files=tuple(found["about"]),
            at=placed,
            zone=self.office.zone,
            physician=self.office.physician,
            number=found["number"],
            result=AttemptResult(found["result"]),
            direction=CallDirection(found["direction"]),
            role=role,
            role_words=found["role_words"].strip() if role is ReachedRole.OTHER else "",
            person=found["person"].strip() if spoke_to else "",
            left=left,
            left_number=number,
            hold_minutes=found["hold_minutes"],
            rescheduled_for=again if found["result"] == AttemptResult.RESCHEDULED else None,
            recorded_by=self.writer,
            recorded_at=self.now,
        )

    now: datetime
    writer: str

    def written(self, *, by: str, at: datetime) -> ContactAttempt | None:
        """The attempt, or None where something must be mended first. at: aware, now."""
        self.now, self.writer = at, by
        return self.made if self.is_valid() else None

    def _placed(self, text: str) -> datetime | None:
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            return None
        return moment if moment.tzinfo and timedelta(0) <= self.now - moment < timedelta(days=1) else None

    @staticmethod
    def _moment(found: dict[str, Any], day: str, hour: str, zone: ZoneInfo) -> datetime | None:
        if found.get(day) is None or found.get(hour) is None:
            return None
        return datetime.combine(found[day], found[hour], tzinfo=zone)


def _is_on_the_clock(moment: datetime) -> bool:
    """False for an hour that is left out when daylight time begins."""
    return moment.astimezone(UTC).astimezone(moment.tzinfo) == moment


def _digits(number: str) -> str:
    """What of a number is dialed, without the country's 1."""
    return "".join(char for char in number if char.isdigit()).removeprefix("1")


_NOTHING_LEFT = frozenset({AttemptResult.NO_ANSWER, AttemptResult.WRONG_NUMBER})
_NOBODY = frozenset({AttemptResult.VOICEMAIL, AttemptResult.NO_ANSWER, AttemptResult.WRONG_NUMBER})


class WeighForm(forms.Form):
    """What the reviewer makes of a statement."""

    weighed = forms.ChoiceField(
        label="It is", choices=[(one.value, name) for one, name in WEIGHINGS], widget=forms.RadioSelect
    )
    why = forms.CharField(label="Why", max_length=4000, widget=forms.Textarea(attrs={"rows": 2}))


class RecordForm(forms.Form):
    """A record the office is asked for."""

    what = forms.CharField(label="Which record", max_length=400)
    asked_of = forms.CharField(label="Asked of", max_length=160, required=False)
    due_day = forms.DateField(label="By the day", required=False, widget=_DAY)
    due_hour = forms.TimeField(label="Hour, by the office's clock", required=False, widget=_HOUR)


class AddendumForm(forms.Form):
    """Words added to what stands."""

    text = forms.CharField(label="Addendum", max_length=4000, widget=forms.Textarea(attrs={"rows": 2}))


class ZoneForm(forms.Form):
    """Where the office is."""

    zone = forms.ChoiceField(label="Time zone of the office", choices=[("", "Choose"), *ZONES])
    source = forms.CharField(label="How it is known", max_length=200, help_text="The office said so, its address, ...")


class CallbackForm(forms.Form):
    """The office called."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    file = forms.UUIDField(widget=forms.HiddenInput)
    caller = forms.CharField(label="Who called", max_length=160)
    number = forms.CharField(label="Number to reach them", max_length=40, required=False)
    best_time = forms.CharField(label="When they can be reached", max_length=160, required=False)
    message = forms.CharField(
        label="What they said", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class DoneForm(forms.Form):
    """A call-back was dealt with without another call."""

    how = forms.CharField(label="How", max_length=400)
