"""What a printed file says of itself, so that it can be found and made again: kind, period, day, state of the data."""

KIND, PERIOD, DAY, STATE = "qipsheets.kind", "qipsheets.period", "qipsheets.day", "qipsheets.state"
ANNEX = "qipsheets.annex"


def marks(kind: str, *, period: str = "", day: str = "", state: str = "", annex: bool = False) -> dict[str, str]:
    """The properties of a document; what is not known is left out. `state` is the sha256 of the data."""
    told = {KIND: kind, PERIOD: period, DAY: day, STATE: state, ANNEX: "1" if annex else ""}
    return {name: value for name, value in told.items() if value}
