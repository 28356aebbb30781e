"""Sends what a review says to GitHub, when a token was given: `publish.py comment FILE` or `publish.py sarif FILE`.

A comment replaces the one that this action wrote before; SARIF goes to code scanning. Only the runner's own API address is
asked, only with what the environment says, and a refusal is one line and no failure of the job.
"""

import base64
import gzip
import json
import os
import sys
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

MARK = "<!-- mlreview -->"
# GitHub refuses a comment of over 65536 characters
LIMIT = 60_000
PAGES = 10
TIMEOUT_S = 30


def asked(method: str, path: str, content: dict[str, Any] | None = None) -> Any:
    """The answer of the API to one request."""
    request = urllib.request.Request(  # noqa: S310  the runner's own address
        f"{os.environ['GITHUB_API_URL']}/repos/{os.environ['GITHUB_REPOSITORY']}/{path}",
        data=None if content is None else json.dumps(content).encode(),
        headers={
            "Authorization": f"Bearer {os.environ['MLREVIEW_TOKEN']}",
            "Accept": "application/vnd.github+json",
            "X-GitHub-Api-Version": "2022-11-28",
        },
        method=method,
    )
    with urllib.request.urlopen(request, timeout=TIMEOUT_S) as answer:  # noqa: S310
        return json.loads(answer.read() or b"null")


def comment(file: Path) -> None:
    """Write the summary under the pull request, over the comment of an earlier run where there is one."""
    text = file.read_text(encoding="utf-8")
    whole = len(text) <= LIMIT
    kept = text if whole else text[:LIMIT].rsplit("\n", 1)[0] + "\n\nThis comment was cut; the report of the run has all of it.\n"
    body = {"body": f"{MARK}\n{kept}"}
    number = int(os.environ["MLREVIEW_PULL_REQUEST"])
    mine = _mine(number)
    if mine is None:
        asked("POST", f"issues/{number}/comments", body)
    else:
        asked("PATCH", f"issues/comments/{mine}", body)


def _mine(number: int) -> int | None:
    """The id of the comment that a run before wrote: a bot's, that begins with our mark."""
    for page in range(1, PAGES + 1):
        found = asked("GET", f"issues/{number}/comments?per_page=100&page={page}")
        for one in found:
            if one["user"]["type"] == "Bot" and one["body"].startswith(MARK):
                return int(one["id"])
        if len(found) < 100:
            return None
    return None


def sarif(file: Path) -> None:
    """Send the findings to code scanning."""
    packed = base64.b64encode(gzip.compress(file.read_bytes(), mtime=0)).decode()
    content = {"commit_sha": os.environ["GITHUB_SHA"], "ref": os.environ["GITHUB_REF"], "sarif": packed, "tool_name": "mlreview"}
    asked("POST", "code-scanning/sarifs", content)


ACTS: dict[str, Callable[[Path], None]] = {"comment": comment, "sarif": sarif}


def main(act: str, file: str) -> int:
    """Do one of the acts; what GitHub refuses is told and does not fail the job."""
    try:
        ACTS[act](Path(file))
    except (urllib.error.URLError, TimeoutError) as error:
        reason = f"{error.code}" if isinstance(error, urllib.error.HTTPError) else "no answer"
        print(f"::notice title=mlreview::GitHub did not take the {act} ({reason}): does the token have the permission?")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
