"""The letter as a person confirms it: its fields in groups, what is open, and what would follow from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peercall.application.site.corrections import checked_of, typed_text
from peercall.application.site.field_text import day_words, entry_at, entry_text, item_text
from peercall.application.site.field_words import GROUPS, LABELS, RECEIVED, FieldSpec, Kind, page_key
from peercall.domain.determinations import CaseFile
from peercall.domain.letters import OpenField, OpenKind
from peercall.domain.rules import DenialReason
from peercall.engine.confirmation import open_clock_fields
from peercall.engine.wording import LINES_OF_BUSINESS

Data = Mapping[str, Any]

#: what the case says itself stands before what the letter says of it (engine/confirmation.py)
_CASE_STANDS = ("line_of_business", "funding")


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in the letter. ref: for the viewer's address. page: None where the source has no pages."""

    ref: str
    page: int | None
    quote: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several things the letter says."""

    index: int
    text: str
    mark: Mark | None
    how: str


@dataclass(frozen=True, slots=True)
class Item:
    """An entry of a list. index: in the contract's list. words: as shown. extra: its system or class."""

    index: int
    value: str
    words: str
    extra: str
    label: str
    mark: Mark | None
    is_uncertain: bool
    is_corrected: bool


@dataclass(frozen=True, slots=True)
class FieldView:
    """A field to look at. state: found, not_stated, conflicting, uncertain, or what a person made of it: accepted, chosen,
    corrected, not_stated_checked. needed: why it is open, in words; empty when it is not."""

    spec: FieldSpec
    state: str
    text: str
    how: str
    mark: Mark | None
    by: str = ""
    read: str = ""
    choices: tuple[Choice, ...] = ()
    why: str = ""
    items: tuple[Item, ...] = ()
    needed: str = ""
    case_says: str = ""
    entry: Data | None = None

    @property
    def path(self) -> str:
        """In the contract."""
        return self.spec.path

    @property
    def key(self) -> str:
        """For ids of the page."""
        return self.spec.key

    @property
    def is_list(self) -> bool:
        """A list of entries."""
        return self.spec.kind in (Kind.CODES, Kind.REASONS, Kind.LINES)

    @property
    def is_quiet(self) -> bool:
        """The letter does not say it and nothing asks for it: shown folded."""
        return self.state == "not_stated" and not self.needed


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that belong together. quiet: those the letter does not state."""

    title: str
    fields: tuple[FieldView, ...]
    quiet: tuple[FieldView, ...]


@dataclass(frozen=True, slots=True)
class Open:
    """Something a clock needs, in words. path: the field, or RECEIVED."""

    path: str
    label: str
    words: str

    @property
    def key(self) -> str:
        """As FieldView.key."""
        return page_key(self.path)


def open_for_confirmation(contract: Data, *, case: CaseFile, at: datetime | None = None) -> tuple[Open, ...]:
    """What must be decided before the letter can be confirmed; a field a person has decided is not open any more.

    at: the moment of looking, aware: a day the plan wrote on cannot lie after it.
    """
    return tuple(
        Open(one.path, LABELS.get(one.path, one.path.replace("_", " ")), _why(one))
        for one in open_clock_fields(contract, case=case, at=at)
        if not checked_of(contract, one.path)[0]
    )


def _why(one: OpenField) -> str:
    counts = {"p2p_window": "the time for the call", "appeal_deadline": "the time to appeal"}.get(one.counts, "")
    if one.kind is OpenKind.CONFLICTING:
        return "the letter says more than one thing"
    if one.kind is OpenKind.UNCERTAIN:
        return "it could not be read for sure: compare it with the page"
    if one.kind is OpenKind.FUTURE:
        return "it lies in the future: compare it with the page"
    return f"{counts} is counted from it" if counts else "no clock can be counted without it"


def groups_of(
    contract: Data, *, case: CaseFile, open_fields: Sequence[Open], reasons: Mapping[str, DenialReason]
) -> tuple[Group, ...]:
    """Every field once: first those to decide, then the groups."""
    needed = {one.path: one.words for one in open_fields}
    views = [
        (
            title,
            [
                field_view(contract, spec, case=case, needed=needed.get(spec.path, ""), reasons=reasons)
                for spec in specs
            ],
        )
        for title, specs in GROUPS
    ]
    first = [
        view for _, listed in views for view in listed if view.needed or view.state in ("conflicting", "uncertain")
    ]
    taken = {view.path for view in first}
    out = [Group("To decide first", tuple(first), ())] if first else []
    for title, listed in views:
        rest = [view for view in listed if view.path not in taken]
        out.append(Group(title, tuple(v for v in rest if not v.is_quiet), tuple(v for v in rest if v.is_quiet)))
    return tuple(group for group in out if group.fields or group.quiet)


def field_view(
    contract: Data, spec: FieldSpec, *, case: CaseFile, needed: str = "", reasons: Mapping[str, DenialReason]
) -> FieldView:
    """One field as the page shows it."""
    entry = entry_at(contract, spec.path)
    checked, by = checked_of(contract, spec.path)
    if isinstance(entry, list):
        items = tuple(_item(spec, item, index, reasons=reasons) for index, item in enumerate(entry))
        state = _list_state(items, checked)
        first = next((item.mark for item in items if item.mark), None)
        return FieldView(spec, state, "", "", first, by, items=items, needed=needed)
    found: Data = entry if isinstance(entry, Mapping) else {}
    read: Data = found.get("read") or {}
    return FieldView(
        spec=spec,
        state=_state(found, checked),
        text=entry_text(spec, found),
        how=str(found.get("how") or ""),
        mark=_mark(spec.path, found) or _mark(spec.path, read),
        by=by,
        read=entry_text(spec, read) if read else "",
        choices=tuple(
            Choice(index, entry_text(spec, one), _mark(f"{spec.path}:{index}", one), str(one.get("how") or ""))
            for index, one in enumerate(found.get("candidates") or ())
        ),
        why=str(found.get("why") or ""),
        needed=needed,
        case_says=_case_says(spec.path, found, case=case),
        entry=found,
    )


def _state(entry: Data, checked: str) -> str:
    if checked:
        return "not_stated_checked" if checked == "not_stated" else checked
    if entry.get("status") == "conflicting":
        return "conflicting"
    if entry.get("status") != "found":
        return "not_stated"
    return "uncertain" if entry.get("uncertain") else "found"


def _list_state(items: tuple[Item, ...], checked: str) -> str:
    if checked:
        return "not_stated_checked" if checked == "not_stated" else checked
    if not items:
        return "not_stated"
    return "uncertain" if any(item.is_uncertain for item in items) else "found"


def _mark(path: str, entry: Data) -> Mark | None:
    if not entry.get("quote") and not entry.get("resource"):
        return None
    page = entry.get("page")
    return Mark(f"field:{path}", page if isinstance(page, int) else None, str(entry.get("quote") or ""))


def _item(spec: FieldSpec, item: Data, index: int, *, reasons: Mapping[str, DenialReason]) -> Item:
    extra = str(item.get("class" if spec.kind is Kind.REASONS else "system") or "")
    label = reasons[extra].label if spec.kind is Kind.REASONS and extra in reasons else ""
    page = item.get("page")
    has_place = isinstance(page, int) or item.get("segment") is not None or item.get("resource") is not None
    return Item(
        index=index,
        value=typed_text(spec.path, item),
        words=item_text(spec, item),
        extra=extra,
        label=label,
        mark=_mark(f"{spec.path}:{index}", item) if has_place else None,
        is_uncertain=bool(item.get("uncertain")),
        is_corrected=item.get("checked") == "corrected",
    )


def _case_says(path: str, entry: Data, *, case: CaseFile) -> str:
    """What the case itself says, where it stands before a different word of the letter."""
    if path not in _CASE_STANDS:
        return ""
    line = case.plan.line_of_business if path == "line_of_business" else None
    said = line.value if line else (case.plan.funding.value if path == "funding" and case.plan.funding else None)
    if said is None or said == entry.get("value"):
        return ""
    return LINES_OF_BUSINESS[line] if line in LINES_OF_BUSINESS else said.replace("_", " ")


@dataclass(frozen=True, slots=True)
class ClockRow:
    """A clock beside what the letter says. state: running, ended, kept, missed, not_started, not_stated, unknown.

    due: the day reminders follow, in words; readings: each way of counting where there are several.
    """

    label: str
    letter: str
    due: str
    left: str
    readings: tuple[str, ...]
    rule: str
    rule_status: str
    state: str
    notes: tuple[str, ...]


_WINDOW_OF = {"peer-to-peer": "p2p_window", "internal-appeal": "appeal_deadline", "reconsideration": "appeal_deadline"}


def clock_rows(deadlines: Data, *, contract: Data) -> tuple[ClockRow, ...]:
    """The practice's clocks as published, beside the letter's words; those with an end first."""
    rows = [_clock(one, contract=contract) for one in deadlines.get("deadlines") or ()]
    return tuple(sorted(rows, key=lambda row: row.due == ""))


def _clock(one: Data, *, contract: Data) -> ClockRow:
    window: Any = entry_at(contract, _WINDOW_OF.get(str(one["id"]), "")) or {}
    words = str(window.get("text") or window.get("quote") or "")
    if not words and one.get("rule") == "letter":
        words = str((one.get("source") or {}).get("quote") or "")
    drives = one.get("drives")
    readings = [
        f"{day_words(str(row.get('due_at') or row.get('due')))}: {row['reading']}" for row in one.get("readings") or ()
    ]
    return ClockRow(
        label=_sentence_case(str(one["label"])),
        letter=" ".join(words.split()),
        due=day_words(str(one.get("due_at_local") or drives)) if drives else "",
        left=str(one.get("time_left") or ""),
        readings=tuple(readings) if len(readings) > 1 else (),
        rule="" if one.get("rule") == "letter" else str(one.get("citation") or one.get("rule") or ""),
        rule_status=str(one.get("rule_status") or "").replace("_", " "),
        state=str(one["status"]),
        notes=tuple(
            [f"not known: {text}" for text in _texts(one.get("unknown"))]
            + _texts(one.get("warnings"))
            + _texts([one.get("why")])
        ),
    )


def _texts(values: Iterable[Any] | None) -> list[str]:
    return [str(value) for value in values or () if value]


def _sentence_case(text: str) -> str:
    return text[:1].upper() + text[1:]


def kept_receipt(facts: Data) -> str:
    """The day the letter reached the practice, as the case says it; empty when it does not."""
    denial = facts.get("denial")
    said = (denial.get("receipt_date") or denial.get("receipt_at") if isinstance(denial, Mapping) else None) or ""
    return str(said)[:10]


__all__ = [
    "RECEIVED",
    "ClockRow",
    "FieldView",
    "Group",
    "Open",
    "clock_rows",
    "field_view",
    "groups_of",
    "kept_receipt",
    "open_for_confirmation",
]
