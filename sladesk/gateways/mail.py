"""E-mail by SMTP: plain text, one Message-ID a message however often it is tried."""

import smtplib
import ssl
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from sladesk.config import Smtp
from sladesk.domain.text import clean
from sladesk.gateways.message import Message, Undelivered

#: Seconds for each step of the conversation.
STEP = 10.0


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
    except (ValueError, IndexError) as error:  # the parser of addresses stumbles over some
        raise Undelivered("the address is no e-mail address", final=True) from error
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
    try:
        with _server(settings) as server:
            if settings.user:
                server.login(settings.user, settings.password)
            server.send_message(mail)
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _text in error.recipients.values()]
        raise Undelivered(f"SMTP {max(codes)}: the recipient is refused", final=min(codes) >= 500) from error
    except smtplib.SMTPResponseException as error:
        raise Undelivered(f"SMTP {error.smtp_code}: {type(error).__name__}") from error
    except (smtplib.SMTPException, ssl.SSLError, OSError) as error:
        raise Undelivered(f"the mail server does not answer: {type(error).__name__}") from error


def _server(settings: Smtp) -> smtplib.SMTP:
    if settings.tls == "ssl":
        return smtplib.SMTP_SSL(
            settings.host, settings.port, timeout=STEP, context=ssl.create_default_context()
        )
    server = smtplib.SMTP(settings.host, settings.port, timeout=STEP)
    if settings.tls == "starttls":
        try:
            server.starttls(context=ssl.create_default_context())
        except BaseException:
            server.close()
            raise
    return server
