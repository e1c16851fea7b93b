"""Brings the Vietnamese catalogues in line with the code: extracts the messages, keeps the translations, compiles.

qipsheets.po holds every message. menu.po holds those again that name a command, an option, a setting or a file of ours,
in the words of somebody who knows only the menu; it may hold others that a secretary should read otherwise.
"""

import argparse
import ast
import io
import re
import sys
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as Entry
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "qipsheets"
FOLDER = PACKAGE / "locales" / "vi" / "LC_MESSAGES"
PO, MO = FOLDER / "qipsheets.po", FOLDER / "qipsheets.mo"
DATA = {
    "rules.toml": ("title", "reason", "remedy"),
    "refusals.toml": ("meaning", "cure"),
    "commands.toml": ("words",),
    "help_words.toml": ("words",),
    "messages.toml": None,
}
KEYWORDS = ("_", "N_", "Message")
TECHNICAL = re.compile(  # what a secretary should not have to read
    r"qipsheets [a-z«]|(?<![\w-])--?[a-z][a-z-]+|\b[A-Z]+_[A-Z_]+|PYTHONUTF8|\bdocs/|\.env\b|\bjob\b|\.toml\b|= true|SHA-256|NFC"
)
_FOR_ENGINEERS = {"qipsheets/cli.py", "qipsheets/commands/options.py"}
# No dates and no version of Babel: the same messages give the same bytes on every machine.
HEADER = [
    ("Project-Id-Version", "qipsheets"),
    ("Language", "vi"),
    ("MIME-Version", "1.0"),
    ("Content-Type", "text/plain; charset=utf-8"),
    ("Content-Transfer-Encoding", "8bit"),
    ("Plural-Forms", "nplurals=1; plural=0;"),
]


class Vietnamese(Catalog):
    """A catalogue whose header never changes."""

    def __init__(self) -> None:
        super().__init__(locale="vi", header_comment="# Vietnamese messages of qipsheets.", fuzzy=False)

    @property  # type: ignore[misc]
    def mime_headers(self) -> list[tuple[str, str]]:
        return HEADER


def messages_in(source: str, name: str) -> Iterator[str]:
    """The literal texts that a module gives to `_`, `N_` or `Message`, those inside f-strings too, in their order.

    Raises SystemExit for a text that is put together on the spot: no catalogue can hold it.
    """
    calls = [node for node in ast.walk(ast.parse(source, name)) if isinstance(node, ast.Call) and node.args]
    for call in sorted(calls, key=lambda call: (call.lineno, call.col_offset)):
        if not isinstance(call.func, ast.Name) or call.func.id not in KEYWORDS:
            continue
        text = call.args[0]
        if isinstance(text, ast.Constant) and isinstance(text.value, str) and text.value:
            yield text.value
        elif isinstance(text, ast.Constant | ast.JoinedStr | ast.BinOp):
            sys.exit(
                f"{name}:{call.lineno}: {call.func.id}() needs one plain text, with {{names}} filled in afterwards."
            )


def messages_of_data(value: object, fields: Sequence[str] | None) -> Iterator[str]:
    """What the tables of a data file say to people, table by table: these fields of them, or every text."""
    if isinstance(value, list):
        for one in value:
            yield from messages_of_data(one, fields)
    elif isinstance(value, dict):
        texts = {name: text for name, text in value.items() if isinstance(text, str)}
        yield from (text for name, text in texts.items() if fields is None or name in fields)
        yield from messages_of_data(list(value.values()), fields)


def extracted() -> dict[str, list[str]]:
    """Every message in the code and in the data files, and the files that say it, both in order."""
    found: dict[str, list[str]] = {}
    sources = [*PACKAGE.rglob("*.py"), *(path for path in PACKAGE.rglob("*.toml") if path.name in DATA)]
    for path in sorted(sources, key=lambda path: path.relative_to(ROOT).as_posix()):
        name, text = path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")
        for message in (
            messages_in(text, name) if path.suffix == ".py" else messages_of_data(tomllib.loads(text), DATA[path.name])
        ):
            places = found.setdefault(message, [])
            if name not in places:
                places.append(name)
    return dict(sorted(found.items(), key=lambda entry: (entry[1][0], entry[0])))


def help_texts() -> set[str]:
    """The messages that only --help shows."""
    shown, helps = set(), set()
    for path in PACKAGE.rglob("*.py"):
        name = path.relative_to(ROOT).as_posix()
        source = path.read_text(encoding="utf-8")
        said = set(messages_in(source, name))
        words = [
            node.value for node in ast.walk(ast.parse(source)) if isinstance(node, ast.keyword) and node.arg == "help"
        ]
        in_help = said if name in _FOR_ENGINEERS else {m for one in words for m in messages_in(ast.unparse(one), name)}
        helps |= in_help
        shown |= said - in_help
    for path in PACKAGE.glob("*.toml"):
        helps.update(messages_of_data(tomllib.loads(path.read_text(encoding="utf-8")), DATA.get(path.name, ())))
    return helps - shown


def menu_files() -> tuple[Path, Path]:
    """The two files of the menu's words, beside those of all messages."""
    return PO.with_name("menu.po"), PO.with_name("menu.mo")


def stored(po: Path | None = None) -> Catalog:
    """The catalogue of the repository; empty where there is none yet."""
    po = po or PO
    if not po.exists():
        return Vietnamese()
    with po.open("rb") as file:
        return read_po(file, locale="vi", abort_invalid=True)


def updated_menu(old: Catalog, catalogue: Catalog) -> Catalog:
    """The menu's words for the messages that a secretary should not read as they are."""
    new, helps = Vietnamese(), help_texts()
    for entry in catalogue:
        before = old.get(entry.id) if entry.id else None
        is_technical = TECHNICAL.search(f"{entry.id} {entry.string}") and entry.id not in helps
        if entry.id and (before or is_technical):
            new.add(str(entry.id), before.string if before else "", locations=entry.locations)
    return new


def too_technical(menu: Catalog) -> list[Entry]:
    """The menu's words that name a command, an option or a setting all the same."""
    return [entry for entry in menu if entry.id and TECHNICAL.search(str(entry.string))]


def updated(old: Catalog) -> Catalog:
    """A catalogue of the code's messages with the translations that `old` has for them."""
    new = Vietnamese()
    for text, places in extracted().items():
        before = old.get(text)
        entry = new.add(text, before.string if before else "", locations=[(place, None) for place in places])  # type: ignore[misc]
        entry.flags = {"fuzzy"} if before and before.fuzzy else set()
    return new


def po_bytes(catalogue: Catalog) -> bytes:
    """The catalogue as people edit it."""
    file = io.BytesIO()
    write_po(file, catalogue, width=0, ignore_obsolete=True, include_lineno=False)
    return file.getvalue()


def mo_bytes(catalogue: Catalog) -> bytes:
    """The catalogue as the program reads it."""
    file = io.BytesIO()
    write_mo(file, catalogue)
    return file.getvalue()


def wanting(catalogue: Catalog) -> list[Entry]:
    """The entries that are not translated, or only doubtfully."""
    return [entry for entry in catalogue if entry.id and (entry.fuzzy or not str(entry.string).strip())]


def out_of_date(catalogue: Catalog, po: Path | None = None, mo: Path | None = None) -> list[Path]:
    """The files that differ from the catalogue. Line ends of a checkout on Windows do not count."""
    po, mo = po or PO, mo or MO
    lines = po.read_bytes().replace(b"\r\n", b"\n") if po.exists() else b""
    compiled = mo.read_bytes() if mo.exists() else b""
    return [
        path for path, same in ((po, lines == po_bytes(catalogue)), (mo, compiled == mo_bytes(catalogue))) if not same
    ]


def main() -> int:
    """Updates the files, or with --check only says whether they are in order."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when something is to be done")
    check = parser.parse_args().check
    catalogue = updated(stored())
    menu_po, menu_mo = menu_files()
    menu = updated_menu(stored(menu_po), catalogue)
    failed = [_bring(catalogue, PO, MO, check=check), _bring(menu, menu_po, menu_mo, check=check)]
    for entry in too_technical(menu):
        print(f"too technical for the menu: {entry.string}")
    return 1 if any(failed) or too_technical(menu) else 0


def _bring(catalogue: Catalog, po: Path, mo: Path, *, check: bool) -> bool:
    """Writes a catalogue's two files where they differ; True where something is still to be done."""
    stale, missing = out_of_date(catalogue, po, mo), wanting(catalogue)
    if not check and stale:
        FOLDER.mkdir(parents=True, exist_ok=True)
        po.write_bytes(po_bytes(catalogue))
        mo.write_bytes(mo_bytes(catalogue))
    for path in stale:
        print(f"{'out of date' if check else 'wrote'}: {path.relative_to(ROOT).as_posix()}")
    for entry in missing:
        print(f"{'doubtful' if entry.fuzzy else 'not translated'}: {entry.id}")
    print(f"{po.name}: {len(catalogue)} messages, {len(missing)} to translate")
    return bool(missing or (check and stale))


if __name__ == "__main__":
    sys.exit(main())
