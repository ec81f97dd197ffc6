"""Commands on one case folder, one for each step and `prepare` for all."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from peercall.application.contract_forms import brief_data, clocks_data, criteria_data
from peercall.bootstrap.local import LocalCase, triage_data
from peercall.bootstrap.new_cases import new_case, new_case_from
from peercall.cli import options, tables
from peercall.domain.errors import LetterNotConfirmed, PolicyNotChosen


def _print_json(data: object) -> None:
    options.end_progress()
    typer.echo(json.dumps(data, indent=1, ensure_ascii=False))


def new(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to make.")],
    denial: Annotated[
        Path | None,
        typer.Option("--from", metavar="FILE", help="The denial: a letter, an 835, 278, PAS answer or EOB."),
    ] = None,
) -> None:
    """Make a case folder to fill in, with the denial in it when you name one."""
    for name in new_case(folder) if denial is None else new_case_from(folder, denial):
        typer.echo(f"made {folder / name}")
    letter = "" if denial else "put the letter into denial/ and "
    typer.echo(
        f"Next: {letter}{'put ' if denial else ''}the chart into chart/, fill in case.yaml, then `peercall prepare`."
    )


def read(
    case: options.CaseArgument,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace a determination.yaml nobody has confirmed.")
    ] = False,
    json_: options.JsonOption = False,
    rules: options.RulesOption = None,
    as_of: options.AsOfOption = None,
    password_file: options.PasswordFileOption = None,
) -> None:
    """Read the denial letter and write determination.yaml for a person to check."""
    opened = options.open_case(case, rules=rules, as_of=as_of, password_file=password_file)
    if json_:
        contracts = [_with_triage(opened, number) for number in range(1, len(opened.proposals) + 1)]
        _print_json(contracts[0] if len(contracts) == 1 else contracts)
        return
    paths = opened.write_reading(overwrite=overwrite)
    options.end_progress()
    for number, path in enumerate(paths, start=1):
        tables.show_reading(opened.contract(number), path=str(path))
    tables.show_warnings(opened.folder.warnings)


def _with_triage(opened: LocalCase, number: int) -> dict[str, Any]:
    contract = opened.contract(number)
    try:
        determination = opened.determination(accept=True, number=number)
        contract["triage"] = triage_data(opened, determination, opened.assess(determination).triage)["triage"]
    except LetterNotConfirmed as error:
        contract["triage"] = None
        contract["warnings"] = [*contract["warnings"], str(error)]
    return contract


def triage(
    case: options.CaseArgument,
    accept: options.AcceptOption = False,
    number: options.NumberOption = 1,
    json_: options.JsonOption = False,
    rules: options.RulesOption = None,
    as_of: options.AsOfOption = None,
    password_file: options.PasswordFileOption = None,
) -> None:
    """Say whether a call can change anything here, and what to do instead."""
    opened = options.open_case(case, rules=rules, as_of=as_of, password_file=password_file)
    determination = opened.determination(accept=accept, number=number)
    data = triage_data(opened, determination, opened.assess(determination).triage)
    if json_:
        _print_json(data)
        return
    options.end_progress()
    tables.show_triage(data)


def deadlines(
    case: options.CaseArgument,
    accept: options.AcceptOption = False,
    number: options.NumberOption = 1,
    json_: options.JsonOption = False,
    rules: options.RulesOption = None,
    as_of: options.AsOfOption = None,
    password_file: options.PasswordFileOption = None,
) -> None:
    """Show every clock that runs, how it was counted, and by which rule."""
    opened = options.open_case(case, rules=rules, as_of=as_of, password_file=password_file)
    determination = opened.determination(accept=accept, number=number)
    data = clocks_data(
        opened.assess(determination).clocks, determination=determination, time_zone=opened.case.time_zone
    )
    if json_:
        _print_json(data)
        return
    options.end_progress()
    tables.show_deadlines(data)


def criteria(
    case: options.CaseArgument,
    accept: options.AcceptOption = False,
    number: options.NumberOption = 1,
    json_: options.JsonOption = False,
    rules: options.RulesOption = None,
    as_of: options.AsOfOption = None,
    password_file: options.PasswordFileOption = None,
) -> None:
    """Check the policy's criteria against the chart."""
    opened = options.open_case(case, rules=rules, as_of=as_of, password_file=password_file)
    determination = opened.determination(accept=accept, number=number)
    evaluation = opened.evaluate(determination)
    if evaluation.choice.chosen is None or evaluation.result is None:
        names = ", ".join(policy.id for policy, _ in evaluation.choice.candidates) or "none fits the service"
        raise PolicyNotChosen(
            f"{evaluation.choice.why} (candidates: {names})", where="case.yaml", remedy="Name one under `policy`."
        )
    data = criteria_data(
        evaluation.result, policy=evaluation.choice.chosen, request=opened.case.request, as_of=opened.moment.date()
    )
    if json_:
        _print_json(data)
        return
    options.end_progress()
    tables.show_criteria(data)
    tables.show_warnings(opened.warnings())


def brief(
    case: options.CaseArgument,
    accept: options.AcceptOption = False,
    out: Annotated[Path | None, typer.Option("--out", help="Folder for the files (default: the case's out/).")] = None,
    number: options.NumberOption = 1,
    json_: options.JsonOption = False,
    rules: options.RulesOption = None,
    as_of: options.AsOfOption = None,
    password_file: options.PasswordFileOption = None,
) -> None:
    """Write the one-page brief and show it as text."""
    opened = options.open_case(case, rules=rules, as_of=as_of, password_file=password_file)
    prepared = opened.prepare(accept=accept, out=out, number=number)
    data = brief_data(prepared.brief)
    if json_:
        _print_json(data)
        return
    options.end_progress()
    tables.show_brief(data)
    typer.echo(f"\n{prepared.written['brief.pdf']}")


def prepare(
    case: options.CaseArgument,
    accept: options.AcceptOption = False,
    out: Annotated[Path | None, typer.Option("--out", help="Folder for the files (default: the case's out/).")] = None,
    number: options.NumberOption = 1,
    json_: options.JsonOption = False,
    rules: options.RulesOption = None,
    as_of: options.AsOfOption = None,
    password_file: options.PasswordFileOption = None,
) -> None:
    """Do the whole job: clocks, triage, criteria, the one-page brief and the call guide."""
    opened = options.open_case(case, rules=rules, as_of=as_of, password_file=password_file)
    prepared = opened.prepare(accept=accept, out=out, number=number)
    clocks = clocks_data(prepared.clocks, determination=prepared.determination, time_zone=opened.case.time_zone)
    triaged = triage_data(opened, prepared.determination, prepared.triage)
    choice = prepared.evaluation.choice
    if json_:
        _print_json(
            {
                "schema": "peercall.prepared/1",
                "triage": triaged["triage"],
                "deadlines": clocks,
                "criteria": criteria_data(
                    prepared.result, policy=choice.chosen, request=opened.case.request, as_of=opened.moment.date()
                )
                if prepared.result is not None and choice.chosen is not None
                else None,
                "policy_candidates": [{"policy": p.id, "why": why} for p, why in choice.candidates],
                "omitted": [{"section": o.section, "text": o.text} for o in prepared.brief.omitted],
                "warnings": list(prepared.warnings),
                "files": {name: str(path) for name, path in prepared.written.items()},
            }
        )
        return
    options.end_progress()
    tables.show_prepared(triaged, clocks, prepared)
