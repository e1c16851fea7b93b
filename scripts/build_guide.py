"""Makes the guide for schools: the menu's numbers in its text, and the text as pages for the browser, with a search.

docs/vi, README.vi.md and what they lead to are the text; docs/huong-dan are the pages, which the wheel ships.
"""

import argparse
import json
import re
import sys
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markdown_it import MarkdownIt
from markdown_it.token import Token

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from qipsheets.language import Message  # noqa: E402
from qipsheets.menu.menu import numbered_entries  # noqa: E402

OUT = ROOT / "docs" / "huong-dan"
# Each page: the text it is made of, its name, the name it bears in the list of pages.
PAGES = (
    ("README.vi.md", "index", "Giới thiệu"),
    ("docs/vi/ngay-dau.md", "ngay-dau", "Ngày đầu tiên"),
    ("docs/vi/hang-tuan.md", "hang-tuan", "Hằng tuần"),
    ("docs/vi/cuoi-hoc-ky.md", "cuoi-hoc-ky", "Cuối học kỳ"),
    ("docs/vi/bieu-mau.md", "bieu-mau", "Biểu mẫu"),
    ("docs/vi/nam-hoc-moi.md", "nam-hoc-moi", "Năm học mới"),
    ("docs/vi/khi-co-chu-do.md", "khi-co-chu-do", "Khi có chữ đỏ"),
    ("docs/vi/thu-dien-tu.md", "thu-dien-tu", "Thư điện tử"),
    ("docs/vi/trang-cong-khai.md", "trang-cong-khai", "Trang công khai"),
    ("docs/publishing.vi.md", "dua-len-mang", "Đưa trang lên mạng"),
    ("docs/google-setup.vi.md", "google", "Cài đặt Google"),
    ("docs/workbook.md", "bang-tinh", "Các trang, các cột"),
    ("docs/rules.md", "quy-tac", "Quy tắc kiểm tra"),
)
NAMES = {source: name for source, name, _title in PAGES}
ASIDE = re.compile(r"^\*(?:\[|For engineers|Các trang khác|Every tab).*?\*\n\n", re.MULTILINE | re.DOTALL)  # for GitHub
ENTRY = re.compile(r"\*\*(\d+)\. ([^*]+)\*\*")


def entries() -> dict[str, int]:
    """The menu's lines by their Vietnamese titles, each with its number."""
    return {Message(entry.title).text("vi"): number for _above, number, entry in numbered_entries()}


def with_numbers(text: str, known: dict[str, int]) -> str:
    """The text with each «**3. Title**» bearing the menu's number. Raises SystemExit for a title the menu has not."""

    def numbered_entry(match: re.Match[str]) -> str:
        title = " ".join(match[2].split())
        if title not in known:
            sys.exit(f"the menu has no entry «{title}»")
        return f"**{known[title]}. {match[2]}**"

    return ENTRY.sub(numbered_entry, text)


def sources() -> list[Path]:
    """The texts that name entries of the menu."""
    return [ROOT / "README.vi.md", *sorted((ROOT / "docs" / "vi").glob("*.md")), ROOT / "docs" / "google-setup.vi.md"]


def anchor(words: str) -> str:
    """The anchor that GitHub gives to a heading: both pages are reached by the same links."""
    return re.sub(r"[^\w\- ]", "", words.strip().casefold()).replace(" ", "-")


def rendered(source: str, text: str) -> tuple[str, list[dict[str, str]]]:
    """A page's HTML, and its sections for the search: anchor, heading, words."""
    parser = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("table")
    tokens = parser.parse(ASIDE.sub("", text))
    sections: list[dict[str, str]] = []
    for place, token in enumerate(tokens):
        if token.type == "heading_open":
            words = _plain(tokens[place + 1])
            token.attrSet("id", anchor(words))
            sections.append({"anchor": anchor(words), "heading": words, "words": ""})
        elif token.type == "inline":
            for child in token.children or ():
                _point(child, source)
            if sections and tokens[place - 1].type != "heading_open":
                sections[-1]["words"] += f" {_plain(token)}"
        elif token.type == "fence" and sections:
            sections[-1]["words"] += f" {token.content}"
    body = parser.renderer.render(tokens, parser.options, {})
    body = re.sub(r'<img src="([^"]+)"[^>]*>', r'<a href="\1">\g<0></a>', body)  # in full size for a small screen
    return body.replace("<table>", '<div class="wide"><table>').replace("</table>", "</table></div>"), sections


def _plain(token: Token) -> str:
    return " ".join("".join(child.content or " " for child in token.children or ()).split())


def _point(token: Token, source: str) -> None:
    """Leads a link to the page made of its target, a picture to where it lies."""
    name = "href" if token.type == "link_open" else "src"
    target = str(token.attrGet(name) or "")
    if not target or "://" in target or target.startswith("#"):
        return
    path, _mark, part = target.partition("#")
    found = (ROOT / source).parent.joinpath(path).resolve().relative_to(ROOT).as_posix()
    if found in NAMES:
        token.attrSet(name, f"{NAMES[found]}.html" + (f"#{part}" if part else ""))
    elif token.type == "image":
        token.attrSet(name, f"../{found.removeprefix('docs/')}")
        token.attrSet("loading", "lazy")
    else:
        token.attrSet(name, "index.html")


def pages() -> dict[str, str]:
    """Every file of the guide and its content."""
    templates = Environment(
        loader=FileSystemLoader(ROOT / "scripts" / "guide"), autoescape=True, undefined=StrictUndefined
    )
    page, made, index = templates.get_template("page.html"), {}, []
    for source, name, title in PAGES:
        text = with_numbers((ROOT / source).read_text(encoding="utf-8"), entries())
        body, sections = rendered(source, text)
        others = [{"name": f"{one}.html", "title": words, "here": one == name} for _path, one, words in PAGES]
        made[f"{name}.html"] = page.render(title=title, body=body, pages=others)
        index += [{"page": f"{name}.html", "title": title, **section} for section in sections]
    script = (ROOT / "scripts" / "guide" / "search.js").read_text(encoding="utf-8")
    made["search.js"] = f"const SECTIONS = {json.dumps(index, ensure_ascii=False)};\n{script}"
    return made


def main() -> int:
    """Writes numbers and pages, or with --check only says whether they are in order."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when something is to be done")
    check = parser.parse_args().check
    known = entries()
    wanted = {path: with_numbers(path.read_text(encoding="utf-8"), known) for path in sources()}
    wanted |= {OUT / name: content for name, content in pages().items()}
    stale = [path for path, text in wanted.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    for path in stale:
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(wanted[path], encoding="utf-8", newline="\n")
        print(f"{'out of date' if check else 'wrote'}: {path.relative_to(ROOT).as_posix()}")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
