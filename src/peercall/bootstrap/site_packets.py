"""Packets of the site: what there is to choose, and the job that binds one with the command line's own use case."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from peercall.adapters.db import case_jobs, packets
from peercall.adapters.db.case_queries import texts_of_case
from peercall.adapters.db.jobs import DatabaseJobs
from peercall.application.assemble_packet import PacketCase, PacketLetter, PacketRequest, assemble_packet, choices
from peercall.application.jobs import RunningJob
from peercall.application.letter_evidence import exhibit_names
from peercall.application.site.packets import MadeFile, PacketOrder, PacketPlan, plan_of
from peercall.application.site.page_words import for_page
from peercall.application.site.ports import Vault
from peercall.application.site.views import CaseView, DocumentRow
from peercall.application.viewer import Viewer
from peercall.bootstrap.carried_files import own_file
from peercall.bootstrap.letters import Paper
from peercall.bootstrap.local import LocalCase
from peercall.bootstrap.packet_binder import PaperBinder
from peercall.bootstrap.packets import packet_case
from peercall.bootstrap.site_assess import site_rules
from peercall.bootstrap.site_cases import case_yaml
from peercall.bootstrap.site_intake import without_names
from peercall.bootstrap.site_vault import vault
from peercall.bootstrap.working_copy import CaseInputs, InputDocument, working_copy
from peercall.domain.correspondence import LetterDraft
from peercall.domain.documents import Document, DocumentKind, Page
from peercall.domain.errors import PacketRefused, PeercallError
from peercall.domain.packets import ChosenPages, PacketLimits, PacketTables, SensitivePage
from peercall.engine.packet import exhibit_sources, sensitive_pages

_ROLES = ("denial", "chart")


def packet_tables() -> PacketTables:
    """Categories asked about, and the ways of sending."""
    return site_rules().packet


def packet_plan(
    viewer: Viewer, case: CaseView, *, number: int, asked: Sequence[tuple[str, str, int]] = ()
) -> PacketPlan:
    """Exhibits and protected matters of a prepared determination, from what was read of its documents."""
    brief = (case.determination(number).analysis or {}).get("brief")
    if not brief:
        return PacketPlan()
    rows = {f"{row.role}/{row.name}": row for row in case.documents if row.role in _ROLES and row.kind}
    texts = texts_of_case(viewer, case.row.id)
    key = (
        _digest(brief),
        tuple((path, row.id, texts.get(row.id)) for path, row in rows.items()),
        tuple(map(tuple, asked)),
    )
    if (known := _plans.get(key)) is None:
        if len(_plans) >= _MOST_PLANS:
            _plans.clear()
        known = _plans[key] = _plan(brief, rows, texts, asked)
    return known


#: plans made since the program started; the same brief and texts always give the same plan
_plans: dict[tuple[object, ...], PacketPlan] = {}
_MOST_PLANS = 200


def _digest(brief: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(brief, separators=(",", ":")).encode()).hexdigest()


def _plan(
    brief: Mapping[str, Any],
    rows: Mapping[str, DocumentRow],
    texts: Mapping[UUID, str],
    asked: Sequence[tuple[str, str, int]],
) -> PacketPlan:
    documents = []
    for path, row in rows.items():
        stored = texts.get(row.id)
        told: list[dict[str, Any]] = json.loads(vault().get(stored)) if stored else []
        pages = tuple(Page(one["number"], one["text"], one["unread"]) for one in told)
        documents.append(Document(path, row.sha256, DocumentKind(row.kind), pages))
    denials = frozenset(path for path, row in rows.items() if row.role == "denial")
    # whose page it is, is told when the packet is made: there the whole chart is read
    sources = exhibit_sources(brief, documents=documents, denials=denials, patient=None)
    every = [ChosenPages(one, one.pages) for one in sources]
    return plan_of(
        sources,
        sensitive_pages(every, documents=documents, categories=packet_tables().sensitive),
        categories=packet_tables().sensitive,
        lettered=frozenset(str(one["exhibit"]) for one in brief.get("exhibits", ())),
        documents={path: row.id for path, row in rows.items()},
        asked=asked,
    )


def packet_key(packet: UUID) -> str:
    """The key of the job that makes a packet."""
    return f"packet {packet}"


def order_packet(viewer: Viewer, case: UUID, *, number: int, order: PacketOrder, at: datetime) -> UUID:
    """The packet is asked for and will be made; its id."""
    with transaction.atomic():
        packet = packets.order_packet(viewer, case, number=number, order=order, at=at)
        DatabaseJobs().enqueue(
            "packet", {"packet": str(packet)}, key=packet_key(packet), organization=viewer.organization
        )
    return packet


def make_packet(job: RunningJob) -> None:
    """Make an ordered packet; what is refused is kept as its sentence."""
    order = packets.order_for_job(UUID(str(job.payload["packet"])))
    if order is None:
        return
    maker = PacketMaker(vault(), root=Path(settings.DATA) / "work", overlays=settings.RULE_FOLDERS)
    outcome = maker.make(order, progress=without_names(job.progress))
    with job.finishing():
        packets.keep_packet_for_job(order, at=timezone.now(), **outcome)


@dataclass(frozen=True, slots=True)
class PacketMaker:
    """Binds packets. vault: where bytes lie and go. root: folder for working copies. overlays: private rule folders."""

    vault: Vault
    root: Path
    overlays: Sequence[Path] = ()

    def make(self, order: packets.OrderToMake, *, progress: Callable[[str], None] = lambda _: None) -> dict[str, Any]:
        """What to keep: files, manifest and notices; or the refusal, with what a person must decide on."""
        asked: list[tuple[str, str, int]] = []
        try:
            return self._make(order, asked, progress)
        except PeercallError as error:
            return {"refusal": for_page(str(error)), "asked": asked}

    def _make(
        self, order: packets.OrderToMake, asked: list[tuple[str, str, int]], progress: Callable[[str], None]
    ) -> dict[str, Any]:
        work = case_jobs.case_to_work(order.case)
        if work is None or order.brief is None or work.revision != order.revision:
            raise PacketRefused(
                "the case has changed since it was prepared", remedy="Wait until it is worked through; then ask again."
            )
        if order.faults:
            raise PacketRefused(
                f"the record of the call does not hold: {order.faults[0].what}",
                where=f"entry {order.faults[0].number}",
                remedy="Open the record; send the packet without it until this is cleared.",
            )
        inputs = CaseInputs(
            facts=case_yaml(work),
            documents=[InputDocument(one.role, one.name, self.vault.get(one.vault_name)) for one in work.documents],
            confirmed=work.confirmed,
        )
        with working_copy(inputs, root=self.root) as folder:
            local = LocalCase(folder, overlays=self.overlays, as_of=order.as_of, progress=progress)
            case, binder = self._case(order, local)
            request, sensitive = _request(case, order.order, tables=local.rulebook.packet)
            asked += sensitive
            progress("Binding the packet")
            made = assemble_packet(
                case, request=request, tables=local.rulebook.packet, binder=binder, as_of=local.moment
            )
        progress("Storing the packet")
        return {
            "files": [
                MadeFile(
                    one.name,
                    self.vault.put(one.data, organization=order.organization),
                    hashlib.sha256(one.data).hexdigest(),
                    len(one.data),
                    one.pages,
                )
                for one in made.files
            ],
            "manifest": made.manifest,
            "notices": made.notices,
        }

    def _case(self, order: packets.OrderToMake, local: LocalCase) -> tuple[PacketCase, PaperBinder]:
        binder = PaperBinder(fetch=lambda document: own_file(local, document), as_of=local.moment, limits=local.limits)
        case = packet_case(
            local,
            order.brief or {},
            service=order.service,
            practice=order.practice,
            record=order.record,
            letter=self._letter(order, binder),
        )
        return case, binder

    def _letter(self, order: packets.OrderToMake, binder: PaperBinder) -> PacketLetter | None:
        if not order.order.letter:
            return None
        if order.draft is not None:
            if not _names_the_same(order.draft, order.brief or {}):
                raise PacketRefused(
                    "the letter was written before the exhibits were named as they are now",
                    remedy="Write the letter again on its page, and ask for the packet with that version.",
                )
            return PacketLetter(order.draft.title, Paper().pdf(order.draft, for_packet=True))
        if order.letter is None:
            raise PacketRefused("the letter is no longer in the case", remedy="Choose another one, or add it again.")
        data, letter = self.vault.get(order.letter.vault_name), order.letter
        foreign = Document(letter.name, letter.sha256, DocumentKind.PDF, ())
        plain = replace(binder, fetch=lambda _: data).originals(foreign, ())
        return PacketLetter("Letter", plain, letter.sha256) if plain is not None else None


def _names_the_same(draft: LetterDraft, brief: Mapping[str, Any]) -> bool:
    """The exhibits that the letter's marks name are those of the brief."""
    now = dict(exhibit_names({"brief": brief}))
    return all(now.get(letter) == name for letter, name, _ in draft.cited_exhibits)


def _request(
    case: PacketCase, order: PacketOrder, *, tables: PacketTables
) -> tuple[PacketRequest, list[tuple[str, str, int]]]:
    """The order in the packet's own terms, and the protected pages nobody has decided on: category, document, page."""
    sources = exhibit_sources(case.brief, documents=case.documents, denials=case.denials, patient=case.patient)
    letters = {one.document: one.letter for one in sources}
    paths = {one.letter: one.document for one in sources}
    without = {letters[path]: set(pages) for path, pages in order.without.items() if path in letters}
    request = PacketRequest(order.pages, without, frozenset(order.send), _limits(order, tables))
    _, found = choices(case, request=request, tables=tables)
    for one in found:
        if one.category in order.leave and one.page:
            without.setdefault(one.exhibit, set()).add(one.page)
    return request, [(one.category, paths[one.exhibit], one.page) for one in found if _is_open(one, order, without)]


def _is_open(one: SensitivePage, order: PacketOrder, without: dict[str, set[int]]) -> bool:
    return one.category not in order.send and one.page not in without.get(one.exhibit, ())


def _limits(order: PacketOrder, tables: PacketTables) -> PacketLimits:
    limits = tables.limits.get(order.limit, PacketLimits())
    return replace(limits, pages=order.pages_most or limits.pages, megabytes=order.megabytes or limits.megabytes)
