"""The docs say what is so: commands and options exist, examples give what they show, links lead somewhere."""

import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import build_docs
import pytest
import typer

from qipsheets import language
from qipsheets.cli import program
from qipsheets.frameworks.load import framework_ids
from qipsheets.language import take_language
from qipsheets.loading import all_rules
from qipsheets.sheets.schema import TITLES

ROOT = Path(__file__).parent.parent
PAGES = sorted(
    path.relative_to(ROOT).as_posix() for path in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")) if path.is_file()
)
BLOCK = re.compile(r"^ *```\w*\n(.*?)^ *```", re.DOTALL | re.MULTILINE)
TYPED = re.compile(r"^\s*(?:[$>] )?(?:py -m |python -m )?qipsheets( .*)?$")
SCHOOL_PAGES = [page for page in PAGES if page.startswith("docs/vi/")]
PICTURES = ROOT / "docs" / "vi" / "anh"
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
VARIABLE = re.compile(r"\b(QIPSHEETS_[A-Z_]+[A-Z]|GOOGLE_APPLICATION_CREDENTIALS|NO_COLOR)\b")


def read(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def commands_in(text: str) -> Iterator[list[str]]:
    """The words of each command of qipsheets in blocks and between backquotes."""
    blocks = [line for block in BLOCK.findall(text) for line in block.splitlines()]
    inline = re.findall(r"`([^`\n]+)`", BLOCK.sub("", text))
    for line in (*blocks, *inline):
        match = TYPED.match(line)
        if match:
            yield take_language(shlex.split(match[1] or ""))


def wrong_with(words: list[str]) -> str:
    """What the command line does not know in these words; nothing where all of it exists."""
    command: Any = typer.main.get_command(program())
    for word in words:
        if word.startswith("--"):
            if word not in {name for option in command.params for name in (*option.opts, "--help")}:
                return f"{command.name} has no {word}"
        elif getattr(command, "commands", None):
            if word not in command.commands:
                return f"no command {word}"
            command = command.commands[word]
    return ""


@pytest.mark.parametrize("page", PAGES)
def test_named_commands_and_options_exist(page: str) -> None:
    for words in commands_in(read(page)):
        assert not wrong_with(words), words


@pytest.mark.parametrize("page", ["docs/frameworks.md", "README.vi.md"])
def test_frameworks_exist(page: str) -> None:
    assert set(re.findall(r"\btt\d\d-\d{4}-\w+", read(page))) == set(framework_ids())


def test_the_page_on_design_names_every_room_on_its_floor() -> None:
    """The table of floors has the layers that import-linter checks, top first."""
    contract = tomllib.loads(read("pyproject.toml"))["tool"]["importlinter"]["contracts"][0]
    there = {
        path.stem for path in (ROOT / "qipsheets").iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()
    }
    layers = [set(re.findall(r"\w+", layer)) & there for layer in contract["layers"]]
    table = read("docs/design.md").split("| floor, top first", 1)[1].split("\n\n", 1)[0]
    rows = [set(re.findall(r"`([a-z_]+)(?:\.py|/)`", row.split("|")[1])) for row in table.splitlines()[2:]]
    assert rows == [layer for layer in layers if layer]


def test_settings_are_those_of_the_code() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "qipsheets").rglob("*.py"))
    read_there = set(re.findall(r"\b(QIPSHEETS_[A-Z_]+[A-Z]|GOOGLE_APPLICATION_CREDENTIALS|NO_COLOR)\b", code))
    assert set(VARIABLE.findall(read("docs/settings.md"))) == read_there


def test_the_readme_is_two_screens_long() -> None:
    assert read("README.md").count("\n") <= 140


@pytest.mark.parametrize("page", PAGES)
def test_named_tabs_and_rules_exist(page: str) -> None:
    text = read(page)
    assert set(re.findall(r"(?:trang|Trang|tabs?) «([^»…]+)»", text)) <= set(TITLES.values())
    assert set(re.findall(r"\b[A-Z]{2,6}-\d\d\b", text)) <= {rule.code for rule in all_rules()}


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page: str) -> None:
    for target in LINK.findall(read(page)):
        if re.match(r"https?://", target):
            continue
        name, _hash, anchor = target.partition("#")
        file = (ROOT / page).parent / name if name else ROOT / page
        assert file.exists(), target
        if anchor:
            headings = re.findall(r"^#+ (.+)$", file.read_text(encoding="utf-8"), re.MULTILINE)
            assert anchor in {build_docs.anchor(heading) for heading in headings}, target


def test_every_page_for_schools_is_reached_from_their_readme() -> None:
    assert len(SCHOOL_PAGES) >= 6
    targets = {target.partition("#")[0] for target in LINK.findall(read("README.vi.md"))}
    assert set(SCHOOL_PAGES) <= targets


def test_every_picture_is_small_shown_and_reported_in_words() -> None:
    shown = [entry for page in SCHOOL_PAGES for entry in re.findall(r"!\[([^\]]*)\]\(anh/([^)]+)\)", read(page))]
    assert {name for _words, name in shown} == {path.name for path in PICTURES.iterdir()}
    for words, name in shown:
        raw = (PICTURES / name).read_bytes()
        assert words and raw.startswith(b"\x89PNG") and len(raw) <= 150_000, name


def test_the_script_makes_the_pictures_that_are_there() -> None:
    script = (ROOT / "scripts" / "build_pictures.py").read_text(encoding="utf-8")
    for path in PICTURES.iterdir():
        assert f'"{path.stem}"' in script, path.name


def test_the_mail_page_for_schools_tells_what_doctor_tells(monkeypatch: pytest.MonkeyPatch) -> None:
    from qipsheets.delivery.smtp import explained, refusals

    found = re.findall(r"^\| `([^`…]+)` \| (.+) \| (.+) \|$", read("docs/vi/thu-dien-tu.md"), re.MULTILINE)
    monkeypatch.setattr(language, "_chosen", ["vi"])
    assert {(meaning, cure) for _words, meaning, cure in found} == {
        explained(words) for words, _meaning, _cure in found
    }
    assert len({meaning for _words, meaning, _cure in found}) == len(refusals())


def test_the_exit_codes_said_to_schools_are_those_of_the_program() -> None:
    def codes(page: str) -> set[str]:
        return set(re.findall(r"^\| (\d+) \|", read(page), re.MULTILINE))

    assert codes("docs/vi/khi-co-chu-do.md") == codes("docs/commands.md")


def test_generated_pages_are_in_order() -> None:
    """In a process of its own: the words of --help are those of the language in which a command was imported."""
    command = [sys.executable, str(ROOT / "scripts" / "build_docs.py"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, ""), "run scripts/build_docs.py"


def examples() -> Iterator[tuple[str, list[str]]]:
    """The README's examples: a command and the lines shown under it."""
    for block in BLOCK.findall(read("README.md")):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            line, *shown = part.splitlines()
            if line.startswith("qipsheets"):
                yield line, shown


def test_examples_give_what_they_show(run: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In one folder, one after the other, as a reader would type them: line by line with their columns, in order."""
    monkeypatch.chdir(tmp_path)
    for line, shown in examples():
        result = run(*take_language(shlex.split(line)[1:]))
        printed = iter([line.rstrip() for line in (result.out + result.err).splitlines()])
        for wanted in shown:
            assert wanted == "…" or wanted.rstrip() in printed, f"{line}\n{result.out}{result.err}"
