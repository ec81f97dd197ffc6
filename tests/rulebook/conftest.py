"""A small invented rule folder, and the shipped rulebook loaded once."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from peercall.domain.rulebook import Rulebook
from peercall.rulebook.folder import shipped_folder
from peercall.rulebook.load import load_folder, load_rulebook

Write = Callable[[str, str], Path]


@pytest.fixture(scope="session")
def shipped() -> Rulebook:
    """The rules that come with the product."""
    return load_rulebook()


def _writer(folder: Path) -> Write:
    def write(name: str, text: str) -> Path:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text).lstrip("\n"), encoding="utf-8")
        return path

    return write


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """A data folder with the shipped words, one measure, one value set, one guideline and one drug class."""
    folder = tmp_path / "base"
    folder.mkdir()
    for name in ("vocabulary.yaml", "anchors.yaml"):
        shutil.copy(shipped_folder() / name, folder / name)
    write = _writer(folder)
    write(
        "measures.yaml",
        """
        schema: peercall.measures/1
        measures:
          - {id: grip, name: Grip strength, kind: numeric, unit: kg, better: higher, checked: unverified}
          - {id: pinch, name: Pinch strength, kind: numeric, unit: kg, better: higher, checked: unverified}
          - {id: hand_any, name: Any hand strength, kind: composite, of: [grip, pinch], checked: unverified}
        """,
    )
    write(
        "valuesets.yaml",
        """
        schema: peercall.valuesets/1
        conditions:
          carpal_tunnel: {icd10cm: ["G56.0"], means: carpal tunnel syndrome, status: illustrative}
        drug_classes:
          mild_nsaid: {ingredients: [ibuprofen, naproxen]}
        treatments:
          hand_therapy: {text_terms: [hand therapy, splinting], cpt: ["97110"]}
          pill_course: {text_terms: [tablets], drug_classes: [mild_nsaid]}
        """,
    )
    write(
        "guidelines.yaml",
        """
        schema: peercall.guidelines/1
        guidelines:
          - id: hand-2024
            name: Guideline on the hand
            organization: Cedar Valley Hand Society
            year: 2024
            checked: unverified
            says: [{text: Splint first, strength: weak}]
        """,
    )
    return folder


@pytest.fixture
def write(base: Path) -> Write:
    """Writes a file of the small folder."""
    return _writer(base)


@pytest.fixture
def load(base: Path) -> Callable[[], Rulebook]:
    """Loads the small folder."""
    return lambda: load_folder(base)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """An empty private folder."""
    folder = tmp_path / "cedar-rules"
    folder.mkdir()
    return folder


@pytest.fixture
def write_site(site: Path) -> Write:
    """Writes a file of the private folder."""
    return _writer(site)


PAYER = """
schema: peercall.payers/1
entries:
  - id: {id}
    payer: Northgate Health
    line_of_business: commercial
    lines: [commercial]
    setting: any
    window: {{kind: fixed, applies_to: request, value: {value}, unit: calendar_days, counted_from: denial_letter_date}}
    phase: post_denial
    p2p_effect: can_overturn
    participants: {{may_speak: [physician], may_request: [office_staff]}}
    request_channels: [{{type: phone, value: "555-0100"}}]
    after_appeal_filed: not_allowed
    source: Northgate provider manual 2026, section 4.2
    status: seen_in_source
"""


@pytest.fixture
def payer_text() -> Callable[..., str]:
    """A payer file of one entry."""
    return lambda rule_id="northgate-any", value=7: PAYER.format(id=rule_id, value=value)


POLICY = """
schema: peercall.policy/1
id: northgate-hand
title: Hand surgery
issuer: Northgate Health
kind: payer
number: "4.10"
version: "1"
effective: "2026-01-01"
status: site
sources: [{url: "https://example.org/hand", read: full, how: the plan's page}]
services: [{system: CPT, codes: ["64721"], label: release of the median nerve, codes_checked: true}]
criteria:
  id: root
  text: Weak grip after hand therapy
  all:
    - {id: nerve, text: Carpal tunnel syndrome, diagnosis: {vs: carpal_tunnel}}
    - {id: weak, text: Weak grip, measure: {of: grip, op: "<", value: 20, unit: kg, within: 90 d}}
    - {id: therapy, text: Hand therapy for 6 weeks, therapy: {treatment: hand_therapy, duration: 6 wk}}
guidelines: [{id: hand-2024, relation: consistent}]
vignettes:
  - {name: all shown, leaves: {nerve: met, weak: met, therapy: met}, expect: {root: met}}
"""


@pytest.fixture
def policy_text() -> Callable[..., str]:
    """The policy on hand surgery, with parts replaced."""

    def text(*changes: tuple[str, str]) -> str:
        out = POLICY
        for old, new in changes:
            assert old in out, old
            out = out.replace(old, new)
        return out

    return text
