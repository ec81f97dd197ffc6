"""The log of a review file: what stands after calls, statements, weighings and second thoughts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peercall.domain.attempts import AttemptResult
from peercall.domain.calls import CallEntry, EntryKind
from peercall.domain.errors import EntryInvalid
from peercall.domain.review_log import (
    Activity,
    Addendum,
    Assigned,
    CallbackDone,
    CallbackTaken,
    CallOffered,
    ClientTold,
    InformationWeighed,
    OfferChannel,
    OfficeTold,
    PlanDetermined,
    PlanOutcome,
    PolicyChosen,
    RecordAsked,
    ReportSaved,
    ReviewBody,
    ReviewEntry,
    ReviewEntryKind,
    TimeSpent,
)
from peercall.domain.reviews import (
    AvailabilityWindow,
    CallDemand,
    ContactAttempt,
    NewInformation,
    ReviewFile,
    ReviewProgram,
    Weighing,
)
from peercall.engine.review_log import fold_log

MORNING = datetime(2026, 3, 3, 15, 0, tzinfo=UTC)
FILE = ReviewFile(
    "f1", "Example Health Plan", "TX", ReviewProgram.GROUP_HEALTH, "c-17", "Dr. Invented", "MRI", CallDemand.REQUIRED
)
KINDS = {
    CallOffered: ReviewEntryKind.OFFER,
    ContactAttempt: ReviewEntryKind.ATTEMPT,
    CallbackTaken: ReviewEntryKind.CALLBACK,
    CallbackDone: ReviewEntryKind.CALLBACK_DONE,
    CallEntry: ReviewEntryKind.CONSOLE,
    NewInformation: ReviewEntryKind.INFORMATION,
    InformationWeighed: ReviewEntryKind.WEIGHING,
    RecordAsked: ReviewEntryKind.RECORD_REQUEST,
    OfficeTold: ReviewEntryKind.OFFICE,
    ClientTold: ReviewEntryKind.CLIENT,
    PolicyChosen: ReviewEntryKind.POLICY,
    Assigned: ReviewEntryKind.ASSIGNMENT,
    TimeSpent: ReviewEntryKind.TIME,
    ReportSaved: ReviewEntryKind.REPORT,
    PlanDetermined: ReviewEntryKind.DETERMINATION,
    Addendum: ReviewEntryKind.ADDENDUM,
}


def entry(id: str, body: ReviewBody, *, minutes: int = 0, files: tuple[str, ...] = ("f1",)) -> ReviewEntry:
    return ReviewEntry(id, files, MORNING + timedelta(minutes=minutes), "Dr. Reviewer", KINDS[type(body)], body)


def attempt(id: str, *, minutes: int = 0) -> ContactAttempt:
    at = MORNING + timedelta(minutes=minutes)
    return ContactAttempt(id, ("f1",), at, "America/Chicago", "Dr. Invented", "555-0100", AttemptResult.VOICEMAIL)


WINDOW = AvailabilityWindow(time(13), time(15), "America/Chicago", frozenset({1, 3}))
STATEMENT = NewInformation("i1", "f1", "a1", "Six weeks of physical therapy ended March 1.", "NP Example")
DAY: tuple[ReviewEntry, ...] = (
    entry("o1", CallOffered(MORNING, OfferChannel.FAX, "Intake desk", "Front desk")),
    entry("a1", attempt("a1", minutes=5), minutes=6),
    entry("i1", STATEMENT, minutes=8),
    entry("w1", InformationWeighed("i1", Weighing.NEEDS_WRITTEN_RECORD, "no note was sent"), minutes=9),
    entry("w2", InformationWeighed("i1", Weighing.ACCEPTED, "the note arrived"), minutes=50),
    entry("r1", RecordAsked("therapy notes", MORNING + timedelta(days=1), "NP Example", "i1"), minutes=10),
    entry("c1", CallbackTaken(MORNING + timedelta(minutes=20), "America/Chicago", "Office manager"), minutes=21),
    entry("t1", OfficeTold(zone="America/Chicago", availability=(WINDOW,), numbers=("555-0101",)), minutes=22),
    entry("s1", TimeSpent(Activity.CALL, 300), files=("f1", "f2"), minutes=23),
    entry("s2", TimeSpent(Activity.CALL, 60), minutes=24),
    entry("d1", Addendum("a1", "The message named the reference."), minutes=25),
    entry("p1", ReportSaved({"rationale": "draft"}), minutes=40),
)


def test_the_day_of_a_file_is_told_by_its_entries() -> None:
    log = fold_log(FILE, DAY)
    assert [one.body.how for one in log.offers] == [OfferChannel.FAX]
    assert [one.id for one in log.contact_attempts] == ["a1"]
    assert log.information[0].body.weighed is Weighing.ACCEPTED
    assert [one.entry.id for one in log.weighings["i1"]] == ["w1", "w2"]
    assert log.unweighed == ()
    assert [one.taken.entry.id for one in log.waiting_callbacks] == ["c1"]
    assert log.file.zone == "America/Chicago" and log.file.availability == (WINDOW,)
    assert log.file.numbers == ("555-0101",)
    assert log.seconds == {Activity.CALL: 210}
    assert [one.body.text for one in log.addenda["a1"]] == ["The message named the reference."]
    assert log.signed is None and len(log.reports) == 1


@given(st.permutations(DAY), st.lists(st.sampled_from(DAY), max_size=5))
def test_entries_may_come_twice_and_in_any_order(shuffled: list[ReviewEntry], again: list[ReviewEntry]) -> None:
    assert fold_log(FILE, [*shuffled, *again]) == fold_log(FILE, DAY)


def test_entries_of_other_files_are_passed_over() -> None:
    other = entry("a9", replace(attempt("a9"), files=("f2",)), files=("f2",))
    assert fold_log(FILE, [*DAY, other]) == fold_log(FILE, DAY)


def test_a_callback_waits_until_somebody_deals_with_it() -> None:
    done = entry("x1", CallbackDone("c1", "called back at 11", attempt="a2"), minutes=90)
    log = fold_log(FILE, [*DAY, done])
    assert log.waiting_callbacks == ()
    assert log.callbacks[0].done is not None and log.callbacks[0].done.body.attempt == "a2"


def test_a_statement_nobody_weighed_is_named() -> None:
    log = fold_log(FILE, [one for one in DAY if one.kind is not ReviewEntryKind.WEIGHING])
    assert [one.entry.id for one in log.unweighed] == ["i1"]


def test_the_latest_signed_report_is_the_finished_one() -> None:
    signed = entry("p2", ReportSaved({"rationale": "final"}, is_signed=True), minutes=60)
    later = entry("p3", ReportSaved({"rationale": "a new draft"}), minutes=70)
    log = fold_log(FILE, [*DAY, signed, later])
    assert log.signed is not None and log.signed.entry.id == "p2"


def test_the_file_goes_to_whom_it_was_assigned_last_and_the_plans_word_stays_its_own() -> None:
    log = fold_log(
        FILE,
        [
            entry("g2", Assigned(None), minutes=2),
            entry("g1", Assigned("u1", "Dr. Reviewer"), minutes=1),
            entry("e1", PlanDetermined(PlanOutcome.PARTLY_APPROVED, MORNING, "client portal"), minutes=99),
        ],
    )
    assert log.assigned is not None and log.assigned.body.reviewer is None
    assert log.determination is not None and log.determination.body.outcome is PlanOutcome.PARTLY_APPROVED


def test_notes_of_two_windows_stand_beside_each_other() -> None:
    first = CallEntry("n1", "w1", 1, MORNING, "Dr. Reviewer", EntryKind.NOTE, "note", "one")
    second = CallEntry("n2", "w2", 1, MORNING + timedelta(seconds=1), "Dr. Reviewer", EntryKind.NOTE, "note", "two")
    log = fold_log(FILE, [entry("n1", first), entry("n2", second)])
    assert [one.value for one in log.console.undecided[0].others] == ["one"]


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: replace(DAY[0], files=()),
        lambda: replace(DAY[0], kind=ReviewEntryKind.ATTEMPT),
        lambda: replace(DAY[0], at=datetime(2026, 3, 3, 15, 0)),
        lambda: CallOffered(datetime(2026, 3, 3, 15, 0), OfferChannel.FAX, "desk"),
        lambda: CallOffered(MORNING, OfferChannel.FAX, " "),
        lambda: CallbackTaken(MORNING, "America/Chicago", ""),
        lambda: InformationWeighed("i1", Weighing.ACCEPTED, " "),
        lambda: RecordAsked(""),
        lambda: TimeSpent(Activity.CALL, 0),
        lambda: PlanDetermined(PlanOutcome.DENIED, MORNING, ""),
        lambda: Addendum("a1", " "),
    ],
)
def test_an_entry_that_cannot_be_true_is_refused(wrong: object) -> None:
    with pytest.raises(EntryInvalid):
        wrong()  # type: ignore[operator]


def test_what_the_client_sent_anew_counts_from_when_it_was_taken_and_learned_numbers_stay() -> None:
    later = MORNING + timedelta(days=3)
    sent = replace(FILE, decision_due_at=later, numbers=("555-0109",), request="MRI and X-ray")
    learned = entry("t0", OfficeTold(zone="America/Chicago", numbers=("555-0101",)), minutes=1)
    taken = entry("k1", ClientTold(sent, ("decision_due_at", "numbers"), "sent on 2026-03-03"), minutes=5)
    log = fold_log(FILE, [taken, learned])
    assert log.file.decision_due_at == later
    assert log.file.numbers == ("555-0109", "555-0101")
    assert (log.file.request, log.file.zone) == ("MRI", "America/Chicago")
    assert [one.entry.id for one in log.client] == ["k1"]


def test_client_s_values_name_which_of_them_count() -> None:
    for names in ((), ("id",), ("anything",)):
        with pytest.raises(EntryInvalid):
            ClientTold(FILE, names, "sent on 2026-03-03")


def test_the_policy_a_person_chose_stands_until_it_is_given_back_or_the_client_names_another():
    sent = replace(FILE, policy="clients-own")
    chosen = entry("p1", PolicyChosen("spine-policy", "Spine policy"), minutes=1)
    log = fold_log(sent, [chosen])
    assert (log.file.policy, log.policy_choice) == ("spine-policy", log.policies[0])
    back = entry("p2", PolicyChosen(""), minutes=2)
    log = fold_log(sent, [chosen, back])
    assert (log.file.policy, log.policy_choice) == ("clients-own", None)
    named = entry("c1", ClientTold(replace(FILE, policy="new-one"), ("policy",), "sent on 2026-03-03"), minutes=3)
    log = fold_log(sent, [chosen, named])
    assert (log.file.policy, log.policy_choice) == ("new-one", None)
    again = entry("p3", PolicyChosen(""), minutes=4)
    assert fold_log(sent, [chosen, named, again]).file.policy == "new-one"


def test_a_policy_chosen_after_the_last_version_is_new_to_the_report():
    saved = entry("r1", ReportSaved({}), minutes=5)
    assert not fold_log(FILE, [entry("p1", PolicyChosen("a"), minutes=4), saved]).is_policy_new
    assert fold_log(FILE, [entry("p1", PolicyChosen("a"), minutes=6), saved]).is_policy_new
