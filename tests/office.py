"""The staff of a test: an actor per role, two departments and a town with handlers, and the road as short calls."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from tracker.domain.intake import Intake
from tracker.domain.permissions import Actor
from tracker.domain.words import (
    CallbackOutcome,
    CallerKind,
    ContactMethod,
    OrderClass,
    RequestType,
    Role,
    Satisfaction,
    SolutionKind,
    Solved,
    Step,
    Urgency,
)
from tracker.seeds.demo import new_person
from tracker.store import people
from tracker.store.db import db, transaction
from tracker.store.models import Assignment, Department, Person, Promise, StatutoryLimit, TimelineEntry, WorkOrder
from tracker.usecases.ask_extension import Wish, ask_extension
from tracker.usecases.ask_return import ask_return
from tracker.usecases.ask_statutory_limit import ask_statutory_limit
from tracker.usecases.decide_extension import grant_extension
from tracker.usecases.decide_return import grant_return
from tracker.usecases.decide_statutory_limit import grant_statutory_limit
from tracker.usecases.dispatch_order import dispatch_order
from tracker.usecases.record_callback import Attempt, record_callback
from tracker.usecases.record_contact import record_contact
from tracker.usecases.register_order import register_order
from tracker.usecases.review_reply import pass_reply
from tracker.usecases.sign_order import sign_order
from tracker.usecases.submit_reply import Answer, submit_reply

MARKET, HOUSING, TOWN = "区市场监督管理局", "区住房和城乡建设局", "西阳镇人民政府"

ANSWER = Answer(
    internal_account="现场核查，已责令整改。", public_answer="您反映的问题已整改完毕，感谢您的支持。",
    is_true=True, within_duty=True, is_solved=True, solution_kind=SolutionKind.SOLVED,
)
TOLD = "您好，您反映的事项仍在办理，答复期限延长，请您谅解。"
PLEASED = Attempt(CallbackOutcome.REACHED, Solved.YES, Satisfaction.SATISFIED)


class Office:
    """Everybody who is needed to bring an order down the road."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.passwords: dict[str, str] = {}
        units = {unit.name: unit for unit in db.session.scalars(select(Department))}
        self.units = {name: unit.id for name, unit in units.items()}
        with transaction():
            for role in Role:
                if role is not Role.HANDLER:
                    self.passwords[role.value] = new_person(role.value, role.label, role, None, now)
            for number, name in enumerate((MARKET, HOUSING, TOWN)):
                unit = db.session.merge(units[name])
                key = f"handler{number}"
                self.passwords[key] = new_person(key, f"{name}经办人", Role.HANDLER, unit, now)
        self.actors: dict[str, Actor] = {
            person.sign_in_name: people.actor(person) for person in db.session.scalars(select(Person))
        }
        self.operator, self.dispatcher = self.actors["operator"], self.actors["dispatcher"]
        self.reviewer, self.caller_back = self.actors["reviewer"], self.actors["callback"]
        self.supervisor, self.administrator = self.actors["supervisor"], self.actors["administrator"]
        self.security, self.auditor = self.actors["security_manager"], self.actors["auditor"]
        self.market, self.housing, self.town = (self.actors[f"handler{number}"] for number in range(3))

    def intake(self, **changes: Any) -> Intake:
        """A shop's complaint; `changes` are Intake's fields."""
        plain = Intake(
            channel_code="phone", request_type=RequestType.COMPLAINT, order_class=OrderClass.CITIZEN,
            urgency=Urgency.NORMAL, matter_code=None, place_code="jinshan", address="泰康路", title="夜间烧烤油烟扰民",
            content="楼下烧烤档每晚营业到凌晨两点。", caller_name="温小姐", caller_phone="13812345678",
            caller_kind=CallerKind.PERSON, wants_reply=True, enterprise_name=None, enterprise_uscc=None,
            enterprise_contact=None, received_at=self.now,
        )
        return replace(plain, **changes)

    def register(self, now: datetime | None = None, **changes: Any) -> int:
        """An order that waits for dispatch."""
        now = now or self.now
        return register_order(self.intake(**{"received_at": now} | changes), by=self.operator, now=now)

    def dispatch(
        self, order_id: int, lead: str = MARKET, co: tuple[str, ...] = (), now: datetime | None = None
    ) -> None:
        """Send it to its lead."""
        dispatch_order(
            order_id, lead_id=self.units[lead], co_ids=[self.units[name] for name in co], by=self.dispatcher,
            now=now or self.now,
        )

    def travelled(self, to: str, now: datetime | None = None, **changes: Any) -> int:
        """An order that has come as far as `to`: dispatched, signed, contacted, replied, passed or closed."""
        now = now or self.now
        order_id = self.register(now, **changes)
        steps = {
            "dispatched": lambda: self.dispatch(order_id, now=now),
            "signed": lambda: sign_order(order_id, by=self.market, now=now + timedelta(minutes=10)),
            "contacted": lambda: record_contact(
                order_id, at=now + timedelta(minutes=20), method=ContactMethod.PHONE, whom="温小姐", by=self.market,
                now=now + timedelta(minutes=20)),
            "replied": lambda: submit_reply(order_id, ANSWER, by=self.market, now=now + timedelta(hours=24)),
            "passed": lambda: pass_reply(order_id, by=self.reviewer, now=now + timedelta(hours=25)),
            "closed": lambda: record_callback(
                order_id, PLEASED, by=self.caller_back, now=now + timedelta(hours=26)),
        }
        for name, step in steps.items():
            step()
            if name == to:
                break
        return order_id

    # Another deadline
    def ask_longer(self, order_id: int, amount: int, now: datetime, by: Actor | None = None) -> None:
        """The lead asks for an extension."""
        wish = Wish(amount, "须待检测结果，检测机构排期较长。", "《产品质量监督抽查管理暂行办法》第二十二条")
        ask_extension(order_id, wish, by=by or self.market, now=now)

    def grant_longer(self, order_id: int, now: datetime) -> None:
        """The supervisor grants it."""
        grant_extension(order_id, told=TOLD, note="情况属实", by=self.supervisor, now=now)

    def lengthened(self, amount: int = 5, start: datetime | None = None) -> int:
        """An order of the lead whose reply is due later than at first, asked for and granted on the second day."""
        order_id = self.travelled("contacted", start)
        next_day = (start or self.now) + timedelta(days=1)
        self.ask_longer(order_id, amount, next_day)
        self.grant_longer(order_id, next_day + timedelta(hours=1))
        return order_id

    def under_law(self, start: datetime | None = None) -> int:
        """An order that goes by the law's limit for unpaid small enterprises, granted on the second day."""
        order_id, next_day = self.travelled("contacted", start), (start or self.now) + timedelta(days=1)
        law = db.session.scalars(select(StatutoryLimit)).one()
        ask_statutory_limit(
            order_id, limit_id=law.id, reason="中小企业货款拖欠投诉。", by=self.market, now=next_day)
        grant_statutory_limit(order_id, told=TOLD, by=self.supervisor, now=next_day + timedelta(hours=1))
        return order_id

    # 退单、改派、协办
    def ask_return(
        self, order_id: int, by: Actor | None = None, now: datetime | None = None, suggested: str | None = HOUSING
    ) -> None:
        """A unit says that the matter is not its own."""
        ask_return(
            order_id, reason_code="duty", reason="油烟净化由住建部门监管。", legal_basis="区权责清单第12项",
            suggested_id=self.units[suggested] if suggested else None, by=by or self.market, now=now or self.now,
        )

    def returned(self, order_id: int, by: Actor | None = None, now: datetime | None = None) -> None:
        """The unit asks for the return, and gets it."""
        self.ask_return(order_id, by, now, TOWN if by is self.housing else HOUSING)
        grant_return(order_id, by=self.dispatcher, now=now or self.now)

    def with_co(self, *co: str, now: datetime | None = None) -> int:
        """An order that the market bureau leads, with these co-handlers."""
        order_id = self.register(now)
        self.dispatch(order_id, MARKET, co, now)
        return order_id


def order(order_id: int) -> WorkOrder:
    """The order as the database has it now."""
    db.session.expire_all()
    found = db.session.get(WorkOrder, order_id)
    assert found is not None
    return found


def story(order_id: int) -> list[str]:
    """The kinds of its timeline, in order."""
    wanted = select(TimelineEntry.kind).where(TimelineEntry.order_id == order_id).order_by(TimelineEntry.id)
    return list(db.session.scalars(wanted))


def promised(order_id: int, *steps: Step) -> list[Promise]:
    """What was promised of these steps (all when none is named), in the order in which it was given."""
    db.session.expire_all()
    wanted = select(Promise).where(Promise.order_id == order_id, Promise.step.in_(steps or list(Step)))
    return list(db.session.scalars(wanted.order_by(Promise.id)))


def parts(order_id: int) -> list[Assignment]:
    """The units' parts in the order, ended ones too."""
    db.session.expire_all()
    return list(db.session.scalars(
        select(Assignment).where(Assignment.order_id == order_id).order_by(Assignment.id)))
