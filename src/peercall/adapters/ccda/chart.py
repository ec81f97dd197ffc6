"""One clinical document as facts, a page of notes, and the files it carries."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from peercall.adapters.ccda.allergies import allergy_of, is_allergy
from peercall.adapters.ccda.care import procedure_of, visit_of, visit_of_header
from peercall.adapters.ccda.carried import carried_in
from peercall.adapters.ccda.elements import kids, local
from peercall.adapters.ccda.header import Header, header_of
from peercall.adapters.ccda.medications import exposures_of, fill_of, vaccination_of
from peercall.adapters.ccda.narrative import Repeated, lines_of, page_of, rows_in
from peercall.adapters.ccda.papers import document_of_header, document_of_order, document_of_results
from peercall.adapters.ccda.parsing import CcdaLimits, parse
from peercall.adapters.ccda.problems import condition_of, family_condition, family_conditions, is_problem
from peercall.adapters.ccda.reading import Reading, has_template, is_negated, mood_of, statements_of
from peercall.adapters.ccda.results import Panel, inner_observations, measure_of, panel_of, row_of
from peercall.adapters.ccda.sections import Section, sections_of
from peercall.adapters.ccda.tree import Element
from peercall.domain.charts import ChartFact, Patient
from peercall.domain.documents import Document, DocumentKind, InlineFile, Page
from peercall.engine.chart_text.section_headings import Headings
from peercall.engine.vocabulary import Vocabulary

#: sections whose entries are the list that their narrative shows
_LISTS = frozenset(
    {"problems", "past", "diagnosis", "allergies", "medications", "immunizations", "family", "procedures", "encounters"}
    | {"results", "vitals"}
)
_MANY = 1_000
"""Names from which on rows are no longer compared with each of them: such a section's entries are its list."""
_DEFAULTS = CcdaLimits()


@dataclass(frozen=True, slots=True)
class ReadCcda:
    """What one document holds. document: its narrative as a page, for the reader of notes; without pages when it has
    none. inline_files: what it carries besides. warnings: what was not read, without a patient's value."""

    document: Document
    patient: Patient | None
    facts: tuple[ChartFact, ...]
    inline_files: tuple[InlineFile, ...]
    warnings: tuple[str, ...]


def read_ccda(
    data: bytes, *, name: str, vocabulary: Vocabulary, limits: CcdaLimits = _DEFAULTS, root: Element | None = None
) -> ReadCcda:
    """One clinical document. `name`: its path within the case, which every source carries.

    root: its tree when another process has parsed it; otherwise it is parsed here.
    Raises DocumentUnreadable and InputTooLarge as `parse` does.
    """
    if root is None:
        root = parse(data, name=name, limits=limits)
    reading = Reading(root, document=name, sha256=hashlib.sha256(data).hexdigest(), vocabulary=vocabulary)
    header = header_of(reading)
    facts: list[ChartFact] = []
    pages: list[tuple[Section, list[str]]] = []
    for section in sections_of(root, Headings.of(vocabulary.phrases)):
        reading.told.clear()
        reading.entries = 0
        facts += _facts_of(reading, section)
        lines = lines_of(section, _repeated(reading, section)) if section.kind != "payers" else []
        if section.kind == "results":
            lines += _unnamed_results(reading, section)
        pages.append((section, lines))
    facts += document_of_header(reading, header)
    visit = visit_of_header(reading)
    if visit is not None:
        facts.append(visit)
    carried = carried_in(reading, header, most=limits.files)
    warnings = list(carried.warnings)
    if header.several:
        warnings.append(f"{name}: the document is about several patients; all of it was read as the first one's")
    return ReadCcda(
        document=_document(reading, header, pages, carried.text),
        patient=header.patient,
        facts=tuple(facts),
        inline_files=tuple(carried.files),
        warnings=tuple(warnings),
    )


def _document(reading: Reading, header: Header, pages: list[tuple[Section, list[str]]], body: str | None) -> Document:
    head = []
    if header.on is not None and header.on.exact:
        head.append(f"Report date: {header.on}")
    if header.author.name:
        head.append(f"Author: {header.author.name}")
    title = header.title or "Clinical document"
    text = "\n".join((title, *head, "", body)) if body else page_of(title, head, pages)
    has_words = bool(body) or any(lines for _, lines in pages)
    return Document(
        path=reading.document,
        sha256=reading.sha256,
        kind=DocumentKind.CCDA,
        pages=(Page(1, text),) if has_words else (),
        title=title,
        author=header.author.name,
        dated=str(header.on) if header.on is not None else None,
    )


def _facts_of(reading: Reading, section: Section) -> Iterator[ChartFact]:
    if section.kind == "payers":
        return
    for statement in statements_of(section):
        yield from _of_statement(reading, section, statement, None, None)


def _of_statement(
    reading: Reading, section: Section, statement: Element, around: Element | None, panel: Panel | None
) -> Iterator[ChartFact]:
    """Facts of a statement and of those inside it. around: the act it stands in; panel: the organizer."""
    kind = local(statement)
    if kind in {"procedure", "act", "observation"}:
        yield from document_of_order(reading, section, statement)
    if kind == "substanceAdministration":
        if has_template(statement, "22.4.52", "22.4.120", "1.24.1") or section.kind == "immunizations":
            yield from vaccination_of(reading, section, statement)
        else:
            yield from exposures_of(reading, section, statement)
    elif kind == "supply":
        yield from fill_of(reading, section, statement)
    elif kind == "procedure":
        yield from procedure_of(reading, section, statement)
    elif kind == "encounter":
        yield from visit_of(reading, section, statement)
        yield from _inside(reading, section, statement)
    elif kind == "organizer":
        yield from _of_organizer(reading, section, statement)
    elif kind == "observation":
        yield from _of_observation(reading, section, statement, around, panel)
    elif kind == "act":
        yield from _of_act(reading, section, statement)


def _of_act(reading: Reading, section: Section, act: Element) -> Iterator[ChartFact]:
    if mood_of(act) == "EVN" and not has_template(act, "22.4.12", "1.29"):
        yield from _inside(reading, section, act)
    if has_template(act, "22.4.12", "22.4.39", "1.25", "22.4.140") or (
        section.kind == "procedures" and not has_template(act, "22.4.3", "22.4.30")
    ):
        yield from procedure_of(reading, section, act)


def _inside(reading: Reading, section: Section, statement: Element) -> Iterator[ChartFact]:
    """What stands in a concern, a diagnosis act, a list of medications, a visit: problems, allergies, drugs."""
    done = has_template(statement, "22.4.131")
    for relation in kids(statement, "entryRelationship"):
        for part in relation:
            name = local(part)
            if (
                (name == "observation" and (is_problem(part) or is_allergy(part)))
                or name == "substanceAdministration"
                or (done and name == "procedure")
                or (name == "act" and _wraps(part))
            ):
                yield from _of_statement(reading, section, part, statement, None)


def _wraps(act: Element) -> bool:
    """True for acts that hold a diagnosis, concern or drug."""
    return has_template(
        act, "22.4.3", "22.4.30", "22.4.33", "22.4.34", "22.4.35", "22.4.36", "22.4.51", "22.4.65", "22.4.80", "1.27"
    )


def _of_organizer(reading: Reading, section: Section, organizer: Element) -> Iterator[ChartFact]:
    if section.kind == "family" or has_template(organizer, "22.4.45", "1.23"):
        yield from family_conditions(reading, section, organizer)
        return
    if section.kind != "vitals":
        yield from document_of_results(reading, section, organizer, None)
    panel = panel_of(reading, section, organizer)
    for component in kids(organizer, "component"):
        for part in component:
            if local(part) == "observation":
                yield from _of_statement(reading, section, part, organizer, panel)
            elif local(part) in {"organizer", "procedure", "substanceAdministration", "act"}:
                yield from _of_statement(reading, section, part, organizer, None)


def _of_observation(
    reading: Reading, section: Section, observation: Element, around: Element | None, panel: Panel | None
) -> Iterator[ChartFact]:
    concern = around if around is not None and local(around) == "act" else None
    if is_problem(observation) or (section.kind in {"problems", "past", "diagnosis"} and _unlabelled(observation)):
        yield from condition_of(reading, section, observation, concern)
    elif is_allergy(observation) or (section.kind == "allergies" and _unlabelled(observation)):
        yield from allergy_of(reading, section, observation, concern)
    elif section.kind == "family" or has_template(observation, "22.4.46", "1.22"):
        yield from family_condition(reading, section, observation, "relative")
    elif mood_of(observation) == "GOL" or section.kind == "goals":
        return
    elif mood_of(observation) != "EVN" or has_template(observation, "22.4.13", "22.4.44"):
        yield from procedure_of(reading, section, observation)
    elif not has_template(observation, "22.4.19"):
        if section.kind == "results":
            yield from document_of_results(reading, section, observation, around)
        yield from measure_of(reading, section, observation, panel)
        for part in inner_observations(observation):
            yield from measure_of(reading, section, part, panel)


def _unlabelled(observation: Element) -> bool:
    """True for an observation that no template of another kind claims."""
    return not has_template(
        observation, "22.4.6", "22.4.8", "22.4.9", "22.4.28", "22.4.31", "22.4.19", "22.4.5", "22.4.2"
    )


def _repeated(reading: Reading, section: Section) -> Repeated:
    """What the narrative of a section tells that its entries told: all of its rows where they are no more than the
    entries of a list, else the rows that entries point at or that name what they told."""
    statements = list(statements_of(section))
    if not statements:
        return Repeated()
    names = frozenset(reading.told)
    if section.kind in _LISTS:
        return Repeated(
            _referred(reading, statements), names, whole=rows_in(section) <= reading.entries or len(names) > _MANY
        )
    denied = [part for statement in statements for part in statement.iter() if local(part) and is_negated(part)]
    return Repeated(_referred(reading, denied), names, whole=len(names) > _MANY)


def _referred(reading: Reading, statements: list[Element]) -> frozenset[Element]:
    inner = (part for statement in statements for part in statement.iter() if local(part) in {"text", "originalText"})
    return frozenset(target for part in inner if (target := reading.words.target(part)) is not None)


def _unnamed_results(reading: Reading, section: Section) -> list[str]:
    """Rows of words for the results of a section that name no measure of the rulebook."""
    rows: list[str] = []
    for statement in statements_of(section):
        panel = panel_of(reading, section, statement) if local(statement) == "organizer" else None
        parts = kids(statement, "component/observation") if panel is not None else [statement]
        rows += [row for part in parts if local(part) == "observation" and (row := row_of(reading, part, panel))]
    return rows
