"""The demo's hands on an order: each step of the straight road as a short call at a past moment of office hours."""

from datetime import date, datetime, time, timedelta

from tracker import clock
from tracker.domain.permissions import Actor
from tracker.domain.words import (
    CallbackOutcome,
    ContactMethod,
    Role,
    Satisfaction,
    SolutionKind,
    Solved,
)
from tracker.seeds.demo import Office, new_intake
from tracker.seeds.demo_road_requests import ROAD_REQUESTS
from tracker.store import tables
from tracker.usecases.answering import DirectAnswer
from tracker.usecases.dispatch_order import dispatch_order
from tracker.usecases.record_callback import Attempt, record_callback
from tracker.usecases.record_contact import record_contact
from tracker.usecases.register_order import register_order
from tracker.usecases.review_reply import pass_reply
from tracker.usecases.sign_order import sign_order
from tracker.usecases.submit_reply import Answer, submit_reply

FIRST_NUMBER = 400
"The first request's place in the row of invented phone numbers, behind those of the straight road."


class Hands:
    """Who acts in the demo, and when: `days` are working days before today, so that every moment has passed."""

    def __init__(self, now: datetime) -> None:
        self.now, self.office = now, Office()
        by = self.office.by_role
        self.operator, self.dispatcher, self.reviewer = by[Role.OPERATOR], by[Role.DISPATCHER], by[Role.REVIEWER]
        self.caller_back, self.supervisor = by[Role.CALLBACK], by[Role.SUPERVISOR]
        self.orders: dict[str, int] = {}
        self.today = now.astimezone(clock.LOCAL).date()
        self._calendar = tables.working_calendar(tables.settings_on(self.today))

    def day(self, days: int) -> date:
        """The working day so many before today; one that is to come for a negative number."""
        day = self.today
        for _each in range(abs(days)):
            one = timedelta(days=1 if days < 0 else -1)
            day = self._calendar.next_working_day(day + one) if days < 0 else self._calendar.last_working_day(day + one)
        return day

    def at(self, days: int, clock_time: str) -> datetime:
        """The moment on that working day: at(3, "09:40")."""
        return datetime.combine(self.day(days), time.fromisoformat(clock_time), tzinfo=clock.LOCAL)

    def unit(self, name: str) -> Actor:
        """The unit's handler."""
        return self.office.handler(name)

    def id_of(self, name: str) -> int:
        """The unit's id."""
        return self.office.units[name]

    # The straight road
    def take(self, name: str, days: int, clock_time: str = "09:05", answer: DirectAnswer | None = None) -> int:
        """Register the request of that name; with an answer it is closed on the line."""
        at = self.at(days, clock_time)
        number = FIRST_NUMBER + list(ROAD_REQUESTS).index(name)
        made = register_order(new_intake(ROAD_REQUESTS[name], number, at), answer=answer, by=self.operator, now=at)
        self.orders[name] = made
        return made

    def send(self, order_id: int, at: datetime, lead: str, *co: str, note: str = "", is_final: bool = False) -> None:
        """Dispatch it."""
        dispatch_order(
            order_id, lead_id=self.id_of(lead), co_ids=[self.id_of(one) for one in co], note=note, is_final=is_final,
            by=self.dispatcher, now=at,
        )

    def sent(self, name: str, days: int, lead: str, *co: str) -> int:
        """Registered and dispatched on the same morning."""
        order_id = self.take(name, days)
        self.send(order_id, self.at(days, "09:40"), lead, *co)
        return order_id

    def taken_up(self, name: str, days: int, lead: str, *co: str) -> int:
        """Registered, dispatched, signed, and the caller spoken with on the same day."""
        order_id = self.sent(name, days, lead, *co)
        self.begin(order_id, days, lead)
        return order_id

    def begin(self, order_id: int, days: int, lead: str, sign: str = "10:30", talk: str = "11:10") -> None:
        """The lead signs and speaks with the caller."""
        sign_order(order_id, by=self.unit(lead), now=self.at(days, sign))
        record_contact(
            order_id, at=self.at(days, talk), method=ContactMethod.PHONE, whom="诉求人", note="已核对地点和诉求，约定办理后回复。",
            by=self.unit(lead), now=self.at(days, talk),
        )

    def answer(self, order_id: int, name: str, days: int, lead: str, clock_time: str = "15:10") -> None:
        """The lead replies."""
        request = ROAD_REQUESTS[name]
        submit_reply(
            order_id,
            Answer(
                internal_account=f"已到现场核实“{request.title}”，按职责办理，过程留有记录。",
                public_answer=f"您好，您反映的“{request.title}”收悉。经核实，{request.answer}感谢您的监督和支持。",
                is_true=True, within_duty=True, is_solved=True, solution_kind=SolutionKind.SOLVED,
            ),
            by=self.unit(lead), now=self.at(days, clock_time),
        )

    def pass_on(self, order_id: int, days: int, clock_time: str = "16:20") -> None:
        """The reviewer passes the reply."""
        pass_reply(order_id, by=self.reviewer, now=self.at(days, clock_time))

    def hear(self, order_id: int, days: int, reason: str = "", clock_time: str = "10:15") -> None:
        """Call back: pleased, or not solved and dissatisfied for that reason."""
        solved, satisfaction = (
            (Solved.NO, Satisfaction.DISSATISFIED) if reason else (Solved.YES, Satisfaction.SATISFIED))
        record_callback(
            order_id, Attempt(CallbackOutcome.REACHED, solved, satisfaction, reason=reason), by=self.caller_back,
            now=self.at(days, clock_time),
        )

    def finished(self, name: str, days: int, lead: str, reason: str = "") -> int:
        """All of the straight road within two days, ending with the caller's word on the third."""
        order_id = self.taken_up(name, days, lead)
        self.answer(order_id, name, days - 1, lead)
        self.pass_on(order_id, days - 1)
        self.hear(order_id, days - 2, reason)
        return order_id
