"""`email test`: one letter to oneself, so that mail is proven before others get one."""

from pathlib import Path
from typing import Annotated

import typer

from qipsheets import console, settings
from qipsheets.delivery.addresses import BadAddress, one_address
from qipsheets.delivery.sending import Post, send_trial
from qipsheets.delivery.smtp import mail_server
from qipsheets.errors import UsageError
from qipsheets.language import _


def test(
    to: Annotated[str, typer.Option("--to", metavar="ADDRESS", help=_("Your own address."))],
    to_folder: Annotated[
        Path | None, typer.Option("--to-folder", metavar="DIR", help=_("Write .eml files here instead of sending."))
    ] = None,
) -> None:
    """Sends a trial letter."""
    try:
        address = one_address(to)
    except BadAddress as error:
        raise UsageError(str(error), _("Nothing was sent. Write it for example van-thu@example.edu.vn.")) from error
    post = Post(None if to_folder else mail_server(), to_folder or settings.home() / "mail")
    with console.progress("…"):
        answer = send_trial(post, address, settings.now())
    if post.server is None:
        console.say(
            _("No mail server is set: the letter lies as a file: {path}").format(
                path=post.folder / f"{answer.words}.eml"
            )
        )
    else:
        console.say(_("Sent to {address}. Look into that mailbox, its spam folder too.").format(address=address.spec))
