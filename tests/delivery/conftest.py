"""What the tests of mail share: an outbox in a journal of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from qipsheets.delivery.outbox import Outbox
from qipsheets.journal.opening import connect, make_journal
from qipsheets.store_address import StoreAddress


@pytest.fixture
def outbox(tmp_path: Path) -> Iterator[Outbox]:
    """An empty outbox."""
    path = tmp_path / "journals" / "a.sqlite"
    make_journal(path, tmp_path, StoreAddress.of_workbook(tmp_path / "a.xlsx"), 1)
    database = connect(path, 1)
    yield Outbox(database)
    database.close()
