"""What of a caller's data is shown by default: masks for page, list and log alike.

Who may lift a mask is decided in permissions.py (REVEAL_CALLER); each lifting is a timeline row.
"""


def masked_name(name: str | None) -> str:
    """张三丰 → 张**; one character stays one star behind nothing."""
    name = (name or "").strip()
    return name[:1] + "*" * (len(name) - 1) if len(name) > 1 else ("*" if name else "")


def masked_phone(phone: str | None) -> str:
    """13812345678 → 138****5678; a short number keeps its last two digits."""
    phone = (phone or "").strip()
    if len(phone) >= 7:
        return phone[:3] + "*" * (len(phone) - 7) + phone[-4:] if len(phone) > 7 else "***" + phone[-4:]
    return "*" * max(len(phone) - 2, 0) + phone[-2:]
