"""The house: every import runs down or stays in its room, no circles, no file that outgrew its reader."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "qipsheets"
FLOORS = (
    ("plan", "errors", "language", "__init__"),
    ("vietnamese", "workdays", "console", "settings", "files", "env_file"),
    ("frameworks", "legal", "vietnamese_text", "help_words"),
    ("documents", "checks", "sheets", "statistics"),
    ("stores", "journal"),
    ("loading", "exporting", "new_workbook", "schedules"),
    ("sync", "delivery", "register"),
    ("job",),
    ("commands", "cli", "__main__"),
)
FLOOR = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}
HEAVY = {
    "openpyxl": {
        "stores/workbook_builder.py",
        "stores/findings_book.py",
        "stores/workbook_charts.py",
        "stores/workbook_style.py",
    },
    "python_calamine": {"stores/excel.py"},
    "docxtpl": {"documents/printing/word.py"},
    "gspread": {"stores/google/client.py"},
    "requests": {"stores/google/client.py"},
    "google": {"stores/google/client.py", "stores/google/sign_in.py"},
    "google_auth_oauthlib": {"stores/google/person.py"},
    "sqlite3": {"journal/database.py", "journal/moving.py"},
    "icalendar": {"documents/calendar_file.py"},
    "holidays": {"workdays.py"},
    "pandas": {"statistics.py"},
    "rich": {"console.py"},
    "filelock": {"files.py"},
}
FILES = sorted(PACKAGE.rglob("*.py"))


def room(name: str) -> str:
    """The room of a file or module: sheets of sheets/codec.py."""
    return name.split("/")[0].removesuffix(".py")


def imports(path: Path) -> set[str]:
    """The modules a file imports, as paths within the package or as outside names."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = {f"{node.module}.{alias.name}" for alias in node.names} if node.module in ROOMED else {node.module}
            found |= names
    return found


ROOMED = {
    "qipsheets",
    "qipsheets.commands",
    "qipsheets.checks",
    "qipsheets.sheets",
    "qipsheets.stores",
    "qipsheets.plan",
}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_imports_run_down(path: Path) -> None:
    own = room(path.relative_to(PACKAGE).as_posix())
    for module in imports(path):
        if module.startswith("qipsheets."):
            other = module.split(".")[1]
            if other == "__version__":
                continue
            assert other == own or FLOOR[other] < FLOOR[own] or own in ("cli", "__main__"), f"{own} imports {module}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_heavy_libraries_are_met_in_one_room(path: Path) -> None:
    name = path.relative_to(PACKAGE).as_posix()
    for module in imports(path):
        top = module.split(".")[0]
        assert name in HEAVY.get(top, {name}), f"{name} imports {top}"


def test_no_circle_between_files() -> None:
    graph = {}
    for path in FILES:
        name = "qipsheets." + path.relative_to(PACKAGE).with_suffix("").as_posix().replace("/", ".")
        graph[name] = {module for module in imports(path) if module.startswith("qipsheets.")}
    done: set[str] = set()

    def walk(name: str, above: tuple[str, ...]) -> None:
        assert name not in above, " -> ".join((*above, name))
        if name not in done:
            for other in graph.get(name, ()):
                walk(other, (*above, name))
            done.add(name)

    for name in graph:
        walk(name, ())


def test_the_ground_needs_only_the_standard_library() -> None:
    import sys

    for path in sorted((PACKAGE / "plan").glob("*.py")):
        outside = {module.split(".")[0] for module in imports(path)} - {"qipsheets"}
        assert outside <= set(sys.stdlib_module_names)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_file_says_what_it_holds_and_stays_readable(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    if path.name == "__init__.py" and path.parent != PACKAGE:
        assert text == ""
        return
    assert ast.get_docstring(ast.parse(text))
    longest = 320 if path.name in ("schema.py", "model.py") else 260  # two declarative tables
    assert text.count("\n") <= longest
