"""`plan`, `report`, `form`: the official plan, the monitoring report on a period, and the papers beside them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qipsheets import console, operations
from qipsheets.commands import options
from qipsheets.commands.showing import STANDARD_OUTPUT, Asking, make_pdf, output, say_made, show_printed
from qipsheets.documents.pdf import print_pdf
from qipsheets.documents.printing import form_named, form_names
from qipsheets.language import _
from qipsheets.plan.deadlines import Category

if TYPE_CHECKING:
    from qipsheets.loading import CheckedPlan
    from qipsheets.plan.deadlines import GroupTotals, Totals
    from qipsheets.plan.periods import Period


def plan(
    out: options.WordFile,
    store: options.StoreOption = None,
    today: options.Today = None,
    as_of: options.AsOf = None,
    draft: options.DraftOption = False,
    accept: Annotated[
        list[str] | None, typer.Option(metavar="CODE[:ROW]", help=_("Accept these findings, with --reason."))
    ] = None,
    reason: Annotated[str, typer.Option(metavar="TEXT", help=_("Why the school accepts them."))] = "",
    template: options.TemplateOption = None,
    pdf: options.Pdf = False,
    yes: options.Yes = False,
) -> None:
    """Prints the plan in the form of its framework."""
    options.refuse_together({"--accept": accept, "--as-of": as_of})
    options.refuse_without("--accept", accept, {"--reason": reason, "--yes": yes})
    options.refuse_together({"--out -": out == STANDARD_OUTPUT, "--pdf": pdf})
    with output(out, ".docx") as path:
        if accept:
            _accept(store, today, accept, reason, draft=draft, yes=yes)
        opened = operations.opening.open_plan(store, today, as_of=as_of)
        with console.spinner("…"):
            document = operations.printing.prepare_plan(opened, draft=draft, template=template)
            document.write(path)
        words = _("It is a draft: {count} errors prevent the official plan.")
        show_printed(opened, document, out, words, pdf=pdf)


def _accept(store: str | None, today: str | None, accept: list[str], reason: str, *, draft: bool, yes: bool) -> None:
    """Writes what the school accepts into the tab «Bỏ qua», once shown and confirmed."""
    asking = Asking(yes=yes)
    review = asking.review(_show_accepted, _("Write this to the tab «Bỏ qua»?"))
    accepted = operations.editing.accept_findings(store, today, accept, reason, review, draft=draft)
    asking.close(accepted, {}, _("Written to the tab «Bỏ qua»."))


def _show_accepted(acceptance: operations.editing.Acceptance) -> None:
    for edit in acceptance.edits:
        console.say(f"  {acceptance.title} {edit.key} · {edit.heading}: {edit.new}")


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


def form(
    name: Annotated[
        str,
        typer.Argument(metavar="NAME", help=_("One of: {names}.").format(names=", ".join(form_names()))),
    ],
    out: options.WordFile,
    store: options.StoreOption = None,
    today: options.Today = None,
    as_of: options.AsOf = None,
    month: Annotated[str, typer.Option(metavar="2025-03", help=_("The month of the work plan (else this one)."))] = "",
    criterion: Annotated[
        list[str] | None, typer.Option(metavar="1.5", help=_("The criterion of the sheet (else all)."))
    ] = None,
    draft: Annotated[bool, typer.Option("--draft", help=_("Print it marked as a draft."))] = False,
    template: options.TemplateOption = None,
    pdf: options.Pdf = False,
) -> None:
    """Prints a form."""
    name = form_named(name)
    options.refuse_without("«form month»", name == "month", {"--month": month})
    options.refuse_without("«form criterion»", name == "criterion", {"--criterion": criterion})
    options.refuse_together({"--out -": out == STANDARD_OUTPUT, "--pdf": pdf})
    with output(out, ".docx") as path:
        opened = operations.opening.open_plan(store, today, as_of=as_of)
        with console.spinner("…"):
            period = month or ",".join(criterion or ())
            document = operations.printing.prepare_form(opened, name, period=period, draft=draft, template=template)
            document.write(path)
    say_made(out)
    if pdf:
        say_made(make_pdf(out))
