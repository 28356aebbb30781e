"""Names that speak of something which no call was seen to do: a reason to ask, never evidence of it (substance rule 3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.once import kept
from evaluator.checks.selectors.shelled import in_notebooks, in_stages
from evaluator.checks.selectors.untrained import from_elsewhere
from evaluator.model.place import REPOSITORY, Location
from evaluator.model.result import Confidence, Evidence, against, supports

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Iterator, Mapping

    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts
    from evaluator.model.source import Constant

LONGEST = 40
_UNHEARD = frozenset({"vendored", "template", "test"})
_TOLD = "told"  # said of a name that stands only in what is printed, logged or counted
_TELLS = frozenset({"print", "pprint", "len", "debug", "info", "warning", "error", "exception", "critical"})
_KEEPS = ("experiment-tracking", "track.param", "track.metric")
_CODE = ("python", "notebook")
_A_NAME, _A_WORD, _KEPT = range(3)  # what a name is worth: one that code goes by, a word in a string, what is only written down


def missing(facts: Facts, note: str, speaks: re.Pattern[str] | None = None, *, of_training: bool = False) -> Evidence:
    """That nothing was found; only a question where a name in the code speaks of it, or where a file of code was not read."""
    heard = None if speaks is None else spoken(facts, speaks)
    if heard is not None:
        name, place, role = heard
        if role == _TOLD:
            return against(place, f"`{name}` is named only where something is logged or counted; apart from that, {note}", "low")
        return against(place, f"`{name}` is named here{aside(role)}, what becomes of it could not be told; apart from it, {note}", "low")
    unseen = _unseen_training(facts) if of_training else None
    if unseen is not None:
        return against(unseen[0], f"{note}; {unseen[1]}", "low")
    unread = unread_code(facts)
    if unread:
        return against(REPOSITORY, f"{note}; {unread} could not be read", "low")
    cause = from_elsewhere(facts)
    return against(REPOSITORY, f"{note}; {cause}" if cause else note)


def reserved(facts: Facts, told: Iterable[Evidence]) -> Iterator[Evidence]:
    """What is told, where firm words on something that was not found become a question if a file of code was not read."""
    unread = unread_code(facts)
    for each in told:
        firm = not each.supports and not each.path and each.confidence == "high"
        yield against(REPOSITORY, f"{each.note}; {unread} could not be read", "low") if unread and firm else each


def aside(role: str) -> str:
    """Words to say of a file that does not count, "" of one that does."""
    return "" if role in ("product", "notebook") else ", in a file that does not count as the project's own work"


def having_or_asking(
    facts: Facts,
    found: Iterable[tuple[Location, str, Confidence]],
    note: str,
    speaks: re.Pattern[str] | None = None,
    *,
    firm: bool = True,
) -> Iterator[Evidence]:
    """As `having`; where nothing was found and a name speaks of it, a question about that name. `firm`: absence can be seen."""
    told = list(dict.fromkeys(found))
    for place, words, certainty in told:
        yield supports(place, words, certainty)
    if not told:
        absent = missing(facts, note, speaks, of_training=True)
        yield absent if firm else against(absent.at, absent.note, "low")


def spoken(facts: Facts, speaks: re.Pattern[str]) -> tuple[str, Location, str] | None:
    """The first name that speaks of something, with its place and the role of its file.

    The project's own work comes first, and in it what code goes by before a word in a string.
    """
    told = None
    for name, (place, role) in _names(facts).items():
        if speaks.search(name):
            if role != _TOLD:
                return name, place, role
            told = told or (name, REPOSITORY, role)
    return told


def _unseen_training(facts: Facts) -> tuple[Location, str] | None:
    """A training of which not all can be seen: its settings are passed in as a whole, or a program from elsewhere trains."""
    whole = next((call for call in facts.calls_to("training.settings", "training.trainer") if _is_given_whole(call)), None)
    if whole is not None:
        return whole.at, "the settings of this training are passed in as a whole and were not followed"
    elsewhere = next(iter((*in_notebooks(facts), *in_stages(facts))), None)
    return (
        None if elsewhere is None else (elsewhere[0], "this trains by a program that is not in the tree, and what that does was not seen")
    )


def _is_given_whole(call: Call) -> bool:
    return call.kind == "call" and any(argument.name == "**" for argument in call.arguments)


def unread_code(facts: Facts) -> str:
    """A file of the project's code that was not read at all, "" when there is none."""
    read = {code.path for code in facts.code}
    lost = {each.path for each in facts.unread}
    return next((file.path for file in facts.product_files if file.kind in _CODE and file.path in lost and file.path not in read), "")


@kept
def _names(facts: Facts) -> Mapping[str, tuple[Location, str]]:
    """Every name in code, in lower case, with the place where it comes first; what says most of it first."""
    first: dict[str, tuple[bool, int, Location, str]] = {}
    heard = [code for code in facts.code if code.role not in _UNHEARD]
    for code in sorted(heard, key=lambda each: not each.is_product):
        for line, name, worth in _said(facts, code):
            lower = name.lower()
            known = first.get(lower)
            if len(name) <= LONGEST and (known is None or (not code.is_product, worth) < known[:2]):
                first[lower] = (not code.is_product, worth, code.at(line) if isinstance(line, int) else line.at, code.role)
    found = {name: (place, role) for name, (_, _, place, role) in sorted(first.items(), key=lambda each: each[1][:2])}
    for code in heard:
        for call in code.calls if code.is_product else ():
            for text, _ in _words(call, counts=True) if call.kind in ("call", "item") and _is_told(facts, call) else ():
                if isinstance(text, str) and len(text) <= LONGEST:
                    found.setdefault(text.lower(), (REPOSITORY, _TOLD))
    return found


def _tells(call: Call) -> bool:
    """Whether a call only prints, logs or counts what it is given."""
    return call.kind == "call" and (call.means("log.event") or call.method in _TELLS) and not call.own


def _is_told(facts: Facts, call: Call) -> bool:
    """Whether a call tells, or an item is picked only to be told."""
    if call.kind != "item":
        return _tells(call)
    takers = facts.graph.consumers.get(call.number, ())
    return bool(takers) and not call.targets and all(_tells(facts.graph.calls[number]) for number in takers)


def _is_written_down(facts: Facts, call: Call) -> bool:
    """Whether a call keeps what it is given with a run, or an item is picked only for that."""
    if call.kind != "item":
        return call.means(*_KEEPS)
    takers = facts.graph.consumers.get(call.number, ())
    return bool(takers) and not call.targets and all(facts.graph.calls[number].means(*_KEEPS) for number in takers)


def _said(facts: Facts, code: Code) -> Iterator[tuple[int | Call, str, int]]:
    """Names in one file with their lines or calls and their worth: of functions, values, arguments, short strings; not those only told."""
    for function in code.functions:
        yield from ((function.line, name, _A_NAME) for name in (function.name, *function.parameters))
    for klass in code.classes:
        yield klass.line, klass.name, _A_NAME
    for number in code.source.numbers:
        if number.value:
            yield number.line, number.name, _A_NAME
    for call in code.calls:
        if call.kind in ("call", "set-item", "item") and not _is_told(facts, call):
            written = _is_written_down(facts, call)
            words = _words(call, counts=code.is_product)
            yield from ((call, text, _KEPT if written else worth) for text, worth in words if isinstance(text, str))
    yield from ((line, text, _A_WORD) for line, text in code.source.strings)


def _words(call: Call, *, counts: bool) -> Iterator[tuple[Constant, int]]:
    """What a call is named, what its value is named, and what it is given by name or as a literal, with its worth.

    A library's function in code that counts says nothing more: the check has seen the call.
    """
    if call.own or call.name.startswith(".") or not counts:
        yield call.method, _A_NAME
    yield from ((target, _A_NAME) for target in call.targets)
    for argument in call.arguments:
        if not (argument.is_constant and argument.constant in (None, False, 0)):
            yield argument.name, _A_NAME
        yield argument.text.rpartition(".")[2], _A_WORD if argument.is_constant else _A_NAME
        yield argument.constant, _A_WORD
        yield from ((item, _A_WORD) for item in argument.items)
