"""The pages of the side roads before dispatch and after the callback: what is offered, what is sent, what is shown."""

from datetime import timedelta

import pytest

from tests.office import HOUSING, MARKET, order
from tests.web.test_orders import ENTRY, client  # noqa: F401  (the fixture)
from tracker import clock
from tracker.domain.road_words import VoidKind
from tracker.domain.words import CallbackOutcome, Satisfaction, Solved, Stage
from tracker.usecases.ask_caller import ask_caller
from tracker.usecases.merge_orders import merge_orders
from tracker.usecases.record_callback import Attempt, record_callback
from tracker.usecases.record_supplement import record_supplement
from tracker.usecases.refuse_order import refuse_order
from tracker.usecases.void_order import void_order

DAY = timedelta(days=1)
UNHAPPY = Attempt(CallbackOutcome.REACHED, Solved.NO, Satisfaction.DISSATISFIED, reason="油烟还是很大。")


@pytest.fixture
def desk(client):  # noqa: F811
    """A desk by sign-in name."""
    return client


def send(page, order_id, move, prefix, **data):
    """Send a move's form as its page would."""
    fields = {prefix + "version": str(order(order_id).version)} | {prefix + key: value for key, value in data.items()}
    return page.post(f"/orders/{order_id}/{move}", data=fields)


def test_a_waiting_order_offers_dispatch_open_and_the_side_roads_folded(desk, office):
    order_id = office.register()
    page = desk("dispatcher").get(f"/orders/{order_id}").text
    main, folded = page.split('id="more-moves"')
    assert 'id="dispatch"' in main
    for move in ("ask-caller", "answer-directly", "refuse", "merge", "void"):
        assert f'<details class="move-more" id="{move}">' in folded
    page = desk("operator").get(f"/orders/{order_id}").text
    assert 'id="answer-directly"' in page and 'id="ask-caller"' in page
    assert 'id="refuse"' not in page and 'id="void"' not in page


def test_the_caller_is_asked_and_the_answer_stands_with_the_request(desk, office):
    order_id = office.register()
    operator = desk("operator")
    assert send(operator, order_id, "ask-caller", "ask-", question="店名是什么？").status_code == 302
    page = operator.get(f"/orders/{order_id}").text
    assert "等待诉求人补充。" in page and "店名是什么？" in page and 'id="supplement"' in page
    assert "夜间烧烤油烟扰民" in operator.get("/to-supplement").text
    assert send(operator, order_id, "supplement", "supplement-", supplement="老王烧烤").status_code == 302
    request = operator.get(f"/orders/{order_id}").text.split('id="request"')[1].split("</section>")[0]
    assert "老王烧烤" in request and "楼下烧烤档每晚营业到凌晨两点。" in request


def test_an_operator_logs_and_answers_in_one_go(desk):
    operator = desk("operator")
    answered = ENTRY | {
        "then": "answer", "public_answer": "社保卡当天可取。", "solved": "yes", "satisfaction": "satisfied"}
    shown = operator.post("/orders/new", data=answered, follow_redirects=True).text
    assert "已登记并直接答复" in shown and "社保卡当天可取。" in shown and "已办结" in shown


def test_an_answer_that_was_typed_is_not_lost_by_the_other_button(desk):
    answer = desk("operator").post("/orders/new", data=ENTRY | {"public_answer": "社保卡当天可取。"})
    assert answer.status_code == 422 and "请点“登记并直接答复”" in answer.text and "社保卡当天可取。" in answer.text


def test_answering_without_an_answer_is_said_at_its_field(desk):
    answer = desk("operator").post("/orders/new", data=ENTRY | {"then": "answer"})
    assert answer.status_code == 422 and "请填写公开答复：告诉诉求人的话。" in answer.text
    assert 'id="direct-answer" open' in answer.text


def test_an_order_in_the_queue_is_answered(desk, office):
    order_id = office.register()
    assert send(desk("operator"), order_id, "answer-directly", "", public_answer="当天可取。").status_code == 302
    assert order(order_id).stage is Stage.CLOSED and order(order_id).satisfaction is None


def test_the_reasons_bring_their_words_along(desk, office):
    page = desk("dispatcher").get(f"/orders/{office.register()}").text
    assert 'data-fills="refuse-told"' in page
    assert 'data-words="您反映的事项不属于本区管辖' in page


def test_a_refused_order_says_at_its_top_what_was_decided_and_why(desk, office, now):
    older, order_id = office.travelled("closed"), office.register()
    dispatcher = desk("dispatcher")
    missing = send(dispatcher, order_id, "refuse", "refuse-", reason_code="N09")
    assert missing.status_code == 422 and "此情形须填写" in missing.text
    done = send(dispatcher, order_id, "refuse", "refuse-", reason_code="N09", related_number=order(older).number)
    assert done.status_code == 302
    top = dispatcher.get(f"/orders/{order_id}").text.split('id="request"')[0]
    assert "决定不予受理：N09" in top and "不再重复受理" in top and f'href="/orders/{older}"' in top


def test_a_voided_order_says_so_and_is_still_there(desk, office, now):
    order_id = office.travelled("signed")
    done = send(desk("dispatcher"), order_id, "void", "void-", kind=VoidKind.WITHDRAWN.value, reason="诉求人撤回")
    assert done.status_code == 302
    for name in ("dispatcher", "handler0"):
        top = desk(name).get(f"/orders/{order_id}").text.split('id="request"')[0]
        assert "撤单（诉求人撤回），不计入受理量" in top and "诉求人撤回" in top


def test_likely_masters_are_suggested_with_why(desk, office):
    at = clock.now()
    same = office.register(at, title="泰康路烧烤档油烟扰民")
    other = office.register(at, title="路灯不亮", caller_phone="13900001111")
    far = office.register(at - 200 * DAY)
    order_id = office.register(at)
    page = desk("dispatcher").get(f"/orders/{order_id}").text.split('id="merge"')[1].split("</form>")[0]
    assert order(same).number in page and "同一电话、标题相似" in page
    assert order(other).number not in page and order(far).number not in page


def test_merging_by_a_suggestion_or_a_number_and_undoing_it(desk, office):
    master, first, second = office.register(), office.register(), office.register()
    dispatcher, number = desk("dispatcher"), order(master).number
    assert send(dispatcher, first, "merge", "merge-", picked=number).status_code == 302
    assert send(dispatcher, second, "merge", "merge-", number=number, picked="").status_code == 302
    wrong = send(dispatcher, master, "merge", "merge-", number=order(office.register()).number)
    assert wrong.status_code == 409 and "请先取消那些并单" in wrong.text
    own = send(dispatcher, office.register(), "merge", "merge-", number="MJ0")
    assert own.status_code == 422 and "没有找到编号为" in own.text
    page = dispatcher.get(f"/orders/{master}").text
    assert "并入本单的工单" in page and f'href="/orders/{first}"' in page
    assert number in dispatcher.get(f"/orders/{first}").text.split('id="request"')[0]
    assert send(dispatcher, first, "unmerge", "unmerge-", reason="是另一家").status_code == 302
    assert order(first).stage is Stage.TO_DISPATCH


def test_the_unit_of_the_master_reads_what_the_others_said(desk, office, now):
    master = office.travelled("dispatched")
    repeat = office.register(content="昨晚三点还在烧烤。", caller_phone="13900001111", caller_name="古先生")
    secret = office.register(content="我是楼上古先生，13900001111。", caller_phone="13900001111",
                             caller_name="古先生", is_confidential=True)
    merge_orders([repeat, secret], master_number=order(master).number, by=office.dispatcher, now=now)
    page = desk("handler0").get(f"/orders/{master}").text
    assert "昨晚三点还在烧烤。" in page and f'href="/orders/{repeat}"' not in page
    assert "13900001111" not in page and "古先生" not in page
    assert desk("handler0").get(f"/orders/{repeat}").status_code == 404


def test_who_judges_sees_the_callers_words_the_answer_and_the_story(desk, office, now):
    order_id = office.travelled("passed")
    record_callback(order_id, UNHAPPY, by=office.caller_back, now=now + 2 * DAY)
    reviewer = desk("reviewer")
    assert "夜间烧烤油烟扰民" in reviewer.get("/to-judge").text
    panel = reviewer.get(f"/orders/{order_id}").text.split('id="redo"')[1].split("</section>")[0]
    assert "油烟还是很大。" in panel and "您反映的问题已整改完毕" in panel
    assert f'<option selected value="{office.units[MARKET]}">' in panel
    done = send(reviewer, order_id, "redo", "redo-", lead_id=str(office.units[HOUSING]), reason="应由住建部门办理")
    assert done.status_code == 302
    assert order(order_id).lead_id == office.units[HOUSING]
    assert "应由住建部门办理" in desk("handler1").get(f"/orders/{order_id}").text
    assert desk("handler0").get(f"/orders/{order_id}").status_code == 404


def test_a_judgement_without_a_reason_is_said_at_its_field(desk, office, now):
    order_id = office.travelled("passed")
    record_callback(order_id, UNHAPPY, by=office.caller_back, now=now + 2 * DAY)
    answer = send(desk("supervisor"), order_id, "let-stand", "stand-", reason="")
    assert answer.status_code == 422 and "请填写此项" in answer.text
    assert send(desk("supervisor"), order_id, "let-stand", "stand-", reason="已依法处理").status_code == 302
    assert order(order_id).stage is Stage.CLOSED


def test_the_steps_of_a_direct_answer_leave_out_the_units(desk, office):
    order_id = office.register()
    operator = desk("operator")
    send(operator, order_id, "answer-directly", "", public_answer="当天可取。")
    steps = operator.get(f"/orders/{order_id}").text.split('class="stepper"')[1].split("</ol>")[0]
    assert "直接答复" in steps and "签收" not in steps


def test_doors(desk, office, now):
    order_id = office.register()
    for name, move in (
        ("handler0", "ask-caller"), ("operator", "refuse"), ("operator", "void"), ("callback", "merge"),
        ("dispatcher", "redo"), ("callback", "let-stand"),
    ):
        assert desk(name).post(f"/orders/{order_id}/{move}").status_code == 403
    ask_caller(order_id, question="店名？", by=office.operator, now=now)
    record_supplement(order_id, supplement="老王", by=office.operator, now=now)
    refuse_order(order_id, reason_code="N10", by=office.dispatcher, now=now)
    late = send(desk("dispatcher"), order_id, "void", "void-", kind=VoidKind.MISTAKE.value, reason="误登")
    assert late.status_code == 409 and "不予受理" in late.text
    other = office.register()
    void_order(other, kind=VoidKind.MISTAKE, reason="误登", by=office.dispatcher, now=now)
    assert "误登" in desk("supervisor").get(f"/orders/{other}").text
