"""The Vietnamese catalogue: complete, in line with the code, the same names in it, nothing left in English."""

import gettext
import re
import unicodedata
from pathlib import Path

import build_catalogue
import pytest

from qipsheets import language
from qipsheets.cli import program

ENTRIES = {str(entry.id): str(entry.string) for entry in build_catalogue.stored() if entry.id and entry.string}
PLACEHOLDER = re.compile(r"\{[^{}]*\}")
# What is typed or named stays as it is: options, variables, commands, endings of files, codes of rules.
COMMANDS = "|".join(re.escape(str(command.name)) for command in program().registered_commands)
TYPED = re.compile(
    rf"--[a-z][a-z-]*|QIPSHEETS_[A-Z_]+|qipsheets(?: (?:{COMMANDS}))?|\.[a-z]{{3,4}}\b|\b[A-Z]+-\d\d\b|tt\d\d-[\w-]+"
)
QUOTED = re.compile(r"«([^»]*)»")
ENGLISH = re.compile(
    r"\b(the|is|are|was|of|and|not|no|with|from|this|that|for|has|have|its?|be|an|or)\b", re.IGNORECASE
)
SAME: frozenset[str] = frozenset({"tiêu ngữ", "{side} {width:.0f} mm"})  # the same in both languages


def letters(text: str) -> bool:
    """True where words are left once placeholders and what is typed are taken out."""
    return any(map(str.isalpha, TYPED.sub("", PLACEHOLDER.sub("", text))))


def test_every_message_is_translated() -> None:
    wanting = build_catalogue.wanting(build_catalogue.updated(build_catalogue.stored()))
    assert not wanting, f"translate in {build_catalogue.PO}: {[entry.id for entry in wanting]}"


def test_the_files_hold_the_messages_of_the_code() -> None:
    stale = build_catalogue.out_of_date(build_catalogue.updated(build_catalogue.stored()))
    assert not stale, "run scripts/build_catalogue.py"


def test_placeholders_are_the_same() -> None:
    wrong = {a: b for a, b in ENTRIES.items() if set(PLACEHOLDER.findall(a)) != set(PLACEHOLDER.findall(b))}
    assert not wrong


def test_what_is_typed_stays() -> None:
    wrong = {a: b for a, b in ENTRIES.items() if sorted(TYPED.findall(a)) != sorted(TYPED.findall(b))}
    assert not wrong


def test_names_of_tabs_and_headings_stay() -> None:
    def vietnamese(text: str) -> set[str]:
        return {name for name in QUOTED.findall(text) if not name.isascii()}

    wrong = {a: b for a, b in ENTRIES.items() if not vietnamese(a) <= vietnamese(b)}
    assert not wrong


def test_no_english_is_left() -> None:
    wrong = [a for a, b in ENTRIES.items() if a == b and letters(a) and a not in SAME]
    wrong += [a for a, b in ENTRIES.items() if ENGLISH.search(TYPED.sub("", PLACEHOLDER.sub("", b)))]
    assert not wrong


def test_texts_are_tidy() -> None:
    for english, vietnamese in ENTRIES.items():
        assert vietnamese == unicodedata.normalize("NFC", vietnamese).strip()
        assert "  " not in vietnamese
        assert vietnamese[-1] == english[-1] or not {vietnamese[-1], english[-1]} & set(".:?…"), english


def test_the_program_speaks_vietnamese_by_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language, "_chosen", [])
    assert language._("Error") == "Lỗi"


def test_the_compiled_file_says_what_the_other_says() -> None:
    with build_catalogue.MO.open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    assert {text: compiled.gettext(text) for text in ENTRIES} == ENTRIES


def test_messages_are_found_inside_other_texts_too() -> None:
    source = """x = f"{_('row')} {N_('one')}"\nrule(_(title), y._("no"), Message("a" "b", n=1))"""
    assert sorted(build_catalogue.messages_in(source, "x.py")) == ["ab", "one", "row"]


@pytest.mark.parametrize("source", ["_(f'{name} is late')", "_('late: ' + name)", "_('')"])
def test_a_text_put_together_on_the_spot_is_refused(source: str) -> None:
    with pytest.raises(SystemExit):
        list(build_catalogue.messages_in(source, "x.py"))


def test_check_tells_and_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    package = tmp_path / "qipsheets"
    monkeypatch.setattr(build_catalogue, "ROOT", tmp_path)
    monkeypatch.setattr(build_catalogue, "PACKAGE", package)
    monkeypatch.setattr(build_catalogue, "FOLDER", package)
    monkeypatch.setattr(build_catalogue, "PO", package / "x.po")
    monkeypatch.setattr(build_catalogue, "MO", package / "x.mo")
    package.mkdir()
    (package / "one.py").write_text("_('Row {n}')\n_('Tab')\n", encoding="utf-8")

    def run(*words: str) -> int:
        monkeypatch.setattr("sys.argv", ["build_catalogue.py", *words])
        return build_catalogue.main()

    assert run("--check") == 1
    assert not build_catalogue.PO.exists()
    assert run() == 1  # made, but nothing is translated yet
    text = build_catalogue.PO.read_text(encoding="utf-8")
    text = text.replace('msgid "Row {n}"\nmsgstr ""', 'msgid "Row {n}"\nmsgstr "Dòng {n}"')
    build_catalogue.PO.write_text(text.replace('"Tab"\nmsgstr ""', '"Tab"\nmsgstr "Trang"'), encoding="utf-8")
    assert run("--check") == 1  # the .mo is older
    assert run() == 0
    assert run("--check") == 0
    first = build_catalogue.PO.read_bytes(), build_catalogue.MO.read_bytes()
    (package / "one.py").write_text("\n\n_('Row {n}')\n_('Tab')\n", encoding="utf-8")
    assert run("--check") == 0  # a line that moved changes nothing
    (package / "one.py").write_text("_('Tab')\n", encoding="utf-8")
    assert run("--check") == 1
    assert run() == 0
    assert b"Row" not in build_catalogue.PO.read_bytes()
    (package / "one.py").write_text("_('Row {n}')\n_('Tab')\n", encoding="utf-8")
    assert (build_catalogue.PO.read_bytes(), build_catalogue.MO.read_bytes()) != first
    text = build_catalogue.PO.read_text(encoding="utf-8").replace(
        "#: qipsheets/one.py", "#: qipsheets/one.py\n#, fuzzy"
    )
    build_catalogue.PO.write_text(text, encoding="utf-8")
    capsys.readouterr()
    assert run("--check") == 1
    assert "doubtful: Tab" in capsys.readouterr().out
