"""Rich text (RTF) as pages of text; a page break ends a page, a table row is one line.

The words are found by striprtf. Before, what it would drop is brought into its reach: page breaks, cells, headers and
footers; after, a row of two cells reads `label: value`, as in Word files.
"""

from __future__ import annotations

import re

from striprtf.striprtf import rtf_to_text

from peercall.adapters.documents.limits import DocumentLimits
from peercall.adapters.documents.plain_text import clean
from peercall.domain.errors import DocumentUnreadable, InputTooLarge

_CELL = "\ue000"
_ROW = "\ue001"
_PAGE = "\f"
#: an escaped character is passed over, so that `\\page` written out is no page break
_WORDS = re.compile(
    r"\\[^a-zA-Z]|\\(?P<word>page|sect|cell|nestcell|row|nestrow|headerf|headerl|headerr|header|footerf|footerl|footerr|footer"
    r"|footnote|field)(?![a-zA-Z])-?\d{0,10} ?"
)
_BREAKS = {"page": _PAGE, "sect": "\\par ", "cell": _CELL, "nestcell": " ", "row": _ROW, "nestrow": " "}
_BRACES = re.compile(r"\\.|[{}]", re.DOTALL)
_REMEDY = "Open it in a word processor and save it as PDF."
#: what a malformed file makes of striprtf: unknown code pages, numbers past Unicode, control words without their number
_FAULTS = (LookupError, ValueError, TypeError, OverflowError, AttributeError)


def rich_text_pages(data: bytes, *, name: str, limits: DocumentLimits) -> list[str]:
    """Text of each page. Raises DocumentUnreadable when the file is damaged, InputTooLarge when its groups nest too deep.

    Text that the file hides (`\\v`) is text all the same. Pictures and embedded objects are not read.
    """
    markup = data.decode("cp1252", errors="replace").lstrip("\ufeff \r\n\t")
    _check_nesting(markup, name=name, limits=limits)
    try:
        text = str(rtf_to_text(_WORDS.sub(_within_reach, markup), errors="replace"))  # type: ignore[no-untyped-call]
    except _FAULTS as error:
        raise DocumentUnreadable("the RTF file is damaged", where=name, remedy=_REMEDY) from error
    lines = [_row(line) for line in clean(text).replace(_ROW, "\n").split("\n")]
    pages = [re.sub(r"\n{3,}", "\n\n", page).strip("\n") for page in "\n".join(lines).split(_PAGE)]
    while len(pages) > 1 and not pages[-1].strip():
        pages.pop()
    return pages


def _check_nesting(markup: str, *, name: str, limits: DocumentLimits) -> None:
    depth = 0
    for match in _BRACES.finditer(markup):
        brace = match.group()
        if brace == "{":
            depth += 1
            if depth > limits.nesting:
                raise InputTooLarge(f"the RTF file nests more than {limits.nesting} groups", where=name, remedy=_REMEDY)
        elif brace == "}":
            depth -= 1


def _within_reach(match: re.Match[str]) -> str:
    word = match.group("word")
    if word is None:
        return match.group()
    # `\field` keeps a blank: the library's search for links is quadratic in fields that follow at once
    return "\\field " if word == "field" else _BREAKS.get(word, "\\par ")


def _row(line: str) -> str:
    if _CELL not in line:
        return line.rstrip()
    cells = [" ".join(cell.split()) for cell in line.split(_CELL)]
    if cells and not cells[-1]:
        cells.pop()
    if len(cells) == 2 and cells[0] and cells[1]:
        return f"{cells[0]} {cells[1]}" if cells[0].endswith(":") else f"{cells[0]}: {cells[1]}"
    return "\t".join(cells).rstrip("\t")
