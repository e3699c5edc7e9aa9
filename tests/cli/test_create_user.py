"""tracker create-user: a first administrator, a handler, and what it refuses."""

import re
from datetime import datetime, timedelta

import pytest

from tests.office import MARKET
from tests.receivers import configured
from tracker import clock
from tracker.cli.create_user import command
from tracker.domain.sessions import SessionStep
from tracker.domain.words import Role
from tracker.usecases.sign_in import OneTimePasswordOver, sign_in


@pytest.fixture
def create(app):
    """Run the command; returns the result."""
    runner = app.test_cli_runner()
    return lambda *args, **more: runner.invoke(command, args, **more)


def test_a_random_password_is_printed_once_and_works(create, now):
    result = create("boss", "--name", "管理员", "--role", "话务员", "--role", "督办员")
    assert result.exit_code == 0, result.output
    password = result.output.split("初始密码：")[1].split()[0]
    assert sign_in("boss", password, now=now).actor.roles == {Role.OPERATOR, Role.SUPERVISOR}
    said = re.search(r"(\d{4}-\d\d-\d\d \d\d:\d\d) 前有效", result.output)[1]
    until = datetime.strptime(said, "%Y-%m-%d %H:%M").replace(tzinfo=clock.LOCAL)
    assert sign_in("boss", password, now=until - timedelta(minutes=1)).step is SessionStep.NEW_PASSWORD
    with pytest.raises(OneTimePasswordOver):
        sign_in("boss", password, now=until + timedelta(minutes=1))


def test_a_password_can_be_typed(create, now):
    result = create("boss", "--name", "管理员", "--role", "administrator", "--password-prompt",
                    input="long enough words\nlong enough words\n")
    assert result.exit_code == 0, result.output
    assert "long enough words" not in result.output
    assert sign_in("boss", "long enough words", now=now).actor.name == "管理员"


def test_the_managers_that_are_still_missing_are_named(create):
    said = create("boss", "--name", "管理员", "--role", "系统管理员").output
    assert "还没有在用的安全管理员" in said and "还没有在用的审计员" in said and "还没有在用的系统管理员" not in said
    create("guard", "--name", "安全员", "--role", "安全管理员")
    assert "还没有在用的" not in create("watch", "--name", "审计", "--role", "审计员").output


def test_a_handler_belongs_to_a_unit(create, now):
    result = create("lisi", "--name", "李四", "--role", "承办单位经办人", "--department", MARKET)
    password = result.output.split("初始密码：")[1].split()[0]
    assert sign_in("lisi", password, now=now).actor.department_name == MARKET


@pytest.mark.parametrize("args, code, words", [
    (["x1", "--name", "某", "--role", "老板"], 2, "话务员（operator）"),
    (["x1", "--name", "某", "--role", "承办单位经办人"], 1, "必须选择所属单位"),
    (["x1", "--name", "某", "--role", "承办单位经办人", "--department", "市场监督"], 2, MARKET),
    (["x1", "--name", "某", "--role", "系统管理员", "--role", "审计员"], 1, "须由不同的人担任"),
    (["张三", "--name", "某", "--role", "话务员"], 1, "登录名"),
])
def test_what_is_refused_says_what_to_do(create, args, code, words):
    result = create(*args)
    assert result.exit_code == code
    assert words in result.output


def test_a_link_may_be_handed_over_instead(app, create, now):
    assert "没有设置 TRACKER_BASE_URL" in create("boss", "--name", "管理员", "--role", "administrator", "--link").output
    with configured(app, base_url="https://hotline.example.gov.cn"):
        result = create("boss", "--name", "管理员", "--role", "administrator", "--link")
    address = result.output.split("一次性链接：https://hotline.example.gov.cn")[1].split()[0]
    app.test_client().post(address, data={"new": "four plain words here", "again": "four plain words here"})
    assert sign_in("boss", "four plain words here", now=now).step is SessionStep.OPEN
