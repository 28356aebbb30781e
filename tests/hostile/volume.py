"""Repositories that are too much, or not enough."""

from tests.hostile.building import PLAIN, Site, blob, commit, commit_of, git, hostile, raw_tree, repository, tree, write


@hostile("unread")
def tree_without_end(site: Site) -> None:
    site.start()
    below = tree(site.folder, [("100644", f"f{number}.py".encode(), blob(site.folder, b"")) for number in range(10)])
    for _ in range(9):
        below = tree(site.folder, [("40000", f"d{number}".encode(), below) for number in range(10)])
    commit_of(site.folder, below)


@hostile("unread")
def twenty_five_thousand_files(site: Site) -> None:
    site.start()
    content = blob(site.folder, b"x = 1\n")
    commit_of(site.folder, tree(site.folder, [("100644", b"f%05d.py" % number, content) for number in range(25_000)]))


@hostile()
def two_thousand_folders_deep(site: Site) -> None:
    site.start()
    below = tree(site.folder, [("100644", b"deep.py", blob(site.folder, b"x = 1\n"))])
    for _ in range(2_000):
        below = tree(site.folder, [("40000", b"d", below)])
    raw_tree_of(site, below)


def raw_tree_of(site: Site, below: str) -> None:
    train = git(site.folder, "rev-parse", "HEAD:train.py")
    commit_of(site.folder, tree(site.folder, [("40000", b"d", below), ("100644", b"train.py", train)]))


@hostile("unread")
def twelve_thousand_commits(site: Site) -> None:
    repository(site.folder)
    stream = [f"blob\nmark :1\ndata {len(PLAIN['train.py'])}\n{PLAIN['train.py']!s}\n"]
    who = "Ada <ada@example.org> {} +0000"
    for number in range(12_000):
        at = who.format(1_600_000_000 + number)
        stream.append(f"commit refs/heads/main\nauthor {at}\ncommitter {at}\ndata 1\nx\nM 100644 :1 train.py\n")
    git(site.folder, "fast-import", "--quiet", feed="".join(stream).encode())


@hostile()
def fifty_thousand_refs(site: Site) -> None:
    head = git(site.start(), "rev-parse", "HEAD")
    write(site.git, {"packed-refs": "".join(f"{head} refs/heads/b{number:05}\n" for number in range(50_000))})


@hostile()
def blob_of_300_mb_of_nothing(site: Site) -> None:
    site.start({"README": "x"})
    with (site.folder / "zeros.bin").open("wb") as file:
        file.truncate(300 * 1024 * 1024)
    git(site.folder, "add", "zeros.bin")
    git(site.folder, "commit", "-q", "-m", "Zeros")
    (site.folder / "zeros.bin").unlink()


@hostile("unread")
def python_beyond_its_cap(site: Site) -> None:
    site.start({"huge.py": "x = 1\n" * 200_000})


@hostile("refused")
def no_commits(site: Site) -> None:
    repository(site.folder)


@hostile("refused")
def empty_folder(site: Site) -> None:
    site.folder.mkdir()


@hostile("refused")
def a_file(site: Site) -> None:
    site.folder.write_bytes(b"PK\x03\x04 an archive")


@hostile("refused")
def no_such_folder(site: Site) -> None:
    site.folder.parent.mkdir(exist_ok=True)


@hostile()
def plain_folder_within_a_repository(site: Site) -> None:
    repository(site.folder.parent, {"secret_of_the_parent.py": "DECOY = 'decoy-parent-repository'\n"})
    write(site.folder, PLAIN)


@hostile("unread")
def head_without_its_branch(site: Site) -> None:
    git(site.start(), "symbolic-ref", "HEAD", "refs/heads/unborn")


@hostile("unread")
def missing_parent(site: Site) -> None:
    commit_of(site.folder, git(site.start(), "rev-parse", "HEAD^{tree}"), "1" * 40)


@hostile("unread")
def missing_blob(site: Site) -> None:
    _without(site, "HEAD:train.py")


@hostile("refused")
def missing_tree(site: Site) -> None:
    _without(site, "HEAD^{tree}")


@hostile("unread")
def missing_folder(site: Site) -> None:
    site.start({"lost/a.py": "x = 1\n"})
    _remove(site, "HEAD:lost")


@hostile("refused")
def missing_commit(site: Site) -> None:
    _without(site, "HEAD")


def _without(site: Site, name: str) -> None:
    site.start()
    _remove(site, name)


def _remove(site: Site, name: str) -> None:
    lost = git(site.folder, "rev-parse", name)
    (site.git / "objects" / lost[:2] / lost[2:]).unlink()


@hostile("unread")
def damaged_object(site: Site) -> None:
    lost = git(site.start(), "rev-parse", "HEAD:train.py")
    file = site.git / "objects" / lost[:2] / lost[2:]
    file.chmod(0o644)
    file.write_bytes(b"this is no zlib stream")


@hostile("unread")
def object_under_a_false_name(site: Site) -> None:
    made = site.start()
    true, false = git(made, "rev-parse", "HEAD:train.py"), blob(made, b"import os\nos.system('forged')\n")
    place = site.git / "objects" / true[:2] / true[2:]
    place.unlink()
    (site.git / "objects" / false[:2] / false[2:]).rename(place)


@hostile("unread")
def entries_that_lead_out(site: Site) -> None:
    site.folder.mkdir()
    repository(site.folder)
    content = blob(site.folder, b"x = 1\n")
    inner = tree(site.folder, [("100644", b"config", content)])
    names = (b"..", b".git", b".GIT", b".")
    raw_tree(site, [("40000", name, inner) for name in names] + [("100644", b"/etc/x.py", content), ("100644", b"../y.py", content)])


def _dated(site: Site, at: str) -> None:
    commit_of(site.folder, git(site.start(), "rev-parse", "HEAD^{tree}"), git(site.folder, "rev-parse", "HEAD"), at=at)


@hostile()
def date_of_the_year_40000(site: Site) -> None:
    _dated(site, "1200000000000 +0000")


@hostile()
def date_of_5000_digits(site: Site) -> None:
    _dated(site, "9" * 5_000 + " +0000")


@hostile()
def date_before_all_dates(site: Site) -> None:
    _dated(site, "-99999999999 +9999")


@hostile()
def message_of_20_mb(site: Site) -> None:
    made = site.start()
    commit_of(made, git(made, "rev-parse", "HEAD^{tree}"), git(made, "rev-parse", "HEAD"), subject=b"x" * 20_000_000)


@hostile()
def commit_of_everything_twice(site: Site) -> None:
    site.start()
    commit(site.folder, {f"data/{number}.csv": "a,b\n1,2\n" for number in range(2_000)})
    commit(site.folder, {f"data/{number}.csv": "a,b\n1,3\n" for number in range(2_000)})


@hostile()
def web_of_methods_of_one_name(site: Site) -> None:
    """Forty classes whose `step` calls the `step` of any other, and one of which trains: paths up to the start without number."""
    layer = "class Layer{0}:\n    def step(self, x):\n        self.inner.step(x)\n        return self.other.step(x)\n\n\n"
    fits = "from sklearn.svm import SVC\n\n\nclass Last:\n    def step(self, x):\n        return SVC().fit(x, x)\n"
    site.start({"layers.py": "".join(layer.format(number) for number in range(40)), "last.py": fits})
