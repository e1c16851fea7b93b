"""The results a plan states: how many criteria meet each level, and the school's own level."""

import re
from dataclasses import dataclass
from decimal import Decimal

from qipsheets.documents.reading.plan_draft import Draft, lost
from qipsheets.documents.reading.word_grid import Line
from qipsheets.plan.model import Tally
from qipsheets.plan.values import Percent
from qipsheets.vietnamese import nfc, parse_percent, school_years

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

    draft: Draft
    year: str = ""
    level: int | None = None

    def begin(self, heading: str) -> None:
        """The heading of the part: it names the year of the results."""
        years = school_years(heading)
        self.year = years[-1] if years else ""
        self.draft.form.setdefault("results_intro", heading)

    def read(self, line: Line, text: str) -> bool:
        """Takes a line into the tallies; False where it is not about them, or says more than they hold."""
        spoken = nfc(text).casefold()
        declared = _DECLARED.match(spoken)
        if declared:
            self.draft.form.setdefault("declared_level", f"Mức {declared[1]}")
            kept = (declared[1], self.draft.form.get("name", ""))
            self.draft.account(line.origin, line.whole, kept, _SCHOOL)
            return True
        return self._count(spoken)

    def _count(self, spoken: str) -> bool:
        level = _LEVEL.search(spoken)
        found = list(_COUNT.finditer(spoken))
        if level is None and not found:
            return False
        self.level = int(level[1]) if level else self.level
        more = lost(spoken, (level[1] if level else "", *_figures(spoken)), _USUAL)
        if self.level is None or (more and not ("đạt" in spoken and _PERCENT.search(spoken))):
            return False
        at = 0
        for number, m in enumerate(found):
            until = found[number + 1].start() if number + 1 < len(found) else len(spoken)
            self._enter(m, spoken[at : m.start()], spoken[m.end() : until])
            at = m.end()
        return not more

    def _enter(self, m: re.Match[str], before: str, after: str) -> None:
        count, total = int(m[1] or m[3]), int(m[2]) if m[2] else None
        text = _PERCENT.search(after)
        percent = _percent(text[0]) if text else None
        tally = self._tally()
        unmet = bool(_NOT.search(before))
        if (tally.not_met if unmet else tally.met) is not None:
            return  # the first statement stands
        stated = {"not_met": count, "percent_not_met": percent} if unmet else {"met": count, "percent_met": percent}
        self.draft.change("tallies", tally.key, total=tally.total or total, **stated)

    def _tally(self) -> Tally:
        tallies: list[Tally] = self.draft.rows["tallies"]
        for tally in tallies:
            if tally.level == self.level:
                return tally
        self.draft.add("tallies", Tally(level=self.level, result_year=self.year))
        return tallies[-1]


def _percent(text: str) -> Percent:
    return Percent(parse_percent(text) or Decimal(0), text)


def _figures(spoken: str) -> list[str]:
    return [m[0] for pattern in (_COUNT, _PERCENT) for m in pattern.finditer(spoken)]
