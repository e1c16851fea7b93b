"""What stops a command: one class a situation, each with its exit code and the one thing to do."""

from collections.abc import Sequence


class QipError(Exception):
    """A command cannot go on. `hint` says what mends it; `exit_code` tells a scheduler what happened.

    `details` are lines that are shown before the message: what stands in the way, one by one.
    """

    exit_code = 70

    def __init__(self, message: str, hint: str = "", details: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.hint = hint
        self.details = details


class Refused(QipError):
    """An official document is refused because error findings stand."""

    exit_code = 1


class UsageError(QipError):
    """The command line asks for what cannot be."""

    exit_code = 2


class ConfigurationError(QipError):
    """A setting, a framework file or a template is not usable."""

    exit_code = 3


class SignInTrouble(QipError):
    """The service does not know who asks, or has not been told to let them in."""

    exit_code = 4


class DoubtfulState(QipError):
    """What was read contradicts itself or what stands there; nothing was written."""

    exit_code = 5


class RemoteTrouble(QipError):
    """A service cannot be reached, is ill or asks for patience; later it may work."""

    exit_code = 6


class PartlyDone(QipError):
    """Some steps of a run succeeded, others did not; each is recorded."""

    exit_code = 7


class Locked(QipError):
    """Another run, another machine or an open program holds the store."""

    exit_code = 8


class FileTrouble(QipError):
    """A file cannot be read or written."""

    exit_code = 9
