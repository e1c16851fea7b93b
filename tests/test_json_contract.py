"""Every object of `--json` is as its schema says; each other test that prints JSON holds it against the schema, too."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import typer
from jsonschema import Draft202012Validator

from qipsheets.cli import COMMANDS, program
from tests.conftest import ROOT, Result
from tests.json_contract import FOLDER, NAMES, VARIANTS, faults, schema_name

Run = Callable[..., Result]
STORE = ("--store", "trường.xlsx")
DAY = ("--today", "2025-03-15")
# Run in one folder, one after the other.
LINES: tuple[tuple[str, ...], ...] = (
    ("validate", *STORE, *DAY),
    ("overdue", *STORE, *DAY, "--soon", "14"),
    ("export", *STORE, *DAY),
    ("sync", *STORE, *DAY, "--dry-run"),
    ("sync", *STORE, *DAY),
    ("sync", *STORE, "--offline", "bản sao.xlsx"),
    ("sync", *STORE, "--offline", "bản sao.xlsx", "--yes"),
    ("milestones", *STORE, *DAY, "--dry-run"),
    ("fix", *STORE, "--yes"),
    ("history", "undo", *STORE, "--yes"),
    ("history", "list", *STORE),
    ("history", "diff", "1", "2", *STORE),
    ("history", "verify", *STORE),
    ("history", "postponements", *STORE),
    ("history", "restore", "1", *STORE, "--back", "--dry-run"),
    ("history", "restore", "1", *STORE, "--out", "cũ.xlsx"),
    ("history", "forget", "Vi Thị Nguyệt Ánh", *STORE, "--dry-run"),
    ("backup", *STORE),
    ("backup", "--list", *STORE),
    ("backup", "--verify", *STORE),
    ("copy", *STORE, "--to", "chép.xlsx"),
    ("new-year", *STORE, "--to", "năm sau.xlsx", "--year", "2025-2026", "--today", "2025-06-10", "--mark", "--yes"),
    ("report", *STORE, *DAY, "--period", "HK1", "--out", "bc.docx", "--draft"),
    ("plan", *STORE, *DAY, "--out", "kh.docx", "--draft"),
    ("check-document", "kh.docx", *STORE, *DAY),
    ("import", "kh.docx", "--store", "nhập.xlsx", "--framework", "tt17-2018-primary", "--yes"),
    ("templates", "check", "kh.docx", "--for", "plan"),
    ("templates", "fields", "plan"),
    ("email", "plan", *STORE, *DAY, "--draft", "--dry-run"),
    ("email", "digest", *STORE, *DAY),
    ("email", "list", *STORE),
    ("publish", *STORE, *DAY, "--audit"),
    ("rules",),
    ("doctor", *STORE),
    ("job", *STORE, *DAY, "--dry-run"),
    ("documents", "list", "--verify", *STORE, *DAY),
    ("bundle", *STORE, *DAY, "--out", "gói.qip", "--code", "1"),
    ("office", "verify", "gói.qip", "--register", "danh sách.csv"),
    ("office", "collect", "--register", "danh sách.csv", "--data", "số liệu", "--workers", "1", *DAY),
    ("office", "report", "--data", "số liệu"),
    ("office", "simulate", "--data", "số liệu", "--framework", "tt18-2018-secondary"),
    ("validate", "--store", "không có.xlsx"),
)
# Of a plan without errors only: the tests of these commands print them.
ISSUED = {"documents-issue", "documents-sign", "publish", "publish-check"}


def test_what_commands_print_is_as_their_schemas_say(
    run: Run, sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    book = openpyxl.load_workbook(sample)
    book["Hành động"]["E2"] = "Rà soát  đề án."  # for `fix` to mend
    book.save("trường.xlsx")
    register = "code,school,unit,store\n1,Trường A,Xã B,gói.qip\n2,Trường B,Xã B,không có.xlsx\n2,Trường B,Xã B,\n"
    Path("danh sách.csv").write_text(register, encoding="utf-8")
    seen = set()
    for words in LINES:
        words = words if words[0] == "plan" else (*words, "--json")
        result = run(*words)
        if "--json" in words:
            name = schema_name(words, result.json)
            assert (name, faults(name, result.json)) == (name, []), words
            seen.add(name)
    assert seen == NAMES - ISSUED


def test_every_command_with_json_has_a_schema() -> None:
    group = typer.main.get_command(program())
    for _panel, name, *_rest in COMMANDS:
        command = group
        for word in name.split():
            command = command.commands[word]
        if any("--json" in one.opts for one in command.params):
            assert {VARIANTS.get((name, "--json"), name.replace(" ", "-"))} & NAMES or name == "history restore", name


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.json")), ids=lambda path: path.stem)
def test_schemas_are_schemas(path: Path) -> None:
    schema = json.loads(path.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    assert schema["$id"] == path.name


def test_a_field_too_few_too_many_or_of_another_kind_is_a_fault(run: Run, sample: Path) -> None:
    value = run("overdue", "--store", sample, *DAY, "--json").json
    assert faults("overdue", value) == []
    assert faults("overdue", {**value, "more": 1})
    assert faults("overdue", {name: entry for name, entry in value.items() if name != "today"})
    assert faults("overdue", {**value, "actions": [{**value["actions"][0], "days_late": "5"}]})
    assert faults("overdue", {**value, "today": "15/3/2025"})


def test_the_page_and_the_schema_of_the_export_are_as_the_script_writes_them() -> None:
    """A column of the workbook is a field of the export at once."""
    sys.path.insert(0, str(ROOT / "scripts"))
    import build_docs

    assert (FOLDER / "export.json").read_text(encoding="utf-8") == build_docs.export_schema()
