"""What training and prediction cost: timers around them, profilers, counts of parameters, sizes of files."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from evaluator.checks.selectors.training import predictions, trainings_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call
    from evaluator.model.facts import Facts
    from evaluator.model.place import Location
    from evaluator.model.result import Confidence

    Found = tuple[Location, str, Confidence]

_TIMES = ("%%time", "%%timeit", "%time ", "%timeit ")
_COUNTS = frozenset({"count_params", "get_model_complexity_info", "FlopCountAnalysis", "thop.profile", "get_flops"})
_SIZES = frozenset(
    {"os.path.getsize", "psutil.Process", "psutil.virtual_memory", "tracemalloc.get_traced_memory", "torch.cuda.max_memory_allocated"}
)


def measurements(facts: Facts) -> Iterator[Found]:
    """Each with its place and whether it is about the model for sure."""
    for code in facts.product:
        work = {(call.scope, call.cell): call for call in (*trainings_in(code), *predictions(code))}
        clocks: defaultdict[tuple[int, int | None], list[Call]] = defaultdict(list)
        for call in code.calls:
            if call.kind == "call" and call.means("timing"):
                clocks[(call.scope, call.cell)].append(call)
            elif call.kind == "call" and (
                (call.means("profiling") and not call.means("timing")) or call.method in _COUNTS or call.name in _COUNTS
            ):
                yield call.at, f"{call.method} measures what the model costs", "high"
            elif call.kind == "call" and call.name in _SIZES:
                yield call.at, f"{call.method} measures a size", "low"
        for place, calls in clocks.items():
            inner = work.get(place)
            if len(calls) > 1 and inner is not None and calls[0].line <= inner.line <= calls[-1].line:
                yield calls[0].at, f"the time of {inner.method} is taken", "high"
            elif len(calls) > 1:
                yield calls[0].at, "a time is taken; of what was not followed", "low"
    yield from _cells(facts)


def _cells(facts: Facts) -> Iterator[Found]:
    """Cells timed as a whole that train or predict."""
    for notebook in facts.notebooks:
        code = facts.code_at(notebook.path)
        if code is None or not code.is_product:
            continue
        busy = {call.cell for call in (*trainings_in(code), *predictions(code))}
        for cell in notebook.source.cells:
            for line, text in cell.shell:
                if text.startswith(_TIMES) and cell.number in busy:
                    first = next((start for start, number in code.cells if number == cell.number), 1)
                    yield code.at(first + line - 1), "the time of this cell is taken, which trains or predicts", "high"
