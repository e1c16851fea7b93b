"""`validate`: all that is wrong with a plan, percentages first."""

from collections import Counter
from typing import Annotated, Any

import typer

from qipsheets import console
from qipsheets.commands.context import (
    SEVERITY_WORDS,
    JsonOption,
    Opened,
    StoreOption,
    TodayOption,
    all_rules,
    open_plan,
)
from qipsheets.language import _

SEVERITIES = {"info": 1, "warning": 2, "error": 3, "never": 9}
_COLOURS = {"error": "red", "warning": "yellow", "info": ""}


def validate(
    store: StoreOption = None,
    today: TodayOption = None,
    json: JsonOption = False,
    fail_on: Annotated[
        str, typer.Option(metavar="error|warning|info|never", help=_("Exit 1 from this weight on."))
    ] = "error",
    select: Annotated[
        list[str] | None, typer.Option(metavar="CODE", help=_("Only these rules: PCT or PCT-01."))
    ] = None,
    ignore: Annotated[list[str] | None, typer.Option(metavar="CODE", help=_("Without these rules."))] = None,
) -> None:
    """Checks the plan."""
    from qipsheets.errors import UsageError

    if fail_on not in SEVERITIES:
        raise UsageError(
            _("«{text}» is no weight.").format(text=fail_on),
            _("Use one of: {names}.").format(names=", ".join(SEVERITIES)),
        )
    _refuse_unknown([*(select or ()), *(ignore or ())])
    opened = open_plan(store, today)
    findings = [f for f in opened.findings if _wanted(f.code, select, ignore)]
    accepted = sum(_wanted(f.code, select, ignore) for f in opened.all_findings) - len(findings)
    if json:
        console.say_json(report(opened, findings, accepted))
    else:
        _show(opened, findings, accepted)
    if any(finding.severity >= SEVERITIES[fail_on] for finding in findings):
        raise typer.Exit(1)


def report(opened: Opened, findings: list[Any], accepted: int) -> dict[str, Any]:
    """The object of `validate --json`."""
    from qipsheets.plan.levels import counts

    return {
        "schema_version": 1,
        "today": opened.today,
        "store": opened.store.name,
        "accepted": accepted,
        "findings": [_finding(opened, finding) for finding in findings],
        "tallies": [_tally(count) for count in counts(opened.plan)],
        "level": _level(opened),
    }


def _finding(opened: Opened, finding: Any) -> dict[str, Any]:
    from qipsheets.sheets.places import shown_place

    place = shown_place(finding, opened.tables)
    told = {"code": finding.code, "severity": finding.severity.word, "message": finding.message, "hint": finding.hint}
    return told | {"tab": place.tab, "key": place.key, "heading": place.heading, "cell": place.cell}


def _tally(count: Any) -> dict[str, Any]:
    fields = ("level", "met", "not_met", "total", "percent_met", "percent_not_met", "source")
    return {field: getattr(count, field) for field in fields}


def _level(opened: Opened) -> dict[str, Any]:
    from qipsheets.plan.levels import standing

    fields = ("derived", "next_level", "blocked_by", "blocked_count", "conditions_missing", "source")
    stands = standing(opened.plan)
    return {"declared": opened.plan.school.declared_level} | {field: getattr(stands, field) for field in fields}


def _wanted(code: str, select: list[str] | None, ignore: list[str] | None) -> bool:
    chosen = not select or any(code.startswith(prefix.upper()) for prefix in select)
    return chosen and not any(code.startswith(prefix.upper()) for prefix in ignore or ())


def _refuse_unknown(prefixes: list[str]) -> None:
    """A misspelt code would silently check nothing."""
    from qipsheets.errors import UsageError

    for prefix in prefixes:
        if not any(rule.code.startswith(prefix.upper()) for rule in all_rules()):
            raise UsageError(
                _("There is no rule «{code}».").format(code=prefix), _("See all rules with: qipsheets rules")
            )


def _show(opened: Opened, findings: list[Any], accepted: int) -> None:
    from qipsheets.sheets.places import shown_place

    by_tab: dict[str, list[tuple[Any, Any]]] = {}
    for finding in sorted(findings, key=lambda finding: finding.place.tab != "tallies"):  # percentages first
        place = shown_place(finding, opened.tables)
        by_tab.setdefault(place.tab, []).append((finding, place))
    for tab, entries in by_tab.items():
        console.say(f"\n{tab}")
        entries.sort(key=lambda entry: -entry[0].severity)
        rows = [
            (
                _(SEVERITY_WORDS[f.severity.word]),
                f.code,
                p.cell if f.place.tab == "school" else f"{p.cell} {p.key}".strip(),
                p.heading,
                f"{f.message}\n→ {f.hint}",
            )
            for f, p in entries
        ]
        headings = (_("Weight"), _("Rule"), _("Cell"), _("Column"), _("What is wrong → what mends it"))
        console.table(headings, rows, [_COLOURS[f.severity.word] for f, _p in entries])
    weights = Counter(finding.severity.word for finding in findings)
    console.say(
        _("{name}: {errors} errors, {warnings} warnings, {notes} notes.").format(
            name=opened.store.name, errors=weights["error"], warnings=weights["warning"], notes=weights["info"]
        )
    )
    if accepted:
        console.say(_("{count} more are accepted on the tab «Bỏ qua».").format(count=accepted))
