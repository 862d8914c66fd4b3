"""Repositories and packages of public sources, brought into a cache folder once."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from ingest.documents import Language
from ingest.encoder.training.sources import ParallelSource
from ingest.errors import SourceError

# A stalled transfer ends after a minute instead of never.
_CLONE = ("git", "-c", "http.lowSpeedLimit=1000", "-c", "http.lowSpeedTime=60", "clone")
_UNASKED = {"GIT_TERMINAL_PROMPT": "0", "GIT_LFS_SKIP_SMUDGE": "1", "LC_ALL": "C.UTF-8"}


def fetched(source: ParallelSource, root: str, cache: Path) -> dict[Language, Path]:
    """Return the folder of each language, from the cache or fetched into it.

    `root` is the address that names of repositories follow. Raises SourceError naming the
    repository or package that cannot be had.
    """
    fetch = cloned if source.fetched == "git" else unpacked
    folders: dict[Language, Path] = {}
    for language, place in source.where.items():
        folder = fetch(place, root, cache) / source.folders.get(language, "")
        if not folder.is_dir():
            raise SourceError(
                f"{place} has no folder {source.folders[language]}; "
                "mend the table of sources or delete it from the cache"
            )
        folders[language] = folder
    return folders


def cloned(repository: str, root: str, cache: Path) -> Path:
    """Return the newest state of a repository."""
    address = f"{root.rstrip('/')}/{repository}"

    def into(folder: Path) -> None:
        clone = (*_CLONE, "--quiet", "--depth", "1", "--no-tags", address, str(folder))
        _run(clone, repository, "check the connection or give another --root")

    return _once(cache / repository.replace("/", "--"), into)


def unpacked(package: str, root: str, cache: Path) -> Path:
    """Return the files of a Debian package; `root` is not used."""

    def into(folder: Path) -> None:
        folder.mkdir()
        _run(
            ("apt-get", "download", "--quiet", package),
            package,
            "it needs Debian, its lists of packages updated",
            folder,
        )
        for archive in folder.glob("*.deb"):
            _run(("dpkg-deb", "-x", str(archive), str(folder)), package, "fetch it anew")
            archive.unlink()

    return _once(cache / package, into)


def _once(folder: Path, into: Callable[[Path], None]) -> Path:
    """Return the folder, filled beside its place first, so that half of it is never used."""
    if not folder.is_dir():
        unfinished = folder.with_name(folder.name + ".part")
        shutil.rmtree(unfinished, ignore_errors=True)
        folder.parent.mkdir(parents=True, exist_ok=True)
        into(unfinished)
        unfinished.rename(folder)
    return folder


def _run(command: Sequence[str], place: str, advice: str, folder: Path | None = None) -> None:
    environment: Mapping[str, str] = {**os.environ, **_UNASKED}
    try:
        subprocess.run(
            command, cwd=folder, env=environment, check=True, capture_output=True, text=True
        )
    except FileNotFoundError as error:
        raise SourceError(
            f"{place} cannot be fetched: there is no {command[0]}; install it"
        ) from error
    except subprocess.CalledProcessError as error:
        reason = _reason(error.stderr) or f"{command[0]} ended with {error.returncode}"
        raise SourceError(f"{place} cannot be fetched ({reason}); {advice}") from error


def _reason(said: str) -> str:
    """Return the line of what a command said that tells why it failed: not its last one."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    telling = (line for line in lines if line.startswith(("fatal:", "error:", "E:")))
    return next(telling, lines[-1] if lines else "")
