"""A remittance that arrives closes, reopens or asks about the payment of a reversal; only a safe match acts by itself."""
# ruff: noqa: F811 (fixtures of another module)

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from tests.adapters.x12.samples import interchange, transaction
from tests.web.demo import MemoryVault, prepared_case
from tests.web.test_tasks import ended_call, physician, recorded  # noqa: F401 (fixtures)

from peercall.adapters.db import cases, figures
from peercall.adapters.db.audit import audit_faults
from peercall.adapters.db.case_queries import case_view
from peercall.adapters.db.models import AuditEntry, CaseDocument, CaseFigure, ConfirmedDetermination, Task
from peercall.bootstrap.site_intake import Intake

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 9, 20, 15, 0, tzinfo=UTC)


@pytest.fixture
def vault():
    return MemoryVault()


@pytest.fixture
def case(physician, vault):
    return prepared_case(physician.viewer, vault)


@pytest.fixture
def member(physician, recorded):
    fields = case_view(physician.viewer, recorded).determination().confirmed["fields"]
    return fields["member_id"]["value"]


def claim(member: str, *, paid: str = "640", status: str = "1", authorization: str = "A-4471", denied: bool = False):
    lines = ("CAS*CO*50*900",) if denied else ("CAS*CO*45*260",)
    return (
        f"CLP*CV-9*{status}*900*{paid}**16*NG77*11",
        f"NM1*QC*1*DOE*ANY****MI*{member}",
        f"REF*G1*{authorization}",
        f"SVC*HC:E0601*900*{paid}**1",
        *lines,
    )


@pytest.fixture
def arrive(physician, vault, tmp_path):
    """A remittance is dropped into the inbox and read."""

    def act(*claims, paid_on: str = "20260918") -> CaseDocument:
        data = interchange(transaction(claims, paid_on=paid_on)).encode()
        name = f"r-{CaseDocument.objects.count()}.835"
        document = cases.add_document(
            physician.viewer, case_id=None, role="unsorted", name=name, sha256=name, size=len(data),
            vault_name=vault.put(data), at=NOW,
        )  # fmt: skip
        Intake(vault, tmp_path).read(document, at=NOW)
        return CaseDocument.objects.get(id=document)

    return act


def payment(case) -> Task:
    return Task.objects.get(case_id=case, step="payment-checked")


def test_a_payment_closes_its_task_by_itself_and_says_how(recorded, physician, member, arrive):
    document = arrive(claim(member))
    assert document.state == "read"
    task = payment(recorded)
    assert (task.state, task.closing) == ("done", {"paid": "yes", "remittance_on": "2026-09-18", "amount": "640.00"})
    assert "Read from a remittance" in task.note
    entry = AuditEntry.objects.get(action="task.done_by_remittance")
    assert entry.details["document"] == str(document.id)
    assert audit_faults(recorded) == ()
    figures.renew_figures(physician.viewer)
    figure = CaseFigure.objects.get(case_id=recorded)
    assert (figure.paid, str(figure.recovered)) == ("yes", "640.00")


def test_a_refusal_closes_it_as_unpaid_and_the_dispute_begins(recorded, member, arrive):
    arrive(claim(member, paid="0", status="4", denied=True))
    assert payment(recorded).closing["paid"] == "no"
    assert Task.objects.get(case_id=recorded, step="payment-disputed").state == "open"


def test_a_payment_taken_back_reopens_it_and_paid_anew_closes_it(recorded, member, arrive):
    arrive(claim(member))
    arrive(claim(member, paid="-640", status="22"), paid_on="20261001")
    assert payment(recorded).state == "open"
    assert "took the payment back" in payment(recorded).note
    arrive(claim(member, paid="600"), paid_on="20261008")
    assert payment(recorded).closing == {"paid": "yes", "remittance_on": "2026-10-08", "amount": "600.00"}


def test_what_was_refused_and_is_paid_later_ends_its_dispute(recorded, physician, member, arrive):
    arrive(claim(member, paid="0", status="4", denied=True))
    arrive(claim(member, paid="640"), paid_on="20261012")
    task = payment(recorded)
    assert (task.state, task.closing) == ("done", {"paid": "yes", "remittance_on": "2026-10-12", "amount": "640.00"})
    assert "refused first" in task.note
    dispute = Task.objects.get(case_id=recorded, step="payment-disputed")
    assert (dispute.state, dispute.note) == ("dropped", "Not needed any more: a later remittance pays it.")
    figures.renew_figures(physician.viewer)
    assert CaseFigure.objects.get(case_id=recorded).paid == "yes"
    assert audit_faults(recorded) == ()


def test_a_second_refusal_changes_nothing(recorded, member, arrive):
    arrive(claim(member, paid="0", status="4", denied=True))
    before = payment(recorded).closing
    arrive(claim(member, paid="0", status="4", denied=True), paid_on="20261012")
    arrive(
        claim(member, paid="0", status="22", denied=True), paid_on="20261013"
    )  # no payment was there to be taken back
    assert (payment(recorded).state, payment(recorded).closing) == ("done", before)
    assert Task.objects.get(case_id=recorded, step="payment-disputed").state == "open"


def test_a_part_that_is_paid_leaves_the_rest_to_be_found_out_and_more_money_is_asked_about(recorded, member, arrive):
    first = arrive(claim(member, paid="300", denied=True))
    assert payment(recorded).closing == {"paid": "partly", "remittance_on": "2026-09-18", "amount": "300.00"}
    assert Task.objects.get(case_id=recorded, step="rest-of-payment").state == "open"
    arrive(claim(member, paid="300", denied=True))  # the same remittance, sent twice
    assert not Task.objects.filter(case_id=recorded, step__startswith="payment-perhaps").exists()
    arrive(claim(member, paid="340"), paid_on="20261020")
    (asked,) = Task.objects.filter(case_id=recorded, step__startswith="payment-perhaps")
    assert "pays $340.00" in asked.words and str(first.id) not in asked.occasion
    assert payment(recorded).closing["paid"] == "partly"  # a person adds it up


@pytest.mark.parametrize(("paid_on", "asks"), [("20260918", False), ("20261020", True)])
def test_a_part_that_a_person_entered_without_its_amount_is_known_by_its_day(recorded, member, arrive, paid_on, asks):
    closing = {"paid": "partly", "remittance_on": "2026-09-18"}
    Task.objects.filter(case_id=recorded, step="payment-checked").update(state="done", closing=closing, closed_at=NOW)
    arrive(claim(member, paid="300", denied=True), paid_on=paid_on)
    assert Task.objects.filter(case_id=recorded, step__startswith="payment-perhaps").exists() is asks
    assert payment(recorded).closing == closing


def test_the_same_remittance_read_again_changes_nothing(recorded, member, arrive, vault, tmp_path):
    document = arrive(claim(member))
    closed = payment(recorded).closed_at
    Intake(vault, tmp_path).read(document.id, at=NOW.replace(hour=18))
    assert payment(recorded).closed_at == closed
    assert AuditEntry.objects.filter(action="task.done_by_remittance").count() == 1


def test_another_members_claim_is_nobodys(recorded, arrive):
    arrive(claim("SOMEBODY-ELSE"))
    assert payment(recorded).state == "open"
    assert not Task.objects.filter(case_id=recorded, step__startswith="payment-perhaps").exists()


def test_a_claim_without_the_member_is_asked_about_once(recorded, member, arrive):
    bare = tuple(segment for segment in claim(member) if not segment.startswith("NM1"))
    arrive(bare)
    assert payment(recorded).state == "open"
    (asked,) = Task.objects.filter(case_id=recorded, step__startswith="payment-perhaps")
    assert (asked.role, asked.state) == ("biller", "open")
    assert "not known on both sides" in asked.words


def test_a_remittance_never_reaches_another_practice(recorded, member, other_practice, vault, tmp_path):
    from peercall.domain.organizations import Role

    stranger = other_practice.people[Role.BILLER].viewer
    data = interchange(transaction([claim(member)])).encode()
    document = cases.add_document(
        stranger, case_id=None, role="unsorted", name="r.835", sha256="x", size=len(data), vault_name=vault.put(data), at=NOW
    )  # fmt: skip
    Intake(vault, tmp_path).read(document, at=NOW)
    assert payment(recorded).state == "open"


@pytest.fixture
def explained(recorded, physician, vault, tmp_path):
    """An explanation of benefit in FHIR is dropped into the inbox and read."""
    contract = ConfirmedDetermination.objects.get(case_id=recorded).contract
    contract["fields"]["claim_number"] = {"value": "NG77", "status": "found"}
    cases.confirm(physician.viewer, recorded, number=1, contract=contract, version=1, at=NOW)

    def act(*, coverage: dict[str, str] | None, insurance: list[dict[str, object]]) -> CaseDocument:
        item = {
            "sequence": 1,
            "productOrService": {"coding": [{"code": "E0601"}]},
            "adjudication": [{"category": {"coding": [{"code": "paidtoprovider"}]}, "amount": {"value": 640}}],
        }
        told = {
            "resourceType": "ExplanationOfBenefit", "id": "e1", "outcome": "complete", "created": "2026-09-18",
            "identifier": [{"value": "NG77"}], "item": [item], "insurance": insurance,
        }  # fmt: skip
        entries = [{"resource": told}, *([{"resource": {"resourceType": "Coverage", **coverage}}] if coverage else [])]
        data = json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries}).encode()
        document = cases.add_document(
            physician.viewer, case_id=None, role="unsorted", name="e.json", sha256="e", size=len(data),
            vault_name=vault.put(data), at=NOW,
        )  # fmt: skip
        Intake(vault, tmp_path).read(document, at=NOW)
        return CaseDocument.objects.get(id=document)

    return act


def test_an_explanation_of_benefit_with_its_coverage_closes_the_task(recorded, member, explained):
    insurance = [{"coverage": {"reference": "Coverage/c1"}}]
    assert explained(coverage={"id": "c1", "subscriberId": member}, insurance=insurance).role == "remittance"
    assert payment(recorded).closing == {"paid": "yes", "remittance_on": "2026-09-18", "amount": "640.00"}


def test_an_explanation_of_benefit_of_another_member_is_nobodys(recorded, explained):
    explained(coverage={"id": "c1", "subscriberId": "X-1"}, insurance=[{"coverage": {"reference": "Coverage/c1"}}])
    assert payment(recorded).state == "open"
    assert not Task.objects.filter(case_id=recorded, step__startswith="payment-perhaps").exists()


def test_an_explanation_of_benefit_without_its_coverage_is_asked_about(recorded, explained):
    assert explained(coverage=None, insurance=[{"preAuthRef": ["A-4471"]}]).role == "remittance"
    assert payment(recorded).state == "open"
    (asked,) = Task.objects.filter(case_id=recorded, step__startswith="payment-perhaps")
    assert asked.words.startswith("Claim NG77 pays $640.00. The same claim number and authorization number")
