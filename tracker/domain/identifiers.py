"""Numbers that carry their own proof: 统一社会信用代码 and telephone numbers; what a number is found by.

Wraps two pure libraries without I/O, the only ones the domain looks at: python-stdnum and phonenumbers.
"""

import re
import unicodedata

import phonenumbers
from stdnum.cn import uscc

MOBILE = re.compile(r"1[3-9]\d{9}")
"Any: new number segments are given out faster than lists of them."
LOCAL_NUMBER = re.compile(r"[2-9]\d{6,7}")
"A landline of the area, dialled without its area code."
SERVICE_NUMBER = re.compile(r"(400|800)\d{7}|1\d{4}|95\d{3,6}|1[0-2]\d")
"400/800 numbers, five-figure and emergency services."
EXTENSION = re.compile(r"(转|ext\.?|#|x)\s*\d{1,6}$", re.IGNORECASE)


def halved(text: str) -> str:
    """Full-width digits, letters and signs as half-width: ０７５３－ → 0753-."""
    return unicodedata.normalize("NFKC", text)


def is_uscc(code: str) -> bool:
    """Eighteen characters with a right check character (GB 32100-2015, modulo 31)."""
    return bool(uscc.is_valid(code)) and uscc.compact(code) == code


def clean_phone(text: str) -> str:
    """Half-width, without blanks, dashes, brackets and the country code, so that equal numbers look equal."""
    plain = re.sub(r"[\s\-—–()]", "", halved(text))
    return re.sub(r"^(\+?86|0086)(?=1\d{10}$)", "", plain)


def is_phone(phone: str) -> bool:
    """Is a cleaned number one that can be rung in China? An extension may follow."""
    base = EXTENSION.sub("", phone)
    if any(shape.fullmatch(base) for shape in (MOBILE, LOCAL_NUMBER, SERVICE_NUMBER)):
        return True
    if not re.fullmatch(r"\+?\d+", base, re.ASCII):
        return False
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(base, "CN"))
    except phonenumbers.NumberParseException:
        return False


def canonical_phone(phone: str) -> str:
    """What equal numbers have alike: E.164 with ;ext= behind it, or the cleaned digits where it is no full number.

    0753-2220000, 86 753 2220000 and （０７５３）２２２００００ are one number; an extension of it is another one.
    """
    plain = clean_phone(phone)
    base = EXTENSION.sub("", plain)
    extension = f";ext={re.sub(r'[^0-9]', '', plain[len(base):])}" if base != plain else ""
    return _in_full(base) + extension


def _in_full(base: str) -> str:
    if MOBILE.fullmatch(base):
        return f"+86{base}"
    if LOCAL_NUMBER.fullmatch(base) or SERVICE_NUMBER.fullmatch(base):
        return base
    try:
        number = phonenumbers.parse(base, "CN")
    except phonenumbers.NumberParseException:
        return base
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


TAIL = 4
"Digits that a masked number shows at its end."
SHORTEST_WITH_TAIL = 7
"Of a shorter number (110, 12345) the tail would be the number."


def phone_tail(phone: str) -> str:
    """尾号: the last four digits without an extension; nothing of a short number."""
    digits = re.sub(r"[^0-9]", "", EXTENSION.sub("", clean_phone(phone)))
    return digits[-TAIL:] if len(digits) >= SHORTEST_WITH_TAIL else ""


def road_of(address: str) -> str:
    """泰康路 12 号 3 栋 → 泰康路: what stands before the first figure, without blanks and signs."""
    return re.sub(r"[\W_]", "", re.split(r"[0-9]", halved(address), maxsplit=1)[0]).lower()
