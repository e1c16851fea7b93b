"""The key solutions of a plan: groups, their nested items, who is in charge and when."""

import re
from dataclasses import dataclass, field, replace
from decimal import Decimal

from qipsheets.characters import recognised
from qipsheets.documents.importing.draft import PlanDraft, end_in, lost_words, start_in
from qipsheets.documents.importing.lines import BULLET, NONE, PLUS, Labelled, TextLine
from qipsheets.legal.citations import KIND_WORDS
from qipsheets.plan.model import Basis, Milestone, Solution, Tally
from qipsheets.plan.organisation import Duty
from qipsheets.plan.values import Owners, Percent, When
from qipsheets.vietnamese import DAY_PATTERN, parse_percent, school_years, split_owners

_GROUP = re.compile(r"((?:nhóm\s+)?giải\s+pháp\s+(?:thứ\s+)?(?:\d+|[ivx]+|nhất|hai|ba|tư|năm))\s*[:.–-]\s*(?=\S)", re.I)
_OWNER = re.compile(r"((?:người|bộ phận|cá nhân|đơn vị)\s+(?:phụ trách|thực hiện)|phụ trách)\s*:\s*(?=\S)", re.I)
_TIMING = re.compile(r"(thời\s+(?:gian|điểm|hạn)(?:\s+(?:thực hiện|hoàn thành))?)\s*:\s*(?=\S)", re.I)
_GROUP_RANK = 0.0


@dataclass
class Solutions:
    """Reads the lines of the key solutions one by one."""

    draft: PlanDraft
    open: list[tuple[float, str]] = field(default_factory=list)

    def read(self, item: Labelled) -> None:
        """Puts a line under the item it belongs to; owner and timing go to the group."""
        text = recognised(item.text) if len(recognised(item.text)) == len(item.text) else item.text
        outer = self.draft.find("solutions", Solution, key=self.open[0][1]) if self.open else None
        if group := _GROUP.match(text):
            self._put(_GROUP_RANK, Solution(label=group[1], text=item.text[group.end() :].strip()))
        elif outer and not outer.owner and (owner := _OWNER.match(text)):
            names = text[owner.end() :].strip()
            self.draft.put("solutions", replace(outer, owner=Owners(names, split_owners(names))))
        elif outer and not outer.timing and (timing := _TIMING.match(text)):
            when = text[timing.end() :].strip()
            self.draft.put("solutions", replace(outer, timing=end_in(when, self.draft.year)))
        else:
            # A paragraph without label is beside «+»: it goes on with the dash before it.
            self._put(PLUS if item.rank == NONE else item.rank, Solution(label=item.label, text=item.text))

    def _put(self, rank: float, solution: Solution) -> None:
        while self.open and self.open[-1][0] >= rank:
            self.open.pop()
        parent = self.open[-1][1] if self.open else ""
        key = self.draft.add("solutions", replace(solution, parent=parent))
        self.open.append((rank, key))


def is_group(item: Labelled) -> bool:
    """True for «Nhóm giải pháp 1: …», wherever it is."""
    return item.rank >= BULLET and bool(_GROUP.match(recognised(item.text)))


_KINDS = (
    *KIND_WORDS, "Công điện", "Bộ luật", "Điều lệ", "Quy định", "Văn bản hợp nhất", "Văn bản", "Biên bản", "Pháp lệnh",
    "Chiến lược",
)  # fmt: skip
_LEAD = re.compile(r"(?:căn cứ|thực hiện|theo)(?:\s+(?:vào|theo))?\s+(?:các\s+)?", re.IGNORECASE)
_KIND = re.compile("|".join(_KINDS), re.IGNORECASE)
_NUMBER = re.compile(
    r"(?:\bsố\s*:?\s*)?(\d+\w*\s*/\s*(?:\d{4}\s*/\s*)?[^\W\d_][\w&.]*(?:\s?[-–/]\s?[^\W\d_][\w&]*)*)", re.IGNORECASE
)
_DATE = re.compile(rf"ngày\s*{DAY_PATTERN}", re.IGNORECASE)
_ISSUER = re.compile(
    r"\b(?:của|do)\s+(.+?)(?=\s+(?:ban hành|về|v/v|quy định|hướng dẫn|sửa đổi|phê duyệt|năm học)\b|\s*[;,.(]|\s*$)",
    re.IGNORECASE | re.DOTALL,
)
_ABOUT = re.compile(r"^(?:về việc|v/v|về)\s*:?\s+", re.IGNORECASE)
_EDGES = " \t\n\u00a0,;.:-–"


def is_basis(text: str) -> bool:
    """True where a paragraph cites a text: «Căn cứ Thông tư số …», «Công văn số …»."""
    composed = recognised(text)
    lead = _LEAD.match(composed)
    if lead and composed.casefold().startswith("căn cứ"):
        return True
    return bool(_KIND.match(composed, lead.end() if lead else 0))


def read_basis(text: str) -> Basis:
    """The parts of a citation, each as written; `text` is the whole paragraph."""
    lead = _LEAD.match(recognised(text))
    rest = recognised(text)[lead.end() :] if lead else recognised(text)
    kind = _KIND.match(rest)
    rest = rest[kind.end() :] if kind else rest
    number, date = _NUMBER.search(rest), _DATE.search(rest)
    cited = max((found.end() for found in (number, date) if found), default=0)
    issuer = _ISSUER.search(rest, cited)
    # What is before the issuer and behind it says what the text is about.
    parts = (rest[cited : issuer.start()], rest[issuer.end() :]) if issuer else (rest[cited:],)
    return Basis(
        kind=kind[0].capitalize() if kind else "",
        number=number[1].strip() if number else "",
        date=start_in(date[0]) if date else When(),
        issuer=issuer[1].strip(_EDGES) if issuer else "",
        subject=" ".join(filter(None, (_ABOUT.sub("", part.strip(_EDGES)) for part in parts))),
        text=text,
    )


_LEVEL = re.compile(r"mức(?:\s+độ)?\s*(\d)")
_COUNT = re.compile(r"(\d+)\s*/\s*(\d+)|(\d+)\s*tiêu chí")
_PERCENT = re.compile(r"\d+(?:[.,]\d+)?\s*%")
_NOT = re.compile(r"không|chưa")
_DECLARED = re.compile(
    r"(?:mức (?:đánh giá|đạt được|đạt)|kết quả (?:chung|tự đánh giá)|(?:nhà )?trường|tự đánh giá)\b[^/%\n]*?"
    r"\bmức(?:\s+độ)?\s*(\d)\s*[.;]?$"
)
_USUAL = (
    "Số lượng và tỉ lệ tỷ lệ phần trăm (%) các tiêu chí tổng số đạt được không chưa đạt Mức độ: là có chiếm trong đó",
)
_SCHOOL = ("Mức đánh giá kết quả của nhà trường tự đạt được đánh giá là tiểu học trung cơ sở phổ thông mầm non",)


@dataclass
class Results:
    """Reads the lines of the results one by one; a heading line sets the level for those after it."""

    draft: PlanDraft
    year: str = ""
    level: int | None = None

    def begin(self, heading: str) -> None:
        """The heading of the part: it names the year of the results."""
        years = school_years(heading)
        self.year = years[-1] if years else ""
        self.draft.form.setdefault("results_intro", heading)

    def read(self, line: TextLine, text: str) -> bool:
        """Takes a line into the tallies; False where it is not about them, or says more than they hold."""
        spoken = recognised(text).casefold()
        declared = _DECLARED.match(spoken)
        if declared:
            self.draft.form.setdefault("declared_level", f"Mức {declared[1]}")
            kept = (declared[1], self.draft.form.get("name", ""))
            self.draft.account(line.origin, line.whole, kept, _SCHOOL)
            return True
        level = _LEVEL.search(spoken)
        found = list(_COUNT.finditer(spoken))
        if level is None and not found:
            return False
        self.level = int(level[1]) if level else self.level
        figures = [m[0] for pattern in (_COUNT, _PERCENT) for m in pattern.finditer(spoken)]
        more = lost_words(spoken, (level[1] if level else "", *figures), _USUAL)
        if self.level is None or (more and not ("đạt" in spoken and _PERCENT.search(spoken))):
            return False
        edges = [0, *(place for m in found for place in m.span()), len(spoken)]
        for m, before, behind in zip(found, edges[::2], edges[3::2], strict=False):
            self._enter(m, spoken[before : m.start()], spoken[m.end() : behind])
        return not more

    def _enter(self, m: re.Match[str], before: str, after: str) -> None:
        """Takes how many criteria were met, or were not; the first statement of it counts."""
        count, percent = int(m[1] or m[3]), _PERCENT.search(after)
        share = Percent(parse_percent(percent[0]) or Decimal(0), percent[0]) if percent else None
        tally = self.draft.find("tallies", Tally, level=self.level) or Tally(level=self.level, result_year=self.year)
        known = replace(tally, total=tally.total or (int(m[2]) if m[2] else None))
        if _NOT.search(before):
            if tally.not_met is None:
                self.draft.put("tallies", replace(known, not_met=count, percent_not_met=share))
        elif tally.met is None:
            self.draft.put("tallies", replace(known, met=count, percent_met=share))


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
    rf"(?:ngày\s+)?{DAY_PATTERN}",
    re.IGNORECASE,
)
_COUNCIL = re.compile(
    r"hội\s+đồng.*?\b(?:gồm|có)\s+(?:có\s+)?(\d{1,3})\s+(?:thành viên|đồng chí|ông|người)", re.I | re.S
)
LONGEST_ACTOR = 160


@dataclass
class Duties:
    """Reads the lines of the organisation part one by one; a numbered heading names the actor."""

    draft: PlanDraft
    actor: str = ""
    rank: float = 0.0
    waiting: TextLine | None = None  # the heading of an actor who has no duty yet

    def read(self, line: TextLine, item: Labelled) -> bool:
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

    def _name(self, line: TextLine, item: Labelled) -> bool:
        head, colon, task = map(str.strip, item.text.partition(":"))
        if len(head) > LONGEST_ACTOR or (not colon and item.text.count(".") > 2):
            return self._from_sentence(item)
        self.finish()
        self.waiting, self.actor, self.rank = line, head if task else item.text.rstrip(" :"), item.rank
        if task:
            self._add("", self.actor, task)
        return True

    def _from_sentence(self, item: Labelled) -> bool:
        """A duty without heading: «- Hiệu trưởng: …» or «- Kế toán phụ trách …» names its own actor."""
        head, _colon, task = map(str.strip, item.text.partition(":"))
        if not (task and len(head) < 60 and re.match(_ROLE, recognised(head), re.IGNORECASE)):
            head, task = role_and_field(item.text)[0], item.text
        if head:
            self._add(item.label, head, task)
        return bool(head)

    def _add(self, label: str, actor: str, text: str) -> None:
        self.waiting = None
        role, field = role_and_field(text)
        self.draft.add("duties", Duty(label=label, actor=actor, role=role, text=text, field=field))


def role_and_field(text: str) -> tuple[str, str]:
    """The role a sentence gives a field to, and the field: «Kế toán phụ trách tài chính» gives both words."""
    found = _FIELD.match(recognised(text))
    return (found[1].strip(), found[2].strip(" .;")) if found else ("", "")


def note_facts(text: str, draft: PlanDraft) -> None:
    """Notes what any sentence may tell: the council's size; deadlines («trước ngày 09/01/2021»), named by all of it."""
    if council := _COUNCIL.search(recognised(text)):
        draft.form.setdefault("council_size", council[1])
    for found in _DEADLINE.finditer(recognised(text)):
        if (date := end_in(found[0])).day:
            draft.add("milestones", Milestone(name=text, date=date))
