"""The part each path plays."""

import pytest

from evaluator.facts.layout import projects, refine, roles

PROJECT = ("README.md", "train.py", "requirements.txt")


def role(path: str, *others: str) -> str:
    return roles((*PROJECT, *others, path))[path]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("src/model.py", "product"),
        ("data/prepare.py", "product"),
        ("gradio/app.py", "product"),
        ("app/Let's see.py", "product"),
        ("eda.ipynb", "notebook"),
        ("data/eda.ipynb", "notebook"),
        ("data/train.csv", "data"),
        ("data/images/1.png", "data"),
        ("data/labels/1.txt", "data"),
        ("data/raw.csv.dvc", "config"),
        ("train/config.json", "config"),
        ("data/config.json", "config"),
        ("data/answers.json", "data"),
        ("classes.txt", "other"),
        ("docs/notes.txt", "docs"),
        ("docs/index.md", "docs"),
        ("docs/figure.png", "docs"),
        ("LICENSE", "docs"),
        ("Dockerfile", "config"),
        ("poetry.lock", "config"),
        (".dvc/config", "config"),
        ("requirements/dev.txt", "config"),
        ("setup.py", "config"),
        (".github/workflows/ci.yml", "config"),
        ("tests/test_model.py", "test"),
        ("unit_testing/check.py", "test"),
        ("src/unittests/a.py", "test"),
        ("predictor/tests.py", "test"),
        ("tests/data.csv", "test"),
        ("tests/api.ipynb", "test"),
        ("train_test.py", "test"),
        ("conftest.py", "test"),
        ("test/cats/1.jpg", "data"),
        ("node_modules/x/index.js", "vendored"),
        (".venv/lib/python3/site.py", "vendored"),
        ("yolov5/train.py", "vendored"),
        ("third_party/x.py", "vendored"),
        ("static/js/jquery-3.6.0.min.js", "vendored"),
        ("static/js/main.js", "product"),
        (".ipynb_checkpoints/eda-checkpoint.ipynb", "generated"),
        ("src/__pycache__/a.cpython-311.pyc", "generated"),
        ("mlruns/0/meta.yaml", "generated"),
        ("wandb/run-20230101_120000-abc/files/config.yaml", "generated"),
        ("pkg.egg-info/PKG-INFO", "generated"),
        ("proto/predict_pb2.py", "generated"),
        ("._utils.py", "generated"),
        ("old/train.py", "archive"),
        ("notebooks/archive/a.ipynb", "archive"),
        ("train_backup.py", "archive"),
        ("{{ cookiecutter.name }}/train.py", "template"),
        ("models/model.pkl", "other"),
    ],
)
def test_roles(path: str, expected: str) -> None:
    assert role(path) == expected


def test_a_copy_is_an_archive_only_beside_its_original() -> None:
    assert role("Copy of eda.ipynb") == "notebook"
    assert role("Copy of eda.ipynb", "eda.ipynb") == "archive"
    assert role("train (1).py") == "archive"


def test_a_module_called_legacy_is_no_archive() -> None:
    assert role("pkg/legacy/a.py", "pkg/legacy/__init__.py") == "product"
    assert role("legacy/a.py") == "archive"


def test_a_module_of_a_package_is_no_build_file_by_its_name() -> None:
    assert role("tides/utils/setup.py", "tides/utils/__init__.py") == "product"
    assert role("tides/setup.py", "tides/tides/__init__.py") == "config"


def test_a_whole_foreign_project_is_vendored() -> None:
    foreign = ("lib/fancy/LICENSE", "lib/fancy/setup.py", "lib/fancy/CONTRIBUTING.md", "lib/fancy/README.md")
    assert role("lib/fancy/fancy/net.py", *foreign) == "vendored"
    assert role("lib/fancy/net.py", "lib/fancy/LICENSE", "lib/fancy/README.md") == "product"


def test_a_downloaded_archive_is_vendored_where_its_licence_is_a_link() -> None:
    fetched = ("search/Fancy-master/setup.py", "search/Fancy-master/MANIFEST.in", "train.py")
    assert role("search/Fancy-master/fancy/net.py", *fetched) == "vendored"
    assert role("rent-master/train.py", "rent-master/setup.py", "rent-master/README.md", "look.py") == "product"


def test_many_files_without_code_are_data() -> None:
    paths = [f"recordings/{number}.xyz" for number in range(50)]
    assert {roles([*PROJECT, *paths])[path] for path in paths} == {"data"}


def test_examples_of_a_library_teach_and_examples_of_a_portfolio_are_the_work() -> None:
    library = [
        "pyproject.toml",
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "fancy/__init__.py",
        *(f"fancy/m{number}.py" for number in range(12)),
        "examples/a.py",
    ]
    assert roles(library)["examples/a.py"] == "tutorial"
    assert role("examples/a.py") == "product"


def test_homework_beside_a_final_project_teaches() -> None:
    paths = ["README.md", "week_1/homework/hw.ipynb", "final_project/src/train.py"]
    assert roles(paths)["week_1/homework/hw.ipynb"] == "tutorial"
    assert roles(["README.md", "homework_1/train.py"])["homework_1/train.py"] == "product"


def test_all_of_homework_is_homework() -> None:
    inside = ["Dockerfile", "README.md", "Pipfile", "requirements.txt", "test.py", "docker-compose.yml"]
    beside = ["README.md", "Pipfile", ".github/workflows/week.yml", "final_project/Dockerfile"]
    found = roles([*(f"week_4/{name}" for name in inside), *beside, "final_project/train.py"])
    assert {found[f"week_4/{name}"] for name in inside} == {"tutorial"}
    assert all(found[path] != "tutorial" for path in beside)
    assert roles(["week_4/Dockerfile", "week_4/train.py"])["week_4/Dockerfile"] == "config"


def test_code_in_docs_teaches_unless_it_is_all_there_is() -> None:
    assert role("docs/conf.py") == "tutorial"
    assert roles(["docs/train.py"])["docs/train.py"] == "product"


def test_content_corrects_names() -> None:
    paths = [
        "test.py",
        "utils/train_test.py",
        "train_test.py",
        "app/tests.py",
        "tests/helper.py",
        "test/evaluate.py",
        "testing/a.py",
        "testing/b.py",
    ]
    found = refine(
        roles(paths),
        {
            "test.py": False,
            "utils/train_test.py": False,
            "train_test.py": True,
            "app/tests.py": False,
            "tests/helper.py": False,
            "test/evaluate.py": False,
            "testing/a.py": True,
            "testing/b.py": False,
        },
    )
    assert found == {
        "test.py": "product",
        "utils/train_test.py": "product",
        "train_test.py": "test",
        "app/tests.py": "test",
        "tests/helper.py": "test",
        "test/evaluate.py": "product",
        "testing/a.py": "test",
        "testing/b.py": "test",
    }


def test_a_collection_offers_its_folders() -> None:
    paths = [
        "README.md",
        "Titanic/README.md",
        "Titanic/a.ipynb",
        "Boston Housing/README.md",
        "Boston Housing/b.ipynb",
        "digits/requirements.txt",
        "digits/train.py",
    ]
    assert projects(paths) == ("Boston Housing", "digits", "Titanic")


def test_parts_of_one_project_are_no_collection() -> None:
    assert (
        projects([f"{part}/{name}" for part in ("backend", "frontend", "monitoring", "training") for name in ("README.md", "app.py")]) == ()
    )
    assert projects(["src/a.py", *(f"{part}/{name}" for part in ("x", "y", "z") for name in ("README.md", "app.py"))]) == ()


def test_code_of_the_same_bytes_under_two_top_folders_counts_once() -> None:
    paths = ["kit/visuals.py", "p1/deep/visuals.py", "p1/train.py", "kit/a.py", "kit/b.py"]
    ids = {"kit/visuals.py": "1", "p1/deep/visuals.py": "1", "p1/train.py": "2", "kit/a.py": "3", "kit/b.py": "4"}
    found = roles(paths, ids)
    assert [found[path] for path in paths] == ["product", "archive", "product", "product", "product"]


def test_copies_below_one_top_folder_are_left_to_each_service() -> None:
    paths = ["src/api/predict.py", "src/job/predict.py"]
    assert set(roles(paths, dict.fromkeys(paths, "1")).values()) == {"product"}


def test_a_folder_of_which_half_stands_in_three_others_is_the_kit_they_were_made_from() -> None:
    ids = {f"{folder}p{number}/visuals.py": str(number) for number in range(4) for folder in ("course/", "")}
    ids |= {"course/p0/start.ipynb": "start", "course/test_it.py": "test", "p0/work.ipynb": "work"}
    found = roles(list(ids), ids)
    assert {role for path, role in found.items() if path.startswith("course/")} == {"archive"}
    assert all(role in ("product", "notebook") for path, role in found.items() if not path.startswith("course/"))


@pytest.mark.parametrize(
    ("folder", "beside", "role"),
    [
        ("digits/udacity", ("README.md",), "vendored"),
        ("digits/udacity", (), "product"),
        ("networks/filters/edges", ("README.md", "LICENSE"), "vendored"),
        ("networks/filters/edges", ("README.md",), "product"),
    ],
)
def test_borrowed_folders_are_told_by_school_or_licence(folder: str, beside: tuple[str, ...], role: str) -> None:
    paths = ["train.py", "digits/main.py", "networks/own.py", f"{folder}/one.py", *(f"{folder}/{name}" for name in beside)]
    found = roles(paths)
    assert found[f"{folder}/one.py"] == role
    assert found["digits/main.py"] == found["networks/own.py"] == "product"
