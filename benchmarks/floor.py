"""The floor: every blob of HEAD through `git cat-file --batch`, and `ast.parse` of all Python in it, in one process.

No reader of the repository's code can do with less. Run as a process: `python -m benchmarks.floor GIT_DIR`; it prints the
number of blobs, of Python sources (notebooks count as one) and of their lines.
"""

import ast
import json
import os
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator
from typing import IO


def blobs(git_dir: str) -> Iterator[tuple[str, bytes]]:
    """Yield path and bytes of every regular file at HEAD."""
    git = ["git", f"--git-dir={git_dir}"]
    listing = subprocess.run([*git, "ls-tree", "-r", "-z", "HEAD"], capture_output=True, check=True).stdout
    entries = [entry.split(b"\t", 1) for entry in listing.split(b"\0") if entry]
    files = [(path.decode("utf-8", "replace"), meta.split()[2]) for meta, path in entries if meta.startswith(b"100")]
    with tempfile.TemporaryFile() as names:  # a file, not a pipe: git stops reading names while nobody reads what it writes
        names.write(b"".join(blob + b"\n" for _, blob in files))
        names.seek(0)
        yield from _contents([*git, "cat-file", "--batch", "--buffer"], names, [path for path, _ in files])


def _contents(command: list[str], names: IO[bytes], paths: list[str]) -> Iterator[tuple[str, bytes]]:
    with subprocess.Popen(command, stdin=names, stdout=subprocess.PIPE, env={**os.environ, "GIT_NO_LAZY_FETCH": "1"}) as reader:
        assert reader.stdout is not None
        for path in paths:
            size = reader.stdout.readline().split()[-1]
            if size != b"missing":  # of a partial clone
                yield path, reader.stdout.read(int(size))
                reader.stdout.read(1)


def sources(path: str, data: bytes) -> list[str]:
    """Return the Python of a file: itself, or the code cells of a notebook."""
    if path.endswith(".py"):
        return [data.decode("utf-8", "replace")]
    if not path.endswith(".ipynb"):
        return []
    try:
        cells = json.loads(data)["cells"]
        return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    except (ValueError, KeyError, TypeError):
        return []


def main(git_dir: str) -> None:
    """Read and parse everything once."""
    warnings.simplefilter("ignore")
    count = python = lines = 0
    for path, data in blobs(git_dir):
        count += 1
        found = sources(path, data)
        python += bool(found)
        for source in found:
            lines += source.count("\n") + 1
            try:
                ast.parse(source, filename="<file>")
            except (SyntaxError, ValueError, RecursionError, MemoryError):
                continue
    print(count, python, lines)


if __name__ == "__main__":
    main(sys.argv[1])
