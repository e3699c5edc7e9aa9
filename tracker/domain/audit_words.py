"""What the auditor calls the fields of an entry's data, and where an act came from."""

from tracker.domain.words import N_

FIELDS: dict[str, str] = {
    "value": N_("值"), "stage": N_("状态"), "name": N_("名称"), "code": N_("代码"), "kind": N_("类型"),
    "phone": N_("联系电话"), "roles": N_("角色"), "department": N_("单位"), "is_active": N_("启用"), "email": N_("邮箱"),
    "effective_from": N_("生效日期"), "reason": N_("理由"), "sha256": N_("校验和"), "size": N_("大小（字节）"),
    "count": N_("数目"), "orders": N_("工单数"), "rows": N_("行数"), "added": N_("新增"), "existing": N_("已有"),
    "paper": N_("打印件"), "said": N_("条件"), "is_unmasked": N_("含完整个人信息"), "is_selection": N_("只含勾选"),
    "way": N_("登录方式"), "address": N_("地址"), "crowded_out": N_("挤下线的登录"), "period": N_("期次"),
    "path": N_("网址"), "status": N_("状态码"), "repeats": N_("此前同样的次数"), "method": N_("方法"),
    "wants_mail": N_("接收邮件"), "unit": N_("单位"), "url": N_("推送网址"), "shared": N_("共享"), "removed": N_("清理旧份数"),
    "missing": N_("缺失文件"), "files": N_("文件数"), "workbooks": N_("工作簿数"), "seq": N_("链条号"),
    "digest": N_("摘要"), "is_whole": N_("一致"), "fault_count": N_("不一致处"), "faults": N_("不一致之处"),
    "notes": N_("注意"), "links": N_("核验的链条"), "anchors": N_("锚点"), "since": N_("最早涉及"), "source": N_("依据"),
    "person": N_("本人"), "deputy": N_("代理人"), "on": N_("日期"), "is_off": N_("休息"), "position": N_("顺序"),
    "made_at": N_("备份时间"), "file": N_("文件"), "sign_in_name": N_("登录名"), "why": N_("原因"), "done": N_("办成"),
    "refused": N_("未办成"), "run": N_("批次"), "papers": N_("文件名称"), "before": N_("变更前"), "ended": N_("被接替的"),
    "asked_for": N_("请求事项"), "verified": N_("身份核验"), "fingerprint": N_("号码指纹"), "found": N_("工单"),
    "fields": N_("更正项目"),
}


def field_label(name: str) -> str:
    """The field's name; one that is new reads as it is written."""
    return FIELDS.get(name, name)


def origin_words(origin: str | None) -> str:
    """The origin as the workbook writes it."""
    if not origin:
        return ""
    return origin.replace("cli:", "命令行 ", 1) if origin.startswith("cli:") else origin.replace("job:", "定时任务 ", 1)
