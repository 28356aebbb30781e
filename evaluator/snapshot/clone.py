"""A clone of a URL into a folder of our own: https to known hosts, or ssh through the user's own git; nothing else."""

import os
import re
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from evaluator.model.errors import SnapshotError
from evaluator.model.regex import regex
from evaluator.snapshot.limits import CLONE_SECONDS
from evaluator.snapshot.process import end, environment, start
from evaluator.snapshot.words import display

HOSTS = ("github.com", "gitlab.com", "bitbucket.org", "codeberg.org", "huggingface.co")
_HTTPS = regex(r"https://([a-z0-9.-]{1,100})/[\w.~+-][\w./~+-]{0,200}", re.ASCII | re.IGNORECASE)
_SSH = regex(r"(?:ssh://git@([a-z0-9.-]{1,99})/|git@([a-z0-9.-]{1,99}):)[\w.~+][\w./~+-]{0,200}", re.ASCII | re.IGNORECASE)
_URL = regex(r"[a-z][a-z0-9+.-]{1,20}::?//|[\w.-]{1,100}@[\w.-]{1,100}:|[a-z]{2,20}::", re.ASCII | re.IGNORECASE)
_SAFE = ("protocol.allow=never", f"core.hooksPath={os.devnull}", "submodule.recurse=false", "transfer.bundleURI=false")
_HTTPS_ONLY = ("http.followRedirects=false", "credential.helper=")
_NETWORK = ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR")
_USER = ("HOME", "USER", "LOGNAME", "SSH_AUTH_SOCK", "SSH_AGENT_PID", "XDG_CONFIG_HOME", "GIT_SSH", "GIT_SSH_COMMAND")


def is_url(source: str) -> bool:
    """Whether the source is meant as an address rather than a folder of this machine."""
    return bool(_URL.match(source))


def scheme_of(url: str) -> str:
    """`https` or `ssh` for an address that may be cloned.

    Raises:
        SnapshotError: any other address; the message says which are taken.
    """
    web, shell = _HTTPS.fullmatch(url), _SSH.fullmatch(url)
    host = (web[1] if web else (shell[1] or shell[2]) if shell else "").lower()
    if not host or ".." in url:
        taken = "only https://HOST/OWNER/NAME and git@HOST:OWNER/NAME are cloned"
        raise SnapshotError(f"{_shown(url)}: {taken}: clone it yourself and pass the folder")
    if host not in HOSTS:
        raise SnapshotError(f"{display(host)} is not among {', '.join(HOSTS)}: clone it yourself and pass the folder")
    return "https" if web else "ssh"


def _shown(url: str) -> str:
    """The address without user, password and query, which may be credentials."""
    return display(re.sub(r"//[^/@\s]{0,300}@", "//", re.split(r"[?#]", url, maxsplit=1)[0]), 100)


@contextmanager
def cloned(url: str, *, whole: bool) -> Iterator[Path]:
    """A bare partial clone (no file of 5 MB or more), removed afterwards; `whole` fetches every branch.

    Raises:
        SnapshotError: the address is not taken, or the clone failed or took more than two minutes.
    """
    scheme = scheme_of(url)
    with tempfile.TemporaryDirectory(prefix="mlreview-clone-", ignore_cleanup_errors=True) as name:
        home = Path(name).resolve()
        _clone(url, scheme, home, whole)
        yield home / "repo"


def _clone(url: str, scheme: str, home: Path, whole: bool) -> None:
    options = [*_SAFE, f"protocol.{scheme}.allow=always", *(_HTTPS_ONLY if scheme == "https" else ())]
    branches = [] if whole else ["--single-branch"]
    command = [word for option in options for word in ("-c", option)]
    command += ["clone", "--quiet", "--bare", *branches, "--filter=blob:limit=5m", "--", url, str(home / "repo")]
    process = start(command, home, _environment(home, scheme), group=True)
    watch = threading.Timer(CLONE_SECONDS, end, (process,), {"group": True})
    watch.daemon = True
    watch.start()
    try:
        status = process.wait()
    finally:
        watch.cancel()
        end(process, group=True)
    if status:
        remedy = "check the address, your access and the network, or clone it yourself and pass the folder"
        raise SnapshotError(f"{_shown(url)} could not be cloned: {remedy}")


def _environment(home: Path, scheme: str) -> dict[str, str]:
    plain = (
        environment(home)
        | _ours(_NETWORK)
        | {
            "GIT_ALLOW_PROTOCOL": scheme,
            "GIT_LFS_SKIP_SMUDGE": "1",
            "GIT_HTTP_LOW_SPEED_LIMIT": "1000",
            "GIT_HTTP_LOW_SPEED_TIME": "20",
        }
    )
    del plain["GIT_NO_LAZY_FETCH"]
    if scheme == "https":
        return plain
    del plain["GIT_CONFIG_NOSYSTEM"], plain["GIT_CONFIG_GLOBAL"], plain["XDG_CONFIG_HOME"]
    return {"GIT_SSH_COMMAND": "ssh -o BatchMode=yes"} | plain | _ours(_USER)


def _ours(names: Sequence[str]) -> dict[str, str]:
    """The user's own settings of the network and of ssh: a clone cannot do without them, and only a clone sees them."""
    return {name: os.environ[name] for name in names if name in os.environ}
