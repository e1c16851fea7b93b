"""The job's log: a JSON line a run, rotated, without secrets and whole addresses, and loud where it cannot be written."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qipsheets.errors import FileTrouble
from qipsheets.job import alerts
from qipsheets.job.alerts import masked_text, write_line

SECRETS = {
    "QIPSHEETS_SMTP_PASSWORD": 'bí "mật"\\1',
    "QIPSHEETS_HEARTBEAT": "https://hc-ping.com/0e9a-71",
    "QIPSHEETS_SMTP_USER": "school@example.edu.vn",
}


def test_secrets_and_addresses_are_masked(tmp_path: Path) -> None:
    path = tmp_path / "logs" / "x.jsonl"
    words = (
        f"535 {SECRETS['QIPSHEETS_SMTP_PASSWORD']} của <an.nguyen@truong.edu.vn> qua {SECRETS['QIPSHEETS_HEARTBEAT']}"
    )
    write_line(path, {"words": words, "exit_code": 6}, SECRETS)
    text = path.read_text(encoding="utf-8")
    found = json.loads(text)
    assert found["exit_code"] == 6
    assert found["words"] == "535 *** của <an…@truong.edu.vn> qua https://hc-ping.com***"
    assert "bí" not in text and "0e9a" not in text and "an.nguyen" not in text


@pytest.mark.parametrize(("secret", "line"), [("khóa", "*** sai"), ("mật", "mật sai")], ids=["4 letters", "3 letters"])
def test_a_secret_of_fewer_than_four_letters_would_mask_common_words(secret: str, line: str) -> None:
    assert masked_text(f"{secret} sai", {"QIPSHEETS_SMTP_PASSWORD": secret}) == line


@given(
    st.text(max_size=60), st.from_regex(r"[a-z][a-z0-9.]{3,10}@[a-z]{2,8}\.vn", fullmatch=True), st.text(max_size=60)
)
def test_whatever_stays_around_it_no_address_is_reported_whole(before: str, address: str, after: str) -> None:
    line = masked_text(json.dumps({"words": f"{before} {address} {after}"}, ensure_ascii=False), {})
    assert address not in line
    json.loads(line)


def test_lines_are_added_and_the_file_is_rotated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alerts, "LOG_BYTES", 2_000)
    path = tmp_path / "x.jsonl"
    for number in range(100):
        write_line(path, {"run": number, "words": "một dòng dài " * 10}, {})
    files = sorted(tmp_path.iterdir())
    assert len(files) == 1 + alerts.KEPT and all(file.stat().st_size <= 2_000 for file in files)
    runs = [json.loads(line)["run"] for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    assert max(runs) == 99 and len(runs) == len(set(runs)) and sorted(runs) == list(range(min(runs), 100))


@pytest.mark.parametrize("harm", ["a folder of its name", "a file in the folder's place"])
def test_a_log_that_cannot_be_written_is_reported(tmp_path: Path, harm: str) -> None:
    path = tmp_path / "logs" / "x.jsonl"
    if harm == "a folder of its name":
        path.mkdir(parents=True)
    else:
        path.parent.write_text("x", encoding="utf-8")
    with pytest.raises(FileTrouble, match="log"):
        write_line(path, {"run": 1}, {})
