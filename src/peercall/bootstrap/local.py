"""peercall on one machine: a case folder in, files out. No database, no network, no Django."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from peercall import __version__
from peercall.adapters.case_folder import CaseFolder, load_yaml, write_atomically
from peercall.adapters.documents import DocumentLimits
from peercall.adapters.holiday_tables import holiday_table
from peercall.adapters.passages import FullTextIndex
from peercall.adapters.units import UcumConverter
from peercall.application.assess_denial import Assessment, assess_denial
from peercall.application.evaluate_chart import Evaluation, evaluate_chart
from peercall.application.find_candidates import ChartSearch
from peercall.application.prepare_call import prepare_call
from peercall.bootstrap.charts import LoadedChart, load_chart
from peercall.bootstrap.doors import AskPassword, Doors, Opened, Progress, silent
from peercall.bootstrap.isolated_reading import BytesReader, IsolatedReader
from peercall.bootstrap.paper import PaperRenderer
from peercall.bootstrap.payer_files import CODED_KINDS, proposals_of
from peercall.bootstrap.rules import rules
from peercall.bootstrap.settings import document_limits
from peercall.bootstrap.whose_chart import Member, WhoseChart, member_of
from peercall.domain.briefs import Brief, CallGuide
from peercall.domain.clocks import Clocks
from peercall.domain.determinations import AdverseDetermination, CaseFile
from peercall.domain.documents import Document
from peercall.domain.errors import CaseFolderInvalid
from peercall.domain.letters import LetterReading
from peercall.domain.policies import CoveragePolicy
from peercall.domain.results import PolicyResult
from peercall.domain.rulebook import Rulebook
from peercall.domain.triage import Triage
from peercall.engine.confirmation import confirm_determination
from peercall.engine.contract import reading_to_contract, triage_to_contract
from peercall.engine.letters import read_letter, read_mail
from peercall.engine.vocabulary import Vocabulary
from peercall.rulebook.load import load_policy_file


@dataclass(frozen=True, slots=True)
class PreparedCase:
    """Everything `peercall prepare` made."""

    determination: AdverseDetermination
    reading: LetterReading | None
    triage: Triage
    clocks: Clocks
    evaluation: Evaluation
    result: PolicyResult | None
    brief: Brief
    guide: CallGuide
    written: Mapping[str, Path]
    warnings: tuple[str, ...]


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


@dataclass
class LocalCase:
    """One case folder with the rulebook it is judged by. Each step is made once and kept.

    as_of: the moment clocks are read; `now` is asked only when neither the caller nor case.yaml gives one.
    passwords, ask_password: for locked PDFs; used and forgotten. reader: by default documents are read in a child process.
    """

    root: Path
    overlays: Sequence[Path] = ()
    as_of: datetime | None = None
    now: Callable[[ZoneInfo], datetime] | None = None
    progress: Progress = silent
    limits: DocumentLimits = field(default_factory=document_limits)
    passwords: Sequence[str] = ()
    ask_password: AskPassword | None = None
    reader: BytesReader = field(default_factory=IsolatedReader)

    @cached_property
    def folder(self) -> CaseFolder:
        """The folder on disk."""
        return CaseFolder(self.root)

    @cached_property
    def case(self) -> CaseFile:
        """case.yaml."""
        return self.folder.read_case()

    @cached_property
    def rulebook(self) -> Rulebook:
        """Shipped rules and overlays."""
        self.progress("Loading the rules")
        return rules(self.overlays)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """How charts word things."""
        return Vocabulary.of(self.rulebook)

    @cached_property
    def moment(self) -> datetime:
        """As of when: the caller's moment, else case.yaml's, else now in the practice's zone."""
        if self.as_of is not None:
            return self.as_of
        if self.case.as_of is not None:
            return self.case.as_of
        if self.now is None:
            raise CaseFolderInvalid(
                "`as_of` is missing", where="case.yaml", remedy="Give it there or with --as-of 2026-01-31T09:30-05:00."
            )
        return self.now(ZoneInfo(self.case.time_zone))

    @cached_property
    def doors(self) -> Doors:
        """How files come in."""
        return Doors(self.limits, self.reader, self.passwords, self.ask_password, self.progress)

    @cached_property
    def denials(self) -> tuple[Opened, ...]:
        """The files in denial/. Raises CaseFolderInvalid when there is none."""
        if not self.case.denial_files:
            raise CaseFolderInvalid("there is no letter", where="denial/", remedy="Put the denial letter there.")
        self.reader.start()
        _ = self.rulebook  # needed for the reading anyhow; loads while the child starts
        return tuple(self.doors.open(self.root / name, root=self.root) for name in self.case.denial_files)

    @property
    def letters(self) -> tuple[Document, ...]:
        """The denial documents, attachments of mails among them."""
        return tuple(document for opened in self.denials for document in opened.documents)

    @cached_property
    def readings(self) -> tuple[LetterReading, ...]:
        """What the letters propose, one for each determination in them; a mail and its attachments are one letter."""
        return tuple(
            replace(reading, warnings=(*reading.warnings, *opened.warnings))
            for opened in self.denials
            if opened.document.kind not in CODED_KINDS
            for reading in (
                read_mail(opened.document, opened.attachments, rulebook=self.rulebook)
                if opened.attachments
                else read_letter(opened.document, rulebook=self.rulebook)
            )
        )

    @cached_property
    def proposals(self) -> tuple[dict[str, Any], ...]:
        """The determinations of the letters, then those of remittances and electronic answers, as plain data."""
        letters = [reading_to_contract(reading, reasons=self.rulebook.reasons) for reading in self.readings]
        coded = [
            proposal
            for opened in self.denials
            if (document := opened.document).kind in CODED_KINDS
            for proposal in proposals_of(
                self.root / document.path, document=document, rulebook=self.rulebook, as_of=self.moment
            )
        ]
        return (*letters, *coded)

    def contract(self, number: int = 1) -> dict[str, Any]:
        """The reading of determination `number` as plain data."""
        if not 1 <= number <= len(self.proposals):
            raise CaseFolderInvalid(
                f"the letters hold {len(self.proposals)} determination(s), not {number}",
                where="denial/",
                remedy="Choose another number.",
            )
        return self.proposals[number - 1]

    def determination_path(self, number: int = 1) -> Path:
        """determination.yaml, or determination-2.yaml and so on for further services in one letter."""
        return self.root / ("determination.yaml" if number == 1 else f"determination-{number}.yaml")

    def write_reading(self, *, overwrite: bool = False) -> list[Path]:
        """determination.yaml for a person to check. A file a person has confirmed is never overwritten."""
        written = []
        for number in range(1, len(self.proposals) + 1):
            path = self.determination_path(number)
            if path.exists():
                kept = load_yaml(path, where=path.name)
                confirmed = kept.get("confirmed")
                if isinstance(confirmed, Mapping) and confirmed.get("by"):
                    raise CaseFolderInvalid(
                        "a person has confirmed this file",
                        where=path.name,
                        remedy="Move it away to read the letter anew.",
                    )
                if not overwrite:
                    raise CaseFolderInvalid(
                        "this file is there already", where=path.name, remedy="Use --overwrite to read the letter anew."
                    )
            write_atomically(path, _determination_yaml(self.contract(number)).encode())
            written.append(path)
        return written

    def determination(self, *, accept: bool = False, number: int = 1) -> AdverseDetermination:
        """The confirmed determination: from determination.yaml when a person confirmed it, else by `accept`."""
        path = self.determination_path(number)
        contract = load_yaml(path, where=path.name) if path.exists() else self.contract(number)
        if path.exists() and str(contract.get("sha256") or "") not in {d.sha256 for d in self.letters}:
            raise CaseFolderInvalid(
                "the letter has changed since this file was made",
                where=path.name,
                remedy="Read it anew with `peercall read`.",
            )
        by = f"{self.case.speaker.name} (accepted as read)" if self.case.speaker else "accepted as read"
        return confirm_determination(contract, case=self.case, by=by if accept else None, at=self.moment, accept=accept)

    def assess(self, determination: AdverseDetermination) -> Assessment:
        """Clocks and triage."""
        return assess_denial(
            determination, case=self.case, rulebook=self.rulebook, holidays=holiday_table, as_of=self.moment
        )

    @cached_property
    def chart(self) -> LoadedChart:
        """The chart folder: FHIR, notes, print-outs. A file that cannot be read is told; the others are read."""
        return load_chart(
            self.folder,
            doors=self.doors,
            vocabulary=self.vocabulary,
            as_of=self.moment.date(),
            whose=WhoseChart(self.case.chart_patient, self._member),
        )

    def _member(self) -> Member:
        """Whom the letter is about, for telling apart the people of an export."""
        return member_of(self.proposals if self.case.denial_files else ())

    @cached_property
    def search(self) -> ChartSearch:
        """The search over the chart's sentences; nothing is indexed before it is asked."""
        return ChartSearch(self.chart.facts.passages, indexer=FullTextIndex)

    @cached_property
    def site_policies(self) -> tuple[CoveragePolicy, ...]:
        """Policies in the case's own policy/ folder."""
        return tuple(
            load_policy_file(path, rulebook=self.rulebook) for path in self.folder.files("policy", ".yaml", ".yml")
        )

    def evaluate(self, determination: AdverseDetermination) -> Evaluation:
        """The policy's criteria against the chart."""
        chart = self.chart
        self.progress("Checking the criteria")
        return evaluate_chart(
            determination,
            case=self.case,
            rulebook=self.rulebook,
            chart=chart.facts,
            units=UcumConverter(),
            as_of=self.moment.date(),
            searched=tuple(sorted(chart.hashes)),
            site_policies=self.site_policies,
            vocabulary=self.vocabulary,
            search=self.search,
        )

    def hashes(self, evaluation: Evaluation, *, number: int = 1) -> dict[str, str]:
        """What the outputs for determination `number` rest on, by name: input files, policy version, rulebook, program."""
        out = {document.path: document.sha256 for document in self.letters}
        out |= self.chart.hashes
        out["case.yaml"] = _sha256(self.root / "case.yaml")
        for name in (self.determination_path(number).name, "sent/list.csv"):
            if (self.root / name).is_file():
                out[name] = _sha256(self.root / name)
        if (policy := evaluation.choice.chosen) is not None:
            out[f"policy {policy.id} {policy.effective_text}"] = policy.sha256
        out["rulebook"] = self.rulebook.sha256
        out["peercall"] = __version__
        return dict(sorted(out.items()))

    def warnings(self) -> tuple[str, ...]:
        """What a person should know about the inputs."""
        letters = list(dict.fromkeys(w for proposal in self.proposals for w in proposal["warnings"]))
        chart = self.chart.warnings  # first: links out of the folder are noticed on the way
        return (*self.folder.warnings, *letters, *chart)

    def prepare(self, *, accept: bool, out: Path | None = None, number: int = 1) -> PreparedCase:
        """Everything for the call, written to `out` (default: the case's out/)."""
        reading = self.readings[number - 1] if number <= len(self.readings) else None
        answers = tuple(one for one in self.case.answers if one.determination in {None, number})
        determination = self.determination(accept=accept, number=number)
        case = replace(self.case, answers=answers)
        return self.prepare_for(determination, out=out, reading=reading, case=case, number=number)

    def prepare_for(
        self,
        determination: AdverseDetermination,
        *,
        out: Path | None = None,
        reading: LetterReading | None = None,
        case: CaseFile | None = None,
        number: int = 1,
    ) -> PreparedCase:
        """The same from a determination that is already confirmed; `number` says which of the letter's it is.

        case: what of case.yaml concerns it, by default all.
        """
        case = case or self.case
        assessment = self.assess(determination)
        evaluation = self.evaluate(determination)
        self.progress("Writing the brief")
        prepared = prepare_call(
            determination,
            case=case,
            assessment=assessment,
            evaluation=evaluation,
            chart=self.chart.facts,
            rulebook=self.rulebook,
            documents=(*self.letters, *self.chart.documents),
            hashes=self.hashes(evaluation, number=number),
            renderer=PaperRenderer(),
            as_of=self.moment,
            warnings=self.warnings(),
        )
        target = out or self.root / "out"
        written = {}
        for name, data in prepared.files.items():
            write_atomically(target / name, data)
            written[name] = target / name
        return PreparedCase(
            determination=determination,
            reading=reading,
            triage=assessment.triage,
            clocks=assessment.clocks,
            evaluation=evaluation,
            result=evaluation.result,
            brief=prepared.brief,
            guide=prepared.guide,
            written=written,
            warnings=self.warnings(),
        )


_HEAD = """\
# What was read from the letter. Check each value against the letter; correct it here where it is wrong.
# value: null means that the letter does not say it. A field with candidates needs your choice in `value`.
# Then fill in your name below: from then on peercall uses this file and no longer the letter.
"""


def _determination_yaml(contract: Mapping[str, Any]) -> str:
    body = {
        "schema": contract["schema"],
        "letter": contract["letter"],
        "sha256": contract["sha256"],
        "confirmed": {"by": None, "at": None},
        **{key: value for key, value in contract.items() if key not in {"schema", "letter", "sha256"}},
    }
    return _HEAD + yaml.safe_dump(body, sort_keys=False, allow_unicode=True, width=110, default_flow_style=None)


def prepare_case(
    folder: Path,
    *,
    out: Path | None = None,
    as_of: datetime | None = None,
    accept: bool = False,
    overlays: Sequence[Path] = (),
) -> PreparedCase:
    """The whole job on one case folder; see LocalCase for each step."""
    return LocalCase(folder, overlays=overlays, as_of=as_of).prepare(accept=accept, out=out)


def triage_data(case: LocalCase, determination: AdverseDetermination, triage: Triage) -> dict[str, Any]:
    """Triage as published by `peercall triage --json`."""
    return {
        "schema": "peercall.triage/1",
        "letter": determination.letter,
        "reason_class": next((reason.reason_class for reason in determination.reasons if reason.reason_class), None),
        "triage": triage_to_contract(triage),
        "as_of": case.moment.isoformat(timespec="minutes"),
    }
