"""Where the data are looked at: summaries, plots of the data (not of the training), samples."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evaluator.checks.selectors.called import is_dormant
from evaluator.checks.selectors.once import once
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call
    from evaluator.model.facts import Facts
    from evaluator.model.place import Location
    from evaluator.model.result import Confidence

    Found = tuple[Location, str, Confidence]

_SUMS_UP = frozenset({"describe", "info", "value_counts", "nunique", "crosstab", "pivot_table", "corr", "skew", "countDistinct"})
_MISSING = frozenset({"isna", "isnull"})
_SIZES = frozenset({"nunique", "countDistinct"})
_TELLS = frozenset(
    {"print", "info", "debug", "warning", "log", "log_metric", "log_param", "log_params", "display", "write", "show", "metric"}
)
_NEAR_BY = 40
_TOTALS = frozenset({"sum", "mean"})
# What a plot of a model's work is fed by.
_AFTER = (
    "model.predict",
    "cross-validate",
    "metric",
    "model.score",
    "confusion-matrix",
    "explain.importance",
    "explain.local",
    "loss.backward",
    "curves",
)
_HISTORY = ("model.train", "estimator.fit", "search.run", "residuals.show")
_SOURCES = ("data.read", "data.builtin", "data.query", "data.construct", "data.download", "data-loader", "image.read", "data.join")
_OF_TABLES = frozenset(
    [
        "hist", "histplot", "boxplot", "violinplot", "countplot", "pairplot", "heatmap", "scatter", "scatterplot", "barplot", "bar",
        "kdeplot", "distplot", "displot", "catplot", "jointplot", "relplot", "pie", "lmplot", "regplot", "stripplot", "swarmplot",
        "box", "violin", "histogram", "scatter_matrix", "lineplot", "line", "FacetGrid", "imshow", "plot", "choropleth",
        "barh", "scatter_mapbox", "plot_acf", "plot_pacf",
    ]
)  # fmt: skip
_ON_AXES = frozenset({"bar", "barh", "hist", "imshow", "pie", "boxplot", "violinplot"})
_FARTHEST = 300
# Names of what a model or a run made, in columns and variables that are drawn or summed up.
MADE = regex(
    r"predict(?!or)|(?:^|_|\b)(?:y_?)?preds?(?:$|_|\b)|(?:^|_)prob(?:a|as|s|abilit(?:y|ies))(?:$|_|\.)|cluster|bleu|meteor|rouge|epoch|accuracy"
    r"|importances?\b|residuals?$|auc\b|(?:^|train_|val_|valid_|test_)loss(?:es)?$|^(?:model|models|model_name|metric|f1|rmse|mae)$|_(?:rmse|mape)s?$|labels_$"
    r"|cv_results|(?:^|_)(?:cv|train|test|val|valid|mean|std)_(?:\w{1,20}_)?scores?(?:$|_)|^(?:precision|recall|f1_score|r2|rmse|mae|mape)s?$",
    re.IGNORECASE,
)
# Files and functions that by their names are about what a model answered, how it did, or whom it serves.
_OF_RESULTS = regex(
    r"(?:^|[_/ ])(?:predict(?:ions?|or)?|preds?|infer(?:ence)?|eval(?:uate|uation|uator)?s?|backtest(?:er|ing|s)?|results?|metrics"
    r"|(?<!train_)(?<!val_)(?<!valid_)(?<!dev_)test(?!_train|_val|_split)"
    r"|(?:grad)?cam|train_?logs?|performance|service|serving|serve|lambda|confusion|recommend(?:ations?)?)(?=[_/ ]|$)"
)
RESULT_FILE = regex(r"(?:^|[_/+ -])results?(?=[_./ -]|$)", re.IGNORECASE)
_SERVES = regex(r"(?:^|[_/-])(?:services?|serving|serve|evaluation|backtest(?:ing)?)(?=[_/-]|$)")
_ANSWERED = regex(r"(?:^|_)(?:preds?|predicted|predictions?)(?:$|_)")
_ASKED_FOR = regex(r"(?:^|[_.])(?:preds?|predict|predicted|predictions?)(?:$|[_.])")
_ANSWERS = regex(r"predict|classif|detect|recogni[sz]|infer")
_TITLES = frozenset({"title", "set_title", "suptitle", "set_xlabel", "xlabel"})
_NEAR = 6
_ASKED = frozenset({".fit_predict", ".predict", ".predict_proba", ".labels_", ".history", ".history[]"})
_SCORED = frozenset({"fit_predict", "labels_", "cv_results_", "learning_curve", "validation_curve", "best_score_", "evals_result"})
_LONGEST = 60
_PICTURES = frozenset({"imshow", "matshow", "make_grid", "show_batch"})
_COUNTED = frozenset({"range", "arange", "linspace", "logspace", "geomspace", "mgrid", "ogrid", "pi", "e"})
_BUILT_IN = frozenset(
    {"range", "len", "zip", "enumerate", "list", "sum", "min", "max", "abs", "round", "float", "int", "sorted", "reversed"}
)
_LISTENED = frozenset({"IPython.display.Audio", "IPython.display.Video", "librosa.display.specshow", "librosa.display.waveshow"})


@once
def summaries(facts: Facts) -> Iterator[Found]:
    """Statistics of the data that are computed to be read."""
    for call in facts.called:
        if _sums_up_results(facts, call):
            continue
        if not call.cell and (call.name.startswith("numpy.") or call.method in ("Counter", "bincount")):
            if call.method in ("histogram", "bincount", "Counter") and not is_dormant(facts, call):
                yield call.at, f"{call.method} counts what is there; whether to look at it could not be told", "low"
            continue
        if call.method == "corr" and _is_of_table(call):
            yield call.at, "corr relates the columns to each other", "high"
        elif call.means("data.summary", "data.profile") and call.method != "summary":
            yield call.at, f"{call.method} sums up the data", "high"
        elif call.means("plot.draw") or (call.method == "unique" and not call.constant("return_counts")):
            continue
        elif call.means("target.distribution") or (call.method in _SUMS_UP and _is_of_table(call)):
            sized = call.method in _SIZES and not call.cell and not _is_told(facts, call)
            beside = beside_answers(facts, call)
            unread = "; whether to look at it could not be told" if sized else ", beside what a model answered" if beside else ""
            yield call.at, f"{call.method} counts what is there{unread}", "low" if sized or beside else "high"
        elif call.method in _TOTALS and any(each.method in _MISSING for each in _receivers(facts, call)):
            yield call.at, "missing values are counted", "high"


def _sums_up_results(facts: Facts, call: Call) -> bool:
    """Whether answers, or a table of models and their scores, are summed up."""
    if not (call.method in _SUMS_UP or call.means("target.distribution")):
        return False
    near = [facts.graph.calls[number] for number in call.inputs if number in facts.graph.calls]
    words = [word for each in (call, *near) for word in _words(each)]
    return any(MADE.search(word) for word in (*words, call.written.partition(".")[0], *(name for each in near for name in each.targets)))


def _is_told(facts: Facts, call: Call) -> bool:
    """Whether a number is printed, logged or drawn, and not only the size of something."""
    return any(each.method in _TELLS or each.means("plot.draw") for each in facts.graph.downstream(call, most=_NEAR_BY))


def _receivers(facts: Facts, call: Call) -> list[Call]:
    return [facts.graph.calls[number] for number in call.receiver if number in facts.graph.calls]


def _is_of_table(call: Call) -> bool:
    if call.method in ("info", "describe", "count"):
        return call.name.startswith(("pandas.", "polars.", "pyspark.", "dask."))
    return call.name.startswith(("pandas.", "polars.", "pyspark.", "dask.", "."))


@once
def plots(facts: Facts) -> Iterator[Found]:
    """Plots of the data: fed by what was read, not by a model's answers, scores or history."""
    for call in facts.calls_to("plot.draw"):
        if call.kind != "call" or call.method not in _OF_TABLES or call.means("confusion-matrix", "curves", "residuals.show"):
            continue
        fed = [*facts.graph.upstream(call, most=_FARTHEST)]
        if is_about_results(facts, call) or _beside_results(facts, call) or _shows_results(facts, call, fed):
            continue
        if any(each.means(*_SOURCES) for each in fed):
            line = call.method == "plot" and call.name.startswith("matplotlib.") and not _is_of_a_column(facts, call)
            alone = call.method in _PICTURES and not (call.cell or call.loops)
            example = (
                call.method in _PICTURES and call.name.startswith("matplotlib.") and not any(each.method == "WordCloud" for each in fed)
            )
            yield call.at, f"{call.method} {'shows examples of' if example else 'draws'} the data", "low" if line or alone else "high"
        elif call.name.startswith(("pandas.", "seaborn.", "plotly.express.")):
            yield call.at, f"{call.method} draws a table", "low"


def undecided_plots(facts: Facts) -> Iterator[Call]:
    """Drawings on axes whose making could not be told (`for ax in axes.flat: ax.bar(...)`), of no results by their words."""
    for call in (call for call in facts.called if call.name == f".{call.method}"):
        near = [facts.graph.calls[number] for number in call.inputs if number in facts.graph.calls]
        made = any(MADE.search(word) for each in (call, *near) for word in (*_words(each), *each.targets))
        if call.method in _ON_AXES and not made and not is_about_results(facts, call) and not _beside_results(facts, call):
            yield call


@once
def _results(facts: Facts) -> Iterator[Call]:
    """Plots of results, and titles that tell an answer."""
    for call in facts.those(("plot.draw",), _TITLES):
        if call.means("plot.draw") or call.method in _TITLES:
            fed = [*facts.graph.upstream(call, most=_FARTHEST)]
            asked = any(each.means("model.predict") or each.name in _ASKED for each in fed)
            if asked or (call.method not in _TITLES and call.method not in _PICTURES and _shows_results(facts, call, fed)):
                yield call


def is_about_results(facts: Facts, call: Call) -> bool:
    """Whether the file (not a notebook) or the function says by its name that it is about answers, scores or a service."""
    code = facts.code_at(call.path)
    if code is None:
        return False
    inside = code.functions[call.scope].name if call.scope >= 0 else ""
    folder, _, name = call.path.lower().rpartition("/")
    stem = "" if code.is_notebook else name.rpartition(".")[0]
    served = not code.is_notebook and _SERVES.search(folder) is not None
    return served or RESULT_FILE.search(call.path) is not None or any(_OF_RESULTS.search(each) for each in (inside.lower(), stem))


def _beside_answer(facts: Facts, call: Call) -> bool:
    """Whether a picture is shown in one function or cell with a question to a model, the project's own ways to ask it counted."""
    code = facts.code_at(call.path)
    if code is None or (call.scope < 0 and not call.cell):
        return False
    alike = (each for each in code.within(call.scope) if each.kind == "call" and each.cell == call.cell)
    return any(each.means("model.predict") or (each.own and _ANSWERS.search(each.method.lower())) for each in alike)


def beside_answers(facts: Facts, call: Call) -> bool:
    """Whether the same function or cell counts or draws, by their names, what a model answered: `hist(y_test)`, `hist(y_pred)`."""
    code = facts.code_at(call.path)
    alike = (each for each in code.within(call.scope) if each.kind == "call" and each.cell == call.cell) if code else iter(())
    counted = (each for each in alike if each.method == call.method and (call.scope >= 0 or call.cell))
    return any(_ASKED_FOR.search(argument.text.lower()) for each in counted for argument in each.arguments[:1])


def _beside_results(facts: Facts, call: Call) -> bool:
    """Whether a plot stands in one function, cell or run of lines with a plot of results."""
    if call.method in _PICTURES and _beside_answer(facts, call):
        return True
    alike = (each for each in _results(facts) if (each.path, each.scope, each.cell) == (call.path, call.scope, call.cell))
    return any(call.scope >= 0 or call.cell or abs(each.line - call.line) <= _NEAR for each in alike)


def _shows_results(facts: Facts, call: Call, fed: list[Call]) -> bool:
    """Whether a plot shows what a model answered, how it scored or how it learned."""
    if any(each.means(*_AFTER, *_HISTORY) or each.name in _ASKED or each.method in _SCORED for each in fed):
        return True
    near = [facts.graph.calls[number] for number in call.inputs if number in facts.graph.calls]
    named = any(_ANSWERED.search(name) for each in fed for name in each.targets) or any(each.method == "fitness" for each in fed)
    return named or any(MADE.search(word) for each in (call, *near) for word in _words(each))


def _words(call: Call) -> Iterator[str]:
    """The literals and names a call is given, and the names its value goes by; titles and other long texts left out."""
    for argument in call.arguments:
        if argument.name in ("", "x", "y", "hue", "data", "values", "index", "columns", "c", "color", "order"):
            for text in (argument.constant, *argument.items, argument.text):
                if isinstance(text, str) and len(text) < _LONGEST and (call.kind != "call" or not call.means("data.read")):
                    yield text
    yield from call.targets if call.kind == "item" else ()


def _is_of_a_column(facts: Facts, call: Call) -> bool:
    """Whether a line is drawn through a column of a table, and not through what a training wrote down."""
    given = [argument for argument in call.arguments if argument.name == "" and argument.inputs]
    told = " ".join(str(text) for argument in call.arguments for text in (argument.text, argument.constant)).lower()
    near = [facts.graph.calls[number].type for argument in given for number in argument.inputs if number in facts.graph.calls]
    return any(each.startswith("pandas.") for each in near) and not any(word in told for word in ("loss", "acc", "epoch", "score", "pred"))


@once
def samples(facts: Facts) -> Iterator[Found]:
    """Pictures, sounds and texts of the data that somebody looked at; doubtful in a notebook that keeps no output."""
    pictured = {
        (each.path, cell.number)
        for each in facts.notebooks
        for cell in each.source.cells
        if any(mime.startswith("image/") for output in cell.outputs for mime in output.mimes)
    }
    for call in facts.calls_to("image.read"):
        if call.kind == "call" and (call.path, call.cell) in pictured:
            yield call.at, "a picture that is read is shown below the cell", "high"
    empty = {each.path for each in facts.notebooks if not any(cell.outputs for cell in each.source.cells)}
    for call in facts.called:
        if found := _sample(facts, call):
            note, sure = found
            yield call.at, note, "low" if call.path in empty else sure


def _sample(facts: Facts, call: Call) -> tuple[str, Confidence] | None:
    if call.name in _LISTENED or call.method == "WordCloud":
        return f"{call.method} shows samples of the data", "high"
    if call.method in _PICTURES and not call.name.startswith("cv2."):
        fed = [*facts.graph.upstream(call, most=_FARTHEST)]
        made = any(each.means(*_AFTER, "explain.show") or each.method in _SCORED or each.method == "WordCloud" for each in fed)
        if made or _is_computed(fed) or is_about_results(facts, call) or _beside_results(facts, call):
            return None
        of_data = any(each.means(*_SOURCES, "image-augmentation") for each in fed)
        return "pictures of the data are shown", "high" if of_data and (call.cell or call.loops or call.method != "imshow") else "low"
    if _is_length_of_text(facts, call):
        return "the lengths of the texts are looked at", "high"
    if call.method == "FreqDist" or (call.method == "most_common" and call.name.startswith((".", "collections."))):
        return "the most frequent values are looked at", "low"
    return None


def _is_computed(fed: list[Call]) -> bool:
    """Whether all that is shown comes of counted-up numbers: `imshow(np.array([[f(a, b) for a in np.arange(9)] for b in range(9)]))`."""
    made = [each for each in fed if each.kind in ("call", "free")]
    known = all(each.own or each.name in _BUILT_IN or each.name.startswith(("numpy.", "math.")) for each in made)
    starts = [each for each in fed if not each.inputs and each.kind in ("call", "free", "self")]
    return bool(starts) and known and all(each.method in _COUNTED for each in starts)


def _is_length_of_text(facts: Facts, call: Call) -> bool:
    """`texts.str.len()`, `texts.apply(len)`."""
    if call.method == "len":
        return any(each.written.endswith(".str") for each in _receivers(facts, call))
    return call.method in ("apply", "map") and any(argument.text == "len" for argument in call.arguments)
