"""A reviewer's report as PDF: US-Letter, PDF/A-2a and PDF/UA-1, the same bytes for the same version. A draft says so."""

from __future__ import annotations

import json
from datetime import UTC
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst

from peercall.adapters.render.glyphs import FONTS, printable
from peercall.domain.review_report import ReportSection, ReviewReport
from peercall.engine.review_words import moment_words

TEMPLATE = Path(__file__).parent / "templates" / "report.typ"


@lru_cache(maxsize=1)
def _compiler() -> typst.Compiler:
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
    return typst.Compiler(input=str(TEMPLATE), root=str(TEMPLATE.parent), font_paths=fonts, ignore_system_fonts=True)


def render_report(report: ReviewReport) -> bytes:
    """The report on paper. Its time is that of the version, so that a version is always the same bytes."""
    data = {
        "title": printable(report.title),
        "author": printable(report.signature.by if report.signature else report.organization),
        "organization": printable(report.organization),
        "about": [printable(one) for one in about(report)],
        "draft": draft_notice(report),
        "missing": [_kept(one) for one in report.missing],
        "sections": [_section(one) for one in report.sections],
        "signature": [printable(one) for one in signature_lines(report)],
        "footer": printable(footer(report)),
        "font": ["Source Sans Pro"],
    }
    made = _compiler().compile(
        sys_inputs={"report": json.dumps(data, ensure_ascii=False)},
        format="pdf",
        pdf_standards=["a-2a", "ua-1"],
        timestamp=int(report.made_at.astimezone(UTC).timestamp()),
    )
    assert isinstance(made, bytes)
    return made


def about(report: ReviewReport) -> tuple[str, ...]:
    """The line under the title: reference, version, when it was made."""
    amended = (f"Amended: {report.amends_because}",) if report.amends_because else ()
    return (
        f"Client's reference {report.reference}",
        f"Version {report.version}",
        moment_words(report.made_at, zone=report.zone),
        *amended,
    )


def draft_notice(report: ReviewReport) -> str | None:
    """The line at the top of a report that is not signed; None when it is."""
    if report.signature is not None:
        return None
    return "Draft, not signed. Still open:" if report.missing else "Draft, not signed."


def signature_lines(report: ReviewReport) -> tuple[str, ...]:
    """Who signed and when; that nobody did, of a draft."""
    if report.signature is None:
        return ("Not signed",)
    who = dict(report.by_key["reviewer"].pairs)
    named = ", ".join(part for part in (who.get("Name", ""), who.get("Credentials", "")) if part)
    return (
        named or report.signature.by,
        f"Signed electronically by {report.signature.by} on {moment_words(report.signature.at, zone=report.zone)}",
    )


def footer(report: ReviewReport) -> str:
    """What stands at the foot of each page."""
    state = "signed" if report.signature else "draft"
    return f"{report.organization}: {report.reference}, version {report.version}, {state}"


def _section(one: ReportSection) -> dict[str, Any]:
    return {
        "title": printable(one.title),
        "pairs": [[printable(label), _kept(value)] for label, value in one.pairs],
        "paragraphs": [_kept(text) for text in one.paragraphs],
        "items": [_kept(text) for text in one.items],
        "table": None
        if one.table is None
        else {
            "columns": [printable(text) for text in one.table.columns],
            "rows": [[_kept(cell) for cell in row] for row in one.table.rows],
            "widths": list(one.table.widths),
        },
        "note": printable(one.note),
    }


def _kept(text: str) -> str:
    """Printable, with its line breaks."""
    return "\n".join(printable(line) for line in text.splitlines())
