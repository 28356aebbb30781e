"""Where prepared data are written: by what can be started, or in a notebook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.called import is_left_over
from evaluator.checks.selectors.entries import GUESSED, declared_by, started_by
from evaluator.checks.selectors.files import named_file
from evaluator.checks.selectors.looked import is_about_results
from evaluator.checks.selectors.named_data import is_aside
from evaluator.checks.selectors.once import once
from evaluator.checks.selectors.orchestrated import FILES
from evaluator.checks.selectors.prepared import STEPS
from evaluator.checks.selectors.standing import own
from evaluator.checks.selectors.started import walk
from evaluator.checks.selectors.stored_index import filled_by_entry
from evaluator.checks.selectors.training import trainings
from evaluator.model.place import Location
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call
    from evaluator.model.facts import Facts
    from evaluator.model.result import Confidence

    Found = tuple[Location, str, Confidence]

FARTHEST = 1_500
PREPARED, UNKNOWN = "prepared data", "rows, and whether these are prepared data could not be told"
_SAVES = frozenset(
    {
        "save",
        "dump",
        "savez",
        "savez_compressed",
        "save_to_disk",
        "to_csv",
        "to_parquet",
        "to_pickle",
        "to_feather",
        "tofile",
        "parquet",
        "imwrite",
    }
)
_READS = ("data.read", "data.query", "data.builtin", "data.download", "image.read", "data-loading", "file.open")
_TABLES = ("data.read", "data.query", "data.builtin", "image.read")
_LINES = frozenset({"write", "writelines", "writerow", "writerows"})
_ROWS = (".csv", ".tsv", ".txt", ".jsonl")
_NEAR = 12
_CHANGES = ("data.join", "feature-engineering", "split", "scaling", "encoding", "text-preprocessing")
_MADE = (
    "model.predict",
    "metric",
    "search.result",
    "model.score",
    "cross-validate",
    "explain.importance",
    "drift.measure",
    "estimator.fit",
    "model.train",
    "pipeline.fit",
    "track.read",
    "llm.call",
    "loss.backward",
    "confusion-matrix",
)
_METHODS = frozenset(
    {
        "drop",
        "rename",
        "assign",
        "apply",
        "map",
        "astype",
        "groupby",
        "sort_values",
        "merge",
        "fillna",
        "dropna",
        "replace",
        "reset_index",
        "sample",
        "resize",
        "encode",
        "encode_ordinary",
        "select",
        "withColumn",
        "filter",
        "stack",
        "cat",
        "normalize",
        "unsqueeze",
        "random_split",
        "train_test_split",
    }
)
_OF_MODEL = regex(
    r"model|weights|checkpoint|state_dict|scaler|encoder|vectorizer|tokenizer|pipeline|imputer|transformer|optim|estimator"
    r"|preprocessor|study|params|metrics|report|vocab|label_map|classes"
)
_NOT_DATA = regex(
    r"predict|preds?(?:$|_)|result|metric|report|score|submission|importance|(?:^|_)log|history|drift|summary|stats|leaderboard|comparison"
)
_RESULTS = regex(r"(?:\w+_)?(?:predictions?|preds|results?|metrics|scores?|reports?|logs?|submissions?|history|drift|stats)$")
_RAW = regex(r"(?:^|[/_])raw(?:$|[/_.])")
_OF_DATA = regex(
    r"process|prepared|clean|train|test|(?:^|[/_])val|feature|data|image|label|target|(?:^|_)im(?:a)?gs?(?:_|$)|tensor"
    r"|encodings|interim|(?:^|[/_])[xy]_|rows|sequences"
)
_PREPARES = regex(
    r"^(?:\w+_)?(?:prep|prepare|preprocess(?:ing|or)?|pre_process(?:ing)?|preparation|(?:make|build|create|merge|convert"
    r"|split|clean|process|download_and_prepare)_(?:\w+_)?(?:data|datasets?|images|labels)|process|cleaning|clean"
    r"|data_?prep\w*|dataset_prep\w*|prepare_\w+|convert|features?|build_features)$|^data$"
)
# Where a picture that is written is one of the data, and not one of answers.
_PREPARING = regex(r"prep|extract|convert|crop|resiz|augment|generat|split|make_|build_|creat|clean|data|subimage")
_PICTURE = "PIL.Image.Image.save"
# Files that by their names look at data, measure or watch.
_ASIDE = regex(
    r"(?:^|[/_-])(?:eda|explor\w*|analy[sz]\w*|experiments?|sensitivity|plots?|reports?|benchmarks?|monitor\w*|drift|eval\w*"
    r"|infer\w*|predict\w*|val|validate|tests?|dashboard|api|app)(?=[/_.-])"
)
_BY_ITSELF = frozenset({"tofile", "save_to_disk", "write_parquet", "write_csv", "saveAsTable"})
_DUMPS = ("torch.save", "pickle.", "joblib.", "numpy.", "PIL.Image", "cv2.imwrite")


def written_by_entry(facts: Facts) -> Iterator[Found]:
    """Writes of prepared data in what a script, a command or a schedule starts; stages that make them."""
    yield from _made_by_stages(facts)
    yield from _named_so(facts)
    yield from filled_by_entry(facts)
    for call, prepared in _written(facts):
        code = facts.code_at(call.path)
        if code is None or code.is_notebook or is_aside(call.path):
            continue
        how, declared = started_by(facts, call), ""
        if not how:
            declared = declared_by(facts, call)
        if how:
            yield (
                call.at,
                f"{call.method} writes {PREPARED if prepared else UNKNOWN}; this {_said(how)}",
                "high" if prepared and not how.endswith(GUESSED) else "low",
            )
        elif declared or not is_left_over(facts, call):
            yield call.at, f"{call.method} writes rows; {declared or 'what starts this was not found'}", "low"


def _said(how: str) -> str:
    return how if how.startswith("stands") else f"is reached: {how}"


def written_in_notebook(facts: Facts) -> Location | None:
    """The first write of prepared data in a notebook."""
    homes = {code.path for code in facts.product if code.is_notebook}
    return next((call.at for call, prepared in _written(facts) if prepared and call.path in homes), None)


@once
def _written(facts: Facts) -> Iterator[tuple[Call, bool]]:
    """Calls that write rows, and whether a step of preparation was seen on the way."""
    for call in facts.those(("data.write", "serialise", "model.save"), _SAVES):
        sure = _writes_rows(facts, call)
        if sure is None or _ASIDE.search(call.path.lower()) or is_about_results(facts, call):
            continue
        handed = None if sure else _handed_rows(facts, call)
        if handed is not None:
            yield handed, True
            continue
        rows = (*call.receiver, *(number for argument in call.arguments for number in argument.inputs))
        fed = [facts.graph.calls[number] for number in rows if number in facts.graph.calls]
        fed += facts.graph.upstream(rows, most=FARTHEST)
        if any(each.means(*_MADE) or (each.means("data.read") and "submission" in named_file(facts, each).lower()) for each in fed):
            continue
        if call.method in _BY_ITSELF or call.name == _PICTURE or any(each.means(*_READS) for each in fed):
            changed = any(each.means(*STEPS, *_CHANGES) or each.kind == "set-item" or each.method in _METHODS for each in fed)
            yield call, sure and changed and not _RAW.search(named_file(facts, call).lower())
        elif sure and call.name.startswith("pandas.") and _PREPARING.search(_where(facts, call)):
            yield call, False
    yield from ((call, False) for call in _line_by_line(facts))


def _line_by_line(facts: Facts) -> Iterator[Call]:
    """The first of the rows that are written to an opened file one by one, made of rows that were read."""
    seen: set[int] = set()
    for call in facts.those((), _LINES):
        opened = next((each for each in facts.graph.upstream(call.receiver, most=_NEAR) if each.method == "open"), None)
        name = opened.constant("file", 0) if opened is not None else None
        if opened is None or opened.number in seen or not isinstance(name, str) or not name.endswith(_ROWS):
            continue
        low = name.rpartition("/")[2].lower()
        if _OF_DATA.search(low) and not (_OF_MODEL.search(low) or _NOT_DATA.search(low) or _ASIDE.search(call.path.lower())):
            fed = list(facts.graph.upstream([number for argument in call.arguments for number in argument.inputs], most=FARTHEST))
            if any(each.means(*_TABLES) for each in fed) and not any(each.means(*_MADE) for each in fed):
                seen.add(opened.number)
                yield call


def _where(facts: Facts, call: Call) -> str:
    """The names of the file and of the function in which a call stands."""
    code = facts.code_at(call.path)
    inside = code.functions[call.scope].name if code is not None and call.scope >= 0 else ""
    return f"{call.path.rpartition('/')[2]} {inside}".lower()


def _handed_rows(facts: Facts, call: Call) -> Call | None:
    """The call that hands rows under a name of data to a function that dumps what it is given: `dump((X, y), "train.pkl")`."""
    code = facts.code_at(call.path)
    if code is None or call.scope < 0:
        return None
    for number in facts.graph.callers.get(f"project:{call.path}:{code.functions[call.scope].name}", ()):
        user = facts.graph.calls[number]
        near = list(facts.graph.upstream(user, most=FARTHEST))
        joined = [each for each in near if each.number in user.inputs]
        texts = [text for each in (user, *joined) for given in each.arguments for text in (given.constant,) if isinstance(text, str)]
        named = any(
            _OF_DATA.search(text.lower()) and not _OF_MODEL.search(text.lower()) and not _NOT_DATA.search(text.lower()) for text in texts
        )
        read, made = any(each.means(*_READS) for each in near), any(each.means(*_MADE) for each in near)
        if named and read and not made and any(each.means(*STEPS, *_CHANGES) or each.method in _METHODS for each in near):
            return user
    return None


def _writes_rows(facts: Facts, call: Call) -> bool | None:
    """Whether a call surely writes rows of data; None where it writes something else: a model, settings, what a run told."""
    texts = [text for argument in call.arguments for text in (argument.text, argument.constant) if isinstance(text, str)]
    names = [text.lower() for text in (*texts, named_file(facts, call), call.written.partition(".")[0])]
    if call.own or any(_is_no_data(name) for name in names) or call.name.startswith("yaml."):
        return None
    told = any(_OF_DATA.search(name) for name in names[:-1])
    if (call.means("data.write") and not call.name.startswith(_DUMPS)) or ".write." in call.written:
        return not call.name.startswith("json.") or None
    given = [facts.graph.calls[number] for argument in call.arguments for number in argument.inputs if number in facts.graph.calls]
    if call.method in _BY_ITSELF:
        return True
    if call.name.startswith((_PICTURE, "cv2.imwrite")):
        return True if _PREPARING.search(_where(facts, call)) else None
    if not call.name.startswith(_DUMPS) or any(_OF_MODEL.search(name) for name in (*names, *(each.method.lower() for each in given))):
        return None
    return told or (False if any(each.kind == "parameter" for each in given[:1]) else None)


def _is_no_data(name: str) -> bool:
    """Whether a name, or the last part of a path, speaks of results; of a folder the whole name does (`results/`)."""
    *folders, last = name.split("/")
    return _NOT_DATA.search(last) is not None or any(_RESULTS.match(folder) for folder in folders)


def _named_so(facts: Facts) -> Iterator[Found]:
    """Scripts and targets that by their names prepare data: a reason to ask, no evidence."""
    for code in facts.product:
        if code.is_notebook or not _PREPARES.search(code.path.rpartition("/")[2].removesuffix(".py").lower()):
            continue
        first = next((call for call in code.called if call.scope < 0), None)
        if code.path.endswith(("/data.py", "/features.py")) and code.source.main_guard <= 0:
            continue
        if (
            first is not None
            and code.functions
            and code.source.main_guard <= 0
            and not any(call.scope < 0 and call.own for call in code.called)
        ):
            continue
        if first is not None:
            yield first.at, "this script is named for the preparation of data; what it writes could not be told", "low"
    for work in own(facts.stages):
        for target in work.source.targets:
            if target.commands and target.name != "clean" and _PREPARES.search(target.name.lower().replace("-", "_")):
                yield (
                    Location(work.path, target.line),
                    f"`{target.name}` is named for the preparation of data; what it writes could not be told",
                    "low",
                )


def _made_by_stages(facts: Facts) -> Iterator[Found]:
    """Stages that declare data among what they make, and whose program is there and trains nothing."""
    trains = {call.path for call in trainings(facts)}
    for work in own(facts.stages):
        folders = tuple(dict.fromkeys((work.path.rpartition("/")[0], "")))
        for target in work.source.targets if work.source.kind in FILES else ():
            named = [path for path in target.makes if _OF_DATA.search(path.lower()) and not _RAW.search(path.lower())]
            made = next((path for path in named if not _OF_MODEL.search(path.lower())), "")
            started = [each for _, each in walk("\n".join(target.commands), facts, folders) if each.exists and each.path] if made else []
            if started and not any(each.path in trains for each in started):
                yield Location(work.path, target.line), f"the stage `{target.name}` makes {made[:60]} by {started[0].path}", "high"
