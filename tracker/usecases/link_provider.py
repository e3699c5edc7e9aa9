"""绑定统一身份认证: by oneself, after signing in at both; or the security manager says under which name to await somebody.

Either way the subject that the provider proved is what counts from then on. No account is ever made here.
"""

from datetime import datetime

from sqlalchemy import select

from tracker.domain.account_events import AccountEvent
from tracker.domain.permissions import Actor, Permission, require
from tracker.domain.provider import Identity, clean_name
from tracker.domain.refusals import Invalid, NotPermitted, OutOfTurn
from tracker.domain.words import N_
from tracker.store import notices, provider_links
from tracker.store.db import transaction
from tracker.store.models import Person, ProviderLink
from tracker.store.story import journal
from tracker.usecases.enrol_factor import own_id
from tracker.usecases.staffing import locked_person


def bind(person: Person, identity: Identity, now: datetime) -> None:
    """Inside a transaction: the identity is this person's from now on."""
    row = provider_links.row_of(person.id)
    row.issuer, row.subject, row.linked_at, row.expected_name = identity.issuer, identity.subject, now, None
    notices.tell_of_account(person, AccountEvent.PROVIDER_LINKED, now)


def link_provider(identity: Identity, *, by: Actor, now: datetime) -> None:
    """Bind the identity, which the person has just proved, to the own account.

    Raises Invalid for one that another account has, OutOfTurn where the account is bound already.
    """
    with transaction():
        person = locked_person(own_id(by))
        if provider_links.is_bound(person.id):
            raise OutOfTurn(N_("您的账户已绑定统一身份认证。要换一个账号，请先解除绑定。"))
        if provider_links.bound_to(identity) is not None:
            raise Invalid(N_("这个统一身份认证账号已绑定另一个账户，不能再绑定。如有疑问请联系安全管理员。"))
        bind(person, identity, now)
        journal("sso.linked", person.sign_in_name, by, now)


def unlink_provider(person_id: int, *, by: Actor, now: datetime) -> None:
    """End the binding, or the waiting for it: one's own, or as whoever manages sign-ins."""
    if by.id != person_id:
        require(by, Permission.MANAGE_ACCESS)
    with transaction() as session:
        person = locked_person(person_id)
        row = provider_links.of(person_id)
        if row is None:
            raise OutOfTurn(N_("这个账户没有绑定统一身份认证。"))
        if row.subject is not None:
            notices.tell_of_account(person, AccountEvent.PROVIDER_UNLINKED, now)
        session.delete(row)
        journal("sso.unlinked", person.sign_in_name, by, now)


def await_provider(person_id: int, name: str, *, by: Actor, now: datetime) -> None:
    """Say under which name at the provider somebody's first sign-in is awaited; never one's own.

    Whoever may write this decides who gets in as that person: it takes the same right as resetting a password.
    """
    require(by, Permission.MANAGE_ACCESS)
    if by.id == person_id:
        raise NotPermitted(N_("自己的账户请在“登录验证”中登录后绑定。"))
    wanted = clean_name(name)
    if not wanted:
        raise Invalid(N_("请填写此人在统一身份认证中的账号。"), field="expected_name")
    with transaction() as session:
        person = locked_person(person_id)
        row = provider_links.row_of(person_id)
        if row.subject is not None:
            raise OutOfTurn(N_("此人已绑定统一身份认证。要换一个账号，请先解除绑定。"))
        taken = session.scalar(select(ProviderLink.person_id).where(
            ProviderLink.expected_name == wanted, ProviderLink.person_id != person_id))
        if taken is not None:
            raise Invalid(N_("这个账号已登记给另一个人，请核对。"), field="expected_name")
        row.expected_name = wanted
        journal("sso.awaited", person.sign_in_name, by, now)
