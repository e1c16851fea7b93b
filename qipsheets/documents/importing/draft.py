"""A plan in the making: what was read so far, and every word that found no place."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TypeAlias, TypeVar

from qipsheets.characters import recognised
from qipsheets.documents.importing.lines import TextLine
from qipsheets.plan import model
from qipsheets.plan.organisation import CouncilMember, Duty, Recipient, SchoolYear, Unplaced
from qipsheets.plan.values import When
from qipsheets.vietnamese import school_year_edges, times

DraftRecord: TypeAlias = (
    model.Action | model.Assessment | model.Basis | CouncilMember | Duty | model.Evidence | model.LevelFourCondition
    | model.Milestone | model.Prose | Recipient | model.Review | model.Solution | model.Tally | Unplaced
)  # fmt: skip
RecordKind = TypeVar("RecordKind", bound=DraftRecord)
# The tabs of an imported plan with the prefix of their rows' IDs; a test compares them with the schema.
PREFIXES: Mapping[str, str] = {
    "bases": "CC", "prose": "LV", "solutions": "GP", "tallies": "SL", "actions": "HD", "evidence": "MC",
    "assessments": "DG", "level_4": "M4", "council": "TV", "milestones": "MO", "duties": "NV", "recipients": "NN",
    "reviews": "SK", "unplaced": "XL",
}  # fmt: skip
_WORD = re.compile(r"[^\W_]+")
PARTLY = "Một phần chữ ở đây chưa xếp được vào cột nào."


@dataclass
class PlanDraft:
    """A school's papers as the form's fields and the tabs' records, collected while the files are read."""

    form: dict[str, str] = field(default_factory=dict)
    records: dict[str, list[DraftRecord]] = field(default_factory=lambda: {tab: [] for tab in PREFIXES})
    file: str = ""  # named before each place where several files are read

    def of(self, tab: str, kind: type[RecordKind]) -> tuple[RecordKind, ...]:
        """The records of a tab, which are of this kind."""
        return tuple(record for record in self.records[tab] if isinstance(record, kind))

    def add(self, tab: str, record: DraftRecord) -> str:
        """Puts a record at the end of its tab; answers its key."""
        key = f"{PREFIXES[tab]}-{len(self.records[tab]) + 1:03d}"
        self.records[tab].append(replace(record, key=key))
        return key

    def find(self, tab: str, kind: type[RecordKind], **values: object) -> RecordKind | None:
        """The first record of a tab, of this kind, whose fields have these values."""
        records = (record for record in self.records[tab] if isinstance(record, kind))
        return next((one for one in records if all(getattr(one, name) == values[name] for name in values)), None)

    def put(self, tab: str, record: DraftRecord) -> None:
        """Puts a record in the place of the one with its key; one without a key is new and goes to the end."""
        if record.key:
            at = next(at for at, known in enumerate(self.records[tab]) if known.key == record.key)
            self.records[tab][at] = record
        else:
            self.add(tab, record)

    def leave(self, origin: str, text: str, reason: str) -> None:
        """Keeps words that found no place, for a person to look at."""
        place = f"{self.file}: {origin}" if self.file else origin
        self.add("unplaced", Unplaced(origin=place, text=text, reason=reason))

    def leave_lines(self, lines: Sequence[TextLine], reason: str) -> None:
        """Keeps lines that found no place, in one row."""
        if lines:
            self.leave(lines[0].origin, "\n".join(line.whole for line in lines), reason)

    def account(self, origin: str, source: str, kept: Iterable[str], usual: Iterable[str] = ()) -> None:
        """Leaves a text where some of its words are neither kept in a field nor the usual ones the tool prints."""
        if lost_words(source, kept, usual):
            self.leave(origin, source, PARTLY)

    @property
    def year(self) -> SchoolYear | None:
        """The plan's school year with the usual edges, for times such as «HK I»."""
        if not (name := self.form.get("year", "")):
            return None
        start, end = school_year_edges(int(name[:4]))
        turn = start.replace(year=start.year + 1, month=1, day=15)
        return SchoolYear(f"{start.year}-{end.year}", start, turn, turn.replace(day=16), end)


@lru_cache(maxsize=2_000)  # the names of frameworks are compared with many cells
def folded_words(text: str) -> tuple[str, ...]:
    """The words of a text, whatever their case and composition."""
    return tuple(_WORD.findall(recognised(text).casefold()))


def lost_words(source: str, kept: Iterable[str], usual: Iterable[str] = ()) -> list[str]:
    """The words of a text that are neither kept nor usual; the number of times counts for the kept ones."""
    rest = Counter(folded_words(source))
    for text in kept:
        rest -= Counter(folded_words(text))
    known = {word for text in usual for word in folded_words(text)}
    return [word for word in rest if word not in known]


def start_in(text: str, year: SchoolYear | None = None) -> When:
    """A start as written: a month means its first day."""
    found = times(text, year)
    return When(text, found[0][0] if found else None)


def end_in(text: str, year: SchoolYear | None = None) -> When:
    """An end as written: a month means its last day."""
    found = times(text, year)
    return When(text, found[-1][1] if found else None)
