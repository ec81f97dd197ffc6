"""case.yaml by its keys: each value checked where it stands, each unknown key told with the nearest known one."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from peercall.domain.determinations import Moment
from peercall.domain.errors import CaseFolderInvalid
from peercall.domain.terms import Anchor

KNOWN_KEYS: Mapping[str, frozenset[str]] = {
    "": frozenset(
        [
            "schema",
            "side",
            "as_of",
            "time_zone",
            "urgency",
            "denial",
            "plan",
            "practice",
            "speaker",
            "availability",
            "policy",
            "chart",
            "request",
            "appeal_filed",
            "first_peer_to_peer",
            "new_records_sent",
            "discharged_at",
            "peer_to_peer_requested_at",
            "planned_peer_to_peer_request",
            "peer_to_peer_held_at",
            "payer_outreach_at",
            "appeal_filed_on",
            "final_decision_received_on",
            "attestations",
            "answers",
            "note",
        ]
    ),
    "denial": frozenset("file files receipt_date receipt_at receipt_channel verbal_notification_at note".split()),  # noqa: SIM905
    "plan": frozenset(
        "name administrator payer_id line_of_business funding state market group_type grandfathered note".split()  # noqa: SIM905
    ),
    "practice": frozenset("name address phone direct_line state note".split()),  # noqa: SIM905
    "chart": frozenset(["patient", "note"]),
    "speaker": frozenset("name credential specialty npi relationship note".split()),  # noqa: SIM905
}

#: keys of case.yaml that are moments, and their anchors
MOMENT_KEYS: Mapping[str, Anchor] = {
    "denial.receipt_date": Anchor.RECEIPT_DATE,
    "denial.receipt_at": Anchor.RECEIPT_DATE,
    "denial.verbal_notification_at": Anchor.VERBAL_NOTIFICATION,
    "discharged_at": Anchor.DISCHARGE,
    "planned_peer_to_peer_request": Anchor.P2P_REQUESTED,
    "peer_to_peer_requested_at": Anchor.P2P_REQUESTED,
    "peer_to_peer_held_at": Anchor.P2P_COMPLETED,
    "payer_outreach_at": Anchor.PAYER_OUTREACH,
    "appeal_filed_on": Anchor.APPEAL_FILED,
    "final_decision_received_on": Anchor.FINAL_DECISION_RECEIVED,
    "request.service_date": Anchor.SERVICE,
    "request.admission_date": Anchor.ADMISSION,
    "request.discharge_expected": Anchor.DISCHARGE_EXPECTED,
}

#: who buys the plan; a group plan is offered by an employer
MARKETS = ("individual", "small_group", "large_group")
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,40}\Z")


class CaseYaml:
    """Typed access to the keys of one mapping; `where` names the file in refusals."""

    def __init__(self, data: Mapping[str, Any], *, where: str) -> None:
        self.data = data
        self.where = where

    def get(self, path: str) -> Any:
        here: Any = self.data
        for part in path.split("."):
            here = here.get(part) if isinstance(here, Mapping) else None
        return here

    def text(self, path: str) -> str | None:
        value = self.get(path)
        return None if value is None else str(value)

    def flag(self, path: str) -> bool | None:
        value = self.get(path)
        if value is None or isinstance(value, bool):
            return value
        raise self.wrong(path, "must be true or false")

    def word(self, path: str, kind: type[Any]) -> Any:
        value = self.text(path)
        if value is None:
            return None
        try:
            return kind(value)
        except ValueError:
            raise self.wrong(
                path, "is not a known word", "Use one of: " + ", ".join(m.value for m in kind) + "."
            ) from None

    def moment(self, path: str) -> Moment | None:
        text = self.text(path)
        if text is None:
            return None
        try:
            if "T" in text or " " in text:
                at = datetime.fromisoformat(text)
                if at.tzinfo is None:
                    raise self.wrong(path, "is a time without its offset", "Write it as 2026-01-31T16:10-06:00.")
                return at
            return date.fromisoformat(text)
        except ValueError:
            raise self.wrong(path, "is not a date", "Write it as 2026-01-31 or 2026-01-31T16:10-06:00.") from None

    def at(self, path: str) -> datetime | None:
        moment = self.moment(path)
        if moment is not None and not isinstance(moment, datetime):
            raise self.wrong(path, "needs the hour and its offset", "Write it as 2026-01-31T16:10-06:00.")
        return moment

    def wrong(self, path: str, what: str, remedy: str = "") -> CaseFolderInvalid:
        return CaseFolderInvalid(f"`{path}` {what}", where=self.where, remedy=remedy or "Mend that line.")

    def holds_password(self) -> bool:
        """True when somebody wrote a password down here: the case is copied and sent around, a password is not."""
        sections = [self.data, *(block for block in self.data.values() if isinstance(block, Mapping))]
        return any("password" in str(key).lower() for section in sections for key in section)

    def unknown_keys(self) -> Iterator[str]:
        for section, known in KNOWN_KEYS.items():
            block = self.get(section) if section else self.data
            if not isinstance(block, Mapping):
                continue
            for key in block:
                if str(key) not in known:
                    if not _WORD.match(str(key)):
                        yield f"case.yaml: a key {f'under `{section}` ' if section else ''}is no word and was ignored"
                        continue
                    said = f"case.yaml: the key `{f'{section}.' if section else ''}{key}` is not known and was ignored"
                    yield f"{said}{_hint(str(key), section=section, known=known)}"
        market = self.text("plan.market")
        if market is not None and market not in MARKETS:
            yield f"case.yaml: `plan.market` is no market and was ignored; use one of: {', '.join(MARKETS)}"


def _hint(key: str, *, section: str, known: frozenset[str]) -> str:
    """Where a key belongs that stands under the wrong table, or the nearest one of its own."""
    places = [
        f"`{place}.{key}`" if place else f"`{key}` at the left edge, under no table"
        for place, keys in KNOWN_KEYS.items()
        if place != section and key in keys and key != "note"
    ]
    if places:
        return f"; it belongs at {' or '.join(places)}"
    near = difflib.get_close_matches(key, sorted(known), n=1)
    return f"; did you mean `{near[0]}`?" if near else ""
