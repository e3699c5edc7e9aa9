"""个人信息请求: a caller asks what is held, gets a copy and has it put right; who is no caller learns nothing."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from tests.factories import uploads
from tests.office import ANSWER, HOUSING, PLEASED, order, story
from tests.usecases.test_anonymise_orders import everything
from tracker.domain.filters import Filters
from tracker.domain.permissions import PROGRAM
from tracker.domain.personal_requests import CallerField, Right, Standing, Verified
from tracker.domain.refusals import Invalid, NotFound, NotPermitted, Stale
from tracker.domain.words import AttachmentKind, CallerKind, ContactMethod, OrderClass
from tracker.reads.order_list import order_list
from tracker.reads.order_page import order_page
from tracker.reads.personal_requests import personal_request_list, personal_request_page
from tracker.store import sealed_rows
from tracker.store.db import db
from tracker.store.models import JournalEntry, Notice, SettingRow, TimelineEntry, WorkOrder
from tracker.usecases.anonymise_orders import anonymise_orders
from tracker.usecases.archive_orders import archive_order
from tracker.usecases.attach_files import attach_files
from tracker.usecases.copy_personal_data import copy_personal_data
from tracker.usecases.correct_caller import correct_caller
from tracker.usecases.open_personal_request import Asking, open_personal_request
from tracker.usecases.record_callback import record_callback
from tracker.usecases.record_contact import record_contact
from tracker.usecases.review_reply import pass_reply
from tracker.usecases.sign_order import sign_order
from tracker.usecases.submit_reply import submit_reply
from tracker.usecases.work_in_bulk import Pick

NAME, RIGHT_NAME, PHONE, NEW_PHONE = "欧阳静文", "欧阳靖雯", "13712349876", "13698761234"
SPOUSE = "皇甫清妍"
REASON = "登记时听错"

NAMED, NUMBERED = {CallerField.NAME: RIGHT_NAME}, {CallerField.PHONE: NEW_PHONE}


def asked(office, phone=PHONE, verified=Verified.DOCUMENT, key="k", by=None, **more):
    asking = Asking(Right.CORRECT, verified, phone, **more)
    return open_personal_request(asking, key=key, by=by or office.supervisor, now=office.now)


def corrected(office, request_id, values, *order_ids, reason=REASON, now=None):
    picks = [Pick(order_id, order(order_id).version) for order_id in order_ids]
    return correct_caller(
        request_id, picks, values, reason=reason, by=office.supervisor, now=now or office.now + timedelta(hours=30))


def registered(office, **changes):
    return office.register(**{"caller_name": NAME, "caller_phone": PHONE} | changes)


def lines(office, request_id):
    return personal_request_page(request_id, by=office.supervisor, now=office.now).lines


def journalled(kind):
    return db.session.scalars(select(JournalEntry).where(JournalEntry.kind == kind)).all()


def copied(office, request_id, tmp_path):
    path = tmp_path / "copy.xlsx"
    copy_personal_data(request_id, path, by=office.supervisor, now=office.now + timedelta(hours=30))
    book = load_workbook(path)
    sheets = {}
    for sheet in book:
        header, *rows = sheet.iter_rows(values_only=True)
        sheets[sheet.title] = [dict(zip(header, row, strict=True)) for row in rows]
    return sheets


def hits(office, text):
    return [row.id for row in order_list(Filters(q=text), by=office.supervisor, now=office.now).rows]


def test_a_caller_is_found_by_the_whole_number_and_the_look_is_on_record_without_it(store_office):
    first, second = registered(store_office), registered(store_office, title="路灯不亮")
    store_office.register(caller_phone="13712349877")
    request_id = asked(store_office, phone="+86 137-1234-9876")
    assert {line.id for line in lines(store_office, request_id)} == {first, second}
    [line] = personal_request_list(by=store_office.supervisor)
    assert (line.id, line.found, line.asked_for, line.verified) == (request_id, 2, Right.CORRECT, Verified.DOCUMENT)
    [entry] = journalled("personal.asked")
    assert sorted(entry.data["found"]) == sorted([order(first).number, order(second).number])
    assert entry.data["fingerprint"] == order(first).caller_phone_key
    assert PHONE not in f"{entry.subject} {entry.data}" and entry.actor_id == store_office.supervisor.id
    with pytest.raises(Invalid):
        asked(store_office, phone="9876", key="tail")


def test_nothing_held_is_an_answer_too_and_is_on_record(store_office):
    assert lines(store_office, asked(store_office)) == ()
    assert journalled("personal.asked")[0].data["found"] == []


def test_the_same_form_twice_is_one_request_and_anothers_is_not_there(store_office):
    registered(store_office)
    request_id = asked(store_office)
    assert asked(store_office) == request_id and len(journalled("personal.asked")) == 1
    colleague = replace(store_office.supervisor, id=store_office.operator.id)
    with pytest.raises(NotFound):
        personal_request_page(request_id, by=colleague, now=store_office.now)
    with pytest.raises(NotFound):
        asked(store_office, by=colleague)
    assert personal_request_list(by=colleague) == ()


@pytest.mark.parametrize("who", ["operator", "dispatcher", "reviewer", "callback", "handler0", "administrator"])
def test_only_the_supervisor_answers(store_office, who):
    registered(store_office)
    request_id = asked(store_office)
    with pytest.raises(NotPermitted):
        asked(store_office, key="other", by=store_office.actors[who])
    with pytest.raises(NotPermitted):
        correct_caller(request_id, [], NAMED, reason=REASON, by=store_office.actors[who], now=store_office.now)


def test_without_a_phone_the_whole_name_and_the_number_find_the_order_both_right(store_office):
    order_id = registered(store_office, caller_phone=None)
    registered(store_office, caller_phone=None)
    number = order(order_id).number
    assert [line.id for line in lines(store_office, asked(store_office, "", name=NAME, number=number))] == [order_id]
    assert lines(store_office, asked(store_office, "", key="wrong", name="欧阳", number=number)) == ()
    with pytest.raises(Invalid):
        asked(store_office, "", key="half", name=NAME)


def test_a_number_that_several_people_have_had_is_narrowed_by_the_name(store_office, tmp_path):
    """A family shares a number, a number gets another owner; who left no name may be anybody of them."""
    own, other, nameless = registered(store_office), registered(store_office, caller_name=SPOUSE), registered(
        store_office, caller_name="热心市民")
    every = personal_request_page(asked(store_office), by=store_office.supervisor, now=store_office.now)
    assert {line.id for line in every.lines} == {own, other, nameless} and every.has_several_names
    narrowed = personal_request_page(
        asked(store_office, name=NAME, key="n"), by=store_office.supervisor, now=store_office.now)
    assert {line.id for line in narrowed.lines} == {own, nameless} and not narrowed.has_several_names
    with pytest.raises(Invalid):
        copied(store_office, every.request.id, tmp_path)
    assert len(copied(store_office, narrowed.request.id, tmp_path)["工单"]) == 2 and story(other) == ["registered"]


def test_a_contact_gets_the_own_name_and_nothing_of_the_caller(store_office, tmp_path):
    order_id = registered(
        store_office, enterprise_contact=SPOUSE, order_class=OrderClass.ENTERPRISE, enterprise_name="梅州鸿达塑胶厂")
    request_id = asked(store_office, "", name=SPOUSE, number=order(order_id).number)
    [line] = lines(store_office, request_id)
    assert line.standing is Standing.CONTACT
    sheets = copied(store_office, request_id, tmp_path)
    [row] = sheets["工单"]
    assert row["企业联系人"] == SPOUSE and not any(row[header] for header in ("姓名", "联系电话", "发生地"))
    [said] = sheets["诉求和答复"]
    assert not any(said[header] for header in ("标题", "内容", "补充", "公开答复"))
    with pytest.raises(Invalid):
        corrected(store_office, request_id, NAMED, order_id)
    assert corrected(store_office, request_id, {CallerField.CONTACT: "皇甫青妍"}, order_id) == 1
    assert (order(order_id).enterprise_contact, order(order_id).caller_name) == ("皇甫青妍", NAME)


def closed_with_a_spouse(office, **changes):
    """The unit spoke with the spouse once, and wrote for itself what it found."""
    now = office.now
    order_id = registered(office, **changes)
    attach_files(order_id, [uploads.upload("租赁合同.jpg", uploads.photo())], kind=AttachmentKind.CALLER,
                 by=office.operator, now=now)
    office.dispatch(order_id)
    sign_order(order_id, by=office.market, now=now + timedelta(minutes=10))
    for minutes, whom in ((20, NAME), (40, SPOUSE), (50, "来电人")):
        record_contact(order_id, at=now + timedelta(minutes=minutes), method=ContactMethod.PHONE, whom=whom,
                       note="内部备注", by=office.market, now=now + timedelta(minutes=minutes))
    submit_reply(order_id, ANSWER, by=office.market, now=now + timedelta(hours=3))
    pass_reply(order_id, by=office.reviewer, now=now + timedelta(hours=4))
    record_callback(order_id, replace(PLEASED, note="内部备注"), by=office.caller_back, now=now + timedelta(hours=5))
    return order_id


def test_the_copy_holds_what_is_the_callers_and_nothing_else(store_office, tmp_path):
    order_id = closed_with_a_spouse(store_office, content="=HYPERLINK(\"http://x\")油烟扰民", enterprise_contact=SPOUSE)
    open_id = registered(store_office, title="路灯不亮")
    sheets = copied(store_office, asked(store_office), tmp_path)
    numbers = [order(open_id).number, order(order_id).number]
    assert [row["工单编号"] for row in sheets["工单"]] == [said["工单编号"] for said in sheets["诉求和答复"]] == numbers
    row, said = sheets["工单"][1], sheets["诉求和答复"][1]
    assert (row["姓名"], row["联系电话"], row["发生地"], row["保存至"]) == (NAME, PHONE, "金山街道泰康路", "长期保存")
    assert said["内容"].startswith("=HYPERLINK") and said["公开答复"] == ANSWER.public_answer
    assert sheets["诉求和答复"][0]["公开答复"] is None
    assert [(one["类别"], one["方式或结果"], one["联系到的人"]) for one in sheets["联系和回访"]] == [
        ("联系", "电话", NAME), ("联系", "电话", "皇***"), ("联系", "电话", "来电人"), ("回访", "已回访", None)]
    assert [one["文件名"] for one in sheets["附件"]] == ["租赁合同.jpg"]
    text = repr(sheets)
    assert not [one for one in (SPOUSE, "内部备注", ANSWER.internal_account) if one in text]
    book = load_workbook(tmp_path / "copy.xlsx")
    assert book["诉求和答复"]["C3"].data_type == "s", "text stays text"
    assert not any(sheet.oddHeader.right.text for sheet in book), "it counts over no period"


def test_what_there_is_none_of_is_said(store_office, tmp_path):
    registered(store_office, title="路灯不亮")
    sheets = copied(store_office, asked(store_office), tmp_path)
    assert [row["工单编号"] for row in (*sheets["联系和回访"], *sheets["附件"])] == ["没有", "没有"]


def test_each_copy_is_on_record_at_every_order_and_in_the_journal(store_office, tmp_path):
    first, second = registered(store_office), registered(store_office)
    request_id = asked(store_office, verified=Verified.CALL_BACK)
    copied(store_office, request_id, tmp_path)
    copied(store_office, request_id, tmp_path)
    assert story(first) == story(second) == ["registered", "caller_copied", "caller_copied"]
    page = order_page(first, by=store_office.supervisor, now=store_office.now)
    assert page.story[-1].data["verified"] == Verified.CALL_BACK.label
    assert len(journalled("personal.copied")) == 2 and len(journalled("personal.copied")[0].data["sha256"]) == 64
    assert personal_request_list(by=store_office.supervisor)[0].copies == 2


def test_the_copy_says_until_when_it_is_kept(store_office, tmp_path):
    closed_with_a_spouse(store_office)
    registered(store_office)
    db.session.add(SettingRow(key="keep_citizen_months", value=24, effective_from=date(2020, 1, 1),
                              set_at=store_office.now, set_by="安全管理员"))
    db.session.commit()
    request_id = asked(store_office)
    assert {f"{line.due:%Y-%m-%d}" if line.due else None for line in lines(store_office, request_id)} == {
        "2028-03-09", None}
    sheets = copied(store_office, request_id, tmp_path)
    assert {row["保存至"] for row in sheets["工单"]} == {"2028-03-09", "办结后 24 个月"}


def test_what_was_put_right_is_what_everybody_finds_and_rings(store_office):
    order_id = store_office.travelled("signed", caller_name=NAME, caller_phone=PHONE)
    request_id = asked(store_office)
    before = order(order_id).version
    values = NAMED | NUMBERED | {CallerField.ADDRESS: "归读路9号"}
    assert corrected(store_office, request_id, values, order_id) == 1
    row = order(order_id)
    assert (row.caller_name, row.caller_phone, row.address) == (RIGHT_NAME, NEW_PHONE, "归读路9号")
    assert row.version == before + 1 and row.caller_changes[0]["values"]["caller_phone"] == [PHONE, NEW_PHONE]
    assert hits(store_office, NEW_PHONE) == hits(store_office, "1234") == hits(store_office, "归读路") == [order_id]
    assert hits(store_office, PHONE) == hits(store_office, "9876") == hits(store_office, "泰康路") == []
    assert [line.id for line in lines(store_office, asked(store_office, NEW_PHONE, key="n"))] == [order_id]
    assert [line.id for line in lines(store_office, request_id)] == [order_id], "the request stays what it was"
    told = db.session.scalars(select(TimelineEntry).where(TimelineEntry.kind == "caller_corrected")).one()
    assert told.data["fields"] == "姓名、联系电话、地址" and told.data["reason"] == REASON
    assert db.session.scalars(select(Notice).where(Notice.entry_id == told.id)).all(), "the unit rings the new number"


def test_the_story_names_the_fields_and_shows_before_and_after_masked(store_office):
    order_id = store_office.travelled("signed", caller_name=NAME, caller_phone=PHONE)
    corrected(store_office, asked(store_office), NAMED | NUMBERED, order_id, reason=f"应为{RIGHT_NAME}，不是{NAME}")
    told = db.session.scalars(select(TimelineEntry).where(TimelineEntry.kind == "caller_corrected")).one()
    assert not [one for one in (NAME, RIGHT_NAME, PHONE, NEW_PHONE, "9876") if one in repr(told.data)]
    for by in (store_office.supervisor, store_office.market):
        data = order_page(order_id, by=by, now=store_office.now).story[-1].data
        assert (data["new_name"], data["new_phone"]) == ("欧*** → 欧***", "137****9876 → 136****1234")
        assert data["reason"] == "应为＊＊，不是＊＊"
    assert RIGHT_NAME not in repr(journalled("personal.corrected")[0].data)


def test_of_several_orders_all_or_none_are_put_right(store_office):
    first, second, same = registered(store_office), registered(store_office), registered(
        store_office, caller_name=RIGHT_NAME)
    request_id = asked(store_office)
    picks = [Pick(one, order(one).version) for one in (first, second, same)]
    store_office.dispatch(second)
    with pytest.raises(Stale):
        correct_caller(request_id, picks, NAMED, reason=REASON, by=store_office.supervisor, now=store_office.now)
    assert order(first).caller_name == NAME
    assert corrected(store_office, request_id, NAMED, first, second, same) == 2, "one said so already"
    assert story(same) == ["registered"] and story(first) == ["registered", "caller_corrected"]
    with pytest.raises(Invalid):
        corrected(store_office, request_id, NAMED, first, second)


def test_a_second_submit_finds_the_order_moved_on(store_office):
    order_id = registered(store_office)
    request_id, picks = asked(store_office), [Pick(order_id, 1)]
    for values, refusal in ((NAMED, None), (NUMBERED, Stale)):
        if refusal is None:
            correct_caller(request_id, picks, values, reason=REASON, by=store_office.supervisor, now=store_office.now)
            continue
        with pytest.raises(refusal):
            correct_caller(request_id, picks, values, reason=REASON, by=store_office.supervisor, now=store_office.now)


def test_a_number_that_is_somebody_elses_is_taken_out(store_office):
    order_id = registered(store_office)
    corrected(store_office, asked(store_office), {CallerField.PHONE: ""}, order_id)
    assert order(order_id).caller_phone is None and hits(store_office, PHONE) == []


def test_a_place_is_put_right_one_order_at_a_time(store_office):
    first, second = registered(store_office), registered(store_office)
    request_id = asked(store_office)
    with pytest.raises(Invalid) as refused:
        corrected(store_office, request_id, {CallerField.ADDRESS: "归读路9号"}, first, second)
    assert refused.value.field == "address"


def test_another_persons_order_cannot_be_slipped_in(store_office):
    registered(store_office)
    other = store_office.register()
    with pytest.raises(NotFound):
        corrected(store_office, asked(store_office), NAMED, other)
    assert order(other).caller_name == "温小姐"


def test_an_archived_order_stays_as_it_is_and_has_the_correction_noted(store_office, tmp_path):
    order_id = closed_with_a_spouse(store_office)
    archive_order(order_id, by=store_office.supervisor, now=store_office.now + timedelta(days=1))
    request_id = asked(store_office)
    assert lines(store_office, request_id)[0].is_archived
    assert corrected(store_office, request_id, NAMED | NUMBERED, order_id) == 1
    row = order(order_id)
    assert (row.caller_name, row.caller_phone) == (NAME, PHONE) and story(order_id)[-1] == "caller_noted"
    assert hits(store_office, PHONE) == [order_id]
    shown = order_page(order_id, by=store_office.supervisor, now=store_office.now).story[-1]
    assert shown.data["new_phone"] == "137****9876 → 136****1234"
    [copy] = copied(store_office, request_id, tmp_path)["工单"]
    spoken = copied(store_office, request_id, tmp_path)["联系和回访"]
    assert [one["联系到的人"] for one in spoken] == [NAME, "皇***", "来电人", None]
    assert copy["更正附记"] == f"姓名：{RIGHT_NAME}；联系电话：{NEW_PHONE}"
    registered(store_office, caller_name=RIGHT_NAME)
    page = personal_request_page(asked(store_office, name=RIGHT_NAME, key="n"), by=store_office.supervisor,
                                 now=store_office.now)
    assert len(page.lines) == 2 and not page.has_several_names, "the noted name counts"


def test_a_confidential_order_takes_a_proof_that_a_phone_is_not(store_office, tmp_path):
    secret, plain = registered(store_office, is_confidential=True), registered(store_office)
    weak = asked(store_office, verified=Verified.CALL)
    assert [(line.id, line.is_withheld) for line in lines(store_office, weak)] == [(plain, False), (secret, True)]
    with pytest.raises(Invalid):
        corrected(store_office, weak, NAMED, secret, plain)
    sheets = copied(store_office, weak, tmp_path)
    assert [row["工单编号"] for row in sheets["工单"]] == [order(plain).number]
    assert "另有 1 件" in repr(sheets["说明"]) and story(secret) == ["registered"]
    strong = asked(store_office, key="strong")
    assert len(copied(store_office, strong, tmp_path)["工单"]) == 2
    assert corrected(store_office, strong, NAMED, secret, plain) == 2


def test_what_named_the_caller_of_a_confidential_order_before_is_still_told_to_no_unit(store_office):
    """The unit's page and the index lose the wrong name and number as well as the right ones."""
    order_id = registered(
        store_office, is_confidential=True, caller_kind=CallerKind.PERSON, content=f"{NAME}（{PHONE}）反映夜间偷排。")
    store_office.dispatch(order_id, HOUSING)
    corrected(store_office, asked(store_office), NAMED | {CallerField.PHONE: "07532221234"}, order_id)
    page = order_page(order_id, by=store_office.housing, now=store_office.now)
    told = f"{page.order.content} {[line.data for line in page.story]}"
    assert "夜间偷排" in told
    hidden = (NAME, RIGHT_NAME, PHONE, "2221234", "9876", "欧***")
    assert not [one for one in hidden if one in told]
    assert hits(store_office, NAME) == hits(store_office, RIGHT_NAME) == []
    assert page.story[-1].data["fields"] == "姓名、联系电话", "that something was put right is no secret"


def test_what_is_forgotten_is_forgotten_before_and_after(store_office):
    order_id = closed_with_a_spouse(store_office, content=f"{NAME}反映油烟扰民，住归读路88号花园。")
    corrected(store_office, asked(store_office), NAMED | NUMBERED | {CallerField.ADDRESS: "归读路88号花园"}, order_id)
    corrected(store_office, asked(store_office, NEW_PHONE, key="2"), {CallerField.ADDRESS: "泰康路7号花园"}, order_id)
    db.session.add(SettingRow(key="keep_citizen_months", value=12, effective_from=date(2020, 1, 1),
                              set_at=store_office.now, set_by="安全管理员"))
    db.session.commit()
    assert anonymise_orders(by=PROGRAM, now=store_office.now + timedelta(days=400)) == 1
    left = everything(order_id)
    assert not [one for one in (NAME, RIGHT_NAME, PHONE, NEW_PHONE, "归读路88号花园", "泰康路7号花园") if one in left]
    assert order(order_id).caller_changes is None and "油烟扰民" in left
    page = order_page(order_id, by=store_office.supervisor, now=store_office.now + timedelta(days=401))
    assert [line.kind.code for line in page.story][-3:] == ["caller_corrected", "caller_corrected", "anonymised"]
    assert lines(store_office, asked(store_office, NEW_PHONE, key="3")) == ()


def test_before_and_after_follow_the_keys(store_office):
    columns = {column.name for one in sealed_rows.tables() if one.table is WorkOrder.__table__
               for column in one.columns}
    assert "caller_changes" in columns
