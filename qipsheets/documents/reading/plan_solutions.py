"""The key solutions of a plan: groups, their nested items, who is in charge and when."""

import re
from dataclasses import dataclass, field, replace

from qipsheets.documents.reading.plan_draft import Draft
from qipsheets.documents.reading.plan_labels import BULLET, NONE, PLUS, Labelled, read_label
from qipsheets.documents.reading.word_grid import Line
from qipsheets.plan.model import Solution
from qipsheets.plan.values import Owners, When
from qipsheets.vietnamese import nfc, split_owners, times

_GROUP = re.compile(r"((?:nhóm\s+)?giải\s+pháp\s+(?:thứ\s+)?(?:\d+|[ivx]+|nhất|hai|ba|tư|năm))\s*[:.–-]\s*(?=\S)", re.I)
_OWNER = re.compile(r"((?:người|bộ phận|cá nhân|đơn vị)\s+(?:phụ trách|thực hiện)|phụ trách)\s*:\s*(?=\S)", re.I)
_TIMING = re.compile(r"(thời\s+(?:gian|điểm|hạn)(?:\s+(?:thực hiện|hoàn thành))?)\s*:\s*(?=\S)", re.I)
_GROUP_RANK = 0.0


@dataclass
class Solutions:
    """Reads the lines of the key solutions one by one."""

    draft: Draft
    open: list[tuple[float, str]] = field(default_factory=list)

    def read(self, item: Labelled) -> None:
        """Puts a line under the item it belongs to; owner and timing go to the group."""
        text = nfc(item.text) if len(nfc(item.text)) == len(item.text) else item.text
        group = _GROUP.match(text)
        if group:
            self._put(_GROUP_RANK, Solution(label=group[1], text=item.text[group.end() :].strip()))
        elif self.open and self._belongs_to_group(text):
            return
        else:
            self._put(self._rank(item), Solution(label=item.label, text=item.text))

    def _belongs_to_group(self, text: str) -> bool:
        owner, timing = _OWNER.match(text), _TIMING.match(text)
        found = next((entry for entry in self.draft.rows["solutions"] if entry.key == self.open[0][1]), None)
        if owner and found and not found.owner:
            names = text[owner.end() :].strip()
            self.draft.change("solutions", found.key, owner=Owners(names, split_owners(names)))
            return True
        if timing and found and not found.timing:
            told = text[timing.end() :].strip()
            days = times(told, self.draft.year)
            self.draft.change("solutions", found.key, timing=When(told, days[-1][1] if days else None))
            return True
        return False

    def _rank(self, item: Labelled) -> float:
        """A paragraph without label stands beside «+»: it goes on with the dash before it."""
        return PLUS if item.rank == NONE else item.rank

    def _put(self, rank: float, solution: Solution) -> None:
        while self.open and self.open[-1][0] >= rank:
            self.open.pop()
        parent = self.open[-1][1] if self.open else ""
        key = self.draft.add("solutions", replace(solution, parent=parent))
        self.open.append((rank, key))


def is_group(line: Line) -> bool:
    """True for «Nhóm giải pháp 1: …», wherever it stands."""
    item = read_label(line)
    return item.rank >= BULLET and bool(_GROUP.match(nfc(item.text)))
