"""`peercall packet`: the packet of a case folder, written to its out/."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from peercall.adapters.case_folder import write_atomically
from peercall.application.assemble_packet import Packet, PacketCase, PacketLetter, PacketRequest, assemble_packet
from peercall.application.contract_forms import brief_data
from peercall.application.site.after_texts import AboutCase
from peercall.bootstrap.carried_files import own_file
from peercall.bootstrap.local import LocalCase, PreparedCase
from peercall.bootstrap.packet_binder import PaperBinder
from peercall.bootstrap.records import record_of_file
from peercall.domain.errors import CaseFolderInvalid, PacketRefused
from peercall.domain.packets import ExhibitPages, PacketLimits
from peercall.domain.records import RecordEntry

_HEADER = ("Patient", "Member ID", "Plan", "Reference", "Diagnosis")


@dataclass(frozen=True, slots=True)
class PacketChoices:
    """What was asked for on the command line.

    letter: a PDF, or the kind of a letter in out/letters. record: an exported record. without: marks such as `C14`.
    limit: id in the rulebook's packet limits; pages and megabytes go before it.
    """

    letter: str | None = None
    record: Path | None = None
    pages: ExhibitPages = ExhibitPages.CITED
    without: Sequence[str] = ()
    send: Sequence[str] = ()
    limit: str = "none"
    volume_pages: int | None = None
    megabytes: float | None = None


def assemble_local(case: LocalCase, prepared: PreparedCase, *, choices: PacketChoices) -> tuple[Packet, list[Path]]:
    """The packet of a prepared case and the files written: its volumes and packet.manifest.json.

    Files of an earlier packet are replaced. Raises PacketRefused, CaseFolderInvalid, DocumentLocked.
    """
    case.progress("Assembling the packet")
    binder = PaperBinder(
        fetch=lambda document: own_file(case, document),
        as_of=case.moment,
        limits=case.limits,
        passwords=case.passwords,
    )
    made = assemble_packet(
        packet_case(
            case,
            brief_data(prepared.brief),
            service=prepared.determination.service.description or "",
            record=record_of_file(choices.record),
            letter=_letter(case, choices.letter),
        ),
        request=PacketRequest(
            pages=choices.pages,
            without=left_out(choices.without),
            send=_categories(case, choices.send),
            limits=_limits(case, choices),
        ),
        tables=case.rulebook.packet,
        binder=binder,
        as_of=case.moment,
    )
    out = case.root / "out"
    written = []
    for old in (*out.glob("packet.pdf"), *out.glob("packet-*-of-*.pdf")):
        old.unlink()
    for file in made.files:
        write_atomically(out / file.name, file.data)
        written.append(out / file.name)
    write_atomically(out / "packet.manifest.json", (json.dumps(made.manifest, indent=1) + "\n").encode())
    return made, [*written, out / "packet.manifest.json"]


def packet_case(
    case: LocalCase,
    brief: Mapping[str, Any],
    *,
    service: str,
    practice: str = "",
    record: Sequence[RecordEntry] = (),
    letter: PacketLetter | None = None,
) -> PacketCase:
    """What a packet of this case is made from. brief: as published. practice: where case.yaml names none."""
    header = {row["label"]: row["text"] for row in brief.get("header", ())}
    return PacketCase(
        brief=brief,
        documents=(*case.letters, *case.chart.documents),
        denials=frozenset(document.path for document in case.letters),
        patient=case.chart.facts.patient,
        header=_header(case, header),
        reference=header.get("Reference", ""),
        record=record,
        about=AboutCase(
            practice=case.case.practice_name or practice,
            practice_phone="",
            service=service,
            plan=header.get("Plan", ""),
            zone=ZoneInfo(case.case.time_zone),
            today=case.moment.date(),
            deadlines={},
        ),
        letter=letter,
    )


def left_out(marks: Sequence[str]) -> dict[str, Set[int]]:
    """Pages by exhibit letter from marks such as `C14` or `C3-9`. Raises CaseFolderInvalid."""
    found: dict[str, set[int]] = {}
    for mark in marks:
        letter = mark.rstrip("0123456789-")
        first, _, last = mark[len(letter) :].partition("-")
        if not letter.isalpha() or not first.isdigit() or (last and not last.isdigit()):
            raise CaseFolderInvalid(
                f"`{mark}` is no page",
                where="--leave-out",
                remedy="Write the mark of the page: C14, or C3-9 for a run.",
            )
        found.setdefault(letter.upper(), set()).update(range(int(first), int(last or first) + 1))
    return dict(found)


def _header(case: LocalCase, known: Mapping[str, str]) -> list[tuple[str, str]]:
    """Label and value for the packet's first page."""
    rows = [(label, known[label]) for label in _HEADER if label in known]
    practice = ", ".join(filter(None, (case.case.practice_name, case.case.practice_phone)))
    if practice:
        rows.append(("From", practice))
    return [*rows, ("Made", f"{case.moment:%Y-%m-%d}")]


def _letter(case: LocalCase, named: str | None) -> PacketLetter | None:
    if named is None:
        return None
    letters = case.root / "out" / "letters"
    path = next(
        (one for one in (letters / f"{named}.packet.pdf", letters / f"{named}.pdf") if one.is_file()), Path(named)
    )
    if not path.is_file():
        raise CaseFolderInvalid(
            f"there is no letter `{named}`",
            where="--letter",
            remedy="Name a PDF, or write the letter first: `peercall letter KIND CASE`.",
        )
    title = _finished(letters / f"{named}.json", kind=named) if path.parent == letters else "Letter"
    data = path.read_bytes()
    return PacketLetter(title, data, hashlib.sha256(data).hexdigest())


def _finished(letter: Path, *, kind: str) -> str:
    """The title of a letter of out/letters. Raises PacketRefused while anything in it stands in brackets."""
    told = json.loads(letter.read_bytes()) if letter.is_file() else {}
    places = told.get("open") or ()
    if places:
        raise PacketRefused(
            f"the letter is a draft, {len(places)} places in brackets are open: {'; '.join(places[:3])}",
            where=f"out/letters/{kind}.pdf",
            remedy=f'Write it with them: `peercall letter {kind} CASE --fill "OPEN=WORDS" --strike OPEN`; or give the '
            "finished PDF with --letter FILE.",
        )
    return str(told.get("title") or "Letter")


def _categories(case: LocalCase, send: Sequence[str]) -> frozenset[str]:
    known = {one.id for one in case.rulebook.packet.sensitive}
    for one in send:
        if one not in known:
            raise CaseFolderInvalid(
                f"`{one}` is no category", where="--send", remedy=f"Known: {', '.join(sorted(known))}."
            )
    return frozenset(send)


def _limits(case: LocalCase, choices: PacketChoices) -> PacketLimits:
    known = case.rulebook.packet.limits
    if choices.limit not in known:
        raise CaseFolderInvalid(
            f"`{choices.limit}` is no way of sending", where="--for", remedy=f"Known: {', '.join(sorted(known))}."
        )
    limits = known[choices.limit]
    if choices.volume_pages is not None:
        limits = replace(limits, pages=choices.volume_pages)
    return limits if choices.megabytes is None else replace(limits, megabytes=choices.megabytes)
