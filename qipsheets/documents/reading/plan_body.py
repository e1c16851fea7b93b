"""The parts of a plan, line by line: prose, bases, results, solutions and duties each to their tab."""

import re
from dataclasses import dataclass, field

from qipsheets.documents.reading.plan_bases import is_basis, read_basis
from qipsheets.documents.reading.plan_draft import Draft, plain
from qipsheets.documents.reading.plan_duties import Duties, council_size, deadlines, is_organisation
from qipsheets.documents.reading.plan_labels import BULLET, ROMAN, Labelled, Outline, read_label
from qipsheets.documents.reading.plan_results import Results
from qipsheets.documents.reading.plan_solutions import Solutions, is_group
from qipsheets.documents.reading.word_grid import Line
from qipsheets.plan.model import Prose

BASES, RESULTS, SOLUTIONS, DUTIES, POLICY = "bases", "results", "solutions", "duties", "policy"
_TITLES = (
    (BASES, re.compile(r"(cac |nhung )?(can cu|co so (phap ly|xay dung)|van ban)")),
    (RESULTS, re.compile(r"ket qua")),
    (POLICY, re.compile(r"chu truong|dinh huong")),
    (SOLUTIONS, re.compile(r"(cac |nhung )?(nhom )?giai phap")),
)


@dataclass
class Body:
    """Where the reading of the parts stands."""

    draft: Draft
    outline: Outline = field(default_factory=Outline)
    results: Results = field(init=False)
    solutions: Solutions = field(init=False)
    duties: Duties = field(init=False)

    def __post_init__(self) -> None:
        self.results, self.solutions, self.duties = Results(self.draft), Solutions(self.draft), Duties(self.draft)

    def read(self, line: Line) -> None:
        """Puts one line where it belongs."""
        item = read_label(line)
        self._note_facts(item.text)
        if not self._is_content(line, item):
            self._prose(item)

    def _is_content(self, line: Line, item: Labelled) -> bool:
        """True where a line is content of a part that has a tab of its own, and went there."""
        mode = SOLUTIONS if is_group(line) else self.outline.mode
        if mode != SOLUTIONS and not self.outline.is_below_holder(item):
            return False
        if mode == SOLUTIONS and (is_group(line) or self.outline.is_below_holder(item)):
            self.solutions.read(item)
            return True
        if mode == DUTIES:
            return self.duties.read(line, item)
        if mode == RESULTS:
            return self.results.read(line, item.text)
        if mode == BASES and is_basis(item.text) and (item.rank >= BULLET or plain(item.text).startswith("can cu")):
            self.draft.add("bases", read_basis(item.text))
            return True
        return False

    def _prose(self, item: Labelled) -> None:
        if not item.is_item:
            mode = self._mode(item)
            self.outline.enter(item, mode)
            if mode == RESULTS and "results_intro" not in self.draft.form:
                self.results.begin(item.text)
        depth = len(self.outline.open) - (0 if item.is_item else 1)
        row = Prose(part=self.outline.path or "I", label=item.label, depth=depth, text=item.text)
        self.draft.add("prose", row)

    def _mode(self, item: Labelled) -> str:
        """What stands under a heading, by its title; a long paragraph is no heading."""
        title = plain(item.text)
        if item.rank <= ROMAN or not self.outline.open:
            return DUTIES if is_organisation(title) else BASES if _TITLES[0][1].match(title) else ""
        if len(title) > 200:
            return ""
        return next((mode for mode, pattern in _TITLES if pattern.match(title)), "")

    def _note_facts(self, text: str) -> None:
        """Facts told in any sentence: the council's size, a deadline."""
        size = council_size(text)
        if size:
            self.draft.form.setdefault("council_size", size)
        for milestone in deadlines(text):
            self.draft.add("milestones", milestone)
