"""The mail server and the clock that tests of the job's commands have, here too."""

from tests.commands.conftest import at, taken  # noqa: F401 - fixtures
