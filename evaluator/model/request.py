"""What somebody asks to be reviewed, and by which rubric; it crosses the border to the process that does it."""

import msgspec


class Request(msgspec.Struct, frozen=True):
    """`source` is a path or a clone URL; the other fields are the options of the same name (product.md).

    `rubric` is the rubric's text and `rubric_name` how errors call it, so that the child needs no file of the user's.
    """

    source: str
    rubric: str
    rubric_name: str
    profile: str | None = None
    rev: str | None = None
    as_of: str | None = None
    path: str = ""
    excludes: tuple[str, ...] = ()
    worktree: bool = False
