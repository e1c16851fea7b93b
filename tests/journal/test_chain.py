"""`verify`: whatever is changed behind the journal's back is found, and a sound one is called sound."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from qipsheets.delivery.outbox import MailStatus, Outbox, Queued
from qipsheets.errors import FileTrouble
from qipsheets.journal.journal import Journal
from qipsheets.sheets.table import Edit
from tests.journal.histories import action, day, opened, plan_of


@pytest.fixture
def expected(tmp_path: Path) -> Path:
    """A journal of three runs, three states, their ways back and a mail; closed."""
    with opened(tmp_path) as journal:
        for number in range(3):
            run = journal.begin_run("sync", day(number), ("--accept-loss",))
            rows = [action("HD-001", measure=f"Việc, ngày {number}: " + "rà soát. " * 9), action("HD-002")]
            journal.record(plan_of(rows), day(number), run)
            journal.keep_inverse(run, [Edit("actions", "HD-001", "Ghi chú", "a", None)])
            journal.end_run(run, day(number), 0)
        box = Outbox(journal.database)
        box.put(Queued("key", "reminder", "", "an@truong.example", "Nhắc việc", False), b"Subject: x", day(3))
        box.begin("key", day(3))
        box.settle("key", MailStatus.UNKNOWN, "no answer")
        assert journal.verify() == ()
        return journal.path


TAMPERS = {
    "a state's cells": "UPDATE states SET cells = (SELECT cells FROM states WHERE number = 1) WHERE number = 3",
    "cells that are no cells": "UPDATE states SET cells = x'00' WHERE number = 2",
    "how many rows a state changed": "UPDATE states SET rows = 7 WHERE number = 2",
    "a tab's headings": "UPDATE heads SET head = replace(head, 'Kinh phí', 'Kinh phi')",
    "headings that are gone": "DELETE FROM heads",
    "a state's moment": "UPDATE states SET moment = '2024-01-01T00:00:00+07:00' WHERE number = 2",
    "a state's hash": "UPDATE states SET sha256 = 'x' WHERE number = 2",
    "the last state": "DELETE FROM states WHERE number = 3",
    "the last state with its link": "DELETE FROM links WHERE number > (SELECT max(number) FROM links WHERE kind = 'run')",
    "a link in the middle": "DELETE FROM links WHERE number = 4",
    "all links": "DELETE FROM links",
    "a link's hash": "UPDATE links SET sha256 = zeroblob(32) WHERE number = 4",
    "a run's exit code": "UPDATE runs SET exit_code = 5 WHERE number = 2",
    "a run's words": "UPDATE runs SET words = '[]' WHERE number = 2",
    "a run that is gone": "DELETE FROM runs WHERE number = 2",
    "a run that never was": "INSERT INTO runs (kind, words, machine, begun) VALUES ('sync', '[]', 'x', '2024-01-01')",
    "a way back": "UPDATE inverses SET edits = replace(edits, 'Ghi chú', 'Kinh phí')",
    "a row's version": "UPDATE versions SET cells = replace(cells, 'ngày 1', 'ngày 9') WHERE state = 2",
    "a row's version that is gone": "DELETE FROM versions WHERE state = 3",
    "a row's version that never was": "INSERT INTO versions VALUES ('actions', 'HD-009', 2, '[[\"HD-009\"]]')",
    "the store's name": "UPDATE facts SET value = 'another.xlsx' WHERE name = 'store'",
    "the store's address": "UPDATE facts SET value = 'x' WHERE name = 'address'",
    "a seal that is gone": "DELETE FROM facts WHERE name = 'seal'",
    "what became of a mail": "UPDATE mails SET status = 'sent'",
    "to whom a mail goes": "UPDATE mails SET address = 'x@truong.example'",
    "a mail's text": "UPDATE mails SET message = x'41'",
    "a mail that is gone": "DELETE FROM mails",
    "a mail that never was": "INSERT INTO mails SELECT 9, 'k', kind, period, address, subject, official, status, made, "
    "tried, attempts, words, message, server FROM mails",
    "another journal's identity": "UPDATE facts SET value = 'x' WHERE name = 'journal'",
    "an erasure that never was": "INSERT INTO erasures VALUES (1, '2024-01-01', 3, 2, x'00')",
}


@pytest.mark.parametrize("sql", TAMPERS.values(), ids=TAMPERS)
def test_whatever_is_changed_is_found(sql: str, expected: Path, tmp_path: Path) -> None:
    with sqlite3.connect(expected) as connection:
        assert connection.execute(sql).rowcount
    connection.close()
    with opened(tmp_path) as journal:
        problems = journal.verify()
        assert problems
        assert all(sentence.endswith(".") for sentence in problems)


READS: dict[str, Callable[[Journal], object]] = {
    "tables": lambda journal: journal.tables(1),
    "row": lambda journal: journal.row_history("actions", "HD-001"),
    "ledger": lambda journal: journal.postponements(),
}


@pytest.mark.parametrize("read", READS.values(), ids=READS)
@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM versions",
        "UPDATE versions SET cells = '[1'",
        "UPDATE versions SET cells = '5'",
        "UPDATE heads SET head = '[]'",
        "UPDATE states SET cells = x'41'",
        "UPDATE states SET cells = substr(cells, 1, 40)",
    ],
)
def test_entries_that_contradict_each_other_are_reported_not_guessed(
    sql: str, read: Callable[[Journal], object], expected: Path, tmp_path: Path
) -> None:
    with sqlite3.connect(expected) as connection:
        connection.execute(sql)
    connection.close()
    with opened(tmp_path) as journal:
        try:
            read(journal)
        except FileTrouble as error:
            assert "damaged" in str(error)
        assert journal.verify()


def test_every_byte_that_is_cut_or_turned_is_reported_or_harmless(expected: Path, tmp_path: Path) -> None:
    """Damage of the file itself: never another exception than ours, never a wrong cell called right."""
    sound = expected.read_bytes()
    with opened(tmp_path) as journal:
        wanted = repr(journal.tables(3))
    for place in range(0, len(sound), 701):
        for damaged in (sound[:place], sound[:place] + bytes([sound[place] ^ 0xFF]) + sound[place + 1 :]):
            expected.write_bytes(damaged)
            try:
                with opened(tmp_path) as journal:
                    problems = journal.verify()
                    if not problems:
                        assert repr(journal.tables(3)) == wanted
            except FileTrouble:
                pass
            assert expected.read_bytes() == damaged  # left as it is
