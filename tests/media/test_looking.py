"""What a file really is: each kind is taken, each disguise is refused with what to do."""

import zipfile
from io import BytesIO

import pytest
from PIL import Image

from tests.factories import uploads as made
from tracker.domain.attachments import Bounds
from tracker.domain.refusals import Invalid
from tracker.domain.settings import in_force
from tracker.media import images, packages
from tracker.media.looking import look

BOUNDS = Bounds.of(in_force({}))
_OFFICE = "application/vnd.openxmlformats-officedocument"


def looked(name: str, body: bytes):
    return look(name, BytesIO(body), BOUNDS)


def refusal(name: str, body: bytes) -> str:
    with pytest.raises(Invalid) as refused:
        looked(name, body)
    assert refused.value.field == "files" and name in str(refused.value)
    return str(refused.value)


KEPT_AS_THEY_ARE = [
    ("a.pdf", made.pdf(), "application/pdf"),
    ("a.ofd", made.ofd(), "application/ofd"),
    ("a.docx", made.docx(), f"{_OFFICE}.wordprocessingml.document"),
    ("a.xlsx", made.xlsx(), f"{_OFFICE}.spreadsheetml.sheet"),
    ("a.pptx", made.pptx(), f"{_OFFICE}.presentationml.presentation"),
    ("a.doc", made.compound("WordDocument", "1Table"), "application/msword"),
    ("a.xls", made.compound("Workbook"), "application/vnd.ms-excel"),
    ("a.ppt", made.compound("PowerPoint Document", "Current User"), "application/vnd.ms-powerpoint"),
    ("a.mp3", made.MP3, "audio/mpeg"),
    ("a.mp3", b"ID3\x04\0\0\0\0\0\0" + made.MP3, "audio/mpeg"),
    ("a.wav", made.wav(), "audio/wav"),
    ("a.m4a", made.mp4(b"soun"), "audio/mp4"),
    ("a.m4a", made.mp4(b"soun", brand=b"mp42"), "audio/mp4"),  # Android's recorder
    ("a.aac", made.AAC, "audio/aac"),
    ("a.amr", made.AMR, "audio/amr"),
    ("a.ogg", made.OGG, "audio/ogg"),
]


@pytest.mark.parametrize("name, body, mime", KEPT_AS_THEY_ARE)
def test_documents_and_recordings_are_kept_as_they_are(name, body, mime):
    kept = looked(name, body)
    assert (kept.kind.mime, kept.body.read(), kept.thumb) == (mime, body, None)


@pytest.mark.parametrize("name, kind, mime, shown", [
    ("a.jpg", "JPEG", "image/jpeg", "a.jpg"), ("a.png", "PNG", "image/png", "a.png"),
    ("a.webp", "WEBP", "image/webp", "a.webp"), ("a.gif", "GIF", "image/png", "a.png"),
    ("a.HEIC", "HEIF", "image/jpeg", "a.jpg"),
    ("微信图片.png", "JPEG", "image/jpeg", "微信图片.jpg"),  # named wrongly: drawn anew and named right
])
def test_pictures_are_drawn_anew(name, kind, mime, shown):
    kept = looked(name, made.saved(made.picture(), kind))
    assert (kept.kind.mime, kept.name, kept.width, kept.height) == (mime, shown, 640, 480)
    with Image.open(kept.body) as image, Image.open(BytesIO(kept.thumb or b"")) as thumb:
        assert image.size == (640, 480) and thumb.size == (320, 240)
        red, _green, blue = thumb.convert("RGB").getpixel((10, 10))
        assert red > 150 > blue


@pytest.mark.parametrize("kind, name", [("JPEG", "a.jpg"), ("PNG", "a.png"), ("WEBP", "a.webp"), ("HEIF", "a.heic")])
def test_the_place_a_photo_was_taken_at_is_gone(kind, name):
    body = made.photo(kind=kind)
    with Image.open(BytesIO(body)) as before:
        assert before.getexif().get_ifd(made.GPS)[2] == (24.0, 19.0, 12.5) and b"Phone of Mr Wen" in body
    kept = looked(name, body)
    whole = kept.body.read()
    with Image.open(BytesIO(whole)) as after:
        assert not after.getexif() and not after.info.get("exif") and not after.info.get("xmp")
    assert b"Phone of Mr Wen" not in whole + (kept.thumb or b"") and b"Exif" not in whole


def test_comments_and_profiles_go_and_colours_stay():
    from PIL import ImageCms

    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    body = made.saved(made.picture(), "JPEG", comment=b"caller 13812345678", icc_profile=profile)
    whole = looked("a.jpg", body).body.read()
    assert b"13812345678" in body and b"13812345678" not in whole and b"ICC_PROFILE" not in whole
    with Image.open(BytesIO(whole)) as image:
        assert all(abs(one - other) < 8 for one, other in zip(image.getpixel((5, 5)), (200, 30, 30), strict=True))


def test_a_photo_of_a_phone_held_sideways_stands_upright():
    kept = looked("a.jpg", made.photo(640, 480, orientation=6))
    assert (kept.width, kept.height) == (480, 640)
    with Image.open(kept.body) as image:
        assert image.getpixel((240, 20))[0] > 150  # the left, red half is on top now


def test_transparency_stays_and_the_small_picture_is_on_white():
    clear = Image.new("RGBA", (50, 50), (0, 0, 0, 0))
    kept = looked("印章.png", made.saved(clear, "PNG"))
    with Image.open(kept.body) as image, Image.open(BytesIO(kept.thumb or b"")) as thumb:
        assert image.mode == "RGBA" and thumb.getpixel((25, 25)) == (255, 255, 255)


def test_of_a_moving_picture_the_first_is_kept():
    with Image.open(looked("a.gif", made.moving_gif()).body) as image:
        assert not getattr(image, "is_animated", False) and image.convert("RGB").getpixel((2, 2))[0] > 150


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16", "CMYK"])
def test_pictures_of_every_mode_are_taken(mode):
    kind = "JPEG" if mode == "CMYK" else "PNG"
    image = Image.new("I;16", (20, 10)) if mode == "I;16" else made.picture(20, 10).convert(mode)
    assert looked(f"a.{'jpg' if mode == 'CMYK' else 'png'}", made.saved(image, kind)).width == 20


def test_what_hides_behind_a_picture_is_left_behind():
    """A picture that is a web page or a program's archive as well."""
    for body in (made.photo() + made.HTML, made.photo() + made.package({"run.exe": made.EXE})):
        whole = looked("a.jpg", body).body.read()
        assert b"<script>" not in whole and b"PK\x03\x04" not in whole


DISGUISES = [
    ("a.jpg", made.EXE, "内容不是 JPEG"),
    ("a.png", made.HTML, "内容不是 PNG"),
    ("a.pdf", made.HTML, "内容不是 PDF"),
    ("a.docx", made.package({"run.txt": "x"}), "内容不是 Word"),
    ("a.xlsx", made.docx(), "扩展名是 .xlsx，内容却是 Word"),
    ("a.doc", made.compound("Workbook"), "扩展名是 .doc，内容却是 Excel"),
    ("a.doc", made.compound("Catalog"), "内容不是 Word"),
    ("a.pdf", made.docx(), "内容却是 Word"),
    ("a.mp3", made.wav(), "把扩展名改为 .wav"),
    ("a.jpg", made.pdf(), "内容却是 PDF"),
    ("a.docx", made.pdf() + made.docx(), "内容却是 PDF"),  # both at once
    ("a.docx", made.docx() + made.pdf(), "夹带"),
    ("a.docx", made.docx(**{"word__vbaProject.bin": b"x"}), "含有宏"),
    ("a.docx", made.office("wordprocessingml.document.macroEnabled", "word/document.xml"), "含有宏"),
    ("a.docx", made.docx(**{"word__embeddings__run.exe": made.EXE}), "夹带"),
    ("a.docx", made.docx(**{"word___rels__settings.xml.rels":
                            '<Relationship Type="x/attachedTemplate" Target="//x/y.dotm" TargetMode="External"/>'}),
     "夹带"),
    ("a.xls", made.compound("Workbook", "_VBA_PROJECT_CUR/VBA/dir"), "含有宏"),
    ("a.docx", made.compound("EncryptedPackage", "EncryptionInfo"), "加了密码"),
    ("a.docx", made.docx()[:-30], "损坏"),
    ("a.docx", b"PK\x03\x04" + bytes(500), "损坏"),
    ("a.doc", made.compound("WordDocument")[:100], "损坏"),
    ("a.pdf", made.pdf()[:-60], "PDF 不完整"),
    ("a.m4a", made.mp4(b"vide", b"soun"), "视频"),
    ("a.m4a", made.mp4(b"soun")[:100], "录音不完整"),
    ("a.jpg", made.photo()[:-900], "图片不完整"),
    ("a.png", made.saved(made.picture(), "PNG")[:-200], "图片不完整"),
    ("a.heic", made.saved(made.picture(), "HEIF")[:-200], "图片不完整"),
    ("a.png", b"\x89PNG\r\n\x1a\n" + bytes(100), "图片不完整"),
    ("a.png", made.huge_png(), "像素过多"),
    ("a.png", made.huge_png(9_000), "像素过多"),
    ("a.png", b"", "空文件"),
]


@pytest.mark.parametrize("name, body, words", DISGUISES)
def test_a_disguise_is_refused_with_what_to_do(name, body, words):
    assert words in refusal(name, body)


def test_a_zip_bomb_is_refused_before_it_is_unpacked():
    body = made.docx(word__media__a=bytes(30 * packages.MB))
    assert len(body) < 100_000 and "解开后过大" in refusal("a.docx", body)


def test_a_package_of_too_many_parts_is_refused(monkeypatch):
    monkeypatch.setattr(packages, "MOST_PARTS", 3)
    assert "解开后过大" in refusal("a.docx", made.docx(a="x", b="x", c="x"))


def test_a_locked_package_is_refused():
    body = bytearray(made.docx())
    for magic, at in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        start = -1
        while (start := body.find(magic, start + 1)) >= 0:
            body[start + at] |= 1
    assert zipfile.ZipFile(BytesIO(bytes(body))).infolist()[0].flag_bits & 1
    assert "加了密码" in refusal("a.docx", bytes(body))


def test_the_size_is_refused_before_the_contents_are_read():
    small = Bounds(image_mb=1, document_mb=1, audio_mb=1, most_files=5, total_mb=5)
    with pytest.raises(Invalid, match="有 1.5 MB，文档最大 1 MB"):
        look("a.pdf", BytesIO(made.pdf() + bytes(1536 * 1024)), small)


def test_a_large_photo_of_today_is_within_bounds():
    assert 8160 * 6120 < images.MOST_PIXELS < 100_000_000
