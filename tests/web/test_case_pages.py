"""The pages of a case: what each shows, who may do what, and what every change leads to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from tests.web.demo import example_case, prepared_case

from peercall.adapters.db import calls, case_jobs, cases
from peercall.adapters.db.case_queries import case_view
from peercall.adapters.db.jobs import job_by_key
from peercall.adapters.db.models import Analysis, AuditEntry, ConfirmedDetermination, Proposal
from peercall.bootstrap.site_assess import assess_now
from peercall.bootstrap.site_cases import case_yaml
from peercall.bootstrap.site_jobs import case_job_key, enqueue_case
from peercall.bootstrap.site_vault import vault
from peercall.domain.organizations import Role
from peercall.domain.workflow import CaseEvent, Stage
from peercall.web.provider.cases.forms import as_kept, as_typed

pytestmark = pytest.mark.django_db

TABS = ("case", "criteria", "answers", "records", "facts", "brief", "history")
#: of every page: session and seat, the case, its parts, the job, the audit's entry
MOST_QUERIES = 32


@pytest.fixture
def store(tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "VAULT_FOLDER", tmp_path / "vault")
    return vault()


@pytest.fixture
def people(practice):
    return practice.people


@pytest.fixture
def physician(people):
    return people[Role.PHYSICIAN].viewer


@pytest.fixture
def case(people, store):
    return prepared_case(people[Role.COORDINATOR].viewer, store)


@pytest.fixture
def client(people, sign_in_as):
    return sign_in_as(people[Role.PHYSICIAN])


def at(name, case, *more):
    return reverse(f"cases:{name}", args=[case, *more])


def text(answer):
    return answer.content.decode()


# --- what is shown


@pytest.mark.parametrize("tab", TABS)
def test_every_part_of_a_prepared_case_is_shown_and_audited(tab, case, client):
    answer = client.get(at(tab, case))
    assert answer.status_code == 200
    assert "Ruth Vandermolen" in text(answer)
    assert AuditEntry.objects.filter(chain=case, action=f"viewed.case-{tab}").count() == 1


@pytest.mark.parametrize("tab", TABS)
def test_every_part_of_a_case_nobody_confirmed_is_shown(tab, people, store, client):
    fresh = example_case(people[Role.COORDINATOR].viewer, store)
    assert client.get(at(tab, fresh)).status_code == 200


def test_overview_tells_effect_rule_warning_and_clocks_of_the_moment(case, client):
    shown = text(client.get(at("case", case)))
    assert "A call can change the decision only before the notice is sent." in shown
    assert "is not normally changed by a later call" not in shown  # the warning says it
    assert "42 CFR part 422, subpart M, unverified" in shown and "us-ma-no-p2p-right" in shown
    assert "Ask at booking whether the plan will treat it as a reopening" in shown
    assert "5 days left" in shown and "Wed Aug 19, 2026" in shown
    assert "the day of the letter is day 1" in shown.lower()
    assert "within 7 calendar days of the date of this notice" in shown


def test_records_say_what_each_document_is_for_and_that_all_were_read(case, client):
    shown = text(client.get(at("records", case)))
    assert "Letter of the plan" in shown and "Chart" in shown
    assert "could not be read" not in shown


def test_clocks_are_read_at_the_moment_of_the_page(case, physician):
    seen = case_view(physician, case)
    facts = {key: value for key, value in seen.facts.items() if key != "as_of"}
    contract = seen.determination().confirmed

    def left(day):
        now = datetime(2026, 8, day, 17, tzinfo=UTC)
        found = assess_now(contract, facts=facts, time_zone=seen.time_zone, now=now).deadlines
        return next(one for one in found["deadlines"] if one["id"] == "peer-to-peer")

    assert left(14)["time_left"] == "5 days"
    assert left(18)["time_left"] == "1 day"
    assert left(21)["status"] == "ended"


@pytest.mark.parametrize("tab", TABS)
def test_the_clock_that_ends_first_stands_on_every_part(tab, case, client):
    assert "5 days left: Wed Aug 19, 2026" in text(client.get(at(tab, case)))


def test_facts_that_no_clock_can_be_read_from_are_told_in_one_sentence(case, physician, client):
    seen = case_view(physician, case)
    cases.save_facts(physician, case, facts={**seen.facts, "appeal_filed": "perhaps"}, revision=seen.revision)
    assert "must be true or false" in text(client.get(at("case", case)))


def test_pages_ask_the_database_the_same_however_much_a_case_holds(
    case, physician, client, django_assert_max_num_queries
):
    def many(number):
        for index in range(number):
            cases.add_document(
                physician,
                case_id=case,
                role="chart",
                name=f"note {index}.txt",
                sha256=f"{index:064}",
                size=1,
                vault_name="x",
                at=datetime(2026, 8, 14, tzinfo=UTC),
            )
            cases.attest(
                physician, case, criterion="symptom", statement="Seen.", at=datetime(2026, 8, 14, 12, index, tzinfo=UTC)
            )

    many(2)
    for tab in TABS:
        with django_assert_max_num_queries(MOST_QUERIES):
            client.get(at(tab, case))
    many(20)
    for tab in TABS:
        with django_assert_max_num_queries(MOST_QUERIES):
            client.get(at(tab, case))


def test_criteria_show_status_quotes_that_lead_to_their_page_and_what_was_not_counted(case, physician, client):
    shown = text(client.get(at("criteria", case)))
    letterless = [one for one in case_view(physician, case).documents if one.name == "printout.pdf"]
    assert "Continuous positive airway pressure" in shown and "240.4" in shown
    assert f"{reverse('documents:view', args=[letterless[0].id])}?page=" in shown
    assert "from=evidence:symptom:" in shown and "from=considered:ahi-15:" in shown
    assert "not needed" in shown and "Considered, not counted" in shown


def test_two_determinations_are_switched(case, physician, client):
    state = case_view(physician, case).determination()
    Proposal.objects.create(case_id=case, number=2, contract=state.proposal, read_at=state.analysed_at)
    first = text(client.get(at("case", case)))
    second = text(client.get(at("case", case), {"n": 2}))
    assert "This letter holds 2 decisions" in first and "5 days left" in first
    assert "nobody has confirmed it yet" in second and "5 days left" not in second
    assert ConfirmedDetermination.objects.filter(case_id=case).count() == 1


# --- who may


def test_another_tenant_finds_nothing_and_changes_nothing(case, other_practice, physician, sign_in_as):
    before = case_view(physician, case)
    document = before.documents[0].id
    statement = cases.attest(physician, case, criterion="symptom", statement="Seen.", at=datetime.now(UTC))
    after = case_view(physician, case)
    for role in (Role.PHYSICIAN, Role.COORDINATOR):
        stranger = sign_in_as(other_practice.people[role])
        for tab in TABS:
            assert stranger.get(at(tab, case)).status_code == 404
        assert stranger.get(at("output", case, 1, "brief.pdf")).status_code == 404
        file = SimpleUploadedFile("a.txt", b"words")
        for name, more, data in (
            ("assign", (), {"owner": ""}),
            ("work", (), {}),
            ("policy", (), {"policy": "cms-ncd-240.4"}),
            ("answer", (), {"objection": "a", "answer": "b"}),
            ("sent", (), {"sent-TOTAL_FORMS": 0, "sent-INITIAL_FORMS": 0, "revision": after.revision}),
            ("add", (), {"files": file}),
            ("place", (document,), {"role": "later"}),
            ("remove", (document,), {}),
            ("facts", (), {"revision": after.revision}),
            ("event", (), {"event": "closed"}),
        ):
            assert stranger.post(at(name, case, *more), data).status_code == 404, name
    doctor = sign_in_as(other_practice.people[Role.PHYSICIAN])
    assert doctor.post(at("attest", case), {"criterion": "symptom", "statement": "x"}).status_code == 404
    assert doctor.post(at("withdraw", case, statement), {}).status_code == 404
    assert case_view(physician, case) == after
    assert not AuditEntry.objects.filter(organization_id=other_practice.id, action__startswith="case.").exists()


def test_only_a_physician_attests(case, people, sign_in_as, physician):
    coordinator = sign_in_as(people[Role.COORDINATOR])
    answer = coordinator.post(at("attest", case), {"criterion": "symptom", "statement": "x"})
    assert answer.status_code == 403
    assert case_view(physician, case).attestations == ()


# --- what a change leads to


def asked_for(viewer, case):
    """The pass over the case as it stands is waiting."""
    return job_by_key(viewer, key=case_job_key(case, revision=case_view(viewer, case).revision)) is not None


def test_a_statement_goes_on_record_with_name_and_the_case_is_worked_on(case, client, physician):
    answer = client.post(
        at("attest", case), {"criterion": "education-caregiver", "statement": "I taught her daughter."}
    )
    assert answer.status_code == 302 and answer["Location"].endswith("#c-education-caregiver")
    (made,) = case_view(physician, case).attestations
    assert (made.by_name, made.statement) == ("Alex Physician", "I taught her daughter.")
    assert asked_for(physician, case)
    assert "I taught her daughter." in text(client.get(at("criteria", case)))
    client.post(at("withdraw", case, made.id))
    assert case_view(physician, case).attestations == ()


def test_a_biller_sees_everything_and_changes_nothing(case, people, sign_in_as):
    biller = sign_in_as(people[Role.BILLER])
    for tab in TABS:
        shown = text(biller.get(at(tab, case)))
        assert "Ruth Vandermolen" in shown
        assert shown.count("<form") == text(biller.get(reverse("profile"))).count("<form") - 1 + (
            tab in {"records", "facts"}
        )
    assert biller.post(at("facts", case), {"revision": 1}).status_code == 403


def test_an_empty_statement_is_refused(case, client, physician):
    assert client.post(at("attest", case), {"criterion": "symptom", "statement": " "}).status_code == 400
    assert case_view(physician, case).attestations == ()


def test_a_policy_is_chosen_and_unchosen(case, client, physician):
    assert client.post(at("policy", case), {"policy": "no-such-policy"}).status_code == 400
    assert "policy" not in case_view(physician, case).facts
    client.post(at("policy", case), {"policy": "cms-ncd-240.4"})
    assert case_view(physician, case).facts["policy"] == "cms-ncd-240.4" and asked_for(physician, case)
    client.post(at("policy", case), {"policy": ""})
    assert "policy" not in case_view(physician, case).facts


def test_without_a_chosen_policy_the_candidates_are_offered(case, client):
    row = Analysis.objects.get(case_id=case)
    row.data = {**row.data, "criteria": None, "policy_why": "two policies fit"}
    row.save()
    shown = text(client.get(at("criteria", case)))
    assert "No policy was chosen" in shown and "two policies fit" in shown and 'value="cms-ncd-240.4"' in shown


def test_without_any_policy_no_page_claims_that_the_chart_is_silent(case, client):
    row = Analysis.objects.get(case_id=case)
    guide = {**row.data["guide"], "answers": [], "warnings": ["The chart has no answer to: What was tried?"]}
    row.data = {**row.data, "criteria": None, "policy_candidates": [], "guide": guide}
    row.save()
    shown = text(client.get(at("answers", case)))
    assert "No policy was checked, so the chart was not searched" in shown and "has no answer to this" not in shown
    page = client.get(at("criteria", case)).content.decode()
    assert "the chart was not checked" in text(client.get(at("criteria", case)))
    assert '<option value="">Choose a policy</option>' in page, "nothing is chosen for the person"


def test_a_case_that_names_no_practice_speaks_for_the_organisation(case, physician):
    seen = case_view(physician, case)
    without = {key: value for key, value in seen.facts.items() if key != "practice"}
    cases.save_facts(physician, case, facts=without, revision=seen.revision)
    work = case_jobs.case_to_work(case)
    assert case_yaml(work)["practice"]["name"] == physician.organization_name
    named = {**without, "practice": {"name": "Cedar Valley Sleep"}}
    cases.save_facts(physician, case, facts=named, revision=case_view(physician, case).revision)
    assert case_yaml(case_jobs.case_to_work(case))["practice"] == {"name": "Cedar Valley Sleep"}


def facts_of(client, case):
    """The form as the page shows it, ready to be sent."""
    form = client.get(at("facts", case)).context["form"]
    data = {}
    for name in form.fields:
        widget, value = form.fields[name].widget, form[name].value()
        if hasattr(widget, "widgets"):
            data |= {
                f"{name}_{part}": bit or "" for part, bit in zip(("day", "hour"), widget.decompress(value), strict=True)
            }
        else:
            data[name] = "" if value is None else value
    return data


def test_facts_ask_what_the_policy_asks_about_the_request(case, client):
    shown = text(client.get(at("facts", case)))
    assert "Qualifying test kind" in shown and '<option value="hsat_type_3" selected>' in shown
    assert '<option value="continued">Continued</option>' in shown


def test_a_fact_that_happened_cannot_lie_ahead_and_what_was_typed_stays(case, client, physician):
    ahead = (timezone.now() + timedelta(days=5)).date().isoformat()
    data = facts_of(client, case) | {"denial-receipt_date": ahead, "practice-name": "Cedar Valley Sleep"}
    refused = client.post(at("facts", case), data)
    assert refused.status_code == 422
    assert "This has not come yet" in text(refused) and "Cedar Valley Sleep" in refused.content.decode()
    assert case_view(physician, case).facts["denial"]["receipt_date"] != ahead


def test_facts_are_stored_and_everything_else_is_kept(case, client, physician):
    before = case_view(physician, case)
    data = facts_of(client, case) | {
        "revision": before.revision,
        "denial-receipt_at_day": "2026-08-14",
        "denial-receipt_at_hour": "09:05",
        "plan-funding": "self_funded",
        "appeal_filed": "",
        "request-phase": "continued",
    }
    assert client.post(at("facts", case), data).status_code == 302
    facts = case_view(physician, case).facts
    assert facts["denial"]["receipt_at"] == "2026-08-14T09:05-05:00"
    assert facts["plan"]["funding"] == "self_funded" and "appeal_filed" not in facts
    assert facts["request"]["phase"] == "continued"
    same = ("availability", "sent", "speaker", "as_of", "practice")
    assert [facts.get(key) for key in same] == [before.facts.get(key) for key in same]
    assert asked_for(physician, case)


def test_a_form_sent_back_as_it_was_changes_no_fact(case, client, physician):
    before = case_view(physician, case)
    client.post(at("facts", case), facts_of(client, case) | {"revision": before.revision})

    def known(facts):
        return {key: {k: v for k, v in value.items() if v is not None} if isinstance(value, dict) else value
                for key, value in facts.items()}  # fmt: skip

    assert known(case_view(physician, case).facts) == known(before.facts)


def test_facts_somebody_changed_meanwhile_are_not_overwritten_and_nothing_typed_is_lost(case, client, physician):
    seen = case_view(physician, case)
    data = facts_of(client, case) | {"revision": seen.revision, "plan-administrator": "Upper Lakes"}
    cases.save_facts(physician, case, facts={**seen.facts, "urgency": "expedited"}, revision=seen.revision)
    answer = client.post(at("facts", case), data)
    assert answer.status_code == 409
    assert "somebody changed this case" in text(answer) and 'value="Upper Lakes"' in text(answer)
    assert "Urgency" in text(answer)
    assert case_view(physician, case).facts["urgency"] == "expedited"
    again = data | {"revision": case_view(physician, case).revision}
    assert client.post(at("facts", case), again).status_code == 302
    assert case_view(physician, case).facts["plan"]["administrator"] == "Upper Lakes"


def test_an_hour_without_its_day_is_told_beside_its_field(case, client, physician):
    before = case_view(physician, case)
    data = facts_of(client, case) | {"revision": before.revision, "discharged_at_hour": "10:00"}
    answer = client.post(at("facts", case), data)
    assert answer.status_code == 422 and "Give the day as well." in text(answer)
    assert case_view(physician, case).facts == before.facts


def sent_form(*rows, revision):
    data = {"sent-TOTAL_FORMS": len(rows), "sent-INITIAL_FORMS": 0, "revision": revision}
    for index, row in enumerate(rows):
        data |= {f"sent-{index}-{key}": value for key, value in row.items()}
    return data


def test_what_was_sent_is_listed_changed_and_taken_out(case, client, physician):
    seen = case_view(physician, case)
    row = {"item": "sleep consultation", "document_date": "2026-06-16", "pages": "3", "sent_on": "2026-08-14"}
    typed = {**row, "document_date": "6/16/2026", "sent_on": "08/14/26"}
    client.post(at("sent", case), sent_form(typed, {"item": ""}, revision=seen.revision))
    assert case_view(physician, case).facts["sent"] == [row]
    shown = text(client.get(at("records", case)))
    assert 'value="06/16/2026"' in shown and "born Aug 19, 1955" in shown
    assert "sent Aug 14, 2026; no confirmation of receipt" in shown
    stale = client.post(at("sent", case), sent_form({"item": "other"}, revision=seen.revision))
    assert stale.status_code == 409 and 'value="other"' in text(stale)
    client.post(at("sent", case), sent_form(revision=case_view(physician, case).revision))
    assert "sent" not in case_view(physician, case).facts


@pytest.mark.parametrize(
    ("kept", "typed"),
    [
        ("2026-06-16", "06/16/2026"),
        ("2026-02-16/2026-05-06", "02/16/2026 to 05/06/2026"),
        ("visits of May", "visits of May"),
        ("2026-05", "2026-05"),
        ("13/40/2026", "13/40/2026"),
    ],
)
def test_days_of_what_was_sent_are_typed_as_an_office_does_and_kept_as_the_chart_has_them(kept, typed):
    assert as_typed(kept) == typed
    assert as_kept(typed) == kept


def test_a_document_closes_a_gap_and_the_page_tells_the_progress(case, client, physician):
    file = SimpleUploadedFile("training.txt", b"Caregiver training. Date of visit: 08/10/2026.")
    answer = client.post(at("add", case), {"files": file, "role": "chart", "criterion": "education-caregiver"})
    assert answer["Location"].endswith("#c-education-caregiver")
    assert "training.txt" in {one.name for one in case_view(physician, case).documents}
    assert asked_for(physician, case)
    assert "the case is being worked through" in text(client.get(at("criteria", case)))
    assert 'hx-trigger="every 2s"' in text(client.get(at("progress", case)))


def test_a_finished_pass_tells_the_page(case, client):
    answer = client.get(at("progress", case))
    assert answer["HX-Trigger"] == "peercall:worked"


def test_a_file_of_no_known_kind_is_told_in_a_sentence(case, client):
    answer = client.post(at("add", case), {"files": SimpleUploadedFile("x.exe", bytes(range(256)) * 8)}, follow=True)
    assert "x.exe" in text(answer) and "added; the case is being read" not in text(client.get(at("records", case)))


def test_a_document_gets_another_purpose_and_leaves_the_case(case, client, physician):
    one = next(row for row in case_view(physician, case).documents if row.name == "printout.pdf")
    client.post(at("place", case, one.id), {"role": "later"})
    assert next(row for row in case_view(physician, case).documents if row.id == one.id).role == "later"
    client.post(at("remove", case, one.id))
    assert one.id not in {row.id for row in case_view(physician, case).documents}


def test_an_own_answer_reaches_the_console_at_once_and_is_taken_back(case, client, physician):
    objection = "What objective measure shows severity?"
    client.post(at("answer", case), {"objection": objection, "answer": "AHI 12.5 with sleepiness at the wheel."})
    client.post(at("answer", case), {"objection": "Why not weight loss first?", "answer": "She has tried."})
    call = calls.start_call(physician, case, at=datetime.now(UTC), speaker_name="Alex")
    shown = text(client.get(reverse("calls:console", args=[call])))
    assert "AHI 12.5 with sleepiness at the wheel. (Alex Physician)" in shown
    assert "Why not weight loss first?" in text(client.get(at("answers", case)))
    client.post(at("answer", case), {"objection": objection, "answer": ""})
    assert [one.objection for one in case_view(physician, case).answers] == ["Why not weight loss first?"]


def test_an_own_answer_is_an_input_of_the_next_pass(case, client, physician):
    client.post(at("answer", case), {"objection": "Why now?", "answer": "She fell asleep driving."})
    work = case_jobs.case_to_work(case)
    assert [(one["objection"], one["by"], one["determination"]) for one in work.answers] == [
        ("Why now?", "Alex Physician", 1)
    ]


def test_outputs_open_where_nothing_of_theirs_can_run(case, client):
    brief = client.get(at("output", case, 1, "brief.pdf"))
    assert brief.content.startswith(b"%PDF-") and brief["Content-Type"] == "application/pdf"
    assert "default-src 'none'" in brief["Content-Security-Policy"]
    guide = client.get(at("output", case, 1, "guide.html"))
    assert guide["Content-Security-Policy"].startswith("sandbox") and b"<script" not in guide.content
    assert client.get(at("output", case, 1, "deadlines.ics"))["Content-Disposition"].startswith("attachment")
    assert client.get(at("output", case, 1, "brief.pdf"), {"save": 1})["Content-Disposition"].startswith("attachment")
    for name in ("brief.json", "criteria.json", "..", "secret.key"):
        assert client.get(at("output", case, 1, name)).status_code == 404
    assert client.get(at("output", case, 2, "brief.pdf")).status_code == 404


def test_a_brief_made_before_a_change_says_so(case, client, physician):
    assert "Something changed since this brief was made" not in text(client.get(at("brief", case)))
    cases.attest(physician, case, criterion="symptom", statement="Seen.", at=datetime.now(UTC))
    shown = text(client.get(at("brief", case)))
    assert "Something changed since this brief was made" in shown and "Work it through now" in shown
    client.post(at("work", case))
    assert asked_for(physician, case)


def test_steps_are_recorded_as_far_as_they_fit_the_stage(case, client, physician):
    client.post(at("event", case), {"event": "routed_other", "note": "appeal"})
    seen = case_view(physician, case)
    assert seen.row.stage is Stage.OTHER_ROUTE and seen.row.next_step == "take the other route"
    assert (seen.history[-1].event, seen.history[-1].note) == ("routed_other", "appeal")
    client.post(at("event", case), {"event": "closed"})
    assert case_view(physician, case).row.stage is Stage.CLOSED
    assert client.post(at("event", case), {"event": "routed_other"}).status_code == 400
    assert client.post(at("event", case), {"event": CaseEvent.CALL_STARTED.value}).status_code == 400
    client.post(at("event", case), {"event": "reopened"})
    assert case_view(physician, case).row.stage is Stage.FOLLOW_UP


def test_an_administrator_who_works_on_cases_gets_to_the_audit(case, practice, sign_in_as):
    from peercall.adapters.db.accounts import give_roles

    person = practice.people[Role.PHYSICIAN]
    assert reverse("audit") not in text(sign_in_as(person).get(at("history", case)))
    give_roles(person.id, organization=practice.id, roles=[Role.PHYSICIAN, Role.ADMINISTRATOR])
    assert f"{reverse('audit')}?case={case}" in text(sign_in_as(person).get(at("history", case)))


def test_an_owner_is_chosen(case, client, people, physician):
    client.post(at("assign", case), {"owner": str(people[Role.COORDINATOR].id)})
    assert case_view(physician, case).row.owner_name == "Alex Coordinator"


def test_a_job_of_another_tenant_is_never_shown(case, physician, other_practice):
    enqueue_case(case, revision=99, organization=other_practice.id)
    assert job_by_key(physician, key=case_job_key(case, revision=99)) is None


def test_time_since_the_analysis_does_not_make_the_clocks_old(case, physician):
    seen = case_view(physician, case)
    facts = {**seen.facts, "as_of": None}
    later = datetime(2026, 8, 19, 12, tzinfo=UTC) + timedelta(days=30)
    found = assess_now(seen.determination().confirmed, facts=facts, time_zone=seen.time_zone, now=later)
    assert found.at == later and found.deadlines["shortest"] == "reconsideration"
