"""The school's register of documents: what was issued under which number, the edits that enter it, its copies."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from hashlib import sha256
from itertools import chain
from pathlib import Path

from qipsheets import files
from qipsheets.documents.printing.plan import title_words
from qipsheets.documents.printing.report import REPORT_SUBJECT, WEEKLY_SUBJECT, is_about, issued
from qipsheets.documents.wording import lower_first, period_words
from qipsheets.errors import DoubtfulState, FileTrouble, Refused, UsageError
from qipsheets.language import _
from qipsheets.legal.citations import is_well_formed, number_key, numbers_in, sign_of
from qipsheets.plan.model import Plan
from qipsheets.plan.organisation import Document
from qipsheets.plan.periods import Period, PeriodKind
from qipsheets.privacy.places import folders_of
from qipsheets.sheets.rows import free_keys, row_edits
from qipsheets.sheets.schema import BY_KEY, SCHOOL
from qipsheets.sheets.table import Edit, Table
from qipsheets.vietnamese import fold, without_marks

REGISTER_TAB = BY_KEY["documents"]
REGISTER_KINDS = {"plan": "Kế hoạch", "report": "Báo cáo"}
_SIGNS = {"plan": "KH", "report": "BC"}
_PDF_HEAD, _PDF_END = b"%PDF-", b"%%EOF"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A document to be entered: its kind (plan or report), the report's period, number and day of the school's book."""

    kind: str
    number: str
    day: date
    period: Period | None = None


def is_of_kind(entry: Document, kind: str) -> bool:
    """True for a line of the register about a plan, or about a report."""
    return fold(entry.kind) == fold(REGISTER_KINDS[kind])


def issued_document(documents: Sequence[Document], kind: str, period: Period | None = None) -> Document | None:
    """The newest plan, or report on a period, of which a copy was frozen; of one day the lower line."""
    found = [
        entry
        for entry in documents
        if entry.sha256.strip() and is_of_kind(entry, kind) and (period is None or is_about(entry, period))
    ]
    return max(reversed(found), key=lambda entry: entry.day or date.min, default=None)


def lines_numbered(documents: Sequence[Document], number: str, year: int | None = None) -> Iterator[Document]:
    """The lines that bear a number, however it is spelt; numbers begin anew each year."""
    for entry in documents:
        is_same = number_key(entry.number) == number_key(number)
        if is_same and (year is None or entry.day is None or entry.day.year == year):
            yield entry


def refuse_malformed(number: str, kind: str) -> None:
    """Raises UsageError for a number that no plan, or no report, can bear [Nghị định 30/2020/NĐ-CP]."""
    if not is_well_formed(number):
        near = next(numbers_in(number), None)
        raise UsageError(
            _("«{number}» is no well-formed number of a document.").format(number=number),
            _("Is «{text}» meant?").format(text=near.number)
            if near is not None and near.number != number
            else _("Copy it from the school's book, for example 45/{sign}-THMT.").format(sign=_SIGNS[kind]),
        )
    if sign_of(number) != _SIGNS[kind]:
        raise UsageError(
            _("{number} is not the number of a «{kind}».").format(number=number, kind=REGISTER_KINDS[kind]),
            _("The sign behind the stroke is {sign}: 45/{sign}-THMT.").format(sign=_SIGNS[kind]),
        )


def line_for(documents: Sequence[Document], wanted: Wanted) -> Document | None:
    """The line a person has typed for this very document and that has no copy yet; None where a new line is due.

    Raises Refused where the number is taken: a number belongs to one document of a year.
    """
    for entry in lines_numbered(documents, wanted.number, wanted.day.year):
        taken = _("The number {number} is taken: {key}, {kind} of {day}.").format(
            number=entry.number, key=entry.key, kind=entry.kind or "–", day=_day(entry.day)
        )
        if entry.sha256.strip():
            hint = _("Its copy is frozen; print it with «qipsheets documents reprint {number}».")
            raise Refused(taken, hint.format(number=entry.number))
        other = not is_of_kind(entry, wanted.kind) or entry.day not in (None, wanted.day)
        if other or (wanted.period is not None and entry.subject and not is_about(entry, wanted.period)):
            raise Refused(taken, _("Look into the school's book: correct the number, or the line of the register."))
        return entry
    return None


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else "–"


def issued_before(plan: Plan, period: Period, day: date, key: str) -> Document | None:
    """The newest report on a period that the register has beside the row of an ID; None without one."""
    others = tuple(one for one in plan.documents if one.key != key and one.number.strip())
    return issued(replace(plan, documents=others), period, day)


def key_for(tables: Mapping[str, Table], line: Document | None) -> str:
    """The ID of a line that a person has begun, else of the first free row."""
    if line is not None:
        return line.key
    if REGISTER_TAB.key not in tables:
        raise DoubtfulState(
            _("The tab «{title}» is missing.").format(title=REGISTER_TAB.title),
            _("Run «qipsheets init» on the workbook: it adds what is missing."),
        )
    return next(free_keys(REGISTER_TAB, tables[REGISTER_TAB.key]))


def entry_edits(tables: Mapping[str, Table], plan: Plan, wanted: Wanted, key: str) -> list[Edit]:
    """The line of the register, and the form «Trường» where a plan's number or day is another one there."""
    begun = next((entry for entry in plan.documents if entry.key == key), Document())
    cells = {"kind": REGISTER_KINDS[wanted.kind], "number": wanted.number}
    if begun.day != wanted.day:
        cells["day"] = f"{wanted.day:%d/%m/%Y}"
    if not begun.subject.strip():
        cells["subject"] = _subject(plan, wanted)
    if not begun.signer.strip():
        cells["signer"] = plan.school.signer_name
    if wanted.period is not None:
        cells["period"] = wanted.period.name
    lines: dict[str, str] = {}
    if wanted.kind == "plan":
        lines["plan_number"] = wanted.number
        if plan.school.plan_date.day != wanted.day:
            lines["plan_date"] = f"{wanted.day:%d/%m/%Y}"
    school = (row_edits(SCHOOL, tables.get(SCHOOL.key), line, {"value": text}) for line, text in lines.items())
    filled = {field: text for field, text in cells.items() if text}
    return [*chain.from_iterable(school), *row_edits(REGISTER_TAB, tables.get(REGISTER_TAB.key), key, filled)]


def copy_edits(
    tables: Mapping[str, Table], key: str, name: str, data: bytes, signed: bytes | None, state: str
) -> list[Edit]:
    """The marks of the frozen copy, and of the signed one where there is one."""
    cells = {"file": name, "sha256": copy_sha256(data), "state": state}
    edits = row_edits(REGISTER_TAB, tables.get(REGISTER_TAB.key), key, cells)
    return edits if signed is None else [*edits, *signed_edits(tables, key, signed_name(name), signed)]


def signed_edits(tables: Mapping[str, Table], key: str, name: str, data: bytes) -> list[Edit]:
    """The marks of the signed copy."""
    cells = {"signed_copy": name, "signed_sha256": copy_sha256(data)}
    return row_edits(REGISTER_TAB, tables.get(REGISTER_TAB.key), key, cells)


def _subject(plan: Plan, wanted: Wanted) -> str:
    """What the document prints below its kind, on one line."""
    if wanted.period is None:
        subject, rest = title_words(plan)
    else:
        subject = WEEKLY_SUBJECT if wanted.period.kind is PeriodKind.WEEK else REPORT_SUBJECT
        rest = period_words(wanted.period)
    return f"{subject} {lower_first(rest)}".replace(" - ", "-").strip()


class Condition(Enum):
    """The condition of a copy that the register names."""

    NONE = "none"  # the register names no copy
    SOUND = "sound"
    CHANGED = "changed"
    MISSING = "missing"


def documents_folder(folder: Path) -> Path:
    """Where copies are kept: QIPSHEETS_DOCUMENTS, else «van-ban» beside the school's own files."""
    return folders_of(folder, "", folder).documents


def copy_name(stem: str, number: str) -> str:
    """«ke-hoach-2024-2025-45-KH-THMT.docx»: plain letters that every program and mail shows right."""
    plain = re.sub(r"[^0-9A-Za-z]+", "-", without_marks(number).replace("đ", "d").replace("Đ", "D")).strip("-")
    return f"{stem}-{plain}.docx"


def signed_name(copy: str) -> str:
    """The name of the signed copy beside the frozen one."""
    return f"{Path(copy).stem}-da-ky.pdf"


def free_for(folder: Path, name: str, data: bytes) -> str:
    """The name under which bytes can be kept: what is in the folder is never overwritten by other bytes."""
    path = folder / name
    return files.free_name(path) if path.exists() and files.read_bytes(path) != data else name


def keep_copy(folder: Path, name: str, data: bytes) -> None:
    """Puts a copy into the folder under a name that `free_for` gave."""
    if not (folder / name).exists():
        files.replace_bytes(folder / name, data)


def signed_bytes(path: Path) -> bytes:
    """The bytes of a signed copy. Raises UsageError for a file that is no whole PDF, FileTrouble for an unreadable."""
    data = files.read_bytes(path)
    if _PDF_HEAD not in data[:1024] or _PDF_END not in data[-2048:]:
        raise UsageError(
            _("{name} is no whole PDF file.").format(name=path.name),
            _("Scan the signed pages into one PDF and name that file."),
        )
    return data


def copy_sha256(data: bytes) -> str:
    """The SHA-256 by which a copy is known."""
    return sha256(data).hexdigest()


def copy_condition(folder: Path, name: str, mark: str) -> Condition:
    """The condition of a copy; `name` and `mark` are what the register says of it."""
    name = name.strip()
    if not name:
        return Condition.NONE
    leads_out = name in (".", "..") or re.search(r"[\\/:]", name)  # anybody can type into a Sheet
    if leads_out or not (folder / name).is_file():
        return Condition.MISSING
    is_same = copy_sha256(files.read_bytes(folder / name)) == mark.strip()
    return Condition.SOUND if is_same else Condition.CHANGED


def sound_bytes(folder: Path, name: str, mark: str) -> bytes:
    """A copy's bytes. Raises FileTrouble where it is missing or no longer what was frozen."""
    how = copy_condition(folder, name, mark)
    if how is Condition.SOUND:
        return files.read_bytes(folder / name.strip())
    if how is Condition.CHANGED:
        raise FileTrouble(
            _("{name} is no longer the copy that was frozen: its fingerprint differs.").format(name=name),
            _("Take the file back from a backup; «qipsheets documents list --verify» shows all copies."),
        )
    raise FileTrouble(
        _("The copy «{name}» is not in the folder {folder}.").format(name=name, folder=folder),
        _("Bring the file there, or name its folder in QIPSHEETS_DOCUMENTS."),
    )
