"""What all commands share: where the rule pack comes from."""

from pathlib import Path

import pytest

from qipsheets.errors import ConfigurationError
from qipsheets.loading import school_pack
from qipsheets.stores.xlsx.store import ExcelStore


def test_the_pack_beside_the_workbook_is_taken_where_none_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = ExcelStore(tmp_path / "plan.xlsx", tmp_path)
    assert not school_pack(store.folder).name
    (tmp_path / "qipsheets.toml").write_text('name = "ở đây"', encoding="utf-8")
    assert school_pack(store.folder).name == "ở đây"
    other = tmp_path / "của sở.toml"
    monkeypatch.setenv("QIPSHEETS_RULES", str(other))
    with pytest.raises(ConfigurationError):
        school_pack(store.folder)
    other.write_text('name = "của sở"', encoding="utf-8")
    assert school_pack(store.folder).name == "của sở"
