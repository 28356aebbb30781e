"""Files that code, commands or pages speak of, by their names or those of their folders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.once import kept

if TYPE_CHECKING:
    import re

    from evaluator.model.facts import Facts

SHORT = 3


def is_spoken_of(facts: Facts, path: str, folders: re.Pattern[str]) -> bool:
    """Whether code or a page names a file, a folder of such a name that it lies in, or a tool that finds it by itself."""
    home, _, name = path.rpartition("/")
    wanted = {name, name.rpartition(".")[0], *(folder for folder in home.split("/") if folders.match(folder))}
    words = [word for word in sorted(wanted) if len(word) > SHORT]
    return any(word in text for text in _texts(facts) for word in words)


@kept
def _texts(facts: Facts) -> list[str]:
    """What code and pages say of files: the strings of code, commands, fences."""
    texts = [text for code in facts.product for _, text in code.source.strings]
    texts += [str(each.constant) for code in facts.product for call in code.calls for each in call.arguments if type(each.constant) is str]
    texts += [fence.text for document in facts.documents for fence in document.text.fences]
    texts += [line for work in facts.stages for target in work.source.targets for line in target.commands]
    return texts
