"""What a page does not offer cannot be chosen by sending it: every choice of every form, answered with something else.

The rest of the form is filled in as on the page. Whoever sends another's unit, order, person or code instead gets a
refusal in words.
"""

import os
from collections.abc import Iterator

import pytest
from sqlalchemy import select

from tests.furnished import MONDAY_MORNING
from tests.matrix.expected import Asked
from tests.matrix.forms import forms_on, offers_on
from tests.matrix.test_matrix import Watch, questions, watch, world
from tests.matrix.world import World
from tracker.store.db import db
from tracker.store.models import Department, Person

__all__ = ["watch", "world"]

AT_WORK = ("dispatcher", "handler0", "operator", "callback", "supervisor", "administrator")
SAMPLE = int(os.environ.get("TRACKER_CHOICES", "2"))
"So many of them in the suite; TRACKER_CHOICES=6 asks them all."
NEVER = "987654321"
"The number of nothing."


def _pages(world: World) -> Iterator[str]:
    yield from dict.fromkeys(asked.address for asked in questions(world) if asked.method == "GET")
    yield from (f"/orders/{order_id}" for order_id in world.orders)


def _forms(world: World, name: str) -> Iterator[tuple[Asked, dict[str, str], dict[str, set[str]]]]:
    """Each kind of form on the person's pages, once: (where it goes, what it holds, what it offers)."""
    client, seen = world.client(name), set()
    for page in _pages(world):
        answer = client.get(page)
        html = answer.get_data(as_text=True) if answer.status_code == 200 and answer.mimetype == "text/html" else ""
        answer.close()
        db.session.remove()
        offers = offers_on(html)
        for address, entries in forms_on(html, MONDAY_MORNING.date()).items():
            endpoint, values = world.app.url_map.bind("localhost").match(address, method="POST")
            if endpoint not in seen:
                seen.add(endpoint)
                rule = next(rule for rule in world.app.url_map.iter_rules(endpoint))
                yield Asked(rule, "POST", address, dict(values)), entries, offers[address]


def _instead(offered: set[str], others: list[str]) -> list[str]:
    """What to send for a choice: a thing that is there but was not offered, the number of nothing, and no number."""
    there = next((other for other in others if other not in offered), NEVER)
    return [there, NEVER, "nowhere"]


@pytest.mark.parametrize("name", AT_WORK[:SAMPLE])
def test_what_was_not_offered_cannot_be_chosen(world: World, watch: Watch, name: str) -> None:
    others = [str(one) for kind in (Department, Person) for one in db.session.scalars(select(kind.id))]
    db.session.remove()
    wrong, tried = [], 0
    for asked, entries, offers in _forms(world, name):
        as_offered, _ = watch.ask(name, asked, entries)
        if as_offered.status_code >= 400:
            continue  # it wants more than is filled in here: a refusal would say nothing of the choice
        for field, offered in offers.items():
            for sent in _instead(offered, others):
                answer, _ = watch.ask(name, asked, entries | {field: sent})
                tried += 1
                if not 400 <= answer.status_code < 500:
                    wrong.append(f"{asked.address} {field}={sent}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)
    assert tried >= 12  # else the pages offer nothing that works
