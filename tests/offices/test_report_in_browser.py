"""The office's page in a real browser: it sorts, fits a phone, asks nobody, and hostile names stay text."""

from pathlib import Path

import pytest

from qipsheets.offices.figures import OfficeFigures
from qipsheets.offices.report_page import office_page
from tests.offices.test_reports import figures
from tests.publishing.test_page_in_browser import Browser, browser, pytestmark

__all__ = ("browser", "figures", "pytestmark")
COLUMN = "[...document.querySelectorAll('#units ~ .scroll tbody tr')].map(row => row.cells[{}].textContent)"


@pytest.fixture(scope="module")
def page(figures: OfficeFigures, tmp_path_factory: pytest.TempPathFactory) -> str:
    path: Path = tmp_path_factory.mktemp("page") / "bao-cao.html"
    path.write_bytes(office_page(figures))
    return path.as_uri()


def test_the_page_opens_and_asks_nobody(browser: Browser, page: str) -> None:
    browser.console(), browser.asked()
    browser.open(page)
    assert browser.js("document.querySelectorAll('h1').length") == 1
    assert browser.console() == []
    assert [one for one in browser.asked() if not one.startswith((page, "data:,"))] == []


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_is_wider_than_the_screen(browser: Browser, page: str, width: int) -> None:
    browser.open(page, width)
    assert browser.js("document.documentElement.scrollWidth") <= width


def test_a_click_on_a_heading_sorts_and_the_sum_stays_last(browser: Browser, page: str) -> None:
    browser.open(page)
    overdue = browser.js(
        "[...document.querySelectorAll('#units ~ .scroll th')].findIndex(h => h.textContent === 'Quá hạn')"
    )
    before = [int(one) for one in browser.js(COLUMN.format(overdue))]
    for rising in (True, False):
        browser.js(f"document.querySelectorAll('#units ~ .scroll thead th button')[{overdue}].click()")
        *counts, total = [int(one) for one in browser.js(COLUMN.format(overdue))]
        assert counts == sorted(before[:-1], reverse=not rising) and total == before[-1]
        assert browser.js(COLUMN.format(0))[-1] == "Tổng số"
    assert browser.js("document.querySelectorAll('[aria-sort]').length") == 1


def test_without_its_script_the_page_is_whole(browser: Browser, page: str) -> None:
    browser.open(page, script=False)
    assert browser.driver.find_elements("css selector", "#units")
