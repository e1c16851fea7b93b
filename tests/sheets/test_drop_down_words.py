"""The words of the drop-downs: roles in use first, one cell's roles parted by commas and by nothing else."""

import pytest

from qipsheets.frameworks.load import framework
from qipsheets.new_workbook import lists
from qipsheets.sheets.table import Plain


@pytest.mark.parametrize(
    ("cell", "roles"),
    [("Kế toán, Văn thư", ["Kế toán", "Văn thư"]), (3.5, ["3.5"]), (True, ["True"]), (0, []), (None, [])],
)
def test_roles_in_use_are_those_of_the_cell(cell: Plain, roles: list[str]) -> None:
    usual = list(lists(framework("tt17-2018-primary"), {})["roles"])
    found = list(lists(framework("tt17-2018-primary"), {"people": [{"Chức danh": cell}]})["roles"])
    assert found[: len(roles)] == roles
    assert set(found) == {*roles, *usual}
