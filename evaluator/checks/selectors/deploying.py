"""What puts the project somewhere: manifests of platforms, infrastructure as code, deploying commands and calls."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from evaluator.checks.selectors.commands import numbered
from evaluator.checks.selectors.standing import own
from evaluator.checks.selectors.started import targets
from evaluator.model.place import Location
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call
    from evaluator.model.facts import Declared, Facts

MAX_LINE = 2_000
_DEPLOYS = regex(
    r"\bgcloud\s+(?:beta\s+)?(?:run|functions|app|ai-platform|ai\s+endpoints)\s+(?:[\w-]{1,20}\s+){0,3}deploy\b"
    r"|\baz\s+(?:webapp|functionapp|containerapp|container|ml)\s+[\w -]{0,40}(?:create|up|deploy|update)\b|\baz\s+webapp\s+up\b"
    r"|\baws\s+(?:lambda\s+(?:update-function-code|create-function)|ecs\s+update-service|apprunner\s|elasticbeanstalk\s|sagemaker\s+create-)"
    r"|\bkubectl\s+(?:apply|create|rollout|set\s+image)\b|\bhelm\s+(?:upgrade|install)\b|\b(?:flyctl|fly)\s+deploy\b|\bheroku\s+container:release\b"
    r"|\bgit\s+push\s+heroku\b|\bsam\s+deploy\b|\b(?:serverless|sls)\s+deploy\b|\bterraform\s+apply\b|\beb\s+deploy\b|\bmodal\s+deploy\b|\bcdk\s+deploy\b"
    r"|\brailway\s+up\b|\bvercel\s+deploy\b|\bbentoml\s+(?:deploy|cloud)\b|\bzappa\s+(?:deploy|update)\b|\bcopilot\s+(?:svc\s+)?deploy\b"
    r"|\bsky\s+serve\s+up\b|\btruss\s+push\b"
    r"|\banyscale\s+service\s+(?:rollout|deploy)\b|\bheroku\s+container:push\b|\baws\s+(?:cloudformation\s+deploy"
    r"|deploy\s+create-deployment)\b"
    r"|\boc\s+(?:apply|rollout|start-build)\b|\bdoctl\s+apps\s+(?:create|update)\b|\bpulumi\s+up\b|\baz\s+deployment\s+\w{1,20}\s+create\b"
    r"|\bcaprover\s+deploy\b|\bgit\s+push\s[^&|;]{0,200}(?:heroku|dokku|huggingface\.co/spaces)|\bskaffold\s+run\b|\bargocd\s+app\s+sync\b"
    r"|\baws\s+ecs\s+(?:update-service|deploy)\b|\bnetlify\s+deploy\b|\bwrangler\s+(?:deploy|publish)\b|\bapprunner\s+start-deployment\b"
    r"|\bcurl\s[^&|;]{0,300}(?:api\.render\.com/deploy|RENDER_DEPLOY_HOOK|DEPLOY_HOOK)"
)
SAID = regex(r"\b(?:echo|printf)\s[^&|;]{0,500}|#.*$")
_ACTIONS = regex(
    r"azure/(?:webapps|functions|k8s|container-apps|aci)-deploy|google-github-actions/deploy-(?!cloud-functions-emulator)|aws-actions/amazon-ecs-deploy"
    r"|akhileshns/heroku-deploy|superfly/flyctl|appleboy/lambda-action|johnbeynon/render-deploy|einaregilsson/beanstalk-deploy|nginnovation/deploy"
)
_COMPUTE = regex(
    r"aws_(?:lambda_function|ecs_service|ecs_task_definition|apprunner_service|sagemaker_(?:endpoint|model)\w{0,30}|elastic_beanstalk_environment|batch_\w{1,30})"
    r"|google_(?:cloud_run\w{0,30}|cloudfunctions\w{0,30}|vertex_ai_endpoint\w{0,30}|app_engine_\w{1,40})"
    r"|azurerm_(?:linux_web_app|app_service|container_app|container_group|function_app|linux_function_app|machine_learning\w{0,40})|kubernetes_deployment\w{0,10}|helm_release"
)
_MACHINES = regex(
    r"aws_instance|google_compute_instance|azurerm_(?:linux_)?virtual_machine|aws_eks_cluster|google_container_cluster|digitalocean_droplet"
)
_OTHERS = regex(
    r"^(?:docker\.io/)?(?:library/)?(?:nginx|redis|postgres|mysql|mongo|mariadb|busybox|alpine|ubuntu|httpd|rabbitmq|memcached|traefik|hello-world"
    r"|prefecthq/[\w-]+|apache/[\w-]+|ghcr\.io/mlflow/[\w-]+|grafana/[\w-]+|prom/[\w-]+|bitnami/[\w-]+|minio/[\w-]+|elasticsearch|kibana|adminer|jaegertracing/[\w-]+)(?::|@|$)"
)
_HELPERS = regex(r"mlflow|prefect|airflow|grafana|prometheus|evidently|postgres|minio|monitor|storage")
_KNATIVE = "serving.knative.dev/"
_WORKLOADS = frozenset(
    ["Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob", "Pod", "InferenceService", "SeldonDeployment", "RayService", "Service"]
)
_PLATFORMS = frozenset(["render", "fly", "procfile", "heroku", "railway", "vercel", "serverless", "sam", "beanstalk", "app-engine"])
_CALLS = regex(
    r"ManagedOnlineDeployment|(?:Aci|Aks)Webservice|azureml\.core\.Model\.deploy|aiplatform\.(?:Model|Endpoint)\.deploy|\.deploy_model$|ray\.serve\.deploy$"
)
_CLOUDS = ("google.cloud.aiplatform.", "sagemaker.", "azureml.core.")
_STACKS = ("aws_cdk.", "aws_cdk.core.", "pulumi.", "constructs.")


class Deployed(msgspec.Struct, frozen=True):
    """A place that deploys the project, what it does, how sure."""

    at: Location
    note: str
    firm: bool = True


def deployments(facts: Facts) -> Iterator[Deployed]:
    """Every place that deploys, manifests first, those of helpers last."""
    found = [each for manifest in own(facts.manifests) for each in _by_manifest(facts, manifest)]
    found += [*_by_command(facts), *_by_code(facts), *_by_space(facts)]
    yield from sorted(found, key=lambda each: (not each.firm, _HELPERS.search(f"{each.at.path} {each.note}".lower()) is not None))


def _by_manifest(facts: Facts, manifest: Declared) -> Iterator[Deployed]:
    kind, values = manifest.source.kind, manifest.source.values
    if kind == "kubernetes":
        yield from _kubernetes(manifest)
    elif kind == "terraform":
        yield from _terraform(manifest)
    elif kind == "cloudbuild":
        words = " ".join(value for key, value, _ in values if ".args" in key or "script" in key or key.endswith((".entrypoint", ".name")))
        if "deploy" in words and re.search(r"\b(?:run|functions|app|gke-deploy|kubectl)\b", words):
            line = next((line for _, value, line in values if value == "deploy" or "deploy " in value), 1)
            yield Deployed(Location(manifest.path, line), "Cloud Build deploys what it builds")
        elif "push" in words or any(key.startswith("images") for key, _, _ in values):
            yield Deployed(Location(manifest.path, 1), "Cloud Build builds and pushes an image; nothing runs it there", firm=False)
    elif kind == "helm":
        yield Deployed(Location(manifest.path, 1), "a Helm chart of the project", firm=bool(facts.containers))
    elif kind in _PLATFORMS:
        yield from _platform(facts, manifest)


def _kubernetes(manifest: Declared) -> Iterator[Deployed]:
    """Workloads whose image is not somebody else's product."""
    values = manifest.source.values
    kinds = {value for key, value, _ in values if re.fullmatch(r"(?:\d{1,3}\.)?kind", key)}
    if not kinds & _WORKLOADS:
        return
    for key, value, line in values:
        if key.endswith((".image", "storageUri", "modelUri")) and not _OTHERS.match(value):
            runs = "Knative (Cloud Run) runs" if any(each.startswith(_KNATIVE) for _, each, _ in values) else "Kubernetes runs"
            yield Deployed(Location(manifest.path, line), f"{runs} the image {value[:80]}")
            return


def _terraform(manifest: Declared) -> Iterator[Deployed]:
    weak = None
    for key, value, line in manifest.source.values:
        if not key.startswith("resource.") or key.count(".") != 2:
            continue
        if _COMPUTE.fullmatch(value):
            yield Deployed(Location(manifest.path, line), f"Terraform makes `{value}`")
            return
        weak = weak or (line if _MACHINES.fullmatch(value) else None)
    if weak:
        yield Deployed(Location(manifest.path, weak), "Terraform makes a machine; that the project runs on it was not seen", firm=False)


def _platform(facts: Facts, manifest: Declared) -> Iterator[Deployed]:
    """A platform's file: firm unless what it starts is not in the tree."""
    values = manifest.source.values
    if manifest.source.kind == "app-engine" and not any(key == "runtime" for key, _, _ in values):
        return
    commands = [value for key, value, _ in values if re.search(r"(?i)start|entrypoint|command|web|worker|handler", key)] + list(
        manifest.source.scripts.values()
    )
    folder = manifest.path.rpartition("/")[0]
    found = [there for command in commands for _, there in targets(command[:MAX_LINE], facts, folder)]
    lost = any(there is False for there in found) and not any(found)
    line = next((line for key, _, line in values if key.startswith("services")), 1)
    yield Deployed(
        Location(manifest.path, line),
        f"{manifest.source.kind} deploys the project" + ("; what it starts was not found" if lost else ""),
        firm=not lost,
    )


def _by_command(facts: Facts) -> Iterator[Deployed]:
    for work in own(facts.stages):
        for target in work.source.targets:
            number = next((number for number, each in enumerate(target.commands) if is_deploying(each)), None)
            if number is not None:
                what = f"the target {target.name}" if target.name else "this script"
                yield Deployed(Location(work.path, target.line_of(number)), f"{what} deploys: {target.commands[number].strip()[:70]}")
    for workflow in own(facts.workflows):
        for job in workflow.source.jobs if workflow.active else ():
            for step in job.steps:
                found = next(((offset, each) for offset, each in numbered(step.run) if is_deploying(each)), None)
                if found:
                    yield Deployed(Location(workflow.path, step.line + found[0]), f"a workflow deploys: {found[1].strip()[:70]}")
                elif _ACTIONS.search(step.uses.lower()[:200]):
                    yield Deployed(Location(workflow.path, step.line), f"a workflow deploys: {step.uses.strip()[:70]}")


def is_deploying(command: str) -> bool:
    """Whether a shell line puts something on a platform; what it only says does not count."""
    return _DEPLOYS.search(SAID.sub("", command[:MAX_LINE])) is not None


def is_others(image: str) -> bool:
    """Whether an image is somebody else's product: a database, a dashboard, a bare system."""
    return _OTHERS.match(image) is not None


def is_action(uses: str) -> bool:
    """Whether an action of a workflow deploys."""
    return _ACTIONS.search(uses.lower()[:200]) is not None


def _by_code(facts: Facts) -> Iterator[Deployed]:
    for code in facts.product:
        for call in code.calls:
            if call.kind == "call" and (call.means("deploy") or _CALLS.search(call.name)):
                yield Deployed(call.at, f"{call.method} deploys a model")
            elif call.method == "deploy" and _of_cloud(facts, call):
                yield Deployed(call.at, "deploy puts a model behind an endpoint in the cloud")
        for klass, bases in zip(code.classes, code.bases, strict=False):
            if any(base.startswith(_STACKS) for base in bases):
                yield Deployed(code.at(klass.line), f"{klass.name} describes infrastructure")


def _of_cloud(facts: Facts, call: Call) -> bool:
    """Whether `deploy` is that of a cloud's model or endpoint, and the machine is not this one."""
    made = (call.name, *(facts.graph.calls[number].name for number in call.receiver))
    local = str(call.constant("instance_type")).startswith("local")
    return call.kind == "call" and not call.own and not local and any(name.startswith(_CLOUDS) for name in made)


def _by_space(facts: Facts) -> Iterator[Deployed]:
    """The header of a Hugging Face Space, when the file it starts is in the tree."""
    for document in own(facts.documents):
        header = document.text.front_matter
        if document.kind == "readme" and header.get("sdk") in ("gradio", "streamlit", "docker", "static"):
            folder = document.path.rpartition("/")[0]
            name = "Dockerfile" if header["sdk"] == "docker" else header.get("app_file", "app.py")
            there = facts.exists(f"{folder}/{name}".lstrip("/"))
            yield Deployed(
                Location(document.path, 1),
                f"a Hugging Face Space starts {name}" + ("" if there else ", which is not in the tree"),
                firm=there,
            )
