"""Tutorial data sets are told by loader, file, columns and address."""

import pytest

from evaluator import knowledge


@pytest.mark.parametrize(
    ("name", "literal", "dataset"),
    [
        ("sklearn.datasets.load_iris", "", "iris"),
        ("tensorflow.keras.datasets.mnist.load_data", "", "mnist"),
        ("seaborn.load_dataset", "titanic", "titanic"),
        ("seaborn.load_dataset", "unheard-of", ""),
        ("gym.make", "CartPole-v1", "gym-classic"),
        ("gym.make", "MyEnv-v0", ""),
        ("torchvision.datasets.CIFAR10", "./data", "cifar10"),
        ("kagglehub.dataset_download", "uciml/iris", "iris"),
        ("datasets.load_dataset", "imdb", "imdb-reviews"),
        ("yfinance.download", "AAPL", "yahoo-stock"),
        ("yfinance.download", "RELIANCE.NS", ""),
    ],
)
def test_by_loader(name: str, literal: str, dataset: str) -> None:
    assert knowledge.toy_dataset_by_loader(name, literal) == dataset


@pytest.mark.parametrize(
    ("path", "dataset"),
    [
        ("data/raw/Iris.csv", "iris"),
        ("titanic/train.csv", "titanic"),
        ("data/train.csv", ""),
        ("ml-100k/u.data", "movielens"),
        ("datasets\\PetImages\\Cat\\1.jpg", "cats-vs-dogs"),
        ("data/Mall_Customers.csv.dvc", "mall-customers"),
        ("src/iris.py", ""),
        ("", ""),
    ],
)
def test_by_file(path: str, dataset: str) -> None:
    assert knowledge.toy_dataset_by_file(path) == dataset


def test_by_columns_whatever_their_spelling() -> None:
    assert knowledge.toy_dataset_by_columns(["PassengerId", "Pclass", "SibSp", "Parch", "Survived", "Name"]) == "titanic"
    assert knowledge.toy_dataset_by_columns(["Sepal Length", "petal.width", "species"]) == "iris"
    assert knowledge.toy_dataset_by_columns(["date", "price"]) == ""
    assert knowledge.toy_dataset_by_columns([]) == ""


def test_by_address() -> None:
    assert knowledge.toy_dataset_by_address("https://www.kaggle.com/c/titanic/data") == "titanic"
    assert knowledge.toy_dataset_by_address("https://archive.ics.uci.edu/dataset/53/iris") == "iris"
    assert knowledge.toy_dataset_by_address("https://example.org/titanic") == ""


def test_the_starred_toys_weigh_more() -> None:
    toys = [each for each in knowledge.datasets() if each.toy]
    assert len(toys) >= 45
    assert all(each.toy == 0.4 for each in toys if each.starred)
    assert all(each.toy <= 0.3 for each in toys if not each.starred)


def test_kinds_of_files_have_patterns() -> None:
    assert {"container", "ci", "dependencies"} <= {each.kind for each in knowledge.files()}
    assert all(each.patterns for each in knowledge.files())
