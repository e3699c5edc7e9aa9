"""What names a caller inside a text: people do type names and numbers into it. When it is redacted: disclosure.py."""

import re
from collections.abc import Iterable, Iterator

from tracker.domain.words import N_

REDACTED = "＊＊"

GONE = N_("已匿名化")
"What stands where a caller's name stood once its time was over (domain.retention): nobody's, so shown as it is."

NOBODY = frozenset((
    "匿名", "不详", "未知", "无", "市民", "群众", "居民", "村民", "业主", "住户", "先生", "女士", "来电人", "诉求人", "热心市民",
    "投诉人", "举报人", "职工", "员工", "商户", "学生", "家长", "老师",
))
"Entered where a name should stand: they name nobody, and a text without them could not be read."

_TITLES = (
    "先生|女士|小姐|太太|夫人|老师|师傅|阿姨|叔叔|大爷|大妈|大姐|大哥|同志|同学|医生|律师|老板|经理|主任|某某|某"
)
_COMPOUND = ("欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "司徒", "长孙", "夏侯", "端木")
"Surnames of two characters."

_BETWEEN = r"[\s\-－—–·.()（）]{0,3}"
"What people write between the digits of a number."
_DIGIT = {str(digit): f"[{digit}{chr(0xFF10 + digit)}]" for digit in range(10)}
_ANY = "[0-9０-９]"
_ALONE = rf"(?<!{_ANY})", rf"(?!{_ANY})"

_MOBILE = f"{_ALONE[0]}{_DIGIT['1']}{_BETWEEN}[3-9３-９]" + f"{_BETWEEN}{_ANY}" * 9 + _ALONE[1]
_TAIL = rf"尾号\s*(?:[:：是为]\s*)?{_ANY}{{3,4}}"
_IDENTITY_CARD = r"(?<!\d)[1-8]\d{5}(?:19|20)\d{2}[01]\d[0-3]\d{4}[\dXx](?!\d)"

_KIND = re.compile(
    "(?:股份有限公司|有限责任公司|有限公司|分公司|总公司|公司|集团|合作社|经营部|服务部|商行|超市|酒店|饭店|餐厅|餐饮店|工厂|厂|店|馆)+$"
)
_REGION = re.compile("^(?:[^省市区县]{2,3}省)?(?:[^省市区县]{2,3}市)?(?:[^省市区县]{2,3}[区县])?")
SHORTEST_CORE = 4
"An enterprise's name without region and kind is looked for from so many characters on; shorter ones are plain words."


def _spaced(text: str) -> str:
    return r"\s*".join(re.escape(letter) for letter in re.sub(r"\s", "", text))


def _surname(name: str) -> str:
    return name[:2] if name.startswith(_COMPOUND) else name[:1]


def _name_patterns(name: str) -> Iterator[str]:
    name = name.strip()
    if not name or name in NOBODY:
        return
    if len(name) > 1:
        yield _spaced(name)
    if re.fullmatch(r"[\u4e00-\u9fff·]{1,8}", name):
        yield f"{_spaced(_surname(name))}(?:{_TITLES})"


def _phone_patterns(phone: str) -> Iterator[str]:
    digits = re.sub(r"\D", "", phone)
    forms = [digits]
    if digits.startswith("0") and len(digits) > 9:
        # A landline is often told without its area code (three digits for 010 and 02x, else four).
        forms.append(digits[3:] if digits[1] in "12" else digits[4:])
    for form in forms:
        if len(form) >= 5:
            yield _ALONE[0] + _BETWEEN.join(_DIGIT[digit] for digit in form) + _ALONE[1]


def core_of(enterprise: str) -> str:
    """梅州市鸿达塑胶制品有限公司 → 鸿达塑胶制品: how people call it."""
    core = _KIND.sub("", re.sub(r"[（(][^）)]*[）)]", "", enterprise.strip()))
    return _REGION.sub("", core) or core


def _enterprise_patterns(enterprise: str) -> Iterator[str]:
    if enterprise.strip():
        yield _spaced(enterprise)
        core = core_of(enterprise)
        if len(core) >= SHORTEST_CORE:
            yield _spaced(core)


def pattern_of(
    *, names: Iterable[str] = (), phones: Iterable[str] = (), enterprises: Iterable[str] = (), codes: Iterable[str] = ()
) -> re.Pattern[str]:
    """What to look for.

    The given names (also with 先生 and the like), the numbers however they are written, the enterprises in full or
    short, the codes; and any mobile number, tail of a number or identity card, whosoever it may be.
    """
    wanted = [one for name in names for one in _name_patterns(name)]
    wanted += [one for enterprise in enterprises for one in _enterprise_patterns(enterprise)]
    wanted += [one for phone in phones for one in _phone_patterns(phone)]
    wanted += [_spaced(code) for code in codes if code.strip()]
    wanted += [_IDENTITY_CARD, _MOBILE, _TAIL]
    # The longer first: what is part of another must not leave the rest standing.
    return re.compile("|".join(sorted(wanted, key=len, reverse=True)), re.IGNORECASE)


def redacted(
    text: str, *, names: Iterable[str] = (), phones: Iterable[str] = (), enterprises: Iterable[str] = (),
    codes: Iterable[str] = (),
) -> str:
    """The text with everything that names the caller replaced by ＊＊."""
    return pattern_of(names=names, phones=phones, enterprises=enterprises, codes=codes).sub(REDACTED, text)
