"""`history forget` on a home with every kind of copy: no byte of the person is left but in what it names."""

import base64
import io
import lzma
import os
import sqlite3
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path

import docx
import openpyxl
import pytest

from qipsheets.delivery.outbox import MailStatus, Outbox, Queued
from qipsheets.journal.journal import open_journal
from qipsheets.privacy.copies import is_in_file
from qipsheets.privacy.person import Traces
from qipsheets.privacy.places import PLACES, Folders, folders_of
from qipsheets.store_address import StoreAddress
from tests.conftest import Result
from tests.journal.histories import day

NAME = "Vi Thị Nguyệt Ánh"
Run = Callable[..., Result]


def word_file(*runs: str) -> bytes:
    """A Word file whose one line is cut into runs."""
    document, out = docx.Document(), io.BytesIO()
    paragraph = document.add_paragraph()
    for text in runs:
        paragraph.add_run(text)
    document.save(out)
    return out.getvalue()


def mail_with(attachment: bytes, text: str = "Kính gửi quý thầy cô.") -> bytes:
    """A mail whose own words name nobody, with a Word file."""
    mail = EmailMessage()
    mail["To"], mail["Subject"] = "an@truong.example", "Nhắc việc"
    mail.set_content(text, cte="base64")
    mail.add_attachment(attachment, maintype="application", subtype="octet-stream", filename="a.docx")
    return bytes(mail)


def fill(folders: Folders, sample: Path, temp: Path) -> None:
    """A file of every kind that names the person, beside what `sync` and `backup` have made."""
    named = word_file("Cô Vi Thị Ng", "uyệt Ánh phụ trách")
    with open_journal(folders.home, StoreAddress.of_workbook(sample)) as journal:
        box = Outbox(journal.database)
        box.put(Queued("k1", "report", "", "an@truong.example", "Báo cáo", True), mail_with(named), day(1))
        box.put(Queued("k2", "report", "", "an@truong.example", "Báo cáo", True), mail_with(word_file("x")), day(1))
        path = journal.path
    path.with_name(f"{folders.slug}.before-20250101-080000.sqlite").write_bytes(path.read_bytes())
    logs = {f"logs/{folders.slug}.jsonl": f'{{"x": "{NAME}"}}\n', "logs/error-20250101.log": NAME, "logs/job.log": NAME}
    for name, text in logs.items():
        (folders.home / name).parent.mkdir(exist_ok=True)
        (folders.home / name).write_text(text, encoding="utf-8")
    scratch = temp / "qipsheets-dead"
    files = {
        folders.home / "mail" / "nhac.eml": mail_with(word_file("x"), f"Gửi {NAME}"),
        folders.home / "mail" / "khac.eml": mail_with(word_file("x")),
        folders.reports / "bao-cao-thang-2025-03-du-thao.docx": named,
        folders.documents / "ke-hoach-2024-2025-45.docx": named,
        folders.plan / "ban-sao-xung-dot.csv": NAME.encode(),
        folders.plan / "khoi-phuc.xlsx": named,
        folders.plan / "thu-xem-truoc" / "nhac-viec.eml": mail_with(word_file("x"), f"Gửi {NAME}"),
        folders.home / "journals" / ".qipsheets-dead.sqlite": NAME.encode(),
        scratch / ".in-use": b"",
        scratch / "files" / "x.xlsx": NAME.encode(),
    }
    for folder in (folders.plan, folders.home, folders.reports, folders.backups, folders.documents):
        files[folder / ".qipsheets-dead.xlsx"] = NAME.encode()
    for path, data in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def texts_in(data: bytes, name: str = "") -> Iterator[bytes]:
    """The bytes of a file and of all that is packed or encoded in it."""
    yield data
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            for part in package.namelist():
                yield from texts_in(package.read(part))
    if data.startswith(b"SQLite"):
        with tempfile.NamedTemporaryFile(suffix=".sqlite") as copy:
            copy.write(data)
            copy.flush()
            connection = sqlite3.connect(copy.name)
            yield from (lzma.decompress(cells) for (cells,) in connection.execute("SELECT cells FROM states"))
            for (message,) in connection.execute("SELECT message FROM mails WHERE message IS NOT NULL"):
                yield from texts_in(message, "x.eml")
            connection.close()
    if name.endswith(".eml"):
        for block in data.replace(b"\r\n", b"\n").split(b"\n\n"):
            try:
                yield from texts_in(base64.b64decode(block, validate=False))
            except ValueError:
                continue


def naming(root: Path) -> set[Path]:
    """The files below a folder in which the name is, cut by tags or not."""
    traces = Traces.of(NAME)
    found = set()
    for path in (path for path in root.rglob("*") if path.is_file()):
        data = path.read_bytes()
        if is_in_file(traces, data) or any(NAME.encode() in text for text in texts_in(data, path.name)):
            found.add(path)
    return found


@pytest.fixture
def temp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The system's folder for temporary files; the program's own is beside it."""
    folder = tmp_path / "tmp"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    monkeypatch.setenv("QIPSHEETS_HOME", str(tmp_path / "home"))
    return folder


def test_no_copy_is_forgotten(run: Run, sample: Path, tmp_path: Path, temp: Path) -> None:
    run("sync", "--store", sample, "--today", "2025-03-15")
    assert run("backup", "--store", sample).code == 0
    home = Path(os.environ["QIPSHEETS_HOME"])
    folders = folders_of(home, StoreAddress.of_workbook(sample).slug, sample.parent)
    fill(folders, sample, temp)
    before = naming(tmp_path)
    for place in PLACES:
        assert not place.names or set(place.files(folders)) & before, place.kind
    shown = run("history", "forget", NAME, "--store", sample, "--dry-run", "--json").json
    assert naming(tmp_path) == before  # a dry run touches nothing
    result = run("history", "forget", NAME, "--store", sample, "--yes", "--json")
    assert (result.code, result.json["written"]) == (0, True)
    [made] = folders.backups.glob("*.xlsx")  # in place of the one that named the person
    assert openpyxl.load_workbook(made)["Hành động"]["A2"].value == "HD-001"
    kept = {Path(entry["file"]) for entry in result.json["files"] if entry["treatment"] == "kept"}
    assert kept == {
        folders.documents / "ke-hoach-2024-2025-45.docx",
        *(folders.plan / name for name in ("ban-sao-xung-dot.csv", "khoi-phuc.xlsx", "thu-xem-truoc/nhac-viec.eml")),
    }
    assert result.json["files"] == shown["files"]
    assert naming(tmp_path) == kept | {sample}
    assert (home / "mail" / "khac.eml").exists()  # names somebody else
    with open_journal(home, StoreAddress.of_workbook(sample)) as journal:
        mails = Outbox(journal.database).entries()
        assert [mail.status for mail in mails] == [MailStatus.CANCELLED, MailStatus.WAITING]
        assert journal.verify() == ()


@pytest.mark.skipif(os.name != "posix", reason="modes of POSIX")
def test_what_the_program_keeps_is_closed_to_others(run: Run, sample: Path, tmp_path: Path) -> None:
    old = os.umask(0o022)
    try:
        run("sync", "--store", sample, "--today", "2025-03-15")
        run("backup", "--store", sample)
        run("digest", "--store", sample, "--today", "2025-03-15", "--yes")
    finally:
        os.umask(old)
    home = Path(os.environ["QIPSHEETS_HOME"])
    below = [path for path in home.rglob("*") if "locks" not in path.parts]
    assert {path.suffix for path in below} >= {".sqlite", ".xlsx"}
    assert [str(path) for path in below if path.stat().st_mode & 0o077] == []
