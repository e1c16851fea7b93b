"""Makes so many different plausible schools, as workbooks or bundles with the register that names them.

    .venv/bin/python scripts/make_schools.py 60 --out truong
    .venv/bin/python scripts/make_schools.py 2000 --out truong --processes 2

School 17 is the same in every set, on every machine: names, levels, actions and logs follow from its number alone. With
--troubles a few have what an office meets: a damaged workbook, a forged bundle, a missing file, a school twice.
"""

import argparse
import csv
import random
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from qipsheets.frameworks.load import framework
from qipsheets.new_workbook import empty_content, form_rows, lists, sample_content
from qipsheets.offices.register import HEADINGS
from qipsheets.plan.framework import Framework
from qipsheets.plan.states import STATE_WORDS, State
from qipsheets.sheets.schema import BY_KEY, FORM
from qipsheets.sheets.tab import Tab
from qipsheets.sheets.table import Plain
from qipsheets.stores.xlsx.package import WorkbookPackage
from qipsheets.stores.xlsx.reading import titles_in
from qipsheets.stores.xlsx.sheet import SheetPart
from qipsheets.stores.xlsx.store import ExcelStore

YEAR, TODAY = "2025-2026", date(2026, 3, 15)
START, END = date(2025, 9, 1), date(2026, 5, 31)
PROVINCE = "UBND tỉnh Lam Giang"
COMMUNES = (
    "Mây Thượng", "Suối Vàng", "Đồng Xanh", "Hoa Lư", "Bình Minh", "Tân Phú", "An Lạc", "Phước Hải", "Cẩm Sơn", "Hòa Bắc",
)  # fmt: skip
FIRST = ("Hoa", "Bình", "Tân", "An", "Phú", "Đông", "Sơn", "Thanh", "Minh", "Lộc", "Kim", "Ngọc", "Hồng", "Vân")
SECOND = (
    "Sen",
    "Mai",
    "Thịnh",
    "Khánh",
    "Giang",
    "Lâm",
    "Hải",
    "Phong",
    "Hòa",
    "Châu",
    "Bằng",
    "Trung",
    "Thủy",
    "Long",
)
SURNAMES, GIVEN = ("Nguyễn", "Trần", "Lê", "Phạm", "Vi", "Lương"), ("An", "Bình", "Chi", "Dung", "Giang", "Hà", "Khải")
KINDS = (
    ("Tiểu học", "Trường Tiểu học", "tt17-2018-primary"),
    ("Mầm non", "Trường Mầm non", "tt19-2018-preschool"),
    ("Trung học cơ sở", "Trường THCS", "tt18-2018-secondary"),
)
OWNERS = ("Hiệu trưởng", "Phó hiệu trưởng", "Tổ trưởng chuyên môn", "Chủ tịch Công đoàn", "Kế toán", "Nhân viên Y tế")
FUNDING = (
    "Không", "Không", "Ngân sách nhà nước: {} triệu đồng", "Nguồn xã hội hóa: {} triệu đồng",
    "Ngân sách nhà nước: {} triệu đồng; tài trợ: 12 triệu đồng", "Quỹ hoạt động thường xuyên",
)  # fmt: skip
WORKS = (
    "Rà soát, bổ sung quy định về {}; phân công người phụ trách từng việc.",
    "Lập kế hoạch hằng tháng cho {}, kiểm tra vào tuần cuối tháng.",
    "Tổ chức {} buổi tập huấn cho viên chức về {}.",
    "Đề nghị {} bổ sung điều kiện để thực hiện {}.",
    "Lấy ý kiến cha mẹ học sinh về {}, công khai kết quả và việc tiếp thu.",
)
REASON = "Chờ cấp có thẩm quyền bố trí kinh phí."


@dataclass(frozen=True)
class MadeSchool:
    """An invented school: its line of the register, and what its workbook holds."""

    number: int
    code: str
    name: str
    unit: str
    kind: str
    framework: Framework
    content: Mapping[str, Sequence[Mapping[str, Plain]]]


def school(number: int) -> MadeSchool:
    """The school of a number."""
    dice = random.Random(f"school {number}")  # noqa: S311 - the same schools everywhere
    kind, title, framework_id = KINDS[dice.choices((0, 1, 2), (5, 4, 3))[0]]
    made = framework(framework_id)
    commune = COMMUNES[number % len(COMMUNES)] + (f" {number // 200 + 1}" if number >= 200 else "")
    name = f"{title} {dice.choice(FIRST)} {dice.choice(SECOND)} {number + 1}"
    levels = _levels(made, dice)
    content = {**_shared(), **_own(made, levels, dice, name, commune)}
    return MadeSchool(number, f"{79000001 + number}", name, f"UBND xã {commune}", kind, made, content)


@cache
def _shared() -> Mapping[str, Sequence[Mapping[str, Plain]]]:
    """The parts of the sample school that many schools share word for word, a year later."""
    content = sample_content()

    def later(cell: Plain) -> Plain:
        if not isinstance(cell, str):
            return cell
        for year in (2025, 2024, 2023):
            cell = cell.replace(str(year), str(year + 1))
        return cell.replace("UBND huyện Lam Khê", "UBND xã").replace(
            "Phòng Giáo dục và Đào tạo", "Sở Giáo dục và Đào tạo"
        )

    kept = ("prose", "duties", "recipients", "bases")
    return {key: [{heading: later(cell) for heading, cell in row.items()} for row in content[key]] for key in kept}


def _levels(made: Framework, dice: random.Random) -> dict[str, int | None]:
    """The level of each criterion: schools differ in what they reach, and in how much they have assessed."""
    reached = dice.choices((0, 1, 2, 3), (1, 5, 4, 1))[0]
    more = dice.uniform(0.3, 0.97)  # how often a criterion is above what the school has reached
    found: dict[str, int | None] = {}
    for criterion in made.criteria.values():
        level = reached
        while level < 3 and dice.random() < more:
            level += 1
        found[criterion.code] = max((one for one in criterion.levels if one <= level), default=0)
    if dice.random() < 0.06:  # a school that has not finished its assessment
        for code in dice.sample(sorted(found), 5):
            found[code] = None
    return found


def _own(made, levels, dice, name, commune):
    """The rows that differ from school to school."""
    head = f"{dice.choice(SURNAMES)} Thị {dice.choice(GIVEN)}"
    second = f"{dice.choice(SURNAMES)} Văn {dice.choice(GIVEN)}"
    reached = _reached(made, levels)
    form = {
        "name": name,
        "superior": f"UBND xã {commune}",
        "place_name": commune,
        "year": YEAR,
        "framework": made.id,
        "plan_number": f"{dice.randint(11, 98)}/KH-TH",
        "plan_date": f"{dice.randint(10, 30)}/9/2025",
        "subject": "Cải tiến chất lượng giáo dục",
        "signer_office": "Hiệu trưởng",
        "signer_name": head,
        "declared_level": f"Mức {reached}" if reached else "Không đạt",
        "national_standard": f"Mức độ {1 if reached == 2 else 2}"
        if (reached or 0) >= 2 and dice.random() < 0.8
        else "",
        "council_size": "9",
    }
    criteria = sorted(levels, key=lambda code: (levels[code] if levels[code] is not None else 9, dice.random()))
    actions, observations = _actions(made, criteria, levels, dice, commune)
    return {
        "school": form_rows({key: value for key, value in form.items() if value}),
        "assessments": [
            {"Tiêu chí": code, "Mức đạt": "" if level is None else f"Mức {level}" if level else "Không đạt"}
            for code, level in levels.items()
        ],
        "tallies": list(_tallies(made, levels)),
        "actions": actions,
        "observations": observations,
        "people": [
            {"Họ tên": head, "Chức danh": "Hiệu trưởng", "Thư điện tử": f"hieutruong{dice.randint(1, 9999)}@truong.example"},
            {"Họ tên": second, "Chức danh": "Phó hiệu trưởng", "Điện thoại": f"09{dice.randint(10000000, 99999999)}"},
        ],
        "milestones": [
            {"Việc": "Hoàn thành báo cáo tự đánh giá", "Hạn": "15/5/2026", "Người phụ trách": "Hiệu trưởng"},
        ],
    }  # fmt: skip


def _reached(made: Framework, levels: Mapping[str, int | None]) -> int | None:
    if None in levels.values():
        return None
    level = 0
    while level < 3 and all((levels[one.code] or 0) > level for one in made.with_level(level + 1)):
        level += 1
    return level


def _tallies(made: Framework, levels: Mapping[str, int | None]) -> Iterator[dict[str, Plain]]:
    for level in (1, 2, 3):
        total = made.total(level)
        met = sum((levels[one.code] or 0) >= level for one in made.with_level(level))
        yield {
            "Mức": f"Mức {level}",
            "Số đạt": met,
            "Số không đạt": total - met,
            "Tổng số": total,
            "Tỷ lệ đạt (%)": f"{met * 100 / total:.1f}%".replace(".", ","),
            "Tỷ lệ không đạt (%)": f"{(total - met) * 100 / total:.1f}%".replace(".", ","),
            "Năm học của kết quả": "2024-2025",
        }


def _actions(made, criteria, levels, dice, commune):
    """Actions for the weakest criteria, and the log of those that have begun."""
    actions, log = [], []
    diligence = dice.random()
    for number, code in enumerate(criteria[: dice.randint(8, min(24, len(criteria)))], 1):
        start = START + timedelta(days=dice.randint(0, 120))
        end = start + timedelta(days=dice.randint(40, 240))
        subject = made.criteria[code].name[:1].lower() + made.criteria[code].name[1:]
        blanks = (dice.choice((2, 3, 4)), subject) if number % 5 == 3 else (f"UBND xã {commune}", subject)
        words = WORKS[number % len(WORKS)]
        words = words.format(*blanks) if words.count("{}") == 2 else words.format(subject)
        key = f"HD-{number:03d}"
        actions.append({
            "Mã": key,
            "Tiêu chí": code,
            "Mức hiện tại": f"Mức {levels[code]}" if levels[code] else "Không đạt",
            "Biện pháp cải tiến": words,
            "Người phụ trách": dice.choice(OWNERS),
            "Bắt đầu": f"{start:%d/%m/%Y}",
            "Hoàn thành": f"{min(end, END):%d/%m/%Y}",
            "Kinh phí": dice.choice(FUNDING).format(dice.randint(3, 60)),
            "Biện pháp giám sát, điều kiện": "Hiệu trưởng kiểm tra hằng tháng; Ban Thanh tra nhân dân giám sát.",
        })  # fmt: skip
        if start < TODAY:
            log += _log(key, start, min(end, END), dice, diligence)
    log.sort(key=lambda row: row["Ngày"])
    return actions, [{**row, "Ngày": f"{row['Ngày']:%d/%m/%Y}"} for row in log]


def _log(key, start, end, dice, diligence):
    rows = []
    day, percent = start + timedelta(days=dice.randint(5, 25)), 0
    while day <= TODAY and percent < 100 and dice.random() < 0.45 + diligence / 2:
        percent = min(percent + dice.choice((10, 20, 25, 40)), 100)
        state = State.DONE if percent == 100 else State.IN_PROGRESS
        rows.append({"Ngày": day, "Hành động hoặc bước": key, "Hoàn thành (%)": percent, "Trạng thái": STATE_WORDS[state],
                     "Đã làm gì": f"Đã làm được {percent}% công việc theo kế hoạch."})  # fmt: skip
        day += timedelta(days=dice.randint(14, 50))
    if rows and percent < 100 and end < TODAY and dice.random() < 0.3:
        rows.append({"Ngày": min(day, TODAY), "Hành động hoặc bước": key, "Trạng thái": STATE_WORDS[State.POSTPONED],
                     "Đã làm gì": "Chưa thực hiện tiếp được.", "Nguyên nhân": REASON})  # fmt: skip
    return rows


_OWN = ("school", "assessments", "tallies", "actions", "observations", "people", "milestones")


def write_workbook(number: int, folder: Path) -> Path:
    """Writes a school's workbook; returns its path."""
    made = school(number)
    path = folder / f"{made.code}.xlsx"
    package = WorkbookPackage.open(path.name, shell(made.framework.id))
    titles = titles_in(package)
    for tab in (BY_KEY[key] for key in _OWN):
        part = package.sheets[titles[tab.key]]
        sheet = SheetPart(package.parts[part])
        for row, column, value in _cells(tab, made.content[tab.key]):
            sheet.set(row, column, value)
        package.parts[part] = sheet.data()
    path.write_bytes(package.data())
    return path


@cache
def shell(framework_id: str) -> bytes:
    """A workbook of a framework with the parts that all schools share: to build one takes ten times as long as to fill it."""
    made = framework(framework_id)
    content = {**empty_content(made, YEAR), **_shared()}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "shell.xlsx"
        ExcelStore(path, Path(folder)).prepare(content, lists(made, content))
        return path.read_bytes()


def _cells(tab: Tab, rows: Sequence[Mapping[str, Plain]]) -> Iterator[tuple[int, int, Plain]]:
    """Row, column and value of each cell: of the form by its lines' fields, of another tab row by row."""
    columns = {column.heading: at for at, column in enumerate(tab.columns)}
    lines = {line.field: row for row, line in enumerate(FORM, 2)}
    for number, row in enumerate(rows, 2):
        at = lines[str(row["Mã"])] if tab.key == "school" else number
        for heading, value in row.items():
            if heading != "Mã" and value not in (None, ""):
                yield at, columns[heading], value


def register_rows(schools: Sequence[MadeSchool], sources: Mapping[str, str]) -> list[list[str]]:
    """The rows of a register, headings first; at last who is above the units."""
    rows = [[vietnamese for vietnamese, _english in HEADINGS.values()]]
    for one in schools:
        rows.append([one.code, one.name, one.unit, PROVINCE, one.kind, sources.get(one.code, ""), "", ""])
    return rows


def write_register(path: Path, rows: Sequence[Sequence[str]]) -> Path:
    """Writes a register as CSV, as Excel saves it."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def make(folder: Path, count: int, processes: int = 1) -> Path:
    """Writes so many workbooks, in so many processes, and the register beside them; returns its path."""
    folder.mkdir(parents=True, exist_ok=True)
    schools = [school(number) for number in range(count)]
    if processes == 1:
        paths = [write_workbook(number, folder) for number in range(count)]
    else:
        with ProcessPoolExecutor(processes) as pool:
            paths = list(pool.map(write_workbook, range(count), [folder] * count, chunksize=8))
    sources = {one.code: path.name for one, path in zip(schools, paths, strict=True)}
    return write_register(folder / "danh-sach-truong.csv", register_rows(schools, sources))


def main() -> None:
    """Makes the schools that the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("count", type=int)
    parser.add_argument("--out", type=Path, default=Path("truong"))
    parser.add_argument("--processes", type=int, default=1)
    arguments = parser.parse_args()
    print(make(arguments.out, arguments.count, arguments.processes))


if __name__ == "__main__":
    main()
