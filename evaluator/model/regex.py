"""Regular expressions that are compiled when they are first asked for something.

There are some hundreds of them, a repository needs half, and to compile them all is a tenth of the review of a small one.
"""

import re
from typing import Any, cast

_ASKED = ("findall", "finditer", "flags", "fullmatch", "groupindex", "groups", "match", "pattern", "search", "split", "sub", "subn")


class _Late:
    """Stands for a pattern: the first attribute that is asked for fills all of them, so that what follows costs nothing more."""

    __slots__ = (*_ASKED, "_given")

    def __init__(self, expression: str, flags: int) -> None:
        self._given = (expression, flags)

    def __getattr__(self, name: str) -> Any:
        if name not in _ASKED:
            raise AttributeError(name)
        compiled = re.compile(*self._given)
        for each in _ASKED:
            setattr(self, each, getattr(compiled, each))
        return getattr(compiled, name)


def regex(expression: str, flags: int = 0) -> re.Pattern[str]:
    """The pattern of an expression, as `re.compile` gives it; an error in the expression comes up at its first use."""
    return cast("re.Pattern[str]", _Late(expression, flags))
