"""The rules of reading: what can be wrong with a tab, a heading, a cell or an ID before there is a plan."""

from qipsheets.language import N_
from qipsheets.plan.findings import Rule, Severity

ERROR, WARNING = Severity.ERROR, Severity.WARNING

UNREADABLE = Rule(
    "CELL-01",
    N_("A cell cannot be read"),
    ERROR,
    N_("The text is not of the kind its column holds, so it would be missing from the plan."),
    N_("Write the cell again as its heading's note shows."),
    example="Hoàn thành = «khi nào xong»",
)
REQUIRED = Rule(
    "CELL-02",
    N_("A required cell is empty"),
    ERROR,
    N_("The plan's form asks for it; a blank leaves open who, when or with what money."),
    N_("Fill the cell in."),
    example="Kinh phí = (trống)",
)
FORMULA = Rule(
    "CELL-03",
    N_("A formula stands in an input cell"),
    WARNING,
    N_("What it shows may change by itself or get lost when the file is saved by another program."),
    N_("Copy the cell and paste it as a value."),
    example="Hoàn thành = «=TODAY()+30»",
)
DOUBTFUL = Rule(
    "CELL-04",
    N_("A cell can be read in two ways"),
    WARNING,
    N_("A spreadsheet drops the last zero of 1.10, so that it looks like 1.1."),
    N_("Type the text with an apostrophe before it, as '1.10."),
    example="Tiêu chí = 1.1 (số)",
)
MERGED = Rule(
    "CELL-05",
    N_("Cells are merged"),
    WARNING,
    N_("Only the first cell of a merged range holds the text; sorting tears such rows apart."),
    N_("Unmerge the cells and write the text in each row."),
    example="B4:B6",
)
UNPRINTABLE = Rule(
    "CELL-06",
    N_("A cell holds characters that cannot be printed"),
    WARNING,
    N_("They come along with text copied from Word or a scan; in print they are left out or stand as a box."),
    N_("Type the words beside them again."),
    example="U+F0B7 Mua sách → - Mua sách",
)
NO_TAB = Rule(
    "TAB-01",
    N_("A tab is missing"),
    ERROR,
    N_("Its rows would be missing from the plan."),
    N_("Give the tab its name back, or add it empty with «qipsheets init --store FILE.xlsx»."),
    example="(không có trang «Hành động»)",
)
NO_HEADING = Rule(
    "TAB-02",
    N_("A heading is missing"),
    ERROR,
    N_("Without it the column cannot be found, and its cells would be missing from the plan."),
    N_("Write the heading as it was, or add it empty with «qipsheets init --store FILE.xlsx»."),
    example="«Nguoi lam» thay cho «Người phụ trách»",
)
DOUBLED_HEADING = Rule(
    "TAB-03",
    N_("A heading stands twice"),
    ERROR,
    N_("It is not known which of the two columns is meant; the first one was read."),
    N_("Rename or delete one of the two columns."),
    example="Hai cột «Hạn»",
)
NO_ID = Rule(
    "ID-01",
    N_("A row has no ID"),
    ERROR,
    N_("Without an ID no flag, step or observation can belong to the row."),
    N_("Run «qipsheets fix»."),
    example="Mã = (trống)",
)
DOUBLED_ID = Rule(
    "ID-02",
    N_("Two rows have the same ID"),
    ERROR,
    N_("A flag or an observation would belong to both."),
    N_("Run «qipsheets fix»: the later row gets a new ID."),
    example="HD-003 ở dòng 4 và dòng 9",
)
FEW_SPARE = Rule(
    "ID-03",
    N_("Few rows with a ready ID are left"),
    WARNING,
    N_("A row written below the last ready one has no ID."),
    N_("Run «qipsheets fix»."),
    example="Còn 12 dòng trống",
)
STRANGE_ID = Rule(
    "ID-04",
    N_("An ID is none that can be looked up"),
    WARNING,
    N_("A bare number or a sign such as ~ or * is not found by the sheet, so the row would show no status."),
    N_("Write an ID of letters and a number, or clear the cell and run «qipsheets fix»."),
    example="Mã = 7",
)
CELL_RULES = (
    UNREADABLE, REQUIRED, FORMULA, DOUBTFUL, MERGED, UNPRINTABLE, NO_TAB, NO_HEADING, DOUBLED_HEADING, NO_ID,
    DOUBLED_ID, FEW_SPARE, STRANGE_ID,
)  # fmt: skip
