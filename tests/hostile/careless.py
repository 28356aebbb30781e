"""A reviewer that does everything wrong: it exists so that the judge has somebody to catch."""

import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path


def main(arguments: list[str]) -> int:
    """Run git in the repository, follow links, believe every word, and print it."""
    folder = Path(arguments[0])
    outputs = {Path(path).suffix[1:]: Path(path) for flag, path in pairwise(arguments[1:]) if flag == "-o"}
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    for command in (["status"], ["log", "-p", "--show-signature"], ["diff"], ["cat-file", "-p", "HEAD:lost.py"]):
        subprocess.run(["git", *command], cwd=folder, env=environment, capture_output=True, check=False, timeout=20)
    (folder / "report.tmp").write_text("written")
    names = [str(path.relative_to(folder)) for path in sorted(folder.rglob("*")) if ".git" not in path.parts]
    listed = subprocess.run(["git", "ls-tree", "-rz", "--name-only", "HEAD"], cwd=folder, env=environment, capture_output=True, check=True)
    names += listed.stdout.decode().split("\0")
    words = [path.read_text() for path in sorted(folder.glob("*")) if path.is_file() and path.name != "report.tmp"]
    text = "\n".join([*names, *words, str(dict(os.environ))])
    sys.stdout.write(text)
    outputs["html"].write_text(f"<html><body>{text}</body></html>")
    outputs["csv"].write_text("\n".join(names))
    outputs["md"].write_text(text)
    for form in ("json", "sarif"):
        outputs[form].write_text('{"unread": []}')
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
