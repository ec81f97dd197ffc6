"""FHIR R4 resources that are papers or carry their bytes: Binary, Communication, QuestionnaireResponse."""

# ruff: noqa: N815 (FHIR writes its names in camel case)
from __future__ import annotations

from peercall.adapters.fhir.elements import About, Attachment, Coding, Concept, Part, Quantity, Reference, Resource


class Binary(Resource):
    """Bytes, in base64."""

    contentType: str | None = None
    data: str | None = None


class Payload(Part):
    """Part of a message: words or a file."""

    contentString: str | None = None
    contentAttachment: Attachment | None = None


class Communication(About):
    """A message that was sent."""

    status: str | None = None
    topic: Concept | None = None
    category: tuple[Concept, ...] = ()
    sent: str | None = None
    received: str | None = None
    sender: Reference | None = None
    payload: tuple[Payload, ...] = ()


class Answer(Part):
    """One answer; further questions may hang on it."""

    valueBoolean: bool | None = None
    valueDecimal: float | None = None
    valueInteger: int | None = None
    valueDate: str | None = None
    valueDateTime: str | None = None
    valueString: str | None = None
    valueCoding: Coding | None = None
    valueQuantity: Quantity | None = None
    item: tuple[Item, ...] = ()


class Item(Part):
    """A question with its answers, or a group of questions."""

    linkId: str | None = None
    text: str | None = None
    answer: tuple[Answer, ...] = ()
    item: tuple[Item, ...] = ()


class QuestionnaireResponse(About):
    """A form as filled in."""

    status: str | None = None
    authored: str | None = None
    author: Reference | None = None
    source: Reference | None = None
    item: tuple[Item, ...] = ()


def lines_of(items: tuple[Item, ...]) -> list[str]:
    """A form in words: `question: answer` a line, titles of groups alone; unanswered questions are left out."""
    lines: list[str] = []
    for item in items:
        inner = lines_of(item.item)
        answers = [words for answer in item.answer if (words := _words(answer))]
        for answer in item.answer:
            inner += lines_of(answer.item)
        question = (item.text or "").strip().rstrip(":")
        if answers:
            lines.append(f"{question}: {', '.join(answers)}" if question else ", ".join(answers))
        elif inner and question:
            lines.append(question)
        lines += inner
    return lines


def _words(answer: Answer) -> str:
    if answer.valueBoolean is not None:
        return "yes" if answer.valueBoolean else "no"
    if answer.valueCoding is not None:
        return answer.valueCoding.display or answer.valueCoding.code or ""
    if answer.valueQuantity is not None:
        quantity = answer.valueQuantity
        return (
            f"{quantity.value:g} {quantity.unit or quantity.code or ''}".strip() if quantity.value is not None else ""
        )
    if answer.valueDecimal is not None:
        return f"{answer.valueDecimal:g}"
    if answer.valueInteger is not None:
        return str(answer.valueInteger)
    return (answer.valueString or answer.valueDate or answer.valueDateTime or "").strip()
