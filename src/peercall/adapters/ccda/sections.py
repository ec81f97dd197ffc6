"""Sections of a clinical document: what kind each is, and how its narrative is headed in the notes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from peercall.adapters.ccda.elements import kid, path, templates, text_of
from peercall.adapters.ccda.tree import Element
from peercall.engine.chart_text.section_headings import Headings


@dataclass(frozen=True, slots=True)
class Section:
    """One section. kind: problems, past, diagnosis, allergies, medications, results, vitals, procedures, encounters,
    family, social, status, plan, goals, immunizations, notes, other. label: how sources name it. heading: of the phrase
    files, above its narrative. title: as written.
    """

    element: Element
    kind: str
    label: str
    heading: str
    title: str


#: LOINC code of a section: kind, label in sources, heading of its narrative
_BY_CODE: dict[str, tuple[str, str, str]] = {
    "11450-4": ("problems", "Problems", "Problem list"),
    "75310-3": ("problems", "Health concerns", "Problems"),
    "11348-0": ("past", "Past medical history", "Past medical history"),
    "11535-2": ("diagnosis", "Discharge diagnosis", "Diagnoses"),
    "46241-6": ("diagnosis", "Admission diagnosis", "Diagnoses"),
    "42347-5": ("diagnosis", "Admission diagnosis", "Diagnoses"),
    "C-CDAV2-DDN": ("diagnosis", "Discharge diagnosis", "Diagnoses"),
    "78375-3": ("diagnosis", "Discharge diagnosis", "Diagnoses"),
    "10219-4": ("diagnosis", "Preoperative diagnosis", "Diagnoses"),
    "10218-6": ("diagnosis", "Postoperative diagnosis", "Diagnoses"),
    "59769-0": ("diagnosis", "Postprocedure diagnosis", "Diagnoses"),
    "55109-3": ("diagnosis", "Complications", "Note"),
    "59776-5": ("other", "Procedure findings", "Findings"),
    "59768-2": ("other", "Procedure indications", "Note"),
    "48765-2": ("allergies", "Allergies", "Allergies"),
    "10160-0": ("medications", "Medications", "Medications"),
    "10183-2": ("medications", "Discharge medications", "Discharge medications"),
    "75311-1": ("medications", "Discharge medications", "Discharge medications"),
    "42346-7": ("medications", "Medications on admission", "Medications on admission"),
    "29549-3": ("medications", "Medications administered", "Medications"),
    "59774-0": ("procedures", "Anesthesia", "Note"),
    "30954-2": ("results", "Results", "Results"),
    "11493-4": ("results", "Hospital discharge studies", "Results"),
    "8716-3": ("vitals", "Vital signs", "Vital signs"),
    "47519-4": ("procedures", "Procedures", "Past surgical history"),
    "10167-5": ("procedures", "Surgical history", "Past surgical history"),
    "29554-3": ("other", "Procedure description", "Procedure performed"),
    "10223-6": ("other", "Surgical procedure", "Procedure performed"),
    "46240-8": ("encounters", "Encounters", "Encounter"),
    "10157-6": ("family", "Family history", "Family history"),
    "29762-2": ("social", "Social history", "Social history"),
    "47420-5": ("status", "Functional status", "Note"),
    "10190-7": ("status", "Mental status", "Note"),
    "61144-2": ("status", "Nutrition", "Note"),
    "8709-8": ("status", "Skin", "Examination"),
    "29545-1": ("exam", "Physical examination", "Physical examination"),
    "10184-0": ("exam", "Physical examination", "Physical examination"),
    "10210-3": ("exam", "General status", "Examination"),
    "61149-1": ("exam", "Objective", "Objective"),
    "18776-5": ("plan", "Plan of treatment", "Plan"),
    "59772-4": ("plan", "Planned procedure", "Plan"),
    "61146-7": ("goals", "Goals", "Goals"),
    "11383-7": ("status", "Outcomes", "Note"),
    "11369-6": ("immunizations", "Immunizations", "Immunizations"),
    "46264-8": ("other", "Medical equipment", "Note"),
    "48768-6": ("payers", "Payers", "Insurance"),
    "42348-3": ("other", "Advance directives", "Note"),
    "10164-2": ("notes", "History of present illness", "History of present illness"),
    "61150-9": ("notes", "Subjective", "Subjective"),
    "8648-8": ("notes", "Hospital course", "Course"),
    "10187-3": ("notes", "Review of systems", "Review of systems"),
    "51848-0": ("notes", "Assessment", "Assessment"),
    "51847-2": ("notes", "Assessment and plan", "Assessment and plan"),
    "46239-0": ("notes", "Chief complaint", "Chief complaint"),
    "10154-3": ("notes", "Chief complaint", "Chief complaint"),
    "29299-5": ("notes", "Reason for visit", "Reason for visit"),
    "42349-1": ("plan", "Reason for referral", "Reason for referral"),
    "8653-8": ("notes", "Discharge instructions", "Instructions"),
    "69730-0": ("notes", "Instructions", "Instructions"),
    "18782-3": ("notes", "Imaging", "Imaging"),
    "18748-4": ("notes", "Imaging", "Imaging"),
    "55111-9": ("notes", "Imaging technique", "Technique"),
    "121064": ("notes", "Imaging technique", "Technique"),
    "59773-2": ("other", "Specimens", "Note"),
    "121070": ("notes", "Findings", "Findings"),
    "59775-7": ("notes", "Procedure disposition", "Note"),
    "121072": ("notes", "Impression", "Impression"),
    "19005-8": ("notes", "Impression", "Impression"),
    "121076": ("notes", "Conclusions", "Conclusion"),
    "121078": ("notes", "Recommendations", "Recommendations"),
    "18834-2": ("notes", "Comparison", "Comparison"),
    "121066": ("notes", "Prior procedures", "Note"),
}
#: templates of sections whose code is missing or of a local system
_BY_TEMPLATE = {
    ".2.5": "11450-4",
    ".2.6": "48765-2",
    ".2.1": "10160-0",
    ".2.3": "30954-2",
    ".2.4": "8716-3",
    ".2.7": "47519-4",
    ".2.22": "46240-8",
    ".2.15": "10157-6",
    ".2.17": "29762-2",
    ".2.14": "47420-5",
    ".2.56": "10190-7",
    ".2.10": "18776-5",
    ".2.2": "11369-6",
    ".2.20": "11348-0",
    ".2.24": "11535-2",
    ".2.43": "46241-6",
    ".2.11": "10183-2",
    ".2.44": "42346-7",
    ".2.38": "29549-3",
    ".2.8": "51848-0",
    ".2.9": "51847-2",
    ".2.30": "59772-4",
    ".2.34": "10219-4",
    ".2.35": "10218-6",
    ".2.36": "59769-0",
}
_OLDER = {
    "1.11": "11450-4",
    "1.2": "48765-2",
    "1.8": "10160-0",
    "1.14": "30954-2",
    "1.16": "8716-3",
    "1.12": "47519-4",
    "1.3": "46240-8",
    "1.4": "10157-6",
    "1.15": "29762-2",
    "1.5": "47420-5",
    "1.10": "18776-5",
    "1.6": "11369-6",
}


def sections_of(root: Element, headings: Headings) -> Iterator[Section]:
    """Every section of the structured body, those inside others too, in document order. One that says it has nothing
    (a null flavour without entries and text) is among them like any other."""
    for element in root.iter(path("section")):
        yield _section(element, headings)


def _section(element: Element, headings: Headings) -> Section:
    code = kid(element, "code")
    bare = (code.get("code") or "").strip() if code is not None else ""
    known = _BY_CODE.get(bare) or _by_template(element)
    title = text_of(kid(element, "title"))
    shown = title or (code.get("displayName") or "").strip() if code is not None else title
    own_key = headings.of_line(shown) if shown else None
    if known is None:
        return Section(element, "other", shown.capitalize() or "Section", shown if own_key else "Note", shown)
    kind, label, heading = known
    return Section(element, kind, label, shown if own_key == headings.of_line(heading) else heading, shown)


def _by_template(element: Element) -> tuple[str, str, str] | None:
    for template in sorted(templates(element)):
        code = _OLDER.get(template)
        if code is None and template.startswith("22.2."):
            code = _BY_TEMPLATE.get(template[2:]) or _BY_TEMPLATE.get(template[2:].rpartition(".")[0])
        if code is not None:
            return _BY_CODE[code]
    return None
