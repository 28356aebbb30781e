"""The task of a child: the pipeline, with a memory, and without the files that stopped an earlier child."""

import gc
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from evaluator import derived
from evaluator.model import regex
from evaluator.model.extract import Source, Wanted
from evaluator.model.place import Unread
from evaluator.model.request import Request
from evaluator.model.review import Review
from evaluator.worker.limits import START, Note

if TYPE_CHECKING:
    from evaluator.cache import Extract
    from evaluator.model.candidate import Studied
    from evaluator.model.snapshot import Snapshot

    Told = Callable[[Snapshot], None]

STOPPED = "the reader stopped here (time, memory or a crash)"


class Job(msgspec.Struct, frozen=True):
    """A request, and the folder of the cache (`cache.prepare` makes it), None for no cache."""

    request: Request
    cache: str | None = None


def prepare() -> None:
    """Import what every review needs before the first child starts: a forked child has it then, and so has the report.

    Modules are never collected, so the collector is not to look through them, neither now nor in the children.
    """
    if START != "fork":
        return
    collecting = gc.isenabled()
    gc.disable()
    from evaluator import pipeline

    pipeline.prepare()
    regex.recall(_programs)
    gc.freeze()
    if collecting:
        gc.enable()


def _programs() -> bytes | None:
    return derived.read(regex.programs_name())


def studying(job: Job, note: Note, poisoned: frozenset[str]) -> "Studied":
    """Review one repository and say where it comes from; a `worker.Task`."""
    from evaluator import pipeline
    from evaluator.model.candidate import Studied

    taken: list[Snapshot] = []
    made = reviewing(job, note, poisoned, taken.append)
    return Studied(made, pipeline.lineage(taken[-1]))


def reviewing(job: Job, note: Note, poisoned: frozenset[str], told: "Told | None" = None) -> Review:
    """Review one repository; a `worker.Task`."""
    from evaluator import pipeline

    regex.recall(_programs)
    whole: dict[str, Any] = {"told": told} if told else {}
    if job.cache is not None and not poisoned:
        from evaluator.cache import finishing

        whole["finished"] = finishing(Path(job.cache))

    def remember(extract: "Extract") -> "Extract":
        if job.cache is not None:
            from evaluator.cache import remembering

            extract = remembering(extract, Path(job.cache))
        return without(poisoned, extract, note)

    made = pipeline.review(job.request, remember, note, **whole)
    if words := regex.learnt():
        derived.write(regex.programs_name(), words)
    return made


def without(poisoned: frozenset[str], extract: "Extract", note: Note) -> "Extract":
    """The extractor that reads no poisoned path, and says when it reads no more."""

    def careful(wanted: Sequence[Wanted]) -> Iterator[tuple[Wanted, Source | Unread]]:
        yield from ((each, Unread(each.blob.path, STOPPED)) for each in wanted if each.blob.path in poisoned)
        try:
            yield from extract([each for each in wanted if each.blob.path not in poisoned])
        finally:
            note("")

    return careful
