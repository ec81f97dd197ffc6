"""Numbers and ids in addresses and forms: whatever stands there, the answer is a page."""

# ruff: noqa: F811 (fixtures of another module)
from __future__ import annotations

import json
from uuid import uuid4

import pytest
from django.db import connection
from tests.web.demo import MemoryVault, prepared_case
from tests.web.everything import things_of_a_practice, things_of_a_review_organisation
from tests.web.test_tasks import case, ended_call, physician  # noqa: F401 (fixtures)

from peercall.adapters.db.calls import call_row
from peercall.bootstrap.site_vault import vault
from peercall.domain.organizations import Role
from peercall.web.common.ids import whole

STRANGE = ["²", "9" * 30, "-1", "1e3", "x" * 5000]


@pytest.mark.parametrize(
    "text, number",
    [("0", 0), ("17", 17), ("999", 999), ("1000", 7), ("²", 7), ("٣", 7), ("-1", 7), (" 1", 7), ("", 7), (None, 7)],
)
def test_whole_number_has_plain_digits_and_a_bound(text, number):
    assert whole(text, 7, most=999) == number


@pytest.mark.django_db
@pytest.mark.parametrize("strange", STRANGE)
def test_strange_number_is_no_fault_of_a_page(practice, sign_in_as, strange):
    things = things_of_a_practice(practice.people, vault())
    client = sign_in_as(practice.people[Role.COORDINATOR])
    here, call = things["case"], things["call"]
    for address in (
        f"/cases/{here}/",
        f"/cases/{here}/letter/",
        f"/cases/{here}/letters/p2p-request/",
        f"/documents/{things['document']}/",
        f"/calls/{call}/entries/",
        "/inbox/",
        "/inbox/reading/",
        "/worklist/",
        "/tasks/",
    ):
        names = ("n", "v", "page", "after", "known", "from", "owner", "kind", "due", "job")
        answer = client.get(address, dict.fromkeys(names, strange))
        assert answer.status_code in (200, 400, 404), address
    places = {"from": f"evidence:c1:{strange}"}
    assert client.get(f"/documents/{things['document']}/", places).status_code == 200
    administrator = sign_in_as(practice.people[Role.ADMINISTRATOR])
    assert (
        administrator.get("/admin/audit/", {"before": strange, "person": strange, "case": strange}).status_code == 200
    )


@pytest.mark.django_db
@pytest.mark.parametrize("strange", STRANGE)
def test_strange_id_in_a_form_is_told_and_no_fault(practice, review_organisation, sign_in_as, strange):
    mine = prepared_case(practice.people[Role.COORDINATOR].viewer, MemoryVault())
    client = sign_in_as(practice.people[Role.COORDINATOR])
    assert client.post(f"/cases/{mine}/owner/", {"owner": strange}).status_code == 404
    assert client.post(f"/cases/{mine}/call/", {"slot": strange, "determination": strange}).status_code == 404
    assert client.post(f"/cases/{mine}/call/", {"determination": strange}).status_code == 302
    file = things_of_a_review_organisation(review_organisation.people)["file"]
    reviewer = sign_in_as(review_organisation.people[Role.REVIEWER])
    assert reviewer.get(f"/review/files/{file}/call/entries/", {"after": strange}).status_code == 200


HALF_AN_EMOJI, NUL = "fine \ud83d", "fi\0ne"


def note(value, *, subject="free", seq=9):
    return {
        "id": str(uuid4()),
        "writer": "w1",
        "seq": seq,
        "at": "2026-08-14T16:00:00+00:00",
        "kind": "note",
        "subject": subject,
        "value": value,
        "replaces": [],
    }


def send(client, address, *entries):
    return client.post(address, json.dumps({"entries": entries}), content_type="application/json")


@pytest.mark.django_db
def test_half_an_emoji_in_a_note_keeps_no_record_from_being_completed(physician, ended_call, sign_in_as):
    client = sign_in_as(physician)
    address = f"/calls/{ended_call}/entries/"
    sent = [note(HALF_AN_EMOJI, subject="half"), note(NUL, seq=10), note({"who": NUL, NUL: HALF_AN_EMOJI}, seq=11)]
    assert send(client, address, *sent).json()["kept"] == [one["id"] for one in sent]
    values = [one["value"] for one in client.get(address).json()["entries"]][-3:]
    assert values == ["fine \ufffd", "fine", {"who": "fine", "fine": "fine \ufffd"}]
    assert client.get(f"/calls/{ended_call}/finish/").status_code == 200
    assert client.post(f"/calls/{ended_call}/finish/", {}).status_code == 302
    assert call_row(physician.viewer, ended_call).state == "recorded"


@pytest.mark.django_db
def test_half_an_emoji_in_a_note_of_a_review_call_is_kept(review_organisation, sign_in_as):
    file = things_of_a_review_organisation(review_organisation.people)["file"]
    client = sign_in_as(review_organisation.people[Role.REVIEWER])
    sent = [note(HALF_AN_EMOJI, subject=f"{file}/half"), note(NUL, subject=f"{file}/nul", seq=10)]
    assert send(client, f"/review/files/{file}/call/entries/", *sent).json()["kept"] == [one["id"] for one in sent]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "changed", [{"at": "0001-01-01T00:00:00+14:00"}, {"at": "9999-12-31T23:59:00-14:00"}, {"value": 10**300}]
)
def test_time_or_number_out_of_all_bounds_is_refused_in_a_sentence(physician, ended_call, sign_in_as, changed):
    answer = send(sign_in_as(physician), f"/calls/{ended_call}/entries/", note("x") | changed)
    assert answer.status_code == 400 and answer.json()["sentence"]


@pytest.mark.django_db
def test_value_that_no_column_takes_is_answered_with_a_page(practice, sign_in_as):
    things = things_of_a_practice(practice.people, MemoryVault())
    client = sign_in_as(practice.people[Role.COORDINATOR])
    dropped = client.post(f"/tasks/{things['task']}/drop/", {"reason": "not\0needed"})
    assert dropped.status_code == (400 if connection.vendor == "postgresql" else 302)


@pytest.mark.django_db
@pytest.mark.parametrize("strange", ["²", "no-criterion-of-this-policy", "a\0b"])
def test_statement_about_no_criterion_of_the_policy_is_refused(practice, sign_in_as, strange):
    mine = prepared_case(practice.people[Role.COORDINATOR].viewer, MemoryVault())
    client = sign_in_as(practice.people[Role.PHYSICIAN])
    refused = client.post(f"/cases/{mine}/statements/", {"criterion": strange, "statement": "I saw it."})
    assert refused.status_code == 400
    assert "no such criterion" in refused.content.decode()
