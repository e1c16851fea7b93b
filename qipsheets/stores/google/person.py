"""A person's sign-in through the browser, and its safe keeping on this machine."""

import json
from pathlib import Path
from typing import Any

from qipsheets import files
from qipsheets.errors import SignInTrouble
from qipsheets.language import _
from qipsheets.stores.google.requests import Json
from qipsheets.stores.google.sign_in import SCOPE, read_client, token_path

WAIT = 300  # seconds for a person to find the window, sign in and agree


def ask_person(client_file: Path, browser: bool = True) -> Json:
    """Opens Google's page, waits for the answer on a port of this machine alone, returns what signs in later.

    Raises SignInTrouble where the person or the organisation says no, ConfigurationError where the file is none.
    """
    from google_auth_oauthlib.flow import InstalledAppFlow  # type: ignore[import-untyped]

    info = read_client(client_file)
    flow: Any = InstalledAppFlow.from_client_config(info, scopes=[SCOPE])
    try:
        person = flow.run_local_server(
            host="127.0.0.1",
            port=0,
            open_browser=browser,
            timeout_seconds=WAIT,
            authorization_prompt_message=_("Open this address: {url}"),
            success_message=_("Signed in. You can close this window."),
        )
    except Exception as error:  # every library beneath has its own; nothing of theirs is shown, it may hold a secret
        raise SignInTrouble(
            _("The sign-in was not completed ({reason}).").format(reason=type(error).__name__),
            _("Run it again; if Google says «blocked», ask the organisation's administrator to allow the app."),
        ) from error
    return _kept(json.loads(person.to_json()))


def _kept(told: Json) -> Json:
    """What is needed to sign in later; the access token itself is not kept. Raises SignInTrouble without a right."""
    granted = told.get("scopes") or []
    if SCOPE not in granted or not told.get("refresh_token"):
        raise SignInTrouble(
            _("Access to Google Sheets was not allowed."),
            _("Run the command again and tick the box for Google Sheets."),
        )
    names = ("refresh_token", "token_uri", "client_id", "client_secret", "account")
    return {"type": "authorized_user"} | {name: told[name] for name in names if told.get(name)}


def keep(home: Path, told: Json) -> Path:
    """Puts a sign-in where only its owner can read it. Raises FileTrouble."""
    path = token_path(home)
    files.replace_bytes(path, json.dumps(told, indent=2).encode(), private=True)
    return path
