"""Where the patient was, from the words and the class of a visit."""

from __future__ import annotations

import re

_REMOTE = re.compile(r"\b(?:tele\w*|video|phone|virtual|e-?visit|remote)\b", re.I)
_IN_PERSON = re.compile(
    r"\b(?:in[- ]person|face[- ]to[- ]face|office|clinic|inpatient|hospital|emergency|home visit)\b", re.I
)
#: HL7 ActCode of Encounter.class that say where the patient was; AMB is also written for visits by video
_CLASS_MODE = {"VR": "telehealth", "IMP": "in_person", "ACUTE": "in_person", "NONAC": "in_person", "EMER": "in_person"}
_CLASS_MODE |= {"HH": "in_person", "OBSENC": "in_person", "SS": "in_person"}


def mode_of_visit(text: str, kind: str | None) -> str | None:
    """telehealth, in_person, or None when neither the words nor the class (HL7 ActCode) say."""
    if _REMOTE.search(text):
        return "telehealth"
    if _IN_PERSON.search(text):
        return "in_person"
    return _CLASS_MODE.get(kind or "")
