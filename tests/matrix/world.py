"""One office in which every kind of thing exists once: one's own, another's, foreign, confidential, excluded."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.factories.uploads import photo, upload
from tests.office import HOUSING, MARKET, TOWN, Office
from tests.usecases.test_knowledge import FUMES, published
from tracker.domain.deputies import Span
from tracker.domain.exports import COLUMNS
from tracker.domain.filters import Filters
from tracker.domain.guarding import GuardKind
from tracker.domain.hooks import Receiver
from tracker.domain.issues import IssueMark, Naming
from tracker.domain.notices import HookShape, OutboxState, OutChannel
from tracker.domain.permissions import Actor
from tracker.domain.personal_requests import Right, Verified
from tracker.domain.road_words import SupervisionLevel
from tracker.domain.words import AttachmentKind, Part, Role
from tracker.seeds.demo import new_person
from tracker.store import people
from tracker.store.db import db, transaction
from tracker.store.folders import folder
from tracker.store.models import (
    Assignment,
    Attachment,
    CodeItem,
    ExcludedUnit,
    ImportBatch,
    LimitRule,
    Notice,
    OutboxItem,
    Person,
    PersonSession,
    SignInGuard,
    StatutoryLimit,
    Supervision,
    Workbook,
)
from tracker.usecases.add_hook import add_hook
from tracker.usecases.ask_export import Wish, ask_export
from tracker.usecases.attach_files import attach_files
from tracker.usecases.grant_identity import grant_identity
from tracker.usecases.mark_issue import mark_issue
from tracker.usecases.name_deputy import name_deputy
from tracker.usecases.open_personal_request import Asking, open_personal_request
from tracker.usecases.save_filter import save_filter
from tracker.usecases.supervise_order import Notice as Supervised
from tracker.usecases.supervise_order import supervise_order
from tracker.usecases.work_in_bulk import Pick, work_in_bulk
from tracker.usecases.write_article import write_article

STAGES = ("dispatched", "signed", "contacted", "replied", "passed", "closed")


@dataclass
class World:
    """Who is there, and the ids that stand in addresses: `things[argument]` is one that the lead and the office reach.

    `own[argument]` leads from a person's sign-in name to a thing of that person alone.
    """

    app: Flask
    office: Office
    now: datetime
    actors: dict[str, Actor] = field(default_factory=dict)
    cookies: dict[str, dict[Any, Any]] = field(default_factory=dict)
    things: dict[str, int | str] = field(default_factory=dict)
    own: dict[str, dict[str, int]] = field(default_factory=dict)
    orders: list[int] = field(default_factory=list)
    "Led by the market bureau, one at each stage, every second confidential. The town has a part and must keep away."
    draft: int = 0
    "A draft article of the market bureau."

    def hire(self) -> None:
        """The office, a colleague who stands in for the dispatcher, and somebody without any role."""
        with transaction():
            for name in ("standin", "nobody"):
                self.office.passwords[name] = new_person(name, name, Role.CALLBACK, None, self.now)
        found = {person.sign_in_name: person for person in db.session.scalars(select(Person))}
        span = Span(self.now.date(), self.now.date() + timedelta(days=5))
        deputyship = name_deputy(
            self.office.dispatcher.id or 0, found["standin"].id, span, by=self.office.dispatcher, now=self.now)
        with transaction():
            found["nobody"].roles = []
        self.own["deputyship_id"] = {"dispatcher": deputyship}
        self.actors = {name: people.actor(person, self.now.date()) for name, person in found.items()}
        for name in self.actors:
            client = self.app.test_client()
            client.post("/sign-in", data={"name": name, "password": self.office.passwords[name]})
            self.cookies[name] = dict(client._cookies)

    def client(self, name: str | None) -> FlaskClient:
        """A browser in which the person has just signed in, whatever was done with the last one; None: nobody has."""
        client = self.app.test_client()
        client._cookies.update(self.cookies[name] if name else {})
        return client

    def fill(self) -> None:
        """Orders at every stage with what hangs on them."""
        office, now = self.office, self.now
        for number, stage in enumerate(STAGES):
            order_id = office.travelled(
                stage, now - timedelta(days=4), title="夜间烧烤油烟扰民", is_confidential=number % 2 == 1)
            self.orders.append(order_id)
        for order_id in self.orders:
            self._keep_away(order_id)
        first = self.orders[2]
        attach_files(first, [upload("现场.jpg", photo())], kind=AttachmentKind.HANDLING, by=office.market, now=now)
        supervise_order(first, Supervised(SupervisionLevel.WRITTEN, "请限期解决。"), by=office.supervisor, now=now)
        grant_identity(self.orders[1], office.units[MARKET], reason="须上门核实", by=office.supervisor, now=now)
        self.things |= {
            "order_id": first, "unit_id": office.units[HOUSING],
            "attachment_id": db.session.scalars(select(Attachment.id)).one(),
            "orders.print_reply:order_id": self.orders[-1], "orders.readmit:unit_id": office.units[TOWN],
            "orders.revoke:order_id": self.orders[1], "orders.revoke:unit_id": office.units[MARKET],
            "supervision_id": db.session.scalars(select(Supervision.id)).one(),
        }

    def _keep_away(self, order_id: int) -> None:
        """The town has a part in the order, and is accused in it: only the second counts."""
        with transaction() as session:
            unit_id = self.office.units[TOWN]
            session.add(Assignment(order_id=order_id, department_id=unit_id, part=Part.CO, dispatched_at=self.now))
            session.add(ExcludedUnit(
                order_id=order_id, department_id=unit_id, reason="被反映单位", excluded_at=self.now,
                excluded_by="督办员"))

    def furnish(self) -> None:
        """The things of the house, and each person's own."""
        office, now = self.office, self.now
        wish = Wish(Filters(), COLUMNS[:3])
        asking = Asking(Right.COPY, Verified.DOCUMENT, phone="13812345678")
        hook = Receiver("机器人", HookShape.GENERIC, "https://robot.example/hook")
        for name in ("workbooks", "imports"):
            (folder(name) / "matrix.xlsx").write_bytes(b"x")
        self.draft = write_article(FUMES, by=office.market, now=now)
        issue = mark_issue(Naming("油烟扰民", (IssueMark.PUBLIC,)), self.orders, by=office.supervisor, now=now)
        with transaction() as session:
            message = OutboxItem(
                key="x", channel=OutChannel.MAIL, address="a@example.gov.cn", language="zh", state=OutboxState.DEAD,
                next_at=now, created_at=now)
            book = Workbook(
                kind="monthly", period="2026-02", file_name="matrix.xlsx", size=1, sha256="0" * 64, made_at=now,
                made_by="督办员")
            batch = ImportBatch(
                file_name="台账.xlsx", stored_name="matrix.xlsx", state="previewed", uploaded_at=now,
                uploaded_by_id=office.operator.id, uploaded_by="话务员", summary={
                    "good": 0, "existing": 0, "bad": 0, "problem_count": 0, "problems": [], "rows": [], "stages": {},
                    "new_units": [], "add_departments": False})
            waiting = SignInGuard(kind=GuardKind.NAME, key="nobody", failures=9, failed_at=now)
            session.add_all([message, book, batch, waiting])
            session.flush()
            self.things |= {"outbox.item_id": message.id, "workbook_id": book.id}
            self.own["batch_id"] = {"operator": batch.id}
        self.things |= {
            "hook_id": add_hook(hook, by=office.administrator, now=now), "issue_id": issue,
            "article_id": published(office, now), "person_id": office.operator.id or 0,
            "department_id": office.units[HOUSING], "number": 2026, "codes.table:name": "channel",
            "limits.preset:name": "enterprise-124", "jobs.run:name": "flag-due", "orders.work:name": "urge",
            "settings.edit:key": "office_name", "token": "nobodys",
            "item_id": db.session.scalars(select(CodeItem.id).limit(1)).one(),
            "rule_id": db.session.scalars(select(LimitRule.id).limit(1)).one(),
            "limit_id": db.session.scalars(select(StatutoryLimit.id).limit(1)).one(),
        }
        self.own |= {
            "export_id": {"supervisor": ask_export(wish, key="k1", by=office.supervisor, now=now).export_id},
            "filter_id": {"supervisor": save_filter("我的", "light=overdue", by=office.supervisor, now=now)},
            "request_id": {"supervisor": open_personal_request(asking, key="p1", by=office.supervisor, now=now)},
            "run_id": {"dispatcher": work_in_bulk(
                [Pick(self.orders[0], 1)], action="dispatch", key="b1", call=lambda pick: None, by=office.dispatcher,
                now=now)},
            "session_id": {
                name: session_id for session_id, name in db.session.execute(
                    select(PersonSession.id, Person.sign_in_name).join(Person, Person.id == PersonSession.person_id))},
            "notice_id": {
                name: notice_id for notice_id, name in db.session.execute(
                    select(Notice.id, Person.sign_in_name).join(Person, Person.id == Notice.person_id))},
        }
        self.things["sign_ins.session_id"] = self.own["session_id"]["operator"]
