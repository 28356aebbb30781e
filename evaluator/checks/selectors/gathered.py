"""Where settings stand together: named constants, dictionaries, classes of settings, options, settings files that are read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.concerns import near_model
from evaluator.checks.selectors.explicit import ENOUGH, RATES
from evaluator.checks.selectors.once import kept
from evaluator.checks.selectors.options import FEWEST, MANY, options_of
from evaluator.checks.selectors.settings import landing
from evaluator.checks.selectors.standing import is_aside
from evaluator.checks.selectors.variables import variables
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.checks.selectors.explicit import Found
    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts
    from evaluator.model.source import Constant, NamedNumber

_NAMED_FOR_SETTINGS = regex(r"(?:config|configuration|settings?|params|parameters?|hparams|(?<!kw)args|arguments|options?|cfg)$")
_PLAIN = frozenset({
    "getenv", "get", "Path", "join", "dirname", "abspath", "resolve", "load_dotenv", "int", "float", "str", "bool", "lower", "strip",
    "getcwd", "split", "cwd", "parent", "makedirs", "mkdir",
})  # fmt: skip
CLOSE = 3  # lines between two keys of one dictionary


def gathered(facts: Facts) -> Iterator[Found]:
    """Named constants at the top of a module, classes of settings, options and settings files that are read.

    In a file that neither trains nor predicts they may be a converter's or a server's, and are doubtful.
    """
    near = near_model(facts)
    found = list(_gathered(facts))
    for at, words, sure in [each for each in found if not is_aside(each[0].path)] or found:
        if sure == "high" and near and at.path not in near:
            yield at, f"{words}, in a file that neither trains nor predicts", "low"
        else:
            yield at, words, sure
    for at, names in variables(facts):
        yield (
            at,
            f"{len(names)} variables that the code reads, keys and passwords left out, are named here, {', '.join(names[:2])} among them",
            "high",
        )


def _gathered(facts: Facts) -> Iterator[Found]:
    for code in facts.product:
        yield from _named_constants(facts, code)
        yield from _module(facts, code)
        yield from _dictionary(code)
        yield from _classes(code)
        count, place = options_of(code)
        if place is not None and count >= FEWEST:
            words = (
                f"{count} settings can be given on the command line"
                if count < MANY
                else f"by `{place.name}` the settings can be given on the command line"
            )
            yield place.at, words, "high"
        given = next((call for call in code.calls_to("training.settings") if call.kind == "call" and len(_keywords(call)) >= ENOUGH), None)
        if given is not None:
            yield given.at, f"{given.method} is given {len(_keywords(given))} settings by name", "high"
        read = next((call for call in code.calls_to("config.read") if call.number in landing(facts)), None)
        if read is not None and read is not place:
            yield read.at, f"{read.written[:40]} reads a settings file of the tree", "high"


def _module(facts: Facts, code: Code) -> Iterator[Found]:
    """A module of nothing but names with written-out values, or with those of the environment, called for its settings and imported."""
    stems = code.path.removesuffix(".py").lower().split("/")[-2:]
    held = [each.line for each in code.source.bindings.values() if each.line]
    plain = all(call.means("environment.read", "environment.load") or call.method in _PLAIN for call in code.called)
    alone = plain and not (code.functions or code.classes or code.is_notebook)
    if not alone or len(held) < ENOUGH or not any(_NAMED_FOR_SETTINGS.search(stem) for stem in stems):
        return
    if any(code.path in each.local_imports for each in facts.product):
        yield code.at(min(held)), f"{len(held)} names are set in a module of settings, which other code imports", "high"


def _named_constants(facts: Facts, code: Code) -> Iterator[Found]:
    """Constants in capitals of which one at least is a setting; or plain names of settings at the top level."""
    held = {name: each for name, each in code.source.bindings.items() if each.is_constant and len(name) > 1}
    names = sorted((each.line, name) for name, each in held.items() if name.isupper())
    chosen = [name for _, name in names if _is_setting(name, held[name].constant)]
    if len(names) >= ENOUGH and chosen:
        read = _read(facts)
        chosen = [name for name in chosen if name in read] or chosen
        switches = any(isinstance(held[name].constant, bool | None) for _, name in names)
        what = "numbers, strings and switches" if switches else "numbers and strings"
        first = next(line for line, name in names if name == chosen[0])
        where = "under the `__main__` guard" if 0 < code.source.main_guard < first else "at the top level"
        yield code.at(first), f"{len(names)} {what} are named in capitals {where}, {', '.join(chosen[:2])} among them", "high"
        return
    plain = sorted((each.line, name) for name, each in held.items() if _is_plain_setting(name, each.constant))
    if len(plain) >= ENOUGH:
        yield code.at(plain[0][0]), f"{', '.join(name for _, name in plain[:ENOUGH])} are set by name at the top level", "low"


@kept
def _read(facts: Facts) -> frozenset[str]:
    """Names in capitals that the code reads: alone, as parts of a module, or imported by name."""
    given = (argument.text for call in facts.called for argument in call.arguments if argument.text)
    free = (call.name for code in facts.code for call in code.calls if call.kind == "free")
    imported = (each.name for code in facts.code for each in code.imports)
    return frozenset(name for text in (*given, *free, *imported) for name in text.rsplit(".", 2)[-2:] if name.isupper())


def _is_plain_setting(name: str, value: Constant) -> bool:
    if name.lower() in RATES:
        return isinstance(value, int | float)
    return name.upper().rsplit("_", 1)[-1] in ("PATH", "DIR", "FOLDER", "FILE") and isinstance(value, str)


def _dictionary(code: Code) -> Iterator[Found]:
    """Numbers under keys of one dictionary, a rate of training among them: `params = {"learning_rate": 0.1, ...}`."""
    group: list[NamedNumber] = []
    for each in (*sorted((each for each in code.source.numbers if each.kind == "key"), key=lambda each: each.line), None):
        if each is not None and group and 0 <= each.line - group[-1].line <= CLOSE and each.name not in {one.name for one in group}:
            group.append(each)
            continue
        rate = next((one.name for one in group if one.name.lower() in RATES), "")
        if len(group) >= ENOUGH and rate:
            yield code.at(group[0].line), f"{len(group)} numbers stand together under names, {rate} among them", "high"
            return
        group = [each] if each is not None else []


def _keywords(call: Call) -> list[str]:
    return [argument.name for argument in call.arguments if argument.name not in ("", "*", "**")]


def _is_setting(name: str, value: Constant) -> bool:
    """Whether a constant is a number or a place, and not a message."""
    ends = name.rsplit("_", 1)[-1] in ("PATH", "DIR", "URL", "FILE", "NAME", "COLUMN", "TARGET", "FOLDER", "MODEL", "DEVICE", "ROOT")
    return ends or (isinstance(value, int | float) and not isinstance(value, bool))


def _classes(code: Code) -> Iterator[Found]:
    for index, klass in enumerate(code.classes):
        concepts = code.base_concepts[index] if index < len(code.base_concepts) else ()
        named = _NAMED_FOR_SETTINGS.search(klass.name.lower()) is not None
        if len(klass.fields) + len(klass.attributes) >= ENOUGH and (named or "config.read" in concepts):
            yield code.at(klass.line), f"the class `{klass.name}` gathers settings", "high"
