"""The house: what pyproject.toml says of imports holds, and a file says what it holds."""

import sys

import pytest
from grimp import build_graph
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

from tests.conftest import ROOT


def test_imports_keep_the_contracts(capsys: pytest.CaptureFixture[str]) -> None:
    status = lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True, no_logo=True)
    assert status == EXIT_STATUS_SUCCESS, capsys.readouterr().out


def test_the_ground_needs_only_the_standard_library() -> None:
    graph = build_graph("qipsheets", include_external_packages=True, cache_dir=None)
    ground = {module for module in graph.modules if module.startswith("qipsheets.plan.")}
    outside = {name for module in ground for name in graph.find_modules_directly_imported_by(module)}
    assert {name.split(".")[0] for name in outside} <= {"qipsheets", *sys.stdlib_module_names}
