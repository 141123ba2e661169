"""attrib.verify.sources and index: what is read of a source, and what is kept of it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attrib.errors import InputError, MissingInput
from attrib.read import find_articles
from attrib.types import Document, Paragraph, Span, Verdict
from attrib.verify import open_index
from attrib.verify.index import CONTENT, FORMAT, GRAMMAR, KEPT, class_of
from attrib.verify.sources import MOST, blank, date_of, find_labels, published
from tests.sources import SPEECH, check, index_of

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (SPEECH, ["ANN MOSS", "HUGH VALE", "ANN MOSS"]),
        ("MOSS: We did.\n\nVALE: We did not.\n\nMOSS: Then who did?", ["MOSS", "MOSS"]),
        ("[00:00:09] Ann Moss: We did.\n\nHugh Vale (Lab): You did not.", ["Ann Moss", "Hugh Vale"]),
        ("Q. Did you?\nA. We did.\nQ. When?", ["Q", "A", "Q"]),
        ("Ann Moss\nWe did it.\n\nHugh Vale\nYou did not.\n\n" * 2, ["Ann Moss", "Hugh Vale"] * 2),
        ("MOSS: One speech has one label.\n\nAnd it goes on.", ["MOSS"]),
        ("Thank you all.\n\nRemember: we did it. One: the wall. Two: the gate.\n\nNumber One: the wall.", []),
        ("Thank you.\n\nAnd Ann Moss, a woman I admire, once said: hold on.", []),
    ],
)  # fmt: skip
def test_labels_of_turns_are_found(text: str, names: list[str]) -> None:
    assert [label.name for label in find_labels(text)] == names


def test_a_label_far_into_a_text_is_good_for_its_line_only() -> None:
    text = "We did it. " * 400 + "\n\nANN MOSS: Did we?\n\nWe did."
    label = find_labels(text)[0]
    assert text[label.end : label.reach].strip() == "Did we?"


@pytest.mark.parametrize(
    ("name", "date"),
    [
        ("2016-02-09 debate.txt", "2016-02-09"),
        ("clinton-2016-8-25.txt", "2016-08-25"),
        ("20160209_nbc.srt", "2016-02-09"),
        ("minutes 2016.txt", "2020-01-01"),
        ("2016-13-45.txt", "2020-01-01"),
        ("1234201602090.txt", "2020-01-01"),
    ],
)
def test_a_source_has_the_date_of_its_name_or_its_text(name: str, date: str) -> None:
    assert date_of(f"1999-01-01/{name}", "2020-01-01") == date


def test_a_text_of_several_dates_has_none() -> None:
    one, two = Paragraph(Span(0, 1), "date"), Paragraph(Span(1, 2), "date")
    assert published(Document("", "ab", (one,), published="2020-01-01")) == "2020-01-01"
    assert published(Document("", "ab", (one, two), published="2020-01-01")) is None


@given(st.text(alphabet="AB: .\n()[]appl", max_size=80))
def test_what_nobody_said_is_blanked_in_its_place(text: str) -> None:
    copy = blank(text, tuple(find_labels(text)))
    assert len(copy) == len(text)
    assert all(new in (old, " ") for old, new in zip(text, copy, strict=True))


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.text(alphabet="the wal don't5 é\n.", min_size=3, max_size=60).filter(lambda t: t.strip(" .\n'")),
        min_size=1,
        max_size=3,
    )
)
def test_every_word_of_the_index_stands_where_it_says(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str]
) -> None:
    index = index_of(tmp_path_factory.mktemp("sources"), *texts)
    for number in range(len(index.paths)):
        source = index.source(number)
        first, end = index.words_of(number)
        for word in index.words(first, end - 1, source.text) if first < end else []:
            assert word.written == source.text[word.start : word.end]
            assert index.number(word.key) > 0


def test_the_rarest_words_say_where_to_look(tmp_path: Path) -> None:
    index = index_of(tmp_path, *("we do what we do " * 300 for _ in range(3)), "we do what the unmitigated masons do")
    words = np.array([index.number(key) for key in ("the", "unmitigated", "masons")])
    assert index.paths[index.find(words)[0][1]].endswith("3.txt")
    assert index.find(np.array([-1, -1])) == []
    assert (class_of("the"), class_of("mason")) == (GRAMMAR, CONTENT)


def test_an_index_is_kept_by_what_the_sources_hold(tmp_path: Path) -> None:
    folder, cache = tmp_path / "sources", tmp_path / "cache"
    folder.mkdir()
    (folder / "speech.txt").write_text(SPEECH, encoding="utf-8")
    before = sorted(folder.iterdir())
    open_index([str(folder)], cache)
    (kept,) = cache.iterdir()
    made = kept.stat().st_mtime_ns
    (folder / "speech.txt").rename(folder / "renamed.txt")
    index = open_index([str(folder)], cache)
    assert kept.stat().st_mtime_ns == made
    assert index.paths == (str(folder / "renamed.txt"),)
    assert check(index, "The wall will hold for a hundred years.").verdict is Verdict.VERBATIM
    (folder / "renamed.txt").write_text(SPEECH + " Good night.", encoding="utf-8")
    open_index([str(folder)], cache)
    assert len(list(cache.iterdir())) == 2
    assert len(sorted(folder.iterdir())) == len(before)  # nothing is written beside the sources


@pytest.mark.parametrize("damage", [b"", b"attrib index", FORMAT + b"0000010\n{}", None])
def test_a_damaged_cache_is_built_again(tmp_path: Path, damage: bytes | None) -> None:
    cache = tmp_path / "cache"
    (tmp_path / "speech.txt").write_text(SPEECH, encoding="utf-8")
    open_index([str(tmp_path / "speech.txt")], cache)
    (kept,) = cache.iterdir()
    kept.write_bytes(kept.read_bytes()[:-9] if damage is None else damage)
    index = open_index([str(tmp_path / "speech.txt")], cache)
    assert check(index, "The wall will hold for a hundred years.").verdict is Verdict.VERBATIM


def test_the_cache_keeps_the_newest_few(tmp_path: Path) -> None:
    for number in range(KEPT + 3):
        (tmp_path / "speech.txt").write_text(f"{SPEECH} {number}", encoding="utf-8")
        open_index([str(tmp_path / "speech.txt")], tmp_path / "cache")
    assert len(list((tmp_path / "cache").iterdir())) == KEPT


def test_a_cache_that_cannot_be_written_is_done_without(tmp_path: Path) -> None:
    (tmp_path / "speech.txt").write_text(SPEECH, encoding="utf-8")
    (tmp_path / "cache").write_text("a file", encoding="utf-8")
    assert len(open_index([str(tmp_path / "speech.txt")], tmp_path / "cache").paths) == 1


def test_what_cannot_be_read_is_told_and_the_rest_is_read(tmp_path: Path) -> None:
    (tmp_path / "scan.pdf").write_bytes(b"%PDF-1.7\nnothing of a PDF follows")
    (tmp_path / "blank.txt").write_text("   \n", encoding="utf-8")
    (tmp_path / "speech.txt").write_text(SPEECH, encoding="utf-8")
    for _ in range(2):  # as built, and as kept
        index = open_index([str(tmp_path)], tmp_path / "cache")
        assert index.paths == (str(tmp_path / "speech.txt"),)
        assert sorted(Path(each.path).name for each in index.unreadable) == ["blank.txt", "scan.pdf"]
        assert all(each.path in each.message for each in index.unreadable)
    assert check(index, "The wall will hold for a hundred years.").verdict is Verdict.VERBATIM
    assert check(index, "Penguins visit the municipal swimming baths.").verdict is Verdict.UNREADABLE


def test_a_source_that_is_an_article_is_refused(tmp_path: Path) -> None:
    (tmp_path / "speech.txt").write_text(SPEECH, encoding="utf-8")
    os.link(tmp_path / "speech.txt", tmp_path / "same.txt")
    with pytest.raises(InputError, match="given as an article and as a source"):
        open_index([str(tmp_path)], None, articles=[str(tmp_path / "same.txt")])


def test_a_copy_of_the_article_is_no_source_of_it(tmp_path: Path) -> None:
    for name in ("article.txt", "copy.txt"):
        (tmp_path / name).write_text(SPEECH, encoding="utf-8")
    with pytest.raises(InputError, match="given as an article and as a source"):
        open_index([str(tmp_path / "copy.txt")], None, articles=[str(tmp_path / "article.txt")])


@pytest.mark.parametrize("names", [[], ["empty"], ["gone.txt"], ["speech.txt", "empty"], ["speech.txt", "gone.txt"]])
def test_what_is_no_source_is_refused(tmp_path: Path, names: list[str]) -> None:
    (tmp_path / "speech.txt").write_text(SPEECH, encoding="utf-8")
    (tmp_path / "empty").mkdir()
    with pytest.raises(MissingInput):
        open_index([str(tmp_path / name) for name in names], None)


def test_one_file_under_two_names_is_one_source(tmp_path: Path) -> None:
    assert len(index_of(tmp_path, SPEECH, SPEECH).paths) == 1


def test_a_source_may_be_long_and_in_another_language(tmp_path: Path) -> None:
    index = index_of(tmp_path, "Wir haben die Mauer gebaut, und sie wird halten. " * 6_000)
    assert MOST > len(index.source(0).text) > 200_000
    assert check(index, "die Mauer gebaut, und sie wird halten").verdict is Verdict.VERBATIM


def test_rolling_captions_are_one_text(tmp_path: Path) -> None:
    lines = ["the wall will hold", "for a hundred years", "and we regret", "not one penny of it"]
    rolling = "".join(
        f"{number + 1}\n00:00:{2 * number:02},000 --> 00:00:{2 * number + 2:02},000\n{before}\n{line}\n\n"
        for number, (before, line) in enumerate(zip(["", *lines], lines, strict=False))
    ).replace("\n\nthe wall", "\nthe wall")
    index = index_of(tmp_path, rolling, names=("speech.srt",))
    found = check(index, "for a hundred years and we regret not one penny of it")
    assert found.verdict is Verdict.VERBATIM
    assert found.source is not None
    assert found.source.time == "00:00:02"


def test_of_the_same_words_twice_those_with_a_time_are_shown() -> None:
    index = open_index([str(ROOT / "seeds" / "sources")], None)
    for quote in ("We found the money in the places where nobody had looked for money", "Pensioners will travel free"):
        found = check(index, quote)
        assert found.source is not None
        assert found.source.time is not None


def test_a_page_is_told(tmp_path: Path) -> None:
    shutil.copy(ROOT / "tests" / "files" / "ferry.pdf", tmp_path / "minutes.pdf")
    index = open_index([str(tmp_path / "minutes.pdf")], None)
    source = index.source(0)
    words = source.text.split()
    found = check(index, " ".join(words[-12:]))
    assert found.source is not None
    assert found.source.page == max(place.page or 0 for place in source.places)


def test_folders_of_articles_leave_their_sources_out() -> None:
    assert [path.name for path in find_articles([ROOT / "seeds"])] == [
        "ferry-speech.txt", "harbour-inquiry.txt", "iraq-syria-attacks.txt",
    ]  # fmt: skip
    assert len(find_articles([ROOT / "seeds" / "sources"])) == 2
    assert len(find_articles([ROOT / "seeds"], sources=True)) == 5
