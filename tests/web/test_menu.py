"""The menu: every place has a key of its own, or none."""

from collections import Counter

from tracker.web.menu import GROUPS


def test_no_two_places_share_a_key():
    keys = Counter(place.shortcut for _label, places in GROUPS for place in places if place.shortcut)
    assert [key for key, times in keys.items() if times > 1] == []
