"""Did this grow, or was it dropped in?"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from evaluator.checks.selectors.once import kept
from evaluator.checks.selectors.words import eastern
from evaluator.model.place import REPOSITORY
from evaluator.model.regex import regex
from evaluator.model.result import Evidence, against, supports

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from evaluator.model.facts import Facts
    from evaluator.model.result import Confidence
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

# What code hosts write over a merged request: GitHub, Bitbucket, Azure DevOps, GitLab; and a squashed one of GitHub or GitLab.
REQUEST = regex(r"Merge pull request #\d+|Merged in \S+ \(pull request #\d+\)|Merged PR \d+|Merge branch '[^']+' into '[^']+'$")
SQUASHED = regex(r"\s{0,3}\([#!]\d{1,7}\)$")
LONGEST_NUMBER = 14
ROBOTS = (
    "dependabot/",
    "renovate/",
    "renovate-",
    "pre-commit-ci",
    "pyup-",
    "snyk-",
    "imgbot",
    "allcontributors",
    "chore(deps",
    "github-classroom",
)
BRANCH = regex(r"Merge (?:remote-tracking )?branch '(?:origin/)?([^']+)'(?! of )")
MAIN = frozenset({"main", "master", "develop", "dev"})
CLOSES = regex(
    r"\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?|implement(?:s|ed)?|address(?:es|ed)?|refs?|see|issues?|ticket|bug)[ :]{0,2}"
    r"(?:\S{1,60}/\S{1,60})?(?:#|GH-)\d+|/issues/\d+|\bGH-\d+",
    re.IGNORECASE,
)
NUMBERED = regex(r"(?<![\w/&#])#\d{1,6}\b")
COUNTED = regex(
    r"\b(?:pr|pull request|merge request|request|commit|attempt|try|version|ver|v|day|week|part|step|task|home ?work|hw|lesson|lab|exercise"
    r"|exo|assignment|module|chapter|model|experiment|exp|run|question|sprint|phase|stage|round|test|project|notebook|nb|class|no|number"
    r"|draft|iteration|milestone|figure|table|section|point|update)\W{0,3}$",
    re.IGNORECASE,
)
KEY = regex(r"\W{0,2}([A-Z][A-Z0-9]{1,9})-\d{1,6}\b(?![.-])")
# Names with a number that no tracker gave.
NO_TRACKER = frozenset(
    {"UTF", "SHA", "ISO", "PEP", "RFC", "CVE", "COVID", "CIFAR", "GPT", "VGG", "SSD", "YOLO", "RESNET", "BERT", "LSTM", "TOP"}
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
        doubt: Confidence = "low" if _is_squashed(facts) else "high"
        yield against(REPOSITORY, f"{told}; {COMMITS} on {DAYS} days would show how it grew", doubt)


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


def work_reviewed(facts: Facts) -> Iterator[Evidence]:
    """Changes came in by pull or merge requests.

    Why: A request is where somebody can disagree before the code is in.
    Fix: Work on a branch, open a pull request even when alone, and read your own change once before you merge it.
    Ask: Which comment on a pull request changed what you did?
    """
    commits = facts.history.commits
    if not facts.history.known or facts.history.shallow or not commits:
        return
    asked = _requested(facts)
    merged = [commit.subject for commit in _by_people(facts) if commit.parents > 1]
    branches = [each for each in merged if (named := BRANCH.match(each)) and named.group(1) not in MAIN]
    if asked:
        told = f"pull or merge requests: {len(asked)} of {len(commits)} commits name one, such as {_example(asked)}"
        yield supports(REPOSITORY, told, "high" if len(asked) >= FEWEST_TO_JUDGE else "low")
    elif branches:
        yield supports(REPOSITORY, f'branches are merged ("{_short(branches[0])}"); by a request or by hand cannot be seen', "low")
    else:
        yield against(REPOSITORY, f"{_none_of(commits)} names a pull or merge request", "low" if _is_squashed(facts) else "high")


def issues_referenced(facts: Facts) -> Iterator[Evidence]:
    """Commit messages name the issue they belong to.

    Why: From the line to the commit to the issue is how a colleague finds out why.
    Fix: Write an issue before the work, and end the subject of its commits with its number: "Split by customer (closes #12)".
    """
    commits = _by_people(facts)
    if not facts.history.known or facts.history.shallow or not commits:
        return
    keys = {commit.id: key for commit in commits if (key := _key(commit.subject))}
    prefixes = Counter(keys.values())
    found = [each for each in commits if prefixes[keys.get(each.id, "")] >= FEWEST_TO_JUDGE or _names_issue(each.subject)]
    if found:
        told = f"subjects that name an issue: {len(found)} of {len(commits)}, such as {_example(found)}"
        yield supports(REPOSITORY, told, "high" if len(found) >= FEWEST_TO_JUDGE else "low")
    else:
        hidden = bool(_requested(facts)) or _is_squashed(facts)
        said = "; what stands below the first line was not read" if hidden else ""
        yield against(REPOSITORY, f"{_none_of(commits)} names an issue in its subject{said}", "low" if hidden else "high")


@kept
def _requested(facts: Facts) -> list[Commit]:
    """Commits whose subject is what a code host writes when a request of a person is merged."""
    asked = (commit for commit in _by_people(facts) if _is_request(commit.subject))
    return [commit for commit in asked if not any(robot in commit.subject.lower() for robot in ROBOTS)]


def _is_request(subject: str) -> bool:
    if subject.startswith("Merge"):
        return REQUEST.match(subject) is not None
    return subject.endswith(")") and SQUASHED.search(subject, max(1, len(subject) - LONGEST_NUMBER)) is not None


def _names_issue(subject: str) -> bool:
    """Whether a subject closes or names an issue: a number after a hash that is no request's, no attempt's and no homework's."""
    plain = subject[:300]
    if "#" in plain and plain.endswith(")"):
        plain = SQUASHED.sub("", plain)
    if ("#" not in plain and "/issues/" not in plain and "GH-" not in plain) or REQUEST.match(plain):
        return False
    if CLOSES.search(plain):
        return True
    return any(not COUNTED.search(plain[: found.start()]) for found in NUMBERED.finditer(plain))


def _key(subject: str) -> str:
    """The project's part of a tracker's key at the beginning of a subject, as `RENT` in "RENT-12 Split by tenant"."""
    found = KEY.match(subject) if "-" in subject[:14] else None
    return found.group(1) if found and found.group(1) not in NO_TRACKER else ""


def _none_of(commits: Collection[Commit]) -> str:
    return f"none of {len(commits)} commits" if len(commits) > 1 else "not one commit"


def _example(commits: list[Commit]) -> str:
    """The shortest subject, which is the least cut."""
    return f'"{_short(min((each.subject for each in commits), key=len))}"'


def _is_squashed(facts: Facts) -> bool:
    """Whether all came in one commit that holds much."""
    return len(facts.history.commits) == 1 and sum(1 for code in facts.product if code.calls) >= COMMITS


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
