"""Shapes of values: what may stand under a label of a field when no colon says that it is a label."""

from __future__ import annotations

import re

from peercall.engine.letters.dates import find_dates
from peercall.engine.letters.patterns import late

_ID_FIELDS = frozenset({"member_id", "group_number", "authorization_number", "claim_number", "reference_number"})
_NAMES = frozenset({"member_name", "provider_name", "facility", "plan_name", "administrator", "reviewer"})
_ID = late(r"(?=[A-Z0-9 /.-]*\d{3}|[A-Z0-9 /.-]*\d[A-Z/.-]*\d[A-Z/.-]*\d)[A-Z0-9]+(?:[ /.-][A-Z0-9]+)*")
_NAME = late(r"(?:[A-ZÀ-Þ][\w'’.&-]*,?(?:\s+(?:of|de|la|the|and|van|von|del|&)(?=\s))?\s*){1,8}(?:\([^)]*\))?")
_CODE = late(r"\b(?:\d{5}|[A-Z]\d{4}|\d{4}[TF]|[A-Z]\d\d(?:\.\w+)?)\b")
_PHONE = late(r"\d{3}[-. )]+\d{3}[-. ]\d{4}")
_DATE_REACH = 14


def fits(field: str, text: str) -> bool:
    """True when the text has the shape of the field's values; prose never has."""
    value = text.strip()
    if field.startswith("dates.") or field == "member_dob":
        return any(mention.start <= _DATE_REACH for mention in find_dates(value)) and len(value.split()) <= 8
    if field in _ID_FIELDS or field == "provider_npi":
        return _ID.fullmatch(value) is not None and not find_dates(value)
    if field in _NAMES:
        return _NAME.fullmatch(value) is not None and not re.search(r"\d{3}", value)
    if field in ("service_codes", "diagnosis_codes"):
        return _CODE.search(value) is not None and len(value.split()) <= 8
    if field in ("p2p_phone", "expedited_phone"):
        return _PHONE.search(value) is not None
    if field in ("quantity_requested", "quantity_approved"):
        return re.match(r"\d", value) is not None and len(value.split()) <= 8
    if field == "requested_service":
        return len(value.split()) <= 14 and value[-1:] not in ".:?" and re.search(r"[A-Za-z]{3}", value) is not None
    return False


def is_strict(field: str, text: str) -> bool:
    """True for a date or an identifier that fills the text: it may follow a label in the same words."""
    value = text.strip(" .")
    if field.startswith("dates.") or field == "member_dob":
        return any(mention.start == 0 and mention.end == len(value) for mention in find_dates(value))
    return (field in _ID_FIELDS or field == "provider_npi") and _ID.fullmatch(value) is not None
