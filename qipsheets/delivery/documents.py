"""Who gets a plan or a report and why, and the mails that carry it: by the tab «Nơi nhận», or where a person says."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from qipsheets.delivery.addresses import BadAddress, MailAddress, addresses, sound_addresses
from qipsheets.delivery.letters import letter
from qipsheets.delivery.message import Attachment, Mail
from qipsheets.language import _, joined
from qipsheets.plan.findings import Finding, Severity
from qipsheets.plan.model import Plan
from qipsheets.plan.organisation import Recipient
from qipsheets.vietnamese import fold

WANTED = {"plan": fold("Kế hoạch"), "report": fold("Báo cáo")}
_NONE = fold("Không")
# «Lưu: VT» ends each list of recipients: a file in the office, which gets no mail. Lưu is a family name, too.
_ARCHIVE = re.compile(r"lưu *(:|$|,? *(vt|văn thư|hs|hồ sơ)\b)")
_ANYBODY = "Quý vị"


@dataclass(frozen=True, slots=True)
class Sending:
    """A document on its way: what it is, in which state, and its files, of which the first is the document itself."""

    kind: str  # plan or report
    period: str
    title: str
    number: str
    draft: bool
    signed: bool
    files: tuple[Attachment, ...]


@dataclass(frozen=True, slots=True)
class Receiver:
    """Somebody who gets a document: `purpose` as the tab says («để b/c»), `key` the row's ID, empty where typed."""

    to: MailAddress
    name: str
    purpose: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Receivers:
    """Who gets a document, who should and has no address (with the reason), and which cells hold no address."""

    found: tuple[Receiver, ...]
    unreached: tuple[tuple[str, str], ...] = ()
    wrong: tuple[Finding, ...] = ()


def wants(recipient: Recipient, kind: str) -> bool:
    """True where the tab says that this body gets documents of the kind; other words may be typed there."""
    receives = fold(recipient.receives)
    is_archive = _ARCHIVE.match(fold(recipient.name))
    return WANTED[kind] in receives and not receives.startswith(_NONE) and not is_archive


def listed_receivers(plan: Plan, kind: str) -> Receivers:
    """Who gets a document by the tab, each address once."""
    found: dict[str, Receiver] = {}
    unreached: list[tuple[str, str]] = []
    wrong: list[Finding] = []
    for entry in plan.recipients:
        if not wants(entry, kind):
            continue
        if not entry.email.strip():
            unreached.append((entry.name, _("has no address")))
            continue
        try:
            for to in addresses(entry.email):
                found.setdefault(to.spec.casefold(), Receiver(to, entry.name, entry.purpose, entry.key))
        except BadAddress as error:
            wrong.append(Finding("", joined("", [str(error)]), entry.place.at("email"), Severity.ERROR))
    return Receivers(tuple(found.values()), tuple(unreached), tuple(wrong))


def named_receivers(plan: Plan, typed: Iterable[str]) -> Receivers:
    """Those whose addresses a person types, each once; the tab lends the name and purpose of one it knows.

    Raises BadAddress for a text that is no address.
    """
    known = {
        to.spec.casefold(): Receiver(to, entry.name, entry.purpose, entry.key)
        for entry in reversed(plan.recipients)
        for to in sound_addresses(entry.email)  # `validate` reports the others
    }
    found: dict[str, Receiver] = {}
    for text in typed:
        if not addresses(text):
            raise BadAddress(_("«{text}» is no mail address.").format(text=text))
        for to in addresses(text):
            one = known.get(to.spec.casefold(), Receiver(to, to.name or _ANYBODY))
            found.setdefault(to.spec.casefold(), replace(one, to=to, name=to.name or one.name))
    return Receivers(tuple(found.values()))


def document_mails(sending: Sending, found: Sequence[Receiver], school: str) -> list[Mail]:
    """A mail for each receiver, in order."""
    subject = f"{'[DỰ THẢO] ' if sending.draft else ''}{school}: {sending.title}"
    words: dict[str, object] = {"truong": school, "van_ban": sending.title, "so_ky_hieu": sending.number}
    words |= {"du_thao": sending.draft, "da_ky": sending.signed}
    document = sha256(sending.files[0].data).hexdigest()
    mails = []
    for one in found:
        named = words | {"nguoi_nhan": one.name, "muc_dich": one.purpose}
        mail = letter("document", sending.kind, sending.period, one.to, subject, named)
        mails.append(replace(mail, attachments=sending.files, document=document))
    return mails
