"""What mail servers say when they refuse, Gmail's and Workspace's first: what it means, and the one thing to do."""

import re
from dataclasses import dataclass

from qipsheets.language import N_, _


@dataclass(frozen=True, slots=True)
class Refusal:
    """A server's words, what they mean and what mends it. `pattern` is looked for in «code words» without case."""

    pattern: str
    meaning: str
    cure: str


REFUSALS: tuple[Refusal, ...] = (  # Google's are those of support.google.com/a/answer/3726730
    Refusal(
        r"5\.7\.9\b|application-specific password",
        N_("Gmail asks for an app password; an ordinary one was given."),
        N_("Make an app password at myaccount.google.com/apppasswords and put it into the password file."),
    ),
    Refusal(
        r"5\.7\.14\b|log in (?:via|through|with) your web browser",
        N_("Gmail has locked this sign-in until somebody confirms it in a browser."),
        N_("Sign in to the account in a browser on this machine and confirm it; then use an app password."),
    ),
    Refusal(
        r"5\.7\.139\b|smtpclientauthentication is disabled",
        N_("Microsoft 365: signing in to send mail is switched off for this account."),
        N_("Ask the domain's administrator to switch on «Authenticated SMTP» for the account."),
    ),
    Refusal(
        r"invalid credentials for relay|mail relay denied|relaying denied",
        N_("The Workspace relay does not know this machine's address."),
        N_("In the Admin console, Gmail, Routing, SMTP relay service: allow this machine's IP address."),
    ),
    Refusal(
        r"5\.7\.8\b|username and password not accepted",
        N_("The account or its app password is wrong, or the app password was revoked."),
        N_("Check QIPSHEETS_SMTP_USER, make a new app password, and write it without spaces."),
    ),
    Refusal(
        r"starttls command first|must issue a starttls",
        N_("The server wants an encrypted connection."),
        N_("Set QIPSHEETS_SMTP_SECURITY=starttls (port 587), or tls (port 465)."),
    ),
    Refusal(
        r"^530 .*authentication required|5\.5\.1 authentication|^530 5\.7\.0",
        N_("The server takes no mail from somebody who has not signed in."),
        N_("Set QIPSHEETS_SMTP_USER and QIPSHEETS_SMTP_PASSWORD_FILE."),
    ),
    Refusal(
        r"^454 4\.7\.0|too many login attempts",
        N_("The server has seen too many sign-ins, or is ill for a moment."),
        N_("Wait an hour; the job tries again by itself."),
    ),
    Refusal(
        r"5\.4\.5\b|sending (?:limit|quota) exceeded",
        N_("The account has sent as many mails as it may today."),
        N_("Nothing: the rest is sent on another day."),
    ),
    Refusal(
        r"mail sending denied|5\.7\.60\b|not allowed to send as|5\.7\.1 .*sender",
        N_("The account may not send under this address."),
        N_("Set QIPSHEETS_SMTP_FROM to the account's own address."),
    ),
    Refusal(
        r"certificate verify failed|hostname mismatch",
        N_("The server's certificate is not for this name or not trusted: mails could go to a stranger."),
        N_("Check QIPSHEETS_SMTP_HOST and this machine's clock; encryption is never left out."),
    ),
    Refusal(
        r"wrong version number|not supported by server|unexpectedly closed",
        N_("Port and kind of encryption do not belong together."),
        N_("Use port 587 with starttls, or port 465 with tls."),
    ),
)  # fmt: skip


def explained(words: str) -> tuple[str, str]:
    """What a server's words mean and what mends it; two empty texts for words that are not known."""
    text = " ".join(words.split())
    found = next((one for one in REFUSALS if re.search(one.pattern, text, re.IGNORECASE)), None)
    return (_(found.meaning), _(found.cure)) if found else ("", "")


def server_words(error: BaseException) -> str:
    """The server's own words, as far as an error has them: «534 5.7.9 …», else the error's words."""
    cause = error.__cause__ or error
    said = getattr(cause, "smtp_error", None)
    if said is None:
        return str(cause)
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    return f"{getattr(cause, 'smtp_code', '')} {text}".strip()
