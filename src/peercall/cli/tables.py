"""What the terminal shows: plain tables of one case, readable without colour."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

from peercall.application.contract_forms import criterion_data
from peercall.domain.results import CriterionResult
from peercall.domain.terms import Assertion
from peercall.engine.lookups import ASSERTED

#: columns whose cells are short and must stay whole
_SHORT = frozenset(
    {"id", "kind", "version", "field", "rule", "status", "page", "left", "route", "ends if *", "at stake"}
)

#: columns that leave room for sentences beside them
_NARROW = {"what": 28, "due (> drives)": 32, "criterion": 40, "value": 60}

TO_READ = "not counted: for a person to read:"

STATUS_WORDS = {
    "met": "MET",
    "not_met": "NOT MET",
    "not_documented": "OPEN",
    "not_applicable": "n/a",
}


def console() -> Console:
    """Where tables go: standard output, as wide as the terminal, or 140 columns into a file or pipe."""
    out = Console(highlight=False)
    return out if out.is_terminal else Console(highlight=False, width=140)


def table(title: str, columns: Iterable[str], rows: Iterable[Iterable[object]]) -> Table:
    """A table of plain cells; text is shown as it is, never read as markup."""
    out = Table(title=escape(title), title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
    for name in columns:
        out.add_column(name, overflow="fold", no_wrap=name in _SHORT, max_width=_NARROW.get(name))
    for row in rows:
        out.add_row(*(escape("" if cell is None else str(cell)) for cell in row))
    return out


def _where(entry: Mapping[str, Any]) -> object:
    """Page of a letter, segment of an X12 file, element of a FHIR resource."""
    if entry.get("segment") is not None:
        return f"segment {entry['segment']}"
    return entry.get("page") or entry.get("element")


def show_reading(contract: Mapping[str, Any], *, path: str | None) -> None:
    """Fields of a letter with page and quote; conflicts with their candidates."""
    out = console()
    rows: list[tuple[object, ...]] = []
    fields = contract["fields"]

    def add(name: str, entry: Mapping[str, Any]) -> None:
        status = entry.get("status", "found")
        if status == "conflicting":
            for candidate in entry["candidates"]:
                rows.append(
                    (
                        name,
                        "CHOOSE",
                        candidate.get("value") or candidate.get("text"),
                        _where(candidate),
                        candidate["quote"],
                    )
                )
            return
        value = entry.get("text") if "text" in entry else entry.get("value")
        if value is not None:
            rows.append((name, "", value, _where(entry), entry.get("quote")))

    for name, entry in fields.items():
        if name == "dates":
            for role, dated in entry.items():
                add(f"dates.{role}", dated)
        elif isinstance(entry, list):
            for item in entry:
                add(name, item)
        else:
            add(name, entry)
    out.print(table(f"Read from {contract['letter']}", ("field", "", "value", "page", "in its own words"), rows))
    missing = [
        name
        for name, entry in fields.items()
        if isinstance(entry, dict) and name != "dates" and entry.get("status") == "not_found"
    ]
    missing += [f"dates.{role}" for role, entry in fields["dates"].items() if entry.get("status") == "not_found"]
    out.print("Not stated: " + escape(", ".join(missing)))
    out.print(
        f"Reason class: {contract['reason_class'] or 'unknown'}"
        + (f" (also: {', '.join(contract['other_reason_classes'])})" if contract["other_reason_classes"] else "")
    )
    show_warnings(contract["warnings"])
    if path:
        out.print(
            f"\nWritten to {escape(path)}: check it, put your name under `confirmed`, then run `peercall prepare`."
        )


def show_warnings(warnings: Iterable[str]) -> None:
    """Each warning on a line of its own."""
    out = console()
    for warning in warnings:
        out.print(f"[bold]![/bold] {escape(warning)}")


def show_triage(data: Mapping[str, Any]) -> None:
    """What a call can do here, the routes and the warnings."""
    out = console()
    triage = data["triage"]
    words = {
        "p2p": "Ask for the call",
        "p2p_with_warning": "Call, but read the warnings first",
        "other_route": "A call changes nothing here",
    }
    out.print(
        f"[bold]{words[triage['expected']]}[/bold] (effect: {triage['effect']}, from {escape(triage['effect_from'])})"
    )
    out.print(escape(triage["why"]))
    if triage["conflict"]:
        out.print(f"[bold]Conflict:[/bold] {escape(triage['conflict'])}")
    if triage["classes"]:
        out.print(
            table(
                "Reason",
                ("class", "fit for a call", "because the letter says"),
                ((c["label"], c["fit"], "; ".join(c["phrases"])) for c in triage["classes"]),
            )
        )
    out.print(
        table(
            "Routes",
            ("route", "why", "rule", "status"),
            ((r["route"], r["why"], r["rule"], r["rule_status"]) for r in triage["routes"]),
        )
    )
    show_warnings(
        w["text"] + (f" [{w['rule']}: {w['rule_status']}]" if w["rule_status"] else "") for w in triage["warnings"]
    )
    for question in triage["ask"]:
        out.print(f"Ask: {escape(question)}")


def show_deadlines(data: Mapping[str, Any]) -> None:
    """Clocks of the practice, then of the plan, then rules that do not reach this case."""
    out = console()

    def due(row: Mapping[str, Any]) -> str:
        if len(row["readings"]) > 1:
            return "\n".join(
                f"{'> ' if (r.get('due') or r.get('due_at')) == row['drives'] else '  '}{r.get('due') or r.get('due_at')} {r.get('weekday', '')[:3]} ({r['reading']})"
                for r in row["readings"]
            )
        return str(row["due_at_local"] or row["due"] or row["status"])

    for key, title in (("deadlines", f"Your clocks as of {data['as_of']}"), ("payer_clocks", "The plan's clocks")):
        if data[key]:
            out.print(
                table(
                    title,
                    ("what", "due (> drives)", "left", "rule", "note"),
                    (
                        (
                            row["label"],
                            due(row),
                            row["time_left"],
                            f"{row['rule']}\n({row['rule_status']})" if row["rule_status"] else row["rule"],
                            "\n".join(
                                [row["why"] or "", *row["warnings"], *(f"unknown: {u}" for u in row["unknown"])]
                            ).strip(),
                        )
                        for row in data[key]
                    ),
                )
            )
    if data["does_not_apply"]:
        out.print(table("Does not apply", ("rule", "why"), ((r["rule"], r["why"]) for r in data["does_not_apply"])))


def _places(entries: Iterable[Mapping[str, Any]]) -> str:
    cells = []
    for e in entries:
        place = (
            f"{e['document']} p. {e['page']}"
            if "page" in e
            else e.get("resource") or e.get("document") or e.get("attested_by", "")
        )
        cells.append(f"{e.get('says', '')} [{place}]" + (f": {e['why']}" if e.get("why") else ""))
    return "\n".join(cells)


def _show_to_read(entries: Sequence[Mapping[str, Any]]) -> None:
    """Passages found for an open criterion, indented, one a line, with what to mind."""
    out = console()
    if entries:
        out.print(f"    {TO_READ}")
    for e in entries:
        mind = "; ".join(words for words in (ASSERTED[Assertion(e["assertion"])], e.get("caution", "")) if words)
        when = f", note of {e['on']}" if e.get("on") else ""
        quote = " ".join(e["quote"].split())
        line = f'{e["document"]} p. {e["page"]}{when}: "{quote}"' + (f" ({mind})" if mind else "")
        out.print(Padding(escape(line), (0, 0, 0, 6)))


def _criterion_rows(criteria: Iterable[Mapping[str, Any]]) -> Iterable[tuple[str, ...]]:
    for row in criteria:
        if row["status"] == "not_applicable" or row.get("anonymous"):
            continue
        yield (
            row["id"],
            row["text"],
            STATUS_WORDS[row["status"]] + (f" ({row['reason']})" if row.get("reason") else ""),
            _places(row.get("evidence", ())),
            _places(row.get("considered_not_counted", ())),
        )


def show_criteria(data: Mapping[str, Any]) -> None:
    """Every criterion with its status, its evidence, and what was considered and not counted."""
    out = console()
    out.print(
        table(
            f"{data['policy_title']} ({data['policy_number']}, in force {data['policy_effective']}, text {data['policy_status']})",
            ("id", "criterion", "status", "evidence", "considered, not counted"),
            _criterion_rows(data["criteria"]),
        )
    )
    for row in (*data["criteria"], *data["non_covered"]):
        if row.get("candidates"):
            out.print(escape(f"{row['id']}: {row['text']}"))
            _show_to_read(row["candidates"])
    show_warnings(data["warnings"])
    for limit in data["limits"]:
        out.print(
            escape(
                f"Limit: {limit['what']}: {limit['status']} (asked {limit.get('requested') or 'not told'}, allowed {limit['allowed']})"
            )
        )
    if data["to_approve"]:
        out.print(
            "What would show every criterion: " + escape(" or ".join(" + ".join(ids) for ids in data["to_approve"][:5]))
        )
    if data["to_uphold"]:
        out.print(
            "What keeps it from being shown: " + escape(" or ".join(" + ".join(ids) for ids in data["to_uphold"][:5]))
        )


def show_brief(data: Mapping[str, Any]) -> None:
    """The brief as text, and what was left out of the page."""
    out = console()
    out.print(f"[bold]{escape(data['title'])}[/bold]")
    for row in data["header"]:
        out.print(escape(f"{row['label']}: {row['text']} {' '.join(row.get('marks', ()))}".rstrip()))
    for section in data["sections"]:
        out.print(f"\n[bold]{escape(section['heading'])}[/bold]")
        for line in section.get("lines", ()):
            out.print(escape(f"{line['text']} {' '.join(line.get('marks', ()))}".rstrip()))
        for row in section.get("criteria", ()):
            out.print(
                escape(
                    f"  {STATUS_WORDS[row['status']]:8} {row['text']}: {row['fact']['text']} {' '.join(row['fact'].get('marks', ()))}".rstrip()
                )
            )
        for row in section.get("treatments", ()):
            out.print(
                escape(
                    f"  {row['what']} | {row['dates']} | {row['dose']} | {row['duration']} | {row['outcome']} {' '.join(row['marks'])}"
                )
            )
        for row in section.get("answers", ()):
            out.print(
                escape(f"  {row['objection']} -> {row['answer']['text']} {' '.join(row['answer'].get('marks', ()))}")
            )
    if data["omitted"]:
        out.print(
            table("Left out of the page", ("section", "what"), ((o["section"], o["text"]) for o in data["omitted"]))
        )


def _is_lowest(node: CriterionResult) -> bool:
    """True for a criterion the policy names and divides no further into named ones."""
    return not node.anonymous and all(part.anonymous for child in node.children for part in child.walk())


def show_prepared(triaged: Mapping[str, Any], clocks: Mapping[str, Any], prepared: Any) -> None:
    """What was made for the call and where: route, clocks, criteria in numbers, gaps, files."""
    out = console()
    show_triage(triaged)
    out.print()
    show_deadlines({**clocks, "does_not_apply": []})
    choice = prepared.evaluation.choice
    if prepared.result is None:
        out.print(f"\n[bold]No policy was chosen:[/bold] {escape(choice.why)}")
        for policy, why in choice.candidates:
            out.print(escape(f"  {policy.id}: {policy.title} ({why})"))
    else:
        leaves = [node for node in prepared.result.root.walk() if _is_lowest(node)]
        counts = {
            word: sum(STATUS_WORDS[node.status.value] == word for node in leaves) for word in STATUS_WORDS.values()
        }
        out.print(
            escape(
                f"\nCriteria of {choice.chosen.title} ({choice.chosen.number}): "
                f"{counts['MET']} met, {counts['NOT MET']} not met, {counts['OPEN']} open"
            )
        )
        for node in leaves:
            if node.status.value == "not_documented":
                asks = f": {'; '.join(node.asks)}" if node.asks else ""
                out.print(escape(f"  open ({node.reason}): {node.text}{asks}"))
                _show_to_read(criterion_data(node).get("candidates", ()))
    if prepared.brief.omitted:
        out.print(
            escape(f"\n{len(prepared.brief.omitted)} item(s) did not fit the page; they are listed in brief.json.")
        )
    show_warnings(prepared.warnings)
    out.print("\nMade:")
    about = {
        "brief.pdf": "the one page to take into the call",
        "guide.html": "what to say, to print",
        "sources.html": "every source mark with its quote",
        "deadlines.ics": "the clocks for your calendar",
        "brief.json": "the brief as data, and what did not fit",
        "criteria.json": "every criterion with its evidence",
        "deadlines.json": "every clock and how it was counted",
    }
    for name, path in prepared.written.items():
        out.print(escape(f"  {path}  {about.get(name, '')}"), soft_wrap=True)
