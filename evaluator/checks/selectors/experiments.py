"""Settings files that tell experiments apart: of one form, in one folder, with other values for what is tried."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from evaluator.checks.selectors.settings import landing
from evaluator.checks.selectors.standing import own
from evaluator.model.place import Location
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts
    from evaluator.model.result import Confidence

    Told = tuple[Location, str, Confidence]

# The last part of a key under which a choice of an experiment stands.
_TRIED = regex(
    r"(?:init(?:ial)?_|base_|max_|min_|peak_|n_|num_|nb_)?(?:lr|lr0|lrf|learning_rate|batch_size|epochs?|steps|iters|max_iters|dropout\w{0,6}|weight_decay|momentum"
    r"|optimi[sz]er|seed|random_state|depth|estimators|trees|leaves|num_leaves|layers?|heads?|hidden\w{0,12}|latent_dim|embed(?:ding)?_(?:dim|size)|n_embd|n_layer"
    r"|freeze_layers|clusters|models?|model_name|encoder(?:_name)?|backbone|arch(?:itecture)?|algorithm|dataset|dataset_name|hyperparameters?|gamma|alpha|loss"
    r"|keep_columns|features|augment\w{0,10}|image_size|img_size|window|horizon|temperature|top_k|chunk_size|prompt)"
)
_FOLDER = regex(r"(?:^|/)(?:exp(?:eriments?|s)?|hyps?|hparams?|hyperparam\w{0,10}|trials|ablations?|recipes?|baselines?)(?:/|$)")
# Variants for where a program runs, and what trackers, images and other programs keep.
_STAGE = regex(
    r"(?:^|[_.-])(?:dev\w{0,9}|prod\w{0,8}|stag\w{0,4}|local|tests?|debug|docker|ci|smoke|example|sample|template|cpu|gpu)(?:[_.-]|$)"
)
_ELSEWHERE = regex(
    r"(?:^|/)(?:mlruns|mlartifacts|wandb|\.?docs?|tests?|deploy\w{0,6}|infra\w{0,12}|k8s|kubernetes|terraform|grafana|monitoring|gx|great_expectations"
    r"|pretrained|node_modules|\.[a-z][^/]{0,30})/"
)
_OF_A_RUN = regex(r"(?:^|/)(?:opt|hyp|args|hparams|run_config)\.(?:ya?ml|json)$|/\.hydra/config\.yaml$")
_NUMBERED = regex(r"\.\d{1,4}(?=\.|$)")
_CONFIGURES = regex(r"(?:^|/)(?:conf|configs?|configurations?|experiments?|exps?)/")
RUNS = frozenset({"exec", "execfile", "runpy.run_path", "DEFINE_config_file"})
# The last folder of a path that is named for one of the choices of an experiment: `conf/model/`.
_CHOICE = regex(
    r"(?:^|/)(?:conf|configs?|configurations?)/(?:[\w-]{1,40}/)?(?P<what>models?|datasets?|optimi[sz]ers?|algorithms?|hparams)/$"
)
FEWEST = 2
MOST_KEYS = 400
SHARE = 0.5


class Form(msgspec.Struct, frozen=True):
    """A file of settings: its values by key, and the line of each."""

    path: str
    values: dict[str, str]
    lines: dict[str, int]


def told_apart(facts: Facts) -> Iterator[Told]:
    """A place in each folder where files of one form differ in what is tried."""
    read = bool(landing(facts))
    python = any(call.kind == "call" and (call.name in RUNS or call.method in RUNS) for call in facts.called)
    yield from _apart(_files(facts), read=read)
    yield from _apart((_of_code(code) for code in facts.product if _is_settings(code)), read=python)
    yield from _of_runs(facts)


def _apart(forms: Iterator[Form], *, read: bool) -> Iterator[Told]:
    folders: dict[str, list[Form]] = {}
    for form in forms:
        folders.setdefault(form.path.rpartition("/")[0], []).append(form)
    for folder, found in sorted(folders.items()):
        pairs = ((one, other, _differing(one, other)) for number, one in enumerate(found) for other in found[:number])
        several = [(one, other, keys) for one, other, keys in pairs if keys]
        if several:
            one, other, keys = max(several, key=lambda each: (len(each[2]), each[0].path))
            count = len({form.path for pair in several for form in pair[:2]})
            words = f"one of {count} settings files of a form; it differs from {other.path.rpartition('/')[2]} in {', '.join(keys[:3])}"
            sure = read and (len(keys) >= FEWEST or bool(_FOLDER.search(f"{folder}/")))
            unread = "" if read else "; nothing was seen to read them"
            yield Location(one.path, one.lines[keys[0]]), f"{words}{unread}", "high" if sure else "low"
        elif (what := _CHOICE.search(f"{folder}/")) is not None:
            yield from _chosen(found, what["what"])


def _chosen(found: list[Form], what: str) -> Iterator[Told]:
    """Files of one form in a folder for one of an experiment's choices, which differ in anything."""
    for number, one in enumerate(found):
        for other in found[:number]:
            keys = [key for key in _shared(one, other) if one.values[key] != other.values[key]]
            if keys:
                words = f"differs from {other.path.rpartition('/')[2]} in {', '.join(keys[:3])}, in a folder for {what}"
                yield Location(one.path, one.lines[keys[0]]), f"{words}; whether it stands for an experiment was not told", "low"
                return


def _shared(one: Form, other: Form) -> list[str]:
    """The keys of both of two files, in the order of the first; empty where the files are of two forms."""
    shared = [key for key in one.values if key in other.values]
    return shared if len(shared) >= SHARE * min(len(one.values), len(other.values)) else []


def _differing(one: Form, other: Form) -> list[str]:
    """What is tried, and is set to other values in two files of one form; empty where they are of two forms."""
    return [key for key in _shared(one, other) if one.values[key] != other.values[key] and _is_tried(key)]


def _is_tried(key: str) -> bool:
    return _TRIED.fullmatch(key.rpartition(".")[2].lower()) is not None


def _files(facts: Facts) -> Iterator[Form]:
    """Settings files of the project that are for no stage, image or other program."""
    for each in own((*facts.settings, *facts.manifests)):
        folder, _, name = each.path.lower().rpartition("/")
        if each.source.kind not in ("settings", "params") or each.role == "test" or _ELSEWHERE.search(f"{folder}/") or _STAGE.search(name):
            continue
        if len(each.source.values) <= MOST_KEYS and not _OF_A_RUN.search(each.path):
            values: dict[str, str] = {}
            lines: dict[str, int] = {}
            for key, value, line in each.source.values:
                plain = _NUMBERED.sub("", key)
                values[plain] = f"{values[plain]}, {value}" if plain in values else value
                lines.setdefault(plain, line)
            if values:
                yield Form(each.path, values, lines)


def _is_settings(code: Code) -> bool:
    """Whether a file of Python in a folder for settings does nothing but name values."""
    return _CONFIGURES.search(code.path) is not None and not code.functions and not code.classes and not _STAGE.search(code.path)


def _of_code(code: Code) -> Form:
    held = {name: each for name, each in code.source.bindings.items() if each.is_constant}
    return Form(code.path, {name: str(each.constant) for name, each in held.items()}, {name: each.line for name, each in held.items()})


def _of_runs(facts: Facts) -> Iterator[Told]:
    """Settings that runs left beside their results (`runs/exp3/opt.yaml`)."""
    left = [
        (each, next((line for key, _, line in each.source.values if _is_tried(key)), 0))
        for each in own((*facts.settings, *facts.manifests))
        if _OF_A_RUN.search(each.path) and "/" in each.path and not _ELSEWHERE.search(f"{each.path.rpartition('/.hydra/')[0]}/")
    ]
    found = [(each, line) for each, line in left if line]
    folders = {each.path.rpartition("/")[0] for each, _ in found}
    for each, line in found[:1]:
        several = len(folders) >= FEWEST
        words = f"the settings of {len(folders)} runs are kept beside what they left" if several else "the settings of one run are kept"
        yield Location(each.path, line), words, "high" if several else "low"


def reads_settings(facts: Facts) -> Call | None:
    """The first call that reads a settings file of the tree."""
    return next(iter(landing(facts).values()), None)
