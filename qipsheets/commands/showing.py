"""What several commands show: edits before anybody confirms them, and what became of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

import typer

from qipsheets import console, settings
from qipsheets.documents.pdf import print_pdf
from qipsheets.language import _
from qipsheets.sheets.schema import TITLES
from qipsheets.sheets.table import Edit, Plain, text_of
from qipsheets.vietnamese_text.words import differing

SEVERITY_COLOURS = {"error": "red", "warning": "yellow", "info": ""}
_MOST_EDITS = 200
_MOST_CHARACTERS = 60
P = TypeVar("P")


@dataclass(frozen=True, slots=True)
class Asking:
    """How a command asks before it writes, by its options --json, --dry-run and --yes."""

    json: bool = False
    dry_run: bool = False
    yes: bool = False

    def review(
        self,
        show: Callable[[P], None],
        question: str,
        is_something: Callable[[P], bool] = bool,
        then: Callable[[], object] | None = None,
    ) -> Callable[[P], bool]:
        """What shows a proposal to the person and asks; nobody is asked where nothing is proposed.

        `then` is called once the person has agreed.
        """

        def reviewed(proposed: P) -> bool:
            if not self.json:
                show(proposed)
            agreed = not self.dry_run and is_something(proposed) and console.confirmed(question, self.yes)
            if agreed and then is not None:
                then()
            return agreed

        return reviewed

    def say_written(self, name: str, *, proposed: bool, written: bool) -> None:
        """Says what became of edits that `undo` takes back."""
        if written:
            console.say(_("Written to {name}. «qipsheets undo» takes it back.").format(name=name))
        else:
            self.say_nothing_written(proposed=proposed)

    def say_nothing_written(self, *, proposed: bool = True) -> None:
        """Says that nothing was written, and why."""
        if self.dry_run:
            console.say(_("Nothing was written (--dry-run)."))
        elif proposed:
            console.say(_("Nothing was written."))

    def end(self, *, proposed: bool, written: bool) -> None:
        """Ends with 1 where a person declined what was proposed."""
        if proposed and not written and not self.dry_run:
            raise typer.Exit(1)


def show_edits(edits: Sequence[Edit]) -> None:
    """Edits of people's cells, a line each: tab, ID, heading, old and new."""
    for edit in edits[:_MOST_EDITS]:
        place = f"{TITLES[edit.tab]}, {edit.key}, {edit.heading}"
        console.say(f"  {place}: {short(edit.old)} → {short(edit.new)}")
    if len(edits) > _MOST_EDITS:
        console.say("  " + _("… and {count} more (all of them with --json).").format(count=len(edits) - _MOST_EDITS))


def excerpt(edit: Edit) -> Edit:
    """The edit with only what differs and the words beside it, where both sides are text: a cell may hold a page."""
    if not (isinstance(edit.old, str) and isinstance(edit.new, str) and edit.old and edit.new):
        return edit
    old, new = differing(edit.old, edit.new)
    return replace(edit, old=old, new=new)


def short(cell: Plain) -> str:
    """A cell in one short line; «∅» where it is empty."""
    text = " ".join(text_of(cell).split())
    return (text if len(text) <= _MOST_CHARACTERS else f"{text[:_MOST_CHARACTERS]}…") or "∅"


def edits_json(edits: Sequence[Edit]) -> list[dict[str, object]]:
    """Edits for programs."""
    return [console.picked(edit, "tab", "key", "heading", "old", "new") for edit in edits]


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
    """Says that a file was made."""
    console.say(_("Made {path}.").format(path=path))


def warn_of_unknown_version(number: str) -> None:
    """Says that the table of changes is missing where this machine's journal does not know the issued data."""
    if number:
        words = _("There is no table of what changed since {number}: this machine's journal does not know its data.")
        console.warn(words.format(number=number))


def say_warnings(count: int) -> None:
    """Says how many warnings stand beside a document that was printed, and which command lists them."""
    if count:
        console.say(_("{count} warnings remain; «qipsheets validate» lists them.").format(count=count))
