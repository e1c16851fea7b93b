"""The words of the rules in messages.toml: each belongs to a breach of its rule, which gives it all its values."""

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

from qipsheets.checks import check

CHECKS = Path(check.__file__).parent


def words() -> dict[tuple[str, str], str]:
    """Each text by its rule and its name there, empty for the only one."""
    found: dict[tuple[str, str], str] = {}
    for code, text in tomllib.loads((CHECKS / "messages.toml").read_text(encoding="utf-8")).items():
        found |= {(code, ""): text} if isinstance(text, str) else {(code, name): one for name, one in text.items()}
    return found


def calls(node: ast.AST, name: str) -> Iterator[ast.Call]:
    """The calls of a function within a node."""
    return (one for one in ast.walk(node) if isinstance(one, ast.Call) and ast.unparse(one.func) == name)


def breaches() -> dict[tuple[str, str], list[set[str]]]:
    """What values each breach gives, by its rule and which of the rule's texts it names."""
    found: dict[tuple[str, str], list[set[str]]] = {}
    for path in CHECKS.glob("*.py"):
        for function in ast.parse(path.read_text(encoding="utf-8")).body:
            decorators = function.decorator_list if isinstance(function, ast.FunctionDef) else []
            for code in [ast.literal_eval(one.args[0]) for two in decorators for one in calls(two, "check")]:
                for call in calls(function, "breach"):
                    name = ast.literal_eval(call.args[1]) if len(call.args) > 1 else ""
                    found.setdefault((code, name), []).append({str(one.arg) for one in call.keywords} - {"hint"})
    return found


def test_every_text_is_that_of_a_breach() -> None:
    assert breaches().keys() == words().keys()


def test_every_breach_gives_its_text_all_values_and_no_other() -> None:
    for named, text in words().items():
        fields = {field for _literal, field, _spec, _conversion in Formatter().parse(text) if field}
        for given in breaches()[named]:
            assert given - {"part"} == fields - {"part"}, named
            assert "part" not in fields or "part" in given, named
