"""Where personal data is: the one list of all places, and what `history forget` does with each.

docs/privacy.md shows it (scripts/build_docs.py); a test makes a file of each kind and looks for the bytes afterwards.
"""

import os
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from qipsheets.files import TEMPORARY
from qipsheets.language import N_
from qipsheets.settings import expanded

REPORTS_FOLDER, DOCUMENTS_FOLDER = "bao-cao", "van-ban"
DRAFT = "-du-thao"  # in the name of a draft report


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


<<<<<<< HEAD
JOURNAL = Place(
    "the journal: all states of the plan, runs, and mails with what is attached to them",
    Treatment.ERASED, "home", ("journals/{slug}.sqlite",),
)  # fmt: skip
PUT_ASIDE = Place(
    "journals put aside by «history import --replace»",
    Treatment.ERASED, "home", ("journals/{slug}.before-*.sqlite",),
)  # fmt: skip
PLACES = (
    JOURNAL,
    PUT_ASIDE,
    Place("mails written as files", Treatment.DELETED, "home", ("mail/*.eml",)),
    Place("draft reports", Treatment.DELETED, "reports", (f"bao-cao-*{DRAFT}*.docx",)),
    Place("backups", Treatment.DELETED, "backups", ("*.xlsx",)),
    Place(
        "logs: of the job (mail addresses masked), of the scheduler, of failures",
        Treatment.ERASED, "home", ("logs/{slug}.jsonl*", "logs/error-*.log", "logs/job.log"),
    ),
    Place("journals that are being made", Treatment.CLEARED, "home", (f"journals/{TEMPORARY}*",)),
    *(
        Place("files that are being written", Treatment.CLEARED, folder, (f"{TEMPORARY}*",))
        for folder in ("plan", "reports", "backups", "documents", "home")
    ),
    Place("working files in the system's folder for temporary files (qipsheets-…)", Treatment.CLEARED),
    Place(
        "frozen copies of issued documents, and their signed pages",
        Treatment.KEPT, "documents", ("*.docx", "*.pdf"),
    ),
    Place("lists of conflicts beside an offline copy", Treatment.KEPT, "plan", ("*-xung-dot.csv",)),
    Place("the public page, made anew by the next «qipsheets publish»", Treatment.KEPT),
    Place("the plan itself: the workbook or the Google Sheet", Treatment.KEPT),
    Place(
        "what people put elsewhere: offline copies, exports, restored workbooks, printed documents", Treatment.KEPT
    ),
)  # fmt: skip
=======
_TEXT = Path(__file__).with_name("places.toml").read_text(encoding="utf-8")
PLACES = tuple(
    FileKind(entry["kind"], Treatment[entry["treatment"].upper()], folder, tuple(entry.get("names", ())))
    for entry in tomllib.loads(_TEXT.replace("{draft}", DRAFT).replace("{temporary}", TEMPORARY))["kinds"]
    for folder in entry.get("folders", [""])
)
JOURNAL, PUT_ASIDE = PLACES[:2]
>>>>>>> main


def folders_of(home: Path, slug: str, plan: Path, environment: Mapping[str, str] = os.environ) -> Folders:
    """The folders of the store of a slug; `plan` is where the school's own files are."""

    def of(setting: str, usual: Path) -> Path:
        text = environment.get(setting, "").strip()
        return (expanded(text) if text else usual).absolute()

    return Folders(
        home,
        plan,
        of("QIPSHEETS_REPORTS", plan / REPORTS_FOLDER),
        of("QIPSHEETS_BACKUPS", home / "backups") / slug,
        of("QIPSHEETS_DOCUMENTS", plan / DOCUMENTS_FOLDER),
        slug,
    )
