"""The pages of an edition: what each shows, placed by the templates of templates/site."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from itertools import groupby

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from qipsheets.documents.printing.forms.evidence import standard_words
from qipsheets.documents.printing.forms.parents import FEEDBACK, first_words, standing_words, until_words
from qipsheets.documents.printing.forms.tt57 import Problem, Tt57View, tt57_view
from qipsheets.documents.printing.plan.view import plan_view, title_words
from qipsheets.documents.printing.report.words import lower_first
from qipsheets.documents.printing.text import Paragraph, clean, day_words, percent_words, shortened
from qipsheets.plan.levels import counts, standing
from qipsheets.plan.periods import whole_year
from qipsheets.plan.states import State
from qipsheets.plan.totals import Category, Totals, category
from qipsheets.publishing import figures
from qipsheets.publishing.edition import ActionRow, Edition, web_address
from qipsheets.publishing.public import UNNAMED
from qipsheets.settings import shipped
from qipsheets.statistics import figures as counted

INDEX, PLAN, PARENTS, DOCUMENTS, EVIDENCE, MORE, DATA, ARCHIVE, PRINT = (
    "index.html", "ke-hoach.html", "cha-me.html", "van-ban.html", "minh-chung.html", "thong-tin.html", "du-lieu.html",
    "luu-tru.html", "ban-in.html",
)  # fmt: skip
ASSETS = ("style.css", "filter.js")
ARCHIVE_MARK = "<!-- ban-luu -->"  # where the archive puts its notice
_NEXT, _MOST_WORKS, _LONGEST = 8, 10, 160


@dataclass(frozen=True, slots=True)
class ArchiveLine:
    """An earlier edition that is kept: its folder, school year, the plan's number, the day it was last made."""

    href: str
    year: str
    number: str
    day: str


@dataclass(frozen=True, slots=True)
class LevelLine:
    """How many criteria meet a level."""

    level: int
    met: int
    total: int
    percent: str


@dataclass(frozen=True, slots=True)
class Work:
    """A piece of work in plain words, with until when."""

    words: str
    until: str


@dataclass(frozen=True, slots=True)
class PlanText:
    """The parts of the plan before its table, the table's title and words, the parts after it."""

    before: tuple[Paragraph, ...]
    problems: tuple[Problem, ...]
    table: tuple[Paragraph, ...]
    after: tuple[Paragraph, ...]
    recipients: tuple[str, ...]
    signer_office: str
    signer: str


def site_pages(edition: Edition, archives: Sequence[ArchiveLine], data_files: Mapping[str, str]) -> dict[str, bytes]:
    """Every page and what it needs, by path. `data_files` are the files of the open data with their titles."""
    site = _Site(edition, archives, data_files)
    made = dict(site.pages())
    made |= {name: (shipped("templates") / "site" / name).read_bytes() for name in ASSETS}
    return made | edition.signed_files()


@lru_cache(maxsize=1)
def _environment() -> Environment:
    folder = shipped("templates") / "site"
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["web_address"] = web_address
    environment.filters["clean"] = clean
    return environment


class _Site:
    """The words that pages share."""

    def __init__(self, edition: Edition, archives: Sequence[ArchiveLine], data_files: Mapping[str, str]) -> None:
        self.edition = edition
        self.archives = archives
        self.data_files = data_files
        self.standards = edition.now.framework.standards

    def pages(self) -> Iterator[tuple[str, bytes]]:
        """Each page by its path."""
        edition = self.edition
        yield self._page(INDEX, "Tổng quan", "index.html", self._overview())
        if edition.issued is not None:
            yield self._page(PLAN, "Kế hoạch", "plan.html", self._plan())
            yield self._page(PRINT, "Bản in", "print.html", self._plan() | self._overview() | self._results())
        for standard in self.standards:
            title = standard_words(standard.code, edition.now.framework)
            yield self._page(standard_page(standard.code), title, "standard.html", self._standard(standard.code))
        yield self._page(PARENTS, "Dành cho cha mẹ học sinh", "parents.html", self._parents())
        yield self._page(DOCUMENTS, "Văn bản đã ban hành", "documents.html", {"documents": edition.documents})
        for page, title, keys in self._extra_pages():
            yield self._page(page, title, "extra.html", {"tables": keys})
        yield self._page(DATA, "Số liệu mở", "data.html", {"files": self.data_files})
        yield self._page(ARCHIVE, "Lưu trữ", "archive.html", {"archives": self.archives, "documents": self._earlier()})

    def _page(self, path: str, title: str, template: str, words: Mapping[str, object]) -> tuple[str, bytes]:
        text = _environment().get_template(template).render(self._shared(path, title), **words)
        return path, text.encode("utf-8")

    def _shared(self, path: str, title: str) -> dict[str, object]:
        edition = self.edition
        return {
            "path": path,
            "title": title,
            "school": edition.name,
            "year": edition.now.year.name,
            "as_of": day_words(edition.day),
            "iso_day": edition.day.isoformat(),
            "state": edition.state,
            "issued": edition.document,
            "issued_day": day_words(edition.document.day) if edition.document else "",
            "has_plan": edition.issued is not None,
            "website": web_address(edition.now.school.website),
            "menu": self._menu(),
            "print_page": PRINT if edition.issued is not None else "",
        }

    def _menu(self) -> list[tuple[str, str]]:
        menu = [(INDEX, "Tổng quan")]
        if self.edition.issued is not None:
            menu.append((PLAN, "Kế hoạch"))
        menu += [
            (f"{INDEX}#tieu-chuan", "Kết quả theo tiêu chuẩn"),
            (PARENTS, "Cha mẹ học sinh"),
            (DOCUMENTS, "Văn bản"),
        ]
        menu += [(page, title) for page, title, _tables in self._extra_pages()]
        return [*menu, (DATA, "Số liệu mở"), (ARCHIVE, "Lưu trữ")]

    def _extra_pages(self) -> Iterator[tuple[str, str, list[object]]]:
        tables = self.edition.extra_tables
        evidence: list[object] = [one for one in tables if one.key == "evidence"]
        more: list[object] = [one for one in tables if one.key != "evidence"]
        if evidence:
            yield EVIDENCE, "Danh mục minh chứng", evidence
        if more:
            yield MORE, "Thông tin khác", more

    def _overview(self) -> dict[str, object]:
        edition = self.edition
        plan, year = edition.followed, edition.now.year
        derived = standing(edition.now).derived
        level = edition.now.school.declared_level if derived is None else derived
        drawn: list[figures.Figure] = []
        totals = Totals()
        if plan.actions:
            numbers = counted(plan, whole_year(year), edition.day)
            totals = numbers.now.actions
            items = tuple(edition.progress.values())
            drawn = [
                figures.by_standard(numbers.standards, edition.now.framework),
                figures.over_time(numbers.trend, edition.day),
                figures.timeline(items, min(year.start, _first_month(edition)), year.end),
            ]
        return {
            "level": "" if level is None else f"Mức {level}" if level else "chưa đạt Mức 1",
            "declared": derived is None and level is not None,
            "framework": edition.now.framework.circular,
            "levels": [
                LevelLine(one.level, one.met, one.total, percent_words(one.percent_met)) for one in counts(edition.now)
            ],
            "planned": totals.planned,
            "totals": [(figures.CATEGORY_WORDS[one], totals.count(one)) for one in Category if totals.count(one)],
            "done": totals.count(Category.DONE),
            "percent_done": percent_words(totals.percent_done),
            "late": totals.count(Category.OVERDUE),
            "next_lines": edition.due_next(_NEXT),
            "figures": drawn,
            "standards": [self._standard_line(one.code) for one in self.standards],
            "targets": edition.targets,
        }

    def _standard_line(self, code: str) -> tuple[str, str, int, int, int]:
        """Link, name, how many criteria, actions done, actions."""
        rows = [row for row in self.edition.actions if row.standard == code]
        done = sum(category(row.progress) is Category.DONE for row in rows)
        name = standard_words(code, self.edition.now.framework)
        return standard_page(code), name, len(self.edition.criteria(code)), done, len(rows)

    def _plan(self) -> dict[str, object]:
        subject, year = title_words(self.edition.followed)
        rows = self.edition.actions
        names = {
            code: standard_words(code, self.edition.now.framework)
            for code in dict.fromkeys(row.standard for row in rows)
        }
        return {
            "text": plan_text(self.edition),
            "heading": lower_first(subject),
            "heading_year": self.edition.now.year.name if year else "",
            "rows": rows,
            "standard_names": {code: name if code else "Không thuộc tiêu chuẩn nào" for code, name in names.items()},
            "standard_pages": {one.code: standard_page(one.code) for one in self.standards},
            "owners": sorted({name for row in rows for name in _owners(row)}),
            "states": list(dict.fromkeys(row.state for row in rows)),
            "row_owners": {row.number: "|".join(_owners(row)) for row in rows},
        }

    def _standard(self, code: str) -> dict[str, object]:
        rows = [row for row in self.edition.actions if row.standard == code]
        at = [one.code for one in self.standards].index(code)
        around = [self.standards[n] if 0 <= n < len(self.standards) else None for n in (at - 1, at + 1)]
        return {
            "criteria": self.edition.criteria(code),
            "rows": rows,
            "targets": [one for one in self.edition.targets if one.criterion.partition(".")[0] == code],
            "before_after": [
                (standard_page(one.code), standard_words(one.code, self.edition.now.framework)) if one else None
                for one in around
            ],
        }

    def _results(self) -> dict[str, object]:
        names = {one.code: standard_words(one.code, self.edition.now.framework) for one in self.standards}
        return {"results": [(names[one.code], self.edition.criteria(one.code)) for one in self.standards]}

    def _parents(self) -> dict[str, object]:
        done, running, coming = [], [], []
        for row in sorted(self.edition.actions, key=lambda row: (row.progress.due.day or date.max, row.number)):
            words = first_words(row.action)
            if not words or UNNAMED in words:
                continue
            late = ", đã quá hạn" if category(row.progress) is Category.OVERDUE else ""
            work = Work(shortened(words, _LONGEST), f"{until_words(row.action.end)}{late}")
            if row.progress.state is State.DONE:
                done.append(replace(work, until=""))
            elif row.progress.state in (State.IN_PROGRESS, State.WAITING):
                running.append(work)
            elif row.progress.state is State.NOT_STARTED:
                coming.append(work)
        lists = (
            ("Nhà trường đã làm được gì", done),
            ("Nhà trường đang làm gì", running),
            ("Nhà trường sắp làm gì", coming),
        )
        shown = [(heading, _each_once(works)[:_MOST_WORKS], len(works)) for heading, works in lists if works]
        return {"standing": list(standing_words(self.edition.now)), "lists": shown, "feedback": FEEDBACK}

    def _earlier(self) -> list[object]:
        """The earlier versions of this year's plan that the register knows."""
        newest = self.edition.document
        plans = [one for one in self.edition.documents if one.kind == (clean(newest.kind) if newest else "")]
        return [one for one in plans if newest and one.number != clean(newest.number)]


def plan_text(edition: Edition) -> PlanText:
    """The parts of the issued plan in the form of its framework."""
    assert edition.issued is not None
    plan = edition.issued
    view = tt57_view(plan, draft=False) if plan.framework.form == "tt57" else plan_view(plan, draft=False)
    foot = (view.noi_nhan, " ".join(view.chuc_vu_ky), view.nguoi_ky)
    if isinstance(view, Tt57View):
        problems = tuple(replace(one, nguyen_nhan=()) for one in view.van_de)
        before = (*view.dau_ke_hoach, Paragraph("phan", view.tieu_de_van_de), *view.loi_van_de)
        table = (Paragraph("phan", view.tieu_de_hanh_dong), *view.loi_hanh_dong)
        return PlanText(before, problems, table, view.cuoi_ke_hoach, *foot)
    return PlanText((*view.phan_1, *view.phan_2), (), view.phan_3, view.to_chuc, *foot)


def standard_page(code: str) -> str:
    """The page of a standard."""
    return f"tieu-chuan-{code}.html"


def _owners(row: ActionRow) -> list[str]:
    """The owners of an action, each with a capital, for the list to choose from."""
    names = [clean(name).replace("|", "/") for name in row.action.owner.names]
    return [name[:1].upper() + name[1:] for name in names if name]


def _each_once(works: Sequence[Work]) -> list[Work]:
    return [work for work, _same in groupby(dict.fromkeys(works))]


def _first_month(edition: Edition) -> date:
    """The day of the first deadline, if it is not more than a summer before the year."""
    start = edition.now.year.start
    days = [item.due.day for item in edition.progress.values() if item.due.day and (start - item.due.day).days <= 92]
    return min(days, default=start)
