"""The files in ``attrib/models``, or in a folder laid out like it, and what `manifest.json` there says of them."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from attrib.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

FOLDER: Final = Path(__file__).with_name("models")

READER: Final = frozenset({"reader.onnx", "tokenizer.json"})
"""What the network is read from."""

RESOLVING: Final = frozenset(
    {"lexicon.json", "given_names.json", "nouns.npz", "ranker.npz", "classes.json", "titles.json"}
)
"""What :mod:`attrib.resolve` is read from."""

_in_use: list[Path] = [FOLDER]
_forget: list[Callable[[], object]] = []


def use(folder: Path) -> None:
    """Resolve with the lists and weights of a folder laid out like ``attrib/models`` from now on.

    They are the process's: analyzers with two folders may take turns, but not in two threads at once. Raises ModelError
    when a list cannot be read; those of before then tell again.
    """
    before = _in_use[0]
    if folder == before:
        return
    try:
        _in_use[0] = folder
        for each in _forget:
            each()
    except BaseException:  # a list that cannot be read: those of before tell again
        _in_use[0] = before
        for each in _forget:
            each()
        raise


def in_use() -> Path:
    """Return the folder whose lists and weights resolving uses."""
    return _in_use[0]


def heeds(forget: Callable[[], object]) -> None:
    """Call `forget`, such as a function that clears a cache, whenever :func:`use` names another folder."""
    _forget.append(forget)


def checked(folder: Path, needed: Iterable[str], *, listed: bool = False) -> dict[str, str]:
    """Return the sha256 of each file of `needed`, and with `listed` of all in the manifest but the reader's own.

    Raises ModelError when there is no manifest, or a file is missing, not in it or not the one that it has.
    """
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        hashes = {name: str(entry["sha256"]) for name, entry in manifest["files"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelError(f"no models in {folder}", "install attrib again, or name a folder with --models") from error
    names = {*needed, *(hashes.keys() - READER if listed else ())}
    for name in sorted(names):
        if not (folder / name).is_file():
            raise ModelError(f"there is no file {folder / name}", hint(folder))
    if unlisted := names - hashes.keys():
        raise ModelError(f"{folder / min(unlisted)} is not in manifest.json", hint(folder))
    wanted = [name for name in hashes if name in names]
    try:
        found = {name: sha256(folder / name) for name in wanted}
    except OSError as error:
        raise ModelError(f"cannot read the models in {folder}: {error}", hint(folder)) from error
    for name in wanted:
        if found[name] != hashes[name]:
            message = f"{folder / name} is not the file in manifest.json: its sha256 is another"
            raise ModelError(message, hint(folder))
    return found


def hint(folder: Path) -> str:
    """Return what to do about a file of `folder` that is missing or damaged."""
    return "install attrib again" if folder == FOLDER else f"{folder} is not complete, or was changed: make it again"


def sha256(path: Path) -> str:
    """Return the hex digest of a file. The 34 MB of a bundle take 20 ms. Raises OSError."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def written(name: str) -> Any:  # noqa: ANN401 - whatever JSON holds
    """Return what stands in a list of the package, such as ``extract/lexicon.json``, or of the models in use.

    The latter are those in ``models/``.

    Raises ModelError when it is missing or damaged.
    """
    path = FOLDER.parent / name
    path = in_use() / path.name if path.parent == FOLDER else path
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError(f"cannot read {path}: {error}", hint(path.parent)) from error
