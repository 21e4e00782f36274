"""E-mail by SMTP: plain text, one Message-ID a message however often it is tried."""

import ipaddress
import smtplib
import socket
import ssl
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from sladesk.config import Smtp
from sladesk.domain.telling import Failure
from sladesk.domain.text import clean
from sladesk.gateways import looking
from sladesk.gateways.deadline import Deadline
from sladesk.gateways.message import Message, Undelivered

#: Seconds for each step of the conversation, and for all of it.
STEP, WHOLE = 10.0, 30.0
#: How a server that serves says hello.
HERE = 220
#: What a server's answer is about, by the library's kind of it.
_REFUSALS: Mapping[type[smtplib.SMTPResponseException], Failure] = {
    smtplib.SMTPConnectError: Failure.MAIL_BUSY,
    smtplib.SMTPAuthenticationError: Failure.MAIL_LOGIN,
    smtplib.SMTPSenderRefused: Failure.MAIL_SENDER,
}


def compose(settings: Smtp, to: str, message: Message, now: datetime, host: str) -> EmailMessage:
    """Return the mail.

    Arguments:
        to: the address of the person.
        host: the site's name, behind the @ of the Message-ID.

    Raises:
        Undelivered: the address is none.
    """
    mail = EmailMessage(policy=SMTP)
    try:
        mail["From"] = settings.sender
        mail["To"] = Address(addr_spec=to)
    except (ValueError, IndexError, MessageError) as error:  # the parser of addresses stumbles over some
        raise Undelivered(Failure.NO_MAILBOX, final=True) from error
    mail["Subject"] = clean(message.title)[:150]
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = f"<{message.batch}@{host}>"
    # So that no answering machine answers, and no loop of mails begins (RFC 3834).
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Sladesk-Deliveries"] = message.ids
    lines = [f"{line.text}\n{line.url}".strip() for line in message.lines]
    mail.set_content("\n\n".join((*lines, f"-- \n{message.foot}")))
    return mail


def send(settings: Smtp, to: str, message: Message, now: datetime, host: str) -> None:
    """Hand a mail to the server.

    Raises:
        Undelivered: the server is away, or does not take it.
    """
    mail = compose(settings, to, message, now, host)
    with Deadline(WHOLE) as deadline:
        _hand_over(settings, mail, deadline, host)


def _hand_over(settings: Smtp, mail: EmailMessage, deadline: Deadline, host: str) -> None:
    server = _Server(settings, deadline, host)
    try:
        code, text = server.connect(settings.host, settings.port)
        if code != HERE:
            raise smtplib.SMTPConnectError(code, text)
        if settings.tls == "starttls":
            server.starttls(context=ssl.create_default_context())
        if settings.user:
            server.login(settings.user, settings.password)
        server.send_message(mail)
        with suppress(smtplib.SMTPException, OSError):  # it has the mail: how it says good-bye is its affair
            server.quit()
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _text in error.recipients.values()]
        said = f"SMTP {max(codes)}"
        raise Undelivered(Failure.MAIL_RECIPIENT, said, final=min(codes) >= 500) from error
    except smtplib.SMTPResponseException as error:
        away = isinstance(error, smtplib.SMTPConnectError)
        why = next((why for kind, why in _REFUSALS.items() if isinstance(error, kind)), Failure.MAIL_REFUSED)
        raise Undelivered(why, f"SMTP {error.smtp_code}", away=away) from error
    except ssl.SSLError as error:
        raise Undelivered(Failure.UNSAFE, error.reason or "TLS", away=True) from error
    except (smtplib.SMTPException, OSError) as error:
        raise Undelivered(Failure.MAIL_AWAY, type(error).__name__, away=True) from error
    finally:
        server.close()


def _own_name(host: str) -> str:
    """Return how the site says hello: its name, else its address in brackets (RFC 5321 4.1.3)."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host if "." in host else "[127.0.0.1]"
    return f"[IPv6:{address}]" if address.version == 6 else f"[{address}]"


class _Server(smtplib.SMTP):
    """A conversation that ends at its deadline; by TLS from its first byte where the settings say so."""

    def __init__(self, settings: Smtp, deadline: Deadline, host: str) -> None:
        # Told no name the library looks up that of this machine, for as long as that takes.
        super().__init__(local_hostname=_own_name(host), timeout=STEP)
        # Whom the certificate of STARTTLS is for: the library notes it only of a host given at once.
        self._host, self._settings, self._deadline = settings.host, settings, deadline

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        """Connect as the library asks for it, to the first address that answers."""
        link = self._deadline.watch(self._connected(host, port, timeout))
        if self._settings.tls == "ssl":
            return ssl.create_default_context().wrap_socket(link, server_hostname=host)
        return link

    def _connected(self, host: str, port: int, timeout: float) -> socket.socket:
        failed = OSError("no address")
        for address in looking.addresses(host):
            self._deadline.keep()
            try:
                return socket.create_connection((address, port), timeout)
            except OSError as error:
                failed = error
        raise failed
