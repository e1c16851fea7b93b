"""What `email` sends: a plan or report printed now from the data, under a file name that every mail program shows."""

import tempfile
from pathlib import Path
from typing import Any

from qipsheets.commands.context import Opened, checked
from qipsheets.commands.printed import blocking_in, plan_template, plan_words, shipped_template
from qipsheets.language import speaking


def plan_to_send(opened: Opened, *, draft: bool, pdf: bool) -> Any:
    """The plan. Raises Refused where errors stand and no draft is asked for."""
    from qipsheets.commands.plan import refuse_blocking

    year = opened.plan.year.name
    blocking = blocking_in(opened)
    if blocking and not draft:
        refuse_blocking(opened, blocking)
    with speaking("vi"):  # the document is Vietnamese whatever the person speaks
        again = checked(opened.store, opened.tables, opened.today)
        view = plan_words(again, draft=draft)
    number = "" if draft else opened.plan.school.plan_number
    told = {"kind": "plan", "period": year, "number": number, "draft": draft}
    return _sending(view, plan_template(opened), f"ke-hoach-{year}", told, pdf=pdf)


def report_to_send(opened: Opened, period: Any, *, draft: bool, pdf: bool) -> Any:
    """The report on a period. Raises Refused where something stands in its way and no draft is asked for."""
    from qipsheets.commands.report import refuse_blocking
    from qipsheets.commands.reporting import known_on, missing_in, report_words
    from qipsheets.job.drafts import report_stem

    missing, errors = [*missing_in(opened, period)], blocking_in(known_on(opened, min(period.last, opened.today)))
    if (missing or errors) and not draft:
        refuse_blocking(opened, missing, errors)
    with speaking("vi"):
        again = checked(opened.store, opened.tables, opened.today)
        view = report_words(again, period, draft=draft)
    told = {"kind": "report", "period": period.name, "number": "", "draft": draft}
    return _sending(view, shipped_template("report"), report_stem(period), told, pdf=pdf)


def _sending(view: Any, template: Path, stem: str, told: dict[str, Any], *, pdf: bool) -> Any:
    from qipsheets.delivery.documents import Sending
    from qipsheets.delivery.message import Attachment
    from qipsheets.documents.printing.word import document_bytes

    name = f"{stem}-du-thao.docx" if told["draft"] else f"{stem}.docx"
    files = [Attachment(name, document_bytes(view, template))]
    if pdf:
        files.append(pdf_of(files[0]))
    return Sending(title=view.frame.title, signed=False, files=tuple(files), **told)


def pdf_of(word: Any) -> Any:
    """The PDF of a Word file as an attachment. Raises FileTrouble where it cannot be made."""
    from qipsheets.delivery.message import Attachment
    from qipsheets.documents.pdf import print_pdf

    with tempfile.TemporaryDirectory(prefix="mail-") as folder:
        path = Path(folder) / word.name
        path.write_bytes(word.data)
        return Attachment(f"{path.stem}.pdf", print_pdf(path).read_bytes())
