"""The commits behind the reviewed one, by one `git log`: who (as a number), when, which paths; never what changed in them."""

import itertools
import re
import secrets
from collections.abc import Iterator

from evaluator.model.place import Unread
from evaluator.model.regex import regex
from evaluator.model.snapshot import Commit, History
from evaluator.snapshot.limits import GIT_SECONDS, MAX_COMMITS, MAX_DATED_COMMITS, MAX_LOG_OUTPUT, MAX_PATHS_PER_COMMIT, MB, NAMES_SECONDS
from evaluator.snapshot.process import Records
from evaluator.snapshot.refs import ID, Refs
from evaluator.snapshot.shadow import Shadow
from evaluator.snapshot.words import path_text

_LAST_DAY = 253_402_300_799  # the end of the year 9999, beyond which datetime has no dates
_BOT = regex(r"\[bot\]|dependabot|renovate|github-actions|pre-commit-ci|greenkeeper|snyk-bot", re.IGNORECASE)
_UPLOAD = regex(
    r"Add files via upload|(?:Create|Update|Delete|Rename|Upload) \S[^\n]{0,300}|(?:Created using|Creado con|Criado usando) Colab.{0,20}"
)
_WEB_COMMITTER = "noreply@github.com"
_SUBJECT = 200
_DAY = 86_400
_REWRITTEN = 20  # so many commits in a row that bear few new dates are a history that was written again


class Authors:
    """Gives each person a number in order of first appearance; two identities with one address or one name are one person."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, str], int] = {}
        self._next = 0

    def number(self, address: str, name: str) -> int:
        """The number of an identity; the identity itself is kept nowhere else."""
        keys = [key for key in (("address", address.casefold().strip()), ("name", name.casefold().strip())) if key[1]]
        known = next((self._numbers[key] for key in keys if key in self._numbers), self._next)
        self._next += known == self._next
        for key in keys:
            self._numbers.setdefault(key, known)
        return known


def moment(text: str) -> int:
    """Seconds since 1970 within what datetime can say; 0 for what is no such number."""
    return min(int(text), _LAST_DAY) if text.isascii() and text.isdigit() and len(text) < 20 else 0


def read_history(shadow: Shadow, tip: str, refs: Refs, *, bounded: bool = True) -> tuple[History, tuple[Unread, ...]]:
    """The commits reachable from `tip`, newest first, at most 10,000, and what of them is not known.

    `bounded` is false where the tree has no end, so that to ask which paths changed would have none either.
    """
    shallow = (shadow.folder / "shallow").exists()
    commits, succeeded = _log(shadow, tip, names=True) if bounded else ([], False)
    unread: tuple[Unread, ...] = ()
    if not succeeded and len(commits) <= MAX_COMMITS:
        plain, succeeded = _log(shadow, tip, names=False)  # trees may be missing where commits are there
        if not plain:  # its parent is missing: the commit itself is there
            plain, _ = _log(shadow, tip, "--no-walk", names=False)
        if len(plain) > len(commits):
            commits, unread = plain, (Unread("", "history: which paths each commit changed could not be read"),)
    if not succeeded and len(commits) <= MAX_COMMITS:
        unread = (*unread, Unread("", f"history: it breaks off after {len(commits):,} commits (a missing or damaged one)"))
    truncated = len(commits) > MAX_COMMITS
    if truncated:
        unread = (*unread, Unread("", f"history: more than {MAX_COMMITS:,} commits, the newest were read"))
    broken = shallow or not (succeeded or truncated)
    return History(tuple(commits[:MAX_COMMITS]), True, broken, truncated, refs.tags, refs.branches), unread


def _log(shadow: Shadow, tip: str, *more: str, names: bool) -> tuple[list[Commit], bool]:
    mark = secrets.token_hex(8)  # so that no name or subject can pass for a record of ours
    form = f"%x1f{mark}".join([mark, "%H", "%P", "%ct", "%ae", "%ce", "%an", "%<(200,trunc)%s"])
    options = ["-z", "--no-show-signature", "--no-mailmap", "--no-renames", "--no-ext-diff", "--no-textconv", "--encoding=UTF-8"]
    shown = ["--name-only"] if names else []
    command = ["log", *options, f"--max-count={MAX_COMMITS + 1}", f"--format={form}", *shown, *more, "--end-of-options", tip, "--"]
    authors = Authors()
    with shadow.records(*command, limit=MAX_LOG_OUTPUT, seconds=NAMES_SECONDS if names else GIT_SECONDS) as records:
        commits = [_commit(head, paths, authors) for head, paths in _grouped(records, mark)]
    return commits, records.succeeded


def _grouped(records: Records, mark: str) -> Iterator[tuple[list[str], list[str]]]:
    separator, start = f"\x1f{mark}", f"{mark}\x1f".encode()
    head: list[str] = []
    paths: list[str] = []
    for record in records:
        if record.startswith(start):
            if head:
                yield head, paths
            head, paths = record.decode("utf-8", "replace").split(separator)[1:], []
        elif len(paths) < MAX_PATHS_PER_COMMIT and (raw := record.removeprefix(b"\n")):
            paths.append(path_text(raw))
    if head:
        yield head, paths


def _commit(head: list[str], paths: list[str], authors: Authors) -> Commit:
    commit_id, parents, at, address, committer, name, subject = (head + [""] * 7)[:7]
    subject = "".join(letter if letter.isprintable() else " " for letter in subject.rstrip()[:_SUBJECT]).strip()
    count = len(parents.split())
    web = count < 2 and bool(_UPLOAD.fullmatch(subject)) and (committer == _WEB_COMMITTER or subject == "Add files via upload")
    bot = bool(_BOT.search(name[:_SUBJECT]) or _BOT.search(address[:_SUBJECT]))
    return Commit(commit_id, moment(at), authors.number(address, name), subject, count, tuple(paths), bot, web)


def last_before(shadow: Shadow, tip: str, moment_of: int) -> str | None:
    """The reachable commit with the latest committer date before a moment (seconds since 1970), None when there is none.

    Where the history was written again after that moment (a rebase of it all), the last of those written again that were authored before.
    """
    best: tuple[int, str] = (-1, "")
    for commit_id, at, _ in _dated(shadow, tip):
        if best[0] < at < moment_of:
            best = (at, commit_id)
    if not best[1]:
        return None
    since = _dated(shadow, tip, f"^{best[1]}", options=("--first-parent", "--reverse"))
    again = list(itertools.takewhile(lambda each: each[2] < moment_of, since))
    committed, authored = {at // _DAY for _, at, _ in again}, {authored // _DAY for _, _, authored in again}
    return again[-1][0] if len(again) >= _REWRITTEN and len(committed) * 10 <= len(authored) else best[1]


def _dated(shadow: Shadow, *asked: str, options: tuple[str, ...] = ()) -> Iterator[tuple[str, int, int]]:
    """The id, the committer's and the author's date of commits."""
    with shadow.records("rev-list", "--format=%H %ct %at", *options, "--end-of-options", *asked, "--", limit=100 * MB) as records:
        text = b"".join(records).decode("ascii", "replace")
    for line in text.split("\n")[: 2 * MAX_DATED_COMMITS]:
        commit_id, _, dates = line.partition(" ")
        if ID.fullmatch(commit_id):
            at, _, authored = dates.partition(" ")
            yield commit_id, moment(at), moment(authored)


def iso(at: int) -> str:
    """A moment as ISO 8601 in UTC."""
    from datetime import UTC, datetime

    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def parse_moment(text: str) -> int | None:
    """Seconds since 1970 of an ISO 8601 date or time; a bare date means midnight, no zone means UTC. None when it is neither."""
    from datetime import UTC, datetime

    try:
        parsed = datetime.fromisoformat(text.strip())
        return int((parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)).timestamp())
    except (ValueError, OverflowError, OSError):
        return None
