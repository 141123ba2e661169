"""Copies for others: what may leave the desk, and that programs of each format's own world read the same spans."""

from __future__ import annotations

import builtins
import json
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from attrib import cli, plain
from attrib.cli.exports import INSIDE, Exported
from attrib.errors import OutputError
from attrib.export import cas, labelstudio, outside, parquet, prodigy, tei, webanno
from attrib.export.outside import Copy
from attrib.review import Named, Review, decisions, replay
from attrib.store import Store
from attrib.types import Analysis, Document, Paragraph, Quoted, Span
from tests import samples
from tests.formats_read import READERS, Found, Statements, expanded, read_labelstudio
from tests.test_export import analyses
from tests.test_export_lines import reviewed

FORMATS = sorted(set(get_args(Exported)) - INSIDE)
FOOTBRIDGE = samples.footbridge()
TEXT = FOOTBRIDGE.document.text
SECRETS = {
    "contact": "+44 20 7946 0000",
    "answer": "We have no such memo.",
    "private note": "met him in the car park",
    "proof of name": "business card",
    "name of an unnamed source": "Gerald Quill",
    "address of an unnamed source": "https://staff.example.org/quill",
    "address of somebody unnamed": "https://staff.example.org/finn",
    "evidence of what somebody unnamed says": "the memo in the safe",
}
every_format = pytest.mark.parametrize("form", FORMATS)


def render(form: str, copy: Copy) -> Any:  # noqa: ANN401 - text or bytes
    return import_module(f"attrib.export.{form}").render([copy])


def desk() -> Review:
    """Return the footbridge with decisions of every kind, and all that is to stay on the desk."""
    at = TEXT.index("Takings at the riverside")
    return reviewed(
        lambda r: decisions.accept(r, "a1"),
        lambda r: decisions.set_speaker(r, "a2", "e5"),
        lambda r: decisions.reject(r, "a3"),
        lambda r: decisions.set_speaker(r, "a4", Named(SECRETS["name of an unnamed source"], "named_person")),
        lambda r: decisions.link(r, "a4", SECRETS["address of an unnamed source"]),
        lambda r: decisions.add_facts(r, "a4", ["the memo is of March"]),
        lambda r: decisions.fact(
            r, "a4", 1, "confirmed", evidence=SECRETS["evidence of what somebody unnamed says"], place="p. 4"
        ),
        lambda r: decisions.contact(r, "a4", SECRETS["contact"]),
        lambda r: decisions.comment(r, "a5", "answered", SECRETS["answer"]),
        lambda r: decisions.note(r, "a1", SECRETS["private note"], private=True),
        lambda r: decisions.record(r, "a1", name_proof=SECRETS["proof of name"]),
        lambda r: decisions.note(r, "a1", "heard on the tape"),
        lambda r: decisions.link(r, "a1", "https://example.org/tape"),
        lambda r: decisions.link(r, "a14", SECRETS["address of somebody unnamed"]),
        lambda r: decisions.set_speaker(r, "a14", None),
        lambda r: decisions.concern(r, "a13", "who counted them?"),
        lambda r: decisions.merge(r, "a8"),
        lambda r: decisions.add(r, [Span(at, at + 24)], speaker="e1"),
    )


def astral() -> Analysis:
    """Return an article whose every character offset is another one in UTF-16."""
    analysis, shift = samples.placed(), 3
    text = "🐑🐑 " + analysis.document.text

    def moved(span: Span) -> Span:
        return Span(span.start + shift, span.end + shift)

    paragraphs = tuple(Paragraph(moved(each.span), each.kind) for each in analysis.document.paragraphs)
    return replace(
        analysis,
        document=replace(analysis.document, text=text, paragraphs=paragraphs, places=(), notes=(), path="gauge.txt"),
        attributions=tuple(
            replace(
                each,
                content=tuple(map(moved, each.content)),
                cue=each.cue and replace(each.cue, span=moved(each.cue.span)),
                source=each.source and moved(each.source),
            )
            for each in analysis.attributions
        ),
        entities=(),
        claims=(),
        quotations=tuple(Quoted(moved(each.span)) for each in analysis.quotations),
    )


REVIEWS: dict[str, Callable[[], Review]] = {
    "untouched": lambda: replay(FOOTBRIDGE, ()),
    "decided": desk,
    "astral": lambda: replay(astral(), ()),
    "hostile": lambda: replay(samples.hostile(), ()),
    "unlikely": lambda: replay(samples.doubting(FOOTBRIDGE, "a2"), ()),
}


def expected(copy: Copy) -> Statements:
    """Return what a copy says of each statement that stands."""
    text = copy.document.text
    return {
        each.attribution.id: Found(
            {(part, span.start, span.end) for part, span in outside.parts(each.attribution)},
            [span.of(text) for span in each.attribution.content],
            each.speaker.name if each.speaker else None,
            each.status,
        )
        for each in copy.standing
    }


def as_comments_show(found: Statements, wanted: Statements, text: str) -> None:
    """Let both be as a comment has it: on all from the first word to the last, the name as long as there is room."""
    for each in wanted.values():
        places = [(start, end) for part, start, end in each.parts if part == "content"]
        each.parts, each.words = set(), [text[min(places)[0] : max(end for _, end in places)]]
        each.speaker = each.speaker and plain.for_xml(plain.tame(each.speaker))
    for name, each in found.items():  # the first line has not always room for a whole name
        whole = wanted[name].speaker or ""
        if each.speaker and len(each.speaker) > 27 and whole.startswith(each.speaker.removesuffix("…")):
            each.speaker = whole
    for each in (*found.values(), *wanted.values()):
        each.words = [" ".join(plain.for_xml(words).split()) for words in each.words]


def check(form: str, copy: Copy) -> None:
    """See that the format's own reader finds the text and all the statements of the copy."""
    text, found = READERS[form](render(form, copy))
    wanted = expected(copy)
    if form == "schemaorg":  # it has words, and no places
        wanted = {name: Found(set(), [" … ".join(each.words)], each.speaker, each.status)
                  for name, each in wanted.items()}  # fmt: skip
    if form == "tei":
        shown = plain.for_xml(copy.document.text)
        assert text == shown
        for each in wanted.values():
            each.words = list(map(plain.for_xml, each.words))
            each.speaker = each.speaker and plain.for_xml(each.speaker)
    elif text:
        assert text == copy.document.text
    if form == "docx":
        as_comments_show(found, wanted, copy.document.text)
    for each in (*found.values(), *wanted.values()):
        each.words.sort()  # the places tell the order
    assert found == wanted


@every_format
@pytest.mark.parametrize("name", REVIEWS)
def test_a_program_of_its_own_world_reads_the_same_spans(form: str, name: str) -> None:
    copy = outside.copy(REVIEWS[name]())
    assert copy.statements
    check(form, copy)


@pytest.mark.models
def test_two_seeds_are_read_back_before_and_after_a_review(tmp_path: Path) -> None:
    from attrib.analyzer import Analyzer
    from attrib.read import read_document

    analyzer = Analyzer()
    with Store(tmp_path / "attrib.db") as store:
        for name in ("harbour-inquiry.txt", "iraq-syria-attacks.txt"):
            document = store.save(analyzer.analyze(read_document(f"seeds/{name}"))).document
            for form in FORMATS:
                check(form, outside.copy(store.review(document)))
            for number, item in enumerate(store.review(document).items):
                before = store.review(document)
                made = (decisions.accept, decisions.reject)[number % 3 == 0](before, item.id)
                store.decide(document, made, reviewer="Rana", seen=before.number)
            after = outside.copy(store.review(document))
            assert {"confirmed", "rejected"} <= {each.status for each in after.statements}
            for form in FORMATS:
                check(form, after)


# --- what may leave the desk ------------------------------------------------------------------------------------------


@every_format
def test_what_stays_on_the_desk_is_in_no_copy(form: str) -> None:
    made = render(form, outside.copy(desk()))
    whole = render(form, outside.copy(desk(), with_contacts=True))
    shown, told = (_readable(each) for each in (made, whole))
    for what, words in SECRETS.items():
        assert words not in shown, what
        # The proofs are the desk's own in any case; its readings of a source are in all of them.
        assert (words in told) == (what != "proof of name"), what
    assert "heard on the tape" in shown
    assert "https://example.org/tape" in shown


def _readable(made: str | bytes) -> str:
    if isinstance(made, str):
        return made
    import io

    if made.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(made)) as archive:
            return "".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    import pyarrow.parquet as pq

    return json.dumps(pq.read_table(io.BytesIO(made)).to_pylist(), ensure_ascii=False)


def shown_speaker(review: Review, item: str) -> tuple[str, str] | None:
    found = next(each for each in outside.copy(review).statements if each.attribution.id == item)
    return None if found.speaker is None else (found.speaker.name, found.speaker.source_class)


def test_an_unnamed_source_is_shown_as_the_article_has_it() -> None:
    words = "A person familiar with the inspection"
    for who in (Named("Gerald Quill"), Named(words, "organisation"), "e5", "e1"):
        review = reviewed(lambda r, who=who: decisions.set_speaker(r, "a4", who))  # type: ignore[misc]
        assert shown_speaker(review, "a4") == (words, "unnamed_person")
    split = reviewed(
        lambda r: decisions.set_speaker(r, "a4", "e5"),
        lambda r: decisions.split(r, "a4", r.item("a4").content[0].start + 4),
    )
    assert [shown_speaker(split, name) for name in ("a4", "d2")] == [(words, "unnamed_person")] * 2


def test_a_name_that_the_article_has_is_shown_and_another_is_not() -> None:
    corrected = reviewed(lambda r: decisions.set_speaker(r, "a2", "e5"))
    assert shown_speaker(corrected, "a2") == ("Ines Okoro", "named_person")
    written = reviewed(lambda r: decisions.set_speaker(r, "a9", Named("Anton")))
    assert shown_speaker(written, "a9") == ("Anton", "named_person")
    part = reviewed(lambda r: decisions.set_speaker(r, "a9", Named("Hesk V")))
    assert shown_speaker(part, "a9") is None, "a part of a word is no name"
    unheard = reviewed(lambda r: decisions.set_speaker(r, "a9", Named("Gerald Quill")))
    assert shown_speaker(unheard, "a9") is None, "there are no words for a source"
    background = reviewed(
        lambda r: decisions.set_speaker(r, "a2", "e5"),
        lambda r: decisions.record(r, "a2", source_kind="background"),
    )
    assert shown_speaker(background, "a2") == ("She", "unnamed_person")


def test_a_copy_says_nothing_of_a_folder() -> None:
    kept = replace(FOOTBRIDGE, document=replace(FOOTBRIDGE.document, path="/home/rana/for-quill/story.txt"))
    copy = outside.copy(replay(kept, ()))
    assert (copy.file, copy.address) == ("story.txt", None)
    for form in FORMATS:
        assert "for-quill" not in _readable(render(form, copy))


# --- each format ------------------------------------------------------------------------------------------------------


@given(st.text(max_size=40))
def test_offsets_in_utf16_are_those_of_java_and_javascript(text: str) -> None:
    assert list(outside.utf16(text)) == [
        len(text[:at].encode("utf-16-le", "surrogatepass")) // 2 for at in range(len(text) + 1)
    ]


@settings(max_examples=60, deadline=None)
@given(analyses(), st.sampled_from(["webanno", "cas", "tei", "prodigy", "parquet"]))
def test_any_spans_of_any_text_are_read_back(analysis: Analysis, form: str) -> None:
    copy = outside.copy(replay(analysis, ()))
    placed = [list(outside.parts(each.attribution)) for each in copy.statements]
    # Nothing is attributed without words, and no reader tells one span from the same again.
    assume(all(len(span) for each in placed for _, span in each))
    assume(all(len(set(each)) == len(each) for each in placed))
    check(form, copy)


def test_what_is_denied_has_no_speaker_who_claims_it() -> None:
    nodes = {each["@id"].rpartition("/")[2]: each for each in expanded(render("schemaorg", outside.copy(desk())))}
    schema = "https://schema.org/"
    assert f"{schema}about" in nodes["a5"]
    assert f"{schema}author" not in nodes["a5"]
    assert nodes["a1"]["@type"] == [f"{schema}Quotation"]
    assert nodes["a6"]["@type"] == [f"{schema}Claim"]
    own = [each for name, each in nodes.items() if re.fullmatch(r"c\d+", name)]
    assert own
    assert not any(f"{schema}author" in each for each in own)


def test_label_studio_keeps_what_attrib_read_beside_what_checkers_left() -> None:
    made = labelstudio.render([outside.copy(desk())])
    _, predicted = read_labelstudio(made, "predictions")
    _, annotated = read_labelstudio(made)
    assert predicted["a2"].speaker == "Odile Brandreth"
    assert annotated["a2"].speaker == "Ines Okoro"
    assert (predicted["a3"].status, predicted["a9"].status) == ("rejected", "merged")
    assert not {"a3", "a9"} & set(annotated)
    assert annotated["a6"].status == "open"
    [untouched] = json.loads(labelstudio.render([outside.copy(replay(FOOTBRIDGE, ()))]))
    assert "annotations" not in untouched


def test_who_has_decided_has_answered_prodigy() -> None:
    tasks = [json.loads(line) for line in prodigy.render([outside.copy(desk())]).splitlines()]
    answers = {each["meta"]["id"]: each.get("answer") for each in tasks}
    assert (answers["a1"], answers["a3"], answers["a6"]) == ("accept", "reject", None)
    assert all(len(each["text"]) < len(TEXT) for each in tasks)


def test_an_inner_statement_stands_in_the_outer_one_and_who_says_it_in_the_standoff() -> None:
    from lxml import etree

    root = etree.fromstring(tei.render([outside.copy(desk())]).encode())
    space = {"t": tei.TEI}
    [inner] = root.xpath("//t:said[@n='a10']//t:said[@n='a11']", namespaces=space)
    assert "".join(inner.itertext()) == "“the third pier is moving”"
    [who] = root.xpath("//t:person[t:persName='Odile Brandreth']", namespaces=space)
    assert [each.text for each in who] == ["Odile Brandreth", "chief engineer", "Hesk Valley Council"]
    [first] = root.xpath("//t:said[@n='a1'][1]", namespaces=space)
    assert (first.get("direct"), first.get("aloud"), first.get("cert")) == ("true", "true", "0.97")
    checker = first.get("resp")[1:]
    assert root.xpath(f"//t:respStmt[@xml:id='{checker}']/t:name", namespaces=space)[0].text == "Rana"


def test_overlapping_statements_are_cut_and_linked() -> None:
    text = "one two three four"
    document = Document("sha256:" + "0" * 64, text, (Paragraph(Span(0, len(text))),))
    a1, a2 = (replace(FOOTBRIDGE.attributions[0], id=name, content=(Span(*place),), cue=None, source=None)
              for name, place in (("a1", (0, 13)), ("a2", (4, 18))))  # fmt: skip
    copy = outside.copy(replay(Analysis(document, FOOTBRIDGE.engine, (a1, a2)), ()))
    made = tei.render([copy])
    assert made.count("<said ") == 3
    assert made.count('prev="#') == made.count('next="#') == 1
    check("tei", copy)


@pytest.mark.parametrize("module", [cas, tei])
def test_a_file_that_holds_one_article_holds_no_two(module: Any) -> None:  # noqa: ANN401 - a module
    copy = outside.copy(replay(FOOTBRIDGE, ()))
    with pytest.raises(OutputError, match="holds one article, and 2 are to be written"):
        module.render([copy, copy])


def test_several_articles_share_a_collection() -> None:
    copies = [outside.copy(replay(each, ())) for each in (FOOTBRIDGE, samples.placed())]
    data = json.loads(webanno.render(copies))
    assert data["total"] == len(data["first"]["items"])
    assert {each["target"]["id"] for each in data["first"]["items"] if each["motivation"] == "describing"} == {
        each.name for each in copies
    }
    assert len(json.loads(labelstudio.render(copies))) == 2


def test_without_pyarrow_there_is_one_line_and_a_hint(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def missing(name: str, *rest: Any, **more: Any) -> Any:  # noqa: ANN401 - as import is
        if name.startswith("pyarrow"):
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(OutputError, match="Parquet needs pyarrow") as found:
        parquet.render([outside.copy(replay(FOOTBRIDGE, ()))])
    assert found.value.hint == "pip install pyarrow"


# --- the command, and the page ----------------------------------------------------------------------------------------

PAGE = (Path(__file__).parents[1] / "docs/formats.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"## ([^\n]+)\n(?:(?!## ).)*?```sh\nattrib ([^\n]+)\n```\n\n```python\n(.*?)```", PAGE, re.DOTALL)


@pytest.fixture
def _stored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Store the footbridge as `story.txt`, decided as on the desk."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ATTRIB_DB", str(tmp_path / "attrib.db"))
    Path("story.txt").write_text(TEXT, "utf-8")
    with Store() as store:
        document = store.save(FOOTBRIDGE, "story.txt").document
        for each in desk().decisions:
            store.decide(document, replace(each, number=0, at="", reviewer=""), reviewer="Rana", seen=each.number - 1)


def run(*words: str, code: int = 0) -> str:
    found = CliRunner().invoke(cli.app, list(words))
    assert found.exit_code == code, found.output
    return str(found.output)


def run_example(heading: str) -> None:
    """Run the example below a heading of the page: a command and ten lines at most that read what it wrote."""
    section = PAGE.partition(f"## {heading}")[2].partition("\n## ")[0]
    [command] = re.findall("```sh\nattrib (export [^\n]+)", section)
    [code] = re.findall("```python\n(.*?)```", section, re.DOTALL)
    assert len(code.strip().splitlines()) <= 10
    run(*command.split())
    exec(compile(code, heading, "exec"), {})  # noqa: S102 - our own page


def test_every_format_has_an_example() -> None:
    assert [re.findall("`--format (.*)`", head)[0] for head, _, _ in EXAMPLES] == [
        "docx", "webanno", "schemaorg", "labelstudio", "prodigy", "cas", "tei", "parquet",
    ]  # fmt: skip
    assert all(len(code.strip().splitlines()) <= 10 for _, _, code in EXAMPLES)


@pytest.mark.usefixtures("_stored")
@pytest.mark.parametrize(("head", "command", "code"), EXAMPLES)
@pytest.mark.filterwarnings("ignore:unclosed file")
def test_every_example_runs(head: str, command: str, code: str, capsys: pytest.CaptureFixture[str]) -> None:
    run(*command.split())
    exec(compile(code, head, "exec"), {})  # noqa: S102 - our own page
    shown = capsys.readouterr().out
    assert "Odile Brandreth" in shown
    assert "“We closed it within the hour,”" in shown
    assert "the council had been warned in November" in shown or head.startswith(("schema", "Parquet"))
    assert SECRETS["name of an unnamed source"] not in shown


@pytest.mark.usefixtures("_stored")
def test_contacts_go_along_only_when_asked() -> None:
    assert SECRETS["contact"] not in run("export", "story.txt", "--format", "webanno", "--with-open")
    assert SECRETS["contact"] in run("export", "story.txt", "--format", "webanno", "--with-contacts")
    assert "csv stays on the desk" in run("export", "--with-contacts", code=2)
    assert "--entities and --with-open go with gold" in run("export", "-f", "tei", "--entities", "e", code=2)
    assert "parquet goes into a file" in run("export", "-f", "parquet", code=3)


@pytest.mark.usefixtures("_stored")
def test_only_parquet_is_known_by_its_ending() -> None:
    for name in ("story.xml", "story.json", "story.jsonld"):
        run("export", "-o", name)
        assert Path(name).read_text("utf-8-sig").startswith("article,file,")
    run("export", "-o", "story.parquet")
    assert Path("story.parquet").read_bytes().startswith(b"PAR1")
