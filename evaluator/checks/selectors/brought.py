"""Packages that come with another one because it needs them, not because it holds them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.installed import pin_of
from evaluator.checks.selectors.standing import own

if TYPE_CHECKING:
    from evaluator.checks.selectors.installed import Declared
    from evaluator.model.facts import Facts

_TRAINERS = ("pytorch-lightning", "lightning")
_HUB = ("transformers", "datasets", "huggingface-hub", "sentence-transformers")
_ARRAYS = (
    "pandas", "scipy", "scikit-learn", "matplotlib", "seaborn", "tensorflow", "keras", "xgboost", "lightgbm", "catboost", "statsmodels",
    "opencv-python", "opencv-python-headless", "torchvision", "gensim", "shap", "streamlit", "imbalanced-learn",
)  # fmt: skip
IMAGES = {
    "torch": ("pytorch/", "nvcr.io/nvidia/pytorch", "huggingface/transformers-pytorch"),
    "torchvision": ("pytorch/pytorch", "nvcr.io/nvidia/pytorch"),
    "tensorflow": ("tensorflow/", "nvcr.io/nvidia/tensorflow"),
}
# Import names, and the distributions any of which installs them in its current versions without being asked.
COMES_WITH: dict[str, tuple[str, ...]] = {
    "starlette": ("fastapi",),
    "werkzeug": ("flask",),
    "jinja2": ("flask", "torch", "cookiecutter"),
    "grpc": ("tensorflow-serving-api", "tensorflow", "tensorboard"),
    "botocore": ("boto3",),
    "tokenizers": ("transformers",),
    "huggingface_hub": ("transformers", "datasets", "accelerate", "peft", "sentence-transformers"),
    "langchain_core": ("langchain",),
    "langchain_text_splitters": ("langchain",),
    "langsmith": ("langchain",),
    "gradio_client": ("gradio",),
    "omegaconf": ("hydra-core",),
    "jaxlib": ("jax",),
    "pydantic": ("fastapi", "pydantic-settings", "sqlmodel", "openai", "langchain", "spacy"),
    "typing_extensions": ("fastapi", "pydantic", "torch", "tensorflow", "sqlalchemy", "streamlit", "openai"),
    "anyio": ("fastapi", "starlette", "httpx", "openai"),
    "joblib": ("scikit-learn", "imbalanced-learn"),
    "sklearn": ("imbalanced-learn", "mlflow", "evidently", "sentence-transformers"),
    "scipy": ("scikit-learn", "xgboost", "lightgbm", "statsmodels", "imbalanced-learn"),
    "numpy": (*_ARRAYS, *_HUB[:2]),
    "pandas": ("seaborn", "statsmodels", "datasets", "mlflow", "streamlit", "evidently", "catboost", "shap"),
    "matplotlib": ("seaborn", "catboost", "mlflow", "ultralytics"),
    "PIL": ("matplotlib", "seaborn", "torchvision", "streamlit", "ultralytics"),
    "tqdm": (*_HUB, *_TRAINERS, "nltk", "openai", "shap", "optuna", "spacy"),
    "click": ("typer", "flask", "uvicorn", "mlflow", "streamlit", "nltk", "wandb"),
    "yaml": (*_HUB[:3], *_TRAINERS, "omegaconf", "hydra-core", "mlflow", "wandb", "accelerate", "optuna"),
    "requests": ("mlflow", "streamlit", "datasets", "tensorflow", "wandb", "ultralytics"),
    "torch": (*_TRAINERS, *_HUB[3:], "torchvision", "torchaudio", "torchmetrics", "accelerate", "peft", "timm", "ultralytics"),
    "torchvision": ("timm", "ultralytics", "fastai"),
    "transformers": ("sentence-transformers", "peft"),
    "sqlalchemy": ("mlflow", "optuna", "sqlmodel"),
    "flask": ("mlflow", "dash"),
    "packaging": ("matplotlib", "transformers", "datasets", "mlflow"),
    "dateutil": ("pandas", "matplotlib"),
    "psutil": ("accelerate", "peft"),
    "h5py": ("tensorflow", "keras"),
    "tensorboard": ("tensorflow",),
}


def _in_image(facts: Facts, name: str) -> str:
    """The image on which one of the project's own is built and in which a package is installed."""
    bases = IMAGES.get(name, ())
    if not bases:
        return ""
    steps = (step for each in own(facts.containers) for step in each.source.instructions if step.keyword == "FROM" and step.values)
    return next((f"the image {step.values[0]}" for step in steps if step.values[0].startswith(bases)), "")


def brought_by(facts: Facts, name: str, declared: Declared) -> str:
    """The declared distribution, or the image, with which an import name comes that nothing declares itself; "" for any other."""
    others = COMES_WITH.get(name, ())
    found = _in_image(facts, name) or next((each for each in others if each in declared), "")
    if not found or pin_of(facts, name, {each: pin for each, pin in declared.items() if each not in others}):
        return ""
    return found
