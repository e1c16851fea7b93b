"""`documents issue` on a Google Sheet: one write, the copy where the command runs, what is sent from it."""

from pathlib import Path
from typing import Any

from tests.commands.staff import mend
from tests.google_sheet import Google, google, school  # noqa: F401 - fixtures

ISSUE = ("documents", "issue", "plan", "--yes", "--number", "45/KH-THMT", "--date", "15/8/2024")


def test_issued_sent_and_printed_again(run: Any, school: Google, tmp_path: Path, monkeypatch: Any) -> None:  # noqa: F811
    monkeypatch.chdir(tmp_path)
    mend(school.store)
    start = len(school.server.log)
    found = run(*ISSUE, "--store", school.url)
    assert found.code == 0, found.err
    assert school.calls(start)[1] == 1
    [copy] = Path("van-ban").iterdir()
    assert (
        run("documents", "list", "--verify", "--store", school.url, "--json").json["documents"][0]["reprint"] == "same"
    )
    mail = run("email", "plan", "--store", school.url, "--to", "a@example.edu.vn", "--dry-run", "--json")
    assert mail.json["document"]["files"] == [copy.name]
    start = len(school.server.log)
    assert run(*ISSUE, "--store", school.url).code == 1
    assert school.calls(start) == (1, 0)
