"""Which matter an invented request is about: the first word of the table that its title contains."""

MATTERS = {
    "营业执照": "business.registration", "变更经营": "business.registration", "年报": "business.registration",
    "审批": "business.approval", "政务大厅": "business.approval", "招工": "business.labour", "高新": "business.policy",
    "公摊": "housing.property", "停车位": "housing.property", "电梯": "housing.property", "外墙": "housing.quality",
    "产权": "housing.quality", "开裂": "housing.quality", "积水": "construction.public", "井盖": "construction.public",
    "路灯": "construction.public", "照明": "construction.public", "水管": "utility", "停电": "business.energy",
    "燃气": "utility", "施工噪声": "construction.site", "围挡": "construction.site", "烧烤": "environment.fumes",
    "粉尘": "environment.fumes", "废水": "environment", "噪声": "environment.noise", "音响": "environment.noise",
    "坑洼": "traffic.road", "塌陷": "traffic.road", "公交": "traffic", "停车": "traffic.parking",
    "食品": "market.food", "餐具": "market.food", "食堂": "market.food", "电子秤": "market.consumer",
    "退费": "market.consumer", "拖欠工人": "labour.wages", "社保": "labour.insurance", "货款": "business.policy",
    "摊": "city.appearance", "垃圾": "city.appearance", "广告牌": "city.appearance", "树": "city.appearance",
    "围墙": "city.illegal", "砂石": "city.illegal",
}


def matter_of(title: str) -> str | None:
    """The matter's code, None where no word tells."""
    return next((code for word, code in MATTERS.items() if word in title), None)
