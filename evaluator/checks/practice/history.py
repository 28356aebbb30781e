"""Did this grow, or was it dropped in?"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from evaluator.checks.selectors.words import eastern
from evaluator.model.place import REPOSITORY
from evaluator.model.regex import regex
from evaluator.model.result import Evidence, against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.facts import Facts
    from evaluator.model.snapshot import Commit

COMMITS, DAYS = 10, 3  # rubric.md, criterion `history`
SECONDS_A_DAY = 86_400
FEWEST_TO_JUDGE = 3
CODE = (
    ".py",
    ".ipynb",
    ".r",
    ".jl",
    ".scala",
    ".java",
    ".js",
    ".ts",
    ".tsx",
    ".cpp",
    ".go",
    ".rs",
    ".sh",
    ".sql",
    ".tf",
    ".yml",
    ".yaml",
    ".toml",
    ".html",
)
# Subjects that name no change: what web forms propose, single words, and the empty verbs of ten languages.
SILENT = regex(
    r"(?:(?:add|added|adding|upload|uploaded) files?(?: via upload)?|update[ds]?(?: [\w./-]+)?|bug ?fix(?:es)?"
    r"|fix(?:e[ds])?(?: bugs?| [\w./-]+\.\w+)?|(?:initial|first|second|last|final|new|my|init) ?commit|commit\d*"
    r"|minor(?: \w+)?|small \w+|final(?: \w+)?|version \d.*|create[ds]? [\w./ -]+\.\w+|create[ds]? [\w.-]+"
    r"|add(?:ed)? [\w./-]+\.\w+|clean ?up|mise à jour|\W*|\w+"
    r"|更新|修改|提交|수정|업데이트|修正)[.!]*",
    re.IGNORECASE,
)

# Those of them about which nobody will argue: the proposals of web forms, and words that could stand over any change.
MUTE = regex(
    r"(?:add|added|adding|upload|uploaded) files?(?: via upload)?|(?:update[ds]?|create[ds]?)(?: [\w./ -]*\.\w+| readme| code| files?)?"
    r"|(?:initial|first|second|last|final|new|my|init) ?commit|commit\d*|\W*|\w{1,3}"
    r"|(?:(?:minor|small|final|new|some|more) ?)?(?:fix(?:e[ds]|es)?|changes?|updates?|edits?|bugs?|bug ?fix(?:es)?)"
    r"|minor|final|test|wip|done|temp|clean ?up|save|push|work|misc|stuff|init",
    re.IGNORECASE,
)


def history_incremental(facts: Facts) -> Iterator[Evidence]:
    """The project grew in steps over days.

    Why: A history shows how somebody works; one dump of files shows nothing.
    Fix: From now on one commit a thought, on the day it was thought.
    Ask: Show me a commit in which you changed your mind.
    """
    if not facts.history.known or facts.history.shallow or not facts.history.commits:
        return
    own = [
        commit
        for commit in _by_people(facts)
        if any(path.lower().endswith(CODE) or path.rsplit("/", 1)[-1] in ("Dockerfile", "Makefile") for path in commit.paths)
    ]
    days = len({commit.at // SECONDS_A_DAY for commit in own})
    told = f"{len(own)} {'commit' if len(own) == 1 else 'commits'} to code on {days} {'day' if days == 1 else 'days'}"
    if len(own) >= COMMITS and days >= DAYS:
        yield supports(REPOSITORY, told)
    else:
        squashed = len(facts.history.commits) == 1 and sum(1 for code in facts.product if code.calls) >= COMMITS
        yield against(REPOSITORY, f"{told}; {COMMITS} on {DAYS} days would show how it grew", "low" if squashed else "high")


def messages_telling(facts: Facts) -> Iterator[Evidence]:
    """Most commit messages say what was changed.

    Why: Colleagues read messages to find the change that broke something.
    Fix: Begin with a verb and name the thing: "Split by customer, not by row".
    """
    subjects = [commit.subject.strip() for commit in _by_people(facts) if commit.parents < 2]
    if not facts.history.known or len(subjects) < FEWEST_TO_JUDGE:
        return
    silent = [subject for subject in subjects if not _tells(subject)]
    mute = [subject for subject in silent if MUTE.fullmatch(subject.rstrip(".! "))]
    if len(silent) * 2 > len(subjects):
        worst = Counter(mute or silent).most_common(1)[0][0]
        told = f'{len(silent)} of {len(subjects)} messages do not say what was changed, such as "{_short(worst)}"'
        yield against(REPOSITORY, told, "high" if len(mute) * 2 > len(subjects) else "low")
    else:
        yield supports(REPOSITORY, f"{len(subjects) - len(silent)} of {len(subjects)} messages say what was changed")


def _by_people(facts: Facts) -> list[Commit]:
    return [commit for commit in facts.history.commits if not commit.bot]


def _tells(subject: str) -> bool:
    """Whether a subject names a change; a few Chinese, Japanese or Korean characters are several words."""
    plain = re.sub(r"^(?:\w{2,12}(?:\([\w./ -]{1,40}\))?!?:|\[[^\]]{1,30}\]|:\w{1,30}:|[^\w\s]{1,4})\s{0,3}", "", subject[:300])
    if eastern(plain) >= 4:
        return True
    return SILENT.fullmatch(plain.strip()) is None


def _short(subject: str) -> str:
    return subject[:60].replace('"', "'")
