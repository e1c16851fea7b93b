"""The folder of the page: same bytes, only changes written, the switch, the archive, the look through it."""

import json
import os
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from qipsheets import files
from qipsheets.errors import FileTrouble, UsageError
from qipsheets.plan.model import Plan
from qipsheets.publishing import folder as page_folder
from qipsheets.publishing.folder import page_problems
from tests.publishing.published import EVERYTHING, files_of, sample_plan, source_of, write_page


@pytest.fixture
def sample_of_page(tmp_path: Path) -> Plan:
    return sample_plan(tmp_path)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def times(folder: Path) -> dict[str, int]:
    return {
        path.relative_to(folder).as_posix(): path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()
    }


def test_the_same_data_give_the_same_bytes(sample_of_page: Plan, tmp_path: Path) -> None:
    first = write_page(source_of(sample_of_page), tmp_path / "một")
    second = write_page(source_of(sample_of_page), tmp_path / "hai")
    assert contents(first) == contents(second)


def test_only_what_changed_is_written(sample_of_page: Plan, tmp_path: Path) -> None:
    out = write_page(source_of(sample_of_page), tmp_path / "trang")
    before, was = contents(out), times(out)
    assert page_folder.switch(out, files_of(source_of(sample_of_page), out)) == (0, 0)
    assert times(out) == was
    other = replace(sample_of_page, evidence=(), assessments=sample_of_page.assessments[1:])
    written, _deleted = page_folder.switch(out, files_of(source_of(other), out))
    changed = {name for name, data in contents(out).items() if before.get(name) != data}
    assert 0 < written == len(changed) < len(before)
    assert {name for name, moment in times(out).items() if was.get(name) != moment} == changed
    assert "style.css" not in changed and "van-ban.html" not in changed


@pytest.mark.skipif(os.name != "posix", reason="Windows has no modes of files")
def test_a_web_server_may_read_the_files(sample_of_page: Plan, tmp_path: Path) -> None:
    mask = os.umask(0o077)
    try:
        out = write_page(source_of(sample_of_page), tmp_path / "trang")
    finally:
        os.umask(mask)
    assert {path.stat().st_mode & 0o777 for path in out.rglob("*") if path.is_file()} == {0o644}
    assert {path.stat().st_mode & 0o777 for path in (out, *out.rglob("*")) if path.is_dir()} == {0o755}


@pytest.mark.parametrize("failing", ["build", "second rename"])
def test_a_switch_that_fails_leaves_the_old_page(
    sample_of_page: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    out = write_page(source_of(sample_of_page), tmp_path / "trang")
    before = contents(out)
    wanted = files_of(source_of(sample_of_page, day=date(2025, 4, 1)), out)
    write, rename = Path.write_bytes, Path.rename

    def full(path: Path, data: bytes) -> int:
        if path.name == "trang.json":
            raise OSError(28, "No space left on device")
        return write(path, data)

    def broken(path: Path, target: Path) -> Path:
        if path.name.endswith(".new"):
            raise OSError(5, "Input/output error")
        return rename(path, target)

    if failing == "build":
        monkeypatch.setattr(Path, "write_bytes", full)
    else:
        monkeypatch.setattr(Path, "rename", broken)
    with pytest.raises(FileTrouble):
        page_folder.switch(out, wanted)
    monkeypatch.undo()
    assert contents(out) == before
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".qipsheets-")] == []


def test_a_folder_that_cannot_be_renamed_is_written_file_by_file(
    sample_of_page: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on Windows while a program has a file of it open, or where a drive is mounted."""
    out = write_page(source_of(sample_of_page), tmp_path / "trang")
    wanted = files_of(source_of(sample_of_page, day=date(2025, 4, 1)), out)
    rename = Path.rename

    def busy(path: Path, target: Path) -> Path:
        if path == out:
            raise OSError(16, "Device or resource busy")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", busy)
    page_folder.switch(out, wanted)
    assert contents(out) == wanted


def test_a_run_killed_between_the_renames_is_taken_back(sample_of_page: Plan, tmp_path: Path) -> None:
    out = write_page(source_of(sample_of_page), tmp_path / "trang")
    before = contents(out)
    out.rename(tmp_path / ".qipsheets-trang.old")
    files.recover_folder(out)
    assert contents(out) == before


def test_files_of_others_stay_and_a_folder_of_others_is_refused(sample_of_page: Plan, tmp_path: Path) -> None:
    out = write_page(source_of(sample_of_page), tmp_path / "trang")
    (out / "CNAME").write_text("truong.example")
    write_page(source_of(sample_of_page, day=date(2025, 4, 1)), out)
    assert (out / "CNAME").read_text() == "truong.example"
    other = tmp_path / "ảnh"
    other.mkdir()
    (other / "a.jpg").write_bytes(b"x")
    with pytest.raises(UsageError, match="other files"):
        files_of(source_of(sample_of_page), other)
    neighbour = replace(sample_of_page, school=replace(sample_of_page.school, name="Trường Tiểu học Khác"))
    with pytest.raises(UsageError, match="another school"):
        files_of(source_of(neighbour), out)


def test_an_earlier_year_and_an_earlier_version_go_to_the_archive(sample_of_page: Plan, tmp_path: Path) -> None:
    out = write_page(source_of(sample_of_page), tmp_path / "trang")
    source = source_of(sample_of_page, day=date(2025, 4, 1))
    number = replace(source.document, number="60/KH-THMT", day=date(2025, 4, 1))
    documents = tuple(number if one.key == number.key else one for one in source.now.documents)
    write_page(replace(source, document=number, now=replace(source.now, documents=documents)), out)
    year = replace(sample_of_page.year, name="2025-2026")
    write_page(source_of(replace(sample_of_page, year=year), issued=False, day=date(2025, 9, 5)), out)
    kept = sorted(path.name for path in (out / "luu-tru").iterdir())
    assert kept == ["2024-2025-45-kh-thmt", "2024-2025-60-kh-thmt"]
    old = (out / "luu-tru" / kept[0] / "index.html").read_text(encoding="utf-8")
    assert "Đây là bản lưu của năm học 2024-2025" in old and "15/3/2025" in old
    listed = (out / "luu-tru.html").read_text(encoding="utf-8")
    assert listed.index("60/KH-THMT") < listed.index("45/KH-THMT")
    assert list(page_problems(out)) == []
    with pytest.raises(UsageError, match="later school year"):
        files_of(source_of(sample_of_page), out)


@pytest.mark.parametrize("marked", ["", EVERYTHING])
def test_a_page_as_it_was_made_has_no_problem(tmp_path: Path, marked: str) -> None:
    out = write_page(source_of(sample_plan(tmp_path, marked)), tmp_path / "trang")
    assert list(page_problems(out)) == []
    package = json.loads((out / "du-lieu" / "datapackage.json").read_bytes())
    for one in package["resources"]:
        head = (out / "du-lieu" / one["path"]).read_text(encoding="utf-8-sig").splitlines()[0].split(",")
        assert [field["name"] for field in one["schema"]["fields"]] == head or '"' in ",".join(head)


def test_the_look_through_finds_what_is_wrong(sample_of_page: Plan, tmp_path: Path) -> None:
    out = write_page(source_of(sample_of_page), tmp_path / "trang")
    (out / "van-ban.html").unlink()
    page = out / "index.html"
    text = page.read_text(encoding="utf-8").replace(
        "</main>", '<img src="https://x.example/a.png"><a href="#không">x</a></main>'
    )
    page.write_text(text, encoding="utf-8")
    found = {(one.file, one.message.template) for one in page_problems(out)}
    assert ("van-ban.html", "The file is missing.") in found
    assert ("index.html", "The file was changed after it was made.") in found
    assert ("index.html", "The page asks for another address: {link}.") in found
    assert ("index.html", "The link {link} leads to no place of its page.") in found
    shutil.rmtree(out)
    with pytest.raises(UsageError):
        list(page_problems(out))
