"""The three-way merge: small tables first, then whatever Hypothesis writes into both sides."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qipsheets.sheets.schema import BY_KEY
from qipsheets.sheets.table import Table
from qipsheets.sync.merge import Merged, merge
from qipsheets.sync.undoing import applied, inverse
from tests.sync.sides import cell_texts, shuffled, side

W = "Biện pháp cải tiến"
Tables = dict[str, Table]


def outcome(base: Tables, sheet: Tables, copy: Tables) -> tuple[Tables, Tables, Merged]:
    """Both sides after a merge was written, in the order it is written."""
    merged = merge(base, sheet, copy)
    new_sheet = applied(sheet, merged.edits_for_sheet)
    return new_sheet, applied(applied(copy, merged.moves), merged.edits_for_copy), merged


CELLS = {  # base, sheet, copy -> both after, conflicts
    "only the copy changed": ("a", "a", "b", "b", 0),
    "only the sheet changed": ("a", "b", "a", "b", 0),
    "both to the same": ("a", "b", "b", "b", 0),
    "both, differently": ("a", "b", "c", "b", 1),
    "filled in the copy": (None, None, "b", "b", 0),
    "emptied in the copy": ("a", "a", None, None, 0),
    "emptied in the sheet": ("a", None, "a", None, 0),
    "emptied in the sheet and changed in the copy": ("a", None, "c", None, 1),
    "changed in the sheet and emptied in the copy": ("a", "b", None, "b", 1),
    "blanks and decomposed letters are no change": ("Việc", " Vie\u0323\u0302c ", "b", "b", 0),
    "a number and its text are the same": (3.0, "3", "b", "b", 0),
    "a day and its text are the same": (date(2025, 3, 1), "01/03/2025", "b", "b", 0),
}


@pytest.mark.parametrize("name", CELLS)
def test_a_cell(name: str) -> None:
    base, sheet, copy, after, conflicts = CELLS[name]
    row = {"Tiêu chí": "1.5"}
    sides = [side(actions={"HD-001": {**row, W: cell}}) for cell in (base, sheet, copy)]
    new_sheet, new_copy, merged = outcome(*sides)
    assert cell_texts(new_sheet) == cell_texts(new_copy) == cell_texts(side(actions={"HD-001": {**row, W: after}}))
    assert [(c.key, c.heading, c.base, c.sheet, c.copy) for c in merged.conflicts] == (
        [("HD-001", W, base, sheet, copy)] if conflicts else []
    )


def test_a_new_row_of_the_copy_is_added_below_the_sheet_s_last() -> None:
    base = side(actions={"HD-001": {W: "a"}})
    copy = side(actions={"HD-001": {W: "a"}, "HD-002": {W: "b", "Kinh phí": "Không"}})
    new_sheet, _copy, merged = outcome(base, base, copy)
    assert cell_texts(new_sheet) == cell_texts(copy)
    assert not merged.moved


def test_one_id_two_new_rows_the_copy_s_moves_and_its_steps_and_log_follow() -> None:
    """Sheet: HD-002 = theirs. Copy: HD-002 = ours with a step BV-001, a log line, and a link from evidence."""
    base = side(
        spare=4, actions={"HD-001": {W: "a"}}, steps={}, observations={}, evidence={"MC-001": {"Hành động": "HD-001"}}
    )
    sheet = side(
        spare=4,
        actions={"HD-001": {W: "a"}, "HD-002": {W: "theirs"}},
        steps={"BV-001": {"Hành động": "HD-002", "Việc cần làm": "their step"}},
        observations={},
        evidence={"MC-001": {"Hành động": "HD-001"}},
    )
    copy = side(
        spare=4,
        actions={"HD-001": {W: "a"}, "HD-002": {W: "ours", "Mã năm trước": "HD-002"}},
        steps={"BV-001": {"Hành động": "HD-002", "Việc cần làm": "our step"}},
        observations={"GS-001": {"Hành động hoặc bước": "BV-001"}, "GS-002": {"Hành động hoặc bước": "hd-002"}},
        evidence={"MC-001": {"Hành động": "HD-002"}},
    )
    new_sheet, new_copy, merged = outcome(base, sheet, copy)
    assert {(m.old, m.new) for m in merged.moved} == {("HD-002", "HD-003"), ("BV-001", "BV-002")}
    texts = cell_texts(new_sheet)
    assert texts == cell_texts(new_copy)
    assert (texts["actions", "HD-002", W], texts["actions", "HD-003", W]) == ("theirs", "ours")
    assert texts["actions", "HD-003", "Mã năm trước"] == "HD-002"  # another year's
    assert (texts["steps", "BV-001", "Hành động"], texts["steps", "BV-002", "Hành động"]) == ("HD-002", "HD-003")
    assert texts["observations", "GS-001", "Hành động hoặc bước"] == "BV-002"
    assert texts["observations", "GS-002", "Hành động hoặc bước"] == "HD-003"
    assert texts["evidence", "MC-001", "Hành động"] == "HD-003"
    assert not merged.conflicts


def test_a_name_older_than_the_moved_row_is_left_as_it_is() -> None:
    """A step named HD-002 before there was one: it cannot have meant the row that moves."""
    steps = {"BV-001": {"Hành động": "HD-002"}}
    base = side(spare=3, actions={"HD-001": {W: "a"}}, steps=steps)
    sheet = side(spare=3, actions={"HD-001": {W: "a"}, "HD-002": {W: "theirs"}}, steps=steps)
    copy = side(spare=3, actions={"HD-001": {W: "a"}, "HD-002": {W: "ours"}}, steps=steps)
    new_sheet, _copy, merged = outcome(base, sheet, copy)
    assert merged.moved
    assert cell_texts(new_sheet)["steps", "BV-001", "Hành động"] == "HD-002"


def test_a_moved_row_gets_a_new_number_where_no_row_is_spare() -> None:
    base = side(actions={"HD-001": {W: "a"}})
    sheet = side(actions={"HD-001": {W: "a"}, "HD-002": {W: "b"}})
    copy = side(actions={"HD-001": {W: "a"}, "HD-002": {W: "c"}, "HD-007": {W: "d"}})
    new_sheet, _copy, merged = outcome(base, sheet, copy)
    assert [(m.old, m.new) for m in merged.moved] == [("HD-002", "HD-008")]
    assert {key: text for (_t, key, _h), text in cell_texts(new_sheet).items()} == {
        "HD-001": "a",
        "HD-002": "b",
        "HD-007": "d",
        "HD-008": "c",
    }


def test_an_id_that_a_row_once_had_is_not_given_again() -> None:
    base = side(spare=3, actions={"HD-001": {W: "old"}})
    sheet = side(spare=3, actions={"HD-002": {W: "b"}})
    copy = side(spare=3, actions={"HD-001": {W: "old"}, "HD-002": {W: "c"}})
    assert [m.new for m in merge(base, sheet, copy).moved] == ["HD-003"]


ROWS = {  # base, sheet, copy -> both after, revived in
    "deleted in the copy, untouched in the sheet": ({W: "a"}, {W: "a"}, {}, {}, None),
    "deleted in the sheet, untouched in the copy": ({W: "a"}, {}, {W: "a"}, {}, None),
    "deleted in the copy, changed in the sheet": ({W: "a", "Kinh phí": "1"}, {W: "a", "Kinh phí": "2"}, {}, {W: "a", "Kinh phí": "2"}, "copy"),
    "deleted in the sheet, changed in the copy": ({W: "a", "Kinh phí": "1"}, {}, {W: "a", "Kinh phí": "2"}, {W: "a", "Kinh phí": "2"}, "sheet"),
    "deleted in both": ({W: "a"}, {}, {}, {}, None),
}  # fmt: skip


@pytest.mark.parametrize("gone", ["the row is gone", "only its ID is left"])
@pytest.mark.parametrize("name", ROWS)
def test_deleted_rows(name: str, gone: str) -> None:
    base, sheet, copy, after, revived = ROWS[name]
    kept = "only" in gone

    def tables(cells: Mapping[str, Any]) -> Tables:
        return side(actions={"HD-002": {W: "b"}, **({"HD-001": cells} if cells or kept else {})})

    new_sheet, new_copy, merged = outcome(tables(base), tables(sheet), tables(copy))
    assert cell_texts(new_sheet) == cell_texts(new_copy) == cell_texts(tables(after))
    assert [entry.deleted_in for entry in merged.revived] == ([revived] if revived else [])
    assert not merged.conflicts


def test_columns_people_added_are_merged_where_both_sides_have_them() -> None:
    base = side(own=["Của tổ 1"], actions={"HD-001": {W: "a", "Của tổ 1": "x"}})
    sheet = side(own=["Của tổ 1", "Chỉ ở Sheet"], actions={"HD-001": {W: "a", "Của tổ 1": "x", "Chỉ ở Sheet": "s"}})
    copy = side(own=["Chỉ ở bản sao", "Của tổ 1"], actions={"HD-001": {W: "a", "Của tổ 1": "y", "Chỉ ở bản sao": "c"}})
    merged = merge(base, sheet, copy)
    assert [(e.heading, e.old, e.new) for e in merged.edits_for_sheet] == [("Của tổ 1", "x", "y")]
    assert not merged.edits_for_copy


def test_what_look_ups_show_and_the_form_s_own_words_are_not_merged() -> None:
    def tables(status: str, label: str, value: str) -> Tables:
        return side(
            actions={"HD-001": {W: "a", "Tình trạng": status}}, school={"name": {"Mục": label, "Nội dung": value}}
        )

    merged = merge(tables("", "Tên", ""), tables("Quá hạn", "Tên trường", ""), tables("", "Tên", "Trường Mới"))
    assert [(e.tab, e.key, e.heading, e.new) for e in merged.edits_for_sheet] == [
        ("school", "name", "Nội dung", "Trường Mới")
    ]
    assert not merged.edits_for_copy


def test_the_form_filled_in_twice_is_a_conflict_and_no_new_row() -> None:
    sides = [side(school={"name": {"Nội dung": value}}) for value in (None, "Trường A", "Trường B")]
    merged = merge(*sides)
    assert (len(merged.conflicts), merged.moved) == (1, ())


def test_five_thousand_rows() -> None:
    """Of 5,000 rows the sheet changed the even ones, the copy every third: where both did, the sheet's word stays."""
    rows = {f"HD-{n:04d}": {W: f"việc {n}", "Kinh phí": "Không"} for n in range(5000)}
    sheet = {key: {**row, W: "sheet"} if n % 2 == 0 else row for n, (key, row) in enumerate(rows.items())}
    copy = {key: {**row, W: "copy"} if n % 3 == 0 else row for n, (key, row) in enumerate(rows.items())}
    merged = merge(side(actions=rows), side(actions=sheet), side(actions=copy))
    assert (len(merged.edits_for_sheet), len(merged.edits_for_copy), len(merged.conflicts)) == (833, 2500, 834)


# --- what holds for any edits ---------------------------------------------------------------------------------------

TEXT = st.sampled_from([None, "a", "b", "c", "HD-002", "HD-003", "BV-001", 1, 2.5, date(2025, 1, 2)])
HEADINGS = {"actions": (W, "Kinh phí", "Ghi chú"), "steps": ("Hành động", "Việc cần làm"), "prose": ("Nội dung",)}
ROW = {tab: st.dictionaries(st.sampled_from(names), TEXT, max_size=3) for tab, names in HEADINGS.items()}


@st.composite
def sides(draw: st.DrawFn) -> tuple[Tables, Tables, Tables]:
    """A base, and two sides that changed cells, added rows and deleted others."""
    spare = draw(st.integers(0, 5))
    base = {tab: draw(st.dictionaries(ids(tab), ROW[tab], max_size=5)) for tab in HEADINGS}
    result = [side(spare, **base)]
    for _number in range(2):
        changed = {tab: dict(rows) for tab, rows in base.items()}
        for tab, rows in changed.items():
            for key in draw(st.lists(ids(tab), max_size=4)):
                if draw(st.booleans()) or key not in rows:
                    rows[key] = {**rows.get(key, {}), **draw(ROW[tab])}
                else:
                    del rows[key]
        result.append(shuffled(side(spare, **changed), draw(st.integers(0, 9))))
    return result[0], result[1], result[2]


def ids(tab: str) -> st.SearchStrategy[str]:
    """IDs of a tab, few enough that both sides meet."""
    return st.integers(1, 7).map(lambda n: f"{BY_KEY[tab].prefix}-{n:03d}")


@given(sides())
def test_any_merge_makes_both_sides_equal_and_a_second_one_has_nothing_to_do(
    three: tuple[Tables, Tables, Tables],
) -> None:
    sheet, copy, _merged = outcome(*three)
    assert cell_texts(sheet) == cell_texts(copy)
    assert merge(sheet, sheet, copy) == Merged((), (), (), (), (), ())


@given(sides())
def test_any_edit_of_either_side_is_in_the_result_or_reported(three: tuple[Tables, Tables, Tables]) -> None:
    base, old_sheet, old_copy = (cell_texts(tables) for tables in three)
    result_tables, _copy, merged = outcome(*three)
    result = cell_texts(result_tables)
    moved = {(m.tab, m.old): m.new for m in merged.moved}
    conflicts = {(c.tab, c.key, c.heading): c for c in merged.conflicts}
    revived = {(r.tab, r.key): r.deleted_in for r in merged.revived}
    for name, side_cells in (("sheet", old_sheet), ("copy", old_copy)):
        for place in side_cells.keys() | base.keys():
            text = side_cells.get(place, "")
            if text == base.get(place, ""):
                continue
            tab, key, heading = place
            at = (tab, moved.get((tab, key), key), heading) if name == "copy" else place
            if result.get(at, "") == text or revived.get((tab, key)) == name:
                continue
            names_a_moved_row = name == "copy" and any(text.casefold() == m.old.casefold() for m in merged.moved)
            assert (name == "copy" and at in conflicts) or names_a_moved_row, (name, place, text)


@given(sides())
def test_where_nothing_is_reported_the_sides_may_change_places(three: tuple[Tables, Tables, Tables]) -> None:
    base, sheet, copy = three
    result, _copy, merged = outcome(base, sheet, copy)
    if not merged.conflicts and not merged.moved:
        assert cell_texts(outcome(base, copy, sheet)[0]) == cell_texts(result)


@given(sides(), st.integers(0, 99))
def test_the_order_of_rows_and_columns_is_irrelevant(three: tuple[Tables, Tables, Tables], seed: int) -> None:
    base, sheet, copy = three
    result, _copy, merged = outcome(base, sheet, copy)
    other, _copy, again = outcome(shuffled(base, seed), sheet, shuffled(copy, seed + 1))
    assert cell_texts(other) == cell_texts(result)
    assert set(again.conflicts) == set(merged.conflicts)


@given(sides())
def test_the_inverse_puts_back_what_the_sheet_had(three: tuple[Tables, Tables, Tables]) -> None:
    sheet, _copy, merged = outcome(*three)
    assert cell_texts(applied(sheet, inverse(merged.edits_for_sheet))) == cell_texts(three[1])


def test_a_day_is_a_day_whether_a_store_tells_it_as_a_day_or_as_a_number() -> None:
    """A Google Sheet gives 45717 where a workbook gives 01/03/2025; «Bắt đầu» is a column of texts."""
    day, number = date(2025, 3, 1), 45717.0
    base = side(actions={"HD-001": {W: "a", "Bắt đầu": number}}, calendar={"LN-001": {"Từ ngày": number}})
    copy = side(actions={"HD-001": {W: "a", "Bắt đầu": day}}, calendar={"LN-001": {"Từ ngày": day}})
    assert merge(base, base, copy).is_empty
    sheet = side(
        actions={"HD-001": {W: "a", "Bắt đầu": number + 1}},
        calendar={"LN-001": {"Từ ngày": number + 1, "Đến ngày": number + 2}},
    )
    edits = {edit.heading: (edit.old, edit.new) for edit in merge(base, sheet, copy).edits_for_copy}
    assert edits == {
        "Bắt đầu": (day, "02/03/2025"),
        "Từ ngày": (day, date(2025, 3, 2)),
        "Đến ngày": (None, date(2025, 3, 3)),
    }
