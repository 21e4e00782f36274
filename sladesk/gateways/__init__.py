"""The ways out of the desk: e-mail and the robots of chat groups, one contract for all.

Called by jobs only, never inside a transaction: each of them may take seconds, and any of them may fail.
"""

from sladesk.gateways.message import Message, Undelivered

__all__ = ["Message", "Undelivered"]
