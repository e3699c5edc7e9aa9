"""A browser by the name that its owner knows: 360 浏览器 · Windows. What it says of itself is a hint, never a proof."""

BROWSERS: tuple[tuple[str, str], ...] = (
    ("MicroMessenger", "微信"), ("DingTalk", "钉钉"), ("wxwork", "企业微信"), ("QIHU", "360"), ("360SE", "360"),
    ("QQBrowser", "QQ"), ("SogouMSE", "搜狗"), ("Qaxbrowser", "奇安信"), ("HuaweiBrowser", "华为"), ("UOSBrowser", "统信"),
    ("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"), ("Trident/", "IE"),
)
"By a sign in the text, the narrower first: most call themselves Chrome as well."

SYSTEMS: tuple[tuple[str, str], ...] = (
    ("HarmonyOS", "HarmonyOS"), ("OpenHarmony", "HarmonyOS"), ("Android", "Android"), ("iPhone", "iPhone"),
    ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "macOS"), ("UOS", "UOS"), ("Kylin", "麒麟"), ("Linux", "Linux"),
)


def device(agent: str) -> str:
    """Browser and system, as far as they are known; empty for what no browser says."""
    found = (
        next((name for sign, name in table if sign.lower() in agent.lower()), None) for table in (BROWSERS, SYSTEMS)
    )
    return " · ".join(name for name in found if name)
