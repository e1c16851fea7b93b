"""What the tests share: a home of their own, the command line in English, the sample school made once."""

import gc
import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from qipsheets import language
from qipsheets.cli import run as run_line
from qipsheets.frameworks.load import framework
from qipsheets.new_workbook import empty_content, lists, sample_content
from qipsheets.sheets.codec import ENOUGH_SPARE
from qipsheets.sheets.schema import TABS
from qipsheets.sheets.table import Table
from qipsheets.stores.xlsx import builder, reading
from qipsheets.stores.xlsx.package import WorkbookPackage, naming
from qipsheets.stores.xlsx.store import ExcelStore
from tests.invented_plan import write_invented_plan
from tests.json_contract import faults, schema_name

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"
REAL_PLAN = SHARED / "seed" / "ke-hoach-97.docx"

# No test may fail because a machine is slow, or a suite serves two stores; thorough: pytest --hypothesis-profile=thorough.
MACHINE = (HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.differing_executors)
settings.register_profile("quick", max_examples=60, deadline=None, suppress_health_check=MACHINE)
settings.register_profile("thorough", settings.get_profile("quick"), max_examples=2000)
settings.load_profile("quick")


# Modules and workbooks that last as long as the run are looked through again and again else: a tenth of its time.
gc.set_threshold(100_000, 50, 1_000)


@pytest.fixture(autouse=True)
def _own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QIPSHEETS_HOME", str(tmp_path_factory.mktemp("home")))
    for name in ("QIPSHEETS_STORE", "QIPSHEETS_TODAY", "QIPSHEETS_LANG"):
        monkeypatch.delenv(name, raising=False)
    language.choose("en")


@pytest.fixture(autouse=True, scope="session")
def _workbooks_made_once() -> Iterator[None]:
    """The same tables are the same bytes, and the same bytes the same tables: neither is worked out twice in a run.

    To make a workbook takes half a second and to read it a tenth, and most tests begin with one of a few; where they
    change a tab of it, the others are still the same.
    """
    made: dict[str, bytes] = {}
    build = builder.workbook_of
    found: dict[tuple[bytes, tuple[str, ...]], dict[str, reading.SheetCells]] = {}
    read = reading.read_sheets
    seen: dict[tuple[bytes, str, frozenset[str]], reading.Marks] = {}
    look = reading.marks_of

    def remembered(tables: Mapping[str, Table], lists: Mapping[str, Sequence[str]], *, formulas: bool) -> bytes:
        key = repr((tables, lists, formulas))
        if key not in made:
            made[key] = build(tables, lists, formulas=formulas)
        return made[key]

    def read_once(package: WorkbookPackage, data: bytes, titles: Iterable[str]) -> dict[str, reading.SheetCells]:
        key = data, tuple(titles)
        if key not in found:
            if len(found) >= 64:
                found.pop(next(iter(found)))
            found[key] = read(package, *key)
        return found[key]

    def marks_of(package: WorkbookPackage, title: str, months: frozenset[str] = frozenset()) -> reading.Marks:
        part = package.sheets[title]
        with naming(package.name, part):
            key = package.parts[part], title, months
        if key not in seen:
            if len(seen) >= 512:
                seen.pop(next(iter(seen)))
            seen[key] = look(package, title, months)
        return seen[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "marks_of", marks_of)
        patch.setattr(builder, "workbook_of", remembered)
        patch.setattr(reading, "read_sheets", read_once)
        yield


@dataclass
class Result:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., Result]:
    """Runs a command line in this process; JSON that it prints must be as its schema says."""

    def call(*words: object) -> Result:
        capsys.readouterr()
        code = run_line([str(word) for word in words])
        found = capsys.readouterr()
        line = [str(word) for word in words]
        if "--json" in line and found.out.startswith("{"):
            value = json.loads(found.out)
            name = schema_name(line, value)
            assert faults(name, value) == [], name
        return Result(code, found.out, found.err)

    return call


FEW_SPARE = ENOUGH_SPARE + 5


@contextmanager
def few_spare_rows() -> Iterator[None]:
    """What is set up within has 25 empty rows a tab instead of up to 300: enough for no warning, and less to read."""
    before = {tab: tab.spare for tab in TABS}
    try:
        for tab in TABS:
            object.__setattr__(tab, "spare", min(tab.spare, FEW_SPARE))
        yield
    finally:
        for tab, spare in before.items():
            object.__setattr__(tab, "spare", spare)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with workbooks made once: sample.xlsx and empty.xlsx."""
    folder = tmp_path_factory.mktemp("made")
    primary = framework("tt17-2018-primary")
    contents = {"sample": sample_content(), "empty": empty_content(primary, "2024-2025")}
    for name, content in contents.items():
        with few_spare_rows():
            ExcelStore(folder / f"{name}.xlsx", folder).prepare(content, lists(primary, content))
    return folder


@pytest.fixture
def sample(made: Path, tmp_path: Path) -> Path:
    """A copy of the sample school's workbook."""
    return Path(shutil.copy(made / "sample.xlsx", tmp_path / "trường mẫu.xlsx"))


@pytest.fixture
def empty(made: Path, tmp_path: Path) -> Path:
    """A copy of an empty workbook of the primary framework."""
    return Path(shutil.copy(made / "empty.xlsx", tmp_path / "trống.xlsx"))


@pytest.fixture(scope="session", params=["invented", "real"])
def plan_kind(request: pytest.FixtureRequest) -> str:
    """Which school's plan a test is about; the real one only where it is at hand."""
    if request.param == "real" and not REAL_PLAN.exists():
        pytest.skip("the real plan (../shared/seed) is not here")
    return str(request.param)


@pytest.fixture(scope="session")
def seed(plan_kind: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A school's plan in Word, with the mistakes of `tests.mistakes`."""
    if plan_kind == "real":
        return REAL_PLAN
    return write_invented_plan(tmp_path_factory.mktemp("plan") / "kế hoạch 41.docx")
