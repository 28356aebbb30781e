"""The code of published distributions, unpacked: of their wheels, or of the source archive where a release has no wheel.

Nothing is built and nothing is imported: an archive is only ever unpacked.
"""

import json
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urljoin

RELEASES = "https://pypi.org/pypi/{}/json"
SECONDS = 60
INNER = ("src", "python", "lib")


def folded(name: str) -> str:
    """A distribution's name as the names of its archives are compared: dots, dashes and capitals make no difference."""
    return re.sub(r"[-_.]+", "_", name).lower()


def download(distribution: str, place: Path) -> None:
    """Fetch the newest wheel with pip, without dependencies; the source archive where there is none, or none of the newest release."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:", "-d", str(place), distribution]
    subprocess.run(command, check=False, capture_output=True)
    try:
        page = RELEASES.format(distribution)
        release = json.loads(_fetched(page))
        lacks = "bdist_wheel" not in {each["packagetype"] for each in release["urls"]} or not archives(distribution, place)
        for each in release["urls"]:
            if lacks and each["packagetype"] == "sdist":
                place.mkdir(parents=True, exist_ok=True)
                (place / Path(each["filename"]).name).write_bytes(_fetched(urljoin(page, each["url"])))
    except (urllib.error.URLError, OSError, ValueError, KeyError):
        return  # an index that is not PyPI has no such page; what pip brought stands


def _fetched(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=SECONDS) as answer:
        words: bytes = answer.read()
    return words


def stem(path: Path) -> str:
    """The file name of an archive without its ending."""
    return re.sub(r"\.(?:whl|zip|tar\.gz|tgz|tar\.bz2)$", "", path.name)


def version_of(path: Path) -> str:
    """The release that an archive is of."""
    return stem(path).split("-")[1] if path.suffix == ".whl" else stem(path).rpartition("-")[2]


def archives(distribution: str, place: Path) -> list[Path]:
    """The archives of a distribution in a folder: its source archive where no wheel of the same release lies there, else its wheels."""
    found = [path for path in sorted(place.iterdir()) if path.is_file()] if place.is_dir() else []
    wheels = [path for path in found if path.suffix == ".whl" and folded(path.name.split("-")[0]) == folded(distribution)]
    have = {folded(version_of(path)) for path in wheels}
    sources = [path for path in found if path.suffix != ".whl" and folded(stem(path).rpartition("-")[0]) == folded(distribution)]
    return [path for path in sources if folded(version_of(path)) not in have] or wheels


def standard(modules: Iterable[str], into: Path) -> Path:
    """A folder with the named modules of this Python's own library, as far as they are written in Python."""
    library, root = Path(sysconfig.get_path("stdlib")), into / "standard"
    root.mkdir()
    for name in sorted(sys.stdlib_module_names.intersection(modules)):
        if (library / name).is_dir():
            shutil.copytree(library / name, root / name, ignore=shutil.ignore_patterns("__pycache__", "test", "tests"))
        elif (library / f"{name}.py").is_file():
            shutil.copy(library / f"{name}.py", root)
    return root


def unpack(archive: Path, into: Path) -> list[Path]:
    """Unpack an archive into a folder; the folders from which its packages can be imported."""
    root = into / stem(archive)
    if archive.suffix in {".whl", ".zip"}:
        with zipfile.ZipFile(archive) as packed:
            packed.extractall(root)
    else:
        with tarfile.open(archive) as packed_source:
            packed_source.extractall(root, filter="data")
    if archive.suffix == ".whl":
        return [root]
    inside = [each for each in sorted(root.iterdir()) if each.is_dir()]
    return [*inside, *(each / name for each in inside for name in INNER if (each / name).is_dir())]
