"""Confirming a letter: what a person keeps, chooses and stands for; who may; what another tenant sees."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.web.demo import EXAMPLE, MemoryVault, read_case

from peercall.adapters.db import cases, confirming
from peercall.adapters.db.case_queries import case_view
from peercall.adapters.db.models import AuditEntry, Job
from peercall.domain.organizations import Role
from peercall.domain.workflow import Stage

pytestmark = pytest.mark.django_db


def two_dates(contract):
    first = contract["fields"]["dates"]["notification"]
    second = {**first, "value": "2026-08-15", "page": 2}
    contract["fields"]["dates"]["notification"] = {
        "value": None,
        "page": None,
        "quote": None,
        "status": "conflicting",
        "why": "two dates",
        "candidates": [{key: value for key, value in one.items() if key != "status"} for one in (first, second)],
    }


@pytest.fixture
def coordinator(practice):
    return practice.people[Role.COORDINATOR]


@pytest.fixture
def client(coordinator, sign_in_as):
    return sign_in_as(coordinator)


@pytest.fixture
def case(coordinator) -> UUID:
    return read_case(coordinator.viewer, MemoryVault())


@pytest.fixture
def conflicting(coordinator) -> UUID:
    return read_case(coordinator.viewer, MemoryVault(), edit=two_dates)


def page(client, case, **query):
    return client.get(reverse("confirm:letter", args=[case]), query)


def do(client, case, what, path, **more):
    return client.post(
        reverse("confirm:field", args=[case]),
        {"n": "1", "do": what, "path": path, **more},
        headers={"HX-Request": "true"},
    )


def stand_for(client, case, *, version=0):
    seen = page(client, case).context["seen"]
    return client.post(reverse("confirm:confirm", args=[case]), {"n": "1", "version": version, "seen": seen})


def test_the_page_shows_every_group_and_what_would_follow_and_nothing_runs(client, case, coordinator):
    answer = page(client, case)
    text = answer.content.decode()
    for words in (
        "Ruth Vandermolen",
        "Who",
        "The call",
        "nothing runs yet",
        "Wed Aug 19, 2026",
        "within 7 calendar days",
    ):
        assert words in text
    assert case_view(coordinator.viewer, case).row.due_at is None
    assert AuditEntry.objects.filter(action="viewed.letter", chain=case).count() == 1


def test_confirming_takes_the_letter_as_corrected_and_starts_the_pass(client, case, coordinator):
    do(client, case, "correct", "member_name", value="Ruth Vandermeulen")
    answer = stand_for(client, case)
    assert answer.status_code == 302 and "job=" in answer["Location"]
    state = case_view(coordinator.viewer, case).determination()
    assert state.confirmed["fields"]["member_name"]["value"] == "Ruth Vandermeulen"
    assert (state.confirmed_name, state.version, state.draft) == ("Alex Coordinator", 1, None)
    assert case_view(coordinator.viewer, case).row.stage is Stage.CONFIRMED
    assert Job.objects.filter(name="case").count() == 1
    text = client.get(answer["Location"]).content.decode()
    assert "Confirmed by" in text and "Ruth Vandermolen → Ruth Vandermeulen" in text


def test_a_conflict_stands_in_the_way_until_it_is_chosen(client, conflicting, coordinator):
    text = page(client, conflicting).content.decode()
    assert "To decide first" in text and "data-confirm" not in text
    assert stand_for(client, conflicting).status_code == 400
    assert case_view(coordinator.viewer, conflicting).determination().confirmed is None
    answer = do(client, conflicting, "choose", "dates.notification", index="1").content.decode()
    assert "Sat Aug 15, 2026" in answer and "data-confirm" in answer and "Fri Aug 21, 2026" in answer
    assert stand_for(client, conflicting).status_code == 302


def test_what_cannot_be_a_date_is_told_beside_the_field_and_kept_there(client, case, coordinator):
    answer = do(client, case, "correct", "dates.notification", day="", hour="")
    assert "This field is required" in answer.content.decode() and not answer.has_header("X-Peercall-Sent")
    assert case_view(coordinator.viewer, case).determination().draft is None
    assert do(client, case, "correct", "dates.notification", day="2026-08-14", hour="").has_header("X-Peercall-Sent")


@pytest.mark.parametrize(
    ("path", "typed", "words"),
    [
        ("member_dob", {"value": "1955-08-20"}, "Sat Aug 20, 1955"),
        ("dates.verbal_notification", {"day": "2026-08-13", "hour": "16:10"}, "4:10 pm"),
        ("dates.service", {"day": "2026-08-20", "until": "2026-08-22"}, "Thu Aug 20, 2026 to Sat Aug 22, 2026"),
        ("line_of_business", {"value": "commercial"}, "Commercial"),
        ("p2p_offered", {"value": "no"}, "No"),
        (
            "p2p_window",
            {"value": "10", "unit": "business_days", "counted_from": "notification_date", "applies_to": "request"},
            "10 business days from the date of the notice",
        ),
        ("service_codes", {"value": ["E0601", ""], "was": ["0", ""], "extra": ["HCPCS", "CPT"]}, "HCPCS E0601"),
        ("criteria_cited", {"value": "NCD 240.4", "was": "0", "extra": ""}, "NCD 240.4"),
    ],
)
def test_each_kind_of_field_is_typed_in_its_own_way(client, case, path, typed, words):
    assert words in do(client, case, "correct", path, **typed).content.decode()


def test_the_place_to_correct_a_field_is_made_for_that_field_alone(client, case):
    assert "check-edit" not in page(client, case).content.decode()
    answer = client.get(reverse("confirm:edit", args=[case]), {"n": "1", "path": "member_name"}).content.decode()
    assert answer.count("<form") == 1 and 'value="Ruth Vandermolen"' in answer
    assert client.get(reverse("confirm:edit", args=[case]), {"path": "no_such_field"}).status_code == 400


def test_without_the_script_a_field_is_corrected_in_whole_pages(client, case):
    text = page(client, case, edit="dates.notification").content.decode()
    assert text.count("check-edit") == 1
    sent = {"n": "1", "do": "correct", "path": "dates.notification", "hour": ""}
    refused = client.post(reverse("confirm:field", args=[case]), {**sent, "day": ""}).content.decode()
    assert "<html" in refused and "This field is required" in refused
    taken = client.post(reverse("confirm:field", args=[case]), {**sent, "day": "2026-08-14"}, follow=True)
    assert "Fri Aug 14, 2026" in taken.content.decode() and "check-edit" not in taken.content.decode()


@pytest.mark.parametrize(
    ("what", "path"), [("correct", "no_such_field"), ("burn", "member_name"), ("choose", "member_name")]
)
def test_what_is_no_field_or_no_act_is_refused(client, case, what, path):
    assert do(client, case, what, path, value="x").status_code == 400


def test_what_changed_since_the_page_was_opened_is_not_confirmed_unseen(
    client, case, coordinator, practice, sign_in_as
):
    seen = page(client, case).context["seen"]
    do(sign_in_as(practice.people[Role.PHYSICIAN]), case, "not_stated", "p2p_phone")
    answer = client.post(reverse("confirm:confirm", args=[case]), {"n": "1", "version": 0, "seen": seen})
    assert answer.status_code == 409
    assert case_view(coordinator.viewer, case).determination().confirmed is None


def test_corrections_of_two_people_both_stay(client, case, coordinator, practice, sign_in_as):
    do(client, case, "correct", "member_name", value="R. Vandermolen")
    do(sign_in_as(practice.people[Role.PHYSICIAN]), case, "not_stated", "p2p_phone")
    draft = case_view(coordinator.viewer, case).determination().draft
    assert draft["fields"]["member_name"]["checked_by"] == "Alex Coordinator"
    assert draft["fields"]["p2p_phone"]["checked_by"] == "Alex Physician"


def test_a_confirmed_letter_is_corrected_by_a_new_version_and_both_are_told(client, case, coordinator):
    stand_for(client, case)
    do(client, case, "correct", "dates.notification", day="2026-08-12")
    text = page(client, case).content.decode()
    assert "Corrected, not confirmed yet" in text and "Confirm the correction" in text
    stand_for(client, case, version=1)
    first, second = confirming.versions_of(coordinator.viewer, case, number=1)
    assert first.contract["fields"]["dates"]["notification"]["value"] == "2026-08-13"
    assert second.contract["fields"]["dates"]["notification"]["value"] == "2026-08-12"
    text = page(client, case).content.decode()
    assert "Version 2" in text and "Thu Aug 13, 2026 → Wed Aug 12, 2026" in text


def test_corrections_are_forgotten_when_one_starts_again(client, case, coordinator):
    do(client, case, "not_stated", "member_name")
    client.post(reverse("confirm:drop", args=[case]), {"n": "1"})
    assert case_view(coordinator.viewer, case).determination().draft is None


def test_the_day_of_receipt_is_kept_in_the_case_beside_what_it_knows(client, case, coordinator):
    client.post(reverse("confirm:received", args=[case]), {"n": "1", "day": "2026-08-16"})
    facts = case_view(coordinator.viewer, case).facts
    assert facts["denial"]["receipt_date"] == "2026-08-16"
    assert facts["denial"]["receipt_channel"] == "fax from the plan"
    assert Job.objects.filter(name="case").count() == 1
    assert (
        b"Enter a valid date" in client.post(reverse("confirm:received", args=[case]), {"n": "1", "day": "x"}).content
    )


def test_a_day_of_receipt_still_to_come_is_refused_and_stays_in_the_field(client, case, coordinator):
    ahead = (timezone.now() + timedelta(days=3)).date().isoformat()
    answered = client.post(reverse("confirm:received", args=[case]), {"n": "1", "day": ahead}).content.decode()
    assert "This has not come yet" in answered and f'value="{ahead}"' in answered
    assert "denial" not in case_view(coordinator.viewer, case).facts or (
        case_view(coordinator.viewer, case).facts["denial"].get("receipt_date") != ahead
    )


def test_a_letter_that_counts_from_receipt_waits_for_that_day_or_for_nobody_knowing(coordinator, client):
    example = EXAMPLE.parent / "ra-biologic-step-therapy"
    case = read_case(coordinator.viewer, MemoryVault(), example=example)
    now = case_view(coordinator.viewer, case)
    cases.save_facts(coordinator.viewer, case, facts={**now.facts, "denial": {}}, revision=now.revision)
    assert [one.path for one in page(client, case).context["open"]] == ["denial.receipt_date"]
    do(client, case, "not_stated", "denial.receipt_date")
    assert page(client, case).context["open"] == ()


@pytest.mark.parametrize(("day", "is_open"), [("2026-08-14", False), ("2026-08-15", True)])
def test_a_letter_dated_after_the_day_of_looking_is_looked_at_first(coordinator, client, day, is_open):
    def dated(contract):
        contract["fields"]["dates"]["notification"]["value"] = day

    case = read_case(coordinator.viewer, MemoryVault(), edit=dated)  # looked at on August 14
    shown = page(client, case)
    assert [one.path for one in shown.context["open"]] == (["dates.notification"] if is_open else [])
    assert ("it lies in the future: compare it with the page" in shown.content.decode()) == is_open
    assert stand_for(client, case).status_code == (400 if is_open else 302)
    if is_open:
        do(client, case, "accept", "dates.notification")
        assert stand_for(client, case).status_code == 302


def test_a_part_that_was_approved_is_told_and_not_confirmed(coordinator, client):
    def approved(contract):
        contract["fields"]["decision"]["value"] = "approved"

    case = read_case(coordinator.viewer, MemoryVault(), edit=approved)
    text = page(client, case).content.decode()
    assert "there is nothing to call about" in text and "data-confirm" not in text
    assert stand_for(client, case).status_code == 400


def test_warnings_of_the_reading_stand_on_the_page(coordinator, client):
    def planted(contract):
        contract["warnings"] = ["page 1 holds text that is addressed to a program, not to a reader"]
        contract["unread_pages"] = [2]

    case = read_case(coordinator.viewer, MemoryVault(), edit=planted)
    text = page(client, case).content.decode()
    assert "addressed to a program" in text and "Nobody has read page 2" in text


def test_a_biller_reads_and_does_not_confirm(case, practice, sign_in_as):
    client = sign_in_as(practice.people[Role.BILLER])
    text = page(client, case).content.decode()
    assert "Ruth Vandermolen" in text and "data-confirm" not in text and "check-edit" not in text
    assert do(client, case, "accept", "member_name").status_code == 403


def test_another_tenant_finds_no_letter(case, other_practice, sign_in_as, coordinator):
    client = sign_in_as(other_practice.people[Role.COORDINATOR])
    assert page(client, case).status_code == 404
    assert do(client, case, "not_stated", "member_name").status_code == 404
    assert client.post(reverse("confirm:received", args=[case]), {"n": "1", "day": "2026-08-16"}).status_code == 404
    assert case_view(coordinator.viewer, case).determination().draft is None


def test_a_case_without_a_reading_says_so(coordinator, client):
    case = cases.new_case(coordinator.viewer, facts={}, at=case_moment())
    assert "Nothing has been read yet" in page(client, case).content.decode()


def case_moment():
    from tests.web.demo import NOW

    return NOW


def test_the_number_of_queries_does_not_grow_with_the_fields(client, case, django_assert_max_num_queries):
    page(client, case)
    with django_assert_max_num_queries(32):
        page(client, case)


def test_without_its_script_an_answer_comes_back_to_its_field(client, case):
    answer = client.post(reverse("confirm:field", args=[case]), {"n": 1, "path": "dates.notification", "do": "accept"})
    assert answer.status_code == 302
    assert answer["Location"].endswith("?n=1#f-dates-notification")
