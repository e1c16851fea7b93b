"""`python -m tests.sheets_server`: a server for a person at a terminal."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import requests

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("locale", ["vi_VN", "en_US"])
def test_it_tells_what_a_client_needs(tmp_path: Path, locale: str) -> None:
    words = [sys.executable, "-m", "tests.sheets_server", str(tmp_path), locale]
    surroundings = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env=surroundings, cwd=tmp_path) as process:
        assert process.stdout is not None
        found = dict(process.stdout.readline().strip().split("=", 1) for _ in range(3))
        try:
            url = found["QIPSHEETS_SHEETS_URL"]
            assert url.startswith("http://127.0.0.1:")
            assert Path(found["GOOGLE_APPLICATION_CREDENTIALS"]).parent == tmp_path
            from google.auth.transport.requests import AuthorizedSession
            from google.oauth2.service_account import Credentials

            scopes = ["https://www.googleapis.com/auth/spreadsheets"]
            robot = Credentials.from_service_account_file(found["GOOGLE_APPLICATION_CREDENTIALS"], scopes=scopes)
            reply = AuthorizedSession(robot).get(f"{url}/v4/spreadsheets/{found['SPREADSHEET']}")
            assert reply.json()["properties"]["locale"] == locale
            assert requests.get(f"{url}/v4/spreadsheets/x").status_code == 401
        finally:
            process.terminate()
