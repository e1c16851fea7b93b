"""What a check says of a plan: findings are data, never exceptions."""

from dataclasses import dataclass, field
from enum import IntEnum

from qipsheets.language import EMPTY, Message
from qipsheets.plan.values import NOWHERE, Place


class Severity(IntEnum):
    """How much a finding weighs; an official document is refused while there is an error."""

    INFO = 1
    WARNING = 2
    ERROR = 3

    @property
    def word(self) -> str:
        """The word of the JSON contract: info, warning or error."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found: its code, what is wrong, where, how much it weighs, what mends it; `part` is the wrong words."""

    code: str
    message: Message
    place: Place = field(default=NOWHERE)
    severity: Severity = Severity.WARNING
    hint: Message = EMPTY
    part: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule, by its code. Title, reason and remedy are source text of the catalogue; translate them to show."""

    code: str
    title: str
    severity: Severity
    reason: str
    remedy: str
    source: str = ""
    example: str = ""
    rests_on_framework: bool = False
