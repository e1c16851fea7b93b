"""What set-up sends: every request as the service describes it, once, and nothing for what is there already."""

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from qipsheets.errors import DoubtfulState
from qipsheets.frameworks.load import framework
from qipsheets.new_workbook import lists, sample_content
from qipsheets.sheets.schema import BY_KEY, DASHBOARD, GUIDE, LISTS, PROGRESS, SCHOOL, SYNCED, TABS, TITLES
from qipsheets.sheets.table import Table
from qipsheets.stores.appearance import CHARTS, MACHINE, new_table, order_of
from qipsheets.stores.google.reading import Book, LocatedTab
from qipsheets.stores.google.requests import MOST_BYTES, calls_of, size, stable_id
from qipsheets.stores.google.setup import holds_a_plan, is_guarded, plan_setup
from qipsheets.stores.google.tabs import look_up_column
from tests.sheets_server.tests.discovery import faults

CONTENT = sample_content()
WORDS = lists(framework("tt17-2018-primary"), CONTENT)
ROBOT = "robot@truong.iam.gserviceaccount.com"
ORDER = order_of({tab.key: new_table(tab, CONTENT) for tab in (SCHOOL, *TABS)})


def empty_sheet(title: str = "Trang tính1", number: int = 0, *rows: Sequence[Any]) -> LocatedTab:
    headings = tuple(map(str, rows[0])) if rows else ()
    return LocatedTab(number, title, 1000, 26, Table(title, headings, [list(row) for row in rows[1:]]))


def book(*others: LocatedTab, locale: str = "vi_VN", tabs: dict[str, LocatedTab] | None = None) -> Book:
    return Book("Sổ", locale, "Asia/Ho_Chi_Minh", tabs or {}, others)


def sent(expected: Book, content: Any = CONTENT, words: Any = WORDS) -> list[dict[str, Any]]:
    """All requests, once the service's description has nothing to say against them."""
    requests = [request for unit in plan_setup(expected, content, words, [ROBOT]).units for request in unit]
    assert [fault for request in requests for fault in faults(request, "Request")] == []
    return requests


def of_kind(requests: Sequence[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    return [request[kind] for request in requests if kind in request]


def titles_in_order(requests: Sequence[dict[str, Any]], first: Sequence[str]) -> list[str]:
    """The tabs as they stand after the requests, as the service puts them."""
    order = list(first)
    for found in of_kind(requests, "addSheet"):
        properties = found["properties"]
        assert properties["index"] <= len(order)
        order.insert(properties["index"], properties["title"])
    return order


def test_a_new_sheet_gets_every_tab_in_order_and_loses_its_empty_first_one() -> None:
    requests = sent(book(empty_sheet()))
    assert titles_in_order(requests, ["Trang tính1"]) == [*(TITLES[key] for key in ORDER.keys), "Trang tính1"]
    assert of_kind(requests, "deleteSheet") == [{"sheetId": 0}]
    assert list(requests[-1]) == ["deleteSheet"]


def test_the_tabs_that_nobody_opens_are_hidden_and_the_instructions_lead_to_the_others() -> None:
    requests = sent(book(empty_sheet()))
    added = [found["properties"] for found in of_kind(requests, "addSheet")]
    assert {about["sheetId"] for about in added if about.get("hidden")} == set(map(stable_id, ORDER.hidden))
    guide = [r for r in of_kind(requests, "updateCells") if r["range"]["sheetId"] == stable_id(GUIDE.key)][1]
    led = [row["values"][0]["textFormatRuns"][0]["format"]["link"]["uri"] for row in guide["rows"][: len(ORDER.shown)]]
    assert led == [f"#gid={stable_id(key)}" for key in ORDER.shown]


def test_in_a_sheet_that_is_there_only_the_tool_s_own_tabs_come_hidden() -> None:
    added = of_kind(sent(whole(groups=None, progress=None), {}), "addSheet")
    hidden = {found["properties"]["sheetId"]: found["properties"].get("hidden", False) for found in added}
    assert hidden == {stable_id("groups"): False, stable_id("progress"): True}
    assert "progress" in MACHINE


def test_the_charts_of_a_sheet_of_before_draw_from_its_own_columns() -> None:
    before = DASHBOARD.headings[DASHBOARD.newer :]
    found = changed("dashboard", charts=frozenset(), table=Table(DASHBOARD.title, before, []))
    (first, *_rest) = [one["chart"]["spec"]["basicChart"] for one in of_kind(sent(found, {}), "addChart")]
    source = first["domains"][0]["domain"]["sourceRange"]["sources"][0]
    assert source["startColumnIndex"] == before.index("Tiêu chuẩn")


def test_the_sample_school_goes_in_few_calls_the_form_in_the_last() -> None:
    work = plan_setup(book(empty_sheet()), CONTENT, WORDS, [ROBOT])
    batches = list(calls_of(work.units))
    assert len(batches) <= 2
    last = [found["properties"]["title"] for found in of_kind(batches[-1], "addSheet")]
    assert last[-1] == SCHOOL.title


@pytest.mark.parametrize(
    ("sheet", "kept"),
    [(empty_sheet("Sheet1"), False), (empty_sheet("Trang tính 1"), False), (empty_sheet("Lớp 1A"), True), (empty_sheet("Sheet1", 0, ["x"]), True),
     (replace(empty_sheet("Sheet1"), charts=frozenset({4})), True)],
    ids=["English", "Vietnamese", "another name", "with text", "with a chart"],
)  # fmt: skip
def test_only_an_empty_first_sheet_is_taken_away(sheet: LocatedTab, kept: bool) -> None:
    assert (not of_kind(sent(book(sheet)), "deleteSheet")) is kept


def test_a_chart_on_a_sheet_of_its_own_keeps_its_title_and_its_place() -> None:
    found = book(
        empty_sheet(), replace(empty_sheet("Tổng hợp", 8), rows=0, columns=0), replace(empty_sheet("Sheet1", 9), rows=0)
    )
    requests = sent(found)
    assert "Tổng hợp (qipsheets)" in titles_in_order(requests, ["Trang tính1", "Tổng hợp", "Sheet1"])
    assert of_kind(requests, "deleteSheet") == [{"sheetId": 0}]


def test_no_request_before_what_it_refers_to() -> None:
    """Drop-downs name «Danh mục», look-ups «Tiến độ»: both are added before."""
    there: set[str] = set()
    for request in sent(book(empty_sheet())):
        if "addSheet" in request:
            there.add(request["addSheet"]["properties"]["title"])
        for title in re.findall(r"'([^'\"]+)'!", json.dumps(request, ensure_ascii=False)):
            assert title in there, request


def test_formulas_use_semicolons_only_and_stand_in_heading_cells_alone() -> None:
    formulas = {}
    for found in of_kind(sent(book(empty_sheet())), "updateCells"):
        for row, line in enumerate(found["rows"], found["range"]["startRowIndex"]):
            for cell in line["values"]:
                formula = cell.get("userEnteredValue", {}).get("formulaValue")
                if formula:
                    formulas[found["range"]["sheetId"], formula] = row
    assert len(formulas) == 6  # three look-ups on each of two tabs
    assert set(formulas.values()) == {0}
    assert not any("," in formula for _sheet, formula in formulas)
    for found in of_kind(sent(book(empty_sheet())), "addConditionalFormatRule"):
        assert "," not in found["rule"]["booleanRule"]["condition"]["values"][0]["userEnteredValue"]


def test_the_look_up_s_formula() -> None:
    assert look_up_column("status", "Tình trạng", 1, 0, "Tiến độ của 'ta'") == (
        '=ARRAYFORMULA(IF(ROW(A1:A)=ROW(A1);"Tình trạng";IF(A1:A="";"";'
        "IFNA(VLOOKUP(A1:A;'Tiến độ của ''ta'''!A:I;2;FALSE);\"\"))))"
    )


def test_tool_tabs_are_closed_to_all_but_the_robot_and_people_s_tabs_only_warn() -> None:
    guards = [found["protectedRange"] for found in of_kind(sent(book(empty_sheet())), "addProtectedRange")]
    hard = {guard["range"]["sheetId"]: guard for guard in guards if not guard["warningOnly"]}
    assert set(hard) == {stable_id(tab.key) for tab in (*SYNCED, GUIDE)}
    assert all(
        guard["editors"] == {"users": [ROBOT]} and guard["range"].keys() == {"sheetId"} for guard in hard.values()
    )
    soft = {guard["range"]["sheetId"] for guard in guards if guard["warningOnly"]}
    assert soft == {stable_id(tab.key) for tab in (SCHOOL, *TABS, LISTS)}


def test_a_person_s_sign_in_names_no_editors() -> None:
    units = plan_setup(book(empty_sheet()), {}, WORDS, []).units
    guards = of_kind([request for unit in units for request in unit], "addProtectedRange")
    assert not any("editors" in guard["protectedRange"] for guard in guards)


@pytest.mark.parametrize(("locale", "kind"), [("vi_VN", "DATE"), ("en_US", "TEXT"), ("en_GB", "TEXT")])
def test_days_are_days_only_where_the_sheet_reads_them_as_we_do(locale: str, kind: str) -> None:
    requests = of_kind(sent(book(empty_sheet(), locale=locale)), "repeatCell")
    column = [c.field for c in BY_KEY["observations"].columns].index("day")
    found = [
        result["cell"]["userEnteredFormat"]["numberFormat"]["type"]
        for result in requests
        if result["range"]["sheetId"] == stable_id("observations")
        and result["range"]["startColumnIndex"] <= column < result["range"]["endColumnIndex"]
        and "numberFormat" in result["cell"]["userEnteredFormat"]
    ]
    assert found == [kind]


def test_charts_draw_numbers_that_stand_under_their_headings() -> None:
    charts = [found["chart"] for found in of_kind(sent(book(empty_sheet())), "addChart")]
    assert [chart["spec"]["title"] for chart in charts] == [chart.title for chart in CHARTS]
    for chart, found in zip(CHARTS, charts, strict=True):
        sources = [series["series"]["sourceRange"]["sources"][0] for series in found["spec"]["basicChart"]["series"]]
        assert [DASHBOARD.headings[source["startColumnIndex"]] for source in sources] == [
            name for name, _c in chart.numbers
        ]
        assert all(source["sheetId"] == stable_id(DASHBOARD.key) for source in sources)


def test_a_tab_of_people_s_own_with_our_title_is_left_alone() -> None:
    own = LocatedTab(5, "Nhân sự", 100, 5, Table("Nhân sự", ("Lớp", "Sĩ số"), [["1A", 34]]))
    requests = sent(book(empty_sheet(), tabs={"people": own}))
    assert "Nhân sự (qipsheets)" in titles_in_order(requests, ["Trang tính1", "Nhân sự"])
    assert not any(request for request in requests if f"'sheetId': {own.number}," in str(request))


def whole(**changed: LocatedTab | None) -> Book:
    """A Sheet that has all tabs as set-up made them, but for those named."""
    tabs: dict[str, LocatedTab] = {}
    for key, title in TITLES.items():
        tab = BY_KEY.get(key)
        tool = next((tool for tool in (*SYNCED, GUIDE) if tool.key == key), None)
        names = tuple(c.heading for c in tab.columns) if tab else tool.headings if tool else ("Chức danh", "Mức")
        rows = [[f"{tab.prefix}-001", *[None] * (len(names) - 1)]] if tab else []
        formulas = {
            place: look_up_column(c.look_up, c.heading, 1, 0, PROGRESS.title).removeprefix("=")
            for place, c in enumerate(tab.columns if tab else ())
            if c.look_up
        }
        guards = ({"range": {"sheetId": stable_id(key)}},) if tool else ()
        charts = (
            frozenset(stable_id(f"chart:{chart.key}") for chart in CHARTS) if key == DASHBOARD.key else frozenset[int]()
        )
        tabs[key] = LocatedTab(
            stable_id(key), title, 200, len(names), Table(title, names, rows), 0, formulas, True, guards, charts
        )
    for key, found in changed.items():
        if found is None:
            del tabs[key]
        else:
            tabs[key] = found
    return book(tabs=tabs)


def changed(key: str, **what: Any) -> Book:
    return whole(**{key: replace(whole().tabs[key], **what)})


def test_nothing_is_sent_for_a_whole_sheet() -> None:
    work = plan_setup(whole(), {}, {}, [ROBOT])
    assert (work.context.new, work.units, work.added) == (False, [], [])


HEADINGS = [column.heading for column in BY_KEY["actions"].columns]


def heads(*drop: str, rename: dict[str, str] | None = None, extra: Sequence[str] = ()) -> Table:
    names = [(rename or {}).get(name, name) for name in HEADINGS if name not in drop]
    return Table("Hành động", (*names, *extra), [["HD-001"]])


MENDED = {
    "a tab gone": (whole(targets=None), ["Chỉ tiêu"]),
    "a tool tab gone": (whole(progress=None), ["Tiến độ"]),
    "a column gone": (changed("actions", table=heads("Kinh phí")), ["Hành động · Kinh phí"]),
    "a column renamed": (changed("actions", table=heads(rename={"Kinh phí": "Kinh phi"})), []),
    "columns moved": (changed("actions", table=Table("Hành động", tuple(reversed(HEADINGS)), [])), []),
    "columns of their own": (changed("actions", table=heads(extra=["Ghi riêng"])), []),
    "a look-up gone": (changed("actions", table=heads("Cần sửa"), head_formulas={8: '"Tình trạng" VLOOKUP(', 9: '"Số ngày trễ" VLOOKUP('}), ["Hành động · Cần sửa"]),
    "a look-up blocked": (changed("actions", table=heads(rename={"Tình trạng": "#REF!"})), []),
    "a look-up typed over": (changed("actions", head_formulas={9: '"Số ngày trễ" VLOOKUP(', 10: '"Cần sửa" VLOOKUP('}), ["Hành động · Tình trạng"]),
    "a title changed": (changed("actions", title="Bảng tổ 1"), []),
    "protection gone": (changed("progress", guards=()), ["Tiến độ · bảo vệ"]),
    "protection only warns": (changed("progress", guards=({"range": {"sheetId": 1}, "warningOnly": True},)), ["Tiến độ · bảo vệ"]),
    "protection of a part": (changed("progress", guards=({"range": {"sheetId": 1, "endRowIndex": 3}},)), ["Tiến độ · bảo vệ"]),
    "charts gone": (changed("dashboard", charts=frozenset()), ["Bảng theo dõi · biểu đồ"]),
    "a tab from an import": (whole(targets=replace(whole().tabs["targets"], number=9, by_id=False)), []),
}  # fmt: skip


@pytest.mark.parametrize(("expected", "added"), MENDED.values(), ids=MENDED.keys())
def test_what_is_missing_is_added_and_no_more(expected: Book, added: list[str]) -> None:
    work = plan_setup(expected, {}, WORDS, [ROBOT])
    assert (work.context.new, work.added) == (False, added)
    assert bool(work.units) is bool(added)
    assert [f for unit in work.units for request in unit for f in faults(request, "Request")] == []


def test_two_missing_columns_of_a_full_grid_get_room_for_two() -> None:
    found = changed("actions", table=heads("Kinh phí", "Mục tiêu"), columns=len(HEADINGS) - 2)
    requests = sent(found, {}, {})
    assert [found["length"] for found in of_kind(requests, "appendDimension")] == [1, 1]


def test_a_set_up_that_was_cut_short_begins_anew_and_fills_what_it_left() -> None:
    """All tabs but the form came; the actions hold the first two rows of the content."""
    names = tuple(column.heading for column in BY_KEY["actions"].columns)
    rows = [[CONTENT["actions"][n].get(name) for name in names] for n in range(2)]
    found = whole(school=None, actions=replace(whole().tabs["actions"], table=Table("Hành động", names, rows)))
    work = plan_setup(found, CONTENT, WORDS, [ROBOT])
    assert work.context.new
    sheets = {
        request["updateCells"]["range"]["sheetId"]
        for unit in work.units
        for request in unit
        if "updateCells" in request
    }
    assert {stable_id("actions"), stable_id(SCHOOL.key)} <= sheets


def test_rows_of_people_are_never_taken_for_a_set_up_cut_short() -> None:
    names = tuple(column.heading for column in BY_KEY["actions"].columns)
    own = Table("Hành động", names, [["HD-001", "9.9", *[None] * (len(names) - 2)]])
    found = whole(school=None, actions=replace(whole().tabs["actions"], table=own))
    sheets = [
        r["updateCells"]["range"]["sheetId"]
        for unit in plan_setup(found, CONTENT, WORDS, []).units
        for r in unit
        if "updateCells" in r
    ]
    assert stable_id("actions") not in sheets


def test_a_plan_is_known_by_its_form() -> None:
    form = whole().tabs[SCHOOL.key]
    assert holds_a_plan(whole())
    assert holds_a_plan(book(tabs={SCHOOL.key: replace(form, number=3, by_id=False)}))
    assert not holds_a_plan(
        book(tabs={SCHOOL.key: replace(form, by_id=False, table=Table("Trường", ("Tên", "Lớp"), []))})
    )
    assert not holds_a_plan(whole(school=None))


def test_a_long_plan_goes_in_calls_of_a_bearable_size() -> None:
    content = CONTENT | {
        "observations": [{"Hành động hoặc bước": "HD-001", "Đã làm gì": "việc " * 60} for _n in range(12_000)]
    }
    batches = list(calls_of(plan_setup(book(empty_sheet()), content, WORDS, [ROBOT]).units))
    assert len(batches) > 2
    assert all(size(batch) <= MOST_BYTES * 1.01 for batch in batches)


def test_a_text_too_long_for_a_cell_is_named_with_its_cell() -> None:
    with pytest.raises(DoubtfulState, match="E2 of «Lời văn»"):
        plan_setup(book(empty_sheet()), {"prose": [{"Nội dung": "x" * 50_001}]}, WORDS, [])


def test_a_guard_is_one_only_where_it_covers_the_sheet() -> None:
    found = whole().tabs["progress"]
    assert is_guarded(found)
    assert not is_guarded(replace(found, guards=()))
