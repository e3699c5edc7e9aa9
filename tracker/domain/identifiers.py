"""Numbers that carry their own proof: 统一社会信用代码 and telephone numbers.

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
