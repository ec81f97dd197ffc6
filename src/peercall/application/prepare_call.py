"""Use case: everything a physician takes into the call, from one confirmed denial and one chart."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from peercall.application.assess_denial import Assessment
from peercall.application.contract_forms import brief_data, clocks_data, criteria_data
from peercall.application.evaluate_chart import Evaluation
from peercall.application.ports import Renderer
from peercall.domain.briefs import Brief, CallGuide
from peercall.domain.charts import ChartFacts
from peercall.domain.determinations import AdverseDetermination, CaseFile
from peercall.domain.documents import Document
from peercall.domain.rulebook import Rulebook
from peercall.engine.brief import compose_brief, gather
from peercall.engine.script import compose_guide


@dataclass(frozen=True, slots=True)
class PreparedCall:
    """The brief as fitted to its page, the guide, and every file of out/ by name."""

    brief: Brief
    guide: CallGuide
    files: Mapping[str, bytes]


def _json(data: object) -> bytes:
    return (json.dumps(data, indent=1, ensure_ascii=False) + "\n").encode()


def prepare_call(
    determination: AdverseDetermination,
    *,
    case: CaseFile,
    assessment: Assessment,
    evaluation: Evaluation,
    chart: ChartFacts,
    rulebook: Rulebook,
    documents: Sequence[Document],
    hashes: Mapping[str, str],
    renderer: Renderer,
    as_of: datetime,
    warnings: Sequence[str] = (),
) -> PreparedCall:
    """The brief, the guide and their companions. The same inputs give the same bytes.

    hashes: of each input file, the policy version and the rulebook, by name. warnings: told on screen and in brief.json
    (pages unread, two patients in one chart).
    """
    policy, result = evaluation.choice.chosen, evaluation.result
    dossier = gather(
        determination=determination,
        case=case,
        triage=assessment.triage,
        clocks=assessment.clocks,
        policy=policy,
        result=result,
        chart=chart,
        rulebook=rulebook,
        documents=documents,
    )
    brief = compose_brief(
        dossier,
        determination=determination,
        case=case,
        clocks=assessment.clocks,
        policy=policy,
        result=result,
        hashes=hashes,
    )
    pdf, brief = renderer.brief(brief, as_of=as_of)
    guide = compose_guide(
        dossier,
        determination=determination,
        case=case,
        triage=assessment.triage,
        clocks=assessment.clocks,
        result=result,
        rulebook=rulebook,
    )
    printed = brief_data(brief)
    printed["warnings"] = [*printed["warnings"], *(w for w in warnings if w not in printed["warnings"])]
    clocks = clocks_data(assessment.clocks, determination=determination, time_zone=case.time_zone)
    files: dict[str, bytes] = {
        "brief.pdf": pdf,
        "brief.json": _json(printed),
        "guide.html": renderer.guide(guide, brief=brief).encode(),
        "sources.html": renderer.sources(brief, documents=documents, lookups=guide.lookups).encode(),
        "deadlines.ics": renderer.calendar(assessment.clocks, time_zone=case.time_zone),
        "deadlines.json": _json({**clocks, "hashes": dict(hashes)}),
    }
    if policy is not None and result is not None:
        criteria = criteria_data(result, policy=policy, request=case.request, as_of=as_of.date())
        files["criteria.json"] = _json({**criteria, "hashes": dict(hashes)})
    return PreparedCall(brief, guide, files)
