"""A school's own key: made once, kept where only its owner reads it, signs each bundle [Ed25519, RFC 8032]."""

import os
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key

from qipsheets.errors import FileTrouble
from qipsheets.files import file_lock, read_bytes, replace_bytes
from qipsheets.language import _

_PATIENCE = 10.0  # seconds


def key_path(home: Path) -> Path:
    """Where this machine's key lies."""
    return home / "bundle-key.pem"


def own_key(home: Path) -> Ed25519PrivateKey:
    """This machine's key, made at the first call.

    Raises FileTrouble where the key's file is damaged or others may read it.
    """
    path = key_path(home)
    if not path.exists():
        with file_lock(path, home, _PATIENCE):
            if not path.exists():
                made = Ed25519PrivateKey.generate()
                pem = made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
                replace_bytes(path, pem, private=True)
    if os.name == "posix" and path.stat().st_mode & 0o077:
        raise FileTrouble(
            _("Others may read the key {path}, so it proves nothing.").format(path=path),
            _("Delete it; a new one is made, and the office must be told its public key."),
        )
    try:
        key = load_pem_private_key(read_bytes(path), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise _damaged(path) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise _damaged(path)
    return key


def public_key_of(key: Ed25519PrivateKey) -> str:
    """The 64 letters by which an office knows a key."""
    return key.public_key().public_bytes_raw().hex()


def is_signed(public_key: str, signature: bytes, data: bytes) -> bool:
    """True where the signature of the data was made with the key; False for a key that is none."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key)).verify(signature, data)
    except (InvalidSignature, ValueError):
        return False
    return True


def _damaged(path: Path) -> FileTrouble:
    return FileTrouble(
        _("The file {path}, which holds the key of this school's bundles, is damaged.").format(path=path),
        _("Take it from a backup; or delete it: a new one is made, and the office must be told its public key."),
    )
