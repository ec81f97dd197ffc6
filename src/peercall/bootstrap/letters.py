"""`peercall letter`: the letters of a case folder, written to its out/letters/."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from peercall.adapters.case_folder import read_agreed, read_attempts, write_atomically
from peercall.adapters.render.letter_docx import render_letter_docx
from peercall.adapters.render.letter_pdf import render_letter
from peercall.application.contract_forms import brief_data, clocks_data, criteria_data
from peercall.application.letter_facts import LetterCase
from peercall.application.write_letter import LetterOffers, draft_letter, letter_files, letter_offers
from peercall.bootstrap.local import LocalCase, PreparedCase, triage_data
from peercall.bootstrap.records import record_of_file
from peercall.domain.correspondence import LetterDraft, LetterKind
from peercall.domain.errors import CaseFolderInvalid
from peercall.engine.correspondence.editing import fill, strike_bracket


class Paper:
    """The LetterPaper port over adapters/render."""

    def pdf(self, draft: LetterDraft, *, for_packet: bool = False) -> bytes:
        """See application.write_letter.LetterPaper."""
        return render_letter(draft, for_packet=for_packet)

    def docx(self, draft: LetterDraft) -> bytes:
        """See application.write_letter.LetterPaper."""
        return render_letter_docx(draft)


def letter_case(local: LocalCase, prepared: PreparedCase, *, record: Path | None) -> LetterCase:
    """What the letters of a prepared case are made from. record: an exported record. Raises ChainBroken."""
    choice = prepared.evaluation.choice.chosen
    return LetterCase(
        determination=prepared.determination,
        case=local.case,
        analysis={
            "brief": brief_data(prepared.brief),
            "criteria": criteria_data(
                prepared.result, policy=choice, request=local.case.request, as_of=local.moment.date()
            )
            if choice is not None and prepared.result is not None
            else {},
            "deadlines": clocks_data(
                prepared.clocks, determination=prepared.determination, time_zone=local.case.time_zone
            ),
            "triage": triage_data(local, prepared.determination, prepared.triage)["triage"],
        },
        today=local.moment,
        record=record_of_file(record),
        attempts=read_attempts(local.root),
        agreed=read_agreed(local.root),
    )


def _open(draft: LetterDraft, place: str, *, where: str) -> str:
    found = [one for one in draft.open if one.casefold().startswith(place.strip().casefold())]
    if len(found) != 1:
        many = "more than one open place begins" if found else "no open place begins"
        raise CaseFolderInvalid(
            f"{many} with `{place}`", where=where, remedy=f"Open: {'; '.join(draft.open) or 'none'}."
        )
    return found[0]


def list_letters(local: LocalCase, prepared: PreparedCase, *, record: Path | None = None) -> LetterOffers:
    """Which letters apply to this folder."""
    return letter_offers(letter_case(local, prepared, record=record), rulebook=local.rulebook)


def write_letters(
    local: LocalCase,
    prepared: PreparedCase,
    *,
    kind: LetterKind,
    record: Path | None = None,
    filled: Sequence[tuple[str, str]] = (),
    struck: Sequence[str] = (),
) -> tuple[LetterDraft, list[Path]]:
    """One letter and its files. filled: how an open place begins, and its words; struck: those whose sentences go.

    Raises LetterNotApplicable, CaseFolderInvalid for an open place that is not there.
    """
    draft = draft_letter(kind, letter_case(local, prepared, record=record), rulebook=local.rulebook)
    for place, words in filled:
        draft = fill(draft, bracket=_open(draft, place, where="--fill"), text=words, by="the practice")
    for place in struck:
        draft = strike_bracket(draft, bracket=_open(draft, place, where="--strike"))
    target = local.root / "out" / "letters"
    written = []
    for name, data in letter_files(draft, paper=Paper()).items():
        write_atomically(target / name, data)
        written.append(target / name)
    return draft, written
