"""The six beats of every move: guard, form, call, flash, redirect, render."""

from collections.abc import Callable

from flask import flash, redirect, url_for

from tracker.web.errors import refusals_on
from tracker.web.forms import OrderForm
from tracker.web.orders.page import shown


def make(order_id: int, form: OrderForm, call: Callable[[], None], done: str):  # type: ignore[no-untyped-def]
    """Make the move and return to the order; a refused form is shown on the order's page with what was typed."""
    if form.validate_on_submit():
        with refusals_on(form):
            call()
            flash(done, "good")
            return redirect(url_for("orders.show", order_id=order_id))
    return shown(order_id, form)
