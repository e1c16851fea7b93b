"""What several commands show: edits before anybody confirms them, and what became of them."""

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, redirect_stdout
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from zoneinfo import ZoneInfo

import typer

from qipsheets import console, operations, settings
from qipsheets.documents.pdf import print_pdf
from qipsheets.errors import UsageError
from qipsheets.files import read_bytes, scratch_folder
from qipsheets.language import _
from qipsheets.plan.findings import Severity
from qipsheets.sheets.schema import TITLES
from qipsheets.sheets.table import Edit, Plain, text_of
from qipsheets.vietnamese_text.words import differing

if TYPE_CHECKING:
    from qipsheets.loading import CheckedPlan
    from qipsheets.operations.editing import Reviewed
    from qipsheets.operations.printing import Printable

SEVERITY_COLOURS = {"error": "red", "warning": "yellow", "info": ""}
_MOST_EDITS = 200
_MOST_CHARACTERS = 60
_P = TypeVar("_P")
STANDARD_OUTPUT = Path("-")


@dataclass(frozen=True, slots=True)
class Asking:
    """How a command that writes asks first: it shows, asks, writes; --yes skips the question, --dry-run stops there."""

    json: bool = False
    dry_run: bool = False
    yes: bool = False

    def review(self, show: Callable[[_P], None], question: str) -> Callable[[_P], bool]:
        """What shows a proposal to the person and asks; nobody is asked where nothing is proposed."""

        def reviewed(proposed: _P) -> bool:
            if not self.json:
                show(proposed)
            return not self.dry_run and bool(proposed) and console.confirmed(question, self.yes)

        return reviewed

    @contextmanager
    def working(self, show: Callable[[_P], None], question: str, work: str) -> Iterator[Callable[[_P], bool]]:
        """The same for what takes long: `work` is on the screen from the answer to the end of the block."""
        ask = self.review(show, question)
        with ExitStack() as stack:

            def reviewed(proposed: _P) -> bool:
                agreed = ask(proposed)
                if agreed:
                    stack.enter_context(console.spinner(work))
                return agreed

            yield reviewed

    def close(self, done: "Reviewed[object]", result: Mapping[str, object], words: str | None = None) -> None:
        """Says what became of a proposal, as JSON or in words; ends with 1 where the person declined it.

        `words` take the place of the usual ones about what was written.
        """
        if self.json:
            console.say_json({"written": done.written, **result})
        elif done.written and words is None:
            console.say(_("Written to {name}. «qipsheets history undo» takes it back.").format(name=done.store.name))
        elif done.written and words:
            console.say(words)
        elif done.proposed and not done.written:
            console.say(_("Nothing was written (--dry-run).") if self.dry_run else _("Nothing was written."))
        if done.proposed and not (done.written or self.dry_run):
            raise typer.Exit(1)


@contextmanager
def output(out: Path, suffix: str) -> Iterator[Path]:
    """The file to write for --out; for «-» a temporary one whose bytes then go to standard output.

    What the command says meanwhile then goes to the error stream. Raises UsageError for a name with another suffix.
    """
    if out != STANDARD_OUTPUT:
        if out.suffix.lower() != suffix:
            raise UsageError(
                _("{name} does not end in {suffix}.").format(name=out.name, suffix=suffix),
                _("Name the file for example {name}.").format(name=f"ke-hoach{suffix}"),
            )
        yield out
        return
    with scratch_folder() as folder:
        path = folder / f"out{suffix}"
        with redirect_stdout(sys.stderr):
            yield path
        sys.stdout.flush()
        sys.stdout.buffer.write(read_bytes(path))
        sys.stdout.buffer.flush()


def show_edits(edits: Sequence[Edit]) -> None:
    """Edits of people's cells, a line each: tab, ID, heading, old and new."""
    for edit in edits[:_MOST_EDITS]:
        place = f"{TITLES[edit.tab]}, {edit.key}, {edit.heading}"
        console.say(f"  {place}: {short_cell(edit.old)} → {short_cell(edit.new)}")
    if len(edits) > _MOST_EDITS:
        console.say("  " + _("… and {count} more (all of them with --json).").format(count=len(edits) - _MOST_EDITS))


def shortened_edit(edit: Edit) -> Edit:
    """The edit with only what differs and the words beside it, where both sides are text: a cell may hold a page."""
    if not (isinstance(edit.old, str) and isinstance(edit.new, str) and edit.old and edit.new):
        return edit
    old, new = differing(edit.old, edit.new)
    return replace(edit, old=old, new=new)


def short_cell(cell: Plain) -> str:
    """A cell in one short line; «∅» where it is empty."""
    text = " ".join(text_of(cell).split())
    return (text if len(text) <= _MOST_CHARACTERS else f"{text[:_MOST_CHARACTERS]}…") or "∅"


def edits_json(edits: Sequence[Edit]) -> list[dict[str, object]]:
    """Edits for programs."""
    return [console.picked(edit, "tab", "key", "heading", "old", "new") for edit in edits]


def say_weights(name: str, found: Iterable[Severity]) -> None:
    """How many errors, warnings and notes there are in what bears a name."""
    counts = Counter(found)
    words = _("{name}: {errors} errors, {warnings} warnings, {notes} notes.")
    errors, warnings, notes = counts[Severity.ERROR], counts[Severity.WARNING], counts[Severity.INFO]
    console.say(words.format(name=name, errors=errors, warnings=warnings, notes=notes))


def warn_of_lost_columns(lost: Mapping[str, Sequence[str]], titles: Mapping[str, str]) -> None:
    """Names the columns of people's own that were not carried, by tab."""
    for key, headings in lost.items():
        console.warn(
            _("Columns of your own that were not carried, on «{tab}»: {headings}.").format(
                tab=titles[key], headings=", ".join(headings)
            )
        )


def local_time(moment: datetime) -> str:
    """A moment as people read it, in Viet Nam's time."""
    local = moment.astimezone(ZoneInfo(settings.ZONE)) if moment.tzinfo else moment
    return f"{local:%d/%m/%Y %H:%M}"


def make_pdf(out: Path) -> Path:
    """Makes the PDF beside a Word file. Raises FileTrouble where it cannot be made or would lack Vietnamese letters."""
    with console.spinner(_("Making the PDF…")):
        return print_pdf(out)


def say_made(path: Path | str) -> None:
    """Says that a file was made; standard output is none."""
    if path != STANDARD_OUTPUT:
        console.say(_("Made {path}.").format(path=path))


def show_printed(opened: "CheckedPlan", document: "Printable", out: Path, draft_words: str, *, pdf: bool) -> None:
    """Says what was printed, makes its PDF, and names what is to be known; `draft_words` say why it is a draft."""
    say_made(out)
    warnings = sum(finding.severity is Severity.WARNING for finding in opened.findings)
    if warnings:
        console.say(_("{count} warnings remain; «qipsheets validate» lists them.").format(count=warnings))
    if number := operations.printing.unknown_version(opened, document):
        words = _("There is no table of what changed since {number}: this machine's journal does not know its data.")
        console.warn(words.format(number=number))
    if pdf:
        say_made(make_pdf(out))
    if document.blocking:
        console.say(draft_words.format(count=len(document.blocking)))
