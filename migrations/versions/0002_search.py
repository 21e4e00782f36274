"""Text index over tickets, written by hand: each engine has its own.

Revision: 0002, after 0001.
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

SQLITE = (
    (
        "CREATE TABLE search_doc ("
        " ticket_id INTEGER NOT NULL PRIMARY KEY REFERENCES ticket (id), size INTEGER NOT NULL, body TEXT NOT NULL)"
    ),
    (
        "CREATE VIRTUAL TABLE search_fts USING fts5(body, content='search_doc', content_rowid='ticket_id',"
        " tokenize='unicode61 remove_diacritics 0')"
    ),
    (
        "CREATE TRIGGER search_doc_added AFTER INSERT ON search_doc BEGIN"
        " INSERT INTO search_fts (rowid, body) VALUES (new.ticket_id, new.body); END"
    ),
    (
        "CREATE TRIGGER search_doc_removed AFTER DELETE ON search_doc BEGIN"
        " INSERT INTO search_fts (search_fts, rowid, body) VALUES ('delete', old.ticket_id, old.body); END"
    ),
    (
        "CREATE TRIGGER search_doc_changed AFTER UPDATE ON search_doc BEGIN"
        " INSERT INTO search_fts (search_fts, rowid, body) VALUES ('delete', old.ticket_id, old.body);"
        " INSERT INTO search_fts (rowid, body) VALUES (new.ticket_id, new.body); END"
    ),
)
POSTGRESQL = (
    (
        "CREATE TABLE search_doc ("
        " ticket_id BIGINT NOT NULL PRIMARY KEY REFERENCES ticket (id), size INTEGER NOT NULL, body TSVECTOR NOT NULL)"
    ),
    "CREATE INDEX ix_search_doc_body ON search_doc USING gin (body)",
)


def upgrade() -> None:
    """Move the schema forward."""
    for statement in POSTGRESQL if op.get_bind().dialect.name == "postgresql" else SQLITE:
        op.execute(statement)


def downgrade() -> None:
    """Take the schema back."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE search_fts")
    op.execute("DROP TABLE search_doc")
