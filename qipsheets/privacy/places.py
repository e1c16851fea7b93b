"""Where personal data is: the one list of all places, and what `history forget` does with each.

docs/privacy.md shows it (scripts/build_docs.py); a test makes a file of each kind and looks for the bytes afterwards.
"""

import os
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from qipsheets.files import TEMPORARY
from qipsheets.language import N_
from qipsheets.settings import expanded

REPORTS_FOLDER, DOCUMENTS_FOLDER = "bao-cao", "van-ban"
DRAFT_ENDING = "-du-thao"  # in the name of a draft report


class Treatment(Enum):
    """What `history forget` does with a file that names the person."""

    ERASED = N_("the person's data is erased from it, the rest stays")
    DELETED = N_("deleted")
    CLEARED = N_("only there while a command runs; a killed one's goes with the next run")
    KEPT = N_("named, and not touched")


@dataclass(frozen=True, slots=True)
class Folders:
    """The folders of a store on this machine; `slug` begins the names of what belongs to no other store."""

    home: Path
    plan: Path
    reports: Path
    backups: Path
    documents: Path
    slug: str


@dataclass(frozen=True, slots=True)
class FileKind:
    """One kind of file: what it is, the folder (a field of Folders) and the names it has there; none for any folder."""

    kind: str
    treatment: Treatment
    folder: str = ""
    names: tuple[str, ...] = ()

    def files(self, folders: Folders) -> Iterator[Path]:
        """The files of this kind that are there."""
        for name in self.names:
            folder: Path = getattr(folders, self.folder)
            yield from sorted(path for path in folder.glob(name.format(slug=folders.slug)) if path.is_file())


_TEXT = Path(__file__).with_name("places.toml").read_text(encoding="utf-8")
PLACES = tuple(
    FileKind(entry["kind"], Treatment[entry["treatment"].upper()], folder, tuple(entry.get("names", ())))
    for entry in tomllib.loads(_TEXT.replace("{draft}", DRAFT_ENDING).replace("{temporary}", TEMPORARY))["kinds"]
    for folder in entry.get("folders", [""])
)
JOURNAL, PUT_ASIDE = PLACES[:2]


def folders_of(home: Path, slug: str, plan: Path) -> Folders:
    """The folders of the store of a slug; `plan` is where the school's own files are."""

    def of(setting: str, usual: Path) -> Path:
        text = os.environ.get(setting, "").strip()
        return (expanded(text) if text else usual).absolute()

    return Folders(
        home,
        plan,
        of("QIPSHEETS_REPORTS", plan / REPORTS_FOLDER),
        of("QIPSHEETS_BACKUPS", home / "backups") / slug,
        of("QIPSHEETS_DOCUMENTS", plan / DOCUMENTS_FOLDER),
        slug,
    )
