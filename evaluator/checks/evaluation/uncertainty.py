"""How sure is the number?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.answers import gives_classes, gives_numbers
from evaluator.checks.selectors.called import awake
from evaluator.checks.selectors.having import firmest, having
from evaluator.checks.selectors.rounds import rounds
from evaluator.checks.selectors.scoring import answers, certainty
from evaluator.checks.selectors.spread import score_behind, spread
from evaluator.checks.selectors.spread_told import spread_told
from evaluator.checks.selectors.traces import missing
from evaluator.checks.selectors.writings import unsaid
from evaluator.model.regex import regex
from evaluator.model.result import Evidence, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call
    from evaluator.model.facts import Facts

MOST = 3
TESTS = frozenset({
    "ttest_rel", "ttest_ind", "ttest_1samp", "wilcoxon", "mannwhitneyu", "mcnemar", "cochrans_q", "friedmanchisquare", "permutation_test",
    "f_oneway", "kruskal", "binomtest", "proportions_ztest", "ztest", "paired_ttest_5x2cv", "paired_ttest_kfold_cv",
    "paired_ttest_resampled", "combined_ftest_5x2cv",
})  # fmt: skip
MODELS_GIVEN = frozenset({"paired_ttest_5x2cv", "paired_ttest_kfold_cv", "paired_ttest_resampled", "combined_ftest_5x2cv"})
EXAMINES = frozenset({
    "calibration_curve", "from_predictions", "from_estimator", "brier_score_loss", "d2_brier_score", "CalibrationDisplay",
    "CalibrationError", "BinaryCalibrationError", "MulticlassCalibrationError", "plot_calibration_curve",
})  # fmt: skip
# Names that speak of each of these.
SPREADS = regex(
    r"(?:^|_)bootstrap(?:ped|_(?:ci|auc|score|scores|metric|interval|samples|iterations|n))"
    r"|conf(?:idence)?_?int(?:erval)?|(?:acc|accuracy|f1|auc|score|scores|rmse|mae|r2|reward)_std$"
    r"|^std_(?:acc|accuracy|f1|auc|score|scores|rmse|mae|r2|reward)|(?:^|_)ci_(?:low|high|lower|upper)|prediction_interval|conformal|(?:^|_)y_(?:lower|upper)(?:$|_)"
)
DIFFERS = regex(
    r"mcnemar|paired_(?:t_?test|bootstrap|test|delta|diff\w*)"
    r"|boot(?:strap)?_(?:diff\w*|delta|compar\w*)|significance_?test|delong|diebold|(?:^|_)dm_test|wilcoxon"
)
CALIBRATED = regex(r"(?:^|_)ece(?:$|_)|calibration_(?:curve|error|plot|data)|reliability_(?:curve|diagram|plot)|brier")
OWN_CALIBRATION = regex(r"(?:expected_)?calibration_(?:curve|error|plot)|reliability_(?:curve|diagram)|^(?:compute_|calc_|get_)?ece$|brier")
SEEDS = regex(r"^(?:n_|num_)?(?:random_)?seeds$|^seed_list$|multi_?seed|^(?:n|num)_(?:random_)?(?:repeats|runs|reps)$|^rand(?:om)?_runs$")


def score_spread_computed(facts: Facts) -> Iterator[Evidence]:
    """How far the score moves is computed.

    Why: A difference of one point means nothing where the score moves by three from one seed to the next.
    Fix: Print `scores.mean()` and `scores.std()` over folds or seeds, or draw the test rows a thousand times and take the 95 % bounds.
    Ask: How far would your score move with another seed?
    Not for: library
    """
    found = awake(facts, firmest(spread(facts)))
    yield from found[:MOST]
    if not found:
        yield missing(facts, "nothing that tells how far the score moves was found: no deviation over folds or seeds, no interval", SPREADS)


def score_spread_reported(facts: Facts) -> Iterator[Evidence]:
    """The score is reported with how far it moves.

    Why: A reader who sees "0.87 ± 0.02 over five seeds" knows what to believe of 0.88.
    Fix: Write the score in README or report as mean and deviation, and say over what: "0.87 ± 0.02 over 5 seeds".
    Ask: Over what was this spread taken: seeds, folds, or drawn test rows?
    Not for: library
    """
    told = firmest(spread_told(facts), MOST)
    yield from told
    if not told:
        yield unsaid(facts, "no score with a deviation or an interval was found in README, reports or notebooks' text")


def difference_tested(facts: Facts) -> Iterator[Evidence]:
    """Whether one model is better than another is tested.

    Why: The better of two numbers is often the luckier one.
    Fix: Compare the two models' scores fold by fold or seed by seed (`wilcoxon`), or their answers case by case (`mcnemar`).
    Ask: How do you know that this difference is not chance?
    Not for: library
    """
    calls = (call for call in facts.those(("statistical-test",), TESTS) if call.method in TESTS and call.means("statistical-test"))
    told = [(call.at, f"{call.method} compares scores or answers", certainty(facts, call)) for call in calls if _of_models(facts, call)]
    yield from having(told, "", most=MOST) if told else [missing(facts, "no test of a difference between models was found", DIFFERS)]


def _of_models(facts: Facts, call: Call) -> bool:
    """Whether a test is given scores or answers of models, and not columns of the data."""
    if call.method in MODELS_GIVEN:
        return True
    given = tuple(number for argument in call.arguments for number in argument.inputs)
    return score_behind(facts, given) is not None or any(answers(facts, number) for number in given)


def calibration_examined(facts: Facts) -> Iterator[Evidence]:
    """Probabilities are compared with how often they come true.

    Why: A threshold, a price or a warning built on a probability needs one that means what it says.
    Fix: Draw `CalibrationDisplay.from_predictions(y_test, p)` on the test part, or compute the Brier score, and say whether 0.8 means 0.8.
    Ask: Of the cases your model gave 80 percent, how many came true?
    Not for: library, clustering, rl, llm-app
    """
    known = [call for call in facts.calls_to("calibration") if call.kind == "call"]
    by_name = (call for call in facts.called if call.own and call.arguments and OWN_CALIBRATION.search(call.method.lower()))
    told = [
        supports(call.at, f"{call.method} compares probabilities with what came true", certainty(facts, call))
        for call in known
        if call.method in EXAMINES
    ]
    told += [supports(call.at, f"{call.method} looks at probabilities, as its name says", certainty(facts, call)) for call in by_name]
    told = awake(facts, told)
    made = [call for call in known if call.method.startswith("Calibrated")]
    yield from told[:MOST]
    if not told and made:
        yield supports(made[0].at, "probabilities are corrected here; how well they fit then was not seen to be measured", "low")
    elif not told and (gives_classes(facts) or not gives_numbers(facts)):
        yield missing(facts, "no comparison of probabilities with what came true was found", CALIBRATED)


def seeds_repeated(facts: Facts) -> Iterator[Evidence]:
    """The training is repeated with several seeds.

    Why: One run is one draw; five show how much of the score was luck.
    Fix: Put the training into `run(seed)`, call it for five seeds, and print mean and deviation of the score.
    Ask: What was the worst of your runs?
    Not for: library, llm-app
    """
    found = sorted(dict.fromkeys(rounds(facts)), key=lambda each: each[2] != "high")[:MOST]
    yield from having(found, "") if found else [missing(facts, "no training that is repeated with other seeds was found", SEEDS)]
