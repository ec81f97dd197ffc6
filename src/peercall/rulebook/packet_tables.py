"""data/packet/*.yaml become PacketTables. A later layer's entry with the same id replaces the earlier."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from peercall.domain.packets import PacketLimits, PacketTables, SensitiveCategory
from peercall.domain.rules import Regulation
from peercall.rulebook.folder import RuleFile
from peercall.rulebook.yamlfile import Table, read_table

SENSITIVE, LIMITS = "peercall.sensitive/1", "peercall.packet-limits/1"


def read_packet_tables(files: Iterable[RuleFile], *, regulations: Mapping[str, Regulation]) -> PacketTables:
    """The tables of all layers. Raises RuleFileInvalid with file and line."""
    sensitive: dict[str, SensitiveCategory] = {}
    limits: dict[str, PacketLimits] = {}
    for file in files:
        if file.subject != "packet":
            continue
        top = read_table(file.data, file.place)
        schema = top.text("schema")
        if schema == SENSITIVE:
            sensitive |= {one.id: one for one in (_category(t, regulations) for t in top.tables("categories"))}
        elif schema == LIMITS:
            limits |= {one.id: one for one in (_limit(t) for t in top.tables("limits"))}
        else:
            raise top.refuse(f"the schema is neither {SENSITIVE} nor {LIMITS}", key="schema")
        top.done()
    return PacketTables(tuple(sensitive.values()), limits)


def _category(table: Table, regulations: Mapping[str, Regulation]) -> SensitiveCategory:
    rule = table.maybe_text("rule")
    if rule is not None and rule not in regulations:
        raise table.refuse(f"no regulation has the id {rule}", key="rule")
    phrases = tuple(phrase.lower() for phrase in table.texts("phrases", required=True))
    made = SensitiveCategory(table.text("id"), table.text("name"), phrases, rule)
    table.done()
    return made


def _limit(table: Table) -> PacketLimits:
    pages, megabytes = table.maybe_whole("pages"), table.maybe_number("megabytes")
    if (pages is not None and pages < 1) or (megabytes is not None and megabytes <= 0):
        raise table.refuse("a limit is more than nothing", key="pages" if pages is not None else "megabytes")
    made = PacketLimits(table.text("id"), table.text("name"), pages, megabytes)
    table.done()
    return made
