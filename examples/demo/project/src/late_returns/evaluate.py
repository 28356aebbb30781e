"""Scores, the cost of a threshold, and where the model is wrong."""

import numpy as np
import pandas as pd
from sklearn.metrics import average_precision_score, brier_score_loss, precision_score, recall_score, roc_auc_score


def score(truth, chance, threshold: float) -> dict[str, float]:
    """One loan in three is late, so accuracy would flatter a model that never calls anybody."""
    called = np.asarray(chance) >= threshold
    return {
        "average_precision": round(float(average_precision_score(truth, chance)), 3),
        "roc_auc": round(float(roc_auc_score(truth, chance)), 3),
        "brier": round(float(brier_score_loss(truth, chance)), 3),
        "precision": round(float(precision_score(truth, called, zero_division=0)), 3),
        "recall": round(float(recall_score(truth, called)), 3),
    }


def minutes_per_loan(truth, chance, threshold: float, costs: dict) -> float:
    """Mean desk time a loan: a call for everyone over the threshold, a search for every late return not prevented."""
    truth, called = np.asarray(truth), np.asarray(chance) >= threshold
    late_minutes = np.where(called, 1 - costs["call_prevents"], 1.0) * truth * costs["late_return"]
    return float((called * costs["reminder_call"] + late_minutes).mean())


def cheapest_threshold(truth, chance, costs: dict) -> float:
    """The threshold with the least desk time; give it out-of-fold predictions of training rows, never test rows."""
    grid = np.round(np.arange(0.05, 0.96, 0.01), 2)
    return float(min(grid, key=lambda threshold: minutes_per_loan(truth, chance, threshold, costs)))


def bootstrap_interval(truth, chance, metric, seed: int, rounds: int = 1000) -> tuple[float, float]:
    """95 % interval of a metric over resampled test loans."""
    rng = np.random.default_rng(seed)
    truth, chance = np.asarray(truth), np.asarray(chance)
    picks = (rng.integers(0, len(truth), len(truth)) for _ in range(rounds))
    values = [metric(truth[pick], chance[pick]) for pick in picks if truth[pick].any()]
    low, high = np.percentile(values, [2.5, 97.5])
    return round(float(low), 3), round(float(high), 3)


def errors_by(groups: pd.Series, truth, chance, threshold: float) -> pd.DataFrame:
    """Loans, late loans, missed late loans and needless calls for each group, worst first."""
    called = np.asarray(chance) >= threshold
    frame = pd.DataFrame({"group": groups.to_numpy(), "late": np.asarray(truth), "called": called.astype(int)})
    frame["missed"] = frame["late"] * (1 - frame["called"])
    frame["needless"] = frame["called"] * (1 - frame["late"])
    table = frame.groupby("group").agg(loans=("late", "size"), late=("late", "sum"), missed=("missed", "sum"), needless=("needless", "sum"))
    table["missed_share"] = (table["missed"] / table["late"].clip(lower=1)).round(2)
    return table.sort_values(["missed_share", "loans"], ascending=[False, False]).reset_index()
