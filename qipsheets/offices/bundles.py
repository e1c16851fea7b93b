"""A school's year as one file: what an office may see, hashed and signed; and the reading of files that others made.

A bundle is a zip of three members. `data.json` holds the facts, `manifest.json` says of whom and when, with the SHA-256
of the data and the public key, `signature` is the Ed25519 signature of the manifest. Nothing is unpacked to a disk.
"""

import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

from qipsheets.errors import FileTrouble
from qipsheets.files import read_bytes
from qipsheets.language import _
from qipsheets.loading import CheckedPlan
from qipsheets.offices.facts import MALFORMED, Facts, facts_from, facts_json, facts_of, record_of
from qipsheets.offices.register import BUNDLE_SUFFIX, SchoolRegister
from qipsheets.offices.signing import is_signed, own_key, public_key_of
from qipsheets.vietnamese import fold
from qipsheets.zip_errors import ZIP_ERRORS

_FORM = 1
DATA, MANIFEST, SIGNATURE = "data.json", "manifest.json", "signature"
MOST_OF_A_FILE = 5_000_000  # bytes; a school's year takes about 10,000
MOST_INFLATED = {DATA: 20_000_000, MANIFEST: 10_000, SIGNATURE: 64}
_BLOCK = 1 << 16
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class BundleManifest:
    """Of whom a bundle is, on which day it was made, what proves it. `code` is empty where the school gave none."""

    schema_version: int
    code: str
    school: str
    year: str
    made: date
    sha256: str
    public_key: str


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle whose hash and signature are right: they prove that who has the key made it, not whose key it is."""

    manifest: BundleManifest
    facts: Facts


def bundle_bytes(checked: CheckedPlan, code: str, home: Path) -> bytes:
    """A school's bundle, signed with this machine's key. The same plan, day and key give the same bytes."""
    data = facts_json(facts_of(checked))
    about = {
        "schema_version": _FORM,
        "code": code,
        "school": checked.plan.school.name,
        "year": checked.plan.year.name,
        "made": checked.today.isoformat(),
        "sha256": sha256(data).hexdigest(),
    }
    key = own_key(home)
    manifest = json.dumps(about | {"public_key": public_key_of(key)}, ensure_ascii=False, indent=1).encode()
    return zipped({MANIFEST: manifest, DATA: data, SIGNATURE: key.sign(manifest)})


def zipped(members: dict[str, bytes]) -> bytes:
    """Members as a zip whose bytes follow from them alone."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name, data in members.items():
            entry = zipfile.ZipInfo(name, _FIRST_DAY)
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 0
            file.writestr(entry, data)
    return out.getvalue()


def read_bundle(path: Path) -> Bundle:
    """A bundle of a file. Raises FileTrouble as `opened`, and where the file cannot be read."""
    return opened(path.name, _bytes_of(path))


def claims_of(path: Path) -> BundleManifest | None:
    """What a bundle claims of itself, as long as nothing is proved; None where it says nothing that can be read."""
    try:
        return _manifest(path.name, _members(path.name, _bytes_of(path), (MANIFEST,))[MANIFEST])
    except FileTrouble:
        return None


def _bytes_of(path: Path) -> bytes:
    """The bytes of an ordinary file, at most one more than a bundle may have: a pipe or a device would never end."""
    if path.exists() and not path.is_file() and not path.is_dir():
        raise _no_bundle(path.name, _("it is no ordinary file"))
    try:
        with path.open("rb") as file:
            return file.read(MOST_OF_A_FILE + 1)
    except OSError:
        return read_bytes(path)  # raises, with the reason


def opened(name: str, data: bytes) -> Bundle:
    """A bundle out of bytes that anybody may have made. Raises FileTrouble where hash or signature are not right."""
    if len(data) > MOST_OF_A_FILE:
        raise _no_bundle(name, _("it is larger than any school's year"))
    members = _members(name, data, tuple(MOST_INFLATED))
    manifest = _manifest(name, members[MANIFEST])
    if manifest.schema_version != _FORM:
        words = _("it has the form {number}, which this version of qipsheets does not know")
        raise _no_bundle(name, words.format(number=manifest.schema_version))
    if not is_signed(manifest.public_key, members[SIGNATURE], members[MANIFEST]):
        raise _no_bundle(name, _("its signature is not right"))
    if sha256(members[DATA]).hexdigest() != manifest.sha256:
        raise _no_bundle(name, _("its data are not those that were signed"))
    return Bundle(manifest, facts_from(members[DATA]))


def _manifest(name: str, data: bytes) -> BundleManifest:
    try:
        return record_of(BundleManifest, json.loads(data))
    except MALFORMED as error:
        raise _no_bundle(name, _("its list of contents is not of the form that bundles have")) from error


def _members(name: str, data: bytes, wanted: tuple[str, ...]) -> dict[str, bytes]:
    """These members, inflated within bounds whatever the zip says of sizes; it must hold just the three of a bundle."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            names = [info.filename for info in file.infolist()]
            if sorted(names) != sorted(MOST_INFLATED):
                raise _no_bundle(name, _("it holds other files than a bundle"))
            return {member: _inflated(name, file, member) for member in wanted}
    except ZIP_ERRORS as error:
        raise _no_bundle(name, _("it is no zip file, or it is damaged")) from error


def _inflated(name: str, file: zipfile.ZipFile, member: str) -> bytes:
    held = bytearray()
    with file.open(member) as stream:
        while block := stream.read(_BLOCK):
            held += block
            if len(held) > MOST_INFLATED[member]:
                raise _no_bundle(name, _("it is too large unpacked"))
    return bytes(held)


def _no_bundle(name: str, why: str) -> FileTrouble:
    return FileTrouble(
        _("The bundle {name} is refused: {reason}.").format(name=name, reason=why),
        _("Ask the school to make it again with «qipsheets bundle» and to send it unchanged."),
    )


def bundles_in(folder: Path) -> Sequence[Path]:
    """The bundles of a folder, or the one file, by name."""
    return sorted(folder.glob(f"*{BUNDLE_SUFFIX}")) if folder.is_dir() else [folder] if folder.exists() else []


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


def verify_bundles(paths: Sequence[Path], register: SchoolRegister | None) -> list[Verified]:
    """The bundles of files and folders, each with what is wrong with it: hash, signature, or another key than that of
    the register. Raises FileTrouble where a folder has none."""
    found: list[Verified] = []
    for path in paths:
        files = bundles_in(path)
        if not files:
            raise FileTrouble(_("There is no bundle in {path}.").format(path=path), _("Name a file that ends in .qip."))
        found += [_verified(file, register) for file in files]
    return found


def _verified(path: Path, register: SchoolRegister | None) -> Verified:
    try:
        manifest = read_bundle(path).manifest
    except FileTrouble as error:
        return Verified(path.name, False, str(error))
    known = {
        school.public_key
        for school in (register.entries if register else ())
        if school.code.casefold() == manifest.code.casefold()
        or (not manifest.code and fold(school.name) == fold(manifest.school))
    } - {""}
    about = (manifest.code, manifest.school, manifest.year, manifest.made, manifest.public_key)
    if known and manifest.public_key not in known:
        why = _("It is not signed with the key that the register names for this school.")
        return Verified(path.name, False, why, False, *about)
    return Verified(path.name, True, "", bool(known), *about)
