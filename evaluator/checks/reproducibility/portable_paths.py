"""Would it run on a machine that is not theirs?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.cased import other_letters
from evaluator.checks.selectors.concerns import near_model
from evaluator.checks.selectors.origins import ANCHOR, ELSEWHERE, GIVEN, SETTINGS
from evaluator.checks.selectors.paths import is_beside, moved, path_options, path_variables, touched
from evaluator.model.code import PRODUCT
from evaluator.model.place import REPOSITORY, Location
from evaluator.model.regex import regex
from evaluator.model.result import Evidence, against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts, Notebook

MACHINE = r"(?:[A-Za-z]:[\\/](?![\\/])|/home/[^/{$]|/root/(?:[^/{$]{1,60}/){2}|/Users/[^/{$]|/content/|/kaggle/|/mnt/)"
PERSONAL = regex(rf"^{MACHINE}")
IN_SHELL = regex(rf"(?:^|[\s=\"'>]){MACHINE}")
HOSTED = ("/content/", "/kaggle/")
ASKS = ("google.colab", "COLAB_", "kaggle_secrets", "KAGGLE_")
CLONES = regex(r"\bgit\s+clone\s[^;&|]{0,300}?/([\w-][\w.-]{0,100}?)(?:\.git)?/?(?=[\s;&|\"']|$)")
READS = ("data.read", "data.write", "model.load", "model.save", "data.query", "config.read", "file.open", "plot.show")
LONGEST = 2_000
MOST = 4
# A pattern or a bare root describes paths; it opens none.
PATTERN = regex(r"\[[^\]]{1,80}\]|\(\?|\.[*+]|\|")
BARE = regex(r"(?:/content|/kaggle|/mnt|[A-Za-z]:)[\\/]?")
COMPARES = frozenset(
    {"startswith", "endswith", "compile", "match", "search", "fullmatch", "sub", "findall", "finditer", "replace", "removeprefix"}
)
SPELT = "`{}` is read, and the tree has `{}`: it is found only where capital and small letters are the same"
OVERRIDABLE = ("cli.define", "environment.read", "route")


def paths_portable(facts: Facts) -> Iterator[Evidence]:
    """No path of one person's machine stands in the code.

    Why: A path under somebody's home folder fails on every other machine, the reviewer's first.
    Fix: Anchor paths at the project (`Path(__file__).parents[1] / "data"`) and let an option or environment variable override them.
    Ask: What must I change to run this on my machine?
    """
    found, reading, cloned = False, False, {notebook.path: _cloned(notebook) for notebook in facts.notebooks}
    for code in facts.product:
        excused = _excused(code) | _described(code)
        for line, text in code.source.strings:
            if PERSONAL.match(text) and (line, text) not in excused:
                found = True
                yield _against(code.at(line), [text], cloned.get(code.path, ()))
        reading = reading or bool(code.source.strings) or next(code.calls_to(*READS), None) is not None
    shell = list(_in_shell(facts, cloned))
    shell += [against(call.at, SPELT.format(path, there)) for call, path, there in other_letters(facts)]
    yield from shell
    if reading and not found and not shell:
        yield supports(REPOSITORY, "looked at every path in the code, none belongs to one person's machine")


def paths_configurable(facts: Facts) -> Iterator[Evidence]:
    """Paths can be set without changing the code.

    Why: Data and models lie elsewhere on every machine; an option or a setting lets others point to theirs.
    Fix: Take paths from options, a settings file or the environment, with a default within the project.
    Ask: How do I train on data that lie in another folder?
    """
    found = tuple(touched(facts))
    given = [(each.call, mark) for each in found for mark in GIVEN if mark in each.named]
    for call, mark in _of_each(given):
        yield supports(call.at, f"the path that {call.method} is given comes from {mark}")
    part = [(each.call, mark) for each in found for mark in GIVEN if mark in each.marks]
    for call, mark in _of_each(part) if not given else ():
        yield supports(call.at, f"a part of the path that {call.method} is given comes from {mark}", "low")
    named = [("an option", call) for call in path_options(facts)]
    variables = [("a variable of the environment", call) for call in path_variables(facts)] if not named else []
    perhaps = [] if part else [*named, *variables][:1]
    for what, call in perhaps:
        yield supports(call.at, f"{what} is named for a path; that it reaches a file could not be told", "low")
    if found and not part and not perhaps:
        yield against(
            REPOSITORY, "of the paths that are read or written none was seen to come from an option, a settings file or the environment"
        )


def paths_anchored(facts: Facts) -> Iterator[Evidence]:
    """Paths do not depend on the folder in which a program is started.

    Why: A scheduler, a test or a colleague starts programs from other folders, and `data/train.csv` is then not found.
    Fix: Begin paths with `ROOT = Path(__file__).resolve().parents[1]`, or take them from an option.
    Ask: Does this run from any folder, or only from the root of the repository?
    """
    found = [each for each in touched(facts) if (code := facts.code_at(each.call.path)) is not None and not is_beside(code)]
    home, near = moved(facts), near_model(facts)
    anchored = [each for each in found if (ANCHOR in each.marks and not {ELSEWHERE, SETTINGS} & each.marks) or each.call.path in home]
    loose = [each for each in found if each.relative and each.call.path not in home]
    for each in anchored[:MOST]:
        what = "the folder of the code" if each.call.path not in home else "the folder to which the program goes first"
        yield supports(each.call.at, f"the path that {each.call.method} is given begins at {what}")
    for each in sorted(loose, key=lambda one: one.call.path not in near)[:MOST]:
        words = f"`{each.relative[:60]}` is looked for from where the program is started"
        doubtful = anchored or each.call.path not in near
        yield against(each.call.at, f"{words}, while other paths are anchored" if anchored else words, "low" if doubtful else "high")
    if not anchored and not loose:
        given = next((each for each in found if each.marks & set(GIVEN)), None)
        if given is not None:
            yield supports(given.call.at, "paths come from options or settings; from where they are looked for could not be told", "low")


def _of_each(given: list[tuple[Call, str]]) -> Iterator[tuple[Call, str]]:
    """The first call for each origin, then others, a few in all."""
    first = {mark: (call, mark) for call, mark in reversed(given)}
    yield from (*first.values(), *[each for each in given if each not in first.values()])[:MOST]


def _against(place: Location, paths: list[str], clones: tuple[str, ...]) -> Evidence:
    """A question where the notebook itself has put the repository there (`!git clone` in Colab)."""
    if clones and all(path.startswith(clones) for path in paths):
        return against(place, "a path that only the host of a notebook has, where the notebook clones a repository", "low")
    hosted = paths[0].startswith(HOSTED)
    return against(place, "a path that only the host of a notebook has" if hosted else "a path that exists on one machine only")


def _in_shell(facts: Facts, cloned: dict[str, tuple[str, ...]]) -> Iterator[Evidence]:
    """Shell lines of notebooks: `!unzip /content/drive/...`, `%cd` into somebody's folder."""
    for notebook in facts.notebooks:
        for cell in notebook.source.cells if notebook.role in PRODUCT else ():
            for line, text in cell.shell:
                cut = text[:LONGEST]
                if paths := [cut[named.start() :].lstrip(" \t=\"'>") for named in IN_SHELL.finditer(cut)]:
                    yield _against(Location(notebook.path, line, cell.number), paths, cloned[notebook.path])


def _cloned(notebook: Notebook) -> tuple[str, ...]:
    """The folders of a host into which a notebook clones repositories."""
    lines = (text[:LONGEST] for cell in notebook.source.cells for _, text in cell.shell if "clone" in text)
    return tuple(f"{HOSTED[0]}{name}" for text in lines for name in CLONES.findall(text))


def _excused(code: Code) -> set[tuple[int, object]]:
    """Defaults of options and environment variables may name any place, and what is asked for first may be there."""
    return _where_asked(code) | {
        (call.line if not code.cells else line, argument.constant)
        for call in code.calls_to(*OVERRIDABLE)
        for argument in call.arguments
        for line, text in (code.source.strings if isinstance(argument.constant, str) else ())
        if text == argument.constant
    }


def _described(code: Code) -> set[tuple[int, object]]:
    """Texts that only describe paths: expressions, bare roots that no call is given, what other texts are compared with."""
    paths = [(line, text) for line, text in code.source.strings if PERSONAL.match(text)]
    if not paths:
        return set()
    given = {(call.method in COMPARES, said) for call in code.called for said in _given(call)}
    return {
        (line, text)
        for line, text in paths
        if PATTERN.search(text) or (True, text) in given or (BARE.fullmatch(text) and (False, text) not in given)
    }


def _given(call: Call) -> Iterator[str]:
    """The literals of a call's arguments."""
    return (said for argument in call.arguments for said in (argument.constant, *argument.items) if isinstance(said, str))


def _where_asked(code: Code) -> set[tuple[int, object]]:
    """Paths of a hosted notebook where the code asks first whether it runs there (`if "google.colab" in sys.modules:`)."""
    hosted = [(line, text) for line, text in code.source.strings if text.startswith(HOSTED)]
    if not hosted:
        return set()
    texts = [*code.source.strings, *((call.line, said) for call in code.calls for said in _given(call))]
    asks = [line for line, text in texts if any(word in text for word in ASKS)]
    guarded = {call.line for call in code.calls if call.guards} if asks or _knows_host(code) else set()
    return {(line, text) for line, text in hosted if line in guarded or any(_together(code, line, ask) for ask in asks)}


def _knows_host(code: Code) -> bool:
    """Whether a file imports Colab's module or calls something named for a host (`is_colab()`)."""
    if any(each.module.startswith("google.colab") or (each.module == "google" and each.name == "colab") for each in code.imports):
        return True
    return any(call.method.lower().endswith(("colab", "kaggle")) for call in code.called)


def _together(code: Code, line: int, ask: int) -> bool:
    """Whether a line follows the question in the same cell or function."""
    if line < ask:
        return False
    if code.cells:
        return code.at(line).cell == code.at(ask).cell
    return any(function.line <= ask and line <= function.end_line for function in code.functions)
