"""统一身份认证登录: whom the provider proved is let in as the account bound to them, or as nobody."""

from datetime import datetime

from tracker import clock
from tracker.domain.permissions import PROGRAM
from tracker.domain.provider import Identity
from tracker.domain.refusals import NotPermitted
from tracker.domain.sessions import Place, SignInWay
from tracker.domain.words import N_
from tracker.store import provider_links, tables
from tracker.store.db import transaction
from tracker.store.models import ProviderLink
from tracker.store.story import journal
from tracker.usecases.link_provider import bind
from tracker.usecases.staffing import locked_person
from tracker.usecases.stepping import SignedIn, TooManySessions, begin


class UnknownHere(NotPermitted):
    """No account is bound to them, or it is switched off: never told apart."""


def sign_in_by_provider(identity: Identity, *, place: Place, now: datetime) -> SignedIn:
    """The session of the account that the identity opens; a password's own steps are not asked for.

    Raises UnknownHere and TooManySessions. Both outcomes are journalled. An identity that is awaited by its name is
    bound hereby; by its name alone nobody gets in twice.
    """
    try:
        with transaction():
            signed_in = _begin(identity, place, now)
    except TooManySessions:
        _refused(place, now, "too_many")
        raise
    if signed_in is None:
        _refused(place, now, "unknown")
        raise UnknownHere(N_("您的统一身份认证账号还不能登录本系统。请用登录名和密码登录，或联系安全管理员开通。"))
    return signed_in


def _refused(place: Place, now: datetime, why: str) -> None:
    with transaction():
        journal("sso.refused", "sign-in", PROGRAM, now, address=place.address, why=why)


def _begin(identity: Identity, place: Place, now: datetime) -> SignedIn | None:
    link = _link(identity)
    person = locked_person(link.person_id) if link else None
    if person is None or not person.is_active:
        return None
    link = _link(identity)  # as it is now that nobody else changes it
    if link is None or link.person_id != person.id:
        return None
    is_first = link.subject is None
    if is_first:
        bind(person, identity, now)
    signed_in = begin(person, place, now, _way(identity, now))
    journal("sso.signed_in", person.sign_in_name, signed_in.actor, now, address=place.address, is_first=is_first)
    return signed_in


def _link(identity: Identity) -> ProviderLink | None:
    return provider_links.bound_to(identity) or provider_links.awaiting(identity.name)


def _way(identity: Identity, now: datetime) -> SignInWay:
    """Does the office trust the provider in that it asked for a second factor?"""
    trusted = tables.settings_on(now.astimezone(clock.LOCAL).date()).provider_second_factor
    return SignInWay.PROVIDER_STRONG if identity.marks & trusted else SignInWay.PROVIDER
