"""How right peercall is on the practice cases: triage, deadlines, criteria and brief, case by case.

Clocks, triage and criteria are judged from the determination of the answer key, so that a scan does not hide them; the
reading of letters is judged by benchmarks/letters.py. The answer key calls not_documented `insufficient`.
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from benchmarks.practice_cases import case_file, cases, expected, letter_truth, true_determination
from benchmarks.traps import judge_traps
from peercall.adapters.documents import read_document
from peercall.adapters.holiday_tables import holiday_table
from peercall.application.assess_denial import assess_denial
from peercall.application.contract_forms import clocks_data
from peercall.bootstrap.local import LocalCase
from peercall.bootstrap.rules import rules
from peercall.domain.terms import Anchor

_MONTHS = "January February March April May June July August September October November December".split()  # noqa: SIM905


def _status(word: str) -> str:
    return "not_documented" if word == "insufficient" else word


def _moment(case: Path) -> datetime:
    known = case_file(case)
    if known.as_of is not None:
        return known.as_of
    dated = true_determination(case).moments
    day = dated.get(Anchor.NOTIFICATION_DATE) or dated.get(Anchor.REQUEST_RECEIVED) or date(2026, 6, 1)
    day = day.date() if isinstance(day, datetime) else day
    return datetime.combine(day + timedelta(days=1), time(9), tzinfo=ZoneInfo(known.time_zone))


def judge_triage() -> None:
    """Outcome of every letter against the answer key."""
    right = total = 0
    for case in cases():
        want = letter_truth(case)["triage"]["expected"]
        got = assess_denial(
            true_determination(case),
            case=case_file(case),
            rulebook=rules(),
            holidays=holiday_table,
            as_of=_moment(case),
        ).triage
        total += 1
        right += got.outcome.value == want
        if got.outcome.value != want:
            print(f"  triage  {case.name}: got {got.outcome.value}, expected {want}")
    print(f"triage: {right} of {total} right")


def _due(row: dict[str, Any]) -> set[str]:
    out = {row.get("due"), row.get("due_at"), row.get("due_at_local")}
    out |= {reading.get("due") or reading.get("due_at") for reading in row.get("readings", ())}
    return {str(value) for value in out if value}


def judge_deadlines() -> None:
    """Every clock of the complete cases: the driving date, each reading, and rules that must not apply."""
    right = total = 0
    for case in cases():
        if not (case / "expected" / "deadlines.yaml").is_file():
            continue
        key = expected(case, "deadlines.yaml")
        determination, known = true_determination(case), case_file(case)
        clocks = assess_denial(
            determination,
            case=known,
            rulebook=rules(),
            holidays=holiday_table,
            as_of=datetime.fromisoformat(key["as_of"]),
        ).clocks
        got = clocks_data(clocks, determination=determination, time_zone=known.time_zone)
        rows = [*got["deadlines"], *got["payer_clocks"]]
        for want in key["deadlines"]:
            dues = {str(r["due"]) for r in want.get("readings", ())} | {
                str(want[k]) for k in ("due", "due_at") if want.get(k)
            }
            matching = [
                row
                for row in rows
                if (row["rule"] == want.get("rule") or (want.get("rule") == "letter" and row["rule"] == "letter"))
                and row["id"].split("/")[0]
                in {want["id"], want["id"].removesuffix("-statute"), want["id"].removesuffix("-held")}
            ] or [row for row in rows if want.get("rule") not in {None, "letter"} and row["rule"] == want["rule"]]
            total += 1
            if not dues:
                ok = all(row["due"] is None and row["due_at"] is None for row in matching)
            else:
                instants = {_instant(due) for due in dues}
                ok = any(instants <= {_instant(d) for d in _due(row)} for row in matching)
            right += ok
            if not ok:
                print(
                    f"  clock   {case.name} {want['id']}: expected {sorted(dues) or want.get('status')}, "
                    f"got {[(row['id'], row['rule'], sorted(_due(row)), row['status']) for row in matching]}"
                )
        for name, want_day in (key.get("drives") or {}).items():
            total += 1
            candidates = [row["drives"] for row in rows if name.split("-")[0] in row["id"] or name in row["id"]]
            ok = _instant(str(want_day)) in {_instant(str(c)) for c in candidates if c}
            right += ok
            if not ok:
                print(f"  drives  {case.name} {name}: expected {want_day}, got {candidates}")
        for rule in key.get("does_not_apply", ()):
            total += 1
            bad = [row for row in rows if row["rule"] == rule["rule"] and (row["due"] or row["due_at"])]
            right += not bad
            if bad:
                print(f"  applied {case.name}: {rule['rule']} must not apply")
        for want in key.get("payer_clocks", ()):
            if not want.get("due"):
                continue
            total += 1
            ok = any(row["rule"] == want["rule"] and str(want["due"]) in _due(row) for row in rows)
            right += ok
            if not ok:
                print(f"  plan    {case.name} {want['rule']}: expected {want['due']}")
    print(f"deadlines: {right} of {total} exact")


def _instant(text: str) -> object:
    if "T" in text:
        return datetime.fromisoformat(text)
    return text


def judge_criteria() -> None:
    """Every criterion: right, open where the key has an answer, wrong, and the one that matters: falsely met."""
    tally: Counter[str] = Counter()
    for case in cases():
        if not (case / "expected" / "criteria.yaml").is_file():
            continue
        key = expected(case, "criteria.yaml")
        local = LocalCase(case)
        result = local.evaluate(true_determination(case)).result
        if result is None:
            print(f"  {case.name}: no policy chosen")
            continue
        for want in [*key["criteria"], *key.get("non_covered", ())]:
            node = result.find(want["id"])
            accepted = {_status(want["status"])} | {
                _status(str(a).split("/")[0]) for a in want.get("also_acceptable", ())
            }
            got = node.status.value if node else "missing"
            if got in accepted:
                tally["right"] += 1
                continue
            if got == "met":
                word = "FALSELY MET"
            elif got == "not_documented":
                word = "left open"
            else:
                word = "wrong"
            tally[word] += 1
            print(
                f"  {word:12} {case.name} {want['id']}: got {got}/{node.reason if node else ''}, expected {want['status']}"
            )
    print("criteria: " + ", ".join(f"{count} {word}" for word, count in tally.most_common()))


def _forms(value: str) -> list[str]:
    if re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        day = date.fromisoformat(value)
        return [
            value,
            f"{day:%m/%d/%Y}",
            f"{_MONTHS[day.month - 1]} {day.day}, {day.year}",
            f"{_MONTHS[day.month - 1][:3]} {day.day}, {day.year}",
            f"{_MONTHS[day.month - 1][:3]} {day.day}",
        ]
    return [value]


def judge_briefs(out: Path) -> None:
    """Facts that must be readable on the page, by their tokens; statements that must not be made go to a reader."""
    shown = total = 0
    for case in cases():
        if not (case / "expected" / "brief_must_contain.yaml").is_file():
            continue
        key = expected(case, "brief_must_contain.yaml")
        local = LocalCase(case)
        prepared = local.prepare_for(true_determination(case), out=out / case.name)
        document = read_document(prepared.written["brief.pdf"], root=out / case.name)
        text = re.sub(r"\s+", " ", " ".join(page.text for page in document.pages))
        if len(document.pages) != 1:
            print(f"  {case.name}: {len(document.pages)} pages")
        for fact in key["must_contain"]:
            for value in fact.get("values", ()):
                total += 1
                ok = any(form in text for form in _forms(str(value)))
                shown += ok
                if not ok:
                    print(f"  missing {case.name} {fact['id']}: {value} ({fact['fact']})")
    print(f"brief: {shown} of {total} tokens on the page; must-not statements: read the PDFs in {out}")


def run(out: Path = Path("out/truth")) -> bool:
    """All of it, when the practice cases are there; False when a planted trap was counted."""
    if not any(True for _ in cases()):
        print("the practice cases are not here; nothing to judge")
        return True
    judge_triage()
    judge_deadlines()
    judge_criteria()
    counted = judge_traps()["counted"]
    judge_briefs(out)
    return not counted


if __name__ == "__main__":
    run()
