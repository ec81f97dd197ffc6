"""A practice and a review organization with one of each thing that has an address of its own."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.web.demo import NOW, prepared_case
from tests.web.review_files import attempt, take

from peercall.adapters.db import (
    availability,
    calls,
    cases,
    invitations,
    packets,
    review_queries,
    review_tokens,
    reviews,
    saved_views,
)
from peercall.adapters.db import schedule as slots
from peercall.adapters.db.case_queries import case_view
from peercall.adapters.db.jobs import DatabaseJobs
from peercall.adapters.db.models import (
    CaseDocument,
    InboxEntry,
    Invitation,
    Job,
    LetterSending,
    ReviewToken,
    Task,
)
from peercall.application.site.packets import PacketOrder
from peercall.application.site.ports import Vault
from peercall.bootstrap.site_letters import begin_letter, site_letter_case
from peercall.domain.attempts import AttemptResult
from peercall.domain.calls import CallEntry, EntryKind
from peercall.domain.correspondence import LetterKind
from peercall.domain.determinations import AvailabilityBlock
from peercall.domain.organizations import Role
from peercall.domain.review_log import ReviewEntryKind
from peercall.domain.reviews import NewInformation, ReachedRole

#: values for the variables of addresses, by the variable's name
Things = dict[str, Any]


def things_of_a_practice(people: dict[Role, Any], vault: Vault) -> Things:
    """A prepared case with a call, a record, a letter that was sent, a packet, a task, and what stands beside cases."""
    viewer, physician = people[Role.COORDINATOR].viewer, people[Role.PHYSICIAN].viewer
    administrator = people[Role.ADMINISTRATOR].viewer
    case = prepared_case(viewer, vault)
    shown = case_view(viewer, case)
    chart = next(one for one in shown.documents if one.role == "chart")
    statement = cases.attest(physician, case, criterion="c1", statement="I saw it.", at=NOW)
    agreed = slots.NewSlot(NOW + timedelta(days=4), 15, physician.user, physician.name)
    slot = slots.agree_slot(viewer, case, slot=agreed, at=NOW)
    call = calls.start_call(viewer, case, at=NOW, speaker_name=physician.name)
    note = CallEntry(
        "11111111-0000-4000-8000-000000000001", "w", 1, NOW, "x", EntryKind.NOTE, "free", "They called back."
    )
    calls.add_entries(viewer, call, entries=[note], at=NOW)
    calls.add_record(
        viewer, case, kind="confirmation", body={"confirmed_disposition": "upheld", "reference": "P2P-1"}, at=NOW
    )
    about = site_letter_case(viewer, shown, number=1, now=NOW)
    kind = LetterKind.P2P_REQUEST
    letter = begin_letter(viewer, about, kind, case_id=case, number=1, after=0, at=NOW)
    sending = LetterSending.objects.create(
        letter_id=letter.id, event="sent", at=NOW, how="fax", stored=vault.put(b"%PDF-1.4"), recorded_at=NOW,
        by_id=viewer.user, by_name=viewer.name,
    )  # fmt: skip
    packet = packets.order_packet(viewer, case, number=1, order=PacketOrder(), at=NOW)
    task = Task.objects.create(
        organization_id=viewer.organization, case_id=case, step="s", occasion="o", title="Ask again", made_at=NOW
    )
    item = InboxEntry.objects.create(
        organization_id=viewer.organization,
        document_id=chart.id,
        number=1,
        item={"state": "open", "kind": "remittance", "rows": []},
    )
    block = AvailabilityBlock(datetime(2030, 1, 7, 15, tzinfo=UTC), datetime(2030, 1, 7, 17, tzinfo=UTC))
    availability.add_stretch(physician, physician.user, block=block)
    (stretch,) = availability.stretches_of(physician, physician.user, after=NOW)
    invitations.invite(administrator, email="new@cedar.example", name="Sam", roles=[Role.BILLER])
    job = DatabaseJobs().enqueue("nothing", {}, key="of-everything", organization=viewer.organization)
    Job.objects.filter(id=job).update(state="failed")
    return {
        "case": case,
        "document": chart.id,
        "statement": statement,
        "slot": slot,
        "call": call,
        "kind": kind.value,
        "version": 1,
        "form": "pdf",
        "sending": sending.id,
        "packet": packet,
        "volume": 1,
        "task": task.id,
        "item": item.id,
        "stretch": stretch.id,
        "view": saved_views.save_view(viewer, name="Mine", filters={}, shared=True),
        "invitation": Invitation.objects.get(organization_id=viewer.organization).id,
        "job": job,
        "user": people[Role.MANAGER].id,
        "number": 1,
        "name": "brief.html",
    }


def unsorted_document(viewer: Any, vault: Vault) -> Any:
    """A file that waits in the inbox."""
    row = CaseDocument.objects.create(
        organization_id=viewer.organization, role="unsorted", state="read", name="letter.pdf", kind="pdf", size=1,
        sha256="0" * 64, vault_name=vault.put(b"%PDF-1.4 waits"), added_at=NOW, received_at=NOW, added_by_id=viewer.user,
    )  # fmt: skip
    return row.id


def things_of_a_review_organisation(people: dict[Role, Any]) -> Things:
    """A file with an attempt, what was told on the call, a call-back, a token."""
    viewer = people[Role.REVIEWER].viewer
    file = take(viewer)
    (batch,) = review_queries.imports(viewer)
    held = attempt(file, result=AttemptResult.REACHED, role=ReachedRole.NURSE_PRACTITIONER, person="Jo Finch")
    entry = reviews.add_entry(viewer, [file], kind=ReviewEntryKind.ATTEMPT, body=held, at=NOW)
    told = NewInformation("i", str(file), entry.id, "Eight visits of therapy elsewhere.", "Jo Finch")
    information = reviews.add_entry(viewer, [file], kind=ReviewEntryKind.INFORMATION, body=told, at=NOW)
    review_tokens.make_token(people[Role.ADMINISTRATOR].viewer, name="nightly", client="", at=NOW)
    return {
        "file": file,
        "entry": information.id,
        "information": information.id,
        "batch": batch.batch,
        "token": ReviewToken.objects.get(organization_id=viewer.organization).id,
        "number": 1,
        "kind": "pdf",
        "rule": "texas",
    }
