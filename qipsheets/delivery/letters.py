"""Words of mails: what templates/mail places into text and HTML, for people who never saw the tool."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from qipsheets.delivery.addresses import MailAddress
from qipsheets.delivery.digest import Audience, Digest, DigestItem
from qipsheets.delivery.message import Attachment, Mail
from qipsheets.errors import ConfigurationError
from qipsheets.language import _
from qipsheets.plan.states import STATUS_WORDS, Status
from qipsheets.plan.values import Place
from qipsheets.settings import shipped

if TYPE_CHECKING:
    from jinja2 import Environment

Link = Callable[[Place], str]
_SHORT = 160
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


def digest_mail(
    kind: str,
    digest: Digest,
    to: MailAddress,
    school: str,
    today: date,
    read: datetime,
    link: Link,
    summary: Sequence[tuple[str, str]] = (),
) -> Mail:
    """A person's digest as a mail. `read`: when it was read; `summary` opens the principal's: (what, how many)."""
    words = digest_words(digest, school, today, read, link, summary)
    subject = f"[{school}] Kế hoạch cải tiến chất lượng: {_count(digest)} ({today:%d/%m/%Y})"
    text, html = rendered("digest.txt", words), rendered("digest.html", words)
    return Mail(kind, today.isoformat(), to, subject, text, html, can_unsubscribe=True)


def digest_words(
    digest: Digest, school: str, today: date, read: datetime, link: Link, summary: Sequence[tuple[str, str]] = ()
) -> dict[str, object]:
    """The words of a digest under the names of its templates."""
    found = [
        LetterLine(f.place.key, f.message.text("vi"), "", "", "", link(f.place), f.hint.text("vi"))
        for f in digest.findings
    ]
    parts = (
        LetterSection("Quá hạn", _lines(digest.late, link)),
        LetterSection("Sắp đến hạn", _lines(digest.soon, link)),
        LetterSection("Chưa bắt đầu hoặc lâu chưa cập nhật", _lines(digest.stale, link)),
        LetterSection("Việc quá hạn của người khác, chuyển lên Thầy/Cô", _lines(digest.escalated, link)),
        LetterSection("Cần sửa trong bảng tính", tuple(found)),
    )
    return {
        "ten_nguoi": digest.person.name,
        "mo_dau": _OPENINGS[digest.audience],
        "truong": school,
        "ngay": f"{today:%d/%m/%Y}",
        "luc_doc": f"{read:%H:%M ngày %d/%m/%Y}",
        "tom_tat": tuple(summary) if digest.audience is Audience.PRINCIPAL else (),
        "phan": tuple(part for part in parts if part.dong),
    }


def document_mail(
    kind: str, period: str, to: MailAddress, words: Mapping[str, object], attachments: Sequence[Attachment]
) -> Mail:
    """A mail with a plan or report. `words`: truong, van_ban, so_ky_hieu, nguoi_nhan, muc_dich, du_thao, da_ky."""
    marks = "[DỰ THẢO] " if words["du_thao"] else ""
    subject = f"{marks}{words['truong']}: {words['van_ban']}"
    return Mail(
        kind, period, to, subject, rendered("document.txt", words), rendered("document.html", words), tuple(attachments)
    )


def rendered(name: str, words: Mapping[str, object]) -> str:
    """A template of templates/mail with words in it; HTML is escaped. Raises ConfigurationError for a broken one."""
    from jinja2 import TemplateError

    try:
        return str(_templates(shipped("templates") / "mail").get_template(name).render(words))
    except (TemplateError, OSError) as error:
        raise ConfigurationError(
            _("The mail template {name} cannot be used: {reason}.").format(name=name, reason=error)
        ) from error


@lru_cache(maxsize=4)
def _templates(folder: Path) -> "Environment":
    from jinja2 import FileSystemLoader, StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    return ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(folder, encoding="utf-8"),
        autoescape=lambda name: bool(name and name.endswith(".html")),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _lines(items: Sequence[DigestItem], link: Link) -> tuple[LetterLine, ...]:
    return tuple(
        LetterLine(item.key, _short(item.what), item.owner, item.due, _state(item), link(item.place)) for item in items
    )


def _state(item: DigestItem) -> str:
    if item.status is Status.OVERDUE:
        return f"quá hạn {item.days_late} ngày"
    return STATUS_WORDS[item.status].lower()


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHORT else line[:_SHORT].rsplit(" ", 1)[0] + "…"


def _count(digest: Digest) -> str:
    counted = (
        (len(digest.late) + len(digest.escalated), "việc quá hạn"),
        (len(digest.soon), "việc sắp đến hạn"),
        (len(digest.stale), "việc cần cập nhật"),
        (len(digest.findings), "chỗ cần sửa"),
    )
    return next(f"{count} {what}" for count, what in counted if count)
