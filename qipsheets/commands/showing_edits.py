"""How edits of people's cells are shown before anybody confirms them, and what to do where none can be made."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from qipsheets import console
from qipsheets.language import _
from qipsheets.sheets.schema import TITLES
from qipsheets.sheets.table import text_of
from qipsheets.vietnamese_text.words import differing

MOST_SHOWN = 200
_MOST_CHARACTERS = 60


def show_edits(edits: Sequence[Any]) -> None:
    """Edits of people's cells, a line each: tab, ID, heading, old and new."""
    for edit in edits[:MOST_SHOWN]:
        place = f"{TITLES[edit.tab]}, {edit.key}, {edit.heading}"
        console.say(f"  {place}: {short(edit.old)} → {short(edit.new)}")
    if len(edits) > MOST_SHOWN:
        console.say("  " + _("… and {count} more (all of them with --json).").format(count=len(edits) - MOST_SHOWN))


def excerpt(edit: Any) -> Any:
    """The edit with only what differs and the words beside it, where both sides are text: a cell may hold a page."""
    if not (isinstance(edit.old, str) and isinstance(edit.new, str) and edit.old and edit.new):
        return edit
    old, new = differing(edit.old, edit.new)
    return replace(edit, old=old, new=new)


def short(cell: Any) -> str:
    """A cell in one short line; «∅» where it is empty."""
    text = " ".join(text_of(cell).split())
    return (text if len(text) <= _MOST_CHARACTERS else f"{text[:_MOST_CHARACTERS]}…") or "∅"


def edits_json(edits: Sequence[Any]) -> list[dict[str, Any]]:
    """Edits for programs."""
    return [{"tab": e.tab, "key": e.key, "heading": e.heading, "old": e.old, "new": e.new} for e in edits]


def fill_ids(store: str) -> str:
    """What to do about rows without an ID of their own."""
    return _("Run «{command}», then this command again.").format(
        command=console.command_line("ids", "fill", "--store", store)
    )
