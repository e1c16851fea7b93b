"""A robot's key: made, written as the JSON file the Cloud console gives out, and used to check its signatures."""

import base64
import hashlib
import json
import secrets
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
    """A robot's key; each is made once, for it takes a tenth of a second."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


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
