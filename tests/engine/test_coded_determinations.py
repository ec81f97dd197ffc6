"""A remittance or answer proposes determinations: values with their segment, nothing guessed."""

from __future__ import annotations

import importlib.util
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from peercall.adapters.holiday_tables import holiday_table
from peercall.adapters.x12 import read_x12_blocks
from peercall.application.read_inbox import read_inbox
from peercall.domain.determinations import CaseFile, PlanFacts
from peercall.domain.errors import LetterNotConfirmed
from peercall.domain.provenance import SegmentSource
from peercall.domain.terms import Anchor, Decision, Side
from peercall.engine.coded_determinations import code_of, coded_determinations
from peercall.engine.confirmation import confirm_determination
from peercall.rulebook.load import load_rulebook

_PATH = Path(__file__).parents[1] / "adapters" / "x12" / "samples.py"
_SPEC = importlib.util.spec_from_file_location("x12_samples_for_coded", _PATH)
assert _SPEC is not None and _SPEC.loader is not None
samples = importlib.util.module_from_spec(_SPEC)
sys.modules["x12_samples_for_coded"] = samples
_SPEC.loader.exec_module(samples)

RULES = load_rulebook()
AT = datetime(2026, 1, 12, 9, tzinfo=ZoneInfo("America/Chicago"))
CASE = CaseFile(Side.PROVIDER, "America/Chicago", AT, None, (), {}, PlanFacts())


def proposals(text: str) -> tuple[dict[str, Any], ...]:
    made = read_inbox(
        ["northgate.x12"],
        read=lambda name: read_x12_blocks([text.encode()], name=name, sha256="ab", tables=RULES.remittance),
        rulebook=RULES,
        holidays=holiday_table,
        as_of=AT,
    )
    return coded_determinations(made.items, rulebook=RULES)


def test_every_value_of_a_remittance_stands_in_the_segment_it_names():
    text = samples.interchange(samples.transaction([samples.CLEAN, samples.DENIED]))
    segments = text.split("~")
    for contract in proposals(text):
        entries = [entry for name, entry in contract["fields"].items() if name != "dates" and isinstance(entry, dict)]
        entries += contract["fields"]["dates"].values()
        entries += [entry for value in contract["fields"].values() if isinstance(value, list) for entry in value]
        found = [entry for entry in entries if entry.get("segment") is not None]
        assert len(found) > 10
        assert all(segments[entry["segment"] - 1] == entry["quote"] for entry in found)


def test_lines_refused_with_other_codes_are_other_determinations():
    first, second = proposals(samples.interchange(samples.transaction([samples.DENIED])))
    assert [one["value"] for one in first["fields"]["service_codes"]] == ["72148"]
    assert [one["value"] for one in second["fields"]["service_codes"]] == ["99214"]
    assert (first["reason_class"], second["reason_class"]) == ("not_medically_necessary", "no_prior_auth")


def test_a_claim_taken_back_and_a_paid_one_propose_nothing():
    reversal = samples.transaction([samples.REVERSAL], number="0002", paid_on="20260115")
    assert proposals(samples.interchange(samples.transaction([samples.CLEAN, samples.DENIED]), reversal)) == ()


def test_confirmed_it_starts_clocks_and_keeps_its_places():
    (contract, _) = proposals(samples.interchange(samples.transaction([samples.DENIED])))
    with pytest.raises(LetterNotConfirmed):
        confirm_determination(contract, case=CASE, by=None, at=None, accept=False)
    made = confirm_determination(contract, case=CASE, by="A. Okafor", at=AT, accept=True)
    assert made.moments[Anchor.NOTIFICATION_DATE] == date(2026, 1, 10)
    assert made.decision is Decision.DENIED
    assert isinstance(made.sources["claim_number"], SegmentSource)
    assert made.reasons[0].quote == "adjustment reason CO 50, remark N115"
    assert isinstance(made.reasons[0].source, SegmentSource)


REQUEST = ("HL*4*3*EV*1", "TRN*2*97021*9012345678", "UM*HS*I*2*11:B**U", "HCR*A3*REV9*0F", "HI*ABK:M5416")
SERVICE = (
    "HL*5*4*SS*0",
    "HCR*A3**0F",
    "DTP*472*D8*20260201",
    "SV1*HC:E0601*900*UN*1",
    "HSD*VS*6*WK*2*34*3",
    "MSG*NO RECORDS",
)


def test_an_answer_joins_the_request_and_its_service():
    (contract,) = proposals(samples.interchange(samples.review(*REQUEST, *SERVICE), kind="HI"))
    fields = contract["fields"]
    assert fields["decision"]["value"] == "denied"
    assert fields["reference_number"]["value"] == "REV9"
    assert fields["member_name"]["value"] == "PAT POE"
    assert fields["urgency"]["value"] == "expedited"
    assert fields["request_type"]["value"] == "prospective"
    assert fields["quantity_approved"]["value"] is None, "nothing is granted"
    assert fields["quantity_requested"]["value"] == "1"
    (cut,) = proposals(
        samples.interchange(samples.review(*REQUEST, *(one.replace("A3", "A2") for one in SERVICE)), kind="HI")
    )[1:]
    assert cut["fields"]["decision"]["value"] == "partially_denied"
    assert cut["fields"]["quantity_approved"]["value"] == "6 visits, every 2 weeks, for 3 months"
    assert [(one["value"], one["system"]) for one in fields["service_codes"]] == [("E0601", "HCPCS")]
    assert [one["value"] for one in fields["diagnosis_codes"]] == ["M5416"]
    assert [one["value"] for one in fields["stated_reasons"]] == ["decision reason 0F", "NO RECORDS"]
    assert fields["plan_name"]["quote"].startswith("NM1*X3*2*NORTHGATE")


def test_a_pended_or_refused_request_proposes_nothing():
    pended = samples.review("HL*4*3*EV*0", "TRN*2*1*9", "UM*HS*I*2", "HCR*A4")
    refused = samples.review("HL*4*3*EV*0", "TRN*2*2*9", "UM*HS*I*2", "AAA*N**T4*C", number="0002")
    assert proposals(samples.interchange(pended, refused, kind="HI")) == ()


@pytest.mark.parametrize(
    ("code", "system", "told"),
    [
        ("72148", "HC", ("72148", "CPT")),
        ("0202U", "HC", ("0202U", "CPT")),
        ("J1745", "HC", ("J1745", "HCPCS")),
        ("00093721410", "N4", ("00093721410", "NDC")),
        ("3", "https://codesystem.x12.org/005010/1365", ("3", None)),
        ("99213", "http://www.ama-assn.org/go/cpt", ("99213", "CPT")),
    ],
)
def test_codes_are_typed_by_qualifier_and_form(code: str, system: str, told: tuple[str, str]):
    from peercall.domain.remittances import BilledService

    assert code_of(BilledService(code, system)) == told
    assert code_of(BilledService(None, "NU", (), "0191")) == ("0191", "REVENUE")
