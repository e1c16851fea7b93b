"""What names a store: a Google Sheet's address or ID, or a workbook's path. Only here are they read and hashed."""

import os
import re
from dataclasses import dataclass
from enum import Enum
from hashlib import sha256
from pathlib import Path, PureWindowsPath

from qipsheets.settings import expanded
from qipsheets.vietnamese import without_marks

_URL = re.compile(r"https?://docs\.google\.com/(?:a/[^/]+/)?spreadsheets/(?:u/\d+/)?d/([\w-]{20,})")
_ID = re.compile(r"[\w-]{40,}")
_SHEETS = "https://docs.google.com/spreadsheets/d/"
_LONGEST = 40  # letters of a file name that are taken from the store's own


class StoreKind(Enum):
    """Where a plan is kept."""

    SHEET = "sheet"
    WORKBOOK = "workbook"


@dataclass(frozen=True, slots=True)
class StoreAddress:
    """A store: its kind, and its key, which is a Sheet's ID or a workbook's full path."""

    kind: StoreKind
    key: str

    @classmethod
    def parse(cls, text: str | Path) -> "StoreAddress":
        """The store that a person names: by a Sheet's address in the browser, by its ID, or by a file."""
        name = str(text).strip()
        if found := _URL.match(name):
            return cls(StoreKind.SHEET, found[1])
        if _ID.fullmatch(name):
            return cls(StoreKind.SHEET, name)
        return cls.of_workbook(expanded(str(text)))

    @classmethod
    def of_workbook(cls, path: Path) -> "StoreAddress":
        """A workbook's address, whatever its name looks like."""
        return cls(StoreKind.WORKBOOK, str(path.resolve()))

    @property
    def is_sheet(self) -> bool:
        """True for a Google Sheet."""
        return self.kind is StoreKind.SHEET

    @property
    def path(self) -> Path:
        """A workbook's full path."""
        return Path(self.key)

    def __str__(self) -> str:
        """A Sheet's address in the browser, a workbook's full path."""
        return f"{_SHEETS}{self.key}" if self.is_sheet else self.key

    @property
    def name(self) -> str:
        """A Sheet's address, or a workbook's file name: without the folders, which may name a person."""
        return str(self) if self.is_sheet else PureWindowsPath(self.key).name

    @property
    def digest(self) -> str:
        """The SHA-256 that tells the store from others without naming the person whose folder it lies in."""
        plain = str(self) if self.is_sheet else os.path.normcase(self.key)
        return sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()

    @property
    def slug(self) -> str:
        """A file name for what this machine keeps of the store: readable, and no other store has the same."""
        stem = without_marks(Path(self.name).stem).casefold()
        readable = re.sub("[^a-z0-9]+", "-", stem).strip("-")[:_LONGEST]
        return f"{readable or 'store'}-{self.digest[:12]}"
