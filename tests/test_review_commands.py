"""attrib.cli on stored articles: what a checker types, what is kept, what is said when it cannot be. No models."""

from __future__ import annotations

import json
import os
import re
import select
import shutil
import sqlite3
import stat
import subprocess
import sys
import tempfile
import time
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from attrib import cli, evaluate, review, store
from attrib.analyzer import Analyzer
from attrib.cli import actions
from attrib.cli import review as review_commands
from attrib.errors import AttribError, ModelError
from attrib.export import json as export
from attrib.gold import read_entities, read_gold
from attrib.language.quotations import regions
from attrib.review import Decision
from attrib.store import Store, StoredSession
from attrib.types import Analysis, Attribution, Caution, Cue, Document, Engine, Entity, Quoted, Span, Speaker
from tests import samples

ROOT = Path(__file__).parents[1]
TEXT = (
    "“It will hold for the winter,” said Odile Vale.\n\n“It will not,” said Tomas Brek.\n\n"
    "“Ask the ferryman,” said Anton Brek.\n"
)

runner = CliRunner()


REAL = Analyzer.analyze


def stub(document: Document) -> Analysis:
    """Find each quotation that “said” and a name follow."""
    text = document.text
    if "Models" in text:
        raise ModelError("the weights are gone", "install attrib again")
    names: dict[str, Entity] = {}
    found = []
    for number, match in enumerate(re.finditer(r"(“[^”]+”) (said) (\w+ \w+)", text), 1):
        entity = names.setdefault(match[3], Entity(f"e{len(names) + 1}", match[3], "named_person", "engineer"))
        speaker = Speaker(entity.id, entity.name, entity.source_class)
        content, cue, source = (Span(*match.span(group)) for group in (1, 2, 3))
        found.append(
            Attribution(
                f"a{number}", "direct", (content,), Cue(cue, "say"), source, "quotation", number, number, speaker
            )
        )
    quotations = tuple(map(Quoted, regions(document)))
    return Analysis(document, Engine("0.1.0"), tuple(found), tuple(names.values()), (), quotations).credited()


@pytest.fixture(autouse=True)
def _own_store(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(Analyzer, "analyze", lambda _self, document: stub(document))
    monkeypatch.setenv("ATTRIB_DB", str(tmp_path / "attrib.db"))
    monkeypatch.setenv("ATTRIB_REVIEWER", "Rana")
    monkeypatch.delenv("ATTRIB_DEBUG", raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def story(tmp_path: Path) -> Path:
    """Write an article that is not stored yet."""
    path = tmp_path / "story.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.fixture
def ready(story: Path) -> Path:
    """Write an article and store it."""
    run("review", "--prepare", story)
    return story


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[StoredSession]:
    """Pretend to sit at a terminal; what would be shown is collected."""
    sessions: list[StoredSession] = []

    def show(session: StoredSession, *, reviewer: str, **_: object) -> None:
        assert session.reviewer == reviewer
        sessions.append(session)

    monkeypatch.setattr(review_commands, "_on_a_terminal", lambda: True)
    monkeypatch.setattr("attrib.review.app.run_review", show)
    return sessions


def run(*arguments: str | Path, code: int = 0, data: str | None = None) -> Any:  # noqa: ANN401 - click's or Typer's
    result = runner.invoke(cli.app, [str(each) for each in arguments], input=data)
    assert result.exit_code == code, result.output
    return result


def refused(*arguments: str | Path, code: int) -> str:
    """Run a command that fails; return its line, which a hint must follow."""
    first, second = run(*arguments, code=code).stderr.splitlines()[-2:]
    assert first.startswith("attrib: ")
    assert second.startswith("hint: ")
    return str(first).removeprefix("attrib: ")


def status(*arguments: str | Path) -> Any:  # noqa: ANN401 - JSON
    return json.loads(run("status", *arguments, "--format", "json").stdout)


def counts(*arguments: str | Path) -> list[tuple[int, int, int, int]]:
    return [(each["confirmed"], each["corrected"], each["rejected"], each["open"]) for each in status(*arguments)]


# --- review -----------------------------------------------------------------------------------------------------------


def test_an_article_is_analysed_once_and_opens_at_once_after_that(
    story: Path, opened: list[StoredSession], monkeypatch: pytest.MonkeyPatch
) -> None:
    result = run("review", story)
    assert f"{story}: 3 attributions to be decided" in result.stderr
    assert f"{story}: 3 open\n" in result.stderr
    monkeypatch.setattr(Analyzer, "analyze", lambda *_: pytest.fail("analysed again"))
    again = run("review", story)
    digest = status()[0]["id"]
    run("review", digest)
    run("review", digest[7:15])
    assert "attributions, all to be decided" not in again.stderr
    assert [session.document.id for session in opened] == [digest] * 4


def test_an_article_named_by_its_id_is_analysed_again_when_its_file_has_changed(
    ready: Path, opened: list[StoredSession]
) -> None:
    before = status()[0]["id"]
    ready.write_text("A new beginning.\n\n" + TEXT, "utf-8")
    assert "its text has changed" in run("review", before[7:19]).stderr
    assert opened[-1].document.id != before
    ready.write_text(TEXT, "utf-8")
    with pytest.raises(AttribError, match="has changed since it was analysed"):
        opened[-1].decide(Decision("sign"), seen=0)
    assert "an earlier text is back" in run("review", "--prepare", ready).stderr


def test_a_mistyped_store_is_not_made(ready: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "there is no file typo.db" in refused("status", "--db", "typo.db", code=6)
    for command in (
        ("export", "-f", "jsonl"), ("export", "--datasette", "d"), ("export", "--call-sheet"), ("log", ready),
        ("export", ready, "--bundle", "-o", "s.zip"), ("factsheet", ready, "--reviewed", "-o", "s.html"),
        ("decide", f"{ready}#a1", "accept"), ("sign", ready), ("unsign", ready), ("disagreements", ready),
    ):  # fmt: skip
        assert "there is no file typo.db" in refused(*command, "--db", "typo.db", code=6)
        with monkeypatch.context() as patched:
            patched.setenv("ATTRIB_DB", "typo.db")
            assert "there is no file typo.db" in refused(*command, code=6)
    assert [each for each in ("typo.db", "d", "s.zip", "s.html") if Path(each).exists()] == []


def test_of_a_store_without_articles_nothing_is_written_over() -> None:
    with Store(Path("empty.db")):
        pass
    Path("kept").write_text("made before", "utf-8")
    for command in (
        ("export", "-o", "kept"), ("export", "-f", "gold", "-o", "kept"), ("export", "-f", "tei"),
        ("export", "--call-sheet", "-o", "calls.docx"), ("export", "--datasette", "d"),
        ("export", "--bundle", "-o", "s.zip"),
    ):  # fmt: skip
        said = refused(*command, "--db", "empty.db", code=2)
        assert said == "empty.db has no articles yet"
    assert Path("kept").read_text("utf-8") == "made before"
    assert [each for each in ("calls.docx", "d", "s.zip") if Path(each).exists()] == []
    assert "empty.db has no articles yet" in run("status", "--db", "empty.db").stderr  # which asks how far it is


def test_a_changed_text_is_analysed_again_and_the_decisions_are_carried(
    ready: Path, opened: list[StoredSession]
) -> None:
    run("decide", f"{ready}#a1", "accept")
    run("decide", f"{ready}#a2", "reject")
    run("sign", ready, "--despite", "a test")
    ready.write_text("A new beginning.\n\n" + TEXT.replace("“It will not,” said Tomas Brek.", "Gone."), "utf-8")
    said = run("review", ready).stderr
    assert (
        "its text has changed, so it was analysed again; decisions: 1 carried (1 of them to words that have changed:"
        " look at them), 1 orphaned (attrib log tells them); the signature has lapsed"
    ) in said
    assert counts() == [(1, 0, 0, 1)]
    assert status("--items")[0]["orphaned"] == 1
    log = run("log", ready).stdout
    assert "[orphaned: " in log
    assert "Rana  reanalysed  by attrib 0.1.0\n      analysis: 1 → 2\n" in log
    assert len(opened) == 1


SAID = (
    "ODILE VALE: Friends, it will hold for two winters if the spring is dry. Good night.\n\n"
    "ANN MOSS: Thanks.\n\nODILE VALE: So be it, and safe home to you all.\n"
)


@pytest.fixture
def speech(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Write a speech that the first quotation differs from."""
    monkeypatch.setattr("attrib.verify.cache_folder", lambda: tmp_path / "cache")
    path = tmp_path / "said" / "speech.txt"
    path.parent.mkdir()
    path.write_text(SAID, encoding="utf-8")
    return path


def verdicts(article: Path) -> dict[str, str | None]:
    with Store() as stored:
        items = stored.review(stored.find(article)).items
    return {item.id: item.verification.verdict if item.verification else None for item in items}


def test_words_are_looked_for_stored_and_looked_for_again(story: Path, speech: Path) -> None:
    story.write_text(TEXT.replace("winter", "winter if the spring is dry"), encoding="utf-8")
    told = run("review", "--prepare", story, "--against", "said").stderr
    assert f"{story}: 1 edited, " in told
    assert verdicts(story)["a1"] == "edited"
    speech.write_text("ODILE VALE: Good night to everybody here.\n", encoding="utf-8")
    told = run("review", "--prepare", story).stderr
    assert told == f"note: {speech} has changed since words were found in it\n"
    elsewhere = speech.with_name("minutes.txt")
    elsewhere.write_text(
        "ODILE VALE: It will hold for the winter if the spring is dry.\n\nANN MOSS: So.\n", encoding="utf-8"
    )
    run("review", "--prepare", story, "--against", elsewhere)
    assert verdicts(story)["a1"] == "verbatim"
    with closing(sqlite3.connect("attrib.db")) as connection:
        kept = connection.execute("SELECT verdict, path FROM verifications WHERE item = 'a1'").fetchall()
    assert kept == [("edited", str(speech)), ("verbatim", str(elsewhere))], "nothing is written over"


def test_what_was_corrected_is_what_is_looked_for(ready: Path, speech: Path) -> None:
    speech.write_text("ANN MOSS: It will hold for the winter, I say.\n\nODILE VALE: So.\n", encoding="utf-8")
    run("review", "--prepare", ready, "--against", speech)
    assert verdicts(ready)["a1"] == "elsewhere"
    run("decide", f"{ready}#a1", "speaker", "Ann Moss")
    with Store() as stored:
        found = stored.review(stored.find(ready)).item("a1").verification
    assert found is not None
    assert Caution.OUTDATED in found.flags, "it was about another speaker"
    run("review", "--prepare", ready, "--against", speech)
    assert verdicts(ready)["a1"] == "verbatim"


def test_a_verdict_is_accepted_from_a_script_and_keeps_from_signing_until_then(ready: Path, speech: Path) -> None:
    assert "has no verdict" in refused("decide", f"{ready}#a1", "verdict", code=7)
    speech.write_text("ODILE VALE: Good night to everybody here.\n", encoding="utf-8")
    run("review", "--prepare", ready, "--against", speech)
    for name in ("a1", "a2", "a3"):
        run("decide", f"{ready}#{name}", "accept")
    line = refused("sign", ready, code=7)
    assert re.fullmatch(r"[1-3] verdicts? on words (is|are) to be accepted", line)
    out = run("decide", f"{ready}#a1", "verdict").stdout
    assert out.startswith("a1  confirmed")
    assert "verdict: none → not_found" in run("log", ready).stdout
    assert run("sign", ready, "--despite", "the tape is not in").stdout.startswith(f"{ready}: signed by Rana")


def test_a_sheet_and_an_extract_say_what_the_sources_say(story: Path, speech: Path, tmp_path: Path) -> None:
    story.write_text(TEXT.replace("winter", "winter if the spring is dry"), encoding="utf-8")
    speech.write_text(SAID.replace("two winters", "a winter"), encoding="utf-8")
    run("factsheet", story, "--against", "said", "--against", speech, "-o", tmp_path / "sheets" / "story.html")
    sheet = (tmp_path / "sheets" / "story.html").read_text(encoding="utf-8")
    assert "<b>In the sources:</b> 1 edited" in sheet
    assert 'href="../said/speech.txt"' in sheet
    assert 'class="verdict fault"' in sheet
    gentle = run("factsheet", story, "--against", "said", "--house", "lenient", "-o", "-").stdout
    assert 'class="verdict fault"' not in gentle
    assert 'href="said/speech.txt"' in gentle
    for house, weight in (("reuters", "fault"), ("lenient", "look")):
        out = run("extract", story, "--against", "said", "--house", house, "--format", "jsonl").stdout
        found = next(each for each in json.loads(out)["verifications"] if each["attribution"] == "a1")
        assert (found["kinds"], found["weight"]) == (["function"], weight)
    assert "a reviewed sheet prints what is stored" in refused(
        "factsheet", story, "--reviewed", "--against", "said", code=2
    )


def test_what_is_stored_of_the_sources_goes_out_with_the_article(ready: Path, speech: Path) -> None:
    speech.write_text("ODILE VALE: It will hold for the winter, I say.\n\nANN MOSS: So.\n", encoding="utf-8")
    assert "verifications" not in json.loads(run("export", "--format", "jsonl").stdout)
    run("review", "--prepare", ready, "--against", speech)
    found = json.loads(run("export", "--format", "jsonl").stdout)["verifications"]
    assert [(each["attribution"], each["verdict"]) for each in found if each["attribution"] == "a1"] == [
        ("a1", "verbatim")
    ]
    run("decide", f"{ready}#a1", "note", "heard it")
    sheet = run("factsheet", ready, "--reviewed", "-o", "-").stdout
    assert 'href="said/speech.txt"' in sheet


def test_an_article_is_no_source_of_itself(ready: Path, speech: Path) -> None:
    assert "is given as an article and as a source" in refused("review", "--prepare", ready, "--against", ".", code=2)
    assert "no house rules are called" in refused(
        "review", "--prepare", ready, "--against", speech, "--house", "ours", code=2
    )


def test_reanalyse_analyses_the_same_text_again(ready: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("decide", f"{ready}#a1", "accept")
    assert "with the same result" in run("review", "--prepare", "--reanalyse", ready).stderr

    def better(_self: Analyzer, document: Document) -> Analysis:
        found = stub(document)
        return Analysis(document, Engine("0.2.0"), found.attributions[:2], found.entities)

    monkeypatch.setattr(Analyzer, "analyze", better)
    assert "analysed again; decisions: 1 carried, 0 orphaned" in run("review", "--prepare", "--reanalyse", ready).stderr
    assert counts() == [(1, 0, 0, 1)]
    by_id = status()[0]["id"]
    run("review", "--prepare", "--reanalyse", by_id)
    ready.unlink()
    assert "is gone" in refused("review", "--prepare", "--reanalyse", by_id, code=2)


def test_a_moved_file_is_the_same_article_and_a_copy_takes_nothing_away(ready: Path, tmp_path: Path) -> None:
    run("decide", f"{ready}#a1", "accept")
    copy = tmp_path / "copy.txt"
    shutil.copy(ready, copy)
    run("review", "--prepare", copy)
    assert [each["path"] for each in status()] == [str(ready)]
    ready.unlink()
    run("review", "--prepare", copy)
    assert [each["path"] for each in status()] == [str(copy)]
    assert counts(copy) == [(1, 0, 0, 2)]


def test_without_a_terminal_there_is_one_line_and_a_way(story: Path) -> None:
    result = run("review", story, code=2)
    assert result.stderr == (
        "attrib: the review needs a terminal\n"
        "hint: attrib review --prepare stores an article without one, attrib decide takes decisions from a script\n"
    )
    assert not Path("attrib.db").exists()


def test_several_open_one_after_another_until_told_otherwise(story: Path, opened: list[StoredSession]) -> None:
    for name in ("b.txt", "c.txt"):
        story.with_name(name).write_text(TEXT + f"It was {name}.\n", "utf-8")
    result = run("review", story, story.name, f"./{story.name}", "b.txt", "c.txt", data="y\nn\n")
    assert result.stderr.count(": 3 attributions to be decided\n") == 3
    assert len(opened) == 2
    assert "Next, 3 of 3" in result.stderr


def test_between_two_articles_it_is_told_how_far_all_of_them_are(
    story: Path, plain: Path, opened: list[StoredSession]
) -> None:
    run("review", "--prepare", story)
    run("decide", f"{story}#a1", "accept")
    shown = run("review", story, plain, data="n\n").stderr
    assert "So far 1 of 3 attributions decided, 2 quotations nobody’s. Next, 2 of 2: " in shown
    assert len(opened) == 1
    assert run("status").stderr == "2 articles, 1 of 3 attributions decided, 2 quotations nobody’s\n"
    assert run("status", plain).stderr == ""


@pytest.mark.parametrize("answer", ["", "interrupt"])
def test_control_c_between_two_articles_leaves_in_one_line(
    story: Path, opened: list[StoredSession], answer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    story.with_name("b.txt").write_text(TEXT + "It was b.\n", "utf-8")
    if answer:

        def interrupted(*_: object, **__: object) -> bool:
            raise typer.Abort  # what Typer makes of Ctrl-C at a question

        monkeypatch.setattr("typer.confirm", interrupted)
    shown = run("review", story, "b.txt", data="", code=130).stderr
    assert len(opened) == 1
    assert shown.endswith("\nattrib: left before 2 of 2; every decision is kept\n")
    assert "Aborted" not in shown


def test_what_cannot_be_opened_is_told_before_the_desk_opens(story: Path, opened: list[StoredSession]) -> None:
    shown = run("review", "nosuch", story, data="n\n", code=1).stderr
    assert opened == []
    lines = shown.splitlines()
    told = lines.index("attrib: nosuch is neither a file nor the id of a stored article")
    assert lines[told + 2].startswith(f"1 of 2 cannot be opened. Go on with {story}? [Y/n]:")
    assert shown.endswith("attrib: 1 of 2 articles failed\n")
    assert shown.count("nosuch is neither") == 1, "once"
    run("review", "nosuch", story, data="y\n", code=1)
    assert len(opened) == 1


def test_what_there_is_to_decide_is_said_as_it_is(tmp_path: Path, plain: Path) -> None:
    (tmp_path / "34.txt").write_text("Rain fell on Tuesday.\n", "utf-8")
    assert run("review", "--prepare", "34.txt").stderr == "34.txt: nothing to be decided\n"
    (tmp_path / "one.txt").write_text("“It will not hold and we said so,” said Ann Vale.\n" + PLAIN, "utf-8")
    assert run("review", "--prepare", "one.txt").stderr == "one.txt: 1 attribution and 2 quotations to be decided\n"
    run("decide", plain, "undo", code=7)


NOT_UNDERSTOOD: list[tuple[list[str], str, str]] = [
    (["nosuch"], "no such command 'nosuch'", "attrib --help"),
    (["--nosuch"], "no such option: --nosuch", "attrib --help"),
    (["models", "nosuch"], "no such command 'nosuch'", "attrib models --help"),
    (["review"], "missing argument 'FILE|ID...'", "attrib review --help"),
    (["status", "--nosuch"], "no such option: --nosuch", "attrib status --help"),
    (
        ["status", "-f", "red"],
        "invalid value for '--format' / '-f': 'red' is not one of 'text', 'json'",
        "attrib status",
    ),
    (["decide", "x#a1", "accept", "--seen", "-1"], "invalid value for '--seen': ", "attrib decide --help"),
    (["extract", "x", "--threads", "two"], "invalid value for '--threads': ", "attrib extract --help"),
    (["sign", "a", "b"], "got unexpected extra argument", "attrib sign --help"),
    (["decide", "x", "add", "-5", "3"], "no such option: -5", "put -- before words that begin with a dash"),
]


@pytest.mark.parametrize(("words", "line", "hint"), NOT_UNDERSTOOD)
def test_words_that_are_not_understood_are_told_as_any_failure_is(words: list[str], line: str, hint: str) -> None:
    told, hinted = run(*words, code=2).stderr.splitlines()
    assert told.startswith(f"attrib: {line}")
    assert hinted.startswith(f"hint: {hint}")
    assert not re.search("Value error|Input should|Error:|Usage:", told)


def test_numbers_that_begin_with_a_dash_are_words_after_two(ready: Path) -> None:
    assert refused("decide", ready, "--", "add", "-5", "3", code=7) == "'-5' is no place"
    run("decide", f"{ready}#a1", "note", "--", "-5 degrees")
    assert "Usage: attrib" in run("models", code=2).stderr, "without words the help is shown"


def test_the_good_articles_open_although_some_cannot_be_read(story: Path, opened: list[StoredSession]) -> None:
    Path("empty.txt").write_text("", "utf-8")
    result = run("review", story, "empty.txt", "nowhere.txt", "-", data="\n", code=1)
    assert len(opened) == 1
    lines = result.stderr.splitlines()
    assert "attrib: empty.txt is empty." in lines
    assert "attrib: nowhere.txt is neither a file nor the id of a stored article" in lines
    assert "attrib: standard input cannot be reviewed" in lines
    assert lines[-1] == "attrib: 3 of 4 articles failed"
    assert "is empty" in refused("review", "empty.txt", code=2)
    assert run("review", "empty.txt", "nowhere.txt", code=1).stderr.endswith("attrib: 2 of 2 articles failed\n")


def test_a_folder_is_its_articles(story: Path, tmp_path: Path) -> None:
    (tmp_path / "articles/void").mkdir(parents=True)
    shutil.copy(story, tmp_path / "articles/a.txt")
    run("review", "--prepare", "articles")
    assert [each["path"] for each in status()] == [str(tmp_path / "articles/a.txt")]
    assert "No articles in" in refused("review", "--prepare", "articles/void", code=2)


def test_missing_models_are_one_line(tmp_path: Path) -> None:
    (tmp_path / "m.txt").write_text("Models are gone today.", "utf-8")
    assert refused("review", "--prepare", "m.txt", code=4) == "the weights are gone"


@pytest.mark.skipif(os.name != "posix", reason="other systems have no pseudo-terminals")
def test_a_stored_article_opens_in_a_real_terminal_without_torch(ready: Path) -> None:
    import pty

    program = (
        "import sys\nfrom attrib import cli\n"
        "try:\n    cli.app()\nfinally:\n"
        "    print('LOADED', *sorted({'torch', 'stanza', 'onnxruntime', 'transformers'} & set(sys.modules)))\n"
    )
    ours, theirs = pty.openpty()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm", "COLUMNS": "80", "LINES": "24"}
    command = [sys.executable, "-c", program, "review", str(ready)]
    process = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=environment)
    os.close(theirs)
    shown, until, quit_sent = b"", time.monotonic() + 60, False
    with suppress(OSError):  # Linux's way to say that nobody writes any more
        while time.monotonic() < until and (process.poll() is None or select.select([ours], [], [], 0)[0]):
            if select.select([ours], [], [], 0.2)[0]:
                shown += os.read(ours, 65536)
            elif b"attributions" in shown and not quit_sent:
                os.write(ours, b"aq")  # accept, and leave
                quit_sent = True
    process.wait(timeout=10)
    os.close(ours)
    assert process.returncode == 0, shown
    assert b"LOADED\r\n" in shown
    assert counts() == [(1, 0, 0, 2)]


def test_no_command_but_an_analysis_loads_a_model_or_draws(ready: Path) -> None:
    code = (
        "import sys\nfrom attrib import cli\n"
        "try:\n    cli.app()\nfinally:\n"
        "    print(*sorted({'torch', 'stanza', 'numpy', 'textual', 'rich', 'xlsxwriter', 'jinja2', 'trafilatura'}"
        " & set(sys.modules)), file=sys.stderr)\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    for arguments in (["status"], ["decide", f"{ready}#a1", "accept"], ["log", ready], ["export"], ["--help"]):
        command = [sys.executable, "-c", code, *map(str, arguments)]
        done = subprocess.run(command, env=environment, capture_output=True, check=True, text=True)
        assert done.stderr == "\n", arguments


# --- who decides ------------------------------------------------------------------------------------------------------


def test_the_checker_is_named_by_option_then_environment_then_git_then_system(
    ready: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("decide", f"{ready}#a1", "note", "one", "--reviewer", "Ilse").stderr == ""
    assert run("decide", f"{ready}#a1", "note", "two").stderr == ""
    monkeypatch.delenv("ATTRIB_REVIEWER")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "user.name")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", "Gitta")
    told = run("decide", f"{ready}#a1", "note", "three").stderr
    assert told == "note: decisions are Gitta's (git's user.name in command line); --reviewer names another\n"
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr("getpass.getuser", lambda: "sysop")
    told = run("decide", f"{ready}#a1", "note", "four").stderr
    assert told == "note: decisions are sysop's (your name on this system); --reviewer names another\n"
    log = json.loads(run("log", ready, "--format", "json").stdout)
    assert [each["reviewer"] for each in log] == ["Ilse", "Rana", "Gitta", "sysop"]

    def nobody() -> str:
        raise KeyError("uid not found")

    monkeypatch.setattr("getpass.getuser", nobody)
    assert refused("decide", f"{ready}#a1", "accept", code=7) == "a decision needs the name of a checker"
    assert refused("decide", f"{ready}#a1", "accept", "--reviewer", "a\nb", code=7).startswith("a decision needs")


def test_a_name_from_the_git_folder_of_somebody_else_is_told(
    ready: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("ATTRIB_REVIEWER")
    for key in ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"):
        monkeypatch.setenv(key, os.devnull)
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    subprocess.run(["git", "-C", str(tmp_path), "config", "user.name", "Mallory Vane"], check=True)
    for command in (["decide", f"{ready}#a1", "accept"], ["sign", ready, "--despite", "x"], ["unsign", ready]):
        told = run(*command).stderr
        assert "decisions are Mallory Vane's (git's user.name in .git/config); --reviewer names another" in told


# --- decide -----------------------------------------------------------------------------------------------------------

DECISIONS: list[tuple[list[str], str, object]] = [
    (["accept"], "status", "confirmed"),
    (["reject"], "status", "rejected"),
    (["speaker", "Tomas", "Brek"], "speaker", "Tomas Brek"),
    (["speaker", "e3"], "speaker", "Anton Brek"),
    (["speaker", "Ines Okoro", "--role", "deputy", "--class", "unnamed_person"], "class", "unnamed_person"),
    (["speaker", "-"], "speaker", None),
    (["type", "mixed"], "type", "mixed"),
    (["act", "thought"], "act", "thought"),
    (["span", "content", "0", "14"], "words", TEXT[:14]),
    (["span", "content", "50", "56", "2"], "words", TEXT[:30] + " … " + TEXT[50:56]),
    (["merge"], "words", TEXT[:30] + " … " + "“It will not,”"),
    (["split", "14"], "words", TEXT[:13]),
]


@pytest.mark.parametrize(("words", "field", "value"), DECISIONS)
def test_a_script_decides_what_the_keys_decide(words: list[str], field: str, value: object, ready: Path) -> None:
    said = run("decide", f"{ready}#a1", *words).stdout
    assert said.startswith("a1  ")
    assert status("--items")[0]["items"][0][field] == value


def test_what_a_desk_keeps_can_be_entered_and_taken_away(ready: Path) -> None:
    entries = [
        ["note", "asked", "twice"], ["link", "https://example.org/x"], ["contact", "+44 20 7946 0000"],
        ["comment", "answered", "No", "comment."], ["record", "page", "12"], ["record", "source_kind", "on_record"],
    ]  # fmt: skip
    for words in entries:
        run("decide", f"{ready}#a1", *words)

    def item() -> review.Item:
        with Store() as opened:
            return opened.review(opened.find(ready)).item("a1")

    found = item()
    assert [note.text for note in found.notes] == ["asked twice"]
    assert found.links == ("https://example.org/x",)
    assert (found.record.contact, found.record.answer, found.record.page) == ("+44 20 7946 0000", "No comment.", "12")
    for words in (["contact", "-"], ["comment", "-"], ["record", "page", "-"]):
        run("decide", f"{ready}#a1", *words)
    record = item().record
    assert (record.contact, record.comment, record.answer, record.page) == (None, None, None, None)
    assert record.source_kind == "on_record"


def test_a_private_note_is_one_in_status_and_on_the_sheet(ready: Path) -> None:
    run("decide", f"{ready}#a1", "note", "rang", "the", "desk", "--private")
    run("decide", f"{ready}#a1", "note", "heard", "the", "tape")
    notes = status("--items")[0]["items"][0]["notes"]
    assert [(each["text"], each["private"]) for each in notes] == [("rang the desk", True), ("heard the tape", False)]
    sheet = run("factsheet", ready, "--reviewed", "-o", "-").stdout
    assert re.search("<dt>Private note</dt><dd>.*rang the desk", sheet)
    assert re.search("<dt>Note</dt><dd>.*heard the tape", sheet)
    ready.write_text("A new beginning.\n\n" + TEXT, "utf-8")
    run("review", "--prepare", ready)
    carried = status("--items")[0]["items"][0]["notes"]
    assert [each["private"] for each in carried] == [True, False]
    assert refused("decide", f"{ready}#a1", "accept", "--private", code=7).startswith("accept is not private")


def test_an_attribution_can_be_added_and_everything_undone_and_redone(ready: Path) -> None:
    start = TEXT.index("said Odile")
    added = run("decide", ready, "add", str(start), str(start + 4), "Somebody", "Else")
    assert added.stdout.split()[:2] == ["d1", "added"]
    assert added.stderr == "note: Somebody Else is new to the article\n"
    run("decide", "story.txt#a1", "accept")
    run("decide", ready, "undo")
    run("decide", ready, "undo")
    assert counts() == [(0, 0, 0, 3)]
    run("decide", ready, "redo")
    assert (counts(), status()[0]["added"]) == ([(0, 0, 0, 3)], 1)
    assert "nothing to redo" in refused("decide", ready, "redo", "--reviewer", "Ilse", code=7)


def test_a_surname_means_whoever_has_it_unless_two_have(ready: Path) -> None:
    run("decide", f"{ready}#a2", "speaker", "vale")
    assert status("--items")[0]["items"][1]["entity"] == "e1"
    assert "may be any of e2 (Tomas Brek), e3 (Anton Brek)" in refused(
        "decide", f"{ready}#a2", "speaker", "Brek", code=7
    )
    run("decide", f"{ready}#a2", "speaker", "Brek", "--class", "group")
    assert status("--items")[0]["items"][1]["class"] == "group"


def test_a_sign_in_the_name_of_a_file_is_no_attribution(tmp_path: Path) -> None:
    odd = tmp_path / "no#1.txt"
    odd.write_text(TEXT, "utf-8")
    run("review", "--prepare", odd)
    run("decide", "no#1.txt#a1", "accept")
    run("decide", "no#1.txt", "undo")
    assert counts(odd) == [(0, 0, 0, 3)]


def test_an_attribution_goes_by_the_beginning_of_an_id(ready: Path) -> None:
    assert ready.is_file()
    [line, *_] = run("status", "--items").stdout.splitlines()
    run("decide", line.split()[0], "accept")
    assert counts() == [(1, 0, 0, 2)]


def test_the_help_names_every_action_and_field() -> None:
    shown = run("decide", "--help").stdout
    words = set(re.findall(r"[\w-]+", shown))
    known = {*actions.ACTIONS, *review.RECORD_FIELDS, *review.COMMENT_STATES, *review.SOURCE_KINDS}
    assert known <= words
    assert re.findall(r"[\w-]+", re.split(r"ACTION <str>", shown)[1].split("[required]")[0].replace(" or ", ", ")) == [
        *actions.ACTIONS
    ]


BAD: list[tuple[list[str], str]] = [
    (["{}#a9", "accept"], "there is no attribution a9"),
    (["{}", "accept"], "accept is about one attribution"),
    (["{}#", "accept"], "accept is about one attribution"),
    (["{}#a1", "undo"], "undo is about an article as a whole, and not about a1"),
    (["{}#a1", "accept-all", "--speaker", "Odile Vale"], "accept-all is about an article as a whole"),
    (["{}#a1", "agree"], "'agree' is nothing to decide"),
    (["{}#a1", "accept", "now"], "accept takes no more words"),
    (["{}#a1", "speaker"], "speaker takes NAME"),
    (["{}#a1", "speaker", "Odile Vale"], "1 (a1) has that speaker already"),
    (["{}#a1", "speaker", "X Y", "--class", "ghost"], "'ghost' is no class"),
    (["{}#a1", "accept", "--role", "mayor"], "accept names nobody"),
    (["{}#a1", "type", "loud"], "'loud' is no type"),
    (["{}#a1", "span", "content", "x", "9"], "'x' is no place"),
    (["{}#a1", "span", "content", "9", "3"], "9..3 is no place"),
    (["{}#a1", "split", "9" * 4400], "'999999999999' is no place"),
    (["{}", "add", "0", "9" * 4301], "'999999999999' is no place"),
    (["{}#a1", "span", "content", "9"], "a place has a start and an end"),
    (["{}#a1", "span", "content", "0", "99999"], "0..99999 is outside the text"),
    (["{}#a1", "span", "verb", "0", "5"], "'verb' is no part"),
    (["{}#a1", "span", "content", "0", "5", "0"], "1 (a1) has no piece 0"),
    (["{}#a1", "link", "javascript:1"], "'javascript:1' is not a link"),
    (["{}#a1", "record", "colour", "red"], "'colour' is no field"),
    (["{}#a1", "record", "source_kind", "rumour"], "'rumour' is no kind of source"),
    (["{}#a1", "comment", "maybe"], "'maybe' is no state of a comment"),
    (["{}#a1", "reopen"], "1 (a1) is open already"),
    (["{}", "undo"], "Rana has nothing to undo"),
    (["{}", "add", "0", "30"], "1 (a1) has these words already"),
]


@pytest.mark.parametrize(("words", "line"), BAD)
def test_what_cannot_be_decided_is_one_line_and_a_hint(words: list[str], line: str, ready: Path) -> None:
    assert refused("decide", *(word.format(ready) for word in words), code=7).startswith(line)
    assert counts() == [(0, 0, 0, 3)]


def test_another_checkers_unseen_decision_is_not_written_over(ready: Path) -> None:
    seen = str(status("--items")[0]["decisions"])
    run("decide", f"{ready}#a1", "reject", "--reviewer", "Ilse")
    line = refused("decide", f"{ready}#a1", "accept", "--seen", seen, code=6)
    assert line == "Ilse has decided the same since you looked (reject)"
    run("decide", f"{ready}#a2", "accept", "--seen", seen)
    run("decide", f"{ready}#a1", "accept")
    assert counts() == [(2, 0, 0, 1)]


# --- status, sign, log ------------------------------------------------------------------------------------------------


def test_status_shows_all_articles_in_a_plain_table(ready: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.md"
    other.write_text("# A head\n\n" + TEXT, "utf-8")
    run("review", "--prepare", other)
    run("decide", f"{ready}#a1", "accept")
    run("decide", f"{ready}#a2", "reject")
    run("sign", ready, "--despite", "no time", "--reviewer", "Ilse")
    head, first, second = run("status").stdout.splitlines()
    columns = "confirmed corrected added concern rejected open nobody’s signed by id article"
    assert head.split() == columns.split()
    assert first.split()[:8] == ["1", "0", "0", "0", "1", "1", "0", "Ilse"]
    assert first.endswith(str(ready))
    assert second.split()[:8] == ["0", "0", "0", "0", "0", "3", "0", "-"]
    assert "A head · " in second
    assert run("status", other).stdout.splitlines()[1].split() == second.split()
    assert status(ready)[0]["signed"] == "Ilse"


def test_an_empty_store_says_how_to_begin() -> None:
    assert "hint: attrib review FILE makes one" in run("status", code=6).stderr
    with Store():
        pass
    assert "attrib review FILE stores one" in run("status").stderr
    assert json.loads(run("status", "-f", "json", "--items").stdout) == []


def test_an_article_without_attributions_has_a_row_and_no_items() -> None:
    with Store() as opened:
        opened.save(samples.bare())
    assert run("status").stdout.splitlines()[1].endswith("standard input")
    assert run("status", "--items").stdout == ""
    run("sign", status()[0]["id"])


def test_nothing_of_an_article_steers_the_terminal() -> None:
    with Store() as opened:
        document = opened.save(samples.hostile()).document
    run("decide", f"{document.id}#a1", "note", "\x1b[31mred\u202e")
    for arguments in (["status"], ["status", "--items"], ["log", document.id]):
        shown = run(*arguments).stdout
        assert all(character.isprintable() for line in shown.split("\n") for character in line)


def test_an_article_is_signed_when_all_is_decided_or_a_reason_is_given(ready: Path) -> None:
    line = refused("sign", ready, code=7)
    assert line == "3 of 3 attributions are open"
    assert "3 of 3" in refused("sign", ready, "--despite", "  ", code=7)
    assert "signed by Rana; 3 open\n" in run("sign", ready, "--despite", "deadline").stdout
    for words in (["decide", f"{ready}#a1", "accept"], ["sign", ready]):
        assert "the article is signed by Rana" in refused(*words, code=7)
    assert "not signed; 3 open\n" in run("unsign", ready, "--because", "new facts").stdout
    assert "is not signed" in refused("unsign", ready, code=7)
    for item in ("a1", "a2", "a3"):
        run("decide", f"{ready}#{item}", "accept")
    assert "signed by Rana; 3 confirmed\n" in run("sign", ready).stdout
    assert "because: deadline" in run("log", ready).stdout


PLAIN = (
    "A banner on the quay: “We were promised a wall and got a puddle.” The shed has “nobody came when it rose”.\n\n"
    "Her memoir is called “The Long Wait”.\n"
)


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    """Store an article with two plain quotations, a title and no attribution."""
    path = tmp_path / "plain.txt"
    path.write_text(PLAIN, encoding="utf-8")
    run("review", "--prepare", path)
    return path


def test_two_plain_quotations_and_no_attribution_are_not_signed_at_once(plain: Path) -> None:
    assert refused("sign", plain, code=7) == "2 quotations are nobody’s"
    assert status()[0]["open_quotations"] == 2
    assert run("decide", f"{plain}#q1", "no_statement").stdout.split()[:3] == ["q1", "no", "statement"]
    assert refused("sign", plain, code=7) == "1 quotation is nobody’s"
    start = PLAIN.index("“nobody")
    run("decide", plain, "add", str(start), str(PLAIN.index("”", start) + 1), "A hand", "--class", "unnamed_person")
    assert "signed by Rana; 1 added\n" in run("sign", plain).stdout, "a title may stay"


def test_despite_says_why_quotations_are_left(plain: Path) -> None:
    done = run("sign", plain, "--despite", "the desk closes").stdout
    assert done.endswith("signed by Rana; 2 quotations nobody’s\n")
    assert json.loads(run("log", plain, "-f", "json").stdout)[0]["value"] == {
        "open": 0,
        "quotations": 2,
        "reason": "the desk closes",
    }
    assert (
        '2 quotations were nobody’s. The reason given: <bdi class="words">the desk closes'
        in run("factsheet", "--reviewed", plain, "-o", "-").stdout
    )


def test_a_quotation_that_nobody_has_is_listed_decided_and_logged(plain: Path) -> None:
    lines = [line.partition("#")[2].split("  ") for line in run("status", "--items").stdout.splitlines()]
    found = [(each[0], next(filter(None, each[1:])).strip()) for each in lines]
    assert found == [("q1", "open"), ("q2", "open"), ("q3", "title or scare quotes?")]
    run("decide", f"{plain}#q3", "no_statement", "--reviewer", "Ilse")
    assert [each["status"] for each in status("--items")[0]["quotations"]] == ["open", "open", "no statement"]
    assert "q3 is no statement already" in refused("decide", f"{plain}#q3", "no_statement", code=7)
    [line, changed] = run("log", plain).stdout.splitlines()
    assert line.endswith("Ilse  no_statement  “The Long Wait”")
    assert changed == "      q3: status: title or scare quotes? → no statement"
    run("decide", f"{plain}#q1", "no_statement", "--reviewer", "Ilse")
    assert status()[0]["open_quotations"] == 1
    run("decide", plain, "undo", "--reviewer", "Ilse")
    assert status()[0]["open_quotations"] == 2


def test_what_was_rejected_is_to_be_decided_unless_it_was_no_statement(ready: Path) -> None:
    printed = run("decide", f"{ready}#a1", "reject").stdout.splitlines()
    assert [line.split()[:2] for line in printed] == [["a1", "rejected"], ["q1", "open"]]
    run("decide", f"{ready}#a2", "no_statement")
    run("decide", f"{ready}#a3", "accept")
    assert counts() == [(1, 0, 2, 0)]
    assert refused("sign", ready, code=7) == "1 quotation is nobody’s"
    run("decide", f"{ready}#q1", "no_statement")
    run("sign", ready)


def test_results_go_out_as_checkers_left_them(ready: Path, tmp_path: Path) -> None:
    run("decide", f"{ready}#a1", "no_statement")
    run("decide", f"{ready}#a2", "speaker", "Anton Brek")
    data = json.loads(run("export", "-f", "jsonl").stdout)
    assert [(each["id"], each["speaker"]["name"]) for each in data["attributions"]] == [
        ("a2", "Anton Brek"),
        ("a3", "Anton Brek"),
    ]
    assert [each.get("no_statement", each["attribution"]) for each in data["quotations"]] == [True, "a2", "a3"]
    assert export.from_dict(data).quotations[0].no_statement
    run("export", "-f", "jsonl", "-o", "left.jsonl")
    assert json.loads((tmp_path / "left.jsonl").read_bytes()) == data


def test_what_was_changed_on_disk_is_not_signed(ready: Path) -> None:
    ready.write_text(TEXT + "More.\n", "utf-8")
    assert "has changed since it was analysed" in refused("sign", ready, "--despite", "x", code=7)
    result = run("decide", f"{ready}#a1", "accept")
    assert result.stderr == f"note: {ready} has changed since it was analysed; attrib review analyses it again\n"


def test_the_log_tells_who_when_what_before_and_after(ready: Path) -> None:
    assert run("log", ready).stderr == "nobody has decided anything yet\n"
    run("decide", f"{ready}#a1", "speaker", "Tomas Brek")
    run("decide", f"{ready}#a2", "accept", "--reviewer", "Ilse")
    run("decide", ready, "undo")
    lines = run("log", ready).stdout.splitlines()
    assert re.fullmatch(r" +1  \S+Z  Rana  speaker  a1  “It will hold for the winter,”  \[undone\]", lines[0])
    assert lines[1:3] == ["      status: open → corrected", "      speaker: Odile Vale → Tomas Brek"]
    assert "Ilse  accept  a2" in lines[3]
    assert "undo of 1" in lines[5]
    entry = json.loads(run("log", ready, "-f", "json").stdout)[0]
    assert (entry["number"], entry["kind"], entry["state"]) == (1, "speaker", "undone")
    assert entry["before"] == {"a1": {"status": "open", "speaker": "Odile Vale"}}
    assert entry["after"] == {"a1": {"status": "corrected", "speaker": "Tomas Brek"}}


# --- the store --------------------------------------------------------------------------------------------------------

COMMANDS: list[list[str]] = [
    ["review", "--prepare", "story.txt"], ["status"], ["decide", "story.txt#a1", "accept"], ["sign", "story.txt"],
    ["unsign", "story.txt"], ["log", "story.txt"], ["export"],
]  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
def test_a_file_that_is_no_store_is_one_line_for_every_command(command: list[str], story: Path) -> None:
    Path("no.db").write_text("not a database " * 100, "utf-8")
    assert refused(*command, "--db", "no.db", code=6) == "no.db is not a database"
    assert "is a folder" in refused(*command, "--db", ".", code=6)
    assert story.is_file()


@pytest.mark.parametrize("command", [each for each in COMMANDS if "story.txt" in str(each) and "review" not in each])
def test_an_article_that_is_not_stored_is_one_line(command: list[str], story: Path) -> None:
    with Store():
        pass
    assert refused(*command, code=6) == f"{story.name} is not in {story.parent / 'attrib.db'}"


def test_an_id_of_two_articles_names_neither(tmp_path: Path) -> None:
    from tests.store_rounds import article

    with Store() as opened:
        opened.save(article(1))
        opened.save(article(2))
    for command in (["log", "0000"], ["decide", "0000#a1", "accept"], ["export", "0000"], ["review", "-", "0000"]):
        code = 1 if command[0] == "review" else 6
        with_terminal = ["--prepare"] if command[0] == "review" else []
        said = run(*command, *with_terminal, code=code).stderr
        assert "attrib: 2 stored articles have ids that begin with 0000\nhint: give more of it\n" in said
    assert tmp_path.is_dir()


def test_a_store_whose_name_is_too_long_is_one_line(ready: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    long = "d" * 300
    assert f"there is no file {long}" in refused("status", "--db", long, code=6)
    assert f"there is no file {long}" in refused("decide", f"{ready}#a1", "accept", "--db", long, code=6)
    monkeypatch.setenv("ATTRIB_DB", long)
    assert f"there is no file {long}" in refused("status", code=6)
    assert "cannot be used: file name too long" in refused("review", "--prepare", ready, code=6)


def test_a_newer_store_and_a_locked_one_are_one_line(ready: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("attrib.store.store.PATIENCE", 0.1)
    monkeypatch.setattr(Store.__init__, "__kwdefaults__", {**(Store.__init__.__kwdefaults__ or {}), "patience": 0.1})
    with closing(sqlite3.connect("attrib.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert "is in use by another program" in refused("decide", f"{ready}#a1", "accept", code=6)
        other.execute("ROLLBACK")
        other.execute("INSERT INTO migrations VALUES ('9999 later', '2030')")
    assert "is of a newer attrib" in refused("status", code=6)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="permissions do not bind root: needs another user")
def test_a_read_only_store_is_read_and_not_written_by_a_user_who_may_not_write() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "attrib.db")
        Store(path).close()
        Path(folder).chmod(0o755)
        path.chmod(0o444)
        # Who nobody is may not read the libraries either: the first run, as root, has loaded them.
        code = (
            "import os, sys\nfrom attrib import cli\nfrom typer.testing import CliRunner\n"
            "CliRunner().invoke(cli.app, ['status', '--db', sys.argv[-1]])\nos.setuid(65534)\ncli.app()\n"
        )
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        read, written = (
            subprocess.run(
                [sys.executable, "-c", code, *arguments, "--db", str(path)],
                env=environment, capture_output=True, check=False,
            )
            for arguments in (["status"], ["unsign", "story.txt"])
        )  # fmt: skip
    assert read.returncode == 0
    assert written.returncode == 6
    assert written.stderr.decode().startswith(f"attrib: {path} is read-only\nhint: ")


@pytest.mark.skipif(os.name != "posix", reason="permissions are POSIX's")
def test_a_new_store_is_its_owners_alone_and_an_old_one_stays_as_it_is(story: Path) -> None:
    run("review", "--prepare", story)
    with Store() as opened:
        opened.save(samples.footbridge())
        beside = [path for path in Path().iterdir() if path.name.startswith("attrib.db")]
        assert len(beside) == 3
        assert {stat.S_IMODE(path.stat().st_mode) for path in beside} == {0o600}
    Path("attrib.db").chmod(0o640)
    run("status")
    assert stat.S_IMODE(Path("attrib.db").stat().st_mode) == 0o640


def test_every_error_of_the_store_and_the_review_has_an_exit_code_in_the_reference() -> None:
    reference = (ROOT / "docs/cli.md").read_text(encoding="utf-8")
    for module in (store, review):
        for each in vars(module).values():
            if isinstance(each, type) and issubclass(each, AttribError):
                assert f"| {each.exit_code} |" in reference
                assert each.__name__ in (AttribError.__module__ and (ROOT / "attrib/errors.py").read_text("utf-8"))


# --- gold -------------------------------------------------------------------------------------------------------------


def decide_all(article: Path) -> None:
    """Correct the second, reject the third, add one, accept the rest."""
    run("decide", f"{article}#a2", "speaker", "Odile Vale")
    run("decide", f"{article}#a3", "reject")
    for item in status(article, "--items")[0]["items"]:
        if item["status"] == "open":
            run("decide", f"{article}#{item['id']}", "accept")


def test_corrections_come_back_as_gold(ready: Path) -> None:
    decide_all(ready)
    run("decide", ready, "add", str(TEXT.index("Ask")), str(TEXT.index("Ask") + 16), "-")
    run("export", "--format", "gold", "-o", "gold.jsonl", "--entities", "entities.jsonl")
    [row] = read_gold(Path("gold.jsonl"))
    who = read_entities(Path("entities.jsonl"))[row.id]
    assert row.text == TEXT
    assert [[span.of(TEXT) for span in each.content] for each in row.attributions or ()] == [
        ["“It will hold for the winter,”"], ["“It will not,”"], ["Ask the ferryman"],
    ]  # fmt: skip
    assert [(each.entity, each.source_class, each.act) for each in who.values()] == [
        ("Odile Vale", "named_person", "statement"),
        ("Odile Vale", "named_person", "statement"),
        (None, "none", "statement"),
    ]
    with Store() as opened:
        reviewed = opened.review(opened.find(ready))
    found = [item.current for item in reviewed.items if item.status != "rejected"]
    figures = evaluate.score([row], {row.id: found}, {row.id: who})
    assert figures.relation.f1 == 100.0
    assert figures.speaker
    assert figures.speaker.end_to_end == 100.0
    # What attrib had said is measured against what the checker made of it: of three two are right, one of two speakers.
    machine = evaluate.score([row], {row.id: stub(evaluate.as_document(row)).attributions}, {row.id: who})
    assert machine.relation.p < 100.0
    assert machine.speaker
    assert machine.speaker.end_to_end == 50.0


def test_articles_with_open_attributions_are_no_gold_unless_told_so(ready: Path, tmp_path: Path) -> None:
    assert "no article is decided: 3 attributions are open" in refused("export", "-f", "gold", code=7)
    other = tmp_path / "other.txt"
    other.write_text(TEXT + "That was all.\n", "utf-8")
    run("review", "--prepare", other)
    decide_all(other)
    result = run("export", "-o", "gold.jsonl")
    assert result.stderr == f"left out: {ready} has 3 open (--with-open takes it)\n"
    assert len(read_gold(Path("gold.jsonl"))) == 1
    run("decide", f"{ready}#a1", "accept")
    run("export", ready, "--with-open", "-o", "open.jsonl")
    [row] = read_gold(Path("open.jsonl"))
    assert len(row.attributions or ()) == 1
    # Nobody knows of the two that are open: finding them is neither right nor wrong.
    figures = evaluate.score([row], {row.id: stub(evaluate.as_document(row)).attributions})
    assert (figures.relation.p, figures.relation.r) == (100.0, 100.0)
    assert all(each.f1 == 100.0 for each in figures.exact.values())


def test_the_same_text_twice_has_two_names(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(TEXT + name, "utf-8")
        run("review", "--prepare", name)
    (tmp_path / "b.txt").write_text(TEXT + "a.txt", "utf-8")
    run("review", "--prepare", "b.txt")
    run("export", "--with-open", "-o", "gold.jsonl")
    assert len(read_gold(Path("gold.jsonl"))) == 2


MISUSED: list[tuple[list[str], int, str]] = [
    (["--entities", "e.jsonl"], 2, "--entities and --with-open go with gold"),
    (["--format", "xlsx"], 3, "xlsx goes into a file"),
    (["-o", "story.txt"], 3, "would replace a file that is to be read"),
    (["-o", "attrib.db"], 3, "would replace a file that is to be read"),
    (["--with-open", "-f", "gold", "-o", "x", "--entities", "./x"], 3, "cannot hold both results"),
    (["-o", "attrib.db/x.csv"], 3, "cannot write"),
]


@pytest.mark.parametrize(("options", "code", "line"), MISUSED)
def test_an_export_replaces_nothing_and_says_what_it_lacks(
    options: list[str], code: int, line: str, ready: Path
) -> None:
    assert line in refused("export", *options, code=code)
    assert ready.read_text(encoding="utf-8") == TEXT


@pytest.mark.models
@pytest.mark.skipif(not (ROOT / "attrib/models/manifest.json").exists(), reason="attrib/models has no weights yet")
def test_a_reviewed_article_measures_the_engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Analyzer, "analyze", REAL)
    article = tmp_path / "harbour.txt"
    shutil.copy(ROOT / "seeds/harbour-inquiry.txt", article)
    run("review", "--prepare", article)
    with Store() as opened:
        document = opened.find(article)
        items = opened.review(document).items
        for item in items:
            before = opened.review(document)
            opened.decide(document, review.decisions.accept(before, item.id), reviewer="Rana", seen=before.number)
    wrong = next(item for item in items if item.current.speaker is not None)
    run("decide", f"{article}#{wrong.id}", "speaker", "Somebody Else", "--class", "named_person")
    run("export", article, "--format", "gold", "-o", "gold.jsonl", "--entities", "entities.jsonl")
    shown = run("evaluate", "gold.jsonl", "--entities", "entities.jsonl", "--all").stdout
    assert re.search(r"relation +100\.0 +100\.0 +100\.0", shown)
    assert re.search(r"speakers \(\d+ by named people and organisations\): right 9\d\.\d", shown)


# --- the fact sheet ---------------------------------------------------------------------------------------------------


def test_a_reviewed_sheet_shows_what_was_decided(ready: Path, tmp_path: Path) -> None:
    run("decide", f"{ready}#a1", "accept")
    run("decide", f"{ready}#a2", "speaker", "Anton Brek")
    assert run("factsheet", "--reviewed", ready).stdout == "story.factsheet.html\n"
    sheet = (tmp_path / "story.factsheet.html").read_text(encoding="utf-8")
    assert "Confirmed" in sheet
    assert "attrib said" in sheet
    assert run("factsheet", "--reviewed", status()[0]["id"], "-o", "-").stdout == sheet
    run("factsheet", "--reviewed", ready, "-o", "sheets/")
    assert (tmp_path / "sheets" / "story.factsheet.html").read_text(encoding="utf-8") == sheet


def test_a_reviewed_sheet_is_of_a_stored_article_and_replaces_none(ready: Path, tmp_path: Path) -> None:
    before = ready.read_bytes()
    refused("factsheet", "--reviewed", ready, "-o", ready, code=3)
    refused("factsheet", "--reviewed", ready, "-o", tmp_path / "attrib.db", code=3)
    assert ready.read_bytes() == before
    assert "nowhere.txt is not in" in refused("factsheet", "--reviewed", "nowhere.txt", code=6)
    assert "leaves nothing out" in refused("factsheet", "--reviewed", ready, "--min-confidence", "0.5", code=2)
    assert "--db goes with --reviewed" in refused("factsheet", ready, "--db", "x.db", code=2)
