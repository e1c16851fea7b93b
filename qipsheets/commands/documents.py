"""`documents`: numbers and frozen copies of what the school issues, signed pages, and whether copies are sound."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from qipsheets import console, operations
from qipsheets.commands import options
from qipsheets.commands.showing import Asking, edits_json, output, show_edits
from qipsheets.language import N_, _

NumberArgument = Annotated[str, typer.Argument(metavar="NUMBER", help=_("The document's number."))]
_FIELDS = (
    "key", "kind", "period", "number", "day", "subject", "signer", "file", "sha256", "signed_copy", "signed_sha256",
    "state",
)  # fmt: skip
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


def list_documents(
    store: options.StoreOption = None,
    verify: Annotated[
        bool,
        typer.Option("--verify", help=_("Compare each copy with its fingerprint and the data it was printed from.")),
    ] = False,
    today: options.Today = None,
    json: options.JsonOption = False,
) -> None:
    """Lists the register of documents and the condition of their copies; with --verify ends with 1 where one is not as
    it was."""
    with console.spinner("…"):
        register = operations.issuing.list_documents(store, today, verify=verify)
    if json:
        lines = [
            console.picked(line.entry, *_FIELDS)
            | {"copy": line.copy.value, "signed": line.signed.value, "reprint": line.reprint if verify else None}
            for line in register.lines
        ]
        result = {"folder": str(register.folder), "sound": register.is_sound if verify else None, "documents": lines}
        console.say_json(result)
    elif verify:
        _show_verified(register)
    elif not register.lines:
        console.say(_("The tab «Văn bản đã ban hành» is empty."))
    else:
        headings = (_("ID"), _("Number"), _("Day"), _("Kind"), _("Subject"), _("Copy"), _("Signed copy"))
        console.print_table(headings, [_row(line) for line in register.lines])
    if verify and not register.is_sound:
        raise typer.Exit(1)


def _row(line: operations.issuing.RegisterLine) -> tuple[str, ...]:
    entry = line.entry
    day = f"{entry.day:%d/%m/%Y}" if entry.day else "–"
    signed = _("signed") if line.signed.value == "sound" else _(_CONDITIONS[line.signed.value])
    copy = _(_CONDITIONS[line.copy.value])
    return entry.key, entry.number, day, entry.kind, entry.subject, copy, signed


def _show_verified(register: operations.issuing.DocumentRegister) -> None:
    for line in register.lines:
        words = [f"{_('Copy')}: {_(_CONDITIONS[line.copy.value])}"]
        if line.signed.value != "none":
            words.append(f"{_('Signed copy')}: {_(_CONDITIONS[line.signed.value])}")
        console.say(f"  {line.entry.number}  {'; '.join([*words, _(_REPRINTS[line.reprint])])}")
    if register.is_sound:
        console.say(_("Frozen copies: {count}; all are as they were.").format(count=len(register.lines)))
    else:
        hint = _("Bring the files back into {folder}; a Word copy also with «qipsheets documents reprint».")
        console.warn(hint.format(folder=register.folder))


def reprint(
    number: NumberArgument,
    out: options.WordFile,
    store: options.StoreOption = None,
    today: options.Today = None,
    template: options.TemplateOption = None,
) -> None:
    """Writes an issued document again: printed from the data it was issued with, and equal to its copy."""
    with output(out, ".docx") as path:
        is_printed = operations.issuing.reprint_document(store, today, number, path, template)
        words = _("Made {path}: printed from the data of that day, equal to the copy.")
        console.say((words if is_printed else _("Made {path}: the frozen copy itself.")).format(path=out))


def issue(
    kind: Annotated[str, typer.Argument(metavar="plan|report", help=_("What is issued."))],
    number: Annotated[str, typer.Option("--number", metavar="45/KH-THMT", help=_("The number in the school's book."))],
    date: Annotated[str, typer.Option("--date", metavar="15/8/2026", help=_("The day the document bears."))],
    period: Annotated[
        str, typer.Option("--period", metavar="PERIOD", help=_("Of a report: HK1, tháng 11, 2026-11 or cả năm."))
    ] = "",
    signed: Annotated[
        Path | None, typer.Option("--signed", metavar="FILE.pdf", help=_("The scanned copy with signature and seal."))
    ] = None,
    template: options.TemplateOption = None,
    store: options.StoreOption = None,
    dry_run: options.DryRun = False,
    yes: options.Yes = False,
    json: options.JsonOption = False,
) -> None:
    """Prints the official document, keeps its copy for good, and enters it in the register."""
    asking = Asking(json, dry_run, yes)
    request = operations.issuing.issue_request(kind, number, date, period, signed, template)
    review = asking.review(_show_issue, _("Write this and keep the copy?"))
    done = operations.issuing.issue_document(store, request, review, dry_run=dry_run)
    issued = done.proposed
    result = {
        "key": issued.key,
        "file": str(issued.path),
        "sha256": issued.sha256,
        "signed_file": str(issued.signed_path) if issued.signed_path else None,
        "edits": edits_json(issued.edits),
    }
    asking.close(done, result, _("Issued: {path}.").format(path=issued.path))


def _show_issue(issue: operations.issuing.Issue) -> None:
    for warning in operations.issuing.issue_warnings(issue):
        console.warn(warning)
    console.say(_("To be kept: {path}").format(path=issue.path))
    if issue.signed_path is None:
        console.say(_("Without a signed copy: add it later with «qipsheets documents sign»."))
    else:
        console.say(_("To be kept: {path}").format(path=issue.signed_path))
    show_edits(issue.edits)


def sign(
    number: NumberArgument,
    file: Annotated[Path, typer.Argument(metavar="FILE.pdf", help=_("The scanned copy with signature and seal."))],
    store: options.StoreOption = None,
    dry_run: options.DryRun = False,
    json: options.JsonOption = False,
    yes: options.Yes = False,
) -> None:
    """Keeps the signed copy of an issued document; from then on it is what is sent."""
    asking = Asking(json, dry_run, yes)
    review = asking.review(_show_copy, _("Write this and keep the copy?"))
    done = operations.issuing.sign_document(store, number, file, review, dry_run=dry_run)
    copy = done.proposed
    words = _("{number} is signed: {path}.").format(number=copy.number, path=copy.path)
    asking.close(done, {"number": copy.number, "file": str(copy.path), "known": copy.is_known}, words)


def _show_copy(copy: operations.issuing.SignedCopy) -> None:
    if copy.is_known:
        console.say(_("{number} has this signed copy already.").format(number=copy.number))
        return
    if copy.before:
        console.say(_("It takes the place of {name}, which stays in the folder.").format(name=copy.before))
    console.say(_("To be kept: {path}").format(path=copy.path))
