"""The edition as open data: CSV and JSON with a data package beside them [Data Package 1], and a calendar."""

import json
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import date
from pathlib import Path

from qipsheets.console import json_text
from qipsheets.documents.calendar_file import calendar_bytes, entries
from qipsheets.documents.wording import clean
from qipsheets.exporting import csv_bytes, safe
from qipsheets.plan.levels import counts, levels_met, school_level
from qipsheets.publishing.edition import ActionRow, Edition

FOLDER = "du-lieu"
CALENDAR_FILE, WHOLE_FILE, PACKAGE_FILE = f"{FOLDER}/lich.ics", f"{FOLDER}/ke-hoach.json", f"{FOLDER}/datapackage.json"


@dataclass(frozen=True, slots=True)
class DataTable:
    """A table of the open data: its name, title, columns (name, heading, type) and rows."""

    name: str
    title: str
    columns: tuple[tuple[str, str, str], ...]
    rows: tuple[tuple[object, ...], ...]


def data_files(edition: Edition) -> dict[str, tuple[str, bytes]]:
    """The files by path, each with its title."""
    filled = [table for table in tables(edition) if table.rows]
    found: dict[str, tuple[str, bytes]] = {}
    for table in filled:
        rows = ([_cell(value) for value in row] for row in table.rows)
        names = [name for name, _title, _kind in table.columns]
        found[f"{FOLDER}/{table.name}.csv"] = (table.title, csv_bytes(names, rows))
    whole = json_text(_whole(edition, filled)) + "\n"
    found[WHOLE_FILE] = ("Tất cả các bảng trong một tệp JSON", whole.encode("utf-8"))
    found[PACKAGE_FILE] = ("Mô tả các tệp (Data Package)", _package(edition, filled))
    if edition.issued is not None:
        plan = edition.followed
        keys = {one.key for one in (*plan.actions, *plan.milestones)}
        deadlines = entries(plan, edition.day, only=keys, with_ids=False)  # without the workbook's IDs
        name = f"Kế hoạch cải tiến chất lượng {plan.year.name}, {edition.name}"
        calendar = calendar_bytes(deadlines, name, edition.day)
        found[CALENDAR_FILE] = ("Lịch các hạn của kế hoạch, mở bằng lịch của điện thoại", calendar)
    return found


def tables(edition: Edition) -> Sequence[DataTable]:
    """The tables: results, actions with their progress, numbers to reach, milestones, documents."""
    plan, levels = edition.followed, levels_met(edition.now)
    framework = edition.now.framework
    rows: Mapping[str, Iterable[tuple[object, ...]]] = {
        "muc-dat": ((one.level, one.met, one.total, one.percent_met) for one in counts(edition.now)),
        "tieu-chi": ((code, clean(one.name), levels.get(code)) for code, one in framework.criteria.items()),
        "bien-phap": map(_action_row, edition.actions),
        "chi-tieu": map(astuple, edition.targets),
        "moc": ((clean(one.name), one.date.day, ", ".join(one.owner.names)) for one in plan.milestones),
        "van-ban": ((one.kind, one.number, one.day, one.subject) for one in edition.now.documents),
    }
    known = tomllib.loads(Path(__file__).with_name("open_data.toml").read_text(encoding="utf-8"))
    extra = (
        DataTable(
            f"bang-{table.key.replace('_', '-')}",
            table.title,
            tuple((heading, heading, "string") for heading in table.headings),
            table.rows,
        )
        for table in edition.extra_tables
    )
    fixed = (
        DataTable(name, about["title"], tuple(map(tuple, about["columns"])), tuple(rows[name]))
        for name, about in known.items()
    )
    return (*fixed, *extra)


def _action_row(row: ActionRow) -> tuple[object, ...]:
    start, end = row.action.start.day, row.action.end.day
    about = (row.number, row.criterion, "\n".join(row.measure), ", ".join(row.owners))
    return (*about, start, end, row.state, row.progress.percent)


def _cell(value: object) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else safe(value) if isinstance(value, str) else str(value)


def _whole(edition: Edition, filled: Sequence[DataTable]) -> Mapping[str, object]:
    return {
        "schema_version": 1,
        "truong": edition.name,
        "nam_hoc": edition.now.year.name,
        "den_ngay": edition.day,
        "ban_so_lieu": edition.state,
        "thong_tu": edition.now.framework.circular,
        "ke_hoach_so": edition.document.number if edition.document else None,
        "muc_cua_truong": school_level(edition.now),
        "bang": {
            table.name: [dict(zip([name for name, *_rest in table.columns], row, strict=True)) for row in table.rows]
            for table in filled
        },
    }


def _package(edition: Edition, filled: Sequence[DataTable]) -> bytes:
    described = []
    for table in filled:
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
