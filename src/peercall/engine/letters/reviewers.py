"""Who made the decision: name, credentials and specialty."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from peercall.domain.letters import Found, LetterField, NotFound
from peercall.engine.letters.labels import Labelled
from peercall.engine.letters.patterns import late
from peercall.engine.letters.people import DOCTOR, NAME, is_person_name
from peercall.engine.letters.settling import first_settled, found
from peercall.engine.letters.text import LetterText

_MADE_BY = late(
    r"\b(?:(?:determination|decision|review|denial)\s+by\b|(?:determination|decision|review|denial)\b[^.;:]{0,40}?\b(?:made|rendered|completed|performed|issued|conducted|reached)\s+(?:on\s+[\w/, -]{6,22}?\s+)?by|(?:was|were|been)\s+(?:also\s+)?(?:reviewed|evaluated|decided|denied|determined)\s+(?:and\s+\w+\s+)?by|reviewed\s+by|reviewer\s*(?:was|is|:)|decided\s+by|(?:our|the|a)\s+(?:\w+\s+){0,3}(?:medical\s+director|reviewer|pharmacist|psychiatrist),|a\s+(?:licensed\s+)?(?:medical\s+director|physician),|medical\s+director\s*:|physician\s+reviewer\s*:)\s*:?\s*(?:(?:our|the|a|an|plan|associate|chief|medical\s+director|physician|reviewer|physician\s+reviewer|clinical|pharmacist),?\s+)*",
    re.IGNORECASE,
)
#: `Decided by Ada Quill, MD`, whatever stands above
_BY = late(
    r"(?:Decided|Reviewed|Determined|Decision\s+made|Determination\s+made|Review\s+done)\s+by\s*:?\s+(?:Dr\.?\s+)?"
)
#: `by a licensed physical therapist and Ada Quill, MD`
_AND_SOMEBODY = late(r"[a-z][\w\s-]{3,50}?\s+and\s+(?=[A-Z])")
#: a question that the name below answers
_WHO = late(r"\bwho\s+(?:\w+\s+)?(?:decided|reviewed|made)\b", re.IGNORECASE)
_ANY_REVIEWER = late(
    r"\b(?:a|an|our|the)\s+(?:\w+[\s-]){0,4}?(?:physician|doctor|medical\s+director|reviewer|clinician|pharmacist|psychologist|peer)\b[^.;]{0,60}?\b(?:board[-\s]+certified\s+in|with\s+expertise\s+in|specializ\w+\s+in|who\s+speciali[sz]es\s+in|with\s+(?:a\s+)?speciali?ty\s+(?:in|of)|certified\s+in|trained\s+in)\s+",
    re.IGNORECASE,
)
_BOARD = late(r"\bboard[-\s]+certified\s+(?:in\s+|by\s+the\s+American\s+Board\s+of\s+)?", re.IGNORECASE)
_LICENSED = late(r",?\s*(?P<lic>licensed\s+in\s+(?:the\s+state\s+of\s+)?[A-Z][a-z]+(?:\s+[A-Z][a-z]+)?)")
_SIGNED_AS = late(
    r"(?:Associate |Chief |Senior |Regional |Plan )?Medical Director|Physician Reviewer|Clinical Reviewer"
)


def reviewer_fields(letter: LetterText, values: tuple[Labelled, ...]) -> dict[str, LetterField]:
    """reviewer_name, reviewer_credentials and reviewer_specialty; several reviewers are joined with a semicolon."""
    place = _reviewer_place(letter, values) or _beside_role(letter, values)
    none = {
        key: NotFound("who made the decision")
        for key in ("reviewer_name", "reviewer_credentials", "reviewer_specialty")
    }
    fields: dict[str, LetterField] = dict(none)
    if place is not None:
        fields |= _of_place(letter, *place)
    for name in ("reviewer_specialty", "reviewer_credentials"):
        for value in values:
            if (
                value.field == name
                and isinstance(fields[name], NotFound)
                and not _is_of_provider(letter, value, values)
            ):
                text = letter.names.specialty_name(value.text) if name == "reviewer_specialty" else value.text
                fields[name] = found(letter, value.start, value.end, text)
    if isinstance(fields["reviewer_specialty"], NotFound):
        fields["reviewer_specialty"] = first_settled(_unnamed(letter), searched="specialty of the reviewer")
    return fields


def _is_of_provider(letter: LetterText, value: Labelled, values: tuple[Labelled, ...]) -> bool:
    """True for `Specialty` that stands on the line of who asked for the care, or on the next."""
    people = [v for v in values if v.field in ("provider_name", "reviewer") and v.start < value.start]
    if "review" in value.label or not people or people[-1].field == "reviewer":
        return False
    return letter.body.count("\n", people[-1].end, value.start) <= 1


def _of_place(letter: LetterText, start: int, end: int, how: str | None) -> dict[str, LetterField]:
    """What a stretch that names the reviewers says of them."""
    fields: dict[str, LetterField] = {}
    people = [
        m
        for m in letter.names.person_with_credentials.finditer(letter.body, start, end)
        if is_person_name(m.group("name"))
    ]
    if people:
        names = "; ".join(" ".join(m.group("name").split()) for m in people)
        credentials = "; ".join(
            ", ".join(word.replace(".", "") for word in re.findall(letter.names.credential, m.group("creds")))
            for m in people
        )
        first, last = people[0].start(), people[-1].end()
        licence = _LICENSED.search(letter.body, last, end)
        if licence is not None:
            credentials += ", " + " ".join(licence.group("lic").split())
        fields["reviewer_name"] = found(letter, first, last, names, how=how)
        fields["reviewer_credentials"] = found(letter, first, licence.end() if licence else last, credentials, how=how)
        after = letter.names.specialty.search(letter.body, last, end)
        if after is None and len(people) > 1:
            after = letter.names.specialty.search(letter.body, people[0].end(), people[-1].start())
    else:
        doctor = re.match(rf"(?:Dr\.?\s+)?(?P<name>{NAME})", letter.body[start:end])
        if doctor is not None and is_person_name(doctor.group("name")):
            fields["reviewer_name"] = found(letter, start + doctor.start("name"), start + doctor.end("name"), how=how)
        after = letter.names.specialty.search(letter.body, start, end)
    if after is None and people:
        after = _on_the_next_line(letter, people[-1].end())
    if after is None and how == _BY_ROLE:
        before = letter.body[max(0, start - _ROLE_REACH) : start]
        role = next(iter(letter.names.specialty.finditer(before.split("\n\n")[-1])), None)
        if role is not None:
            at = start - len(before.split("\n\n")[-1])
            fields["reviewer_specialty"] = found(
                letter, at + role.start(), at + role.end(), letter.names.specialty_name(role.group())
            )
    if after is not None:
        fields["reviewer_specialty"] = found(
            letter, after.start(), after.end(), letter.names.specialty_name(after.group())
        )
    return fields


def _on_the_next_line(letter: LetterText, at: int) -> re.Match[str] | None:
    """The specialty that fills the line below a name: `Ivo Tarn, MD` over `family medicine`."""
    lines = [line for line in letter.lines if line.end >= at][:2]
    if len(lines) < 2 or lines[0].is_before_gap or lines[0].end - at > 1:
        return None
    return letter.names.specialty.fullmatch(letter.body, lines[1].start, lines[1].end)


_BY_ROLE = "named with the reviewer's role"
_ROLE_REACH = 90
_NOT_THEIRS = late(
    r"(?:(?<!plan)(?<!fund)(?<!company)(?<!department)(?<!trust)'s\s+(?:\w+\s+)?|\b(?:your|his|her|ordering|requesting|treating|prescribing|attending|admitting|referring|primary|care|member's|patient's|employee's|different|another|any)\s+(?:\w+\s+)?)$",
    re.IGNORECASE,
)


def _beside_role(letter: LetterText, values: tuple[Labelled, ...]) -> tuple[int, int, str | None] | None:
    """`our dental consultant, Harriet Olds, DMD`, `the deciding physician (Gwen Halloran, MD, PM&R)`."""
    providers = {value.text.lower() for value in values if value.field == "provider_name"}
    roles = letter.vocabulary.source("reviewer_roles")
    lead = re.compile(
        rf"{roles}(?:\s+(?:who|that)\s+[^.;(]{{3,60}})?\s*(?:[,:(]|\bis\b|\bwas\b)?\s*[(,]?\s*(?:Dr\.?\s+)?$"
        rf"|\b(?:reviewed|decided|determined|evaluated)\b[^.;]{{0,80}}\bby\s+$"
        rf"|\b(?:consultation|discussion|conversation|call|speak|talk|discuss|review\s+the\s+case)\b[^.;]{{0,60}}\bwith\s+$",
        re.IGNORECASE,
    )
    specialty = letter.names.specialty.pattern.replace("(?P<specialty>", "(?:")
    tail = re.compile(
        rf",\s+(?:our|the|an?)\s+(?:[\w-]+\s+){{0,4}}?(?:{roles}|{specialty})\b(?!\s+(?:of|at|in)\s)", re.IGNORECASE
    )
    for sentence in letter.sentences:
        if sentence.section in ("appeal", "fast_appeal", "external", "help", "closing", "records"):
            continue
        for pattern in (letter.names.person_with_credentials, DOCTOR):
            for person in pattern.finditer(letter.body, sentence.start, sentence.end):
                before = letter.body[sentence.start : person.start()]
                role = lead.search(before) or tail.match(letter.body, person.end(), sentence.end)
                name = person.group("name")
                if role is None or any(name.lower() in provider for provider in providers):
                    continue
                if not _NOT_THEIRS.search(before[: min(role.start(), len(before))]) and is_person_name(name):
                    return person.start(), sentence.end, _BY_ROLE
    return None


#: `Dr. Ada Quill, a cardiologist, made the decision`: before who only looked at it
_THEY_DECIDED = late(
    r"(?:,\s+(?:(?:our|an?|the|who\s+is)\s+)?[^.;]{3,70}?,)?\s+(?:has\s+)?(?:made\s+(?:the|this|our|that)\s+(?:\w+\s+)?(?:decision|determination)|decided\s+(?:this|the|your|on)|is\s+the\s+(?:physician|doctor|dentist|pharmacist|reviewer)\s+who\s+(?:made|decided))\b"
)


def _who_decided(letter: LetterText) -> tuple[int, int, str | None] | None:
    """The person whom a sentence says to have made the decision."""
    for sentence in letter.sentences:
        if sentence.section in ("appeal", "fast_appeal", "external"):
            continue
        for pattern in (letter.names.person_with_credentials, DOCTOR):
            for person in pattern.finditer(letter.body, sentence.start, sentence.end):
                tail = _THEY_DECIDED.match(letter.body, person.end(), sentence.end)
                if tail is not None and is_person_name(person.group("name")):
                    return person.start(), tail.end(), None
    return None


_DECISION_BY = late(
    r"\b(?:[Ff]inal\s+(?:decision|determination)|[Dd]enied|[Dd]ecided)\s+(?:on\s+[\w/, -]{6,22}?\s+)?by\s+"
)


def _decision_by(letter: LetterText) -> tuple[int, int, str | None] | None:
    """`First review by ... Final decision by Ada Quill, MD`: who decided, before who reviewed first."""
    for match in _DECISION_BY.finditer(letter.body):
        end = next((s.end for s in letter.sentences if s.start <= match.start() < s.end), match.end())
        section = letter.section_at(match.start()).kind
        named = letter.names.person_with_credentials.match(letter.body, match.end(), end)
        if named is not None and section not in ("appeal", "fast_appeal", "external"):
            return match.end(), end, None
    return None


def _reviewer_place(letter: LetterText, values: tuple[Labelled, ...]) -> tuple[int, int, str | None] | None:
    """Where the reviewers stand: a label's value, the sentence that says who decided, or a signature with the title."""
    for value in values:
        if value.field == "reviewer":
            return value.start, _paragraph_end(letter, value.end), None
    decided = _who_decided(letter) or _decision_by(letter)
    if decided is not None:
        return decided
    for sentence in letter.sentences:
        opens = _BY.match(letter.body, sentence.start, sentence.end)
        if (opens or _WHO.search(sentence.heading)) and letter.names.person_with_credentials.match(
            letter.body, opens.end() if opens else sentence.start, sentence.end
        ):
            return opens.end() if opens else sentence.start, sentence.end, None
        if sentence.section in ("appeal", "fast_appeal", "external", "p2p"):
            continue
        match = _MADE_BY.search(letter.body, sentence.start, sentence.end)
        if match is not None and re.match(rf"(?:Dr\.?\s+)?{NAME}", letter.body[match.end() : sentence.end]):
            return match.end(), sentence.end, None
        both = _AND_SOMEBODY.match(letter.body, match.end(), sentence.end) if match is not None else None
        if both is not None and letter.names.person_with_credentials.match(letter.body, both.end(), sentence.end):
            return both.end(), sentence.end, None
    lines = letter.lines
    for above, below in itertools.pairwise(lines):
        match = letter.names.person_with_credentials.match(above.text)
        if (
            match is not None
            and _SIGNED_AS.match(below.text)
            and letter.section_at(above.start).kind
            in ("closing", "other", "help", "rights", "appeal", "external", "fast_appeal")
        ):
            return above.start, above.end, "signature of the medical director"
    return None


def _paragraph_end(letter: LetterText, end: int) -> int:
    """End of the sentence that goes on after a label's value in the same line."""
    stop = letter.body.find("\n", end)
    return len(letter.body) if stop == -1 else stop


def _unnamed(letter: LetterText) -> Iterator[Found]:
    for sentence in letter.sentences:
        if sentence.section in ("appeal", "fast_appeal", "external", "p2p"):
            continue
        for pattern in (_ANY_REVIEWER, _BOARD):
            match = pattern.search(letter.body, sentence.start, sentence.end)
            if match is None:
                continue
            specialty = letter.names.specialty.match(letter.body, match.end(), sentence.end)
            if specialty is not None:
                yield found(letter, specialty.start(), specialty.end(), letter.names.specialty_name(specialty.group()))
                return
