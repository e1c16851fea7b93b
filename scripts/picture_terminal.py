"""What a person sees in the terminal: qipsheets on a pseudo-terminal, answers typed, the screen as a web page."""

import html
import os
import re
import sys

WIDTH = 120
PAGE = """<!doctype html><meta charset="utf-8"><style>@page {{ size: 1060px {height}px; margin: 0 }}
body {{ margin: 0; background: #1e1e1e; -webkit-print-color-adjust: exact; print-color-adjust: exact }}
pre {{ margin: 14px 16px; color: #e8e8e8; font: 14px/1.35 Cousine, monospace; width: 120ch; white-space: pre-wrap; word-break: break-all }}
</style><pre>{text}</pre>"""


def screen(arguments, folder, answers, variables):
    """The lines on the screen after qipsheets was run and each question answered: pairs (what is asked, what is typed)."""
    import pexpect

    env = {**os.environ, "COLUMNS": str(WIDTH), "NO_COLOR": "1", "TERM": "xterm", **variables}
    child = pexpect.spawn(
        sys.executable, ["-m", "qipsheets", *arguments], cwd=str(folder), env=env, encoding="utf-8", timeout=120,
        dimensions=(200, WIDTH),
    )  # fmt: skip
    shown = ""
    for question, typed in answers:
        child.expect(question)
        shown += child.before + child.after
        child.sendline(typed)
    child.expect(pexpect.EOF)
    return lines_of(shown + child.before)


def lines_of(text):
    """A terminal's lines after all that was printed: enough of its language for what qipsheets prints."""
    lines, row, column = [""], 0, 0
    for part in re.findall(r"\x1b\[[?0-9;]*[A-Za-z]|\r|\n|[^\x1b\r\n]+", text):
        if part == "\n":
            row += 1
            lines += [""] * (row + 1 - len(lines))
        elif part == "\r":
            column = 0
        elif part.startswith("\x1b"):
            row -= int(part[2:-1] or 1) if part.endswith("A") else 0
            lines[row] = "" if part.endswith("K") else lines[row]
        else:
            line = lines[row].ljust(column)
            lines[row] = line[:column] + part + line[column + len(part) :]
            column += len(part)
    return [line.rstrip() for line in lines]


def page(lines):
    """A web page that looks like the terminal."""
    return PAGE.format(height=len(lines) * 20 + 120, text=html.escape("\n".join(lines)))
