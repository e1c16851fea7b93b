"""Bundles: what is in one, and what one that an attacker made can do, which is nothing."""

import json
import os
import re
import stat
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from make_schools import school

from qipsheets.errors import ConfigurationError, FileTrouble
from qipsheets.frameworks.load import FRAMEWORKS_FOLDER, framework_of
from qipsheets.loading import check_plan
from qipsheets.offices import bundles
from qipsheets.offices.bundles import (
    DATA,
    MANIFEST,
    SIGNATURE,
    bundle_bytes,
    opened,
    read_bundle,
    verify_bundles,
    zipped,
)
from qipsheets.offices.facts import facts_from, facts_json, facts_of, plan_in
from qipsheets.offices.signing import key_path, own_key, public_key_of
from qipsheets.plan.levels import standing
from qipsheets.stores.xlsx.store import ExcelStore
from tests.offices import made
from tests.offices.made import DAY

NUMBER = 4


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home of a school")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory, home: Path) -> bytes:
    """A good bundle."""
    return made.bundle(tmp_path_factory.mktemp("school"), NUMBER, home).read_bytes()


def members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(data)) as file:
        return {name: file.read(name) for name in file.namelist()}


def signed_again(parts: Mapping[str, bytes], home: Path, **manifest: object) -> bytes:
    """A bundle whose manifest is changed and signed with the key of a home."""
    about = json.loads(parts[MANIFEST]) | {"public_key": public_key_of(own_key(home))} | manifest
    text = json.dumps(about).encode()
    return zipped({MANIFEST: text, DATA: parts[DATA], SIGNATURE: own_key(home).sign(text)})


def with_data(parts: Mapping[str, bytes], home: Path, change: Callable[[Any], None]) -> bytes:
    """A bundle whose data are changed, hashed and signed again by who has a key."""
    from hashlib import sha256

    value = json.loads(parts[DATA])
    change(value)
    text = json.dumps(value, ensure_ascii=False).encode()
    return signed_again({**parts, DATA: text}, home, sha256=sha256(text).hexdigest())


def test_a_bundle_holds_what_the_office_would_read_itself_and_follows_from_plan_and_day(
    tmp_path: Path, home: Path
) -> None:
    store = ExcelStore(made.workbook(tmp_path, NUMBER), tmp_path)
    checked = check_plan(store, store.read(), DAY)
    data = bundle_bytes(checked, school(NUMBER).code, home)
    bundle = opened("a.qip", data)
    assert bundle.facts == facts_of(checked)
    assert bundle_bytes(checked, school(NUMBER).code, home) == data
    assert standing(plan_in(bundle.facts)) == standing(checked.plan)
    assert facts_from(facts_json(bundle.facts)) == bundle.facts


def test_no_name_address_or_number_of_a_person_is_in_it(tmp_path: Path, home: Path) -> None:
    content = {key: [dict(row) for row in rows] for key, rows in school(NUMBER).content.items()}
    content["actions"][0]["Biện pháp cải tiến"] = "Cô Lê Thị Bích Ngọc gọi 0912345678, thư ngoc@truong.example."
    content["actions"][0]["Kinh phí"] = "Ông Trần Văn Tài tài trợ: 5 triệu đồng"
    content["people"].append(
        {"Họ tên": "Lê Thị Bích Ngọc", "Chức danh": "Giáo viên", "Thư điện tử": "ngoc@truong.example"}
    )
    checked = check_plan(ExcelStore(tmp_path / "a.xlsx", tmp_path), made.tables(content), DAY)
    text = members(bundle_bytes(checked, "", home))[DATA].decode()
    people = [str(row["Họ tên"]) for row in content["people"]]
    assert [name for name in people if name in text] == []
    assert "Trần Văn Tài" not in text
    assert not re.search(r"@|\b0\d{9}\b", text)
    assert "5 triệu đồng" in text


@pytest.mark.skipif(os.name != "posix", reason="Windows keeps the user's folder to the user by itself")
def test_the_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    first = public_key_of(own_key(tmp_path))
    assert public_key_of(own_key(tmp_path)) == first
    assert stat.S_IMODE(key_path(tmp_path).stat().st_mode) == 0o600
    key_path(tmp_path).chmod(0o644)
    with pytest.raises(FileTrouble):
        own_key(tmp_path)


def flipped(data: bytes, name: str, at: int = 40) -> bytes:
    parts = members(data)
    changed = bytearray(parts[name])
    changed[at] ^= 1
    return zipped({**parts, name: bytes(changed)})


def bomb(name: str) -> Callable[[bytes], bytes]:
    """A member of a gigabyte of blanks in a megabyte."""
    return lambda data: zipped({**members(data), name: b" " * 50_000_000})


def lying_about_its_size(data: bytes) -> bytes:
    """A bomb whose directory says that it is small."""
    zipped_bomb = bomb(DATA)(data)
    real, small = (50_000_000).to_bytes(4, "little"), (500).to_bytes(4, "little")
    return zipped_bomb.replace(real, small)


def with_member(name: str) -> Callable[[bytes], bytes]:
    return lambda data: zipped({**members(data), name: b"x"})


ATTACKS: Mapping[str, Callable[[bytes], bytes]] = {
    "no zip": lambda data: b"x" * 100,
    "cut off": lambda data: data[: len(data) // 2],
    "empty": lambda data: b"",
    "data changed": lambda data: flipped(data, DATA),
    "manifest changed": lambda data: flipped(data, MANIFEST, 20),
    "signature changed": lambda data: flipped(data, SIGNATURE),
    "signature left out": lambda data: zipped({k: v for k, v in members(data).items() if k != SIGNATURE}),
    "signature empty": lambda data: zipped({**members(data), SIGNATURE: b""}),
    "path upwards": with_member("../../outside"),
    "absolute path": with_member("/etc/outside"),
    "Windows path": with_member("..\\..\\outside"),
    "executable": with_member("run.exe"),
    "bomb in the data": bomb(DATA),
    "bomb in the manifest": bomb(MANIFEST),
    "bomb that lies about its size": lying_about_its_size,
    "larger than any": lambda data: data + os.urandom(6_000_000),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_an_attacker_packs_is_refused_in_words_and_leaves_nothing(
    attack: str, data: bytes, tmp_path: Path
) -> None:
    with pytest.raises(FileTrouble) as refused:
        opened("gói.qip", ATTACKS[attack](data))
    assert "gói.qip" in str(refused.value) or "bundle" in str(refused.value)
    assert list(tmp_path.parent.rglob("outside")) == []


def test_a_bomb_is_stopped_before_it_is_inflated(data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    read = []
    inflate = zipfile.ZipExtFile.read

    def counted(self: zipfile.ZipExtFile, size: int = -1) -> bytes:
        found = inflate(self, size)
        read.append(len(found))
        return found

    monkeypatch.setattr(zipfile.ZipExtFile, "read", counted)
    with pytest.raises(FileTrouble):
        opened("a.qip", bomb(DATA)(data))
    assert sum(read) <= sum(bundles.MOST_INFLATED.values()) + 2 * (1 << 16)


def _set(path: str, value: object) -> Callable[[Any], None]:
    def change(data: Any) -> None:
        *way, last = path.split(".")
        for step in way:
            data = data[int(step)] if step.isdecimal() else data[step]
        data[int(last) if last.isdecimal() else last] = value

    return change


def test_no_text_of_a_bundle_names_who_the_workbook_knows(tmp_path: Path) -> None:
    """Each text that a school may fill freely, with the name of somebody of its council in it."""
    store = ExcelStore(made.workbook(tmp_path, NUMBER), tmp_path)
    checked = check_plan(store, store.read(), DAY)
    plan, name = checked.plan, "Thạch Thị Sa Rươne"
    action = replace(plan.actions[0], key=f"HD {name}", criterion=name, measure=name, funding=name)
    finding = replace(checked.findings[0], place=replace(checked.findings[0].place, key=name))
    plan = replace(
        plan,
        school=replace(plan.school, plan_number=name, national_standard=name),
        people=(*plan.people, replace(plan.people[0], name=name, roles=("Giáo viên",))),
        actions=(action, *plan.actions[1:]),
        assessments=(replace(plan.assessments[0], criterion=name), *plan.assessments[1:]),
        tallies=(replace(plan.tallies[0], result_year=name), *plan.tallies[1:]),
    )
    text = facts_json(facts_of(replace(checked, plan=plan, findings=(finding, *checked.findings[1:])))).decode()
    assert "Rươne" not in text and "HD-" in text


def own_text(name: str) -> str:
    """The framework file of a school's own, under an ID: that of the school's circular but for it."""
    used = school(NUMBER).framework.id
    text = (FRAMEWORKS_FOLDER / f"{used}.toml").read_text(encoding="utf-8")
    return text.replace(f'id = "{used}"', f'id = "{name}"')


WRONG = {
    "level beyond all": _set("assessments.0.level", 999),
    "level as text": _set("assessments.0.level", "3"),
    "level true": _set("assessments.0.level", True),
    "a field more": _set("head.more", 1),
    "a row that is none": _set("actions.0", "x"),
    "state unknown": _set("actions.0.state", "__import__('os')"),
    "percent not a number": _set("actions.0.percent", float("nan")),
    "day of the year 9999": _set("actions.0.due", "9999-12-31"),
    "framework unknown": _set("head.framework", "../../etc/passwd"),
    "framework file broken": _set("head.framework_text", "id = ["),
    "framework file under another name": _set("head.framework_text", own_text("rieng")),
    "text beyond bounds": _set("head.name", "x" * 60_000),
    "table beyond bounds": _set("assessments", [{"criterion": "1.1", "level": 1}] * 20_001),
    "conditions beyond all": _set("head.conditions_met", 10**9),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_data_of_another_form_are_refused_though_they_are_signed(wrong: str, data: bytes, home: Path) -> None:
    with pytest.raises(FileTrouble):
        opened("a.qip", with_data(members(data), home, WRONG[wrong]))


FRAMEWORKS = {  # a part of a shipped framework, and what somebody writes in its place
    "a level beyond all": ("level = 1\nall_that", f"level = {10**30}\nall_that"),
    "a level that is text": ("levels = [1, 2, 3]", 'levels = ["a"]'),
    "a level that is huge": ("levels = [1, 2, 3]", f"levels = [1, {10**20}]"),
    "a circular that is a number": ('circular = "17/2018/TT-BGDĐT"', "circular = 5"),
    "a criterion's name that is a number": ('name = "Đối với học sinh"', "name = 5"),
    "a criterion's code that is a number": ('code = "2.1"', "code = 5"),
    "a standard's name that is a list": ('name = "Tổ chức và quản lý nhà trường"', "name = []"),
    "a degree of the national standard beyond all": ("1 = 2\n2 = 3", f"{10**30} = 1"),
    "a day that is text": ("date = 2018-08-22", 'date = "x"'),
    "a source that is a number": ("source =", "source = 5 #"),
    "mandatory that is text": ("levels = [1, 2, 3] }", 'levels = [1, 2, 3], mandatory = "x" }'),
}


@pytest.mark.parametrize("wrong", FRAMEWORKS)
def test_a_framework_with_values_of_other_types_is_refused_where_it_is_read(
    wrong: str, tmp_path: Path, home: Path
) -> None:
    text = (FRAMEWORKS_FOLDER / "tt17-2018-primary.toml").read_text(encoding="utf-8")
    part, instead = FRAMEWORKS[wrong]
    assert part in text
    with pytest.raises(ConfigurationError, match="not well formed"):
        framework_of(text.replace(part, instead), "a.toml")
    numbers = (number for number in range(40) if school(number).framework.id == "tt17-2018-primary")
    data = made.bundle(tmp_path, next(numbers), home).read_bytes()
    with pytest.raises(FileTrouble):
        opened("a.qip", with_data(members(data), home, _set("head.framework_text", text.replace(part, instead))))


def test_a_form_of_tomorrow_is_refused_by_its_number(data: bytes, home: Path) -> None:
    with pytest.raises(FileTrouble, match="form 2"):
        opened("a.qip", signed_again(members(data), home, schema_version=2))


def test_a_school_s_own_framework_comes_with_its_facts(data: bytes) -> None:
    facts = opened("a.qip", data).facts
    head = replace(facts.head, framework="rieng", framework_file="rieng.toml", framework_text=own_text("rieng"))
    again = facts_from(facts_json(replace(facts, head=head)))
    assert plan_in(again).framework.id == "rieng"
    assert standing(plan_in(again)) == standing(plan_in(facts))


@pytest.mark.skipif(os.name != "posix", reason="Windows has neither such pipes nor such devices")
def test_a_pipe_or_a_device_in_a_bundle_s_place_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.qip")
    (tmp_path / "b.qip").symlink_to("/dev/zero")
    (tmp_path / "c.qip").mkdir()
    for name, words in {"a.qip": "ordinary", "b.qip": "ordinary", "c.qip": "folder", "d.qip": "no file"}.items():
        with pytest.raises(FileTrouble, match=words):
            read_bundle(tmp_path / name)
    (tmp_path / "goi").mkdir()
    (tmp_path / "goi" / f"{school(2).code}.qip").symlink_to("/dev/zero")
    path = made.register(tmp_path, {1: "a.qip", 2: "goi"})
    assert made.collect(path, tmp_path / "so").states == {"refused": 2}


def test_verify_tells_sound_forged_and_signed_by_another(tmp_path: Path, data: bytes, home: Path) -> None:
    from qipsheets.offices.register import open_register

    key, code = public_key_of(own_key(home)), school(NUMBER).code
    (tmp_path / "good.qip").write_bytes(data)
    (tmp_path / "forged.qip").write_bytes(flipped(data, DATA))
    (tmp_path / "other.qip").write_bytes(signed_again(members(data), tmp_path))
    rows = [[code, school(NUMBER).name, "Xã", "", "", "good.qip", "", key]]
    register = open_register(str(made.register(tmp_path, {}, rows)))
    found = {one.file: (one.is_sound, one.key_is_known) for one in verify_bundles([tmp_path], register)}
    assert found == {"good.qip": (True, True), "forged.qip": (False, False), "other.qip": (False, False)}
    assert [one.is_sound for one in verify_bundles([tmp_path / "good.qip"], None)] == [True]


def test_a_code_is_the_same_in_either_case(tmp_path: Path, data: bytes, home: Path) -> None:
    from qipsheets.offices.register import open_register

    (tmp_path / "a.qip").write_bytes(signed_again(members(data), home, code="th-a1"))
    rows = [["TH-A1", "Trường khác tên", "Xã", "", "", "a.qip", "", public_key_of(own_key(home))]]
    register = open_register(str(made.register(tmp_path, {}, rows)))
    assert [one.key_is_known for one in verify_bundles([tmp_path / "a.qip"], register)] == [True]
