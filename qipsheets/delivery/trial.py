"""A trial letter: proves that mails leave, before anybody else gets one. It leaves nothing in the outbox."""

from datetime import datetime

from qipsheets.delivery.addresses import Address
from qipsheets.delivery.letters import rendered
from qipsheets.delivery.message import Mail, message
from qipsheets.delivery.posting import Post
from qipsheets.delivery.refusals import named
from qipsheets.delivery.transport import Answer, Fate
from qipsheets.errors import RemoteTrouble, SignInTrouble
from qipsheets.language import _


def send_trial(post: Post, to: Address, moment: datetime) -> Answer:
    """Sends it at once. Raises SignInTrouble or RemoteTrouble with what mends it where the server does not take it."""
    words = {"luc": f"{moment:%H:%M ngày %d/%m/%Y}"}
    mail = Mail(
        "trial", moment.isoformat(), to, f"Thư thử của qipsheets ({moment:%d/%m/%Y})", rendered("trial.txt", words)
    )
    with post.open() as transport:
        answer = transport.send(message(mail, post.sender, moment).as_bytes(), to.spec, mail.key)
    if answer.fate is Fate.SENT:
        return answer
    meaning, cure = named(answer.words)
    told = _("The trial letter was not taken: {words}").format(words=answer.words)
    hint = " ".join(filter(None, (meaning, cure))) or _("See docs/mail.md.")
    raise (SignInTrouble if answer.fate is Fate.REFUSED else RemoteTrouble)(told, hint)
