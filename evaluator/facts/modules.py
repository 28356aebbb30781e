"""Which file an import means: the project's own, or a library's.

A folder that bears a library's name (`mlflow/`, `gradio/`) neither hides the library nor passes for it: a name is the
project's own only where the project's file defines it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from evaluator import knowledge
from evaluator.facts.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from evaluator.model.source import Import, PythonSource

MOST_CANDIDATES = 20
# Modules that came with Python 2, or with Python 3 before 3.13, and are gone (docs.python.org/2.7/py-modindex.html, PEP 594).
GONE = words(
    """cPickle cStringIO StringIO UserDict UserList UserString urllib2 urlparse robotparser ConfigParser Queue SocketServer
    BaseHTTPServer SimpleHTTPServer CGIHTTPServer DocXMLRPCServer SimpleXMLRPCServer xmlrpclib httplib HTMLParser htmlentitydefs
    htmllib sgmllib Cookie cookielib Tkinter tkMessageBox tkFileDialog tkSimpleDialog tkColorChooser tkFont ttk Tix ScrolledText
    Dialog FileDialog SimpleDialog commands sets md5 sha new copy_reg __builtin__ exceptions thread dummy_thread popen2 string
    user repr anydbm dbhash dumbdbm gdbm whichdb bsddb compiler future_builtins hotshot ihooks imputil mhlib mimetools MimeWriter
    mimify multifile mutex os2emxpath posixfile rexec rfc822 statvfs sunaudio toaiff xmllib itertools imp asynchat asyncore
    distutils smtpd lib2to3 aifc audioop cgi cgitb chunk crypt imghdr mailcap msilib nis nntplib ossaudiodev pipes sndhdr spwd
    sunau telnetlib uu xdrlib formatter parser symbol macpath binhex""",
)


class Target(msgspec.Struct, frozen=True):
    """What a name in a file stands for: a library's dotted name, or a name in one of the project's files ("" the module)."""

    external: str = ""
    path: str = ""
    name: str = ""


def module_of(path: str) -> str:
    """The dotted name a path could be imported by from the root; "" for names that no import can spell."""
    parts = path.removesuffix(".py").split("/")
    if parts[-1] == "__init__":
        parts.pop()
    return ".".join(parts) if parts and all(part.isidentifier() for part in parts) else ""


class Modules:
    """The project's Python files by every dotted name that could mean them."""

    def __init__(self, sources: Mapping[str, PythonSource]) -> None:
        self.sources = sources
        self.by_suffix: dict[str, list[str]] = {}
        for path in sorted(sources):
            if not path.endswith(".py"):
                continue
            parts = path.removesuffix(".py").split("/")
            if parts[-1] == "__init__":
                parts.pop()
            for start in range(len(parts)):
                if not all(part.isidentifier() for part in parts[start:]):
                    continue
                self.by_suffix.setdefault(".".join(parts[start:]), []).append(path)

    def find(self, module: str, importer: str) -> str:
        """The project's file a dotted module name means when imported from a file; "" when none."""
        candidates = self.by_suffix.get(module, ())[:MOST_CANDIDATES]
        if not candidates:
            return ""
        here = importer.rpartition("/")[0].split("/")

        def nearness(path: str) -> tuple[int, int, str]:
            there = path.rpartition("/")[0].split("/")
            shared = next((i for i, (a, b) in enumerate(zip(here, there, strict=False)) if a != b), min(len(here), len(there)))
            return (-shared, len(there), path)

        return min(candidates, key=nearness)

    def relative(self, module: str, level: int, importer: str) -> str:
        """The file a relative import means."""
        folder = importer.split("/")[:-level] if level <= importer.count("/") + 1 else []
        parts = [*folder, *module.split(".")] if module else folder
        base = "/".join(part for part in parts if part)
        for path in (f"{base}.py", f"{base}/__init__.py" if base else "__init__.py"):
            if path in self.sources:
                return path
        return ""

    def defines(self, path: str, name: str) -> bool:
        """Whether a file binds a name at its top level, or re-exports it."""
        source = self.sources[path]
        if name in source.bindings or any(each.name == name and each.parent < 0 for each in source.functions):
            return True
        if any(each.name == name for each in source.classes) or any(name in (each.alias, each.name) for each in source.imports):
            return True
        return path.endswith("__init__.py") and bool(self.beside(path, name))

    def beside(self, path: str, name: str) -> str:
        """The submodule `name` of a package's `__init__.py`."""
        folder = path.rpartition("/")[0]
        for each in (f"{folder}/{name}.py", f"{folder}/{name}/__init__.py"):
            if each.lstrip("/") in self.sources:
                return each.lstrip("/")
        return ""

    def meaning(self, entry: Import, importer: str, used: Iterable[str] = ()) -> Target:
        """What an import binds. `used` are the attributes that the file reads from it, for `import x`."""
        return self.beneath(entry, importer) if entry.level else self.above(entry, importer, used)

    def beneath(self, entry: Import, importer: str) -> Target:
        """What a relative import binds."""
        path = self.relative(entry.module, entry.level, importer)
        if path or not entry.name:
            return self.inside(path, entry.name)
        return Target(path=self.relative(f"{entry.module}.{entry.name}".strip("."), entry.level, importer))

    def above(self, entry: Import, importer: str, used: Iterable[str]) -> Target:
        """What an absolute import binds."""
        module = entry.module
        path = self.find(module, importer)
        if path == importer:
            path = ""
        known = knowledge.is_library(module.partition(".")[0])
        if entry.name and entry.name != "*":
            if not path:
                inner = self.find(f"{module}.{entry.name}", importer)
                if inner and not known and inner != importer:
                    return Target(path=inner)
                return Target(external=f"{module}.{entry.name}")
            if known and not self.defines(path, entry.name):
                return Target(external=f"{module}.{entry.name}")
            return self.inside(path, entry.name)
        names = set(used)
        if path and (not known or (names and all(self.defines(path, name) for name in names))):
            return Target(path=path)
        return Target(external=module)

    def inside(self, path: str, name: str) -> Target:
        """A name of one of the project's modules, or that module's own submodule."""
        if path and name and name != "*" and path.endswith("__init__.py"):
            inner = self.beside(path, name)
            if inner and not self.hidden(path, name):
                return Target(path=inner)
        return Target(path=path, name="" if name == "*" else name)

    def hidden(self, path: str, name: str) -> bool:
        """Whether a package binds the name of its submodule to something else, as `from .fit import fit` does."""
        source = self.sources[path]
        if name in {each.name for each in source.functions} | {each.name for each in source.classes} | set(source.bindings):
            return True
        brought = (each for each in source.imports if each.name and (each.alias or each.name) == name)
        homes = (self.relative(each.module, each.level, path) if each.level else self.find(each.module, path) for each in brought)
        return any(home not in ("", path) for home in homes)
