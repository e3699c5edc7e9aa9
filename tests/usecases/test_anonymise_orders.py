"""保存期限: what is left of an order when its people are no longer to be known, and what must not change with them."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from tests.factories import uploads as made
from tests.factories.uploads import upload
from tests.furnished import MONDAY_MORNING
from tests.office import ANSWER, PLEASED, Office
from tracker.domain.filters import Filters
from tracker.domain.periods import month_period
from tracker.domain.permissions import PROGRAM
from tracker.domain.redaction import GONE
from tracker.domain.retention import file_name_of, kept_since
from tracker.domain.words import AttachmentKind, ContactMethod, OrderClass
from tracker.reads.attachments import attachment_panel
from tracker.reads.order_list import order_list
from tracker.reads.retention import numbers_due, retention_page
from tracker.store import retention
from tracker.store.attachments import wanted_files
from tracker.store.audit_check import verify
from tracker.store.db import Base, db
from tracker.store.models import Attachment, SettingRow, TimelineEntry, WorkOrder
from tracker.store.months import bulletin_of
from tracker.usecases.anonymise_orders import anonymise_orders
from tracker.usecases.attach_files import attach_files
from tracker.usecases.record_callback import record_callback
from tracker.usecases.record_contact import record_contact
from tracker.usecases.review_reply import pass_reply
from tracker.usecases.sign_order import sign_order
from tracker.usecases.submit_reply import submit_reply

NAME, PHONE, HOME = "欧阳靖雯", "13712349876", "泰康路88号花园3栋502"
NAMED = f"{NAME}（电话 {PHONE}）住在{HOME}，反映楼下烧烤档油烟扰民。"


@pytest.fixture
def keep(store_office):
    """Set how many months a class is kept."""

    def keep(value, key: str = "keep_citizen_months") -> None:
        db.session.add(SettingRow(
            key=key, value=value, effective_from=date(2020, 1, 1), set_at=store_office.now, set_by="安全管理员"))
        db.session.commit()

    return keep


def told_order(office, **changes) -> int:
    """A closed order in which everybody typed the caller's name and number."""
    now = office.now
    order_id = office.register(caller_name=NAME, caller_phone=PHONE, address=HOME, content=NAMED, **changes)
    office.dispatch(order_id)
    sign_order(order_id, by=office.market, now=now + timedelta(minutes=10))
    record_contact(
        order_id, at=now + timedelta(minutes=20), method=ContactMethod.PHONE, whom=NAME, note=NAMED, by=office.market,
        now=now + timedelta(minutes=20))
    answer = replace(ANSWER, internal_account=NAMED, public_answer=f"{NAME[:2]}女士，您反映的问题已整改。")
    submit_reply(order_id, answer, by=office.market, now=now + timedelta(hours=3))
    pass_reply(order_id, by=office.reviewer, now=now + timedelta(hours=4))
    record_callback(order_id, PLEASED, by=office.caller_back, now=now + timedelta(hours=5))
    return order_id


def everything(order_id: int) -> str:
    """All that the store says of the order, opened: every table that points to it."""
    said = []
    for table in Base.metadata.sorted_tables:
        owner = table.c.id if table.name == "work_order" else table.c.get("order_id")
        if owner is not None and table.name != "order_search":
            said += [repr(row) for row in db.session.execute(sa.select(table).where(owner == order_id))]
    return "\n".join(said)


def kinds(order_id: int) -> list[str]:
    wanted = sa.select(TimelineEntry.kind).where(TimelineEntry.order_id == order_id).order_by(TimelineEntry.id)
    return list(db.session.scalars(wanted))


def test_nothing_of_the_caller_is_left_and_the_course_of_things_is(store_office, keep):
    order_id = told_order(store_office)
    before, told, later = everything(order_id), kinds(order_id), store_office.now + timedelta(days=400)
    assert all(one in before for one in (NAME, PHONE, HOME))
    keep(12)
    assert anonymise_orders(by=PROGRAM, now=later) == 1
    after = everything(order_id)
    assert not [one for one in (NAME, PHONE, HOME, "欧阳女士") if one in after]
    order = db.session.get_one(WorkOrder, order_id)
    assert (order.caller_name, order.caller_phone, order.address) == (GONE, None, "")
    assert order.caller_phone_key is None and order.address_key is None, "nobody is found by what is gone"
    assert order.anonymised_at == later and "反映楼下烧烤档油烟扰民" in order.content
    assert kinds(order_id) == [*told, "anonymised"]


def test_the_words_that_are_left_are_found_and_those_that_are_gone_are_not(store_office, keep):
    told_order(store_office)
    keep(12)
    later = store_office.now + timedelta(days=400)

    def hits(words: str) -> int:
        return len(order_list(Filters(q=words), by=store_office.supervisor, now=later).rows)

    assert hits("欧阳靖雯") == hits("油烟") == 1
    anonymise_orders(by=PROGRAM, now=later)
    assert (hits("欧阳靖雯"), hits("油烟")) == (0, 1)


def test_the_audit_takes_what_was_taken_out_for_rightly_taken_out(house):
    office = Office(MONDAY_MORNING)
    order_id = told_order(office)
    db.session.add(SettingRow(key="keep_citizen_months", value=12, effective_from=date(2020, 1, 1),
                              set_at=office.now, set_by="安全管理员"))
    db.session.commit()
    assert anonymise_orders(by=PROGRAM, now=office.now + timedelta(days=400)) == 1
    redacted = sa.select(TimelineEntry.kind).where(
        TimelineEntry.order_id == order_id, TimelineEntry.redaction_id.is_not(None))
    assert set(db.session.scalars(redacted)) == {"contacted", "replied"}
    assert not verify().faults


def test_no_figure_changes_with_the_people(store_office, keep):
    told_order(store_office)
    keep(12)
    later = store_office.now + timedelta(days=400)
    period = month_period("2026-03", later)
    before = bulletin_of(period, later)
    assert anonymise_orders(by=PROGRAM, now=later) == 1
    assert bulletin_of(period, later) == before


def test_only_what_is_over_and_past_its_time_is_taken(store_office, keep):
    closed, open_order = told_order(store_office), store_office.travelled("contacted")
    enterprise = told_order(
        store_office, order_class=OrderClass.ENTERPRISE, enterprise_name="梅州市鸿达塑胶制品有限公司")
    later = store_office.now + timedelta(days=400)
    assert anonymise_orders(by=PROGRAM, now=later) == 0, "the default keeps for ever"
    keep(12)
    assert anonymise_orders(by=PROGRAM, now=store_office.now + timedelta(days=364)) == 0, "not a year yet"
    assert anonymise_orders(by=PROGRAM, now=later) == 1
    gone = set(db.session.scalars(sa.select(WorkOrder.id).where(WorkOrder.anonymised_at.is_not(None))))
    assert gone == {closed} and not gone & {open_order, enterprise}
    assert anonymise_orders(by=PROGRAM, now=later) == 0, "once"


def test_the_dry_run_names_what_the_run_takes(store_office, keep):
    order_id = told_order(store_office)
    keep(12)
    later = store_office.now + timedelta(days=400)
    manager = store_office.actors["security_manager"]
    number = db.session.get_one(WorkOrder, order_id).number
    assert numbers_due(by=PROGRAM, now=later, most=10) == [number]
    page = retention_page(by=manager, now=later)
    assert page.due == 1 and {line.order_class: (line.due, line.done) for line in page.lines} == {
        OrderClass.ENTERPRISE: (0, 0), OrderClass.MARKET_ENTITY: (0, 0), OrderClass.CITIZEN: (1, 0)}
    assert anonymise_orders(by=PROGRAM, now=later) == 1
    page = retention_page(by=manager, now=later)
    assert page.due == 0 and sum(line.done for line in page.lines) == 1


@pytest.mark.parametrize("erases", ["yes", "no"])
def test_voices_and_the_callers_papers_go_and_names_leave_the_others(store_office, keep, erases):
    order_id = store_office.travelled("contacted", caller_name=NAME)
    files = [upload(f"{NAME}的合同.pdf", made.pdf("a"))]
    attach_files(order_id, files, kind=AttachmentKind.CALLER, by=store_office.operator, now=store_office.now)
    attach_files(order_id, [upload(f"{NAME}家现场.pdf", made.pdf("b"))], kind=AttachmentKind.HANDLING,
                 by=store_office.market, now=store_office.now)
    submit_reply(order_id, ANSWER, by=store_office.market, now=store_office.now + timedelta(hours=3))
    pass_reply(order_id, by=store_office.reviewer, now=store_office.now + timedelta(hours=4))
    record_callback(order_id, PLEASED, by=store_office.caller_back, now=store_office.now + timedelta(hours=5))
    keep(12), keep(erases, "keep_erases_files")
    later = store_office.now + timedelta(days=400)
    assert anonymise_orders(by=PROGRAM, now=later) == 1
    of_caller, of_unit = db.session.scalars(sa.select(Attachment).order_by(Attachment.number))
    assert (of_caller.file_name, of_unit.file_name) == ("附件1.pdf", "附件2.pdf")
    shown = [row.file_name for row in attachment_panel(order_id, by=store_office.supervisor, now=later).rows]
    assert shown == (["附件2.pdf"] if erases == "yes" else ["附件1.pdf", "附件2.pdf"])
    assert (of_caller.sha256 in wanted_files()) is (erases == "no") and of_unit.sha256 in wanted_files()


@pytest.mark.parametrize("now, months, since", [
    ("2026-08-31", 6, "2026-02-28"), ("2024-08-31", 6, "2024-02-29"), ("2026-01-15", 1, "2025-12-15"),
    ("2026-03-09", 12, "2025-03-09"), ("2026-12-31", 24, "2024-12-31"), ("2026-03-09", 600, "1976-03-09"),
])
def test_months_are_counted_by_the_calendar(store_office, now, months, since):
    moment = store_office.now
    start = moment.replace(**dict(zip(("year", "month", "day"), map(int, now.split("-")), strict=True)))
    assert f"{kept_since(start, months):%Y-%m-%d}" == since
    assert kept_since(start, 0) is None


@pytest.mark.parametrize("given, left", [
    ("欧阳靖雯的身份证.JPG", "附件3.JPG"), ("没有后缀", "附件3"), ("怪.后缀名", "附件3"), ("a.tar.gz", "附件3.gz"), ("", "附件3")])
def test_an_attachments_name_keeps_its_ending_alone(given, left):
    assert file_name_of(3, given) == left


EXEMPT = {
    "work_order": {"number", "source_number", "submission_key", "channel_code", "matter_code", "place_code",
                   "enterprise_name", "enterprise_uscc", "refusal_code", "exclusion_code", "address_key",
                   "caller_phone_key", "caller_tail_key", "address", "caller_name", "caller_phone",
                   "enterprise_contact"},
    "attachment": {"file_name", "media_type", "sha256", "thumb_sha256", "unit_name"},
    "contact": {"whom"}, "timeline_entry": {"kind", "unit_name", "origin"}, "supervision": {"number"},
    "petition": {"reason_code"}, "reply": {"unsolved_reason_code"},
}
"Codes, numbers and what anonymise() writes by name; staff and enterprises are not the people meant."

STAFF = ("_by", "by", "on_behalf", "actor_name", "told_by")

OTHERS = {"order_search", "promise", "warning", "notice", "closed_month_order", "issue_order", "article_use",
          "bulk_item"}
"Tables of an order in which nobody types anything; the index of words is made anew."


def test_every_column_that_people_type_into_is_known():
    typed = {}
    for table in Base.metadata.sorted_tables:
        if table.name in OTHERS or (table.name != "work_order" and "order_id" not in table.c):
            continue
        known = {name for model, names in retention.TEXTS.items() if model.__tablename__ == table.name
                 for name in names} | EXEMPT.get(table.name, set())
        texts = {column.name for column in table.columns if type(column.type).__name__ in ("String", "Text", "Sealed")}
        typed[table.name] = {name for name in texts - known if not name.endswith(STAFF)}
    assert not {name: sorted(columns) for name, columns in typed.items() if columns}
