"""The demo's knowledge base has something of everything a visitor may want to see."""

from datetime import timedelta

from tracker.reads.knowledge_list import Filters, article_list
from tracker.seeds.demo_knowledge import make_articles
from tracker.seeds.knowledge_texts import SAMPLES


def test_the_demo_shows_every_state_and_real_uses(office, now):
    office.travelled("closed", now=now - timedelta(days=20))
    assert make_articles(now) == len(SAMPLES)
    shown = article_list(Filters(), by=office.supervisor, now=now)
    assert shown.tabs["to_review"] == shown.tabs["expiring"] == shown.tabs["expired"] == 1
    assert shown.tabs["in_force"] == sum(sample.state == "published" for sample in SAMPLES)
    assert sum(row.uses for row in shown.rows) > 0
    found = article_list(Filters(q="油烟"), by=office.caller_back, now=now).rows
    assert found[0].version == 2 and found[0].unit == "区城市管理和综合执法局"
