"""Text index over customers, written by hand: each engine has its own.

Revision: 0003, after 0002.
"""

from alembic import op
from sqlalchemy import text
from sqlalchemy.orm import Session

from sladesk.search.customers import reindex

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

SQLITE = "CREATE VIRTUAL TABLE search_customer USING fts5(body, tokenize='unicode61 remove_diacritics 0')"
POSTGRESQL = (
    (
        "CREATE TABLE search_customer ("
        " customer_id BIGINT NOT NULL PRIMARY KEY REFERENCES customer (id), body TSVECTOR NOT NULL)"
    ),
    "CREATE INDEX ix_search_customer_body ON search_customer USING gin (body)",
)
_BATCH = 1000


def upgrade() -> None:
    """Move the schema forward, and let the customers there are be found."""
    bind = op.get_bind()
    for statement in POSTGRESQL if bind.dialect.name == "postgresql" else (SQLITE,):
        op.execute(statement)
    ids = list(bind.scalars(text("SELECT id FROM customer ORDER BY id")))
    with Session(bind, join_transaction_mode="conditional_savepoint") as session:
        for start in range(0, len(ids), _BATCH):
            reindex(session, ids[start : start + _BATCH])
        session.flush()


def downgrade() -> None:
    """Take the schema back."""
    op.execute("DROP TABLE search_customer")
