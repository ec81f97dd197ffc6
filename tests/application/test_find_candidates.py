"""Passages for open criteria: statements in other words than the policy's are found, marked, and never counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from peercall.adapters.passages import FullTextIndex
from peercall.application.find_candidates import ChartSearch, find_candidates
from peercall.application.ports import PassageIndex
from peercall.domain.charts import Passage
from peercall.domain.documents import Document, DocumentKind, Page, RecognizedWord
from peercall.domain.passages import ChartSentence
from peercall.domain.policies import CoveragePolicy, Node
from peercall.domain.results import Candidate, CriterionResult, PolicyResult
from peercall.domain.terms import Assertion, CriterionStatus
from peercall.engine.chart_text import extract_facts
from peercall.engine.vocabulary import Vocabulary
from peercall.rulebook.load import load_rulebook

AS_OF = date(2026, 7, 1)
RULEBOOK = load_rulebook()
VOCABULARY = Vocabulary.of(RULEBOOK)

#: a visit that answers none of the criteria asked below
FILLER = """\
Office visit, 06/08/2026
Emeka Okafor, MD, internal medicine
History
She came by bus with her sister. Appetite is good and she sleeps in a chair by the window.
The garden keeps her busy. She asks about travel vaccines and a form for the library.
Plan
Return in four months. Flu vaccine in the autumn.
"""


def result_of(node: Node, *, status: CriterionStatus = CriterionStatus.NOT_DOCUMENTED) -> CriterionResult:
    return CriterionResult(
        id=node.id, text=node.text, ref=node.ref, status=status, operator=node.operator.value, anonymous=node.anonymous,
        children=tuple(result_of(child, status=status) for child in node.children),
    )  # fmt: skip


def policy(policy_id: str) -> CoveragePolicy:
    return RULEBOOK.policies[policy_id][-1]


def open_result(of: CoveragePolicy, *, status: CriterionStatus = CriterionStatus.NOT_DOCUMENTED) -> PolicyResult:
    return PolicyResult(of.id, of.version, of.sha256, result_of(of.criteria, status=status), (), (), status, (), (), ())


def passages(*notes: str) -> Sequence[Passage]:
    pages = tuple(Page(number, text) for number, text in enumerate((FILLER, *notes), start=1))
    document = Document("chart/notes.txt", "0" * 64, DocumentKind.TEXT, pages)
    return extract_facts([document], vocabulary=VOCABULARY, patient=None, as_of=AS_OF).passages


def candidates(policy_id: str, criterion: str, *notes: str) -> tuple[Candidate, ...]:
    asked = policy(policy_id)
    search = ChartSearch(lambda: passages(*notes), indexer=FullTextIndex)
    result = find_candidates(
        open_result(asked), policy=asked, search=search, rulebook=RULEBOOK, vocabulary=VOCABULARY, as_of=AS_OF
    )
    found = result.find(criterion)
    assert found is not None
    return found.candidates


def note(*sentences: str, head: str = "Progress note, 05/11/2026\nEmeka Okafor, MD") -> str:
    return "\n".join((head, "Assessment", *sentences))


@pytest.mark.parametrize(
    "policy_id, criterion, statement",
    [
        ("cms-ncd-240.4", "education-patient", "The respiratory therapist went over mask fitting and cleaning of the device with him."),
        ("cms-ncd-240.4", "education-caregiver", "His wife, who lives in the house, was shown how to run the machine and can do it alone."),
        ("cms-ncd-240.4", "clinical-evaluation", "Came in because of witnessed apneas; workup for sleep apnea discussed."),
        ("cms-ncd-240.4", "symptom", "She is drowsy all afternoon and naps at her desk."),
        ("cms-ncd-240.4", "cv-condition", "Takes amlodipine for high blood pressure."),
        ("lcd-L33906", "claudication", "Legs grow heavy after two blocks and ease on sitting; canal stenosis with neurogenic claudication."),
        ("lcd-L33906", "four-weeks", "Back and leg pain has persisted since the middle of March."),
        ("lcd-L33906", "conservative", "Eight visits of physiotherapy brought no relief."),
        ("cms-ncd-240.2", "edema", "Both ankles swell by evening, pitting to mid shin, consistent with dependent edema."),
        ("cms-ncd-240.2", "sao2-rest", "Sitting quietly without oxygen her saturation reads 86%."),
        ("cms-ncd-240.2", "exertion-level", "Saturation fell to 84% while walking the corridor on room air."),
        ("cms-ncd-280.3", "q4-safe", "He is able and willing to operate the chair safely; his son can help."),
        ("cms-ncd-280.3", "manual-home", "Doorways at home are wide enough for a wheelchair and there is a ramp."),
        ("cms-ncd-280.3", "pov-posture", "Trunk strength and postural stability suffice to sit on a scooter."),
        ("cms-ncd-20.4", "b3-lvef", "Echo: ejection fraction about 30 percent."),
        ("cms-ncd-20.4", "b3-sdm", "Discussed the defibrillator with the decision aid, options and risks and benefits."),
        ("lcd-L40231", "comorbidity-optimized", "Diabetes is controlled and comorbidities are optimized before surgery."),
        ("cms-ncd-110.24", "rems", "Our facility is enrolled in the risk evaluation and mitigation strategy."),
    ],
)  # fmt: skip
def test_a_statement_in_other_words_is_among_the_passages_shown(policy_id: str, criterion: str, statement: str) -> None:
    shown = [c.source.quote for c in candidates(policy_id, criterion, note(statement))]
    assert any(quote in statement for quote in shown)


@pytest.mark.parametrize(
    "policy_id, criterion",
    [
        ("cms-ncd-240.4", "education-patient"),
        ("cms-ncd-240.4", "symptom"),
        ("lcd-L33906", "claudication"),
        ("cms-ncd-240.2", "hematocrit"),
        ("cms-ncd-280.3", "power-arms"),
        ("cms-ncd-20.4", "b3-sdm"),
        ("lcd-L40231", "conservative-3mo"),
    ],
)
def test_nothing_is_shown_where_nothing_in_the_chart_looks_like_it(policy_id: str, criterion: str) -> None:
    assert candidates(policy_id, criterion) == ()


@pytest.mark.parametrize(
    "statement, assertion",
    [
        ("She dozes off at work every day.", Assertion.PRESENT),
        ("Denies daytime sleepiness.", Assertion.NEGATED),
        ("Mother has excessive daytime sleepiness.", Assertion.FAMILY),
    ],
)
def test_a_passage_is_marked_with_what_it_asserts(statement: str, assertion: Assertion) -> None:
    (shown,) = candidates("cms-ncd-240.4", "symptom", note(statement))
    assert shown.assertion is assertion


def test_a_passage_of_teaching_still_to_come_or_denied_is_marked() -> None:
    shown = candidates(
        "cms-ncd-240.4", "education-patient", note("The supplier will teach use of the device.", "No teaching so far.")
    )
    assert {c.source.quote: c.assertion for c in shown} == {
        "The supplier will teach use of the device.": Assertion.PLANNED,
        "No teaching so far.": Assertion.NEGATED,
    }


def test_the_patients_own_present_statement_goes_before_those_of_relatives_and_denials() -> None:
    shown = candidates(
        "cms-ncd-240.4",
        "symptom",
        note("Mother has daytime sleepiness.", "Denies daytime sleepiness.", "Reports daytime sleepiness."),
    )
    assert shown[0].source.quote == "Reports daytime sleepiness."


def test_a_passage_says_where_it_stands_and_repeats_the_page_word_for_word() -> None:
    (shown,) = candidates("cms-ncd-240.4", "symptom", note("She dozes off at work every day."))
    page = note("She dozes off at work every day.")
    assert (shown.source.document, shown.source.page, str(shown.on), shown.section) == (
        "chart/notes.txt", 2, "2026-05-11", "assessment",
    )  # fmt: skip
    assert page[shown.source.start : shown.source.end] == shown.source.quote
    assert shown.author == "Emeka Okafor, MD"
    assert "dozes off" in shown.found_by


def test_a_passage_read_from_a_picture_says_so() -> None:
    text = note("She dozes off at work every day.")
    word = RecognizedWord(0, 8, (0.1, 0.1, 0.2, 0.12), 96)
    scan = Document("chart/fax.pdf", "0" * 64, DocumentKind.PDF, (Page(1, FILLER), Page(2, text, words=(word,))))
    read = extract_facts([scan], vocabulary=VOCABULARY, patient=None, as_of=AS_OF).passages
    asked = policy("cms-ncd-240.4")
    result = find_candidates(
        open_result(asked),
        policy=asked,
        search=ChartSearch(lambda: read, indexer=FullTextIndex),
        rulebook=RULEBOOK,
        vocabulary=VOCABULARY,
        as_of=AS_OF,
    )
    symptom = result.find("symptom")
    assert symptom is not None
    assert [c.caution for c in symptom.candidates] == ["recognised from a picture: compare with the page"]


def test_copies_are_one_passage_and_never_more_than_three_are_shown() -> None:
    copied = [note("She dozes off at work.", head=f"Visit, 0{n}/02/2026\nEmeka Okafor, MD") for n in (3, 4, 5)]
    other = note(*(f"Daytime sleepiness noted in week {n}, room {n + 7}." for n in range(6)))
    shown = candidates("cms-ncd-240.4", "symptom", *copied, other)
    assert len(shown) == 3
    (dozing,) = [c for c in shown if "dozes" in c.source.quote]
    assert {place.page for place in (dozing.source, *dozing.also_at)} == {2, 3, 4}


def test_a_failure_of_another_drug_does_not_speak_of_the_drug_asked_for() -> None:
    shown = candidates(
        "model-biologic-ra", "mtx-failed", note("Leflunomide: inadequate response.", "Methotrexate did not help.")
    )
    assert [c.source.quote for c in shown] == ["Methotrexate did not help."]


def test_passages_change_no_answer() -> None:
    asked = policy("cms-ncd-240.4")
    before = open_result(asked)
    search = ChartSearch(lambda: passages(note("The patient was taught to use the device.")), indexer=FullTextIndex)
    after = find_candidates(before, policy=asked, search=search, rulebook=RULEBOOK, vocabulary=VOCABULARY, as_of=AS_OF)
    assert any(node.candidates for node in after.root.walk())

    def bare(node: CriterionResult) -> CriterionResult:
        return replace(node, candidates=(), children=tuple(map(bare, node.children)))

    assert replace(after, root=bare(after.root)) == before


def test_nothing_is_indexed_when_no_criterion_is_open() -> None:
    def refuse(_: Sequence[ChartSentence]) -> PassageIndex:
        raise AssertionError("indexed without need")

    asked = policy("cms-ncd-240.4")
    met = open_result(asked, status=CriterionStatus.MET)
    search = ChartSearch(lambda: (), indexer=refuse)
    assert find_candidates(
        met, policy=asked, search=search, rulebook=RULEBOOK, vocabulary=VOCABULARY, as_of=AS_OF
    ) == met  # fmt: skip


def test_the_chart_is_indexed_once_for_all_criteria() -> None:
    made: list[int] = []

    def count(sentences: Sequence[ChartSentence]) -> PassageIndex:
        made.append(len(sentences))
        return FullTextIndex(sentences)

    asked = policy("cms-ncd-240.4")
    search = ChartSearch(lambda: passages(), indexer=count)
    for _ in range(2):
        find_candidates(
            open_result(asked), policy=asked, search=search, rulebook=RULEBOOK, vocabulary=VOCABULARY, as_of=AS_OF
        )
    assert len(made) == 1


def test_only_the_lowest_named_open_criterion_carries_passages() -> None:
    asked = policy("lcd-L33906")
    search = ChartSearch(lambda: passages(note("Oswestry score 48 of 100, pain 7 of 10.")), indexer=FullTextIndex)
    result = find_candidates(
        open_result(asked), policy=asked, search=search, rulebook=RULEBOOK, vocabulary=VOCABULARY, as_of=AS_OF
    )
    carrying = [node for node in result.root.walk() if node.candidates]
    assert "baseline-scales" in {node.id for node in carrying}
    assert not any(node.anonymous for node in carrying)
    assert result.root.candidates == ()
