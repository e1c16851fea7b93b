"""A person's sign-in: what is kept, who can read it, what is said where it fails."""

import json
import os
from pathlib import Path

import pytest

from qipsheets.errors import ConfigurationError, SignInTrouble
from qipsheets.stores.google import sign_in as person
from qipsheets.stores.google.sign_in import KEY_VARIABLE, PERSON, SCOPE, ask_person, keep, sign_in, token_path

CLIENT = {
    "installed": {
        "client_id": "1-x.apps.googleusercontent.com", "client_secret": "GOCSPX-bi-mat", "project_id": "truong",
        "auth_uri": "https://accounts.google.com/o/oauth2/auth", "token_uri": "https://oauth2.googleapis.com/token",
        "redirect_uris": ["http://localhost"],
    }
}  # fmt: skip
TOKEN = {
    "token": "ya29.kin", "refresh_token": "1//kin", "token_uri": "https://oauth2.googleapis.com/token", "client_id": "1-x",
    "client_secret": "GOCSPX-bi-mat", "scopes": [SCOPE], "universe_domain": "googleapis.com", "account": "", "expiry": "2026-11-30T00:00:00Z",
}  # fmt: skip


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX's")
@pytest.mark.parametrize("before", [None, 0o600], ids=["new", "again"])
def test_only_the_owner_can_read_what_is_kept(tmp_path: Path, before: int | None) -> None:
    if before is not None:
        token_path(tmp_path).write_text("{}")
        token_path(tmp_path).chmod(before)
    path = keep(tmp_path, TOKEN)
    assert path.stat().st_mode & 0o777 == 0o600


def test_what_is_kept_signs_in_and_holds_no_access_token(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(KEY_VARIABLE, raising=False)
    path = keep(tmp_path, TOKEN)
    assert "ya29" not in path.read_text(encoding="utf-8")
    assert sign_in(tmp_path).kind == PERSON


@pytest.mark.parametrize(
    "expected", [TOKEN | {"scopes": []}, TOKEN | {"refresh_token": None}, TOKEN | {"scopes": [SCOPE + ".readonly"]}],
    ids=["nothing allowed", "no lasting right", "reading only"],
)  # fmt: skip
def test_a_box_that_was_not_ticked_is_said(tmp_path: Path, expected: dict[str, object]) -> None:
    with pytest.raises(SignInTrouble, match="not allowed") as error:
        keep(tmp_path, expected)
    assert "kin" not in str(error.value)
    assert not token_path(tmp_path).exists()


@pytest.mark.parametrize("text", ["{}", '{"web": {}}', '{"installed": "x"}', json.dumps(TOKEN), "x"])
def test_another_file_is_no_client(tmp_path: Path, text: str) -> None:
    path = tmp_path / "client.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SignInTrouble, match=r"client\.json"):
        ask_person(path)


def test_a_person_who_never_comes_is_not_waited_for_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "client.json"
    path.write_text(json.dumps(CLIENT), encoding="utf-8")
    monkeypatch.setattr(person, "WAIT", 0.2)
    with pytest.raises(SignInTrouble, match="not completed"):
        ask_person(path, browser=False)
    shown = capsys.readouterr().out
    assert "https://accounts.google.com/" in shown
    assert "bi-mat" not in shown


def test_the_command_asks_for_a_client_first(monkeypatch: pytest.MonkeyPatch) -> None:
    from qipsheets.commands.sign_in import sign_in as command

    monkeypatch.delenv("QIPSHEETS_GOOGLE_CLIENT_FILE", raising=False)
    with pytest.raises(ConfigurationError, match="No OAuth client"):
        command()
