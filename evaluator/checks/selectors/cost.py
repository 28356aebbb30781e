"""What training and prediction cost: timers around them, profilers, counts of parameters, sizes of files."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from evaluator.checks.selectors.called import asleep
from evaluator.checks.selectors.switched import OFF, is_switched_off
from evaluator.checks.selectors.training import predictions, trainings_in
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts
    from evaluator.model.place import Location
    from evaluator.model.result import Confidence

    Found = tuple[Location, str, Confidence]

COMPILES = frozenset({"theano.function", "aesara.function", "pytensor.function"})
_TIMES = ("%%time", "%%timeit", "%time ", "%timeit ")
_COUNTS = frozenset({"count_params", "get_model_complexity_info", "FlopCountAnalysis", "thop.profile", "get_flops"})
_READS_PROFILE = frozenset({"Stats", "print_stats", "sort_stats", "strip_dirs"})
_PARTS = frozenset({"schedule", "tensorboard_trace_handler", "record_function", "ProfilerActivity", "step"})
_MODEL_FILE = regex(r"model|modelo|ckpt|checkpoint|weight|onnx|tflite|\.pkl|\.h5|\.pth?\b")
_BUSY = regex(r"predict|train|bench|infer|time|serv|api|app|speed|latency|profil")
LONGEST_PREDICTION = 40
_SIZES = frozenset(
    {"os.path.getsize", "psutil.Process", "psutil.virtual_memory", "tracemalloc.get_traced_memory", "torch.cuda.max_memory_allocated"}
)
_MEASURES = frozenset(name.rpartition(".")[2] for name in _COUNTS | _SIZES)


def measurements(facts: Facts) -> Iterator[Found]:
    """Each with its place and whether it is about the model for sure."""
    for code in sorted(facts.product, key=lambda code: _BUSY.search(code.path.lower()) is None):
        work = list(_work(facts, code))
        clocks: defaultdict[tuple[int, int | None], list[Call]] = defaultdict(list)
        for call in code.those(("timing", "profiling"), _MEASURES):
            if call.means("timing"):
                clocks[(call.scope, call.cell)].append(call)
            elif (call.means("profiling") and call.method not in _PARTS) or call.method in _COUNTS or call.name in _COUNTS:
                yield _profiled(facts, code, call)
            elif call.name in _SIZES and _of_model(code, call):
                yield call.at, f"{call.method} measures a size", "low"
        yield from _by_trainer(code)
        for calls in clocks.values():
            for at, note, sure in _spans(calls, work):
                why = asleep(facts, calls[0])
                yield at, f"{note}; {why}" if why else note, "low" if why else sure
    yield from _cells(facts)


def _by_trainer(code: Code) -> Iterator[Found]:
    """Trainers told to measure: by the name of a profiler, or by a value that may be one. An object counts where it is made."""
    for call in code.those(arguments=("profiler",)):
        given = call.argument("profiler") if call.means("training.trainer") else None
        if given is not None and isinstance(given.constant, str):
            yield call.at, f"{call.method} measures by its profiler `{given.constant}` what each step costs", "high"
        elif given is not None and given.text and not given.is_constant:
            yield call.at, f"{call.method} takes `{given.text}` as profiler; whether that is one could not be told", "low"


def _profiled(facts: Facts, code: Code, call: Call) -> Found:
    """What a profiler or a count says: one that is only made, and given back to whoever asks, has measured nothing yet."""
    if call.method in _READS_PROFILE:
        return call.at, f"{call.method} reads a profile back; what was measured stands elsewhere", "low"
    note = f"{call.method} measures what the model costs"
    if call.scope >= 0 and call.number in code.functions[call.scope].returns:
        return call.at, f"{call.method} is made here; what it measures was not seen", "low"
    off = is_switched_off(facts, call)
    return call.at, note + OFF * off, "low" if off else "high"


def _of_model(code: Code, call: Call) -> bool:
    """Whether what is measured may be the model: memory in use, a file named as one or just written; whether it is empty says nothing."""
    if call.method != "getsize":
        return True
    named = " ".join(f"{each.text} {each.constant or ''}" for each in call.arguments).lower()
    saved = any(each.scope == call.scope and each.means("model.save", "serialise") for each in code.calls)
    return bool(call.targets) and (saved or _MODEL_FILE.search(named) is not None)


def _work(facts: Facts, code: Code) -> Iterator[tuple[Call, str]]:
    """Calls of a file that train or predict, with which of the two; those of own functions that do included. Compiling is neither."""
    trains = [call for call in trainings_in(code) if call.name not in COMPILES]
    yield from ((call, "training") for call in trains)
    yield from ((call, "prediction") for call in predictions(code))
    for call in code.calls:
        where = facts.graph.functions.get(call.name) if call.kind == "call" and call.own else None
        home = facts.code_at(where[0]) if where else None
        if where is None or home is None:
            continue
        if any(each.scope == where[1] and each.name not in COMPILES for each in trainings_in(home)):
            yield call, "training"
        elif any(each.scope == where[1] for each in predictions(home)):
            yield call, "prediction"


def _spans(clocks: list[Call], work: list[tuple[Call, str]]) -> Iterator[Found]:
    """What lies between a clock that is kept and the next look at a clock in the same function."""
    for start in clocks:
        end = next((each for each in clocks if each.line > start.line), None)
        if not start.targets or end is None:
            continue
        inner = [
            (call, what)
            for call, what in work
            if (call.scope, call.cell) == (start.scope, start.cell) and start.line <= call.line <= end.line
        ]
        call, what = min(inner, key=lambda each: each[1] != "training", default=(None, ""))
        if call is not None and (what == "training" or end.line - start.line <= LONGEST_PREDICTION):
            yield start.at, f"the time of {what} is taken (`{_spoken(call)}` at line {call.line}, until line {end.line})", "high"
        elif start.targets != end.targets:
            yield start.at, f"a time is taken until line {end.line}; what is done in between was not followed", "low"


def _spoken(call: Call) -> str:
    """A call by its own name, a network called by what it is."""
    return call.method.strip("_()") if call.method not in ("__call__", "()") else call.written.strip("()") or "the model"


def _cells(facts: Facts) -> Iterator[Found]:
    """Cells timed as a whole that train or predict."""
    for notebook in facts.notebooks:
        code = facts.code_at(notebook.path)
        if code is None or not code.is_product:
            continue
        busy: defaultdict[int | None, set[int]] = defaultdict(set)
        for call in (*trainings_in(code), *predictions(code)):
            busy[call.cell].add(call.line)
        for cell in notebook.source.cells:
            for line, text in cell.shell:
                if text.startswith(_TIMES) and cell.number in busy:
                    first = next((start for start, number in code.cells if number == cell.number), 1)
                    if text.startswith("%%"):
                        yield code.at(first + line - 1), "the time of this cell is taken, which trains or predicts", "high"
                    elif line in busy[cell.number]:
                        yield code.at(first + line - 1), "the time of this line is taken, which trains or predicts", "high"
