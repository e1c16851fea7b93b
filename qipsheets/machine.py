"""This machine: its identity, a random ID kept in the home folder, its name, and the addresses that mean itself."""

import ipaddress
import json
import platform
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from qipsheets.errors import FileTrouble
from qipsheets.files import file_lock, read_bytes, replace_bytes
from qipsheets.language import _

_PATIENCE = 10.0  # seconds


@dataclass(frozen=True, slots=True)
class Machine:
    """A computer that runs the job; the ID stays when the computer is renamed."""

    id: str
    name: str


def this_machine(home: Path) -> Machine:
    """The machine's identity, made at the first call. Raises FileTrouble where its file is damaged: a new ID would
    be another machine."""
    path = home / "machine.json"
    if not path.exists():
        with file_lock(path, home, _PATIENCE):
            if not path.exists():
                about = {"schema_version": 1, "id": uuid4().hex, "name": platform.node()}
                replace_bytes(path, json.dumps(about, ensure_ascii=False, indent=2).encode("utf-8"), private=True)
    try:
        known = json.loads(read_bytes(path))
        identity = known["id"]
        if not isinstance(identity, str) or not identity.isalnum():
            raise ValueError(identity)
    except (ValueError, TypeError, LookupError) as error:
        raise FileTrouble(
            _("The file {path}, which tells this machine from others, is damaged.").format(path=path),
            _("Take it from a backup; or delete it: this machine then counts as a new one."),
        ) from error
    return Machine(identity, platform.node() or str(known.get("name", "")))


def is_this_machine(host: str) -> bool:
    """True for a name or address that leads nowhere but to this machine."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"
