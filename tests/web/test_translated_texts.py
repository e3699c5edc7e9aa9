"""What a template translates is shown as text, whosever it is: `_` makes no markup and chokes on no percent sign."""

import pytest
from flask import render_template_string
from flask_babel import force_locale

from tests.office import Office
from tracker.domain.words import OrderClass


@pytest.mark.parametrize("locale", ["zh_Hans_CN", "en"])
def test_labels_texts_and_variables_are_escaped_alike(app, locale):
    with app.test_request_context(), force_locale(locale):
        said = render_template_string(
            "{{ _(text) }}|{{ _('代 %(name)s', name=text) }}|{{ _('') }}|{{ _('没有') }}", text="<b>100%</b> %(x)s")
    text, named, nothing, ours = said.split("|")
    assert text == "&lt;b&gt;100%&lt;/b&gt; %(x)s" and named.endswith(" &lt;b&gt;100%&lt;/b&gt; %(x)s")
    assert nothing == "" and ours


def test_an_enterprise_whose_name_holds_a_percent_sign_stands_in_the_lists(client, office: Office):
    """It stood in every list as a format without its values, and the list did not open any more."""
    office.register(order_class=OrderClass.ENTERPRISE, enterprise_name="100%纯果汁<b>店</b>")
    for name, address in (("dispatcher", "/to-dispatch"), ("operator", "/orders/")):
        page = client(name).get(address)
        assert page.status_code == 200 and "100%纯果汁&lt;b&gt;店&lt;/b&gt;" in page.text
