"""Imports and checks every Word file of a folder: the exit codes, and the words that are nowhere afterwards.

Run it in the environment of scripts/test.py: .venv/bin/python scripts/word_files.py FOLDER; it ends with 1 where a file
shows a bug or a word is lost. Any files will do: packages of the registries ship test files of their own.
"""

import argparse
import contextlib
import io
import os
import sys
import tempfile
import zipfile
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
KINDS = {".docx", ".docm", ".dotx", ".doc"}
BUG = 70


def main():
    """Reads the command line, looks at each file, prints the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    files = sorted(path for path in parser.parse_args().folder.rglob("*") if path.suffix.lower() in KINDS)
    with tempfile.TemporaryDirectory() as home:
        os.environ["QIPSHEETS_HOME"] = home
        seen = {path: look_at(path, Path(home)) for path in files}
    for column, name in enumerate(("import", "check-document")):
        codes = Counter(one[column] for one in seen.values())
        print(f"{name}: " + ", ".join(f"exit {code}: {codes[code]}" for code in sorted(codes)))
    lost = {path: words for path, (_imported, _checked, words) in seen.items() if words}
    compared = sum(words is not None for *_codes, words in seen.values())
    print(f"{len(files)} files, {compared} compared word for word, words nowhere in {len(lost)}")
    for path, words in lost.items():
        print(f"  {path}: {' '.join(words[:12])}")
    bugs = [path for path, codes in seen.items() if BUG in codes[:2]]
    for path in bugs:
        print(f"  a bug: {path}")
    return 1 if lost or bugs else 0


def look_at(path, folder):
    """The exit codes of import and check-document, and the words nowhere; None where nothing could be read."""
    from qipsheets.documents.importing.documents import read_documents
    from qipsheets.errors import QipError
    from tests.documents.word_census import missing

    book = folder / "plan.xlsx"
    book.unlink(missing_ok=True)
    imported = exit_code("import", path, "--store", book, "--framework", "tt17-2018-primary")
    checked = exit_code("check-document", path, "--fail-on", "never")
    try:
        return imported, checked, missing(path, read_documents([path])[0])
    except (QipError, zipfile.BadZipFile):
        return imported, checked, None


def exit_code(*words):
    """Runs a command of qipsheets in this process, its words unseen."""
    from qipsheets.cli import run

    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        return run([str(word) for word in words])


if __name__ == "__main__":
    sys.exit(main())
