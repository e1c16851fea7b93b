"""How a store is named, and what this machine calls the files that it keeps of it."""

from pathlib import Path

import pytest

from qipsheets.store_address import StoreAddress, StoreKind

ID = "1aBcD_efGhIjKlMnOpQrStUvWxYz-0123456789AbCdE"


@pytest.mark.parametrize(
    "name",
    [
        f"https://docs.google.com/spreadsheets/d/{ID}/edit?gid=0#gid=0",
        f"https://docs.google.com/spreadsheets/u/1/d/{ID}",
        f"https://docs.google.com/a/school.edu.vn/spreadsheets/d/{ID}/edit",
        f"  {ID} ",
    ],
)
def test_a_sheet_is_named_by_its_address_or_its_id(name: str) -> None:
    address = StoreAddress.parse(name)
    assert (address.kind, address.key) == (StoreKind.SHEET, ID)
    assert str(address) == address.name == f"https://docs.google.com/spreadsheets/d/{ID}"
    assert StoreAddress.parse(str(address)) == address


@pytest.mark.parametrize("name", ["ke-hoach.xlsx", f"https://example.org/spreadsheets/d/{ID}", "kế hoạch"])
def test_everything_else_is_a_file(name: str) -> None:
    address = StoreAddress.parse(name)
    assert (address.kind, address.path) == (StoreKind.WORKBOOK, Path(name).resolve())
    assert str(address) == str(Path(name).resolve())


def test_a_file_with_the_name_of_an_id_is_a_file_where_a_path_is_meant(tmp_path: Path) -> None:
    assert StoreAddress.of_workbook(tmp_path / ID).kind is StoreKind.WORKBOOK


@pytest.mark.parametrize(
    ("address", "name", "slug"),
    [
        pytest.param(
            StoreAddress(StoreKind.WORKBOOK, "/nhà/cô An/Kế hoạch trường Đông.xlsx"),
            "Kế hoạch trường Đông.xlsx",
            "ke-hoach-truong-dong-71d69d589556",
            id="workbook",
        ),
        pytest.param(
            StoreAddress(StoreKind.SHEET, ID),
            f"https://docs.google.com/spreadsheets/d/{ID}",
            "1abcd-efghijklmnopqrstuvwxyz-0123456789a-70b1c8df978e",
            id="sheet",
        ),
        pytest.param(
            StoreAddress(StoreKind.WORKBOOK, "/x/计划.xlsx"), "计划.xlsx", "store-5091d1fe7772", id="no Latin letter"
        ),
    ],
)
def test_the_files_of_a_store_are_found_by_the_names_they_were_given(
    address: StoreAddress, name: str, slug: str
) -> None:
    """Journals of earlier versions bear these names: a change here would lose them."""
    assert (address.name, address.slug) == (name, slug)
