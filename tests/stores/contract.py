"""What every store must do; a test class of each store inherits it and gives `make`."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qipsheets.errors import DoubtfulState
from qipsheets.sheets.schema import BY_KEY, PROGRESS, SYNCED, TABS
from qipsheets.sheets.tab import positions, shown
from qipsheets.sheets.table import Edit
from qipsheets.stores.store import InitialRows, Store

Make = Callable[[InitialRows], Store]
TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn")), min_size=1, max_size=80).filter(
    lambda t: t.strip()
)


def cell(store: Store, tab: str, key: str, field: str) -> str:
    """A cell's text by its row's ID and its field."""
    table = store.read()[tab]
    place = positions(BY_KEY[tab], table.headings)
    row = next(row for row in table.rows if shown(row[place["key"]]) == key)
    return shown(row[place[field]])


class StoreContract:
    """One suite, every store."""

    @pytest.fixture
    def make(self) -> Make:
        raise NotImplementedError

    def test_a_new_store_has_every_tab_with_its_headings_and_ids(self, make: Make) -> None:
        tables = make({}).read()
        for tab in TABS:
            assert positions(tab, tables[tab.key].headings).keys() == {column.field for column in tab.inputs}
            assert [shown(row[0]) for row in tables[tab.key].rows] == [
                f"{tab.prefix}-{n:03d}" for n in range(1, tab.spare + 1)
            ]
        assert all(tab.key in tables for tab in SYNCED)

    def test_content_is_read_back(self, make: Make) -> None:
        store = make({"actions": [{"Tiêu chí": "1.10", "Biện pháp cải tiến": "Một\nhai"}]})
        assert cell(store, "actions", "HD-001", "criterion") == "1.10"
        assert cell(store, "actions", "HD-001", "measure") == "Một\nhai"

    @pytest.mark.parametrize(
        "text",
        ["=1+1", "+84 912", "-Hiệu trưởng", "@lop", "'nháy", "0042", "1.10", "a & b < c > d", '"', "  lùi", "TRUE"],
    )
    def test_text_stays_the_text_it_is(self, make: Make, text: str) -> None:
        store = make({})
        store.write([Edit("actions", "HD-002", "Biện pháp cải tiến", None, text)])
        assert cell(store, "actions", "HD-002", "measure") == text.strip()
        assert not store.read()["actions"].formulas.keys() & {(1, 4)}

    def test_edits_touch_their_cells_only(self, make: Make) -> None:
        store = make({"actions": [{"Tiêu chí": "1.5"}, {"Tiêu chí": "3.2"}]})
        before = store.read()
        store.write([Edit("actions", "HD-002", "Kinh phí", None, "Không")])
        after = store.read()
        assert cell(store, "actions", "HD-002", "funding") == "Không"
        changed = [
            (tab.key, row, column)
            for tab in TABS
            for row, (old, new) in enumerate(zip(before[tab.key].rows, after[tab.key].rows, strict=True))
            for column in range(len(old))
            if shown(old[column]) != shown(new[column])
        ]
        assert changed == [("actions", 1, before["actions"].headings.index("Kinh phí"))]

    def test_an_edit_is_refused_where_the_old_value_stays_no_more_and_none_is_written(self, make: Make) -> None:
        store = make({"actions": [{"Tiêu chí": "1.5", "Kinh phí": "Không"}]})
        edits = [
            Edit("actions", "HD-001", "Ghi chú", None, "mới"),
            Edit("actions", "HD-001", "Kinh phí", "5 triệu", "6 triệu"),
        ]
        with pytest.raises(DoubtfulState, match="Kinh phí"):
            store.write(edits)
        assert cell(store, "actions", "HD-001", "note") == ""

    def test_an_unknown_key_makes_a_row_below_the_last(self, make: Make) -> None:
        store = make({})
        store.write(
            [Edit("actions", "HD-500", "Tiêu chí", None, "1.5"), Edit("actions", "HD-500", "Kinh phí", None, "Không")]
        )
        rows = store.read()["actions"].rows
        assert [shown(cell) for cell in rows[-1][:2]] == ["HD-500", "1.5"]
        assert len(rows) == BY_KEY["actions"].spare + 1

    def test_a_tool_tab_is_replaced_whole(self, make: Make) -> None:
        store = make({})
        store.write(tool_rows={PROGRESS.key: [["HD-001", "Quá hạn", 15], ["HD-002", "Hoàn thành", None]]})
        store.write(tool_rows={PROGRESS.key: [["HD-003", "Quá hạn", 2]]})
        rows = [[shown(cell) for cell in row if shown(cell)] for row in store.read()[PROGRESS.key].rows]
        assert [row for row in rows if row] == [["HD-003", "Quá hạn", "2"]]

    @settings(max_examples=15)
    @given(texts=st.lists(TEXTS, min_size=1, max_size=5))
    def test_any_text_survives(self, make: Make, texts: list[str]) -> None:
        store = make({})
        store.write([Edit("prose", f"LV-{n:03d}", "Nội dung", None, text) for n, text in enumerate(texts, 1)])
        table = store.read()["prose"]
        column = table.headings.index("Nội dung")
        assert [row[column] for row in table.rows[: len(texts)]] == texts
