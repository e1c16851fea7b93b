"""`office`: many schools collected, counted, and looked at under another circular."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qipsheets import console, settings
from qipsheets.commands import options
from qipsheets.commands.showing import STANDARD_OUTPUT, output, say_made
from qipsheets.errors import PartlyDone, UsageError
from qipsheets.files import replace_bytes
from qipsheets.language import N_, _
from qipsheets.offices.bundles import verify_bundles
from qipsheets.offices.engines import DASK, ENGINES, LOCAL
from qipsheets.offices.figures import OfficeFigures, office_figures, worst
from qipsheets.offices.keeping import Office
from qipsheets.offices.office import Ahead, Collecting, Force, robots_in
from qipsheets.offices.register import open_register
from qipsheets.offices.report_page import office_page
from qipsheets.offices.report_word import Letter, office_report
from qipsheets.offices.simulating import CHANGES, GAINS, LOSES, Simulation, read_draft, simulation
from qipsheets.offices.summary import Sent
from qipsheets.offices.tables import office_book, simulation_book

if TYPE_CHECKING:
    from qipsheets.offices.bundles import Verified
    from qipsheets.offices.figures import SchoolGroup, SchoolLine
    from qipsheets.offices.office import RunResult
    from qipsheets.plan.findings import Finding

SENT_WORDS: Mapping[str, str] = {
    Sent.SENT: N_("sent"),
    Sent.MISSING: N_("missing"),
    Sent.REFUSED: N_("not taken"),
    Sent.UNREACHABLE: N_("no answer"),
}
_MOST_LINES = 20
_WORST = 10

RegisterOption = Annotated[
    str, typer.Option("--register", metavar="FILE|URL", help=_("The register of schools: .xlsx, .csv or a Sheet."))
]
DataOption = Annotated[Path, typer.Option("--data", metavar="DIR", help=_("The folder of what is collected."))]
UnitOption = Annotated[str, typer.Option("--unit", metavar="NAME", help=_("Only the schools under this unit."))]
DayOption = Annotated[
    str | None,
    typer.Option("--day", metavar="DAY", help=_("The day that was collected (else the newest)."), show_default=False),
]


def collect(
    register: RegisterOption,
    data: DataOption,
    today: options.Today = None,
    engine: Annotated[str, typer.Option(metavar="local|dask", help=_("What does the work."))] = LOCAL,
    workers: Annotated[
        int | None,
        typer.Option(metavar="N", min=1, help=_("How many processes (else one a core)."), show_default=False),
    ] = None,
    scheduler: Annotated[str, typer.Option(metavar="ADDRESS", help=_("A Dask scheduler: tcp://host:8786."))] = "",
    keys: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help=_("A folder of robots' key files, which share the calls to Google.")),
    ] = None,
    json: options.JsonOption = False,
) -> None:
    """Collects the schools of a register for a day; goes on where an earlier run was stopped."""
    if engine not in ENGINES:
        raise UsageError(
            _("There is no engine «{name}».").format(name=engine), _("Use --engine local or --engine dask.")
        )
    options.refuse_without("--engine dask", engine == DASK, {"--scheduler": scheduler})
    options.refuse_together({"--scheduler": scheduler, "--workers": workers})
    force = Force(engine, workers or os.cpu_count() or 1, scheduler, robots_in(keys))
    schools = open_register(register)
    if not schools.entries:
        _show_findings(schools.findings)  # they say why there is no school
    run = Collecting(schools, data, settings.past_day(today), force).run(_say_ahead, _progress())
    if json:
        console.say_json(_run_json(run))
    else:
        _show_run(run)
    if run.states.get(Sent.UNREACHABLE):
        raise typer.Exit(PartlyDone.exit_code)


def _say_ahead(ahead: Ahead) -> None:
    words = _(
        "{schools} schools: {workbooks} workbooks, {sheets} Sheets, {bundles} bundles, {without} without a source."
    )
    console.warn(words.format(**console.picked(ahead, "schools", "workbooks", "sheets", "bundles", "without")))
    if ahead.done:
        console.warn(_("{count} of them were done by a run that was stopped.").format(count=ahead.done))
    if ahead.calls:
        words = _("{calls} calls to Google, which take {minutes} minutes at least.")
        console.warn(words.format(calls=ahead.calls, minutes=ahead.minutes))


def _progress() -> Callable[[int, int], None]:
    """What tells how far it is, a line each twentieth."""
    shown = 0

    def tell(done: int, count: int) -> None:
        nonlocal shown
        if done * 20 // count > shown or done == count:
            shown = done * 20 // count
            console.warn(_("{done} of {count} schools").format(done=done, count=count))

    return tell


def _run_json(run: RunResult) -> dict[str, object]:
    about = console.picked(run, "day", "worked", "resumed", "unchanged", "calls")
    states = {one.value: run.states.get(one.value, 0) for one in Sent}
    reasons = [console.picked(row, "code", "name", "state", "source", "reason") for row in run.reasons]
    findings = [
        {"rule": one.code, "row": one.place.row, "code": one.place.key, "message": one.message.text()}
        for one in run.findings
    ]
    where = {"folder": str(run.folder), "receipts": str(run.receipts)}
    others = {"reasons": reasons, "register": findings, "notes": [one.text() for one in run.notes]}
    return about | {"states": states} | where | others


def _show_findings(findings: Sequence[Finding]) -> None:
    for finding in findings:
        row = _("row {row}").format(row=finding.place.row) if finding.place.row else ""
        console.warn(f"  {finding.code} {row} {finding.message.text()} → {finding.hint.text()}")


def _show_run(run: RunResult) -> None:
    _show_findings(run.findings)
    for note in run.notes:
        console.warn(f"  {note.text()}")
    for line in run.reasons[:_MOST_LINES]:
        console.warn(f"  {line.code} {line.name}: {_(SENT_WORDS[line.state])}. {line.reason}")
    if len(run.reasons) > _MOST_LINES:
        console.warn("  " + _("… and {count} more, in {path}.").format(
            count=len(run.reasons) - _MOST_LINES, path=run.receipts))  # fmt: skip
    counts = ", ".join(f"{_(SENT_WORDS[state])} {number}" for state, number in run.states.items())
    console.say(_("Collected for {day}: {counts}.").format(day=f"{run.day:%d/%m/%Y}", counts=counts))
    console.say(_("{unchanged} had not changed; {calls} calls to Google.").format(
        unchanged=run.unchanged, calls=run.calls))  # fmt: skip


def report(
    data: DataOption,
    day: DayOption = None,
    unit: UnitOption = "",
    out: Annotated[
        list[Path] | None,
        typer.Option("--out", "-o", metavar="FILE", help=_("A .docx, .xlsx or .html to make; may be repeated.")),
    ] = None,
    issuer: Annotated[str, typer.Option(metavar="NAME", help=_("Whose report it is (else the unit)."))] = "",
    superior: Annotated[str, typer.Option(metavar="NAME", help=_("Whom it is for (else the unit's superior)."))] = "",
    place: Annotated[str, typer.Option(metavar="NAME", help=_("The place before the day."))] = "",
    signer: Annotated[str, typer.Option(metavar="OFFICE", help=_("The office of who signs."))] = "",
    signer_name: Annotated[str, typer.Option(metavar="NAME", help=_("The name of who signs."))] = "",
    json: options.JsonOption = False,
) -> None:
    """Counts what was collected: who has sent, levels, criteria, what is late, funding, trend."""
    for path in out or ():
        if path.suffix.lower() not in REPORTS:
            raise UsageError(
                _("{name} does not end in {suffix}.").format(name=path.name, suffix=", ".join(REPORTS)),
                _("Name the file for example {name}.").format(name="bao-cao.docx"),
            )
    office = Office(data)
    figures = office_figures(office, office.newest(settings.day(day) if day else None), unit)
    letter = Letter(issuer or figures.head, superior or figures.superior, place, signer, signer_name)
    for path in out or ():
        replace_bytes(path, REPORTS[path.suffix.lower()](figures, letter))
    if json:
        console.say_json(_report_json(figures))
    elif out:
        for path in out:
            say_made(path)
    else:
        _show_report(figures)


REPORTS: Mapping[str, Callable[[OfficeFigures, Letter], bytes]] = {
    ".docx": office_report,
    ".xlsx": lambda figures, _letter: office_book(figures),
    ".html": lambda figures, _letter: office_page(figures),
}


def _report_json(figures: OfficeFigures) -> dict[str, object]:
    def of_group(group: SchoolGroup) -> dict[str, object]:
        return asdict(group) | console.picked(group, "percent_sent", "percent_done")

    return {
        "day": figures.day,
        "unit": figures.unit,
        "whole": of_group(figures.whole),
        "units": [of_group(one) for one in figures.units],
        "kinds": [of_group(one) for one in figures.kinds],
        "criteria": [asdict(one) | console.picked(one, "weak_level", "percent_met") for one in figures.criteria],
        **console.picked(figures, "funding", "trend", "missing", "stale", "near", "late", "other_circular"),
        "register": figures.register_findings,
    }


def _show_report(figures: OfficeFigures) -> None:
    whole = figures.whole
    console.say(_("{name}, {day}").format(name=figures.unit or _("All schools"), day=f"{figures.day:%d/%m/%Y}"))
    headings = (_("Unit"), _("Schools"), _("Sent"), _("Missing"), _("Refused"), _("Stale"), _("Levels"), _("Overdue"))
    rows = [_group_row(one) for one in (*figures.units, *figures.kinds)]
    console.print_table(headings, [*rows, _group_row(whole, _("Together"))])
    words = (_("Circular"), _("Criterion"), _("Schools"), _("Met, level by level"))
    rows = [
        (one.circular, f"{one.code} {one.name}", str(one.assessed), _counts(one.met))
        for one in worst(figures.criteria)[:_WORST]
    ]
    console.print_table(words, rows)
    _show_lines(_("Not sent"), figures.missing)
    _show_lines(_("One criterion from the next level"), figures.near)


def _group_row(group: SchoolGroup, name: str = "") -> tuple[str, ...]:
    counts = (group.schools, group.sent, group.missing, group.refused, group.stale)
    return (name or group.name, *map(str, counts), _counts(group.levels), str(group.overdue))


def _counts(of_levels: Mapping[str, int] | Mapping[int, int | None]) -> str:
    return " · ".join(f"{level}: {number}" for level, number in of_levels.items())


def _show_lines(title: str, lines: Sequence[SchoolLine]) -> None:
    if not lines:
        return
    console.say(f"{title}: {len(lines)}")
    for line in lines[:_MOST_LINES]:
        why = line.reason or ", ".join(line.blocked_by)
        console.say(f"  {line.code} {line.name} ({line.unit}) {why}".rstrip())


def simulate(
    data: DataOption,
    framework: Annotated[
        str,
        typer.Option("--framework", metavar="FILE.toml|ID", help=_("The circular or draft to look under.")),
    ],
    day: DayOption = None,
    unit: UnitOption = "",
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="FILE.xlsx", help=_("Also a workbook, a row a school."))
    ] = None,
    json: options.JsonOption = False,
) -> None:
    """Works out each school's level under another circular: who gains, who loses, and by which criteria."""
    options.refuse_together({"--json": json, "--out -": out == STANDARD_OUTPUT})
    with output(out, ".xlsx") if out is not None else nullcontext() as path:
        office = Office(data)
        found = simulation(office, office.newest(settings.day(day) if day else None), read_draft(framework), unit)
        if path is not None:
            replace_bytes(path, simulation_book(found))
        if json:
            console.say_json(_simulation_json(found))
            return
        if out is not None:
            say_made(out)
        _show_simulation(found)


def _simulation_json(found: Simulation) -> dict[str, object]:
    about = console.picked(found.framework, "id", "circular", "verified")
    moves = [{"before": old, "after": new, "schools": number} for (old, new), number in found.sorted_moves]
    reasons = [
        {"change": change, "criterion": code, "schools": number}
        for (change, code), number in sorted(found.reasons.items(), key=lambda one: (one[0][0], -one[1], one[0][1]))
    ]
    head = console.picked(found, "day", "unit") | {"framework": about, "counts": found.counts}
    return head | {"moves": moves, "reasons": reasons, "schools": found.schools}


def _show_simulation(found: Simulation) -> None:
    console.say(_("Under {circular}:").format(circular=found.framework.circular))
    if not found.framework.verified:
        console.warn(_("Nobody has compared this framework with the official text."))
    for change, number in found.counts.items():
        console.say(f"  {_(CHANGES[change])}: {number}")
    rows = [(_level_word(old), _level_word(new), str(number)) for (old, new), number in found.sorted_moves]
    console.print_table((_("Level now"), _("Level then"), _("Schools")), rows)
    reasons = {LOSES: _("Criteria not met there: {words}"), GAINS: _("Criteria that kept them back before: {words}")}
    for change, because in reasons.items():
        counted = [(number, code) for (why, code), number in found.reasons.items() if why == change]
        if counted:
            words = ", ".join(f"{code} ({number})" for number, code in sorted(counted, reverse=True)[:_WORST])
            console.say(f"{_(CHANGES[change])}. {because.format(words=words)}")


def _level_word(level: int | None) -> str:
    return "?" if level is None else str(level)


def verify(
    bundles: Annotated[list[Path], typer.Argument(metavar="FILE.qip|DIR", help=_("Bundles, or folders of them."))],
    register: Annotated[
        str, typer.Option("--register", metavar="FILE|URL", help=_("Also whether each has its school's key."))
    ] = "",
    json: options.JsonOption = False,
) -> None:
    """Proves that bundles are as their schools signed them; ends with 1 where one is not."""
    found = verify_bundles(bundles, open_register(register) if register else None)
    if json:
        console.say_json({"bundles": found})
    else:
        for one in found:
            console.say(_verified_words(one))
    if not all(one.is_sound for one in found):
        raise typer.Exit(1)


def _verified_words(one: Verified) -> str:
    if not one.is_sound:
        return f"✗ {one.file}: {one.reason}"
    known = _("with the key of the register") if one.key_is_known else _("with a key that the register does not name")
    words = _("✓ {file}: {school}, {year}, made on {day}, signed {known} ({key})")
    made = f"{one.made:%d/%m/%Y}" if one.made else ""
    return words.format(file=one.file, school=one.school, year=one.year, day=made, known=known, key=one.public_key[:16])
