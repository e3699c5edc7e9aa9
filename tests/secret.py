"""A confidential order whose caller cannot be mistaken for anything else, and who is named wherever people type."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from tests.office import ANSWER, HOUSING, MARKET, PLEASED, Office
from tracker.domain.road_words import SupervisionLevel
from tracker.domain.words import CallerKind, ContactMethod, OrderClass
from tracker.usecases.dispatch_order import dispatch_order
from tracker.usecases.keep_hard_ledger import Plan, ask_hard, grant_hard
from tracker.usecases.record_callback import record_callback
from tracker.usecases.record_contact import record_contact
from tracker.usecases.review_reply import pass_reply, send_back_reply
from tracker.usecases.sign_order import sign_order
from tracker.usecases.submit_reply import submit_reply
from tracker.usecases.supervise_order import Notice, supervise_order
from tracker.usecases.urge_order import urge_order

NAME, PHONE, CONTACT = "诸葛赤壁", "13712398765", "令狐霁月"
FIRM, CODE = "梅州市琼琚瑶佩科技有限公司", "91441402MA7QX8W5KJ"
SECRETS = (NAME, PHONE, CONTACT, FIRM, CODE, "诸葛先生", "137****8765", "137-1239-8765", "琼琚瑶佩", "诸***", "令***", "梅****")
"In full, masked, and as people write them."
SPOKEN = f"诸葛先生（{NAME}，电话137-1239-8765、{PHONE}，{FIRM}，{CODE}，联系人{CONTACT}）"

TITLE = f"路灯不亮 {NAME}"


def secret_order(office: Office, **changes: Any) -> int:
    """Registered, with the caller's name in title, text and address."""
    return office.register(**{
        "is_confidential": True, "caller_name": NAME, "caller_phone": PHONE, "caller_kind": CallerKind.ENTERPRISE,
        "order_class": OrderClass.ENTERPRISE, "enterprise_name": FIRM, "enterprise_uscc": CODE,
        "enterprise_contact": CONTACT, "title": TITLE, "content": f"{SPOKEN}反映园区路灯不亮。",
        "address": f"工业园 {NAME}门口",
    } | changes)


def travelled(office: Office, order_id: int) -> None:
    """The whole road with a second round, the caller named at every step; the housing office is co-handler."""
    at = office.now
    dispatch_order(order_id, lead_id=office.units[MARKET], co_ids=[office.units[HOUSING]], note=f"{SPOKEN}很急",
                   by=office.dispatcher, now=at)
    sign_order(order_id, by=office.market, now=at + timedelta(minutes=10))
    sign_order(order_id, by=office.housing, now=at + timedelta(minutes=11))
    record_contact(order_id, at=at + timedelta(minutes=20), method=ContactMethod.PHONE, whom=NAME,
                   note=f"与{SPOKEN}通话", by=office.market, now=at + timedelta(minutes=20))
    answer = replace(ANSWER, internal_account=f"已见{SPOKEN}。", public_answer=f"{NAME}您好，路灯已修复。",
                     unsolved_note=f"{NAME}无异议")
    submit_reply(order_id, answer, by=office.market, now=at + timedelta(hours=24))
    send_back_reply(order_id, reason=f"请写明{SPOKEN}的意见", by=office.reviewer, now=at + timedelta(hours=25))
    submit_reply(order_id, answer, by=office.market, now=at + timedelta(hours=26))
    pass_reply(order_id, note=f"{NAME}满意", by=office.reviewer, now=at + timedelta(hours=27))
    record_callback(order_id, replace(PLEASED, reason=f"{SPOKEN}说好", note=f"{CONTACT}接听"), by=office.caller_back,
                    now=at + timedelta(hours=28))


def told(text: str) -> list[str]:
    """The secrets that stand in the text."""
    return [secret for secret in SECRETS if secret.lower() in text.lower()]


def pressed(office: Office, order_id: int) -> None:
    """The side roads of pressure: urged, supervised and answered, asked for the ledger of hard orders and put on it."""
    at = office.now + timedelta(hours=2)
    dispatch_order(order_id, lead_id=office.units[MARKET], co_ids=[office.units[HOUSING]], by=office.dispatcher, now=at)
    sign_order(order_id, by=office.market, now=at)
    record_contact(order_id, at=at, method=ContactMethod.PHONE, whom=CONTACT, by=office.market, now=at)
    urge_order(order_id, f"{SPOKEN}又来电", by=office.supervisor, now=at)
    notice = Notice(SupervisionLevel.WRITTEN, f"{SPOKEN}多次来电", instruction=f"请见{NAME}")
    supervise_order(order_id, notice, by=office.supervisor, now=at)
    plan = Plan(f"每周联系{NAME}", at.date() + timedelta(days=7))
    ask_hard(order_id, f"与{SPOKEN}协商未果", plan, by=office.market, now=at)
    grant_hard(order_id, note=f"{NAME}已知悉", by=office.supervisor, now=at)
