"""Compare, tune, choose a threshold, test once, save: python -m late_returns.train --config config.yaml"""

import argparse
import json
import random
from pathlib import Path

import joblib
import numpy as np
import yaml
from sklearn.dummy import DummyClassifier
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score
from sklearn.model_selection import GridSearchCV, GroupShuffleSplit, StratifiedGroupKFold, cross_val_predict, cross_val_score

from late_returns.data import load_clean
from late_returns.evaluate import bootstrap_interval, cheapest_threshold, errors_by, minutes_per_loan, score
from late_returns.features import make_features, make_pipeline


def run(config: dict) -> dict:
    seed = config["seed"]
    random.seed(seed)
    np.random.seed(seed)

    # data
    table = load_clean(config["data"]["loans"], config["data"]["tools"])
    X, y, members = make_features(table), table["late"], table["member_id"]
    print(f"{len(table)} loans, {y.mean():.1%} late, {members.nunique()} members")

    # split: a member is in one part only, or the model would be asked about people it already knows
    splitter = GroupShuffleSplit(n_splits=1, test_size=config["split"]["test_size"], random_state=seed)
    train_rows, test_rows = next(splitter.split(X, y, groups=members))
    X_train, X_test = X.iloc[train_rows], X.iloc[test_rows]
    y_train, y_test = y.iloc[train_rows], y.iloc[test_rows]
    train_members = members.iloc[train_rows]
    folds = StratifiedGroupKFold(n_splits=config["split"]["folds"], shuffle=True, random_state=seed)

    # compare on cross-validation, baseline first
    results = {}
    baseline = make_pipeline(DummyClassifier(strategy="prior"))
    scores = cross_val_score(baseline, X_train, y_train, groups=train_members, cv=folds, scoring="average_precision")
    results["always the same chance"] = {"cv_mean": round(float(scores.mean()), 3), "cv_std": round(float(scores.std()), 3)}
    candidates = {
        "logistic_regression": LogisticRegression(max_iter=2000, class_weight="balanced"),
        "random_forest": RandomForestClassifier(n_estimators=300, class_weight="balanced", random_state=seed),
    }
    searches = {}
    for name, model in candidates.items():
        search = GridSearchCV(make_pipeline(model), config["search"][name], cv=folds, scoring="average_precision")
        search.fit(X_train, y_train, groups=train_members)
        best = search.best_index_
        results[name] = {
            "cv_mean": round(float(search.cv_results_["mean_test_score"][best]), 3),
            "cv_std": round(float(search.cv_results_["std_test_score"][best]), 3),
            "best": search.best_params_,
        }
        searches[name] = search
        print(f"{name}: {results[name]}")
    winner = max(searches, key=lambda name: results[name]["cv_mean"])
    model = searches[winner].best_estimator_

    # threshold: least desk time on out-of-fold predictions of training rows
    chance = cross_val_predict(model, X_train, y_train, groups=train_members, cv=folds, method="predict_proba")[:, 1]
    threshold = cheapest_threshold(y_train, chance, config["costs"])
    print(f"{winner} wins, threshold {threshold}")

    # the test part, once
    chance = model.predict_proba(X_test)[:, 1]
    test = score(y_test, chance, threshold)
    test["average_precision_interval"] = bootstrap_interval(y_test, chance, average_precision_score, seed)
    test["minutes_per_loan"] = round(minutes_per_loan(y_test, chance, threshold, config["costs"]), 2)
    test["minutes_per_loan_no_calls"] = round(minutes_per_loan(y_test, np.zeros(len(y_test)), 1.0, config["costs"]), 2)
    test["minutes_per_loan_call_all"] = round(minutes_per_loan(y_test, np.ones(len(y_test)), 0.5, config["costs"]), 2)
    test["loans"], test["late"] = len(y_test), int(y_test.sum())
    print(f"test: {test}")

    # save
    report = {"cross_validation": results, "winner": winner, "threshold": threshold, "test": test}
    for path in config["output"].values():
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    joblib.dump({"model": model, "threshold": threshold}, config["output"]["model"])
    Path(config["output"]["metrics"]).write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    errors_by(X_test["category"], y_test, chance, threshold).to_csv(config["output"]["errors"], index=False)
    return report


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--config", default="config.yaml")
    run(yaml.safe_load(Path(parser.parse_args().config).read_text(encoding="utf-8")))


if __name__ == "__main__":
    main()
