"""What is printed, numbered and sent: plan, reports, forms, issued documents, mails."""

import os
import re
from itertools import groupby
from pathlib import Path

from qipsheets import console, operations, settings
from qipsheets.commands.publish import show_left_out
from qipsheets.commands.showing import local_time
from qipsheets.delivery.addresses import one_address
from qipsheets.delivery.outbox import MailStatus
from qipsheets.documents.printing import FORMS, form_names
from qipsheets.errors import Refused, UsageError
from qipsheets.language import _
from qipsheets.menu.daily import RunLine, refuse_ahead
from qipsheets.menu.dialogue import ask, ask_choice, confirm, file_or_none, file_path, free_file, open_it
from qipsheets.plan.periods import Period, PeriodKind, month_of, parse_period, previous, semester, spelt, whole_year
from qipsheets.register import signed_bytes

PREVIEWS, SITE = "thu-xem-truoc", "trang-cong-khai"
_REFUSED = Refused.exit_code
_NUMBER = re.compile(r"\d{1,5}[a-zđ]?\s*/\s*(?:\d{4}\s*/\s*)?[^\W\d][\w.-]*(?:/[\w.-]+)*", re.IGNORECASE)


def print_plan(run: RunLine) -> None:
    """Prints the plan."""
    _official_or_draft(run, ["plan"], "ke-hoach")


def print_report(run: RunLine) -> None:
    """Prints the report on a period that is asked for."""
    period = _period()
    _official_or_draft(run, ["report", "--period", period.name], operations.printing.report_stem(period))


def _official_or_draft(run: RunLine, words: list[str], stem: str) -> None:
    """Prints a document; where it is refused, the command has said why, and a draft is offered."""
    out = free_file(Path(f"{stem}.docx"))
    code = run([*words, "--out", str(out)])
    if code == _REFUSED and confirm(_("Print a draft instead?")):
        out = free_file(Path(f"{stem}-du-thao.docx"))
        code = run([*words, "--draft", "--out", str(out)])
    if code == 0 and out.exists():
        _offer(out)


def _offer(path: Path) -> None:
    """Offers to open what was made."""
    if confirm(_("Open {name} now?").format(name=path.name)):
        open_it(path)


def _period() -> Period:
    """The period of a report; Enter takes the last one of which there is something to tell.

    Raises UsageError where the school year has not begun: then none fits.
    """
    with console.spinner("…"):
        opened = operations.opening.open_plan(None, None)
    year, today = opened.plan.year, opened.today

    def named(text: str) -> Period:
        return operations.printing.period_named(text, opened)

    last_month = previous(month_of(today), year)
    for usual in filter(None, (last_month, month_of(today), semester(year, 2), semester(year, 1), whole_year(year))):
        try:
            period = named(usual.name)
        except UsageError:
            continue
        return ask(_("The period: a month, a semester or the year"), spelt(period), named)
    raise UsageError(
        _("The school year {year} has not begun: there is nothing to report yet.").format(year=year.name),
        _("Check the first day of the school year on the tab «Trường»."),
    )


def print_form(run: RunLine) -> None:
    """Prints a form."""
    name = list(FORMS)[ask_choice([_(words) for words in FORMS.values()])]
    words, stem = ["form", name], f"bieu-mau-{form_names()[list(FORMS).index(name)]}"
    if name == "month":
        month = _month()
        words += ["--month", month.name]
        stem += f"-{month.first:%m-%Y}"
    if name == "criterion":
        criterion = ask(_("The criterion, for example 1.5"), "", _criterion, leave=_("Enter: all"))
        words += ["--criterion", criterion] if criterion else []
    _official_or_draft(run, words, stem)


def _month() -> Period:
    """A month of the school year, also one to come."""
    with console.spinner("…"):
        opened = operations.opening.open_plan(None, None)
    year, today = opened.plan.year, opened.today
    usual = month_of(min(max(today, year.start), year.end))

    def named(text: str) -> Period:
        period = parse_period(text, year)
        if period is None or period.kind is not PeriodKind.MONTH:
            raise ValueError(
                _("«{text}» is no month of the school year; write for example {example}.").format(
                    text=text[:40], example=f"{usual.first.month}/{usual.first.year}"
                )
            )
        return period

    return ask(_("The month"), f"{usual.first.month}/{usual.first.year}", named)


def _criterion(text: str) -> str:
    if text and not re.fullmatch(r"\d{1,2}\.\d{1,2}", text):
        raise ValueError(_("«{text}» is no criterion; write for example 1.5.").format(text=text[:40]))
    return text


def calendar(run: RunLine) -> None:
    """Makes the calendar file of deadlines."""
    run(["calendar", "--out", str(free_file(Path("lich-viec.ics")))])


def audit(_run: RunLine) -> None:
    """Lists what would become public, what may name a person first, and what is left out."""
    with console.spinner("…"):
        found = operations.publishing.audit_page(None, None)
    for one in found.doubtful:
        console.say(_("May name a person: {tab} {key}, «{words}».").format(tab=one.tab, key=one.key, words=one.look))
    console.say("\n" + _("What would become public:"))
    for tab, cells in groupby(found.cells, key=lambda cell: cell.tab):
        rows = [(one.heading, " ".join(one.text.split())) for one in cells]
        console.say(f"\n{tab}")
        console.print_table((_("Column"), _("Words")), rows)
    show_left_out(found)


def publish(run: RunLine) -> None:
    """Makes the public page, and opens it where that is wanted."""
    if run(["publish", "--out", SITE]) == 0:
        _offer(Path(SITE) / "index.html")


def check_layout(run: RunLine) -> None:
    """Checks the layout of a Word file."""
    run(["check-document", ask(_("The Word file (drag it here)"), "", file_path)])


def issue_plan(_run: RunLine) -> None:
    """Gives the plan its number and keeps the copy."""
    _issue("plan", "")


def issue_report(_run: RunLine) -> None:
    """Gives a report its number and keeps the copy."""
    _issue("report", _period().name)


def _issue(kind: str, period: str) -> None:
    """Asks what the paper says, shows what will be kept, and keeps it once that is confirmed."""
    example = "45/KH-THMT" if kind == "plan" else "12/BC-THMT"

    def numbered(text: str) -> str:
        if not _NUMBER.fullmatch(text):
            words = _("«{text}» is no number of a document; write for example {example}.")
            raise ValueError(words.format(text=text[:60], example=example))
        return text

    number = ask(_("The number in the school book, for example {example}").format(example=example), "", numbered)
    day = ask(_("The day on the paper"), f"{settings.day(None):%d/%m/%Y}", refuse_ahead)
    scan = ask(_("The scanned copy (a PDF; drag the file here)"), "", _scan, leave=_("Enter: later"))
    request = operations.issuing.issue_request(kind, number, day, period, scan, None)

    def agreed(issue: operations.issuing.Issue) -> bool:
        for warning in operations.issuing.issue_warnings(issue):
            console.warn(warning)
        console.say(_("Number {number}, of {day}.").format(number=number, day=day))
        for path in filter(None, (issue.path, issue.signed_path)):
            console.say(_("To be kept: {path}").format(path=path))
        console.say(_("It is entered on the tab «Văn bản đã ban hành»."))
        return confirm(_("Write this and keep the copy?"))

    done = operations.issuing.issue_document(None, request, agreed, dry_run=False)
    console.say(_("Issued: {path}.").format(path=done.proposed.path) if done.written else _("Nothing was written."))


def _scan(answer: str) -> Path | None:
    """The PDF of a scan, which may come later. Raises ValueError or UsageError for another file."""
    path = file_or_none(answer)
    if path is not None:
        signed_bytes(path)
    return path


def sign(run: RunLine) -> None:
    """Keeps the scanned copy of an issued document."""
    number = _issued_number()
    run(["documents", "sign", number, str(ask(_("The scanned copy (a PDF; drag the file here)"), "", _scan))])


def reprint(run: RunLine) -> None:
    """Writes an issued document again, as it was."""
    number = _issued_number()
    stem = re.sub(r"[^0-9A-Za-z]+", "-", number).strip("-")
    out = free_file(Path(f"ban-luu-{stem}.docx"))
    if run(["documents", "reprint", number, "--out", str(out)]) == 0:
        _offer(out)


def _issued_number() -> str:
    """The number of one of the documents that were issued here."""
    lines = [line.entry for line in operations.issuing.list_documents(None, None).lines if line.entry.file.strip()]
    if not lines:
        raise UsageError(
            _("No document has been issued with this tool yet."), _("Give the plan or a report its number first.")
        )
    titles = [f"{one.number} · {one.day:%d/%m/%Y} · {one.subject}" if one.day else one.number for one in lines]
    return lines[ask_choice(titles, _("Which document"))].number


def send_reminders(run: RunLine) -> None:
    """Shows who would be reminded, and reminds them once that is confirmed."""
    run([*_by_mail("email", "digest"), "--ask"])


def send_plan(run: RunLine) -> None:
    """Sends the plan to those on the tab «Nơi nhận»."""
    _send(run, "plan", _by_mail("email", "plan"))


def send_report(run: RunLine) -> None:
    """Sends a report to those on the tab «Nơi nhận»."""
    _send(run, "report", _by_mail("email", "report", "--period", _period().name))


def _send(run: RunLine, kind: str, words: list[str]) -> None:
    """Shows who would get a document, and sends it once that is confirmed.

    Where errors of the plan keep it from being official, offers a draft: that mends no wrong address.
    """
    if run([*words, "--ask"]) != _REFUSED:
        return
    with console.spinner("…"):
        opened = operations.opening.open_plan(None, None)
    try:
        operations.mails.receivers_of(opened, kind, ())
    except Refused:
        return
    if confirm(_("Prepare a draft to send instead?")):
        run([*words, "--ask", "--draft"])


def try_mail(run: RunLine) -> None:
    """Sends a trial letter to the person's own address."""
    address = ask(_("Your own mail address"), "", lambda text: one_address(text).spec)
    run(_by_mail("email", "test", "--to", address))


def _by_mail(*words: str) -> list[str]:
    """A command that mails; without a mail server it writes the letters into a folder, to look at."""
    if os.environ.get("QIPSHEETS_SMTP_HOST"):
        return [*words]
    console.say(_("No mail server is set: the letters are only written to files, to look at."))
    return [*words, "--to-folder", PREVIEWS]


def sent(run: RunLine) -> None:
    """Lists the mails; one that is not done with may be sent again or called off."""
    mails = operations.mails.list_mails(None, every=False)
    if not mails:
        console.say(_("There is no mail."))
        return
    heads = (_("State"), _("When"), _("To"), _("Subject"), _("The server's reply"))
    rows = []
    for mail in mails:
        tried = local_time(mail.tried) if mail.tried else ""
        rows.append((_(operations.mails.MAIL_WORDS[mail.status]), tried, mail.address, mail.subject, mail.words))
    console.print_table(heads, rows)
    open_ones = [mail for mail in mails if mail.status not in (MailStatus.ACCEPTED, MailStatus.CANCELLED)]
    if open_ones and confirm(_("Send one of them again, or call one off?")):
        mail = open_ones[ask_choice([f"{one.address} · {one.subject}" for one in open_ones], _("Which mail"))]
        words = ("retry", "cancel")[ask_choice([_("Send it once more"), _("Call it off")])]
        run(["email", words, mail.key])
