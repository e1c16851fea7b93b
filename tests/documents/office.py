"""LibreOffice converting several files in one run: each start of it takes a second."""

import subprocess
from collections.abc import Sequence
from pathlib import Path

from qipsheets.documents import libreoffice


def pdfs_of(paths: Sequence[Path]) -> list[Path]:
    """The PDFs of documents of one folder, made beside them."""
    folder = paths[0].parent
    command = [str(libreoffice.program_path()), "--headless", "--norestore", "--nolockcheck", "--convert-to", "pdf"]
    command += [f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--outdir", str(folder)]
    subprocess.run([*command, *map(str, paths)], check=True, capture_output=True)
    return [path.with_suffix(".pdf") for path in paths]
