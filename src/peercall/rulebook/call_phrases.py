"""The wording file of the call becomes CallPhrases."""

from __future__ import annotations

from peercall.domain.call_phrases import CallPhrases, OffTopic
from peercall.rulebook.yamlfile import Place, Table, read_table

SCHEMA = "peercall.call-phrases/1"
#: sections of the brief from which the fact to say instead may come
USES = ("severity", "criteria", "treatments", "harm", "none")


def _text(table: Table, key: str) -> str:
    return table.text(key)


def _interruption(table: Table) -> tuple[str, str]:
    pair = (table.text("when"), table.text("say"))
    table.done()
    return pair


def _off_topic(table: Table) -> OffTopic:
    use = table.text("use")
    if use not in USES:
        raise table.refuse(f"`use` is none of {', '.join(USES)}", key="use")
    made = OffTopic(_words(table, "words"), table.text("why"), table.text("say"), use)
    table.done()
    return made


def _words(table: Table, key: str) -> tuple[str, ...]:
    return tuple(word.lower() for word in table.texts(key, required=True))


def read_call_phrases(data: bytes, place: Place) -> CallPhrases:
    """CallPhrases of one file (data/call/phrases.yaml). Raises RuleFileInvalid with file and line."""
    top = read_table(data, place)
    if top.text("schema") != SCHEMA:
        raise top.refuse(f"the schema is not {SCHEMA}", key="schema")
    phrases = CallPhrases(
        questions_first=top.texts("questions_first", required=True),
        interruptions=tuple(_interruption(table) for table in top.tables("interruptions", required=True)),
        closing=top.texts("closing", required=True),
        topics=top.table("topics").each(_words),
        harm_words=tuple(word.lower() for word in top.texts("harm_words", required=True)),
        measure_names=top.table("measure_names").each(_text),
        circumstances=top.table("circumstances").each(_text),
        routine_measures=frozenset(top.texts("routine_measures", required=True)),
        earlier_within_days=top.whole("earlier_within_days"),
        off_topic=tuple(_off_topic(table) for table in top.tables("off_topic", required=True)),
    )
    top.done()
    return phrases
