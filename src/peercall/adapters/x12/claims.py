"""One claim of a remittance to its denial rows: which of its lines an adjustment refuses.

This is where the time of a remittance goes. Only what decides whether a line is denied is looked at here; the fields of
a row are taken apart when they are asked for (denied_lines).
"""

from __future__ import annotations

from collections.abc import Iterator

from peercall.adapters.x12.delimiters import Delimiters
from peercall.adapters.x12.denied_lines import DeniedClaim, DeniedLine, Layout, claim_row
from peercall.domain.remittances import DenialRow, Remittance, RemittanceTables

_TRIPLET = 3
_PLAINLY = frozenset("123456789")
"""How an amount begins that is more than nothing; any other is looked at closely."""


class ClaimReader:
    """Claims of one transaction."""

    def __init__(self, remittance: Remittance, *, delimiters: Delimiters, tables: RemittanceTables) -> None:
        self._layout = Layout(remittance, delimiters, tables)
        self._element = sep = delimiters.element
        self._end = end = delimiters.segment
        self._line = f"{end}SVC{sep}"
        self._cas = f"{end}CAS{sep}"
        self._harmless, self._special = tables.not_denials, self._layout.special_groups
        self._reversal = tables.reversal_status
        self._denied = tables.denied_status

    def read(self, text: str, number: int) -> Iterator[DenialRow]:
        """Rows of the claim whose CLP is segment `number` of the file. text: Latin-1, from its CLP to before the next."""
        end, cas = self._end, self._cas
        if not text.isascii():
            text = as_unicode(text)
        head, *lines = text.split(self._line)
        status = head.split(self._element, 3)[2].strip()
        claim, takes_back = DeniedClaim(self._layout, head, number), status in self._reversal
        rows = 0
        if cas in head and self._refuses(head, takes_back):
            rows += 1
            yield claim_row(self._layout, claim, head, number, takes_back)
        at = number + head.count(end) + 1
        for line in lines:
            if cas in line and self._refuses(line, takes_back):
                rows += 1
                yield DeniedLine(self._layout, claim, line, at, takes_back)
            at += line.count(end) + 1
        if not rows and (takes_back or status in self._denied):
            yield claim_row(self._layout, claim, head, number, takes_back)

    def _refuses(self, text: str, takes_back: bool) -> bool:
        """True when an adjustment of this claim or line refuses something: told at once where its first one does."""
        first = text.split(self._cas, 2)[1].split(self._element, 3)
        if not takes_back and len(first) >= _TRIPLET:
            group, carc, taken = first[:_TRIPLET]
            if carc.isalnum() and carc not in self._harmless and group not in self._special and taken[:1] in _PLAINLY:
                return True
        return bool(self._layout.adjusted(text, takes_back=takes_back)[1])


def as_unicode(text: str) -> str:
    """UTF-8 where the bytes are, else Latin-1 as they stand."""
    try:
        return text.encode("latin-1").decode()
    except UnicodeDecodeError:
        return text
