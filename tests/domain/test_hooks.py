"""At which hosts a receiver of webhooks may be."""

import pytest

from tracker.domain.hooks import may_be_called

NAMED = ("oapi.dingtalk.com", ".bureau.gov.cn", "10.1.2.3", "[fd00::1]")


@pytest.mark.parametrize(("url", "may"), [
    ("https://oapi.dingtalk.com/robot/send?access_token=x", True), ("https://OAPI.DingTalk.com:443/", True),
    ("https://a.bureau.gov.cn/x", True), ("https://bureau.gov.cn/x", True), ("http://10.1.2.3:8080/x", True),
    ("http://[fd00::1]:8080/x", True),
    ("https://dingtalk.com/", False), ("https://x.oapi.dingtalk.com/", False), ("https://evilbureau.gov.cn/", False),
    ("https://oapi.dingtalk.com.evil.example/", False), ("http://10.1.2.30/", False), ("http://127.0.0.1/", False),
    ("http://0x0a010203/", False), ("http://[fd00::2]/", False), ("https://evil.example/?oapi.dingtalk.com", False),
])
def test_only_named_hosts_are_called(url, may):
    assert may_be_called(url, NAMED) is may


def test_without_a_list_any_host_is():
    assert may_be_called("https://anything.example/", ())
