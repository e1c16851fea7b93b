"""docs/promises.md says what the tests do: each test and mutant it names is there, and each mutant is caught."""

import ast
import os
import re
import subprocess
import sys
from collections import Counter
from functools import cache

import pytest
from hypothesis import settings

from tests.conftest import ROOT
from tests.mutants import EACH, MUTANTS, VARIABLE
from tests.stores.google import races
from tests.sync import schedules

PAGE = ROOT / "docs" / "promises.md"
ENGINES = {
    engine.__name__ for engine in (schedules.flags_by_row, schedules.whole_tab, races.nothing_proved, races.by_place)
}
LINE = re.compile(r"\| (P\d+) \| (.*?) ?\| `(.+?)` \| (\d+) \| (.*?) ?\|")
DEFAULT_EXAMPLES = settings.get_profile("quick").max_examples


def lines() -> list[tuple[str, str, str, int, list[str]]]:
    """Promise, its words, test, cases, mutants."""
    found = LINE.findall(PAGE.read_text(encoding="utf-8"))
    return [(p, words, test, int(cases), re.findall(r"`(\w+)`", result)) for p, words, test, cases, result in found]


def pytest_of(*words: str, mutant: str = "") -> subprocess.CompletedProcess[str]:
    found = dict(os.environ, PYTHONPATH=str(ROOT), **({VARIABLE: mutant} if mutant else {}))
    command = [sys.executable, "-m", "pytest", "-q", "--no-header", "-p", "no:cacheprovider", *words]
    return subprocess.run(command, cwd=ROOT, env=found, capture_output=True, text=True, check=False)


@cache
def examples(path: str) -> dict[str, int]:
    """How many examples a run draws, by test; 1 where none are drawn."""
    found = {}
    for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef):
            result = " ".join(map(ast.unparse, node.decorator_list))
            match = re.search(r"max_examples=(\d+)", result)
            found[node.name] = int(match[1]) if match else DEFAULT_EXAMPLES if "given(" in result else 1
    return found


def test_every_promise_has_words_a_test_and_a_mutant() -> None:
    found = lines()
    assert len(found) == PAGE.read_text(encoding="utf-8").count("\n| P")
    assert [promise for promise, words, *_rest in found if words] == [f"P{number}" for number in range(1, 15)]
    assert {promise for promise, *_rest, mutants in found if mutants} == {f"P{number}" for number in range(1, 15)}


def test_every_test_named_is_there_with_so_many_cases() -> None:
    done = pytest_of("--collect-only", *dict.fromkeys(test for _p, _w, test, *_rest in lines()))
    assert done.returncode == 0, done.stdout[-2000:]
    collected = Counter(line.split("[")[0] for line in done.stdout.splitlines() if "::" in line)
    counted = {test: collected[test] * examples(test.split("::")[0])[test.split("::")[1]] for test in collected}
    assert {test: cases for _p, _w, test, cases, _m in lines()} == counted


def test_every_mutant_named_is_there_and_none_is_left_out() -> None:
    found = {(promise, mutant): test for promise, _w, test, _c, mutants in lines() for mutant in mutants}
    made = {(mutant.promise, name): mutant.test.split("[")[0] for name, mutant in MUTANTS.items()}
    assert {place: test for place, test in found.items() if place[1] not in ENGINES} == made
    assert {name for _promise, name in found} >= ENGINES


@pytest.fixture(scope="module")
def caught(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What pytest says of all mutants' tests, each run on its own bad engine, in a process of their own."""
    tests = [mutant.test for mutant in MUTANTS.values()]
    done = pytest_of("-rf", "--tb=no", "-p", "tests.mutants", *tests, mutant=EACH)
    assert done.returncode == 1 and "error" not in done.stdout.splitlines()[-1], done.stdout[-2000:]
    return done.stdout


@pytest.mark.parametrize("name", MUTANTS)
def test_every_mutant_is_caught(caught: str, name: str) -> None:
    assert f"FAILED {MUTANTS[name].test}" in caught, caught[-2000:]
