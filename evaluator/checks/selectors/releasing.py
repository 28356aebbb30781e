"""What CI puts somewhere by itself: deployments to platforms, restarts on machines, images pushed to a registry."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from evaluator.checks.selectors.deploying import SAID, is_action, is_deploying
from evaluator.checks.selectors.pipelines import runs
from evaluator.checks.selectors.shell import word_set
from evaluator.checks.selectors.standing import own
from evaluator.model.place import Location
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.checks.selectors.pipelines import Ran
    from evaluator.model.facts import Facts

MAX_LINE = 2_000
BY_HAND = frozenset({"manual"})
_PUSHES = regex(
    r"\b(?:docker|podman|buildah)\s+(?:image\s+)?push\b|\b(?:docker-compose|docker\s+compose)\s+(?:-\S+\s+\S+\s+){0,3}push\b"
    r"|\bdocker\s+(?:buildx\s+)?(?:build|bake)\s[^&|;]{0,500}--push\b|\baz\s+acr\s+build\b|\bgcloud\s+builds\s+submit\b[^&"
    r"|;]{0,300}\s(?:-t|--tag)\b"
    r"|\bbentoml\s+push\b|\bcog\s+push\b"
)
_SUBMITS = regex(r"\bgcloud\s+builds\s+submit\b(?:[^&|;]{0,300}--config[= ](\S{1,200}))?")
_RESTARTS = regex(
    r"\b(?:docker(?:-compose|\s+compose)[^&|;]{0,120}\s(?:up|pull)|docker\s+(?:run|pull)|systemctl\s+(?:restart|start)|pm2\s+)\b"
)
_REACHES = regex(r"^ssh\s")
_BY_SCRIPT = regex(r"\bpython3?\s+(?:-m\s+)?([\w./-]{0,100}deploy[\w./-]{0,60})")
_SPACE = "huggingface.co/spaces"
_BUILDERS = ("docker/build-push-action", "docker/bake-action", "redhat-actions/push-to-registry", "publish-docker", "ecr-push", "kaniko")
_TRIAL = regex(r"\bkind create cluster\b|\bminikube start\b|\bk3d cluster create\b|kind-action|setup-minikube|setup-k3|localstack")
_CLUSTER = regex(r"\b(?:kubectl|helm|terraform|skaffold)\b")
_PUSHED = regex(r"\bgit\s+push\b")
_TRAINS = regex(r"train", re.IGNORECASE)
_NO = word_set("false no off")
_REMOTE = ("ssh-action", "ssh-commands", "ssh-remote")


class Released(msgspec.Struct, frozen=True):
    """A place from which something is put somewhere: what is done; `deploys` where more than an image is pushed; how sure."""

    at: Location
    note: str
    deploys: bool = True
    firm: bool = True


def releases(facts: Facts) -> Iterator[Released]:
    """Every step of CI that deploys or pushes an image, deployments first; then what platforms do of themselves, as a question."""
    every = list(runs(facts))
    spaces = frozenset(ran.at.path for ran in every if any(_SPACE in said for _, said, _ in ran.lines))
    trials = frozenset(ran.at.path for ran in every if _TRIAL.search(f"{ran.uses} {' '.join(said for _, said, _ in ran.lines)}"))
    found = [each for ran in every for each in _of_step(facts, ran, spaces, trials)]
    found = found or [*_by_platform(facts)]
    yield from sorted(found, key=lambda each: (not each.firm, not each.deploys))


def _of_step(facts: Facts, ran: Ran, spaces: frozenset[str], trials: frozenset[str]) -> Iterator[Released]:
    """What one step puts somewhere, told once."""
    by_hand = bool(ran.triggers) and ran.triggers <= BY_HAND
    for each in (*_by_lines(facts, ran, ran.at.path in spaces), *_by_action(ran)):
        aside = "; only a person starts this workflow" if by_hand else "; its failure is ignored" if ran.ignores_failure else ""
        if not each.deploys and _TRAINS.search(each.note):
            aside = f"; is it more than an image for training?{aside}"
        elif _CLUSTER.search(each.note) and ran.at.path in trials:
            aside = f"; is it more than a cluster made for the run?{aside}"
        yield msgspec.structs.replace(each, note=f"{each.note}{aside}", firm=each.firm and not aside)
        return


def _by_lines(facts: Facts, ran: Ran, to_space: bool) -> Iterator[Released]:
    texts = [
        (ran.at if ran.uses else Location(ran.at.path, line), through, text)
        for line, said, inner in ran.lines
        for through, whole in (("", said), *((each.name, each.text) for each in inner))
        for text in (SAID.sub("", part[:MAX_LINE]) for part in whole.splitlines())
    ]
    remote = any(name in ran.uses for name in _REMOTE) or any(_REACHES.match(text) for _, _, text in texts)
    asked = (
        (True, is_deploying, "deploys"),
        (True, lambda text: to_space and _PUSHED.search(text), "pushes to a Hugging Face Space"),
        (True, lambda text: remote and _RESTARTS.search(text), "updates it on another machine"),
        (False, _PUSHES.search, "pushes an image"),
        (False, lambda text: _pushed_by_cloud(facts, text), "has Cloud Build push an image"),
    )
    for deploys, holds, what in asked:
        for at, through, text in texts:
            if holds(text):
                yield Released(at, f"{f'starts `{through}`, which {what}' if through else f'a step {what}'}: {_brief(text)}", deploys)
    for at, _, text in texts:
        if script := _BY_SCRIPT.search(text):
            yield Released(at, f"a step runs {script[1]}; what it puts where could not be told", firm=False)


def _brief(text: str) -> str:
    return " ".join(text.split())[:70]


def _pushed_by_cloud(facts: Facts, text: str) -> bool:
    """Whether what Cloud Build is told to do pushes an image or deploys."""
    found = _SUBMITS.search(text)
    name = (found[1] or "cloudbuild.yaml").rsplit("/", 1)[-1] if found else ""
    named = [each for each in (*facts.manifests, *facts.settings) if each.path.rsplit("/", 1)[-1] == name] if name else []
    return any(
        key.startswith("images") or value in ("push", "deploy") or "docker push" in value
        for each in named
        for key, value, _ in each.source.values
    )


def _by_action(ran: Ran) -> Iterator[Released]:
    uses = ran.uses[:200]
    given = {key.lower(): value.strip().lower() for key, value in ran.given}
    if is_action(uses):
        yield Released(ran.at, f"a step deploys: {uses[:70]}")
    elif any(name in uses for name in _BUILDERS):
        pushed = given.get("push", "")
        if pushed and pushed not in _NO:
            yield Released(ran.at, f"a step builds and pushes an image: {uses[:60]}", deploys=False)
        elif "build" not in uses or "type=registry" in given.get("outputs", ""):
            yield Released(ran.at, f"a step pushes an image: {uses[:60]}", deploys=False)
    elif _SPACE in " ".join(given.values()) or "huggingface-sync" in uses or "sync-with-huggingface" in uses:
        yield Released(ran.at, f"a step pushes to a Hugging Face Space: {uses[:60]}")


def _by_platform(facts: Facts) -> Iterator[Released]:
    """Platforms that deploy what is pushed: whether this repository is bound to them is not in the tree."""
    for manifest in own(facts.manifests):
        values = manifest.source.values
        if manifest.source.kind == "render":
            switched = next(((value, line) for key, value, line in values if key.endswith(("autoDeploy", "autoDeployTrigger"))), ("", 1))
            if switched[0].lower() not in (*_NO, "off"):
                yield Released(Location(manifest.path, switched[1]), "Render deploys what is pushed, where it is bound to this", firm=False)
        elif manifest.source.kind == "cloudbuild" and (line := next((line for _, value, line in values if value in ("deploy", "push")), 0)):
            yield Released(Location(manifest.path, line), "Cloud Build does this when it is triggered; by what was not seen", firm=False)
    for document in own(facts.documents):
        if document.kind == "readme" and document.text.front_matter.get("sdk") in ("gradio", "streamlit", "docker"):
            yield Released(
                Location(document.path, 1), "a Hugging Face Space starts what is pushed to it; who pushes was not seen", firm=False
            )
