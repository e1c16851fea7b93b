"""`validate`, `rules`, `check-document`: what is wrong with a plan, what is checked and why, a Word file's layout."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from textwrap import shorten
from typing import TYPE_CHECKING, Annotated

import typer

from qipsheets import console, operations
from qipsheets.commands import options
from qipsheets.commands.showing import SEVERITY_COLOURS, STANDARD_OUTPUT, output, say_made, say_weights
from qipsheets.files import replace_bytes
from qipsheets.language import N_, _
from qipsheets.plan.findings import Finding, Rule
from qipsheets.plan.levels import counts, standing
from qipsheets.sheets.rows import ShownPlace, part_marked, shown_place
from qipsheets.stores.xlsx.tables_book import COLOURS, Sheet, tables_book

if TYPE_CHECKING:
    from qipsheets.loading import CheckedPlan

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
            console.say_json(_validate_json(check))
        else:
            _show_check(check, out)
    if check.fails_on(fail_on):
        raise typer.Exit(1)


def _validate_json(check: operations.checking.PlanCheck) -> dict[str, object]:
    opened = check.opened
    findings = []
    for one in check.findings:  # `text` is what the cell holds, `part` what of it is wrong
        place = shown_place(one, opened.tables)
        words = {"code": one.code, "severity": one.severity.word, "message": one.message, "hint": one.hint}
        where = console.picked(place, "tab", "key", "heading", "cell")
        findings.append({**words, **where, "text": place.content, "part": one.part})
    return {
        "today": opened.today,
        "store": opened.store.name,
        "accepted": check.accepted,
        "findings": findings,
        "tallies": [console.picked(count, *_TALLY) for count in counts(opened.plan)],
        "level": {"declared": opened.plan.school.declared_level} | console.picked(standing(opened.plan), *_LEVEL),
    }


def _show_check(check: operations.checking.PlanCheck, out: Path | None) -> None:
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
                _finding_words(finding, place.content),
            )
            for finding, place in entries
        ]
        console.print_table(headings, rows, [SEVERITY_COLOURS[finding.severity.word] for finding, _place in entries])


def _finding_words(finding: Finding, text: str) -> str:
    """What is wrong, the cell with that part between brackets, what mends it."""
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
        text = part_marked(place.content, finding.part)
        weight = _(operations.checking.SEVERITY_WORDS[finding.severity.word])
        cells = [weight, finding.code, place.tab, place.cell, place.key, place.heading, text]
        rows.append([*cells, finding.message.text(), finding.hint.text()])
        colours.append(COLOURS[finding.severity.word])
    sheet = Sheet(_("Findings"), [*headings, _("What is wrong"), _("What mends it")], rows, colours)
    replace_bytes(path, tables_book([sheet]))


def rules(
    code: Annotated[
        str, typer.Argument(metavar="CODE", help=_("A rule to explain, for example PCT-01."), show_default=False)
    ] = "",
    json: options.JsonOption = False,
) -> None:
    """Lists the rules, or explains one: its reason, its legal source, an example."""
    found = (operations.checking.rule_named(code),) if code else operations.checking.all_rules()
    if json:
        known = [
            {
                "code": one.code,
                "severity": one.severity.word,
                "title": _(one.title),
                "reason": _(one.reason),
                "remedy": _(one.remedy),
                **console.picked(one, "source", "example", "rests_on_framework"),
            }
            for one in found
        ]
        console.say_json({"rules": known})
    elif code:
        _explain(found[0])
    else:
        words = operations.checking.SEVERITY_WORDS
        rows = [(one.code, _(words[one.severity.word]), _(one.title)) for one in found]
        console.print_table((_("Rule"), _("Weight"), _("What it finds")), rows)


def _explain(rule: Rule) -> None:
    console.say(f"{rule.code}  {_(rule.title)}  ({_(operations.checking.SEVERITY_WORDS[rule.severity.word])})")
    console.say(_("Why: {reason}").format(reason=_(rule.reason)))
    console.say(_("Remedy: {remedy}").format(remedy=_(rule.remedy)))
    if rule.source:
        console.say(_("Source: {source}").format(source=rule.source))
    if rule.example:
        console.say(_("Example: {example}").format(example=rule.example))
    if rule.rests_on_framework:
        console.say(
            _("It rests on the framework file: at most a warning until that is compared with the official text.")
        )


_COMPARED = {
    "journal": N_("Compared with the data as the journal knew them when the document was printed."),
    "other": N_("The state it was printed from is not in this machine's journal; compared with the data of now."),
}


def check_document(
    file: Annotated[Path, typer.Argument(metavar="FILE.docx", help=_("The Word file to look at."))],
    store: options.StoreOption = None,
    today: options.Today = None,
    as_of: options.AsOf = None,
    template: Annotated[
        Path | None, typer.Option(metavar="FILE.docx", help=_("The template it was printed with, if not ours."))
    ] = None,
    json: options.JsonOption = False,
    fail_on: options.FailOn = "error",
    select: Annotated[
        list[str] | None, typer.Option(metavar="CODE", help=_("Only these rules: LAYOUT or LAYOUT-02."))
    ] = None,
    ignore: options.Ignore = None,
) -> None:
    """Checks a Word file."""
    operations.checking.refuse_unknown_weight(fail_on)
    chosen = operations.checking.selection(select, ignore, operations.checking.document_rules().values())
    with console.spinner("…"):
        check = operations.checking.check_document(
            file, chosen, store=store, today=today, as_of=as_of, template=template
        )
    if json:
        console.say_json(_document_json(file, check))
    else:
        _show_document(file, check)
    if check.fails_on(fail_on):
        raise typer.Exit(1)


def _document_json(file: Path, check: operations.checking.DocumentCheck) -> dict[str, object]:
    faults = [
        console.picked(one, "code")
        | {"severity": one.severity.word, "message": one.message, "where": one.where, "text": one.excerpt}
        | console.picked(one, "hint")
        for one in check.faults
    ]
    differences = [
        console.picked(one.rule, "code")
        | {"severity": one.rule.severity.word, "where": one.where, "about": one.about, "was": one.was, "is": one.now}
        for one in check.differences
    ]
    return {
        "file": file.name,
        "findings": faults,
        "compared_with": check.compared or None,
        "differences": differences,
    }


def _show_document(file: Path, check: operations.checking.DocumentCheck) -> None:
    if check.faults:
        rows = [
            (
                _(operations.checking.SEVERITY_WORDS[fault.severity.word]),
                fault.code,
                f"{fault.where.text()}\n«{fault.excerpt}»" if fault.excerpt else fault.where.text(),
                f"{fault.message.text()}\n→ {fault.hint.text()}",
            )
            for fault in check.faults
        ]
        headings = (_("Weight"), _("Rule"), _("Where"), _("What is wrong → what mends it"))
        console.print_table(headings, rows, [SEVERITY_COLOURS[fault.severity.word] for fault in check.faults])
    if check.differences:
        console.say(_("Changed after it was printed:"))
        changes = [
            (one.rule.code, one.where.text(), one.about, _short(one.was), _short(one.now)) for one in check.differences
        ]
        heads = (_("Rule"), _("Where"), _("Column"), _("Printed"), _("Now"))
        console.print_table(heads, changes, ["red"] * len(changes))
    if check.compared in _COMPARED:
        console.say(_(_COMPARED[check.compared]))
    say_weights(file.name, (fault.severity for fault in check.faults))
    if check.compared:
        words = _("{count} differences from the data.").format(count=len(check.differences))
        console.say(words if check.differences else _("It says what the data say."))


def _short(text: str) -> str:
    return shorten(text, 160, placeholder="…") or "-"
