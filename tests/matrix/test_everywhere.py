"""A confidential order, followed over every page that a unit can open: who called is told nowhere, nor the order."""

import pytest

from tests.matrix.test_matrix import questions, watch, world
from tests.office import MARKET, TOWN, Office, order
from tracker.domain.words import CallerKind, OrderClass
from tracker.store.db import db
from tracker.usecases.exclude_unit import exclude_unit

__all__ = ["watch", "world"]

SECRETS = ("欧阳明月", "13998765432", "梅县区隐泉山庄有限公司", "91441400MA4UPA0W6X")
"The caller's name, phone, enterprise and credit code: none of them stands anywhere else."


@pytest.fixture(scope="module")
def secret_order(world):
    """Confidential, led by the market bureau; the town is accused and must keep away."""
    office: Office = world.office
    order_id = office.register(
        title="举报隐泉山庄偷排污水", content="欧阳明月（13998765432）称夜间偷排。", is_confidential=True,
        caller_name=SECRETS[0], caller_phone=SECRETS[1], order_class=OrderClass.ENTERPRISE,
        caller_kind=CallerKind.ENTERPRISE, enterprise_name=SECRETS[2], enterprise_uscc=None,
        enterprise_contact=SECRETS[0])
    exclude_unit(order_id, office.units[TOWN], reason="被举报单位", by=office.supervisor, now=world.now)
    office.dispatch(order_id, MARKET)
    number = order(order_id).number
    db.session.remove()
    return order_id, number


@pytest.mark.parametrize("name", ["handler0", "handler1", "handler2", "administrator", "security_manager", "auditor"])
def test_no_page_tells_a_unit_what_it_must_not_know(world, watch, secret_order, name):
    """Every address that answers a GET, and the searches for whatever is hidden."""
    order_id, number = secret_order
    client, told = world.client(name), []
    addresses = [asked.address for asked in questions(world) if asked.method == "GET"]
    addresses += [f"/orders/{order_id}", f"/orders/{order_id}/print"]
    addresses += [f"/orders/?q={secret}" for secret in SECRETS[:2]]
    for address in addresses:
        answer = client.get(address)
        text = answer.get_data(as_text=True) if answer.mimetype.startswith("text/") else ""
        asked_for = [secret for secret in SECRETS if secret in address]  # a search box repeats what was typed
        told += [f"{address}: {secret}" for secret in SECRETS if secret in text and secret not in asked_for]
        if name not in ("handler0", "auditor") and number in text:  # the audit names the orders that acts were about
            told.append(f"{address}: {number}")
        answer.close()
        db.session.remove()
    assert told == []
