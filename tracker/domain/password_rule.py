"""What a good password is: length first, any characters, and nothing that is guessed soon (OWASP ASVS 5.0, 6.2).

How it is kept is decided in store.passwords, who may set it in the use cases, which are the common ones in
store.common_passwords.
"""

import re
import secrets
import string
from collections.abc import Callable
from dataclasses import dataclass

from tracker.domain.refusals import Invalid
from tracker.domain.words import N_

LONGEST = 200
"A longer text is refused rather than cut, so that every character counts."

LEFT = 5
"So many characters must remain once everything that is guessed first is taken away."

HERE = (
    "rexian", "gongdan", "zhengwu", "zhengfu", "shuju", "fuwu", "zhongxin", "huawu", "paidan", "shenhe", "huifang",
    "duban", "danwei", "jingban", "xitong", "guanliyuan", "guanli", "wodemima", "mima", "denglu", "woaini", "nihao",
    "zhongguo", "gongzuo", "bangong", "shichang", "jianguan", "chengguan", "热线", "工单", "政务", "数据", "密码", "管理员",
    "hotline", "tracker", "administrator", "admin", "password", "passwd", "welcome", "system", "user", "test", "demo",
    "root", "login", "iloveyou", "letmein", "master", "office",
)
"What anybody would try here: the trade's words, in pinyin too, and the world's. The office's own are a setting."

KEYBOARD = (
    "1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p", "1q2w3e4r5t6y7u8i9o0p", "qazwsxedcrfvtgbyhnujmikolp", "!@#$%^&*()",
    "147258369", "741852963", "5201314", "7758521", "1314520",
)
"Rows along which fingers walk, forwards and backwards, and the figures that sound like words."

DATES = re.compile(r"(19|20)\d{2}([01]\d([0-3]\d)?)?")
MOBILE = re.compile(r"1[3-9]\d{9}")

LETTERS = "".join(set(string.ascii_letters + string.digits) - set("0O1lI"))
"Read aloud and copied by hand, so without look-alikes."


@dataclass(frozen=True)
class Whose:
    """What a stranger would know of the person: names and address, and the words of the office."""

    sign_in_name: str
    name: str = ""
    email: str = ""
    office: tuple[str, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        """What of it must not make up the password, lower case."""
        parts = [
            self.sign_in_name, *re.split(r"[._-]", self.sign_in_name), self.name, self.email.partition("@")[0],
            *self.office,
        ]
        return tuple(sorted({part.lower() for part in parts if len(part) > 1}, key=len, reverse=True))


def _without_walks(text: str) -> str:
    """Take away what runs along a row for three keys or more, and what only repeats."""
    for row in (*KEYBOARD, *(row[::-1] for row in KEYBOARD)):
        twice = row + row
        for length in range(min(len(row), len(text)), 2, -1):
            for start in range(len(row)):
                text = text.replace(twice[start:start + length], "")
    return re.sub(r"(.)\1{2,}", "", text)


def left_to_guess(password: str, whose: Whose) -> str:
    """What remains of the password when everything that is tried first is taken away."""
    text = MOBILE.sub("", password.lower())
    for word in (*whose.words, *HERE):
        text = text.replace(word, "")
    text = _without_walks(DATES.sub("", text))
    return "".join(sign for sign in text if sign.isalnum())


def check_password(
    password: str, whose: Whose, shortest: int, is_common: Callable[[str], bool], field: str = "password"
) -> None:
    """Refuse a password that is too short, too long, or among the first to be tried. `shortest` is the office's."""
    if len(password) < shortest:
        raise Invalid(N_("密码至少 %(shortest)d 位。"), field=field, shortest=shortest)
    if len(password) > LONGEST:
        raise Invalid(N_("密码最多 %(longest)d 位。"), field=field, longest=LONGEST)
    if is_common(password) or len(set(password.lower())) < 4:
        raise Invalid(N_("这个密码太常见，容易被猜到，请换一个。"), field=field)
    if len(left_to_guess(password, whose)) < LEFT:
        raise Invalid(
            N_("这个密码只由姓名、登录名、单位用语、年份、电话或键盘顺序拼成，容易被猜到，请换成几个不相干的词。"), field=field)


def random_password() -> str:
    """A one-time password: 14 letters and digits, about 81 bits."""
    return "".join(secrets.choice(LETTERS) for _place in range(14))
