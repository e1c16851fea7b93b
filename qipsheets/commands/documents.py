"""`documents list`, `verify`, `reprint`: the school's register of documents and its frozen copies."""

from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from qipsheets import console
from qipsheets.commands.context import JsonOption, Opened, StoreOption, TodayOption, open_plan
from qipsheets.commands.official import printing
from qipsheets.commands.past import tables_of_state
from qipsheets.commands.printed import refuse_other_names
from qipsheets.commands.reporting import period_of
from qipsheets.errors import Refused, UsageError
from qipsheets.files import replace_bytes
from qipsheets.language import N_, _
from qipsheets.loading import check_plan
from qipsheets.register.copies import conditions, documents_folder, fingerprint, sound_bytes
from qipsheets.register.entries import is_of_kind, numbered

CONDITIONS = {
    "none": N_("no copy"),
    "sound": N_("kept"),
    "changed": N_("changed since"),
    "missing": N_("not found"),
}


def show(store: StoreOption = None, today: TodayOption = None, json: JsonOption = False) -> None:
    """Lists the register of documents and how their copies stand."""
    opened = open_plan(store, today)
    found = _stands(opened)
    if json:
        told = {"folder": str(documents_folder(opened.store.folder)), "documents": [_json(*one) for one in found]}
        console.say_json({"schema_version": 1} | told)
        return
    if not found:
        console.say(_("The tab «Văn bản đã ban hành» is empty."))
        return
    rows = [
        [
            one.key, one.number, f"{one.day:%d/%m/%Y}" if one.day else "–", one.kind, one.subject,
            _(CONDITIONS[copy.value]), _("signed") if signed.value == "sound" else _(CONDITIONS[signed.value]),
        ]
        for one, copy, signed in found
    ]  # fmt: skip
    headings = (_("ID"), _("Number"), _("Day"), _("Kind"), _("Subject"), _("Copy"), _("Signed copy"))
    console.table(headings, rows)


def verify(store: StoreOption = None, today: TodayOption = None, json: JsonOption = False) -> None:
    """Holds every frozen copy against its fingerprint, and against the data it was printed from."""
    opened = open_plan(store, today)
    found = [one for one in _stands(opened) if one[0].file.strip() or one[0].signed_copy.strip()]
    with console.progress("…"):
        told = [(*one, _again(opened, one[0])) for one in found]
    bad = [one for one in told if {"changed", "missing"} & {one[1].value, one[2].value}]
    if json:
        lines = [_json(entry, copy, signed) | {"reprint": again} for entry, copy, signed, again in told]
        console.say_json({"schema_version": 1, "sound": not bad, "documents": lines})
    else:
        for entry, copy, signed, again in told:
            words = [f"{_('Copy')}: {_(CONDITIONS[copy.value])}"]
            if signed.value != "none":
                words.append(f"{_('Signed copy')}: {_(CONDITIONS[signed.value])}")
            words.append(_(_AGAIN[again]))
            console.say(f"  {entry.number}  {'; '.join(words)}")
        if bad:
            hint = _("Bring the files back into {folder}; a Word copy also with «qipsheets documents reprint».")
            console.warn(hint.format(folder=documents_folder(opened.store.folder)))
        else:
            console.say(_("Frozen copies: {count}; all are as they were.").format(count=len(told)))
    if bad:
        raise typer.Exit(1)


_AGAIN = {
    "same": N_("printed again it is the same"),
    "other": N_("printed again it differs: program or template is another one by now"),
    "unknown": N_("its data are not in this machine's journal"),
}


def reprint(
    number: Annotated[str, typer.Argument(metavar="NUMBER", help=_("The document's number."))],
    out: Annotated[Path, typer.Option("--out", metavar="FILE.docx", help=_("The Word file to make."))],
    store: StoreOption = None,
    today: TodayOption = None,
    template: Annotated[Path | None, typer.Option(metavar="FILE.docx", help=_("A template of your own."))] = None,
) -> None:
    """Writes an issued document again: printed from the data it was issued with, and equal to its copy."""
    refuse_other_names(out)
    opened = open_plan(store, today)
    entry = issued_by_number(opened, number)
    data = _printed_again(opened, entry, template)
    if data is not None and fingerprint(data) == entry.sha256.strip():
        words = _("Made {path}: printed from the data of that day, equal to the copy.")
    else:
        data = sound_bytes(documents_folder(opened.store.folder), entry.file, entry.sha256)
        words = _("Made {path}: the frozen copy itself.")
    replace_bytes(out, data)
    console.say(words.format(path=out))


def issued_by_number(opened: Opened, number: str) -> Any:
    """The newest issued document of a number. Raises UsageError where none was issued under it."""
    found = [one for one in numbered(opened.plan.documents, number) if one.sha256.strip()]
    if not found:
        raise UsageError(
            _("No document was issued under the number «{number}».").format(number=number),
            _("See them with: qipsheets documents list"),
        )
    return max(found, key=lambda one: one.day or date.min)


def _stands(opened: Opened) -> list[tuple[Any, Any, Any]]:

    folder = documents_folder(opened.store.folder)
    return [(entry, *conditions(folder, entry)) for entry in opened.plan.documents]


def _json(entry: Any, copy: Any, signed: Any) -> dict[str, Any]:
    names = ("key", "kind", "period", "number", "day", "subject", "signer", "file", "sha256", "signed_copy", "state")
    return {name: getattr(entry, name) for name in names} | {"copy": copy.value, "signed": signed.value}


def _again(opened: Opened, entry: Any) -> str:

    data = _printed_again(opened, entry, None)
    return "unknown" if data is None else "same" if fingerprint(data) == entry.sha256.strip() else "other"


def _printed_again(opened: Opened, entry: Any, template: Path | None) -> bytes | None:
    """The document as today's program prints it from the data it was issued with; None where these are not known."""
    tables = tables_of_state(opened.store.address, entry.state)
    if tables is None or entry.day is None:
        return None
    then = check_plan(opened.store, tables, entry.day)
    kind = "plan" if is_of_kind(entry, "plan") else "report"
    try:
        return printing(then, kind, period_of(entry.period, then) if kind == "report" else None, template).data()
    except (Refused, UsageError):  # a rule that is new since, or a period cell that somebody changed
        return None
