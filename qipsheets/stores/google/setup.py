"""What a Sheet lacks of the schema, and the requests that add it; what is there and what people changed stays."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches

from qipsheets.sheets.schema import BY_KEY, DASHBOARD, GUIDE, LIST_TITLES, LISTS, PROGRESS, SCHOOL, SYNCED, TABS, TITLES
from qipsheets.sheets.tab import Column, Tab, own_columns, positions, shown, with_own_columns
from qipsheets.sheets.table import Table, text_of
from qipsheets.stores.appearance import tab_fill
from qipsheets.stores.google.appearance import (
    body_formats,
    dimension,
    drop_down,
    hard_guard,
    heading_row_of,
    look_up_column,
    pixels,
)
from qipsheets.stores.google.charts import missing_charts
from qipsheets.stores.google.reading import Book, LocatedTab
from qipsheets.stores.google.requests import MOST_BYTES, Request, grid, size, update_cells
from qipsheets.stores.google.tabs import (
    Rows,
    TabContext,
    body_values,
    guide_tab,
    lists_tab,
    people_tab,
    school_tab,
    tool_tab,
)
from qipsheets.stores.store import Content
from qipsheets.vietnamese import fold


def missing_columns(tab: Tab, found: LocatedTab, setting: TabContext) -> Iterator[tuple[str, list[Request]]]:
    """Headings and the requests that add them to the right of the last; only where it is sure that they are missing."""
    table = found.table
    there = positions(tab, table.headings)
    strangers = [fold(heading) for heading in table.headings if heading]
    at = max((place for place, heading in enumerate(table.headings) if heading), default=-1) + 1
    for column in tab.columns:
        if column.look_up:
            place = _look_up_place(column, found, at)
            if place is None or "key" not in there:
                continue
            formula = look_up_column(
                column.look_up, column.heading, found.head + 1, there["key"], setting.progress_title
            )
        else:
            near = not column.own and get_close_matches(fold(column.heading), strangers, n=1, cutoff=0.6)
            if column.field in there or near:
                continue
            place, formula = at, ""
        yield column.heading, list(_column(tab, column, found, place, formula, setting))
        at += place == at


def _look_up_place(column: Column, found: LocatedTab, free: int) -> int | None:
    """Where a look-up's formula goes: a free column, or where its heading stands bare; None if it is there."""
    headings = [fold(heading) for heading in found.table.headings]
    if any(is_look_up(column, formula) for formula in found.head_formulas.values()):
        return None
    if fold(column.heading) not in headings:
        return free
    place = headings.index(fold(column.heading))
    bare = not any(shown(row[place]) for row in found.table.rows)
    formulas = place in found.head_formulas or any(at == place for _row, at in found.table.formulas)
    return place if bare and not formulas else None


def is_look_up(column: Column, formula: str) -> bool:
    """True for the formula that fills this look-up column, wherever people moved it."""
    return "VLOOKUP(" in formula and f'"{column.heading}"' in formula


def _column(
    tab: Tab, column: Column, found: LocatedTab, place: int, formula: str, setting: TabContext
) -> Iterator[Request]:
    sheet, head = found.number, found.head
    if place >= found.columns:
        yield {"appendDimension": {"sheetId": sheet, "dimension": "COLUMNS", "length": 1}}
    line = heading_row_of([(column.heading, column.note)], tab_fill(tab.key), {0: formula} if formula else {})
    where = grid(sheet, (head, head + 1), (place, place + 1))
    yield update_cells(where, [line], "userEnteredValue,userEnteredFormat,note")
    yield from body_formats(sheet, [(place, column.kind, bool(column.look_up))], setting.days_as_text, (head + 1, None))
    yield dimension(sheet, place, place + 1, {"pixelSize": pixels(column.width)}, "pixelSize")
    if column.kind.choices in setting.lists:
        yield drop_down(sheet, place, column.kind, setting.lists, setting.lists_title, head)


GUARDED = (*SYNCED, GUIDE)
_DEFAULT_SHEET = re.compile(r"(?:sheet|trang tinh|trang tính)\s*1")


@dataclass(slots=True)
class Work:
    """Requests in units that must not be torn apart, and what they add in the sheet's own words. `new` is True for a
    Sheet that held no plan: its tab «Trường» comes with the last unit, so a set-up cut short begins anew.
    """

    new: bool
    units: list[list[Request]] = field(default_factory=list)
    added: list[str] = field(default_factory=list)

    def add(self, requests: Sequence[Request], *words: str) -> None:
        """Takes requests in, torn into single ones only where together they are too large for a call."""
        if requests:
            self.units += [list(requests)] if size(requests) <= MOST_BYTES else [[request] for request in requests]
            self.added += words


def holds_a_plan(book: Book) -> bool:
    """True where the Sheet has the form «Trường», from which everything else hangs."""
    return recognised(book, SCHOOL.key) is not None


def recognised(book: Book, key: str) -> LocatedTab | None:
    """The sheet that surely is a tab of ours: by its number, or by title and headings together."""
    found = book.tabs.get(key)
    if found is None or found.by_id:
        return found
    headings = {fold(heading) for heading in found.table.headings if heading}
    tab = BY_KEY.get(key)
    wanted = [column.heading for column in tab.inputs] if tab else _tool_headings(key)
    matched = sum(fold(heading) in headings for heading in wanted)
    sure = fold(wanted[0]) in headings if tab else bool(matched)
    return found if sure and matched * 2 >= len(wanted) else None


def _tool_headings(key: str) -> list[str]:
    if key == LISTS.key:
        return list(LIST_TITLES.values())
    return next(list(tab.headings) for tab in GUARDED if tab.key == key)


def plan_setup(book: Book, content: Content, lists: Mapping[str, Sequence[str]], editors: Sequence[str]) -> Work:
    """What set-up has to do. The order of the requests is the reverse of the tabs' order: each new tab goes to the
    front, so that lists and look-ups stand before what refers to them.
    """
    work = Work(not holds_a_plan(book))
    there = {key: found for key in TITLES if (found := recognised(book, key)) is not None}
    titles = _free_titles(book, [key for key in TITLES if key not in there])
    setting = _setting(book, there, titles, lists, editors)
    at = 0 if work.new else None
    if LISTS.key in titles and lists:
        work.add(lists_tab(titles[LISTS.key], at, lists), TITLES[LISTS.key])
    for tool in (tab for tab in reversed(SYNCED) if tab is not DASHBOARD and tab.key in titles):
        work.add(tool_tab(tool, titles[tool.key], at, setting), tool.title)
    for tab in reversed(TABS):
        rows = content.get(tab.key, ())
        wanted = with_own_columns(tab, rows)
        if tab.key in titles:
            work.add(people_tab(wanted, titles[tab.key], at, rows if work.new else (), setting), tab.title)
        else:
            _mend(work, wanted, there[tab.key], rows, setting)
    _front(work, titles, at, setting)
    for tool in GUARDED:
        if tool.key in there:
            _guard(work, there[tool.key], tool is DASHBOARD, setting)
    lines = content.get(SCHOOL.key, ())
    if SCHOOL.key in titles:
        form = school_tab(titles[SCHOOL.key], 2 if work.new else None, lines, setting)
        work.add([*form, *(_without_default(book) if work.new else ())], SCHOOL.title)
    else:
        _mend(work, replace(SCHOOL, columns=own_columns(SCHOOL, lines)), there[SCHOOL.key], lines, setting)
    return work


def _front(work: Work, titles: Mapping[str, str], at: int | None, setting: TabContext) -> None:
    """The dashboard and, before it, the instructions."""
    if DASHBOARD.key in titles:
        work.add(tool_tab(DASHBOARD, titles[DASHBOARD.key], at, setting), DASHBOARD.title)
    if GUIDE.key in titles:
        work.add(guide_tab(titles[GUIDE.key], at, setting), GUIDE.title)


def _free_titles(book: Book, keys: Sequence[str]) -> dict[str, str]:
    """The titles new tabs get: their own, unless a sheet of people's bears it."""
    taken = {fold(title) for title in book.titles}
    titles = {}
    for key in keys:
        title, number = TITLES[key], 2
        while fold(title) in taken:
            title = f"{TITLES[key]} (qipsheets{'' if number == 2 else f' {number - 1}'})"
            number += 1
        taken.add(fold(title))
        titles[key] = title
    return titles


def _setting(
    book: Book,
    there: Mapping[str, LocatedTab],
    titles: Mapping[str, str],
    lists: Mapping[str, Sequence[str]],
    editors: Sequence[str],
) -> TabContext:
    if LISTS.key in there:
        headings = [fold(heading) for heading in there[LISTS.key].table.headings]
        columns = {name: headings.index(fold(title)) for name, title in LIST_TITLES.items() if fold(title) in headings}
    else:
        columns = {name: column for column, name in enumerate(lists)}
    named = {key: there[key].title if key in there else titles[key] for key in (LISTS.key, PROGRESS.key)}
    return TabContext(named[LISTS.key], columns, named[PROGRESS.key], tuple(editors), book.days_as_text)


def _mend(work: Work, tab: Tab, found: LocatedTab, rows: Rows, setting: TabContext) -> None:
    """A tab that is there: its missing columns, and the rows that a set-up cut short did not write."""
    for heading, requests in missing_columns(tab, found, setting):
        work.add(requests, f"{found.title} · {heading}")
    if work.new and rows and found.by_id and _unfinished(tab, found.table, rows):
        work.add(list(body_values(tab, found.title, rows, setting.days_as_text, found.head + 1)))


def _unfinished(tab: Tab, table: Table, rows: Rows) -> bool:
    """True where a tab holds no more than the beginning of these rows, in the very columns of the schema."""
    if [fold(heading) for heading in table.headings] != [fold(column.heading) for column in tab.columns]:
        return False
    inputs = [place for place, column in enumerate(tab.columns) if not column.look_up and column.field != "key"]
    for number, row in enumerate(table.rows):
        held = [shown(row[place]) for place in inputs]
        wanted = rows[number] if number < len(rows) else {}
        if any(held) and held != [text_of(wanted.get(tab.columns[place].heading)) for place in inputs]:
            return False
    return True


def _guard(work: Work, found: LocatedTab, is_dashboard: bool, setting: TabContext) -> None:
    """A tool tab that is there: its protection and its charts, where they are gone."""
    if not is_guarded(found):
        work.add([hard_guard(found.number, setting.editors)], f"{found.title} · bảo vệ")
    if is_dashboard and found.by_id:
        work.add(list(missing_charts(found.number, found.charts)), f"{found.title} · biểu đồ")


def is_guarded(found: LocatedTab) -> bool:
    """True where the whole sheet is protected by more than a warning."""
    return any(
        not guard.get("warningOnly") and not (guard.get("range", {}).keys() - {"sheetId"}) for guard in found.guards
    )


def _without_default(book: Book) -> Iterator[Request]:
    """The empty sheet that every new spreadsheet has."""
    for found in book.others:
        empty = not found.table.rows and not any(found.table.headings) and not found.charts and not found.guards
        if empty and found.rows and _DEFAULT_SHEET.fullmatch(found.title.strip().lower()):
            yield {"deleteSheet": {"sheetId": found.number}}
