"""`form`: the papers beside the plan, each made from the workbook."""

from __future__ import annotations

from typing import Annotated

import typer

from qipsheets import console, operations
from qipsheets.commands import options
from qipsheets.commands.showing import STANDARD_OUTPUT, make_pdf, output, say_made
from qipsheets.documents.printing import form_named, form_names
from qipsheets.language import _


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
