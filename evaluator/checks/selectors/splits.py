"""Where rows are held out, in every form seen in the wild: calls, folds, slices, folders, published parts, validation shares."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from evaluator.checks.selectors.training import trainings_in
from evaluator.model.code import Call

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Code
    from evaluator.model.facts import Facts

PART = re.compile(r"(?:^|[^a-z])(train|test|valid|val|eval|dev|holdout)(?:ing|ation|uation)?(?:[^a-z]|$)")
_OTHER = frozenset({"test", "valid", "val", "eval", "dev", "holdout"})
_READS = ("data.read", "data.builtin", "data-loading", "data.download")
CUTS = ("call", "slices")
_SHARE = ("validation_split", "validation_data", "eval_dataset", "eval_set", "validation_steps", "val_dataloaders")


class Split(msgspec.Struct, frozen=True):
    """One place where rows are set apart. `data` are the nodes whose rows are split; `train` and `test` those of the parts.

    `kind`: call, folds, cross-validation, share, slices, files, published.
    """

    call: Call
    kind: str
    how: str
    data: tuple[int, ...] = ()
    train: tuple[int, ...] = ()
    test: tuple[int, ...] = ()
    doubtful: bool = False


def splits(facts: Facts) -> Iterator[Split]:
    """Every split of product code."""
    for code in facts.product:
        yield from splits_in(facts, code)


def splits_in(facts: Facts, code: Code) -> Iterator[Split]:
    """Every split of one file."""
    yield from _calls(facts, code)
    yield from _shares(code)
    yield from _slices(facts, code)
    yield from _parts(code)


def _calls(facts: Facts, code: Code) -> Iterator[Split]:
    for call in code.calls:
        if call.kind != "call":
            continue
        data = tuple(number for argument in call.arguments if argument.name in ("", "*", "X", "y") for number in argument.inputs)
        if call.means("split"):
            data = data or call.receiver
            yield Split(call, "call", f"{call.method} sets rows apart", (*data, *call.receiver), *_named_parts(facts, call))
        elif call.means("folds") and call.method in ("split", "randomSplit"):
            yield Split(call, "folds", f"{call.method} makes folds", data, *_named_parts(facts, call))
        elif call.means("cross-validate"):
            yield Split(call, "cross-validation", f"{call.method} scores on folds", data)
        elif call.means("search.run") and call.means("cross-validation"):
            yield Split(call, "cross-validation", "the search scores on folds", data)


def _named_parts(facts: Facts, call: Call) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The nodes of the training part (even positions of a split of arrays) and of the rest."""
    items = [facts.graph.calls[number] for number in facts.graph.consumers.get(call.number, ())]
    parts = [item for item in items if item.kind == "item" and item.arguments and isinstance(item.arguments[0].constant, int)]
    alternate = call.method in ("train_test_split", "temporal_train_test_split", "split")
    train = tuple(item.number for item in parts if (_position(item) % 2 == 0 if alternate else _position(item) == 0))
    return train, tuple(item.number for item in parts if item.number not in train)


def _position(item: Call) -> int:
    value = item.arguments[0].constant
    return value if isinstance(value, int) else 0


def _shares(code: Code) -> Iterator[Split]:
    """`fit(validation_split=0.2)`, `fit(validation_data=...)`, `Trainer(eval_dataset=...)`, out-of-bag scores."""
    for call in code.calls:
        for argument in call.arguments:
            if argument.name in _SHARE and not (argument.is_constant and argument.constant in (None, 0, 0.0)):
                given = (each for each in call.arguments if argument.name == "validation_split" and each.name in ("", "x", "y", "X"))
                data = tuple(number for each in given for number in each.inputs)
                yield Split(call, "share", f"{argument.name} keeps rows for validation", data)
                break
            if argument.name == "oob_score" and argument.constant is True:
                yield Split(call, "share", "out-of-bag rows score the model")
            if argument.name == "subset" and argument.constant in ("training", "validation"):
                yield Split(call, "share", f"the {argument.constant} subset of the rows")


def _slices(facts: Facts, code: Code) -> Iterator[Split]:
    """`data[:n]` beside `data[n:]`, when the first part reaches training."""
    heads: dict[tuple[int, ...], Call] = {}
    for call in code.calls:
        if call.kind != "item" or not call.arguments or (call.name.startswith(".") and not call.name.endswith(".[]")):
            continue
        shape = call.arguments[0].text
        if shape == ":x":
            heads.setdefault(call.receiver, call)
        elif shape == "x:" and call.receiver in heads:
            head = heads[call.receiver]
            if head.arguments[0].inputs != call.arguments[0].inputs and head.scope != call.scope:
                continue
            if _reaches_training(facts, head):
                yield Split(
                    head, "slices", "the first rows train, the later ones are kept apart", call.receiver, (head.number,), (call.number,)
                )


def _reaches_training(facts: Facts, call: Call) -> bool:
    reached = {each.number for each in facts.downstream(call)}
    homes = {each.path for each in (facts.graph.calls[number] for number in reached)}
    return any(training.number in reached for code in facts.product if code.path in homes for training in trainings_in(code))


def _parts(code: Code) -> Iterator[Split]:
    """Two parts read by name: folders, files, or the parts of a published data set."""
    found: dict[str, Call] = {}
    for call in code.calls:
        if call.kind != "call" or not call.means(*_READS):
            continue
        part = _part_named(call)
        if part:
            found.setdefault(part, call)
        if call.method == "load_data" and call.means("data.builtin"):
            yield Split(call, "published", "the data set comes with a test part of its own")
    other = next((call for part, call in sorted(found.items()) if part != "train"), None)
    if "train" in found and other is not None:
        yield Split(other, "files", "this part is read apart from the training part")


def is_part(call: Call, part: str) -> bool:
    """Whether a call reads a part of the data by its name: train, or test for every other part."""
    return call.kind == "call" and call.means(*_READS) and _part_named(call) == part


def _part_named(call: Call) -> str:
    """train, or another part, by the literal arguments of a reading call."""
    for argument in call.arguments:
        if argument.name == "train" and isinstance(argument.constant, bool):
            return "train" if argument.constant else "test"
        texts = (
            [argument.constant, argument.text, *argument.items]
            if argument.name in ("", "split", "directory", "root", "path", "data_dir", "path_or_paths")
            else []
        )
        for text in texts:
            said = PART.search(str(text).lower()) if isinstance(text, str) else None
            if said:
                return "train" if said[1] == "train" else "test"
    return ""
