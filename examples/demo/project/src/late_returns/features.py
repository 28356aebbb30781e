"""What is known at the desk when a tool is handed out. Training and the service use the same functions."""

import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

NUMERIC = ["distance_km", "weight_kg", "purchase_price", "loan_days", "member_days", "earlier_loans", "earlier_late"]
CATEGORICAL = ["category", "reminder", "due_weekday"]
FEATURES = NUMERIC + CATEGORICAL
WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]


def add_dates(table: pd.DataFrame) -> pd.DataFrame:
    """Length of the loan, length of membership, weekday of the due date."""
    table = table.copy()
    table["loan_days"] = (table["due_on"] - table["borrowed_on"]).dt.days
    table["member_days"] = (table["borrowed_on"] - table["joined_on"]).dt.days
    table["due_weekday"] = table["due_on"].dt.day_of_week.map(dict(enumerate(WEEKDAYS)))
    return table


def add_history(table: pd.DataFrame) -> pd.DataFrame:
    """Earlier loans of the same member that were back before this one began; never a later one."""
    table = table.copy()
    loans, late = [], []
    for row in table.itertuples():
        known = table[(table["member_id"] == row.member_id) & (table["returned_on"] < row.borrowed_on)]
        loans.append(len(known))
        late.append(int(known["late"].sum()))
    table["earlier_loans"], table["earlier_late"] = loans, late
    return table


def make_features(table: pd.DataFrame) -> pd.DataFrame:
    return add_history(add_dates(table))[FEATURES]


def make_pipeline(model) -> Pipeline:
    """Impute, scale, encode, predict: one object, fitted on training rows only and saved whole."""
    numeric = Pipeline([("impute", SimpleImputer(strategy="median", add_indicator=True)), ("scale", StandardScaler())])
    encode = OneHotEncoder(handle_unknown="ignore")
    prepare = ColumnTransformer([("numeric", numeric, NUMERIC), ("categorical", encode, CATEGORICAL)])
    return Pipeline([("prepare", prepare), ("model", model)])
