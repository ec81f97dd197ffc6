"""How statements of payment on paper call things: statement.yaml."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from peercall.domain.statements import StatementWords
from peercall.rulebook.folder import RuleFile
from peercall.rulebook.yamlfile import Table

COLUMNS = ("on", "code", "billed", "allowed", "paid", "owes", "other", "remarks")
LABELS = ("claim_number", "member_id", "member_name", "authorization", "statement_on")


def read_statement_words(files: Iterable[RuleFile]) -> StatementWords:
    """The words of every layer, added up. Raises RuleFileInvalid."""
    out = StatementWords()
    for file in files:
        if file.subject != "statement":
            continue
        table = file.table()
        out = StatementWords(
            titles=(*out.titles, *table.texts("titles")),
            totals=(*out.totals, *table.texts("totals")),
            columns=_added(out.columns, table.maybe_table("columns"), COLUMNS),
            labels=_added(out.labels, table.maybe_table("labels"), LABELS),
        )
        table.text("schema")
        table.done()
    return out


def _added(
    before: Mapping[str, tuple[str, ...]], table: Table | None, keys: Iterable[str]
) -> Mapping[str, tuple[str, ...]]:
    out = {key: before.get(key, ()) for key in keys}
    if table is not None:
        out = {key: (*words, *(one.casefold() for one in table.texts(key))) for key, words in out.items()}
        table.done()
    return out
