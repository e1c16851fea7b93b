"""Writes the generated pages of docs/.

workbook.md comes from the schema of tabs, like the public columns in publishing.md; rules.md from the rules, commands.md
from the command line and the errors, settings.md from .env.example, json.md from qipsheets/schemas, and export.json there
from the schema of tabs.
"""

import argparse
import json
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
from qipsheets.sheets.tab import Column, Tab  # noqa: E402

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
SCHEMAS = ROOT / "qipsheets" / "schemas"
EXPORT = SCHEMAS / "export.json"
SHARED_TABLES = ("edit", "change", "level")
JSON_INTRODUCTION = """# The JSON contract

*Written by `scripts/build_docs.py` from the JSON Schemas in `qipsheets/schemas`; do not edit by hand. A new field is added
there and where the command makes its object: a test holds the two together.*

`--json` and `export` print one JSON object in UTF-8 on standard output, and the exit code says what happened
([commands.md](commands.md#exit-codes)). The schemas (draft 2020-12) are in the installed package:

```python
import json
from importlib.resources import files

schema = json.loads((files("qipsheets") / "schemas" / "validate.json").read_text(encoding="utf-8"))
```

* Each object has `schema_version`, now 1. A field may be added without a new number; a field that is renamed, dropped
  or means something else gets one.
* Every field named here is always there; what is not known is null, an empty list or, of text, `""`.
* `key` is the ID of what an entry is about: of a row, a mail, a line of the register. `written` says whether anything was.
* A **day** is `2025-03-15`, a **moment** `2025-03-15T06:00:00+07:00`. A month as a start is its first day, as an end its
  last. A time that names no day («Hằng năm») is null beside its text.
* **Percentages** are in points: 74.1 means 74,1 %. Computed ones are rounded half up to one place.
* A **level** is 0 where no level is met; null is unknown, never «not met».
* A **cell** is a string, a number, true, false or null, a day in it a string.
* **Messages** are in the language of the command (`--lang`), tab titles and headings as the workbook bears them.
* `export --csv DIR` writes the tabs as CSV, one file a tab, with `datapackage.json` [Table Schema]: types, keys, references.
  What can be read is of its type: days as ISO days, numbers with a point, levels as numbers; a time in words has its day in
  the column beside it. The rest is there as people wrote it, and a validator finds it. The files begin with a byte order mark,
  so that Excel reads Vietnamese by double-click; a text that a spreadsheet would run as a formula has an apostrophe before it.

Words for a **state**, as people report it: {states}.

Words for a **status**, as it follows from state, dates and the day: {statuses}.

A **severity** is `error`, `warning` or `info`. An **object of counts** has the keys of tabs and how many rows of each.
"""

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
_DAY = {"type": ["string", "null"], "format": "date"}
_STRINGS = {"type": "array", "items": {"type": "string"}}
VALUES: dict[str, dict[str, Any]] = {
    "start": _DAY,
    "end": _DAY,
    "day": _DAY,
    "names": _STRINGS,
    "criteria": _STRINGS,
    "standards": _STRINGS,
    "percent": {"type": ["number", "null"]},
    "number": {"type": ["number", "null"]},
    "count": {"type": ["integer", "null"]},
    "level": {"type": ["integer", "null"]},
    "yes": {"type": ["boolean", "null"]},
    "state": {"anyOf": [{"$ref": "common.json#/$defs/state"}, {"type": "null"}]},
}  # fmt: skip
COMPUTED: dict[str, dict[str, Any]] = {
    "status": {
        "description": "as of `today`; null, like the next two, for a step of no known action",
        "anyOf": [{"$ref": "common.json#/$defs/status"}, {"type": "null"}],
    },
    "percent": {"description": "how far it is", "type": ["number", "null"]},
    "days_late": {
        "description": "how late it is, or was when it was done; else 0",
        "type": ["integer", "null"],
    },
}


def workbook() -> str:
    """The reference of the workbook, in Vietnamese like the workbook."""
    lines = [
        "# Tệp bảng tính: các trang và các cột",
        "",
        "*Every tab and column of the workbook, written by `scripts/build_docs.py` from `qipsheets/sheets/schema.toml`;*",
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


def export_schema() -> str:
    """The JSON Schema of `export`: the school, the year and a list a tab, from the schema of tabs."""
    known = {field.name for field in fields(School)}
    form = [line for line in FORM if line.field in known]
    properties: dict[str, Any] = {
        "schema_version": {"const": 1},
        "today": {
            "description": "the day that `status`, `percent` and `days_late` are of",
            "type": "string",
            "format": "date",
        },
        "school": {"description": f"the tab «{SCHOOL.title}»", "$ref": "#/$defs/school"},
        "year": {"description": "the school year", "$ref": "#/$defs/year"},
        "framework": {"$ref": "#/$defs/framework"},
        "level": {"$ref": "common.json#/$defs/level"},
        "levels_met": {
            "description": "the level each assessed criterion meets, by its code",
            "type": "object",
            "additionalProperties": {"type": "integer"},
        },
    }
    definitions = {
        "school": _object(dict(_exported(form))),
        "year": _object(
            {name: {"type": "string"} for name in ("name",)}
            | {
                name: {"type": "string", "format": "date"}
                for name in ("start", "semester_1_end", "semester_2_start", "end")
            }
        ),
        "framework": _object(
            {
                "id": {"type": "string"},
                "circular": {"type": "string"},
                "verified": {"description": "somebody compared the file with the official text", "type": "boolean"},
                "criteria": {"description": "their codes in the circular's order", **_STRINGS},
            }
        ),
    }
    for tab in TABS:
        entry = dict(_exported(tab.inputs)) | (COMPUTED if tab.key in ("actions", "steps") else {})
        definitions[tab.key] = _object(entry)
        properties[tab.key] = {
            "description": f"the tab «{tab.title}»",
            "type": "array",
            "items": {"$ref": f"#/$defs/{tab.key}"},
        }
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "export.json",
        "title": "export",
        "description": "Written by scripts/build_docs.py from qipsheets/sheets/schema.toml.",
        **_object(properties),
        "$defs": definitions,
    }
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _exported(columns: Iterable[Column]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The fields of a record in JSON: beside owners their names, beside a time its text."""
    for column in columns:
        name, kind = column.field, column.kind.name
        yield name, {"description": column.heading, **VALUES.get(kind, {"type": "string"})}
        if kind == "owners":
            yield f"{name}s", {"description": "the names that the cell lists", **_STRINGS}
        if kind in ("start", "end"):
            yield f"{name}_text", {"description": "the cell's words", "type": "string"}


def json_page() -> str:
    """The JSON contract, from the schemas in the order of the commands."""
    schemas = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(SCHEMAS.glob("*.json"))}
    schemas["export"] = json.loads(export_schema())
    words = (
        ", ".join(f"`{word}`" for word in schemas["common"]["$defs"][name]["enum"]) for name in ("state", "status")
    )
    lines = [JSON_INTRODUCTION.format(states=next(words), statuses=next(words))]
    for name, schema in sorted(schemas.items(), key=lambda entry: (entry[0] == "common", entry[0])):
        if name != "common":
            lines += [f"## {schema['title']}", "", f"Schema: `{name}.json`.", "", *_schema_tables("", schema)]
        for part, definition in schema.get("$defs", {}).items():
            if "properties" in definition:
                title = f"## Shared: {part}" if name == "common" else f"### `{part}`"
                lines += [title, "", *_schema_tables(part, definition)]
    return "\n".join(lines).rstrip() + "\n"


def _schema_tables(name: str, schema: dict[str, Any]) -> list[str]:
    """The table of an object's fields, and below it those of objects inside."""
    rows, inner = [], []
    for field, value in schema["properties"].items():
        if field == "schema_version":
            continue
        rows.append((f"`{field}`", _value_words(value), value.get("description", "") + _choices(value)))
        below = value.get("items", value.get("additionalProperties", value))
        if "properties" in below:
            title = f"{name}.{field}".strip(".")
            inner += [f"Each of `{title}`:" if below is not value else f"`{title}`:", "", *_schema_tables(title, below)]
    return [*_table(("field", "value", "meaning"), rows), "", *inner]


def _value_words(value: dict[str, Any]) -> str:
    """What a value is, in words: «day or null», «list of strings»."""
    if "anyOf" in value:
        return " or ".join(map(_value_words, value["anyOf"]))
    if "$ref" in value:
        file, _hash, part = value["$ref"].partition("#/$defs/")
        plain = part in ("state", "status", "severity")
        return (
            part if plain or not file else f"[{part}](#shared-{part})" if part in SHARED_TABLES else "object of counts"
        )
    if "const" in value:
        return json.dumps(value["const"])
    kinds = value["type"] if isinstance(value["type"], list) else [value["type"]]
    words = {"date": "day", "date-time": "moment"}.get(value.get("format", ""), "")
    names = [words if kind == "string" and words else kind for kind in kinds]
    if names == ["array"]:
        return f"list of {_value_words(value['items'])}s"
    if "additionalProperties" in value:
        return f"object, its values {_value_words(value['additionalProperties'])}"
    return "cell" if len(names) == 4 else " or ".join(names)


def _choices(value: dict[str, Any]) -> str:
    words = ", ".join(f"`{word}`" for word in value.get("enum", ()) if word)
    return f" ({words})" if words and value.get("description") else words


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
        "`--lang vi|en` before or behind any command chooses the language of messages; `--help` says the same as here.",
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
        "From the environment, or from a file `.env` in the folder where the command is run; what is set in the environment"
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
        JSON: json_page(),
        EXPORT: export_schema(),
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
