"""The heartbeat: called once, nowhere else than told, and told for what it is where it does not answer."""

import pytest

from qipsheets.errors import ConfigurationError, RemoteTrouble
from qipsheets.job.alerts import beat
from qipsheets.operations.scheduling import heartbeat_host
from tests.job.heartbeat_server import heartbeat_server


def test_a_call_to_this_machine() -> None:
    with heartbeat_server() as server:
        assert beat(server.url) == "127.0.0.1"
        assert server.paths == ["/ping/0e9a-secret"]


@pytest.mark.parametrize("status", [400, 404, 500, 503])
def test_a_refusal_is_reported_without_the_secret_of_the_address(status: int) -> None:
    with heartbeat_server() as server:
        server.status = status
        with pytest.raises(RemoteTrouble, match=str(status)) as caught:
            beat(server.url)
        assert "secret" not in str(caught.value)


def test_nobody_is_followed_elsewhere() -> None:
    with heartbeat_server() as server:
        server.status, server.location = 302, "/elsewhere"
        with pytest.raises(RemoteTrouble):
            beat(server.url)
        assert server.paths == ["/ping/0e9a-secret"]


def test_a_server_that_tarries_is_left() -> None:
    with heartbeat_server() as server:
        server.hold()
        with pytest.raises(RemoteTrouble, match="no answer in time"):
            beat(server.url, seconds=0.2)


def test_nobody_there() -> None:
    with heartbeat_server() as server:
        url = server.url
    with pytest.raises(RemoteTrouble):
        beat(url)


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("http://hc.example.org/x", id="not encrypted"),
        pytest.param("http://127.0.0.1.example.org/x", id="only looks like this machine"),
        pytest.param("file:///etc/passwd", id="a file"),
        pytest.param("ftp://localhost/x", id="another protocol"),
        pytest.param("hc.example.org/x", id="no scheme"),
        pytest.param("https://", id="no host"),
        pytest.param("https://[::1", id="a broken bracket"),
        pytest.param("https://hc.example.org:x/", id="a port that is none"),
        pytest.param("https://hc.example.org/a b", id="a blank"),
        pytest.param("https://hc.example.org/\nX: y", id="a line of its own"),
    ],
)
def test_addresses_that_are_not_called(url: str) -> None:
    with pytest.raises(ConfigurationError):
        heartbeat_host(url)
    with pytest.raises(ConfigurationError):
        beat(url)


@pytest.mark.parametrize("url", ["https://hc-ping.com/0e9a", "http://[::1]:8000/x", "http://localhost/x"])
def test_addresses_that_are(url: str) -> None:
    assert heartbeat_host(url)
