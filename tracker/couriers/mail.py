"""Mail by SMTP: one connection for all the mail of a run, opened when the first letter is there.

A server that cannot be reached is asked once a run: every further letter fails with the same words.
"""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime

from tracker.couriers.undelivered import Undelivered
from tracker.domain.words import N_
from tracker.mail_settings import MailServer

SECONDS = 10
"For each word with the server."

MOST_WORDS = 200
"So much of a server's answer is kept, characters."


class Postman:
    """Carries letters to one server."""

    def __init__(self, server: MailServer | None) -> None:
        self.server = server
        self.smtp: smtplib.SMTP | None = None
        self.trouble: Undelivered | None = None

    def carry(self, to: str, subject: str, text: str, at: datetime, mark: str) -> None:
        """Hand one letter to the server; raises Undelivered. A letter that comes again bears the same `mark`."""
        server = self.server
        if server is None:
            raise Undelivered(N_("没有设置邮件服务器（TRACKER_SMTP_HOST）。"))
        letter = EmailMessage()
        letter["From"], letter["To"], letter["Subject"] = server.sender, to, subject
        letter["Date"] = format_datetime(at)
        letter["Message-ID"] = f"<{mark}@{server.sender.rpartition('@')[2]}>"
        letter["Auto-Submitted"] = "auto-generated"
        letter.set_content(text, charset="utf-8", cte="base64")
        try:
            self._connected(server).send_message(letter)
        except smtplib.SMTPRecipientsRefused as refused:
            raise _refusal(*refused.recipients[to]) from None
        except smtplib.SMTPResponseException as error:
            raise _refusal(error.smtp_code, error.smtp_error, is_final=False) from None
        except (OSError, smtplib.SMTPException) as error:
            self.leave()
            raise self._unreachable(error, is_unsure=True) from None

    def _connected(self, server: MailServer) -> smtplib.SMTP:
        """The open connection; a server that was once out of reach stays so for this run."""
        if self.trouble is not None:
            raise self.trouble
        if self.smtp is None:
            try:
                self.smtp = self._connect(server)
            except smtplib.SMTPResponseException as error:
                self.trouble = _refusal(error.smtp_code, error.smtp_error, is_final=False)
                raise self.trouble from None
            except (OSError, smtplib.SMTPException) as error:
                self.trouble = self._unreachable(error)
                raise self.trouble from None
        return self.smtp

    def _connect(self, server: MailServer) -> smtplib.SMTP:
        if server.tls == "tls":
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, timeout=SECONDS, context=ssl.create_default_context())
        else:
            smtp = smtplib.SMTP(server.host, server.port, timeout=SECONDS)
        try:
            if server.tls == "starttls":
                smtp.starttls(context=ssl.create_default_context())
            if server.user:
                smtp.login(server.user, server.password)
        except BaseException:
            smtp.close()
            raise
        return smtp

    def _unreachable(self, error: Exception, is_unsure: bool = False) -> Undelivered:
        if isinstance(error, TimeoutError) or "timed out" in str(error):  # smtplib says both
            return Undelivered(N_("邮件服务器没有在 %(seconds)d 秒内应答。"), is_unsure=is_unsure, seconds=SECONDS)
        return Undelivered(
            N_("连接不上邮件服务器（%(error)s），请检查 SMTP 设置。"), is_unsure=is_unsure, error=type(error).__name__)

    def leave(self) -> None:
        """Say goodbye, if the server still listens."""
        if self.smtp is not None:
            with suppress(OSError, smtplib.SMTPException):
                self.smtp.quit()
            self.smtp.close()
            self.smtp = None


def _refusal(code: int, words: bytes | str, is_final: bool | None = None) -> Undelivered:
    """A refused mailbox is refused for ever when the server says 5xx; a refused login is a setting to be mended."""
    said = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return Undelivered(
        N_("邮件服务器拒收，应答 %(code)d：%(words)s"), is_final=code >= 500 if is_final is None else is_final, code=code,
        words=" ".join(said.split())[:MOST_WORDS],
    )


@contextmanager
def postman(server: MailServer | None) -> Iterator[Postman]:
    """A postman who says goodbye at the end."""
    man = Postman(server)
    try:
        yield man
    finally:
        man.leave()
