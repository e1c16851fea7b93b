"""Every command line that the program tells a person to run is one that there is, with options that it has."""

import ast
from collections.abc import Iterator

import build_catalogue
import pytest

from tests.command_words import faults_in
from tests.conftest import ROOT


def commands_built(source: str) -> Iterator[str]:
    """The command lines that a module puts together by `settings.command_line`, what is filled in left out."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "command_line":
            words = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
            yield f"«qipsheets {' '.join(map(str, words))}»"


def texts_in(source: str) -> Iterator[str]:
    """All that a module may say."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def test_commands_in_the_code_are_valid() -> None:
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "qipsheets").rglob("*.py")]
    built = [line for source in sources if "command_line(" in source for line in commands_built(source)]
    said = [text for source in sources if "qipsheets " in source for text in texts_in(source)]
    assert len(built) > 15
    assert [fault for text in (*built, *said) for fault in faults_in(text)] == []


def test_commands_in_messages_are_valid_in_both_languages() -> None:
    texts = [str(text) for entry in build_catalogue.stored() if entry.id for text in (entry.id, entry.string)]
    assert [fault for text in texts for fault in faults_in(text)] == []


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("Run «qipsheets fix».", []), ("See: qipsheets --help", []), ("Run «qipsheets ids fill».", ["no command: ids fill"]),
        ("Add it: qipsheets plan --accept.", []), ("See: qipsheets report --accept", ["report has no --accept"]),
        ("qipsheets itself has failed", []), ("«qipsheets backup --verify --store x»", []),
        ("(qipsheets documents list --send)", ["documents list has no --send"]),
    ],
)  # fmt: skip
def test_a_wrong_line_is_found(text: str, faults: list[str]) -> None:
    assert list(faults_in(text)) == faults
