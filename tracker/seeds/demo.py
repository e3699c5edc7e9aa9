"""A demo office: people of every role and orders at every stage, made by travelling the real road."""

import random
import secrets
from datetime import date, datetime, timedelta

from sqlalchemy import select

from tracker import clock
from tracker.domain.factor_settings import NONE
from tracker.domain.intake import Intake
from tracker.domain.permissions import PROGRAM, Actor
from tracker.domain.words import (
    CallbackOutcome,
    CallerKind,
    CodeTable,
    ContactMethod,
    RequestType,
    Role,
    Satisfaction,
    SolutionKind,
    Solved,
)
from tracker.seeds.demo_before import travel_before
from tracker.seeds.demo_matters import matter_of
from tracker.seeds.demo_requests import REQUESTS, Request
from tracker.store import passwords, people, tables
from tracker.store.db import db, transaction
from tracker.store.models import Department, Person, PersonRole, SettingRow
from tracker.usecases.dispatch_order import dispatch_order
from tracker.usecases.record_callback import Attempt, record_callback
from tracker.usecases.record_contact import record_contact
from tracker.usecases.register_order import register_order
from tracker.usecases.review_reply import pass_reply, send_back_reply
from tracker.usecases.sign_order import sign_order
from tracker.usecases.submit_reply import Answer, submit_reply

STAFF: tuple[tuple[str, str, Role], ...] = (
    ("huawu", "话务员甲", Role.OPERATOR),
    ("paidan", "派单员甲", Role.DISPATCHER),
    ("shenhe", "审核员甲", Role.REVIEWER),
    ("huifang", "回访员甲", Role.CALLBACK),
    ("duban", "督办员甲", Role.SUPERVISOR),
    ("admin", "系统管理员", Role.ADMINISTRATOR),
    ("anquan", "安全管理员", Role.SECURITY_MANAGER),
    ("shenji", "审计员", Role.AUDITOR),
)
HANDLED_BY = {
    "区市场监督管理局": "经办人甲", "区住房和城乡建设局": "经办人乙", "区城市管理和综合执法局": "经办人丙", "西阳镇人民政府": "经办人丁",
}
"Units whose handler gets an account: the requests name their lead, these four have people at the desk."


def new_person(sign_in_name: str, name: str, role: Role, unit: Department | None, now: datetime) -> str:
    """Add a person with a random password and return it; call inside a transaction."""
    password = secrets.token_urlsafe(9)
    db.session.add(
        Person(
            sign_in_name=sign_in_name, name=name, password_hash=passwords.hash_password(password),
            department_id=unit.id if unit else None, created_at=now, password_set_at=now,
            roles=[PersonRole(role=role)],
        )
    )
    return password


def without_second_factor(since: date, now: datetime) -> None:
    """Ask nobody for an authenticator: who tries the demo has no telephone set up; the switch stands on the page 参数.

    A new installation starts with the setting's own default, which asks the privileged roles for one. Call inside a
    transaction.
    """
    db.session.add(SettingRow(key="factor_roles", value=NONE, effective_from=since, set_at=now, set_by=PROGRAM.name))


def make_people(now: datetime) -> list[tuple[str, str, str, str]]:
    """The demo's people as (sign-in name, password, name, role label); random passwords, printed once."""
    made = []
    with transaction() as session:
        without_second_factor(now.astimezone(clock.LOCAL).date(), now)
        for sign_in_name, name, role in STAFF:
            made.append((sign_in_name, new_person(sign_in_name, name, role, None, now), name, role.label))
        for number, (unit_name, name) in enumerate(HANDLED_BY.items(), 1):
            unit = session.scalar(select(Department).where(Department.name == unit_name))
            if unit is not None:
                sign_in_name = f"danwei{number}"
                made.append((sign_in_name, new_person(sign_in_name, name, Role.HANDLER, unit, now),
                             f"{unit_name} {name}", Role.HANDLER.label))
    return made


class Office:
    """The demo's actors by role, and handlers by unit."""

    def __init__(self) -> None:
        found = [people.actor(person) for person in db.session.scalars(select(Person))]
        self.by_role = {role: actor for actor in found for role in actor.roles}
        self.by_unit = {actor.department_id: actor for actor in found if actor.department_id is not None}
        self.units = {unit.name: unit.id for unit in db.session.scalars(select(Department))}

    def handler(self, unit_name: str) -> Actor:
        """An actor of the unit; a unit without an account is played by a stand-in of its name."""
        unit_id = self.units[unit_name]
        if unit_id in self.by_unit:
            return self.by_unit[unit_id]
        template = self.by_role[Role.HANDLER]
        return Actor(template.id, "经办人", template.roles, unit_id, unit_name)


def new_intake(request: Request, number: int, received_at: datetime) -> Intake:
    """The request as an operator enters it; `number` makes its phone."""
    return Intake(
        channel_code=request.channel, request_type=request.request_type, order_class=request.order_class,
        urgency=request.urgency, matter_code=matter_of(request.title), place_code=request.place,
        address=request.address,
        title=request.title, content=request.content, caller_name=request.caller_name,
        caller_phone=f"139{(70000000 + number * 1237) % 100000000:08d}",
        caller_kind=CallerKind.ENTERPRISE if request.enterprise_name else CallerKind.PERSON, wants_reply=True,
        enterprise_name=request.enterprise_name, enterprise_uscc=request.enterprise_uscc,
        enterprise_contact=request.caller_name if request.enterprise_name else None, received_at=received_at,
        is_confidential=request.request_type is RequestType.REPORT,
    )


def _answer(request: Request, chance: random.Random) -> Answer:
    solved = chance.random() < 0.85
    consult = request.request_type is RequestType.CONSULT
    return Answer(
        internal_account=f"接单后已核实“{request.title}”情况，到现场或查阅资料，按规定办理。",
        public_answer=f"您好，您反映的“{request.title}”收悉。经核实，{request.answer}感谢您对我们工作的关心和支持。",
        is_true=True, within_duty=True, is_solved=solved,
        solution_kind=(SolutionKind.EXPLAINED if consult else SolutionKind.SOLVED) if solved else None,
        unsolved_reason_code=None if solved else next(iter(tables.code_names(CodeTable.UNSOLVED_REASON))),
    )


JUST_NOW = (170, 120, 75, 40, 9, 4)
"Minutes ago of the newest requests: some wait for dispatch, some for a signature."


def in_office(at: datetime) -> datetime:
    """The moment itself in office hours, else a little after the next opening."""
    local = at.astimezone(clock.LOCAL)
    if local.hour < 9:
        return local.replace(hour=9, minute=local.minute // 2)
    if local.hour >= 17:
        return (local + timedelta(days=1)).replace(hour=9, minute=local.minute // 2)
    return local


class Journey:
    """One request's way down the road, step by step, till `until` or the present."""

    def __init__(self, office: Office, request: Request, number: int, chance: random.Random) -> None:
        self.office, self.request, self.number, self.chance = office, request, number, chance

    def travel(self, start: datetime, until: datetime) -> None:
        """Play every step whose moment has come by `until`."""
        office, request, chance = self.office, self.request, self.chance
        by = office.by_role
        at = start
        # Most units are quick; some are late, and a few let an order lie.
        days = request.days * chance.choices((1, 2.5, 40), weights=(82, 12, 6))[0]
        order_id = register_order(new_intake(request, self.number, at), by=by[Role.OPERATOR], now=at)
        steps = (
            (0.3, lambda now: dispatch_order(
                order_id, lead_id=office.units[request.unit],
                co_ids=[office.units[name] for name in request.co_units], by=by[Role.DISPATCHER], now=now)),
            (2, lambda now: sign_order(order_id, by=office.handler(request.unit), now=now)),
            (3, lambda now: record_contact(
                order_id, at=now, method=ContactMethod.PHONE, whom="诉求人", note="已了解诉求详情。",
                by=office.handler(request.unit), now=now)),
            (days * 24, lambda now: submit_reply(
                order_id, _answer(request, chance), by=office.handler(request.unit), now=now)),
            (5, lambda now: pass_reply(order_id, by=by[Role.REVIEWER], now=now)),
            (20, lambda now: self._call_back(order_id, now)),
        )
        for hours, step in steps:
            at = in_office(at + timedelta(hours=hours * chance.uniform(0.5, 1.5)))
            if at > until:
                return
            step(at)
            if hours == days * 24 and chance.random() < 0.1:
                at = self._once_more(order_id, at, until)
                if at > until:
                    return

    def _once_more(self, order_id: int, at: datetime, until: datetime) -> datetime:
        """A reviewer sends the reply back, the lead answers again."""
        for hours, again in ((4, False), (20, True)):
            at += timedelta(hours=hours)
            if at > until:
                return at
            if again:
                submit_reply(order_id, _answer(self.request, self.chance), by=self.office.handler(self.request.unit),
                             now=at)
            else:
                send_back_reply(order_id, reason="公开答复没有写明办理依据，请补充后再报。",
                                by=self.office.by_role[Role.REVIEWER], now=at)
        return at

    def _call_back(self, order_id: int, now: datetime) -> None:
        chance, by = self.chance, self.office.by_role[Role.CALLBACK]
        if chance.random() < 0.15:
            record_callback(order_id, Attempt(CallbackOutcome.NO_ANSWER), by=by, now=now)
            now += timedelta(hours=3)
        content = chance.choices(
            list(Satisfaction), weights=(40, 40, 12, 6, 2)
        )[0]
        unhappy = content in (Satisfaction.DISSATISFIED, Satisfaction.VERY_DISSATISFIED)
        solved = chance.choices(list(Solved), weights=(10, 30, 60) if unhappy else (85, 12, 3))[0]
        record_callback(
            order_id,
            Attempt(
                CallbackOutcome.REACHED, solved, content,
                reason="诉求人认为问题没有真正解决。" if unhappy or solved is Solved.NO else "",
            ),
            by=by, now=now,
        )


def make_orders(now: datetime, count: int = 90, days: int = 75, progress=None) -> int:  # type: ignore[no-untyped-def]
    """Let `count` requests of the last `days` days travel as far as they would have come by `now`."""
    chance, office = random.Random(12345), Office()  # nosec B311: the same invented orders each time
    opening = (now - timedelta(days=days)).astimezone(clock.LOCAL).replace(hour=8, minute=30, second=0, microsecond=0)
    span = (now - opening).total_seconds() / 60
    moments = [opening + timedelta(minutes=chance.uniform(0, span - 200)) for _ in range(count - len(JUST_NOW))]
    moments = sorted(moments + [now - timedelta(minutes=minutes) for minutes in JUST_NOW[-count:]])
    for number, start in enumerate(moments):
        Journey(office, REQUESTS[number % len(REQUESTS)], number, chance).travel(start, now)
        if progress:
            progress(1)
    travel_before(office.by_role, now)
    return count
