"""Who may add, remove and see an attachment, what it is called, and how large it may be."""

import pytest

from tracker.domain.attachments import (
    MB,
    MEDIA_TYPES,
    NAME_MAX,
    Bounds,
    check_count,
    check_size,
    clean_file_name,
    kinds_offered,
    may_remove,
    may_see,
    named_as,
    type_by_name,
)
from tracker.domain.permissions import Actor
from tracker.domain.refusals import Invalid
from tracker.domain.settings import in_force
from tracker.domain.words import AttachmentKind, Part, Role, Stage
from tracker.domain.workflow import OPEN_STAGES

CALLER, CONTACT, HANDLING = AttachmentKind.CALLER, AttachmentKind.CONTACT, AttachmentKind.HANDLING
BOUNDS = Bounds.of(in_force({}))


def actor(role: Role, unit: int | None = None) -> Actor:
    return Actor(id=1, name="某人", roles=frozenset({role}), department_id=unit)


@pytest.mark.parametrize("given, shown", [
    ("现场照片.jpg", "现场照片.jpg"), ("C:\\Users\\wen\\合同.pdf", "合同.pdf"), ("../../etc/passwd.pdf", "passwd.pdf"),
    ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie_ x.pdf"), ("gpj.\u202eexe.pdf", "gpj.exe.pdf"),
    ("  两  格 .pdf ", "两 格 .pdf"),
    ('"<b>".pdf', "__b__.pdf"), ("...", "未命名"), ("", "未命名"),
])
def test_a_name_is_shown_without_folders_and_tricks(given, shown):
    assert clean_file_name(given) == shown


def test_a_long_name_keeps_its_ending():
    name = clean_file_name("很" * 300 + ".docx")
    assert len(name) == NAME_MAX and name.endswith("很.docx")


@pytest.mark.parametrize("name", [
    "a.html", "a.svg", "a.txt", "a.exe", "a.zip", "a.docm", "a.pdf.exe", "pdf", "a.mp4", "",
])
def test_what_is_not_taken_says_what_is(name):
    with pytest.raises(Invalid, match="可以上传 PDF") as refused:
        type_by_name(name)
    assert refused.value.field == "files"


def test_what_is_written_anew_is_named_anew():
    assert named_as("现场.HEIC", MEDIA_TYPES["image/jpeg"]) == "现场.jpg"
    assert named_as("现场.JPEG", MEDIA_TYPES["image/jpeg"]) == "现场.JPEG"


@pytest.mark.parametrize("mime, most", [("image/png", 20), ("application/pdf", 50), ("audio/mpeg", 100)])
def test_each_class_has_its_limit_to_the_byte(mime, most):
    kind = MEDIA_TYPES[mime]
    check_size("a", most * MB, kind, BOUNDS)
    with pytest.raises(Invalid, match=f"最大 {most} MB"):
        check_size("a", most * MB + 1, kind, BOUNDS)
    with pytest.raises(Invalid, match="空文件"):
        check_size("a", 0, kind, BOUNDS)


def test_an_order_has_so_many_attachments_and_no_more():
    check_count(48, 2, BOUNDS)
    with pytest.raises(Invalid, match="最多 50 个附件，已有 49 个，这次选了 2 个"):
        check_count(49, 2, BOUNDS)


@pytest.mark.parametrize("role, part, kinds", [
    (Role.OPERATOR, None, (CALLER,)), (Role.DISPATCHER, None, (CALLER,)),
    (Role.HANDLER, Part.LEAD, (HANDLING, CONTACT)), (Role.HANDLER, Part.CO, (HANDLING,)), (Role.HANDLER, None, ()),
    (Role.REVIEWER, None, ()), (Role.CALLBACK, None, ()), (Role.SUPERVISOR, None, ()), (Role.ADMINISTRATOR, None, ()),
])
def test_who_adds_what(role, part, kinds):
    for stage in Stage:
        assert kinds_offered(actor(role), stage, part) == (kinds if stage in OPEN_STAGES else ())


@pytest.mark.parametrize("role, kind, stage, is_own, may_add, may", [
    (Role.HANDLER, HANDLING, Stage.HANDLING, True, True, True),
    (Role.HANDLER, HANDLING, Stage.HANDLING, False, True, False),  # another unit's
    (Role.HANDLER, HANDLING, Stage.HANDLING, True, False, False),  # its part has ended
    (Role.HANDLER, HANDLING, Stage.CLOSED, True, True, False),
    (Role.OPERATOR, CALLER, Stage.HANDLING, False, True, True),  # a colleague's
    (Role.OPERATOR, HANDLING, Stage.HANDLING, False, False, False),
    (Role.REVIEWER, CALLER, Stage.TO_REVIEW, False, False, False),
    (Role.DISPATCHER, HANDLING, Stage.CLOSED, False, False, True),
])
def test_who_removes_what(role, kind, stage, is_own, may_add, may):
    assert may_remove(actor(role), stage, kind, is_own=is_own, may_add=may_add) is may


@pytest.mark.parametrize("role, kind, is_confidential, is_granted, sees", [
    (Role.HANDLER, CALLER, False, False, True), (Role.HANDLER, CALLER, True, False, False),
    (Role.HANDLER, CALLER, True, True, True), (Role.HANDLER, HANDLING, True, False, True),
    (Role.OPERATOR, CALLER, True, False, True), (Role.CALLBACK, CALLER, True, False, True),
])
def test_a_confidential_callers_material_is_not_the_units(role, kind, is_confidential, is_granted, sees):
    assert may_see(actor(role), kind, is_confidential=is_confidential, is_granted=is_granted) is sees
