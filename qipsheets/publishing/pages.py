"""The pages of an edition: what each shows, placed by the templates of templates/site."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from qipsheets.documents.for_parents import FEEDBACK, action_words, standing_words, until_words, whole_sentences
from qipsheets.documents.printing.blocks import PART, PlanParagraph
from qipsheets.documents.printing.plan import plan_view, title_words
from qipsheets.documents.printing.tt57 import Tt57View, tt57_view
from qipsheets.documents.wording import clean, day_words, lower_first, percent_words, standard_words
from qipsheets.plan.deadlines import CATEGORY_WORDS, Category, Totals, category
from qipsheets.plan.levels import counts, school_level, standing
from qipsheets.plan.model import Plan
from qipsheets.plan.periods import whole_year
from qipsheets.plan.states import State
from qipsheets.publishing import figures
from qipsheets.publishing.edition import ActionRow, Edition, ExtraTable, web_address
from qipsheets.publishing.public import UNNAMED
from qipsheets.settings import shipped
from qipsheets.statistics import figures as counted

INDEX, _PLAN, _PARENTS, _DOCUMENTS, _EVIDENCE, _MORE, _DATA, ARCHIVE, _PRINT = (
    "index.html", "ke-hoach.html", "cha-me.html", "van-ban.html", "minh-chung.html", "thong-tin.html", "du-lieu.html",
    "luu-tru.html", "ban-in.html",
)  # fmt: skip
ASSETS = ("style.css", "filter.js")
ARCHIVE_MARK = "<!-- ban-luu -->"  # where the archive puts its notice
_FOR_PARENTS = {
    State.DONE: "Nhà trường đã làm được gì",
    State.IN_PROGRESS: "Nhà trường đang làm gì",
    State.WAITING: "Nhà trường đang làm gì",
    State.NOT_STARTED: "Nhà trường sắp làm gì",
}
_NEXT, _MOST_WORKS, _LONGEST = 8, 10, 400
_A_SUMMER = timedelta(days=92)  # so long before the year a deadline is still shown


@dataclass(frozen=True, slots=True)
class ArchiveLine:
    """An earlier edition that is kept: its folder, school year, the plan's number, the day it was last made."""

    href: str
    year: str
    number: str
    day: str


def site_pages(edition: Edition, archives: Sequence[ArchiveLine], data_files: Mapping[str, str]) -> dict[str, bytes]:
    """Every page and what it needs, by path. `data_files` are the files of the open data with their titles."""
    made = dict(_Site(edition, archives, data_files).pages())
    made |= {name: (shipped("templates") / "site" / name).read_bytes() for name in ASSETS}
    return made | edition.signed_files()


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The templates of templates/site; what they are given is text and stays text."""
    folder = shipped("templates") / "site"
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["web_address"] = web_address
    return environment


class _Site:
    """The words that pages share."""

    def __init__(self, edition: Edition, archives: Sequence[ArchiveLine], data_files: Mapping[str, str]) -> None:
        self.edition = edition
        self.archives = archives
        self.data_files = data_files
        framework = edition.now.framework
        self.names = {code: standard_words(code, framework) for code in framework.standard_names}

    def pages(self) -> Iterator[tuple[str, bytes]]:
        """Each page by its path."""
        edition = self.edition
        yield self._page(INDEX, "Tổng quan", "index.html", self._overview)
        if edition.issued is not None:
            yield self._page(_PLAN, "Kế hoạch", "plan.html", self._plan())
            results = [(name, edition.criteria(code)) for code, name in self.names.items()]
            yield self._page(_PRINT, "Bản in", "print.html", self._plan() | self._overview | {"results": results})
        for code, name in self.names.items():
            yield self._page(standard_page(code), name, "standard.html", self._standard(code))
        yield self._page(_PARENTS, "Dành cho cha mẹ học sinh", "parents.html", self._parents())
        yield self._page(_DOCUMENTS, "Văn bản đã ban hành", "documents.html", {"documents": edition.documents})
        for page, title, tables in self._extra_pages():
            yield self._page(page, title, "extra.html", {"tables": tables})
        yield self._page(_DATA, "Số liệu mở", "data.html", {"files": self.data_files})
        kind, number = (clean(newest.kind), clean(newest.number)) if (newest := edition.document) else ("", "")
        # The earlier versions of this year's plan that the register knows.
        earlier = [one for one in edition.documents if one.kind == kind and one.number != number]
        yield self._page(ARCHIVE, "Lưu trữ", "archive.html", {"archives": self.archives, "documents": earlier})

    def _page(self, path: str, title: str, template: str, words: Mapping[str, object]) -> tuple[str, bytes]:
        edition = self.edition
        shared: dict[str, object] = {
            "path": path,
            "title": title,
            "school": edition.name,
            "year": edition.now.year.name,
            "day": edition.day,
            "as_of": day_words(edition.day),
            "state": edition.state,
            "issued": edition.document,
            "issued_day": day_words(edition.document.day) if edition.document else "",
            "has_plan": edition.issued is not None,
            "website": web_address(edition.now.school.website),
            "menu": self._menu(),
        }
        return path, environment().get_template(template).render(shared, **words).encode("utf-8")

    def _menu(self) -> list[tuple[str, str]]:
        return [
            (INDEX, "Tổng quan"),
            *([(_PLAN, "Kế hoạch")] if self.edition.issued is not None else []),
            (f"{INDEX}#tieu-chuan", "Kết quả theo tiêu chuẩn"),
            (_PARENTS, "Cha mẹ học sinh"),
            (_DOCUMENTS, "Văn bản"),
            *((page, title) for page, title, _tables in self._extra_pages()),
            (_DATA, "Số liệu mở"),
            (ARCHIVE, "Lưu trữ"),
        ]

    def _extra_pages(self) -> Iterator[tuple[str, str, list[ExtraTable]]]:
        for page, title, is_evidence in ((_EVIDENCE, "Danh mục minh chứng", True), (_MORE, "Thông tin khác", False)):
            tables = [one for one in self.edition.extra_tables if (one.key == "evidence") is is_evidence]
            if tables:
                yield page, title, tables

    @cached_property
    def _overview(self) -> dict[str, object]:
        edition = self.edition
        plan, year = edition.followed, edition.now.year
        level = school_level(edition.now)
        met = counts(edition.now)
        drawn: list[figures.Figure] = []
        totals = Totals()
        if plan.actions:
            numbers = counted(plan, whole_year(year), edition.day)
            totals = numbers.now.actions
            items = tuple(edition.progress.values())
            days = [item.due.day for item in items if item.due.day]
            first = min((day for day in days if day >= year.start - _A_SUMMER), default=year.start)
            drawn = [
                figures.by_standard(numbers.standards, edition.now.framework),
                figures.over_time(numbers.trend, edition.day),
                figures.timeline(items, min(year.start, first), year.end),
            ]
        return {
            "level": "" if level is None else f"Mức {level}" if level else "chưa đạt Mức 1",
            "declared": standing(edition.now).derived is None and level is not None,
            "framework": edition.now.framework.circular,
            "levels": [(one.level, f"{one.met}/{one.total}", percent_words(one.percent_met)) for one in met],
            "planned": totals.planned,
            "totals": [(CATEGORY_WORDS[one], totals.count(one)) for one in Category if totals.count(one)],
            "done": totals.count(Category.DONE),
            "percent_done": percent_words(totals.percent_done),
            "late": totals.count(Category.OVERDUE),
            "next_lines": edition.due_next(_NEXT),
            "figures": drawn,
            "standards": [self._standard_line(code) for code in self.names],
            "targets": edition.targets,
        }

    def _standard_line(self, code: str) -> tuple[str, str, int, int, int]:
        """Link, name, how many criteria, actions done, actions."""
        rows = [row for row in self.edition.actions if row.standard == code]
        done = sum(category(row.progress) is Category.DONE for row in rows)
        return standard_page(code), self.names[code], len(self.edition.criteria(code)), done, len(rows)

    def _plan(self) -> dict[str, object]:
        assert self.edition.issued is not None
        subject, year = title_words(self.edition.issued)
        rows = self.edition.actions
        standards = dict.fromkeys(row.standard for row in rows)
        return {
            "text": plan_text(self.edition.issued),
            "heading": lower_first(subject),
            "heading_year": self.edition.now.year.name if year else "",
            "rows": rows,
            "standard_names": {code: self.names.get(code, "Không thuộc tiêu chuẩn nào") for code in standards},
            "owners": sorted({name for row in rows for name in _owners(row)}),
            "states": list(dict.fromkeys(row.state for row in rows)),
            "row_owners": {row.number: "|".join(_owners(row)) for row in rows},
        }

    def _standard(self, code: str) -> dict[str, object]:
        rows = [row for row in self.edition.actions if row.standard == code]
        codes = [None, *self.names, None]
        at = codes.index(code)
        return {
            "criteria": self.edition.criteria(code),
            "rows": rows,
            "targets": [one for one in self.edition.targets if one.criterion.partition(".")[0] == code],
            "before_after": [one and (standard_page(one), self.names[one]) for one in (codes[at - 1], codes[at + 1])],
        }

    def _parents(self) -> dict[str, object]:
        works: dict[str, dict[str, str]] = {heading: {} for heading in _FOR_PARENTS.values()}
        for row in sorted(self.edition.actions, key=lambda row: (row.progress.due.day or date.max, row.number)):
            words = action_words(row.action)
            state = row.progress.state
            if words and UNNAMED not in words and state in _FOR_PARENTS:
                late = ", đã quá hạn" if category(row.progress) is Category.OVERDUE else ""
                until = "" if state is State.DONE else f"{lower_first(until_words(row.action.end))}{late}"
                works[_FOR_PARENTS[state]][whole_sentences(words, _LONGEST)] = until
        shown = [(heading, list(work.items())[:_MOST_WORKS], len(work)) for heading, work in works.items() if work]
        return {"standing": list(standing_words(self.edition.now)), "lists": shown, "feedback": FEEDBACK}


def plan_text(plan: Plan) -> dict[str, object]:
    """The parts of an issued plan, in the form of its framework, before, above and after its table; who signs it."""
    view = tt57_view(plan, draft=False) if plan.framework.form == "tt57" else plan_view(plan, draft=False)
    head = view.head
    foot = {"recipients": head.noi_nhan, "signer_office": " ".join(head.chuc_vu_ky), "signer": head.nguoi_ky}
    if isinstance(view, Tt57View):
        before = (*view.dau_ke_hoach, PlanParagraph(PART, view.tieu_de_van_de), *view.loi_van_de)
        table = (PlanParagraph(PART, view.tieu_de_hanh_dong), *view.loi_hanh_dong)
        return foot | {"before": before, "problems": view.van_de, "table": table, "after": view.cuoi_ke_hoach}
    before = (*view.phan_1, *view.phan_2)
    return foot | {"before": before, "problems": (), "table": view.phan_3, "after": view.to_chuc}


def standard_page(code: str) -> str:
    """The page of a standard."""
    return f"tieu-chuan-{code}.html"


def _owners(row: ActionRow) -> list[str]:
    """The owners of an action, each with a capital, for the list to choose from."""
    names = [clean(name).replace("|", "/") for name in row.action.owner.names]
    return [name[:1].upper() + name[1:] for name in names if name]
