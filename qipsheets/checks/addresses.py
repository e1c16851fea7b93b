"""People and addresses: whether who is in charge can be reached, mail and web addresses that lead somewhere."""

import re
from collections.abc import Iterator
from datetime import date
from urllib.parse import urlsplit

from qipsheets.checks.check import Breach, check
from qipsheets.checks.texts import plan_texts
from qipsheets.language import EMPTY, N_, Message
from qipsheets.plan.findings import Severity
from qipsheets.plan.model import Plan
from qipsheets.plan.values import Place
from qipsheets.vietnamese import fold

WARNING, INFO = Severity.WARNING, Severity.INFO
_MAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}")
_WEB = re.compile(r"\b(?:h?t+ps?|htps?|www)\b\s*[:.;]?\s*/{0,3}[^\s()«»“”\"]*[^\s()«»“”\".,;:]", re.IGNORECASE)
_HOST = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+", re.IGNORECASE)


@check(
    "PEOPLE-01",
    N_("Nobody stands on the tab «Nhân sự»"),
    INFO,
    N_("Owners are offices; without people no reminder reaches anybody, and no office can be checked."),
    N_("Enter who holds which office this school year, with a mail address."),
    example="Trang «Nhân sự» trống",
)
def nobody(plan: Plan, today: date) -> Iterator[Breach]:
    if plan.actions and not plan.people:
        yield Breach(
            Place("people", "", "name"),
            Message("The tab is empty; {count} actions have owners.", count=len(plan.actions)),
        )


@check(
    "PEOPLE-02",
    N_("Who is in charge has no mail address"),
    INFO,
    N_("A reminder cannot reach this person."),
    N_("Enter the address, or choose «Có» under «Không nhận thư nhắc»."),
    example="Kế toán phụ trách 2 hành động, thư điện tử trống",
)
def without_address(plan: Plan, today: date) -> Iterator[Breach]:
    charged = {fold(name) for action in plan.actions for name in action.owner.names}
    charged |= {fold(name) for step in plan.steps for name in step.owner.names}
    charged |= {fold(name) for entry in plan.milestones for name in entry.owner.names}
    for person in plan.people:
        offices = [name for name in (person.name, *person.roles) if fold(name) in charged]
        if offices and not person.email and not person.mail_opt_out:
            message = Message("{name} is in charge as {role} and has no address.", name=person.name, role=offices[-1])
            yield Breach(person.place.at("email"), message)


@check(
    "PEOPLE-03",
    N_("A mail address is not well formed"),
    WARNING,
    N_("Mail to it comes back, or reaches nobody."),
    N_("Copy the address anew, one address in the cell."),
    example="vanthu@thmaythuong, van thu@…",
)
def broken_mail(plan: Plan, today: date) -> Iterator[Breach]:
    cells = [(person.place.at("email"), person.email) for person in plan.people]
    cells += [(entry.place.at("email"), entry.email) for entry in plan.recipients]
    for place, text in cells:
        for address in filter(None, (part.strip() for part in re.split(r"[;,]", text))):
            if not _MAIL.fullmatch(address) or ".." in address:
                message = Message("«{address}» is no mail address.", address=address)
                yield Breach(place, message, part=address)


@check(
    "PEOPLE-04",
    N_("A web address is not well formed"),
    WARNING,
    N_("Who follows it to the published plan finds nothing."),
    N_("Copy the address anew from the browser; @ belongs into mail addresses only."),
    example="https://c1truong@moet.edu.vn",
)
def broken_web(plan: Plan, today: date) -> Iterator[Breach]:
    cells = [(Place("school", "website", "value"), plan.school.website)] if plan.school.website else []
    cells += [(place, match[0]) for place, text in plan_texts(plan) if _named(text) for match in _WEB.finditer(text)]
    for place, address in cells:
        if not opens(address if "://" in address or not address.lower().startswith("www.") else f"https://{address}"):
            good = address.replace("@", ".")
            hint = Message("Write «{text}» if that is meant.", text=good) if good != address and opens(good) else EMPTY
            yield Breach(place, Message("«{link}» is no web address.", link=address), hint, address)


def _named(text: str) -> bool:
    low = text.lower()
    return "http" in low or "www" in low or "htp" in low or "ttp:" in low


def opens(link: str) -> bool:
    """True for an address that a browser can open: http or https, a host with a dot, no @ before it."""
    try:
        parts = urlsplit(link.strip())
        host = parts.hostname or ""
    except ValueError:
        return False
    good = parts.scheme in ("http", "https") and bool(_HOST.fullmatch(host))
    return good and "@" not in parts.netloc and " " not in link.strip()


CHECKS = (nobody, without_address, broken_mail, broken_web)
