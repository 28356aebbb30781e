"""What the action writes to GitHub when a token is given, held against a server that answers as GitHub's API does."""

from __future__ import annotations

import base64
import gzip
import json
import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

SCRIPT = Path(__file__).parents[1] / "action" / "publish.py"
MARK = "<!-- mlreview -->"


class GitHub(BaseHTTPRequestHandler):
    """Keeps what it is asked; `comments` is what stands under the pull request, `refuses` the status of every answer to a write."""

    asked: ClassVar[list[tuple[str, str, Any]]] = []
    comments: ClassVar[list[dict[str, Any]]] = []
    refuses: ClassVar[int] = 0

    def do_GET(self) -> None:
        page = int(self.path.rpartition("page=")[2])
        self.answer(200, self.comments[100 * (page - 1) : 100 * page])

    def do_POST(self) -> None:
        content = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.asked.append((self.command, self.path, content))
        assert self.headers["Authorization"] == "Bearer secret-token"
        self.answer(self.refuses or 201, {})

    do_PATCH = do_POST  # noqa: N815  http.server asks for this name

    def answer(self, status: int, content: Any) -> None:
        self.send_response(status)
        self.end_headers()
        self.wfile.write(json.dumps(content).encode())

    def log_message(self, *_: Any) -> None:
        """Nothing."""


@pytest.fixture
def api() -> Iterator[str]:
    GitHub.asked, GitHub.comments, GitHub.refuses = [], [], 0
    server = ThreadingHTTPServer(("127.0.0.1", 0), GitHub)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def publish(api: str, act: str, file: Path) -> subprocess.CompletedProcess[str]:
    event = {"GITHUB_REPOSITORY": "ana/bikes", "GITHUB_SHA": "a" * 40, "GITHUB_REF": "refs/pull/7/merge", "MLREVIEW_PULL_REQUEST": "7"}
    environment = {"PATH": os.environ["PATH"], "GITHUB_API_URL": api, "MLREVIEW_TOKEN": "secret-token", **event}
    command = (sys.executable, "-I", str(SCRIPT), act, str(file))
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)


def summary(folder: Path, text: str) -> Path:
    path = folder / "summary.md"
    path.write_text(text, encoding="utf-8")
    return path


def somebody(number: int, kind: str = "User", body: str = "Nice") -> dict[str, Any]:
    return {"id": number, "user": {"type": kind}, "body": body}


def test_the_first_comment_is_written(api: str, tmp_path: Path) -> None:
    done = publish(api, "comment", summary(tmp_path, "## 64 of 100\n"))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert GitHub.asked == [("POST", "/repos/ana/bikes/issues/7/comments", {"body": f"{MARK}\n## 64 of 100\n"})]


def test_the_next_one_replaces_ours_and_nobody_elses(api: str, tmp_path: Path) -> None:
    imitation = somebody(500, body=f"{MARK} of somebody who writes like us")
    GitHub.comments = [*(somebody(number) for number in range(120)), imitation, somebody(777, "Bot", f"{MARK}\nold")]
    assert publish(api, "comment", summary(tmp_path, "new")).returncode == 0
    assert [(method, path) for method, path, _ in GitHub.asked] == [("PATCH", "/repos/ana/bikes/issues/comments/777")]


def test_a_long_summary_is_cut_to_what_github_takes(api: str, tmp_path: Path) -> None:
    publish(api, "comment", summary(tmp_path, "a line of it\n" * 20_000))
    body = GitHub.asked[0][2]["body"]
    assert len(body) < 65_536
    assert "This comment was cut" in body


def test_findings_go_to_code_scanning_as_they_are(api: str, tmp_path: Path) -> None:
    file = tmp_path / "review.sarif"
    file.write_text('{"version": "2.1.0"}', encoding="utf-8")
    publish(api, "sarif", file)
    method, path, content = GitHub.asked[0]
    assert (method, path) == ("POST", "/repos/ana/bikes/code-scanning/sarifs")
    assert gzip.decompress(base64.b64decode(content["sarif"])) == file.read_bytes()
    assert content["ref"] == "refs/pull/7/merge"


@pytest.mark.parametrize("status", [401, 403, 500])
def test_a_refusal_is_one_line_and_no_failure(api: str, tmp_path: Path, status: int) -> None:
    GitHub.refuses = status
    done = publish(api, "comment", summary(tmp_path, "x"))
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("::notice title=mlreview::GitHub did not take the comment")
    assert str(status) in done.stdout
    assert "secret-token" not in done.stdout + done.stderr


def test_a_server_that_is_not_there_is_no_failure(tmp_path: Path) -> None:
    done = publish("http://127.0.0.1:1", "sarif", summary(tmp_path, "{}"))
    assert done.returncode == 0, done.stderr
    assert "no answer" in done.stdout
