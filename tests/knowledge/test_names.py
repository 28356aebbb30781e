"""What names mean, whichever way they are written."""

import pytest

from evaluator import knowledge


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("tensorflow.keras.models.Sequential", "keras.Sequential"),
        ("keras.layers.core.Dense", "keras.layers.Dense"),
        ("keras.layers.Convolution2D", "keras.layers.Conv2D"),
        ("tensorflow.compat.v1.train.Saver", "tensorflow.train.Saver"),
        ("pytorch_lightning.Trainer.fit", "lightning.pytorch.Trainer.fit"),
        ("sklearn.cross_validation.train_test_split", "sklearn.model_selection.train_test_split"),
        ("sklearn.externals.joblib.dump", "joblib.dump"),
        ("sklearn.ensemble.forest.RandomForestClassifier.fit", "sklearn.ensemble.RandomForestClassifier.fit"),
        ("sklearn.preprocessing._data.StandardScaler", "sklearn.preprocessing.StandardScaler"),
        ("langchain.vectorstores.FAISS", "langchain_community.vectorstores.FAISS"),
        ("cPickle.load", "pickle.load"),
        ("cv2.cv2.imread", "cv2.imread"),
        ("gym.make", "gymnasium.make"),
        ("no_such_library.thing", "no_such_library.thing"),
    ],
)
def test_old_and_second_names_are_brought_home(written: str, canonical: str) -> None:
    assert knowledge.canonical(written) == canonical


@pytest.mark.parametrize(
    ("name", "concept"),
    [
        ("sklearn.preprocessing.StandardScaler.fit_transform", "transformer.fit"),
        ("sklearn.feature_extraction.text.TfidfVectorizer.fit", "transformer.fit"),
        ("sklearn.preprocessing.scale", "transformer.fit"),
        ("sklearn.preprocessing.Normalizer.fit_transform", "transformer.stateless"),
        ("sklearn.preprocessing.OneHotEncoder.fit_transform", "encoder.fit"),
        ("sklearn.preprocessing.LabelEncoder.fit_transform", "label.encode"),
        ("sklearn.svm.SVC.fit", "estimator.fit"),
        ("sklearn.svm.SVC.predict", "model.predict"),
        ("sklearn.svm.SVC.score", "model.score"),
        ("sklearn.model_selection.GridSearchCV.fit", "search.run"),
        ("sklearn.model_selection.KFold.split", "folds"),
        ("sklearn.model_selection.cross_val_score", "cross-validate"),
        ("sklearn.metrics.accuracy_score", "metric"),
        ("sklearn.metrics.confusion_matrix", "confusion-matrix"),
        ("sklearn.pipeline.Pipeline.fit", "pipeline.fit"),
        ("imblearn.over_sampling.SMOTE.fit_resample", "resampler.fit"),
        ("pandas.read_csv", "data.read"),
        ("pandas.DataFrame.dropna", "missing.handle"),
        ("pandas.Series.value_counts", "target.distribution"),
        ("keras.Sequential.fit", "model.train"),
        ("keras.Sequential.fit_generator", "model.train"),
        ("keras.Model.evaluate", "model.score"),
        ("keras.Model.__call__", "model.predict"),
        ("keras.layers.Conv1DTranspose", "nn.layer"),
        ("keras.preprocessing.text.Tokenizer.fit_on_texts", "transformer.fit"),
        ("keras.callbacks.ModelCheckpoint", "model.save"),
        ("torch.nn.Module", "nn.module"),
        ("torch.nn.Module.eval", "model.eval-mode"),
        ("torch.optim.Adam.step", "optimizer.step"),
        ("torch.Tensor.backward", "loss.backward"),
        ("torch.save", "model.save"),
        ("torch.manual_seed", "seed.set"),
        ("torchvision.datasets.MNIST", "data.builtin"),
        ("lightning.pytorch.Trainer.fit", "model.train"),
        ("joblib.load", "model.load"),
        ("xgboost.XGBClassifier.fit", "estimator.fit"),
        ("transformers.Trainer.train", "model.train"),
        ("mlflow.log_metric", "track.metric"),
        ("wandb.init", "track.start"),
        ("mlflow.sklearn.autolog", "track.autolog"),
        ("flask.Flask.route", "route"),
        ("fastapi.APIRouter.post", "route"),
        ("fastapi.testclient.TestClient.post", "test.client"),
        ("streamlit.number_input", "demo.input"),
        ("gradio.Interface", "demo.interface"),
        ("argparse.ArgumentParser.add_argument", "cli.define"),
        ("yaml.safe_load", "config.read"),
        ("os.environ.get", "environment.read"),
        ("openai.OpenAI.chat.completions.create", "llm.call"),
        ("langchain_community.vectorstores.FAISS.similarity_search", "vector-store.query"),
        ("gymnasium.make", "rl.environment"),
        ("optuna.Study.optimize", "search.run"),
        ("shap.TreeExplainer.shap_values", "explain.local"),
        ("requests.get", "data.download"),
        (".backward", "loss.backward"),
        (".fit_transform", "transformer.fit"),
    ],
)
def test_a_call_means_what_it_does(name: str, concept: str) -> None:
    assert concept in knowledge.concepts_of(name)


@pytest.mark.parametrize(
    ("name", "concept"),
    [
        ("sklearn.preprocessing.LabelEncoder.fit_transform", "transformer.fit"),
        ("sklearn.preprocessing.OneHotEncoder.fit", "transformer.fit"),
        ("pandas.get_dummies", "transformer.fit"),
        ("sklearn.preprocessing.StandardScaler", "transformer.fit"),
        ("keras.Sequential.compile", "model.train"),
        ("numpy.random.permutation", "split"),
        ("pandas.DataFrame.to_csv", "model-persistence"),
        (".fit", "estimator.fit"),
        (".predict", "model.predict"),
    ],
)
def test_a_call_means_no_more_than_it_does(name: str, concept: str) -> None:
    assert concept not in knowledge.concepts_of(name)


@pytest.mark.parametrize(
    ("call", "given"),
    [
        ("pandas.read_csv", "pandas.DataFrame"),
        ("pandas.DataFrame.dropna", "pandas.DataFrame"),
        ("sklearn.svm.SVC", "sklearn.svm.SVC"),
        ("sklearn.svm.SVC.fit", "sklearn.svm.SVC"),
        ("sklearn.pipeline.make_pipeline", "sklearn.pipeline.Pipeline"),
        ("torchvision.models.resnet18", "torch.nn.Module"),
        ("torch.nn.Module.to", "torch.nn.Module"),
        ("optuna.create_study", "optuna.Study"),
        ("keras.models.load_model", "keras.Model"),
        ("transformers.AutoModel.from_pretrained", "transformers.AutoModel"),
        ("logging.getLogger", "logging.Logger"),
        ("sklearn.model_selection.train_test_split", ""),
        ("no_such_library.Thing", ""),
    ],
)
def test_a_call_gives_a_type(call: str, given: str) -> None:
    assert knowledge.type_of_call(call) == given


def test_the_same_import_has_its_distributions_and_library() -> None:
    assert knowledge.distributions_of("cv2")[0] == "opencv-python"
    assert knowledge.distributions_of("sklearn")[0] == "scikit-learn"
    assert knowledge.distributions_of("PIL") == ("pillow",)
    assert knowledge.distributions_of("json") == ()
    assert knowledge.library_of("torchvision.models.resnet18") == "torchvision"
    assert knowledge.library_of("torch.nn.Linear") == "pytorch"
    assert knowledge.technology_of("torchvision") == "pytorch"
    assert knowledge.technology_of("tflite_runtime") == "tensorflow-lite"
    assert knowledge.technology_of("json") == ""
    assert knowledge.is_library("sklearn")
    assert not knowledge.is_library("my_project")


def test_an_estimator_has_a_family() -> None:
    assert knowledge.family("sklearn.linear_model.LogisticRegression") == "linear"
    assert knowledge.family("sklearn.linear_model.LogisticRegression.fit") == "linear"
    assert knowledge.family("xgboost.XGBClassifier") == "boosting"
    assert knowledge.family("sklearn.dummy.DummyClassifier") == "baseline"
    assert knowledge.family("pandas.read_csv") == ""


def test_names_of_the_past_are_legacy() -> None:
    assert knowledge.is_legacy("sklearn.cross_validation.train_test_split")
    assert knowledge.is_legacy("sklearn.datasets.load_boston")
    assert not knowledge.is_legacy("sklearn.model_selection.train_test_split")


def test_strange_names_mean_nothing() -> None:
    for name in ("", ".", "..", "a..b", "project:src/a.py:f", "keras.", "é.ü", "sklearn" + ".x" * 500):
        assert knowledge.concepts_of(name) == ()
        assert knowledge.type_of_call(name) == ""
