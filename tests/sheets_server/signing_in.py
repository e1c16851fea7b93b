"""Signing in: keys of robots, and the token endpoint, which makes bearer tokens of signed assertions and refresh tokens.

To see it refuse: `tokens.keys.pop(email)` (account not found), `tokens.revoked.add(email)` (revoked; also ends the
tokens already given), `tokens.expire()` (every token given so far is past its hour), `tokens.clock_skew` (seconds).
"""

import base64
import hashlib
import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from tests.sheets_server.replies import Json

PROJECT = "local-sheets"


def write_key(folder: Path, email: str, token_uri: str) -> tuple[Path, str, str]:
    """Writes a service-account JSON. Returns its path, the key's ID and the public key (PEM)."""
    key = _made_key(email)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    key_id = hashlib.sha1(public, usedforsecurity=False).hexdigest()
    told: Json = {
        "type": "service_account",
        "project_id": PROJECT,
        "private_key_id": key_id,
        "private_key": private.decode("ascii"),
        "client_email": email,
        "client_id": str(secrets.randbelow(10**21)),
        "auth_uri": token_uri.replace("/token", "/auth"),
        "token_uri": token_uri,
        "universe_domain": "googleapis.com",
    }
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{email.partition('@')[0]}.json"
    path.write_text(json.dumps(told, indent=2), encoding="utf-8")
    path.chmod(0o600)
    return path, key_id, public.decode("ascii")


@cache
def _made_key(_email: str) -> rsa.RSAPrivateKey:
    """A robot's key; each is made once and is short, for a long one takes a client a twentieth of a second to read."""
    return rsa.generate_private_key(public_exponent=65537, key_size=1024)


def signed_by(public_key: str, signed: bytes, signature: bytes) -> bool:
    """Whether a signature (RS256) over some bytes is this key's."""
    key = serialization.load_pem_public_key(public_key.encode("ascii"))
    if not isinstance(key, rsa.RSAPublicKey):
        return False
    try:
        key.verify(signature, signed, padding.PKCS1v15(), hashes.SHA256())
    except InvalidSignature:
        return False
    return True


def opened(part: str) -> bytes:
    """A part of a JWT. Raises ValueError for what is no base64."""
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


GRANT_JWT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
GOOGLE_AUDIENCE = "https://oauth2.googleapis.com/token"  # what google-auth writes whatever the token_uri
LIFETIME = 3600
LEEWAY = 300
SHEETS_WRITE = "https://www.googleapis.com/auth/spreadsheets"
SHEETS_READ = "https://www.googleapis.com/auth/spreadsheets.readonly"
DRIVE = "https://www.googleapis.com/auth/drive"
DRIVE_READ = "https://www.googleapis.com/auth/drive.readonly"
DRIVE_FILE = "https://www.googleapis.com/auth/drive.file"
DRIVE_METADATA = "https://www.googleapis.com/auth/drive.metadata.readonly"
LISTING = {DRIVE, DRIVE_READ, DRIVE_METADATA}
WRITING = {SHEETS_WRITE, DRIVE, DRIVE_FILE}
READING = WRITING | {SHEETS_READ, DRIVE_READ}
TIMEFRAME = (
    "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. "
    "Check your iat and exp values in the JWT claim."
)


class GrantRefused(Exception):
    """The endpoint's 400: an error word and its description."""

    def __init__(self, error: str, description: str) -> None:
        super().__init__(error, description)
        self.error = error
        self.description = description

    def json(self) -> Json:
        """As it goes over the wire."""
        return {"error": self.error, "error_description": self.description}


@dataclass(frozen=True, slots=True)
class Bearer:
    """Who a token speaks for, how far, and until when (seconds of the machine's clock)."""

    user: str
    scopes: frozenset[str]
    until: float


@dataclass(slots=True)
class Tokens:
    """What the endpoint knows: public keys of robots, refresh tokens of people, bearer tokens given."""

    token_uri: str = ""
    keys: dict[str, dict[str, str]] = field(default_factory=dict)
    refresh: dict[str, tuple[str, frozenset[str]]] = field(default_factory=dict)
    given: dict[str, Bearer] = field(default_factory=dict)
    revoked: set[str] = field(default_factory=set)
    clock_skew: float = 0.0

    def now(self) -> float:
        """The server's clock."""
        return time.time() + self.clock_skew

    def grant(self, form: Mapping[str, str]) -> Json:
        """A token for a form sent to the endpoint. Raises GrantRefused."""
        kind = form.get("grant_type")
        if kind == GRANT_JWT:
            return self._give(*self._asserted(form.get("assertion", "")))
        if kind == "refresh_token":
            user, scopes = self.refresh.get(form.get("refresh_token", ""), ("", frozenset()))
            if not user or user in self.revoked:
                raise GrantRefused("invalid_grant", "Token has been expired or revoked.")
            return self._give(user, scopes)
        raise GrantRefused("unsupported_grant_type", f"Invalid grant_type: {kind or ''}")

    def refresh_token(self, user: str, *scopes: str) -> str:
        """A refresh token, as a person's sign-in in the browser would have left it."""
        token = f"1//{secrets.token_urlsafe(32)}"
        self.refresh[token] = (user, frozenset(scopes or {SHEETS_WRITE}))
        return token

    def bearer(self, token: str) -> Bearer | None:
        """Who holds a token; None for one that is unknown, expired or revoked."""
        found = self.given.get(token)
        if found is None or found.until < self.now() or found.user in self.revoked:
            return None
        return found

    def expire(self) -> None:
        """Every token given so far is past its hour."""
        self.given.clear()

    def _give(self, user: str, scopes: frozenset[str]) -> Json:
        token = f"ya29.{secrets.token_urlsafe(48)}"
        self.given[token] = Bearer(user, scopes, self.now() + LIFETIME)
        return {
            "access_token": token,
            "expires_in": LIFETIME - 1,
            "scope": " ".join(sorted(scopes)),
            "token_type": "Bearer",
        }

    def _asserted(self, assertion: str) -> tuple[str, frozenset[str]]:
        """User and scopes of a signed assertion, once everything about it holds."""
        try:
            head, claims, signature = assertion.split(".")
            header, told, seal = json.loads(opened(head)), json.loads(opened(claims)), opened(signature)
            user = str(told["iss"])
            start, end = float(told["iat"]), float(told["exp"])
        except (ValueError, KeyError, TypeError) as wrong:
            raise GrantRefused("invalid_grant", "Bad Request") from wrong
        keys = self.keys.get(user)
        if keys is None:
            raise GrantRefused("invalid_grant", "Invalid grant: account not found")
        fitting = [public for key_id, public in keys.items() if header.get("kid") in (None, "", key_id)]
        signed = any(signed_by(public, f"{head}.{claims}".encode(), seal) for public in fitting)
        if header.get("alg") != "RS256" or not signed:
            raise GrantRefused("invalid_grant", "Invalid JWT Signature.")
        if told.get("aud") not in (self.token_uri, GOOGLE_AUDIENCE):
            raise GrantRefused(
                "invalid_grant", f"Invalid JWT: Failed audience check. The right audience is {GOOGLE_AUDIENCE}"
            )
        if end - start > LIFETIME or not start - LEEWAY <= self.now() <= end + LEEWAY:
            raise GrantRefused("invalid_grant", TIMEFRAME)
        if user in self.revoked:
            raise GrantRefused("invalid_grant", "Invalid grant: account disabled")
        return user, self._scopes(str(told.get("scope") or ""))

    def _scopes(self, text: str) -> frozenset[str]:
        """The scopes asked for; all must be known."""
        scopes = frozenset(text.split())
        if not scopes or not scopes <= READING | LISTING:
            raise GrantRefused("invalid_scope", "Invalid OAuth scope or ID token audience provided.")
        return scopes
