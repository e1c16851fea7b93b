"""The guide names the menu's entries by their numbers, and its pages are those of its text, whole and without requests."""

import re
from html.parser import HTMLParser
from urllib.parse import unquote

import build_guide
import pytest

from tests.conftest import ROOT

PAGES = build_guide.pages()


def test_every_number_in_the_guides_is_the_menus() -> None:
    known = build_guide.entries()
    for path in build_guide.sources():
        for number, title in build_guide.ENTRY.findall(path.read_text(encoding="utf-8")):
            assert known[" ".join(title.split())] == int(number), f"{path.name}: {title}; run scripts/build_guide.py"


def test_a_number_never_stays_without_its_entry() -> None:
    for path in build_guide.sources():
        assert not re.search(r"(?:[Cc]họn|rồi) \*\*\d+\*\*", path.read_text(encoding="utf-8")), path.name


def test_a_wrong_number_is_put_right_and_an_unknown_entry_refused() -> None:
    assert build_guide.with_numbers("chọn **9. Mở\nkế hoạch**", {"Mở kế hoạch": 1}) == "chọn **1. Mở\nkế hoạch**"
    with pytest.raises(SystemExit, match="no entry «Mở sổ»"):
        build_guide.with_numbers("**1. Mở sổ**", {"Mở kế hoạch": 1})


def test_the_pages_are_those_of_the_text() -> None:
    stale = [name for name, text in PAGES.items() if (build_guide.OUT / name).read_text(encoding="utf-8") != text]
    assert not stale, "run scripts/build_guide.py"


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.anchors: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.targets += [str(found[name]) for name in ("href", "src") if found.get(name)]
        self.anchors |= {str(found["id"])} if found.get("id") else set()


def links(name: str) -> _Links:
    parser = _Links()
    parser.feed(PAGES[name])
    return parser


@pytest.mark.parametrize("name", [name for name in PAGES if name.endswith(".html")])
def test_links_and_pictures_lead_somewhere(name: str) -> None:
    for target in links(name).targets:
        path, _mark, part = target.partition("#")
        if "://" in target:
            continue
        assert not path or (build_guide.OUT / path).exists(), target
        assert not part or unquote(part) in links(path or name).anchors, target


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_fetched_from_outside(name: str) -> None:
    assert not re.search(r"""(?:src|@import|url\()\s*=?\s*["'(]?\s*(?:https?:)?//""", PAGES[name])
    assert not re.search(r"\b(?:fetch|XMLHttpRequest|import)\(", PAGES[name])


def test_the_wheel_ships_pages_and_pictures() -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert '"docs/huong-dan" = "qipsheets/docs/huong-dan"' in project
    assert '"docs/vi/anh" = "qipsheets/docs/vi/anh"' in project


def test_forms_the_new_year_and_restoring_have_their_place() -> None:
    titles = set(build_guide.entries())
    named = {
        " ".join(title.split())
        for path in build_guide.sources()
        for _number, title in build_guide.ENTRY.findall(path.read_text(encoding="utf-8"))
    }
    assert len(titles - named) <= 2, titles - named
