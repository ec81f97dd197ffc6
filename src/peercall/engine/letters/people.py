"""Names of people and places as letters print them: with titles, credentials and specialties."""

from __future__ import annotations

import re

from peercall.engine.letters.patterns import late

_CREDENTIAL_WORDS = (
    "MD", "DO", "DC", "DPM", "DDS", "DMD", "OD", "PharmD", "RPh", "NP", "FNP", "FNP-C", "FNP-BC", "AGNP", "ANP", "PNP", "APRN", "ARNP", "CRNP", "DNP", "PA-C",
    "PA", "RN", "BSN", "MSN", "PhD", "PsyD", "LCSW", "LPC", "LMFT", "PT", "DPT", "OT", "OTR", "OTR/L", "SLP", "CCC-SLP", "AuD", "MBBS", "MPH", "MBA", "FACP", "FACS", "FACC", "FAAOS", "FAAP",
    "FAAN", "FACR", "FACOG", "FACEP", "FAAFP", "CNM", "CNS", "CRNA", "BCBA", "BCBA-D", "CPC", "CCM", "MS", "MHA", "LMHC", "LAc", "RD", "CCP", "BCPS", "BCOP", "ND",
)  # fmt: skip


def _dotted(word: str) -> str:
    if word.isalpha() and word.isupper() and len(word) <= 3:
        return r"\.?".join(word) + r"\.?"
    return {"PharmD": r"Pharm\.?\s?D\.?", "PhD": r"Ph\.?D\.?", "PsyD": r"Psy\.?D\.?", "AuD": r"Au\.?D\.?"}.get(
        word, re.escape(word)
    )


CREDENTIAL = (
    "(?:" + "|".join(_dotted(w) for w in sorted(_CREDENTIAL_WORDS, key=len, reverse=True)) + r")(?![A-Za-z0-9'-])"
)
_UPPER = "A-ZÀ-ÖØ-Þ"
_WORD = rf"(?:[{_UPPER}](?:[^\W\d_]|['’-])*(?:[^\W\d_])|[{_UPPER}]\.?(?![^\W\d_]))"
_PARTICLE = r"(?:de la|de los|de|del|la|van der|van|von|der|den|di|da|dos|el|al|bin|ibn|ter|ten|le|du|y)"
NAME = rf"{_WORD}(?:\s+(?:{_PARTICLE}\s+)?{_WORD}){{1,4}}(?:,?\s+(?:Jr|Sr|II|III|IV)\b\.?)?"
_PERSON = rf"(?:Dr\.?\s+)?(?P<name>{NAME})(?P<creds>(?:,\s*|\s+){CREDENTIAL}(?:,\s*{CREDENTIAL})*)?"
PERSON = late(_PERSON)
PERSON_WITH_CREDENTIALS = late(rf"(?:Dr\.?\s+)?(?P<name>{NAME})(?P<creds>,?\s*{CREDENTIAL}(?:,\s*{CREDENTIAL})*)")
DOCTOR = late(rf"Dr\.?\s+(?P<name>{_WORD}(?:\s+(?:{_PARTICLE}\s+)?{_WORD}){{0,4}})")
TITLE = late(r"(?:Mr|Mrs|Ms|Miss|Mx)\.?\s+")
_NOT_NAMES = frozenset(
    [
        "a",
        "an",
        "the",
        "and",
        "or",
        "of",
        "for",
        "to",
        "your",
        "our",
        "this",
        "that",
        "we",
        "you",
        "notice",
        "letter",
        "determination",
        "decision",
        "denial",
        "denied",
        "adverse",
        "request",
        "requested",
        "review",
        "reviewed",
        "service",
        "services",
        "prior",
        "authorization",
        "appeal",
        "appeals",
        "claim",
        "claims",
        "member",
        "members",
        "patient",
        "medical",
        "health",
        "plan",
        "plans",
        "provider",
        "providers",
        "important",
        "information",
        "department",
        "unit",
        "office",
        "utilization",
        "management",
        "dear",
        "sincerely",
        "medicare",
        "medicaid",
        "insurance",
        "company",
        "center",
        "hospital",
        "clinic",
        "services",
        "therapy",
        "treatment",
        "coverage",
        "benefit",
        "benefits",
        "approved",
        "not",
        "partial",
        "partially",
        "initial",
        "final",
        "notification",
        "confidential",
        "pharmacy",
        "drug",
        "medication",
        "page",
        "date",
        "form",
        "fax",
        "phone",
        "peer",
        "result",
        "outcome",
        "reference",
        "case",
        "group",
        "self",
        "same",
        "see",
        "above",
        "below",
        "none",
        "unknown",
        "regarding",
        "subject",
        "urgent",
        "expedited",
        "standard",
        "concurrent",
        "retrospective",
        "prospective",
    ]
)

_SPECIALTY_STEMS = (
    "internal medicine", "family medicine", "family practice", "pediatrics", "anesthesiology", "pain medicine", "pain management", "neurology", "neurological surgery", "neurosurgery",
    "orthopedic surgery", "orthopaedic surgery", "orthopedics", "orthopaedics", "physical medicine and rehabilitation", "physical medicine & rehabilitation", "psychiatry", "child and adolescent psychiatry", "psychology",
    "rheumatology", "cardiology", "cardiovascular disease", "interventional cardiology", "gastroenterology", "pulmonology", "pulmonary medicine", "pulmonary disease", "critical care medicine", "sleep medicine", "endocrinology",
    "hematology", "oncology", "medical oncology", "radiation oncology", "hematology/oncology", "hematology and oncology", "dermatology", "ophthalmology", "otolaryngology", "urology", "nephrology", "infectious disease", "infectious diseases",
    "emergency medicine", "general surgery", "vascular surgery", "plastic surgery", "thoracic surgery", "cardiothoracic surgery", "colorectal surgery", "bariatric surgery", "oral surgery", "radiology", "diagnostic radiology", "interventional radiology", "nuclear medicine", "pathology",
    "obstetrics and gynecology", "gynecology", "maternal-fetal medicine", "reproductive endocrinology", "geriatrics", "geriatric medicine", "hospital medicine", "hospice and palliative medicine", "palliative medicine", "occupational medicine", "preventive medicine", "addiction medicine",
    "allergy and immunology", "immunology", "medical genetics", "podiatry", "chiropractic", "optometry", "dentistry", "sports medicine", "wound care", "neonatology", "physical therapy", "occupational therapy", "speech-language pathology", "audiology", "pediatric neurology", "pediatric cardiology", "pediatric endocrinology",
    "epilepsy", "spine surgery", "hand surgery", "transplant surgery", "surgical oncology", "gynecologic oncology", "neuromuscular medicine", "clinical pharmacy", "pharmacy", "nursing", "general practice",
)  # fmt: skip
_AGENT_FORMS = (
    ("pediatrician", "pediatrics"), ("internist", "internal medicine"), ("neurologist", "neurology"), ("cardiologist", "cardiology"), ("rheumatologist", "rheumatology"),
    ("psychiatrist", "psychiatry"), ("physiatrist", "physical medicine and rehabilitation"), ("anesthesiologist", "anesthesiology"), ("oncologist", "oncology"), ("medical oncologist", "medical oncology"), ("radiologist", "radiology"),
    ("urologist", "urology"), ("dermatologist", "dermatology"), ("gastroenterologist", "gastroenterology"), ("pulmonologist", "pulmonology"), ("neurosurgeon", "neurosurgery"),
    ("orthopedic surgeon", "orthopedic surgery"), ("orthopaedic surgeon", "orthopaedic surgery"), ("general surgeon", "general surgery"), ("endocrinologist", "endocrinology"), ("nephrologist", "nephrology"), ("hematologist", "hematology"), ("ophthalmologist", "ophthalmology"), ("family physician", "family medicine"),
    ("plastic surgeon", "plastic surgery"), ("vascular surgeon", "vascular surgery"), ("gynecologist", "gynecology"), ("podiatrist", "podiatry"), ("radiation oncologist", "radiation oncology"),
)  # fmt: skip
_SPECIALTY_WORDS = {name: name for name in _SPECIALTY_STEMS} | dict(_AGENT_FORMS)
SPECIALTY = late(
    r"(?<![\w-])(?P<specialty>"
    + "|".join(re.escape(w).replace(r"\ ", r"\s+") for w in sorted(_SPECIALTY_WORDS, key=len, reverse=True))
    + r")(?![\w-])",
    re.IGNORECASE,
)


def specialty_name(words: str) -> str:
    """The field a specialty word names: `pediatrician` is pediatrics."""
    key = " ".join(words.lower().split())
    return _SPECIALTY_WORDS.get(key, key)


def is_person_name(text: str) -> bool:
    """True for two to five capitalised words none of which belongs to a heading or an organisation."""
    words = [word.strip(".,'\"()").lower() for word in text.replace("-", " ").split()]
    return (
        2 <= len(text.split()) <= 6
        and not any(word in _NOT_NAMES for word in words)
        and not any(c.isdigit() for c in text)
    )


_FACILITY_END = (
    r"(?:Hospital|Medical\s+Center|Surgery\s+Cent(?:er|re)|Surgical\s+Cent(?:er|re)|Surgicenter|Health\s+Center|Clinic|Infusion\s+Center|Imaging\s+Center|Cancer\s+Center|Treatment\s+Center|"
    r"Rehabilitation\s+(?:Hospital|Center|Institute)|Nursing\s+(?:Facility|Home|Center|and\s+Rehabilitation(?:\s+Center)?)|Care\s+Center|Endoscopy\s+Center|Sleep\s+Center|Pain\s+Center|Recovery\s+Center|Behavioral\s+Health(?:\s+(?:Hospital|Center))?|Infirmary|Medical\s+Campus|Heart\s+Institute|Spine\s+Institute|Ambulatory\s+Surgery|Hospice|Dialysis(?:\s+Center)?)"
)
FACILITY = late(
    rf"(?:[{_UPPER}][\w'’.&-]*\s+(?:(?:of|and|the|at|for|&|in)\s+){{0,2}}){{1,6}}?{_FACILITY_END}(?:\s+(?:of|at)\s+[{_UPPER}][\w'’-]+(?:\s+[{_UPPER}][\w'’-]+)?)?(?:,\s+(?:hospital\s+)?outpatient\s+department)?"
)
