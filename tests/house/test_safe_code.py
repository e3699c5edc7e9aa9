"""What our own code must never do, asked of its syntax; bandit (make lint) asks the rest."""

import ast
import importlib.util
import re
from pathlib import Path

import openpyxl
import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted((ROOT / "tracker").rglob("*.py"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SCRIPTS = sorted((ROOT / "tracker/web/static/js").rglob("*.js"))

NEVER_CALLED = {
    "eval", "exec", "compile", "__import__", "input", "os.system", "os.popen", "tempfile.mktemp", "yaml.load",
    "render_template_string", "Markup", "markupsafe.Markup", "hashlib.md5", "hashlib.sha1",
    "ssl._create_unverified_context", "sys.setrecursionlimit",
}
NEVER_IMPORTED = {"pickle", "marshal", "shelve", "dill", "ctypes", "imp", "telnetlib", "ftplib", "xmlrpc", "cgi"}
NEVER_CALLED_ON_ANYTHING = {"extractall", "from_string", "run_string"}
ASKING = {"execute", "exec_driver_sql", "text", "scalar", "scalars"}
NAMES_OF_OUR_OWN = {
    "tracker/cli/check_safety.py", "tracker/cli/drill.py", "tracker/store/chain.py", "tracker/store/chain_walk.py",
    "tracker/store/db.py", "tracker/store/redactions.py",
    "tracker/store/sealed_rows.py", "tracker/store/snapshots.py", "tracker/store/vacuum.py",
}
"Where SQL is put together from names of tables and settings that stand in our code, since no parameter can be a name."


def place(path: Path) -> str:
    return str(path.relative_to(ROOT))


def dotted(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def calls(path: Path) -> list[ast.Call]:
    return [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)]


def imported(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{name.name}" for name in node.names} | {node.module or ""}
    return found


CALLS_C = {"tracker/cli/memory.py": {"ctypes"}}
"One function of the C library, with nothing from outside: free memory is given back."


def given(call: ast.Call, name: str) -> ast.expr | None:
    return next((keyword.value for keyword in call.keywords if keyword.arg == name), None)


def is_put_together(node: ast.expr) -> bool:
    """Is the text made of parts that are not all written out here?"""
    if isinstance(node, ast.JoinedStr):
        return any(isinstance(part, ast.FormattedValue) for part in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Mod):
        return any(isinstance(side, ast.Constant | ast.JoinedStr) for side in (node.left, node.right))
    return isinstance(node, ast.Call) and dotted(node.func).endswith(".format")


def is_off(call: ast.Call, name: str) -> bool:
    value = given(call, name)
    return isinstance(value, ast.Constant) and value.value is False


def test_nothing_runs_what_came_from_outside():
    for path, call in ((path, call) for path in SOURCES for call in calls(path)):
        name, at = dotted(call.func), f"{place(path)} {call.lineno}"
        assert name not in NEVER_CALLED and name.split(".")[-1] not in NEVER_CALLED_ON_ANYTHING, at
        assert given(call, "shell") is None or is_off(call, "shell"), f"{at}: a list of arguments needs no shell"
        assert not is_off(call, "verify") and not is_off(call, "check_hostname"), f"{at}: certificates are checked"
    for path in SOURCES:
        assert not {name for name in imported(path) if name.split(".")[0] in NEVER_IMPORTED} - CALLS_C.get(
            place(path), set()), place(path)
        said = re.search(r"CERT_NONE|autoescape\s*=\s*False|DEBUG\s*=\s*True|debug=True", path.read_text("utf-8"))
        assert not said, place(path)


def test_sql_is_never_put_together_from_text():
    for path in (path for path in SOURCES if place(path) not in NAMES_OF_OUR_OWN):
        for call in calls(path):
            if dotted(call.func).split(".")[-1] in ASKING and call.args:
                assert not is_put_together(call.args[0]), f"{place(path)} {call.lineno}: bind parameters instead"


def test_secrets_are_drawn_from_the_operating_system():
    drawing = {place(path) for path in SOURCES if {"random"} & {name.split(".")[0] for name in imported(path)}}
    assert all(name.startswith("tracker/seeds/") for name in drawing), "use secrets: random can be foretold"


def test_nobody_waits_for_ever_for_another_machine():
    """requests and sockets have no time limit by themselves."""
    for path in SOURCES:
        for call in calls(path):
            name = dotted(call.func)
            is_known = name.startswith(("requests.", "httpx.")) and name != "requests.Session"
            if is_known or name.endswith(("HTTPConnection", "HTTPSConnection", "SMTP")):
                assert given(call, "timeout") is not None, f"{place(path)} {call.lineno}"


def test_xml_from_outside_is_read_by_a_parser_without_entities():
    assert openpyxl.DEFUSEDXML is True
    modules = {"xml.etree.ElementTree", "xml.sax.saxutils"}
    harmless = modules | {"xml.etree.ElementTree.ParseError", "xml.sax.saxutils.escape"}
    for path in SOURCES:
        assert {name for name in imported(path) if name.split(".")[0] in ("xml", "lxml")} <= harmless, place(path)
        assert not re.search(r"(ElementTree|ET)\.(parse|fromstring|iterparse)", path.read_text("utf-8")), place(path)


def test_a_template_lets_nothing_through_unescaped():
    unescaped = re.compile(r"\|\s*safe\b|autoescape|Markup|<script(?![^>]*\bsrc=)|javascript:|srcdoc=|<base\b")
    for path in TEMPLATES:
        text = path.read_text("utf-8")
        assert not unescaped.search(text), place(path)
        for link in re.findall(r"<a\b[^>]*target=\"_blank\"[^>]*>", text):
            assert "noopener" in link, link
        assert not re.search(r"\s[\w-]+=\{\{", text), f"{place(path)}: a blank would end an attribute without quotes"


def test_a_script_never_makes_markup_or_code_of_text():
    forbidden = re.compile(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\s*\(|new Function|srcdoc"
        r"|createContextualFragment|set(Timeout|Interval)\(\s*[\"'`]|javascript:|\.on\w+\s*=[^=]|postMessage|DOMParser")
    for path in SCRIPTS:
        found = forbidden.search(path.read_text("utf-8"))
        assert not found, f"{place(path)}: {found}"


def test_every_pinned_package_has_its_hashes():
    for name in ("run.txt", "test.txt"):
        text = re.sub(r"^(#.*)?\n", "", (ROOT / "requirements" / name).read_text(), flags=re.MULTILINE)
        pins = re.split(r"^(?=\S+==)", text, flags=re.MULTILINE)[1:]
        assert len(pins) > 40
        for pin in pins:
            assert re.match(r"\S+==\S+ \\\n(    --hash=sha256:[0-9a-f]{64}( \\)?\n?)+$", pin), pin[:60]


def _audit():
    spec = importlib.util.spec_from_file_location("audit", ROOT / "requirements/audit.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


WEAK = {"name": "flask", "version": "0.1", "vulns": [{"id": "PYSEC-1", "fix_versions": ["0.2"]}]}
SOUND = {"name": "jinja2", "version": "9", "vulns": []}
UNKNOWN = {"name": "own", "skip_reason": "Dependency not found on PyPI"}


@pytest.mark.parametrize(("found", "code", "words"), [
    ([SOUND, UNKNOWN], 0, "1 packages audited, 0 weaknesses"), ([SOUND, WEAK], 1, "flask 0.1: PYSEC-1, mended in 0.2"),
    ([UNKNOWN], 0, "could not be reached"), ([], 0, "could not be reached"),
])
def test_an_audit_fails_for_a_known_weakness_and_not_for_a_missing_network(found, code, words):
    ended, lines = _audit().verdict({"dependencies": found})
    assert ended == code and words in "\n".join(lines)
    assert _audit().verdict(None)[0] == 0
