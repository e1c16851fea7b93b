"""Rule packs: data alone, each part does what it says, and what is not well formed is refused with its line."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from qipsheets.checks.catalogue import CHECKS, all_findings
from qipsheets.checks.check import run_checks
from qipsheets.checks.packs import NO_PACK, THRESHOLDS, Pack, active_pack, read_pack, weighed
from qipsheets.errors import ConfigurationError
from qipsheets.language import Message
from qipsheets.plan.findings import Finding, Severity
from qipsheets.plan.model import Basis, Prose
from qipsheets.plan.values import Place
from tests.conftest import ROOT
from tests.plans import TODAY, action, assessments, owners, plan, start

WHOLE = """
name = "Sở Giáo dục và Đào tạo tỉnh mẫu"
profile = "draft"

[severities]
PROSE-06 = "warning"
TEXT = "info"
DATE-12 = "off"

[profiles.draft]
CELL-02 = "info"

[profiles.final]
CELL-02 = "error"

[thresholds]
owner_share = 60

[required]
actions = ["goal", "result_indicator"]

[words]
allowed = ["Đắk Sơ"]
abbreviations = ["SHCM"]

[words.replace]
"phụ huynh" = "cha mẹ học sinh"

[[legal]]
number = "99/2031/TT-BGDĐT"
kind = "Thông tư"
date = 2031-01-15
subject = "ban hành Quy định mới"
source = "công báo"
"""


def file(folder: Path, text: str) -> Path:
    path = folder / "qipsheets.toml"
    path.write_text(text, encoding="utf-8")
    return path


def codes(pack: Pack, **fields: object) -> set[str]:
    return {finding.code for finding in run_checks(CHECKS, plan(**fields), TODAY, pack)}


def test_a_whole_pack_is_read(tmp_path: Path) -> None:
    pack = read_pack(file(tmp_path, WHOLE))
    assert (pack.weight("PROSE-06", Severity.INFO), pack.weight("TEXT-02", Severity.WARNING)) == (
        Severity.WARNING,
        Severity.INFO,
    )
    assert pack.weight("DATE-12", Severity.INFO) is None
    assert (pack.threshold("owner_share"), pack.threshold("council_size")) == (60, 7)
    assert pack.required == {"actions": ("goal", "result_indicator")}
    assert pack.texts[0].day == date(2031, 1, 15)
    assert "992031ttbgddt" in pack.register()


@pytest.mark.parametrize(("profile", "weight"), [("draft", Severity.INFO), ("final", Severity.ERROR)])
def test_a_profile_chooses_the_weights(tmp_path: Path, profile: str, weight: Severity) -> None:
    pack = read_pack(file(tmp_path, WHOLE.replace('profile = "draft"', f'profile = "{profile}"')))
    (found,) = weighed([Finding("CELL-02", Message("leer"), Place("actions"), Severity.ERROR)], pack)
    assert found.severity is weight


def test_the_example_of_the_docs_is_a_pack(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "rule-pack.md").read_text(encoding="utf-8")
    example = page.split("```toml\n", 1)[1].split("```", 1)[0]
    pack = read_pack(file(tmp_path, example), known={check.rule.code for check in CHECKS} | {"CELL-02"})
    assert pack.thresholds.keys() == THRESHOLDS.keys()
    assert (pack.weight("CELL-02", Severity.INFO), pack.weight("TEXT-11", Severity.INFO)) == (Severity.ERROR, None)


def test_an_empty_pack_changes_nothing(tmp_path: Path) -> None:
    assert read_pack(file(tmp_path, "")) == NO_PACK


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("name = \"x\"\n[severities\n", "line 2"),
        ("[severities]\nPCT-01 = \"fatal\"\n", "line 2"),
        ("\n\n[severity]\n", "line 3"),
        ("[thresholds]\nowner_shares = 3\n", "line 2"),
        ("[thresholds]\nowner_share = \"viele\"\n", "line 2"),
        ("[required]\nactions = [\"farbe\"]\n", "line 2"),
        ("[required]\nlehrer = [\"name\"]\n", "line 2"),
        ("[words]\nallowed = \"Đắk\"\n", "line 2"),
        ("[words]\n# x\nforbidden = []\n", "line 3"),
        ("[[legal]]\nnumber = \"1/2030/TT-BGDĐT\"\n", "line 2"),
        ("[[legal]]\nnumber = \"1/2030/TT-BGDĐT\"\nkind = \"Thông tư\"\ndate = \"2030\"\nsubject = \"x\"\n", "line 2"),
        ("profile = \"fina\"\n[profiles.final]\nTEXT = \"off\"\n", "line 1"),
        ("[severities]\nNOPE-01 = \"off\"\n", "line 2"),
        ("legal = 3\n", "line 1"),
    ],
    ids=["a bracket open", "no weight", "no part", "no threshold", "no number", "no field", "no tab", "no list",
         "no word part", "no date", "a date as text", "no profile", "no rule", "no entries"],
)  # fmt: skip
def test_what_is_not_well_formed_is_refused_with_its_line(tmp_path: Path, text: str, line: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        read_pack(file(tmp_path, text), known={check.rule.code for check in CHECKS})
    assert line in str(caught.value)
    assert "qipsheets.toml" in str(caught.value)


@pytest.mark.parametrize("data", [b"\xff\xfe\x00", b'name = "\xc4"'], ids=["another encoding", "a torn letter"])
def test_bytes_that_are_no_text_are_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "qipsheets.toml"
    path.write_bytes(data)
    with pytest.raises(ConfigurationError):
        read_pack(path)


def test_thresholds_move_the_rules() -> None:
    made = {"actions": tuple(action(f"HD-{n}", owner=owners("Kế toán" if n < 3 else "Hiệu trưởng")) for n in range(9))}
    assert "OWNER-02" not in codes(NO_PACK, **made)
    assert "OWNER-02" in codes(Pack(thresholds={"owner_share": 60}), **made)


def test_a_required_column() -> None:
    pack = Pack(required={"actions": ("goal",)})
    assert "PACK-01" in codes(pack, actions=(action(),))
    assert "PACK-01" not in codes(pack, actions=(action(goal="Đủ phòng"),))
    assert "PACK-01" not in codes(NO_PACK, actions=(action(),))


def test_words_allowed_and_words_replaced() -> None:
    text = (Prose(part="I", depth=1, text="Họp Phụ huynh về việc tràngg và SHCM"),)
    assert {"TEXT-03", "TEXT-11"} <= codes(NO_PACK, prose=text)
    pack = Pack(allowed=frozenset({"tràngg"}), abbreviations=frozenset({"SHCM"}), replacements={"phụ huynh": "cha mẹ"})
    assert codes(pack, prose=text) & {"TEXT-03", "TEXT-11", "TEXT-13"} == {"TEXT-13"}


def test_an_own_legal_text_is_known_and_may_correct_a_shipped_one(tmp_path: Path) -> None:
    basis = Basis(number="99/2031/TT-BGDĐT", date=start("15/01/2031"), kind="Thông tư", subject="ban hành Quy định mới")
    assert "LAW-01" in codes(NO_PACK, bases=(basis,))
    assert "LAW-01" not in codes(read_pack(file(tmp_path, WHOLE)), bases=(basis,))
    ended = replace(NO_PACK.register()["172018ttbgddt"], until=date(2019, 1, 1))
    cited = Basis(number="17/2018/TT-BGDĐT", date=start("22/8/2018"), kind="Thông tư")
    assert "LAW-04" not in codes(NO_PACK, bases=(cited,))
    assert "LAW-04" in codes(Pack(texts=(ended,)), bases=(cited,))


def test_a_rule_switched_off_finds_nothing_and_one_on_unverified_law_stays_a_warning() -> None:
    made = plan(assessments=assessments({"2.2": 0}), actions=(action(),))
    off = run_checks(CHECKS, made, TODAY, Pack(severities={"COV-01": None}))
    assert not [finding for finding in off if finding.code == "COV-01"]
    raised = run_checks(CHECKS, made, TODAY, Pack(severities={"COV": Severity.ERROR}))
    assert {finding.severity for finding in raised if finding.code == "COV-01"} == {Severity.WARNING}


def test_a_pack_counts_only_while_its_checks_run() -> None:
    all_findings((), plan(), TODAY, Pack(thresholds={"owner_share": 1}))
    assert active_pack() is NO_PACK
