"""Send what waits in the outbox. Nobody waits for it: a job does it every minute, apart from every page.

All that is due to one address goes as one message. It is taken in one transaction, sent outside of any, and how it
went is written in another: a process that dies between leaves the message to the next, once its lease has passed.
Whoever may have got it already gets the very same message again, by the same Message-ID, alone, so that it is known.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import force_locale
from sqlalchemy import update

from tracker import clock
from tracker.couriers import shapes, webhook
from tracker.couriers.mail import Postman, postman
from tracker.couriers.undelivered import Undelivered
from tracker.domain.hooks import may_be_called
from tracker.domain.notices import HookShape, OutboxState, OutChannel
from tracker.domain.words import N_
from tracker.mail_settings import MailServer
from tracker.store import outbox, tables
from tracker.store.db import db, transaction
from tracker.store.job_runs import Result
from tracker.store.models import Hook
from tracker.store.outbox import Bundle, End, Letter
from tracker.usecases import wording_messages
from tracker.usecases.receiving import allowed_hosts

log = logging.getLogger(__name__)

LOCALES = {"zh": "zh_Hans_CN", "en": "en"}

Carry = Callable[[datetime], None]
"Sends one message, dated as told; raises Undelivered."


@dataclass(frozen=True)
class Sent:
    """How many notices went out, will be tried again, and were given up."""

    sent: int = 0
    waiting: int = 0
    dead: int = 0


def send_outbox(*, mail: MailServer | None, base_url: str, now: datetime) -> Sent:
    """Send everything that is due at `now`; what fails comes again later, and at last to the dead letters."""
    began = time.monotonic()

    def passed() -> datetime:
        return now + timedelta(seconds=time.monotonic() - began)

    in_force = tables.settings_on(now.astimezone(clock.LOCAL).date())
    counts = dict.fromkeys(OutboxState, 0)
    with postman(mail) as man:
        for channel, address in outbox.due_addresses(now):
            while bundle := outbox.take(channel, address, passed()):
                ended = _send(bundle, man, base_url, in_force.send_attempts, passed)
                for state, count in ended.items():
                    counts[state] += count
                if not ended[OutboxState.SENT]:
                    break  # what else is due to an address that does not take it now can wait
    outbox.forget_sent(now - timedelta(days=in_force.outbox_days))
    return Sent(counts[OutboxState.SENT], counts[OutboxState.WAITING], counts[OutboxState.DEAD])


def _send(
    bundle: Bundle, man: Postman, base_url: str, attempts: int, passed: Callable[[], datetime]
) -> dict[OutboxState, int]:
    trouble: Undelivered | None = None
    try:
        carry = _prepared(bundle, man, base_url)
        db.session.rollback()  # what was read is let go: nothing is held while the other side takes its time
        carry(passed())
    except Undelivered as undelivered:
        trouble = undelivered
    except Exception as error:
        log.exception("a message by %s could not be sent", bundle.channel)
        trouble = Undelivered(N_("没有发出（%(error)s），详情见程序日志。"), error=type(error).__name__)
    finally:
        db.session.rollback()
    result = Result(trouble.message, trouble.params) if trouble else None
    if bundle.channel is OutChannel.WEBHOOK:
        _note(int(bundle.address), result, passed())
    end = End() if trouble is None else End(result, trouble.is_final, trouble.is_unsure)
    return outbox.finish(bundle, passed(), end, attempts)


def _prepared(bundle: Bundle, man: Postman, base_url: str) -> Carry:
    """The bundle in its words, ready to go; raises Undelivered for an address that is none any more."""
    letters = outbox.letters(bundle)
    with force_locale(LOCALES.get(letters[0].item.language, LOCALES["zh"])):
        if bundle.channel is OutChannel.MAIL:
            return _mail(bundle.address, letters, man, base_url)
        return _webhook(db.session.get(Hook, int(bundle.address)), letters, base_url)


def _mail(address: str, letters: list[Letter], man: Postman, base_url: str) -> Carry:
    subject, text = wording_messages.as_mail(wording_messages.lines(letters, base_url))
    mark = outbox.mark(letters)
    return lambda at: man.carry(address, subject, text, at.astimezone(clock.LOCAL), mark)


def _webhook(hook: Hook | None, letters: list[Letter], base_url: str) -> Carry:
    if hook is None or not hook.is_active:
        raise Undelivered(N_("这个推送通道已停用。"), is_final=True)
    shape, url, secret = hook.shape, hook.url, hook.secret
    if not may_be_called(url, allowed_hosts()):  # entered before there was such a list
        raise Undelivered(N_("不能推送到这个主机。可以推送到哪里由运维人员在设置 TRACKER_HOOK_HOSTS 中限定。"))
    found = wording_messages.lines(letters, base_url)
    if shape is HookShape.GENERIC:
        return lambda at: _post(shape, shapes.generic(url, secret, wording_messages.as_json(found, at), at))
    text = wording_messages.as_text(found, shapes.TEXT_BYTES[shape])
    return lambda at: _post(shape, shapes.ROBOTS[shape](url, secret, text, at))


def _post(shape: HookShape, request: webhook.Request) -> None:
    shapes.check_answer(shape, webhook.post(request))


def _note(hook_id: int, trouble: Result | None, now: datetime) -> None:
    """Keep with the receiver how it last went; without reading it, since it may be its address that does not open."""
    with transaction() as session:
        session.execute(update(Hook).where(Hook.id == hook_id).values(
            tried_at=now, trouble=trouble.to_text() if trouble else ""))
