"""What a good password is. How it is kept is decided in store.passwords, who may set it in the use cases."""

import secrets
import string

from tracker.domain.refusals import Invalid
from tracker.domain.words import N_

SHORTEST = 10
LONGEST = 200
"A longer text is refused rather than cut, so that every character counts."

TOO_COMMON = frozenset({
    "1234567890", "0123456789", "12345678910", "1111111111", "0000000000", "8888888888", "6666666666",
    "123123123123",
    "1q2w3e4r5t", "qwertyuiop", "qwerty12345", "asdfghjkl1", "password12", "password123", "password1234", "passw0rd123",
    "admin12345", "administrator", "admin123456", "woaini1314", "woaini520520", "iloveyou123", "a123456789",
    "abc1234567",
    "abcd123456", "qq123456789",
    "meijiang12345", "rexian12345", "12345rexian", "1234512345", "5201314520", "1314520520",
})
"The first that anybody would try here."

LETTERS = "".join(set(string.ascii_letters + string.digits) - set("0O1lI"))
"Read aloud and copied by hand, so without look-alikes."


def check_password(password: str, sign_in_name: str, field: str = "password") -> None:
    """Refuse a password that is too short, too long, the person's own name, or among the first to be tried."""
    lowered = password.lower()
    if len(password) < SHORTEST:
        raise Invalid(N_("密码至少 %(shortest)d 位。"), field=field, shortest=SHORTEST)
    if len(password) > LONGEST:
        raise Invalid(N_("密码最多 %(longest)d 位。"), field=field, longest=LONGEST)
    if sign_in_name and sign_in_name.lower() in lowered and len(password) < len(sign_in_name) + 6:
        raise Invalid(N_("密码不能与登录名相同或只加几位数字。"), field=field)
    if lowered in TOO_COMMON or len(set(lowered)) < 4:
        raise Invalid(N_("这个密码太常见，容易被猜到，请换一个。"), field=field)


def random_password() -> str:
    """A one-time password: 14 letters and digits, about 81 bits."""
    return "".join(secrets.choice(LETTERS) for _place in range(14))
