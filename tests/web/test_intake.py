"""Dropped files: a letter becomes a case, a remittance becomes items, a chart waits with a proposal; nothing is lost."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from uuid import UUID

import pytest
from tests.adapters.x12.samples import CLEAN, DENIED, interchange, transaction
from tests.web.demo import EXAMPLE, MemoryVault

from peercall.adapters.db import cases, inbox
from peercall.adapters.db.audit import audit_faults
from peercall.adapters.db.case_queries import case_view
from peercall.adapters.db.models import CaseDocument, InboxEntry, Job
from peercall.bootstrap.site_cases import CaseWorker
from peercall.bootstrap.site_files import Desk, Received
from peercall.bootstrap.site_intake import Intake, without_names
from peercall.domain.errors import ChangedMeanwhile, RecordNotFound, StepNotPossible
from peercall.domain.organizations import Role

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 8, 14, 15, 15, tzinfo=UTC)
LETTER = (EXAMPLE / "denial" / "letter.pdf").read_bytes()
BUNDLE = (EXAMPLE / "chart" / "bundle.json").read_bytes()
NOTE = (EXAMPLE / "chart" / "note-2026-06-16-sleep-consultation.txt").read_bytes()
PRINTOUT = (EXAMPLE / "chart" / "printout.pdf").read_bytes()
REMITTANCE = interchange(transaction([CLEAN, DENIED], paid_on="20260810")).encode()


@pytest.fixture
def vault() -> MemoryVault:
    return MemoryVault()


@pytest.fixture
def desk(practice, vault) -> Desk:
    return Desk(practice.people[Role.COORDINATOR].viewer, NOW, vault)


@pytest.fixture
def read(vault, tmp_path):
    """Runs the waiting reading of a document, as the worker would."""

    def act(document: UUID | None) -> None:
        assert document is not None
        Intake(vault, tmp_path).read(document, at=NOW)
        assert list(tmp_path.iterdir()) == []

    return act


def drop(desk: Desk, data: bytes, name: str = "file", **more) -> Received:
    return desk.receive(name, data, **more)


def test_a_letter_is_in_the_vault_before_it_is_read_and_becomes_a_case(desk, vault, read):
    got = drop(desk, LETTER, "scan 0012.pdf")
    assert (got.outcome, got.case) == ("added", None)
    assert LETTER in vault.kept.values()
    assert [row.document.id for row in inbox.readings(desk.viewer)] == [got.document]
    read(got.document)
    (letter,) = inbox.letters_to_confirm(desk.viewer)
    seen = case_view(desk.viewer, letter.row.id)
    assert letter.row.next_step == "confirm the letter" and letter.row.due_at is None
    assert letter.row.member_name and seen.determination().proposal is not None
    assert [(one.role, one.state, one.name) for one in seen.documents] == [("denial", "read", "scan 0012.pdf")]
    assert inbox.readings(desk.viewer) == () and audit_faults(letter.row.id) == ()


def test_a_letter_whose_reading_was_stopped_half_way_becomes_one_case(desk, vault, read):
    got = drop(desk, LETTER)
    from peercall.adapters.db import intake_jobs

    file = intake_jobs.file_to_read(got.document)
    assert file is not None
    made = intake_jobs.make_case_of(file, kind="pdf", at=NOW)
    read(got.document)
    read(got.document)
    assert [one.row.id for one in inbox.letters_to_confirm(desk.viewer)] == [made]


def test_a_remittance_becomes_items_and_an_item_becomes_a_case(desk, vault, read, tmp_path):
    got = drop(desk, REMITTANCE, "era.835")
    read(got.document)
    (entry,) = inbox.entries_to_work(desk.viewer)
    assert entry.item["clock"]["status"] == "provisional" and str(entry.amount) == "1400.00"
    assert entry.item["patient"] and entry.expected == "other_route"
    case = desk.case_of_entry(entry.id)
    assert CaseWorker(vault, tmp_path).work(case, at=NOW)
    seen = case_view(desk.viewer, case)
    (document,) = seen.documents
    assert (document.role, document.name, document.kind) == ("denial", "response.835", "x12")
    cut = next(data for data in vault.kept.values() if b"CLP*CV-2" in data and b"CLP*CV-1" not in data)
    assert b"NORTHGATE HEALTH" in cut, "no case holds another patient's claim"
    assert str(seen.row.amount) == "1400.00" and seen.row.due_at is None
    assert inbox.entries_to_work(desk.viewer) == ()
    with pytest.raises(StepNotPossible):
        desk.case_of_entry(entry.id)
    with pytest.raises(ChangedMeanwhile):
        inbox.dismiss_entry(desk.viewer, entry.id, note="twice")


def test_a_remittance_read_again_keeps_what_a_person_decided(desk, read):
    got = drop(desk, REMITTANCE)
    read(got.document)
    (entry,) = inbox.entries_to_work(desk.viewer)
    inbox.dismiss_entry(desk.viewer, entry.id, note="written off")
    read(got.document)
    assert inbox.entries_to_work(desk.viewer) == ()
    assert InboxEntry.objects.get(id=entry.id).note == "written off"


@pytest.mark.parametrize(("data", "looks_like"), [(BUNDLE, "chart"), (PRINTOUT, "paper")])
def test_a_chart_waits_and_is_proposed_for_the_case_of_the_same_person(desk, read, data, looks_like):
    letter = drop(desk, LETTER)
    read(letter.document)
    got = drop(desk, data)
    read(got.document)
    (row,) = inbox.unsorted_documents(desk.viewer)
    assert row.document.case is None and row.shown.looks_like == looks_like
    (proposal,) = row.proposals
    assert proposal.why == "same name and birth date"
    desk.place(got.document, case_id=proposal.case.id, role="chart")
    assert inbox.unsorted_documents(desk.viewer) == ()
    assert sorted(one.role for one in case_view(desk.viewer, proposal.case.id).documents) == ["chart", "denial"]
    with pytest.raises(StepNotPossible):
        desk.place(got.document, case_id=proposal.case.id, role="chart")


def test_an_export_of_several_people_waits_without_a_name(desk, read):
    other = json.loads(BUNDLE)
    patient = next(one["resource"] for one in other["entry"] if one["resource"]["resourceType"] == "Patient")
    second = json.loads(json.dumps(other["entry"]).replace(patient["id"], "somebody-else"))
    for number, entry in enumerate(second):
        if entry["resource"]["resourceType"] == "Patient":
            entry["resource"] |= {"name": [{"family": "Roe", "given": ["Rin"]}], "birthDate": "1990-01-01"}
        else:
            entry["resource"]["id"] = f"other-{number}"
        entry["fullUrl"] = f"urn:x:{number}"
    other["entry"] += second
    read(drop(desk, json.dumps(other).encode()).document)
    (row,) = inbox.unsorted_documents(desk.viewer)
    assert row.shown.why == "it holds the records of several people" and row.shown.member_name == ""


def test_a_note_that_names_nobody_is_proposed_for_nobody(desk, read):
    for data in (LETTER, NOTE):
        read(drop(desk, data).document)
    (row,) = inbox.unsorted_documents(desk.viewer)
    assert row.shown.member_name == "" and row.proposals == ()


def test_a_file_of_no_known_kind_is_kept_and_says_why(desk, vault):
    archive = b"PK\x03\x04" + bytes(60)
    got = drop(desk, archive, "letters.zip")
    assert got.outcome == "unreadable" and "Unpack it" in got.sentence
    (row,) = inbox.failed_documents(desk.viewer)
    assert row.document.problem == got.sentence and archive in vault.kept.values()
    assert not Job.objects.exists()


def test_a_damaged_letter_fails_in_words_and_is_read_again_on_request(desk, read):
    got = drop(desk, b"%PDF-1.7\n" + b"nothing of a document" * 9)
    read(got.document)
    (row,) = inbox.failed_documents(desk.viewer)
    assert row.document.problem.endswith(".") and row.document.problem[0].isupper()
    Desk(desk.viewer, NOW.replace(hour=16), desk.vault).read_again(got.document)
    assert inbox.failed_documents(desk.viewer) == ()
    assert Job.objects.filter(name="intake").count() == 2


@pytest.mark.parametrize(
    ("data", "says"), [(b"", "empty"), (b"x" * 2_000_001, "larger than")], ids=["empty", "too large"]
)
def test_what_breaks_a_limit_is_refused_and_not_kept(desk, vault, monkeypatch, data, says):
    monkeypatch.setenv("PEERCALL_LIMIT_FILE_BYTES", "2000000")
    got = drop(desk, data)
    assert got.outcome == "refused" and says in got.sentence
    assert vault.kept == {} and not CaseDocument.objects.exists()


def test_the_same_file_again_is_told_and_not_added(desk, read):
    first = drop(desk, LETTER)
    again = drop(desk, LETTER, "copy.pdf")
    assert (again.outcome, again.document) == ("duplicate", first.document)
    read(first.document)
    again = drop(desk, LETTER)
    assert again.case is not None and "in a case already" in again.sentence
    cases.remove_document(desk.viewer, first.document, at=NOW)
    assert drop(desk, LETTER).outcome == "added"


def test_a_file_dropped_on_a_case_is_worked_on_with_it(desk):
    case = cases.new_case(desk.viewer, facts={}, at=NOW)
    letter = drop(desk, LETTER, case_id=case)
    chart = drop(desk, BUNDLE, case_id=case)
    assert sorted(one.role for one in case_view(desk.viewer, case).documents) == ["chart", "denial"]
    assert drop(desk, BUNDLE, case_id=case).outcome == "duplicate"
    other = cases.new_case(desk.viewer, facts={}, at=NOW)
    elsewhere = drop(desk, BUNDLE, case_id=other)
    assert elsewhere.outcome == "added" and "right patient" in elsewhere.sentence
    assert {letter.case, chart.case} == {case} and Job.objects.filter(name="case").count() == 3


def test_a_biller_adds_remittances_only(practice, vault):
    desk = Desk(practice.people[Role.BILLER].viewer, NOW, vault)
    assert drop(desk, REMITTANCE).outcome == "added"
    assert drop(desk, LETTER).outcome == "refused"


def test_another_tenant_finds_nothing(desk, other_practice, read, vault):
    got = drop(desk, REMITTANCE)
    read(got.document)
    (entry,) = inbox.entries_to_work(desk.viewer)
    case = cases.new_case(desk.viewer, facts={}, at=NOW)
    stranger = Desk(other_practice.people[Role.COORDINATOR].viewer, NOW, vault)
    for attempt in (
        lambda: stranger.case_of_entry(entry.id),
        lambda: inbox.dismiss_entry(stranger.viewer, entry.id, note=""),
        lambda: stranger.read_again(got.document),
        lambda: stranger.place(got.document, case_id=case, role="chart"),
        lambda: stranger.case_of_document(got.document, role="chart"),
        lambda: stranger.receive("a.835", REMITTANCE, case_id=case),
    ):
        with pytest.raises(RecordNotFound):
            attempt()
    assert inbox.inbox_counts(stranger.viewer).all == 0
    assert drop(stranger, REMITTANCE).outcome == "added", "what others hold is not told"


def test_progress_never_names_a_file():
    told = []
    tell = without_names(lambda step, **more: told.append((step, more)))
    tell("Reading denial/Poe Pat.pdf, page 3 of 20")
    tell("Reading denial/Poe Pat.pdf")
    tell("Checking the criteria")
    assert told == [("Reading the pages", {"done": 3, "of": 20}), ("Reading", {}), ("Checking the criteria", {})]


def test_the_inbox_asks_a_constant_number_of_questions(desk, read, django_assert_num_queries):
    read(drop(desk, LETTER).document)
    for number in range(3):
        got = drop(desk, b"Patient: Ruth Vandermolen  DOB 08/19/1955\n\n" + NOTE + str(number).encode())
        read(got.document)
    with django_assert_num_queries(3):
        assert len(inbox.unsorted_documents(desk.viewer)) == 3


def test_a_remittance_with_a_nul_in_an_element_becomes_its_items(desk, read):
    place = REMITTANCE.index(b"REF*") + 6
    read(drop(desk, REMITTANCE[:place] + b"\0" + REMITTANCE[place:], "march.835").document)
    (entry,) = InboxEntry.objects.all()
    assert "\\u0000" not in json.dumps(entry.item)
