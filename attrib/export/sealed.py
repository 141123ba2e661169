"""Checking a sealed bundle: whether anything in it was added, taken out or changed since it was sealed.

A bundle comes from outside and may be made to hurt. It is read in memory and nothing of it is unpacked; it is held to
the one form that :func:`attrib.export.bundle.pack` writes, in which nothing is compressed, so no file in it is larger
than the bundle itself.
"""

from __future__ import annotations

import io
import json
import stat
import struct
import zipfile
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any, ClassVar, Final

from attrib.errors import AttribError, visible
from attrib.export.bundle import FORM, MANIFEST, SIGNATURE, WHOLE, needs_cryptography, pack

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_NEWER: Final = "check it with the attrib that sealed it, or a later one"
_ZIP: Final = "changed: the zip itself, outside of its files"  # their order is outside of them, too
_ASK: Final = "ask whoever sent it for another copy"
_DAMAGE: Final = (
    zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, ValueError, LookupError, EOFError,
    OSError, OverflowError, struct.error,
)  # fmt: skip
"""What zipfile raises for bytes that are no zip."""


class BundleError(AttribError):
    """A bundle that was changed, or is none."""

    exit_code: ClassVar[int] = 11


@dataclass(frozen=True, slots=True)
class Checked:
    """What a bundle is found to be: `faults` a line each, none when all is as it was sealed.

    `manifest` is empty where there is none to be read, `digest` the hex sha256 of its bytes.
    """

    faults: tuple[str, ...]
    manifest: Mapping[str, Any]
    digest: str


def check(data: bytes, *, key: str | None = None, digest: str | None = None) -> Checked:
    """Return what the bytes of a bundle are found to be.

    `key` is the public key (:func:`attrib.export.bundle.public_key`) that has to have signed it, `digest` the hex
    sha256 that the manifest has to have. Raises BundleError for bytes that are no zip, one that no bundle is like, and
    a form of bundle that is not known here, and InputError when a signature is to be checked and the package for it is
    not there.
    """
    members, faults = _members(data)
    if not faults and pack(members) != data:
        faults.append(_ZIP)
    written = members.get(MANIFEST)
    if written is None:
        return Checked((*faults, f"missing: {MANIFEST}"), {}, "")
    found = sha256(written).hexdigest()
    if digest is not None and found != digest:
        faults.append(f"changed: {MANIFEST}: its sha256 is {found}")
    try:
        manifest = _manifest(written)
    except (KeyError, TypeError, ValueError, RecursionError):
        return Checked((*faults, f"changed: {MANIFEST}: it cannot be read"), {}, found)
    except BundleError as error:
        if not faults:
            raise
        return Checked((*faults, f"{MANIFEST} is of {error.message}"), {}, found)
    names = [each["name"] for each in manifest["files"]]
    faults += [f"not listed: {each}" for each in WHOLE if each not in names]
    faults += [] if any(each.startswith("article/") for each in names) else ["not listed: the article"]
    faults += _differences(members, manifest["files"])
    faults += _signature(written, members.get(SIGNATURE), manifest["key"], key)
    if not faults and list(members) != [MANIFEST, *([SIGNATURE] if manifest["key"] else []), *names]:
        faults.append(_ZIP)
    return Checked(tuple(faults), manifest, found)


def _manifest(written: bytes) -> Mapping[str, Any]:
    """Return the manifest. Raises KeyError, TypeError, ValueError and RecursionError for what is none.

    Raises BundleError for one of a form that is not known here.
    """
    manifest: dict[str, Any] = json.loads(written)
    if type(form := manifest["bundle"]) is int and form != FORM:
        raise BundleError(f"a bundle of form {str(form)[:20]}, which this attrib does not know", _NEWER)
    article, title = manifest["article"], manifest["article"]["title"]
    told = [manifest["attrib"], *(manifest["sealed"][name] for name in ("at", "by")), article["id"], title or ""]
    told += [each[name] for each in manifest["files"] for name in ("name", "sha256")]
    told += [each[name] for each in manifest["missing"] for name in ("name", "why")]
    told += [] if manifest["key"] is None else [manifest["key"]]
    if not all(isinstance(each, str) for each in told):
        raise TypeError(MANIFEST)
    if (*map(type, (manifest["bundle"], article["decisions"], manifest["with_contacts"])),) != (int, int, bool):
        raise TypeError(MANIFEST)
    if len({each["name"] for each in manifest["files"]}) < len(manifest["files"]):
        raise ValueError(MANIFEST)
    return manifest


def _members(data: bytes) -> tuple[dict[str, bytes], list[str]]:
    """Return the files of a zip by name, and a line for each whose bytes are damaged. Raises BundleError."""
    faults, members = [], {}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as zipped:
            infos = zipped.infolist()
            if odd := next(_odd(infos, len(data)), None):
                raise BundleError(f"no sealed bundle: {odd}", f"do not unpack it; {_ASK}")
            for info in infos:
                try:
                    members[info.filename] = zipped.read(info)
                except zipfile.BadZipFile:
                    faults.append(f"changed: {visible(info.filename)}")
    except _DAMAGE as error:
        raise BundleError("no sealed bundle: its bytes are no whole zip", _ASK) from error
    return members, faults


def _odd(infos: list[zipfile.ZipInfo], size: int) -> Iterator[str]:
    """Yield what no bundle has: names that lead elsewhere, links, anything compressed, more than there are bytes."""
    name, times = Counter(each.filename for each in infos).most_common(1)[0] if infos else ("", 0)
    if times > 1:
        yield f"it has {visible(name)} twice"
    if sum(each.file_size for each in infos) > size:
        yield "its files would be larger than the bundle"
    for info in infos:
        name, mode = info.filename, info.external_attr >> 16
        if name.startswith("/") or "\\" in name or ":" in name or not {"", ".", ".."}.isdisjoint(name.split("/")):
            yield f"{visible(name)} would be unpacked elsewhere"
        if stat.S_ISLNK(mode) or not stat.S_ISREG(mode):
            yield f"{visible(name)} is a link or no plain file"
        if info.compress_type != zipfile.ZIP_STORED or info.file_size != info.compress_size:
            yield f"{visible(name)} is compressed"
        if info.flag_bits & 1:
            yield f"{visible(name)} is encrypted"


def _differences(members: Mapping[str, bytes], listed: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Yield what was added, is missing or was changed, by the manifest's list."""
    known = {MANIFEST, SIGNATURE}
    for each in listed:
        known.add(name := each["name"])
        if name not in members:
            yield f"missing: {visible(name)}"
        elif (sha256(members[name]).hexdigest(), len(members[name])) != (each["sha256"], each.get("bytes")):
            yield f"changed: {visible(name)}"
    yield from (f"added: {visible(name)}" for name in members if name not in known)


def _signature(written: bytes, signature: bytes | None, signer: str | None, key: str | None) -> Iterator[str]:
    """Yield what is wrong with the signature of a manifest that names its `signer`, who has to be `key`."""
    if signer is None or signature is None:
        if signer is not None:
            yield f"missing: {SIGNATURE}"
        elif signature is not None:
            yield f"added: {SIGNATURE}"
        if key is not None:
            yield "not signed"
        return
    try:
        from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
        from cryptography.hazmat.primitives.serialization import load_ssh_public_key
    except ImportError as error:
        raise needs_cryptography() from error
    fits = False
    with suppress(InvalidSignature, UnsupportedAlgorithm, ValueError):
        public = load_ssh_public_key(signer.encode())
        if isinstance(public, Ed25519PublicKey):
            public.verify(signature, written)
            fits = True
    if not fits:
        yield f"changed: {SIGNATURE} is no signature of {MANIFEST}"
    elif key not in {None, signer}:
        yield f"signed with another key: {visible(signer)}"
