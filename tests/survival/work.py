"""A day at the hotline, in a hurry: each role takes the next order that waits, and keeps the ledger."""

import random
import threading
import time
import uuid
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256

from tests.office import MARKET, Office
from tests.survival.hands import Answer, Gone, Hand, forms_of
from tests.survival.ledger import Ledger
from tracker.clock import LOCAL
from tracker.domain.rates import RATE_SETTINGS
from tracker.domain.words import Role
from tracker.seeds.demo import new_person
from tracker.store.db import transaction
from tracker.store.models import Department, SettingRow

PDF = b"%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%%s\n" \
      b"trailer<</Root 1 0 R>>\n%%%%EOF\n"


def word() -> str:
    """A word that nobody else types."""
    return f"w{uuid.uuid4().hex[:16]}"


def paper(name: str) -> tuple[str, bytes]:
    """A document of its own: its name and contents."""
    return f"{name}.pdf", PDF % (name.encode() + random.randbytes(400).hex().encode())


class Worker(threading.Thread):
    """One person who works till the day is over."""

    def __init__(self, hand: Hand, ledger: Ledger, step: Callable[[Hand, Ledger], bool], pause: float = 0) -> None:
        super().__init__(daemon=True, name=hand.name)
        self.hand, self.ledger, self.step, self.pause = hand, ledger, step, pause
        self.trouble: BaseException | None = None

    def run(self) -> None:
        """Step after step; a fault of the test itself is kept for its end."""
        try:
            while not self.hand.is_over():
                time.sleep(self.pause if self.step(self.hand, self.ledger) else 0.1)
        except Gone:
            pass
        except BaseException as error:
            self.trouble = error


def _note(ledger: Ledger, answer: Answer, what: str) -> bool:
    """Was it acknowledged? A refusal is plain when it says that the thing was done by the form's first pressing."""
    if answer.is_done:
        return True
    if not (answer.status == 409 and answer.is_again):
        ledger.surprises.append(f"{what}: {answer.said}")
    return False


def register(hand: Hand, ledger: Ledger) -> bool:
    """登记, every second time with a document."""
    title = word()
    fields = hand.form(
        "/orders/new", "/orders/new", caller_name="温小姐", caller_phone="13812345678", request_type="complaint",
        channel_code="phone", place_code="jinshan", title=f"夜间施工噪声 {title}", content="工地每晚施工到凌晨两点。",
    )
    assert fields is not None
    ledger.words.add(title)
    files, body = None, b""
    if random.random() < 0.5:
        name, body = paper(title)
        files = [("files", (name, body, "application/pdf"))]
    answer = hand.send("/orders/new", fields, files)
    is_told = answer.status == 409 and answer.is_again  # 这张表单已经提交过，已登记为工单 …
    if is_told or _note(ledger, answer, "register"):
        order_id = answer.order_id
        if order_id is not None:
            with ledger.lock:
                ledger.registered[title] = order_id
                if body:
                    ledger.files.append((order_id, sha256(body).hexdigest()))
            ledger.put("dispatch", order_id)
    return True


def move(
    step: str, action: str, kind: str, then: str | None, word_in: str | None = None, **entries: str
) -> Callable[[Hand, Ledger], bool]:
    """A step that is a form of the order's page."""

    def take(hand: Hand, ledger: Ledger) -> bool:
        order_id = ledger.next(step)
        if order_id is None:
            return False
        mine = word()
        typed = entries | ({word_in: mine} if word_in else {})
        fields = hand.form(f"/orders/{order_id}", f"/orders/{order_id}/{action}", **typed)
        if fields is None:
            ledger.surprises.append(f"{step}: not offered at {order_id}")
            return True
        ledger.words.add(mine)
        if _note(ledger, hand.send(f"/orders/{order_id}/{action}", fields), step):
            with ledger.lock:
                ledger.moves.append((order_id, kind, mine if word_in else ""))
        if then:
            ledger.put(then, order_id)
        return True

    return take


def attach(hand: Hand, ledger: Ledger) -> bool:
    """上传附件 before the reply."""
    order_id = ledger.next("attach")
    if order_id is None:
        return False
    name, body = paper(word())
    fields = hand.form(f"/orders/{order_id}", f"/orders/{order_id}/attachments", kind="handling")
    assert fields is not None
    answer = hand.send(f"/orders/{order_id}/attachments", fields, [("files", (name, body, "application/pdf"))])
    is_told = answer.status == 422 and answer.is_again and "内容相同" in answer.text
    if is_told or _note(ledger, answer, "attach"):
        with ledger.lock:
            ledger.files.append((order_id, sha256(body).hexdigest()))
    ledger.put("reply", order_id)
    return True


def export(hand: Hand, ledger: Ledger) -> bool:
    """导出: everything that the list finds."""
    chosen = hand.form("/orders/", "/orders/bulk", scope="all")
    if chosen is None:
        return False
    page = hand.send("/exports/choose", chosen)
    fields = forms_of(page.text).get("/exports/")
    if fields is None:
        return False
    answer = hand.send("/exports/", fields)
    if answer.is_done:
        ledger.exports.add(dict(fields)["submission_key"])
    elif answer.status != 422:
        ledger.surprises.append(f"export: {answer.said}")
    return True


def one_of(*steps: Callable[[Hand, Ledger], bool]) -> Callable[[Hand, Ledger], bool]:
    """The first of the steps for which something waits, tried in any order."""

    def take(hand: Hand, ledger: Ledger) -> bool:
        return any(step(hand, ledger) for step in random.sample(steps, len(steps)))

    return take


COLLEAGUES = {"operator": Role.OPERATOR, "handler0": Role.HANDLER, "supervisor": Role.SUPERVISOR}


def hire_colleagues(office: Office) -> None:
    """A second and a third person for the posts that several share: nobody lends out an account."""
    with transaction() as session:
        unit = session.get(Department, office.units[MARKET])
        for name, role in COLLEAGUES.items():
            for letter in "bc":
                office.passwords[name + letter] = new_person(
                    name + letter, f"{role.label}{letter}", role, unit if role is Role.HANDLER else None, office.now)


def lift_rates(now: datetime) -> None:
    """Nobody is as quick as these; how often somebody may ask is another test's."""
    with transaction() as session:
        for key in RATE_SETTINGS:
            session.add(SettingRow(
                key=key, value=10 ** 6, effective_from=now.astimezone(LOCAL).date(), set_at=now, set_by="管理员"))


def dispatch_to(lead_id: int) -> Callable[[Hand, Ledger], bool]:
    """派单."""
    return move("dispatch", "dispatch", "dispatched", "sign", "note", lead_id=str(lead_id))


handle = one_of(
    move("sign", "sign", "signed", "contact"),
    move("contact", "contact", "contacted", "attach", "note", whom="温小姐"),
    attach,
    move("reply", "reply", "replied", "review", "internal_account", public_answer="已责令停工整改。"),
)
"What a unit does."
review = move("review", "pass", "passed", "callback", "note")
call_back = move("callback", "callback", "closed", None, "reason", solved="yes", satisfaction="satisfied")
