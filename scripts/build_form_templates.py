"""Writes the templates of the forms from raw XML: the same bytes on every machine."""

import sys
import zipfile
from pathlib import Path

from template_form_bodies import packages
from template_tt57 import tt57

FOLDER = Path(__file__).parent.parent / "templates"


def main() -> None:
    """Writes the templates again."""
    FOLDER.mkdir(exist_ok=True)
    for name, parts in (packages() | {"plan_tt57": tt57()}).items():
        with zipfile.ZipFile(FOLDER / f"{name}.docx", "w") as file:
            for part, text in parts.items():
                entry = zipfile.ZipInfo(part, (1980, 1, 1, 0, 0, 0))
                entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 0
                file.writestr(entry, text.encode())
        sys.stdout.write(f"{name}.docx: {len(parts)} parts\n")


if __name__ == "__main__":
    main()
