"""Files for review come in by form, as a table, as JSON, as a FHIR request, and through the door for clients' systems."""

from __future__ import annotations

import json
from importlib.resources import files as package_files
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.adapters.fhir.test_review_requests import bundle as request_bundle
from tests.web.conftest import make_tenant

from peercall.adapters.db import review_queries, review_tokens
from peercall.adapters.db.models import AuditEntry, ReviewFileFold, ReviewFileRow, ReviewImport, ReviewToken
from peercall.adapters.db.models.append_only import AppendOnlyError
from peercall.adapters.review_import.json_objects import json_schema
from peercall.application.review.views import ImportSource
from peercall.domain.errors import NotPermitted, RecordNotFound
from peercall.domain.organizations import OrganizationKind, Role

pytestmark = pytest.mark.django_db

EXAMPLES = package_files("peercall.web.reviewer.intake") / "static" / "review-intake"
TABLE, OBJECTS = ((EXAMPLES / name).read_text(encoding="utf-8") for name in ("example.csv", "example.json"))
NOW = "2026-11-30T15:00:00Z"
TYPED = {
    "client": "Prairie Mutual",
    "reference": "PM-1",
    "jurisdiction": "TX",
    "program": "workers_compensation",
    "claimant": "WC-1",
    "request": "MRI of the lumbar spine",
    "treating_physician": "Ada Okafor MD",
    "numbers": "(214) 555-0110\n214-555-0111",
    "office_zip": "75201",
    "availability": "M-F 9-12 & 1:30-4pm",
    "call": "required",
    "due_day": "2026-12-03",
    "due_hour": "17:00",
    "due_zone": "America/Chicago",
}


@pytest.fixture(autouse=True)
def at_a_monday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def reviewer(review_organisation, sign_in_as) -> Client:
    return sign_in_as(review_organisation.people[Role.REVIEWER])


@pytest.fixture
def administrator(review_organisation, sign_in_as) -> Client:
    return sign_in_as(review_organisation.people[Role.ADMINISTRATOR])


def upload(door: Client, text: str | bytes, /, name: str = "week.csv", **said: str) -> Any:
    data = text.encode() if isinstance(text, str) else text
    return door.post(reverse("review-intake:index"), {"file": SimpleUploadedFile(name, data), **said}, follow=True)


def test_a_table_is_taken_in_and_each_row_that_is_not_is_told(reviewer):
    lines = TABLE.splitlines()
    bad = lines[2].replace("PM-2042", "PM-9000").replace(",TX,", ",Ruritania,").replace("(214) 555-0110", "555-0177")
    page = upload(reviewer, "\n".join([*lines, bad]), client="Prairie Mutual")
    text = page.content.decode()
    assert page.status_code == 200
    assert "4 files taken in" in text and "1 not taken" in text
    assert "Row 6" in text and "PM-9000" in text and "The jurisdiction is said with a word that is not known" in text
    assert "Ruritania" not in text
    assert set(ReviewFileRow.objects.values_list("client_reference", flat=True)) == {
        "PM-2041", "PM-2042", "PM-2043", "PM-2044"}  # fmt: skip
    assert "Hours with one end were read within the office" in text


def test_a_long_table_is_taken_in_as_one_import_and_every_row_is_told(reviewer, review_organisation):
    heading, row, *_ = TABLE.splitlines()
    lines = [heading, *(row.replace("PM-2041", f"PM-{number:05}") for number in range(1300))]
    lines[3], lines[4] = lines[3].replace(",TX,", ",Ruritania,"), lines[2]
    sent = "\n".join(lines)
    page = upload(reviewer, sent, client="Prairie Mutual")
    text = page.content.decode()
    assert "1298 files taken in" in text and "1 known before" in text and "1 not taken" in text
    (batch,) = ReviewImport.objects.all()
    assert (ReviewFileRow.objects.count(), batch.taken, batch.known) == (1298, 1298, 1)
    assert ReviewFileFold.objects.count() == 1298
    again = upload(reviewer, sent, client="Prairie Mutual").content.decode()
    assert "No new file" in again and "1299 known before" in again
    table = reviewer.get(reverse("review-intake:rows", args=[batch.id]))
    told = table.content.decode()
    assert "4,PM-00002,no,The jurisdiction is said with a word that is not known" in told
    assert "Ruritania" not in told


def test_the_same_table_again_makes_no_second_file_and_tells_what_differs(reviewer):
    upload(reviewer, TABLE, client="Prairie Mutual")
    same = upload(reviewer, TABLE, client="PRAIRIE MUTUAL").content.decode()
    assert "No new file" in same and "Every file was here already" in same
    changed = upload(reviewer, TABLE.replace("12/03/2026 5:00 PM CT", "12/02/2026 noon CT"), client="Prairie Mutual")
    text = changed.content.decode()
    assert "4 known before, 1 of them sent otherwise" in text
    assert "Thu 2026-12-03 17:00 CST" in text and "Wed 2026-12-02 12:00 CST" in text
    assert ReviewFileRow.objects.count() == 4
    assert {row.client for row in ReviewFileRow.objects.all()} == {"Prairie Mutual"}


def test_what_was_sent_otherwise_counts_when_a_person_takes_it_and_stands_in_the_log(reviewer, review_organisation):
    upload(reviewer, TABLE, client="Prairie Mutual")
    later = TABLE.replace("12/03/2026 5:00 PM CT", "12/02/2026 noon CT")
    upload(reviewer, later, client="Prairie Mutual")
    batch = ReviewImport.objects.order_by("known").last()
    row = ReviewFileRow.objects.get(client_reference="PM-2041")
    for _ in range(2):
        page = reviewer.post(reverse("review-intake:take", args=[batch.id, row.id]), follow=True).content.decode()
        assert "Taken" in page and "Take what was sent now" not in page
    viewer = review_organisation.people[Role.REVIEWER].viewer
    view = review_queries.file_view(viewer, row.id)
    assert view.file.decision_due_at.isoformat() == "2026-12-02T12:00:00-06:00"
    assert len(view.log.client) == 1
    row.refresh_from_db()
    assert row.decision_due_at.isoformat() == "2026-12-02T18:00:00+00:00", "the queue's order follows"
    again = upload(reviewer, later, client="Prairie Mutual").content.decode()
    assert "sent otherwise" not in again, "what was taken is no difference any more"
    file = reviewer.get(reverse("review-files:file", args=[row.id])).content.decode()
    assert "The client&#x27;s newer values" in file and "Decision due: Wed 2026-12-02" in file


def test_a_change_of_another_organisation_is_not_there_to_take(reviewer, sign_in_as):
    upload(reviewer, TABLE, client="Prairie Mutual")
    upload(reviewer, TABLE.replace("Required", "Optional"), client="Prairie Mutual")
    batch = ReviewImport.objects.order_by("known").last()
    file = ReviewFileRow.objects.earliest("client_reference").id
    other = make_tenant(
        "Lakeside Review", kind=OrganizationKind.REVIEW_ORGANISATION, domain="lake.example", time_zone="UTC"
    )
    address = reverse("review-intake:take", args=[batch.id, file])
    assert sign_in_as(other.people[Role.REVIEWER]).post(address).status_code == 404
    assert reviewer.post(reverse("review-intake:take", args=[batch.id, batch.id])).status_code == 404


def test_rows_are_told_from_bytes_as_json_or_fhir_whatever_the_name(reviewer):
    upload(reviewer, OBJECTS, name="files.txt")
    bundle = {
        "resourceType": "Bundle",
        "entry": [
            {"resource": {"resourceType": "Claim", "use": "preauthorization", "identifier": [{"value": "PA-1"}], "provider": {"reference": "Practitioner/d"}, "insurance": [{"coverage": {"reference": "Coverage/c"}}], "item": [{"productOrService": {"text": "MRI"}}]}},
            {"resource": {"resourceType": "Practitioner", "id": "d", "name": [{"text": "Ada Okafor MD"}], "telecom": [{"system": "phone", "value": "214-555-0110"}]}},
            {"resource": {"resourceType": "Coverage", "id": "c", "subscriberId": "GH-1"}},
        ],
    }  # fmt: skip
    silent = upload(reviewer, json.dumps(bundle), name="request.json", client="Prairie Mutual").content.decode()
    assert "Request 1" in silent and "The jurisdiction is not stated" in silent
    said = {"client": "Prairie Mutual", "jurisdiction": "OH", "program": "group_health", "call": "required"}
    assert "1 file taken in" in upload(reviewer, json.dumps(bundle), name="request.json", **said).content.decode()
    assert sorted(ReviewFileRow.objects.values_list("client_reference", flat=True)) == ["PA-1", "PM-2051", "PM-2052"]
    assert {one.source for one in ReviewImport.objects.all()} == {"api", "fhir"}


@pytest.mark.parametrize(
    ("data", "why"),
    [(b"PK\x03\x04....", "a spreadsheet or an archive"), (b"a,b\n1,2\n", "no row names"), (b"", "The file is empty")],
)
def test_file_that_cannot_be_read_stores_nothing_and_is_told_beside_its_field(reviewer, data, why):
    page = upload(reviewer, data)
    assert page.status_code == 400
    assert why in page.content.decode()
    assert not ReviewImport.objects.exists()


def test_a_file_typed_by_hand_is_in_the_queue(reviewer):
    page = reviewer.post(reverse("review-intake:new"), TYPED, follow=True)
    assert "1 file taken in" in page.content.decode()
    row = ReviewFileRow.objects.get()
    assert row.data["numbers"] == ["214-555-0110", "214-555-0111"]
    assert row.data["zone"] == "America/Chicago"
    assert [one["start"] for one in row.data["availability"]] == ["09:00:00", "13:30:00"]
    assert row.decision_due_at is not None and row.decision_due_at.isoformat() == "2026-12-03T23:00:00+00:00"


def test_what_is_wrong_of_a_typed_file_stands_beside_its_field_and_nothing_is_stored(reviewer):
    wrong = {**TYPED, "numbers": "555-0177", "availability": "whenever", "due_zone": ""}
    page = reviewer.post(reverse("review-intake:new"), wrong)
    form = page.context["form"]
    assert set(form.errors) == {"numbers", "availability", "due_day"}
    assert page.status_code == 400
    assert "whenever" in page.content.decode(), "what was typed is kept"
    assert not ReviewImport.objects.exists()


def test_a_file_typed_a_second_time_is_told_with_what_differs(reviewer):
    reviewer.post(reverse("review-intake:new"), TYPED)
    page = reviewer.post(reverse("review-intake:new"), {**TYPED, "call": "optional"}, follow=True).content.decode()
    assert "No new file" in page and "Sent otherwise than before" in page
    assert ReviewFileRow.objects.count() == 1


def test_an_import_is_seen_by_its_organisation_alone_and_a_look_is_in_the_audit(reviewer, review_organisation, practice, sign_in_as):  # fmt: skip
    upload(reviewer, TABLE, client="Prairie Mutual")
    batch = ReviewImport.objects.get().id
    address = reverse("review-intake:batch", args=[batch])
    assert sign_in_as(practice.people[Role.MANAGER]).get(address).status_code == 404
    assert reviewer.get(address).status_code == 200
    actions = list(AuditEntry.objects.filter(organization_id=review_organisation.id).values_list("action", flat=True))
    assert actions.count("review.imported") == 1 and "viewed.review_import" in actions
    details = json.dumps(list(AuditEntry.objects.values_list("details", flat=True)))
    assert "PM-2041" not in details and "Haddad" not in details


def test_the_list_of_imports_asks_the_database_no_more_for_many(reviewer, django_assert_max_num_queries):
    for number in range(4):
        upload(reviewer, TABLE.replace("PM-", f"PM-{number}-"), client="Prairie Mutual")
    with django_assert_max_num_queries(14):
        assert reviewer.get(reverse("review-intake:index")).status_code == 200


# the door for a client's system


def make(tenant: Any, *, client: str = "") -> str:
    from django.utils import timezone

    viewer = tenant.people[Role.ADMINISTRATOR].viewer
    return review_tokens.make_token(viewer, name="nightly", client=client, at=timezone.now())


def send(token: str, body: str | bytes, query: str = "") -> Any:
    return Client().post(
        f"{reverse('review-intake:api')}{query}",
        data=body,
        content_type="application/json",
        headers={"Authorization": f"Bearer {token}"} if token else {},
    )


def test_files_sent_with_a_token_are_taken_and_answered_row_by_row(review_organisation):
    token = make(review_organisation)
    sent = json.loads(OBJECTS)
    sent["files"].append({"reference": "PM-2053", "treating_physician": "A", "request": "B", "npi": 1})
    answer = send(token, json.dumps(sent))
    told = answer.json()
    assert answer.status_code == 200
    assert [one["reference"] for one in told["taken"]] == ["PM-2051", "PM-2052"]
    assert told["refused"] == [
        {"row": 3, "reference": "PM-2053", "why": [{"field": "", "sentence": "`npi` must be text. See the published shape."}]}
    ]  # fmt: skip
    batch = review_queries.import_of(review_organisation.people[Role.REVIEWER].viewer, UUID(told["import"]))
    assert (batch.by_name, batch.source) == ("Token nightly", ImportSource.API)

    sent["files"] = sent["files"][:1]
    sent["files"][0]["decision_due_at"] = "2026-12-05T17:00-07:00"
    again = send(token, json.dumps(sent)).json()
    assert (again["taken"], again["known"]) == ([], 1)
    assert again["changed"][0]["differences"] == [
        {"field": "decision_due_at", "kept": "Fri 2026-12-04 17:00 UTC-07:00", "sent": "Sat 2026-12-05 17:00 UTC-07:00"}
    ]
    assert ReviewFileRow.objects.count() == 2


def test_a_body_of_rows_that_are_all_refused_is_422_and_one_that_cannot_be_read_400(review_organisation):
    token = make(review_organisation)
    assert send(token, '{"files": [{"reference": "X"}]}').status_code == 422
    broken = send(token, '{"files": [')
    assert (broken.status_code, broken.json()) == (400, {"error": "JSON: this is not JSON of the published shape. See the published shape."})  # fmt: skip


def test_what_rows_do_not_say_may_stand_in_the_query_and_a_table_is_a_body_too(review_organisation):
    token = make(review_organisation)
    assert send(token, TABLE).status_code == 422, "no row says its client"
    told = send(token, TABLE, "?client=Prairie+Mutual")
    assert (told.status_code, len(told.json()["taken"])) == (200, 4)
    refused = send(token, TABLE, "?call=perhaps")
    assert (refused.status_code, refused.json()["error"]) == (400, "the query's call cannot be read")


def test_token_of_one_client_sends_for_no_other(review_organisation):
    token = make(review_organisation, client="Lakeside Life")
    assert send(token, OBJECTS).status_code == 422
    assert not ReviewFileRow.objects.exists()
    assert send(token, TABLE, "?client=Prairie+Mutual").status_code == 200
    assert set(ReviewFileRow.objects.values_list("client", flat=True)) == {"Lakeside Life"}


@pytest.mark.parametrize("token", ["", "pcr_unknown", "something"])
def test_without_a_token_nothing_is_taken_and_nothing_is_told(review_organisation, token):
    answer = send(token, OBJECTS)
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert answer.json() == {"error": "the token is missing, unknown or revoked"}
    assert not ReviewImport.objects.exists()


def test_the_door_answers_in_json_whatever_is_sent(review_organisation, settings):
    address = reverse("review-intake:api")
    opened = Client().get(address, headers={"Accept": "text/html,*/*"})
    assert (opened.status_code, opened["Allow"], opened["Content-Type"]) == (405, "POST", "application/json")
    assert opened.json() == {"error": "files are sent here with POST; nothing can be read"}
    settings.LARGEST_BODY = 10
    large = send(make(review_organisation), TABLE)
    assert (large.status_code, large.json()) == (413, {"error": "the file is too large"})


@pytest.mark.parametrize("body", ["[]", '{"files": []}'])
def test_an_empty_list_is_no_fault_and_says_that_nothing_was_in_it(review_organisation, body):
    answer = send(make(review_organisation), body)
    assert answer.status_code == 200
    assert answer.json()["taken"] == []
    assert answer.json()["notes"] == [{"row": 0, "reference": "", "sentence": "Nothing was in it: no file was sent."}]


def test_a_request_whose_npi_is_short_is_taken_without_it_and_says_so(review_organisation):
    sent = request_bundle()
    (physician,) = (one["resource"] for one in sent["entry"] if one["resource"].get("id") == "doc")
    physician["identifier"][0]["value"] = "789312"
    answer = send(make(review_organisation), json.dumps(sent), "?jurisdiction=TX&call=required").json()
    assert (len(answer["taken"]), answer["refused"]) == (1, [])
    assert "The NPI is not ten digits and was left out." in [one["sentence"] for one in answer["notes"]]


def test_revoked_token_opens_nothing(review_organisation, administrator):
    token = make(review_organisation)
    made = ReviewToken.objects.get()
    assert send(token, OBJECTS).status_code == 200
    administrator.post(reverse("review-intake:revoke", args=[made.id]))
    assert send(token, OBJECTS).status_code == 401


def test_token_opens_no_page(review_organisation):
    token = make(review_organisation)
    for name in ("review-intake:index", "members"):
        answer = Client().get(reverse(name), headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 302 and answer["Location"].startswith("/accounts/login/")


def test_too_many_requests_with_one_token_wait(review_organisation, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "review_api": "2/m/key"}
    token, other = make(review_organisation), make(review_organisation)
    assert [send(token, "[]").status_code for _ in range(3)] == [200, 200, 429]
    assert send(other, "[]").status_code == 200


def test_administrator_makes_a_token_that_is_shown_once_and_kept_as_a_digest(administrator):
    page = administrator.post(reverse("review-intake:tokens"), {"name": "Prairie nightly", "client": ""})
    token = page.context["made"]
    assert token.startswith("pcr_") and token in page.content.decode()
    row = ReviewToken.objects.get()
    assert token not in json.dumps([str(value) for value in row.__dict__.values()])
    again = administrator.get(reverse("review-intake:tokens")).content.decode()
    assert token not in again and "Prairie nightly" in again


def test_tokens_are_for_administrators_of_a_review_organisation_alone(review_organisation, practice):
    for person in (review_organisation.people[Role.MANAGER], practice.people[Role.ADMINISTRATOR]):
        with pytest.raises(NotPermitted):
            review_tokens.tokens(person.viewer)
    make(review_organisation)
    other = review_organisation.people[Role.ADMINISTRATOR].viewer
    with pytest.raises(RecordNotFound):
        review_tokens.revoke_token(other, token=UUID(int=0), at=ReviewToken.objects.get().made_at)


def test_published_shape_is_the_shape_that_is_read():
    assert json.loads((EXAMPLES / "schema.json").read_text(encoding="utf-8")) == json_schema()


def test_an_import_cannot_be_changed_afterwards(reviewer):
    upload(reviewer, TABLE, client="Prairie Mutual")
    batch = ReviewImport.objects.get()
    batch.notes = []
    with pytest.raises(AppendOnlyError):
        batch.save()
