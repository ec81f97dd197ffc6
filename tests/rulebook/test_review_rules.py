"""Rules of reviewers: read strictly, laid over, each with citation and status; contradictions are found."""

from __future__ import annotations

from datetime import time

import pytest

from peercall.bootstrap.rules import lint
from peercall.domain.errors import RuleFileInvalid
from peercall.domain.reviews import Discussion, ReviewProgram
from peercall.domain.terms import Funding, ReviewStatus
from peercall.rulebook.load import load_rulebook

RULE = """schema: peercall.review-rules/1
hours: {opens: "08:00", closes: "16:30"}
rules:
  - id: prairie-two-tries
    jurisdiction: US
    client: Prairie Mutual
    title: Two tries, a day apart
    citation: Prairie Mutual, reviewer manual 3.2
    source: "ours"
    status: site
    attempts: 2
    spacing_business_days: 1
"""


@pytest.fixture
def overlay(tmp_path):
    (tmp_path / "review_rules").mkdir()

    def put(text, name="ours.yaml"):
        (tmp_path / "review_rules" / name).write_text(text)
        return tmp_path

    return put


def test_a_client_s_rule_is_laid_over_the_shipped_ones(overlay):
    tables = load_rulebook(overlays=(overlay(RULE),)).reviews
    ours = tables.rules["prairie-two-tries"]
    assert (ours.attempts, ours.spacing_business_days, ours.status) == (2, 1, ReviewStatus.SITE)
    assert (tables.hours.opens, tables.hours.closes) == (time(8), time(16, 30))
    assert "not medically necessary" in tables.empty_phrases


def test_a_file_finds_the_rules_of_its_client_state_and_program():
    tables = load_rulebook().reviews
    found = tables.for_file(client="Prairie Mutual", jurisdiction="TX", program=ReviewProgram.WORKERS_COMPENSATION)
    said = {rule.id: rule.discussion for rule in found if rule.discussion is not None}
    assert said == {
        "determination-not-announced": Discussion.NOT_ALLOWED,
        "tx-workers-comp-modification": Discussion.MODIFICATION_ONLY,
    }
    assert "tx-workers-comp-discussion" in {rule.id for rule in found}
    assert "tx-discussion-before-determination" not in {rule.id for rule in found}


@pytest.mark.parametrize(
    ("funding", "asked"), [(Funding.FULLY_INSURED, True), (Funding.SELF_FUNDED, False), (None, True)]
)
def test_a_state_s_insurance_law_asks_nothing_of_a_self_funded_plan(funding, asked):
    found = load_rulebook().reviews.for_file(
        client="Prairie Mutual", jurisdiction="TX", program=ReviewProgram.GROUP_HEALTH, funding=funding
    )
    assert ("tx-discussion-before-determination" in {rule.id for rule in found}) is asked


def test_what_a_rule_lets_be_said_waits_for_a_funding_that_is_stated(overlay):
    allowing = RULE.replace("attempts: 2", "funding: fully_insured\n    discussion: allowed\n    sentence: I may.")
    tables = load_rulebook(overlays=(overlay(allowing),)).reviews
    by_funding = {
        funding: "prairie-two-tries"
        in {
            rule.id
            for rule in tables.for_file(
                client="Prairie Mutual", jurisdiction="OH", program=ReviewProgram.GROUP_HEALTH, funding=funding
            )
        }
        for funding in (None, *Funding)
    }
    assert by_funding == {None: False, Funding.SELF_FUNDED: False, Funding.FULLY_INSURED: True}


def test_every_shipped_rule_says_where_it_comes_from_and_a_verified_one_when_it_was_read():
    rules = load_rulebook().reviews.rules.values()
    assert rules
    for rule in rules:
        assert rule.citation
        assert rule.provenance.source
        assert rule.status is not ReviewStatus.VERIFIED or rule.provenance.read_on


@pytest.mark.parametrize(
    ("change", "because"),
    [
        (("attempts: 2", "attempts: 20"), "`attempts` must lie between 1 and 10"),
        (("jurisdiction: US", "jurisdiction: Texas"), "must be US or a state's two letters"),
        (("client: Prairie Mutual", "programs: [car]"), "`programs` says `car`"),
        (("attempts: 2", "regulation: tx-none"), "names the law `tx-none`"),
        (("attempts: 2", "discussion: allowed"), "`discussion` and `sentence` stand together"),
        (("attempts: 2", "log: [weather]"), "`log` says `weather`"),
        (("attempts: 2", "tries: 2"), "unknown key `tries`"),
        (('opens: "08:00"', 'opens: "8"'), "a time of the day"),
        (('opens: "08:00"', 'opens: "17:00"'), "`closes` must lie after `opens`"),
        (("status: site", "status: sure"), "`status` says `sure`"),
    ],
)
def test_a_rule_that_cannot_be_is_refused_with_its_line(overlay, change, because):
    with pytest.raises(RuleFileInvalid, match=r"ours\.yaml:\d+") as refused:
        load_rulebook(overlays=(overlay(RULE.replace(*change)),))
    assert because in str(refused.value)


def test_an_id_stands_once_in_a_layer(overlay):
    twice = RULE + RULE.split("rules:\n")[1]
    with pytest.raises(RuleFileInvalid, match="stands also at"):
        load_rulebook(overlays=(overlay(twice),))


def test_two_rules_that_say_otherwise_for_the_same_files_are_found(overlay):
    speech = RULE.replace("attempts: 2\n    spacing_business_days: 1", "discussion: allowed\n    sentence: Yes.")
    contrary = speech.split("rules:\n")[1].replace("prairie-two-tries", "other").replace("allowed", "not_allowed")
    (finding,) = [one for one in lint((overlay(speech + contrary),)) if one.severity == "error"]
    assert finding.message == "`other`: `prairie-two-tries` says otherwise for the same client, state and programs"


def test_a_script_replaces_the_shipped_one_and_unknown_words_are_refused(overlay):
    script = """schema: peercall.review-rules/1
script:
  opening: ["This is {reviewer} for {client}."]
  first_questions: ["Who is there?"]
  message: ["Please call {callback}."]
  closing: ["Thank you."]
"""
    assert load_rulebook(overlays=(overlay(script),)).reviews.script.closing == ("Thank you.",)
    with pytest.raises(RuleFileInvalid, match=r"says `\{patient\}`"):
        load_rulebook(overlays=(overlay(script.replace("{reviewer}", "{patient}")),))


def test_a_message_that_tells_about_the_patient_is_refused(overlay):
    script = """schema: peercall.review-rules/1
script: {opening: [Hello.], first_questions: [Who?], message: ["It is about {request}."], closing: [Thanks.]}
"""
    with pytest.raises(RuleFileInvalid, match="tells about the patient"):
        load_rulebook(overlays=(overlay(script),))
