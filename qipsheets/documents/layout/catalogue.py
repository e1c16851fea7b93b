"""The layout law of a document: every check, and what they say of a Word file."""

from qipsheets.documents.docx.paper import Paper
from qipsheets.documents.layout import body, letterhead, letters, page
from qipsheets.documents.layout.anatomy import anatomy
from qipsheets.documents.layout.rule import Fault, LayoutCheck

_FAMILIES = (page, letters, body, letterhead)
LAYOUT_CHECKS: tuple[LayoutCheck, ...] = tuple(
    sorted(
        (check for family in _FAMILIES for check in vars(family).values() if isinstance(check, LayoutCheck)),
        key=lambda check: check.code,
    )
)


def check_paper(paper: Paper) -> tuple[Fault, ...]:
    """What the layout law finds on a paper, rule by rule."""
    found = anatomy(paper)
    return tuple(fault for check in LAYOUT_CHECKS for fault in check.run(found))
