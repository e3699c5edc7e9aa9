"""查阅、复制: the caller's own copy of what is held about them (个人信息保护法第四十五条), on record at every order."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tracker.clock import LOCAL
from tracker.domain.permissions import Actor, Permission, require
from tracker.domain.refusals import Invalid
from tracker.domain.timeline import Entry
from tracker.domain.words import N_
from tracker.sheets.personal_data import TITLE, PersonalCopy, write_personal_data
from tracker.store import orders, personal_copies, personal_requests, tables
from tracker.store.db import transaction
from tracker.store.models import PersonalRequest
from tracker.store.personal_requests import Held
from tracker.store.story import journal, tell


@dataclass(frozen=True)
class Copied:
    """The name under which the file is sent, and how many orders are in it."""

    file_name: str
    orders: int


def copy_personal_data(request_id: int, path: Path, *, by: Actor, now: datetime) -> Copied:
    """Write the copy at `path`; kept nowhere else. Confidential orders are left out where the proof is a weak one.

    Takes the right to know callers, too: everything in it is in clear. Raises Invalid where there is
    nothing to copy, and where the orders name different people.
    """
    require(by, Permission.ANSWER_PERSONAL_REQUESTS)
    require(by, Permission.REVEAL_CALLER)
    with transaction():
        request = personal_requests.own(request_id, by, for_update=True)
        orders.lock_rows(int(order_id) for order_id, _code in request.found)
        every = personal_requests.held(request, by)
        given = [one for one in every if not one.is_withheld]
        if not given:
            raise Invalid(N_("没有可以复制的工单：没有查到，或者只有须核对身份证件的保密工单。"))
        if personal_requests.has_several_names(given):
            raise Invalid(N_("这些工单登记了不同的姓名，不能一并复制：请填上姓名重新查找；姓名登记有误的，先更正。"))
        sha256 = _write(path, request, given, len(every) - len(given), by, now)
        for one in given:
            tell(one.order, Entry.CALLER_COPIED, by, now, need=Permission.ANSWER_PERSONAL_REQUESTS,
                 verified=request.verified.label)
        request.copies += 1
        journal(
            "personal.copied", str(request.id), by, now, found=[one.order.number for one in given], sha256=sha256,
            verified=request.verified.label, asked_for=request.asked_for.label,
        )
        return Copied(f"{TITLE} 第{request.id}号.xlsx", len(given))


def _write(path: Path, request: PersonalRequest, given: list[Held], withheld: int, by: Actor, now: datetime) -> str:
    local = now.astimezone(LOCAL)
    cover = [
        ("个人信息请求", f"第 {request.id} 号，{request.asked_at.astimezone(LOCAL):%Y-%m-%d %H:%M} 受理"),
        ("请求事项", request.asked_for.label), ("身份核验", request.verified.label),
        ("工单", f"{len(given)} 件"), ("制作", f"{by.name}，{local:%Y-%m-%d %H:%M}"),
        ("依据", "《中华人民共和国个人信息保护法》第四十五条"),
        ("不在其中的", "承办单位内部的办理记录，以及他人的个人信息"),
        ("更正和删除", "认为有误的，可以请求更正、补充；到“保存至”的日期后，个人信息自动匿名化"),
    ]
    if withheld:
        cover.append(("保密工单", f"另有 {withheld} 件，须核对身份证件或委托书后复制"))
    copy = PersonalCopy(
        cover, list(personal_copies.order_rows(given, now)), list(personal_copies.dealing_rows(given)),
        list(personal_copies.attachment_rows(given)))
    watermark = f"制作人：{by.name}　{local:%Y-%m-%d %H:%M}　只交诉求人本人或其委托人"
    write_personal_data(path, copy, tables.settings_on(local.date()).office_name, now, watermark)
    return hashlib.sha256(path.read_bytes()).hexdigest()
