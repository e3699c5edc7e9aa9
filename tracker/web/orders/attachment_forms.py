"""The forms of attachments: shape only; which files are taken is decided in domain/attachments.py and media/."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import MultipleFileField
from wtforms import RadioField, StringField

from tracker.domain.attachments import REASON_MAX, TAKEN, Bounds
from tracker.domain.words import AttachmentKind, MediaClass
from tracker.reads.attachments import AttachmentPanel, accepted
from tracker.usecases.attaching import Upload
from tracker.web.forms import Form, at_most, chosen, needed, words

MEANING = {
    AttachmentKind.CALLER: _l("诉求人提供的照片、文件和来电录音"),
    AttachmentKind.CONTACT: _l("与诉求人联系的录音、短信截图"),
    AttachmentKind.HANDLING: _l("现场照片、处理文书等办理依据"),
}


class UploadForm(Form):
    """上传附件."""

    kind = RadioField(_l("附件类别"), [chosen()])
    files = MultipleFileField(_l("选择文件（可多选）"))

    def offer(self, panel: AttachmentPanel) -> None:
        """Only the kinds that may be added; with just one it is chosen."""
        self.kind.choices = words(AttachmentKind, panel.kinds)
        self.kind.description = _("；").join(f"{_(kind.label)}{_('：')}{MEANING[kind]}" for kind in panel.kinds)
        if len(panel.kinds) == 1 and not self.kind.data:
            self.kind.data = panel.kinds[0].value


class RemoveForm(Form):
    """移除附件."""

    removal_reason = StringField(_l("移除原因"), [needed(), at_most(REASON_MAX)])


def uploads(field: MultipleFileField) -> list[Upload]:
    """What was chosen, as the use cases take it."""
    return [Upload(file.filename or "", file.stream) for file in field.data or [] if file]


def limits_text(bounds: Bounds) -> str:
    """What is taken, for the help beside a file field."""
    return _(
        "可以上传 %(taken)s。图片每张不超过 %(image)d MB，文档 %(document)d MB，录音 %(audio)d MB，一次合计 %(total)d MB。",
        taken=_(TAKEN), image=bounds.most_mb(MediaClass.IMAGE), document=bounds.most_mb(MediaClass.DOCUMENT),
        audio=bounds.most_mb(MediaClass.AUDIO), total=bounds.total_mb,
    )


def file_attrs(bounds: Bounds) -> dict[str, str]:
    """Attributes of a file field: what the browser offers, and how much the page's script lets pass."""
    return {
        "accept": accepted(), "data-files-total-mb": str(bounds.total_mb),
        "data-say-files": _("已选 {n} 个文件，共 {size} MB"),
        "data-say-too-much": _("已选 {n} 个文件，共 {size} MB，超过一次 {most} MB 的上限，请分几次上传"),
    }
