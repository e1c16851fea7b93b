"""`publish`: the plan and its results as a folder of static pages for the school's web site."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qipsheets import console, operations
from qipsheets.commands import options
from qipsheets.errors import UsageError
from qipsheets.language import _

if TYPE_CHECKING:
    from qipsheets.publishing.audit import Audit


def publish(
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR", help=_("The folder of the page."))] = None,
    store: options.StoreOption = None,
    today: options.Today = None,
    audit: Annotated[bool, typer.Option("--audit", help=_("Only list all that would become public."))] = False,
    check: Annotated[
        bool, typer.Option("--check", help=_("Only look for broken links and missing files in the folder."))
    ] = False,
    json: options.JsonOption = False,
) -> None:
    """Makes the public page: what was issued, and the results and progress of the day."""
    if audit and check:
        raise UsageError(_("--audit and --check do not go together."), _("Use one of them."))
    if audit:
        _say_audit(operations.publishing.audit_page(store, today), json=json)
    elif out is None:
        raise UsageError(_("No folder is named."), _("Add --out DIR, for example --out trang-cong-khai."))
    elif check:
        _check(out, json=json)
    else:
        _publish(store, today, out, json=json)


def _publish(store: str | None, today: str | None, out: Path, *, json: bool) -> None:
    with console.spinner("…"):
        done = operations.publishing.publish(store, today, out)
    if json:
        result = {"written": done.is_new, "folder": str(out), "changed": done.written}
        about = console.picked(done, "files", "deleted", "plan", "unknown", "unsound")
        console.say_json(result | about)
        return
    for line in operations.publishing.warnings(done):
        console.warn(line)
    words = _("Made {path}: {files} files, {written} new or changed, {deleted} deleted.")
    console.say(words.format(path=out, files=done.files, written=done.written, deleted=done.deleted))
    console.say(_("Open {path} to look at it.").format(path=out / "index.html"))


def _say_audit(found: Audit, *, json: bool) -> None:
    if json:
        cells = [console.picked(one, "tab", "key", "heading", "text", "look") for one in found.cells]
        left_out = [console.picked(one, "tab", "heading", "cells") for one in found.left_out]
        console.say_json({"public": cells, "left_out": left_out, "signed": found.signed})
        return
    rows = [(one.tab, one.key, one.heading, " ".join(one.text.split())) for one in found.cells]
    console.say(_("What would become public:"))
    console.print_table((_("Tab"), _("ID"), _("Column"), _("Words")), rows)
    show_left_out(found)
    for one in found.doubtful:
        console.warn(_("May name a person: {tab} {key}, «{words}».").format(tab=one.tab, key=one.key, words=one.look))
    words = _("{cells} cells would become public; in {changed} of them names or addresses were taken out.")
    console.say(words.format(cells=len(found.cells), changed=found.changed))


def show_left_out(found: Audit) -> None:
    """What would not become public, and what no rule can look into."""
    console.say(_("What is left out:"))
    hidden = [(one.tab, one.heading, str(one.cells)) for one in found.left_out]
    console.print_table((_("Tab"), _("Column"), _("Cells")), hidden)
    for path in found.signed:
        console.say(_("Signed pages, which no rule can look into: {path}").format(path=path))


def _check(out: Path, *, json: bool) -> None:
    found = [{"file": one.file, "message": one.message.text()} for one in operations.publishing.page_problems(out)]
    if json:
        console.say_json({"problems": found})
    elif not found:
        console.say(_("Nothing is wrong with the page in {path}.").format(path=out))
    else:
        for one in found:
            console.say(f"{one['file']}: {one['message']}")
    if found:
        raise typer.Exit(1)
