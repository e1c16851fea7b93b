# ruff: noqa: F811 - fixtures are named as they are imported
"""A Sheet in daily life: how many calls, what is written where, what people may do meanwhile, and every refusal."""

import json
import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from qipsheets import settings
from qipsheets.errors import DoubtfulState, QipError, RemoteTrouble
from qipsheets.frameworks.load import framework
from qipsheets.new_workbook import lists, sample_content
from qipsheets.sheets.codec import read_records
from qipsheets.sheets.schema import BY_KEY, PROGRESS, SCHOOL, SYNCED, TABS, TITLES
from qipsheets.sheets.tab import positions, shown
from qipsheets.sheets.table import Edit
from qipsheets.stores import appearance
from qipsheets.stores.google.requests import grid, row_of, stable_id, update_cells
from qipsheets.stores.google.sign_in import KEY_VARIABLE
from qipsheets.stores.google.store import GoogleStore
from qipsheets.stores.store import Store
from qipsheets.stores.xlsx.store import ExcelStore
from tests.conftest import Result
from tests.google_sheet import OWNER, ROBOT, Google, google, school  # noqa: F401 - fixtures
from tests.sheets_server import staff as local_staff
from tests.sheets_server.book.book import EXCEL_TYPE
from tests.stores.contract import cell

Run = Callable[..., Result]
DAY = "2025-03-15"
TOOL_TITLES = {tab.title for tab in SYNCED}
CONTENT = sample_content()
WORDS = lists(framework("tt17-2018-primary"), CONTENT)
ACTIONS = stable_id("actions")


@pytest.fixture
def staff(school: Google, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """What a person does in the browser, as requests of another account."""
    book = school.server.book(school.sheet)
    book.sharing.writers.add("giao-vien@truong.edu.vn")
    folder = tmp_path / "staff"
    folder.mkdir()
    key = school.server.write_key(folder, email="giao-vien@truong.edu.vn")
    with monkeypatch.context() as patch:
        patch.setenv(KEY_VARIABLE, str(key))
        client = GoogleStore(school.sheet, settings.home()).client

    def act(*requests: dict[str, Any]) -> None:
        assert client.batch(school.sheet, requests, idempotent=False) is None

    return act


def typed(row: int, column: int, text: str, sheet: int = ACTIONS) -> dict[str, Any]:
    """A text typed into a cell, 0-based."""
    return update_cells(grid(sheet, (row, row + 1), (column, column + 1)), [row_of([text])], "userEnteredValue")


def inserted(row: int, sheet: int = ACTIONS) -> dict[str, Any]:
    """A row put in before a 0-based row."""
    where = {"sheetId": sheet, "dimension": "ROWS", "startIndex": row, "endIndex": row + 1}
    return {"insertDimension": {"range": where, "inheritFromBefore": False}}


def sorted_by(column: int, descending: bool = True, sheet: int = ACTIONS) -> dict[str, Any]:
    """All rows below the headings sorted."""
    order = [{"dimensionIndex": column, "sortOrder": "DESCENDING" if descending else "ASCENDING"}]
    return {"sortRange": {"range": grid(sheet, (1, None)), "sortSpecs": order}}


def cells_of(google: Google) -> dict[str, list[list[str]]]:
    """Every cell of the plan's tabs, as text."""
    return {key: [[shown(c) for c in row] for row in table.rows] for key, table in google.store.read().items()}


def flags(google: Google) -> dict[str, str]:
    """The status that people see beside each ID in «Hành động»."""
    table = google.store.read()["actions"]
    key, status = table.headings.index("Mã"), table.headings.index("Tình trạng")
    return {shown(row[key]): shown(row[status]) for row in table.rows if shown(row[key])}


# One read, one write


@pytest.mark.parametrize("actions", [10, 500])
def test_a_sync_is_one_read_and_one_write_and_then_one_read_alone(google: Google, run: Run, actions: int) -> None:
    known = CONTENT["actions"]
    content = CONTENT | {"actions": [dict(known[n % len(known)], Mã="") for n in range(actions)]}
    google.store.prepare(content, WORDS)
    start = len(google.server.log)
    assert run("sync", "--store", google.url, "--today", DAY).code == 0
    assert google.calls(start) == (1, 1)
    start = len(google.server.log)
    again = run("sync", "--store", google.url, "--today", DAY)
    assert "Nothing has changed" in again.out
    assert google.calls(start) == (1, 0)


def test_p1_a_sync_writes_the_tool_s_own_tabs_alone(school: Google, run: Run) -> None:
    before = cells_of(school)
    start = len(school.server.log)
    run("sync", "--store", school.url, "--today", DAY)
    written = [area for record in school.server.log[start:] for area in record.written]
    assert {area.title for area in written} <= TOOL_TITLES
    assert len(written) >= 4
    after = cells_of(school)
    looked_up = {"actions", "steps"}
    tool = {tab.key for tab in SYNCED}
    assert all(before[key] == after[key] for key in before.keys() - looked_up - tool)


def test_p8_a_dry_run_writes_nothing(school: Google, run: Run) -> None:
    start = len(school.server.log)
    assert run("sync", "--store", school.url, "--today", DAY, "--dry-run").code == 0
    assert school.calls(start) == (1, 0)


def test_reports_ask_for_the_right_to_read_only(school: Google, run: Run) -> None:
    school.server.tokens.given.clear()
    assert run("overdue", "--store", school.url, "--today", DAY).code == 0
    assert [set(bearer.scopes) for bearer in school.server.tokens.given.values()] == [
        {"https://www.googleapis.com/auth/spreadsheets.readonly"}
    ]


def test_a_write_beyond_the_size_of_a_call_goes_in_several_and_says_so(
    school: Google, caplog: pytest.LogCaptureFixture
) -> None:
    store = GoogleStore(school.sheet, settings.home())
    store.read()
    start = len(school.server.log)
    rows = [[f"HD-{n}", "x" * 900] for n in range(4_000)]
    store.write(tool_rows={"progress": rows})
    calls = [entry for entry in school.server.log[start:] if entry.path.endswith(":batchUpdate")]
    assert len(calls) == 3
    assert "it goes in 3" in caplog.messages[0]
    caplog.clear()
    assert [row[0] for row in store.read()["progress"].rows[:4_000]] == [row[0] for row in rows]
    store.write(tool_rows={"progress": rows[:10]})
    assert not caplog.messages


def test_a_long_list_of_findings_grows_the_tool_tab_and_shrinks_it_again(school: Google) -> None:
    store = school.store
    store.read()
    store.write(tool_rows={PROGRESS.key: [[f"HD-{n:03d}", "Quá hạn"] for n in range(700)]})
    assert len(store.read()[PROGRESS.key].rows) == 700
    store.write(tool_rows={PROGRESS.key: [["HD-001", "Quá hạn"]]})
    assert [shown(row[0]) for row in store.read()[PROGRESS.key].rows] == ["HD-001"]


# What people do


def test_people_see_each_flag_in_its_own_row_whatever_they_do(
    school: Google, run: Run, staff: Callable[..., None]
) -> None:
    """Sorted, a row put in right below the headings, the tool's tab renamed: the look-ups follow."""
    run("sync", "--store", school.url, "--today", DAY)
    found = {shown(row[0]): shown(row[1]) for row in school.store.read()[PROGRESS.key].rows}
    expected = {key: found.get(key, "") for key in flags(school)}
    assert expected["HD-009"] == "Quá hạn"
    assert flags(school) == expected
    staff(sorted_by(0))
    staff(inserted(1))
    about = {"sheetId": stable_id("progress"), "title": "Máy tính 'ra'"}
    rename = {"updateSheetProperties": {"properties": about, "fields": "title"}}
    school.store.client.batch(school.sheet, [rename], idempotent=True)
    staff(typed(1, 0, "HD-777"))
    assert flags(school) == {**expected, "HD-777": ""}


@pytest.mark.parametrize("locale", ["vi_VN", "en_US"])
@pytest.mark.parametrize("at", [1, 2, 5])
def test_look_ups_and_colours_reach_a_row_put_in_anywhere_in_either_locale(
    google: Google, locale: str, at: int
) -> None:
    store = GoogleStore(google.new_sheet(locale), settings.home())
    store.prepare({}, WORDS)
    store.write(tool_rows={PROGRESS.key: [["HD-001", "Quá hạn", 3], ["HD-900", "Hoàn thành"]]})
    store.client.batch(store.identity, [inserted(at), typed(at, 0, "HD-900")], idempotent=False)
    shown_now = flags(Google(google.server, google.key, store.identity))
    assert {key: status for key, status in shown_now.items() if status} == {"HD-001": "Quá hạn", "HD-900": "Hoàn thành"}
    fields = "spreadsheetId,sheets(properties/sheetId,conditionalFormats)"
    sheets = store.client.get(store.identity, fields)["sheets"]
    rules = next(sheet["conditionalFormats"] for sheet in sheets if sheet["properties"]["sheetId"] == ACTIONS)
    assert len(rules) == 10
    assert {rule["ranges"][0].get("startRowIndex", 0) for rule in rules} == {0}
    texts = [rule["booleanRule"]["condition"]["values"][0]["userEnteredValue"] for rule in rules]
    assert texts[0] == '=$I1="Quá hạn"'


def test_the_usual_form_of_such_a_formula_would_put_every_flag_one_row_off(google: Google) -> None:
    """Why ours begins at the heading: `A2:A` becomes `A3:A` when a row is put in at row 2, and still fills from row 2."""
    google.store.prepare({}, WORDS)
    usual = '={"Tình trạng";ARRAYFORMULA(IF(A2:A="";"";IFNA(VLOOKUP(A2:A;\'Tiến độ\'!A:I;2;FALSE);"")))}'
    head = {"values": [{"userEnteredValue": {"formulaValue": usual}}]}
    client = google.store.client
    client.batch(
        google.sheet, [update_cells(grid(ACTIONS, (0, 1), (8, 9)), [head], "userEnteredValue")], idempotent=True
    )
    google.store.write(tool_rows={PROGRESS.key: [["HD-001", "Quá hạn"], ["HD-900", "Hoàn thành"]]})
    assert flags(google)["HD-001"] == "Quá hạn"
    client.batch(google.sheet, [inserted(1), typed(1, 0, "HD-900")], idempotent=False)
    assert (flags(google)["HD-900"], flags(google)["HD-001"]) == ("Quá hạn", "")  # P2 broken, without a word


def test_renamed_tabs_moved_columns_and_titles_above_are_found(
    school: Google, run: Run, staff: Callable[..., None]
) -> None:
    staff(
        {"updateSheetProperties": {"properties": {"sheetId": ACTIONS, "title": "Bảng của tổ 1"}, "fields": "title"}},
        {"moveDimension": {"source": {"sheetId": ACTIONS, "dimension": "COLUMNS", "startIndex": 4, "endIndex": 5}, "destinationIndex": 8}},
        {"updateSheetProperties": {"properties": {"sheetId": ACTIONS, "gridProperties": {"frozenRowCount": 0}}, "fields": "gridProperties.frozenRowCount"}},
        inserted(0), typed(0, 0, "TRƯỜNG MẪU"),
    )  # fmt: skip
    assert run("sync", "--store", school.url, "--today", DAY).code == 0
    assert flags(school)["HD-009"] == "Quá hạn"
    assert (
        cell(school.store, "actions", "HD-001", "measure") == str(CONTENT["actions"][0]["Biện pháp cải tiến"]).strip()
    )
    assert school.store.prepare({}, {}) == []


def test_a_formula_in_an_input_cell_is_a_finding_and_its_value_is_read(
    school: Google, run: Run, staff: Callable[..., None]
) -> None:
    value = {"values": [{"userEnteredValue": {"formulaValue": '="Không"&""'}}]}
    funding = school.store.read()["actions"].headings.index("Kinh phí")
    staff(update_cells(grid(ACTIONS, (1, 2), (funding, funding + 1)), [value], "userEnteredValue"))
    found = run("validate", "--store", school.url, "--today", DAY, "--json").json["findings"]
    assert [(f["key"], f["code"]) for f in found if f["code"] == "CELL-03"] == [("HD-001", "CELL-03")]
    assert cell(school.store, "actions", "HD-001", "funding") == "Không"


def test_a_percentage_and_a_month_are_read_as_typed_in_either_locale(google: Google) -> None:
    """A number where the Sheet makes one of it, text where it does not: both mean the same to us."""
    content = {
        "observations": [
            {"Ngày": "15/3/2025", "Hành động hoặc bước": "HD-001", "Hoàn thành (%)": text} for text in ("66,3%", "66,3")
        ]
    }
    google.store.prepare(content, WORDS)
    client = google.store.client
    percent = {"values": [{"userEnteredValue": {"numberValue": 0.663}}]}
    place = google.store.read()["observations"].headings.index("Hoàn thành (%)")
    where = grid(stable_id("observations"), (1, 2), (place, place + 1))
    client.batch(google.sheet, [update_cells(where, [percent], "userEnteredValue")], idempotent=True)
    found: list[Any] = []
    records = read_records(BY_KEY["observations"], google.store.read()["observations"], None, found.append)
    assert [float(record.percent.value) for record in records] == [66.3, 66.3]
    assert found == []


# Edits of people's cells while people work


def during(google: Google, act: Callable[[], None], path: str = ":batchUpdate", nth: int = 1) -> None:
    """Somebody acts right before the robot's nth call of a kind."""
    left = [nth]

    def hook(moment: str, call: Any, _book: Any) -> None:
        if moment == "before" and path in call.path and left[0]:
            left[0] -= 1
            if left[0] == 0:
                google.server.between_calls = None
                act()

    google.server.between_calls = hook


EDIT = Edit("actions", "HD-003", "Ghi chú", None, "mới")


@pytest.mark.parametrize("where", ["above", "below"])
def test_a_row_put_in_between_reading_and_writing_is_noticed_and_put_right(
    school: Google, staff: Callable[..., None], where: str
) -> None:
    before = cells_of(school)["actions"]
    during(school, lambda: staff(inserted(1 if where == "above" else 30)))
    if where == "below":
        school.store.write([EDIT])
        assert cell(school.store, "actions", "HD-003", "note") == "mới"
        return
    with pytest.raises(DoubtfulState, match="HD-003") as found:
        school.store.write([EDIT])
    assert "run the command again" in found.value.hint.lower()
    assert [row for row in cells_of(school)["actions"] if any(row)] == before
    school.store.write([EDIT])
    assert cell(school.store, "actions", "HD-003", "note") == "mới"


def test_a_sort_between_reading_and_writing_is_noticed(school: Google, staff: Callable[..., None]) -> None:
    before = sorted(row for row in cells_of(school)["actions"])
    during(school, lambda: staff(sorted_by(0)))
    with pytest.raises(DoubtfulState, match="HD-003"):
        school.store.write([EDIT])
    assert sorted(row for row in cells_of(school)["actions"]) == before


def test_a_sort_after_the_write_is_no_trouble(school: Google, staff: Callable[..., None]) -> None:
    store = school.store
    during(school, lambda: staff(sorted_by(0)), path=f"/{school.sheet}", nth=3)  # the verifying read
    store.write([EDIT])
    assert cell(school.store, "actions", "HD-003", "note") == "mới"


def test_a_cell_that_changed_since_it_was_shown_is_refused(school: Google, staff: Callable[..., None]) -> None:
    note = school.store.read()["actions"].headings.index("Ghi chú")
    staff(typed(3, note, "của tổ"))
    with pytest.raises(DoubtfulState, match="của tổ"):
        school.store.write([EDIT])
    assert cell(school.store, "actions", "HD-003", "note") == "của tổ"


def test_edits_and_tool_tabs_go_in_one_write(school: Google) -> None:
    start = len(school.server.log)
    school.store.write([EDIT], {PROGRESS.key: [["HD-003", "Quá hạn"]]})
    assert school.calls(start) == (2, 1)
    assert flags(school)["HD-003"] == "Quá hạn"


@pytest.mark.parametrize("applied", [True, False], ids=["applied", "not applied"])
@pytest.mark.parametrize("kind", ["drop", "error"])
def test_a_write_of_unknown_outcome_is_looked_at_before_anything_is_sent_again(
    school: Google, kind: str, applied: bool
) -> None:
    """A new row must not come twice, and the edit must not be lost."""
    if kind == "drop":
        school.server.faults.drop(applied=applied, path=":batchUpdate")
    else:
        school.server.faults.error(status=500, applied=applied, path=":batchUpdate")
    start = len(school.server.log)
    school.store.write([EDIT, Edit("actions", "HD-500", "Tiêu chí", None, "1.5")])
    assert cell(school.store, "actions", "HD-003", "note") == "mới"
    keys = [row[0] for row in cells_of(school)["actions"]]
    assert keys.count("HD-500") == 1
    writes = [record for record in school.server.log[start:] if ":batchUpdate" in record.path]
    assert len(writes) == (1 if applied else 2)


# Set-up


def test_set_up_takes_few_calls_and_again_nothing(google: Google, run: Run) -> None:
    start = len(google.server.log)
    made = run("init", "--store", google.url, "--framework", "tt17-2018-primary", "--year", "2024-2025")
    assert (made.code, "Made" in made.out) == (0, True)
    reads, writes = google.calls(start)
    assert reads == 1
    assert writes <= 3
    start = len(google.server.log)
    again = run("init", "--store", google.url)
    assert "left as it is" in again.out
    assert google.calls(start) == (1, 0)
    titles = [sheet.title for sheet in google.server.book(google.sheet).sheets]
    order = appearance.order_of(google.store.read())
    assert titles == [TITLES[key] for key in order.keys]
    assert titles[0] == TITLES["dashboard"]


@pytest.mark.parametrize("fault", ["drop applied", "drop before", "error applied", "error", "html", "cut", "quota"])
def test_a_set_up_whose_call_fails_converges(google: Google, fault: str) -> None:
    faults = google.server.faults
    order: dict[str, Callable[[], None]] = {
        "drop applied": lambda: faults.drop(True, ":batchUpdate"), "drop before": lambda: faults.drop(False, ":batchUpdate"),
        "error applied": lambda: faults.error(500, True, ":batchUpdate"), "error": lambda: faults.error(503, False, ":batchUpdate"),
        "html": lambda: faults.html(":batchUpdate"), "cut": lambda: faults.cut(":batchUpdate"), "quota": lambda: faults.quota(path=":batchUpdate"),
    }  # fmt: skip
    order[fault]()
    assert google.store.prepare(CONTENT, WORDS) is None
    assert google.store.prepare({}, {}) == []
    assert len(google.server.book(google.sheet).sheets) == len(TITLES)
    assert cell(google.store, "actions", "HD-001", "criterion") == CONTENT["actions"][0]["Tiêu chí"]


def test_a_set_up_whose_call_arrives_after_the_next_look_converges(google: Google) -> None:
    """The reply is awaited in vain; only when the set-up has looked again and sends anew is the first call applied."""
    google.server.faults.drop(False, ":batchUpdate")
    late: list[Any] = []

    def hook(moment: str, call: Any, book: Any) -> None:
        if moment == "before" and ":batchUpdate" in call.path:
            late.append(json.loads(call.body)["requests"])
            if len(late) == 2:
                local_staff.change(book, *late[0])

    google.server.between_calls = hook
    assert google.store.prepare(CONTENT, WORDS) is None
    assert len(late) > 1
    google.server.between_calls = None
    assert google.store.prepare({}, {}) == []
    assert len(google.server.book(google.sheet).sheets) == len(TITLES)
    assert cell(google.store, "actions", "HD-001", "criterion") == CONTENT["actions"][0]["Tiêu chí"]


def test_what_people_made_in_the_sheet_before_stays(google: Google) -> None:
    store = google.store
    store.client.batch(
        google.sheet,
        [{"addSheet": {"properties": {"sheetId": 5, "title": "Nhân sự"}}}, typed(0, 0, "Lớp", 5), typed(1, 0, "1A", 5)],
        idempotent=False,
    )
    assert store.prepare(CONTENT, WORDS) is None
    book = google.server.book(google.sheet)
    assert [sheet.title for sheet in book.sheets if sheet.id == 5] == ["Nhân sự"]
    assert "Nhân sự (qipsheets)" in [sheet.title for sheet in book.sheets]
    assert cell(google.store, "people", "NS-001", "name") == CONTENT["people"][0]["Họ tên"]
    start = len(google.server.log)
    store = google.store
    store.read()
    store.write(tool_rows={PROGRESS.key: []})
    assert not [area for record in google.server.log[start:] for area in record.written if area.sheet_id == 5]


def test_a_deleted_tab_and_column_come_back_and_a_renamed_heading_is_left_to_people(
    school: Google, run: Run, staff: Callable[..., None]
) -> None:
    headings = school.store.read()["actions"].headings
    funding, owner = headings.index("Kinh phí"), headings.index("Người phụ trách")
    staff(
        {"deleteSheet": {"sheetId": stable_id("targets")}},
        typed(0, owner, "Người phụ trch"),
        {
            "deleteDimension": {
                "range": {"sheetId": ACTIONS, "dimension": "COLUMNS", "startIndex": funding, "endIndex": funding + 1}
            }
        },
    )
    found = run("init", "--store", school.url)
    assert "Hành động · Kinh phí" in found.out
    assert "Chỉ tiêu" in found.out
    tables = school.store.read()
    assert shown(tables["targets"].rows[0][0]) == "CT-001"
    assert "Kinh phí" in tables["actions"].headings
    assert "Người phụ trách" not in tables["actions"].headings
    assert school.store.prepare({}, {}) == []


def test_only_the_robot_and_the_owner_may_write_the_tool_s_tabs(school: Google, staff: Callable[..., None]) -> None:
    with pytest.raises(QipError, match="protected"):
        staff(typed(1, 1, "Hoàn thành", stable_id("progress")))
    staff(typed(1, 1, "1.9"))  # their own tab: a warning in the browser, no more


def test_a_word_plan_comes_into_a_sheet_as_into_a_workbook(
    google: Google, run: Run, seed: Path, tmp_path: Path
) -> None:
    """Into a new Sheet, and into one that set-up made before: the same cells in all three."""
    workbook, second = tmp_path / "kế hoạch.xlsx", google.new_sheet()
    assert run("init", "--store", second, "--framework", "tt17-2018-primary", "--year", "2024-2025").code == 0
    for store in (workbook, google.sheet, second):
        found = run("import", seed, "--store", store, "--yes")
        assert found.code == 0, found.err
    expected = cells_by_id(ExcelStore(workbook, settings.home()))
    assert sum(len(rows) for rows in expected.values()) > 50
    assert cells_by_id(GoogleStore(google.sheet, settings.home())) == expected
    assert cells_by_id(GoogleStore(second, settings.home())) == expected


def cells_by_id(store: Store) -> dict[str, dict[str, list[str]]]:
    """What people's tabs hold, row by row; the look-ups left out."""
    found, tables = {}, store.read()
    for tab in (SCHOOL, *TABS):
        table = tables[tab.key]
        place = positions(tab, table.headings)
        lines = {shown(row[place["key"]]): [shown(row[place[c.field]]) for c in tab.inputs] for row in table.rows}
        found[tab.key] = {key: line for key, line in lines.items() if any(line[1:])}
    return found


# Refusals


def unshared(google: Google) -> None:
    google.server.book(google.sheet).sharing.writers.clear()


def viewer(google: Google) -> None:
    sharing = google.server.book(google.sheet).sharing
    sharing.writers.clear()
    sharing.readers.add(ROBOT)


def in_drive(google: Google) -> None:
    google.sheet = google.server.new_spreadsheet(title="a.xlsx", owner=OWNER, writers=[ROBOT], mime_type=EXCEL_TYPE)


def wrong_id(google: Google) -> None:
    google.sheet = "1" + "x" * 43


def key_deleted(google: Google) -> None:
    google.server.tokens.keys[ROBOT] = {}
    google.server.tokens.expire()


def account_gone(google: Google) -> None:
    google.server.tokens.keys.pop(ROBOT)
    google.server.tokens.expire()


def clock_off(google: Google) -> None:
    google.server.tokens.expire()
    google.server.tokens.clock_skew = -3600 * 24


def api_off(google: Google) -> None:
    google.server.service.enabled = False


def tab_deleted(google: Google) -> None:
    google.store.client.batch(google.sheet, [{"deleteSheet": {"sheetId": ACTIONS}}], idempotent=False)


def not_a_plan(google: Google) -> None:
    google.sheet = google.new_sheet()


def heading_lost(google: Google) -> None:
    place = google.store.read()["actions"].headings.index("Hoàn thành")
    google.store.client.batch(google.sheet, [typed(0, place, "xyz")], idempotent=False)


def storm(kind: str, **words: Any) -> Callable[[Google], None]:
    """The same fault at every call."""
    return lambda google: getattr(google.server.faults, kind)(times=500, **words)


REFUSALS: dict[str, tuple[Callable[[Google], None], int, str]] = {
    "sharing revoked": (unshared, 4, f"not shared with {ROBOT}"),
    "viewer robot": (viewer, 4, "may read the Sheet but not write"),
    "an .xlsx in Drive": (in_drive, 4, "Excel file"),
    "wrong ID": (wrong_id, 4, "no Google Sheet"),
    "key deleted": (key_deleted, 4, "expired, was deleted"),
    "account gone": (account_gone, 4, "expired, was deleted"),
    "clock wrong": (clock_off, 4, "clock of this machine is wrong"),
    "API off": (api_off, 4, "not switched on"),
    "a tab deleted": (tab_deleted, 5, "looks damaged"),
    "a heading lost": (heading_lost, 5, "looks damaged"),
    "no plan in it": (not_a_plan, 5, "no tab «Trường»"),
    "429 storm": (storm("quota"), 6, "too many calls"),
    "429 storm, an hour asked for": (storm("quota", retry_after=3600), 6, "too many calls"),
    "HTML 502": (storm("html"), 6, "502"),
    "500": (storm("error", status=500), 6, "500"),
    "503": (storm("error", status=503), 6, "503"),
    "cut body": (storm("cut"), 6, "cannot be reached"),
    "dropped reply": (storm("drop"), 6, "cut off"),
    "lost tokens": (storm("lost_token"), 4, "does not accept the sign-in"),
    "no token service": (storm("error", status=503, path="/token"), 6, "sign-in service"),
}


@pytest.mark.parametrize(("harm", "code", "words"), REFUSALS.values(), ids=REFUSALS.keys())
def test_a_refused_sync_says_one_sentence_and_changes_nothing(
    school: Google, run: Run, harm: Callable[[Google], None], code: int, words: str
) -> None:
    harm(school)
    start = len(school.server.log)
    found = run("sync", "--store", school.url, "--today", DAY)
    assert (found.code, words in found.err) == (code, True), found.err
    message, hint = found.err.strip().split("\n")
    assert message.startswith("Error: ")
    assert hint.startswith("→ ")
    assert not [area for record in school.server.log[start:] for area in record.written]
    assert found.out == ""


@pytest.mark.parametrize("kind", ["quota", "html", "error", "cut", "drop", "lost_token"])
@pytest.mark.parametrize("verb", ["GET", "POST"])
def test_one_fault_on_the_way_is_got_over(school: Google, run: Run, kind: str, verb: str) -> None:
    getattr(school.server.faults, kind)(method=verb)
    assert run("sync", "--store", school.url, "--today", DAY).code == 0
    assert flags(school)["HD-009"] == "Quá hạn"
    assert "Nothing has changed" in run("sync", "--store", school.url, "--today", DAY).out


def test_a_slow_reply_is_not_waited_for_for_ever(school: Google, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QIPSHEETS_HTTP_TIMEOUT", "0.2")
    school.server.faults.slow(2.0, times=50)
    found = run("sync", "--store", school.url, "--today", DAY)
    assert (found.code, "no answer in time" in found.err) == (6, True)


def test_nobody_there_is_said(school: Google, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QIPSHEETS_SHEETS_URL", "http://127.0.0.1:9")
    found = run("sync", "--store", school.url, "--today", DAY)
    assert (found.code, "no connection" in found.err) == (6, True)


@pytest.mark.parametrize(
    ("name", "value"), [("QIPSHEETS_SHEETS_URL", "https://example.org"), ("QIPSHEETS_HTTP_TIMEOUT", "never")]
)
def test_a_bad_setting_is_no_bug(
    school: Google, run: Run, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    found = run("sync", "--store", school.url, "--today", DAY)
    assert (found.code, name in found.err) == (3, True)


def test_a_person_s_sign_in_works_and_its_end_is_reported(
    school: Google, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    from qipsheets.stores.google.sign_in import SCOPE, keep

    monkeypatch.delenv(KEY_VARIABLE)
    tokens = school.server.tokens
    person = {"type": "authorized_user", "client_id": "c", "client_secret": "s", "refresh_token": tokens.refresh_token(OWNER), "token_uri": tokens.token_uri, "scopes": [SCOPE]}  # fmt: skip
    keep(settings.home(), person)
    assert run("sync", "--store", school.url, "--today", DAY).code == 0
    tokens.revoked.add(OWNER)
    tokens.expire()
    found = run("sync", "--store", school.url, "--today", DAY)
    assert (found.code, "has ended" in found.err, "sign-in" in found.err) == (4, True, True)


def test_p11_a_second_write_at_once_is_refused(school: Google) -> None:
    store, refused = school.store, []
    store.read()

    def second() -> None:
        try:
            school.store.write([EDIT])
        except QipError as error:
            refused.append(error.exit_code)

    during(school, second)
    store.write(tool_rows={PROGRESS.key: []})
    assert refused == [8]


@pytest.fixture
def everything(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """All that any library logs."""
    with caplog.at_level(logging.DEBUG):
        yield caplog


def test_no_token_and_no_key_is_ever_shown_or_logged(
    school: Google, run: Run, everything: pytest.LogCaptureFixture
) -> None:
    secrets = [line for line in school.key.read_text(encoding="utf-8").split("\\n") if len(line) > 40]
    shown_text = ""
    for harm in (lambda: None, lambda: unshared(school), lambda: account_gone(school)):
        harm()
        found = run("sync", "--store", school.url, "--today", DAY)
        shown_text += found.out + found.err
    secrets += list(school.server.tokens.given)
    assert len(secrets) > 10
    text = shown_text + everything.text + "".join(str(vars(record)) for record in everything.records)
    logs = settings.home() / "logs"
    text += "".join(path.read_text(encoding="utf-8") for path in logs.glob("*")) if logs.exists() else ""
    assert not [secret for secret in secrets if secret in text]
    assert everything.records  # the libraries did log


def test_a_cut_answer_is_never_taken_for_an_empty_sheet(school: Google) -> None:
    school.server.faults.cut(times=500)
    with pytest.raises(RemoteTrouble):
        school.store.read()
