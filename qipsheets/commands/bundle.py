"""`bundle`: the school's year as one signed file, for an office that does not read the workbook itself."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from qipsheets import console, operations, settings
from qipsheets.commands import options
from qipsheets.commands.showing import output, say_made
from qipsheets.errors import UsageError
from qipsheets.files import replace_bytes
from qipsheets.language import _
from qipsheets.offices.bundles import bundle_bytes, opened
from qipsheets.offices.facts import SHOWN
from qipsheets.offices.register import BUNDLE_SUFFIX

_CODE = re.compile(r"\w[\w.-]{0,39}")


def bundle(
    out: Annotated[Path | None, typer.Option("--out", "-o", metavar="FILE.qip", help=_("The file to make."))] = None,
    store: options.StoreOption = None,
    today: options.Today = None,
    code: Annotated[str, typer.Option(metavar="CODE", help=_("The school's code in the office's register."))] = "",
    contents: Annotated[
        bool, typer.Option("--contents", help=_("Only list what the office will see, and make nothing."))
    ] = False,
    json: options.JsonOption = False,
) -> None:
    """Makes the file, signed with this machine's key; tells the public key, which the office writes down once."""
    options.refuse_together({"--contents": contents, "--out": out})
    options.refuse_together({"--contents": contents, "--json": json})
    if contents:
        _show_contents()
        return
    if out is None:
        raise UsageError(_("No file is named."), _("Add --out FILE.qip, for example --out truong.qip."))
    _refuse_odd_code(code.strip())
    settings.past_day(today)
    with output(out, BUNDLE_SUFFIX) as path:
        checked = operations.opening.open_plan(store, today)
        data = bundle_bytes(checked, code.strip(), settings.home())
        replace_bytes(path, data)
    manifest = opened(out.name, data).manifest
    if json:
        about = console.picked(manifest, "code", "school", "year", "made", "sha256", "public_key")
        console.say_json({"file": str(out)} | about)
        return
    say_made(out)
    console.say(_("Public key, for the office's register: {key}").format(key=manifest.public_key))


def _refuse_odd_code(code: str) -> None:
    """Raises UsageError for a code that no register has."""
    if code and not _CODE.fullmatch(code):
        raise UsageError(
            _("«{code}» is no code of a school.").format(code=code[:80]),
            _("Write it as in the office's register: letters, digits, «-», «_» and «.»."),
        )


def _show_contents() -> None:
    """The shown list: each table with what of it goes into the file."""
    rows = [(table if first else "", words) for table, columns in SHOWN.items()
            for first, words in zip((True, *[False] * len(columns)), columns.values(), strict=False)]  # fmt: skip
    console.print_table((_("Part"), _("What the office will see")), rows)
    console.say(
        _("Nothing else is in it: no address or number of a person; names that the workbook knows are taken out.")
    )
