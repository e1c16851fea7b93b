"""The self-assessment report: for each criterion its strengths, weaknesses, plan of improvement and level."""

import re
from dataclasses import dataclass, field

from qipsheets.characters import recognised
from qipsheets.documents.docx.roles import plain
from qipsheets.documents.importing.draft import Draft
from qipsheets.documents.importing.forms import assess, condition
from qipsheets.documents.importing.labels import read_label
from qipsheets.documents.importing.lines import TextLine
from qipsheets.plan.model import Action
from qipsheets.vietnamese import criteria_in, parse_level

STATE, STRENGTHS, WEAKNESSES, IMPROVEMENT, JUDGEMENT = "state", "strengths", "weaknesses", "improvement", "judgement"
_PARTS = (
    (STATE, re.compile(r"mo ta hien trang")),
    (STRENGTHS, re.compile(r"(nhung )?diem manh")),
    (WEAKNESSES, re.compile(r"(nhung )?(diem yeu|han che)")),
    (IMPROVEMENT, re.compile(r"ke hoach cai tien( chat luong( giao duc)?)?")),
    (JUDGEMENT, re.compile(r"(ket qua )?tu danh gia|xac dinh muc( dat)?")),
)
_CRITERION = re.compile(r"(?:phieu danh gia )?(?:tieu chi|tc)\W*\d")
_STANDARD = re.compile(r"(tieu chuan \d|phan [ivx\d]+|ket luan)\b")
_DECLARED = re.compile(r"(?:ket qua|truong|nha truong|tu danh gia)\b.{0,60}\bdat muc (\d)$")
_LONGEST_HEADING = 120
UNKNOWN = "Phần này của văn bản không có chỗ trong bảng tính."
NO_STATE = "Mô tả hiện trạng không có chỗ trong bảng tính; vẫn ở tệp gốc."
OTHER_LEVEL = "Mức ghi ở đây khác mức trong bảng tổng hợp; công cụ giữ mức của bảng."


@dataclass
class Report:
    """Reads the lines of a report one by one; what belongs to no part is kept, neighbours in one row."""

    draft: Draft
    criterion: str = ""
    part: str = ""
    texts: dict[str, list[str]] = field(default_factory=dict)
    origin: str = ""
    rest: list[TextLine] = field(default_factory=list)

    def read(self, line: TextLine) -> None:
        """Puts one line where it belongs."""
        item = read_label(line)
        spoken = plain(item.text)
        codes = criteria_in(item.text) if _CRITERION.match(spoken) else ()
        if codes and self._is_judged(codes[0], spoken):
            self._level(line)
        elif codes:
            self._begin(codes[0], line)
        elif _STANDARD.match(spoken) and len(spoken) < _LONGEST_HEADING * 2:
            self._begin("", line)
            self.rest.append(line)
        elif self.criterion and self._heads(item.text, spoken, line):
            return
        elif self.criterion and self.part == JUDGEMENT:
            self._level(line)
        elif self.criterion and self.part:
            self.texts.setdefault(self.part, []).append(line.whole)
        elif not condition(self.draft, recognised(item.text).replace(":", " | ", 1)):
            if declared := _DECLARED.match(spoken):
                self.draft.form.setdefault("declared_level", f"Mức {declared[1]}")
            self.rest.append(line)

    def _is_judged(self, criterion: str, spoken: str) -> bool:
        """True for «Tiêu chí 1.1: Đạt Mức 2» below the heading «Tự đánh giá»."""
        short = len(spoken) < _LONGEST_HEADING * 3 and re.search(r"dat( muc \d)?$", spoken)
        return bool(short) and self.part == JUDGEMENT and criterion == self.criterion

    def _begin(self, criterion: str, line: TextLine) -> None:
        self.finish()
        self.criterion, self.part, self.origin = criterion, "", line.origin
        if criterion:
            self.texts[STATE] = [line.whole]

    def _heads(self, text: str, spoken: str, line: TextLine) -> bool:
        """True for the heading of a part of the criterion; what is behind its colon is content."""
        head, colon, rest = text.partition(":")
        numbered = text != line.whole  # «2. Điểm mạnh»; without a number only the bare words are a heading
        fits = [heading.match(spoken) if numbered else heading.fullmatch(plain(head)) for _part, heading in _PARTS]
        part = next((part for (part, _heading), fit in zip(_PARTS, fits, strict=True) if fit), "")
        if not part or len(head) > _LONGEST_HEADING:
            return False
        self.part = part
        if part == JUDGEMENT:
            self._level(line)
        elif colon and rest.strip():
            self.texts.setdefault(part, []).append(rest.strip())
        return True

    def _level(self, line: TextLine) -> None:
        level = parse_level(re.sub(r"^.*?tự đánh giá\W*", "", recognised(line.text), flags=re.IGNORECASE))
        if level is not None and assess(self.draft, self.criterion, level=level) != level:
            self.draft.leave(line.origin, line.whole, OTHER_LEVEL)

    def finish(self) -> None:
        """Enters what was collected of the criterion."""
        if self.rest:
            self.draft.leave(self.rest[0].origin, "\n".join(line.whole for line in self.rest), UNKNOWN)
            self.rest = []
        if self.criterion:
            texts = {part: "\n".join(texts) for part, texts in self.texts.items()}
            assess(self.draft, self.criterion, strengths=texts.get(STRENGTHS, ""), weaknesses=texts.get(WEAKNESSES, ""))
            if texts.get(IMPROVEMENT):
                action = Action(criterion=self.criterion, measure=texts[IMPROVEMENT], source="Tự đánh giá")
                self.draft.add("actions", action)
            if len(self.texts.get(STATE, ())) > 1:
                self.draft.leave(self.origin, texts[STATE], NO_STATE)
        self.texts = {}
