"""`digest`: what each person should hear; shown, pasted into a chat, or sent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from qipsheets import console, operations
from qipsheets.commands import options
from qipsheets.delivery.digest import reachable
from qipsheets.delivery.outbox import MailStatus
from qipsheets.language import N_, _

if TYPE_CHECKING:
    from qipsheets.delivery.digest import Digest

_AUDIENCES = {
    "owner": N_("owner"),
    "head": N_("head of a group"),
    "team": N_("monitoring team"),
    "principal": N_("principal"),
}


def digest(
    store: options.Store = None,
    today: options.Today = None,
    text: Annotated[bool, typer.Option("--text", help=_("The words, to paste into a chat."))] = False,
    person: Annotated[str, typer.Option(metavar="NAME", help=_("Only this person's."))] = "",
    send: Annotated[bool, typer.Option("--send", help=_("Send them now, to each person once a day."))] = False,
    test_to: options.TestTo = "",
    to_folder: options.ToFolder = None,
) -> None:
    """Shows or sends everyone's digest."""
    opened = operations.opening.open_plan(store, today)
    found = operations.mails.digests_of(opened, person)
    if text:
        texts = [operations.mails.digest_text(one, opened) for one in found]
        console.say("\n\n".join(texts) or _("Nobody has anything to hear today."))
    elif send or test_to or to_folder:
        _show_sent(operations.mails.send_digests(opened, found, test_to=test_to, to_folder=to_folder))
    else:
        _show(found)


def _show(found: Sequence[Digest]) -> None:
    if not found:
        console.say(_("Nobody has anything to hear today."))
        return
    headings = (
        _("Person"), _("As"), _("Late"), _("Soon"), _("To update"), _("Of others"), _("To mend"), _("Mail"),
    )  # fmt: skip
    console.table(headings, [_row(one) for one in found])


def _row(one: Digest) -> tuple[str, ...]:
    parts = (one.late, one.soon, one.stale, one.escalated, one.findings)
    mail = one.person.email if reachable(one.person) else _("no mail")
    return one.person.name, _(_AUDIENCES[one.audience.value]), *(str(len(part) or "") for part in parts), mail


def _show_sent(sent: operations.mails.SentDigests) -> None:
    for name, reason in sent.unreached:
        console.warn(f"  {name}: {reason}")
    console.say(
        _("{sent} sent, {known} already told today.").format(
            sent=sent.posted.counted(MailStatus.SENT), known=len(sent.posted.known)
        )
    )
    if sent.folder is not None:
        console.say(_("No mail server is set: the mails lie as files in {path}.").format(path=sent.folder))
    if sent.posted.trouble:
        raise sent.posted.trouble
