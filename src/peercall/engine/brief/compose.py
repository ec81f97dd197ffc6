"""The composed case laid out as the one-page brief."""

from __future__ import annotations

from collections.abc import Mapping

from peercall.domain.briefs import Brief, Section
from peercall.domain.clocks import Clocks
from peercall.domain.determinations import AdverseDetermination, CaseFile
from peercall.domain.policies import CoveragePolicy
from peercall.domain.results import PolicyResult
from peercall.engine.brief.dossier import Dossier
from peercall.engine.brief.opening import is_before_notice
from peercall.engine.wording import moment_text

TITLE = "Peer-to-peer brief"
#: characters of a hash that are printed; the whole stands in brief.json
PRINTED_HASH = 10


def compose_brief(
    dossier: Dossier,
    *,
    determination: AdverseDetermination,
    case: CaseFile,
    clocks: Clocks,
    policy: CoveragePolicy | None,
    result: PolicyResult | None,
    hashes: Mapping[str, str],
) -> Brief:
    """The brief before it is fitted to its page: every clinical line with its marks, every line with its weight.

    dossier: what `gather` made of the case. policy and result are None when no policy was chosen: the page then says so
    and shows no criteria.
    """
    warnings = () if policy is not None else ("No coverage policy was chosen: the criteria were not checked.",)
    return Brief(
        title=TITLE,
        header=dossier.header,
        sections=_sections(dossier, before_notice=is_before_notice(determination)),
        marks=dossier.book.marks,
        exhibits=dossier.book.exhibits,
        footer=_footer(clocks, case=case, policy=policy, hashes=hashes),
        hashes=dict(hashes),
        warnings=(*warnings, *(result.warnings if result is not None else ())),
    )


def _sections(dossier: Dossier, *, before_notice: bool) -> tuple[Section, ...]:
    policy = (dossier.policy,) if dossier.policy is not None else ()
    sections = (
        Section("warnings", "Know first", lines=dossier.warnings),
        Section("reason", "Concern" if before_notice else "Reason", lines=dossier.reasons),
        Section("ask", "We ask", lines=(dossier.ask,)),
        Section("bottom_line", "Bottom line", lines=dossier.bottom_line),
        Section("questions", "Ask first", lines=dossier.questions_first),
        Section("criteria", "Criteria", lines=policy, crosswalk=dossier.crosswalk),
        Section("severity", "Severity", lines=dossier.severity),
        Section("treatments", "Tried before", lines=dossier.unsuitable, treatments=dossier.treatment_rows),
        Section("gaps", "Say it first", lines=(*dossier.gaps, *dossier.contradictions)),
        Section("records", "Plan has", lines=dossier.records),
        Section("objections", "If they say", lines=dossier.attested, answers=dossier.answers),
        Section("guidelines", "Guidelines", lines=dossier.guidelines),
        Section("upheld", "If upheld", lines=dossier.upheld),
        Section("clocks", "Clocks", lines=dossier.clocks),
    )
    return tuple(s for s in sections if s.lines or s.crosswalk or s.treatments or s.answers)


def _footer(clocks: Clocks, *, case: CaseFile, policy: CoveragePolicy | None, hashes: Mapping[str, str]) -> str:
    parts = [f"As of {moment_text(clocks.as_of, zone=case.time_zone)}"]
    if policy is not None:
        parts.append(f"policy {policy.id} {policy.sha256[:PRINTED_HASH]}")
    if "rulebook" in hashes:
        parts.append(f"rules {hashes['rulebook'][:PRINTED_HASH]}")
    if "peercall" in hashes:
        parts.append(f"peercall {hashes['peercall']}")
    return " \u00b7 ".join(parts)
