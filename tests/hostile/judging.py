"""Runs a command on a hostile repository as a user would, among decoys and under limits, and says what it did wrong."""

import csv
import functools
import io
import json
import os
import re
import resource
import subprocess
import sys
import sysconfig
import time
from collections.abc import Iterable, Iterator, Sequence
from html.parser import HTMLParser
from pathlib import Path

import msgspec
import psutil

from tests.hostile.building import Case, Site, settle
from tests.hostile.words import SECRETS
from tests.snapshot.making import repository

ROOT = Path(__file__).parents[2]
SECONDS = 60.0
MEMORY = 4 << 30
ALL_FORMATS = ("html", "md", "json", "sarif", "csv")
DECOYS: tuple[str, ...] = ("decoy-environment-token", "decoy-netrc-password", "decoy-private-key", "decoy-private-repository")
DECOYS += ("decoy-parent-repository", "decoy-index-token", "root:x:0:0")
_MOVES = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_OURS = re.compile(r"::(?:error|warning|notice|group|endgroup|debug|stop-commands|[\w-]{8,64})(?: |::)")
_PROPERTIES = frozenset({"file", "line", "endLine", "col", "title"})
_FORMULA = re.compile(r"[\s]*[=+\-@\uff1d\uff0b\uff0d\uff20]")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_ACTIVE_TAGS = {"script", "iframe", "object", "embed", "base", "form", "link", "applet", "frame", "frameset", "portal"}
_ACTIVE_TAGS |= {"template", "img", "audio", "video"}


class Ran(msgspec.Struct):
    """What a run left: status (negative for a signal), seconds, both streams, files by format, and processes still alive."""

    status: int
    seconds: float
    out: bytes
    err: bytes
    files: dict[str, bytes]
    alive: list[str]


def site(folder: Path) -> Site:
    """The surroundings of a submission: a home and a private repository full of decoys."""
    made = Site(folder / "hall" / "submission", folder / "home", folder / "private", folder / "fired")
    for each in (made.folder.parent, made.home / ".ssh", made.fired):
        each.mkdir(parents=True)
    (made.home / ".netrc").write_text("machine github.com login ada password decoy-netrc-password\n")
    (made.home / ".ssh" / "id_rsa").write_text("decoy-private-key\n")
    canary = made.canary("home")
    (made.home / ".gitconfig").write_text(f"[core]\n\tfsmonitor = {canary}\n\tpager = {canary}\n[credential]\n\thelper = {canary}\n")
    repository(made.private, {"private.py": "TOKEN = 'decoy-private-repository'\n"})
    return made


def command() -> list[str]:
    """The console command as it is installed, or as the checkout has it; never with the current folder on its path."""
    installed = Path(sysconfig.get_path("scripts"), "mlreview")
    checkout = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from evaluator.cli import main; main()"
    return [str(installed)] if installed.exists() else [sys.executable, "-P", "-c", checkout]


@functools.cache
def formats(program: tuple[str, ...]) -> tuple[str, ...]:
    """The endings that the command says it writes, in the order of `ALL_FORMATS`; all for a program without such help."""
    told = subprocess.run([*program, "review", "--help"], capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL).stdout
    return tuple(form for form in ALL_FORMATS if f".{form}" in told) or ALL_FORMATS


def run(program: Sequence[str], made: Site, work: Path, *options: str, inside: bool = False) -> Ran:
    """Run the command on the submission with one file of every format asked for."""
    temporary, outputs = work / "tmp", work / "out"
    for each in (temporary, outputs):
        each.mkdir(parents=True)
    asked = [word for form in formats(tuple(program)) for word in ("-o", str(outputs / f"report.{form}"))]
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(made.home),
        "TMPDIR": str(temporary),
        "XDG_CACHE_HOME": str(work / "cache"),
        "GITHUB_TOKEN": "decoy-environment-token",
        "AWS_SECRET_ACCESS_KEY": "decoy-environment-token",
        "GIT_DIR": str(made.private / ".git"),
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "core.fsmonitor",
        "GIT_CONFIG_VALUE_0": made.canary("environment"),
        "PYTHONPATH": "",
    }
    before = time.monotonic()
    process = subprocess.Popen(
        [*program, str(made.folder), *asked, *options],
        cwd=made.folder if inside else work,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY)),  # noqa: PLW1509
    )
    try:
        out, err = process.communicate(timeout=SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, 9)
        out, err = process.communicate()
        err += b"\n(timed out)"
    seconds = time.monotonic() - before
    alive = [*_alive(str(work)), *(f"left in TMPDIR: {each.name}" for each in temporary.iterdir())]
    files = {form: (outputs / f"report.{form}").read_bytes() for form in ALL_FORMATS if (outputs / f"report.{form}").exists()}
    return Ran(process.returncode, seconds, out, err, files, alive)


def _alive(mark: str) -> Iterator[str]:
    for each in psutil.process_iter(["pid", "cmdline", "status"]):
        line = " ".join(each.info["cmdline"] or ())
        if mark in line and each.info["pid"] != os.getpid() and each.info["status"] != psutil.STATUS_ZOMBIE and "pytest" not in line:
            yield f"process: {line[:120]}"
            each.kill()


def state(folder: Path) -> dict[str, tuple[int, int, int, bytes]]:
    """Mode, size, time and content of everything below a folder (pipes and links by themselves)."""
    found = {}
    for each in sorted([folder, *(Path(above, name) for above, folders, files in os.walk(folder) for name in (*folders, *files))]):
        if each.is_symlink() or each.exists():
            status = each.lstat()
            regular = each.is_file() and not each.is_symlink() and status.st_size < 1_000_000
            found[str(each)] = (status.st_mode, status.st_size, status.st_mtime_ns, each.read_bytes() if regular else b"")
    return found


def judged(program: Sequence[str], case: Case, folder: Path, *options: str, inside: bool = False) -> list[str]:
    """Build the case, run the command on it (`inside`: with the submission as the current folder), and list every complaint."""
    made = site(folder)
    case.make(made)
    settle(made.folder)
    before = [state(each) for each in (made.folder, made.private, made.home)]
    ran = run(program, made, folder / "work", *options, inside=inside)
    complaints = [*answered(ran, case, formats(tuple(program))), *quiet(ran), *hidden(ran), *harmless(ran)]
    if [state(each) for each in (made.folder, made.private, made.home)] != before:
        complaints.append("modified: the repository or what lies around it")
    complaints += [f"canary: {each.name} was run" for each in made.fired.iterdir()]
    return complaints + [f"leftover: {each}" for each in ran.alive]


def answered(ran: Ran, case: Case, promised: Sequence[str]) -> Iterator[str]:
    """Whether the answer is the right one."""
    if ran.seconds >= SECONDS:
        yield f"hang: {ran.seconds:.0f} seconds"
    if ran.status < 0:
        yield f"signal: {-ran.status}"
    expected = 3 if case.answer == "refused" else 0
    if ran.status != expected:
        yield f"status: {ran.status} where {expected} is right: {ran.err[-300:]!r}"
    elif expected == 3:
        if len(ran.err.strip().splitlines()) != 1:
            yield f"status: not one line: {ran.err!r}"
    else:
        yield from (f"missing: no report.{form}" for form in promised if not ran.files.get(form))
        yield from _read(ran, case)


def _read(ran: Ran, case: Case) -> Iterator[str]:
    try:
        review = json.loads(ran.files.get("json", b""))
        json.loads(ran.files.get("sarif", b"{}"))
    except ValueError as error:
        yield f"json: {type(error).__name__}"
    else:
        if case.answer == "unread" and not review["unread"]:
            yield "silent: nothing is named as not read"
        yield from (f"broken check: {each['check']}" for each in review.get("results", ()) if each["outcome"] == "open")


def quiet(ran: Ran) -> Iterator[str]:
    """Nothing that a terminal or a runner would obey, and no traceback."""
    if b"Traceback (most recent call last)" in ran.out + ran.err:
        yield f"traceback: {ran.err[-300:]!r}"
    for name, data in (("stdout", ran.out), ("stderr", ran.err), ("md", ran.files.get("md", b""))):
        text = data.decode("utf-8", "surrogateescape")
        if found := _MOVES.search(text.replace("\r\n", "\n")):
            yield f"escape: {name} holds {found[0]!r}"
        if found := _TURNS.search(text):
            yield f"escape: {name} holds {found[0]!r}"
        if name != "md":
            yield from (f"workflow command: {line[:80]!r}" for line in text.splitlines() if _commands(line))


def _commands(line: str) -> bool:
    """Whether a runner would obey something we did not mean: read as its ActionCommand does, properties apart."""
    start = line.lstrip()
    if "##[" in line:
        return True
    if not start.startswith("::"):
        return False
    head, _, properties = start[2:].partition("::")[0].partition(" ")
    meant = _OURS.match(start) is not None and "HOSTILE" not in head
    return not meant or any(each.partition("=")[0] not in _PROPERTIES for each in properties.split(",") if each)


def hidden(ran: Ran) -> Iterator[str]:
    """No decoy of the user's and no secret of the student's is quoted."""
    everything = b"".join([ran.out, ran.err, *ran.files.values()]).decode("utf-8", "replace")
    yield from (f"leak: {word}" for word in DECOYS if word in everything)
    yield from (f"leak: the student's {name}" for name, word in SECRETS.items() if word in everything)


def harmless(ran: Ran) -> Iterator[str]:
    """No live element in the page, no formula in the table, no template evaluated."""
    everything = b"".join([ran.out, *ran.files.values()])
    if b"62615533" in everything:
        yield "template: an expression of the repository was evaluated"
    page = _Page()
    page.feed(ran.files.get("html", b"").decode("utf-8", "replace"))
    yield from sorted(set(page.complaints))
    yield from formulas(ran.files.get("csv", b"").decode("utf-8-sig", "replace"))


def formulas(table: str) -> Iterator[str]:
    """Cells that a spreadsheet would compute."""
    csv.field_size_limit(1 << 30)
    try:
        rows = list(csv.reader(io.StringIO(table, newline="")))
    except csv.Error as error:
        yield f"csv: {error}"
        return
    yield from (f"formula: {cell[:40]!r}" for row in rows for cell in row if _FORMULA.match(cell) and not _NUMBER.fullmatch(cell))


class _Page(HTMLParser):
    """Reads the report as a browser's tokenizer does and complains of whatever could act or load."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.complaints: list[str] = []
        self._script: list[str] | None = None

    def handle_data(self, data: str) -> None:
        """What a script says."""
        if self._script is not None:
            self._script.append(data)

    def handle_endtag(self, tag: str) -> None:
        """A script is ours when it stands word for word among the templates."""
        if tag == "script" and self._script is not None:
            text = "".join(self._script).strip()
            if not any(text == each.read_text(encoding="utf-8").strip() for each in (ROOT / "templates").glob("*.js")):
                self.complaints.append(f"html: <script> {text[:60]}")
        self._script = None

    def handle_starttag(self, tag: str, attrs: Iterable[tuple[str, str | None]]) -> None:
        """A tag that can act, or an attribute that can; the page's own empty icon keeps browsers from asking for one."""
        attrs = list(attrs)
        if (tag, attrs) == ("link", [("rel", "icon"), ("href", "data:,")]):
            return
        self._script = [] if tag == "script" and not attrs else None
        if tag in _ACTIVE_TAGS and self._script is None:
            self.complaints.append(f"html: <{tag}>")
        for name, value in attrs:
            self._attribute(tag, name, value or "")

    def _attribute(self, tag: str, name: str, value: str) -> None:
        if name.startswith("on") or name in ("srcdoc", "formaction", "action", "background", "ping", "autofocus"):
            self.complaints.append(f"html: {tag} {name}")
        if name == "src" and not value.startswith("data:image/"):
            self.complaints.append(f"html: {tag} loads {value[:40]}")
        if name in ("href", "xlink:href") and not re.match(r"https://[\w.-]+/|#", value):
            self.complaints.append(f"html: {tag} leads to {value[:40]}")
        if name in ("id", "name", "style", "class") and "HOSTILE" in value:
            self.complaints.append(f"html: {tag} {name} is the repository's")
        if name == "http-equiv" and value.lower() == "refresh":
            self.complaints.append("html: refresh")
