"""What these tests share: a server, a robot's key, a spreadsheet."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.sheets_server.server import SheetsServer
from tests.sheets_server.tests.sheets_api import PERSON, ROBOT, Api, Sheet


@pytest.fixture(autouse=True)
def _no_call_beyond_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Newer google-auth asks iamcredentials.googleapis.com, in a thread of its own, where a robot may work."""
    from google.auth import credentials

    kind = getattr(credentials, "CredentialsWithRegionalAccessBoundary", None)
    if kind is not None:
        monkeypatch.setattr(kind, "_is_regional_access_boundary_lookup_required", lambda _: False)


@pytest.fixture
def server() -> Iterator[SheetsServer]:
    with SheetsServer() as running:
        yield running


@pytest.fixture
def key(server: SheetsServer, tmp_path: Path) -> Path:
    return server.write_key(tmp_path, ROBOT)


@pytest.fixture
def api(server: SheetsServer) -> Api:
    return Api(server)


@pytest.fixture
def make(server: SheetsServer, api: Api) -> Callable[..., Sheet]:
    """Makes a spreadsheet that the robot may write to."""

    def new(**options: Any) -> Sheet:
        return Sheet(api, server.new_spreadsheet(**{"owner": PERSON, "writers": [ROBOT], **options}))

    return new


@pytest.fixture
def sheet(make: Callable[..., Sheet]) -> Sheet:
    return make()
