"""case.yaml as a CaseFile: from a file of a folder, or from the same keys kept elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from peercall.adapters.case_folder.case_yaml import MARKETS, MOMENT_KEYS, CaseYaml
from peercall.domain.determinations import (
    AvailabilityBlock,
    CaseFile,
    Moment,
    OwnAnswer,
    PlanFacts,
    SentItem,
    Speaker,
)
from peercall.domain.terms import Anchor, Funding, LineOfBusiness, Side, Urgency

_ZONE_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_+-]{0,30}(?:/[A-Za-z0-9_+-]{1,30}){0,2}\Z")


def check(source: CaseYaml) -> None:
    """Raises CaseFolderInvalid where the file is none of ours, holds a password or names no zone."""
    schema = source.text("schema")
    if schema is None or not schema.endswith(".case/1"):
        raise source.wrong("schema", "must be peercall.case/1", "Put `schema: peercall.case/1` on the first line.")
    if source.holds_password():
        raise source.wrong("password", "does not belong into a file of the case", "Use --password-file.")
    zone = source.text("time_zone")
    if zone is None:
        raise source.wrong("time_zone", "is missing", "Name the practice's zone, such as America/Chicago.")
    try:
        if not _ZONE_NAME.match(zone):  # the name becomes a path and a module in the search for its table
            raise ValueError
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # a folder of zones, a name too long
        raise source.wrong("time_zone", "is not a zone name", "Use a name such as America/Chicago.") from None


def case_file_from(data: Mapping[str, Any], *, sent: tuple[SentItem, ...] = ()) -> CaseFile:
    """The same from plain data. Raises CaseFolderInvalid."""
    source = CaseYaml(data, where="case")
    check(source)
    return case_file(source, denial_files=(), sent=sent)


def case_file(source: CaseYaml, *, denial_files: tuple[str, ...], sent: tuple[SentItem, ...]) -> CaseFile:
    """The keys of a checked case.yaml as a CaseFile. Raises CaseFolderInvalid, naming the key."""
    request = source.get("request")
    if request is not None and not isinstance(request, Mapping):
        raise source.wrong("request", "must be a list of keys and values")
    moments: dict[Anchor, Moment] = {}
    for key, anchor in MOMENT_KEYS.items():
        if (moment := source.moment(key)) is not None:
            moments[anchor] = moment
    return CaseFile(
        side=source.word("side", Side) or Side.PROVIDER,
        time_zone=str(source.text("time_zone")),
        as_of=source.at("as_of"),
        urgency=source.word("urgency", Urgency),
        denial_files=denial_files,
        moments=moments,
        plan=PlanFacts(
            name=source.text("plan.name"),
            administrator=source.text("plan.administrator"),
            payer_id=source.text("plan.payer_id"),
            line_of_business=source.word("plan.line_of_business", LineOfBusiness),
            funding=source.word("plan.funding", Funding),
            state=source.text("plan.state"),
            market=_market(source),
            grandfathered=source.flag("plan.grandfathered"),
        ),
        practice_name=source.text("practice.name"),
        practice_phone=source.text("practice.phone"),
        practice_direct_line=source.text("practice.direct_line"),
        practice_address=source.text("practice.address"),
        practice_state=source.text("practice.state"),
        speaker=_speaker(source),
        availability=tuple(_availability(source)),
        policy=source.text("policy"),
        chart_patient=source.text("chart.patient"),
        request={str(key): value for key, value in (request or {}).items()},
        appeal_filed=source.flag("appeal_filed"),
        first_peer_to_peer=source.flag("first_peer_to_peer"),
        new_records_sent=source.flag("new_records_sent"),
        receipt_channel=source.text("denial.receipt_channel"),
        sent=sent,
        attestations=tuple(_attestations(source)),
        answers=tuple(_answers(source)),
    )


def _market(source: CaseYaml) -> str | None:
    """The market as entered, or as `group_type` tells it in words (`employer, large group`); None for other words."""
    told = source.text("plan.market")
    if told is not None:
        return told if told in MARKETS else None
    words = (source.text("plan.group_type") or "").casefold()
    found = [market for market in MARKETS if market.replace("_", " ") in words.replace("-", " ")]
    return found[0] if len(found) == 1 else None


def _speaker(source: CaseYaml) -> Speaker | None:
    name = source.text("speaker.name")
    if name is None:
        return None
    return Speaker(
        name=name,
        credential=source.text("speaker.credential"),
        specialty=source.text("speaker.specialty"),
        npi=source.text("speaker.npi"),
        relationship=source.text("speaker.relationship"),
    )


def _availability(source: CaseYaml) -> Iterator[AvailabilityBlock]:
    for row in _rows(source, "availability", "availability", keys="`from` and `to`"):
        start, end = row.at("from"), row.at("to")
        if start is None or end is None or end <= start:
            raise row.wrong("from, to", "must be two times in order", "Write them as 2026-01-31T16:10-06:00.")
        yield AvailabilityBlock(start, end)


def _attestations(source: CaseYaml) -> Iterator[tuple[str, str, datetime, str]]:
    for row in _rows(source, "attestations", "attestation", keys="`criterion`, `by`, `at`, `statement`"):
        criterion, by, at, statement = row.text("criterion"), row.text("by"), row.at("at"), row.text("statement")
        if not (criterion and by and at and statement):
            raise row.wrong("criterion, by, at, statement", "must all be given")
        yield criterion, by, at, statement


def _answers(source: CaseYaml) -> Iterator[OwnAnswer]:
    for row in _rows(source, "answers", "answer", keys="`objection`, `answer`, `by`, `at`"):
        objection, answer, by, at = row.text("objection"), row.text("answer"), row.text("by"), row.at("at")
        number = row.get("determination")
        if not (objection and answer and by and at):
            raise row.wrong("objection, answer, by, at", "must all be given")
        if number is not None and (not isinstance(number, int) or isinstance(number, bool)):
            raise row.wrong("determination", "must be a number", "Leave it out where the letter holds one.")
        yield OwnAnswer(objection, answer, by, at, number)


def _rows(source: CaseYaml, key: str, one: str, *, keys: str) -> Iterator[CaseYaml]:
    rows = source.get(key) or []
    if not isinstance(rows, list):
        raise source.wrong(key, f"must be a list of {keys}")
    for number, item in enumerate(rows, start=1):
        yield CaseYaml(item if isinstance(item, Mapping) else {}, where=f"{source.where}, {one} {number}")
