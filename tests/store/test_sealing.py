"""What is sealed opens only with its key, in its place, and whole."""

import os

import pytest

from tracker.store import keys, sealing
from tracker.store.keys import NoKey
from tracker.store.sealing import Tampered, fingerprint, fingerprints, key_of, seal, unseal

PHONE = "13812345678"
PLACE = "work_order.caller_phone"


@pytest.fixture
def ring_file(app, monkeypatch, tmp_path):
    """A ring of the test's own."""
    monkeypatch.setitem(app.config, "TRACKER_KEYS", str(tmp_path / "keys.toml"))
    keys.ring()
    return keys.place()


def test_a_sealed_text_opens_again_and_never_looks_the_same_twice(ring_file):
    first, second = seal(PHONE, PLACE), seal(PHONE, PLACE)
    assert first != second and PHONE not in first
    assert unseal(first, PLACE) == unseal(second, PLACE) == PHONE
    assert unseal(seal("", PLACE), PLACE) == "" and unseal(seal("慕容晓晓", PLACE), PLACE) == "慕容晓晓"


@pytest.mark.parametrize("harm", [
    lambda sealed: sealed[:-4], lambda sealed: sealed[:-1] + ("A" if sealed[-1] != "A" else "B"),
    lambda sealed: sealed.replace("s1.", "s2.", 1), lambda sealed: "13812345678", lambda sealed: "",
    lambda sealed: sealed[:12] + ("x" if sealed[12] != "x" else "y") + sealed[13:],
])
def test_a_changed_text_is_found_out(ring_file, harm):
    with pytest.raises(Tampered):
        unseal(harm(seal("138123456789", PLACE)), PLACE)


def test_a_sealed_text_cannot_be_moved_to_another_column(ring_file):
    with pytest.raises(Tampered):
        unseal(seal(PHONE, PLACE), "work_order.caller_name")


def test_an_old_key_opens_what_it_sealed_till_it_leaves_the_ring(ring_file):
    before = seal(PHONE, PLACE)
    keys.write(ring_file, keys.with_new_key(keys.ring()))
    os.utime(ring_file, ns=(1, 1))
    after = seal(PHONE, PLACE)
    assert (key_of(before), key_of(after)) == ("k1", "k2")
    assert unseal(before, PLACE) == unseal(after, PLACE) == PHONE
    keys.write(ring_file, keys.without(keys.ring(), "k1"))
    with pytest.raises(NoKey):
        unseal(before, PLACE)
    assert unseal(after, PLACE) == PHONE


def test_a_phone_is_found_by_its_fingerprint_under_every_key(ring_file):
    old = fingerprint(PHONE, PLACE)
    assert old == fingerprint(PHONE, PLACE) != fingerprint("13812345679", PLACE) and PHONE not in old
    assert old != fingerprint(PHONE, "another.purpose")
    keys.write(ring_file, keys.with_new_key(keys.ring()))
    os.utime(ring_file, ns=(2, 2))
    assert fingerprints(PHONE, PLACE) == [fingerprint(PHONE, PLACE), old]


def test_the_ring_is_its_owners_alone_and_shows_no_secret(ring_file):
    assert ring_file.stat().st_mode & 0o777 == 0o600
    assert "secrets" not in repr(keys.ring())


@pytest.mark.parametrize("text", [
    "", "current = 'k1'\n[keys]\n", "current = 'k1'\n[keys]\nk1 = 'c2hvcnQ='\n", "[keys\n",
    "current = 'k1'\nkeys = 'none'\n",
])
def test_a_damaged_ring_says_what_to_do(ring_file, text):
    ring_file.write_text(text)
    with pytest.raises(NoKey, match="从单独保存的副本恢复"):
        sealing.seal(PHONE, PLACE)


def test_two_who_make_the_first_ring_in_one_moment_have_one(tmp_path):
    """The slower one's never takes the place of the ring that something may be sealed with already."""
    path = tmp_path / "keys.toml"
    for _process in range(2):
        keys.write(path, keys.with_new_key(None), is_first=True)
        first = path.read_text()
    assert path.read_text() == first and [one.name for one in tmp_path.iterdir()] == ["keys.toml"]
