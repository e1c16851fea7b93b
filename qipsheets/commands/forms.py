"""`form`: the papers beside the plan, each made from the workbook."""

from pathlib import Path
from typing import Annotated

import typer

from qipsheets import console
from qipsheets.commands.context import AsOfOption, StoreOption, TodayOption, open_plan
from qipsheets.commands.pdf import PdfOption, make_pdf
from qipsheets.commands.printed import FORMS, form_words, refuse_other_names, refuse_unknown_form, shipped_template
from qipsheets.documents.printing.word import print_document
from qipsheets.language import _


def form(
    name: Annotated[str, typer.Argument(metavar="NAME", help=_("One of: {names}.").format(names=", ".join(FORMS)))],
    out: Annotated[Path, typer.Option("--out", metavar="FILE.docx", help=_("The Word file to make."))],
    store: StoreOption = None,
    today: TodayOption = None,
    as_of: AsOfOption = None,
    month: Annotated[str, typer.Option(metavar="2025-03", help=_("The month of the work plan (else this one)."))] = "",
    criterion: Annotated[
        list[str] | None, typer.Option(metavar="1.5", help=_("The criterion of the sheet (else all)."))
    ] = None,
    draft: Annotated[bool, typer.Option("--draft", help=_("Print it marked as a draft."))] = False,
    template: Annotated[Path | None, typer.Option(metavar="FILE.docx", help=_("A template of your own."))] = None,
    pdf: PdfOption = False,
) -> None:
    """Prints a form."""
    refuse_other_names(out)
    opened = open_plan(store, today, as_of=as_of)
    period = month if name == "month" else ",".join(criterion or ()) if name == "criterion" else ""
    refuse_unknown_form(opened, name, period)
    with console.progress("…"):
        view = form_words(opened, name, draft=draft, period=period)
        print_document(view, template or shipped_template(name), out)
    console.say(_("Made {path}.").format(path=out))
    if pdf:
        make_pdf(out)
