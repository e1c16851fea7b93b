"""What the doctor looks at for a Google Sheet: the key on this machine, then the service, the sharing, the tabs."""

import os
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

from qipsheets.errors import QipError
from qipsheets.language import _
from qipsheets.stores.google.client import MOST, READS, WRITES, Limiter
from qipsheets.stores.google.drift import drift
from qipsheets.stores.google.settings import SERVICE, URL_VARIABLE, base_url, timeout
from qipsheets.stores.google.sign_in import KEY_VARIABLE, PERSON, ROBOT, SignedIn, sign_in, token_path
from qipsheets.stores.google.store import GoogleStore
from qipsheets.stores.health import GOOD, NOTE, RED, WARNING, DoctorLine, id_lines, stamp_line, tab_lines

MOST_SKEW = 240  # seconds; Google refuses a key's signature that is five minutes old or young
_SOME_SKEW = 45


def key_lines(home: Path) -> Iterator[DoctorLine]:
    """The key or sign-in of this machine, without asking the service."""
    try:
        address, _seconds = base_url(), timeout()
        signed = sign_in(home)
    except QipError as error:
        yield red(error)
        return
    if address != SERVICE:
        what = _("Another server stands in for Google: {url}.").format(url=address)
        yield DoctorLine(
            NOTE, what, _("The real Sheet is not reached."), _("Take {name} away.").format(name=URL_VARIABLE)
        )
    yield _whose(signed)
    named = os.environ.get(KEY_VARIABLE)
    path = Path(named).expanduser() if named else token_path(home)
    if path.is_file():
        yield from file_lines(path)


def _whose(signed: SignedIn) -> DoctorLine:
    words = {
        ROBOT: _("A robot's key is here: {account}."),
        PERSON: _("A person is signed in: {account}."),
    }
    account = signed.account or _("address unknown")
    return DoctorLine(
        GOOD, words.get(signed.kind, _("This machine signs in by itself: {account}.")).format(account=account)
    )


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


def live_lines(store: GoogleStore, today: date, now: datetime | None = None) -> Iterator[DoctorLine]:
    """The service, the clock, the sharing and the tabs; each asked once. Ends where nothing further can be told."""
    try:
        yield clock_line(store.client.ask_moment(), now or datetime.now(UTC))
        book = store.survey()
    except QipError as error:
        yield red(error)
        return
    yield DoctorLine(
        GOOD, _("The Google Sheets API answers, and the Sheet «{title}» is shared.").format(title=book.title)
    )
    address = str(store.address)
    yield from tab_lines(book.tables, address)
    yield from drift(book, address)
    yield from id_lines(book.tables, address)
    yield stamp_line(book.tables, today, address)
    yield quota_line(store.home)


def clock_line(served: datetime | None, now: datetime) -> DoctorLine:
    """This machine's clock against the service's."""
    if served is None:
        return DoctorLine(NOTE, _("The service told no time, so the clock was not compared."))
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


def red(error: QipError) -> DoctorLine:
    """An error as a line of the doctor."""
    return DoctorLine(RED, str(error), "", error.hint)
