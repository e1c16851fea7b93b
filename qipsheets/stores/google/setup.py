"""What a Sheet lacks of the schema, and the requests that add it; what is there and what people changed stays."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from qipsheets.sheets.schema import BY_KEY, DASHBOARD, GUIDE, LIST_TITLES, LISTS, PROGRESS, SCHOOL, SYNCED, TABS, TITLES
from qipsheets.sheets.tab import Column, Tab, own_columns, positions, shown, with_own_columns
from qipsheets.sheets.table import Table
from qipsheets.stores import appearance
from qipsheets.stores.appearance import free_title, new_table
from qipsheets.stores.google import tabs
from qipsheets.stores.google.reading import Book, LocatedTab
from qipsheets.stores.google.requests import Request, stable_id, units_of
from qipsheets.stores.google.tabs import TabContext
from qipsheets.stores.store import InitialRows
from qipsheets.vietnamese import fold


def _added_columns(tab: Tab, found: LocatedTab, context: TabContext) -> Iterator[tuple[str, Iterator[Request]]]:
    """Headings and the requests that add them to the right of the last; only where it is sure that they are missing."""
    headings = found.table.headings
    there = positions(tab, headings)
    inputs = appearance.missing_columns(tab, headings)
    free = max((place for place, heading in enumerate(headings) if heading), default=-1) + 1
    for column in tab.columns:
        place = free if column in inputs else None
        formulas = {}
        if column.look_up and "key" in there:
            place = _look_up_place(column, found, free)
            formulas[0] = tabs.look_up_column(
                column.look_up, column.heading, found.head + 1, there["key"], context.titles[PROGRESS.key]
            )
        if place is not None:
            yield column.heading, _column(tab, column, found, place, formulas, context)
            free += place == free


def _look_up_place(column: Column, found: LocatedTab, free: int) -> int | None:
    """Where a look-up's formula goes: a free column, or the bare one under its heading; None if it is there."""
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
    tab: Tab, column: Column, found: LocatedTab, place: int, formulas: Mapping[int, str], context: TabContext
) -> Iterator[Request]:
    sheet, head = found.number, found.head
    if place >= found.columns:
        yield {"appendDimension": {"sheetId": sheet, "dimension": "COLUMNS", "length": 1}}
    headings = [(column.heading, column.note)]
    yield tabs.headings_row(sheet, head, place, headings, appearance.tab_fill(tab.key), formulas)
    yield from tabs.body_formats(sheet, head + 1, [(place, column)], context.days_as_text)
    yield from tabs.widths(sheet, [column.width], place)
    yield from tabs.drop_down(sheet, place, column.kind, context, (head + 1, None))


GUARDED = (*SYNCED, GUIDE)
_TOOL_HEADINGS = {tool.key: tool.headings for tool in GUARDED} | {LISTS.key: tuple(LIST_TITLES.values())}
_DEFAULT_SHEET = re.compile(r"(?:sheet|trang tinh|trang tính)\s*1")


@dataclass(slots=True)
class Work:
    """Requests in units that must not be torn apart, and what they add in the sheet's own words. `there` are the tabs
    that surely are ours. In a new Sheet the tab «Trường» comes with the last unit, so a set-up cut short begins anew.
    """

    content: InitialRows
    there: Mapping[str, LocatedTab]
    context: TabContext
    units: list[list[Request]] = field(default_factory=list)
    added: list[str] = field(default_factory=list)

    def add(self, requests: Iterable[Request], *words: str) -> None:
        """Takes requests in, where there are any, and what they add."""
        units = [unit for unit in units_of(requests) if unit]
        self.units += units
        self.added += words if units else ()

    def people_tab(self, tab: Tab, index: int, rest: Iterable[Request] = ()) -> None:
        """A tab of people: a new one, or what is missing of the one that is there. `rest` goes with a new one."""
        rows = self.content.get(tab.key, ())
        wanted = with_own_columns(tab, rows)
        if tab.key in self.there:
            self._mend(replace(tab, columns=own_columns(tab, rows)) if tab is SCHOOL else wanted, self.there[tab.key])
            return
        table = new_table(tab, self.content if self.context.new or tab is SCHOOL else {})
        self.add([*tabs.people_tab_requests(wanted, index, table, self.context), *rest], tab.title)

    def _mend(self, tab: Tab, found: LocatedTab) -> None:
        """A tab that is there: its missing columns, and the rows that a set-up cut short did not write."""
        for heading, requests in _added_columns(tab, found, self.context):
            self.add(requests, f"{found.title} · {heading}")
        if self.context.new and self.content.get(tab.key) and found.by_id and tab.key != SCHOOL.key:
            table = new_table(tab, self.content)
            if _unfinished(tab, found.table, table):
                self.add(tabs.body_values(tab, found.title, table, self.context.days_as_text, found.head + 1))

    def guard(self, found: LocatedTab, is_dashboard: bool) -> None:
        """A tool tab that is there: its protection and its charts, where they are gone."""
        if not is_guarded(found):
            self.add([tabs.hard_guard(found.number, self.context.editors)], f"{found.title} · bảo vệ")
        if is_dashboard and found.by_id and DASHBOARD.missing(found.table.headings) is not None:
            charts = tabs.missing_charts(found.number, found.table.headings, found.charts)
            self.add(charts, f"{found.title} · biểu đồ")


def holds_a_plan(book: Book) -> bool:
    """True where the Sheet has the form «Trường», from which everything else hangs."""
    return recognised_tab(book, SCHOOL.key) is not None


def recognised_tab(book: Book, key: str) -> LocatedTab | None:
    """The sheet that surely is a tab of ours: by its number, or by title and headings together."""
    found = book.tabs.get(key)
    if found is None or found.by_id:
        return found
    headings = {fold(heading) for heading in found.table.headings if heading}
    tab = BY_KEY.get(key)
    wanted = [column.heading for column in tab.inputs] if tab else _TOOL_HEADINGS[key]
    there = [fold(heading) in headings for heading in wanted]
    sure = there[0] if tab else any(there)
    return found if sure and sum(there) * 2 >= len(wanted) else None


def plan_setup(book: Book, content: InitialRows, lists: Mapping[str, Sequence[str]], editors: Sequence[str]) -> Work:
    """What set-up has to do. The order of the requests is the reverse of the tabs' order: each new tab goes to the
    front, so that lists and look-ups come before what refers to them.
    """
    there = {key: found for key in TITLES if (found := recognised_tab(book, key)) is not None}
    titles = {key: found.title for key, found in there.items()}
    taken = [found.title for found in (*book.tabs.values(), *book.others)]
    for key in TITLES:
        if key not in there:
            titles[key] = free_title(key, taken)
            taken.append(titles[key])
    numbers = {key: there[key].number if key in there else stable_id(key) for key in TITLES}
    columns = {name: column for column, name in enumerate(lists)}
    if LISTS.key in there:
        headings = [fold(heading) for heading in there[LISTS.key].table.headings]
        columns = {name: headings.index(fold(title)) for name, title in LIST_TITLES.items() if fold(title) in headings}
    new = SCHOOL.key not in there
    order = appearance.order_of({tab.key: new_table(tab, content) for tab in (SCHOOL, *TABS)})
    hidden = order.hidden if new else appearance.MACHINE
    context = TabContext(new, titles, numbers, hidden, columns, tuple(editors), book.days_as_text)
    work = Work(content, there, context)
    for key in reversed(order.keys):
        if key in BY_KEY and key != SCHOOL.key:
            work.people_tab(BY_KEY[key], 0)
        elif key not in BY_KEY and key not in there and (lists or key != LISTS.key):
            work.add(tabs.plain_tab_requests(appearance.plain_tab(key, lists, order), context), TITLES[key])
    for tool in GUARDED:
        if tool.key in there:
            work.guard(there[tool.key], tool is DASHBOARD)
    work.people_tab(SCHOOL, order.shown.index(SCHOOL.key), _without_default(book) if new else ())
    return work


def _unfinished(tab: Tab, found: Table, new: Table) -> bool:
    """True where a tab holds no more than the beginning of a new table, in the very columns of the schema."""
    if [fold(heading) for heading in found.headings] != [fold(column.heading) for column in tab.columns]:
        return False
    inputs = [at for at, column in enumerate(tab.columns) if not column.look_up and column.field != "key"]
    empty = [None] * len(tab.columns)
    for number, row in enumerate(found.rows):
        wanted = new.rows[number] if number < len(new.rows) else empty
        texts = [shown(row[at]) for at in inputs]
        if any(texts) and texts != [shown(wanted[at]) for at in inputs]:
            return False
    return True


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
