"""The filter of the work list as its address and saved views spell it. Searched text never stands in an address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from peercall.application.site.views import WorkFilter
from peercall.application.site.words import STAGE_WORDS, TRIAGE_WORDS
from peercall.domain.workflow import Stage

DUE = ("overdue", "today", "week", "none")
SORTS = ("clock", "worth", "newest")
NOBODY, MINE = "nobody", "me"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person asks the list for. owner: me, nobody or a person's id. search: the key under which the session keeps
    the searched text."""

    due: str = ""
    owner: str = ""
    stage: str = ""
    triage: str = ""
    closed: bool = False
    sort: str = "clock"
    search: str = ""

    def query(self, **changed: Any) -> str:
        """The address's query with these parts changed; what is as usual is left out. Begins with `?`."""
        now = replace(self, **changed)
        usual = Asked()
        parts = {
            "due": now.due,
            "owner": now.owner,
            "stage": now.stage,
            "triage": now.triage,
            "closed": "1" if now.closed else "",
            "sort": now.sort if now.sort != usual.sort else "",
            "s": now.search,
        }
        return "?" + "&".join(f"{key}={value}" for key, value in parts.items() if value)

    @property
    def narrows(self) -> bool:
        """Not every open case is asked for."""
        return any((self.due, self.owner, self.stage, self.triage, self.closed, self.search))

    def wanted(self, *, user: UUID, text: str) -> WorkFilter:
        """As the query takes it. text: what the search key stands for."""
        return WorkFilter(
            owner=str(user) if self.owner == MINE else self.owner,
            stages=(self.stage,) if self.stage else (),
            triage=(self.triage,) if self.triage else (),
            due=self.due,
            text=text,
            closed=self.closed,
            sort=self.sort,
        )


def asked_from(values: Mapping[str, str]) -> Asked:
    """From the values of an address or a saved view; unknown words are ignored."""
    return Asked(
        due=_one(values.get("due"), DUE),
        owner=_owner(str(values.get("owner") or "")),
        stage=_one(values.get("stage"), [stage.value for stage in Stage]),
        triage=_one(values.get("triage"), list(TRIAGE_WORDS)),
        closed=values.get("closed") == "1",
        sort=_one(values.get("sort"), SORTS) or "clock",
        search=_plain(str(values.get("s") or "")),
    )


def kept(asked: Asked, *, text: str) -> dict[str, str]:
    """What a saved view keeps: the searched text itself in place of its key."""
    parts = {
        "due": asked.due,
        "owner": asked.owner,
        "stage": asked.stage,
        "triage": asked.triage,
        "closed": "1" if asked.closed else "",
        "sort": asked.sort,
        "text": text,
    }
    return {key: value for key, value in parts.items() if value}


def chips(asked: Asked, *, counts: Mapping[str, int]) -> list[dict[str, Any]]:
    """Chips of the list: `label`, `query` to follow, `on`, `count` (None: not counted), grouped by `group`."""
    due = [("overdue", "Overdue"), ("today", "Today"), ("week", "This week"), ("none", "No clock")]
    owner = [(MINE, "Mine"), (NOBODY, "Nobody's")]
    made = [_chip(asked, "due", value, label, counts.get(value)) for value, label in due]
    made += [_chip(asked, "owner", value, label, None) for value, label in owner]
    made += [_chip(asked, "triage", value, words[2], None) for value, words in TRIAGE_WORDS.items()]
    return made


def stages_to_choose(asked: Asked) -> list[dict[str, Any]]:
    """The stages an open case may be in, as choices."""
    return [
        {
            "value": stage.value,
            "label": words,
            "on": asked.stage == stage.value,
            "query": asked.query(stage=stage.value),
        }
        for stage, words in STAGE_WORDS.items()
        if stage is not Stage.CLOSED
    ]


def _chip(asked: Asked, part: str, value: str, label: str, count: int | None) -> dict[str, Any]:
    on = getattr(asked, part) == value
    return {
        "label": label,
        "group": part,
        "on": on,
        "query": asked.query(**{part: "" if on else value}),
        "count": f"{count}+" if count == 100 else count,
    }


def _one(value: str | None, allowed: Sequence[str]) -> str:
    return value if value is not None and value in allowed else ""


def _owner(text: str) -> str:
    if text in (MINE, NOBODY):
        return text
    try:
        return str(UUID(text))
    except ValueError:
        return ""


def _plain(key: str) -> str:
    return key if len(key) < 40 and key.replace("-", "").replace("_", "").isalnum() else ""
