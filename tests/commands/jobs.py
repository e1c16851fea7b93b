"""What a run of the job left behind: its journal, its steps' outcomes, every file."""

import os
from pathlib import Path
from typing import Any

from qipsheets.journal.journal import Journal, open_journal
from qipsheets.stores.xlsx.store import ExcelStore


def home() -> Path:
    return Path(os.environ["QIPSHEETS_HOME"])


def journal_of(path: Path) -> Journal:
    return open_journal(home(), ExcelStore(path, home()).address, must_exist=True)


def outcomes(result: Any) -> dict[str, str]:
    return {step["step"]: step["outcome"] for step in result.json["steps"]}


def everything(*roots: Path) -> dict[Path, bytes]:
    """Every file below, with its bytes; the locks' empty files are no content."""
    return {
        path: path.read_bytes()
        for root in roots
        for path in root.rglob("*")
        if path.is_file() and path.suffix != ".lock"
    }
