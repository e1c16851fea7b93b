"""A new workbook as people open it: which tabs they see, in what order, where links lead, what is a number."""

import io
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from qipsheets.frameworks.load import framework, framework_ids
from qipsheets.new_workbook import empty_content, lists, sample_content
from qipsheets.sheets.schema import BY_KEY, DASHBOARD, GUIDE, SCHOOL, TABS, TITLES
from qipsheets.stores.appearance import MACHINE, MOST_SHOWN, WEEKLY, new_table, order_of, row_height
from qipsheets.stores.store import InitialRows
from qipsheets.stores.xlsx import builder
from qipsheets.stores.xlsx.store import ExcelStore

SAMPLE = sample_content()


def contents() -> Iterator[tuple[str, str, InitialRows]]:
    yield "the sample", "tt17-2018-primary", SAMPLE
    yield from ((name, name, empty_content(framework(name), "2026-2027")) for name in framework_ids())


def book_of(name: str, content: InitialRows) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(builder.build(content, lists(framework(name), content))))


@pytest.mark.parametrize(("name", "content"), [case[1:] for case in contents()], ids=[case[0] for case in contents()])
def test_the_tabs_of_each_framework(name: str, content: InitialRows) -> None:
    book = book_of(name, content)
    shown = [sheet.title for sheet in book if sheet.sheet_state == "visible"]
    assert len(shown) <= MOST_SHOWN
    assert shown[:5] == [DASHBOARD.title, *(TITLES[key] for key in WEEKLY)]
    assert not {TITLES[key] for key in MACHINE} & set(shown)
    assert sorted(sheet.title for sheet in book) == sorted(TITLES.values())
    assert book.active is not None and book.active.title == DASHBOARD.title
    guide = book[GUIDE.title]
    led = [cell.hyperlink.location for (cell,) in guide.iter_rows(max_col=1) if cell.hyperlink]
    assert led == [f"'{title}'!A1" for title in shown]


def test_what_the_form_of_a_circular_does_not_need_is_hidden_unless_it_is_filled() -> None:
    empty = {name: empty_content(framework(name), "2026-2027") for name in ("tt17-2018-primary", "tt57-2026-general")}

    def shown(content: InitialRows) -> tuple[str, ...]:
        return order_of({tab.key: new_table(tab, content) for tab in (SCHOOL, *TABS)}).shown

    assert {"solutions", "bases"} <= set(shown(empty["tt17-2018-primary"]))
    assert not {"solutions", "bases", "level_4"} & set(shown(empty["tt57-2026-general"]))
    filled = empty["tt57-2026-general"] | {"bases": SAMPLE["bases"], "unplaced": [{"Nguyên văn": "x"}]}
    assert {"bases", "unplaced"} <= set(shown(filled))


def test_a_sync_keeps_the_looks_and_leads_to_the_rows(tmp_path: Path) -> None:
    store = ExcelStore(tmp_path / "plan.xlsx", tmp_path)
    store.prepare(SAMPLE, lists(framework("tt17-2018-primary"), SAMPLE))
    rows = [["Trường\nNăm học", 1, 0, 1, 0, 0], ["Trang nào"], ["Mười việc"], ["Việc", "HD-002", "Kế toán"]]
    wide = [[*row, *[None] * (len(DASHBOARD.headings) - len(row))] for row in rows]
    for _time in range(2):
        store.write(tool_rows={DASHBOARD.key: wide})
    sheet = openpyxl.load_workbook(store.path)[DASHBOARD.title]
    assert (sheet["B2"].value, sheet["B2"].font.size, sheet["B2"].data_type) == (1, 24, "n")
    assert sheet["B5"].hyperlink.location == "'Hành động'!A3"
    assert sheet["A3"].hyperlink.location == f"'{GUIDE.title}'!A1"
    assert sheet.column_dimensions["G"].hidden and not sheet.column_dimensions["F"].hidden
    assert len(sheet._charts) == 3


def test_numbers_are_numbers_and_look_ups_no_text() -> None:
    book = book_of("tt17-2018-primary", SAMPLE)
    for key, heading in (("observations", "Hoàn thành (%)"), ("targets", "Cần đạt"), ("actions", "Số ngày trễ")):
        at = [column.heading for column in BY_KEY[key].columns].index(heading) + 1
        cells = [row[0] for row in book[TITLES[key]].iter_rows(2, 60, at, at)]
        assert {cell.number_format for cell in cells} == {"General"}, heading
        assert {cell.data_type for cell in cells} <= {"n", "f"}, heading


def test_the_form_has_drop_downs() -> None:
    sheet = book_of("tt17-2018-primary", SAMPLE)[SCHOOL.title]
    rows = {row[0]: number for number, row in enumerate(sheet.iter_rows(values_only=True), 1)}
    listed = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert listed == {f"C{rows['framework']}": "=list_frameworks", f"C{rows['declared_level']}": "=list_levels"}


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [("một hai", 20, None), ("một hai ba bốn", 8, 2), ("một\nhai", 20, 2), ("x" * 25, 10, 3), ("ab " * 10, 5, 5)],
    ids=["one line", "words move whole", "a break", "a word too long", "two words a line"],
)
def test_a_row_is_as_high_as_its_words_need(text: str, width: float, lines: int | None) -> None:
    assert row_height([(text.strip(), width)]) == (lines and pytest.approx(lines * 15.8))
