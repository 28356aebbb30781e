"""A first model against the base rate: python -m late_returns.train --config config.yaml"""

import argparse
from pathlib import Path

import joblib
import yaml
from sklearn.dummy import DummyClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupShuffleSplit, StratifiedGroupKFold, cross_val_score

from late_returns.data import load_clean
from late_returns.features import make_features, make_pipeline


def run(config: dict) -> None:
    seed = config["seed"]
    table = load_clean(config["data"]["loans"], config["data"]["tools"])
    X, y, members = make_features(table), table["late"], table["member_id"]

    # a member is in one part only, or the model would be asked about people it already knows
    splitter = GroupShuffleSplit(n_splits=1, test_size=config["split"]["test_size"], random_state=seed)
    train_rows, _ = next(splitter.split(X, y, groups=members))
    X_train, y_train, train_members = X.iloc[train_rows], y.iloc[train_rows], members.iloc[train_rows]
    folds = StratifiedGroupKFold(n_splits=config["split"]["folds"], shuffle=True, random_state=seed)

    for model in (DummyClassifier(strategy="prior"), LogisticRegression(max_iter=2000, class_weight="balanced")):
        scores = cross_val_score(make_pipeline(model), X_train, y_train, groups=train_members, cv=folds, scoring="average_precision")
        print(f"{type(model).__name__}: {scores.mean():.3f} +- {scores.std():.3f}")

    pipeline = make_pipeline(model).fit(X_train, y_train)
    path = Path(config["output"]["model"])
    path.parent.mkdir(parents=True, exist_ok=True)
    joblib.dump(pipeline, path)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--config", default="config.yaml")
    run(yaml.safe_load(Path(parser.parse_args().config).read_text(encoding="utf-8")))


if __name__ == "__main__":
    main()
