"""Workbooks that are damaged in a hundred ways: flipped bits, missing parts, false sizes, prefixes, far cells.

Run it alone for many, with the exit codes counted: python -m tests.stores.damage --count 500 --seed 1
"""

import argparse
import contextlib
import io
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from lxml import etree

from qipsheets.cli import run as run_line
from qipsheets.frameworks.load import framework
from qipsheets.new_workbook import lists, sample_content
from qipsheets.stores.xlsx.store import ExcelStore

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
Parts = dict[str, bytes]


def parts_of(data: bytes) -> Parts:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return {info.filename: file.read(info) for info in file.infolist()}


def zipped(parts: Parts) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in parts.items():
            file.writestr(name, data)
    return out.getvalue()


def prefixed(data: bytes, prefix: str = "x") -> bytes:
    """The same XML with a prefix before each name of the spreadsheet's."""
    root = etree.fromstring(data)
    made = etree.Element(root.tag, dict(root.attrib), {prefix: MAIN, **{k: v for k, v in root.nsmap.items() if k}})
    made.extend(list(root))
    etree.cleanup_namespaces(made)
    return etree.tostring(made, xml_declaration=True, encoding="UTF-8")


# What can happen to a file; each takes its bytes and gives others


def flip_bits(data: bytes, rng: random.Random) -> bytes:
    found = bytearray(data)
    for _number in range(rng.choice((1, 1, 3, 20))):
        found[rng.randrange(len(found))] ^= 1 << rng.randrange(8)
    return bytes(found)


def flip_in_a_part(data: bytes, rng: random.Random) -> bytes:
    parts = parts_of(data)
    name = rng.choice(sorted(parts))
    parts[name] = flip_bits(parts[name], rng) if parts[name] else b"x"
    return zipped(parts)


def cut(data: bytes, rng: random.Random) -> bytes:
    return data[: rng.randrange(len(data))]


def without_a_part(data: bytes, rng: random.Random) -> bytes:
    parts = parts_of(data)
    del parts[rng.choice(sorted(parts))]
    return zipped(parts)


def empty_part(data: bytes, rng: random.Random) -> bytes:
    parts = parts_of(data)
    parts[rng.choice(sorted(parts))] = rng.choice((b"", b"<x/>", b"\x00" * 100, b"<a>" * 3000, "<a>ữ".encode("utf-16")))
    return zipped(parts)


def false_size(data: bytes, rng: random.Random) -> bytes:
    """The central directory tells other sizes than there are."""
    found, start = bytearray(data), 0
    entries = []
    while (start := data.find(b"PK\x01\x02", start)) >= 0:
        entries.append(start)
        start += 4
    at = rng.choice(entries) + rng.choice((20, 24, 42))
    found[at : at + 4] = rng.choice((0, 1, 10**6, 2**31 - 1, 2**32 - 1)).to_bytes(4, "little")
    return bytes(found)


def with_prefix(data: bytes, rng: random.Random) -> bytes:
    parts = parts_of(data)
    for name in parts:
        if name.startswith("xl/worksheets/sheet") or (name == "xl/workbook.xml" and rng.random() < 0.5):
            parts[name] = prefixed(parts[name])
    return zipped(parts)


def odd_attribute(data: bytes, rng: random.Random) -> bytes:
    parts = parts_of(data)
    name = rng.choice([name for name in sorted(parts) if name.endswith(".xml")])
    for old in rng.sample((b'r="', b's="', b't="', b'min="', b'width="', b'ref="', b'Id="', b'sheetId="', b'ht="'), 3):
        new = rng.choice((b"x", b"-1", b"99999999999999999999", b"ZZZ1048577", b""))
        parts[name] = parts[name].replace(old, old + new, 1)
    return zipped(parts)


def far_cell(data: bytes, rng: random.Random) -> bytes:
    parts = parts_of(data)
    name = rng.choice([name for name in sorted(parts) if name.startswith("xl/worksheets/sheet")])
    place, row = rng.choice(
        (("ZZ99999", "99999"), ("XFD1048576", "1048576"), ("A1048576", "1048576"), ("ZZZ5", "99998"))
    )
    cell = rng.choice(
        (f'<c r="{place}"><v>1</v></c>', f'<c r="{place}" s="1"/>', f'<c t="str" r="{place}"><v>x</v></c>')
    )
    parts[name] = parts[name].replace(b"</sheetData>", f'<row r="{row}">{cell}</row></sheetData>'.encode())
    return zipped(parts)


def bomb(data: bytes, rng: random.Random) -> bytes:
    """A part that inflates to far more than its bytes."""
    parts = parts_of(data)
    name = rng.choice([name for name in sorted(parts) if name.startswith("xl/")])
    parts[name] = parts[name] + b" " * rng.choice((10**8, 4 * 10**8))
    return zipped(parts)


def crowded(data: bytes, rng: random.Random) -> bytes:
    """A part with as many small elements as its largest size allows, or with as deep ones, or of as many names."""
    parts = parts_of(data)
    name = rng.choice(["xl/styles.xml", "xl/workbook.xml", "xl/worksheets/sheet2.xml"])
    count = 70_000_000
    fill = rng.choice(
        (
            b"<c/>" * (count // 4),
            b"<si/>" * (count // 5),
            b"<a>" * (count // 3),
            b"".join(b"<a%d/>" % number for number in range(count // 11)),
            b"<c a='" + b"x" * count + b"'/>",
            b'<row><c r="A1"><v>1</v></c></row>' * (count // 33),
        )
    )
    start = parts[name].index(b">", parts[name].index(b"<", 60)) + 1
    parts[name] = parts[name][:start] + fill + parts[name][start:]
    return zipped(parts)


KINDS: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    flip_bits, flip_in_a_part, flip_in_a_part, cut, without_a_part, without_a_part, empty_part, false_size, with_prefix,
    odd_attribute, odd_attribute, far_cell,
)  # fmt: skip


def sample_bytes(folder: Path) -> bytes:
    """The sample school's workbook."""
    content = sample_content()
    ExcelStore(folder / "mẫu.xlsx", folder).prepare(content, lists(framework("tt17-2018-primary"), content))
    return (folder / "mẫu.xlsx").read_bytes()


def exit_code(path: Path, *words: str) -> int:
    """What a command answers to a file; its output is not looked at."""
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        return run_line([*words, "--store", str(path), "--today", "2025-03-15"])


def damaged(data: bytes, seed: int) -> tuple[str, bytes]:
    rng = random.Random(seed)
    kind = rng.choice(KINDS)
    return kind.__name__, kind(data, rng)


def main() -> None:
    """Prints how often each command ended with which code, by kind of damage, and the most memory that one took."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--count", type=int, default=500)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--memory", action="store_true", help="each hostile file in a process of its own")
    chosen = options.parse_args()
    codes: Counter[tuple[str, int]] = Counter()
    bad: list[int] = []
    begun = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["QIPSHEETS_HOME"] = str(Path(folder) / "home")
        data, path = sample_bytes(Path(folder)), Path(folder) / "hỏng.xlsx"
        if chosen.memory:
            _memory(data, path)
            return
        for number in range(chosen.count):
            seed = chosen.seed * 1_000_000 + number
            kind, made = damaged(data, seed)
            path.write_bytes(made)
            code = exit_code(path, "validate")
            codes[kind, code] += 1
            if code in (0, 1) and number % 3 == 0:
                code = exit_code(path, "sync")
                codes[f"{kind}, sync", code] += 1
            if code == 70:
                bad.append(seed)
    for (kind, code), count in sorted(codes.items()):
        sys.stdout.write(f"{kind}: exit {code}: {count}\n")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    sys.stdout.write(f"{time.perf_counter() - begun:.0f} s, {peak} MB at most, exit 70: {bad}\n")
    sys.exit(bool(bad))


def _memory(data: bytes, path: Path) -> None:
    for kind, count in ((bomb, 9), (far_cell, 9), (false_size, 3), (crowded, 12)):
        for seed in range(count):
            path.write_bytes(kind(data, random.Random(seed)))
            code = (
                "import sys; from pathlib import Path; from qipsheets.cli import run; "
                f"c = run(['validate', '--store', {str(path)!r}, '--json']); "
                "found = [line for line in Path('/proc/self/status').read_text().splitlines() if 'VmHWM' in line]; "
                "print('exit', c, *found, file=sys.stderr)"
            )
            done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
            size = path.stat().st_size // 1024
            sys.stdout.write(f"{kind.__name__} {seed} ({size} KB): {done.stderr.strip().splitlines()[-1]}\n")


if __name__ == "__main__":
    main()
