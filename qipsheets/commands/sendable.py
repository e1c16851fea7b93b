"""What `email` sends: the signed copy where there is one, else the frozen one, else the document printed now."""

import tempfile
from pathlib import Path
from typing import Any

from qipsheets.commands.context import Opened
from qipsheets.commands.issued import issued_version
from qipsheets.commands.official import Printing, plan_printing, report_printing
from qipsheets.delivery.documents import Sending
from qipsheets.delivery.message import Attachment
from qipsheets.documents.pdf import print_pdf
from qipsheets.documents.printing.report.words import lower_first
from qipsheets.register.copies import documents_folder, sound_bytes
from qipsheets.vietnamese import fold


def plan_to_send(opened: Opened, *, draft: bool, pdf: bool) -> Any:
    """The plan. Raises Refused where none was issued, errors stand and no draft is asked for."""
    told: dict[str, Any] = {"kind": "plan", "period": opened.plan.year.name, "draft": draft}
    entry = None if draft else issued_version(opened, "plan")
    if entry is not None:
        return _frozen(opened, entry, told, pdf=pdf)
    number = "" if draft else opened.plan.school.plan_number
    return _fresh(plan_printing(opened, draft=draft), told | {"number": number}, pdf=pdf)


def report_to_send(opened: Opened, period: Any, *, draft: bool, pdf: bool) -> Any:
    """The report on a period. Raises Refused where none was issued, something stands in its way and no draft is asked
    for."""
    told: dict[str, Any] = {"kind": "report", "period": period.name, "draft": draft}
    entry = None if draft else issued_version(opened, "report", period)
    if entry is not None:
        return _frozen(opened, entry, told, pdf=pdf)
    return _fresh(report_printing(opened, period, draft=draft), told | {"number": ""}, pdf=pdf)


def _frozen(opened: Opened, entry: Any, told: dict[str, Any], *, pdf: bool) -> Any:
    """An issued document as its copies hold it, whatever the data say now."""
    folder = documents_folder(opened.store.folder)
    signed = bool(entry.signed_copy.strip())
    name, mark = (entry.signed_copy, entry.signed_sha256) if signed else (entry.file, entry.sha256)
    files = [Attachment(name.strip(), sound_bytes(folder, name, mark))]
    if pdf and not signed:
        files.append(pdf_of(files[0]))
    kind = entry.kind.strip()
    title = (
        entry.subject.strip()
        if fold(entry.subject).startswith(fold(kind))
        else f"{kind} {lower_first(entry.subject.strip())}"
    )
    return Sending(title=title, number=entry.number.strip(), signed=signed, files=tuple(files), **told)


def _fresh(printing: Printing, told: dict[str, Any], *, pdf: bool) -> Any:

    name = f"{printing.stem}-du-thao.docx" if told["draft"] else f"{printing.stem}.docx"
    files = [Attachment(name, printing.data())]
    if pdf:
        files.append(pdf_of(files[0]))
    return Sending(title=printing.view.frame.title, signed=False, files=tuple(files), **told)


def pdf_of(word: Any) -> Any:
    """The PDF of a Word file as an attachment. Raises FileTrouble where it cannot be made."""
    with tempfile.TemporaryDirectory(prefix="mail-") as folder:
        path = Path(folder) / word.name
        path.write_bytes(word.data)
        return Attachment(f"{path.stem}.pdf", print_pdf(path).read_bytes())
