"""The layout law of a document: every rule, and what they say of a Word file."""

from pathlib import Path

from qipsheets.documents.docx.paper import Paper
from qipsheets.documents.docx.reader import read_paper
from qipsheets.documents.layout import body, foot, letterhead, letters, page, parts, tables, title
from qipsheets.documents.layout.roles import anatomy
from qipsheets.documents.layout.rule import Fault, LayoutCheck
from qipsheets.plan.findings import Rule

CHECKS: tuple[LayoutCheck, ...] = tuple(
    sorted(
        (
            *page.CHECKS,
            *letters.CHECKS,
            *body.CHECKS,
            *letterhead.CHECKS,
            *title.CHECKS,
            *parts.CHECKS,
            *foot.CHECKS,
            *tables.CHECKS,
        ),
        key=lambda check: check.rule.code,
    )
)
LAYOUT_RULES: tuple[Rule, ...] = tuple(check.rule for check in CHECKS)


def check_layout(path: Path) -> tuple[Fault, ...]:
    """What the layout law finds in a Word file. Raises FileTrouble where it cannot be read."""
    return check_paper(read_paper(path))


def check_paper(paper: Paper) -> tuple[Fault, ...]:
    """What the layout law finds on a paper, rule by rule."""
    found = anatomy(paper)
    return tuple(fault for check in CHECKS for fault in check.run(found))
