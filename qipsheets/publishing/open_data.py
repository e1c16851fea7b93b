"""The edition as open data: CSV and JSON with a data package beside them [Data Package 1], and a calendar."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import date

from qipsheets.console import json_text
from qipsheets.documents.calendar_file import calendar_bytes, entries
from qipsheets.documents.printing.text import clean
from qipsheets.exporting import safe
from qipsheets.plan.levels import counts, levels_met, standing
from qipsheets.publishing.edition import Edition

FOLDER = "du-lieu"
CALENDAR, WHOLE, PACKAGE = f"{FOLDER}/lich.ics", f"{FOLDER}/ke-hoach.json", f"{FOLDER}/datapackage.json"


@dataclass(frozen=True, slots=True)
class DataTable:
    """A table of the open data: its name, title, columns (name, heading, type) and rows."""

    name: str
    title: str
    columns: tuple[tuple[str, str, str], ...]
    rows: tuple[tuple[object, ...], ...]


def data_files(edition: Edition) -> dict[str, tuple[str, bytes]]:
    """The files by path, each with its title."""
    held = [table for table in tables(edition) if table.rows]
    found = {f"{FOLDER}/{table.name}.csv": (table.title, _csv(table)) for table in held}
    whole = json_text(_whole(edition, held)) + "\n"
    found[WHOLE] = ("Tất cả các bảng trong một tệp JSON", whole.encode("utf-8"))
    found[PACKAGE] = ("Mô tả các tệp (Data Package)", _package(edition, held))
    if edition.issued is not None:
        found[CALENDAR] = ("Lịch các hạn của kế hoạch, mở bằng lịch của điện thoại", _calendar(edition))
    return found


def tables(edition: Edition) -> Sequence[DataTable]:
    """The tables: results, actions with their progress, numbers to reach, milestones, documents."""
    plan, levels = edition.followed, levels_met(edition.now)
    framework = edition.now.framework
    return (
        DataTable(
            "muc-dat", "Số tiêu chí đạt ở mỗi mức",
            (("muc", "Mức", "integer"), ("dat", "Số đạt", "integer"), ("tong_so", "Tổng số", "integer"),
             ("ty_le", "Tỷ lệ (%)", "number")),
            tuple((one.level, one.met, one.total, one.percent_met) for one in counts(edition.now)),
        ),
        DataTable(
            "tieu-chi", "Kết quả tự đánh giá từng tiêu chí",
            (("tieu_chi", "Tiêu chí", "string"), ("ten", "Tên tiêu chí", "string"), ("muc", "Mức đạt", "integer")),
            tuple((code, clean(one.name), levels.get(code)) for code, one in framework.criteria.items()),
        ),
        DataTable(
            "bien-phap", "Biện pháp cải tiến và tiến độ",
            (("so", "Số thứ tự", "integer"), ("tieu_chi", "Tiêu chí", "string"), ("bien_phap", "Biện pháp", "string"),
             ("phu_trach", "Người phụ trách", "string"), ("bat_dau", "Bắt đầu", "date"), ("han", "Hạn", "date"),
             ("tinh_trang", "Tình trạng", "string"), ("phan_tram", "Hoàn thành (%)", "number")),
            tuple(
                (row.number, row.criterion, "\n".join(row.measure), ", ".join(row.owners), row.action.start.day,
                 row.action.end.day, row.state, row.progress.percent)
                for row in edition.actions
            ),
        ),
        DataTable(
            "chi-tieu", "Chỉ tiêu",
            (("chi_tieu", "Chỉ tiêu", "string"), ("tieu_chi", "Tiêu chí", "string"), ("don_vi", "Đơn vị", "string"),
             ("chieu", "Chiều", "string"), ("hien_co", "Hiện có", "string"), ("can_dat", "Cần đạt", "string"),
             ("da_dat", "Đã đạt", "string")),
            tuple(map(astuple, edition.targets)),
        ),
        DataTable(
            "moc", "Mốc thời gian",
            (("viec", "Việc", "string"), ("han", "Hạn", "date"), ("phu_trach", "Người phụ trách", "string")),
            tuple((clean(one.name), one.date.day, ", ".join(one.owner.names)) for one in plan.milestones),
        ),
        DataTable(
            "van-ban", "Văn bản đã ban hành",
            (("loai", "Loại", "string"), ("so", "Số, ký hiệu", "string"), ("ngay", "Ngày", "date"),
             ("trich_yeu", "Trích yếu", "string")),
            tuple((one.kind, one.number, one.day, one.subject) for one in edition.now.documents),
        ),
        *(
            DataTable(
                f"bang-{table.key.replace('_', '-')}", table.title,
                tuple((heading, heading, "string") for heading in table.headings), table.rows,
            )
            for table in edition.extra_tables
        ),
    )  # fmt: skip


def _csv(table: DataTable) -> bytes:
    """A byte order mark for Excel; a text that a spreadsheet would run as a formula gets an apostrophe before it."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([name for name, _heading, _type in table.columns])
    writer.writerows([_cell(value) for value in row] for row in table.rows)
    return b"\xef\xbb\xbf" + text.getvalue().encode("utf-8")


def _cell(value: object) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else safe(value) if isinstance(value, str) else str(value)


def _whole(edition: Edition, held: Sequence[DataTable]) -> Mapping[str, object]:
    level = standing(edition.now).derived
    return {
        "schema_version": 1,
        "truong": edition.name,
        "nam_hoc": edition.now.year.name,
        "den_ngay": edition.day,
        "ban_so_lieu": edition.state,
        "thong_tu": edition.now.framework.circular,
        "ke_hoach_so": edition.document.number if edition.document else None,
        "muc_cua_truong": edition.now.school.declared_level if level is None else level,
        "bang": {
            table.name: [dict(zip([name for name, *_rest in table.columns], row, strict=True)) for row in table.rows]
            for table in held
        },
    }


def _package(edition: Edition, held: Sequence[DataTable]) -> bytes:
    described = []
    for table in held:
        fields = [{"name": name, "title": title, "type": kind} for name, title, kind in table.columns]
        about = {"name": table.name, "title": table.title, "path": f"{table.name}.csv", "format": "csv"}
        described.append({**about, "mediatype": "text/csv", "encoding": "utf-8", "schema": {"fields": fields}})
    package = {
        "name": f"ke-hoach-cai-tien-chat-luong-{edition.now.year.name}",
        "title": f"Kế hoạch cải tiến chất lượng giáo dục năm học {edition.now.year.name}, {edition.name}",
        "description": "Dấu nháy đơn ở đầu ô, trước các dấu = + - @, là để bảng tính không hiểu nhầm là công thức.",
        "created": f"{edition.day.isoformat()}T00:00:00+07:00",
        "resources": described,
    }
    return (json.dumps(package, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def _calendar(edition: Edition) -> bytes:
    """The deadlines of actions and milestones, under names without the workbook's IDs."""
    plan = edition.followed
    keys = {one.key for one in plan.actions} | {one.key for one in plan.milestones}
    listed = entries(plan, edition.day, only=keys, with_ids=False)
    return calendar_bytes(listed, f"Kế hoạch cải tiến chất lượng {plan.year.name}, {edition.name}", edition.day)
