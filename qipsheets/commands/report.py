"""`report`: the monitoring report on a week, a month, a semester or the year."""

from pathlib import Path
from typing import Annotated, Any

import typer

from qipsheets import console
from qipsheets.commands.context import AsOfOption, JsonOption, Opened, StoreOption, TodayOption, open_plan
from qipsheets.commands.issued import tell_if_unknown
from qipsheets.commands.pdf import PdfOption, make_pdf
from qipsheets.commands.printed import blocking_in, refuse_other_names, shipped_template
from qipsheets.commands.reporting import counted, missing_in, period_of, report_words
from qipsheets.documents.pdf import print_pdf
from qipsheets.documents.printing.word import print_document
from qipsheets.errors import Refused
from qipsheets.language import _
from qipsheets.loading import as_known_on
from qipsheets.plan.totals import Category
from qipsheets.sheets.rows import shown_place


def report(
    period: Annotated[
        str,
        typer.Option("--period", metavar="PERIOD", help=_("2026-W48, 2026-11, 2026-2027-HK1 or 2026-2027.")),
    ],
    out: Annotated[Path, typer.Option("--out", metavar="FILE.docx", help=_("The Word file to make."))],
    store: StoreOption = None,
    today: TodayOption = None,
    as_of: AsOfOption = None,
    draft: Annotated[bool, typer.Option("--draft", help=_("Print it marked as a draft, with what blocks it."))] = False,
    template: Annotated[Path | None, typer.Option(metavar="FILE.docx", help=_("A template of your own."))] = None,
    pdf: PdfOption = False,
    json: JsonOption = False,
) -> None:
    """Prints the monitoring report on a period."""
    refuse_other_names(out)
    opened = open_plan(store, today, as_of=as_of)
    wanted = period_of(period, opened)
    missing, errors = [*missing_in(opened, wanted)], blocking_in(as_known_on(opened, min(wanted.last, opened.today)))
    blocking = [*missing, *errors]
    if blocking and not draft:
        refuse_report(opened, missing, errors)
    with console.progress("…"):
        print_document(report_words(opened, wanted, draft=draft), template or shipped_template("report"), out)
    if json:
        console.say_json(_told(opened, wanted, out, len(blocking), draft=draft) | {"pdf": _pdf(out) if pdf else None})
        return
    console.say(_("Made {path}.").format(path=out))
    tell_if_unknown(opened, "report", wanted)
    if pdf:
        make_pdf(out)
    if blocking:
        told = _("It is a draft: {count} reasons stand in the way of the official report.")
        console.say(told.format(count=len(blocking)))


def _pdf(out: Path) -> str:

    return str(print_pdf(out))


def refuse_report(opened: Opened, missing: list[Any], errors: list[Any]) -> None:
    """Names what keeps the report from being official. Raises Refused."""
    for finding in missing:
        console.warn(f"  {finding.message.text()}")
    for finding in errors[:10]:
        console.warn(f"  {finding.code}  {shown_place(finding, opened.tables).text}: {finding.message.text()}")
    raise Refused(
        _("The official report is not printed: {count} reasons stand in the way.").format(
            count=len(missing) + len(errors)
        ),
        _("Write the judgement on the tab «Sơ kết», or print a draft (--draft).")
        if missing and not errors
        else _("Mend the errors (qipsheets validate), or print a draft (--draft)."),
    )


def _told(opened: Opened, period: Any, out: Path, blocking: int, *, draft: bool) -> dict[str, Any]:
    day = min(period.last, opened.today)
    figures = counted(opened, period, day)
    groups = ("levels", "standards", "owners", "solutions")
    return {
        "schema_version": 1,
        "file": str(out),
        "period": {"name": period.name, "kind": period.kind, "first": period.first, "last": period.last},
        "day": day,
        "draft": draft,
        "blocking": blocking,
        "actions": _totals(figures.now.actions),
        "steps": _totals(figures.steps),
        "previous": _totals(figures.before.actions) if figures.before else None,
        **{name: {group.key: _totals(group.totals) for group in getattr(figures, name)} for name in groups},
        "trend": [
            {
                "period": point.period.name,
                "entries": point.entries,
                "completed": point.completed,
                "mean_percent": point.mean,
                "actions": _totals(point.actions),
            }
            for point in figures.trend
        ],
    }


def _totals(totals: Any) -> dict[str, Any]:

    counts = {which.value: totals.count(which) for which in Category}
    return {"planned": totals.planned, **counts, "percent_done": totals.percent_done}
