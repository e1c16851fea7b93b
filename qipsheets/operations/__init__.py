"""What commands, menu and job do: typed functions that return results and know no terminal.

`from qipsheets import operations` imports none of the modules: each is imported when it is first used, so that --help
of a command does not wait for all that the command would need.
"""

from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qipsheets.operations import (
        backups,
        checking,
        copying,
        deadlines,
        doctor,
        editing,
        history,
        importing,
        issuing,
        mails,
        opening,
        printing,
        publishing,
        scheduling,
        setup,
        syncing,
        templates,
    )

__all__ = (
    "backups", "checking", "copying", "deadlines", "doctor", "editing", "history", "importing", "issuing", "mails",
    "opening", "printing", "publishing", "scheduling", "setup", "syncing", "templates",
)  # fmt: skip

if not TYPE_CHECKING:

    def __getattr__(name: str) -> ModuleType:
        """A module, imported when it is first used. Raises AttributeError for another name."""
        if name in __all__:
            return import_module(f"{__name__}.{name}")
        raise AttributeError(f"module {__name__} has no attribute {name}")
