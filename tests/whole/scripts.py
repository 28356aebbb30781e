"""Training scripts with one habit each, good or bad, in the words of their first line."""

from __future__ import annotations

SCRIPTS = {
    "a scaler sees all rows": """import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, confusion_matrix
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

frame = pd.read_csv("data/springs.csv")
scaler = StandardScaler()
scaled = scaler.fit_transform(frame[["depth", "iron"]])
X_train, X_test, y_train, y_test = train_test_split(scaled, frame["clear"], random_state=3)
model = LogisticRegression(max_iter=500)
model.fit(X_train, y_train)
guesses = model.predict(X_test)
print(accuracy_score(y_test, guesses))
print(confusion_matrix(y_test, guesses))
""",
    "rows are blended before the split": """import pandas as pd
from imblearn.over_sampling import SMOTE
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import classification_report
from sklearn.model_selection import train_test_split


def read(path):
    return pd.read_csv(path).dropna()


def balance(frame):
    return SMOTE(random_state=1).fit_resample(frame.drop(columns="burst"), frame["burst"])


def run():
    features, target = balance(read("data/pipes.csv"))
    X_train, X_test, y_train, y_test = train_test_split(features, target, test_size=0.25, random_state=1)
    forest = RandomForestClassifier(random_state=1)
    forest.fit(X_train, y_train)
    print(classification_report(y_test, forest.predict(X_test)))


if __name__ == "__main__":
    run()
""",
    "a pipeline in folds beside a trivial reference": """import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.dummy import DummyRegressor
from sklearn.linear_model import Ridge
from sklearn.metrics import mean_absolute_error, r2_score
from sklearn.model_selection import KFold, cross_val_score, train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler


def prepared():
    turned = ColumnTransformer([("numbers", StandardScaler(), ["age"]), ("words", OneHotEncoder(), ["wood"])])
    return make_pipeline(turned, Ridge(alpha=2.0))


def compare(frame, target):
    for name, each in (("median", DummyRegressor(strategy="median")), ("ridge", prepared())):
        scores = cross_val_score(each, frame, target, cv=KFold(5, shuffle=True, random_state=0), scoring="neg_mean_absolute_error")
        print(name, -scores.mean(), scores.std())


rows = pd.read_csv("data/bells.csv")
inputs, tone = rows[["age", "wood"]], rows["tone"]
X_train, X_test, y_train, y_test = train_test_split(inputs, tone, random_state=0)
compare(X_train, y_train)
best = prepared()
best.fit(X_train, y_train)
print(mean_absolute_error(y_test, best.predict(X_test)), r2_score(y_test, best.predict(X_test)))
""",
    "the answer is among the inputs": """import pandas as pd
import xgboost as xgb
from sklearn.metrics import f1_score
from sklearn.model_selection import train_test_split

table = pd.read_csv("data/orders.csv")
table["late"] = (table["days"] > 5).astype(int)
X = table[["weight", "days", "late"]]
y = table["late"]
X_train, X_test, y_train, y_test = train_test_split(X, y, stratify=y)
model = xgb.XGBClassifier(n_estimators=50)
model.fit(X_train, y_train)
print(f1_score(y_test, model.predict(X_test)))
""",
    "scored on the rows it learned from": """import pandas as pd
from sklearn.metrics import mean_squared_error
from sklearn.tree import DecisionTreeRegressor


def main():
    frame = pd.read_csv("data/kites.csv")
    X, y = frame[["wind", "area"]], frame["height"]
    tree = DecisionTreeRegressor()
    tree.fit(X, y)
    print(mean_squared_error(y, tree.predict(X)))


main()
""",
    "a network watched on validation rows": """import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset, random_split


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(12, 32), nn.ReLU(), nn.Linear(32, 3))

    def forward(self, rows):
        return self.layers(rows)


def learn(model, loader, optimizer, criterion):
    model.train()
    for rows, answers in loader:
        optimizer.zero_grad()
        loss = criterion(model(rows), answers)
        loss.backward()
        optimizer.step()


def score(model, loader):
    model.eval()
    right, seen = 0, 0
    with torch.no_grad():
        for rows, answers in loader:
            right += (model(rows).argmax(1) == answers).sum().item()
            seen += len(answers)
    return right / seen


torch.manual_seed(0)
data = TensorDataset(*torch.load("data/soils.pt"))
train_part, val_part, test_part = random_split(data, [700, 150, 150])
net = Net()
adam = torch.optim.Adam(net.parameters(), lr=1e-3)
best = 0.0
for epoch in range(20):
    learn(net, DataLoader(train_part, batch_size=32, shuffle=True), adam, nn.CrossEntropyLoss())
    reached = score(net, DataLoader(val_part, batch_size=64))
    print(epoch, "validation", reached)
    if reached > best:
        best = reached
        torch.save(net.state_dict(), "best.pt")
print("test", score(net, DataLoader(test_part, batch_size=64)))
""",
}
