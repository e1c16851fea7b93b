"""What all benchmarks share: the shortest of several runs, a whole process, a big workbook, a line of the table."""

import os
import subprocess
import sys
import time
from datetime import date, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
TODAY = date(2025, 3, 15)
ROUNDS = 7


def least(run, rounds=ROUNDS):
    """The shortest of several runs, in seconds: the one that the machine disturbed least."""
    times = []
    for _round in range(rounds):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return min(times)


def process(*words):
    """A whole process of this Python."""
    env = dict(os.environ, PYTHONPATH=str(ROOT), PYTHONDONTWRITEBYTECODE="")
    subprocess.run([sys.executable, *words], check=True, capture_output=True, env=env)


def most_memory():
    """The most memory this process has used, in KB; on Linux without that of the process before exec."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(next(line for line in status.read_text().splitlines() if line.startswith("VmHWM")).split()[1])
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (1024 if sys.platform == "darwin" else 1)


def row(name, ratio, bound, detail):
    """One line of the table."""
    verdict = "ok" if ratio <= bound else "OVER"
    print(f"{name:<46} {ratio:>7.2f}x  bound {bound:>5}x  {verdict:<5} {detail}", flush=True)
    return ratio <= bound


def big_workbook(folder, actions, observations):
    """A workbook of many rows, made from the schema."""
    from qipsheets.frameworks.load import framework
    from qipsheets.new_workbook import lists, sample_content
    from qipsheets.stores.xlsx.store import ExcelStore

    primary = framework("tt17-2018-primary")
    content = sample_content()
    for key, count in (("actions", actions), ("observations", observations)):
        known = content[key]
        content[key] = [dict(known[n % len(known)], Mã="") for n in range(count)]
    for number, line in enumerate(content["observations"]):
        line["Hành động hoặc bước"] = f"HD-{number % actions + 1:03d}"
        line["Ngày"] = TODAY - timedelta(days=number % 200)
        line["Đã làm gì"] = f"{line['Đã làm gì']} (lần {number})"
    path = Path(folder) / f"{actions} {observations}.xlsx"
    ExcelStore(path, Path(folder)).prepare(content, lists(primary, content))
    return path
