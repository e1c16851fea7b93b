"""The demo in a Sheet: `python3 scripts/demo.py --google`, from the step where its environment is ready."""

import os
import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT


def test_flags_follow_their_rows(tmp_path: Path) -> None:
    words = [sys.executable, str(ROOT / "scripts" / "demo_google.py"), str(tmp_path / "thử")]
    surroundings = {**os.environ, "QIPSHEETS_HOME": str(tmp_path / "home"), "QIPSHEETS_LANG": "en", "PYTHONUTF8": "1"}
    done = subprocess.run(
        words, check=False, capture_output=True, text=True, encoding="utf-8", env=surroundings, cwd=tmp_path
    )
    assert (done.returncode, done.stderr) == (0, "")
    before, after = done.stdout.split("=== 6.")
    assert "30/5/2025    Quá hạn" in before.split("=== 5.")[1]
    assert "30/5/2025    Bắt đầu trễ" in after
    assert "Calls to the service: 1 read, 1 write." in after
