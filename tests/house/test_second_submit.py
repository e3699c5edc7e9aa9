"""Every form that writes knows what its page showed, or bears a key of its own, or says here why it needs neither."""

from tests.fuzz import doors as found
from tests.fuzz.doors import Door

KNOWS = {"version", "revision", "mark", "submission_key", "shown"}
"Hidden fields by which a second submit, or a page that was overtaken, is told from a new act."

TWICE_THE_SAME = "done twice it is as it was"
ONE_ROW = "a unique name or key refuses the second"
NO_LONGER = "refused once the thing stands otherwise: the row is locked and looked at"
READS = "writes nothing but that somebody looked, each time"
OWN = "a person's own, which nobody else changes"
REASONS = {
    "account.end_all": OWN, "account.end_others": OWN, "account.end_session": OWN, "account.new_password": OWN,
    "account.password": OWN, "auth.language": OWN, "auth.sign_in": OWN, "auth.sign_out": OWN,
    "calendar.set_day": TWICE_THE_SAME, "calendar.declare": TWICE_THE_SAME, "calendar.upload": READS,
    "calendar.confirm": TWICE_THE_SAME,
    "codes.table": ONE_ROW, "codes.move": "two steps are two steps: the list shows where the entry stands",
    "departments.move": "two steps are two steps: the list shows where the unit stands",
    "departments.new": ONE_ROW, "people.new": ONE_ROW, "statutory.new": ONE_ROW, "outbox.new": ONE_ROW,
    "statutory.row": "sets a last day, which may be set again to another",
    "deputies.own": ONE_ROW, "deputies.of_person": ONE_ROW, "deputies.end": NO_LONGER,
    "exports.choose": READS, "exports.cancel": NO_LONGER,
    "imports.upload": "a preview: orders are made by confirming, once", "imports.confirm": NO_LONGER,
    "imports.drop": NO_LONGER, "imports.recheck": TWICE_THE_SAME,
    "inbox.mail": OWN, "inbox.read_all": OWN, "issues.orders": TWICE_THE_SAME,
    "jobs.run": NO_LONGER, "knowledge.use": ONE_ROW, "knowledge.bring_in": ONE_ROW,
    "limits.withdraw": NO_LONGER, "limits.preset": NO_LONGER,
    "orders.attach": "the same contents are refused in one order", "orders.remove": NO_LONGER,
    "orders.choose": READS, "orders.reveal": READS, "orders.mark": NO_LONGER, "orders.lift": NO_LONGER,
    "orders.grant": NO_LONGER, "orders.revoke": NO_LONGER, "orders.exclude": NO_LONGER, "orders.readmit": NO_LONGER,
    "orders.work": "the form of each action bears a key, and every pick the version of its order",
    "orders.save_search": ONE_ROW, "orders.change_search": OWN, "orders.drop_search": OWN, "orders.move_search": OWN,
    "outbox.send_test": "each press is a test", "outbox.drop": NO_LONGER, "outbox.retry": NO_LONGER,
    "outbox.drop_all": NO_LONGER, "outbox.retry_all": NO_LONGER,
    "personal_requests.copy": "each press is another copy, and each is on record",
    "personal_requests.correct": "every pick bears the version of its order",
    "people.access": "the last word counts, and both are in the journal",
    "people.invite": "each press is a new link, which voids the one before",
    "audit.verify": READS,
    "factor.enrol": OWN, "factor.prove": OWN, "factor.remove": OWN, "factor.renew_codes": OWN,
    "provider.confirm": OWN, "provider.unlink": OWN, "second_step.code": "a code counts once", "second_step.enrol": OWN,
    "inbox.read_account": OWN,
    "links.forgotten": "each press is a new link, which voids the one before", "links.use": "a link is used once",
    "proofs.await_sign_in": TWICE_THE_SAME, "proofs.reset": TWICE_THE_SAME, "proofs.unlink": TWICE_THE_SAME,
    "sign_ins.end": TWICE_THE_SAME, "sign_ins.end_all": TWICE_THE_SAME, "sign_ins.lift": TWICE_THE_SAME,
    "reports.make": "the same figures again; both workbooks are kept", "reports.close": NO_LONGER,
    "reports.reopen": NO_LONGER,
}
"Endpoint → why a second submit does no harm and nobody's change is overwritten unseen."


def knows(door: Door) -> bool:
    """Does the form carry along what its page showed?"""
    return bool({name.rpartition("-")[2] for name in door.names} & KNOWS)


def test_every_form_knows_its_page_or_says_why_not(app):
    every = found.doors(app, "POST", left_out=frozenset({"static"}))
    silent = sorted({door.endpoint for door in every if not knows(door)} - set(REASONS))
    assert not silent, f"a version (OrderForm), a mark (SharedForm), a key (OnceForm), or a reason is missing: {silent}"


def test_no_reason_outlives_its_form(app):
    every = {door.endpoint for door in found.doors(app, "POST", left_out=frozenset())}
    assert set(REASONS) <= every, sorted(set(REASONS) - every)


def test_every_form_of_an_orders_road_has_the_version(app):
    """What moves an order is under its version without exception."""
    moves = [
        door for door in found.doors(app, "POST", left_out=frozenset())
        if door.rule.startswith("/orders/<int:order_id>/") and door.endpoint not in REASONS
    ]
    assert len(moves) > 40
    for door in moves:
        assert any(name.rpartition("-")[2] == "version" for name in door.names), door.endpoint
