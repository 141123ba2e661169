"""A sealed bundle: an article, what its words rest on and what was decided, in one zip that tells of any change.

``manifest.json`` lists every other file with its sha256. Nothing is compressed and no time but the manifest's is kept,
so the same article, decisions and moment make the same bytes, and :mod:`attrib.export.sealed` can hold a bundle to the
one form that there is of it. A signature is Ed25519 over the bytes of the manifest.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any, Final

from attrib import plain
from attrib.errors import InputError, MissingInput, visible
from attrib.export import json as schema
from attrib.export import log, outside, outside_review
from attrib.version import VERSION

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from attrib.review import Review
    from attrib.store import Entry
    from attrib.types import Document, Passage

MANIFEST: Final = "manifest.json"
SIGNATURE: Final = "manifest.sig"
TEXT: Final = "article/text.txt"
"""Where the article's text stands when its file is gone or has changed."""
WHOLE: Final = ("article.json", "sheet.html", "log.json")
"""What every bundle has, beside the article and its sources."""
FORM: Final = 1
"""Which form of manifest it is; a later one may list more."""
LONGEST_NAME: Final = 80
"""Characters that are kept of a file's own name: within a folder of any system."""
LONGEST_KEY: Final = 1 << 16
"""Bytes that are read of a key."""
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_PLAIN_FILE: Final = 0o100644 << 16
_UNIX: Final = 3


@dataclass(frozen=True, slots=True)
class Sealed:
    """A bundle: its bytes, the manifest and the hex sha256 of the manifest's bytes."""

    data: bytes
    manifest: Mapping[str, Any]
    digest: str


def seal(  # noqa: PLR0913 - what goes in, and what the manifest says of it
    review: Review,
    history: Iterable[Entry],
    *,
    at: str,
    by: str,
    original: str | None = None,
    key: Ed25519PrivateKey | None = None,
    with_contacts: bool = False,
) -> Sealed:
    """Return the bundle of a reviewed article with its `history`, sealed `at` (UTC, ISO 8601) `by` a checker.

    The article goes in as it was read while its file still has that sha256, else as the text that is stored; of the
    sources in which words were found, those whose sha256 has not changed. A file that is gone is listed as missing, and
    so is one that says who somebody is whom copies do not name, unless `with_contacts`: it has no name then.
    `original` is where the article was last read, where that is not the path that its analysis has. `with_contacts` is
    as in :func:`attrib.export.outside_review.for_others`. Raises AttribError without the templates.
    """
    from attrib.sheet import render
    from attrib.sheet.reviewed import result

    files, missing = [_article(review.document, original or review.document.path)], []
    places: dict[tuple[str, str], str] = {}
    kept = frozenset[str]() if with_contacts else outside.confided(review)

    def named(passage: Passage) -> str:
        return outside_review.SOURCE if passage.path in kept else _safe(passage.path)

    for number, passage in enumerate(outside_review.cited(review, with_contacts=with_contacts), 1):
        stays = passage.path in kept
        name, found = f"{number}-{named(passage)}", None if stays else _read(passage.path)
        here = found is not None and sha256(found).hexdigest() == passage.sha256
        places[passage.path, passage.sha256] = name = f"{'sources' if here else 'missing'}/{name}"
        if found is not None and here:
            files.append((name, "source", found))
        else:
            why = "kept at the desk" if stays else "gone" if found is None else "changed since it was compared"
            missing.append({"name": name, "what": "source", "sha256": passage.sha256, "why": why})

    def place(passage: Passage) -> str:
        return places.get((passage.path, passage.sha256), f"missing/{named(passage)}")

    def is_here(path: str) -> bool:
        return path.startswith("sources/")

    shown = outside_review.for_others(review, with_contacts=with_contacts, place=place)
    entries = outside_review.history(history, review, with_contacts=with_contacts)
    files += [
        (WHOLE[0], "analysis", schema.dumps(result(shown)).encode()),
        (WHOLE[1], "sheet", render(shown.analysis, review=shown, history=entries, linked=is_here).encode()),
        (WHOLE[2], "log", (plain.dumps(log.as_dicts(entries), indent=1) + "\n").encode()),
    ]
    document = review.document
    manifest = {
        "bundle": FORM,
        "attrib": VERSION,
        "sealed": {"at": at, "by": by},
        "article": {"id": document.id, "title": document.title, "decisions": review.number},
        "with_contacts": with_contacts,
        "key": public_line(key) if key else None,
        "files": [
            {"name": name, "what": what, "sha256": sha256(data).hexdigest(), "bytes": len(data)}
            for name, what, data in files
        ],
        "missing": missing,
    }
    written = (plain.dumps(manifest, indent=1) + "\n").encode()
    signature = {SIGNATURE: key.sign(written)} if key else {}
    data = pack({MANIFEST: written, **signature, **{name: data for name, _, data in files}})
    return Sealed(data, manifest, sha256(written).hexdigest())


def pack(members: Mapping[str, bytes]) -> bytes:
    """Return the zip of these files in their order: the one form that a bundle of them has."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as zipped:
        for name, data in members.items():
            info = zipfile.ZipInfo(name, _EPOCH)
            info.create_system, info.external_attr = _UNIX, _PLAIN_FILE
            zipped.writestr(info, data)
    return made.getvalue()


# --- keys -------------------------------------------------------------------------------------------------------------


def private_key(path: Path) -> Ed25519PrivateKey:
    """Return the Ed25519 key in a file, in PEM or as OpenSSH writes it. Raises InputError where there is none."""
    data = _key_file(path)
    try:
        from cryptography.exceptions import UnsupportedAlgorithm
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
        from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_ssh_private_key
    except ImportError as error:
        raise needs_cryptography() from error
    load = load_ssh_private_key if b"OPENSSH PRIVATE KEY" in data else load_pem_private_key
    shown = visible(str(path))
    try:
        key = load(data, None)
    except TypeError as error:  # what it raises for a password that is needed
        raise _encrypted(shown) from error
    except (ValueError, UnsupportedAlgorithm) as error:
        if "encrypted" in str(error).lower() or "password" in str(error).lower():
            raise _encrypted(shown) from error
        raise InputError(f"{shown} holds no private key in PEM or OpenSSH form", _MAKE) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise InputError(f"the key in {shown} is not Ed25519", _MAKE)
    return key


def public_key(path: Path) -> str:
    """Return the Ed25519 key in a file, in PEM or as OpenSSH writes it, as :func:`public_line` does.

    Raises InputError where there is none.
    """
    data = _key_file(path)
    try:
        from cryptography.exceptions import UnsupportedAlgorithm
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
        from cryptography.hazmat.primitives.serialization import load_pem_public_key, load_ssh_public_key
    except ImportError as error:
        raise needs_cryptography() from error
    shown = visible(str(path))
    try:
        key = load_pem_public_key(data) if data.lstrip().startswith(b"-----") else load_ssh_public_key(data.strip())
    except (ValueError, UnsupportedAlgorithm) as error:
        raise InputError(f"{shown} holds no public key in PEM or OpenSSH form", "give the .pub file") from error
    if not isinstance(key, Ed25519PublicKey):
        raise InputError(f"the key in {shown} is not Ed25519", "give the .pub file of the key that sealed it")
    return public_line(key)


def public_line(key: Any) -> str:  # noqa: ANN401 - of either kind, from a package that may not be there
    """Return the public half of a key on one line, as a ``.pub`` file has it, without a comment."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    public = key.public_key() if hasattr(key, "public_key") else key
    return str(public.public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode())


def needs_cryptography() -> InputError:
    """Return the one line for a package that is not there."""
    return InputError("signatures need the package cryptography", "pip install cryptography")


_MAKE: Final = "make one with: ssh-keygen -t ed25519 -N '' -f desk.key"


def _encrypted(shown: str) -> InputError:
    return InputError(f"the key in {shown} is encrypted", "decrypt a copy of it: ssh-keygen -p -N '' -f COPY")


def _key_file(path: Path) -> bytes:
    try:
        with path.open("rb") as handle:  # which may be a pipe, or a device that never ends
            return handle.read(LONGEST_KEY)
    except (OSError, ValueError) as error:
        raise MissingInput(f"cannot read the key {visible(str(path))}", "give the file that holds it") from error


# --- files ------------------------------------------------------------------------------------------------------------


def _article(document: Document, path: str | None) -> tuple[str, str, bytes]:
    """Return the article's name in the bundle, what it is, and its bytes; `path` is where it was read."""
    found = None if path is None or "://" in path else _read(path)
    if found is not None and f"sha256:{sha256(found).hexdigest()}" == document.id:
        return f"article/{_safe(path or '')}", "article, as it was read", found
    return TEXT, "article, its text as stored", document.text.encode("utf-8", "backslashreplace")


def _read(path: str) -> bytes | None:
    try:
        return Path(path).read_bytes() if Path(path).is_file() else None
    except (OSError, ValueError):
        return None


def _safe(path: str) -> str:
    """Return the name of a file in letters, digits and marks that every system takes; its ending stays."""
    name = PurePath(re.sub(r"^\.+|[^\w.-]", "_", PurePath(path).name) or "_")
    return f"{name.stem[: LONGEST_NAME - len(name.suffix)]}{name.suffix}"[:LONGEST_NAME]
