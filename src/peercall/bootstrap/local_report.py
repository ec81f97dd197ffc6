"""`peercall report` over case folders: what each folder says, folded into one report. No chart is read anew."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from peercall.adapters.case_folder import CaseFolder, load_yaml
from peercall.adapters.case_folder.outcome_file import read_outcome
from peercall.application.verify_record import read_export
from peercall.bootstrap.records import record_bytes
from peercall.domain.determinations import CaseFile
from peercall.domain.errors import CaseFolderInvalid, PeercallError
from peercall.domain.lessons import Lesson, ServiceHabits
from peercall.domain.metrics import CaseFigures
from peercall.engine.lessons import habits
from peercall.engine.metrics import Report, fold, make_report
from peercall.engine.metrics.records import with_record

Data = Mapping[str, Any]
_CASE, _RECORD, _CRITERIA = "case.yaml", "record.json", "out/criteria.json"


@dataclass(frozen=True, slots=True)
class Reported:
    """The report of the folders that could be read. problems: one sentence for each that could not."""

    report: Report
    habits: tuple[ServiceHabits, ...]
    problems: tuple[str, ...]


def report_folders(
    folders: Sequence[Path], *, least: int, first: date | None = None, last: date | None = None
) -> Reported:
    """folders: case folders, or folders that hold some. first, last: only cases denied in between, both included; a case
    whose denial has no day known is then left out and told. Raises CaseFolderInvalid when there is no case at all."""
    found = [root for folder in folders for root in _cases(folder)]
    if not found:
        raise CaseFolderInvalid(
            "there is no case folder here", where=str(folders[0]), remedy="Name one that holds case.yaml."
        )
    figures: list[CaseFigures] = []
    lessons: list[tuple[str, Lesson]] = []
    problems: list[str] = []
    for root in dict.fromkeys(found):
        try:
            one, lesson = _read(root)
        except PeercallError as error:
            problems.append(f"{root.name}: {error}")
            continue
        if (first or last) and one.denied_on is None:
            problems.append(f"{root.name}: the day of the denial is not confirmed, so it belongs to no stretch of time")
            continue
        if one.denied_on is not None and not (first or date.min) <= one.denied_on <= (last or date.max):
            continue
        figures.append(one)
        if lesson is not None:
            lessons.append((one.service or "service not known", lesson))
    return Reported(make_report(fold(figures), least=least), habits(lessons), tuple(problems))


def _cases(folder: Path) -> Iterable[Path]:
    if (folder / _CASE).is_file():
        return [folder]
    return sorted(path.parent for path in folder.glob(f"*/{_CASE}"))


def _read(root: Path) -> tuple[CaseFigures, Lesson | None]:
    case = CaseFolder(root).read_case()
    contract = (
        load_yaml(root / "determination.yaml", where="determination.yaml") if _has(root, "determination.yaml") else {}
    )
    criteria = _json(root / _CRITERIA) if _has(root, _CRITERIA) else {}
    texts = {str(row["id"]): str(row["text"]) for row in criteria.get("criteria") or ()}
    base = _base(root.name, case, contract, criteria)
    specialty = case.speaker.specialty if case.speaker and case.speaker.specialty else ""
    if _has(root, _RECORD):
        entries, faults = read_export(record_bytes(root / _RECORD), name=_RECORD)
        if faults:
            raise CaseFolderInvalid(
                "the chain of this record does not hold", where=_RECORD, remedy="`peercall verify` says where."
            )
        base = with_record(base, entries, zone=ZoneInfo(case.time_zone), specialty=specialty)
    policy = str(criteria.get("policy") or case.policy or "")
    return read_outcome(root, base=base, specialty=specialty, policy=policy, texts=texts)


def _base(name: str, case: CaseFile, contract: Data, criteria: Data) -> CaseFigures:
    """What case.yaml and a confirmed determination.yaml say; an unconfirmed reading counts for nothing."""
    confirmed = isinstance(contract.get("confirmed"), Mapping) and contract["confirmed"].get("by")
    fields: Data = contract.get("fields") or {} if confirmed else {}
    told = case.plan
    line = told.line_of_business.value if told.line_of_business else _value(fields, "line_of_business")
    service = str(criteria.get("policy_title") or "") or _value(fields, "requested_service")
    return replace(
        CaseFigures(case=name),
        denied_on=_day((fields.get("dates") or {}).get("notification")),
        payer=told.name or _value(fields, "plan_name"),
        line=line,
        service=service or str(case.request.get("service") or ""),
        reason=str(contract.get("reason_class") or "") if confirmed else "",
        speaker=case.speaker.name if case.speaker else "",
        requested=any(anchor.value == "p2p_requested" for anchor in case.moments),
    )


def _value(fields: Data, name: str) -> str:
    entry = fields.get(name)
    return str(entry.get("value") or "") if isinstance(entry, Mapping) else ""


def _day(entry: object) -> date | None:
    try:
        return (
            date.fromisoformat(str(entry.get("value"))) if isinstance(entry, Mapping) and entry.get("value") else None
        )
    except ValueError:
        return None


def _has(root: Path, name: str) -> bool:
    return (root / name).is_file()


def _json(path: Path) -> Data:
    try:
        data = json.loads(path.read_bytes())
    except (ValueError, OSError):
        data = None
    if not isinstance(data, Mapping):
        raise CaseFolderInvalid(
            "this is not a file of `peercall prepare`", where=path.name, remedy="Prepare the case anew."
        )
    return data
