"""What stops the printing of a plan: unusable templates, open files, full disks."""

import re
import zipfile
from pathlib import Path

import pytest

from qipsheets import files
from qipsheets.documents.printing.instructions import fields_of
from qipsheets.documents.printing.plan import PlanView
from qipsheets.documents.printing.word import document_bytes, print_document
from qipsheets.errors import ConfigurationError, FileTrouble, Locked
from tests.documents.printed import TEMPLATE, view, with_words


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("{{ khong_co }}", "khong_co"),
        ("{{ ten_truong.khong_co }}", "khong_co"),
        ("{% for dong in hanh_dong %}{{ dong.thieu }}{% endfor %}", "thieu"),
        ("{{ ten_truong", "mine.docx"),
        ("{{ ten_truong }", "mine.docx"),
        ("{% if ten_truong %}", "mine.docx"),
        ("{{ ten_truong() }}", "mine.docx"),
        ("{{ 1 / 0 }}", "mine.docx"),
        ("{% for i in range(10**9) %}x{% endfor %}", "mine.docx"),
    ],
    ids=[
        "field",
        "attribute",
        "field of a row",
        "open brace",
        "half-open brace",
        "open if",
        "a call",
        "a division",
        "an endless loop",
    ],
)
def test_a_faulty_template_is_named(tmp_path: Path, words: str, named: str) -> None:
    with pytest.raises(ConfigurationError, match=named) as refused:
        document_bytes(view(), with_words(tmp_path, words))
    assert refused.value.hint


@pytest.mark.parametrize(
    "words",
    ["{{ ''.__class__ }}", "{{ ten_truong.__class__.__mro__ }}", "{{ hanh_dong.append(1) }}", "{{ self._TemplateReference__context }}"],
    ids=["class", "ancestors", "change", "inside"],
)  # fmt: skip
def test_a_template_can_do_nothing_but_place_words(tmp_path: Path, words: str) -> None:
    with pytest.raises(ConfigurationError):
        document_bytes(view(), with_words(tmp_path, words))


@pytest.mark.parametrize(
    "data", [None, b"", b"not a zip", b"PK\x03\x04 cut off"], ids=["missing", "empty", "text", "cut"]
)
def test_a_template_that_is_no_word_file(tmp_path: Path, data: bytes | None) -> None:
    path = tmp_path / "mine.docx"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(ConfigurationError, match=r"mine\.docx"):
        document_bytes(view(), path)


def test_a_zip_that_is_no_word_file(tmp_path: Path) -> None:
    path = tmp_path / "mine.docx"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("a.txt", "a")
    with pytest.raises(ConfigurationError):
        document_bytes(view(), path)


def test_the_template_uses_only_known_names() -> None:
    with zipfile.ZipFile(TEMPLATE) as file:
        words = "".join(file.read(name).decode() for name in file.namelist() if name.endswith(".xml"))
    local = {"doan", "dong", "dong_chu", "muc_loi", "muc_bo_qua", "muc_thay_doi"}
    used = set(re.findall(r"(?:\{\{|in|if)\s+([a-z_0-9]+)", words)) - local
    known = set(fields_of(PlanView))
    assert used <= known
    assert "frame" not in known
    assert known - used == {"can_cu", "ket_qua", "giai_phap"}


@pytest.mark.parametrize(
    "lock",
    ["~$ke-hoach.docx", "~$-hoach.docx", ".~lock.ke-hoach.docx#"],
    ids=["Word", "Word, long name", "LibreOffice"],
)
def test_an_open_file_is_left_alone(tmp_path: Path, lock: str) -> None:
    out = tmp_path / "ke-hoach.docx"
    out.write_bytes(b"old")
    (tmp_path / lock).touch()
    with pytest.raises(Locked) as refused:
        print_document(view(), TEMPLATE, out)
    assert "ke-hoach (2).docx" in refused.value.hint
    assert out.read_bytes() == b"old"


def test_a_file_windows_holds_is_reported_from_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "ke-hoach.docx"
    out.write_bytes(b"old")
    (tmp_path / "ke-hoach (2).docx").touch()

    def refuse(*_: object) -> None:
        raise PermissionError(13, "in use")

    with monkeypatch.context() as patched:
        patched.setattr(files.os, "replace", refuse)
        with pytest.raises(Locked) as locked:
            print_document(view(), TEMPLATE, out)
    assert "ke-hoach (3).docx" in locked.value.hint

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(FileTrouble, match="disk is full"):
        print_document(view(), TEMPLATE, out)
    assert out.read_bytes() == b"old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ke-hoach (2).docx", "ke-hoach.docx"]


def test_a_folder_that_is_not_there_is_made(tmp_path: Path) -> None:
    out = tmp_path / "mới" / "ke-hoach.docx"
    print_document(view(), TEMPLATE, out)
    assert out.exists()


def test_a_file_in_the_place_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "none").write_text("x")
    with pytest.raises(FileTrouble):
        print_document(view(), TEMPLATE, tmp_path / "none" / "ke-hoach.docx")
