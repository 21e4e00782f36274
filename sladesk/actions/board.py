"""Keeping what the board counts; no business row changes, and it can be counted again at any time."""

from hashlib import sha256

from sladesk.actions._action import Tx, action
from sladesk.models import BoardCount
from sladesk.queries.board_counts import Counts, closed


@action("board.keep")
def keep(tx: Tx, *, basis: str, counts: Counts) -> str:
    """Keep counts in place of those before; return the mark of their content.

    Arguments:
        basis: the day they hold for.
    """
    body = closed(counts)
    mark = sha256(body.encode()).hexdigest()[:16]
    row = tx.session.get(BoardCount, 1) or BoardCount(id=1)
    row.at, row.basis, row.mark, row.body = tx.now, basis, mark, body
    tx.session.add(row)
    return mark
