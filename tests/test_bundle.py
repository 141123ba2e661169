"""Sealed bundles: what goes in, that the same goes in the same way, and that no change goes unseen."""

from __future__ import annotations

import builtins
import io
import json
import shutil
import stat
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from attrib.cli import bundles
from attrib.errors import AttribError, InputError
from attrib.export import bundle, sealed
from attrib.export.json import from_dict
from attrib.review import DecisionError, Named, decisions, replay
from attrib.store import Store
from attrib.version import VERSION
from tests import samples
from tests.test_export_formats import SECRETS, TEXT, desk, run, run_example
from tests.test_export_lines import reviewed
from tests.test_outside_review import history

AT = "2026-11-29T09:00:00Z"
KEY = ed25519.Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


@cache
def made(*, signed: bool = False, whole: bool = False) -> bundle.Sealed:
    review = desk()
    return bundle.seal(review, history(review), at=AT, by="Rana", key=KEY if signed else None, with_contacts=whole)


def members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as zipped:
        return {name: zipped.read(name) for name in zipped.namelist()}


def faults(data: bytes, **more: str) -> tuple[str, ...]:
    """Return what is wrong with a bundle; what is none at all is one fault."""
    try:
        return sealed.check(data, **more).faults
    except sealed.BundleError as error:
        return (error.message,)


# --- what goes in -----------------------------------------------------------------------------------------------------


def test_all_that_the_article_rests_on_is_there_and_listed() -> None:
    found, manifest = members(made().data), made().manifest
    assert list(found) == ["manifest.json", "article/text.txt", "article.json", "sheet.html", "log.json"]
    assert json.loads(found["manifest.json"]) == manifest
    assert made().digest == sha256(found["manifest.json"]).hexdigest()
    assert {each["name"]: (each["sha256"], each["bytes"]) for each in manifest["files"]} == {
        name: (sha256(data).hexdigest(), len(data)) for name, data in found.items() if name != "manifest.json"
    }
    assert (manifest["attrib"], manifest["sealed"]) == (VERSION, {"at": AT, "by": "Rana"})
    assert found["article/text.txt"].decode() == TEXT
    assert from_dict(json.loads(found["article.json"])).attributions
    assert b"Audit trail" in found["sheet.html"]
    assert len(json.loads(found["log.json"])) == len(desk().decisions)


def test_the_article_goes_in_as_it_was_read_while_its_file_is_the_same(tmp_path: Path) -> None:
    file = tmp_path / "Süd story?.txt"
    file.write_bytes(TEXT.encode())
    analysis = samples.footbridge()
    analysis = replace(analysis, document=replace(analysis.document, path=str(file)))

    def first() -> tuple[str, bytes]:
        data = bundle.seal(replay(analysis, ()), (), at=AT, by="Rana").data
        name = list(members(data))[1]
        return name, members(data)[name]

    assert first() == ("article/Süd_story_.txt", TEXT.encode())
    file.write_bytes(b"another")
    assert first() == ("article/text.txt", TEXT.encode())


def test_sources_go_in_and_those_that_are_gone_or_changed_are_listed(tmp_path: Path) -> None:
    analysis = samples.verified(str(tmp_path))
    review = replay(analysis, (), samples.compared(analysis))
    source = tmp_path / "meeting.txt"

    def packed() -> tuple[dict[str, bytes], list[dict[str, str]]]:
        done = bundle.seal(review, (), at=AT, by="Rana")
        return members(done.data), done.manifest["missing"]

    found, missing = packed()
    assert [(each["name"], each["why"]) for each in missing] == [("missing/1-meeting.txt", "gone")]
    assert b"<bdi>1-meeting.txt</bdi>" in found["sheet.html"]
    assert b'href="missing' not in found["sheet.html"]  # where nothing is
    source.write_text("something else", encoding="utf-8")
    assert [each["why"] for each in packed()[1]] == ["changed since it was compared"]
    source.write_text(samples.MEETING, encoding="utf-8")
    found, missing = packed()
    assert (found["sources/1-meeting.txt"].decode(), missing) == (samples.MEETING, [])
    assert b'href="sources/1-meeting.txt' in found["sheet.html"]
    assert str(tmp_path) not in "".join(each.decode() for each in found.values())


def test_a_file_with_the_words_of_somebody_unnamed_goes_in_only_when_asked(tmp_path: Path) -> None:
    analysis = samples.verified(str(tmp_path))
    (tmp_path / "meeting.txt").write_text(samples.MEETING, encoding="utf-8")
    first = next(each.attribution for each in analysis.verifications or () if each.is_found)
    confided = reviewed(lambda r: decisions.set_speaker(r, first, Named("Gerald Quill")))
    review = replay(analysis, confided.decisions, samples.compared(analysis))
    done = bundle.seal(review, (), at=AT, by="Rana")
    assert [(each["name"], each["why"]) for each in done.manifest["missing"]] == [
        ("missing/1-source", "kept at the desk")
    ]
    assert samples.MEETING.encode() not in done.data
    assert b"meeting.txt" not in done.data  # which may be called by the name of who was heard
    assert b'"missing/1-source"' in members(done.data)["article.json"]
    assert samples.MEETING.encode() in bundle.seal(review, (), at=AT, by="Rana", with_contacts=True).data


@pytest.mark.parametrize(("whole", "there"), [(False, False), (True, True)])
def test_what_stays_on_the_desk_goes_along_only_when_asked(*, whole: bool, there: bool) -> None:
    data = made(whole=whole).data  # nothing is compressed, so all of it can be searched
    for what, secret in SECRETS.items():
        assert (secret.encode() in data) == there, what
    assert made(whole=whole).manifest["with_contacts"] == whole
    assert b"heard on the tape" in data


def test_the_same_is_the_same_bytes_but_for_the_time() -> None:
    review = desk()
    again = bundle.seal(review, history(review), at=AT, by="Rana")
    assert again.data == made().data
    later = bundle.seal(review, history(review), at="2026-11-30T09:00:00Z", by="Rana")
    one, other = members(made().data), members(later.data)
    assert [name for name in one if one[name] != other[name]] == ["manifest.json"]


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/a/b/story.txt", "story.txt"),
        ("/a/../..", "_"),
        ("C:\\x.txt", "C__x.txt"),
        ("a\x00\x1b[31m\udce4.docx", "a___31m_.docx"),
        ("x" * 300 + ".txt", "x" * 76 + ".txt"),
        ("", "_"),
        ("." + "y" * 300, "_" + "y" * 79),
    ],
)
def test_a_name_in_a_bundle_is_one_for_every_system(path: str, name: str) -> None:
    assert bundle._safe(path) == name  # noqa: SLF001 - as it is


# --- that no change goes unseen ---------------------------------------------------------------------------------------


def test_what_is_as_it_was_sealed_has_no_fault() -> None:
    line = bundle.public_line(KEY)
    for signed in (False, True):
        done = made(signed=signed)
        found = sealed.check(done.data, digest=done.digest)
        assert (found.faults, found.manifest, found.digest) == ((), done.manifest, done.digest)
    assert faults(made(signed=True).data, key=line) == ()


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_byte_that_is_flipped_anywhere_is_seen(data: st.DataObject) -> None:
    done = made(signed=data.draw(st.booleans())).data
    place, bit = data.draw(st.integers(0, len(done) - 1)), data.draw(st.integers(0, 7))
    assert faults(done[:place] + bytes([done[place] ^ (1 << bit)]) + done[place + 1 :])


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_byte_that_is_flipped_in_any_file_and_packed_again_is_seen(data: st.DataObject) -> None:
    done = made(signed=True)
    found = members(done.data)
    name = data.draw(st.sampled_from(sorted(found)))
    place, bit = data.draw(st.integers(0, len(found[name]) - 1)), data.draw(st.integers(0, 7))
    found[name] = found[name][:place] + bytes([found[name][place] ^ (1 << bit)]) + found[name][place + 1 :]
    told = faults(bundle.pack(found))
    assert told
    if name != bundle.MANIFEST:
        assert all(name in each for each in told)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_manifest_that_was_changed_has_not_the_sha256_that_was_printed(data: st.DataObject) -> None:
    done = made()
    found = members(done.data)
    written = found["manifest.json"]
    place = data.draw(st.integers(0, len(written) - 1))
    found["manifest.json"] = written[:place] + bytes([written[place] ^ 1]) + written[place + 1 :]
    assert any(each.startswith("changed: manifest.json") for each in faults(bundle.pack(found), digest=done.digest))


def test_what_was_added_and_what_is_missing_is_named() -> None:
    found = members(made().data)
    assert faults(bundle.pack({**found, "extra.txt": b"x"})) == ("added: extra.txt",)
    del found["sheet.html"]
    assert faults(bundle.pack(found)) == ("missing: sheet.html",)
    del found["manifest.json"]
    assert faults(bundle.pack(found)) == ("missing: manifest.json",)


def test_signatures_are_held_to_the_manifest_and_to_the_key() -> None:
    found, other = members(made(signed=True).data), ed25519.Ed25519PrivateKey.from_private_bytes(bytes(32))
    line, theirs = bundle.public_line(KEY), bundle.public_line(other)
    no_signature = "changed: manifest.sig is no signature of manifest.json"
    assert faults(bundle.pack({**found, "manifest.sig": bytes(64)})) == (no_signature,)
    assert faults(bundle.pack({**found, "manifest.sig": b""})) == (no_signature,)
    assert faults(made(signed=True).data, key=theirs) == (f"signed with another key: {line}",)
    assert faults(made().data, key=line) == ("not signed",)
    assert faults(bundle.pack({**members(made().data), "manifest.sig": bytes(64)})) == ("added: manifest.sig",)
    unsigned = {name: data for name, data in found.items() if name != "manifest.sig"}
    assert faults(bundle.pack(unsigned), key=line) == ("missing: manifest.sig", "not signed")
    # Whoever changes a file, lists it anew and signs that has another key.
    manifest = json.loads(found["manifest.json"]) | {"key": theirs}
    manifest["files"][-1] |= {"sha256": sha256(b"[]").hexdigest(), "bytes": 2}
    written = json.dumps(manifest).encode()
    forged = bundle.pack({**found, "manifest.json": written, "manifest.sig": other.sign(written), "log.json": b"[]"})
    assert faults(forged) == ()
    assert faults(forged, key=line) == (f"signed with another key: {theirs}",)


MANIFESTS: list[Any] = [
    b"", b"{", b"[]", b"1", b'"x"', b"null", b"{}", b"\xff\xfe", b"[" * 100_000,
    {"files": None}, {"files": [1]}, {"files": [{"name": 1, "sha256": "x", "bytes": 1}]}, {"files": "abc"},
    {"files": [{"name": "a", "sha256": "x", "bytes": 1}] * 2}, {"key": 7}, {"key": []}, {"missing": [{}]},
    {"sealed": None}, {"attrib": 1}, {"bundle": "1"}, {"bundle": True}, {"bundle": None}, {"article": None},
    {"article": {"id": 1, "title": "x", "decisions": 1}}, {"article": {"id": "x", "title": [1], "decisions": 1}},
    {"article": {"id": "x", "title": None, "decisions": "1"}}, {"with_contacts": "no"},
]  # fmt: skip


@pytest.mark.parametrize("written", MANIFESTS)
def test_a_bad_manifest_is_one_fault(written: Any) -> None:  # noqa: ANN401 - JSON, or bytes that are none
    found = members(made().data)
    data = written if isinstance(written, bytes) else json.dumps(json.loads(found["manifest.json"]) | written).encode()
    assert faults(bundle.pack({**found, "manifest.json": data})) == ("changed: manifest.json: it cannot be read",)


@pytest.mark.parametrize("key", ["", "x", "ssh-ed25519 AAAA", "\ud800", "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQ"])
def test_a_key_that_is_none_signs_nothing(key: str) -> None:
    found = members(made(signed=True).data)
    written = json.dumps(json.loads(found["manifest.json"]) | {"key": key}).encode()
    data = bundle.pack({**found, "manifest.json": written})
    assert faults(data) == ("changed: manifest.sig is no signature of manifest.json",)


def hostile() -> Iterator[tuple[str, bytes]]:
    """Yield zips that are made to hurt whoever unpacks them, each with what is said of it."""

    def zipped(
        name: str, data: bytes = b"x", how: int = zipfile.ZIP_STORED, mode: int = 0o100644, times: int = 1
    ) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", how) as made:
            for _ in range(times):
                info = zipfile.ZipInfo(name)
                info.compress_type, info.external_attr = how, mode << 16
                made.writestr(info, data)
        return out.getvalue()

    yield "../evil.txt would be unpacked elsewhere", zipped("../evil.txt")
    yield "/etc/passwd would be unpacked elsewhere", zipped("/etc/passwd")
    yield "a/../../b would be unpacked elsewhere", zipped("a/../../b")
    yield "C:evil would be unpacked elsewhere", zipped("C:evil")
    yield r"a\\\.\.\\b would be unpacked elsewhere", zipped("a\\..\\b")
    yield "link is a link or no plain file", zipped("link", b"/etc/passwd", mode=stat.S_IFLNK | 0o777)
    yield "pipe is a link or no plain file", zipped("pipe", mode=stat.S_IFIFO | 0o600)
    yield "its files would be larger than the bundle", zipped("bomb", bytes(10_000_000), zipfile.ZIP_DEFLATED)
    yield "small is compressed", zipped("small", b"x", zipfile.ZIP_DEFLATED)
    yield "it has manifest.json twice", zipped("manifest.json", times=2)
    yield "its bytes are no whole zip", b""
    yield "its bytes are no whole zip", b"PK\x05\x06" + b"\xff" * 18
    yield "its bytes are no whole zip", made().data[: len(made().data) // 2]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_hostile_zips_are_told_in_one_line() -> None:
    for what, data in hostile():
        with pytest.raises(sealed.BundleError, match=what) as found:
            sealed.check(data)
        assert found.value.message.startswith("no sealed bundle: ")
        assert "\n" not in found.value.message


def test_what_stands_outside_of_the_files_is_a_change() -> None:
    told = ("changed: the zip itself, outside of its files",)
    data = made().data
    commented = io.BytesIO(data)
    with zipfile.ZipFile(commented, "a") as zipped:
        zipped.comment = b"call me"
    assert faults(commented.getvalue()) == told
    assert faults(b"#!/bin/sh\n" + data) == told
    found = members(data)
    assert faults(bundle.pack(dict(reversed(found.items())))) == told
    signed = members(made(signed=True).data)
    signature = signed.pop("manifest.sig")
    assert faults(bundle.pack({**signed, "manifest.sig": signature})) == told  # there is one form of it


def test_a_manifest_that_lists_no_bundle_is_told() -> None:
    found = members(made().data)
    manifest = json.loads(found["manifest.json"])
    empty = bundle.pack({"manifest.json": json.dumps({**manifest, "files": []}).encode()})
    assert faults(empty) == (
        "not listed: article.json", "not listed: sheet.html", "not listed: log.json", "not listed: the article",
    )  # fmt: skip
    for form in (99, 0, -1, 10**4000):
        other = bundle.pack({**found, "manifest.json": json.dumps({"bundle": form}).encode()})  # whatever else it has
        with pytest.raises(sealed.BundleError, match="which this attrib does not know") as told:
            sealed.check(other)
        assert len(told.value.message) < 100
        assert told.value.hint


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300), st.integers(0, 400))
def test_bytes_that_nobody_wrote_are_no_bundle(junk: bytes, keep: int) -> None:
    assert faults(made().data[:keep] + junk + made().data[-keep:] if keep else junk)


# --- keys -------------------------------------------------------------------------------------------------------------

PEM, SSH = PrivateFormat.PKCS8, PrivateFormat.OpenSSH


@pytest.mark.parametrize("form", [PEM, SSH])
def test_keys_are_read_in_both_forms(tmp_path: Path, form: PrivateFormat) -> None:
    file = tmp_path / "desk.key"
    file.write_bytes(KEY.private_bytes(Encoding.PEM, form, NoEncryption()))
    assert bundle.public_line(bundle.private_key(file)) == bundle.public_line(KEY)
    public = KEY.public_key()
    for made_in in (
        public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
        public.public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH) + b" desk@example.org\n",
    ):
        file.write_bytes(made_in)
        assert bundle.public_key(file) == bundle.public_line(KEY)


def test_keys_that_will_not_do_are_told_in_one_line(tmp_path: Path) -> None:
    file = tmp_path / "desk.key"
    other = rsa.generate_private_key(65537, 2048)
    cases: list[tuple[Callable[[Path], Any], bytes, str]] = [
        (bundle.private_key, KEY.private_bytes(Encoding.PEM, PEM, BestAvailableEncryption(b"secret")), "is encrypted"),
        (bundle.private_key, other.private_bytes(Encoding.PEM, PEM, NoEncryption()), "is not Ed25519"),
        (bundle.private_key, other.private_bytes(Encoding.PEM, SSH, NoEncryption()), "is not Ed25519"),
        (bundle.private_key, b"hello", "holds no private key"),
        (bundle.private_key, b"-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n", "holds no private key"),
        (bundle.public_key, b"hello", "holds no public key"),
        (bundle.public_key, b"-----BEGIN PUBLIC KEY-----\n", "holds no public key"),
        (
            bundle.public_key,
            other.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH),
            "is not Ed25519",
        ),
    ]
    if shutil.which("ssh-keygen"):  # cryptography needs bcrypt to write one itself
        import subprocess

        made_by = tmp_path / "locked"
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "secret", "-f", made_by], check=True)
        cases.append((bundle.private_key, made_by.read_bytes(), "is encrypted"))
    for read, data, what in cases:
        file.write_bytes(data)
        with pytest.raises(InputError, match=what) as found:
            read(file)
        assert found.value.hint
    with pytest.raises(InputError, match="cannot read the key"):
        bundle.private_key(tmp_path / "none")


def test_without_cryptography_there_is_one_line_and_a_hint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, data = tmp_path / "desk.key", made(signed=True).data
    file.write_bytes(KEY.private_bytes(Encoding.PEM, PEM, NoEncryption()))
    real = builtins.__import__

    def missing(name: str, *rest: Any, **more: Any) -> Any:  # noqa: ANN401 - as import is
        if name.startswith("cryptography"):
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", missing)
    for call in (lambda: bundle.private_key(file), lambda: bundle.public_key(file), lambda: sealed.check(data)):
        with pytest.raises(InputError, match="signatures need the package cryptography") as found:
            call()
        assert found.value.hint == "pip install cryptography"
    assert faults(made().data) == ()  # one that is not signed needs none


# --- the command, the log and the page --------------------------------------------------------------------------------


@pytest.fixture
def _stored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Store the footbridge as `story.txt`, decided as on the desk; there is a key for it, too."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ATTRIB_DB", str(tmp_path / "attrib.db"))
    monkeypatch.setenv("ATTRIB_REVIEWER", "Rana")
    Path("story.txt").write_text(TEXT, "utf-8")
    Path("desk.key").write_bytes(KEY.private_bytes(Encoding.PEM, PEM, NoEncryption()))
    Path("desk.pub").write_text(bundle.public_line(KEY), encoding="utf-8")
    with Store() as store:
        document = store.save(samples.footbridge(), "story.txt").document
        for each in desk().decisions:
            store.decide(document, replace(each, number=0, at="", reviewer=""), reviewer="Rana", seen=each.number - 1)


@pytest.mark.usefixtures("_stored")
def test_a_bundle_is_sealed_logged_and_checked() -> None:
    digest = run("export", "story.txt", "--bundle", "-o", "s.zip", "--key", "desk.key").split()[0]
    assert members(Path("s.zip").read_bytes())["article/story.txt"].decode() == TEXT
    for held in (("--public-key", "desk.pub"), ("--manifest", digest)):
        told = run("check-bundle", "s.zip", *held)
        assert "s.zip: as it was sealed by Rana" in told
        assert f"signed: {bundle.public_line(KEY)}" in told
        assert "not checked" not in told
    assert f"sealed  s.zip, manifest {digest}" in run("log", "story.txt")
    run("factsheet", "story.txt", "--reviewed", "-o", "sheet.html")
    sheet = Path("sheet.html").read_text("utf-8")
    assert "sealed a bundle" in sheet
    assert digest in sheet
    data = Path("s.zip").read_bytes()
    Path("s.zip").write_bytes(data.replace(b"Odile", b"Odine"))
    changed = run("check-bundle", "s.zip", code=11)
    assert "s.zip: changed: article/story.txt" in changed
    assert "s.zip: changed: sheet.html" in changed
    assert "attrib: s.zip is not what was sealed" in changed


@pytest.mark.usefixtures("_stored")
def test_a_signature_proves_nothing_until_the_key_is_given() -> None:
    run("export", "story.txt", "--bundle", "-o", "s.zip", "--key", "desk.key")
    other = ed25519.Ed25519PrivateKey.from_private_bytes(bytes(32))
    found = members(Path("s.zip").read_bytes())
    title = "Safe \x1b[2J\u202estory"
    manifest = json.loads(found["manifest.json"]) | {"key": bundle.public_line(other)}
    manifest["article"] |= {"title": title}
    found["manifest.json"] = json.dumps(manifest).encode()
    found["manifest.sig"] = other.sign(found["manifest.json"])
    Path("forged.zip").write_bytes(bundle.pack(found))
    told = run("check-bundle", "forged.zip")
    assert "forged.zip: as its manifest says that it was sealed by Rana" in told
    assert "not checked whose key that is: anybody can sign with their own" in told
    assert r"Safe \x1b[2J\u202estory (sha256:" in told
    assert "signed with another key" in run("check-bundle", "forged.zip", "--public-key", "desk.pub", code=11)


@pytest.mark.usefixtures("_stored")
def test_what_is_in_a_bundle_is_told() -> None:
    for more, kept in (((), "without"), (("--with-contacts",), "with")):
        run("export", "story.txt", "--bundle", "-o", f"{kept}.zip", *more)
        told = run("check-bundle", f"{kept}.zip")
        assert f"{desk().document.title} ({desk().document.id})" in told
        assert "4 files, " in told
        assert f"decisions, {kept} contacts, answers and private notes" in told
        assert "not signed\nnot checked who made it: anybody can; --manifest tells" in told


@pytest.mark.usefixtures("_stored")
def test_sealing_changes_nothing_that_anybody_decided() -> None:
    with Store() as store:
        [document] = store.documents()
        before = store.review(document)
        seen = store.decide(document, decisions.sign(before, "the tape is not in"), reviewer="Rana", seen=before.number)
        run("export", "story.txt", "--bundle", "-o", "s.zip")  # a signed article, too
        after = store.review(document)
        assert after.decisions[-1].kind == "sealed"
        assert (after.items, after.signed, after.lost) == (seen.items, seen.signed, seen.lost)
        # Nobody's open window is in its way, and undo passes over it.
        unsigned = store.decide(document, decisions.unsign(seen), reviewer="Ilse", seen=seen.number)
        assert decisions.undo(unsigned, "Rana").undoes == len(desk().decisions)
        store.decide(document, decisions.accept(unsigned, "a6"), reviewer="Ilse", seen=unsigned.number)
        # It is carried to a later analysis as it is.
        store.save(samples.shifted(samples.footbridge(), "An addition."), "story.txt")
        [found] = [each for each in store.review(document).decisions if each.kind == "sealed"]
        assert (found.carried, dict(found.value)["file"]) == ("exact", "s.zip")


@pytest.mark.usefixtures("_stored")
def test_a_bundle_that_cannot_be_logged_is_not_left() -> None:
    def refuse(*_: Any, **__: Any) -> None:  # noqa: ANN401 - whatever it is called with
        raise DecisionError("no", "no")

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Store, "decide", refuse)
        run("export", "story.txt", "--bundle", "-o", "s.zip", code=7)
    assert not Path("s.zip").exists()


@pytest.mark.usefixtures("_stored")
def test_a_bundle_is_never_written_over() -> None:
    run("export", "story.txt", "--bundle", "-o", "s.zip")
    before = Path("s.zip").read_bytes()
    assert "s.zip is there already" in run("export", "story.txt", "--bundle", "-o", "s.zip", code=3)
    assert Path("s.zip").read_bytes() == before
    assert run("log", "story.txt").count("sealed  s.zip") == 1


@pytest.mark.usefixtures("_stored")
def test_a_bundle_that_is_too_large_is_neither_written_nor_read(monkeypatch: pytest.MonkeyPatch) -> None:
    run("export", "story.txt", "--bundle", "-o", "s.zip")
    monkeypatch.setattr(bundles, "LARGEST", 1 << 10)
    assert "the bundle would be larger than" in run("export", "story.txt", "--bundle", "-o", "t.zip", code=3)
    assert not Path("t.zip").exists()
    assert "s.zip is larger than" in run("check-bundle", "s.zip", code=2)
    assert "/dev/zero is larger than" in run("check-bundle", "/dev/zero", code=2)
    assert "holds no private key" in run("export", "story.txt", "--bundle", "-o", "u.zip", "--key", "/dev/zero", code=2)


@pytest.mark.usefixtures("_stored")
def test_what_does_not_go_together_is_told() -> None:
    for words, code, what in (
        (("--bundle",), 3, "a bundle goes into a zip"),
        (("--bundle", "-o", "s.txt"), 3, "a bundle goes into a zip"),
        (("--key", "desk.key"), 2, "--key signs a bundle"),
        (("--bundle", "--call-sheet", "-o", "s.zip"), 2, "ask for one at a time"),
        (("--bundle", "-f", "csv", "-o", "s.zip"), 2, "forms of their own"),
        (("--bundle", "-o", "desk.zip", "--key", "none.key"), 2, "cannot read the key"),
        (("--call-sheet", "--with-contacts"), 2, "has them in any case"),
        (("--datasette", "d", "--with-contacts"), 2, "has no contacts in any case"),
    ):
        assert what in run("export", "story.txt", *words, code=code)
    with Store() as store:
        store.save(samples.bare())
    assert "a bundle holds one article, and 2 are to be sealed" in run("export", "--bundle", "-o", "s.zip", code=3)
    for none in ("", "abc", "g" * 64):  # a variable of a script that is empty holds a bundle to nothing
        assert "is no sha256" in run("check-bundle", "story.txt", "--manifest", none, code=2)
    assert "cannot read none.zip" in run("check-bundle", "none.zip", code=2)
    assert "no sealed bundle" in run("check-bundle", "story.txt", code=11)


@pytest.mark.usefixtures("_stored")
def test_the_example_of_the_page_runs(capsys: pytest.CaptureFixture[str]) -> None:
    run_example("Sealed bundle")
    shown = capsys.readouterr().out
    assert "article/story.txt as sealed" in shown
    assert "CHANGED" not in shown


@pytest.mark.models
def test_two_seeds_are_sealed_and_read_back_before_and_after_a_review(tmp_path: Path) -> None:
    from attrib.analyzer import Analyzer
    from attrib.read import read_document

    analyzer = Analyzer()
    with Store(tmp_path / "attrib.db") as store:
        for name in ("harbour-inquiry.txt", "iraq-syria-attacks.txt"):
            document = store.save(analyzer.analyze(read_document(f"seeds/{name}"))).document
            for number in (0, 1):
                for item in store.review(document).items[: 10 * number]:
                    store.decide(document, decisions.accept(store.review(document), item.id), reviewer="R", seen=10**6)
                review = store.review(document)
                done = bundle.seal(review, store.log(document), at=AT, by="Rana")
                assert sealed.check(done.data).faults == ()
                found = members(done.data)
                assert found[f"article/{name}"] == Path("seeds", name).read_bytes()
                back = from_dict(json.loads(found["article.json"]))
                assert [each.content for each in back.attributions] == [each.content for each in review.items]
                assert len(json.loads(found["log.json"])) == 10 * number


def test_the_error_has_an_exit_code_of_its_own() -> None:
    assert issubclass(sealed.BundleError, AttribError)
    assert sealed.BundleError.exit_code == 11
