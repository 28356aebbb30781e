"""What makes a run come out the same elsewhere: requirements, seeds, paths."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.reproducibility.portable_paths import PERSONAL
from evaluator.checks.selectors.chance import NUMPY, PYTHON, TENSORFLOW, TORCH, drawn
from evaluator.checks.selectors.installed import declarations, imported, pin_of, provided
from evaluator.checks.selectors.plain_words import failed, is_distribution, is_path, lacks
from evaluator.checks.selectors.split_again import split_again
from evaluator.model.regex import regex
from evaluator.model.review import Sketch

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evaluator.model.facts import Facts
    from evaluator.model.result import Result

MISSING = regex(r"`(\w{1,60})` is imported and not declared(?P<with> itself; it comes with .{1,80})?")
MOST_NAMES = 10
SEEDING = {
    PYTHON: ("import random", "random.seed(seed)"),
    NUMPY: ("import numpy as np", "np.random.seed(seed)"),
    TORCH: ("import torch", "torch.manual_seed(seed)"),
    TENSORFLOW: ("import tensorflow as tf", "tf.random.set_seed(seed)"),
}
OLD_TENSORFLOW = frozenset({"Session", "placeholder", "InteractiveSession", "disable_v2_behavior", "disable_eager_execution"})


def dependencies(facts: Facts, results: Mapping[str, Result]) -> Sketch | None:
    """The packages that code imports and nothing declares, as lines of requirements."""
    if failed(results, "dependencies-declared") and not any(declarations(facts)):
        declared = provided(facts)
        names = [name for name in imported(facts) if not pin_of(facts, name, declared)]
        head = "# requirements.txt: what your code imports"
    else:
        told = results["imports-declared"].evidence if lacks(results, "imports-declared") else ()
        firm = ((MISSING.fullmatch(each.note), each.confidence == "high") for each in told if not each.supports)
        names = [found[1] for found, sure in firm if found and (sure or found["with"])]
        files = [each.path for each in declarations(facts) if not each.source.lock and each.source.kind.startswith("requirements")]
        head = f"# add to {files[0]}" if len(files) == 1 and is_path(files[0]) and "/" not in files[0] else "# add to what you declare"
    given = {name: _distribution(facts, name) for name in sorted(names)}
    one, others = sorted(set(filter(None, given.values()))), [name for name, found in given.items() if not found]
    if not one or len(one) > MOST_NAMES or (others and not head.startswith("# add")):
        return None
    return Sketch("\n".join([head, *one, "# then write the version behind each: pip freeze"]), "text")


def _distribution(facts: Facts, name: str) -> str:
    """The one distribution that gives an import name, of several the first, which is the usual one; "" for none."""
    given = facts.distributions.get(name, ())
    return given[0] if given and is_distribution(given[0]) else ""


def seeds(facts: Facts, results: Mapping[str, Result]) -> Sketch | None:
    """One function that seeds every source that training draws from."""
    if not failed(results, "seed-fixed", "every-source-seeded"):
        return None
    names = [name for name in SEEDING if name in drawn(facts)]
    modern = any(name == "tensorflow" for code in facts.product for name, _ in code.packages)
    old = next(facts.those(methods=OLD_TENSORFLOW), None) is not None
    if not names:
        return split_again(facts, results, "random_state")
    if TENSORFLOW in names and (old or not modern):
        return None
    lines = [*(SEEDING[name][0] for name in names), "", "def set_seed(seed: int) -> None:", *(f"    {SEEDING[name][1]}" for name in names)]
    return Sketch("\n".join([*lines, "", "set_seed(42)  # first, before data are split or a model is made"]), "python")


def portable_paths(facts: Facts, results: Mapping[str, Result]) -> Sketch | None:
    """A path of one machine as a path from the root of the project, where the tree holds what it names."""
    if not failed(results, "paths-portable"):
        return None
    for item in results["paths-portable"].evidence:
        code = facts.code_at(item.path)
        if item.supports or code is None or code.is_notebook or not is_path(code.path):
            continue
        for line, text in code.source.strings:
            inside = _in_tree(facts, text) if line == item.line and PERSONAL.match(text) else ""
            if inside:
                return _anchored(code.path, line, inside)
    return None


def _in_tree(facts: Facts, text: str) -> str:
    """The longest end of a path that stands in the tree, of a folder and what it holds at least; "" for none."""
    parts = [part for part in text.replace("\\", "/").split("/") if part]
    for start in range(1, len(parts)):
        tail = "/".join(parts[start:])
        if is_path(tail) and facts.exists(tail) and (facts.file(tail) is not None or len(parts) - start > 1):
            return tail
    return ""


def _anchored(path: str, line: int, inside: str) -> Sketch:
    joined = " / ".join(f'"{part}"' for part in inside.split("/"))
    lines = ["from pathlib import Path", "", f"ROOT = Path(__file__).resolve().parents[{path.count('/')}]"]
    return Sketch("\n".join([*lines, f"# {path}, line {line}: in place of the path of one machine", f"ROOT / {joined}"]), "python")
