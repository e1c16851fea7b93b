"""What a careful reader finds wrong with two plans: a real one, by the line of its text file, and the invented one."""

from dataclasses import dataclass

Mistake = tuple[str, str, str, str]  # in words, its rule, its row of the workbook, the wrong part where it is one


REAL: tuple[Mistake, ...] = (
    ("5, 39: plan 97 rests on decision 98 of its own day", "DATE-07", "CC-006", ""),
    ("5: a blank in the plan's number", "LAW-06", "plan_number", "97 /KH-CX"),
    ("11: the plan's day is a Saturday", "DATE-04", "plan_date", ""),
    ("17, 19, 116: the school year in several spellings", "DATE-12", "HD-001", "2020 - 2021"),
    ("26, 279: it rests on a report still to be finished", "DATE-15", "LV-007", "Báo cáo tự đánh giá"),
    ("27: a basis without number or day", "LAW-05", "LV-008", "Báo cáo"),
    ("30, 32: one number with two subjects", "LAW-03", "CC-001", "17/2018/TT-BGDĐT"),
    ("34, 36: a letter cited twice", "LAW-02", "CC-004", "5932/BGDĐT-QLCL"),
    ("38: a basis without number or day", "LAW-05", "CC-005", ""),
    ("38: letters put together", "TEXT-01", "CC-005", "của"),
    ("39: ngày ngày", "TEXT-02", "CC-006", "ngày ngày"),
    ("40: results of a year that has not ended", "DATE-05", "LV-010", "2020-2021"),
    ("49, 51: 66,3 % and 33,7 %", "PCT-01", "SL-002", ""),
    ("51: 9 criteria miss level 2, 3 are treated", "COV-02", "SL-002", ""),
    ("53-56: 18 miss level 3, 2 are treated", "COV-02", "SL-003", ""),
    ("56: a point beside commas", "PCT-04", "SL-003", ""),
    ("61: letters put together", "TEXT-01", "LV-013", "Để"),
    ("71-74: a solution group without owner and time", "OWNER-04", "GP-001", ""),
    ("78: quotes that do not pair", "TEXT-06", "GP-008", ""),
    ("82: chất lưọng", "TEXT-03", "GP-012", "lưọng"),
    ("96: a number that no target measures", "PROSE-06", "GP-026", "ít nhất là 2"),
    ("100: every year", "DATE-06", "GP-005", ""),
    ("114: a blank before the full stop", "TEXT-07", "HD-001", "định ."),
    ("116: at most 35 pupils, measured by nothing", "PROSE-06", "HD-001", "không quá 35"),
    ("118: a blank before the full stop", "TEXT-07", "HD-001", "chủ ."),
    ("123: lớp lớp", "TEXT-02", "HD-001", "lớp lớp"),
    ("141: letters put together", "TEXT-01", "HD-002", "phí"),
    ("154: 3.4 has no funding", "CELL-02", "HD-003", ""),
    ("163: Hiệu trường", "TEXT-04", "HD-003", "Hiệu trường"),
    ("188: 1.2 is at its highest level", "LEVEL-04", "HD-004", ""),
    ("190: at least 3 meetings, measured by nothing", "PROSE-06", "HD-004", "ít nhất 3"),
    ("194: 1.2 starts before the plan and its year", "DATE-02", "HD-004", ""),
    ("215: Covi d -19", "TEXT-05", "HD-005", "Covi d -19"),
    ("239: letters put together", "TEXT-01", "HD-006", "trì"),
    ("251: part VI after III", "PROSE-07", "LV-020", "VI."),
    ("261: a web address with @", "PEOPLE-04", "NV-004", "https://c1cauxang.tphcm@moet.edu.vn"),
    ("275: a blank before the semicolon", "TEXT-07", "NV-008", "phận ;"),
    ("275: letters put together", "TEXT-01", "NV-008", "kỳ"),
    ("279: a grade called a degree", "TEXT-12", "NV-011", "mức độ 1"),
    ("279: the same in the milestone made of it", "TEXT-12", "MO-001", "mức độ 1"),
    ("279: the deadline is a Saturday", "DATE-04", "MO-001", ""),
    ("309: an alternative left in", "BODY-03", "NN-001", "Sở/Phòng"),
    ("311: a recipient again", "BODY-02", "NN-002", ""),
    ("all rows: one owner", "OWNER-02", "", ""),
    ("part IV gives fields to who owns no action", "OWNER-03", "NV-017", ""),
    ("26: as line 27", "LAW-05", "LV-007", ""),
)
INVENTED: tuple[Mistake, ...] = (
    ("the plan rests on a decision of its own day", "DATE-07", "CC-006", ""),
    ("a blank in the plan's number", "LAW-06", "plan_number", "41 /KH-HS"),
    ("the plan's day is a Saturday", "DATE-04", "plan_date", ""),
    ("the school year in several spellings", "DATE-12", "HD-001", "2020 - 2021"),
    ("it rests on a report still to be finished", "DATE-15", "LV-005", "Báo cáo tự đánh giá"),
    ("a basis without number or day", "LAW-05", "LV-005", "Báo cáo"),
    ("another", "LAW-05", "LV-006", "Báo cáo"),
    ("a third", "LAW-05", "CC-005", ""),
    ("one number with two subjects", "LAW-03", "CC-001", "17/2018/TT-BGDĐT"),
    ("a letter cited twice", "LAW-02", "CC-004", "5932/BGDĐT-QLCL"),
    ("letters put together, in a basis", "TEXT-01", "CC-005", "của"),
    ("in a sentence", "TEXT-01", "LV-011", "Để"),
    ("in the cell of a table", "TEXT-01", "HD-002", "phí"),
    ("in another", "TEXT-01", "HD-006", "trì"),
    ("in a duty", "TEXT-01", "NV-006", "kỳ"),
    ("two syllables twice", "TEXT-02", "CC-006", "thành lập thành lập"),
    ("one syllable twice", "TEXT-02", "HD-001", "các các"),
    ("results of a year that has not ended", "DATE-05", "LV-008", "2020-2021"),
    ("62,7 % and 37,3 % still add up to 100", "PCT-01", "SL-002", ""),
    ("10 criteria miss level 2, 3 are treated", "COV-02", "SL-002", ""),
    ("17 miss level 3, 2 are treated", "COV-02", "SL-003", ""),
    ("a point beside commas", "PCT-04", "SL-003", ""),
    ("a solution group without owner and time", "OWNER-04", "GP-001", ""),
    ("every year is no time", "DATE-06", "GP-003", ""),
    ("quotes that do not pair", "TEXT-06", "GP-004", ""),
    ("no syllable of the language", "TEXT-03", "GP-005", "thưòng"),
    ("a number that no target measures", "PROSE-06", "GP-006", "ít nhất 2"),
    ("another, in a measure", "PROSE-06", "HD-001", "không quá 35"),
    ("a third", "PROSE-06", "HD-004", "ít nhất 3"),
    ("a blank before the full stop", "TEXT-07", "HD-001", "định ."),
    ("a blank before the semicolon", "TEXT-07", "NV-006", "phận ;"),
    ("a required cell is empty", "CELL-02", "HD-003", ""),
    ("nearly a known role", "TEXT-04", "HD-003", "hiệu trường"),
    ("a criterion at its highest level", "LEVEL-04", "HD-004", ""),
    ("a start before the plan and its year", "DATE-02", "HD-004", ""),
    ("a word torn apart", "TEXT-05", "HD-005", "Cov id-19"),
    ("part VI after III", "PROSE-07", "LV-016", "VI."),
    ("a web address with @", "PEOPLE-04", "NV-003", "https://c1hoasen.binhminh@example.edu.vn"),
    ("a grade called a degree", "TEXT-12", "NV-008", "mức độ 1"),
    ("the same in the milestone made of it", "TEXT-12", "MO-001", "mức độ 1"),
    ("the deadline is a Saturday", "DATE-04", "MO-001", ""),
    ("an alternative left in", "BODY-03", "NN-001", "Sở/Phòng"),
    ("a recipient again", "BODY-02", "NN-002", ""),
    ("one owner in all rows", "OWNER-02", "", ""),
    ("part IV gives fields to who owns no action", "OWNER-03", "NV-013", ""),
)
# Right too, but told of no mistake: the note on the framework, an empty tab, abbreviations, the way tone marks are placed.
BESIDES = {"LEVEL-08", "PEOPLE-01", "TEXT-10", "TEXT-11"}


@dataclass(frozen=True, slots=True)
class SchoolPlan:
    """What is in a plan, as the tests ask for it."""

    mistakes: tuple[Mistake, ...]
    number: str
    day: str
    council: int
    deadline: str
    duties: int
    fields_of_others: int
    tallies: list[tuple[int, int, float, float]]  # met, of all, and the percentages as they should be


PLANS = {
    "real": SchoolPlan(
        REAL, "97 /KH-CX", "2020-08-15", 15, "2021-01-09", 24, 8,
        [(27, 27, 100, 0), (18, 27, 66.7, 33.3), (1, 19, 5.3, 94.7)],
    ),
    "invented": SchoolPlan(
        INVENTED, "41 /KH-HS", "2020-08-22", 11, "2021-01-16", 13, 3,
        [(27, 27, 100, 0), (17, 27, 63.0, 37.0), (2, 19, 10.5, 89.5)],
    ),
}  # fmt: skip
