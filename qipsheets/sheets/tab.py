"""What a tab, a column and a line of the form are; schema.py names the real ones."""

from dataclasses import dataclass

from qipsheets.sheets.columns import Kind


@dataclass(frozen=True, slots=True)
class Column:
    """A column: the record's field, the heading people see, its kind, and the note that explains it.

    `look_up` names a column of the tool's tab «Tiến độ» that the cell shows by a formula; people leave it alone.
    """

    field: str
    heading: str
    kind: Kind
    note: str = ""
    required: bool = False
    width: int = 14
    look_up: str = ""


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab of people: its record, the prefix of its IDs, how many empty rows stand ready, who fills it."""

    key: str
    title: str
    record: type
    prefix: str
    columns: tuple[Column, ...]
    spare: int = 60
    filled_by: str = "Thư ký"
    note: str = ""

    @property
    def inputs(self) -> tuple[Column, ...]:
        """The columns people fill in."""
        return tuple(column for column in self.columns if not column.look_up)


@dataclass(frozen=True, slots=True)
class FormField:
    """A line of the form «Trường»: a field of the school or its year."""

    field: str
    label: str
    kind: Kind
    note: str = ""
    required: bool = False


@dataclass(frozen=True, slots=True)
class ToolTab:
    """A tab the tool alone writes: computed values keyed by the rows' IDs."""

    key: str
    title: str
    headings: tuple[str, ...]
    widths: tuple[int, ...]
    note: str = ""
