"""One pass over a case of the site: read the letter, and where a person has confirmed it, prepare the call.

The same LocalCase as the command line's does the work on a private working copy; what comes back is plain data and bytes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from peercall import __version__
from peercall.adapters.documents.kinds import kind_of
from peercall.application.contract_forms import brief_data, clocks_data, criteria_data, guide_data
from peercall.application.site.page_words import data_for_page, for_page
from peercall.bootstrap.doors import Progress
from peercall.bootstrap.isolated_reading import BytesReader, IsolatedReader
from peercall.bootstrap.local import LocalCase, PreparedCase, triage_data
from peercall.bootstrap.working_copy import CaseInputs, InputDocument, working_copy
from peercall.domain.documents import Document, Page
from peercall.domain.errors import LetterNotConfirmed, PeercallError

Data = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ReadState:
    """How a document came out. pages: text by number, `unread` gives the reason where a page has none; None for data
    formats that have no pages. problem: why it could not be read, in one sentence."""

    role: str
    name: str
    kind: str | None
    pages: tuple[Data, ...] | None
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Prepared:
    """What was made of one determination. data: as published by the command line; files: bytes by output name."""

    as_of: datetime
    data: Data
    files: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Processed:
    """The result of a pass. proposals: contracts in the order of the letter. prepared: by determination number.

    problems: sentences for the person who works on the case; the parts that could be made are there all the same.
    """

    proposals: tuple[Data, ...] = ()
    prepared: Mapping[int, Prepared] = field(default_factory=dict)
    documents: tuple[ReadState, ...] = ()
    problems: tuple[str, ...] = ()


def process_case(
    inputs: CaseInputs,
    *,
    as_of: datetime,
    root: Path,
    overlays: Sequence[Path] = (),
    progress: Progress = lambda _: None,
    reader: BytesReader | None = None,
) -> Processed:
    """Reads and, where confirmed, prepares the case. as_of: aware. root: where working copies may lie. reader: None for
    one that reads in a child process.

    A fault of one document or determination is told in `problems` and does not stop the others.
    """
    with working_copy(inputs, root=root) as folder:
        local = LocalCase(folder, overlays=overlays, as_of=as_of, progress=progress, reader=reader or IsolatedReader())
        problems: list[str] = []
        proposals: tuple[Data, ...] = ()
        states: list[ReadState] = []
        denial = [document for document in inputs.documents if document.role == "denial"]
        if denial:
            try:
                proposals = tuple(_proposal(local, number) for number in range(1, len(local.readings) + 1))
                states += _read_states(denial, local.letters, failed={})
            except PeercallError as error:
                problems.append(for_page(str(error)))
                states += _unread_letters(denial, error)
        prepared: dict[int, Prepared] = {}
        for number in sorted(inputs.confirmed):
            try:
                made = local.prepare(accept=False, out=folder / "out" / str(number), number=number)
            except PeercallError as error:
                problems.append(for_page(str(error)))
                continue
            prepared[number] = Prepared(
                as_of=as_of,
                data=data_for_page(_prepared_data(local, made)),
                files={name: _for_people(name, path.read_bytes()) for name, path in made.written.items()},
            )
        chart = [document for document in inputs.documents if document.role == "chart"]
        if chart and prepared:
            loaded = local.chart
            failed = {
                one.path: next((w for w in loaded.warnings if w.startswith(f"{one.path}:")), "it could not be read")
                for one in chart
                if one.path not in loaded.hashes
            }
            states += _read_states(chart, loaded.documents, failed=failed)
        return Processed(proposals, prepared, tuple(states), tuple(dict.fromkeys(problems)))


def _unread_letters(denial: Sequence[InputDocument], error: PeercallError) -> list[ReadState]:
    return [
        ReadState(one.role, one.name, kind.value if (kind := kind_of(one.data)) else None, None, for_page(str(error)))
        for one in denial
    ]


def _proposal(local: LocalCase, number: int) -> Data:
    """The contract with the triage it would have if it were confirmed as read; None where a clock lacks its day."""
    contract = local.contract(number)
    try:
        determination = local.determination(accept=True, number=number)
        triage = triage_data(local, determination, local.assess(determination).triage)["triage"]
    except LetterNotConfirmed:
        # which fields are open the page says itself, each beside its field
        triage = None
    return {**contract, "triage": triage, "warnings": [for_page(one) for one in contract["warnings"]]}


def _for_people(name: str, data: bytes) -> bytes:
    """A page to read names no file of the working copy; data for programs stays as published."""
    return data_for_page(data.decode()).encode() if name.endswith(".html") else data


def _read_states(
    inputs: Sequence[InputDocument], read: Sequence[Document], *, failed: Mapping[str, str]
) -> list[ReadState]:
    by_path = {document.path: document for document in read}
    out = []
    for one in inputs:
        document = by_path.get(one.path)
        pages = tuple(_page(page) for page in document.pages) if document is not None else None
        kind = document.kind if document is not None else kind_of(one.data)
        out.append(
            ReadState(
                one.role,
                one.name,
                kind.value if kind else None,
                pages,
                problem=for_page(failed[one.path]) if one.path in failed else None,
            )
        )
    return out


def _page(page: Page) -> Data:
    """A page to show. words: of recognised pages only; each start, end, the box as fractions, the confidence."""
    words = [[word.start, word.end, *(round(side, 4) for side in word.box), word.confidence] for word in page.words]
    made: Data = {"number": page.number, "text": page.text, "unread": page.unread}
    return made | ({"words": words} if words else {}) | ({"doubt": page.doubt} if page.doubt else {})


def _prepared_data(local: LocalCase, made: PreparedCase) -> Data:
    choice = made.evaluation.choice
    return {
        "program": __version__,
        "triage": triage_data(local, made.determination, made.triage)["triage"],
        "deadlines": clocks_data(made.clocks, determination=made.determination, time_zone=local.case.time_zone),
        "criteria": criteria_data(
            made.result, policy=choice.chosen, request=local.case.request, as_of=local.moment.date()
        )
        if made.result is not None and choice.chosen is not None
        else None,
        "policy_why": choice.why,
        "policy_candidates": [{"policy": policy.id, "why": why} for policy, why in choice.candidates],
        "brief": brief_data(made.brief),
        "guide": guide_data(made.guide),
        "warnings": list(made.warnings),
    }
