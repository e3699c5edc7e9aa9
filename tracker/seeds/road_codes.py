"""The side roads' code tables and the statutory limits that an installation starts with, each with its source."""

from datetime import date

from sqlalchemy import func, select

from tracker.domain.words import CodeTable, Unit
from tracker.store.db import db
from tracker.store.models import CodeItem, StatutoryLimit

Coded = tuple[tuple[str, str, str], ...]
"(code, name, guidance): what staff may tell the caller, or the rule behind the entry."

ROAD_CODES: dict[CodeTable, Coded] = {
    CodeTable.REFUSAL_REASON: (
        ("N01", "不属于本行政区域", "您反映的事项不属于本区管辖，请向事项所在地的12345热线反映。"),
        ("N02", "属党委、人大、政协、法院、检察院、群团等职责", "您反映的事项不属于政府热线受理范围，请向相应机关反映。"),
        ("N03", "属军队、武警事务", "您反映的事项属于军队、武警事务，请向相应单位反映。"),
        ("N04", "属110、119、120、122紧急事项", "您反映的是紧急事项，请立即拨打相应的紧急电话。"),
        ("N05", "须经诉讼、仲裁、纪检监察、行政复议、政府信息公开等途径", "您反映的事项依法应当通过法定途径解决，请按相应程序提出。"),
        ("N06", "已进入信访渠道", "您反映的事项已进入信访程序，请向信访部门了解办理情况。"),
        ("N07", "涉及国家秘密、工作秘密、商业秘密、个人隐私", "您反映的事项涉及依法应当保密的内容，热线不能受理，请谅解。"),
        ("N08", "违反法律法规或公序良俗", "您提出的要求不符合法律法规或公序良俗，热线不能受理，请谅解。"),
        ("N09", "正在办理或已办结且无新情况、新理由", "您反映的事项正在办理或已经答复，没有新的情况和理由，不再重复受理。"),
        ("N10", "表述不清、无实质诉求或恶意骚扰", "您没有说明具体的诉求，热线无法受理；如有具体事项，欢迎再次来电。"),
        ("N11", "超出行政职责，应由市场、社会渠道解决", "您反映的事项不属于政府职责范围，建议通过协商、调解或司法途径解决。"),
    ),
    CodeTable.RETURN_REASON: (
        ("place", "属地不符", "事项发生地不在本单位辖区"),
        ("duty", "权属、职责不清或不符", "须写明职责归属的依据"),
        ("overlap", "职能交叉", "涉及多家单位职能，须建议主办单位"),
        ("other", "其他", "须写明具体原因"),
    ),
    CodeTable.TERMINATION_GROUND: (
        ("not_acceptable", "办理中发现属于不予受理情形", "《潍坊市12345政务服务便民热线条例》第二十一条"),
        ("no_cooperation", "诉求人拒不配合，致使无法办理", "《潍坊市12345政务服务便民热线条例》第二十一条"),
        ("legal_way", "诉求人已就同一事项进入法定途径", "国办函〔2025〕66号（二）"),
        ("other", "其他", "须写明具体情形"),
    ),
    CodeTable.EXCLUSION_GROUND: (
        ("E01", "执法办案", "依法立案查处或者处罚的事项，依法办理，不片面追求满意度；依据：粤办函〔2021〕216号"),
        ("E02", "行政调解", "已依法组织调解、当事人没有达成一致的事项；依据：粤办函〔2021〕216号"),
        ("E03", "不合理诉求", "缺乏法律政策依据、已依法答复并充分解释的诉求；依据：国办函〔2025〕66号（六）"),
    ),
    CodeTable.REVEAL_GROUND: (
        ("contact", "联系诉求人", "先行联系、约定上门、告知进展；依据：个人信息保护法第六条，限于办理所必需"),
        ("verify", "核实身份或诉求", "核对来电人、补充和更正登记内容"),
        ("callback", "回访诉求人", "回访、核实满意度"),
        ("merge", "核对重复来电", "核对是否同一诉求人，决定并单"),
        ("supervise", "督办核查", "督办、复核时直接向诉求人了解情况"),
        ("subject", "诉求人本人查询或更正", "本人要求查阅、复制、更正自己的信息；依据：个人信息保护法第四十五、四十六条"),
    ),
}

SME_PAYMENT = "《保障中小企业款项支付条例》（2025年修订）第二十四条至第二十六条"


def seed_road_codes() -> None:
    """Entries that the tables lack; one that was renamed keeps its new name. Inside the caller's transaction."""
    for table, coded in ROAD_CODES.items():
        have = db.session.execute(select(CodeItem.code, CodeItem.name).where(CodeItem.table == table)).all()
        taken = {text for row in have for text in row}
        db.session.add_all(
            CodeItem(table=table, code=code, name=name, guidance=guidance, position=position)
            for position, (code, name, guidance) in enumerate(coded, start=1) if not {code, name} & taken
        )
    if not db.session.scalar(select(func.count()).select_from(StatutoryLimit)):
        db.session.add(StatutoryLimit(
            name="中小企业款项支付投诉", legal_basis=SME_PAYMENT, amount=30, unit=Unit.NATURAL_DAY, longest=90,
            transfer_days=10, effective_from=date(2025, 6, 1),
        ))
