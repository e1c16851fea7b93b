"""The last part of a plan: who does what, and the deadlines told in its sentences."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from qipsheets.documents.reading.plan_draft import Draft, plain
from qipsheets.documents.reading.plan_labels import Labelled
from qipsheets.documents.reading.word_grid import Line
from qipsheets.plan.model import Milestone
from qipsheets.plan.organisation import Duty
from qipsheets.plan.values import When
from qipsheets.vietnamese import nfc, times

_ROLE = (
    r"(?:phó |quyền )?hiệu trưởng|chủ tịch|phó chủ tịch|tổng phụ trách|nhân viên|kế toán|văn thư|thủ quỹ|tổ trưởng"
    r"|tổ phó|khối trưởng|giáo viên|bí thư|thư ký|trưởng|phó|ban|cán bộ|y tế|bảo vệ|đoàn|đội|công đoàn|chi bộ"
    r"|hội|tổ|nhóm"
)
_FIELD = re.compile(
    rf"((?:{_ROLE})\b.{{0,80}}?)\s+(?:"
    r"(?<!tổng )phụ\s+trách(?:\s+(?:các\s+)?nội\s+dung)?(?:\s+cải\s+tiến\s+chất\s+lượng)?(?:\s+về)?"
    r"|thực\s+hiện\s+(?:các\s+)?nội\s+dung(?:\s+cải\s+tiến(?:\s+chất\s+lượng)?)?(?:\s+về)?"
    r"|cải\s+tiến\s+chất\s+lượng\s+về(?:\s+nội\s+dung)?"
    r")\s+(\S.*)",
    re.IGNORECASE | re.DOTALL,
)
_DEADLINE = re.compile(
    r"(?:trước|chậm nhất|muộn nhất|hạn chót|hạn cuối|không quá|xong trong)\s+(?:(?:là|vào|đến|hết)\s+)*"
    r"(?:ngày\s+)?\d{1,2}\s*(?:[/.-]|tháng)\s*\d{1,2}\s*(?:[/.-]|năm)\s*\d{4}",
    re.IGNORECASE,
)
_COUNCIL = re.compile(
    r"hội\s+đồng.*?\b(?:gồm|có)\s+(?:có\s+)?(\d{1,3})\s+(?:thành viên|đồng chí|ông|người)", re.I | re.S
)
LONGEST_ACTOR = 160


@dataclass
class Duties:
    """Reads the lines of the organisation part one by one; a numbered heading names the actor."""

    draft: Draft
    actor: str = ""
    rank: float = 0.0
    waiting: Line | None = None  # the heading of an actor who has no duty yet

    def read(self, line: Line, item: Labelled) -> bool:
        """Takes a line as an actor or a duty; False where nobody is named to do it."""
        if not item.is_item and (not self.actor or item.rank <= self.rank):
            return self._name(line, item)
        if item.is_item and not self.actor:
            return self._from_sentence(item)
        self._add(item.label, self.actor, item.text)
        return True

    def finish(self) -> None:
        """Keeps the name of an actor to whom no duty was given."""
        if self.waiting:
            self.draft.leave(self.waiting.origin, self.waiting.whole, "Mục này không có nhiệm vụ nào bên dưới.")
        self.waiting = None

    def _name(self, line: Line, item: Labelled) -> bool:
        head, colon, task = item.text.partition(":")
        if len(head) > LONGEST_ACTOR or (not colon and item.text.count(".") > 2):
            return self._from_sentence(item)
        self.finish()
        self.waiting = line
        self.actor, self.rank = head.strip() if task.strip() else item.text.rstrip(" :"), item.rank
        if task.strip():
            self._add("", self.actor, task.strip())
        return True

    def _from_sentence(self, item: Labelled) -> bool:
        """A duty without heading: «- Hiệu trưởng: …» or «- Kế toán phụ trách …» names its own actor."""
        head, colon, task = item.text.partition(":")
        if colon and task.strip() and len(head) < 60 and re.match(_ROLE, nfc(head), re.IGNORECASE):
            self._add(item.label, head.strip(), task.strip())
            return True
        role, _field = role_and_field(item.text)
        if role:
            self._add(item.label, role, item.text)
        return bool(role)

    def _add(self, label: str, actor: str, text: str) -> None:
        self.waiting = None
        role, field = role_and_field(text)
        self.draft.add("duties", Duty(label=label, actor=actor, role=role, text=text, field=field))


def role_and_field(text: str) -> tuple[str, str]:
    """The role a sentence gives a field to, and the field: «Kế toán phụ trách tài chính» gives both words."""
    found = _FIELD.match(nfc(text))
    return (found[1].strip(), found[2].strip(" .;")) if found else ("", "")


def deadlines(text: str) -> Iterator[Milestone]:
    """The deadlines a sentence tells («trước ngày 09/01/2021»), each with the whole sentence as its name."""
    for found in _DEADLINE.finditer(nfc(text)):
        days = times(found[0], None)
        if days:
            yield Milestone(name=text, date=When(found[0], days[0][1]))


def council_size(text: str) -> str:
    """The number of the council's members where a sentence tells it, else empty."""
    found = _COUNCIL.search(nfc(text))
    return found[1] if found else ""


def is_organisation(title: str) -> bool:
    """True for the title of the part on who does what."""
    return bool(re.search(r"to chuc thuc hien|phan cong (nhiem vu|thuc hien|trach nhiem)", plain(title)))
