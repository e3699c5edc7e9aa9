"""发现: what orders are put together, what is not, and that the same orders always give the same groups."""

import random
from datetime import date, datetime, timedelta
from fractions import Fraction

import pytest

from tracker.domain.deadlines import LOCAL
from tracker.domain.hot_topics import Shared, Sighting, by_week, groups, growth, like, window_start
from tracker.domain.wordings import Wording, alike

TODAY = date(2026, 3, 9)
NOON = datetime(2026, 3, 9, 12, tzinfo=LOCAL)
LIFTS = (
    ("小区电梯频繁故障", "锦绣家园3栋电梯一周内三次停运，老人上下楼困难，物业一直拖延维修。"),
    ("锦绣家园3栋电梯经常坏", "市民来电反映锦绣家园小区3栋电梯这周又停运，物业拖延不修，老人无法上下楼。"),
    ("反映电梯停运无人维修", "锦绣家园三栋的电梯已经停运三天，联系物业说等配件，老人小孩出行困难。"),
)
GYMS = (
    ("预付卡健身房关门退费", "悦动健身房突然关门，办的年卡退费无门，要求退还剩余会费。"),
    ("悦动健身房跑路", "在悦动健身房办卡，现在关门联系不上，要求退费。"),
    ("健身房停业不退费", "江南悦动健身突然停业，会员卡余额不退。"),
)
OTHERS = (
    ("夜间烧烤油烟扰民", "楼下烧烤档每晚营业到凌晨两点，油烟和噪声很大。"),
    ("工地夜间施工噪声", "工地晚上十一点后仍在浇筑混凝土，噪声很大，多次投诉未改善。"),
    ("社保补缴办理流程咨询", "以前单位漏缴三个月社保，想问现在如何补缴，需要什么材料。"),
)


def seen(number, title="事项", content="", days_ago=0, **values):
    plain = {
        "enterprise_name": None, "enterprise_uscc": None, "place_code": None, "matter_code": None, "lead_id": None,
        "phone": f"1380000{number:04d}",
    }
    at = NOON - timedelta(days=days_ago)
    return Sighting(order_id=number, received_at=at, title=title, content=content, **plain | values)


def told(texts, start=1, **values):
    return [seen(start + place, title, content, **values) for place, (title, content) in enumerate(texts)]


def test_three_callers_of_one_lift_are_a_group_in_whatever_words():
    found = groups(told(LIFTS) + told(OTHERS, 10), [], least=3)
    assert [(group.shared, group.ids) for group in found] == [(Shared.WORDING, (1, 2, 3))]
    assert found[0].callers == 3 and found[0].growth is None


def test_two_subjects_are_two_groups_whatever_lies_between():
    mixed = [one for three in zip(told(LIFTS), told(OTHERS, 10), told(GYMS, 20)) for one in three]
    assert {group.ids for group in groups(mixed, [], least=3)} == {(1, 2, 3), (20, 21, 22)}


@pytest.mark.parametrize("one", range(len(OTHERS)))
def test_other_matters_are_not_alike(one):
    said = Wording(*OTHERS[one])
    for text in (*LIFTS, *GYMS, *(other for other in OTHERS if other != OTHERS[one])):
        assert alike(said, Wording(*text)) < 1


def test_stock_phrases_make_nothing_alike():
    formal = ("市民来电反映问题，希望有关部门尽快核实处理并回复", "您好，本人来电投诉，请求相关单位及时解决，谢谢")
    assert alike(Wording(formal[0], "路灯"), Wording(formal[1], "退税")) == 0


def test_pairs_do_not_reach_across_a_stop():
    assert Wording("电梯，坏了", "").whole == Wording("坏了 电梯", "").whole
    assert len(Wording("电梯，坏了", "").whole) == 2 and len(Wording("电梯坏了", "").whole) == 3


def test_a_short_title_alone_says_too_little():
    assert alike(Wording("投诉物业", "乱收停车费"), Wording("物业问题", "电梯坏了无人修，楼道也没有灯")) < 1


def test_an_enterprise_is_its_credit_code_else_its_name_as_written():
    code = {"enterprise_uscc": "91441400MA4UKX2H5T"}
    orders = [
        seen(1, "停电", **code, enterprise_name="嘉园电子有限公司"), seen(2, "积水", **code, enterprise_name="嘉园电子"),
        seen(3, "年报", **code), seen(4, "开票", enterprise_name="阳光文具店"),
        seen(5, "占道", enterprise_name="阳光文具店有限公司"), seen(6, "消防", enterprise_name="阳光文具店"),
    ]
    found = groups(orders, [], least=2)
    assert {(group.shared, group.key, group.ids) for group in found} == {
        (Shared.ENTERPRISE, "91441400MA4UKX2H5T", (1, 2, 3)), (Shared.ENTERPRISE, "阳光文具店", (4, 6))}
    assert found[0].enterprises == 1


def test_a_matter_is_set_against_the_mean_of_four_windows():
    matter = {"matter_code": "environment.noise"}
    orders = [seen(number, f"第{number}处", **matter) for number in range(1, 7)]
    earlier = [seen(100 + number, "从前", **matter, days_ago=14 + number) for number in range(8)]
    (group,) = groups(orders, earlier, least=3)
    assert (group.shared, group.count, group.before, group.mean_before) == (Shared.MATTER, 6, 8, 2)
    assert group.growth == 2  # 6 instead of 2: +200 %
    assert growth(1, 8) == Fraction(-1, 2) and growth(3, 0) is None


def test_place_and_matter_stand_instead_of_the_matter_that_holds_the_same_orders():
    here = {"matter_code": "housing.property", "place_code": "jinshan"}
    orders = [seen(number, f"第{number}栋", **here) for number in range(1, 4)]
    assert [group.shared for group in groups(orders, [], least=3)] == [Shared.PLACE_MATTER]
    elsewhere = seen(4, "别处", matter_code="housing.property", place_code="xijiao")
    assert [group.count for group in groups([*orders, elsewhere], [], least=3)] == [4, 3]


def test_earlier_orders_count_for_the_wording_that_they_are_most_like():
    earlier = told(LIFTS[:2], 100, days_ago=20) + told(OTHERS, 110, days_ago=20)
    (group,) = groups(told(LIFTS), earlier, least=3)
    assert group.before == 2 and group.growth == 5  # 3 against a mean of one half


def test_what_grew_by_most_stands_first():
    steady = {"matter_code": "labour.wages"}
    orders = [seen(number, f"工地{number}", **steady) for number in range(1, 6)] + told(LIFTS, 50)
    earlier = [seen(200 + number, "从前", **steady, days_ago=20) for number in range(20)]
    assert [group.shared for group in groups(orders, earlier, least=3)] == [Shared.WORDING, Shared.MATTER]


def test_the_same_orders_give_the_same_groups_in_whatever_sequence_they_come():
    orders = told(LIFTS) + told(GYMS, 20) + told(OTHERS, 40)
    first = [(group.shared, group.key, group.ids) for group in groups(orders, [], least=2)]
    for seed in range(5):
        random.Random(seed).shuffle(orders)
        assert [(group.shared, group.key, group.ids) for group in groups(orders, [], least=2)] == first


def test_days_and_units_of_a_group():
    orders = told(LIFTS[:1], 1, days_ago=6, lead_id=7) + told(LIFTS[1:], 2, days_ago=1, lead_id=3)
    (group,) = groups(orders, [], least=3)
    assert (group.first_on, group.last_on) == (date(2026, 3, 3), date(2026, 3, 8)) and group.leads == [3, 7]


def test_new_orders_are_like_by_what_the_issue_was_found_by():
    others = told(LIFTS[2:], 9) + told(OTHERS, 20) + [seen(30, "别的", matter_code="labour.wages")]
    assert [one.order_id for one in like(None, told(LIFTS[:2]), others)] == [9]
    assert [one.order_id for one in like((Shared.WORDING, "1"), told(LIFTS[:2]), others)] == [9]
    assert [one.order_id for one in like((Shared.MATTER, "labour.wages"), [], others)] == [30]


def test_a_window_ends_today_and_weeks_begin_on_monday():
    assert window_start(TODAY, 14) == date(2026, 2, 24)
    days = {date(2026, 3, 8): 2, date(2026, 3, 9): 3, date(2026, 2, 1): 9}  # a Sunday, a Monday, long ago
    assert by_week(days, TODAY, 3) == [(date(2026, 2, 23), 0), (date(2026, 3, 2), 2), (date(2026, 3, 9), 3)]
