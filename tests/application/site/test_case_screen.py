"""What the screen of a case shows, from plain data."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest

from peercall.application.site.case_arguments import arguments_of, own_answers
from peercall.application.site.case_clocks import clock_views
from peercall.application.site.case_criteria import criteria_of, question_for_colleague
from peercall.application.site.case_facts import fact_groups, fact_value, with_facts
from peercall.application.site.case_records import records_of
from peercall.application.site.places import places_of
from peercall.application.site.views import AnswerRow, CaseView, DeterminationState, DocumentRow, WorkRow
from peercall.domain.workflow import Stage

NOW = datetime(2026, 8, 14, 15, 15, tzinfo=UTC)
NOTE, LETTER = uuid4(), uuid4()


def document(number: UUID, role: str, name: str) -> DocumentRow:
    return DocumentRow(
        id=number, case=None, role=role, name=name, kind="text", size=1, sha256="0", pages=1, unread=(), warnings=(),
        state="read", problem="", received_at=NOW, channel="", added_by="", has_text=True,
    )  # fmt: skip


def a_case(analysis, *, facts=None, answers=(), contract=None) -> CaseView:
    row = WorkRow(
        id=uuid4(), stage=Stage.CONFIRMED, member_name="", plan_name="", service="CPAP device", reason_class="",
        triage="", effect="", due_at=None, due_is_day=True, due_clock="", amount=None, owner=None, owner_name="",
        next_step="", problem="", is_stale=False, as_of=None,
    )  # fmt: skip
    return CaseView(
        row=row,
        facts=facts or {},
        revision=1,
        analysed_revision=1,
        created_at=NOW,
        closed_at=None,
        documents=(document(NOTE, "chart", "note.txt"), document(LETTER, "denial", "letter.pdf")),
        determinations=(DeterminationState(1, analysis=analysis, confirmed=contract),),
        attestations=(),
        history=(),
        answers=answers,
    )


def node(name, status, *, within=None, operator=None, **more):
    return {"id": name, "text": f"text of {name}", "status": status, "within": within, "operator": operator, **more}


def criteria(*rows, non_covered=(), **more):
    return {"criteria": {"criteria": list(rows), "non_covered": list(non_covered), "path": [], **more}}


def statuses(*rows):
    view = criteria_of(a_case(criteria(*rows)))
    return {leaf.id: leaf.status for top in view.tree for leaf in top.leaves()}


# --- criteria


def test_a_limb_that_is_not_met_is_not_needed_where_another_is_enough():
    found = statuses(
        node("root", "met", operator="all"),
        node("severity", "met", within="root", operator="any"),
        node("high", "not_met", within="severity"),
        node("moderate", "met", within="severity"),
    )
    assert found == {"high": "not_needed", "moderate": "met"}


def test_a_limb_that_is_open_counts_as_open_where_none_is_met():
    found = statuses(
        node("root", "not_documented", operator="all"),
        node("severity", "not_documented", within="root", operator="any"),
        node("high", "not_met", within="severity"),
        node("moderate", "not_documented", within="severity"),
    )
    assert found == {"high": "not_met", "moderate": "not_documented"}


@pytest.mark.parametrize("operator", ["not", "none_of"])
def test_what_must_not_be_so_and_is_not_is_as_asked(operator):
    found = statuses(
        node("root", "met", operator="all"),
        node("alone", "met", within="root", operator=operator),
        node("other drug", "not_met", within="alone"),
    )
    assert found == {"other drug": "as_asked"}


def test_parts_of_what_does_not_apply_are_not_needed():
    found = statuses(
        node("root", "met", operator="all"),
        node("later", "not_applicable", within="root", operator="if"),
        node("continued", "not_met", within="later"),
    )
    assert found == {"continued": "not_needed"}


def test_a_group_without_a_name_that_repeats_the_words_above_gives_way_to_its_parts():
    rows = (
        node("root", "met", operator="all"),
        node("initial", "met", within="root", operator="if"),
        {**node("initial.2", "met", within="initial", operator="all", anonymous=True), "text": "text of initial"},
        node("test", "met", within="initial.2"),
    )
    (top,) = criteria_of(a_case(criteria(*rows))).tree
    assert [part.id for part in top.parts] == ["test"]


def test_evidence_leads_to_its_place_and_what_cannot_be_opened_says_where_it_is_from():
    rows = (
        node("root", "met", operator="all"),
        node("symptom", "met", within="root", evidence=[
            {"document": "chart/note.txt", "page": 1, "quote": "Falls asleep.", "role": "supports"},
            {"document": "case.yaml", "key": "request.phase", "value": "phase: initial", "role": "supports"},
            {"attested_by": "Adaeze Okafor, MD", "statement": "Seen by me.", "role": "supports"},
            {"document": "chart/removed.txt", "page": 2, "quote": "Gone.", "role": "contradicts"},
        ]),
    )  # fmt: skip
    case = a_case(criteria(*rows))
    (leaf,) = criteria_of(case).tree
    note, gone, entered, stated = leaf.evidence
    assert (note.link.document, note.link.ref, note.verbatim) == (NOTE, "evidence:symptom:0", True)
    assert places_of(case, ref=note.link.ref)[0].quote == "Falls asleep."
    assert (entered.link.document, entered.link.label, entered.text) == (
        None,
        "entered by the practice",
        "phase: initial",
    )
    assert (stated.link.label, stated.text) == ("statement of Adaeze Okafor, MD", "Seen by me.")
    assert gone.link.document is None and gone.contrary


def test_candidates_say_with_what_care_they_are_read():
    found = {
        "document": "chart/note.txt", "page": 1, "quote": "No limitation.", "assertion": "negated", "on": "2026-05-06",
        "section": "exam", "author": "C. Thornquist", "caution": "template text",
    }  # fmt: skip
    rows = (node("root", "not_documented", operator="all"),
            node("deficit", "not_documented", within="root", reason="judgement", candidates=[found]))  # fmt: skip
    (leaf,) = criteria_of(a_case(criteria(*rows))).open
    (quote,) = leaf.candidates
    assert (quote.about, quote.why) == ("2026-05-06, exam, C. Thornquist", "template text; said as negated")
    assert leaf.personal and leaf.open_because == "a clinician's judgement"


def test_a_question_for_a_colleague_names_no_patient():
    rows = (node("root", "not_documented", operator="all"),
            node("deficit", "not_documented", within="root", reason="not_documented", asks=["Score and date?"]))  # fmt: skip
    case = a_case(criteria(*rows))
    (leaf,) = criteria_of(case).open
    assert question_for_colleague(leaf, service=case.row.service) == (
        "For a peer-to-peer call about CPAP device we need: Score and date? "
        "Please tell me date and author, or add it to the chart."
    )


# --- clocks


def clock(**more):
    return {
        "id": "peer-to-peer", "label": "ask for the call", "rule": "letter", "status": "running", "length": 2,
        "unit": "business_days", "anchor": "notification_date", "anchor_at": "2026-08-13", "due": "2026-08-17",
        "drives": "2026-08-17", "time_left": "1 business day", "readings": [], **more,
    }  # fmt: skip


def views(*rows, at=NOW):
    own, _ = clock_views({"deadlines": list(rows)}, time_zone="America/Chicago", at=at, documents=())
    return own


def test_a_clock_tells_when_it_ends_and_how_it_was_counted():
    reading = {
        "reading": "the day after the letter is day 1", "due": "2026-08-17", "weekday": "Monday",
        "counted": ["2026-08-14", "2026-08-17"], "skipped_why": {"2026-08-15": "Saturday", "2026-08-16": "Sunday"},
    }  # fmt: skip
    (one,) = views(clock(readings=[reading]))
    assert (one.left, one.due) == ("1 business day left", "Mon Aug 17, 2026")
    assert one.counted == "2 business days from the date of the notice, Thu Aug 13, 2026"
    assert one.readings[0].working == (
        "counted Fri Aug 14, Mon Aug 17; skipped Sat Aug 15 (Saturday), Sun Aug 16 (Sunday)"
    )


@pytest.mark.parametrize(
    ("day", "tone"), [(10, ""), (14, "info"), (15, "info"), (16, "warn"), (17, "warn")],
)  # fmt: skip
def test_a_clock_is_marked_by_the_days_that_are_left(day, tone):
    (one,) = views(clock(), at=datetime(2026, 8, day, 15, tzinfo=UTC))
    assert one.tone == tone


def test_a_clock_that_ends_at_an_hour_is_told_in_the_practices_zone():
    (one,) = views(clock(due=None, due_at="2026-08-18T02:30+00:00", drives="2026-08-18T02:30+00:00"))
    assert one.due == "Mon Aug 17, 2026, 9:30 pm CDT"


def test_clocks_that_run_come_first_and_the_shortest_of_them_on_top():
    rows = (
        clock(id="external", status="not_started", drives=None, time_left=None),
        clock(id="appeal", drives="2026-10-12"),
        clock(id="call"),
        clock(id="expedited", status="ended", drives="2026-08-01"),
    )
    found = views(*rows)
    assert [one.id for one in found] == ["call", "appeal", "expedited", "external"]
    assert [one.left for one in found[2:]] == ["over", "has not begun"] and found[2].tone == "bad"


# --- records


def test_a_cited_page_is_at_the_plan_only_where_its_day_is_on_the_list():
    def evidence(on, page):
        return {
            "document": "chart/note.txt",
            "page": page,
            "quote": "q",
            "says": on or "no day",
            "on": on,
            "role": "supports",
        }

    rows = (node("root", "met", operator="all"),
            node("a", "met", within="root", evidence=[evidence("2026-06-16", 1), evidence("2026-07-07", 2), evidence(None, 3)]),
            node("b", "not_met", within="root", evidence=[evidence("2026-01-01", 4)]))  # fmt: skip
    sent = [
        {"item": "consultation", "document_date": "2026-06-01/2026-06-16", "sent_on": "2026-08-03", "channel": "fax"}
    ]
    view = records_of(a_case(criteria(*rows, path=["root", "a", "b"]), facts={"sent": sent}))
    assert [(one.on, one.plan) for one in view.cited] == [
        ("2026-06-16", "sent"), ("2026-07-07", "not_listed"), ("", "undated")
    ]  # fmt: skip
    assert view.cited[0].how == "sent 2026-08-03 by fax; no confirmation of receipt"
    assert len(view.lacking) == 2


def test_a_warning_stands_with_its_document_and_the_others_above():
    told = ["chart/note.txt, page 1: it may be another patient's", "two patients in one chart"]
    view = records_of(a_case({"warnings": told}))
    assert [one.warnings for one in view.held] == [("Page 1: it may be another patient's",), ()]
    assert view.warnings == (told[1],)


def test_records_the_letter_names_lead_to_its_words():
    read = [{"value": "sleep test", "quote": "the sleep test", "page": 1}]
    case = a_case({}, contract={"letter": "denial/letter.pdf", "fields": {"records_reviewed": read}})
    ((words, link),) = records_of(case).letter_read
    assert (words, link.document, link.ref) == ("sleep test", LETTER, "field:records_reviewed:0")
    assert places_of(case, ref=link.ref)[0].quote == "the sleep test"


def test_a_clock_leads_to_its_sentence_in_the_letter():
    source = {"document": "denial/letter.pdf", "page": 2, "quote": "within 7 days"}
    case = a_case({"deadlines": {"deadlines": [{"id": "peer-to-peer", "source": source}], "payer_clocks": []}})
    assert [place.quote for place in places_of(case, ref="clock:peer-to-peer")] == ["within 7 days"]
    assert places_of(case, ref="clock:other") == ()


# --- answers


def test_an_own_answer_stands_beside_its_objection_and_an_own_objection_is_added():
    analysis = {
        "brief": {"sections": [{"key": "severity", "heading": "Severity", "lines": []}]},
        "guide": {
            "answers": [{"objection": "How severe?", "answer": {"text": "AHI 12.5.", "marks": ["B1"]}}],
            "warnings": ["The chart has no answer to: Was weight loss tried?", "the desk closes at 4"],
        },
    }
    own = (
        AnswerRow(1, "How severe?", "AHI 12.5 with sleepiness.", "Adaeze Okafor", NOW),
        AnswerRow(1, "Why now?", "She drives.", "Adaeze Okafor", NOW),
        AnswerRow(2, "How severe?", "Another decision.", "Adaeze Okafor", NOW),
    )
    case = a_case(analysis, answers=own)
    found = {one.objection: (one.answer, one.own.answer if one.own else None) for one in arguments_of(case).objections}
    assert found == {
        "How severe?": ("AHI 12.5.", "AHI 12.5 with sleepiness."),
        "Was weight loss tried?": ("", None),
        "Why now?": ("", "She drives."),
    }
    assert own_answers(case)["Why now?"] == "She drives. (Adaeze Okafor)"


# --- facts


def test_facts_are_set_and_taken_out_and_nothing_else_is_touched():
    facts = {"plan": {"name": "Northgate", "state": "WI"}, "availability": [{"from": "x"}], "as_of": "2026-08-14"}
    made = with_facts(facts, {"plan.state": None, "denial.receipt_date": "2026-08-14", "urgency": "expedited"})
    assert made == {
        "plan": {"name": "Northgate"}, "availability": [{"from": "x"}], "as_of": "2026-08-14",
        "denial": {"receipt_date": "2026-08-14"}, "urgency": "expedited",
    }  # fmt: skip
    assert facts["plan"] == {"name": "Northgate", "state": "WI"}
    assert fact_value(made, "denial.receipt_date") == "2026-08-14" and fact_value(made, "denial.receipt_at") is None


def test_what_a_request_holds_is_shown_even_when_no_policy_asks_it():
    (group,) = (
        one for one in fact_groups(None, facts={"request": {"visits_requested": 8}}) if one.heading == "The request"
    )
    assert "request.visits_requested" in [one.path for one in group.fields]
