"""`validate`: all that is wrong with a plan, percentages first."""

from collections import Counter
from pathlib import Path
from typing import Annotated, Any

import typer

from qipsheets import console
from qipsheets.commands.context import (
    JsonOption,
    Opened,
    StoreOption,
    TodayOption,
    open_plan,
)
from qipsheets.commands.showing_findings import finding_json, show_findings, write_book
from qipsheets.errors import UsageError
from qipsheets.language import _
from qipsheets.loading import all_rules
from qipsheets.plan.levels import counts, standing

SEVERITIES = {"info": 1, "warning": 2, "error": 3, "never": 9}
FORMATS = ("text", "json", "xlsx")


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
    form: Annotated[
        str, typer.Option("--format", metavar="text|json|xlsx", help=_("How the findings are given."))
    ] = "text",
    out: Annotated[
        Path | None, typer.Option(metavar="FILE.xlsx", help=_("Where --format xlsx writes."), show_default=False)
    ] = None,
) -> None:
    """Checks the plan."""
    form = "json" if json else form
    _refuse_wrong(fail_on, form, out)
    _refuse_unknown([*(select or ()), *(ignore or ())])
    opened = open_plan(store, today)
    findings = [f for f in opened.findings if _wanted(f.code, select, ignore)]
    accepted = sum(_wanted(f.code, select, ignore) for f in opened.all_findings) - len(findings)
    if form == "json":
        console.say_json(report(opened, findings, accepted))
    else:
        _tell(opened, findings, accepted, out if form == "xlsx" else None)
    if any(finding.severity >= SEVERITIES[fail_on] for finding in findings):
        raise typer.Exit(1)


def report(opened: Opened, findings: list[Any], accepted: int) -> dict[str, Any]:
    """The object of `validate --json`."""
    return {
        "schema_version": 1,
        "today": opened.today,
        "store": opened.store.name,
        "accepted": accepted,
        "findings": [finding_json(opened, finding) for finding in findings],
        "tallies": [_tally(count) for count in counts(opened.plan)],
        "level": _level(opened),
    }


def _tally(count: Any) -> dict[str, Any]:
    fields = ("level", "met", "not_met", "total", "percent_met", "percent_not_met", "source")
    return {field: getattr(count, field) for field in fields}


def _level(opened: Opened) -> dict[str, Any]:

    fields = ("derived", "next_level", "blocked_by", "blocked_count", "conditions_missing", "source")
    stands = standing(opened.plan)
    return {"declared": opened.plan.school.declared_level} | {field: getattr(stands, field) for field in fields}


def _wanted(code: str, select: list[str] | None, ignore: list[str] | None) -> bool:
    chosen = not select or any(code.startswith(prefix.upper()) for prefix in select)
    return chosen and not any(code.startswith(prefix.upper()) for prefix in ignore or ())


def _refuse_wrong(fail_on: str, form: str, out: Path | None) -> None:

    for text, known in ((fail_on, tuple(SEVERITIES)), (form, FORMATS)):
        if text not in known:
            told = _("«{text}» is no weight.") if known is not FORMATS else _("«{text}» is no format.")
            raise UsageError(told.format(text=text), _("Use one of: {names}.").format(names=", ".join(known)))
    if (form == "xlsx") != (out is not None):
        raise UsageError(_("--format xlsx and --out go together."), _("Add --out FILE.xlsx, or leave out both."))


def _refuse_unknown(prefixes: list[str]) -> None:
    """A misspelt code would silently check nothing."""
    for prefix in prefixes:
        if not any(rule.code.startswith(prefix.upper()) for rule in all_rules()):
            raise UsageError(
                _("There is no rule «{code}».").format(code=prefix), _("See all rules with: qipsheets rules")
            )


def _tell(opened: Opened, findings: list[Any], accepted: int, out: Path | None) -> None:

    if out is None:
        show_findings(opened, findings)
    else:
        write_book(opened, findings, out)
        console.say(_("Made {name}.").format(name=out))
    weights = Counter(finding.severity.word for finding in findings)
    console.say(
        _("{name}: {errors} errors, {warnings} warnings, {notes} notes.").format(
            name=opened.store.name, errors=weights["error"], warnings=weights["warning"], notes=weights["info"]
        )
    )
    if accepted:
        console.say(_("{count} more are accepted on the tab «Bỏ qua».").format(count=accepted))
