"""`documents issue`, `documents sign`: a document gets its number, and its copy is frozen; the signed pages join it."""

import datetime
import re
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from qipsheets import console, settings
from qipsheets.commands.context import DryRunOption, JsonOption, StoreOption, YesOption, confirmed, open_store
from qipsheets.commands.documents import issued_by_number
from qipsheets.commands.official import printing
from qipsheets.commands.printed import fingerprint
from qipsheets.commands.reporting import period_of
from qipsheets.commands.showing_edits import edits_json, show_edits
from qipsheets.errors import DoubtfulState, UsageError
from qipsheets.language import _
from qipsheets.legal.numbers import number_key
from qipsheets.loading import check_plan
from qipsheets.register import copies
from qipsheets.register.entries import Wanted, line_for, refuse_malformed
from qipsheets.register.writing import copy_edits, entry_edits, key_for, signed_edits
from qipsheets.sync.confirmed_edits import write_told
from qipsheets.sync.read_guards import broken_rows, refuse
from qipsheets.sync.run import store_lock
from qipsheets.sync.undoing import applied

NumberOption = Annotated[
    str, typer.Option("--number", metavar="45/KH-THMT", help=_("The number in the school's book."))
]
DateOption = Annotated[str, typer.Option("--date", metavar="15/8/2026", help=_("The day the document bears."))]
SignedOption = Annotated[
    Path | None, typer.Option("--signed", metavar="FILE.pdf", help=_("The scanned copy with signature and seal."))
]


@dataclass(frozen=True, slots=True)
class Issue:
    """A document about to be issued: its line, its copy, the edits, and the data it was printed from."""

    key: str
    name: str
    folder: Path
    data: bytes
    signed: bytes | None
    edits: tuple[Any, ...]
    printed: Any  # the tables with number and day in them


def issue(
    kind: Annotated[str, typer.Argument(metavar="plan|report", help=_("What is issued."))],
    number: NumberOption,
    date: DateOption,
    period: Annotated[
        str, typer.Option("--period", metavar="PERIOD", help=_("Of a report: 2026-11, 2026-2027-HK1 or 2026-2027."))
    ] = "",
    signed: SignedOption = None,
    template: Annotated[Path | None, typer.Option(metavar="FILE.docx", help=_("A template of your own."))] = None,
    store: StoreOption = None,
    dry_run: DryRunOption = False,
    yes: YesOption = False,
    json: JsonOption = False,
) -> None:
    """Prints the official document, keeps its copy for good, and enters it in the register."""
    _refuse_kind(kind, period)
    day = _day(date)
    target = open_store(store, readonly=dry_run)
    with nullcontext() if dry_run else store_lock(target, settings.home()):
        tables = target.read()
        made = _prepared(target, tables, (kind, number.strip(), day, period), signed, template)
        if not json:
            _show(made)
        written = not dry_run and confirmed(_("Write this and keep the copy?"), yes)
        if written:
            _keep(target, tables, made, ("documents issue", (kind, number.strip())))
    if json:
        console.say_json({"schema_version": 1, "written": written} | _told(made))
    elif written:
        console.say(_("Issued: {path}.").format(path=made.folder / made.name))
    else:
        console.say(_("Nothing was written (--dry-run).") if dry_run else _("Nothing was written."))
    if not written and not dry_run:
        raise typer.Exit(1)


def _refuse_kind(kind: str, period: str) -> None:
    if kind not in ("plan", "report"):
        raise UsageError(_("«{kind}» cannot be issued.").format(kind=kind), _("Issue a plan or a report."))
    if (kind == "report") != bool(period):
        raise UsageError(
            _("A report needs --period, a plan has none."),
            _("For example: qipsheets documents issue report --period 2026-11 --number 51/BC-THMT --date 2026-12-01"),
        )


def _day(told: str) -> datetime.date:
    """The day on the paper, which cannot lie ahead: nothing can be issued tomorrow."""
    written = re.fullmatch(r"\s*(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\s*", told)
    iso = f"{written[3]}-{int(written[2]):02d}-{int(written[1]):02d}" if written else told
    day, today = settings.day(iso), settings.day(None)
    if day > today:
        raise UsageError(
            _("{day} lies ahead: today is {today}.").format(day=f"{day:%d/%m/%Y}", today=f"{today:%d/%m/%Y}"),
            _("Type the day that the paper bears."),
        )
    return day


def _prepared(
    target: Any, tables: Any, told: tuple[str, str, datetime.date, str], signed: Path | None, template: Path | None
) -> Issue:
    """The document printed from the data with its number and day in them. Raises QipError; nothing is written yet."""
    kind, number, day, period = told
    refuse(list(broken_rows(tables, target.name)), _("Run «qipsheets ids fill --store …» first."))
    refuse_malformed(number, kind)
    held = check_plan(target, tables, day)
    wanted = Wanted(kind, number, day, period_of(period, held) if kind == "report" else None)
    key = key_for(tables, line_for(held.plan.documents, wanted))
    first = entry_edits(tables, held.plan, wanted, key)
    after = applied(tables, first)
    opened = check_plan(target, after, day)
    paper = printing(opened, kind, wanted.period, template)
    _refuse_other_number(paper.view.so_ky_hieu, number)
    data, scan = paper.data(), copies.signed_bytes(signed) if signed else None
    folder = copies.documents_folder(target.folder)
    name = copies.free_for(folder, copies.copy_name(paper.stem, number), data)
    second = copy_edits(after, key, name, data, scan, fingerprint(opened))
    return Issue(key, name, folder, data, scan, (*first, *second), after)


def _refuse_other_number(printed: str, number: str) -> None:
    """Another line of the register about the same report may be newer: then its number would be printed."""
    if number_key(printed.removeprefix("Số: ")) != number_key(number):
        raise DoubtfulState(
            _("The document would bear «{printed}» instead of {number}.").format(printed=printed, number=number),
            _("Correct the day, or the newer line of the same document on the tab «Văn bản đã ban hành»."),
        )


def _keep(target: Any, tables: Any, made: Issue, run: tuple[str, tuple[str, ...]]) -> None:
    """The copies first: a register never names a file that is not there."""
    copies.keep(made.folder, made.name, made.data)
    if made.signed is not None:
        copies.keep(made.folder, copies.signed_name(made.name), made.signed)
    write_told(target, tables, made.edits, run, settings.home(), settings.now, made.printed)


def _show(made: Issue) -> None:

    console.say(_("To be kept: {path}").format(path=made.folder / made.name))
    if made.signed is None:
        console.say(_("Without a signed copy: add it later with «qipsheets documents sign»."))
    else:
        console.say(_("To be kept: {path}").format(path=made.folder / copies.signed_name(made.name)))
    show_edits(made.edits)


def _told(made: Issue) -> dict[str, Any]:

    return {
        "row": made.key,
        "file": str(made.folder / made.name),
        "sha256": copies.fingerprint(made.data),
        "signed_file": str(made.folder / copies.signed_name(made.name)) if made.signed is not None else "",
        "edits": edits_json(made.edits),
    }


def sign(
    number: Annotated[str, typer.Argument(metavar="NUMBER", help=_("The document's number."))],
    file: Annotated[Path, typer.Argument(metavar="FILE.pdf", help=_("The scanned copy with signature and seal."))],
    store: StoreOption = None,
    yes: YesOption = False,
) -> None:
    """Keeps the signed copy of an issued document; from then on it is what is sent."""
    target, data = open_store(store), copies.signed_bytes(file)
    with store_lock(target, settings.home()):
        tables = target.read()
        opened = check_plan(target, tables, settings.day(None))
        entry, folder = issued_by_number(opened, number), copies.documents_folder(target.folder)
        if entry.signed_sha256.strip() == copies.fingerprint(data):
            console.say(_("{number} has this signed copy already.").format(number=entry.number))
            return
        name = copies.free_for(folder, copies.signed_name(entry.file), data)
        edits = signed_edits(tables, entry.key, name, data)
        if entry.signed_copy.strip():
            console.say(_("It takes the place of {name}, which stays in the folder.").format(name=entry.signed_copy))
        console.say(_("To be kept: {path}").format(path=folder / name))
        if not confirmed(_("Write this and keep the copy?"), yes):
            console.say(_("Nothing was written."))
            raise typer.Exit(1)
        copies.keep(folder, name, data)
        write_told(target, tables, edits, ("documents sign", (entry.number,)), settings.home(), settings.now)
    console.say(_("{number} is signed: {path}.").format(number=entry.number, path=folder / name))
