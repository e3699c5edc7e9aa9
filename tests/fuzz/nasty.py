"""What no honest browser sends: values, requests and files that are wrong in every way we could think of."""

from urllib.parse import quote_from_bytes

from hypothesis import strategies as st

from tests.factories import uploads
from tracker.domain import words as vocabulary
from tracker.domain.words import Word
from tracker.media import samples

NASTY = (
    "", " ", "\0", "a\0b", "\ud800", "\udfff", "\r", "\n\r\n", "\t", "\x1b[31m", "\u202e", "\ufeff", "\u2028",
    "e\u0301", "'", "\"", "' OR 1=1 --", "'; DROP TABLE work_order; --", "%", "_", "%%", "%s", "%(name)s", "{}",
    "{{7*7}}", "{%",
    "<script>alert(1)</script>", "=1+1", "@SUM(A1)", "../../etc/passwd", "..\\..", "//evil.example", "javascript:0",
    "[]", "[[]]", "{\"a\": 1}", "null", "true", "NaN", "inf", "-inf", "1e309", "-1", "0", "-0", "1.5", "0x10", "1_000",
    "٣", "²", "①", "½", "９", "9" * 400, "1" * 25, str(2 ** 31), str(2 ** 63), str(-2 ** 63 - 1), "2026-02-30",
    "0000-00-00", "0001-01-01", "9999-12-31", "10000-01-01", "2026-03-09T25:61", "2026-13-01T00:00", "9999-12-31T23:59",
    "0001-01-01T00:00", "24:00", "A" * 300, "字" * 11_000, "𠮷" * 201, "," * 500, "1-1," * 300, "1-99999999999", "on",
)
PLAIN = (
    "yes", "no", "y", "1", "2", "3", "4", "5", "10", "温小姐", "13812345678", "情况属实，同意。", "现场核查，已责令整改。",
    "2026-03-09", "2026-03-20", "2026-04-01", "2026-03-09T09:00", "2026-03", "phone", "jinshan", "duty", "1-1",
    "1-1,2-1",
    "picked", "all", "page", "add", "dispatch", "urge", "up", "08:30-12:00,14:30-17:30", "wang@example.gov.cn",
    "https://example.gov.cn/x",
    *sorted({
        word.value for kind in vars(vocabulary).values() if isinstance(kind, type) and issubclass(kind, Word)
        for word in kind
    }),
)

texts = st.one_of(
    st.sampled_from(NASTY), st.sampled_from(PLAIN), st.text(max_size=40), st.text(
        alphabet=st.characters(codec=None, categories=("Cs", "Cc", "Cf", "Lo", "Nd", "So")), max_size=20),
    st.integers().map(str), st.dates().map(str), st.datetimes().map(lambda moment: f"{moment:%Y-%m-%dT%H:%M}"),
)
"What may stand in any field."

NUMBERS = (1, 2, 3, 0, 99, 2 ** 31 - 1, 2 ** 31, 2 ** 63, 10 ** 30)
"What may stand where an address takes a number, besides that of an order there is."


def encoded(pairs: list[tuple[str, str]]) -> bytes:
    """A query or body as sent, surrogates and all: what cannot be UTF-8 is sent all the same."""

    def quoted(text: str) -> str:
        return quote_from_bytes(text.encode("utf-8", "surrogatepass"))

    return "&".join(f"{quoted(name)}={quoted(value)}" for name, value in pairs).encode()


def in_parts(pairs: list[tuple[str, str]]) -> bytes:
    """The same as multipart/form-data with the boundary x."""
    head = "--x\r\nContent-Disposition: form-data; name="
    parts = "".join(f'{head}"{name}"\r\n\r\n{value}\r\n' for name, value in pairs)
    return parts.encode("utf-8", "surrogatepass") + b"--x--\r\n"


FILES = (
    ("照片.jpg", uploads.photo(32, 24)), ("扫描.png", uploads.photo(24, 24, kind="PNG")), ("动图.gif", uploads.moving_gif()),
    ("大图.png", uploads.huge_png()), ("函.pdf", uploads.pdf()), ("录音.wav", uploads.wav(0.1)), ("录音.m4a", uploads.mp4()),
    ("报告.docx", uploads.docx()), ("简报.pptx", uploads.pptx()), ("台账.xlsx", uploads.xlsx()), ("公文.ofd", uploads.ofd()),
    ("旧文.doc", uploads.compound("WordDocument")), ("样.pdf", samples.scan().getvalue()),
    ("来电.wav", samples.recording(1).getvalue()), ("样.jpg", samples.photo().getvalue()),
)
"Real files, to be broken."
OTHERS = {"exe", "svg", "html", "zip", "heic", "webp", "mp3", ""}
ENDINGS = sorted({name.rpartition(".")[2] for name, _body in FILES} | OTHERS)


@st.composite
def broken(draw: st.DrawFn, files: tuple[tuple[str, bytes], ...] = FILES) -> tuple[str, bytes]:
    """A file of ours, cut, filled, overwritten or named as another."""
    name, body = draw(st.sampled_from(files))
    mutable = bytearray(body)
    for _one in range(draw(st.integers(0, 4))):
        place = draw(st.integers(0, max(len(mutable) - 1, 0)))
        how = draw(st.sampled_from(["flip", "cut", "drop", "insert", "double", "zero"]))
        if how == "flip" and mutable:
            mutable[place] = draw(st.integers(0, 255))
        elif how == "cut":
            del mutable[place:]
        elif how == "drop":
            del mutable[place:place + draw(st.integers(1, 64))]
        elif how == "insert":
            mutable[place:place] = draw(st.binary(max_size=64))
        elif how == "double" and len(mutable) < 200_000:
            mutable += mutable[place:]
        else:
            mutable[place:place + 8] = bytes(len(mutable[place:place + 8]))
    stem = draw(st.sampled_from(["a", "温小姐", "x" * 200, "a\0b", "../../a", "CON", ".", "", "a\r\nb"]))
    if draw(st.booleans()):
        name = f"{stem}.{draw(st.sampled_from(ENDINGS))}"
    return name, bytes(mutable)
