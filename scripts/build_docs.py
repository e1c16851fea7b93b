"""Writes the generated pages of docs/.

workbook.md and the lists in json.md come from the schema, rules.md from the rules, commands.md from the command line and
the errors, settings.md from .env.example, the public columns in publishing.md from the schema.
"""

import argparse
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from qipsheets import errors, language  # noqa: E402
from qipsheets.language import Message  # noqa: E402
from qipsheets.loading import all_rules  # noqa: E402
from qipsheets.operations.checking import SEVERITY_WORDS  # noqa: E402
from qipsheets.plan.organisation import School  # noqa: E402
from qipsheets.plan.states import STATE_WORDS, STATUS_WORDS  # noqa: E402
from qipsheets.privacy.places import PLACES  # noqa: E402
from qipsheets.sheets.columns import CellKind  # noqa: E402
from qipsheets.sheets.schema import FORM, GUIDE, LISTS, PUBLIC_COLUMNS, SCHOOL, SYNCED, TABS  # noqa: E402
from qipsheets.sheets.tab import Tab  # noqa: E402

WORKBOOK = ROOT / "docs" / "workbook.md"
JSON = ROOT / "docs" / "json.md"
RULES = ROOT / "docs" / "rules.md"
PRIVACY = ROOT / "docs" / "privacy.md"
COMMANDS = ROOT / "docs" / "commands.md"
SETTINGS = ROOT / "docs" / "settings.md"
PUBLISHING = {
    ROOT / "docs" / "publishing.md": ("tab", "columns"),
    ROOT / "docs" / "publishing.vi.md": ("trang", "cột"),
}
ENVIRONMENT = ROOT / ".env.example"
BEGIN, END = "<!-- scripts/build_docs.py writes from here -->", "<!-- to here -->"

# How a kind of cell reads to the person who fills it in, and what it is in JSON.
CELLS = {
    "key": "mã dòng",
    "text": "chữ",
    "long": "chữ, nhiều dòng",
    "owners": "chức danh, có thể nhiều",
    "names": "danh sách, cách nhau bằng dấu phẩy",
    "start": "ngày hoặc tháng (hiểu là ngày đầu)",
    "end": "ngày hoặc tháng (hiểu là ngày cuối)",
    "day": "ngày",
    "percent": "tỷ lệ",
    "count": "số nguyên",
    "number": "số",
    "level": "mức",
    "criterion": "mã tiêu chí",
    "criteria": "các mã tiêu chí",
    "standards": "các số tiêu chuẩn",
    "state": "trạng thái",
    "yes": "Có / Không",
    "period": "kỳ: tuần, tháng, học kỳ hoặc năm học",
}
VALUES = {
    "key": "string",
    "text": "string",
    "long": "string",
    "owners": "string",
    "names": "list of strings",
    "start": "day or null",
    "end": "day or null",
    "day": "day or null",
    "percent": "number or null",
    "count": "integer or null",
    "number": "number or null",
    "level": "integer or null",
    "criterion": "string",
    "criteria": "list of strings",
    "standards": "list of strings",
    "state": "state or null",
    "yes": "true, false or null",
    "period": "string, for example 2026-11 or 2026-2027-HK1",
}
COMPUTED = (
    ("status", "status", "as it stands on `today`; absent, like the next two, for a step of no known action"),
    ("percent", "number or null", "how far it is, in points"),
    ("days_late", "integer", "how late it is, or was when it was done; else 0"),
)


def workbook() -> str:
    """The reference of the workbook, in Vietnamese like the workbook."""
    lines = [
        "# Tệp bảng tính: các trang và các cột",
        "",
        "*Every tab and column of the workbook, written by `scripts/build_docs.py` from `qipsheets/sheets/schema.py`;*",
        "*do not edit by hand. «Trường dữ liệu» is the field's name in code and in JSON.*",
        "",
        "## Các trang do nhà trường điền",
        "",
        *_table(("Trang", "Ai điền", "Để làm gì", "Mã dòng"), map(_overview, (SCHOOL, *TABS))),
        "",
        "## Các trang do công cụ ghi",
        "",
        *_table(
            ("Trang", "Để làm gì", "Các cột"),
            ((tab.title, tab.note, ", ".join(tab.headings)) for tab in (*SYNCED, LISTS, GUIDE)),
        ),
        "",
        "Những trang này được khóa để tránh gõ nhầm, không có mật khẩu. Riêng ở trang «Danh mục», nhà trường có thể thêm mục.",
        "",
        "## Trạng thái và tình trạng",
        "",
        f"Thầy cô chọn **trạng thái**: {', '.join(STATE_WORDS.values())}.",
        "",
        f"Công cụ tính ra **tình trạng**: {', '.join(dict.fromkeys(STATUS_WORDS.values()))}.",
    ]
    lines += ["", f"## {SCHOOL.title}", "", SCHOOL.note, "", *_form()]
    for tab in TABS:
        lines += ["", f"## {tab.title}", "", f"{tab.note} Tên trong dữ liệu: `{tab.key}`.", "", *_columns(tab)]
    return "\n".join(lines) + "\n"


def json_lists() -> str:
    """The school and the lists of `export`: a table each, fields with their JSON type and where they come from."""
    known = {field.name for field in fields(School)}
    form = [row for line in FORM if line.field in known for row in _fields(line.field, line.kind, line.heading)]
    lines = [
        "### `school`",
        "",
        f"One object: the lines of the tab «{SCHOOL.title}»; the school year with its dates stands in `year`.",
        "",
    ]
    lines += [*_table(("field", "value", "line"), form), ""]
    for tab in TABS:
        rows = [row for column in tab.inputs for row in _fields(column.field, column.kind, column.heading)]
        if tab.key in ("actions", "steps"):
            rows += [(f"`{name}`", value, note) for name, value, note in COMPUTED]
        lines += [f"### `{tab.key}`", "", f"Tab «{tab.title}».", "", *_table(("field", "value", "column"), rows), ""]
    return "\n".join(lines)


def rules() -> str:
    """Every rule, in Vietnamese: what it finds, how much it weighs, why, what mends it."""
    lines = [
        "# Các quy tắc kiểm tra",
        "",
        "Trang này do `scripts/build_docs.py` viết từ các quy tắc của công cụ. Lệnh `qipsheets rules MÃ` cho cùng nội dung.",
        "Quy tắc có dấu * dựa vào khung tiêu chuẩn: chừng nào khung chưa được đối chiếu với văn bản gốc, nó chỉ là cảnh báo.",
    ]

    def vietnamese(text: str) -> str:
        return Message(text).text("vi")

    family = ""
    for rule in all_rules():
        if rule.code.partition("-")[0] != family:
            family = rule.code.partition("-")[0]
            lines += ["", f"## {family}"]
        star = "*" if rule.rests_on_framework else ""
        lines += ["", f"### {rule.code}{star}: {vietnamese(rule.title)}", ""]
        lines += [f"* Mức độ: {vietnamese(SEVERITY_WORDS[rule.severity.word])}", f"* Vì sao: {vietnamese(rule.reason)}"]
        lines += [f"* Cách sửa: {vietnamese(rule.remedy)}", f"* Ví dụ: {rule.example}"]
        lines += [f"* Nguồn: {rule.source}"] if rule.source else []
    return "\n".join(lines) + "\n"


_FOLDERS = {
    "": "",
    "home": "`QIPSHEETS_HOME`",
    "plan": "the folder of the workbook, or where the command is run",
    "reports": "`QIPSHEETS_REPORTS`, else `bao-cao` beside the plan",
    "backups": "`QIPSHEETS_BACKUPS`, else `backups` in `QIPSHEETS_HOME`",
    "documents": "`QIPSHEETS_DOCUMENTS`, else `van-ban` beside the plan",
}
_PRIVACY = """# Where personal data is

A plan names people: owners, council, contacts. Beside the plan itself this machine keeps the copies below; the list is the
one that `qipsheets history forget "FULL NAME"` goes through. It erases the name however it is spelt, and the mail
addresses and phone numbers of every row that ever bore it; it shows all it found and asks first (`--dry-run` only shows).
What the program keeps in `QIPSHEETS_HOME`, its backups, mails written as files and drafts can be read by their owner alone.

{table}

`*NAME*` is the store's name with a part of its hash. Text inside a PDF is not searched: look at signed pages and PDFs
attached to waiting mails yourself. That somebody was erased stays noted in the journal, with the day and the number of
cells, without the name; `qipsheets history verify` shows it.
"""


def privacy() -> str:
    """The page of the places where personal data is."""
    rows = (
        (
            place.kind,
            _FOLDERS[place.folder],
            ", ".join(f"`{name.format(slug='*NAME*')}`" for name in place.names),
            place.treatment.value,
        )
        for place in PLACES
    )
    table = _table(("What", "Folder", "Files", "By `history forget`"), rows)
    return _PRIVACY.format(table="\n".join(table))


def commands() -> str:
    """Every command with its options, and the exit codes, in English."""
    language.choose("en")
    import typer

    from qipsheets import cli  # help texts are put into words when a command's module is imported

    group = typer.main.get_command(cli.program())
    lines = ["# Commands", "", "*Written by `scripts/build_docs.py` from the program; do not edit by hand.*", ""]
    lines += [
        "`--lang vi|en` before or behind any command chooses the language of messages; `--help` tells the same as here.",
        "",
    ]
    about = [
        (f"[{name}](#{anchor(f'qipsheets {name}')})", words) for _panel, name, _place, words, _example in cli.COMMANDS
    ]
    lines += _table(("command", "what it does"), about)
    for _panel, name, _place, words, example in cli.COMMANDS:
        command: Any = group
        for word in name.split():
            command = command.commands[word]
        lines += ["", f"## qipsheets {name}", "", words, ""]
        lines += [f"Example: `{f'qipsheets {name} {example}'.strip()}`"]
        rows = [(f"`{_option(one)}`", one.help or "") for one in command.params]
        lines += ["", *_table(("option", "meaning"), rows)] if rows else []
    lines += ["", "## Exit codes", "", *_table(("code", "meaning"), _exit_codes())]
    return "\n".join(lines) + "\n"


def _option(one: Any) -> str:
    """An option or argument as one types it."""
    shown = one.metavar or ""
    if one.param_type_name == "argument":
        return shown or one.name.upper()
    return " ".join(filter(None, ("/".join((*one.opts, *one.secondary_opts)), "" if one.is_flag else shown or "TEXT")))


def _exit_codes() -> Iterator[tuple[str, str]]:
    codes = {kind.exit_code: kind.__doc__ or "" for kind in errors.QipError.__subclasses__()}
    codes |= {
        0: "Done.",
        1: "Findings of the weight of `--fail-on` or more; an official document refused; a red line of `doctor`; «no» to a question.",
        70: "A fault of qipsheets; the message names the log to send.",
        130: "Stopped at the keyboard.",
    }
    yield from ((str(code), codes[code].split("\n")[0]) for code in sorted(codes))


def settings() -> str:
    """Every setting, from the file that schools copy."""
    lines = ["# Settings", "", "*Written by `scripts/build_docs.py` from `.env.example`; do not edit by hand.*", ""]
    lines += [
        "From the environment, or from a file `.env` in the folder where the command is run; what stands in the environment"
    ]
    lines += ["wins. All can be left out.", ""]
    rows = []
    for block in ENVIRONMENT.read_text(encoding="utf-8").split("\n\n")[1:]:
        said = [line[2:] for line in block.splitlines() if line.startswith("# ")]
        english = said[0].split(" / ")[0]
        names = re.findall(r"^#([A-Z_]+)=", block, re.MULTILINE)
        rows.append((", ".join(f"`{name}`" for name in names), english))
    rows.append(("`QIPSHEETS_SHEETS_URL`", "Another Sheets server, on this machine only; for tests."))
    return "\n".join([*lines, *_table(("variable", "meaning"), rows)]) + "\n"


def pages() -> dict[Path, str]:
    """Every page this script writes, with its whole text."""
    return {
        WORKBOOK: workbook(),
        RULES: rules(),
        PRIVACY: privacy(),
        COMMANDS: commands(),
        SETTINGS: settings(),
        JSON: _filled(JSON, json_lists()),
        **{page: _filled(page, public_columns(headings)) for page, headings in PUBLISHING.items()},
    }


def _filled(page: Path, text: str) -> str:
    """A page of people's with this text between its marks."""
    before, _begin, rest = page.read_text(encoding="utf-8").partition(BEGIN)
    return f"{before}{BEGIN}\n\n{text}\n{END}{rest.partition(END)[2]}"


def public_columns(headings: Sequence[str]) -> str:
    """What of each tab the public page shows by itself."""
    rows = [(SCHOOL.title, ", ".join(line.heading for line in FORM if line.field in PUBLIC_COLUMNS[SCHOOL.key]))]
    for tab in TABS:
        shown = [column.heading for column in tab.inputs if column.field in PUBLIC_COLUMNS.get(tab.key, ())]
        if shown:
            rows.append((tab.title, ", ".join(shown)))
    return "\n".join(_table(headings, rows)) + "\n"


def _overview(tab: Tab) -> tuple[str, ...]:
    key = f"{tab.prefix}-001…" if tab.prefix else ""
    return (f"[{tab.title}](#{anchor(tab.title)})", tab.filled_by, tab.note, key)


def anchor(heading: str) -> str:
    """The anchor that a heading gets on the page."""
    kept = (letter for letter in heading.lower() if letter.isalnum() or letter in " -_")
    return "".join(kept).replace(" ", "-")


def _form() -> list[str]:
    rows = ((line.heading, _mark(line.required), _cell(line.kind), line.note, f"`{line.field}`") for line in FORM)
    return _table(("Mục", "Bắt buộc", "Kiểu", "Cách điền", "Trường dữ liệu"), rows)


def _columns(tab: Tab) -> list[str]:
    rows = (
        (column.heading, _mark(column.required), _cell(column.kind), column.note, f"`{column.field}`")
        if not column.look_up
        else (column.heading, "", "tự hiện", column.note, "")
        for column in tab.columns
    )
    return _table(("Cột", "Bắt buộc", "Kiểu", "Cách điền", "Trường dữ liệu"), rows)


def _fields(name: str, kind: CellKind, heading: str) -> Iterator[tuple[str, str, str]]:
    """A field in JSON, with the one that stands beside it: the names of owners, the text of a time."""
    yield f"`{name}`", VALUES[kind.name], heading
    if kind.name == "owners":
        yield f"`{name}s`", "list of strings", "the names that the cell lists"
    if kind.name in ("start", "end"):
        yield f"`{name}_text`", "string", 'the cell\'s words; `""` where the cell is empty'


def _cell(kind: CellKind) -> str:
    return CELLS[kind.name] + (", chọn trong danh sách" if kind.choices else "")


def _mark(required: bool) -> str:
    return "có" if required else ""


def _table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    return [_line(headings), _line(["---"] * len(headings)), *map(_line, rows)]


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def main() -> int:
    """Writes the pages, or with --check only says whether they are in order."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when a page is out of date")
    check = parser.parse_args().check
    stale = [(path, text) for path, text in pages().items() if not path.exists() or path.read_text("utf-8") != text]
    for path, text in stale:
        print(f"{'out of date' if check else 'wrote'}: {path.relative_to(ROOT).as_posix()}")
        if not check:
            path.write_text(text, encoding="utf-8", newline="\n")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
