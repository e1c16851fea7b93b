"""Schools for the tests of this room: invented ones of scripts/make_schools.py, as workbooks, bundles and a register."""

import shutil
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

from make_schools import TODAY, MadeSchool, register_rows, school, write_register, write_workbook

from qipsheets.loading import check_plan
from qipsheets.offices.bundles import bundle_bytes
from qipsheets.offices.keeping import Office
from qipsheets.offices.office import Collecting, Force, RunResult
from qipsheets.offices.register import RegisteredSchool, open_register
from qipsheets.sheets.schema import SCHOOL, TABS, row_key
from qipsheets.sheets.table import Table
from qipsheets.stores.store import InitialRows
from qipsheets.stores.xlsx.store import ExcelStore

DAY = TODAY
_made: dict[int, bytes] = {}


def workbook(folder: Path, number: int) -> Path:
    """A school's workbook; each is built once in a run of the tests."""
    path = folder / f"{school(number).code}.xlsx"
    if number not in _made:
        _made[number] = write_workbook(number, folder).read_bytes()
    path.write_bytes(_made[number])
    return path


def tables(content: InitialRows) -> dict[str, Table]:
    """What a store would read of a workbook with this content."""
    found = {}
    for tab in (SCHOOL, *TABS):
        headings = tuple(column.heading for column in tab.columns)
        rows = [
            [{"Mã": row_key(tab, number), **row}.get(heading) for heading in headings]
            for number, row in enumerate(content.get(tab.key, ()), 1)
        ]
        found[tab.key] = Table(tab.title, headings, rows)
    return found


def entry_of(one: MadeSchool, source: str = "a.xlsx") -> RegisteredSchool:
    """A school's row of a register."""
    return RegisteredSchool(one.code, one.name, one.unit, "UBND tỉnh Lam Giang", one.kind, source)


def bundle(folder: Path, number: int, home: Path, name: str = "", code: str | None = None, day: date = DAY) -> Path:
    """A school's bundle, signed with the key of a home."""
    made = school(number)
    checked = check_plan(ExcelStore(folder / "a.xlsx", folder), tables(made.content), day)
    data = bundle_bytes(checked, made.code if code is None else code, home)
    out = folder / (name or f"{made.code}.qip")
    out.write_bytes(data)
    return out


def register(folder: Path, sources: Mapping[int, str], more: Iterable[Sequence[str]] = ()) -> Path:
    """A register of schools by number with their sources, and rows as they are."""
    schools = [school(number) for number in sources]
    named = {one.code: sources[one.number] for one in schools}
    return write_register(folder / "danh-sach.csv", [*register_rows(schools, named), *more])


def workbooks(folder: Path, numbers: Iterable[int]) -> Path:
    """Workbooks and the register that names them."""
    return register(folder, {number: workbook(folder, number).name for number in numbers})


def collect(path: Path, data: Path, day: date = DAY, force: Force | None = None) -> RunResult:
    """Collects a register in this process, or with a force."""
    return Collecting(open_register(str(path)), data, day, force or Force()).run(
        lambda _ahead: None, lambda _d, _c: None
    )


def kept(data: Path, day: date = DAY) -> dict[str, bytes]:
    """The files of a day by their paths below it."""
    folder = Office(data).day_folder(day)
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def copied(data: Path, to: Path) -> Path:
    """A copy of an office's folder."""
    return Path(shutil.copytree(data, to))
