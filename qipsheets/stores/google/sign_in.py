"""Who signs in: a robot by its key, a person through the browser, or the machine; with plain words where it fails."""

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from qipsheets import files
from qipsheets.errors import QipError, RemoteTrouble, SignInGone, SignInTrouble
from qipsheets.language import _
from qipsheets.stores.google.requests import JsonObject

if TYPE_CHECKING:
    from google.auth.credentials import Credentials

SCOPE = "https://www.googleapis.com/auth/spreadsheets"
LISTING_SCOPE = "https://www.googleapis.com/auth/drive.metadata.readonly"  # names and moments of change, no contents
KEY_VARIABLE = "GOOGLE_APPLICATION_CREDENTIALS"
_TOKENS = "https://oauth2.googleapis.com/token"
ROBOT, PERSON, MACHINE = "robot", "person", "machine"
WAIT = 300  # seconds for a person to find the window, sign in and agree


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Credentials, and whose: the robot's address where it is known."""

    credentials: "Credentials"
    account: str
    kind: str


def scopes(readonly: bool, listing: bool = False) -> tuple[str, ...]:
    """What is asked for: spreadsheets alone, never the whole Drive; with `listing` also when each file was changed."""
    return (SCOPE + ".readonly" if readonly else SCOPE, *((LISTING_SCOPE,) if listing else ()))


def token_path(home: Path) -> Path:
    """Where a person's sign-in is kept: outside every checkout, in this machine's folder."""
    return home / "google-token.json"


def sign_in(home: Path, readonly: bool = False, listing: bool = False) -> SignedIn:
    """The credentials of this machine: the key file, else the person's token, else the machine's own.

    Nothing is asked of the service yet. Raises SignInTrouble where there are none or they cannot be read.
    """
    named = os.environ.get(KEY_VARIABLE)
    path = Path(named).expanduser() if named else token_path(home)
    if named or path.exists():
        return sign_in_with(path, scopes(readonly, listing))
    import google.auth
    from google.auth.exceptions import GoogleAuthError

    try:
        found, _project = google.auth.default(scopes=scopes(readonly, listing))
    except GoogleAuthError as error:
        raise SignInTrouble(
            _("Nobody is signed in to Google: there is no key file and no sign-in of a person."),
            _("Set {variable} to the key file, or run «qipsheets sign-in»; docs/google-setup.md leads the way.").format(
                variable=KEY_VARIABLE
            ),
        ) from error
    return SignedIn(found, str(getattr(found, "service_account_email", "") or ""), MACHINE)


def sign_in_with(path: Path, wanted: Sequence[str]) -> SignedIn:
    """The credentials of one key file, whatever this machine's own are. Raises SignInTrouble where it is none."""
    from google.auth.exceptions import GoogleAuthError

    info = _read_key(path)
    if "installed" in info or "web" in info:  # an easy mistake
        raise SignInTrouble(
            _("{path} describes an OAuth client; it is no key.").format(path=path),
            _("Set QIPSHEETS_GOOGLE_CLIENT_FILE to it, take {variable} away, and run «qipsheets sign-in».").format(
                variable=KEY_VARIABLE
            ),
        )
    try:
        return _credentials(info, wanted)
    except (ValueError, TypeError, KeyError, AttributeError, GoogleAuthError) as error:
        raise _malformed(path) from error


def _read_key(path: Path) -> JsonObject:
    """A key file's object. Raises SignInTrouble where there is none that can be read; never shows what it holds."""
    try:
        info = json.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as error:
        raise SignInTrouble(
            _("There is no key file {path}.").format(path=path),
            _("Put the right name into {variable}; docs/google-setup.md says how to get a key.").format(
                variable=KEY_VARIABLE
            ),
        ) from error
    except OSError as error:
        raise SignInTrouble(
            _("The key file {path} cannot be read: {reason}.").format(path=path, reason=files.reason(error)),
            _("Give the account that runs qipsheets the right to read it."),
        ) from error
    except ValueError as error:
        raise _malformed(path) from error
    if not isinstance(info, dict):
        raise _malformed(path)
    return info


def _malformed(path: Path) -> SignInTrouble:
    return SignInTrouble(
        _("{path} is not a key file of Google (JSON), or it is damaged.").format(path=path),
        _("Make a new key and download it again; do not open and save it in Word or Notepad."),
    )


def _credentials(info: JsonObject, wanted: Sequence[str]) -> SignedIn:
    if "executable" in (info.get("credential_source") or {}):
        raise SignInTrouble(
            _("The key file tells to start a program; that is never done."),
            _("Use a key file (.json) of a service account; docs/google-setup.md says how to get one."),
        )
    if info.get("type") == "service_account":
        from google.oauth2 import service_account

        robot = service_account.Credentials.from_service_account_info(info, scopes=wanted)
        if is_loopback(str(info.get("token_uri", ""))):
            # Newer google-auth asks iamcredentials.googleapis.com where a robot may work: not ours to say.
            robot._is_regional_access_boundary_lookup_required = lambda: False
        return SignedIn(robot, str(robot.service_account_email), ROBOT)
    if info.get("type") == "authorized_user" or "refresh_token" in info:
        from google.oauth2 import credentials

        tokens_at = str(info.get("token_uri", ""))
        person = credentials.Credentials(
            token=None,
            refresh_token=info["refresh_token"],
            token_uri=tokens_at if is_loopback(tokens_at) else _TOKENS,
            client_id=info["client_id"],
            client_secret=info["client_secret"],
        )
        return SignedIn(person, str(info.get("account") or ""), PERSON)
    import google.auth as machine

    found, _project = machine.load_credentials_from_dict(dict(info), scopes=wanted)
    return SignedIn(found, str(getattr(found, "service_account_email", "") or ""), MACHINE)


def ask_person(client_file: Path, browser: bool = True) -> JsonObject:
    """Opens Google's page, waits for the answer on a port of this machine alone, returns what it allows.

    Raises SignInTrouble where the person or the organisation says no, or the file is another one.
    """
    from google_auth_oauthlib.flow import InstalledAppFlow  # type: ignore[import-untyped]

    info = _read_key(client_file)
    if not isinstance(info.get("installed"), dict):
        raise SignInTrouble(
            _("{path} is not the file of an OAuth client for desktop apps.").format(path=client_file),
            _("In the Cloud console, Clients: make an OAuth client ID for a «Desktop app» and download its JSON."),
        )
    flow = InstalledAppFlow.from_client_config(info, scopes=[SCOPE])
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
    answer: JsonObject = json.loads(person.to_json())
    return answer


def keep(home: Path, answer: JsonObject) -> Path:
    """Puts what is needed to sign in later where only its owner can read it; the access token itself is not kept.

    Raises FileTrouble, and SignInTrouble where nothing was allowed.
    """
    if SCOPE not in (answer.get("scopes") or []) or not answer.get("refresh_token"):
        raise SignInTrouble(
            _("Access to Google Sheets was not allowed."),
            _("Run the command again and tick the box for Google Sheets."),
        )
    names = ("refresh_token", "token_uri", "client_id", "client_secret", "account")
    kept = {"type": "authorized_user"} | {name: answer[name] for name in names if answer.get(name)}
    path = token_path(home)
    files.replace_bytes(path, json.dumps(kept, indent=2).encode(), private=True)
    return path


def refused(error: Exception, signed: SignedIn) -> QipError:
    """Why Google gave no token, from google-auth's exception; only the service's own words are looked at."""
    code, words = _words(error)
    account = signed.account or _("the account that is signed in")
    if getattr(error, "retryable", False) or not code:
        return RemoteTrouble(
            _("Google's sign-in service cannot be reached."),
            _("Check the internet connection, then run the command again."),
        )
    if "reasonable timeframe" in words or "iat" in words.split():
        return SignInGone(
            _("The clock of this machine is wrong, so Google refuses the key."),
            _("Let Windows or the system set date and time by itself, then run the command again."),
        )
    if signed.kind == PERSON:
        return SignInGone(
            _("The sign-in at Google has ended or was withdrawn ({code}).").format(code=code),
            _("Run «qipsheets sign-in» again."),
        )
    if code in ("invalid_grant", "invalid_client", "deleted_client", "disabled_client", "unauthorized_client"):
        return SignInGone(
            _("The key of {account} has expired, was deleted, or its account is switched off.").format(account=account),
            _("Make a new key for {account} in the Cloud console and put it into {variable}.").format(
                account=account, variable=KEY_VARIABLE
            ),
        )
    return SignInGone(
        _("Google refuses the sign-in of {account} ({code}).").format(account=account, code=code),
        _("Run «qipsheets doctor --live», or make a new key as docs/google-setup.md says."),
    )


def _words(error: Exception) -> tuple[str, str]:
    """The code and description of the token service's answer; both empty where it gave none."""
    for part in error.args:
        answer = part
        if isinstance(part, str) and part.lstrip().startswith("{"):
            try:
                answer = json.loads(part)
            except ValueError:
                continue
        if isinstance(answer, dict) and answer.get("error"):
            return str(answer["error"]), str(answer.get("error_description", ""))
    first = str(error.args[0]) if error.args else ""
    code, _colon, words = first.partition(": ")
    return (code, words) if code.isidentifier() else ("", first)


def is_loopback(url: str) -> bool:
    """True for a plain address on this machine: 127.0.0.0/8, ::1 or localhost, without a name before an @."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        known = host == "localhost" or ip_address(host).is_loopback
        port = parts.port
    except ValueError:
        return False
    plain = parts.scheme in ("http", "https") and "@" not in parts.netloc and not parts.query and not parts.fragment
    return known and plain and port != 0 and "\\" not in url
