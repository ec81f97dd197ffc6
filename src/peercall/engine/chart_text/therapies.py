"""Drugs and treatments that sentences name: taken, planned or never begun, with dose, dates and what became of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from peercall.domain.charts import ExposureFact
from peercall.domain.dates import DayRange
from peercall.domain.terms import Assertion, Strength
from peercall.engine.chart_text.doses import dose_in
from peercall.engine.chart_text.measures import caution_of
from peercall.engine.chart_text.mentions import Found, Reading, What
from peercall.engine.chart_text.numbers import LENGTH, length_days, number
from peercall.engine.chart_text.shares import Agent, Shares
from peercall.engine.chart_text.statements import Statement
from peercall.engine.chart_text.written_dates import WrittenDate, find_dates
from peercall.engine.phrasing import Mention

_ORDER = re.compile(r"\s*(?:order|prescription)\b", re.IGNORECASE)
_SILENT_SECTIONS = frozenset(
    {"allergies", "family_history", "submission", "administration", "medication_reconciliation", "goals"}
)
_PLAN_SECTIONS = frozenset({"plan", "assessment_plan", "orders"})
_UNTAKEN = frozenset({"iodinated_contrast"})
_NEVER_TOOK = re.compile(
    r"\b(?:never\s+(?:took|taken|tried|received|used|had|been\s+on)|has\s+not\s+(?:tried|taken|received|used|been\s+on)|"
    r"not\s+(?:tried|taken)|no\s+prior\s+(?:use|trial|treatment|history))\b",
    re.IGNORECASE,
)
_AT_PRESENT = re.compile(
    r"\b(?:now|currently|current|at present|at this time|presently|concurrent(?:ly)?|concomitant(?:ly)?|in combination|combined)\b",
    re.IGNORECASE,
)
_STANDS_ALONE = re.compile(r"\s*(?:[,.;)\]]|$)")
_START = re.compile(
    r"\b(?:since|started(?:\s+on)?|start(?:\s+date)?|begun|began|initiated(?:\s+on)?|from|beginning)\s*:?\s*$",
    re.IGNORECASE,
)
_OPENS = re.compile(r"\s*(?:since|from|starting|beginning|on|in)\s+", re.IGNORECASE)
_STOP = re.compile(
    r"\b(?:stopped(?:\s+on)?|discontinued(?:\s+on)?|ended(?:\s+on)?|until|till|through|off\s+since|quit(?:\s+in)?|completed(?:\s+on)?|finished(?:\s+on)?|to)\s*$",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\s*(?:-|–|to|through|thru|until|till)\s*", re.IGNORECASE)
_FROM_BETWEEN = re.compile(r"\bbetween\s+$", re.IGNORECASE)
_SESSIONS = re.compile(
    r"(?<![\d/.-])\b(?P<n>\d{1,3}|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\s+(?:\w+\s+)?(?:visits|sessions|treatments|appointments)\b",
    re.IGNORECASE,
)
_NO_LENGTH = re.compile(r"\b(?:every|in|within|each|q|next|per|weeks?|after the|past|last|another)\s+$", re.IGNORECASE)
#: "will continue it for 12 weeks" is no length that has been
_PROSPECT = re.compile(r"\b(?:plan|will|to continue|continue (?:it|for|with|this))\b[^.;]*$", re.IGNORECASE)
#: a complaint or disease right before a length: the length is its own
_COMPLAINT = re.compile(
    r"\b(?:pain|symptoms?|sx|history|hx|weakness|numbness|headaches?|migraines?|fatigue|swelling|stiffness|dyspnea|cough|rash|"
    r"disease|hypertension|HTN|diabetes|arthritis|onset|duration|depression|anxiety|psoriasis|asthma|COPD|ulcers?|complaints?)\b"
    r"(?:\s+(?:in|of|to|at|on|for|the|his|her|left|right|both|low|lower|upper|back|knee|hip|neck|leg|arm|times|about|over|past|last)"
    r"\b)*\s*(?:x|×)?\s*$",
    re.IGNORECASE,
)
_PARTED = re.compile(r"[,;:.(]|\b(?:and|who|which|presents?|treated)\b", re.IGNORECASE)
_NOT_LASTING = re.compile(r"\s*(?:ago\b|-?\s?olds?\b|of age\b|packs?\b|suppl(?:y|ies)\b|refills?\b)", re.IGNORECASE)
_CONTINUES = re.compile(
    r"\b(?:continu\w+|remains? on|stay on|unchanged|maintain|currently (?:on|taking)|still (?:on|taking)|refill\w*)\b",
    re.IGNORECASE,
)
_RANK = ("never_started", "cancelled", "stopped", "completed", "active", "past")
_STATUS = {
    "never_started": "never_started",
    "cancelled": "cancelled",
    "stopped": "stopped",
    "completed": "completed",
    "active": "active",
    "past": "completed",
}
_RULED_OUT = frozenset({"contraindication", "allergy", "unsuitable"})
_OUTCOMES = ("inadequate_response", "refractory", "relapse", "intolerance", "effective")


def agents_in(text: str, found: Found, reading: Reading, *, title: str | None = None) -> list[Agent]:
    """Drugs and treatments named in a sentence; a sentence of sessions and dates in a treatment's own note speaks of it."""
    vocabulary = reading.vocabulary
    agents = [
        Agent(m.start, m.end, m.what.key, ingredients=vocabulary.parts_of(m.what.key))
        for m in found.of("drug")
        if not vocabulary.is_never("drug", m.what.key, text)
    ]
    for mention in found.of("treatment"):
        if mention.what.key in _UNTAKEN or vocabulary.is_never("treatment", mention.what.key, text):
            continue
        if any(agent.start < mention.end and mention.start < agent.end for agent in agents):
            continue
        agents.append(Agent(mention.start, mention.end, mention.what.key, treatment=mention.what.key))
    if not agents and title is not None and _SESSIONS.search(text):
        named = vocabulary.treatments(title)
        if len(named) == 1:
            agents.append(Agent(0, 0, named[0], treatment=named[0]))
    return sorted(agents, key=lambda agent: agent.start)


def exposures_in(statement: Statement, reading: Reading) -> Iterator[ExposureFact]:
    """What a sentence says of drugs and treatments."""
    if statement.section in _SILENT_SECTIONS:
        return
    text = statement.text
    found = reading.find(text)
    yield from _classes_denied(statement, found, reading)
    agents = agents_in(text, found, reading, title=statement.note.title)
    if not agents:
        return
    dates = find_dates(text, near=statement.note.on)
    outcomes = [
        m
        for m in found.of("outcome")
        if not reading.vocabulary.is_never("outcome", m.what.key, text) and not _is_of_disease(text, m)
    ]
    shares = Shares(text, agents)
    seen: set[str] = set()
    for agent in agents:
        if agent.key in seen:
            continue
        seen.add(agent.key)
        fact = _exposure(statement, reading, agent, shares.outcomes(agent, outcomes), dates, shares)
        if fact is not None:
            yield fact


def _is_of_disease(text: str, mention: Mention[What]) -> bool:
    """True for "active" before another word: a disease is active; a drug stands as active only by itself."""
    return text[mention.start : mention.end].lower() == "active" and _STANDS_ALONE.match(text, mention.end) is None


def _classes_denied(statement: Statement, found: Found, reading: Reading) -> Iterator[ExposureFact]:
    """Whole classes said not to be taken now ("no other biologic now": active) or never to have been taken."""
    text = statement.text
    denied: set[str] = set()
    for mention in found.of("class"):
        key = mention.what.key
        if key in denied or reading.vocabulary.is_never("class", key, text):
            continue
        if reading.judge(text, mention, statement.section) is not Assertion.NEGATED:
            continue
        never = _NEVER_TOOK.search(text, 0, mention.start) is not None
        if not never and _AT_PRESENT.search(text) is None:
            continue
        denied.add(key)
        yield ExposureFact(
            id=f"{statement.place}:no_{key}",
            source=statement.source(),
            strength=Strength.STATED,
            on=statement.note.on,
            assertion=Assertion.NEGATED,
            author=statement.note.author,
            caution=caution_of(statement),
            kind="stated",
            treatment=key,
            text=text,
            status="unknown" if never else "active",
        )


def _exposure(
    statement: Statement,
    reading: Reading,
    agent: Agent,
    outcomes: Sequence[Mention[What]],
    dates: Sequence[WrittenDate],
    shares: Shares,
) -> ExposureFact | None:
    text = statement.text
    told = text[: shares.told_until(agent)]
    assertion = reading.asserter.judge(told, agent.start, agent.end, section=statement.section)
    status = next((_STATUS[key] for key in _RANK if any(m.what.key == key for m in outcomes)), "unknown")
    if status == "never_started":
        assertion = Assertion.PRESENT if assertion in {Assertion.NEGATED, Assertion.PLANNED} else assertion
    elif assertion is Assertion.NEGATED:
        # "No fill of X in this system" is no statement about X; only "never took X" is.
        if _NEVER_TOOK.search(text[: agent.start]) is None:
            return None
    elif (
        statement.section in _PLAN_SECTIONS or _ORDER.match(statement.note.title or "")
    ) and assertion is Assertion.PRESENT:
        assertion = Assertion.PRESENT if shares.says(_CONTINUES, agent) else Assertion.PLANNED
        status = "active" if assertion is Assertion.PRESENT else status
    if any(m.what.key in _RULED_OUT for m in outcomes):
        return None
    outcome, words = outcome_of(told, outcomes, reading)
    start, stop, bounded = _period(text, shares.dates(agent, dates), agent)
    stretch = shares.stretch(agent)
    dose = dose_in(text, agent.end, stretch[1]) if shares.several else dose_in(text)
    sessions = next((m for m in _SESSIONS.finditer(text) if shares.counted(agent, m.start(), m.end())), None)
    if agent.start == agent.end and (start is None or sessions is None):
        return None
    length = _length(text, agent, shares)
    said = (status != "unknown", start, stop, dose, sessions, length, outcome, assertion is not Assertion.PRESENT)
    if not any(said) and len(text.split()) <= 6 and not text.endswith("."):
        return None  # a title or label that only names it
    if status == "unknown" and start is not None and not bounded and assertion is Assertion.PRESENT and outcome is None:
        status = "active"
    return ExposureFact(
        id=f"{statement.place}:{agent.key.replace(' ', '_')}",
        source=statement.source(),
        strength=Strength.STATED,
        on=statement.note.on,
        assertion=assertion,
        author=statement.note.author,
        caution=caution_of(statement),
        kind="request" if "prescribed" in text.lower() and assertion is Assertion.PLANNED else "stated",
        ingredients=agent.ingredients,
        treatment=agent.treatment,
        text=text,
        status=status,
        start=start,
        stop=stop,
        dose=dose.amount if dose else None,
        dose_unit=dose.unit if dose else None,
        maximum_tolerated=any(m.what.key == "maximum_tolerated" for m in outcomes),
        sessions=int(number(sessions["n"])) if sessions and agent.treatment else None,
        duration_days=length,
        outcome=outcome if assertion in {Assertion.PRESENT, Assertion.HISTORICAL} else None,
        outcome_text=words if outcome and assertion in {Assertion.PRESENT, Assertion.HISTORICAL} else None,
    )


def outcome_of(text: str, outcomes: Sequence[Mention[What]], reading: Reading) -> tuple[str | None, str | None]:
    """The outcome stated and its words: one that is denied, planned or only possible is none; failure goes before good."""
    held: dict[str, Mention[What]] = {}
    for mention in outcomes:
        if mention.what.key in _OUTCOMES and mention.what.key not in held:
            said = reading.judge(text, mention)
            if said in {Assertion.PRESENT, Assertion.HISTORICAL}:
                held[mention.what.key] = mention
    for key in _OUTCOMES:
        if key in held:
            return key, text[held[key].start : held[key].end]
    return None, None


def _period(text: str, dates: Sequence[WrittenDate], agent: Agent) -> tuple[DayRange | None, DayRange | None, bool]:
    """Start and stop as the words before each date say; bounded when a pair "A to B" gives both."""
    for one, other in pairwise(dates):
        between = text[one.end : other.start]
        joined = _BETWEEN.fullmatch(between) or (
            between.strip().lower() == "and" and _FROM_BETWEEN.search(text, 0, one.start) is not None
        )
        if joined and one.days.first <= other.days.last:
            return one.days, other.days, True
    # "Off the burst since March, on prednisone": a date before the name dates it only where it opens the sentence.
    own = [item for item in dates if agent.end <= item.start or _OPENS.fullmatch(text[: item.start])]
    start = next((item.days for item in own if _START.search(text[: item.start])), None)
    stop = next((item.days for item in own if _STOP.search(text[: item.start])), None)
    if start is not None and stop is not None and stop.last < start.first:
        return None, None, False
    return start, stop, stop is not None


def _is_of_agent(text: str, length: re.Match[str], agent: Agent) -> bool:
    """False for how long a complaint has lasted ("back pain for 3 months, took naproxen") or something before a comma."""
    if _COMPLAINT.search(text, max(0, length.start() - 60), length.start()):
        return False
    if length.end() > agent.start or agent.start == agent.end:
        return True
    between = text[length.end() : agent.start]
    return _PARTED.search(between) is None and len(between.split()) <= 5


def _length(text: str, agent: Agent, shares: Shares) -> int | None:
    found = [
        m
        for m in LENGTH.finditer(text)
        if m["n"].lower() not in {"a", "an"}
        and not _NO_LENGTH.search(text[: m.start()])
        and not _PROSPECT.search(text, max(0, m.start() - 60), m.start())
        and not _NOT_LASTING.match(text, m.end())
        and shares.speaks_of(agent, m.start(), m.end())
        and _is_of_agent(text, m, agent)
    ]
    return round(length_days(found[0])) if found else None
