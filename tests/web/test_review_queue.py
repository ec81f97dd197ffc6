"""The reviewer's queue and file pages: what stands on them, who may do what, what changes when."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
import time_machine
from django.urls import reverse
from tests.web.review_files import NOW, attempt, take

from peercall.adapters.db import review_queries, reviews
from peercall.adapters.db.models import AuditEntry
from peercall.application.viewer import Viewer
from peercall.bootstrap.site_demo_reviews import load_review_demo
from peercall.domain.attempts import AttemptResult
from peercall.domain.organizations import Role
from peercall.domain.review_log import CallbackDone, CallbackTaken, ReportSaved, ReviewEntryKind
from peercall.domain.reviews import ReachedRole, ReviewProgram

pytestmark = pytest.mark.django_db

QUEUE = "/review/queue/"


@pytest.fixture(autouse=True)
def tuesday_morning():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def reviewer(review_organisation) -> Viewer:
    return review_organisation.people[Role.REVIEWER].viewer


@pytest.fixture
def client(review_organisation, sign_in_as):
    return sign_in_as(review_organisation.people[Role.REVIEWER])


def mine(viewer: Viewer, reference: str = "R-1", **changed) -> UUID:
    file = take(viewer, reference, **changed)
    reviews.assign(viewer, [file], reviewer=viewer.user, at=NOW)
    return file


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def test_the_way_in_leads_to_the_queue(client):
    assert client.get("/")["Location"] == QUEUE


def test_a_callable_file_shows_both_clocks_tries_and_what_ends(client, reviewer):
    mine(reviewer)
    page = text_of(client.get(QUEUE))
    for words in (
        "1 call now",
        "Dr. Ada Okafor",
        "214-555-0110",
        "until 5:00 pm CST",
        "until 4:00 pm MST",
        "10:00 am CST there now",
        "none yet",
        "Fri Dec 4, 4:00 pm MST",
    ):
        assert words in page, words


def test_before_any_office_opens_the_queue_says_when_the_first_does(client, reviewer):
    mine(reviewer)
    with time_machine.travel(datetime(2026, 12, 1, 13, 30, tzinfo=UTC), tick=False):
        page = text_of(client.get(QUEUE))
    assert "Nobody can be called now.</strong> The next office opens 9:00 am CST, 8:00 am MST for you." in page
    assert "Nobody can be called now" not in text_of(client.get(QUEUE))


def test_a_file_with_more_tries_due_says_until_when_the_next_must_be_placed(client, reviewer):
    mine(reviewer, program=ReviewProgram.MEDICARE_ADVANTAGE, decision_due_at=NOW + timedelta(hours=28))
    page = text_of(client.get(QUEUE))
    assert "0 of 3 made" in page and "3 still due" in page
    assert "next try by Wed Dec 2, 10:59 am MST" in page, "one of the three must fall into the office's morning"


def test_the_queue_holds_one_s_own_files_and_nobody_s_stand_apart(client, reviewer, review_organisation):
    mine(reviewer, "R-1")
    take(reviewer, "R-2", claimant="PM-2")
    theirs = take(reviewer, "R-3", claimant="PM-3")
    reviews.assign(reviewer, [theirs], reviewer=review_organisation.people[Role.MANAGER].id, at=NOW)
    shown = {
        of: [f"R-{n}" for n in (1, 2, 3) if f"R-{n} " in text_of(client.get(f"{QUEUE}?of={of}"))]
        for of in ("mine", "nobody", "all")
    }
    assert shown == {"mine": ["R-1"], "nobody": ["R-2"], "all": ["R-1", "R-2", "R-3"]}


def test_a_queue_longer_than_a_page_says_what_it_leaves_out(client, reviewer, monkeypatch):
    monkeypatch.setattr(review_queries, "MOST", 2)
    mine(reviewer, "R-1", decision_due_at=NOW + timedelta(days=1))
    assert "Only the" not in text_of(client.get("/review/queue/"))
    mine(reviewer, "R-2", decision_due_at=NOW + timedelta(days=2))
    mine(reviewer, "R-3", decision_due_at=NOW + timedelta(days=3))
    shown = text_of(client.get("/review/queue/"))
    assert "Only the 2 files whose decision is due first are shown." in shown
    assert "R-3" not in shown


def test_a_file_nobody_has_is_taken_and_one_somebody_has_is_not(client, reviewer, review_organisation):
    free = take(reviewer, "R-1")
    client.post(reverse("review-queue:take"), {"file": str(free)})
    assert review_queries.file_view(reviewer, free).reviewer == reviewer.user
    manager = review_organisation.people[Role.MANAGER].id
    reviews.assign(reviewer, [free], reviewer=manager, at=NOW)
    answer = client.post(reverse("review-queue:take"), {"file": str(free)})
    assert answer.status_code == 409 or "has taken this file" in text_of(answer)
    assert review_queries.file_view(reviewer, free).reviewer == manager


def test_a_queue_in_which_nothing_changed_is_not_sent_again(client, reviewer):
    take(reviewer)
    for of in ("mine", "nobody", "all"):
        known = client.get(f"{QUEUE}?of={of}").context["digest"]
        answer = client.get(f"{QUEUE}?of={of}&known={known}", headers={"HX-Request": "true"})
        assert answer.status_code == 204, of


def test_the_page_asks_again_and_hears_of_a_call_back_at_once(client, reviewer):
    file = mine(reviewer)
    known = client.get(QUEUE).context["digest"]
    again = {"HX-Request": "true"}
    assert client.get(f"{QUEUE}?of=mine&known={known}", headers=again).status_code == 204
    views = AuditEntry.objects.filter(action="viewed.review-queue").count()

    back = CallbackTaken(NOW - timedelta(minutes=3), "America/Chicago", "Rae Lund, PA-C", message="Ask for Rae.")
    reviews.add_entry(reviewer, [file], kind=ReviewEntryKind.CALLBACK, body=back, at=NOW)
    answer = client.get(f"{QUEUE}?of=mine&known={known}", headers=again)
    page = text_of(answer)
    assert answer.status_code == 200 and "<html" not in page
    for words in ("1 call-back waiting", "Rae Lund, PA-C", "3 min ago", "Ask for Rae."):
        assert words in page, words
    assert AuditEntry.objects.filter(action="viewed.review-queue").count() == views + 1


def test_a_call_back_about_a_reported_file_is_shown_on_every_page_to_its_reviewer_alone(
    client, reviewer, review_organisation, sign_in_as
):
    file = mine(reviewer)
    reviews.add_entry(reviewer, [file], kind=ReviewEntryKind.REPORT, body=ReportSaved({}, is_signed=True), at=NOW)
    back = CallbackTaken(NOW, "America/Chicago", "Rae Lund, PA-C")
    taken = reviews.add_entry(reviewer, [file], kind=ReviewEntryKind.CALLBACK, body=back, at=NOW)
    manager = sign_in_as(review_organisation.people[Role.MANAGER])
    assert "Rae Lund" in text_of(client.get(QUEUE)) and "Rae Lund" not in text_of(manager.get(f"{QUEUE}?of=mine"))
    assert "Rae Lund" in text_of(manager.get(QUEUE)), "who leads sees everyone's"
    badge = '1<span class="hidden-visually"> waiting to be called back'
    assert badge in text_of(client.get("/review/files/")) and badge not in text_of(manager.get("/review/files/"))
    done = CallbackDone(taken.id, "called back")
    reviews.add_entry(reviewer, [file], kind=ReviewEntryKind.CALLBACK_DONE, body=done, at=NOW)
    assert "Rae Lund" not in text_of(client.get(QUEUE)) and badge not in text_of(client.get(QUEUE))


def test_an_unknown_zone_is_settled_by_a_person_and_the_file_becomes_callable(client, reviewer):
    file = mine(reviewer, zone=None, office_state="TX", numbers=())
    assert "Office&#x27;s time zone not known" in text_of(client.get(QUEUE))
    page = reverse("review-files:file", args=[file])
    assert "possible" in text_of(client.get(page))
    answer = client.post(
        reverse("review-files:office", args=[file]), {"zone": "America/Chicago", "source": "said by the front desk"}
    )
    assert answer["Location"] == page
    assert review_queries.file_view(reviewer, file).file.zone == "America/Chicago"
    assert "said by the front desk" in text_of(client.get(page))
    assert "until 5:00 pm CST" in text_of(client.get(QUEUE))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"source": "x"}, "Nothing here is new"),
        ({"zone": "America/Chicago", "source": "x"}, "Nothing here is new"),
        ({"days": ["0"], "start": "09:00", "source": "x"}, "Give days, from and until together"),
        ({"days": ["0"], "start": "11:00", "end": "10:00", "source": "x"}, "end before they begin"),
        ({"number": "214-555-0119"}, "This field is required"),
    ],
)
def test_what_is_not_learned_is_not_kept(client, reviewer, given, said):
    file = mine(reviewer)
    answer = client.post(reverse("review-files:office", args=[file]), given)
    assert answer.status_code == 422 and said in text_of(answer)
    assert review_queries.file_view(reviewer, file).log.office == ()


def test_stated_hours_and_a_further_number_count_for_every_file_of_the_call(client, reviewer):
    one, other = mine(reviewer, "R-1"), mine(reviewer, "R-2")
    client.post(
        reverse("review-files:office", args=[one]),
        {"days": ["2"], "start": "13:00", "end": "14:00", "number": "214-555-0119", "source": "front desk"},
    )
    file = review_queries.file_view(reviewer, other).file
    assert file.numbers == ("214-555-0110", "214-555-0119")
    assert "Wed Dec 2, 1:00 pm to 2:00 pm CST" in text_of(client.get(QUEUE))


def test_files_of_a_call_are_given_together(client, reviewer, review_organisation):
    one, other = mine(reviewer, "R-1"), mine(reviewer, "R-2")
    manager = review_organisation.people[Role.MANAGER].id
    client.post(reverse("review-files:assign", args=[one]), {"reviewer": str(manager)})
    assert {review_queries.file_view(reviewer, file).reviewer for file in (one, other)} == {manager}
    client.post(reverse("review-files:assign", args=[one]), {"reviewer": "nobody"})
    assert {review_queries.file_view(reviewer, file).reviewer for file in (one, other)} == {None}


def test_who_leads_gives_several_files_at_once_and_calls_stay_whole(client, reviewer, review_organisation, sign_in_as):
    one, together = take(reviewer, "R-1"), take(reviewer, "R-2")
    other, left = take(reviewer, "R-3", claimant="PM-3"), take(reviewer, "R-4", claimant="PM-4")
    manager = sign_in_as(review_organisation.people[Role.MANAGER])
    assert "chosen files" not in text_of(client.get("/review/files/?state=nobody"))
    assert "Give the chosen files to" in text_of(manager.get("/review/files/?state=nobody"))
    manager.post(reverse("review-files:give"), {"file": [str(one), str(other)], "reviewer": str(reviewer.user)})
    given = {view.id for view in review_queries.open_files(reviewer, reviewer=reviewer.user)}
    assert given == {one, together, other}
    assert [view.id for view in review_queries.open_files(reviewer, nobody=True)] == [left]
    answer = manager.post(reverse("review-files:give"), {"reviewer": str(reviewer.user)})
    assert "no file was chosen" in text_of(answer).lower()


def test_the_file_page_tells_what_happened_in_documentation_words(client, reviewer):
    file = mine(reviewer)
    tried = attempt(
        file,
        at=NOW - timedelta(hours=1),
        result=AttemptResult.MESSAGE_WITH_PERSON,
        role=ReachedRole.MEDICAL_ASSISTANT,
        person="Dana Cole",
    )
    reviews.add_entry(reviewer, [file], kind=ReviewEntryKind.ATTEMPT, body=tried, at=NOW)
    page = text_of(client.get(reverse("review-files:file", args=[file])))
    assert "On December 1, 2026 at 9:00 AM CST a call was placed to the office of Dr. Ada Okafor, 214-555-0110." in page
    assert "last: message left with Dana Cole, 9:00 am CST" in text_of(client.get(QUEUE))
    assert "28 TAC 19.2010" in page, "the rules that apply stand with their source"
    assert AuditEntry.objects.filter(chain=file, action="viewed.review-file").count() == 1


def test_search_finds_a_file_and_its_words_stand_in_no_address(client, reviewer):
    mine(reviewer)
    take(reviewer, "R-2", claimant="PM-2", treating_physician="Dr. Sol Ibarra")
    answer = client.post(reverse("review-files:search"), {"q": "PM-88121"})
    assert "88121" not in answer["Location"]
    page = text_of(client.get(answer["Location"]))
    assert "Dr. Ada Okafor" in page and "Ibarra" not in page


def test_the_examples_are_loaded_once_by_who_leads(client, reviewer, review_organisation, sign_in_as):
    assert "Load the examples" not in text_of(client.get(QUEUE))
    manager = sign_in_as(review_organisation.people[Role.MANAGER])
    assert "Load the examples" in text_of(manager.get(QUEUE))
    manager.post(reverse("review-queue:examples"))
    assert review_queries.file_counts(reviewer)["all"] == 8
    manager.post(reverse("review-queue:examples"))
    assert review_queries.file_counts(reviewer)["all"] == 8


def test_an_administrator_who_does_not_review_loads_the_examples_for_somebody_who_does(
    client, reviewer, review_organisation, sign_in_as
):
    administrator = sign_in_as(review_organisation.people[Role.ADMINISTRATOR])
    assert "files of invented people" in text_of(administrator.get(reverse("organization")))
    administrator.post(reverse("review-queue:examples"))
    reviewers = {view.reviewer for view in review_queries.open_files(reviewer)}
    assert reviewers - {None} < {person.id for person in review_organisation.people.values()} and len(reviewers) == 2
    assert "files of invented people" not in text_of(administrator.get(reverse("organization")))


def test_two_files_of_one_call_are_one_row(client, review_organisation, reviewer):
    load_review_demo(review_organisation.people[Role.MANAGER].viewer, reviewer=reviewer.user, at=NOW)
    page = text_of(client.get(QUEUE))
    assert page.count("2 files, one call") == 1
    assert page.count("Hana Sato, MD</a>") == 1


def test_another_organisation_s_file_is_missing_on_every_page(client, practice):
    stranger = UUID(int=1)
    for name in ("file", "assign", "office"):
        address = reverse(f"review-files:{name}", args=[stranger])
        answer = client.get(address) if name == "file" else client.post(address, {"reviewer": "nobody", "source": "x"})
        assert answer.status_code == 404, name


def test_the_queue_page_costs_the_same_queries_for_two_files_as_for_ten(
    client, reviewer, django_assert_max_num_queries
):
    for number in range(10):
        mine(reviewer, f"R-{number}", claimant=f"PM-{number}")
    client.get(QUEUE)
    with django_assert_max_num_queries(14):
        client.get(QUEUE)


def test_a_policy_is_chosen_by_a_person_and_stands_on_file_call_and_report(client, reviewer):
    file = mine(reviewer, service_codes=("62323",), program=ReviewProgram.WORKERS_COMPENSATION)
    page = text_of(client.get(f"/review/files/{file}/"))
    assert "The file names no policy" in page
    assert 'value="lcd-L33906" required>' in page  # proposed by the code, and not chosen for anybody
    assert client.post(f"/review/files/{file}/policy/", {"policy": "no-such"}).status_code == 400
    for _ in range(2):  # the same choice is one entry
        answer = client.post(f"/review/files/{file}/policy/", {"policy": "lcd-L33906"})
        assert answer["Location"] == f"/review/files/{file}/#criteria"
    log = review_queries.file_view(reviewer, file).log
    (chosen,) = log.policies
    assert (log.file.policy, chosen.entry.by) == ("lcd-L33906", reviewer.name)
    words = f"chosen by {reviewer.name}, December 1, 2026 at 10:00 AM CST"
    page = text_of(client.get(f"/review/files/{file}/"))
    assert words in page
    assert "Policy chosen</strong>" in page
    assert "not in the file" in page
    assert words in text_of(client.get(f"/review/files/{file}/call/"))
    form = client.get(f"/review/files/{file}/report/").content.decode()
    assert f'value="{chosen.body.title.rsplit(" (", 1)[0]}"' in form
    with time_machine.travel(NOW + timedelta(minutes=5), tick=False):
        client.post(f"/review/files/{file}/policy/", {"policy": ""})
    assert review_queries.file_view(reviewer, file).file.policy is None


def test_a_signed_file_is_held_to_what_it_was_held_to(client, reviewer):
    file = mine(reviewer)
    reviews.add_entry(reviewer, [file], kind=ReviewEntryKind.REPORT, body=ReportSaved({}, is_signed=True), at=NOW)
    assert client.post(f"/review/files/{file}/policy/", {"policy": "lcd-L33906"}).status_code == 400
    assert review_queries.file_view(reviewer, file).log.policies == ()
