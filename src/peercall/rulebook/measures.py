"""Objective measures: measures/*.yaml."""

from __future__ import annotations

from collections.abc import Iterator

from peercall.domain.rules import Band, Measure, UnitConversion
from peercall.rulebook.codes import check_loinc
from peercall.rulebook.folder import RuleFile, provenance
from peercall.rulebook.vocabulary import Words
from peercall.rulebook.yamlfile import Table

_KINDS = frozenset({"numeric", "ordinal", "composite", "category"})
_BETTER = frozenset({"lower", "higher"})


def read_measures(file: RuleFile, *, words: Words) -> Iterator[Measure]:
    """The entries of one file. `of` of a composite is checked when all measures are known."""
    table = file.table()
    entries = table.tables("measures", required=True)
    table.done()
    for entry in entries:
        yield _measure(entry, words=words)


def _measure(entry: Table, *, words: Words) -> Measure:
    checks = words.listed("guideline_checks")
    limits = entry.numbers("range")
    if limits and (len(limits) != 2 or limits[0] >= limits[1]):
        raise entry.refuse("`range` must be two numbers, the lower first", key="range")
    kind = entry.one_of("kind", _KINDS)
    mcid, mcid_note = _mcid(entry, checks=words)
    note, computed = entry.maybe_text("note"), entry.maybe_text("computed_from")
    if computed:
        note = f"{note}; computed from {computed}" if note else f"computed from {computed}"
    source = entry.maybe_text("source")
    measure = Measure(
        id=entry.text("id"),
        name=entry.text("name"),
        kind=kind,
        unit=entry.maybe_text("unit"),
        low=limits[0] if limits else None,
        high=limits[1] if limits else None,
        better=entry.one_of("better", _BETTER) if "better" in entry else None,
        loinc=frozenset(_loinc(item) for item in entry.tables("loinc")),
        of=entry.texts("of"),
        order=entry.texts("order"),
        values=entry.texts("values"),
        variants=_variants(entry),
        bands=tuple(_band(item) for item in entry.tables("bands")),
        conversions=tuple(_conversion(item) for item in entry.tables("convert")),
        mcid=mcid,
        mcid_note=mcid_note,
        checked=entry.one_of("checked", checks),
        note=note,
        source=source,
        provenance=provenance(entry, source=source or "general knowledge"),
        bands_for=entry.texts("bands_for"),
    )
    entry.done()
    _consistent(entry, measure)
    return measure


def _consistent(entry: Table, measure: Measure) -> None:
    """A kind has what it needs and no more."""
    needed = {
        "ordinal": ("order", measure.order),
        "composite": ("of", measure.of),
        "category": ("values", measure.values),
    }
    if measure.kind in needed and not needed[measure.kind][1]:
        raise entry.refuse(f"a measure of kind `{measure.kind}` needs `{needed[measure.kind][0]}`", key="kind")
    if unknown := [name for name in measure.bands_for if name not in measure.variants]:
        raise entry.refuse(f"`bands_for` names `{unknown[0]}`, which is no variant of this measure", key="bands_for")
    if measure.kind == "numeric" and measure.unit is None:
        raise entry.refuse("a numeric measure needs `unit`", key="kind")


def _loinc(item: Table) -> str:
    code = item.text("code")
    if problem := check_loinc(code):
        raise item.refuse(problem, key="code")
    item.maybe_text("name")
    item.flag("seen")
    item.done()
    return code


def _variants(entry: Table) -> dict[str, str]:
    table = entry.maybe_table("variants")
    return {} if table is None else table.each(Table.text)


def _band(item: Table) -> Band:
    band = Band(
        label=item.text("label"),
        low=item.maybe_number("low"),
        high=item.maybe_number("high"),
        low_open=item.flag("low_open", default=False),
        high_open=item.flag("high_open", default=False),
    )
    item.done()
    if band.low is not None and band.high is not None and band.high < band.low:
        raise item.refuse("the band ends below its beginning", key="high")
    return band


def _conversion(item: Table) -> UnitConversion:
    conversion = UnitConversion(
        unit=item.text("from"), factor=item.number("factor"), offset=item.maybe_number("offset") or 0.0
    )
    item.done()
    return conversion


def _mcid(entry: Table, *, checks: Words) -> tuple[float | None, str | None]:
    """Points on the measure's own scale; a change given otherwise (percent, another unit) stays words."""
    item = entry.maybe_table("mcid")
    if item is None:
        return None, None
    points, value, unit, percent = (
        item.maybe_number("points"),
        item.maybe_number("value"),
        item.maybe_text("unit"),
        item.maybe_number("percent"),
    )
    said = [item.maybe_text("note")]
    if value is not None:
        said.append(f"{value:g} {unit or ''}".strip())
    if percent is not None:
        said.append(f"or {percent:g} percent")
    said.append(f"({item.one_of('checked', checks.listed('guideline_checks'))})")
    item.done()
    return points, " ".join(part for part in said if part)
