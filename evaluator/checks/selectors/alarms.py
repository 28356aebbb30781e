"""Where somebody is told that a number has passed a bound: rules of a monitoring system, and messages sent on a condition."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from evaluator.checks.selectors.called import asleep
from evaluator.checks.selectors.conditions import affirms, around, is_order, is_plain
from evaluator.checks.selectors.once import kept, once
from evaluator.checks.selectors.prose import place, sentences, written
from evaluator.checks.selectors.reach import reach_of
from evaluator.checks.selectors.standing import is_for_tests, own
from evaluator.checks.selectors.triggers import DRIFT, WORSE
from evaluator.model.place import Location
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Declared, Facts
    from evaluator.model.result import Confidence
    from evaluator.model.source import Condition

    Found = tuple[Location, str, Confidence]

LONGEST = 80
_SPOKEN = regex(
    r"[Aa]lert(?:ing)? (?:polic(?:y|ies)|rules?|manager)\b|\b[Aa]lerts? (?:is|are|was|were) (?:sent|set|configured|triggered|defined)"
    r"|(?<!not )\b(?:set ?up|created?|configured|defined|added) (?:an? |the |email |\w+ )?alerts?\b|\b[Aa]lert(?:s|ed)? (?:when|if)\b"
)
_RULE = regex(r"(?:^|\.)groups\.\d+\.rules\.\d+\.(?:alert|title)$")
_PANEL = regex(r"(?:^|\.)alert\.(?:name|conditions\.\d+\.evaluator\.type)$")
_ALARMS = regex(
    r"aws_cloudwatch_metric_alarm|aws_cloudwatch_composite_alarm|google_monitoring_alert_policy|azurerm_monitor_\w{0,30}alert\w{0,5}"
    r"|datadog_monitor|grafana_rule_group|newrelic_\w{0,30}alert\w{0,20}|AWS::CloudWatch::Alarm"
)
_NAME = regex(r"[a-zA-Z_:][a-zA-Z0-9_:]{1,80}")
_SUFFIX = regex(r"_(?:total|bucket|sum|count|created|seconds)$")
_OF_ANY = regex(r"^(?:up|absent|http_|process_|python_|probe_|fastapi_|flask_|container_|node_|kube_|istio_|scrape_|request)")
_MAKES = frozenset({"put_metric_alarm", "create_alert_policy", "AlertPolicy", "Alarm", "EmailAlertConfig"})
_SENDS = frozenset(
    [
        "sendmail",
        "send_mail",
        "chat_postMessage",
        "chat_post_message",
        "send_webhook",
        "trigger_incident",
        "EmailMultiAlternatives",
        "yagmail",
    ]
)
_OWN = regex(
    r"alert|alarm|notif(?:y|ication)|(?:send|post)_?(?:e?mail|slack|webhook|telegram|teams|discord|sms|message|warning)"
    r"|page_on_call|on_call"
)
_POSTS = frozenset({"post", "send", "request", "urlopen", "send_message", "sendMessage", "publish", "alert", "append"})
_HOOK = regex(r"slack|webhook|hooks?\.|discord|teams|telegram|pagerduty|opsgenie|alert|mailgun|sendgrid|sns|ntfy|pushover")
_PASSED = regex(
    r"thresh|exceed|breach|anomal|unhealthy|alert|(?:^|_)below|(?:^|_)above|violat|out_of_bound|too_(?:high|low|many)"
    r"|fail(?:ed|ure)_?(?:rate|ratio)|error_rate|(?:high|low)_"
)
_MEASURED = regex(
    r"drift|accura|score|f1|auc|rmse|mae|error|latency|p9\d|rate|ratio|share|metric|quality|confidence|psi|count|percent"
    r"|loss|recall|precision"
)


@once
def alarms(facts: Facts) -> Iterator[Found]:
    """Rules first, then messages that code sends."""
    for declared in own((*facts.manifests, *facts.settings)):
        yield from _rules(facts, declared)
    for code in facts.product:
        if not is_for_tests(code.path):
            yield from _by_code(facts, code)


def spoken_of(facts: Facts) -> Iterator[Found]:
    """Words of a page on an alert, which may have been set up where no file tells."""
    for document in written(facts):
        for paragraph, sentence in sentences(document.text):
            words = _SPOKEN.search(sentence) if "lert" in sentence else None
            if words is not None:
                yield (
                    place(document, paragraph, sentence, words.group()),
                    f'"{words.group()}" is said; the rule itself was not found',
                    "low",
                )
                return


def _rules(facts: Facts, declared: Declared) -> Iterator[Found]:
    """Rules of Prometheus and Grafana, alarms of a cloud."""
    values = declared.source.values
    given = {key: value for key, value, _ in values if "rules." in key or "alert." in key}
    for key, value, line in values:
        if "rules." in key and _RULE.search(key):
            asked = given.get(f"{key.rpartition('.')[0]}.expr", "")
            if key.endswith(".title") and not any(each.startswith(f"{key.rpartition('.')[0]}.data") for each in given):
                continue
            yield Location(declared.path, line), *_of_rule(facts, value, asked)
        elif "alert." in key and _PANEL.search(key) and key.endswith("name"):
            yield Location(declared.path, line), f"a panel of the dashboard has the alert `{value[:LONGEST]}`", "high"
        elif (key.startswith("resource.") or key.endswith(".Type")) and _ALARMS.fullmatch(value):
            yield Location(declared.path, line), f"`{value}` tells when a metric passes a bound", "high"


def _of_rule(facts: Facts, name: str, asked: str) -> tuple[str, Confidence]:
    """A rule with what it asks; doubtful where nothing in the code makes the number."""
    if not asked:
        return f"the alert `{name[:LONGEST]}` is defined", "low"
    words = set(_NAME.findall(asked))
    plain = {_SUFFIX.sub("", _SUFFIX.sub("", word)) for word in words} | words
    if plain & _said(facts) or any(_OF_ANY.search(word) for word in words):
        return f"the alert `{name[:LONGEST]}` fires on `{asked[:LONGEST].strip()}`", "high"
    return f"the alert `{name[:LONGEST]}` asks `{asked[:LONGEST].strip()}`; nothing in the code was seen to make this number", "low"


@kept
def _said(facts: Facts) -> frozenset[str]:
    """Every string of code that is one name, and it without the endings that are added to it."""
    given = (each.constant for call in facts.calls_to("monitor.record") for each in call.arguments if isinstance(each.constant, str))
    texts = (*given, *(text for code in facts.product for _, text in code.source.strings))
    names = {text for text in texts if len(text) <= LONGEST and _NAME.fullmatch(text)}
    return frozenset(names | {_SUFFIX.sub("", name) for name in names})


def _by_code(facts: Facts, code: Code) -> Iterator[Found]:
    """Calls that send a message where a number has passed a bound; doubtful where the alarm is only logged."""
    for call in code.called:
        told = _tells(facts, call) if _may_tell(call.method) else ""
        if not told:
            continue
        if call.method in _MAKES:
            yield call.at, f"{call.method} sets an alarm on a metric", "high"
            continue
        condition = next((each for each in around(code, call) if is_bound(each)), None)
        if condition is None:
            continue
        unknown = next((name for line, name in code.source.undefined if condition.first <= line <= condition.last), "")
        why = f"nothing defines {unknown}, which it uses" if unknown else asleep(facts, call)
        note = f"`{condition.text[:LONGEST]}` decides whether {call.method} {told}" + (f"; {why}" if why else "")
        yield code.at(condition.line), note, "high" if told == SENDS and not why else "low"


SENDS, LOGS, NOTES = (
    "sends a message",
    "warns; that it reaches somebody was not seen",
    "notes an alert; that it reaches somebody was not seen",
)


@cache
def _may_tell(method: str) -> bool:
    """Whether a name is one of those by which something is told; asked before the dearer questions."""
    return method in _MAKES or method in _SENDS or method in _POSTS or _OWN.search(method.lower()) is not None


def _tells(facts: Facts, call: Call) -> str:
    """Whether a call sends something to somebody, or only says that it would; "" for neither."""
    if call.method in _MAKES and (call.name.startswith((".", "boto3", "aws_cdk", "google.cloud")) or call.method == "put_metric_alarm"):
        return SENDS
    if sends(facts, call):
        return SENDS
    if call.own and _OWN.search(call.method.lower()):
        inner = reach_of(facts).calls(reach_of(facts).led_to(call), 2)
        return SENDS if any(sends(facts, each) for each in inner) else LOGS
    code = facts.code_at(call.path)
    if call.method == "append" and code is not None and call.scope >= 0 and "alert" in code.functions[call.scope].name.lower():
        return NOTES
    return ""


def sends(facts: Facts, call: Call) -> bool:
    """Whether a call sends a message to people: mail, a chat, a pager."""
    if call.kind != "call":
        return False
    if (
        call.method in _SENDS
        or call.name == "wandb.alert"
        or (call.name.startswith("smtplib.") and call.method in ("send_message", "sendmail"))
    ):
        return True
    if call.method == "publish":
        return any(each.name == "TopicArn" for each in call.arguments)
    if call.method in _POSTS - {"alert", "append", "publish"}:
        near = (facts.graph.calls[number].name for number in call.receiver if number in facts.graph.calls)
        words = " ".join(
            (
                call.written,
                call.name,
                *near,
                *(f"{each.text} {each.constant if isinstance(each.constant, str) else ''}" for each in call.arguments),
            )
        )
        return _HOOK.search(words.lower()) is not None or call.method in ("send_message", "sendMessage")
    return False


def is_bound(condition: Condition) -> bool:
    """Whether a question asks if something measured has passed a bound."""
    low = condition.text.lower()
    if is_plain(condition.text) or "len(" in low or "status_code" in low:
        return False
    if is_order(condition.text):
        return _MEASURED.search(low) is not None or _PASSED.search(low) is not None
    return (DRIFT.search(low) is not None or WORSE.search(low) is not None or _PASSED.search(low) is not None) and affirms(condition)
