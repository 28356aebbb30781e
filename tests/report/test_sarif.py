"""Findings beside the code: SARIF, and the only workflow commands that are meant to be obeyed."""

import csv
import io
import json
import re

import pytest
from pydantic_sarif.model import StaticAnalysisResultsFormatSarifVersion210JsonSchema

from evaluator import report
from tests.report import sample


@pytest.mark.parametrize("word", ["", *sample.PAYLOADS])
def test_it_is_sarif_as_its_official_schema_says(word: str) -> None:
    """`pydantic_sarif` is made from the schema of OASIS and refuses what that does not know."""
    review = sample.hostile(word) if word else sample.review()
    log = StaticAnalysisResultsFormatSarifVersion210JsonSchema.model_validate_json(report.sarif(review, sample.CHECKS))
    assert log.runs[0].results


def test_a_finding_stands_at_its_line() -> None:
    run = json.loads(report.sarif(sample.review(), sample.CHECKS))["runs"][0]
    found = {result["ruleId"]: result for result in run["results"]}
    container = found["container-lands"]["locations"][0]["physicalLocation"]
    assert container["artifactLocation"]["uri"] == "Dockerfile"
    assert container["region"] == {"startLine": 6, "snippet": {"text": "COPY requirements.txt ."}}
    assert found["container-lands"]["level"] == "warning"
    assert found["seed-fixed"]["kind"] == "review"
    assert found["seed-fixed"]["level"] == "none"


def test_a_line_of_a_cell_is_no_line_of_the_file() -> None:
    run = json.loads(report.sarif(sample.review(), sample.CHECKS))["runs"][0]
    leak = next(result for result in run["results"] if result["ruleId"] == "split-before-fit")
    assert "region" not in leak["locations"][0]["physicalLocation"]
    assert "cell 4 line 3" in leak["message"]["text"]


def test_rules_are_numbered_and_nothing_unread_is_lost() -> None:
    run = json.loads(report.sarif(sample.review(), sample.CHECKS))["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in run["results"])
    said = [item["message"]["text"] for item in run["invocations"][0]["toolExecutionNotifications"]]
    assert any("legacy.py" in text for text in said)
    assert any("no metric, log of predictions" in text for text in said)


def test_annotations_name_file_and_line() -> None:
    lines = report.annotations(sample.review()).splitlines()
    assert lines[0].startswith("::warning file=notebooks/02_train.ipynb,title=Split before fit::")
    assert any(line.startswith("::warning file=Dockerfile,line=6,title=Container lands::Dockerfile:6: requirements.txt") for line in lines)
    assert any(line.startswith("::notice file=src/bikes/train.py,line=22,") for line in lines)


@pytest.mark.parametrize("payload", sample.PAYLOADS)
def test_hostile_words_command_nothing(payload: str) -> None:
    json.loads(report.sarif(sample.hostile(payload)))
    text = report.annotations(sample.hostile(payload))
    assert all(re.match(r"::(warning|notice) [^:]*title=[^:]*::[^\r\n]*$", line) for line in text.split("\n")[:-1])
    assert "##[" not in text
    assert all(line.count("::") == 2 for line in text.split("\n")[:-1])
    assert all(char in "\n\u200b" or char.isprintable() for char in text)


def test_levels_of_one_review_are_a_table() -> None:
    rows = {row["criterion"]: row for row in csv.DictReader(io.StringIO(report.levels_csv(sample.review())))}
    assert rows["leakage"]["level"] == "1"
    assert rows["leakage"]["points"] == "3.4"
    assert rows["imbalance"]["applies"] == "no"
    assert rows["imbalance"]["level"] == ""
    assert rows["inference-service"]["place"] == "src/bikes/api.py:19"
