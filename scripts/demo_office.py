"""Sixty invented schools seen by one office: collected, counted, printed; a few are in trouble, and each is named.

`python3 scripts/demo.py --office` runs it in the environment of the tests.
"""

import os
import sys
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from make_schools import PROVINCE, TODAY, register_rows, school, write_register, write_workbook

from qipsheets import console
from qipsheets.cli import run

COUNT, BUNDLES = 60, (10, 20, 30)
FORGED, DAMAGED, GONE, UNNAMED, TWICE = 30, 41, 42, 43, 5


def main(folder):
    """Makes the schools, then does what an office does on its day."""
    folder.mkdir(parents=True, exist_ok=True)
    register, data = folder / "danh-sach-truong.csv", folder / "so-lieu"
    day = f"{TODAY:%Y-%m-%d}"
    with home(folder / "home"):
        step(1, f"{COUNT} schools of ten communes; three send bundles, and some are in trouble")
        make(folder, register, day)
        step(2, "office verify: which bundles are as their schools signed them")
        command("office", "verify", folder / "goi", codes=(1,))
        step(3, "office collect: on two processes; what is wrong is said, the rest is done")
        command("office", "collect", "--register", register, "--data", data, "--today", day, "--workers", 2)
        step(4, "office collect once more: nothing has changed")
        command("office", "collect", "--register", register, "--data", data, "--today", day, "--workers", 2)
        step(5, "office report")
        command("office", "report", "--data", data)
        made = [folder / f"bao-cao.{suffix}" for suffix in ("docx", "xlsx", "html")]
        outs = [word for path in made for word in ("--out", path)]
        letter = ("--issuer", PROVINCE, "--place", "Lam Giang", "--signer", "Chủ tịch", "--signer-name", "Vi Thị Hà")
        command("office", "report", "--data", data, *letter, *outs)


def make(folder, register, day):
    """Writes workbooks, bundles and the register, with the troubles."""
    (folder / "goi").mkdir(exist_ok=True)
    schools, sources = [school(number) for number in range(COUNT)], {}
    for one in schools:
        path = write_workbook(one.number, folder)
        sources[one.code] = path.name
        if one.number in BUNDLES:
            bundle = folder / "goi" / f"{one.code}.qip"
            command("bundle", "--store", path, "--out", bundle, "--code", one.code, "--today", day)
            sources[one.code] = "goi"
    forged = folder / "goi" / f"{schools[FORGED].code}.qip"
    data = bytearray(forged.read_bytes())
    data[len(data) // 2] ^= 1
    forged.write_bytes(bytes(data))
    (folder / sources[schools[DAMAGED].code]).write_bytes(b"PK\x03\x04 damaged")
    (folder / sources[schools[GONE].code]).unlink()
    sources[schools[UNNAMED].code] = ""
    write_register(register, [*register_rows(schools, sources), *register_rows([schools[TWICE]], sources)[1:]])


@contextmanager
def home(folder):
    """A home of its own for the keys and locks."""
    before = os.environ.get("QIPSHEETS_HOME")
    os.environ["QIPSHEETS_HOME"] = str(folder)
    try:
        yield
    finally:
        os.environ.pop("QIPSHEETS_HOME")
        os.environ.update({"QIPSHEETS_HOME": before} if before is not None else {})


def command(*words, codes=(0,)):
    """Runs a command line of qipsheets; ends where it ends with another code than those meant."""
    code = run([str(word) for word in words])
    if code not in codes:
        sys.exit(code or 1)


def step(number, text):
    """A headline between commands."""
    console.say(f"\n=== {number}. {text}")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path("demo-office"))
