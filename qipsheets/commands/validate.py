"""`validate`: all that is wrong with a plan, percentages first."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qipsheets import console, operations
from qipsheets.commands import options
from qipsheets.commands.showing import SEVERITY_COLOURS, STANDARD_OUTPUT, output, say_made, say_weights
from qipsheets.files import replace_bytes
from qipsheets.language import _
from qipsheets.plan.levels import counts, standing
from qipsheets.sheets.rows import cell_text, part_marked, shown_place
from qipsheets.stores.xlsx.tables_book import COLOURS, Sheet, tables_book

if TYPE_CHECKING:
    from qipsheets.loading import CheckedPlan
    from qipsheets.plan.findings import Finding
    from qipsheets.sheets.rows import ShownPlace

_TALLY = ("level", "met", "not_met", "total", "percent_met", "percent_not_met", "source")
_LEVEL = ("derived", "next_level", "blocked_by", "blocked_count", "conditions_missing", "source")


def validate(
    store: options.StoreOption = None,
    today: options.Today = None,
    json: options.JsonOption = False,
    fail_on: options.FailOn = "error",
    select: options.Select = None,
    ignore: options.Ignore = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", "-o", metavar="FILE.xlsx", help=_("Also a workbook of the findings."), show_default=False
        ),
    ] = None,
) -> None:
    """Checks the plan."""
    operations.checking.refuse_unknown_weight(fail_on)
    options.refuse_together({"--json": json, "--out -": out == STANDARD_OUTPUT})
    with output(out, ".xlsx") if out is not None else nullcontext() as path:
        check = operations.checking.validate_plan(store, today, select, ignore)
        if path is not None:
            _write_book(check.opened, check.findings, path)
        if json:
            console.say_json(_json(check))
        else:
            _show(check, out)
    if check.fails_on(fail_on):
        raise typer.Exit(1)


def _json(check: operations.checking.PlanCheck) -> dict[str, object]:
    opened = check.opened
    findings = []
    for one in check.findings:  # `text` is what the cell holds, `part` what of it is wrong
        place = shown_place(one, opened.tables)
        words = {"code": one.code, "severity": one.severity.word, "message": one.message, "hint": one.hint}
        where = console.picked(place, "tab", "key", "heading", "cell")
        findings.append({**words, **where, "text": cell_text(one, opened.tables), "part": one.part})
    return {
        "today": opened.today,
        "store": opened.store.name,
        "accepted": check.accepted,
        "findings": findings,
        "tallies": [console.picked(count, *_TALLY) for count in counts(opened.plan)],
        "level": {"declared": opened.plan.school.declared_level} | console.picked(standing(opened.plan), *_LEVEL),
    }


def _show(check: operations.checking.PlanCheck, out: Path | None) -> None:
    if out is None:
        _show_findings(check.opened, check.findings)
    else:
        say_made(out)
    say_weights(check.opened.store.name, (finding.severity for finding in check.findings))
    if check.accepted:
        console.say(_("{count} more are accepted on the tab «Bỏ qua».").format(count=check.accepted))


def _show_findings(opened: CheckedPlan, findings: Sequence[Finding]) -> None:
    """The findings tab by tab, the worst of each first; percentages before all else."""
    by_tab: dict[str, list[tuple[Finding, ShownPlace]]] = {}
    for finding in sorted(findings, key=lambda finding: finding.place.tab != "tallies"):
        place = shown_place(finding, opened.tables)
        by_tab.setdefault(place.tab, []).append((finding, place))
    headings = (_("Weight"), _("Rule"), _("Cell"), _("Column"), _("What is wrong → what mends it"))
    for tab, entries in by_tab.items():
        console.say(f"\n{tab}")
        entries.sort(key=lambda entry: (-entry[0].severity, entry[0].code))
        rows = [
            (
                _(operations.checking.SEVERITY_WORDS[finding.severity.word]),
                finding.code,
                place.cell if finding.place.tab == "school" else f"{place.cell} {place.key}".strip(),
                place.heading,
                _finding_words(opened, finding),
            )
            for finding, place in entries
        ]
        console.print_table(headings, rows, [SEVERITY_COLOURS[finding.severity.word] for finding, _place in entries])


def _finding_words(opened: CheckedPlan, finding: Finding) -> str:
    """What is wrong, the cell with that part between brackets, what mends it."""
    text = cell_text(finding, opened.tables)
    message = finding.message.text()
    lines = [message]
    if text and text != finding.part and text not in message and (finding.part or len(text) <= 60):
        lines.append(f"   {part_marked(text, finding.part)}")
    return "\n".join([*lines, f"→ {finding.hint.text()}"])


def _write_book(opened: CheckedPlan, findings: Sequence[Finding], path: Path) -> None:
    """The findings as a workbook. Raises FileTrouble or Locked where it cannot be written."""
    headings = [_("Weight"), _("Rule"), _("Tab"), _("Cell"), _("Row"), _("Column"), _("Cell's text")]
    rows, colours = [], []
    for finding in findings:
        place = shown_place(finding, opened.tables)
        text = part_marked(cell_text(finding, opened.tables), finding.part)
        weight = _(operations.checking.SEVERITY_WORDS[finding.severity.word])
        cells = [weight, finding.code, place.tab, place.cell, place.key, place.heading, text]
        rows.append([*cells, finding.message.text(), finding.hint.text()])
        colours.append(COLOURS[finding.severity.word])
    sheet = Sheet(_("Findings"), [*headings, _("What is wrong"), _("What mends it")], rows, colours)
    replace_bytes(path, tables_book([sheet]))
