"""A good password is long and unlike what is tried first; what it is made of is nobody's business."""

import pytest

from tracker.domain.password_rule import LONGEST, Whose, check_password, random_password
from tracker.domain.refusals import Invalid
from tracker.store.common_passwords import PLACE, is_common

ZHANG = Whose("zhangwei", "张伟", "weige77@mj.gov.cn", ("meijiang", "meizhou", "梅江"))


def refused(password, shortest=10):
    try:
        check_password(password, ZHANG, shortest, is_common)
    except Invalid as refusal:
        return refusal.message
    return None


@pytest.mark.parametrize("password", [
    "correct horse battery", "quite another one", "all lower no digits", "春眠不觉晓处处闻啼鸟", "茶杯 台灯 雨伞 公交车",
    "kR7mPq2Xw9aB3t", "七只猫追着8辆公交车", "x-ray%tulip;fjord", "😀 smile wide lamp 😀", "L" + "orem ipsum" * 19,
])
def test_length_is_enough_whatever_the_characters(password):
    assert refused(password) is None


@pytest.mark.parametrize("password", [
    "meijiang12345", "rexian@2026", "12345rexian", "梅江热线12345工单", "zhengwu-shuju-2026", "guanliyuan888",  # the office
    "zhangwei2026", "ZhangWei19900101", "张伟zhangwei1990", "weige77@12345",  # the person
    "woaini5201314", "wodemima123", "nihao12345678",  # pinyin
    "1qaz2wsx3edc", "qwertyuiop[]", "zxcvbnm12345", "0987654321abc", "147258369000", "!@#$%^&*()",  # fingers walking
    "13812345678", "a13812345678", "20260309abc", "19491001xx!!",  # telephones and days
    "Password2026!", "P@ssw0rd123", "Iloveyou1314", "administrator1", "a123456789", "aaaaaaaaaaaa", "abcabcabcabc",
])
def test_what_is_tried_first_is_refused(password):
    assert refused(password) is not None


def test_long_enough_is_the_offices_word_and_too_long_is_never_cut():
    assert refused("nine char") == "密码至少 %(shortest)d 位。"
    assert refused("nine char", shortest=8) is None
    assert refused("plain words " * 16) is None and refused("plain words " * 17) == "密码最多 %(longest)d 位。"
    assert LONGEST == 200


def test_a_random_password_passes():
    assert all(refused(random_password()) is None for _time in range(200))


def test_the_list_says_where_it_comes_from_and_holds_nobodys_number():
    lines = PLACE.read_text("utf-8").splitlines()
    head = [line for line in lines if line.startswith("#!")]
    listed = lines[len(head):]
    assert "MIT License" in " ".join(head) and len(listed) > 50_000
    assert not [one for one in listed if one.isdigit() and len(one) == 11 and one.startswith(("13", "15", "18"))]
    assert {"woaini1314", "password123", "1q2w3e4r5t"} <= set(listed)
