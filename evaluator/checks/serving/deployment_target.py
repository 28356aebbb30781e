"""Is there a real place where it runs?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evaluator.checks.selectors.deploying import deployments, is_deploying
from evaluator.checks.selectors.having import having
from evaluator.checks.selectors.on_show import on_show
from evaluator.checks.selectors.page_commands import shell_lines, shell_text
from evaluator.checks.selectors.prose import OWN_WORDS, certainty, front, pages
from evaluator.checks.selectors.releasing import releases
from evaluator.checks.selectors.shell import word_set
from evaluator.checks.selectors.words import said
from evaluator.model.place import REPOSITORY
from evaluator.model.regex import regex
from evaluator.model.result import Evidence, against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.documents import Section
    from evaluator.model.facts import Document, Facts

MOST = 3
DEPLOYERS = word_set(
    """
    gcloud aws az heroku kubectl helm terraform flyctl fly serverless sls sam cdk eb railway vercel netlify pulumi eksctl bentoml
    bentocloud modal minikube databricks oc doctl tofu anyscale truss
    """
)
_ASKS_ONLY = regex(r"^\s*\w{1,60}=|\btest|\bcurl\b|\bhttp\b")
_TROUBLE = regex(r"fail|trouble|error|problem", re.IGNORECASE)
PUTTING = word_set("deploy deployments apply up launch rollout push create-function update-function-code release publish endpoint")
SHOWS_ONLY = word_set(
    "configure login version --version s3 s3api iam sts list describe get install auth config init logs validate plan port-forward"
)


def deployment_explained(facts: Facts) -> Iterator[Evidence]:
    """The text says, step by step, how it is deployed on a named platform.

    Why: A model that only its author can start is not yet of use to anybody else.
    Fix: Write the steps with their commands for one platform, from a fresh clone to an answered request.
    Ask: What happens between a push and a prediction on this platform?
    Not for: library
    """
    told = [(place, words) for place, words in shell_lines(facts) if len(words) > 1]
    found = [supports(place, f"a command deploys ({words[0]} {words[1]})") for place, words in told if _deploys(words)][:MOST]
    if not found:
        steps = [evidence for document in pages(facts) for evidence in _steps(document)]
        found = [each for each in steps if each.confidence == "high"][:MOST]
        near = [supports(place, f"`{words[0]} {words[1]}` is on the way to a platform", "low") for place, words in told if _nears(words)]
        found = found or near[-1:] or [each for each in steps if said("deploy", each.note)][:1] or steps[:1]
    yield from found
    if not found:
        page = front(facts)
        where = "no README was found" if page is None else "no steps of a deployment to a named platform were found"
        yield against(REPOSITORY, where)


def deployment_coded(facts: Facts) -> Iterator[Evidence]:
    """Files of the project say where and how it runs.

    Why: A deployment that is written down can be repeated by a colleague, and reviewed.
    Fix: Deploy to one free or cheap platform, and commit the manifest or script that does it.
    Ask: What would change in these files for a second environment?
    Not for: library
    """
    found = [supports(each.at, each.note, "high" if each.firm else "low") for each in deployments(facts)]
    yield from found[:MOST]
    if not found:
        yield against(REPOSITORY, "no manifest, infrastructure code or command that deploys the project found")


def deployment_automated(facts: Facts) -> Iterator[Evidence]:
    """A workflow deploys, or pushes the image, without anybody's hand.

    Why: What is deployed by hand is deployed seldom, and differently each time.
    Fix: Add a job after the tests that pushes the image and updates the service, on a push to the main branch or on a release.
    Ask: How does a merged change come to those who use the service, and how does it go back?
    Not for: library
    """
    found = list(releases(facts))
    yield from (supports(each.at, each.note, "high" if each.firm else "low") for each in found[:MOST])
    if not found:
        yield against(REPOSITORY, "no step of CI that deploys the project or pushes its image was found")


def deployment_visible(facts: Facts) -> Iterator[Evidence]:
    """The running service can be seen: an address, a recording, a picture.

    Why: A reviewer has five minutes; what they see working they need not believe.
    Fix: Link the address where it runs, or show a screenshot or short recording of a request and its answer in the README.
    Ask: Does it still run at this address, and what does it cost?
    Not for: library
    """
    page = front(facts)
    missing = "no README was found" if page is None else "no address, recording or picture of the running service was found in its pages"
    yield from having(on_show(facts), missing, "high" if page is None else certainty(page.text), most=MOST)


def _deploys(words: tuple[str, ...]) -> bool:
    if words[:2] == ("git", "push"):
        return len(words) > 2 and words[2] in ("heroku", "space", "hf", "dokku")
    return is_deploying(" ".join(words)) or (words[0] in DEPLOYERS and bool(PUTTING & set(words[1:4])))


def _nears(words: tuple[str, ...]) -> bool:
    return words[:2] == ("docker", "push") or (words[0] in DEPLOYERS and words[1] not in SHOWS_ONLY)


def _steps(document: Document) -> Iterator[Evidence]:
    """Sections on deployment that name a platform: firm with steps or commands of their own, doubtful with words alone."""
    for number, section in enumerate(document.text.sections):
        platform = said("platform", f"{section.heading} {section.text}")
        if "deployment" not in section.topics or not platform or _TROUBLE.search(section.heading):
            continue
        steps = sum(1 for each in document.text.paragraphs if each.section == number and each.item)
        yield from _judged(document, section, platform, steps)


def _judged(document: Document, section: Section, platform: str, steps: int) -> Iterator[Evidence]:
    place = document.at(section.line, section.cell)
    number = document.text.sections.index(section)
    fences = [shell_text(fence) for fence in document.text.fences if fence.section == number and not fence.inline]
    blocks = [text for text in fences if any(line.strip() and not _ASKS_ONLY.search(line) for line in text.splitlines())]
    if blocks and (steps >= 2 or len(blocks) >= 2 or said("deploy", section.heading)):
        yield supports(place, f'commands under "{section.heading[:60]}", which names {platform}')
    elif section.words >= OWN_WORDS or section.fences or steps >= 2:
        yield supports(place, f'"{section.heading[:60]}" speaks of {platform}', "low")
