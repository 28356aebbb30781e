"""A plan for some minutes, for the terminal, as Markdown and as JSON."""

from collections.abc import Iterator

import msgspec

from evaluator.model.plan import Plan, PlannedStep
from evaluator.report.as_json import as_json
from evaluator.report.as_markdown import code, cut, fenced, words
from evaluator.report.display import example, in_words, place, points, prose, snippet, unobeyed

HOUR = 60
COUNTED = (
    "A small step is counted with half an hour, a larger one with an evening of three hours, the largest with a week of evenings; "
    "each gain is what the step brings after those before it."
)


def plan_json(plan: Plan) -> bytes:
    """The plan as JSON."""
    return as_json({"schema_version": 1, **msgspec.to_builtins(plan, order="deterministic")})


def plan_text(plan: Plan) -> str:
    """The plan as plain lines."""
    return unobeyed("\n".join(_plain(plan))) + "\n"


def plan_markdown(plan: Plan) -> str:
    """The plan as Markdown, in which no word of the repository can be markup."""
    return cut(unobeyed("\n".join(_marked(plan))).encode("utf-8", "backslashreplace"))


def _plain(plan: Plan) -> Iterator[str]:
    yield _headline(plan)
    for number, step in enumerate(plan.steps, 1):
        yield f"\n{number:>3}. {_worth(step)}"
        yield f"     {prose(step.action.text)}"
        for item in step.action.at[:1]:
            yield f"     {place(item.at)}   {snippet(item.snippet, 80)}".rstrip()
        yield from (f"         {line}".rstrip() for line in example(step.action))
    yield from (f"\n{line}" for line in _endings(plan))


def _marked(plan: Plan) -> Iterator[str]:
    yield f"## {words(_headline(plan))}\n"
    for number, step in enumerate(plan.steps, 1):
        cited = f" {code(place(step.action.at[0].at))}" if step.action.at else ""
        yield f"{number}. **{words(_worth(step))}** {words(step.action.text)}{cited}"
        yield from fenced(step.action)
    yield from (f"\n{words(line)}" for line in _endings(plan))


def _headline(plan: Plan) -> str:
    if plan.score is None:
        return "Nothing here can be scored, so no plan can be made of it"
    if not plan.steps:
        return f"No step fits into {duration(plan.minutes)}"
    last = plan.steps[-1]
    readiness = f", {plan.readiness} -> {last.readiness}" if last.readiness != plan.readiness else f", {plan.readiness}"
    return f"The best {duration(plan.minutes)}: {plan.score} -> {last.score}{readiness}"


def _worth(step: PlannedStep) -> str:
    done = step.action
    opens = f"; {prose(done.opens, 120)}" if done.opens else ""
    levels = f"{in_words(done.criterion)}, level {done.from_level} -> {done.to_level}"
    return f"{levels}: {duration(step.minutes)}, +{points(done.gain)} points, then {step.score}{opens}."


def _endings(plan: Plan) -> Iterator[str]:
    if plan.later is not None:
        later = plan.later.action
        yield f"With more time next ({duration(plan.later.minutes)}, +{points(later.gain)}): {prose(later.text)}"
    if plan.steps or plan.later:
        yield COUNTED


def duration(minutes: int) -> str:
    """Minutes in words: `30 minutes`, `3 hours`."""
    hours, rest = divmod(minutes, HOUR)
    parts = [f"{hours} hour{'s' * (hours > 1)}"] * bool(hours) + [f"{rest} minute{'s' * (rest > 1)}"] * bool(rest)
    return " ".join(parts) or "no time"
