"""The case folder: case.yaml, denial/, chart/, policy/, sent/ in; out/ and determination.yaml out.

case.yaml says what no document says (docs/case-folder.md lists every key). A key it does not know is told, with the
nearest known one, and otherwise left alone. Files are written whole or not at all.
"""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from peercall.adapters.case_folder.case_yaml import MOMENT_KEYS, CaseYaml
from peercall.adapters.case_folder.strict_yaml import load_yaml
from peercall.domain.determinations import AvailabilityBlock, CaseFile, Moment, PlanFacts, SentItem, Speaker
from peercall.domain.errors import CaseFolderInvalid
from peercall.domain.terms import Anchor, Funding, LineOfBusiness, Side, Urgency

_ZONE_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_+-]{0,30}(?:/[A-Za-z0-9_+-]{1,30}){0,2}\Z")

_OUTSIDE = "{name}: this link leads outside the case folder and was not read; copy the file into the folder"


class CaseFolder:
    """A case on disk. Nothing outside `root` is read or written through it."""

    def __init__(self, root: Path) -> None:
        if not root.is_dir():
            raise CaseFolderInvalid("there is no such folder", where=str(root), remedy="`peercall new DIR` makes one.")
        self.root = root
        self.warnings: list[str] = []

    def read_case(self) -> CaseFile:
        """case.yaml and sent/list.csv as a CaseFile. Raises CaseFolderInvalid. Unknown keys go to `warnings`."""
        path = self.root / "case.yaml"
        source = CaseYaml(load_yaml(path, where="case.yaml"), where="case.yaml")
        schema = source.text("schema")
        if schema is None or not schema.endswith(".case/1"):
            raise source.wrong("schema", "must be peercall.case/1", "Put `schema: peercall.case/1` on the first line.")
        if source.holds_password():
            raise source.wrong("password", "does not belong into a file of the case", "Use --password-file.")
        self.warnings.extend(source.unknown_keys())
        zone = source.text("time_zone")
        if zone is None:
            raise source.wrong("time_zone", "is missing", "Name the practice's zone, such as America/Chicago.")
        try:
            if not _ZONE_NAME.match(zone):  # the name becomes a path and a module in the search for its table
                raise ValueError
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):  # a folder of zones, a name too long
            raise source.wrong("time_zone", "is not a zone name", "Use a name such as America/Chicago.") from None
        request = source.get("request")
        if request is not None and not isinstance(request, Mapping):
            raise source.wrong("request", "must be a list of keys and values")
        moments: dict[Anchor, Moment] = {}
        for key, anchor in MOMENT_KEYS.items():
            if (moment := source.moment(key)) is not None:
                moments[anchor] = moment
        return CaseFile(
            side=source.word("side", Side) or Side.PROVIDER,
            time_zone=zone,
            as_of=source.at("as_of"),
            urgency=source.word("urgency", Urgency),
            denial_files=self._denial_files(source),
            moments=moments,
            plan=PlanFacts(
                name=source.text("plan.name"),
                administrator=source.text("plan.administrator"),
                payer_id=source.text("plan.payer_id"),
                line_of_business=source.word("plan.line_of_business", LineOfBusiness),
                funding=source.word("plan.funding", Funding),
                state=source.text("plan.state"),
                market=source.text("plan.market"),
                grandfathered=source.flag("plan.grandfathered"),
            ),
            practice_name=source.text("practice.name"),
            practice_phone=source.text("practice.phone"),
            practice_direct_line=source.text("practice.direct_line"),
            practice_state=source.text("practice.state"),
            speaker=self._speaker(source),
            availability=tuple(self._availability(source)),
            policy=source.text("policy"),
            chart_patient=source.text("chart.patient"),
            request={str(key): value for key, value in (request or {}).items()},
            appeal_filed=source.flag("appeal_filed"),
            first_peer_to_peer=source.flag("first_peer_to_peer"),
            new_records_sent=source.flag("new_records_sent"),
            receipt_channel=source.text("denial.receipt_channel"),
            sent=tuple(self._sent()),
            attestations=tuple(self._attestations(source)),
        )

    def _denial_files(self, source: CaseYaml) -> tuple[str, ...]:
        named = source.get("denial.files") or ([source.get("denial.file")] if source.get("denial.file") else None)
        if named is None:
            found = sorted(path for path in self.files("denial"))
            return tuple(self.relative(path) for path in found)
        out = []
        for name in named:
            path = (self.root / str(name)).resolve()
            if not path.is_relative_to(self.root.resolve()) or not path.is_file():
                raise source.wrong(
                    "denial.file", "names a file that is not in this folder", "Put the letter into denial/."
                )
            out.append(str(name).replace(os.sep, "/"))
        return tuple(out)

    def _speaker(self, source: CaseYaml) -> Speaker | None:
        name = source.text("speaker.name")
        if name is None:
            return None
        return Speaker(
            name=name,
            credential=source.text("speaker.credential"),
            specialty=source.text("speaker.specialty"),
            npi=source.text("speaker.npi"),
            relationship=source.text("speaker.relationship"),
        )

    def _availability(self, source: CaseYaml) -> Iterator[AvailabilityBlock]:
        blocks = source.get("availability") or []
        if not isinstance(blocks, list):
            raise source.wrong("availability", "must be a list of `from` and `to`")
        for number, block in enumerate(blocks, start=1):
            row = CaseYaml(block if isinstance(block, Mapping) else {}, where=f"case.yaml, availability {number}")
            start, end = row.at("from"), row.at("to")
            if start is None or end is None or end <= start:
                raise row.wrong("from, to", "must be two times in order", "Write them as 2026-01-31T16:10-06:00.")
            yield AvailabilityBlock(start, end)

    def _attestations(self, source: CaseYaml) -> Iterator[tuple[str, str, datetime, str]]:
        rows = source.get("attestations") or []
        if not isinstance(rows, list):
            raise source.wrong("attestations", "must be a list of `criterion`, `by`, `at`, `statement`")
        for number, item in enumerate(rows, start=1):
            row = CaseYaml(item if isinstance(item, Mapping) else {}, where=f"case.yaml, attestation {number}")
            criterion, by, at, statement = row.text("criterion"), row.text("by"), row.at("at"), row.text("statement")
            if not (criterion and by and at and statement):
                raise row.wrong("criterion, by, at, statement", "must all be given")
            yield criterion, by, at, statement

    def _sent(self) -> Iterator[SentItem]:
        path = self.root / "sent" / "list.csv"
        if not path.is_file():
            return
        try:
            with path.open(encoding="utf-8-sig", newline="") as handle:
                reader = csv.DictReader(handle)
                if "item" not in (reader.fieldnames or []):
                    raise CaseFolderInvalid(
                        "the column `item` is missing",
                        where="sent/list.csv",
                        remedy="Give the list a first line with column names.",
                    )
                for row in reader:
                    cells = {
                        key: (value or "").strip() or None
                        for key, value in row.items()
                        if isinstance(key, str) and not isinstance(value, list)
                    }
                    if cells.get("item"):
                        yield SentItem(
                            item=str(cells["item"]),
                            **{
                                k: cells.get(k)
                                for k in ("document_date", "pages", "sent_on", "channel", "confirmation", "note")
                            },
                        )
        except (UnicodeDecodeError, csv.Error):
            raise CaseFolderInvalid(
                "this is not a CSV table in UTF-8", where="sent/list.csv", remedy="Save it anew as CSV."
            ) from None

    def files(self, folder: str, *suffixes: str) -> list[Path]:
        """Files of a folder of the case, by name; hidden ones are left out, links that lead outside go to `warnings`."""
        base = self.root / folder
        if not base.is_dir():
            return []
        root = self.root.resolve()
        found = []
        for path in sorted(base.rglob("*")):
            if path.name.startswith(".") or not path.is_file():
                continue
            if path.resolve().is_relative_to(root):
                found.append(path)
            elif (told := _OUTSIDE.format(name=self.relative(path))) not in self.warnings:
                self.warnings.append(told)
        return [path for path in found if not suffixes or path.suffix.lower() in suffixes]

    def relative(self, path: Path) -> str:
        """Path within the case, `/` separated."""
        return path.relative_to(self.root).as_posix()
