"""Words of mails: what templates/mail places into text and HTML, for people who never saw the tool."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from qipsheets.delivery.addresses import BadAddress, MailAddress, addresses
from qipsheets.delivery.digest import Audience, Digest, DigestItem, reachable
from qipsheets.delivery.message import Mail
from qipsheets.documents.wording import shortened
from qipsheets.language import _
from qipsheets.plan.deadlines import progress
from qipsheets.plan.model import Plan
from qipsheets.plan.states import STATUS_WORDS, Status
from qipsheets.plan.values import Place
from qipsheets.settings import rendered, shipped
from qipsheets.vietnamese import opening_words

DIGEST, TEST_DIGEST, TRIAL = "digest", "digest-test", "trial"  # kinds of mail; the second counts for nobody
_Link = Callable[[Place], str]
_SHORT, _FEW = 160, 60  # letters of what is to be done, in a letter and in a text for a group
_SUMMED = (Status.OVERDUE, Status.DUE_SOON, Status.STALE, Status.DONE, Status.DONE_LATE)
_OPENINGS: Mapping[Audience, str] = {
    Audience.OWNER: "Sau đây là các việc Thầy/Cô phụ trách trong kế hoạch cải tiến chất lượng cần chú ý.",
    Audience.HEAD: "Sau đây là các việc Thầy/Cô phụ trách, và các việc quá hạn thuộc tiêu chuẩn của nhóm Thầy/Cô.",
    Audience.TEAM: "Sau đây là các việc quá hạn mà tổ giám sát cần xem xét.",
    Audience.PRINCIPAL: "Sau đây là tình hình thực hiện kế hoạch cải tiến chất lượng mà hiệu trưởng cần biết.",
}


@dataclass(frozen=True, slots=True)
class LetterLine:
    """One action in words; `sua` is the remedy of what is to be mended."""

    ma: str
    viec: str
    nguoi: str
    han: str
    tinh_trang: str
    lien_ket: str
    sua: str = ""


@dataclass(frozen=True, slots=True)
class LetterSection:
    """A heading and its lines."""

    ten: str
    dong: tuple[LetterLine, ...]


@dataclass(frozen=True, slots=True)
class DigestLetters:
    """The mails of a day's digests, and the people who cannot be reached, with the reason."""

    mails: tuple[Mail, ...]
    unreached: tuple[tuple[str, str], ...]


def digest_letters(
    found: Iterable[Digest], plan: Plan, read: datetime, today: date, link: _Link, *, test_to: MailAddress | None = None
) -> DigestLetters:
    """The mails of a day's digests; `read` is when the plan was read. With `test_to` all go to that one address."""
    mails: list[Mail] = []
    unreached: list[tuple[str, str]] = []
    kind, school, summary = TEST_DIGEST if test_to else DIGEST, plan.school.name, _summary(plan, today)
    for digest in found:
        person = digest.person
        if not reachable(person):
            unreached.append((person.name, _("asked for no mail") if person.mail_opt_out else _("has no address")))
            continue
        try:
            receivers = [test_to] if test_to else addresses(person.email)
        except BadAddress as error:
            unreached.append((person.name, f"{error} (Nhân sự, {person.key})"))
            continue
        words = digest_words(digest, school, today, read, link, summary)
        subject = f"[{school}] Kế hoạch cải tiến chất lượng: {_count(digest)} ({today:%d/%m/%Y})"
        for to in receivers:
            mail = letter("digest", kind, today.isoformat(), to, subject, words)
            mails.append(replace(mail, can_unsubscribe=True))
    return DigestLetters(tuple(mails), tuple(unreached))


def _summary(plan: Plan, today: date) -> Sequence[tuple[str, str]]:
    """The plan in a few numbers, which open the principal's digest: (what, how many)."""
    found = [item.status for item in progress(plan, today) if not item.is_step]
    counted = [(STATUS_WORDS[status], str(found.count(status))) for status in _SUMMED if status in found]
    return [("Số hành động", str(len(found))), *counted]


def digest_words(
    digest: Digest, school: str, today: date, read: datetime, link: _Link, summary: Sequence[tuple[str, str]]
) -> dict[str, object]:
    """The words of a digest under the names of its templates."""
    to_mend = tuple(
        LetterLine(f.place.key, f.message.text("vi"), "", "", "", link(f.place), f.hint.text("vi"))
        for f in digest.findings
    )
    parts = (
        LetterSection("Quá hạn", _lines(digest.late, link)),
        LetterSection("Sắp đến hạn", _lines(digest.soon, link)),
        LetterSection("Chưa bắt đầu hoặc lâu chưa cập nhật", _lines(digest.stale, link)),
        LetterSection("Việc quá hạn của người khác, chuyển lên Thầy/Cô", _lines(digest.escalated, link)),
        LetterSection("Cần sửa trong bảng tính", to_mend),
    )
    return {
        "ten_nguoi": digest.person.name,
        "mo_dau": _OPENINGS[digest.audience],
        "truong": school,
        "ngay": f"{today:%d/%m/%Y}",
        "luc_doc": at(read),
        "tom_tat": tuple(summary) if digest.audience is Audience.PRINCIPAL else (),
        "phan": tuple(part for part in parts if part.dong),
    }


def group_text(found: Sequence[Digest], school: str, today: date) -> str:
    """A day's reminders as one short text for a group: by person what is late, due and to mend.

    What came up the ladder to somebody is left out, for its owner has it; so are the principal's own matters.
    """
    blocks = [f"NHẮC VIỆC KẾ HOẠCH CẢI TIẾN CHẤT LƯỢNG, ngày {today:%d/%m/%Y}", *filter(None, map(_in_group, found))]
    return "\n\n".join([*blocks, school] if len(blocks) > 1 else [])


def _in_group(digest: Digest) -> str:
    parts = (("Quá hạn", digest.late), ("Đến hạn", digest.soon), ("Cần cập nhật", digest.stale))
    lines = [
        f"- {title}: {item.key} {shortened(item.what, _FEW)}{f' (hạn {item.due})' if item.due else ''}"
        for title, items in parts
        for item in items
    ]
    mended = dict.fromkeys(f.place.key for f in digest.findings if f.place.tab != "suppressions")
    lines += [f"- Cần sửa trong bảng tính: {', '.join(mended)}"] if mended else []
    return "\n".join([digest.person.name, *lines]) if lines else ""


def letter(template: str, kind: str, period: str, to: MailAddress, subject: str, words: Mapping[str, object]) -> Mail:
    """A mail whose text, and HTML where that has a template of its own, is a template with words in it."""
    html = f"mail/{template}.html"
    has_html = (shipped("templates") / html).is_file()
    text = rendered(f"mail/{template}.txt", words)
    return Mail(kind, period, to, subject, text, rendered(html, words) if has_html else "")


def trial_letter(to: MailAddress, moment: datetime) -> Mail:
    """A letter to oneself, so that mail is proved before others get one."""
    subject = f"Thư thử của qipsheets ({moment:%d/%m/%Y})"
    return letter("trial", TRIAL, moment.isoformat(), to, subject, {"luc": at(moment)})


def at(moment: datetime) -> str:
    """A moment as letters name it."""
    return f"{moment:%H:%M ngày %d/%m/%Y}"


def _lines(items: Sequence[DigestItem], link: _Link) -> tuple[LetterLine, ...]:
    lines: list[LetterLine] = []
    for item in items:
        what = opening_words(" ".join(item.what.split()), _SHORT)
        is_late = item.status is Status.OVERDUE
        state = f"quá hạn {item.days_late} ngày" if is_late else STATUS_WORDS[item.status].lower()
        lines.append(LetterLine(item.key, what, item.owner, item.due, state, link(item.place)))
    return tuple(lines)


def _count(digest: Digest) -> str:
    counted = (
        (len(digest.late) + len(digest.escalated), "việc quá hạn"),
        (len(digest.soon), "việc sắp đến hạn"),
        (len(digest.stale), "việc cần cập nhật"),
        (len(digest.findings), "chỗ cần sửa"),
    )
    return next(f"{count} {what}" for count, what in counted if count)
