"""The menu: what `qipsheets` without arguments offers on a terminal to people who know no commands."""

import os
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path

from qipsheets import console, settings
from qipsheets.language import N_, _

Run = Callable[[list[str]], int]
Choice = Callable[[Run], int]


def menu(run: Run) -> int:
    """Shows the choices until the person leaves; returns the last command's exit code."""
    code = 0
    console.say(_("Folder: {path}. What is printed lies here.").format(path=Path.cwd()))
    while True:
        chosen = _chosen([words for words, _choice in CHOICES], _("Leave"), _begin_with())
        if chosen is None:
            return code
        try:
            code = CHOICES[chosen][1](run)
        except (EOFError, KeyboardInterrupt):  # a question left open: back to the menu
            console.say("")


def _chosen(choices: Sequence[str], leave: str, hint: str = "") -> int | None:
    """The place in a list that a person names; None for 0, Enter alone and the end of the input."""
    console.say("")
    for number, words in enumerate(choices, 1):
        console.say(f"  {number}. {_(words)}")
    console.say(f"  0. {leave}")
    if hint:
        console.say(hint)
    while True:
        try:
            answer = input(f"{_('Your choice')}: ").strip().rstrip(".")
        except (EOFError, KeyboardInterrupt):
            return None
        if answer in ("", "0"):
            return None
        if answer.isascii() and answer.isdigit() and int(answer) <= len(choices):
            return int(answer) - 1
        words = _("«{text}» is none of the numbers. Type a number from 0 to {last}, then Enter.")
        console.warn(words.format(text=answer, last=len(choices)))


def _begin_with() -> str:
    if os.environ.get("QIPSHEETS_STORE"):
        return ""
    return _("No plan is set up in this folder yet: begin with {number}.").format(number=_SET_UP)


def _command(*words: str) -> Choice:
    return lambda run: run([*words])


def _print_plan(run: Run) -> int:
    return _official_or_draft(run, ["plan"], "ke-hoach")


def _print_report(run: Run) -> int:
    period = _period()
    return _official_or_draft(run, ["report", "--period", period], f"bao-cao-{_file_name(period)}")


def _official_or_draft(run: Run, words: list[str], name: str) -> int:
    """Prints the document; where it is refused, the command has said why, and a draft is offered."""
    code = run([*words, "--out", f"{name}.docx"])
    if code == 1 and console.confirmed(_("Print a draft instead?"), yes=False):
        return run([*words, "--draft", "--out", f"{name}-du-thao.docx"])
    return code


def _period() -> str:
    """The period of a report; Enter takes the month that ended last."""
    last = f"{_last_month(settings.day(None)):%Y-%m}"
    console.say(_("A report on which period? For example 2026-11, 2026-2027-HK1, or 2026-2027 for the year."))
    return input(f"{_('The period')} [{last}]: ").strip() or last


def _last_month(today: date) -> date:
    return today.replace(day=1) - timedelta(days=1)


def _file_name(period: str) -> str:
    """A period as part of a file's name: what no system takes in one is left out; the report refuses such words."""
    return "".join(letter for letter in period if letter.isalnum() or letter == "-")


def _issue(run: Run) -> int:
    """Asks what the paper says; the command shows what it will keep and asks before it does."""
    chosen = _chosen(ISSUINGS, _("Back"))
    if chosen is None:
        return 0
    if chosen == 2:
        number = input(f"{_('The number in the school book, for example 45/KH-THMT')}: ").strip()
        return run(["documents", "sign", number, _dragged(_("The scanned copy (a PDF; drag the file here)"))])
    words = ["documents", "issue", *(("plan",) if chosen == 0 else ("report", "--period", _period()))]
    words += ["--number", input(f"{_('The number in the school book, for example 45/KH-THMT')}: ").strip()]
    today = f"{settings.day(None):%d/%m/%Y}"
    words += ["--date", input(f"{_('The day on the paper')} [{today}]: ").strip() or today]
    scan = _dragged(_("The scanned copy (a PDF; drag the file here; Enter: later)"))
    return run([*words, *(("--signed", scan) if scan else ())])


def _dragged(question: str) -> str:
    return input(f"{question}: ").strip().strip("\"'")


def _send(run: Run) -> int:
    """Shows who would get what, and sends it once that is confirmed."""
    chosen = _chosen(SENDINGS, _("Back"))
    if chosen is None:
        return 0
    if chosen == 2:
        return run(_by_mail(["email", "digest", "--ask"]))
    if chosen == 3:
        address = input(f"{_('Your own mail address')}: ").strip()
        return run(_by_mail(["email", "test", "--to", address])) if address else 0
    words = ["email", "plan", "--ask"] if chosen == 0 else ["email", "report", "--period", _period(), "--ask"]
    words = _by_mail(words)
    code = run(words)
    if code == 1 and console.confirmed(_("See who would get a draft instead?"), yes=False):
        return run([*words, "--draft"])
    return code


def _by_mail(words: list[str]) -> list[str]:
    """A command that mails; without a mail server it writes the letters into a folder, to look at."""
    if os.environ.get("QIPSHEETS_SMTP_HOST"):
        return words
    console.say(_("No mail server is set: the letters are only written to files, to look at."))
    return [*words, "--to-folder", PREVIEWS]


PREVIEWS = "thu-xem-truoc"
SENDINGS = (
    N_("The plan, to those on the tab «Nơi nhận»"),
    N_("A report, to those on the tab «Nơi nhận»"),
    N_("Reminders, to everyone with something to do"),
    N_("A trial letter, to yourself"),
)
ISSUINGS = (
    N_("The plan: number, day, kept copy"),
    N_("A report: number, day, kept copy"),
    N_("The signed pages of a document that has its number"),
)
CHOICES: Sequence[tuple[str, Choice]] = (
    (N_("Check the plan"), _command("validate")),
    (N_("What is late"), _command("overdue", "--soon", "14")),
    (N_("Sync: show status in the workbook"), _command("sync")),
    (N_("Print the plan"), _print_plan),
    (N_("Print a monitoring report"), _print_report),
    (N_("Number and signed copy of a document"), _issue),
    (N_("Send by mail"), _send),
    (N_("Is everything set up right?"), _command("doctor")),
    (N_("Set up"), _command("setup")),
)
_SET_UP = len(CHOICES)
