"""Credentials are told by their shape; what only looks like one is not. Values are made here, none was ever in use."""

import random
import string
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluator.facts import secrets
from evaluator.facts.secret import find, mask

ALPHANUMERIC = string.ascii_letters + string.digits


def made(length: int, alphabet: str = ALPHANUMERIC) -> str:
    """A random value of a shape."""
    chance = random.Random(length)
    return "".join(chance.choice(alphabet) for _ in range(length))


HEX = "0123456789abcdef"
SHAPES = {
    "aws-access-token": "AKIA" + made(16, string.ascii_uppercase + "234567"),
    "github-pat": "ghp_" + made(36),
    "huggingface-access-token": "hf_" + made(34, string.ascii_letters),
    "gcp-api-key": "AIza" + made(35),
    "openai-api-key": "sk-" + made(20) + "T3Blbk" + "FJ" + made(20),
    "slack-bot-token": "xoxb-" + made(12, string.digits) + "-" + made(12, string.digits) + "-" + made(24),
    "databricks-api-token": "dapi" + made(32, HEX),
}


@pytest.mark.parametrize("kind", sorted(SHAPES))
def test_a_known_shape_is_found_at_its_line(kind: str) -> None:
    found = find(f"first\nkey = '{SHAPES[kind]}'\n")
    assert [(secret.kind, secret.line, secret.confidence) for secret in found] == [(kind, 2, "high")]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        (f'api_key = "{made(24)}"', "assigned-literal"),
        (f"os.environ['SOME_TOKEN'] = '{made(24)}'", "assigned-literal"),
        (f"    secret_access_key = {made(40, HEX)}", "assigned-literal"),
        (f"DB_PASSWORD={made(24)}", "assigned-literal"),
        (f"client(api_key='{made(24)}')", "assigned-literal"),
        (f'wandb.login(key="{made(40, HEX)}")', "wandb-api-key"),
        (f'{{"username":"somebody","key":"{made(32, HEX)}"}}', "kaggle-api-key"),
        (f"mongodb+srv://reader:{made(18)}@cluster0.abcde.mongodb.net/db", "url-with-password"),
    ],
)
def test_a_literal_given_to_a_telling_name_is_found(line: str, kind: str) -> None:
    assert [secret.kind for secret in find(line)] == [kind]


def test_a_private_key_is_found_whole() -> None:
    body = "\n".join(made(64) for _ in range(5))
    text = f"a\n-----BEGIN RSA PRIVATE KEY-----\n{body}\n-----END RSA PRIVATE KEY-----\nlast"
    assert [(secret.kind, secret.line) for secret in find(text)] == [("private-key", 2)]
    assert made(64)[:20] not in mask(text)
    assert mask(text).split("\n")[-1] == "last"
    assert mask(text).count("\n") == text.count("\n")


@pytest.mark.parametrize(
    "line",
    [
        'api_key = "your-api-key-goes-here-1234"',
        'token = "xxxxxxxxxxxxxxxxxxxx1234"',
        'SECRET_KEY = "dev"',
        'password = "postgres"',
        "POSTGRES_PASSWORD=postgres",
        'api_key = os.environ["SOME_LONG_API_KEY_1"]',
        "api_key: ${{ secrets.SOME_LONG_API_KEY_1 }}",
        f'sha256_token_hash = "{made(64, HEX)}"',
        f'"id": "{made(8, HEX)}-1234-4321-abcd-{made(12, HEX)}"',
        "tokenizer = AutoTokenizer2.from_pretrained_model1",
        'password = "sha1:c6bbcba2d04b:f969e403db876dcfbe26f47affe41909bd53392e"',
        f'MODEL = "{made(1500)}"',
        "AKIAIOSFODNN7EXAMPLE",
        f"uses: actions/checkout@{made(40, HEX)}",
        f"wandb @ git+https://github.com/wandb/wandb@{made(40, HEX)}",
        'token_column = "customer_token_2020_full"',
    ],
)
def test_what_is_no_credential_is_left_alone(line: str) -> None:
    assert find(line) == ()
    assert mask(line) == line


def test_a_test_key_is_a_question() -> None:
    value = f"{made(8, HEX)}-1234-4321-abcd-{made(12, HEX)}"
    assert [secret.confidence for secret in find(f'API_KEY = "{value}"')] == ["low"]


def test_a_masked_text_keeps_four_characters_and_the_length() -> None:
    value = made(24)
    assert mask(f'api_key = "{value}"') == f'api_key = "{value[:4]}…(24)"'


def test_time_is_linear() -> None:
    for piece in ("api_key = '", "-----BEGIN PRIVATE KEY-----\n", "://a:", "token token ", "sk-", "eyJ" + "a" * 20 + ".ey"):
        start = time.process_time()
        find(piece * (200_000 // len(piece)))
        assert time.process_time() - start < 2, piece


def test_which_files_are_searched() -> None:
    assert all(
        secrets.matches(path) for path in ("a.py", ".env", "conf/.env.local", "x/Dockerfile.gpu", ".dvc/config", "a/b.yaml", "id_rsa")
    )
    assert not any(secrets.matches(path) for path in ("a.png", "poetry.lock", "package-lock.json", "a.min.js", "n.ipynb", "data.csv"))


@given(st.binary(max_size=400))
def test_any_bytes_are_searched(data: bytes) -> None:
    secrets.read(data)


@given(st.text(max_size=300))
def test_masking_keeps_the_lines(text: str) -> None:
    assert mask(text).count("\n") == text.count("\n")


DRAWN = made(16, "bcdfghjklmnpqrstvwxz")


@pytest.mark.parametrize(
    ("text", "confidence"),
    [
        (f'smtp_password = "{DRAWN}"', "high"),
        (f'"EMAIL_PASSWORD", "{" ".join(DRAWN[at : at + 4] for at in range(0, 16, 4))}"', "high"),
        (f"MAIL_HOST=smtp.example.org\nMAIL_PWD={DRAWN}\n", "high"),
        (f'server.login(sender, "{DRAWN}")  # gmail', "high"),
        (f'password = "{DRAWN}"', "low"),
    ],
)
def test_a_mail_password_is_firm_beside_mail(text: str, confidence: str) -> None:
    assert [(secret.kind, secret.confidence) for secret in find(text)] == [("mail-app-password", confidence)]
    assert DRAWN not in mask(text)


@pytest.mark.parametrize(
    "value",
    ["passwordpassword", "yourpasswordhere", "customersegments", "some long word s", "aaaabbbbccccdddd", "wrongwordbarkbox"],
)
def test_words_are_no_mail_password(value: str) -> None:
    assert not find(f'smtp_password = "{value}"')
    assert not find(f'password_label = "{DRAWN}"  # smtp')


@pytest.mark.parametrize(
    "line", ["  - conda-token=0.3.0=pyhd3eb1b0_0", "  - secretstorage=3.3.3=py310hff52083_1", "keyring-token==24.3.1.post20240101"]
)
def test_versions_of_packages_are_no_credentials(line: str) -> None:
    assert find(line + "\n") == ()
