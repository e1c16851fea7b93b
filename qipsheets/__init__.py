"""qipsheets: a school's quality improvement plan in a shared sheet: checked, followed up, printed."""

__version__ = "0.1.0"
