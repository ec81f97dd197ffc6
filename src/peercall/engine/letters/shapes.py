"""Shapes of values: what may stand under a label of a field when no colon says that it is a label."""

from __future__ import annotations

import re

from peercall.engine.letters.dates import find_dates
from peercall.engine.letters.patterns import late

_ID_FIELDS = frozenset({"member_id", "group_number", "authorization_number", "claim_number", "reference_number"})
_NAMES = frozenset({"member_name", "provider_name", "facility", "plan_name", "administrator", "reviewer"})
_ID = late(r"(?=[A-Z0-9 /.-]*\d{3}|[A-Z0-9 /.-]*\d[A-Z/.-]*\d[A-Z/.-]*\d)[A-Z0-9]+(?:[ /.-][A-Z0-9]+)*")
#: the number of a person's policy under the label `Policy`: many digits in groups, no words
_POLICY_NUMBER = late(r"(?:[A-Z]{1,5}[ -]?)?\d{2,}(?:[ -]\d{2,}){1,4}(?=\s*(?:$|\())")
_DAYS_ONLY = late(r"[\d/.-]+(?:\s*(?:-|to|through|thru)\s*[\d/.-]+)?")
_NAME = late(r"(?:[A-ZÀ-Þ][\w'’.&-]*,?(?:\s+(?:of|de|la|the|and|van|von|del|&)(?=\s))?\s*){1,8}(?:\([^)]*\))?")
_WITH_CREDENTIALS = late(r"(?:[A-ZÀ-Þ][\w'’.-]*\s+){1,4}?[A-ZÀ-Þ][\w'’-]+,\s+[A-Z][A-Za-z.]{1,6}\b")
_CODE = late(r"\b(?:\d{5}|[A-Z]\d{4}|\d{4}[TF]|[A-Z]\d\d(?:\.\w+)?)\b")
_PHONE = late(r"\d{3}[-. )]+\d{3}[-. ]\d{4}")
_DATE_REACH = 14
_ID_DIGITS = 4
#: fields whose value is a word or a few
_WORDS = frozenset(
    {"urgency", "request_type", "decision", "product", "funding", "reviewer_specialty", "reviewer_credentials"}
)
_FEW = 6


def field_by_shape(field: str, text: str, *, is_place: bool) -> str:
    """The field a value belongs to when its shape shows that its label names the person by a number, or a place.

    is_place: the text is the name of a place of care.
    """
    value = text.strip(" .")
    if (
        field == "member_name"
        and _ID.fullmatch(value)
        and len(re.findall(r"\d", value)) >= _ID_DIGITS
        and not find_dates(value)
    ):
        return "member_id"
    if field == "criteria_cited" and _POLICY_NUMBER.match(value):
        return "member_id"
    if field == "requested_service" and _DAYS_ONLY.fullmatch(value) and find_dates(value):
        return "dates.service"
    if field == "provider_name" and re.fullmatch(r"\d{10}", value):
        return "provider_npi"
    return "facility" if field == "requested_service" and is_place else field


def fits(field: str, text: str) -> bool:
    """True when the text has the shape of the field's values; prose never has."""
    value = text.strip()
    if field.startswith("dates.") or field == "member_dob":
        return any(mention.start <= _DATE_REACH for mention in find_dates(value)) and len(value.split()) <= 8
    if field in _ID_FIELDS or field == "provider_npi":
        return _ID.fullmatch(value) is not None and not find_dates(value)
    if field == "reviewer" and _WITH_CREDENTIALS.match(value):
        return True
    if field in _NAMES:
        return _NAME.fullmatch(value) is not None and not re.search(r"\d{3}", value)
    if field in ("service_codes", "diagnosis_codes"):
        return _CODE.search(value) is not None and len(value.split()) <= 8
    if field in ("p2p_phone", "expedited_phone"):
        return _PHONE.search(value) is not None
    if field in ("quantity_requested", "quantity_approved"):
        return re.match(r"\d", value) is not None and len(value.split()) <= 8
    if field in _WORDS:
        return len(value.split()) <= _FEW and value[-1:] not in ".:?!" and value[:1].isalpha()
    if field == "requested_service":
        return len(value.split()) <= 14 and value[-1:] not in ".:?" and re.search(r"[A-Za-z]{3}", value) is not None
    return False


def is_strict(field: str, text: str) -> bool:
    """True for a date or an identifier that fills the text: it may follow a label in the same words."""
    value = text.strip(" .")
    if field.startswith("dates.") or field == "member_dob":
        return any(mention.start == 0 and mention.end == len(value) for mention in find_dates(value))
    if field in ("p2p_phone", "expedited_phone"):
        return re.fullmatch(r"(?:1[-. ])?\(?\d{3}[-. )]+\d{3}[-. ]\d{4}", value) is not None
    return (field in _ID_FIELDS or field == "provider_npi") and _ID.fullmatch(value) is not None
