"""What each status is called and what to do about it, in the reader's words; who says it: errors.py and serving.py."""

from typing import NamedTuple

from tracker.domain.words import N_


class Words(NamedTuple):
    """A page's heading and its advice."""

    title: str
    advice: str


WORDS = {
    400: Words(N_("请求不完整"), N_("请求不完整，请返回上一页重新提交。")),
    401: Words(N_("请先登录"), N_("请先登录，再打开这个页面。")),
    403: Words(N_("没有权限"), N_("您没有权限进入这个页面。如工作需要，请联系系统管理员。")),
    404: Words(N_("没有找到"), N_("没有找到这个页面，请检查网址，或从菜单重新进入。")),
    405: Words(N_("不能这样操作"), N_("这个网址不接受这种操作，请从页面上的按钮进入。")),
    406: Words(N_("没有这种格式"), N_("没有所要的格式。请用浏览器从菜单进入。")),
    408: Words(N_("等待太久"), N_("提交用了太长时间，已经中断。请检查网络后重新提交；文件较大的请分几次上传。")),
    409: Words(N_("情况已经变化"), N_("情况已经变化，请刷新页面后再办理。")),
    410: Words(N_("已经不在"), N_("这个页面或文件已经不在了，请从菜单重新进入。")),
    411: Words(N_("请求不完整"), N_("请求没有说明长度，请从页面上的按钮重新提交；仍不行请系统管理员检查代理服务器。")),
    412: Words(N_("情况已经变化"), N_("情况已经变化，请刷新页面后再办理。")),
    413: Words(N_("内容太大"), N_("提交的内容或上传的文件太大，请拆分后再提交。")),
    414: Words(N_("网址太长"), N_("网址太长，请减少查询条件，或从菜单重新进入。")),
    415: Words(N_("不能这样提交"), N_("不接受这种格式的内容，请从页面上的按钮提交。")),
    416: Words(N_("文件对不上"), N_("文件没有所要的这一段，请重新打开或重新下载。")),
    422: Words(N_("内容有误"), N_("提交的内容有误，请按提示修改后重新提交。")),
    423: Words(N_("正在使用"), N_("别人正在办理，请稍后刷新页面再试。")),
    428: Words(N_("情况已经变化"), N_("情况已经变化，请刷新页面后再办理。")),
    429: Words(N_("操作过于频繁"), N_("操作过于频繁，请稍后再试。")),
    431: Words(N_("请求太长"), N_("浏览器带来的信息过多。请减少查询条件，或清除本网站的 Cookie 后重新登录。")),
    500: Words(N_("程序出了问题"), N_("程序出了问题，没有保存任何改动。请把编号告诉系统管理员。")),
    502: Words(N_("对方没有回应"), N_("对方的服务器没有回应，请稍后再试；一直不行，请把编号告诉系统管理员。")),
    503: Words(N_("暂时不能办理"), N_("服务暂时不可用，请过几分钟再试；一直不行，请把编号告诉系统管理员。")),
}
YOURS = Words(N_("不能这样操作"), N_("这个操作没有办成。请返回上一页，从页面上的按钮重新办理。"))
"For whatever else a browser may have done."
OURS = Words(N_("暂时不能办理"), N_("服务暂时不可用，请稍后再试；一直不行，请把编号告诉系统管理员。"))
"For whatever else may have happened on our side."


def words_of(status: int) -> Words:
    """What to say of the status."""
    return WORDS.get(status) or (OURS if status >= 500 else YOURS)
