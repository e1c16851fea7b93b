"""Proves bundles: hash, signature, and whether the key is the one that the register names."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from qipsheets.errors import FileTrouble
from qipsheets.language import _
from qipsheets.offices.bundles import read_bundle
from qipsheets.offices.collecting import bundles_in
from qipsheets.offices.register import Register
from qipsheets.vietnamese import fold


@dataclass(frozen=True, slots=True)
class Verified:
    """What a bundle says of itself and whether it is so; `key_is_known`: the register names its key for the school."""

    file: str
    is_sound: bool
    reason: str = ""
    key_is_known: bool = False
    code: str = ""
    school: str = ""
    year: str = ""
    made: date | None = None
    public_key: str = ""


def verify_bundles(paths: Sequence[Path], register: Register | None) -> list[Verified]:
    """The bundles of files and folders, each with what is wrong with it. Raises FileTrouble where a folder has none."""
    found: list[Verified] = []
    for path in paths:
        files = bundles_in(path)
        if not files:
            raise FileTrouble(_("There is no bundle in {path}.").format(path=path), _("Name a file that ends in .qip."))
        found += [_verified(file, register) for file in files]
    return found


def _verified(path: Path, register: Register | None) -> Verified:
    try:
        manifest = read_bundle(path).manifest
    except FileTrouble as error:
        return Verified(path.name, False, str(error))
    known = {
        entry.public_key
        for entry in (register.entries if register else ())
        if entry.code.casefold() == manifest.code.casefold()
        or (not manifest.code and fold(entry.name) == fold(manifest.school))
    } - {""}
    about = (manifest.code, manifest.school, manifest.year, manifest.made, manifest.public_key)
    if known and manifest.public_key not in known:
        why = _("It is not signed with the key that the register names for this school.")
        return Verified(path.name, False, why, False, *about)
    return Verified(path.name, True, "", bool(known), *about)
