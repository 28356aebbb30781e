"""What an action looks like: shown in every report, and refused where a saved review holds what could act."""

import msgspec
import pytest

from evaluator.model.review import Review
from evaluator.report.as_markdown import markdown
from evaluator.report.as_page import page
from evaluator.report.as_terminal import terminal
from evaluator.report.display import example
from tests.report.sample import PAYLOADS, review

LINES = 'import random\n\nrandom.seed(42)  # "first"'


def with_example(text: str, language: str = "python") -> Review:
    first, *rest = review().actions
    return msgspec.structs.replace(review(), actions=(msgspec.structs.replace(first, example=text, language=language), *rest))


def test_every_report_shows_it() -> None:
    given = with_example(LINES)
    assert "   ```python\n   import random\n\n   random.seed(42)" in markdown(given)
    assert "    random.seed(42)" in terminal(given)
    assert "random.seed(42)  # &#34;first&#34;</code></pre>" in page(given)


@pytest.mark.parametrize("word", [*PAYLOADS[:2], "```\n# out", "::error::x", "~~~", "\n".join("a" * 13), "x" * 81, "<b>", "&amp;"])
def test_what_could_act_is_left_out(word: str) -> None:
    action = with_example(f"x = 1\n{word}").actions[0]
    if any(sign in word for sign in "<`~&:") or len(word) > 20:
        assert example(action) == ()
        assert "x = 1" not in markdown(with_example(f"x = 1\n{word}"))
    assert example(with_example(LINES, "html").actions[0]) == ()
