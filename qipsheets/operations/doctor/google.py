"""What the doctor looks at for a Google Sheet: the key on this machine, then the service, the sharing, the tabs."""

import os
import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

from qipsheets import settings
from qipsheets.errors import QipError
from qipsheets.language import _
from qipsheets.operations.doctor.lines import (
    GOOD,
    NOTE,
    RED,
    WARNING,
    DoctorLine,
    error_line,
    id_lines,
    stamp_line,
    tab_lines,
)
from qipsheets.sheets.schema import GUIDE, LISTS, SCHOOL, SYNCED, TABS, TITLES
from qipsheets.sheets.tab import Column, Tab, positions
from qipsheets.stores.google.client import MOST, READS, SERVICE, URL_VARIABLE, WRITES, Limiter, base_url, timeout
from qipsheets.stores.google.reading import Book, LocatedTab
from qipsheets.stores.google.setup import is_guarded, is_look_up, recognised_tab
from qipsheets.stores.google.sign_in import KEY_VARIABLE, PERSON, ROBOT, sign_in, token_path
from qipsheets.stores.google.store import GoogleStore
from qipsheets.vietnamese import fold

_COPY = re.compile(r"(?:bản sao của|copy of)\s+(.+)|(.+?)\s*\(\d+\)|(.+?)\s+(?:bản sao|copy)")


def drift(book: Book, store: str) -> Iterator[DoctorLine]:
    """What differs from a Sheet as set-up made it, but for tabs and headings that are missing."""
    cure = _("Run «qipsheets init --store {store}»: it adds what is missing.").format(store=store)
    yield from _locale(book)
    for key, found in book.tabs.items():
        yield from _titles(book, key, found)
    for other in book.others:
        yield from _copies(book, other)
    for key in (GUIDE.key, LISTS.key):
        if recognised_tab(book, key) is None:
            what = _("The tab «{title}» is missing.").format(title=TITLES[key])
            why = _("The drop-downs have no words.") if key == LISTS.key else ""
            yield DoctorLine(WARNING, what, why, cure)
    for tool in (*SYNCED, GUIDE):
        found_tool = recognised_tab(book, tool.key)
        if found_tool is not None and not is_guarded(found_tool):
            what = _("The tab «{title}» is not protected.").format(title=found_tool.title)
            why = _("A slip of the hand changes what the tool wrote, until the next sync.")
            yield DoctorLine(WARNING, what, why, cure)
    for tab in (SCHOOL, *TABS):
        if tab.key in book.tabs:
            yield from _columns(tab, book.tabs[tab.key], cure)


def _locale(book: Book) -> Iterator[DoctorLine]:
    if book.days_as_text:
        yield DoctorLine(
            WARNING,
            _("The Sheet's locale is {locale}, not Vietnam.").format(locale=book.locale or "?"),
            _("A day typed as 5/9 may be taken for the 9th of May, and 66,3% for text."),
            _("In the Sheet: File > Settings > Locale: Vietnam."),
        )
    if book.time_zone not in ("Asia/Ho_Chi_Minh", "Asia/Saigon", "Asia/Bangkok"):
        yield DoctorLine(
            NOTE,
            _("The Sheet's time zone is {zone}.").format(zone=book.time_zone or "?"),
            _("The times in its version history are those of another country."),
            _("In the Sheet: File > Settings > Time zone: (GMT+07:00)."),
        )


def _titles(book: Book, key: str, found: LocatedTab) -> Iterator[DoctorLine]:
    if found.by_id and fold(found.title) != fold(TITLES[key]):
        what = _("The tab «{title}» bears the name «{name}» now; it is found all the same.")
        yield DoctorLine(NOTE, what.format(title=TITLES[key], name=found.title))
    if not found.by_id and recognised_tab(book, key) is None:
        yield DoctorLine(
            RED,
            _("The tab «{title}» has other headings than the tool's.").format(title=found.title),
            _("It is not clear whether it is the tool's tab."),
            _("Give that tab another name, then run «qipsheets init»."),
        )


def _copies(book: Book, other: LocatedTab) -> Iterator[DoctorLine]:
    """A doubled tab: staff may be writing into the one that nobody reads."""
    match = _COPY.fullmatch(other.title.strip().lower())
    original = fold(next(filter(None, match.groups()))) if match else fold(other.title)
    known = {fold(title) for title in TITLES.values()} | {fold(found.title) for found in book.tabs.values()}
    if original in known:
        yield DoctorLine(
            WARNING,
            _("The tab «{title}» looks like a copy of one of the plan's tabs.").format(title=other.title),
            _("What is written there is not read."),
            _("Delete it, or give it a name of its own."),
        )


def _columns(tab: Tab, found: LocatedTab, cure: str) -> Iterator[DoctorLine]:
    place = positions(tab, found.table.headings)
    if list(place.values()) != sorted(place.values()):
        yield DoctorLine(NOTE, _("«{tab}»: columns were moved; they are found all the same.").format(tab=found.title))
    if found.head:
        what = _("«{tab}»: the headings are in row {row}; they are found all the same.")
        yield DoctorLine(NOTE, what.format(tab=found.title, row=found.head + 1))
    for column in tab.columns:
        if column.look_up:
            yield from _look_up(column, found, cure)


def _look_up(column: Column, found: LocatedTab, cure: str) -> Iterator[DoctorLine]:
    """The look-up columns: their formula in the heading, and nothing typed below it."""
    title = f"{found.title} · {column.heading}"
    at = [place for place, formula in found.head_formulas.items() if is_look_up(column, formula)]
    if at and found.table.headings[at[0]].startswith("#"):
        yield DoctorLine(
            WARNING,
            _("«{column}» shows nothing: something was typed below its heading.").format(column=title),
            _("One formula in the heading fills the whole column and needs it empty."),
            _("Select the column below the heading and press Delete."),
        )
    headings = [fold(heading) for heading in found.table.headings]
    own_formulas = fold(column.heading) in headings and any(
        place == headings.index(fold(column.heading)) for _row, place in found.table.formulas
    )
    if not at and not own_formulas:  # a workbook that was brought in has a formula in each row
        what = _("«{column}» is missing or has lost its formula.").format(column=title)
        yield DoctorLine(WARNING, what, _("The row does not show what is late or wrong."), cure)


MOST_SKEW = 240  # seconds; Google refuses a key's signature that is five minutes old or young
_SOME_SKEW = 45


def key_lines(home: Path) -> Iterator[DoctorLine]:
    """The key or sign-in of this machine, without asking the service."""
    try:
        address, _seconds = base_url(), timeout()
        signed = sign_in(home)
    except QipError as error:
        yield error_line(error)
        return
    if address != SERVICE:
        what = _("Another server is asked in place of Google: {url}.").format(url=address)
        cure = _("Take {name} away.").format(name=URL_VARIABLE)
        yield DoctorLine(NOTE, what, _("The real Sheet is not reached."), cure)
    whose = {ROBOT: _("A robot's key is here: {account}."), PERSON: _("A person is signed in: {account}.")}
    words = whose.get(signed.kind, _("This machine signs in by itself: {account}."))
    yield DoctorLine(GOOD, words.format(account=signed.account or _("address unknown")))
    named = os.environ.get(KEY_VARIABLE)
    path = Path(named).expanduser() if named else token_path(home)
    if path.is_file():
        yield from file_lines(path)


def file_lines(path: Path) -> Iterator[DoctorLine]:
    """Whether others on this machine could read the key, or it could be handed on with a program's files."""
    if os.name == "posix":
        if path.stat().st_mode & 0o077:
            yield DoctorLine(
                WARNING,
                _("Others on this machine can read the key file {path}.").format(path=path),
                _("Whoever has it can change the Sheet in the robot's name."),
                f'chmod 600 "{path}"',
            )
        else:
            yield DoctorLine(GOOD, _("Only its owner can read the key file."))
    if any((folder / ".git").exists() for folder in path.resolve().parents):
        yield DoctorLine(
            WARNING,
            _("The key file {path} lies in a folder under version control.").format(path=path),
            _("It would be handed on with the next upload."),
            _("Move it to a folder of its own and set {name} anew.").format(name=KEY_VARIABLE),
        )


def live_lines(store: GoogleStore, today: date) -> Iterator[DoctorLine]:
    """The service, the clock, the sharing and the tabs; each asked once. Ends where nothing further can be asked."""
    try:
        yield clock_line(store.client.ask_moment(), settings.now())
        book = store.survey()
    except QipError as error:
        yield error_line(error)
        return
    what = _("The Google Sheets API answers, and the Sheet «{title}» is shared.")
    yield DoctorLine(GOOD, what.format(title=book.title))
    address = str(store.address)
    yield from tab_lines(book.tables, address)
    yield from drift(book, address)
    yield from id_lines(book.tables, address)
    yield stamp_line(book.tables, today, address)
    yield quota_line(store.home)


def clock_line(served: datetime | None, now: datetime) -> DoctorLine:
    """This machine's clock against the service's."""
    if served is None:
        return DoctorLine(NOTE, _("The service gave no time, so the clock was not compared."))
    skew = (now - served).total_seconds()
    cure = _("Let Windows or the system set date and time by itself.")
    what = _("This machine's clock is {count} seconds off.").format(count=round(abs(skew)))
    if abs(skew) >= MOST_SKEW:
        return DoctorLine(RED, what, _("Google refuses a key whose time is wrong."), cure)
    if abs(skew) >= _SOME_SKEW:
        return DoctorLine(WARNING, what, _("Google refuses a key whose time is wrong by some minutes."), cure)
    return DoctorLine(GOOD, _("This machine's clock is right."))


def quota_line(home: Path) -> DoctorLine:
    """How many calls could go at once, by this machine's own count."""
    limiter = Limiter(home)
    reads, writes = limiter.left(READS), limiter.left(WRITES)
    what = _("Calls left at this moment: {reads} of {most} reads, {writes} of {most} writes.").format(
        reads=reads, writes=writes, most=MOST
    )
    if min(reads, writes) < 2:
        return DoctorLine(NOTE, what, _("The next command will wait some seconds by itself."))
    return DoctorLine(GOOD, what)
