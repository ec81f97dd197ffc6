"""A statement of payment on paper: read, shown beside its page, confirmed by a person; it closes nothing by itself."""
# ruff: noqa: F811 (fixtures of another module)

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from tests.web.demo import prepared_case
from tests.web.test_payments import case, member, payment, vault  # noqa: F401 (fixtures)
from tests.web.test_tasks import ended_call, physician, recorded  # noqa: F401 (fixtures)

from peercall.adapters.db import cases, figures
from peercall.adapters.db.audit import audit_faults
from peercall.adapters.db.models import AuditEntry, Case, CaseDocument, CaseFigure, Task
from peercall.bootstrap import site_vault
from peercall.bootstrap.site_intake import Intake
from peercall.domain.organizations import Role

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 9, 20, 15, 0, tzinfo=UTC)

PAPER = """\
Northgate Senior Advantage
Explanation of Benefits - this is not a bill
Member ID: {member}
Claim number: NG-2026-77120
Authorization number: {authorization}
Date processed: 09/18/2026

Date of service  Procedure code  Amount billed  Allowed amount  Plan paid  You owe
08/20/2026       E0601           $900.00        $640.00         $640.00    $0.00
08/20/2026       A7030           $180.00        $120.00         $96.00     $24.00
"""


@pytest.fixture(autouse=True)
def stored(vault, monkeypatch):
    for place in ("peercall.bootstrap.site_statements", "peercall.web.provider.documents.views"):
        monkeypatch.setattr(f"{place}.vault", lambda: vault)
    return site_vault


@pytest.fixture
def drop(physician, vault, tmp_path):
    """A paper is dropped into the inbox and read."""

    def act(text: str, *, name: str = "eob.txt") -> CaseDocument:
        document = cases.add_document(
            physician.viewer, case_id=None, role="unsorted", name=name, sha256=name, size=len(text),
            vault_name=vault.put(text.encode()), at=NOW,
        )  # fmt: skip
        Intake(vault, tmp_path).read(document, at=NOW)
        return CaseDocument.objects.get(id=document)

    return act


def questions(case):
    return list(Task.objects.filter(case_id=case, step__startswith="statement-perhaps"))


@pytest.fixture
def biller(practice, sign_in_as):
    return sign_in_as(practice.people[Role.BILLER])


def at(case):
    return f"/tasks/{payment(case).id}/statement/"


def field(page: str, key: str) -> str:
    return page.split(f'id="s-{key}"')[1].split('<div class="field')[0].split('<div class="actions')[0]


def test_a_paper_in_the_inbox_asks_about_the_payment_and_closes_nothing(recorded, member, drop):
    document = drop(PAPER.format(member=member, authorization="A-4471"))
    assert document.shown["looks_like"] == "statement"
    assert payment(recorded).state == "open"
    (asked,) = questions(recorded)
    assert (asked.role, asked.state) == ("biller", "open")
    assert "the same member, service and authorization number" in asked.words.lower()
    assert drop(PAPER.format(member=member, authorization="A-4471"), name="eob-again.txt").state == "read"
    assert len(questions(recorded)) == 2  # another paper is another question


def test_the_form_is_filled_in_from_the_paper_with_the_place_of_each_value(recorded, member, drop, biller):
    document = drop(PAPER.format(member=member, authorization="A-4471"))
    page = biller.get(f"{at(recorded)}?document={document.id}").content.decode()
    assert "<option selected>yes</option>" in field(page, "paid")
    assert 'value="2026-09-18"' in field(page, "remittance_on")
    assert 'value="640.00"' in field(page, "amount")  # the mask is no service of this case
    assert f"/documents/{document.id}/?inside=1&amp;page=1&amp;from=at:1:" in field(page, "amount")
    assert "$640.00 (page 1)" in field(page, "amount")
    assert payment(recorded).state == "open"
    # the link leads to the very words
    link = re.search(r'href="([^"]+from=at:[^"]+)"', field(page, "remittance_on"))[1].replace("&amp;", "&")
    assert "<q>09/18/2026</q>" in biller.get(link).content.decode()


def test_what_a_person_confirms_ends_the_task_the_question_and_places_the_paper(
    recorded, physician, member, drop, biller
):
    document = drop(PAPER.format(member=member, authorization="A-4471"))
    sent = {
        "document": str(document.id),
        "claim": "0",
        "paid": "yes",
        "remittance_on": "2026-09-18",
        "amount": "640.00",
    }
    assert biller.post(at(recorded), sent).status_code == 302
    task = payment(recorded)
    assert (task.state, task.closing) == ("done", {"paid": "yes", "remittance_on": "2026-09-18", "amount": "640.00"})
    assert [one.state for one in questions(recorded)] == ["done"]
    document.refresh_from_db()
    assert (document.case_id, document.role) == (recorded, "later")
    figures.renew_figures(physician.viewer)
    assert CaseFigure.objects.get(case_id=recorded).paid == "yes"
    assert AuditEntry.objects.filter(chain=recorded, action="task.done").exists()
    assert audit_faults(recorded) == ()
    again = biller.get(f"{at(recorded)}?document={document.id}", follow=True)
    assert "looks for no payment any more" in again.content.decode()


def test_what_is_missing_is_told_beside_its_field_and_what_was_typed_stays(recorded, member, drop, biller):
    document = drop(PAPER.format(member=member, authorization="A-4471").replace("Date processed: 09/18/2026", ""))
    page = biller.get(f"{at(recorded)}?document={document.id}").content.decode()
    assert 'value=""' in field(page, "remittance_on") and "Not read" in field(page, "remittance_on")
    assert "The day of the statement was not read." in page
    sent = {"document": str(document.id), "paid": "partly", "amount": "12,5"}
    answer = biller.post(at(recorded), sent)
    page = answer.content.decode()
    assert answer.status_code == 422 and payment(recorded).state == "open"
    assert "Write the amount as 640.00." in field(page, "amount") and 'value="12,5"' in field(page, "amount")
    assert "<option selected>partly</option>" in field(page, "paid")


def test_a_statement_of_another_member_fills_in_nothing(recorded, drop, biller):
    document = drop(PAPER.format(member="QX-0000-1", authorization="A-4471"))
    assert not questions(recorded)
    page = biller.get(f"{at(recorded)}?document={document.id}").content.decode()
    assert "It names the member QX-0000-1" in page
    assert "selected" not in field(page, "paid") and 'value=""' in field(page, "amount")


def test_an_amount_that_says_nothing_leaves_the_answer_open(recorded, member, drop, biller):
    paper = PAPER.format(member=member, authorization="A-4471").replace("$640.00    $0.00", "$0.00      $640.00")
    document = drop(paper)
    page = biller.get(f"{at(recorded)}?document={document.id}").content.decode()
    assert "selected" not in field(page, "paid") and 'value="0.00"' in field(page, "amount")
    assert "The amounts do not tell whether it was paid" in page


def test_a_statement_that_refuses_in_words_of_a_denial_makes_no_case(recorded, member, drop, biller):
    paper = PAPER.format(member=member, authorization="A-4471").replace(
        "$640.00         $640.00    $0.00", "$0.00           $0.00      $0.00   CO-50"
    )
    before = Case.objects.count()
    document = drop(
        paper + "\nCO-50: We denied coverage of this service because it is not medically necessary.\n"
        "You may appeal within 180 days of this notice.\n"
    )
    assert Case.objects.count() == before and len(questions(recorded)) == 1
    page = biller.get(f"{at(recorded)}?document={document.id}").content.decode()
    assert "<option selected>no</option>" in field(page, "paid")


def test_a_paper_that_came_after_the_call_is_read_when_somebody_asks(recorded, physician, member, vault, biller):
    text = PAPER.format(member=member, authorization="A-4471")
    document = cases.add_document(
        physician.viewer, case_id=recorded, role="later", name="eob.txt", sha256="p", size=len(text),
        vault_name=vault.put(text.encode()), at=NOW,
    )  # fmt: skip
    assert "eob.txt" in biller.get(at(recorded)).content.decode()
    assert "Nobody has read this paper" in biller.get(f"{at(recorded)}?document={document}").content.decode()
    biller.post(f"{at(recorded)}read/", {"document": str(document)})
    page = biller.get(f"{at(recorded)}?document={document}").content.decode()
    assert 'value="640.00"' in field(page, "amount")


def test_a_paper_of_another_case_or_practice_is_not_shown(
    recorded, physician, vault, member, drop, other_practice, sign_in_as, biller
):
    document = drop(PAPER.format(member=member, authorization="A-4471"))
    stranger = sign_in_as(other_practice.people[Role.BILLER])
    assert stranger.get(f"{at(recorded)}?document={document.id}").status_code == 404
    CaseDocument.objects.filter(id=document.id).update(case_id=prepared_case(physician.viewer, vault))
    page = biller.get(f"{at(recorded)}?document={document.id}").content.decode()
    assert "Which paper says what was paid?" in page and "640.00" not in page


@pytest.mark.parametrize("document", ["", "x", "00000000-0000-0000-0000-000000000000"])
def test_an_address_of_no_document_is_answered_with_a_page(document, recorded, biller):
    assert biller.get(f"{at(recorded)}?document={document}").status_code in (200, 404)


def test_the_way_from_the_question_leads_to_the_form(recorded, member, drop, biller):
    document = drop(PAPER.format(member=member, authorization="A-4471"))
    tasks = biller.get(f"/cases/{recorded}/tasks/").content.decode()
    way = f"/cases/{recorded}/statement/?document={document.id}"
    assert way in tasks
    answer = biller.get(way)
    assert (answer.status_code, answer["Location"]) == (302, f"{at(recorded)}?document={document.id}")
