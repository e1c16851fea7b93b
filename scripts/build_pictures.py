"""Makes the pictures of docs/vi: the sample school's workbook, documents, mails, menu and public page, as a person sees them."""

import email
import email.policy
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import picture_terminal
from picture_paper import pages_in, picture, size_of

from qipsheets.documents import libreoffice
from qipsheets.menu.menu import entry_number

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "docs" / "vi" / "anh"
DAY = "2025-03-15"
WORKBOOK = "ke-hoach.xlsx"
MOST = 150_000  # bytes


def main():
    """Makes all pictures, or those of the kinds that are named: tabs, papers, mails, screens, site.

    Names what is missing on this machine where that keeps it from them.
    """
    missing = [f"{name} was not found: {cure}" for name, (find, cure) in TOOLS.items() if not find()]
    if missing:
        sys.exit("No picture was made.\n" + "\n".join(missing))
    OUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="pictures-") as name:
        folder = Path(name)
        fill(folder)
        for name in sys.argv[1:] or KINDS:
            KINDS[name](folder)


def fill(folder):
    """The sample school in the middle of its year: synced, printed, its mails as files."""
    for words in (
        ("init", "--sample"),
        ("sync",),
        ("plan", "--draft", "--out", "ke-hoach.docx"),
        ("report", "--period", "2024-2025-HK1", "--draft", "--out", "bao-cao.docx"),
        ("email", "digest", "--to-folder", "thu"),
    ):
        qipsheets(folder, *words)
    for name in ("ke-hoach.docx", "bao-cao.docx"):
        libreoffice.convert(folder / name, ".pdf", folder)


def variables(folder):
    """The settings of the sample school."""
    settings = {"STORE": WORKBOOK, "HOME": str(folder / "home"), "TODAY": DAY, "LANG": "vi"}
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    return {"PYTHONPATH": str(ROOT), "PATH": path} | {f"QIPSHEETS_{name}": value for name, value in settings.items()}


def qipsheets(folder, *words):
    """Runs a command in the school's folder."""
    command = [sys.executable, "-m", "qipsheets", *words]
    subprocess.run(command, cwd=folder, env={**os.environ, **variables(folder)}, check=True, stdout=subprocess.DEVNULL)


def keep(name, pdf, **how):
    """Makes a picture and says how big it is."""
    path = OUT / f"{name}.png"
    picture(pdf, path, **how)
    width, height = size_of(path)
    size = path.stat().st_size
    print(f"{path.name}: {width} x {height}, {size // 1024} kB")
    if size > MOST:
        sys.exit(f"{path.name} is larger than {MOST // 1000} kB")


def tabs(folder):
    """Tabs of the workbook as LibreOffice Calc lays them on paper, with the letters and numbers of the grid."""
    for name, title, how in (
        ("trang-hanh-dong", "Hành động", {"dpi": 320, "right": 0.385, "bottom": 0.42}),
        ("trang-nhat-ky", "Nhật ký giám sát", {"dpi": 110, "bottom": 0.6}),
        ("trang-kiem-tra", "Kiểm tra", {"dpi": 110}),
        ("trang-tong-hop", "Tổng hợp", {"dpi": 90}),
        ("trang-theo-doi", "Bảng theo dõi", {"dpi": 90}),
    ):
        copy = folder / f"{name}.xlsx"
        one_tab(folder / WORKBOOK, copy, title)
        keep(name, libreoffice.convert(copy, ".pdf", folder), **how)


def one_tab(source, target, title):
    """A copy of a workbook that prints one tab alone, with the headings of rows and columns."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        book = old.read("xl/workbook.xml").decode()
        names = re.findall(r'<sheet [^>]*name="([^"]+)"', book)
        place = names.index(title)
        for name in old.namelist():
            raw = old.read(name)
            if name == "xl/workbook.xml":
                raw = alone(book, title, place).encode()
            elif name == f"xl/worksheets/sheet{place + 1}.xml":
                raw = re.sub(rb"<printOptions[^>]*/>", b"", raw)
                raw = raw.replace(b"<pageMargins", b'<printOptions headings="1" gridLines="1"/><pageMargins', 1)
            new.writestr(name, raw)


def alone(book, title, place):
    """The workbook's part with every other tab hidden."""

    def hide(match):
        return match[0] if f'name="{title}"' in match[0] else match[0].replace('state="visible"', 'state="hidden"')

    return re.sub(r'activeTab="\d+"', f'activeTab="{place}"', re.sub(r"<sheet [^>]*>", hide, book))


def papers(folder):
    """Pages of the plan and the report as LibreOffice Writer lays them out."""
    plan, report = folder / "ke-hoach.pdf", folder / "bao-cao.pdf"
    keep("ke-hoach-trang-1", plan, dpi=90)
    keep("ke-hoach-bang", plan, page=table_page(plan), dpi=110)
    keep("bao-cao-trang-1", report, dpi=90)
    keep("bao-cao-bang", report, page=table_page(report), dpi=110)


def table_page(pdf):
    """The second page that lies on its side: there the table is under way."""
    shown = subprocess.run(
        ["pdfinfo", "-f", "1", "-l", str(pages_in(pdf)), str(pdf)], check=True, capture_output=True, text=True
    ).stdout
    sizes = re.findall(r"Page +(\d+) size: +([\d.]+) x ([\d.]+)", shown)
    wide = [int(page) for page, width, height in sizes if float(width) > float(height)]
    return wide[1] if len(wide) > 1 else 2


def mails(folder):
    """The owner's and the principal's digest: the HTML of the very mails."""
    for name, person in (("thu-nhac-viec", "Trịnh Thị Bích Lan"), ("thu-hieu-truong", "Đặng Thị Hoài Thương")):
        body = next(
            body
            for body in map(html_of, sorted((folder / "thu").glob("*.eml")))
            if f"<strong>{person}</strong>" in body
        )
        keep(
            name,
            printed(
                folder, name, body.replace("</head>", "<style>@page { size: 700px 1100px; margin: 0 }</style></head>")
            ),
            dpi=96,
        )


def html_of(path):
    """The HTML part of a mail in a file."""
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    body = message.get_body(("html",))
    assert body is not None
    return body.get_content()


def screens(folder):
    """The first day's questions, the menu and what is late, as a terminal shows them; a school's folder named for ours."""
    fresh = folder / "moi"
    fresh.mkdir()
    unset = variables(folder)
    del unset["QIPSHEETS_STORE"]
    first = ((r"\]: ", ""), (r"\]: ", ""), (r"\]: ", ""), (r"\): ", ""), (r"\]: ", ""), (r"\]: ", ""))
    asked = picture_terminal.screen(["setup"], fresh, first, unset)
    late = str(entry_number("What is late or soon due"))
    answers = ((r"số: ", late), (r"trình đơn\. ", ""), (r"số: ", "0"))
    shown = picture_terminal.screen([], folder, answers, variables(folder))
    end = next(number for number, line in enumerate(shown) if "Chọn số" in line) + 1
    for name, lines in (("cai-dat", asked), ("trinh-don", shown[:end]), ("viec-qua-han", shown[end : end + 24])):
        lines = [line.replace(f"{fresh}/", "D:\\ke-hoach\\").replace(str(fresh), r"D:\ke-hoach") for line in lines]
        lines = [line.replace(f"{folder}/", "D:\\ke-hoach\\").replace(str(folder), r"D:\ke-hoach") for line in lines]
        keep(name, printed(folder, name, picture_terminal.page(lines)), dpi=80)


def site(folder):
    """The first screen of the public page on a small tablet; the sample school's planted errors are accepted for it."""
    accepted = [word for code in ("CELL-02", "PCT-01", "PCT-05", "REF-01") for word in ("--accept", code)]
    qipsheets(folder, "plan", "--out", "trang.docx", *accepted, "--reason", "Trang mẫu", "--yes")
    qipsheets(folder, "documents", "issue", "plan", "--number", "45/KH-THMT", "--date", "2024-08-15", "--yes")
    qipsheets(folder, "publish", "--out", "trang")
    path = (OUT / "trang-cong-khai").with_suffix(".png")
    words = [browser(), "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--window-size=768,900"]
    words += [
        f"--user-data-dir={folder / 'browser'}",
        f"--screenshot={path}",
        (folder / "trang" / "index.html").as_uri(),
    ]
    subprocess.run(words, check=True, capture_output=True, timeout=120)


def printed(folder, name, page):
    """A web page as Chromium prints it."""
    source, pdf = folder / f"{name}.html", folder / f"{name}.pdf"
    source.write_text(page, encoding="utf-8")
    words = [browser(), "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
    words += [f"--user-data-dir={folder / 'browser'}", f"--print-to-pdf={pdf}", source.as_uri()]
    subprocess.run(words, check=True, capture_output=True, timeout=120)
    return pdf


def browser():
    """The Chromium of this machine, or None."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def has_font(name):
    """True where fontconfig knows a font."""
    found = shutil.which("fc-list")
    return found is not None and name in subprocess.run([found], capture_output=True, text=True).stdout


KINDS = {"tabs": tabs, "papers": papers, "mails": mails, "screens": screens, "site": site}
TOOLS = {
    "LibreOffice": (libreoffice.program_path, "apt install libreoffice-calc libreoffice-writer"),
    "pdftoppm": (lambda: shutil.which("pdftoppm"), "apt install poppler-utils"),
    "Chromium": (browser, "apt install chromium"),
    "Tinos, the font of the documents": (lambda: has_font("Tinos"), "apt install fonts-croscore"),
}

if __name__ == "__main__":
    main()
