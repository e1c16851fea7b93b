"""`python -m tests.sheets_server FOLDER`: starts the server, writes a key there, makes a spreadsheet, waits."""

import sys
import threading
from pathlib import Path

from tests.sheets_server.server import SheetsServer

ROBOT = "robot@example.iam.gserviceaccount.com"


def main(words: list[str]) -> int:
    """Prints what a client needs as environment lines; ends with Ctrl+C."""
    folder = Path(words[0]) if words else Path.cwd()
    locale = words[1] if len(words) > 1 else "vi_VN"
    with SheetsServer() as server:
        key = server.write_key(folder, ROBOT)
        spreadsheet = server.new_spreadsheet("Local", locale, "Asia/Ho_Chi_Minh", writers=[ROBOT])
        sys.stdout.write(
            f"QIPSHEETS_SHEETS_URL={server.url}\nGOOGLE_APPLICATION_CREDENTIALS={key}\nSPREADSHEET={spreadsheet}\n"
        )
        sys.stdout.flush()
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            return 0
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
