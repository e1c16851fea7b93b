"""The schema and the records it fills are one thing."""

from dataclasses import fields

import pytest

from qipsheets.plan.model import Plan
from qipsheets.plan.organisation import School, SchoolYear
from qipsheets.plan.states import State
from qipsheets.sheets.columns import CELL_KINDS
from qipsheets.sheets.schema import BY_KEY, FORM, LOOK_UPS, PROGRESS, TABS
from qipsheets.sheets.tab import Tab
from qipsheets.vietnamese import fold


@pytest.mark.parametrize("tab", TABS, ids=lambda tab: tab.key)
def test_a_tab_s_columns_are_its_record_s_fields(tab: Tab) -> None:
    assert {column.field for column in tab.inputs} == {field.name for field in fields(tab.record)} - {"place"}


@pytest.mark.parametrize("tab", TABS, ids=lambda tab: tab.key)
def test_headings_of_a_tab_differ_even_folded(tab: Tab) -> None:
    folded = [fold(column.heading) for column in tab.columns]
    assert len(folded) == len(set(folded))


def test_titles_and_prefixes_differ() -> None:
    assert len({fold(tab.title) for tab in BY_KEY.values()}) == len(BY_KEY)
    assert len({tab.prefix for tab in TABS}) == len(TABS)
    assert all(len(tab.title) <= 31 for tab in BY_KEY.values())  # Excel's limit


def test_every_tab_is_a_part_of_the_plan() -> None:
    assert {tab.key for tab in TABS} == {field.name for field in fields(Plan)} - {"school", "year", "framework"}


def test_the_form_fills_school_and_year() -> None:
    wanted = {field.name for field in fields(School)} | {field.name for field in fields(SchoolYear)}
    assert {line.field for line in FORM} == (wanted | {"year"}) - {"place", "name"} | {"name"}


def test_look_ups_show_columns_of_the_tool_s_tab() -> None:
    shown = {column.look_up for tab in TABS for column in tab.columns if column.look_up}
    assert shown == set(LOOK_UPS)
    assert set(LOOK_UPS.values()) <= set(PROGRESS.headings)


@pytest.mark.parametrize("word", ["Bỏ", "Không thực hiện", "không  thực hiện"])
def test_a_state_that_was_renamed_is_read_under_both_names(word: str) -> None:
    assert CELL_KINDS["state"].read(word, None) is State.DROPPED
    assert CELL_KINDS["state"].write(State.DROPPED) == "Không thực hiện"
