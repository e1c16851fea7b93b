"""Settings in .env: read back as they were written, everything else untouched."""

import io
import os
from pathlib import Path

import pytest
from dotenv import dotenv_values
from hypothesis import given
from hypothesis import strategies as st

from qipsheets.settings import child_environment, read_env_file, with_settings

TEXT = "# chú thích\nQIPSHEETS_STORE=cũ.xlsx\n\n#QIPSHEETS_LANG=vi\nKHÁC=1\n"


def read(text: str) -> dict[str, str | None]:
    return dotenv_values(stream=io.StringIO(text), interpolate=False)


def test_a_setting_is_changed_in_its_place() -> None:
    new = with_settings(
        TEXT, {"QIPSHEETS_STORE": "kế hoạch.xlsx", "QIPSHEETS_LANG": "en", "QIPSHEETS_SMTP_PORT": "587"}
    )
    assert new.splitlines() == [
        "# chú thích", "QIPSHEETS_STORE='kế hoạch.xlsx'", "", "QIPSHEETS_LANG=en", "KHÁC=1", "QIPSHEETS_SMTP_PORT=587",
    ]  # fmt: skip


def test_a_setting_that_stays_twice_is_once() -> None:
    new = with_settings("QIPSHEETS_STORE=a\nexport QIPSHEETS_STORE=b\n", {"QIPSHEETS_STORE": "c"})
    assert new == "QIPSHEETS_STORE=c\n"


@pytest.mark.parametrize("value", ["a b", "it's", r"C:\Kế hoạch\tệp.xlsx", "a#b", "$HOME", "${X}", '"x"', "a\\'b", ""])
def test_a_value_is_read_back(value: str) -> None:
    assert read(with_settings(TEXT, {"QIPSHEETS_STORE": value}))["QIPSHEETS_STORE"] == value


@given(st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), max_size=40))
def test_any_value_is_read_back(value: str) -> None:
    new = with_settings(TEXT, {"QIPSHEETS_SMTP_FROM": value})
    assert dotenv_values(stream=io.StringIO(new), interpolate=False)["QIPSHEETS_SMTP_FROM"] == value
    assert read(with_settings(new, {}))["KHÁC"] == "1"


def test_a_folder_s_file_sets_the_documented_names_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Staff may write in the plan's folder: a variable of the system could start any program."""
    names = ("QIPSHEETS_LANG", "GOOGLE_APPLICATION_CREDENTIALS", "NO_COLOR")
    strangers = (
        "LD_PRELOAD",
        "PYTHONPATH",
        "GOOGLE_EXTERNAL_ACCOUNT_ALLOW_EXECUTABLES",
        "HTTPS_PROXY",
        "QIPSHEETSX",
        "PATH2",
    )
    for name in (*names, *strangers):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / ".env").write_text("".join(f"{name}=x\n" for name in (*names, *strangers)), encoding="utf-8")
    before = set(os.environ)
    read_env_file(tmp_path)
    assert set(os.environ) - before == set(names)
    for name in names:
        monkeypatch.delenv(name)


def test_what_is_set_already_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QIPSHEETS_LANG", "en")
    (tmp_path / ".env").write_text("QIPSHEETS_LANG=vi\n", encoding="utf-8")
    read_env_file(tmp_path)
    assert os.environ["QIPSHEETS_LANG"] == "en"


def test_a_program_that_is_started_gets_neither_secrets_nor_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LD_PRELOAD", "x.so")
    monkeypatch.setenv("QIPSHEETS_SMTP_PASSWORD", "secret")
    found = child_environment()
    assert not found.keys() & {"LD_PRELOAD", "QIPSHEETS_SMTP_PASSWORD"}
    assert "PATH" in found
