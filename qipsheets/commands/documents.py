"""`documents`: numbers and frozen copies of what the school issues, signed pages, and whether copies are sound."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from qipsheets import console, operations
from qipsheets.commands import options
from qipsheets.commands.showing import Asking, edits_json, show_edits
from qipsheets.language import N_, _

NumberArgument = Annotated[str, typer.Argument(metavar="NUMBER", help=_("The document's number."))]
_FIELDS = ("key", "kind", "period", "number", "day", "subject", "signer", "file", "sha256", "signed_copy", "state")
_CONDITIONS = {
    "none": N_("no copy"),
    "sound": N_("kept"),
    "changed": N_("changed since"),
    "missing": N_("not found"),
}
_REPRINTS = {
    "same": N_("printed again it is the same"),
    "other": N_("printed again it differs: program or template is another one by now"),
    "unknown": N_("its data are not in this machine's journal"),
}


def show(store: options.Store = None, today: options.Today = None, json: options.Json = False) -> None:
    """Lists the register of documents and the condition of their copies."""
    register = operations.issuing.list_documents(store, today)
    if json:
        lines = [_line_json(line) for line in register.lines]
        console.say_json({"schema_version": 1, "folder": str(register.folder), "documents": lines})
        return
    if not register.lines:
        console.say(_("The tab «Văn bản đã ban hành» is empty."))
        return
    headings = (_("ID"), _("Number"), _("Day"), _("Kind"), _("Subject"), _("Copy"), _("Signed copy"))
    console.print_table(headings, [_row(line) for line in register.lines])


def _row(line: operations.issuing.RegisterLine) -> tuple[str, ...]:
    entry = line.entry
    day = f"{entry.day:%d/%m/%Y}" if entry.day else "–"
    signed = _("signed") if line.signed.value == "sound" else _(_CONDITIONS[line.signed.value])
    copy = _(_CONDITIONS[line.copy.value])
    return entry.key, entry.number, day, entry.kind, entry.subject, copy, signed


def _line_json(line: operations.issuing.RegisterLine) -> dict[str, object]:
    return console.picked(line.entry, *_FIELDS) | {"copy": line.copy.value, "signed": line.signed.value}


def verify(store: options.Store = None, today: options.Today = None, json: options.Json = False) -> None:
    """Compares every frozen copy with its fingerprint, and with the data it was printed from."""
    with console.spinner("…"):
        register = operations.issuing.verify_documents(store, today)
    is_sound = not any(line.is_bad for line in register.lines)
    if json:
        lines = [_line_json(line) | {"reprint": line.reprint} for line in register.lines]
        console.say_json({"schema_version": 1, "sound": is_sound, "documents": lines})
    else:
        for line in register.lines:
            console.say(f"  {line.entry.number}  {_verified(line)}")
        if is_sound:
            console.say(_("Frozen copies: {count}; all are as they were.").format(count=len(register.lines)))
        else:
            hint = _("Bring the files back into {folder}; a Word copy also with «qipsheets documents reprint».")
            console.warn(hint.format(folder=register.folder))
    if not is_sound:
        raise typer.Exit(1)


def _verified(line: operations.issuing.RegisterLine) -> str:
    words = [f"{_('Copy')}: {_(_CONDITIONS[line.copy.value])}"]
    if line.signed.value != "none":
        words.append(f"{_('Signed copy')}: {_(_CONDITIONS[line.signed.value])}")
    return "; ".join([*words, _(_REPRINTS[line.reprint])])


def reprint(
    number: NumberArgument,
    out: options.WordFile,
    store: options.Store = None,
    today: options.Today = None,
    template: options.Template = None,
) -> None:
    """Writes an issued document again: printed from the data it was issued with, and equal to its copy."""
    operations.printing.refuse_other_names(out)
    words = _("Made {path}: the frozen copy itself.")
    if operations.issuing.reprint_document(store, today, number, out, template):
        words = _("Made {path}: printed from the data of that day, equal to the copy.")
    console.say(words.format(path=out))


def issue(
    kind: Annotated[str, typer.Argument(metavar="plan|report", help=_("What is issued."))],
    number: Annotated[str, typer.Option("--number", metavar="45/KH-THMT", help=_("The number in the school's book."))],
    date: Annotated[str, typer.Option("--date", metavar="15/8/2026", help=_("The day the document bears."))],
    period: Annotated[
        str, typer.Option("--period", metavar="PERIOD", help=_("Of a report: 2026-11, 2026-2027-HK1 or 2026-2027."))
    ] = "",
    signed: Annotated[
        Path | None, typer.Option("--signed", metavar="FILE.pdf", help=_("The scanned copy with signature and seal."))
    ] = None,
    template: options.Template = None,
    store: options.Store = None,
    dry_run: options.DryRun = False,
    yes: options.Yes = False,
    json: options.Json = False,
) -> None:
    """Prints the official document, keeps its copy for good, and enters it in the register."""
    asking = Asking(json, dry_run, yes)
    request = operations.issuing.issue_request(kind, number, date, period, signed, template)
    review = asking.review(_show_issue, _("Write this and keep the copy?"))
    issued, written = operations.issuing.issue_document(store, request, review, dry_run=dry_run)
    if json:
        console.say_json({"schema_version": 1, "written": written} | _issue_json(issued))
    elif written:
        console.say(_("Issued: {path}.").format(path=issued.path))
    else:
        asking.say_nothing_written()
    asking.end(proposed=True, written=written)


def _show_issue(issue: operations.issuing.Issue) -> None:
    console.say(_("To be kept: {path}").format(path=issue.path))
    if issue.signed_path is None:
        console.say(_("Without a signed copy: add it later with «qipsheets documents sign»."))
    else:
        console.say(_("To be kept: {path}").format(path=issue.signed_path))
    show_edits(issue.edits)


def _issue_json(issue: operations.issuing.Issue) -> dict[str, object]:
    return {
        "row": issue.key,
        "file": str(issue.path),
        "sha256": issue.sha256,
        "signed_file": str(issue.signed_path or ""),
        "edits": edits_json(issue.edits),
    }


def sign(
    number: NumberArgument,
    file: Annotated[Path, typer.Argument(metavar="FILE.pdf", help=_("The scanned copy with signature and seal."))],
    store: options.Store = None,
    yes: options.Yes = False,
) -> None:
    """Keeps the signed copy of an issued document; from then on it is what is sent."""
    asking = Asking(yes=yes)
    review = asking.review(_show_copy, _("Write this and keep the copy?"))
    copy, written = operations.issuing.sign_document(store, number, file, review)
    if copy.is_known:
        console.say(_("{number} has this signed copy already.").format(number=copy.number))
    elif written:
        console.say(_("{number} is signed: {path}.").format(number=copy.number, path=copy.path))
    else:
        asking.say_nothing_written()
        raise typer.Exit(1)


def _show_copy(copy: operations.issuing.SignedCopy) -> None:
    if copy.before:
        console.say(_("It takes the place of {name}, which stays in the folder.").format(name=copy.before))
    console.say(_("To be kept: {path}").format(path=copy.path))
