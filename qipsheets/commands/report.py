"""`report`: the monitoring report on a week, a month, a semester or the year."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qipsheets import console, operations
from qipsheets.commands import options
from qipsheets.commands.showing import STANDARD_OUTPUT, output, show_printed
from qipsheets.documents.pdf import print_pdf
from qipsheets.language import _
from qipsheets.plan.deadlines import Category

if TYPE_CHECKING:
    from qipsheets.loading import CheckedPlan
    from qipsheets.plan.deadlines import GroupTotals, Totals
    from qipsheets.plan.periods import Period


def report(
    period: options.PeriodOption,
    out: options.WordFile,
    store: options.StoreOption = None,
    today: options.Today = None,
    as_of: options.AsOf = None,
    draft: options.DraftOption = False,
    annex: Annotated[
        bool, typer.Option("--annex", help=_("Add the annex: each action and step, owners, funding, months, log."))
    ] = False,
    template: options.TemplateOption = None,
    pdf: options.Pdf = False,
    json: options.JsonOption = False,
) -> None:
    """Prints the monitoring report on a period."""
    options.refuse_together({"--out -": out == STANDARD_OUTPUT, "--pdf": pdf})
    options.refuse_together({"--out -": out == STANDARD_OUTPUT, "--json": json})
    with output(out, ".docx") as path:
        opened = operations.opening.open_plan(store, today, as_of=as_of)
        wanted = operations.printing.period_named(period, opened)
        if not json and (warning := operations.printing.unended_words(wanted, opened.today)):
            console.warn(warning)
        with console.spinner("…"):
            document = operations.printing.prepare_report(opened, wanted, draft=draft, template=template, annex=annex)
            document.write(path)
        if json:
            result = _json(opened, wanted, out, len(document.blocking), draft=draft)
            console.say_json(result | {"pdf": str(print_pdf(out)) if pdf else None})
        else:
            words = _("It is a draft: {count} reasons prevent the official report.")
            show_printed(opened, document, out, words, pdf=pdf)


def _json(opened: CheckedPlan, period: Period, out: Path, blocking: int, *, draft: bool) -> dict[str, object]:
    day, figures = operations.printing.report_figures(opened, period)
    return {
        "file": str(out),
        "period": {"name": period.name, "kind": period.kind, "first": period.first, "last": period.last},
        "day": day,
        "draft": draft,
        "blocking": blocking,
        "actions": _totals(figures.now.actions),
        "steps": _totals(figures.steps),
        "previous": _totals(figures.before.actions) if figures.before else None,
        "levels": _groups(figures.levels),
        "standards": _groups(figures.standards),
        "owners": _groups(figures.owners),
        "solutions": _groups(figures.solutions),
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


def _groups(groups: tuple[GroupTotals, ...]) -> dict[str, object]:
    return {group.key: _totals(group.totals) for group in groups}


def _totals(totals: Totals) -> dict[str, object]:
    counts = {which.value: totals.count(which) for which in Category}
    return {"planned": totals.planned, **counts, "percent_done": totals.percent_done}
