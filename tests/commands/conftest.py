"""What tests of the job share: a mail server that takes its mails, and a clock to set."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from qipsheets import settings
from tests.delivery.mail_server import mail_server


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> Any:
    with mail_server() as (handler, port):
        for name, value in (
            ("HOST", "127.0.0.1"),
            ("PORT", port),
            ("SECURITY", "none"),
            ("FROM", "school@example.edu.vn"),
        ):
            monkeypatch.setenv(f"QIPSHEETS_SMTP_{name}", str(value))
        yield handler.taken


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Any:
    def set_clock(text: str) -> None:
        moment = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
        monkeypatch.setattr(settings, "now", lambda: moment)

    return set_clock
