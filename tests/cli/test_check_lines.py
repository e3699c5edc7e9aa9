"""tracker check finds what leaves the machine in clear."""

from dataclasses import replace

import pytest

from tracker.cli import check
from tracker.cli.check_lines import in_clear
from tracker.domain.notices import HookShape
from tracker.mail_settings import MailServer
from tracker.store.db import transaction
from tracker.store.models import Hook

FAR = "postgresql+psycopg://hotline:secret@db.example.gov.cn/hotline"


def mail(host, tls):
    return MailServer(host, 25, tls, "hotline@example.gov.cn")


@pytest.mark.parametrize(("changes", "hooks", "words"), [
    ({}, [], None),
    ({"database_url": FAR}, [], "PostgreSQL"),
    ({"database_url": f"{FAR}?sslmode=require"}, [], "sslmode=verify-full"),
    ({"database_url": f"{FAR}?sslmode=verify-full&sslrootcert=/etc/ca.pem"}, [], None),
    ({"database_url": "postgresql+psycopg://hotline@/hotline?host=/var/run/postgresql"}, [], None),
    ({"database_url": "postgresql+psycopg://hotline@/hotline?host=db.example.gov.cn"}, [], "PostgreSQL"),
    ({"database_url": "postgresql+psycopg://hotline@127.0.0.1/hotline"}, [], None),
    ({"limits_store": "redis://cache.example.gov.cn:6379/0"}, [], "rediss://"),
    ({"limits_store": "rediss://cache.example.gov.cn:6379/0"}, [], None),
    ({"limits_store": "redis://localhost:6379/0"}, [], None),
    ({"mail": mail("smtp.example.gov.cn", "none")}, [], "TRACKER_SMTP_TLS"),
    ({"mail": mail("smtp.example.gov.cn", "starttls")}, [], None),
    ({"mail": mail("localhost", "none")}, [], None),
    ({}, [("值班群", "http://robot.example.gov.cn/x?key=geheim")], "推送通道“值班群”"),
    ({}, [("值班群", "https://robot.example.gov.cn/x"), ("本机", "http://127.0.0.1:9000/x")], None),
])
def test_what_goes_out_in_clear_is_named_without_its_secret(app, changes, hooks, words):
    found = list(in_clear(replace(app.extensions["tracker_config"], **changes), hooks))
    assert len(found) == (words is not None)
    assert all(words in text and text.endswith("。") and "secret" not in text and "geheim" not in text for text in found)


def test_only_receivers_that_are_on_count(app, office, now):
    with transaction() as session:
        session.add(Hook(name="停用", shape=HookShape.GENERIC, url="http://far.example.gov.cn/", is_active=False))
    assert "发往其他机器的数据都加密" in " ".join(one.text for one in check.findings(now))
    with transaction() as session:
        session.add(Hook(name="在用", shape=HookShape.GENERIC, url="http://far.example.gov.cn/"))
    assert "推送通道“在用”" in " ".join(one.text for one in check.findings(now) if one.level == check.WARN)
