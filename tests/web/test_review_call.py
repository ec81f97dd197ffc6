"""The reviewer's call: what the page shows and refuses, what is logged, weighed, added; call-backs and who sees them."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, time, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.web.conftest import make_tenant
from tests.web.review_files import NOW, take

from peercall.adapters.db import review_queries, reviews
from peercall.adapters.db.review_calls import waiting_callbacks
from peercall.bootstrap.site_review_report import report_to_write
from peercall.domain.attempts import AttemptResult
from peercall.domain.calls import EntryKind
from peercall.domain.organizations import OrganizationKind, Role
from peercall.domain.review_log import ReportSaved, ReviewEntryKind
from peercall.domain.review_report import ReportSection, ReviewerIdentity
from peercall.domain.reviews import AvailabilityWindow, CallbackNumber, ReviewProgram, Weighing
from peercall.engine.review_report_data import report_data, sections_data

pytestmark = pytest.mark.django_db
#: no clock of a test runs out
DUE = datetime.now(UTC) + timedelta(days=30)


@pytest.fixture
def people(review_organisation):
    return review_organisation.people


@pytest.fixture
def reviewer(people):
    return people[Role.REVIEWER].viewer


@pytest.fixture
def client(people, sign_in_as):
    return sign_in_as(people[Role.REVIEWER])


@pytest.fixture
def take_file(reviewer):
    def make(reference="R-1", **changed):
        return take(reviewer, reference, **({"decision_due_at": DUE} | changed))

    return make


def address(file, part=""):
    return f"/review/files/{file}/call/{part}"


def logged(client, file, *, about=None, **given):
    """Sends the form of the log."""
    plain = {
        "key": str(uuid4()),
        "about": [str(one) for one in (about or [file])],
        "direction": "to_office",
        "number": "214-555-0110",
        "left": "none",
    }
    return client.post(address(file, "log/"), plain | given)


def typed(client, file, kind, subject, value, *, of=None):
    """Sends one entry as the page's script does; what the server answers."""
    entry = {
        "id": str(uuid4()),
        "writer": uuid4().hex[:18],
        "seq": 1,
        "at": "2026-12-01T16:00:00+00:00",
        "kind": kind,
        "subject": f"{of or file}/{subject}",
        "value": value,
        "replaces": [],
    }
    answer = client.post(address(file, "entries/"), json.dumps({"entries": [entry]}), content_type="application/json")
    return answer.json()


def log_of(viewer, file):
    return review_queries.file_view(viewer, file).log


def test_the_page_says_who_calls_for_whom_and_what_may_not_be_said(client, take_file):
    page = client.get(address(take_file(program=ReviewProgram.GROUP_HEALTH, jurisdiction="OH"))).content.decode()
    assert "calling for Northgate Review. We review requests for Prairie Mutual." in page
    assert "I am not able to give you a determination in this call." in page
    assert "peercall, own careful default" in page
    assert "modification" not in page
    assert "MRI of the lumbar spine" in page


def test_a_texas_file_has_a_field_for_a_modification_and_none_for_a_decision(client, take_file, reviewer):
    file = take_file()
    page = client.get(address(file)).content.decode()
    assert f'data-subject="{file}/modification"' in page
    assert f'data-subject="{file}/decision"' not in page
    assert "Claims Eval, Peer-to-Peer Contact: The Essentials" in page
    assert typed(client, file, "closing", "modification", "One level instead of two")["refused"] == []
    assert typed(client, file, "closing", "decision", "I will deny it")["refused"][0][1].startswith("no rule lets")
    assert log_of(reviewer, file).console.text(EntryKind.CLOSING, "modification") == "One level instead of two"
    assert log_of(reviewer, file).console.text(EntryKind.CLOSING, "decision") == ""


def test_the_criteria_of_the_named_policy_stand_as_not_in_the_file_where_nothing_was_loaded(client, take_file):
    page = client.get(address(take_file(policy="lcd-L33906"))).content.decode()
    assert "Epidural steroid injections for pain" in page
    assert "not in the file" in page
    assert "Pain for at least 4 weeks" in page
    assert "named in the file" in page
    assert "case.yaml" not in page
    by_code = take_file("R-3", claimant="PM-2", program=ReviewProgram.MEDICARE_ADVANTAGE, service_codes=("27447",))
    assert "Total knee and hip arthroplasty" in client.get(address(by_code)).content.decode()
    comp = take_file("R-4", claimant="PM-3", service_codes=("27447",))
    assert "none is certain for its codes" in client.get(address(comp)).content.decode(), (
        "Medicare's text is not theirs"
    )
    without = client.get(address(take_file("R-2", claimant="PM-1"))).content.decode()
    assert "The file names no policy" in without


def test_a_loaded_record_is_held_against_the_criteria_by_the_same_engine(
    client, take_file, reviewer, settings, tmp_path
):
    settings.VAULT_FOLDER, settings.DATA = tmp_path / "vault", tmp_path
    file = take_file(policy="lcd-L33906")
    note = b"Visit of November 20, 2026. Assessment: lumbar radiculopathy. Oswestry Disability Index 48% today.\n"
    for _ in range(2):  # the same file twice is loaded once
        record = SimpleUploadedFile("visit.txt", note, content_type="text/plain")
        assert client.post(address(file, "load/"), {"records": [record]}).status_code == 302
    (loaded,) = log_of(reviewer, file).records
    assert loaded.body.name == "visit.txt"
    page = client.get(address(file)).content.decode()
    assert "shown in the file" in page
    assert "Would support certification, if it is true" in page
    assert "No record of this file was loaded here" not in page
    broken = SimpleUploadedFile("x.bin", bytes(range(256)), content_type="application/octet-stream")
    torn = SimpleUploadedFile("scan.pdf", b"%PDF-1.7\nnothing of a PDF follows", content_type="application/pdf")
    letter = SimpleUploadedFile("letter.txt", b"Letter of November 22, 2026. Nothing new.\n", content_type="text/plain")
    answer = client.post(address(file, "load/"), {"records": [broken, torn, letter], "call": str(file)})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "x.bin</strong> was not loaded: this is no document that can be read here" in page
    assert "scan.pdf</strong> was not loaded: " in page
    assert 'id="log-form"' in page
    assert [one.body.name for one in log_of(reviewer, file).records] == ["visit.txt", "letter.txt"]


def test_a_record_that_comes_after_the_report_was_signed_is_loaded_and_leads_to_an_amended_one(
    client, take_file, reviewer, settings, tmp_path
):
    settings.VAULT_FOLDER, settings.DATA = tmp_path / "vault", tmp_path
    file = take_file(policy="lcd-L33906")
    begun = report_to_write(review_queries.file_view(reviewer, file), reviewer=ReviewerIdentity(), at=datetime.now(UTC))
    kept = {"body": report_data(begun), "reference": "R-1", "organization": "Northgate", "zone": "America/Chicago"}
    parts = sections_data((ReportSection("addenda", "Addenda"),))
    signed = ReportSaved({**kept, "discussion": [], "sections": parts}, is_signed=True)
    reviews.add_entry(reviewer, [file], kind=ReviewEntryKind.REPORT, body=signed, at=datetime.now(UTC))
    note = b"Visit of November 20, 2026. Assessment: lumbar radiculopathy. Oswestry Disability Index 48% today.\n"
    record = SimpleUploadedFile("late.txt", note, content_type="text/plain")
    assert client.post(address(file, "load/"), {"records": [record]}).status_code == 302
    log = log_of(reviewer, file)
    assert [one.body.name for one in log.late_records] == ["late.txt"]
    assert [one.body for one in log.reports] == [signed]
    assert "Came after the report was signed: late.txt" in client.get(address(file)).content.decode()
    assert "It came after the report was signed." in client.get(f"/review/files/{file}/").content.decode()
    form = client.get(f"/review/files/{file}/report/?amend=1").content.decode()
    assert "Came after the report was signed: late.txt.</textarea>" in form
    amended = report_to_write(
        review_queries.file_view(reviewer, file), reviewer=ReviewerIdentity(), at=datetime.now(UTC)
    )
    cited = {cited.source for one in amended.criteria for cited in one.evidence}
    assert any(source.startswith("1-late.txt") for source in cited)
    assert {one.id for one in amended.criteria} == {one.id for one in begun.criteria}


def test_one_call_documents_two_files_and_each_keeps_its_own_notes(client, take_file, reviewer):
    first, second = take_file("R-1"), take_file("R-2", request="Physical therapy, 12 visits")
    take_file("R-3", claimant="PM-99999")
    assert set(review_queries.session_files(reviewer, first)) == {first, second}
    typed(client, first, "note", str(uuid4()), "Injection helped before.")
    typed(client, first, "note", str(uuid4()), "Six visits done.", of=second)
    answer = logged(client, first, about=[first, second], result="voicemail", left="own", left_number="312-555-0144")
    assert answer.status_code == 302
    for file, note in ((first, "Injection helped before."), (second, "Six visits done.")):
        log = log_of(reviewer, file)
        assert [one.entry.value for one in log.console.all_of(EntryKind.NOTE)] == [note]
        (attempt,) = log.contact_attempts
        assert (attempt.result, attempt.left_number) == (AttemptResult.VOICEMAIL, "312-555-0144")
    page = client.get(answer["Location"]).content.decode()
    assert "a call was placed to the office of Dr. Ada Okafor, 214-555-0110. A voicemail was left." in page
    assert "The call-back number 312-555-0144, the reviewer&#x27;s own number, was left." in page


def test_a_conversation_files_what_was_new_with_who_said_it_and_it_waits_to_be_weighed(client, take_file, reviewer):
    file = take_file(policy="lcd-L33906")
    fact = {"text": "Six weeks of therapy ended on November 20.", "criterion": "conservative"}
    typed(client, file, "new_fact", "a", fact)
    key = str(uuid4())
    given = {"key": key, "result": "reached", "role": "nurse_practitioner", "person": "Casey Lund", "minutes": "9"}
    for _ in range(2):  # a form sent twice is one call
        assert logged(client, file, **given, is_offer="on").status_code == 302
    log = log_of(reviewer, file)
    (told,) = log.information
    assert (told.body.statement, told.body.criterion, told.body.attempt) == (fact["text"], "conservative", key)
    assert told.body.said_by == "Casey Lund, a nurse practitioner"
    assert (len(log.attempts), len(log.offers), sum(log.seconds.values())) == (1, 1, 540)
    assert log.unweighed == (told,)
    assert typed(client, file, "new_fact", "a", {"text": "changed"})["refused"][0][1].startswith(
        "this statement is filed"
    )

    weigh = f"/review/files/{file}/information/{told.entry.id}/"
    assert client.post(weigh, {"weighed": "accepted", "why": ""}).status_code == 422
    client.post(weigh, {"weighed": "needs_written_record", "why": "The therapist's notes were not sent."})
    client.post(
        f"/review/files/{file}/call/records/", {"what": "Therapy notes", "due_day": "2126-12-03", "due_hour": "12:00"}
    )
    log = log_of(reviewer, file)
    assert log.information[0].body.weighed is Weighing.NEEDS_WRITTEN_RECORD
    assert log.record_requests[0].body.due_at == datetime(2126, 12, 3, 18, 0, tzinfo=UTC)


def test_what_was_typed_waits_where_nobody_was_spoken_to_and_is_filed_later(client, take_file, reviewer):
    file = take_file()
    typed(client, file, "new_fact", "a", {"text": "Therapy ended."})
    logged(client, file, result="no_answer")
    assert log_of(reviewer, file).information == ()
    assert client.post(address(file, "statements/")).status_code == 400
    logged(client, file, result="reached", role="treating_physician")
    typed(client, file, "new_fact", "b", {"text": "Pain is 8 of 10.", "said_by": "the nurse"})
    client.post(address(file, "statements/"))
    said = [(one.body.statement, one.body.said_by) for one in log_of(reviewer, file).information]
    assert said == [
        ("Therapy ended.", "Dr. Ada Okafor, the treating physician"),
        ("Pain is 8 of 10.", "the nurse"),
    ]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"result": "reached"}, "Say who was reached."),
        ({"result": "message_with_person", "role": "medical_assistant"}, "Name who took the message."),
        ({"result": "voicemail", "left": "own"}, "Write the number that was left."),
        ({"result": "rescheduled", "role": "nurse"}, "Give the day and the hour of the new time."),
        ({"result": "no_answer", "day": "2026-11-20"}, "Give the day and the hour, or neither."),
        ({"result": "no_answer", "day": "2126-11-20", "hour": "10:00"}, "A call that is logged was before now."),
        ({"result": "no_answer", "direction": "from_office"}, "A call from the office cannot end like this."),
    ],
)
def test_a_log_that_contradicts_itself_is_told_and_nothing_is_lost(client, take_file, reviewer, given, sentence):
    file = take_file()
    answer = logged(client, file, **given, person="Casey" if "role" not in given else "")
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert log_of(reviewer, file).attempts == ()


def test_a_call_logged_later_stands_at_its_own_time_by_the_office_s_clock(client, take_file, reviewer):
    file = take_file(zone="America/Phoenix", office_state="AZ", at=datetime(2026, 7, 7, tzinfo=UTC))
    logged(client, file, result="no_answer", day="2026-07-06", hour="09:15", hold_minutes="4")
    (attempt,) = log_of(reviewer, file).contact_attempts
    assert attempt.at == datetime(2026, 7, 6, 16, 15, tzinfo=UTC)
    assert "On July 6, 2026 at 9:15 AM MST" in client.get(address(file)).content.decode()


def test_a_call_outside_the_allowed_hours_is_marked_and_its_sentence_stays(client, take_file, reviewer):
    file = take_file(
        availability=(AvailabilityWindow(time(9), time(11), "America/Chicago", weekdays=frozenset({0, 1, 2})),)
    )
    other = take_file("R-2", request="Physical therapy, 12 visits")
    day = (datetime.now(UTC) - timedelta(days=1)).date()
    while day.weekday() != 1:
        day -= timedelta(days=1)
    logged(client, file, about=[file, other], result="voicemail", day=day.isoformat(), hour="15:00")
    logged(client, file, about=[file, other], result="voicemail", day=day.isoformat(), hour="10:30")
    late, early = sorted(log_of(reviewer, file).contact_attempts, key=lambda one: one.at, reverse=True)
    assert (late.outside_hours, early.outside_hours) == ((str(file),), ())
    for page in (address(file), f"/review/files/{file}/"):
        shown = client.get(page).content.decode()
        assert shown.count("outside the allowed hours") == 1
        assert "at 3:00 PM" in shown
        assert "a call was placed to the office of Dr. Ada Okafor, 214-555-0110. A voicemail was left." in shown
    assert "outside the allowed hours" not in client.get(f"/review/files/{other}/").content.decode()


@pytest.mark.parametrize(
    ("ago", "counts"), [(timedelta(minutes=12), True), (timedelta(days=1), False), (timedelta(hours=-1), False)]
)
def test_a_call_stands_at_the_moment_its_number_was_dialed(take_file, people, reviewer, sign_in_as, ago, counts):
    file = take_file(decision_due_at=NOW + timedelta(days=3))
    with time_machine.travel(NOW, tick=False):
        logged(sign_in_as(people[Role.REVIEWER]), file, result="no_answer", placed_at=(NOW - ago).isoformat())
    (attempt,) = log_of(reviewer, file).contact_attempts
    assert attempt.at == (NOW - ago if counts else NOW)


def test_the_client_s_routing_number_is_left_where_the_file_gives_one(client, take_file, reviewer):
    file = take_file(callback=CallbackNumber.CLIENT_ROUTING, callback_number="800-555-0199")
    logged(
        client, file, result="message_with_person", role="medical_assistant", person="Casey Lund", left="client_routing"
    )
    (attempt,) = log_of(reviewer, file).contact_attempts
    assert (attempt.left, attempt.left_number) == (CallbackNumber.CLIENT_ROUTING, "800-555-0199")


def test_a_sentence_stays_and_an_addendum_stands_beside_it(client, take_file, reviewer):
    file = take_file()
    logged(client, file, result="voicemail")
    (attempt,) = log_of(reviewer, file).attempts
    client.post(
        f"/review/files/{file}/entries/{attempt.entry.id}/addendum/", {"text": "The greeting named Dr. Okafor."}
    )
    page = client.get(address(file)).content.decode()
    assert "A voicemail was left." in page
    assert "The greeting named Dr. Okafor." in page


def test_a_form_sent_twice_by_one_page_is_one_entry_and_other_words_are_another(client, take_file, reviewer):
    file = take_file()
    page = re.search(r'name="page" value="([0-9a-f-]{36})"', client.get(address(file)).content.decode()).group(1)
    for what in ("MRI report", "MRI report", "Therapy notes"):
        assert client.post(address(file, "records/"), {"what": what, "page": page}).status_code == 302
    assert [one.body.what for one in log_of(reviewer, file).record_requests] == ["MRI report", "Therapy notes"]
    logged(client, file, result="voicemail")
    (attempt,) = log_of(reviewer, file).attempts
    for text in ("The greeting named Dr. Okafor.", "The greeting named Dr. Okafor.", "It was cut off."):
        client.post(f"/review/files/{file}/entries/{attempt.entry.id}/addendum/", {"text": text, "page": page})
    assert client.get(address(file)).content.decode().count("<strong>Addendum</strong>") == 2


def test_a_record_is_not_asked_for_until_a_time_that_has_passed(client, take_file, reviewer):
    file = take_file()
    answer = client.post(
        address(file, "records/"), {"what": "MRI report", "due_day": "2020-01-01", "due_hour": "12:00"}
    )
    assert (answer.status_code, log_of(reviewer, file).record_requests) == (422, ())
    assert "This time has passed. Check the day." in answer.content.decode()


def test_a_sending_that_is_no_sending_is_told_and_nothing_breaks(client, take_file):
    nested = "[" * 100_000 + "]" * 100_000
    answer = client.post(address(take_file(), "entries/"), nested, content_type="application/json")
    assert answer.status_code == 409


def test_without_a_zone_a_person_chooses_it_before_a_call_is_logged(client, take_file, reviewer):
    file = take_file(zone=None, office_state="TN", numbers=())
    page = client.get(address(file)).content.decode()
    assert "choose it first" in page
    assert 'id="log-form"' not in page
    assert logged(client, file, result="voicemail").status_code == 400
    client.post(address(file, "zone/"), {"zone": "America/Chicago", "source": "the office said so"})
    assert log_of(reviewer, file).file.zone == "America/Chicago"
    assert 'id="log-form"' in client.get(address(file)).content.decode()


def test_after_the_report_is_signed_a_later_call_is_logged_and_its_words_are_an_addendum(client, take_file, reviewer):
    file = take_file()
    signed = ReportSaved({}, is_signed=True)
    reviews.add_entry(reviewer, [file], kind=ReviewEntryKind.REPORT, body=signed, at=datetime.now(UTC))
    refused = typed(client, file, "note", "a", "Something else")["refused"]
    assert refused[0][1].startswith("the report of this file is signed")
    page = client.get(address(file)).content.decode()
    assert "Add<span" not in page
    assert logged(client, file, result="reached", role="nurse", direction="from_office").status_code == 302
    (attempt,) = log_of(reviewer, file).attempts
    client.post(f"/review/files/{file}/entries/{attempt.entry.id}/addendum/", {"text": "Notes come on Friday."})
    assert "Notes come on Friday." in client.get(address(file)).content.decode()


def test_a_call_back_goes_to_the_reviewer_of_the_file_until_it_is_dealt_with(
    client, take_file, people, reviewer, sign_in_as
):
    file = take_file(numbers=("214-555-0110",))
    reviews.assign(reviewer, [file], reviewer=people[Role.REVIEWER].id, at=datetime.now(UTC))
    manager = sign_in_as(people[Role.MANAGER])
    found = manager.post("/review/call-backs/find/", {"q": "214-555-0110"}).content.decode()
    assert f'href="/review/call-backs/?file={file}"' in found
    assert "Who called" in manager.get(f"/review/call-backs/?file={file}").content.decode()
    given = {
        "key": str(uuid4()),
        "file": str(file),
        "caller": "Casey Lund",
        "number": "214-555-0111",
        "message": "Free until 3",
    }
    assert manager.post("/review/call-backs/", given).status_code == 302
    assert manager.post("/review/call-backs/", given).status_code == 302
    (back,) = waiting_callbacks(reviewer)
    assert (back.mine, waiting_callbacks(people[Role.MANAGER].viewer)[0].mine) == (True, False)
    assert "Casey Lund called back" in client.get("/review/call-backs/waiting/").content.decode()
    assert "Casey Lund" not in manager.get("/review/call-backs/waiting/").content.decode()
    reviews.assign(reviewer, [file], reviewer=people[Role.MANAGER].id, at=datetime.now(UTC))
    assert waiting_callbacks(people[Role.MANAGER].viewer)[0].mine, "whoever has the file now"
    logged(client, file, result="reached", role="nurse", callback=back.id)
    assert waiting_callbacks(reviewer) == ()
    (standing,) = log_of(reviewer, file).callbacks
    assert standing.done.body.attempt == log_of(reviewer, file).attempts[0].entry.id


def test_another_organisation_s_file_is_not_there(take_file, sign_in_as):
    file = take_file()
    other = make_tenant(
        "Lakeside Review", kind=OrganizationKind.REVIEW_ORGANISATION, domain="lakeside.example", time_zone="UTC"
    )
    stranger = sign_in_as(other.people[Role.REVIEWER])
    assert stranger.get(address(file)).status_code == 404
    assert stranger.get(address(file, "entries/")).status_code == 404
    assert logged(stranger, file, result="voicemail").status_code == 404
    assert "No file fits." in stranger.post("/review/call-backs/find/", {"q": "R-1"}, follow=True).content.decode()


def test_the_page_needs_as_many_queries_for_three_files_as_for_one(client, take_file, django_assert_max_num_queries):
    for number in range(3):
        file = take_file(f"R-{number}")
    client.get(address(file))
    with django_assert_max_num_queries(30):
        client.get(address(file))
