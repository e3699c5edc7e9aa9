"""个人信息请求: a caller asks what is held about them and has it put right (个人信息保护法第四十五至四十七条).

How long it is held: retention.py. What of a confidential caller whom may be shown: disclosure.py.
"""

from collections.abc import Iterable, Mapping

from tracker.domain.identifiers import clean_phone, is_phone
from tracker.domain.intake import ADDRESS_MAX, NAME_MAX, PHONE_MAX, clean_text
from tracker.domain.redaction import NOBODY
from tracker.domain.refusals import Invalid, InvalidEntries
from tracker.domain.words import N_, Word

REASON_MAX = 200


class Right(Word):
    """What is asked for: the law's article."""

    COPY = "copy", N_("查阅、复制")
    CORRECT = "correct", N_("更正、补充")
    ERASE = "erase", N_("删除")


class Verified(Word):
    """How whoever asks was found to be the caller, or to act for the caller."""

    CALL = "call", N_("来电号码与登记一致，并核对了诉求内容")
    CALL_BACK = "call_back", N_("按登记号码回拨核对")
    DOCUMENT = "document", N_("核对了身份证件")
    AGENT = "agent", N_("核对了委托书和双方身份证件")

    @property
    def is_strong(self) -> bool:
        """Enough for a confidential order, too: whoever has the caller's phone in hand may be the accused."""
        return self in (Verified.DOCUMENT, Verified.AGENT)


class Standing(Word):
    """Who the person is in an order."""

    CALLER = "caller", N_("诉求人")
    CONTACT = "contact", N_("企业联系人")


class CallerField(Word):
    """What of a caller can be corrected; the codes are WorkOrder's columns."""

    NAME = "caller_name", N_("姓名")
    PHONE = "caller_phone", N_("联系电话")
    ADDRESS = "address", N_("地址")
    CONTACT = "enterprise_contact", N_("企业联系人")


MOST = {
    CallerField.NAME: NAME_MAX, CallerField.PHONE: PHONE_MAX, CallerField.ADDRESS: ADDRESS_MAX,
    CallerField.CONTACT: NAME_MAX,
}

OPEN_TO = {
    Standing.CALLER: frozenset(CallerField),
    Standing.CONTACT: frozenset({CallerField.CONTACT}),
}
"What each may have corrected: the rest of the order is another person's."

EMPTY = {CallerField.NAME: "", CallerField.PHONE: None, CallerField.ADDRESS: "", CallerField.CONTACT: None}
"As an order keeps what is not there."


def may_be(kept: str, name: str) -> bool:
    """May an order that keeps this name be that person's? One that names nobody may; any may where no name is given."""
    return not name or not kept or kept in NOBODY or kept == name


def named(kept: Iterable[str]) -> set[str]:
    """The people whom these names name."""
    return {name for name in kept if name and name not in NOBODY}


def read_phone(text: str) -> str:
    """The whole number, cleaned; refuses a part of one."""
    phone = clean_phone(clean_text(text))
    if not is_phone(phone):
        raise Invalid(N_("请填完整的电话号码：11 位手机号，或带区号的座机号。"), field="phone")
    return phone


def read_values(given: Mapping[CallerField, str]) -> dict[CallerField, str | None]:
    """field → what is to stand there; refuses none, and says of each what is wrong with it.

    Nothing at all is a number or contact that is to stand there no more; a name is replaced by a name.
    """
    if not given:
        raise Invalid(N_("请填写要更正的项目。"), field=CallerField.NAME.value)
    found: dict[CallerField, str | None] = {}
    problems = []
    for field, text in given.items():
        text = clean_phone(clean_text(text)) if field is CallerField.PHONE else clean_text(text)
        problems += _problems(field, text)
        found[field] = text or EMPTY[field]
    if problems:
        raise InvalidEntries(problems)
    return found


def _problems(field: CallerField, text: str) -> list[Invalid]:
    if field is CallerField.NAME and not text:
        return [Invalid(N_("请填写更正后的姓名。"), field=field.value)]
    if field is CallerField.PHONE and text and not is_phone(text):
        return [Invalid(N_("请填完整的电话号码：11 位手机号，或带区号的座机号。"), field=field.value)]
    if len(text) > MOST[field]:
        return [Invalid(N_("最多 %(most)d 字，请精简。"), field=field.value, most=MOST[field])]
    return []
