"""The pages of the inbox and the work list, asked as a browser asks them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.web.demo import MemoryVault, prepared_case

from peercall.adapters.db import cases, saved_views
from peercall.adapters.db.audit import audit_page
from peercall.adapters.db.models import Case, CaseDocument, Job
from peercall.adapters.db.models.cases import NO_CLOCK
from peercall.adapters.db.work_list import counts, row_of, work_page
from peercall.application.site.views import WorkFilter
from peercall.domain.errors import NotPermitted, RecordNotFound
from peercall.domain.organizations import Role
from peercall.domain.workflow import CaseEvent, Stage

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 8, 14, 15, 15, tzinfo=UTC)
LIST = reverse("worklist:index")


@pytest.fixture
def coordinator(practice):
    return practice.people[Role.COORDINATOR]


@pytest.fixture
def client(coordinator, sign_in_as):
    return sign_in_as(coordinator)


def many(organization: UUID, number: int) -> list[UUID]:
    rows = Case.objects.bulk_create(
        Case(
            organization_id=organization,
            created_at=NOW,
            stage=Stage.CONFIRMED.value,
            member_name=f"Pat Roe {index:03}",
            plan_name="Northgate",
            due_at=NOW + timedelta(days=400 + index),
            sort_at=NOW + timedelta(days=400 + index),
        )
        for index in range(number)
    )
    return [row.id for row in rows]


def test_the_list_asks_as_many_questions_for_fifty_cases_as_for_one(client, practice, django_assert_max_num_queries):
    many(practice.id, 1)
    client.get(LIST)
    for more in (0, 70):
        many(practice.id, more)
        with django_assert_max_num_queries(19):
            page = client.get(LIST).content.decode()
    assert page.count("<tr id=") == 50
    following = re.search(r'hx-get="(\?[^"]+after=[^"]+)"', page)[1].replace("&amp;", "&")
    rest = client.get(LIST + following, headers={"HX-Request": "true"}).content.decode()
    assert rest.count("<tr id=") == 21 and "<html" not in rest


def test_a_case_shows_its_clock_effect_and_next_step_in_words(client, coordinator):
    case = prepared_case(coordinator.viewer, MemoryVault())
    page = client.get(LIST).content.decode()
    assert "5 days left" in page and "as of Aug 14, 2026, 10:15 am CDT" in page
    assert "Call, with a warning" in page and "only before the notice is sent" in page
    assert "Ask for the call" in page and reverse("cases:case", args=[case]) in page
    assert audit_page(coordinator.viewer, action="viewed.work-list").lines[0].details == {"rows": 1}


def test_the_reason_stands_in_the_words_of_the_field(client, practice):
    (case,) = many(practice.id, 1)
    Case.objects.filter(pk=case).update(reason_class="level_of_care_inpatient")
    assert "Level of care: inpatient vs observation" in client.get(LIST).content.decode()


def test_searched_text_never_stands_in_an_address(client, practice, sign_in_as):
    many(practice.id, 12)
    answer = client.post(reverse("search"), {"q": " roe  011 "})
    assert "roe" not in answer["Location"].lower()
    page = client.get(answer["Location"]).content.decode()
    assert page.count("<tr id=") == 1 and "“roe 011”" in page
    stranger = sign_in_as(practice.people[Role.MANAGER])
    assert stranger.get(answer["Location"]).content.decode().count("<tr id=") == 12, "the key is the session's own"


def test_cases_are_given_one_by_one_and_together(client, coordinator, practice):
    one, two = many(practice.id, 2)
    answer = client.post(reverse("worklist:assign"), {"case": one, "owner": "me"}, headers={"HX-Request": "true"})
    assert (
        'hx-swap-oob="true"' in answer.content.decode() and "1 case given to Alex Coordinator" in answer["HX-Trigger"]
    )
    physician = practice.people[Role.PHYSICIAN]
    client.post(reverse("worklist:assign"), {"case": [one, two], "owner": physician.id})
    assert {row_of(case, coordinator.viewer).owner for case in (one, two)} == {physician.id}
    assert client.get(LIST, {"owner": "nobody"}).content.decode().count("<tr id=") == 0
    client.post(reverse("worklist:assign"), {"case": [one], "owner": ""})
    assert row_of(one, coordinator.viewer).owner is None
    assert client.post(reverse("worklist:assign"), {"case": ["nonsense"], "owner": "me"}).status_code == 400


def test_a_biller_sees_the_list_and_gives_no_case(practice, sign_in_as):
    many(practice.id, 1)
    biller = sign_in_as(practice.people[Role.BILLER])
    page = biller.get(LIST).content.decode()
    assert "Pat Roe" in page and "data-assign" not in page and "New case" not in page


def test_views_are_own_or_shared(client, coordinator, practice, other_practice, sign_in_as):
    client.post(reverse("worklist:save-view"), {"name": "My week", "due": "week"})
    client.post(reverse("worklist:save-view"), {"name": "Nobody's", "owner": "nobody", "shared": "on"})
    biller = practice.people[Role.BILLER]
    assert [one.name for one in saved_views.saved_views(biller.viewer)] == ["Nobody's"]
    (shared,) = saved_views.saved_views(biller.viewer)
    assert sign_in_as(biller).get(reverse("worklist:view", args=[shared.id]))["Location"] == f"{LIST}?owner=nobody"
    with pytest.raises(NotPermitted):
        saved_views.remove_view(biller.viewer, shared.id)
    with pytest.raises(NotPermitted):
        saved_views.save_view(biller.viewer, name="x", filters={}, shared=True)
    with pytest.raises(RecordNotFound):
        saved_views.view_of(other_practice.people[Role.COORDINATOR].viewer, shared.id)
    client.post(reverse("worklist:remove-view", args=[shared.id]))
    assert [one.name for one in saved_views.saved_views(coordinator.viewer)] == ["My week"]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("ROE 002", ["Pat Roe 002"]),
        ("north 001 roe", ["Pat Roe 001"]),
        ("mri knee", ["Pat Roe 000"]),
        ("roe%", []),
        ("000 northgate", ["Pat Roe 000"]),
        ("000northgate", []),
    ],
)
def test_a_search_finds_every_word_in_patient_plan_or_service(practice, coordinator, words, found):
    first, *_ = many(practice.id, 3)
    Case.objects.filter(id=first).update(service="MRI of the Knee")
    rows = work_page(coordinator.viewer, wanted=WorkFilter(text=words), now=NOW).rows
    assert [row.member_name for row in rows] == found


def test_a_view_is_listed_when_its_menu_opens_and_brings_its_searched_text_back(client, coordinator, practice):
    many(practice.id, 3)
    found = client.post(reverse("search"), {"q": "roe 002"})["Location"]
    key = found.partition("s=")[2]
    client.post(reverse("worklist:save-view"), {"name": "One", "s": key})
    (view,) = saved_views.saved_views(coordinator.viewer)
    address = reverse("worklist:view", args=[view.id]).encode()
    assert address not in client.get(LIST).content
    assert address in client.get(reverse("worklist:views")).content
    assert address in client.get(LIST, {"views": "1"}).content
    assert client.get(client.get(reverse("worklist:view", args=[view.id]))["Location"]).content.count(b"<tr id=") == 1


def test_a_new_case_by_hand_is_named_until_a_letter_says_it(client, coordinator):
    form = {"member_name": "Pat Poe", "plan_name": "Northgate", "service": "MRI", "amount": "1200", "time_zone": "America/Chicago",
            "received_on": "2026-08-12", "channel": "phone", "urgency": "expedited"}  # fmt: skip
    answer = client.post(reverse("worklist:new-case"), form)
    row = row_of(UUID(answer["Location"].split("/")[2]), coordinator.viewer)
    assert (row.member_name, row.next_step, str(row.amount)) == ("Pat Poe", "add the denial letter", "1200.00")
    assert row.owner == coordinator.id
    assert Case.objects.get().facts == {
        "time_zone": "America/Chicago",
        "denial": {"receipt_date": "2026-08-12", "receipt_channel": "phone"},
        "plan": {"name": "Northgate"},
        "urgency": "expedited",
    }


def test_a_case_of_nobody_is_not_made_and_nothing_typed_is_lost(client):
    answer = client.post(reverse("worklist:new-case"), {"service": "MRI", "time_zone": "America/Chicago"})
    assert answer.status_code == 200 and b"so that the case can be found" in answer.content
    assert b'value="MRI"' in answer.content and not Case.objects.exists()


def test_a_closed_case_is_found_and_opened_again(client, coordinator, practice):
    (case,) = many(practice.id, 1)
    cases.record_event(coordinator.viewer, case, event=CaseEvent.CLOSED, at=NOW, note="paid")
    assert b"Pat Roe" not in client.get(LIST).content
    assert b"Open again" in client.get(LIST, {"closed": "1"}).content
    client.post(reverse("cases:event", args=[case]), {"event": "reopened"})
    assert row_of(case, coordinator.viewer).stage is Stage.FOLLOW_UP


def test_more_of_the_closed_cases_are_shown(client, practice):
    many(practice.id, 52)
    Case.objects.update(stage=Stage.CLOSED.value, closed_at=NOW)
    more = re.search(rb'hx-get="([^"]+)"[^>]*>Show more', client.get(LIST, {"closed": "1"}).content)[1].decode()
    answer = client.get(f"{LIST}{more.replace('&amp;', '&')}", headers={"HX-Request": "true"})
    assert answer.content.count(b"Open again") == 2 and b"csrfmiddlewaretoken" in answer.content


def test_examples_are_loaded_once_into_an_empty_organisation(client, practice, sign_in_as):
    assert b"Load the examples" in client.get(LIST).content
    assert sign_in_as(practice.people[Role.BILLER]).post(reverse("worklist:examples")).status_code == 403
    administrator = sign_in_as(practice.people[Role.ADMINISTRATOR])
    assert b"Load the examples" in administrator.get(reverse("organization")).content
    client.post(reverse("worklist:examples"))
    assert Case.objects.count() == 3 == Job.objects.filter(name="case").count()
    assert client.post(reverse("worklist:examples")).status_code == 400
    assert Case.objects.count() == 3
    assert b"Load the examples" not in administrator.get(reverse("organization")).content


def test_a_case_without_its_letter_asks_for_the_letter_first(client):
    form = {"member_name": "Nora Vane", "service": "knee brace", "time_zone": "America/Chicago"}
    case = Case.objects.get(id=client.post(reverse("worklist:new-case"), form)["Location"].split("/")[2]).id
    page = client.get(reverse("cases:case", args=[case])).content.decode()
    assert "Add the letter" in page and "Confirm the letter" not in page
    assert "Something changed since this was prepared" not in page, "nothing was prepared yet"
    records = client.get(reverse("cases:records", args=[case])).content.decode()
    assert '<details class="card" id="add" open>' in records and '<option value="denial" selected>' in records


def test_files_arrive_one_by_one_with_script_and_together_without(client):
    url = reverse("inbox:files")

    def letter(name: str) -> SimpleUploadedFile:
        return SimpleUploadedFile(name, f"A letter. {name}".encode())

    answer = client.post(url, {"files": letter("../one.txt")}, headers={"Accept": "application/json"})
    assert answer.json() == {"files": [{"outcome": "added", "sentence": "", "link": ""}]}
    answer = client.post(url, {"files": [letter("two.txt"), letter("three.txt")]})
    assert answer["Location"] == reverse("inbox:index")
    assert sorted(CaseDocument.objects.values_list("name", flat=True)) == ["one.txt", "three.txt", "two.txt"]
    page = client.get(reverse("inbox:index")).content.decode()
    assert page.count('<li class="being-read">') == 3 and "every 2s" in page
    assert client.post(url, {}).status_code == 400


def test_a_body_larger_than_any_file_is_refused_unread(client, settings):
    settings.LARGEST_BODY = 1000
    answer = client.post(reverse("inbox:files"), {"files": SimpleUploadedFile("a.txt", b"x" * 1001)})
    assert answer.status_code == 413 and not CaseDocument.objects.exists()


def test_the_list_of_readings_says_when_something_was_read(client):
    client.post(reverse("inbox:files"), {"files": SimpleUploadedFile("a.txt", b"A letter.")})
    url = reverse("inbox:readings")
    assert "HX-Trigger" not in client.get(url, {"known": "1"}).headers
    CaseDocument.objects.update(state="read")
    assert client.get(url, {"known": "1"}).headers["HX-Trigger"] == "inbox-changed"


def test_a_reading_the_program_failed_at_is_told_and_tried_again(client):
    client.post(reverse("inbox:files"), {"files": SimpleUploadedFile("a.txt", b"A letter.")})
    Job.objects.update(state="failed")
    page = client.get(reverse("inbox:index")).content.decode()
    assert "The program could not read this file" in page
    client.post(reverse("inbox:again", args=[CaseDocument.objects.get().id]))
    assert Job.objects.filter(state="waiting").count() == 1


def test_the_people_to_choose_are_those_of_the_organisation_who_work_on_cases(client, practice, other_practice):
    shown = client.get(reverse("worklist:people")).content.decode()
    names = re.findall(r'value="([^"]+)"', shown)
    assert set(names) == {str(practice.people[role].id) for role in practice.people if role is not Role.ADMINISTRATOR}
    assert "Alex Coordinator (me)" in shown and "selected" in shown


def test_the_due_groups_count_cases_at_now_and_those_that_fix_their_moment_at_theirs(coordinator, practice):
    many(practice.id, 3)
    for as_of, due in (
        (NOW, NOW - timedelta(hours=1)),
        (NOW, NOW + timedelta(days=5)),
        (None, NOW - timedelta(days=1)),
    ):
        row = Case.objects.get(id=many(practice.id, 1)[0])
        row.as_of, row.sort_at = as_of, due
        row.save()
    Case.objects.filter(id=many(practice.id, 1)[0]).update(sort_at=NO_CLOCK)
    later = NOW + timedelta(days=1000)
    assert counts(coordinator.viewer, now=NOW) == {"overdue": 2, "today": 0, "week": 1, "none": 1}
    assert counts(coordinator.viewer, now=later)["overdue"] == 5, "a fixed moment stays where it is"
    for group, number in counts(coordinator.viewer, now=NOW).items():
        shown = work_page(coordinator.viewer, wanted=WorkFilter(due=group), now=NOW).rows
        assert len(shown) == number


def test_the_due_groups_count_no_case_of_another_organisation(coordinator, practice, other_practice):
    many(other_practice.id, 2)
    assert set(counts(coordinator.viewer, now=NOW + timedelta(days=1000)).values()) == {0}
