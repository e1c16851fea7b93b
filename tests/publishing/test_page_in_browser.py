"""The page in a real browser, Debian's Chromium: filters, keyboard, print, phone, dark, hostile cells, axe-core.

Skipped by name where Chromium, its driver, selenium or axe-core is absent; `.ci/run` installs them.
"""

import base64
import json
import shutil
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from qipsheets.plan.values import Owners
from tests.publishing.published import EVERYTHING, HOSTILE, LONG_WORD, sample_plan, source_of, write_page

webdriver = pytest.importorskip("selenium.webdriver", reason="selenium is not here")
from selenium.webdriver.chrome.service import Service  # noqa: E402
from selenium.webdriver.common.by import By  # noqa: E402
from selenium.webdriver.common.keys import Keys  # noqa: E402
from selenium.webdriver.support.ui import Select  # noqa: E402

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
pytestmark = pytest.mark.skipif(not (CHROMIUM and DRIVER), reason="Chromium or chromedriver is not here")
SWITCHES = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars",
)  # fmt: skip
WIDTHS = (360, 768, 1280)
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


class Browser:
    """A browser of its own profile, with its console and all it asks for."""

    def __init__(self, profile: Path) -> None:
        options = webdriver.ChromeOptions()
        options.binary_location = CHROMIUM
        for switch in (*SWITCHES, f"--user-data-dir={profile}"):
            options.add_argument(switch)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        self.driver = webdriver.Chrome(options=options, service=Service(DRIVER))
        self.driver.set_script_timeout(600)  # a busy machine

    def open(
        self, address: str, width: int = 1280, *, dark: bool = False, script: bool = True, media: str = ""
    ) -> None:
        command = self.driver.execute_cdp_cmd
        command("Emulation.setDeviceMetricsOverride",
                {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": width < 500})  # fmt: skip
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        command("Emulation.setEmulatedMedia", {"media": media, "features": [scheme]})
        command("Emulation.setScriptExecutionDisabled", {"value": not script})
        self.driver.get(address)

    def js(self, script: str, *words: object) -> Any:
        return self.driver.execute_script(f"return {script}", *words)

    def asked(self) -> list[str]:
        """What was asked for since the last call, but for what the browser's own first page asks on a slow machine."""
        messages = (json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance"))
        sent = [one["params"] for one in messages if one["method"] == "Network.requestWillBeSent"]
        return [
            one["request"]["url"] for one in sent if not one["documentURL"].startswith(("chrome:", "chrome-untrusted:"))
        ]

    def console(self) -> list[str]:
        """What the console has said since the last call."""
        return [entry["message"] for entry in self.driver.get_log("browser")]


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    made = Browser(tmp_path_factory.mktemp("profile"))
    yield made
    made.driver.quit()


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample school's page with its evidence list."""
    folder = tmp_path_factory.mktemp("school")
    return write_page(source_of(sample_plan(folder, EVERYTHING)), folder / "trang")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page whose cells hold scripts, quotes, dangerous links and words that never end."""
    folder = tmp_path_factory.mktemp("hostile")
    made = sample_plan(folder, EVERYTHING)
    links = ("javascript:alert(1)", "data:text/html,<script>alert(1)</script>", " JaVaScRiPt:alert(1)")
    made = replace(
        made,
        school=replace(made.school, name=f"{LONG_WORD} {HOSTILE}", website="javascript:alert(1)"),
        actions=tuple(
            replace(one, measure=f"{HOSTILE} {LONG_WORD}", owner=Owners(HOSTILE, (HOSTILE, LONG_WORD)), note=HOSTILE)
            for one in made.actions
        ),
        evidence=tuple(
            replace(one, title=HOSTILE, link=links[at % len(links)]) for at, one in enumerate(made.evidence)
        ),
        prose=tuple(replace(one, text=f"{one.text} {HOSTILE}") for one in made.prose),
        assessments=tuple(replace(one, strengths=HOSTILE, weaknesses=LONG_WORD) for one in made.assessments),
    )
    return write_page(source_of(made), folder / "trang")


@pytest.fixture(scope="module")
def served(page: Path) -> Iterator[str]:
    """The page below a path of a web server on this machine."""
    handler = partial(QuietHandler, directory=str(page.parent))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/{page.name}"
        server.shutdown()


class QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, *words: object) -> None:
        """Nothing: the test's own output is enough."""


def pages(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("*.html"))


@pytest.mark.parametrize("way", ["from a file", "below a path of a server"])
def test_every_page_opens_and_asks_nobody_else(browser: Browser, page: Path, served: str, way: str) -> None:
    home = page.as_uri() if way == "from a file" else served
    browser.console(), browser.asked()
    for name in pages(page):
        browser.open(f"{home}/{name}")
        assert browser.js("document.querySelectorAll('h1').length") == 1
        assert browser.js("getComputedStyle(document.querySelector('.top')).backgroundColor") != "rgba(0, 0, 0, 0)"
        assert browser.js("document.querySelector('time').textContent") == "15/3/2025"
    assert browser.console() == []
    assert [one for one in browser.asked() if not one.startswith((home, "data:,"))] == []


def test_links_of_the_menu_lead_where_they_say(browser: Browser, served: str) -> None:
    browser.open(f"{served}/index.html")
    labels = [link.text for link in browser.driver.find_elements(By.CSS_SELECTOR, ".menu a")]
    assert len(labels) >= 8
    for label in labels:
        browser.driver.find_element(By.LINK_TEXT, label).click()
        assert browser.js("document.querySelector('h1').textContent").strip()
        assert served in browser.driver.current_url


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_is_wider_than_the_screen_and_no_letter_is_small(browser: Browser, page: Path, width: int) -> None:
    small = """[...document.querySelectorAll('main *, nav *, header *, footer *')].filter(one => one.children.length === 0
        && one.textContent.trim() && !one.closest('svg') && parseFloat(getComputedStyle(one).fontSize) < 16).length"""
    letters = """Math.min(99, ...[...document.querySelectorAll('.figure > svg')].map(one =>
        16 * one.getBoundingClientRect().width / 320))"""
    for name in pages(page):
        browser.open(f"{page.as_uri()}/{name}", width)
        assert browser.js("document.documentElement.scrollWidth") <= width, name
        assert browser.js(small) == 0, name
        assert browser.js(letters) >= 16, name


def rows_shown(browser: Browser) -> list[list[str]]:
    return browser.js(
        """[...document.querySelectorAll('table.actions tbody tr')].filter(one => one.offsetParent !== null)
        .map(one => [one.dataset.standard, one.dataset.owners, one.dataset.state])"""
    )


@pytest.mark.parametrize("width", [360, 1280])
def test_filters_show_what_fits_without_loading_a_page(browser: Browser, page: Path, width: int) -> None:
    browser.open(f"{page.as_uri()}/ke-hoach.html", width)
    every = rows_shown(browser)
    browser.js("(window.mark = 'the same page')")
    standard, owner, state = (
        Select(browser.driver.find_element(By.ID, name))
        for name in ("loc-tieu-chuan", "loc-phu-trach", "loc-tinh-trang")
    )
    standard.select_by_value("3")
    assert rows_shown(browser) == [one for one in every if one[0] == "3"] != []
    owner.select_by_visible_text("Kế toán")
    wanted = [one for one in every if one[0] == "3" and "Kế toán" in one[1].split("|")]
    assert rows_shown(browser) == wanted != []
    words = browser.driver.find_element(By.CSS_SELECTOR, ".count").text
    assert words == f"Đang hiện {len(wanted)} trong {len(every)} biện pháp."
    browser.driver.find_element(By.CSS_SELECTOR, "button[type=reset]").click()
    assert rows_shown(browser) == every
    state.select_by_visible_text("Quá hạn")
    assert rows_shown(browser) == [one for one in every if one[2] == "Quá hạn"] != []
    assert browser.js("window.mark") == "the same page"


def test_without_script_everything_can_be_read(browser: Browser, page: Path) -> None:
    browser.open(f"{page.as_uri()}/ke-hoach.html", script=False)
    filters = browser.driver.find_element(By.CSS_SELECTOR, ".filters")
    rows = browser.driver.find_elements(By.CSS_SELECTOR, "table.actions tbody tr")
    assert not filters.is_displayed() and len(rows) > 20 and all(one.is_displayed() for one in rows)


def test_with_the_keyboard_alone(browser: Browser, page: Path) -> None:
    browser.open(f"{page.as_uri()}/ke-hoach.html")
    body = browser.driver.find_element(By.TAG_NAME, "body")
    body.send_keys(Keys.TAB)
    assert browser.js("document.activeElement.textContent") == "Đến nội dung chính"
    seen = []
    for _time in range(40):
        outline = browser.js("getComputedStyle(document.activeElement).outlineStyle")
        seen.append((browser.js("document.activeElement.id || document.activeElement.textContent.trim()"), outline))
        if seen[-1][0] == "loc-tinh-trang":
            break
        browser.driver.switch_to.active_element.send_keys(Keys.TAB)
    names = [name for name, _outline in seen]
    assert names[-1] == "loc-tinh-trang" and names.index("Kế hoạch") < names.index("loc-tieu-chuan"), names
    assert all(outline == "solid" for _name, outline in seen), seen
    browser.driver.switch_to.active_element.send_keys("Quá hạn")
    states = {one[2] for one in rows_shown(browser)}
    assert states == {"Quá hạn"}


def test_print(browser: Browser, page: Path) -> None:
    browser.open(f"{page.as_uri()}/ban-in.html", media="print", dark=True)
    assert browser.js("getComputedStyle(document.querySelector('.menu')).display") == "none"
    assert browser.js("getComputedStyle(document.querySelector('table.actions thead')).display") == "table-header-group"
    assert browser.js("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    made = browser.driver.execute_cdp_cmd(
        "Page.printToPDF", {"preferCSSPageSize": True, "paperWidth": 8.27, "paperHeight": 11.69}
    )
    assert base64.b64decode(made["data"]).startswith(b"%PDF-")


def test_dark(browser: Browser, page: Path) -> None:
    look = "getComputedStyle(document.body).backgroundColor"
    browser.open(f"{page.as_uri()}/index.html")
    light = browser.js(look)
    browser.open(f"{page.as_uri()}/index.html", dark=True)
    assert light == "rgb(255, 255, 255)" and browser.js(look) == "rgb(20, 24, 26)"


def test_figures_are_distinguished_without_colour_and_have_their_table(browser: Browser, page: Path) -> None:
    browser.open(f"{page.as_uri()}/index.html")
    fills = browser.js(
        """['done', 'running', 'late', 'rest'].map(one =>
        getComputedStyle(document.querySelector('.figure > svg .group-' + one)).fill)"""
    )
    assert len(set(fills)) == 4 and sum("#p-" in one for one in fills) == 2
    drawn = browser.js(
        """[...document.querySelectorAll('.figure > svg')].map(one => [one.getAttribute('role'),
        one.querySelector('title').textContent, one.querySelector('desc').textContent,
        one.parentElement.querySelectorAll('tbody tr').length])"""
    )
    assert len(drawn) == 3 and all(role == "img" and title and about and rows for role, title, about, rows in drawn)


def test_hostile_cells_are_words_and_nothing_else(browser: Browser, hostile: Path) -> None:
    browser.console(), browser.asked()
    for name in pages(hostile):
        browser.open(f"{hostile.as_uri()}/{name}", 360)
        assert browser.js("window.hit === undefined"), name
        assert (
            browser.js("document.querySelectorAll('main img, main script:not([src]), [onerror], [onload]').length") == 0
        )
        links = browser.js("[...document.querySelectorAll('a')].map(one => one.protocol)")
        assert set(links) <= {"file:", "http:", "https:"}, name
        assert browser.js("document.documentElement.scrollWidth") <= 360, name
    assert "{{ 7*7 }}" in (hostile / "ke-hoach.html").read_text(encoding="utf-8")
    assert browser.console() == []
    assert [one for one in browser.asked() if not one.startswith((hostile.as_uri(), "data:,"))] == []


def test_the_policy_forbids_what_a_page_could_smuggle_in(browser: Browser, page: Path, tmp_path: Path) -> None:
    """Were a script or a picture of another host ever to get into a page, the browser would not run or fetch it."""
    copy = tmp_path / "trang"
    shutil.copytree(page, copy)
    text = (copy / "index.html").read_text(encoding="utf-8")
    bad = '<script>window.hit=1</script><img src="http://127.0.0.1:9/x.png"><p style="color:red">x</p></main>'
    (copy / "index.html").write_text(text.replace("</main>", bad), encoding="utf-8")
    browser.console()
    browser.open(f"{copy.as_uri()}/index.html")
    assert browser.js("window.hit === undefined")
    refused = [one for one in browser.console() if "Content Security Policy" in one]
    assert len(refused) >= 3


def axe_script() -> str:
    found = subprocess.run(
        ["node", "-p", "require.resolve('axe-core/axe.min.js')"], capture_output=True, text=True, check=False
    ) if shutil.which("node") else None  # fmt: skip
    if found is None or found.returncode:
        pytest.skip("the npm package axe-core is not here")
    return Path(found.stdout.strip()).read_text(encoding="utf-8")


@pytest.mark.parametrize(("width", "dark"), [(360, False), (1280, True)], ids=["phone", "desk, dark"])
def test_axe_finds_no_violation(browser: Browser, page: Path, width: int, dark: bool) -> None:
    """WCAG 2.2 AA by axe-core, and its best practices."""
    script, report = axe_script(), {}
    for name in pages(page):
        browser.open(f"{page.as_uri()}/{name}", width, dark=dark)
        browser.driver.execute_script(script)
        found = browser.driver.execute_async_script(
            "const done = arguments[1]; axe.run({runOnly: arguments[0]}).then(done, error => done({error: String(error)}))",
            AXE_TAGS,
        )
        assert "error" not in found, found
        report[name] = [(one["id"], [node["html"][:150] for node in one["nodes"]][:3]) for one in found["violations"]]
        assert found["passes"]
    assert {name: found for name, found in report.items() if found} == {}
