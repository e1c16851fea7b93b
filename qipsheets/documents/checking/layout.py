"""The layout law of a document: every rule, and what they say of a Word file."""

from pathlib import Path

from qipsheets.documents.checking import (
    body_rules,
    file_rules,
    foot_rules,
    letter_rules,
    letterhead_rules,
    page_rules,
    part_rules,
    rule_lines,
    table_rules,
    title_rules,
    year_rules,
)
from qipsheets.documents.checking.anatomy import anatomy
from qipsheets.documents.checking.layout_rule import Fault, LayoutCheck
from qipsheets.documents.checking.paper import Paper
from qipsheets.documents.checking.paper_reader import read_paper
from qipsheets.plan.findings import Rule

CHECKS: tuple[LayoutCheck, ...] = tuple(
    sorted(
        (
            *page_rules.CHECKS,
            *letter_rules.CHECKS,
            *body_rules.CHECKS,
            *letterhead_rules.CHECKS,
            *rule_lines.CHECKS,
            *title_rules.CHECKS,
            *part_rules.CHECKS,
            *foot_rules.CHECKS,
            *table_rules.CHECKS,
            *file_rules.CHECKS,
            *year_rules.CHECKS,
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
