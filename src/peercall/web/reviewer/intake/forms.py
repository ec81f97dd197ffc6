"""What is said with an import, and a file typed by hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, time
from typing import Any

from django import forms

from peercall.domain.review_intake import FileField, IntakeChoices
from peercall.domain.reviews import CallbackNumber, CallDemand, ReviewProgram
from peercall.domain.terms import Funding
from peercall.engine.review_names import DEMANDS, PROGRAMS
from peercall.web.common.zones import STATES, ZONES

FUNDINGS = {Funding.FULLY_INSURED: "Insured", Funding.SELF_FUNDED: "Self-funded"}
CALLS = {**DEMANDS, CallDemand.NONE: "None"}
CALLBACKS = {
    CallbackNumber.CLIENT_ROUTING: "The client's number",
    CallbackNumber.OWN: "The reviewer's own",
    CallbackNumber.NONE: "None may be left",
}
_SILENT = ("", "The rows say it")
_OPEN = ("", "Not stated")
_PLACES = [("US", "US, no state"), *((state, state) for state in STATES)]
_HOUR = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
_LINES = forms.Textarea(attrs={"rows": 2})


def _named(words: Mapping[Any, str], first: tuple[str, str]) -> list[tuple[str, str]]:
    return [first, *((one.value, name) for one, name in words.items())]


class ChoicesForm(forms.Form):
    """What holds for rows that do not say it themselves. clients: names to choose from while typing."""

    client = forms.CharField(
        label="Client", max_length=160, required=False, widget=forms.TextInput(attrs={"list": "clients"})
    )
    jurisdiction = forms.ChoiceField(label="Jurisdiction", required=False, choices=[_SILENT, *_PLACES])
    program = forms.ChoiceField(label="Program", required=False, choices=_named(PROGRAMS, _SILENT))
    funding = forms.ChoiceField(label="Funding", required=False, choices=_named(FUNDINGS, _SILENT))
    call = forms.ChoiceField(label="Peer-to-peer call", required=False, choices=_named(CALLS, _SILENT))
    due_zone = forms.ChoiceField(
        label="Zone of due times that name none", required=False, choices=[("", "They name it"), *ZONES]
    )
    due_hour = forms.TimeField(label="Hour of due days that have none", required=False, widget=_HOUR)

    def choices(self) -> IntakeChoices:
        """As the reader of rows takes them. Valid forms only."""
        said = self.cleaned_data
        hour: time | None = said["due_hour"]
        return IntakeChoices(
            client=said["client"].strip() or None,
            jurisdiction=said["jurisdiction"] or None,
            program=ReviewProgram(said["program"]) if said["program"] else None,
            funding=Funding(said["funding"]) if said["funding"] else None,
            call=CallDemand(said["call"]) if said["call"] else None,
            due_zone=said["due_zone"] or None,
            due_hour=hour,
        )


class UploadForm(ChoicesForm):
    """A client's file with what is said for its rows."""

    file = forms.FileField(
        label="Table (CSV), JSON or FHIR request",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.tsv,.json,.ndjson,.jsonl"}),
        error_messages={"required": "Choose the file.", "empty": "The file is empty."},
    )
    field_order = ("file",)


class FileForm(forms.Form):
    """One file typed by hand. Names of the fields are those of FileField; due: day, hour and zone in parts."""

    client = forms.CharField(label="Client", max_length=160, widget=forms.TextInput(attrs={"list": "clients"}))
    reference = forms.CharField(label="The client's file number", max_length=120)
    jurisdiction = forms.ChoiceField(label="Jurisdiction", choices=[("", "Choose"), *_PLACES])
    program = forms.ChoiceField(label="Program", choices=_named(PROGRAMS, ("", "Choose")))
    funding = forms.ChoiceField(label="Funding", required=False, choices=_named(FUNDINGS, _OPEN))
    claimant = forms.CharField(label="The claimant's number with the client", max_length=120, required=False)
    claimant_name = forms.CharField(label="The claimant's name", max_length=160, required=False)
    request = forms.CharField(label="What is requested", max_length=4000, widget=_LINES)
    service_codes = forms.CharField(label="CPT or HCPCS codes", max_length=300, required=False)
    records = forms.CharField(
        label="Records submitted", help_text="One a line.", max_length=4000, required=False, widget=_LINES
    )
    treating_physician = forms.CharField(label="Treating physician", max_length=160)
    npi = forms.RegexField(
        r"^\d{10}$",
        label="NPI",
        required=False,
        error_messages={"invalid": "An NPI has ten digits."},
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    numbers = forms.CharField(
        label="Numbers of the office",
        help_text="One a line, the one to try first on top.",
        max_length=400,
        required=False,
        widget=_LINES,
    )
    office_zip = forms.RegexField(
        r"^\d{5}(-?\d{4})?$",
        label="ZIP code of the office",
        required=False,
        error_messages={"invalid": "A ZIP code has five digits, or five and four."},
    )
    office_state = forms.ChoiceField(
        label="State of the office", required=False, choices=[_OPEN, *((state, state) for state in STATES)]
    )
    zone = forms.ChoiceField(
        label="Time zone of the office",
        help_text="Needed only where the client states it: the ZIP code tells it too.",
        required=False,
        choices=[_OPEN, *ZONES],
    )
    availability = forms.CharField(
        label="When the office takes the call",
        help_text="As the client wrote it, for example: M-F 9-12 & 1:30-4pm. Empty: the office's business hours.",
        max_length=500,
        required=False,
        widget=_LINES,
    )
    call = forms.ChoiceField(
        label="Peer-to-peer call",
        choices=[(one.value, name) for one, name in CALLS.items()],
        widget=forms.RadioSelect,
    )
    due_day = forms.DateField(
        label="Decision due on", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    due_hour = forms.TimeField(label="At", required=False, widget=_HOUR)
    due_zone = forms.ChoiceField(label="By the clock of", required=False, choices=[("", "Choose"), *ZONES])
    callback = forms.ChoiceField(label="Call-back number", required=False, choices=_named(CALLBACKS, _OPEN))
    callback_number = forms.CharField(label="The client's number to leave", max_length=40, required=False)
    instructions = forms.CharField(label="Special instructions", max_length=4000, required=False, widget=_LINES)

    #: what is shown together, with its heading
    GROUPS = (
        ("The file", ("client", "reference", "jurisdiction", "program", "funding")),
        ("The request", ("claimant_name", "claimant", "request", "service_codes", "records")),
        ("The office", ("treating_physician", "npi", "numbers", "office_zip", "office_state", "zone", "availability")),
        ("The call", ("call", "due_day", "due_hour", "due_zone", "callback", "callback_number", "instructions")),
    )

    def values(self) -> dict[FileField, str]:
        """What was typed, by field. Valid forms only."""
        said = self.cleaned_data
        out = {field: str(said.get(field.value) or "") for field in FileField if field.value in self.fields}
        day: date | None = said["due_day"]
        if day is not None:
            hour: time | None = said["due_hour"]
            out[FileField.DECISION_DUE] = f"{day:%Y-%m-%d} {hour:%H:%M}" if hour is not None else f"{day:%Y-%m-%d}"
            out[FileField.DECISION_DUE_ZONE] = said["due_zone"]
        return out

    def show(self, faults: Iterable[tuple[str, str]]) -> None:
        """Put sentences beside their fields: (field's name, sentence); those of no field stand on top."""
        for field, sentence in faults:
            name = {FileField.DECISION_DUE.value: "due_day"}.get(field, field)
            self.add_error(name if name in self.fields else None, sentence)

    def groups(self) -> list[tuple[str, list[Any]]]:
        """Bound fields by heading, for the page."""
        return [(heading, [self[name] for name in names]) for heading, names in self.GROUPS]


class TokenForm(forms.Form):
    """A new token."""

    name = forms.CharField(
        label="Name", max_length=80, help_text="Which system uses it, for example: Prairie Mutual, nightly."
    )
    client = forms.CharField(
        label="Only for the client",
        help_text="Files of another client are then refused. Empty: each file says its client.",
        max_length=160,
        required=False,
        widget=forms.TextInput(attrs={"list": "clients"}),
    )
