"""Facts that rest on a number which was not recognised for sure are shown and never counted."""

from __future__ import annotations

import pytest
from tests.engine.chart_text.conftest import AS_OF

from peercall.domain.charts import MeasureFact
from peercall.domain.documents import Document, DocumentKind, Page, RecognizedWord
from peercall.engine.chart_text import TextFacts, extract_facts
from peercall.engine.vocabulary import Vocabulary

TEXT = "Progress note\nDate: 05/04/2026\n\nAssessment\nOswestry Disability Index 48% today."


def _facts(vocabulary: Vocabulary, uncertain: str) -> TextFacts:
    words, at = [], 0
    for text in TEXT.split():
        at = TEXT.index(text, at)
        words.append(RecognizedWord(at, at + len(text), (0.1, 0.1, 0.2, 0.12), 40 if text == uncertain else 95))
        at += len(text)
    document = Document("chart/fax.pdf", "ab" * 32, DocumentKind.PDF, (Page(1, TEXT, words=tuple(words)),))
    return extract_facts([document], vocabulary=vocabulary, patient=None, as_of=AS_OF)


@pytest.mark.parametrize(
    ("uncertain", "caution"),
    [("Index", None), ("48%", "uncertain recognition"), ("05/04/2026", "uncertain recognition")],
)
def test_a_measure_counts_only_when_its_number_and_its_date_were_recognised_for_sure(
    vocabulary: Vocabulary, uncertain: str, caution: str | None
) -> None:
    found = _facts(vocabulary, uncertain)
    (measure,) = (fact for fact in found.facts if isinstance(fact, MeasureFact))
    assert (measure.low, measure.caution) == (48.0, caution)
    assert any("not recognised for sure" in warning for warning in found.warnings) is (caution is not None)
