"""Mail against a real SMTP server: what arrives, and what is said when it does not."""

import socket

import pytest

from tests.conftest import MONDAY_MORNING
from tests.receivers import certificate, smtp_server
from tracker.couriers import mail
from tracker.couriers.mail import postman
from tracker.couriers.undelivered import Undelivered
from tracker.mail_settings import MailServer

SUBJECT, TEXT = "热线工单：2 条通知", "MJ202603090001　夜间烧烤油烟扰民\n派单至主办 区市场监督管理局\n" * 2


def carry(server, to="liming@example.gov.cn"):
    with postman(server) as man:
        man.carry(to, SUBJECT, TEXT, MONDAY_MORNING, "mark")


def test_chinese_arrives_as_it_was_written():
    with smtp_server() as (box, server):
        carry(server)
    letter, = box.letters
    assert (letter["To"], letter["From"], letter["Subject"]) == ("liming@example.gov.cn", server.sender, SUBJECT)
    assert letter.get_content() == TEXT
    assert letter.get_content_type() == "text/plain" and letter["Auto-Submitted"] == "auto-generated"
    assert letter["Date"].datetime == MONDAY_MORNING and letter["Message-ID"] == "<mark@example.gov.cn>"


@pytest.mark.parametrize("to", ["liming@example.gov.cn\r\nBcc: all@example.gov.cn", "liming@example.gov.cn\nX: y"])
def test_a_line_break_in_an_address_adds_no_line_to_the_letter(to):
    with smtp_server() as (box, server), postman(server) as man:
        with pytest.raises(ValueError, match="linefeed or carriage return"):
            man.carry(to, SUBJECT, TEXT, MONDAY_MORNING, "mark")
        with pytest.raises(ValueError, match="linefeed or carriage return"):
            man.carry("liming@example.gov.cn", f"{SUBJECT}\r\nBcc: all@example.gov.cn", TEXT, MONDAY_MORNING, "mark")
    assert box.letters == []


def test_many_letters_take_one_connection():
    with smtp_server() as (box, server), postman(server) as man:
        for number in range(5):
            man.carry(f"p{number}@example.gov.cn", SUBJECT, TEXT, MONDAY_MORNING, "mark")
    assert len(box.letters) == 5 and box.connections == 1


@pytest.mark.parametrize(("answer", "is_final"), [("550 no such user", True), ("451 try later", False)])
def test_a_refused_mailbox_is_final_only_when_the_server_says_so(answer, is_final):
    with smtp_server() as (box, server):
        box.refusal = answer
        with postman(server) as man:
            with pytest.raises(Undelivered, match=answer[:3]) as refused:
                man.carry("nobody@example.gov.cn", SUBJECT, TEXT, MONDAY_MORNING, "mark")
            box.refusal = "250 OK"
            man.carry("liming@example.gov.cn", SUBJECT, TEXT, MONDAY_MORNING, "mark")  # the next one is not held back
    assert refused.value.is_final is is_final
    assert [letter["To"] for letter in box.letters] == ["liming@example.gov.cn"]


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_a_wrong_password_can_be_mended():
    with smtp_server(auth_required=True, auth_require_tls=False) as (box, server):
        with pytest.raises(Undelivered, match="535") as refused:
            carry(MailServer(server.host, server.port, "none", server.sender, "hotline", "wrong"))
        carry(MailServer(server.host, server.port, "none", server.sender, "hotline", "right"))
    assert not refused.value.is_final
    assert box.logins[-1] == "hotline" and len(box.letters) == 1


def test_nobody_listens():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        server = MailServer("127.0.0.1", taken.getsockname()[1], "none", "hotline@example.gov.cn")
        with postman(server) as man:
            for _ in range(2):
                with pytest.raises(Undelivered, match="连接不上邮件服务器（ConnectionRefusedError）") as refused:
                    man.carry("liming@example.gov.cn", SUBJECT, TEXT, MONDAY_MORNING, "mark")
    assert not refused.value.is_final


def test_a_silent_server_is_asked_once_a_run(monkeypatch):
    """It takes the connection and says nothing: a hundred letters must not wait a hundred times."""
    monkeypatch.setattr(mail, "SECONDS", 0.3)
    accepted = []
    with socket.create_server(("127.0.0.1", 0), backlog=8) as silent:
        silent.settimeout(5)
        server = MailServer("127.0.0.1", silent.getsockname()[1], "none", "hotline@example.gov.cn")
        with postman(server) as man:
            for _ in range(3):
                with pytest.raises(Undelivered, match="没有在"):
                    man.carry("liming@example.gov.cn", SUBJECT, TEXT, MONDAY_MORNING, "mark")
        accepted.append(silent.accept())
        silent.settimeout(0.1)
        with pytest.raises(TimeoutError):
            silent.accept()
    accepted[0][0].close()


def test_encryption_is_not_left_out_where_it_is_wanted():
    with smtp_server() as (box, server):
        with pytest.raises(Undelivered, match="SMTPNotSupportedError"):
            carry(MailServer(server.host, server.port, "starttls", server.sender))
    assert box.letters == []


def test_starttls_speaks_only_to_whom_it_says_it_is(tmp_path, monkeypatch):
    context = certificate(tmp_path)
    with smtp_server(tls_context=context, require_starttls=True) as (box, server):
        secured = MailServer("localhost", server.port, "starttls", server.sender)
        with pytest.raises(Undelivered, match="SSLCertVerificationError"):
            carry(secured)
        assert box.letters == []
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))  # the machine now trusts it
        carry(secured)
    assert len(box.letters) == 1
