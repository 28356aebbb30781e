"""A part kept for choices, apart from training and from the last test."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.detectors import parts_in_files
from evaluator.checks.selectors.named_files import test_file_for_validation
from evaluator.checks.selectors.naming_parts import HUMPS, TOLD
from evaluator.checks.selectors.scoring import is_stopped
from evaluator.checks.selectors.splits import Split, splits
from evaluator.checks.selectors.targets import names_in
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from evaluator.model.code import Call
    from evaluator.model.facts import Facts
    from evaluator.model.place import Location
    from evaluator.model.result import Confidence
    from evaluator.model.source import Constant

    Found = tuple[Location, str, Confidence]

_NAMED = regex(r"(?:^|[^a-z])(?:valid|val|dev)(?:ation|id)?(?:[^a-z]|$)")
_TEST = regex(r"(?:^|[^a-z])tests?(?:[^a-z]|$)|testset|testloader")
# Parts that are named for two: `train_val`, `val_test`; a later split parts them.
_JOINT = regex(r"train_?(?:and_?)?val|val(?:id(?:ation)?)?_?(?:and_?)?test|test_?(?:and_?)?val|train_?dev|dev_?test")
GIVEN_ROWS = ("validation_data", "eval_set", "eval_dataset", "evals", "val_dataloaders")
SPLIT_OFF = "a part for validation is split off"
ONCE_MORE = "the training part is split once more"
_READS = ("data.read", "data.builtin", "data-loading", "data-loader", "image.read", "dataset.class")
_PLACES = frozenset({"", "split", "directory", "root", "path", "data_dir", "file", "filepath_or_buffer"})
_TAKERS = ("metric", "model.predict", "model.score", "data-loader")
_LOADS = ("data.read", "data.builtin", "data-loading")
_LONGEST = 80
_BEFORE = 200
_PARTS = 3
_ROWS = frozenset({"", "X", "y", "x", "data", "dataset", "y_true", "y_pred", "input", "inputs"})
_CHECKED = regex(r"(?:data|schema|input)[ _-]?validation")  # where rows are checked, and not kept


def validation_parts(facts: Facts) -> Iterator[Found]:
    """Parts for choices: shares given to a fit, a third part, a part split off the training part, folds."""
    found = list(splits(facts))
    thirds = _thirds(facts, found)
    for split in found:
        if split.kind == "share" and (note := _of_the_test(facts, split.call)):
            yield split.call.at, f"rows for validation are given here; {note}", "low"
        elif split.kind in ("share", "folds", "cross-validation"):
            yield split.call.at, split.how, "low" if split.doubtful else "high"
        elif split.kind == "files" and split.call.own and _reads_validation(split.call, _stood_for(facts, split.call)):
            yield split.call.at, "a validation part is read", "low" if split.doubtful else "high"
        elif how := thirds.get(split.call.number):
            cut = facts.graph.calls[split.test[0]] if split.kind == "slices" else split.call
            yield cut.at, how, "low" if is_stopped(facts, split.call) else "high"
        yield from _handed_out(facts, split) if split.call.number not in thirds else ()
    yield from parts_in_files(facts)
    for code in facts.product:
        for call in code.those((*_LOADS, *_TAKERS)):
            if call.means(*_LOADS) and _reads_validation(call, _joined(facts, call)):
                yield call.at, "a validation part is read", "high"
            elif call.means(*_TAKERS) and _names_validation(facts, call):
                yield call.at, "something is named for validation; how its rows were chosen could not be told", "low"


def _handed_out(facts: Facts, split: Split) -> Iterator[Found]:
    """Calls of a function that splits, where what it gives back is named for validation: `fitted, val_rows = cut(rows, 0.2)`."""
    code = facts.code_at(split.call.path) if split.call.scope >= 0 and split.kind in ("call", "slices") else None
    name = f"project:{split.call.path}:{code.functions[split.call.scope].name}" if code is not None else ""
    for number in facts.graph.callers.get(name, ()):
        caller = facts.graph.calls[number]
        if (home := facts.code_at(caller.path)) is None or not home.is_product:
            continue
        parts = [facts.graph.calls[each] for each in facts.graph.consumers.get(number, ())]
        names = {target.lower() for each in (caller, *parts) for target in each.targets}
        if len(names) > 1 and any(_NAMED.search(each) and not _JOINT.search(each) for each in names) and _is_used(facts, parts):
            yield caller.at, SPLIT_OFF, "low" if split.doubtful or is_stopped(facts, caller) else "high"


def _of_the_test(facts: Facts, call: Call) -> str:
    """How rows given for validation are told to be those of the test; "" where they are not."""
    if _is_the_test_part(facts, call):
        return "by their name they are those of the test"
    told = _read_as_test(facts, call)
    if told:
        return f'they come from "{told}": the test part may be what is watched during training'
    given = any(argument.name in GIVEN_ROWS for argument in call.arguments) and test_file_for_validation(facts)
    return f"{given}: the test part may be what is watched during training" if given else ""


def _thirds(facts: Facts, found: list[Split]) -> dict[int, str]:
    """The splits that make a part for choices, with how; where one in a chain names it, not those that only lead to it."""
    made = {each.call.number: note for each in found if each.kind == "call" and (note := _third(facts, each, found))}
    made |= {each.call.number: SPLIT_OFF for each in found if each.kind == "slices" and _is_cut_for_choices(facts, each)}
    named = [each for each in found if made.get(each.call.number) == SPLIT_OFF]
    before = {call.number for each in named for call in facts.graph.upstream(each.data)} - {each.call.number for each in named}
    return {number: note for number, note in made.items() if number not in before or note != ONCE_MORE}


def _third(facts: Facts, split: Split, found: list[Split]) -> str:
    """How a split makes a part for choices; "" when it makes only a test part."""
    parts = [facts.graph.calls[number] for number in facts.graph.consumers.get(split.call.number, ())]
    names = {name.lower() for part in parts for name in (*part.targets, *split.call.targets)}
    if any(_NAMED.search(name) and not _JOINT.search(name) for name in (*names, *(each.lower() for each in split.call.targets))):
        return SPLIT_OFF if _is_used(facts, parts) else ""
    if len([part for part in parts if part.kind == "item"]) == _PARTS or len(split.call.targets) == _PARTS:
        return "rows are split into three parts"
    others = {number for other in found if other is not split and other.kind == "call" for number in other.train}
    return ONCE_MORE if others and others & {each.number for each in facts.graph.upstream(split.data)} else ""


def _is_cut_for_choices(facts: Facts, split: Split) -> bool:
    """Whether the later rows of a cut are used under a name that says validation."""
    names = [name for number in split.test for name in facts.graph.calls[number].targets]
    code = facts.code_at(split.call.path)
    first = code.calls[0].number if code is not None else 0
    bound = {number: name for name, each in code.source.bindings.items() for number in each.inputs} if code is not None else {}
    names += [bound[number - first] for number in split.test if number - first in bound]
    named = any(_NAMED.search(name.lower()) and not _JOINT.search(name.lower()) for name in names)
    return named and any(facts.graph.consumers.get(number) for number in split.test)


def _is_used(facts: Facts, parts: list[Call]) -> bool:
    """Whether anything takes a part that is named for validation; where the parts cannot be told apart, whether anything takes one."""
    named = [part for part in parts if any(_NAMED.search(name.lower()) for name in part.targets)] or parts
    return not named or any(facts.graph.consumers.get(part.number) for part in named) or any(part.kind != "item" for part in named)


def _is_the_test_part(facts: Facts, call: Call) -> bool:
    """Whether the rows given for validation are named for the test, and none for validation: `validation_data=(X_test, y_test)`."""
    given = [argument for argument in call.arguments if argument.name in GIVEN_ROWS]
    names = [argument.text.lower() for argument in given]
    near = [facts.graph.calls[number] for argument in given for number in argument.inputs if number in facts.graph.calls]
    names += [name.lower() for each in near for name in (*each.targets, *((each.method,) if each.kind in ("parameter", "free") else ()))]
    return any(_TEST.search(name) for name in names) and not any(_NAMED.search(name) for name in names)


def _read_as_test(facts: Facts, call: Call) -> str:
    """The path or name of a test part from which the rows given for validation are read and the others are not; "" for none.

    Not where rows were split in between: they are then another part, whatever the file is called.
    """
    given = {number for argument in call.arguments if argument.name in GIVEN_ROWS for number in argument.inputs}
    others = {number for argument in call.arguments if argument.name not in GIVEN_ROWS for number in argument.inputs} | set(call.receiver)
    before = list(facts.graph.upstream(given, most=_BEFORE))
    if not given or any(each.means("split") for each in before):
        return ""
    rest = {text for each in facts.graph.upstream(others, most=_BEFORE) for text in _texts(facts, each)}
    told = [text for each in before for text in _texts(facts, each) if text not in rest]
    return next((text for text in told if _TEST.search(text.lower())), "") if not any(_NAMED.search(each.lower()) for each in told) else ""


def _texts(facts: Facts, call: Call) -> Iterator[str]:
    """The short texts by which something is read or picked: a path, the name of a part."""
    read = call.kind == "item" or (call.kind == "call" and (call.means(*_READS) or call.method.startswith(("flow_from", "load", "read"))))
    for argument in call.arguments if read else ():
        if argument.name in _PLACES:
            yield from (text for text in names_in(facts, argument) if len(text) <= _LONGEST)


def _joined(facts: Facts, call: Call) -> list[Constant]:
    """The parts of which the path that a call is given is joined."""
    near = (facts.graph.calls.get(number) for argument in call.arguments[:1] for number in argument.inputs)
    return [piece.constant for each in near if each is not None and each.method in ("join", "Path") for piece in each.arguments]


def _stood_for(facts: Facts, call: Call) -> list[Constant]:
    """The texts that the module's own names stand for which a call is given: "devImages.txt" of `val_file`."""
    named = (argument for argument in call.arguments if argument.name in _PLACES and argument.text)
    return [HUMPS.sub("_", text) for argument in named for text in names_in(facts, argument)]


def _reads_validation(call: Call, joined: Sequence[Constant] = ()) -> bool:
    texts = [argument.constant for argument in call.arguments if argument.name in ("", "split", "directory", "subset", "root")]
    texts += joined
    named = (_CHECKED.sub("", text.lower()) for text in texts if isinstance(text, str) and len(text) < 200)
    return any(_NAMED.search(text) and not TOLD.search(text) for text in named)


def _names_validation(facts: Facts, call: Call) -> bool:
    """Whether a name of what is read, asked or scored says validation, and no path beside it says test."""
    if any(_TEST.search(text.lower()) for text in _texts(facts, call)):
        return False
    return any(_NAMED.search(argument.text.lower()) for argument in call.arguments if argument.text and argument.name in _ROWS)
