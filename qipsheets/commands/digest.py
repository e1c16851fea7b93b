"""`digest`: what each person should hear; shown, pasted into a chat, or sent."""

from pathlib import Path
from typing import Annotated, Any

import typer

from qipsheets import console, settings
from qipsheets.commands.context import StoreOption, TodayOption, open_plan
from qipsheets.delivery.digest import digests, reachable
from qipsheets.delivery.letters import digest_words, rendered
from qipsheets.delivery.reminding import remind
from qipsheets.delivery.sending import Post
from qipsheets.delivery.smtp import mail_server
from qipsheets.journal.journal import open_journal
from qipsheets.journal.outbox import MailStatus, Outbox
from qipsheets.language import N_, _
from qipsheets.vietnamese import fold

AUDIENCES = {
    "owner": N_("owner"), "head": N_("head of a group"), "team": N_("monitoring team"),
    "principal": N_("principal"),
}  # fmt: skip


def digest(
    store: StoreOption = None,
    today: TodayOption = None,
    text: Annotated[bool, typer.Option("--text", help=_("The words, to paste into a chat."))] = False,
    person: Annotated[str, typer.Option(metavar="NAME", help=_("Only this person's."))] = "",
    send: Annotated[bool, typer.Option("--send", help=_("Send them now, to each person once a day."))] = False,
    test_to: Annotated[str, typer.Option(metavar="ADDRESS", help=_("Send all of them to this address instead."))] = "",
    to_folder: Annotated[
        Path | None, typer.Option(metavar="DIR", help=_("Write .eml files here instead of sending."))
    ] = None,
) -> None:
    """Shows or sends everyone's digest."""
    opened = open_plan(store, today)
    found = [
        one for one in digests(opened.plan, opened.findings, opened.today) if fold(person) in fold(one.person.name)
    ]
    if text:
        console.say(
            "\n\n".join(_words(one, opened).strip() for one in found) or _("Nobody has anything to hear today.")
        )
    elif send or test_to or to_folder:
        _send(found, opened, test_to, to_folder)
    else:
        _show(found)


def _words(digest: Any, opened: Any) -> str:

    return rendered("digest.txt", digest_words(digest, opened.plan.school.name, opened.today, opened.store.link))


def _show(found: list[Any]) -> None:
    rows = [
        [
            one.person.name, _(AUDIENCES[one.audience.value]), *(str(len(part) or "") for part in (
                one.late, one.soon, one.stale, one.escalated, one.findings)),
            one.person.email if reachable(one.person) else _("no mail"),
        ]
        for one in found
    ]  # fmt: skip
    heads = (
        _("Person"), _("As"), _("Late"), _("Soon"), _("To update"), _("Of others"), _("To mend"), _("Mail"),
    )  # fmt: skip
    if rows:
        console.table(heads, rows)
    else:
        console.say(_("Nobody has anything to hear today."))


def _send(found: list[Any], opened: Any, test_to: str, to_folder: Path | None) -> None:

    post = Post(None if to_folder else mail_server(), to_folder or settings.home() / "mail")
    with open_journal(settings.home(), opened.store.address) as journal:
        posted, unreached = remind(Outbox(journal.database), found, opened, post, settings.now, test_to=test_to)
    for one, why in unreached:
        console.warn(f"  {one}: {why}")
    console.say(
        _("{sent} sent, {known} already told today.").format(
            sent=posted.counted(MailStatus.SENT), known=len(posted.known)
        )
    )
    if post.server is None:
        console.say(_("No mail server is set: the mails lie as files in {path}.").format(path=post.folder))
    if posted.trouble:
        raise posted.trouble
