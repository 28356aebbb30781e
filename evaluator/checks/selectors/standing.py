"""Which files count: what another project, a template or a machine wrote does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import TypeVar

    from evaluator.model.place import Placed

    Any_ = TypeVar("Any_", bound=Placed)

# Measured, tried out or set aside: not what a colleague would start or change.
_ASIDE = regex(
    r"(?:^|[/_-])(?:bench|benchmarks(?=/)|profil(?:e|er|ing)|debug|old|deprecated|backup|bak|legacy|obsolete|unused)(?=[/_.-]|\d)"
)
_EXAMPLES = regex(r"(?:^|/)(?:examples?|docs?|demos?|tutorials?|samples)/")
_FOR_TESTS = regex(r"(?:^|/)_{0,2}(?:tests?|testing|test_?utils?|test_?data|fixtures)_{0,2}/")
FOREIGN = frozenset({"vendored", "generated", "template", "archive", "tutorial"})


def own(found: Iterable[Any_]) -> Iterator[Any_]:
    """Those that count."""
    return (each for each in found if each.role not in FOREIGN)


def is_aside(path: str) -> bool:
    """Whether a file is named for what is measured, tried out or set aside (`bench.py`, `_old_train.py`, `legacy/`)."""
    return _ASIDE.search(path) is not None


def is_example(path: str) -> bool:
    """Whether a file lies in a folder of examples or of documentation, which may need more than the project."""
    return _EXAMPLES.search(path) is not None


def is_for_tests(path: str) -> bool:
    """Whether a file lies in a folder of tests or of what they need (`__tests__/data/`, `test_utils/`)."""
    return _FOR_TESTS.search(path) is not None
