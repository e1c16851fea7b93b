"""Brings the Vietnamese catalogue in line with the code: extracts the messages, keeps the translations, compiles."""

import argparse
import ast
import io
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as Entry
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "qipsheets"
FOLDER = PACKAGE / "locales" / "vi" / "LC_MESSAGES"
PO, MO = FOLDER / "qipsheets.po", FOLDER / "qipsheets.mo"
KEYWORDS = ("_", "N_", "Message")
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


def messages_of_rules(source: str) -> Iterator[str]:
    """What each rule of a rules.toml says to people, rule by rule."""
    for rule in tomllib.loads(source).values():
        yield from (rule[field] for field in ("title", "reason", "remedy"))


def extracted() -> dict[str, list[str]]:
    """Every message in the code and in the rules, and the files that say it, both in order."""
    found: dict[str, list[str]] = {}
    sources = [*PACKAGE.rglob("*.py"), *PACKAGE.rglob("rules.toml")]
    for path in sorted(sources, key=lambda path: path.relative_to(ROOT).as_posix()):
        name, text = path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")
        for message in messages_in(text, name) if path.suffix == ".py" else messages_of_rules(text):
            places = found.setdefault(message, [])
            if name not in places:
                places.append(name)
    return dict(sorted(found.items(), key=lambda entry: (entry[1][0], entry[0])))


def stored() -> Catalog:
    """The catalogue of the repository; empty where there is none yet."""
    if not PO.exists():
        return Vietnamese()
    with PO.open("rb") as file:
        return read_po(file, locale="vi", abort_invalid=True)


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


def out_of_date(catalogue: Catalog) -> list[Path]:
    """The files that differ from the catalogue. Line ends of a checkout on Windows do not count."""
    lines = PO.read_bytes().replace(b"\r\n", b"\n") if PO.exists() else b""
    compiled = MO.read_bytes() if MO.exists() else b""
    return [
        path for path, same in ((PO, lines == po_bytes(catalogue)), (MO, compiled == mo_bytes(catalogue))) if not same
    ]


def main() -> int:
    """Updates the two files, or with --check only says whether they are in order."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when something is to be done")
    check = parser.parse_args().check
    catalogue = updated(stored())
    stale = out_of_date(catalogue)
    missing = wanting(catalogue)
    if not check and stale:
        FOLDER.mkdir(parents=True, exist_ok=True)
        PO.write_bytes(po_bytes(catalogue))
        MO.write_bytes(mo_bytes(catalogue))
    for path in stale:
        print(f"{'out of date' if check else 'wrote'}: {path.relative_to(ROOT).as_posix()}")
    for entry in missing:
        print(f"{'doubtful' if entry.fuzzy else 'not translated'}: {entry.id}")
    print(f"{len(catalogue)} messages, {len(missing)} to translate")
    return 1 if missing or (check and stale) else 0


if __name__ == "__main__":
    sys.exit(main())
