"""Where rows are held out, in every form seen in the wild: calls, folds, slices, folders, published parts, validation shares."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from evaluator.checks.selectors.naming_parts import PART, part_in
from evaluator.checks.selectors.once import kept, once
from evaluator.checks.selectors.one_fold import first_taken
from evaluator.checks.selectors.parted import parted
from evaluator.checks.selectors.rolling import ROLLED, grown, in_turns, rolling
from evaluator.checks.selectors.sliced import sliced
from evaluator.checks.selectors.splitters import is_fold_split
from evaluator.checks.selectors.streamed import BY_TAKING, streamed
from evaluator.model.code import Call
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Code
    from evaluator.model.facts import Facts

READS = ("data.read", "data.builtin", "data-loading", "data.download")
PLACES = frozenset({
    "", "split", "directory", "root", "path", "data_dir", "path_or_paths", "ds_part", "mode", "part", "subset", "phase", "filename", "file",
})  # fmt: skip
_OF_PLACE = regex(r"(?:^|_)(?:file|path|dir|folder|csv)(?:$|_)|file_?(?:path|name)")  # of functions of the project's own
_SLICED = "the first rows train, the later ones are kept apart"
_GIVES_PART = regex(r"(?:load|read|get|make|create|build)_?(?:\w{1,30}_)?(?:data|dataset|split|loader|dataloader|part|partition)s?")
CUTS = ("call", "slices", "condition")
_CUTS = frozenset({"numpy.split", "numpy.array_split"})
_KEPT = ("validation_split", "valid_pct", "validation_fraction")
_TRAINERS = ("lightning.pytorch.Trainer.fit", "pytorch_lightning.Trainer.fit")
_BEFORE_VALIDATION = 2  # the module and the loader of training rows
_SHARE = (
    "validation_split",
    "validation_data",
    "valid_pct",
    "validation_fraction",
    "eval_dataset",
    "eval_set",
    "validation_steps",
    "val_dataloaders",
)


class Split(msgspec.Struct, frozen=True):
    """One place where rows are set apart. `data` are the nodes whose rows are split; `train` and `test` those of the parts.

    `kind`: call, folds, cross-validation, share, slices, condition, files, published; `turns` where a loop parts them anew each time.
    """

    call: Call
    kind: str
    how: str
    data: tuple[int, ...] = ()
    train: tuple[int, ...] = ()
    test: tuple[int, ...] = ()
    doubtful: bool = False
    turns: bool = False


def splits(facts: Facts) -> Iterator[Split]:
    """Every split of product code."""
    for code in facts.product:
        yield from splits_in(facts, code)


@once
def splits_in(facts: Facts, code: Code) -> Iterator[Split]:
    """Every split of one file."""
    yield from _calls(facts, code)
    yield from _shares(code)
    for head, tail, doubtful in sliced(facts, code):
        yield Split(head, "slices", _SLICED, head.receiver, (head.number,), (tail.number,), doubtful=doubtful)
    for head, tail in rolling(facts, code):
        yield Split(head, "slices", ROLLED, head.receiver, (head.number,), (tail.number,), turns=True)
    for fit in grown(facts, code):
        yield Split(fit, "slices", ROLLED, turns=True)
    for head, tail in streamed(facts, code):
        yield Split(head, "slices", BY_TAKING, head.receiver, (head.number,), (tail.number,))
    for head, tail, how, doubtful in parted(facts, code):
        data = (*head.receiver, *(number for each in (head, tail) for argument in each.arguments[:1] for number in argument.inputs))
        turns = in_turns(facts, head, tail)
        told = f"{how}, in each turn of a loop" if turns else how
        yield Split(head, "condition", told, data, (head.number,), (tail.number,), doubtful=doubtful and not turns, turns=turns)
    yield from _parts(facts, code)


def _calls(facts: Facts, code: Code) -> Iterator[Split]:
    for call in code.those(("split", "folds", "cross-validate", "search.run"), ("split", "randomSplit", "train_test_split")):
        data = tuple(number for argument in call.arguments if argument.name in ("", "*", "X", "y") for number in argument.inputs)
        if call.method == "resample" or (call.name in _CUTS and not _names_parts(facts, call)):
            continue  # rows drawn again and again, or an array cut for any purpose
        if call.means("split") or call.name == ".train_test_split":
            parts = _named_parts(facts, call)
            if not _are_thrown_away(facts, parts[1]):  # else a sample is drawn
                yield Split(call, "call", f"{call.method} sets rows apart", (*(data or call.receiver), *call.receiver), *parts)
        elif (taken := first_taken(facts, call)) is not None:
            yield Split(call, "call", f"{call.method} sets rows apart, by the first of its folds", data, *_named_parts(facts, taken))
        elif (call.means("folds") and call.method in ("split", "randomSplit")) or is_fold_split(facts, call):
            yield Split(call, "folds", f"{call.method} makes folds", data, *_named_parts(facts, call))
        elif call.means("cross-validate"):
            yield Split(call, "cross-validation", f"{call.method} scores on folds", data)
        elif call.means("search.run") and call.means("cross-validation") and not of_the_best(facts, call):
            yield Split(call, "cross-validation", "the search scores on folds", data)


def of_the_best(facts: Facts, call: Call) -> bool:
    """`search.best_estimator_.fit(...)`: one model is fitted, nothing is searched."""
    return any(facts.graph.calls[number].method == "best_estimator_" for number in call.receiver if number in facts.graph.calls)


def _names_parts(facts: Facts, call: Call) -> bool:
    """Whether what an array is cut into is named for parts of the data."""
    items = (facts.graph.calls[number] for number in facts.graph.consumers.get(call.number, ()))
    names = [name.lower() for each in (call, *items) for name in each.targets]
    return any(PART.search(name) for name in names) and not any("batch" in name or "chunk" in name for name in names)


def _named_parts(facts: Facts, call: Call) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The nodes of the training part (even positions of a split of arrays) and of the rest, also where a function hands them all on."""
    wholes = [call.number]
    for whole in wholes:
        wholes += [number for number in _handing_on(facts).get(whole, ()) if number not in wholes]
    items = [facts.graph.calls[number] for whole in wholes for number in facts.graph.consumers.get(whole, ())]
    parts = [item for item in items if item.kind == "item" and item.arguments and isinstance(item.arguments[0].constant, int)]
    alternate = call.method in ("train_test_split", "temporal_train_test_split", "split") and call.name not in _CUTS
    train = tuple(item.number for item in parts if (_position(item) % 2 == 0 if alternate else _position(item) == 0))
    return train, tuple(item.number for item in parts if item.number not in train)


@kept
def _handing_on(facts: Facts) -> dict[int, list[int]]:
    """The calls of the project's own functions that give back nothing but one other call's value, by that call."""
    found: dict[int, list[int]] = {}
    for number, results in facts.graph.returned.items():
        if len(results) == 1:
            found.setdefault(results[0], []).append(number)
    return found


def is_thrown_away(facts: Facts, split: Split) -> bool:
    """Whether nobody keeps the training part: `_, val = random_split(...)` makes a split again to look at the rest."""
    return _are_thrown_away(facts, split.train)


def _are_thrown_away(facts: Facts, part: tuple[int, ...]) -> bool:
    return bool(part) and all(facts.graph.calls[number].targets == ("_",) for number in part)


def _position(item: Call) -> int:
    value = item.arguments[0].constant
    return value if isinstance(value, int) else 0


def _shares(code: Code) -> Iterator[Split]:
    """`fit(validation_split=0.2)`, `fit(validation_data=...)`, `Trainer(eval_dataset=...)`, out-of-bag scores."""
    for call in code.those(arguments=(*_SHARE, "oob_score", "subset")):
        for argument in call.arguments:
            if argument.name in _SHARE and not (argument.is_constant and argument.constant in (None, 0, 0.0)):
                given = (each for each in call.arguments if argument.name == "validation_split" and each.name in ("", "x", "y", "X"))
                data = tuple(number for each in given for number in each.inputs)
                yield Split(call, "share", f"{argument.name} {'keeps' if argument.name in _KEPT else 'names'} rows for validation", data)
                break
            if argument.name == "oob_score" and argument.constant is True:
                yield Split(call, "share", "out-of-bag rows score the model")
            if argument.name == "subset" and argument.constant == "validation":
                yield Split(call, "share", "the validation subset of the rows is read")
    for call in code.those(methods=("fit",)):
        if call.name.endswith(_TRAINERS) and sum(argument.name == "" for argument in call.arguments) > _BEFORE_VALIDATION:
            yield Split(call, "share", "the trainer is given rows for validation")


def _parts(facts: Facts, code: Code) -> Iterator[Split]:
    """Two parts read by name: folders, files, or the parts of a published data set."""
    found: dict[str, Call] = {}
    keys: dict[str, Call] = {}
    for call in code.calls:
        if call.kind == "item" and call.arguments and isinstance(call.arguments[0].constant, str):
            key = part_in(call.arguments[0].constant)
            if key and call.arguments[0].constant == call.arguments[0].constant.lower() and _is_data(facts, call):
                keys.setdefault(key, call)
        elif call.kind == "call" and (call.means(*READS) or reads_itself(facts, call)):
            part = _part_named(facts, call)
            if part:
                found.setdefault(part, call)
            if call.method == "load_data" and call.means("data.builtin"):
                yield Split(call, "published", "the data set comes with a test part of its own")
    for parts, comes, how in (
        (found, "files", "this part is kept apart from the training part"),
        (keys, "published", "the data come with this part beside the training part"),
    ):
        if "train" in parts and "test" in parts:
            kind = "loaders" if parts["test"].method == "DataLoader" else comes
            yield Split(parts["test"], kind, how, doubtful=_unanswered(facts, parts["test"]))


def _is_data(facts: Facts, item: Call) -> bool:
    """Whether an item is taken of data that were loaded as a whole, and not of what the project has split itself."""
    before = list(facts.graph.upstream(item.receiver, most=60))
    loaded = any(call.means("data.builtin", "data-loading", "data.read") for call in before)
    return loaded and not any(call.means("split") or call.method == "train_test_split" for call in before)


@kept
def _reading(code: Code) -> frozenset[int]:
    """The functions of a file in which data are read."""
    return frozenset(inside.scope for inside in code.calls_to(*READS, "data-loader", "image.read"))


def reads_itself(facts: Facts, call: Call) -> bool:
    """Whether a call of the project's own function or data set class reads data."""
    if not call.own:
        return False
    place = facts.graph.functions.get(call.name)
    if place:
        code = facts.code_at(place[0])
        if _GIVES_PART.fullmatch(call.method.lower()):
            return True
        return code is not None and place[1] in _reading(code)
    path, _, name = call.name.removeprefix("project:").partition(":")
    code = facts.code_at(path)
    index = next((number for number, each in enumerate(code.classes) if each.name == name), None) if code else None
    return code is not None and index is not None and index < len(code.base_concepts) and "dataset.class" in code.base_concepts[index]


def _unanswered(facts: Facts, call: Call) -> bool:
    """Whether the test part may be a competition's, without answers: what is read as `test`, where a submission is written."""
    if not call.means("data.read") and not call.own:
        return False
    texts = [text for argument in call.arguments for text in (argument.constant, argument.text) if isinstance(text, str)]
    if not any("test" in text.lower() for text in texts):
        return False
    return any("submission" in text.lower() for code in facts.product for _, text in code.source.strings)


def is_part(facts: Facts, call: Call, part: str) -> bool:
    """Whether a call reads a part of the data by its name: train, or test for every other part."""
    return call.kind == "call" and call.means(*READS) and _part_named(facts, call) == part


def _part_named(facts: Facts, call: Call) -> str:
    """train, or another part, by the literal arguments of a reading call, or by what they are joined of."""
    for argument in call.arguments:
        if argument.name in ("train", "is_train", "training") and isinstance(argument.constant, bool):
            return "train" if argument.constant else "test"
        if argument.name not in PLACES and not (call.own and _OF_PLACE.search(argument.name.lower())):
            continue
        joined = [facts.graph.calls[number] for number in argument.inputs if number in facts.graph.calls]
        pieces = [piece.constant for each in joined if each.kind == "call" and each.method in ("join", "Path") for piece in each.arguments]
        for text in (argument.constant, argument.text, *argument.items, *pieces):
            said = part_in(text) if isinstance(text, str) else ""
            if said:
                return said
    return ""
