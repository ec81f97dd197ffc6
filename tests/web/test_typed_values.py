"""Numbers and ids in addresses and forms: whatever stands there, the answer is a page."""

from __future__ import annotations

import pytest
from tests.web.demo import MemoryVault, prepared_case
from tests.web.everything import things_of_a_practice, things_of_a_review_organisation

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
    case, call = things["case"], things["call"]
    for address in (
        f"/cases/{case}/",
        f"/cases/{case}/letter/",
        f"/cases/{case}/letters/p2p-request/",
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
    case = prepared_case(practice.people[Role.COORDINATOR].viewer, MemoryVault())
    client = sign_in_as(practice.people[Role.COORDINATOR])
    assert client.post(f"/cases/{case}/owner/", {"owner": strange}).status_code == 404
    assert client.post(f"/cases/{case}/call/", {"slot": strange, "determination": strange}).status_code == 404
    assert client.post(f"/cases/{case}/call/", {"determination": strange}).status_code == 302
    file = things_of_a_review_organisation(review_organisation.people)["file"]
    reviewer = sign_in_as(review_organisation.people[Role.REVIEWER])
    assert reviewer.get(f"/review/files/{file}/call/entries/", {"after": strange}).status_code == 200
