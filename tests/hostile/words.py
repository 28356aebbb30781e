"""Repositories whose words try to become something else where they are shown."""

import base64

from tests.hostile.building import PLAIN, Site, blob, commit, files_case, git, hostile, raw_tree, repository, tree

BROKEN = b"def broken(:\n    password = 'hunter2hunter2'\n"
MARK = "HOSTILE"
LIVE = (
    f"<script>alert('{MARK}')</script>",
    f"<img src=x onerror=alert('{MARK}')>",
    f'"><svg/onload=alert("{MARK}")>',
    f"' autofocus onfocus='alert(`{MARK}`)",
    f"</title></style></textarea><iframe src=javascript:alert('{MARK}')>",
    f"javascript:alert('{MARK}')",
    "{{ 7919 * 7907 }} {% for x in ().__class__.__base__.__subclasses__() %}{{ x }}{% endfor %}",
)
COMMANDS: tuple[str, ...] = ("::set-output name=x::HOSTILE", "::add-mask::e", "##[error]HOSTILE", "::stop-commands::HOSTILE")
COMMANDS += ("::error file=a,line=1::HOSTILE",)
FORMULAS: tuple[str, ...] = ("=cmd|' /C calc'!A0", "+1+HOSTILE", "-2+3+HOSTILE", "@SUM(1+1)*HOSTILE", "\t=1+1", "\uff1d1+1")
FORMULAS += ('=HYPERLINK("http://evil.example","HOSTILE")',)
ESCAPES: tuple[str, ...] = ("\x1b[2J\x1b[31mHOSTILE", "\x1b]0;HOSTILE\x07", "\x1b]8;;http://evil.example\x07HOSTILE")
ESCAPES += ("\x9b31mHOSTILE", "a\rHOSTILE", "\x08\x08HOSTILE")
MARKUP = ("[bold red]HOSTILE[/]", "[link=file:///etc/passwd]HOSTILE[/link]", "[/nothing]HOSTILE", "[@click=app.quit]HOSTILE[/]")
BIDI = ("\u202egnp.exe", "\u2066x\u2069", "a\u200fb", "e\u0301 HOSTILE")
SECRETS = {
    "aws": "AKIA" + "QYLPMN5HHHFPZAM2",
    "github": "ghp_" + "9aF3kLm2Qx7Zt4Rv8Yw1Bn6Cd5Ef0GhJsKpU",
    "key": "MIIEowIBAAKCAQEA7bq1yH0s9vXwz3k5r2t8u4p6",
}


def _named(site: Site, names: list[bytes]) -> None:
    """Files that do not parse and hold a password, so that their names must be reported."""
    repository(site.folder)
    content = blob(site.folder, BROKEN)
    raw_tree(site, [("100644", name, content) for name in sorted(set(names))])


def _names(words: tuple[str, ...], ending: str = ".py") -> list[bytes]:
    return [(word.replace("/", "\u2215") + ending).encode() for word in words]


@hostile()
def names_of_live_html(site: Site) -> None:
    _named(site, _names(LIVE))


@hostile()
def names_of_workflow_commands(site: Site) -> None:
    _named(site, [*_names(COMMANDS), *(b"a\n" + name for name in _names(COMMANDS))])


@hostile()
def names_of_formulas(site: Site) -> None:
    _named(site, _names(FORMULAS))


@hostile()
def names_of_terminal_escapes(site: Site) -> None:
    _named(site, _names(ESCAPES))


@hostile()
def names_of_terminal_markup(site: Site) -> None:
    _named(site, _names(MARKUP))


@hostile()
def names_that_turn_text_around(site: Site) -> None:
    _named(site, _names(BIDI))


@hostile()
def names_that_are_options(site: Site) -> None:
    _named(site, b"-x.py --output=x.py --upload-pack=x.py :(top)x.py :!x.py @{-1}.py HEAD.py %s%n.py $(id).py `id`.py".split())


@hostile()
def names_that_are_no_utf_8(site: Site) -> None:
    _named(site, [b"caf\xe9.py", b"\xff\xfe.py", b"\xed\xa0\x80.py", b"\xc0\xaf.py", b"README\xe9.md"])


@hostile()
def names_of_5000_letters(site: Site) -> None:
    _named(site, [b"a" * 5_000 + b".py", ("é" * 2_500).encode() + b".py", b"c" * 300 + b".py"])


@hostile()
def names_that_are_one_elsewhere(site: Site) -> None:
    accents = ["\u00e9.py".encode(), "e\u0301.py".encode()]
    _named(site, [*b"CON.py aux.py a:b.py Case.py case.py back\\slash.py q\"uo'te.py".split(), b"trailing. ", *accents])


@hostile()
def folders_of_live_html(site: Site) -> None:
    repository(site.folder)
    inner = tree(site.folder, [("100644", b"train.py", blob(site.folder, BROKEN))])
    raw_tree(site, [("40000", name, inner) for name in sorted(_names((*LIVE, *FORMULAS, *COMMANDS, *ESCAPES), ""))])


@hostile()
def identities_and_messages(site: Site) -> None:
    site.start()
    for number, word in enumerate((*LIVE, *COMMANDS, *ESCAPES, *FORMULAS)):
        clean = word.replace("\n", " ").replace("<", "\u2039").replace(">", "\u203a").strip() or "x"
        who = {"GIT_AUTHOR_NAME": clean, "GIT_AUTHOR_EMAIL": f"{number}@x"}
        commit(site.folder, {"n.txt": str(number)}, word.replace("\x00", "") + f"\n\n{word}", **who)


@hostile()
def branches_and_tags(site: Site) -> None:
    made = site.start()
    head = git(made, "rev-parse", "HEAD")
    names = ["refs/heads/<img/src=x/onerror=alert(HOSTILE)>", "refs/tags/=HOSTILE", "refs/heads/-x", "refs/tags/{{7919*7907}}"]
    (made / ".git/packed-refs").write_text("".join(f"{head} {name}\n" for name in sorted(names)))
    (made / ".git/HEAD").write_text("ref: refs/heads/<img/src=x/onerror=alert(HOSTILE)>\n")


def _page(words: tuple[str, ...]) -> str:
    parts = ["# Churn " + words[0], "Predicts churn with accuracy 0.93.", ""]
    for word in words:
        parts += [f"## Results {word}", "", word, f"- {word}", f"| {word} | b |", "|---|---|", f"| {word} | 1 |", ""]
        parts += [f"![{word}]({word})", f"[{word}]({word})", ""]
        parts += [f"```{word}", word, "```", ""]
    return "\n".join(parts)


def _notebook(words: tuple[str, ...]) -> str:
    import json

    cells: list[dict[str, object]] = []
    for word in words:
        output = {"output_type": "display_data", "data": {"text/html": [word], "text/plain": [word]}, "metadata": {}}
        error = {"output_type": "error", "ename": word, "evalue": word, "traceback": [word]}
        cells.append({"cell_type": "markdown", "metadata": {}, "source": [f"# {word}\n", word]})
        source = [f"password = {word!r}  # {word}\n", "import pandas as pd\n", f"pd.read_csv({word!r})\n"]
        cells.append({"cell_type": "code", "execution_count": 9, "metadata": {}, "source": source, "outputs": [output, error]})
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": {"name": words[0]}}, "cells": cells})


def _everywhere(words: tuple[str, ...]) -> dict[str, str | bytes]:
    """The words wherever a reader may quote them."""
    import json

    lines = [repr(word) for word in words]
    steps = "".join(f"      - name: {json.dumps(word)}\n        run: {json.dumps('pytest ' + word)}\n" for word in words)
    return {
        "README.md": _page(words),
        "explore.ipynb": _notebook(words),
        "train.py": str(PLAIN["train.py"]) + "".join(f"\npassword = {line}\nmodel.fit(data, {line})  # {line[1:-1]}\n" for line in lines),
        "requirements.txt": "".join(f"{word}\npandas=={word}\nx @ {word}\n" for word in words),
        ".github/workflows/ci.yml": f"name: {json.dumps(words[0])}\non: push\njobs:\n  {json.dumps(words[-1])}:\n    steps:\n{steps}",
        "docker-compose.yml": "services:\n" + "".join(f"  {json.dumps(word)}:\n    image: {json.dumps(word)}\n" for word in words),
        "Dockerfile": "".join(f"FROM {word}\nRUN echo {word}\n" for word in words),
        "Makefile": "".join(f"t{number}:\n\techo {word}\n" for number, word in enumerate(words)),
        "data.csv": ",".join(json.dumps(word) for word in words) + "\n1,2\n",
        "pyproject.toml": f"[project]\nname = {json.dumps(words[0])}\ndescription = {json.dumps(words[-1])}\n",
        "config.yaml": "".join(f"{json.dumps(word)}: {json.dumps(word)}\n" for word in words),
        "LICENSE": "\n".join(words),
    }


_ALL = {"live html": LIVE, "workflow commands": COMMANDS, "formulas": FORMULAS, "terminal escapes": ESCAPES}
for _name, _words in (_ALL | {"terminal markup": MARKUP, "turned text": BIDI}).items():
    files_case(f"{_name} in every file", _everywhere(_words))

files_case(
    "secrets of the student",
    {
        ".env": f"AWS_ACCESS_KEY_ID={SECRETS['aws']}\nGITHUB_TOKEN={SECRETS['github']}\n",
        "settings.py": f"AWS = '{SECRETS['aws']}'\nTOKEN = '{SECRETS['github']}'\n",
        "id_rsa": f"-----BEGIN RSA PRIVATE KEY-----\n{SECRETS['key']}\n-----END RSA PRIVATE KEY-----\n",
        "requirements.txt": f"mine @ git+https://user:{SECRETS['github']}@github.com/a/b\npandas==2.2.2\n",
        "explore.ipynb": _notebook((SECRETS["aws"], SECRETS["github"])),
        "README.md": f"# Keys\n\nUse `{SECRETS['github']}` for accuracy 0.99.\n",
        ".github/workflows/ci.yml": f"on: push\njobs:\n  a:\n    env: {{T: {SECRETS['github']}}}\n    steps: [{{run: {SECRETS['aws']}}}]\n",
    },
)
files_case("a model as text in a script", {"predict.py": "MODEL = '" + base64.b64encode(bytes(range(256)) * 2_000).decode() + "'\n"})
