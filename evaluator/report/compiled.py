"""Templates compiled once a machine: compiling them costs six times as much as writing a page.

Imported only when a page is written, since Jinja is. What is kept is code, and taken only where the template, this
program's frame, Jinja and Python are those that wrote it.
"""

import sys
import zlib
from pathlib import Path

import jinja2
from jinja2.bccache import Bucket, FileSystemBytecodeCache

from evaluator import derived


class Compiled(FileSystemBytecodeCache):
    """A cache whose faults are misses."""

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take what was kept; anything wrong with it is as if nothing were there."""
        try:
            super().load_bytecode(bucket)
        except Exception:  # noqa: BLE001 - a damaged file fails in whatever way its bytes say
            bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it where that is possible."""
        try:
            super().dump_bytecode(bucket)
        except OSError:
            return


def compiled(frame: str) -> Compiled | None:
    """The cache among what is derived; None where nothing can be kept.

    `frame` is the file in which the environment is set up: its options decide what a template is compiled to.
    """
    folder = derived.folder()
    try:
        maker = Path(frame).stat()
    except OSError:
        return None
    if folder is None:
        return None
    made_by = zlib.crc32(repr((jinja2.__version__, sys.version_info[:3], frame, maker.st_mtime_ns, maker.st_size)).encode())
    return Compiled(str(folder), f"{made_by:08x}-%s.bin")
