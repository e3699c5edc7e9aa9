"""How often somebody may ask in a minute: which kinds of request are counted, and how many of each are taken.

Which request is of which kind is known in web/rates.py; how many are an office's own settings.
"""

from tracker.domain.setting_kinds import Definition, number
from tracker.domain.words import N_, Word


class Rate(Word):
    """What is counted. Whoever is signed in is counted by person, never by address: an office shares one."""

    SIGN_IN = "sign_in", N_("登录")
    REVEAL = "reveal", N_("查看完整信息")
    SEARCH = "search", N_("查询")
    EXPORT = "export", N_("导出和下载")
    UPLOAD = "upload", N_("上传")
    WRITE = "write", N_("提交")

    @property
    def setting(self) -> str:
        """The key of the setting that says how many."""
        return f"rate_{self.value}"

    @property
    def is_reading(self) -> bool:
        """Counted in the process alone: looking something up must not wait for the database's lock."""
        return self is Rate.SEARCH


WINDOW_SECONDS = 60

RATE_SETTINGS: dict[str, Definition] = {
    "rate_sign_in": number(
        N_("登录频率"), N_("尚未登录的，同一地址每分钟最多提交多少次；全单位共用一个出口地址，上班时集中登录的请放宽"), 120, 10, 10_000),
    "rate_reveal": number(N_("查看完整信息频率"), N_("每人每分钟最多查看多少次诉求人的完整信息"), 30, 1, 1000),
    "rate_search": number(N_("查询频率"), N_("每人每分钟最多查询多少次工单和知识"), 180, 10, 10_000),
    "rate_export": number(N_("导出频率"), N_("每人每分钟最多导出和下载工作簿多少次"), 20, 1, 1000),
    "rate_upload": number(N_("上传频率"), N_("每人每分钟最多上传多少次文件"), 30, 1, 1000),
    "rate_write": number(N_("提交频率"), N_("每人每分钟最多提交多少次其他操作"), 120, 10, 10_000),
}
