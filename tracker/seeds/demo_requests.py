"""What people of the demo district ask for: invented requests in the words of the trade."""

from dataclasses import dataclass

from tracker.domain.words import OrderClass, RequestType, Urgency

E, M, C = OrderClass.ENTERPRISE, OrderClass.MARKET_ENTITY, OrderClass.CITIZEN
T = RequestType


@dataclass(frozen=True)
class Request:
    """One invented request, the unit that answers it, and how many days that takes."""

    title: str
    content: str
    request_type: RequestType
    order_class: OrderClass
    unit: str
    days: float
    answer: str
    caller_name: str
    place: str
    address: str = ""
    channel: str = "phone"
    urgency: Urgency = Urgency.NORMAL
    enterprise_name: str | None = None
    enterprise_uscc: str | None = None
    co_units: tuple[str, ...] = ()


MARKET, HOUSING, CITY = "区市场监督管理局", "区住房和城乡建设局", "区城市管理和综合执法局"
XIYANG = "西阳镇人民政府"

REQUESTS: tuple[Request, ...] = (
    Request("餐饮店变更经营场所如何办理", "门店搬到同街另一铺位，想问营业执照和食品经营许可证要不要一起变更，材料有哪些。",
            T.CONSULT, E, MARKET, 1, "变更经营场所应同时申请营业执照变更登记和食品经营许可变更，可在政务服务网一并办理。",
            "赖女士", "jiangnan", "嘉应中路", "yst", enterprise_name="梅江区嘉味轩餐饮店"),
    Request("园区道路积水影响货车进出", "连续下雨后园区主干道积水约二十厘米，货车无法装卸，已影响交货，请尽快排水并疏通管网。",
            T.HELP, E, HOUSING, 5, "已组织抽排并清疏雨水管网三百米，道路恢复通行，后续纳入汛前检查。",
            "丘先生", "xiyang", "白宫工业园一路", "phone", Urgency.URGENT, "梅州市嘉园电子科技有限公司",
            co_units=(XIYANG,)),
    Request("反映商铺门前夜间烧烤油烟扰民", "楼下烧烤档每晚营业到凌晨两点，油烟和噪声很大，家里老人小孩无法休息。",
            T.COMPLAINT, C, CITY, 9, "已责令该档口停止占道经营并加装油烟净化设施，安排夜间巡查。",
            "温女士", "jinshan", "泰康路"),
    Request("举报超市销售过期食品", "在超市买到已过保质期的酸奶，货架上还有同批次，有小票和照片。",
            T.REPORT, C, MARKET, 11, "执法人员已现场检查，下架并立案调查，处理结果将另行告知。",
            "李先生", "jiangnan", "梅江二路", "wechat"),
    Request("建议增设公园夜间照明", "滨江公园步道晚上很多人散步，部分路段没有路灯，建议增设。",
            T.SUGGESTION, C, CITY, 8, "建议已采纳，计划在步道加装路灯二十四盏，年内完成。",
            "黄先生", "jiangnan", "滨江公园", "website"),
    Request("个体工商户年报逾期被列入异常名录怎么办", "去年忘记年报，现在办贷款发现被列入经营异常名录，请问怎样移出。",
            T.CONSULT, M, MARKET, 1, "补报年度报告后即可申请恢复正常记载状态，网上办理即可。",
            "钟女士", "chengbei", "", "yst", enterprise_name="梅江区芳芳百货店"),
    Request("老旧小区外墙砖脱落存在安全隐患", "小区三栋外墙瓷砖近日多次脱落，砸到楼下车棚，希望尽快处理。",
            T.HELP, C, HOUSING, 7, "已设置围挡警戒并督促物业启用维修资金，施工单位已进场。",
            "刘先生", "xijiao", "", "phone", Urgency.URGENT),
    Request("企业招工难，请求帮助对接职校", "订单增加但一线工人不足，缺口约四十人，希望帮助联系职校和招聘会。",
            T.HELP, E, "区人力资源和社会保障局", 6, "已安排参加专场招聘会，并与两所职校签订实习协议。",
            "廖经理", "xiyang", "龙坑工业小区", "yst", enterprise_name="梅州市鸿达塑胶制品有限公司"),
    Request("投诉行政审批超时未办结", "道路运输经营许可申请受理已超过承诺时限，窗口未说明原因，影响车辆投入运营。",
            T.COMPLAINT, E, "区政务服务和数据管理局", 4, "经核查系统流转延误，已当日办结出证并向企业致歉，优化了提醒机制。",
            "曾先生", "jinshan", "", "phone", enterprise_name="梅州市顺通物流有限公司",
            co_units=("区交通运输局",)),
    Request("咨询高新技术企业认定奖励申领", "今年通过高新技术企业认定，想了解区里的奖励政策和申领时间。",
            T.CONSULT, E, "区科工商务局", 1.5, "奖励申报窗口为每年第四季度，材料清单已发送至企业邮箱。",
            "蓝女士", "jiangnan", "", "yst", enterprise_name="广东客都智能装备有限公司"),
    Request("反映工地夜间施工噪声", "工地晚上十一点后仍在浇筑混凝土，噪声很大，多次投诉未改善。",
            T.COMPLAINT, C, CITY, 13, "已现场制止违规夜间施工并立案处罚，要求工地公示施工时间。",
            "古先生", "chengbei", "学子大道"),
    Request("镇道路灯不亮影响出行", "村口到圩镇的路灯坏了近一个月，学生晚自习回家很不安全。",
            T.HELP, C, XIYANG, 12, "已更换灯头和线路，全线恢复照明。", "谢女士", "xiyang", "新田村"),
    Request("感谢镇政府工作人员冒雨抢修", "台风期间工作人员冒雨抢修道路和水管，村民都很感激，特此表扬。",
            T.PRAISE, C, XIYANG, 2, "感谢您的肯定，我们将继续做好服务。", "罗先生", "xiyang"),
    Request("商铺被乱收物业公摊费", "物业在合同外按月收取公摊费，没有公示依据，多家商户都有意见。",
            T.COMPLAINT, M, HOUSING, 10, "已约谈物业公司，责令公示收费依据并退还多收费用。",
            "杨老板", "jinshan", "东山大道", "phone", enterprise_name="梅江区阳光文具店", co_units=(MARKET,)),
    Request("停电未提前通知造成生产损失", "本周三上午园区停电四小时未提前通知，生产线停摆，请说明原因并避免再次发生。",
            T.COMPLAINT, E, "区科工商务局", 3, "经协调供电部门核实为线路故障抢修，已建立停电提前告知群。",
            "范经理", "xiyang", "白宫工业园二路", "yst", enterprise_name="梅州市嘉园电子科技有限公司"),
    Request("社保补缴办理流程咨询", "以前单位漏缴三个月社保，想问现在如何补缴，需要什么材料。",
            T.CONSULT, C, "区人力资源和社会保障局", 1, "由原单位凭劳动合同和工资凭证申请补缴，可到社保窗口办理。",
            "张女士", "sanjiao", "", "wechat"),
    Request("小区电梯频繁故障", "电梯一周内三次停运，老人上下楼困难，物业一直拖延维修。",
            T.COMPLAINT, C, MARKET, 14, "已督促维保单位更换主板和门机，检验合格恢复运行。",
            "邓先生", "sanjiao", "客都大道", "phone", Urgency.URGENT, co_units=(HOUSING,)),
    Request("建议政务大厅延长午间服务", "上班族只有中午有空，建议政务服务大厅提供午间不打烊服务。",
            T.SUGGESTION, C, "区政务服务和数据管理局", 6, "大厅已设午间值班窗口，可办理高频事项。",
            "吴女士", "jinshan", "", "app"),
)
