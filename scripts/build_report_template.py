"""Writes templates/report.docx from raw XML: the same bytes on every machine."""

import sys
import zipfile
from pathlib import Path

from template_report import package

OUT = Path(__file__).parent.parent / "templates" / "report.docx"


def main() -> None:
    """Writes the template again."""
    parts = package()
    OUT.parent.mkdir(exist_ok=True)
    with zipfile.ZipFile(OUT, "w") as file:
        for name, text in parts.items():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 0
            file.writestr(entry, text.encode())
    sys.stdout.write(f"{OUT.name}: {len(parts)} parts\n")


if __name__ == "__main__":
    main()
