"""`sign-in`: a person signs in to Google in the browser, for schools whose organisation forbids key files."""

import os
from pathlib import Path
from typing import Annotated

import typer

from qipsheets import console, settings
from qipsheets.errors import ConfigurationError
from qipsheets.language import _
from qipsheets.stores.google.sign_in import ask_person, keep


def sign_in(
    client: Annotated[
        Path | None,
        typer.Option(metavar="FILE.json", help=_("The OAuth client's file (else QIPSHEETS_GOOGLE_CLIENT_FILE).")),
    ] = None,
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help=_("Show the address instead of opening it."))
    ] = False,
) -> None:
    """Signs a person in; the sign-in is kept in this machine's folder."""
    file = client or os.environ.get("QIPSHEETS_GOOGLE_CLIENT_FILE")
    if not file:
        raise ConfigurationError(
            _("No OAuth client is named."),
            _("Set QIPSHEETS_GOOGLE_CLIENT_FILE to the file that docs/google-setup.md tells how to get."),
        )
    console.say(_("Sign in at Google in the browser, and allow access to your Google Sheets."))
    path = keep(settings.home(), ask_person(settings.expanded(str(file)), browser=not no_browser))
    console.say(_("Signed in. The sign-in is kept in {path}; nobody else should have that file.").format(path=path))
