"""Repositories that try to run something, to lead elsewhere, or to make their reader wait for ever."""

import os

from tests.hostile.building import PLAIN, Site, blob, commit, git, hostile, write


def _configured(site: Site, *pairs: tuple[str, str]) -> None:
    site.start()
    for key, value in pairs:
        git(site.folder, "config", key, value)


@hostile()
def fsmonitor(site: Site) -> None:
    _configured(site, ("core.fsmonitor", site.canary("fsmonitor")))


@hostile()
def hooks(site: Site) -> None:
    _configured(site, ("core.hooksPath", str(site.git / "hooks")))
    for hook in ("post-index-change", "post-checkout", "reference-transaction", "pre-auto-gc", "post-commit"):
        (site.git / "hooks").mkdir(exist_ok=True)
        (site.git / "hooks" / hook).symlink_to(site.canary(hook))


@hostile()
def filters_of_any_name(site: Site) -> None:
    site.start({".gitattributes": "*.py filter=evil diff=evil\n"})
    for key in ("filter.evil.clean", "filter.evil.smudge", "filter.evil.process", "diff.evil.textconv", "diff.evil.command"):
        git(site.folder, "config", key, site.canary(key))
    write(site.folder, {"train.py": "changed = 1\n"})


@hostile()
def external_diff(site: Site) -> None:
    _configured(site, ("diff.external", site.canary("diff")), ("merge.evil.driver", site.canary("merge")))


@hostile("unread")
def promisor_with_a_missing_blob(site: Site) -> None:
    site.start({"lost.py": "lost = 1\n"})
    lost = git(site.folder, "rev-parse", "HEAD:lost.py")
    (site.git / "objects" / lost[:2] / lost[2:]).unlink()
    for key, value in {
        "core.repositoryFormatVersion": "1",
        "extensions.partialClone": "origin",
        "remote.origin.promisor": "true",
        "remote.origin.url": f"ext::{site.canary('promisor')}",
        "protocol.ext.allow": "always",
    }.items():
        git(site.folder, "config", key, value)


@hostile()
def alias_like_a_command(site: Site) -> None:
    _configured(site, *((f"alias.{name}", f"!{site.canary(name)}") for name in ("log", "ls-tree", "cat", "ls", "rev-list")))


@hostile()
def included_configuration(site: Site) -> None:
    site.start()
    with (site.git / "config").open("a") as file:
        file.write(f'[include]\n\tpath = {site.home / ".netrc"}\n[includeIf "gitdir:/"]\n\tpath = /dev/zero\n')


@hostile()
def signature_program(site: Site) -> None:
    _configured(site, ("log.showSignature", "true"), ("gpg.program", site.canary("gpg")), ("gpg.ssh.program", site.canary("gpg-ssh")))


@hostile()
def pager_editor_and_helpers(site: Site) -> None:
    keys = ("core.pager", "pager.log", "core.editor", "core.sshCommand", "core.askPass", "credential.helper", "core.gitProxy")
    _configured(site, *((key, site.canary(key)) for key in keys))


@hostile()
def work_tree_elsewhere(site: Site) -> None:
    _configured(site, ("core.worktree", str(site.home)))


@hostile()
def configuration_of_garbage(site: Site) -> None:
    site.start()
    (site.git / "config").write_bytes(b"[core\n\tx = \x00\xff" * 100)


@hostile()
def configuration_of_50_mb(site: Site) -> None:
    site.start()
    (site.git / "config").write_bytes(b"[a]\n\tb = c\n" * 4_500_000)


@hostile()
def configuration_of_the_future(site: Site) -> None:
    site.start()
    (site.git / "config").write_text("[core]\n\trepositoryFormatVersion = 99\n[extensions]\n\tunheardOf = true\n")


@hostile()
def bare_repository_in_a_folder(site: Site) -> None:
    site.start()
    inner = site.folder / "inner"
    git(site.folder, "init", "-q", "--bare", str(inner))
    git(inner, "config", "core.fsmonitor", site.canary("inner"))
    git(inner, "config", "core.worktree", "..")
    write(inner, {"refs/keep": "x", "objects/keep": "x"})
    commit(site.folder, {})


@hostile()
def modules_named_like_ours(site: Site) -> None:
    evil = f"import pathlib\npathlib.Path({str(site.fired / 'module')!r}).touch()\n"
    names = ["git", "yaml", "radon", "click", "msgspec", "jinja2", "sitecustomize", "evaluator", "conftest", "nbformat", "rich"]
    site.start({f"{name}.py": evil for name in names} | {"evaluator/__init__.py": evil, "setup.py": evil})


@hostile()
def settings_for_other_tools(site: Site) -> None:
    site.start(
        {
            "radon.cfg": "[radon]\nexclude = *\n",
            ".pylintrc": f"[MAIN]\ninit-hook='import os; os.system(\"{site.canary('pylint')}\")'\n",
            "setup.cfg": "[flake8:local-plugins]\nextension = X = evil:main\n[radon]\nexclude = *\n",
            "pyproject.toml": '[tool.mlreview]\nfail-under = 0\n[tool.pytest.ini_options]\naddopts = "-p evil"\n',
            ".mlreview.yml": "score: 100\n",
            "conftest.py": "raise SystemExit(7)\n",
        }
    )


@hostile()
def filter_of_large_files(site: Site) -> None:
    pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{'0' * 64}\nsize 123456\n"
    site.start(
        {"model.pkl": pointer, ".gitattributes": "*.pkl filter=lfs diff=lfs -text\n", ".lfsconfig": "[lfs]\nurl = https://evil.example\n"}
    )
    git(site.folder, "config", "filter.lfs.process", site.canary("lfs"))


@hostile()
def submodule_with_an_evil_address(site: Site) -> None:
    evil = f'[submodule "../../x"]\n\tpath = sub\n\turl = ext::{site.canary("submodule")}\n\tupdate = !{site.canary("update")}\n'
    site.start({".gitmodules": evil})
    git(site.folder, "update-index", "--add", "--cacheinfo", "160000," + "1" * 40 + ",sub")
    git(site.folder, "commit", "-q", "-m", "Submodule")


@hostile()
def links_to_secrets_and_to_themselves(site: Site) -> None:
    site.start()
    (site.folder / "README.md").unlink()
    for name, target in {
        "README.md": str(site.home / ".netrc"),
        "environment.py": "/proc/self/environ",
        "passwd.py": "/etc/passwd",
        "loop.py": "loop.py",
        "up": "..",
        "requirements-dev.txt": str(site.home / ".ssh" / "id_rsa"),
        ".env": "/proc/self/environ",
    }.items():
        (site.folder / name).symlink_to(target)
    commit(site.folder, {})


@hostile()
def pipes_in_the_work_tree(site: Site) -> None:
    site.start()
    for name in (".gitattributes", ".mailmap", "train.py", "pipe.py"):
        (site.folder / name).unlink(missing_ok=True)
        os.mkfifo(site.folder / name)


@hostile()
def pipes_that_git_need_not_read(site: Site) -> None:
    site.start()
    for name in ("config", "index", "COMMIT_EDITMSG", "description"):
        (site.git / name).unlink(missing_ok=True)
        os.mkfifo(site.git / name)


def _replaced(site: Site, name: str) -> None:
    site.start()
    (site.git / name).unlink(missing_ok=True)
    os.mkfifo(site.git / name)


@hostile("refused")
def pipe_as_head(site: Site) -> None:
    _replaced(site, "HEAD")


@hostile("refused")
def pipe_as_packed_refs(site: Site) -> None:
    _replaced(site, "packed-refs")


@hostile("refused")
def pipe_as_alternates(site: Site) -> None:
    _replaced(site, "objects/info/alternates")


@hostile("refused")
def pipe_as_pack_index(site: Site) -> None:
    _replaced(site, "objects/pack/pack-" + "1" * 40 + ".idx")


@hostile("refused")
def pipe_as_shallow(site: Site) -> None:
    _replaced(site, "shallow")


@hostile("refused")
def git_folder_is_a_link(site: Site) -> None:
    write(site.folder, PLAIN)
    site.git.symlink_to(site.private / ".git")


@hostile("refused")
def git_file_leads_to_another(site: Site) -> None:
    write(site.folder, PLAIN | {".git": f"gitdir: {site.private / '.git'}\n"})


@hostile("refused")
def git_file_with_a_forged_way_back(site: Site) -> None:
    home = site.folder / "worktrees" / "x"
    write(site.folder, PLAIN | {".git": f"gitdir: {home}\n"})
    write(home, {"gitdir": f"{site.git}\n", "commondir": f"{site.private / '.git'}\n", "HEAD": "ref: refs/heads/main\n"})


@hostile("refused")
def borrowed_objects(site: Site) -> None:
    site.start()
    (site.git / "objects/info/alternates").write_text(f"{site.private / '.git/objects'}\n")
    (site.git / "HEAD").write_text(git(site.private, "rev-parse", "HEAD") + "\n")


@hostile("refused")
def objects_are_a_link(site: Site) -> None:
    site.start()
    (site.git / "objects").rename(site.git / "gone")
    (site.git / "objects").symlink_to(site.private / ".git" / "objects")


@hostile("refused")
def head_is_a_link(site: Site) -> None:
    site.start()
    (site.git / "HEAD").unlink()
    (site.git / "HEAD").symlink_to(site.home / ".netrc")


@hostile("refused")
def head_leaves_the_folder(site: Site) -> None:
    site.start()
    (site.git / "HEAD").write_text(f"ref: ../../../..{site.home}/.netrc\n")


@hostile("refused")
def refs_in_a_circle(site: Site) -> None:
    site.start()
    (site.git / "refs/heads/main").write_text("ref: refs/heads/other\n")
    (site.git / "refs/heads/other").write_text("ref: refs/heads/main\n")


@hostile("refused")
def common_folder_elsewhere(site: Site) -> None:
    site.start()
    (site.git / "objects").rename(site.git / "gone")
    (site.git / "commondir").write_text(f"{site.private / '.git'}\n")


@hostile()
def replaced_and_grafted_history(site: Site) -> None:
    made = site.start()
    head = git(made, "rev-parse", "HEAD")
    other = blob(made, b"forged = 1\n")
    write(site.git, {f"refs/replace/{git(made, 'rev-parse', 'HEAD:train.py')}": f"{other}\n", "info/grafts": f"{head} {'1' * 40}\n"})


@hostile()
def owned_by_somebody_else(site: Site) -> None:
    site.start()
    if os.getuid() == 0:
        for above, _, files in os.walk(site.folder):
            os.chown(above, 12345, 12345)
            for name in files:
                os.chown(os.path.join(above, name), 12345, 12345)  # noqa: PTH118
