"""The words of mails: complete, escaped, the same in text and HTML."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from html.parser import HTMLParser

import pytest

from qipsheets.delivery.addresses import MailAddress
from qipsheets.delivery.digest import Audience, digests
from qipsheets.delivery.documents import Receiver, Sending, document_mails
from qipsheets.delivery.letters import digest_letters
from qipsheets.delivery.message import Attachment, Mail
from qipsheets.errors import ConfigurationError
from qipsheets.plan.values import Place
from qipsheets.settings import rendered
from tests import plans
from tests.delivery.test_digest import DAY, plan

TO = MailAddress("Vũ Bình", "binh@example.vn")
READ = datetime(2021, 3, 1, 7, 15)


class Text(HTMLParser):
    """What a reader of the HTML sees, and the tags it is made of."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: list[str] = []
        self.links: list[str | None] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value for name, value in attrs if name == "href"]

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def letter(measure: str = "Sửa mái", school: str = "Trường A", link: Callable[[Place], str] = lambda place: "") -> Mail:
    late = replace(
        plan("19/02/2021"), actions=tuple(replace(one, measure=measure) for one in plan("19/02/2021").actions)
    )
    digest = next(one for one in digests(late, (), DAY) if one.audience is Audience.OWNER)
    late = replace(late, school=replace(late.school, name=school))
    [mail] = digest_letters([digest], late, READ, DAY, link).mails
    return mail


def test_both_bodies_say_who_what_and_when() -> None:
    mail = letter()
    seen = " ".join("".join(Text(mail.html).words).split())
    for words in ("Vũ Bình", "HD-001", "hạn 19/02/2021", "quá hạn 21 ngày", "Sửa mái", "Kế toán", "12/03/2021"):
        assert words in mail.text and words in seen, words
    assert mail.subject == "[Trường A] Kế hoạch cải tiến chất lượng: 1 việc quá hạn (12/03/2021)"
    assert (mail.kind, mail.period) == ("digest", "2021-03-12")


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "a & b < c", "{{ 7 * 7 }}", "{% raw %}", '"><img src=x>']
)
def test_a_cell_s_text_is_text(text: str) -> None:
    mail = letter(measure=text, school=text)
    read = Text(mail.html)
    assert text in mail.text
    assert text in "".join(read.words)
    assert not {"script", "img"} & set(read.tags)


def test_links_lead_to_the_row() -> None:
    def link(place: Place) -> str:
        return f"https://docs.google.com/spreadsheets/d/x#gid=1&range=A{place.row or 2}"

    mail = letter(link=link)
    assert Text(mail.html).links == [link(Place("actions"))]
    assert link(Place("actions")) in mail.text


def test_nothing_is_said_of_empty_sections() -> None:
    mail = letter()
    assert "SẮP ĐẾN HẠN" not in mail.text and "Sắp đến hạn" not in mail.html


@pytest.mark.parametrize(
    ("draft", "signed", "said"),
    [(True, False, "bản dự thảo"), (False, True, "bản đã ký"), (False, False, "bản in từ dữ liệu")],
)
def test_a_document_says_whether_it_is_signed(draft: bool, signed: bool, said: str) -> None:
    files = (Attachment("a.docx", b"x"),)
    sending = Sending("plan", "2020-2021", "Kế hoạch", "97/KH-A", draft, signed, files)
    [mail] = document_mails(sending, [Receiver(TO, "UBND xã", "để b/c")], "Trường A")
    assert said in mail.text and said in mail.html
    assert mail.subject == ("[DỰ THẢO] " if draft else "") + "Trường A: Kế hoạch"


def test_a_template_that_lacks_a_word_is_named() -> None:
    with pytest.raises(ConfigurationError, match=r"document\.txt"):
        rendered("mail/document.txt", {})


def test_a_day_without_delay_is_no_mail() -> None:
    assert digests(plans.plan(), (), date(2021, 3, 12)) == ()
