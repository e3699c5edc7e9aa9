"""How fast the list is at a million orders: pages, filters and words, each against the barest SQL of the same kind.

    python bench/search.py --orders 1000000 [--database-url postgresql://…] [--keep FOLDER]

Fills an empty database with invented orders (same seed, same orders), then prints the best of several runs in
milliseconds: the whole read of a page (rows, total, deadlines, marks), its two statements (the rows, the capped
total), and as the floor what the bare driver takes for the newest ids by the plainest statement of the same kind.
docs/performance.md has the figures and what to make of them.
"""

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask_migrate import upgrade
from sqlalchemy import func, select

from tracker import clock
from tracker.app import create_app
from tracker.config import load
from tracker.domain.filters import Filters, Flag
from tracker.domain.permissions import Actor
from tracker.domain.tokens import query, searchable
from tracker.domain.words import (
    CallerKind,
    Light,
    OrderClass,
    Part,
    RequestType,
    Role,
    Satisfaction,
    Solved,
    Stage,
    Urgency,
)
from tracker.reads.order_list import order_list
from tracker.seeds.starting_rows import seed_rules
from tracker.store import lookups, search, sections
from tracker.store.db import db
from tracker.store.finding import conditions, span
from tracker.store.lists import sections_of
from tracker.store.models import Assignment, CodeItem, Department, OrderSearch, WorkOrder

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=clock.LOCAL)
FIRST = datetime(2023, 1, 1, tzinfo=clock.LOCAL)
CHUNK = 5000
SUBJECTS = (
    "小区电梯 电梯门 自来水 水管 污水井 路灯 井盖 公租房 廉租房 物业费 停车位 垃圾桶 烧烤店 广场舞 建筑工地 渣土车 公交站 学校门口 幼儿园 卫生院 "
    "医保卡 社保卡 养老金 营业执照 食品店 药店 加油站 快递柜 天然气 电动车 充电桩 绿化带 河道 鱼塘 农田 宅基地 村道 桥面 隧道 停电 网络 信号塔"
).split()
TROUBLES = (
    "故障无人维修 漏水多日 堵塞外溢 深夜噪声扰民 收费不合理 长期不亮 被损坏 积水严重 存在安全隐患 占道经营 无证经营 拖欠工资 手续办不下来 "
    "政策不清楚 服务态度差 迟迟没有答复 希望尽快处理 要求退款 请求核实 建议增设 气味刺鼻 油烟扰民 乱停乱放 私搭乱建 无人清理 申请被退回"
).split()
FILLERS = (
    "诉求人反映 此前已多次拨打热线 至今没有结果 现来电要求相关部门尽快核实处理并回复 事发地点在 附近居民意见很大 影响日常出行 家中有老人和小孩 "
    "已向物业反映 物业称不归他们管 社区工作人员到场查看过 照片已经通过小程序提交 请注意保密 具体情况见附件 诉求人表示感谢 希望能够举一反三"
).split()
RARE = "犇 蟾蜍 饕餮 麒麟阁 罘罳巷".split()
STAGES = [Stage.CLOSED] * 15 + [Stage.TO_DISPATCH, Stage.TO_SIGN, Stage.HANDLING, Stage.HANDLING, Stage.TO_REVIEW]


def _text(rng: random.Random, phrases: int) -> str:
    parts = []
    for _one in range(phrases):
        parts.append(rng.choice(SUBJECTS) + rng.choice(TROUBLES) if rng.random() < 0.4 else rng.choice(FILLERS))
        if rng.random() < 0.3:  # what no list of phrases holds: names of people, roads and houses
            parts.append("".join(chr(rng.randrange(0x4E00, 0x6FFF)) for _two in range(rng.randrange(2, 5))))
    return "，".join(parts) + "。"


def _order(
    rng: random.Random, number: int, total: int, units: list[int], codes: dict[str, list[str]]
) -> dict[str, Any]:
    span = (NOW - FIRST).total_seconds()
    moment = FIRST + timedelta(seconds=span * number / total + rng.uniform(-86400 * 3, 0))
    received = min(moment, NOW)
    stage = rng.choice(STAGES) if number > total * 0.9 else Stage.CLOSED
    lead = None if stage is Stage.TO_DISPATCH else rng.choice(units)
    due = received + timedelta(days=21)
    closed = received + timedelta(days=rng.uniform(1, 25)) if stage is Stage.CLOSED else None
    title = rng.choice(SUBJECTS) + rng.choice(TROUBLES)
    content = _text(rng, rng.randrange(8, 26))
    if rng.random() < 0.00002:
        content += rng.choice(RARE) + "。"
    return {
        "id": number, "number": f"MJ{received.astimezone(clock.LOCAL):%Y%m%d}{number:07}", "version": 1,
        "source_number": f"S{number:09}",
        "stage": stage, "is_ledger": False, "channel_code": rng.choice(codes["channel"]),
        "request_type": rng.choice(list(RequestType)), "urgency": Urgency.NORMAL,
        "order_class": rng.choices(list(OrderClass), (1, 1, 8))[0], "place_code": rng.choice(codes["place"]),
        "address": (address := f"泰康路{rng.randrange(400)}号"), "address_key": lookups.road_key(address),
        "title": title, "content": content, "caller_name": "温小姐",
        "caller_phone": (phone := f"13{rng.randrange(10**8, 10**9)}"), "caller_phone_key": lookups.phone_key(phone),
        "caller_tail_key": lookups.tail_key(phone), "caller_kind": CallerKind.PERSON, "wants_reply": True,
        "enterprise_name": None, "received_at": received, "lead_id": lead, "due_at": due if lead else None,
        "dispatched_at": received + timedelta(hours=2) if lead else None, "closed_at": closed,
        "replied_at": closed - timedelta(hours=5) if closed else None,
        "satisfaction": rng.choice(list(Satisfaction)) if closed else None, "solved": Solved.YES if closed else None,
        "public_answer": "经核实，" + _text(rng, 4) if closed else None,
    }


def _chunks(orders: int, units: list[int], codes: dict[str, list[str]]) -> Iterator[list[dict[str, Any]]]:
    rng = random.Random(20261124)
    for start in range(1, orders + 1, CHUNK):
        yield [_order(rng, number, orders, units, codes) for number in range(start, min(start + CHUNK, orders + 1))]


def fill(orders: int) -> None:
    """Put the orders, their units' parts and their words into the empty database."""
    units = list(db.session.scalars(select(Department.id).order_by(Department.id)))
    codes: dict[str, list[str]] = {}
    for table, code in db.session.execute(select(CodeItem.table, CodeItem.code).order_by(CodeItem.id)):
        codes.setdefault(table.value, []).append(code)
    is_sqlite = db.engine.dialect.name == "sqlite"
    db.session.rollback()
    with db.engine.connect() as connection:
        if is_sqlite:
            connection.connection.driver_connection.execute("PRAGMA synchronous=OFF")
        for chunk in _chunks(orders, units, codes):
            connection.execute(sa.insert(WorkOrder.__table__), chunk)
            connection.execute(sa.insert(Assignment.__table__), [
                {"order_id": one["id"], "department_id": one["lead_id"], "part": Part.LEAD,
                 "dispatched_at": one["dispatched_at"]}
                for one in chunk if one["lead_id"]
            ])
            texts = [searchable(one["title"], (one["content"], one["public_answer"])) for one in chunk]
            rows = [
                {"order_id": one["id"], "place": search.place(one["received_at"], one["id"]), "title": text.title,
                 "text": text.text}
                for one, text in zip(chunk, texts)
            ]
            search.write(connection, rows, [text.tokens for text in texts])
            connection.commit()
            print(f"\r{chunk[-1]['id']:>9,} orders", end="", file=sys.stderr)
        if is_sqlite:
            connection.exec_driver_sql("INSERT INTO order_words(order_words) VALUES ('optimize')")
            connection.commit()
        connection.exec_driver_sql("ANALYZE")
        connection.commit()
    print(file=sys.stderr)


def timed(call: Callable[[], Any], least: int = 5, budget: float = 2.0) -> float:
    """The best of the warm runs in milliseconds: what else the machine does only ever adds to it."""
    call()
    took: list[float] = []
    while len(took) < least or (sum(took) < budget and len(took) < 30):
        start = time.perf_counter()
        call()
        took.append(time.perf_counter() - start)
        if sum(took) > 4 * budget:
            break
    return min(took) * 1000


def floor(statement: sa.Select[Any]) -> Callable[[], Any]:
    """The statement's rows by the bare driver."""
    text = str(statement.compile(db.engine, compile_kwargs={"literal_binds": True})).replace("%%", "%")

    def call() -> Any:
        connection = db.session.connection().connection.driver_connection
        cursor = connection.cursor()
        return cursor.execute(text).fetchall()

    return call


OFFICE = Actor(1, "督办员", frozenset({Role.SUPERVISOR}))
NEWEST = select(WorkOrder.id).order_by(WorkOrder.received_at.desc(), WorkOrder.id.desc()).limit(21)


def _words(text: str) -> sa.Select[Any]:
    hit = search.found(query(text))
    return select(hit.c.order_id).order_by(hit.c.place.desc()).limit(21)


def cases(unit: int) -> Iterator[tuple[str, Actor, Filters, dict[str, str], sa.Select[Any]]]:
    """(what, who, filters, where in the list, the floor's statement)."""
    plain = Filters()
    a_unit = Actor(2, "经办人", frozenset({Role.HANDLER}), department_id=unit)
    deep = f"0-{int(datetime(2024, 6, 1, tzinfo=UTC).timestamp()) * 10**6}-500000"
    month = {"received_from": datetime(2026, 3, 1).date(), "received_to": datetime(2026, 3, 31).date()}
    yield "第一页，不加条件", OFFICE, plain, {}, NEWEST
    yield "中间一页（第 50 万件附近）", OFFICE, plain, {"after": deep}, NEWEST
    yield "往回翻一页", OFFICE, plain, {"before": deep}, NEWEST
    for name, filters in {
        "待签收": Filters(stage=(Stage.TO_SIGN,)),
        "已办结": Filters(stage=(Stage.CLOSED,)),
        "未办结（各状态）": Filters(is_open=True),
        "两个状态": Filters(stage=(Stage.TO_SIGN, Stage.TO_REVIEW)),
        "一个主办单位": Filters(lead_id=(unit,)),
        "一个主办单位，办理中": Filters(lead_id=(unit,), stage=(Stage.HANDLING,)),
        "一个参与单位": Filters(unit_id=(unit,)),
        "类型、类别、镇街": Filters(
            request_type=(RequestType.REPORT,), order_class=(OrderClass.ENTERPRISE,), place_code=("jinshan",)),
        "一个月": Filters(**month),
        "一个月的一个镇街": Filters(place_code=("jinshan",), **month),
        "已超期": Filters(light=Light.OVERDUE),
        "不满意": Filters(satisfaction=(Satisfaction.DISSATISFIED, Satisfaction.VERY_DISSATISFIED)),
        "没有一件符合": Filters(stage=(Stage.TO_DISPATCH,), lead_id=(unit,)),
        "没有一件符合，逐件看": Filters(flag=(Flag.HARD,), urgency=(Urgency.CRITICAL,)),
    }.items():
        yield name, OFFICE, filters, {}, NEWEST
    yield "承办单位的第一页", a_unit, plain, {}, NEWEST
    for text in ("犇", "水", "蟾蜍", "电梯", "公租房", "电梯故障", "公租房 漏水", "饕餮楼", "1", "MJ20260309"):
        yield f"查“{text}”", OFFICE, Filters(q=text), {}, _words(text)
    yield "查“电梯”，承办单位", a_unit, Filters(q="电梯"), {}, _words("电梯")
    yield "查“电梯”，待签收", OFFICE, Filters(q="电梯", stage=(Stage.TO_SIGN,)), {}, _words("电梯")
    yield "查“电梯”，没有一件符合", OFFICE, Filters(q="电梯", flag=(Flag.HARD,)), {}, _words("电梯")
    yield "查“电梯”，一个月", OFFICE, Filters(q="电梯", **month), {}, _words("电梯")


def measure() -> None:
    """Print a line per case."""
    unit = db.session.scalar(select(func.min(WorkOrder.lead_id))) or 0
    print("| 情形 | 件数 | 整页 | 取行 | 计数 | 最简 SQL | 取行 / 最简 |\n|---|---|---|---|---|---|---|")
    for name, who, filters, where, least in cases(unit):
        found = order_list(filters, by=who, now=NOW, **where)
        total = f"{found.turning.total:,}{'+' if found.turning.is_more else ''}"
        parts = sections_of(filters.q, conditions(filters, NOW), who, span(filters))
        spot = sections.Spot.read(where.get("after") or where.get("before"))
        page = timed(lambda: order_list(replace(filters), by=who, now=NOW, **where))
        rows = timed(lambda: sections.turn(parts, 21, spot, "before" in where))
        count = timed(lambda: sections.count(parts, 1001))
        bare = timed(floor(least))
        figures = (f"{page:.1f}", f"{rows:.1f}", f"{count:.1f}", f"{bare:.2f}", f"{rows / bare:.1f}")
        print(f"| {name} | {total} | {' | '.join(figures)} |", flush=True)


def main() -> None:
    """Fill when empty, then measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--orders", type=int, default=100_000)
    parser.add_argument("--database-url", default="", help="an empty PostgreSQL database; SQLite without it")
    parser.add_argument("--keep", type=Path, help="folder in which the database stays, to be measured again")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="tracker-bench-") as temporary:
        data = given.keep or Path(temporary)
        app = create_app(load({
            "TRACKER_DATA": str(data), "TRACKER_ENV": "development", "TRACKER_DATABASE_URL": given.database_url}))
        with app.app_context():
            upgrade()
            if db.session.scalar(select(func.count()).select_from(Department)) == 0:
                seed_rules(NOW)
            if db.session.scalar(select(func.count()).select_from(OrderSearch)) == 0:
                start = time.perf_counter()
                fill(given.orders)
                print(f"filled in {time.perf_counter() - start:.0f} s", file=sys.stderr)
            measure()
            db.session.remove()
            db.engine.dispose()


if __name__ == "__main__":
    main()
