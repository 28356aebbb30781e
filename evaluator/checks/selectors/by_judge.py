"""Answers of a language model that another question to one judges: a model gives the verdict, and no function a score."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.callers import callers
from evaluator.checks.selectors.once import once
from evaluator.checks.selectors.settings import texts_behind
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts
    from evaluator.model.result import Confidence

JUDGED = "a language model is asked to judge the answers"
_VERDICT = regex(
    r"\bjudge|\bevaluat(?:e|or|ion|ing)\b|\bgrade[rd]?\b|\brate the\b|\bscore the\b|\bfaithful|\bgrounded"
    r"|\bpartly_relevant\b|\bis (?:this|the) (?:answer|response|reply) (?:\w+ )?(?:right|correct|relevant)\b|\bexpected answer\b"
)
_NAMED = regex(r"judge|eval|grade|verdict")
_FARTHEST = 200
_NEAR = 12


@once
def judgements(facts: Facts) -> Iterator[tuple[Call, Confidence]]:
    """Each such question; sure where it is asked over and over, as of a set of answers, and not once for each in use."""
    for code in facts.product:
        for call in code.calls_to("llm.call"):
            given = [number for argument in call.arguments for number in argument.inputs]
            fed = (each for each in facts.graph.upstream(given, "llm.call", most=_FARTHEST) if each.number != call.number)
            if next(fed, None) is not None and _asks_for_verdict(facts, call):
                yield call, "high" if call.loops or _is_called_again(facts, call) else "low"
        yield from ((call, "high") for call in code.called if call.own and call.loops and _asks_again(facts, code, call))


def _asks_again(facts: Facts, code: Code, call: Call) -> bool:
    """Whether a function that asks is told an answer of its own kind, for a verdict: `verdict = ask(f"Is {answer} right?")`."""
    returned = facts.graph.returned.get(call.number, ())
    if next(facts.graph.upstream(returned, "llm.call", most=_NEAR), None) is None:
        return False
    given = [number for argument in call.arguments for number in argument.inputs]
    line = code.line_of(call)
    said = (text for at, text in code.source.strings if at == line)
    named = any(_NAMED.search(target.lower()) for target in call.targets) or any(_VERDICT.search(text.lower()) for text in said)
    return named and next(facts.graph.upstream(given, "llm.call", most=_FARTHEST), None) is not None


def _asks_for_verdict(facts: Facts, call: Call) -> bool:
    """Whether the question, or the name of the function that asks it, speaks of a verdict."""
    code = facts.code_at(call.path)
    holder = code.functions[call.scope].name if code is not None and call.scope >= 0 else ""
    asked = (*texts_behind(facts, call), *_templates(facts, call))
    return _NAMED.search(holder.lower()) is not None or any(_VERDICT.search(text.lower()) for text in asked)


def _templates(facts: Facts, call: Call) -> Iterator[str]:
    """The texts that a file keeps, where one without a value of its own is filled in near a question: `VERDICT.format(...)`."""
    code = facts.code_at(call.path)
    filled = any(each.method == "format" and not each.receiver for each in facts.graph.upstream(call, most=_NEAR))
    for name, binding in code.source.bindings.items() if code is not None and filled else ():
        if isinstance(binding.constant, str):
            yield f"{name.replace('_', ' ')} {binding.constant}"


def _is_called_again(facts: Facts, call: Call) -> bool:
    """Whether the function that asks is called in a loop."""
    code = facts.code_at(call.path)
    above = callers(facts, code, call.scope) if code is not None and call.scope >= 0 else []
    return any(facts.graph.calls[number].loops for number in above)
