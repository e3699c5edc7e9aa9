"""The shared parts of a page: what they promise to keyboards, screen readers and a strict content policy."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from flask import Flask, render_template_string
from flask_babel import Babel
from flask_wtf import CSRFProtect, FlaskForm
from wtforms import BooleanField, HiddenField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice as Choice
from wtforms.validators import InputRequired, Length

from tracker.domain.words import Light, Satisfaction, Stage
from tracker.paths import resource_dir
from tracker.web.assets import ASSETS, asset
from tracker.web.formats import init_formats

TEMPLATES = Path(resource_dir("templates"))
STATIC = Path(__file__).parents[2] / "tracker" / "web" / "static"
NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)  # 12:00 in the office, a Tuesday


class Request(FlaskForm):
    """A form with one field of every kind."""

    version = HiddenField(default="3")
    title = StringField("标题", [InputRequired("请填写此项。"), Length(max=60)])
    content = TextAreaField("内容", description="时间、地点、经过。")
    kind = RadioField("诉求类型", [InputRequired("请选择一项。")], choices=[Choice("consult", "咨询"), Choice("help", "求助")])
    place = SelectField("发生地", choices=[Choice("1", "江南街道"), Choice("2", "三角镇")])
    co_ids = SelectMultipleField("协办单位", choices=[Choice(str(n), f"单位{n}") for n in range(20)])
    wants_reply = BooleanField("需要回复")


@pytest.fixture(name="shown")
def _shown():
    app = Flask("components", template_folder=str(TEMPLATES), static_folder=str(STATIC))
    app.config["SECRET_KEY"] = "for tests"
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals["asset"] = asset
    CSRFProtect(app)
    Babel(app, default_locale="zh_Hans_CN")
    init_formats(app)

    def show(source, **context):
        return BeautifulSoup(render_template_string(source, **context), "html.parser")

    with app.test_request_context():
        yield show


def form_page(shown, form):
    return shown(
        """{% from "components/form.html" import buttons, error_summary, field, form_close, form_open %}
        {{ error_summary(form) }}{{ form_open("/x", form, draft="request") }}
        {{ field(form.title, count=True) }}{{ field(form.content) }}{{ field(form.kind) }}{{ field(form.place) }}
        {{ field(form.co_ids) }}{{ field(form.wants_reply) }}{{ buttons("登记", cancel_url="/") }}{{ form_close() }}""",
        form=form,
    )


def test_every_control_has_a_label_and_every_id_is_its_own(shown):
    page = form_page(shown, Request())
    ids = [tag["id"] for tag in page.find_all(id=True)]
    assert len(ids) == len(set(ids))
    for control in page.select("input:not([type=hidden]), textarea, select"):
        assert page.find("label", attrs={"for": control.get("id")}) or control.get("aria-label"), control
    assert all(group.find("legend") for group in page.find_all("fieldset"))


def test_a_form_carries_its_hidden_fields_without_ids(shown):
    hidden = form_page(shown, Request()).select("input[type=hidden]")
    assert {tag["name"] for tag in hidden} == {"csrf_token", "version"}
    assert not any(tag.get("id") for tag in hidden)


def test_an_error_stands_at_its_field_and_in_the_summary(shown):
    form = Request(meta={"csrf": False})
    form.title.errors, form.kind.errors = ["请填写此项。"], ["请选择一项。"]
    form.form_errors.append("工单已被他人修改。")
    page = form_page(shown, form)
    title = page.find(id="title")
    assert title["aria-invalid"] == "true"
    told = " ".join(page.find(id=name).get_text() for name in title["aria-describedby"].split())
    assert "请填写此项。" in told
    summary = page.find(attrs={"data-error-summary": True})
    assert summary["role"] == "alert" and "工单已被他人修改。" in summary.get_text()
    for link in summary.find_all("a"):
        assert page.find(id=link["href"].removeprefix("#")), f"{link['href']} leads nowhere"


def test_radio_choices_are_buttons_and_many_choices_can_be_searched(shown):
    page = form_page(shown, Request())
    assert [tag["type"] for tag in page.select("input[name=kind]")] == ["radio", "radio"]
    assert {tag["type"] for tag in page.select("input[name=co_ids]")} == {"checkbox"}
    search = page.select_one("[data-checklist-search]")
    assert page.find(id=search["data-checklist-search"]) and search["aria-label"]


@pytest.mark.parametrize("kind", list(Light))
def test_a_light_speaks_without_colour(shown, kind):
    source = '{% from "components/light.html" import light %}{{ light(kind, "还剩 2 个工作日", at) }}'
    page = shown(source, kind=kind, at=NOON)
    assert kind.label in page.get_text()
    assert page.find("use") and page.find("svg")["aria-hidden"] == "true"
    assert page.find("time").get_text() == "2026-11-24 12:00"


@pytest.mark.parametrize("word", [*Stage, *Satisfaction])
def test_a_badge_says_its_word(shown, word):
    macro = type(word).__name__.lower()
    page = shown(f'{{% from "components/badge.html" import {macro} %}}{{{{ {macro}(word) }}}}', word=word)
    assert page.get_text(strip=True) == word.label


def test_a_table_has_a_caption_scopes_and_words_when_it_is_empty(shown):
    page = shown(
        '{% from "components/table.html" import table %}'
        '{% call table("单位", ["名称", {"label": "在办", "key": "open", "align": "end"}], empty="没有单位。",'
        ' sort="-open", sort_url=address) %}{% endcall %}',
        address=lambda key: f"?sort={key}",
    )
    assert page.caption.get_text() == "单位"
    assert [head["scope"] for head in page.find_all("th")] == ["col", "col"]
    assert page.select_one("[aria-sort=descending] a")["href"] == "?sort=open"
    assert page.td.get_text() == "没有单位。"


def test_the_road_tells_where_the_order_stands_in_words(shown):
    states = (("受理", "done"), ("派单", "current"), ("签收", "todo"))
    steps = [{"label": label, "state": state} for label, state in states]
    page = shown('{% from "components/stepper.html" import stepper %}{{ stepper(steps) }}', steps=steps)
    words = [tag.get_text() for tag in page.select(".step-label")]
    assert words == ["受理：已完成", "派单：当前步骤", "签收：未开始"]
    assert page.select_one("[aria-current=step]")


def test_a_counting_can_be_checked_by_hand(shown):
    days = [
        {"on": date(2026, 9, 30), "number": None, "why": "派单当日不计", "is_due": False},  # Wednesday
        {"on": date(2026, 10, 1), "number": None, "why": "国庆节", "is_due": False},  # Thursday
        {"on": date(2026, 10, 8), "number": 1, "why": "", "is_due": True},  # Thursday
    ]
    step = {"label": "答复", "limit": "1 个工作日", "days": days, "is_provisional": True, "light": Light.ON_TIME}
    page = shown('{% from "components/counting.html" import counting %}{{ counting(panel) }}', panel={"steps": [step]})
    rows = [[cell.get_text() for cell in row.find_all(["th", "td"])] for row in page.tbody.find_all("tr")]
    assert rows == [
        ["2026-09-30", "周三", "不计", "派单当日不计"],
        ["2026-10-01", "周四", "不计", "国庆节"],
        ["2026-10-08", "周四", "1", "到期日"],
    ]
    assert "暂计" in page.get_text()


def test_a_masked_value_is_shown_by_a_post_that_carries_the_token(shown):
    page = shown('{% from "components/facts.html" import masked %}{{ masked("138****1234", "/reveal", "联系电话") }}')
    assert page.form["method"] == "post" and page.select_one("[name=csrf_token]")["value"]
    assert page.button.get_text() == "显示联系电话"


def test_what_is_typed_by_people_is_never_markup(shown):
    entry = {"at": NOON, "who": "<b>甲</b>", "sentence": "x", "quotes": [("备注", "<script>1</script>")]}
    page = shown('{% from "components/timeline.html" import timeline %}{{ timeline(entries) }}', entries=[entry])
    assert page.find("b") is None and page.find("script") is None


def sources():
    return sorted(TEMPLATES.rglob("*.html"))


def test_no_template_writes_styles_or_scripts_into_the_page():
    forbidden = re.compile(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son[a-z]+=|javascript:|https?://", re.IGNORECASE)
    found = {path.name: hit.group() for path in sources() if (hit := forbidden.search(path.read_text("utf-8")))}
    assert not found


def test_every_icon_that_a_template_names_is_in_the_sprite():
    sprite = (STATIC / ASSETS["bootstrap-icons.svg"]).read_text("utf-8")
    known = set(re.findall(r'<symbol[^>]*\bid="([^"]+)"', sprite))
    named = re.compile(r'(?:icon=|icon\(|picture\()"([a-z0-9-]+)"')
    wanted = {(path.name, name) for path in sources() for name in named.findall(path.read_text("utf-8"))}
    looks = (TEMPLATES / "components/badge.html").read_text("utf-8")
    wanted |= {("badge.html", name) for name in re.findall(r'\("[a-z]+", "([a-z0-9-]+)"\)', looks)}
    assert wanted and not {pair for pair in wanted if pair[1] not in known}
