"""Servers' refusals by their own words: what is told of each, and that strangers' words are left alone."""

import pytest

from qipsheets.delivery.smtp import explained, refusals

GOOGLE = "https://support.google.com/mail/?p= 98e67ed59e1d1-2f gsmtp"


@pytest.mark.parametrize(
    ("words", "meaning"),
    [
        (f"534 5.7.9 Application-specific password required. Learn more at {GOOGLE}", "app password"),
        (f"534 5.7.14 <https://accounts.google.com/signin/continue?sarp=1> Please log in via your web browser {GOOGLE}", "confirms it in a browser"),
        (f"535 5.7.8 Username and Password not accepted. Learn more at {GOOGLE}", "was revoked"),
        (f"530 5.7.0 Must issue a STARTTLS command first. {GOOGLE}", "encrypted connection"),
        (f"530 5.7.0 Authentication Required. Learn more at {GOOGLE}", "not signed in"),
        ("530 5.5.1 Authentication Required.", "not signed in"),
        (f"454 4.7.0 Too many login attempts, please try again later. {GOOGLE}", "too many sign-ins"),
        ("550-5.7.1 Invalid credentials for relay [203.0.113.9]. The IP address you've\n550-5.7.1 registered", "relay does not know"),
        ("550 5.7.1 Mail relay denied [203.0.113.9]", "relay does not know"),
        (f"550 5.4.5 Daily user sending limit exceeded. {GOOGLE}", "as many mails"),
        ("535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.", "Microsoft 365"),
        ("[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed certificate (_ssl.c:1006)", "certificate"),
        ("[SSL: WRONG_VERSION_NUMBER] wrong version number (_ssl.c:1006)", "do not belong together"),
        ("STARTTLS extension not supported by server.", "do not belong together"),
    ],
)  # fmt: skip
def test_known_refusals_are_named_with_their_remedy(words: str, meaning: str) -> None:
    found, cure = explained(words)
    assert meaning in found and cure.endswith(".")


@pytest.mark.parametrize(
    "words", ["", "250 2.1.0 OK", "451 4.3.0 Mail server temporarily rejected message", "550 5.1.1 no such user"]
)
def test_other_words_are_left_alone(words: str) -> None:
    assert explained(words) == ("", "")


def test_no_refusal_is_hidden_behind_another() -> None:
    assert len({one.pattern for one in refusals()}) == len({one.meaning for one in refusals()}) == len(refusals())
