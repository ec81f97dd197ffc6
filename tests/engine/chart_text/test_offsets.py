"""Every source can be found again: its quote stands verbatim at its offsets. Dates and sentences lose nothing."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from peercall.domain.charts import ChartFact, DocumentFact
from peercall.domain.dates import DayRange, day, month, year
from peercall.domain.documents import Document, DocumentKind, Page
from peercall.domain.provenance import SourceSpan
from peercall.engine.chart_text import extract_facts
from peercall.engine.chart_text.sentences import sentence_spans
from peercall.engine.chart_text.written_dates import find_dates
from peercall.engine.vocabulary import Vocabulary

LINES = st.sampled_from(
    [
        "05/18/2026 Ada Okafor, MD, rheumatology.",
        "Progress note",
        "History",
        "Plan",
        "Physical examination (template)",
        "Test\tResult\tUnits",
        "Hematocrit\t57\t%",
        "Time SpO2 Gas Note",
        "06:35 89% room air at rest",
        "Denies daytime sleepiness. Falls asleep at work since 2025.",
        "SpO2 84% on room air, 93% on 2 L.",
        "Methotrexate 15 mg a week since 11/03/2025, inadequate response.",
        "TNF inhibitors are contraindicated: NYHA class II-III.",
        "Oswestry Disability Index 15/50 (30%).",
        "Lumbar flexion 48 of 60 degrees, limited at L4-L5; pain radiates down the leg",
        "since mid-February, worse on sitting.",
        "Problem\tICD-10-CM\tStatus",
        "Essential hypertension\tI10\tActive",
        "Ünïcode naïve İstanbul 30-35% \u00b5g — ejection fraction 30–35 %",
        "",
        "   ",
        "No. 5 tenderness (mild) over L5, 4 of 10... Dr. K. Ode said so!",
    ]
)


def sources(fact: ChartFact) -> list[SourceSpan]:
    found = [fact.source, *fact.also_at]
    if isinstance(fact, DocumentFact):
        found += fact.states.values()
    return [source for source in found if isinstance(source, SourceSpan)]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    pages=st.lists(st.lists(LINES, max_size=14), min_size=1, max_size=4), ends=st.sampled_from(["\n", "\r\n", "\n\n"])
)
def test_quotes_stand_verbatim_at_their_offsets(vocabulary: Vocabulary, pages: list[list[str]], ends: str) -> None:
    written = [Page(number, ends.join(lines)) for number, lines in enumerate(pages, start=1)]
    document = Document("chart/notes.txt", "0" * 64, DocumentKind.TEXT, tuple(written))

    facts = extract_facts([document], vocabulary=vocabulary, patient=None, as_of=date(2026, 7, 1))

    for fact in facts.facts:
        for source in sources(fact):
            assert written[source.page - 1].text[source.start : source.end] == source.quote
            assert source.quote.strip() == source.quote != ""
    for passage in facts.passages:
        assert written[passage.page - 1].text[passage.start : passage.end] == passage.text
    assert len({fact.id for fact in facts.facts}) == len(facts.facts)


@given(st.text(max_size=300))
def test_any_text_is_read_without_harm(vocabulary: Vocabulary, text: str) -> None:
    document = Document("chart/notes.txt", "0" * 64, DocumentKind.TEXT, (Page(1, text),))

    facts = extract_facts([document], vocabulary=vocabulary, patient=None, as_of=date(2026, 7, 1))

    assert all(text[s.start : s.end] == s.quote for fact in facts.facts for s in sources(fact))


@given(st.text(alphabet="abc DrK.!?;\n1(", max_size=80))
def test_sentences_keep_every_word_in_order(text: str) -> None:
    spans = list(sentence_spans(text))

    assert "".join(text[a:b] for a, b in spans).replace(" ", "").replace("\n", "") == "".join(text.split())
    assert all(a < b for a, b in spans)
    assert spans == sorted(spans)


@pytest.mark.parametrize(
    "text, sentences",
    [
        ("Seen by Dr. K. Ode. She is well.", ["Seen by Dr. K. Ode.", "She is well."]),
        ("CRP 21 mg/L. DAS28-CRP 5.9.", ["CRP 21 mg/L.", "DAS28-CRP 5.9."]),
        ("SpO2 93% on 2 L. Wheeze.", ["SpO2 93% on 2 L.", "Wheeze."]),
        ("SpO2 97% room air. (template)", ["SpO2 97% room air. (template)"]),
        ("1. Sleep apnea. 2. Obesity.", ["1. Sleep apnea.", "2. Obesity."]),
    ],
)
def test_where_sentences_end(text: str, sentences: list[str]) -> None:
    assert [text[a:b] for a, b in sentence_spans(text)] == sentences


@given(
    st.dates(min_value=date(1950, 1, 1), max_value=date(2050, 12, 31)),
    st.sampled_from(["%m/%d/%Y", "%Y-%m-%d", "%B %d, %Y"]),
)
def test_a_written_day_is_that_day(on: date, form: str) -> None:
    (found,) = find_dates(f"Seen {on.strftime(form)} in clinic.")

    assert found.days == day(on)


@pytest.mark.parametrize(
    "text, days",
    [
        ("in 2019", year(2019)),
        ("noted 07/2009", month(2009, 7)),
        ("since mid-February 2026", month(2026, 2)),
        ("since mid-February", month(2026, 2)),
        ("from November", month(2025, 11)),
        ("records of 10/12", day(date(2025, 10, 12))),
        ("BP 148/88, strength 4/5, pain 7/10", None),
        ("13/45/2026", None),
        ("02/30/2026", None),
    ],
)
def test_partial_dates(text: str, days: DayRange | None) -> None:
    found = find_dates(text, near=day(date(2026, 6, 1)))

    assert [item.days for item in found] == ([days] if days else [])
