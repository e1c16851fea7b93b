"""The checks of references look at every column that the schema says names other rows."""

import pytest

from qipsheets.checks import references
from qipsheets.checks.catalogue import checks_of
from qipsheets.checks.check import run_checks
from qipsheets.plan.values import Place
from qipsheets.sheets.schema import BY_KEY, TABS, reference_columns
from qipsheets.sheets.tab import Column, Tab
from tests.plans import TODAY, plan

REFERRING = [
    pytest.param(tab, column, named, id=f"{tab.key}.{column.field}")
    for tab in TABS
    for column, named in reference_columns(tab).items()
    if tab.key != "suppressions"  # of any tab, and an accepted finding's row may be gone: GOV-03
]


@pytest.mark.parametrize(("tab", "column", "named"), REFERRING)
def test_a_column_that_names_rows_is_checked(tab: Tab, column: Column, named: tuple[str, ...]) -> None:
    def row(text: str) -> object:
        cell = (text,) if isinstance(column.kind.empty, tuple) else text
        return tab.record(key="X-001", place=Place(tab.key, "X-001"), **{column.field: cell})

    def found(text: str, **others: object) -> list[Place]:
        rows = {name: (BY_KEY[name].record(key=text, place=Place(name, text)),) for name in others}
        rows[tab.key] = (*rows.get(tab.key, ()), row(text))
        return [finding.place for finding in run_checks(checks_of(references), plan(**rows), TODAY)]

    assert found("HD-999") == [Place(tab.key, "X-001", column.field)]
    assert [found("HD-999", **{name: None}) for name in named] == [[]] * len(named)
