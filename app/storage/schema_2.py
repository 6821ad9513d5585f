"""From schema 1 (0.1.0) to schema 2: the plain SQL of its day, never edited once schema 2 is released."""

from __future__ import annotations

import sqlcipher3.dbapi2 as sqlcipher

STATEMENTS: tuple[str, ...] = (
    # the exchange: what a desk says to a village, and what it answers
    """CREATE TABLE desk_opinion (
    village_book VARCHAR NOT NULL, application_id VARCHAR NOT NULL, number VARCHAR NOT NULL, stage VARCHAR NOT NULL,
    result VARCHAR NOT NULL, "by" VARCHAR NOT NULL, "on" DATE NOT NULL, note VARCHAR NOT NULL,
    book_code VARCHAR NOT NULL, id VARCHAR NOT NULL, rev INTEGER NOT NULL, entered_at VARCHAR NOT NULL,
    entered_by VARCHAR NOT NULL, removed BOOLEAN NOT NULL, PRIMARY KEY (book_code, id))""",
    "CREATE INDEX ix_desk_opinion_village_book ON desk_opinion (village_book)",
    """CREATE TABLE correction_proposal (
    village_book VARCHAR NOT NULL, "table" VARCHAR NOT NULL, row_id VARCHAR NOT NULL, "column" VARCHAR NOT NULL,
    old VARCHAR NOT NULL, new VARCHAR NOT NULL, reason VARCHAR NOT NULL, "by" VARCHAR NOT NULL, "on" DATE NOT NULL,
    book_code VARCHAR NOT NULL, id VARCHAR NOT NULL, rev INTEGER NOT NULL, entered_at VARCHAR NOT NULL,
    entered_by VARCHAR NOT NULL, removed BOOLEAN NOT NULL, PRIMARY KEY (book_code, id))""",
    "CREATE INDEX ix_correction_proposal_village_book ON correction_proposal (village_book)",
    """CREATE TABLE desk_file (
    village_book VARCHAR NOT NULL, kind VARCHAR NOT NULL, file_id VARCHAR NOT NULL, title VARCHAR NOT NULL,
    text VARCHAR NOT NULL, sha256 VARCHAR NOT NULL, "on" DATE NOT NULL,
    book_code VARCHAR NOT NULL, id VARCHAR NOT NULL, rev INTEGER NOT NULL, entered_at VARCHAR NOT NULL,
    entered_by VARCHAR NOT NULL, removed BOOLEAN NOT NULL, PRIMARY KEY (book_code, id))""",
    "CREATE INDEX ix_desk_file_village_book ON desk_file (village_book)",
    """CREATE TABLE desk_answer (
    item_id VARCHAR NOT NULL, kind VARCHAR NOT NULL, result VARCHAR NOT NULL, reason VARCHAR NOT NULL,
    "by" VARCHAR NOT NULL, "on" DATE NOT NULL,
    book_code VARCHAR NOT NULL, id VARCHAR NOT NULL, rev INTEGER NOT NULL, entered_at VARCHAR NOT NULL,
    entered_by VARCHAR NOT NULL, removed BOOLEAN NOT NULL, PRIMARY KEY (book_code, id))""",
    "CREATE INDEX ix_desk_answer_item_id ON desk_answer (item_id)",
    """CREATE TABLE desk_item (
    id VARCHAR NOT NULL, desk_code VARCHAR NOT NULL, desk_name VARCHAR NOT NULL, kind VARCHAR NOT NULL,
    content VARCHAR NOT NULL, received_at VARCHAR NOT NULL, trouble VARCHAR NOT NULL, PRIMARY KEY (id))""",
    "ALTER TABLE book_info ADD COLUMN handed_over_at VARCHAR NOT NULL DEFAULT ''",
    "ALTER TABLE book_info ADD COLUMN handed_over_to VARCHAR NOT NULL DEFAULT ''",
    "ALTER TABLE mirror_state ADD COLUMN addressed VARCHAR NOT NULL DEFAULT ''",
    "ALTER TABLE mirror_state ADD COLUMN through VARCHAR NOT NULL DEFAULT ''",
    # how loans stand on a day, derived
    "CREATE TABLE loan_cache (as_of DATE NOT NULL, book_code VARCHAR NOT NULL, loan_id VARCHAR NOT NULL,"
    " balance_fen INTEGER NOT NULL, overdue_fen INTEGER NOT NULL, overdue_days INTEGER NOT NULL,"
    " arrears_fen INTEGER NOT NULL, cleared BOOLEAN NOT NULL, coming VARCHAR NOT NULL,"
    " subsidy_0_fen INTEGER, subsidy_1_fen INTEGER, subsidy_2_fen INTEGER, subsidy_3_fen INTEGER,"
    " subsidy_4_fen INTEGER, subsidy_5_fen INTEGER,"
    " PRIMARY KEY (as_of, book_code, loan_id))",
    "CREATE TABLE loan_cache_day (as_of DATE NOT NULL, length INTEGER NOT NULL, head VARCHAR NOT NULL,"
    " made_at VARCHAR NOT NULL, PRIMARY KEY (as_of))",
    # what the bank's due list says
    "CREATE TABLE bank_due (loan_id VARCHAR NOT NULL, due_on DATE NOT NULL, principal_fen INTEGER NOT NULL,"
    " interest_fen INTEGER, balance_fen INTEGER, list_on DATE NOT NULL, gone_on DATE, book_code VARCHAR NOT NULL,"
    " id VARCHAR NOT NULL, rev INTEGER NOT NULL, entered_at VARCHAR NOT NULL, entered_by VARCHAR NOT NULL,"
    " removed BOOLEAN NOT NULL, PRIMARY KEY (book_code, id), FOREIGN KEY(book_code, loan_id)"
    " REFERENCES loan (book_code, id) DEFERRABLE INITIALLY DEFERRED)",
    "CREATE INDEX bank_due_loan ON bank_due (book_code, loan_id)",
    # the key of each household's values in the journal
    "CREATE TABLE household_key (household_id VARCHAR NOT NULL, key BLOB NOT NULL, PRIMARY KEY (household_id))",
)


def to_schema_2(connection: sqlcipher.Connection) -> None:
    """Add what schema 2 knows beyond schema 1; nothing of what stood there changes."""
    for statement in STATEMENTS:
        connection.execute(statement)
