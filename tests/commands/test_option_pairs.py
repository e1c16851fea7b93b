"""All commands with all their options, in pairs: each does what it should or ends with 2; none traces, every hint holds.

Each option alone meets a workbook; a pair meets one that is not there, which contrary options must not get to. With
--hypothesis-profile=thorough pairs meet the workbook, too.
"""

import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
import typer
from hypothesis import settings

from qipsheets.cli import COMMANDS, program
from qipsheets.cli import run as run_line
from qipsheets.operations import scheduling
from tests.command_words import OPTION, faults_in, is_bare, options_of
from tests.conftest import Result

Run = Callable[..., Result]
# What options take; {} is a folder of the test's own. An option that is not here takes no value.
VALUES: Mapping[str, str] = {
    "--store": "{}/trường.xlsx", "--today": "15/3/2025", "--as-of": "2025-03-15", "--select": "PCT,DATE", "--ignore": "LAW",
    "--fail-on": "never", "--period": "HK1", "--template": "{}/mẫu.docx", "--owner": "Hiệu trưởng", "--person": "Hiệu trưởng",
    "--soon": "7", "--accept": "PCT-01", "--reason": "đã xem", "--month": "tháng 11", "--criterion": "1.1",
    "--csv": "{}/csv", "--max-age": "26h", "--framework": "tt17-2018-primary", "--year": "2025-2026",
    "--test-to": "thu@example.edu.vn", "--to-folder": "{}/thư", "--number": "45/KH-THMT", "--date": "15/3/2025",
    "--signed": "{}/ký.pdf", "--last": "3", "--offline": "{}/bản sao.xlsx", "--client": "{}/none.json",
    "--for": "plan", "--to": "{}/mới.xlsx", "--out": "{}/ra.docx", "--code": "79000001", "--register": "{}/danh sách.csv",
    "--data": "{}/số liệu", "--engine": "local", "--workers": "1", "--scheduler": "tcp://127.0.0.1:1", "--keys": "{}/khóa",
    "--day": "2025-03-15", "--unit": "UBND xã Hoa Lư", "--issuer": "UBND xã Hoa Lư", "--superior": "UBND tỉnh Lam Giang",
    "--place": "Hoa Lư", "--signer": "CHỦ TỊCH", "--signer-name": "Vi Thị Hà",
}  # fmt: skip
# Where a command takes another value than the rest.
SPECIAL: Mapping[tuple[str, str], str] = {
    ("validate", "--out"): "{}/ra.xlsx", ("export", "--out"): "{}/ra.json", ("calendar", "--out"): "{}/ra.ics",
    ("history restore", "--out"): "{}/cũ.xlsx", ("email plan", "--to"): "thu@example.edu.vn",
    ("email report", "--to"): "thu@example.edu.vn", ("email test", "--to"): "thu@example.edu.vn",
    ("check-document", "--select"): "LAYOUT", ("bundle", "--out"): "{}/truong.qip", ("office simulate", "--out"): "{}/ra.xlsx",
}  # fmt: skip
ARGUMENTS: Mapping[str, tuple[str, ...]] = {
    "form": ("month",), "check-document": ("{}/mẫu.docx",), "documents issue": ("plan",),
    "documents sign": ("45/KH-THMT", "{}/ký.pdf"), "documents reprint": ("45/KH-THMT",), "templates check": ("{}/mẫu.docx",),
    "templates copy": ("{}/mẫu",), "email retry": ("3f2a",), "email cancel": ("3f2a",), "import": ("{}/mẫu.docx",),
    "history diff": ("1", "2"), "history restore": ("1",), "history export": ("{}/sổ.sqlite",),
    "history import": ("{}/sổ.sqlite",), "office verify": ("{}/truong.qip",), "history forget": ("Nguyễn Văn An",), "schedule": ("cron",), "demo": ("{}/demo",),
}  # fmt: skip
# Options that ask for different things, and those that say nothing without another: always 2.
CONTRARY: Mapping[str, tuple[tuple[str, str], ...]] = {
    "backup": (("--list", "--verify"), ("--list", "--today"), ("--verify", "--today")),
    "export": (("--json", "--out"),),
    "history restore": (("--out", "--back"), ("--out", "--yes")),
    "plan": (("--accept", "--as-of"), ("--reason", "--draft"), ("--yes", "--draft")),
    "form": (("--criterion", "--draft"),),
    "sync": (("--offline", "--today"), ("--offline", "--take-over"), ("--yes", "--json")),
    "email plan": (("--dry-run", "--to-folder"), ("--again", "--to-folder"), ("--ask", "--json")),
    "email report": (("--dry-run", "--to-folder"), ("--again", "--to-folder"), ("--ask", "--json")),
    "email digest": (("--ask", "--json"), ("--text", "--json"), ("--text", "--send"), ("--text", "--to-folder")),
    "init": (("--sample", "--framework"), ("--sample", "--year")),
}
SLOW = ("setup", "demo")  # the one asks a person, the other runs others that are here


@dataclass(frozen=True)
class Entry:
    """A command: the words it needs, and its options with a value each."""

    name: str
    needed: tuple[str, ...]
    free: tuple[tuple[str, ...], ...]


def entry(name: str) -> Entry:
    """A command as the command line knows it."""
    command: Any = typer.main.get_command(program())
    for word in name.split():
        command = command.commands[word]
    needed, free = [*ARGUMENTS.get(name, ())], []
    for one in command.params:
        if one.param_type_name == "option":
            option = next(word for word in one.opts if word.startswith("--"))
            words = (option,) if one.is_flag else (option, SPECIAL.get((name, option)) or VALUES[option])
            if one.required or option == "--store":
                needed += words
            else:
                free.append(words)
    return Entry(name, tuple(needed), tuple(free))


NAMES = [name for _panel, name, *_rest in COMMANDS if name not in SLOW]


@pytest.fixture
def folder(tmp_path: Path, empty: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with what the commands read; no scheduler of this machine is touched."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(scheduling, "install", lambda _recipe: [])
    shutil.copy(empty, tmp_path / "trường.xlsx")
    shutil.copy(Path(__file__).parents[2] / "templates" / "plan.docx", tmp_path / "mẫu.docx")
    (tmp_path / "ký.pdf").write_bytes(b"%PDF-1.4\n%%EOF\n")
    return tmp_path


def wrong_hints(result: Result, name: str) -> Iterator[str]:
    """What is wrong with the hints of a command: no such command or option, or an option that only others have."""
    for line in result.err.splitlines():
        yield from faults_in(line)
        if line.startswith("→") and is_bare(line):
            yield from (f"{name} has no {option}" for option in OPTION.findall(line) if option not in options_of(name))


@pytest.mark.parametrize("name", NAMES)
def test_options_in_pairs(run: Run, folder: Path, name: str) -> None:
    one = entry(name)
    pairs = [(), *((option,) for option in one.free), *combinations(one.free, 2)]
    thorough = settings().max_examples > settings.get_profile("quick").max_examples
    contrary = {frozenset(pair) for pair in CONTRARY.get(name, ())}
    for pair in pairs:
        words = [
            word.format(folder) for word in (*name.split(), *one.needed, *(word for option in pair for word in option))
        ]
        if len(pair) == 2 and not thorough:
            words = [word.replace("trường.xlsx", "không có.xlsx") for word in words]
        result = run(*words)
        assert result.code in range(10), (words, result.err)
        assert "Traceback" not in result.err
        assert result.code == 0 or result.err or result.out, words
        assert list(wrong_hints(result, name)) == [], (words, result.err)
        if frozenset(option[0] for option in pair) in contrary:
            assert result.code == 2, words
        if "--json" in words:
            assert isinstance(result.json, dict), words
        if "--dry-run" in words and "--out" not in words and "--yes" not in words:
            assert "Written to" not in result.out, words


def test_every_contrary_pair_is_one_of_options() -> None:
    known = {name: {option[0] for option in entry(name).free} for name in CONTRARY}
    assert all({*pair} <= known[name] for name, pairs in CONTRARY.items() for pair in pairs)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("validate",), 3),
        (("validate", "--store", "{}/none.xlsx"), 9),
        (("validate", "--nope"), 2),
        (("backup", "--list"), 3),
    ],
)
def test_an_error_under_json_is_one_object(run: Run, tmp_path: Path, words: tuple[str, ...], code: int) -> None:
    result = run(*(word.format(tmp_path) for word in words), "--json")
    assert (result.code, result.json["error"]["exit_code"]) == (code, code)
    assert result.json["error"]["message"] in re.sub(r"\s+", " ", result.err)


def test_a_document_goes_to_standard_output_alone(sample: Path, capfdbinary: Any) -> None:
    code = run_line(["plan", "--draft", "--store", str(sample), "-o", "-"])
    out = capfdbinary.readouterr()
    assert (code, out.out[:2], b"draft" in out.err) == (0, b"PK", True)
