"""The tables of the journal's file, and the steps that bring an older file up to date.

`states` are people's tabs as read. Of a tab that changed, `heads` keeps what is not a row (NULL: the tab is gone) and
`orders` the numbers of its lines in order, as ranges of the state before or, now and then, whole (`sequences.py`). A
line is a row's cells as JSON, or the cells in which it differs from the line `base`. `changes` is an index over them:
which line of a row gave way to which. `links` chains states, runs, inverses and erasures by their hashes. `mails` is
the outbox: it lies here so that a state and its mails are committed together.
"""

APPLICATION = 0x71697073  # «qips», at a fixed place of the file: tells it from other programs' files

STEPS: tuple[str, ...] = (
    """
    CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE states (
        number INTEGER PRIMARY KEY, moment TEXT NOT NULL, sha256 TEXT NOT NULL, quick BLOB, rows INTEGER NOT NULL
    );
    CREATE TABLE heads (
        tab TEXT NOT NULL, state INTEGER NOT NULL REFERENCES states, head TEXT, PRIMARY KEY (tab, state)
    ) WITHOUT ROWID;
    CREATE TABLE orders (
        tab TEXT NOT NULL, state INTEGER NOT NULL REFERENCES states, whole INTEGER NOT NULL REFERENCES states,
        sequence TEXT NOT NULL, PRIMARY KEY (tab, state)
    ) WITHOUT ROWID;
    CREATE TABLE lines (
        number INTEGER PRIMARY KEY, digest BLOB NOT NULL, base INTEGER REFERENCES lines, cells TEXT NOT NULL
    );
    CREATE TABLE changes (
        tab TEXT NOT NULL, key TEXT NOT NULL, state INTEGER NOT NULL REFERENCES states, place INTEGER NOT NULL,
        old INTEGER REFERENCES lines, new INTEGER REFERENCES lines, PRIMARY KEY (tab, key, state, place)
    ) WITHOUT ROWID;
    CREATE TABLE runs (
        number INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, words TEXT NOT NULL, machine TEXT NOT NULL,
        begun TEXT NOT NULL, ended TEXT, exit_code INTEGER, state INTEGER REFERENCES states
    );
    CREATE TABLE inverses (run INTEGER PRIMARY KEY REFERENCES runs, edits TEXT NOT NULL);
    CREATE TABLE copies (copy TEXT PRIMARY KEY, state INTEGER NOT NULL REFERENCES states) WITHOUT ROWID;
    CREATE TABLE erasures (
        number INTEGER PRIMARY KEY, moment TEXT NOT NULL, cells INTEGER NOT NULL, states INTEGER NOT NULL,
        before BLOB NOT NULL
    );
    CREATE TABLE links (
        number INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, about INTEGER NOT NULL, sha256 BLOB NOT NULL
    );
    """,
    """
    CREATE TABLE mails (
        number INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, period TEXT NOT NULL,
        address TEXT NOT NULL, subject TEXT NOT NULL, official INTEGER NOT NULL, lot TEXT NOT NULL, made TEXT NOT NULL,
        tried TEXT, attempts INTEGER NOT NULL, words TEXT NOT NULL, message BLOB
    );
    """,
)
