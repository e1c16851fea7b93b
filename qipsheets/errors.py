"""What stops a command: one class a situation, each with its exit code and the one thing to do."""

from collections.abc import Sequence


class QipError(Exception):
    """A command cannot go on. `hint` says what mends it; `exit_code` is the command's.

    `details` are lines that are shown before the message: the obstacles, one by one.
    """

    exit_code = 70

    def __init__(self, message: str, hint: str = "", details: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.hint = hint
        self.details = details


class Refused(QipError):
    """An official document is refused because of error findings."""

    exit_code = 1


class UsageError(QipError):
    """The command line is wrong."""

    exit_code = 2


class ConfigurationError(QipError):
    """A setting, a framework file or a template is not usable."""

    exit_code = 3


class SignInTrouble(QipError):
    """The service does not know the account, or the account has no access."""

    exit_code = 4


class SignInGone(SignInTrouble):
    """The service accepts the sign-in no more: with it nothing at all can be read or written."""


class DoubtfulState(QipError):
    """What was read contradicts itself or the present state; nothing was written."""

    exit_code = 5


class RemoteTrouble(QipError):
    """A service cannot be reached, has a fault or a quota; it may work later."""

    exit_code = 6


class PartlyDone(QipError):
    """Some steps of a run succeeded, others did not; each is recorded."""

    exit_code = 7


class Locked(QipError):
    """Another run, another machine or an open program is using the store."""

    exit_code = 8


class FileTrouble(QipError):
    """A file cannot be read or written."""

    exit_code = 9
