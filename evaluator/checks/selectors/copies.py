"""Varied copies of pictures that are written into a folder whose pictures are split at random afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.splits import splits_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts
    from evaluator.model.place import Location

_WRITES = frozenset({"imwrite", "imsave", "save"})
_CHANCE = ("random.", "numpy.random.", "torch.rand")
_OWN_LINES = 5  # the folder is told within so many lines of the call that writes into it
_FARTHEST = 400


def copied(facts: Facts) -> Iterator[tuple[Location, str]]:
    """Where copies are written, with the folder: a function reads one picture, varies it by chance in a loop; the folder is split later."""
    for code in facts.product:
        writes = [call for call in code.those(methods=_WRITES) if call.loops and call.scope >= 0 and _is_of_copies(code, call.scope)]
        cuts = [cut for cut in (_cuts(facts, code) if writes else ()) if _is_of_pictures(facts, cut)]
        for write in writes if cuts else ():
            name = f"project:{code.path}:{code.functions[write.scope].name}"
            for caller in (facts.graph.calls[number] for number in facts.graph.callers.get(name, ())):
                folder = next((text for text in map(_folder, _texts(caller)) if _is_split(code, text, caller, cuts)), "")
                if folder and caller.path == code.path:
                    yield caller.at, folder


def _is_of_copies(code: Code, scope: int) -> bool:
    """Whether a function reads a picture, and draws by chance what it does to it."""
    inside = [call for call in code.within(scope) if call.kind == "call"]
    return any(call.means("image.read") for call in inside) and any(call.loops and call.name.startswith(_CHANCE) for call in inside)


def _cuts(facts: Facts, code: Code) -> Iterator[Call]:
    """Random splits of rows, groups not kept together."""
    for split in splits_in(facts, code):
        call = split.call
        if split.kind == "call" and call.means("split") and not split.doubtful and "Group" not in call.name and not call.argument("groups"):
            yield call


def _is_of_pictures(facts: Facts, cut: Call) -> bool:
    return next(facts.graph.upstream(cut, "image.read", most=_FARTHEST), None) is not None


def _texts(call: Call) -> list[str]:
    return [argument.constant for argument in call.arguments if isinstance(argument.constant, str) and "/" in argument.constant]


def _folder(text: str) -> str:
    return text.removesuffix("*").rstrip("/")


def _is_split(code: Code, folder: str, writer: Call, cuts: list[Call]) -> bool:
    """Whether a folder is named once more between the writing and a split."""
    start = (writer.cell or 0, writer.line)
    named = [((at.cell or 0), at.line) for at in (code.at(line) for line, text in code.source.strings if _folder(text) == folder)]
    later = [place for place in named if place > start and (place[0] != start[0] or place[1] > start[1] + _OWN_LINES)]
    return any(place <= (cut.cell or 0, cut.line) for place in later for cut in cuts)
