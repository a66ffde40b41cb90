"""Where a version comes from: the commit its data was in, and who trained it."""

from __future__ import annotations

import getpass
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from training.corpus import PARTS

_NAMED = 3  # files named in a sentence


@dataclass(frozen=True, slots=True)
class Source:
    """What git knows of the data."""

    commit: str | None  # nothing where git does not know the folder
    uncommitted: int = 0  # files of the corpus that differ from the commit
    files: str = ""  # the first of them

    @property
    def problem(self) -> str | None:
        """Why the data cannot be got back, if it cannot."""
        if self.commit is None:
            return "its data is not in a git repository, so nobody can get it back"
        if self.uncommitted:
            return f"it was made from data that was not committed ({self.files}); commit it and train again"
        return None


def source_of(data: Path) -> Source:
    """What git knows of the corpus in ``data``."""
    commit = _git(data, "rev-parse", "HEAD")
    if commit is None:
        return Source(None)
    wanted = [f":(glob){part}/**/*.jsonl" for part in PARTS]
    changed = _git(data, "status", "--porcelain", "-z", "--ignored", "--untracked-files=all", "--", *wanted)
    if changed is None:
        return Source(None)
    names = [entry[3:] for entry in changed.split("\0") if entry[2:3] == " "]
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return Source(commit.strip(), len(names), ", ".join(names[:_NAMED]) + more)


def who(folder: Path) -> str:
    """The person at work: as git calls them, or the name of the account."""
    name, address = ((_git(folder, "config", key) or "").strip() for key in ("user.name", "user.email"))
    if name or address:
        return f"{name} <{address}>" if name and address else name or address
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):  # an account without a name, as in a container
        return "unknown"


def _git(folder: Path, *arguments: str) -> str | None:
    """What git says in ``folder``; nothing where there is no git or it knows no answer."""
    git = shutil.which("git")
    if git is None or not folder.is_dir():
        return None
    done = subprocess.run(  # noqa: S603 – our own words and a path
        [git, "-C", str(folder), *arguments], capture_output=True, text=True, errors="replace", check=False
    )
    return done.stdout if done.returncode == 0 else None
