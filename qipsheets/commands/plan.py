"""`plan`: the official plan in Word."""

from pathlib import Path
from typing import Annotated, Any

import typer

from qipsheets import console
from qipsheets.commands.context import (
    AsOfOption,
    Opened,
    StoreOption,
    TodayOption,
    YesOption,
    confirmed,
    open_plan,
)
from qipsheets.commands.issued import tell_if_unknown
from qipsheets.commands.pdf import PdfOption, make_pdf
from qipsheets.commands.printed import blocking_in, plan_template, plan_words, refuse_other_names
from qipsheets.documents.printing.word import print_document
from qipsheets.errors import DoubtfulState, Refused, UsageError
from qipsheets.language import _
from qipsheets.sheets.rows import shown_place, suppression_edits


def plan(
    out: Annotated[Path, typer.Option("--out", metavar="FILE.docx", help=_("The Word file to make."))],
    store: StoreOption = None,
    today: TodayOption = None,
    as_of: AsOfOption = None,
    draft: Annotated[bool, typer.Option("--draft", help=_("Print it marked as a draft, with what blocks it."))] = False,
    accept: Annotated[
        list[str] | None, typer.Option(metavar="CODE[:ROW]", help=_("Accept these findings, with --reason."))
    ] = None,
    reason: Annotated[str, typer.Option(metavar="TEXT", help=_("Why; printed in the annex."))] = "",
    template: Annotated[Path | None, typer.Option(metavar="FILE.docx", help=_("A template of your own."))] = None,
    pdf: PdfOption = False,
    yes: YesOption = False,
) -> None:
    """Prints the plan in the form of its framework."""
    refuse_other_names(out)
    if accept:
        _accept(open_plan(store, today, writing=True), accept, reason, draft=draft, yes=yes)
    opened = open_plan(store, today, as_of=as_of)
    blocking = blocking_in(opened)
    if blocking and not draft:
        refuse_plan(opened, blocking)
    with console.progress("…"):
        print_document(plan_words(opened, draft=draft), template or plan_template(opened), out)
    console.say(_("Made {path}.").format(path=out))
    tell_if_unknown(opened, "plan")
    if pdf:
        make_pdf(out)
    if blocking:
        count = len(blocking)
        console.say(_("It is a draft: {count} errors stand in the way of the official plan.").format(count=count))


def refuse_plan(opened: Opened, blocking: list[Any]) -> None:
    """Names what keeps the plan from being official. Raises Refused."""
    for finding in blocking[:10]:
        console.warn(f"  {finding.code}  {shown_place(finding, opened.tables).text}: {finding.message.text()}")
    raise Refused(
        _("The official plan is not printed: {count} errors stand.").format(count=len(blocking)),
        _("Mend them (qipsheets validate), print a draft (--draft), or accept one (--accept CODE --reason TEXT)."),
    )


def _accept(opened: Opened, accept: list[str], reason: str, *, draft: bool, yes: bool) -> None:
    """Writes the suppressions into free rows of the tab «Bỏ qua», once shown and confirmed."""
    if not reason.strip():
        raise UsageError(_("--accept needs a reason."), _("Add --reason and why the school accepts it."))
    if "suppressions" not in opened.tables:
        raise DoubtfulState(_("There is no tab «Bỏ qua»."), _("Add it with «qipsheets init --store FILE.xlsx»."))
    edits = []
    for told in accept:
        code, _colon, row = told.partition(":")
        code = code.strip().upper()
        if not any(f.code == code and row in ("", f.place.key) for f in opened.all_findings):
            raise UsageError(
                _("Nothing found has the code «{code}».").format(code=told), _("See the codes with: qipsheets validate")
            )
        held = any(s.code == code and s.row == row for s in opened.plan.suppressions)
        if not held:
            edits.append((code, row))
    left = [
        f
        for f in opened.findings
        if f.severity.word == "error" and not {(f.code, ""), (f.code, f.place.key)} & {*edits}
    ]
    if left and not draft:
        refuse_plan(opened, left)  # before anything is written
    wanted = suppression_edits(opened.tables["suppressions"], edits, reason.strip())
    for edit in wanted:
        console.say(f"  {opened.tables[edit.tab].title} {edit.key} · {edit.heading}: {edit.new}")
    if not wanted:
        return
    if not confirmed(_("Write this to the tab «Bỏ qua»?"), yes):
        console.say(_("Nothing was written."))
        raise typer.Exit(1)
    opened.store.write(wanted)
    console.say(_("Written to the tab «Bỏ qua»."))
