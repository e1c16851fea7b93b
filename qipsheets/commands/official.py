"""A plan or a report as it is issued or sent: refused while something stands in its way, else ready to print."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qipsheets.commands.context import Opened
from qipsheets.commands.plan import refuse_plan
from qipsheets.commands.printed import blocking_in, plan_template, plan_words, shipped_template
from qipsheets.commands.report import refuse_report
from qipsheets.commands.reporting import missing_in, report_words
from qipsheets.documents.printing.word import document_bytes
from qipsheets.job.drafts import report_stem
from qipsheets.loading import as_known_on


@dataclass(frozen=True, slots=True)
class Printing:
    """What is needed to print a document; `stem` is its file's name in plain letters, without what follows."""

    view: Any
    template: Path
    stem: str

    def data(self) -> bytes:
        """The Word file."""
        return document_bytes(self.view, self.template)


def plan_printing(opened: Opened, *, draft: bool = False, template: Path | None = None) -> Printing:
    """The plan. Raises Refused where errors stand and no draft is asked for."""
    blocking = blocking_in(opened)
    if blocking and not draft:
        refuse_plan(opened, blocking)
    view = plan_words(opened, draft=draft)
    return Printing(view, template or plan_template(opened), f"ke-hoach-{opened.plan.year.name}")


def report_printing(opened: Opened, period: Any, *, draft: bool = False, template: Path | None = None) -> Printing:
    """The report on a period. Raises Refused where something stands in its way and no draft is asked for."""
    missing, errors = [*missing_in(opened, period)], blocking_in(as_known_on(opened, min(period.last, opened.today)))
    if (missing or errors) and not draft:
        refuse_report(opened, missing, errors)
    view = report_words(opened, period, draft=draft)
    return Printing(view, template or shipped_template("report"), report_stem(period))


def printing(opened: Opened, kind: str, period: Any, template: Path | None = None) -> Printing:
    """The official plan, or report on a period."""
    if kind == "plan":
        return plan_printing(opened, template=template)
    return report_printing(opened, period, template=template)
