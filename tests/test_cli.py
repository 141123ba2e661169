"""attrib.cli: what a user types, what comes back on which stream, and with which exit code. No model is loaded."""

from __future__ import annotations

import csv
import importlib.util
import io
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import ModuleType
from typing import Any, get_args

import pytest
from typer.testing import CliRunner

import attrib
from attrib import analyzer, cli, errors, jobs, weights
from attrib.analyzer import Analyzer
from attrib.cli.articles import Format
from attrib.errors import EmptyInput, ModelError
from attrib.read import DEFAULT_LIMIT
from attrib.types import Analysis, Attribution, Cue, Document, Engine, Entity, Span, Speaker

ROOT = Path(__file__).parents[1]
TEXT = "“It will hold,” said Odile Vale. The board has denied that the bridge was ever in danger of falling down.\n"

runner = CliRunner()


def stub(document: Document) -> Analysis:
    """Find the one attribution of TEXT, or what the article's first word orders."""
    orders: dict[str, BaseException] = {
        "Break": RuntimeError("no such\ntree"),
        "Models": ModelError("the weights are gone", "install attrib again"),
        "Interrupt": KeyboardInterrupt(),
    }
    order = orders.get(document.text.split()[0])
    if order:
        raise order
    vale = Speaker("e1", "Odile Vale", "named_person")
    found = Attribution(
        "a1", "direct", (Span(0, 15),), Cue(Span(16, 20), "say"), Span(21, 31), "quotation", 0, 0, vale, confidence=0.9
    )
    entities = (Entity("e1", "Odile Vale", "named_person"),)
    return Analysis(document, Engine("0.1.0"), (found,), entities)


@pytest.fixture(autouse=True)
def _no_models(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(Analyzer, "analyze", lambda _self, document: stub(document))
    monkeypatch.delenv("ATTRIB_DEBUG", raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "bridge.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Make a folder with two good articles, one empty one and one that breaks the analysis."""
    path = tmp_path / "articles"
    (path / "more").mkdir(parents=True)
    for name, text in {"a.txt": TEXT, "b.txt": "", "c.txt": "Break " + TEXT, "more/a.md": TEXT}.items():
        (path / name).write_text(text, encoding="utf-8")
    return path


def run(*arguments: str | Path, code: int = 0, data: str | None = None) -> Any:  # noqa: ANN401 - click's or Typer's
    result = runner.invoke(cli.app, [str(each) for each in arguments], input=data)
    assert result.exit_code == code, result.output
    return result


# --- help, version, start ---------------------------------------------------------------------------------------------


def test_version() -> None:
    assert run("--version").stdout == f"attrib {attrib.__version__}\n"


def test_without_arguments_the_help_is_shown() -> None:
    result = runner.invoke(cli.app, [])
    assert "factsheet" in result.output
    assert "extract" in result.output


def test_importing_the_command_line_imports_nothing_heavy() -> None:
    code = (
        "import sys, attrib.cli; print(*sorted({'torch', 'stanza', 'trafilatura', 'jinja2', 'transformers', 'numpy',"
        " 'rapidfuzz', 'py3langid', 'markdown_it', 'rich', 'attrib.types', 'attrib.read'} & set(sys.modules)))"
    )
    assert _python("-c", code).stdout == b"\n"


def test_python_m_attrib_is_the_command() -> None:
    assert _python("-m", "attrib", "--version").stdout.decode().split() == ["attrib", attrib.__version__]


def _python(*arguments: str | Path, **options: Any) -> subprocess.CompletedProcess[bytes]:  # noqa: ANN401 - run's own
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "ATTRIB_DEBUG": ""}
    command = [sys.executable, *map(str, arguments)]
    given = {"check": True, "capture_output": True, "env": environment, **options}
    return subprocess.run(command, **given)  # noqa: PLW1510 - it is given


def test_the_limit_in_the_help_is_the_limit() -> None:
    assert f"Default: {DEFAULT_LIMIT}" in " ".join(run("extract", "--help").stdout.split())


def test_the_default_models_are_the_bundled_ones() -> None:
    from attrib import parse

    assert analyzer.DEFAULT_MODELS == parse.BUNDLED


# --- docs -------------------------------------------------------------------------------------------------------------


def _generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate_cli", ROOT / "docs/generate_cli.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_reference_is_fresh_and_every_option_is_explained() -> None:
    reference = _generator().reference()
    assert (ROOT / "docs/cli.md").read_text(encoding="utf-8") == reference, "run python docs/generate_cli.py"
    assert "None" not in reference


def test_the_reference_names_every_exit_code() -> None:
    reference = _generator().reference()
    for each in vars(errors).values():
        if isinstance(each, type) and issubclass(each, errors.AttribError):
            assert f"| {each.exit_code} |" in reference


# --- extract ----------------------------------------------------------------------------------------------------------


def test_text_is_the_default_and_fits_a_terminal(article: Path) -> None:
    shown = run("extract", article).stdout
    assert "Odile Vale" in shown
    assert "90%" in shown
    assert max(map(len, shown.splitlines())) <= 80


def test_json_is_the_contract(article: Path) -> None:
    data = json.loads(run("extract", article, "--format", "json").stdout)
    assert data["schema"] == "attrib/1"
    assert data["document"]["text"] == TEXT
    assert data["attributions"][0]["content"] == [{"start": 0, "end": 15, "text": TEXT[:15]}]


def test_standard_input_is_read_for_a_dash() -> None:
    data = json.loads(run("extract", "-", "-f", "json", data=TEXT).stdout)
    assert data["document"]["path"] is None
    assert data["attributions"][0]["speaker"]["name"] == "Odile Vale"


@pytest.mark.parametrize(
    ("name", "begins"), [("x.json", b"{\n"), ("x.jsonl", b'{"'), ("x.csv", b"\xef\xbb\xbfdocument,")]
)
def test_the_ending_of_the_file_decides_the_form(name: str, begins: bytes, article: Path, tmp_path: Path) -> None:
    result = run("extract", article, "-o", tmp_path / name)
    assert (tmp_path / name).read_bytes().startswith(begins)
    assert result.output == ""


def test_a_folder_gives_one_line_for_each_good_article_and_names_the_bad(folder: Path) -> None:
    result = run("extract", folder, "-f", "jsonl", code=1)
    paths = [json.loads(line)["document"]["path"] for line in result.stdout.splitlines()]
    assert paths == [str(folder / "a.txt"), str(folder / "more/a.md")]
    assert result.stderr.splitlines() == [
        f"attrib: {folder / 'b.txt'} is empty.",
        "hint: Pass a file with the article's text in it.",
        f"attrib: {folder / 'c.txt'}: unexpected RuntimeError: no such tree",
        "hint: this is a mistake in attrib: run it again as attrib --debug … and report what it prints",
        "attrib: 2 of 4 articles failed",
    ]


def test_a_file_for_all_is_written_although_some_fail(folder: Path, tmp_path: Path) -> None:
    run("extract", folder, "-o", tmp_path / "all.csv", code=1)
    with (tmp_path / "all.csv").open(encoding="utf-8-sig", newline="") as handle:
        assert [row["id"] for row in csv.DictReader(handle)] == ["a1", "a1"]


def test_nothing_is_written_when_all_fail(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("", encoding="utf-8")
    run("extract", tmp_path / "a.txt", tmp_path / "b.txt", "-o", tmp_path / "all.jsonl", code=1)
    assert not (tmp_path / "all.jsonl").exists()


def test_a_folder_as_target_takes_a_file_each_and_no_two_share_a_name(folder: Path, tmp_path: Path) -> None:
    result = run("extract", folder, "-f", "json", "-o", f"{tmp_path / 'out'}/", code=1)
    made = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert made == ["a-2.json", "a.json"]
    assert result.stdout.splitlines() == [str(tmp_path / "out/a.json"), str(tmp_path / "out/a-2.json")]


def test_several_articles_are_no_single_json_file(folder: Path) -> None:
    result = run("extract", folder, "-f", "json", code=3)
    assert "jsonl" in result.stderr
    assert result.stdout == ""


def test_an_article_is_never_overwritten(article: Path) -> None:
    assert "is to be read" in run("extract", article, "-o", article, code=3).stderr
    assert article.read_text(encoding="utf-8") == TEXT


def test_the_same_article_named_twice_is_read_once(article: Path) -> None:
    assert len(run("extract", article, article, "-f", "jsonl").stdout.splitlines()) == 1


def test_the_limit_and_force_are_passed_on(article: Path, tmp_path: Path) -> None:
    assert "--limit" in run("extract", article, "--limit", "10", code=2).stderr
    other = tmp_path / "brug.txt"
    other.write_text("De brug is gesloten omdat de inspecteurs scheuren hebben gevonden in de pijlers. " * 5)
    assert "--force" in run("extract", other, code=2).stderr
    run("extract", other, "--force")


# --- factsheet --------------------------------------------------------------------------------------------------------


def test_a_sheet_lands_in_the_current_folder(article: Path, tmp_path: Path) -> None:
    result = run("factsheet", article)
    assert result.stdout == "bridge.factsheet.html\n"
    assert "Odile Vale" in (tmp_path / "bridge.factsheet.html").read_text(encoding="utf-8")


def test_a_sheet_goes_where_it_is_told(article: Path, tmp_path: Path) -> None:
    run("factsheet", article, "-o", tmp_path / "sheet.html")
    assert (tmp_path / "sheet.html").is_file()
    assert run("factsheet", article, "-o", "-").stdout.lower().startswith("<!doctype html>")


def test_a_folder_gives_a_sheet_each_in_a_folder_that_is_made(folder: Path, tmp_path: Path) -> None:
    run("factsheet", folder, "-o", tmp_path / "out", code=1)
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["a-2.factsheet.html", "a.factsheet.html"]


def test_several_articles_need_a_folder(folder: Path, article: Path) -> None:
    assert "is not a folder" in run("factsheet", folder, "-o", article, code=3).stderr


# --- what goes wrong --------------------------------------------------------------------------------------------------


def test_a_missing_file_is_one_line_and_a_hint() -> None:
    result = run("factsheet", "nowhere.txt", code=2)
    first, second = result.stderr.splitlines()
    assert first.startswith("attrib: ")
    assert "nowhere.txt" in first
    assert second.startswith("hint: ")


@pytest.mark.parametrize("data", [b"", b" \n", b"\x7fELF\x02\x01\x01\x00\x00\x00", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"])
def test_what_is_no_article_is_one_line_and_a_hint(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_bytes(data)
    lines = run("extract", tmp_path / "x.txt", code=2).stderr.splitlines()
    assert [line.split(":")[0] for line in lines] == ["attrib", "hint"]


def test_something_unforeseen_is_one_line_unless_the_traceback_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x.txt"
    path.write_text("Break " + TEXT, encoding="utf-8")
    plain = run("extract", path, code=1).stderr
    assert plain.splitlines()[0] == f"attrib: {path}: unexpected RuntimeError: no such tree"
    assert "Traceback" not in plain
    assert "raise order\nRuntimeError: no such\ntree\nattrib: " in run("--debug", "extract", path, code=1).stderr
    monkeypatch.setenv("ATTRIB_DEBUG", "1")
    assert "Traceback" in run("extract", path, code=1).stderr


def test_missing_models_end_the_batch_at_once(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("Models " + TEXT, encoding="utf-8")
    result = run("extract", tmp_path / "a.txt", tmp_path / "b.txt", code=4)
    assert result.stderr == "attrib: the weights are gone\nhint: install attrib again\n"


def test_an_interrupt_is_130_and_keeps_what_is_finished_under_another_name(tmp_path: Path) -> None:
    for name, text in {"a.txt": TEXT, "b.txt": "", "c.txt": "Interrupt " + TEXT}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    result = run("extract", *sorted(tmp_path.iterdir()), "-o", "all.jsonl", code=130)
    partial = tmp_path / "all.jsonl.partial"
    assert result.stderr.splitlines() == [
        f"attrib: {tmp_path / 'b.txt'} is empty.",
        "hint: Pass a file with the article's text in it.",
        f"attrib: interrupted; what was finished is in {partial}",
    ]
    assert len(partial.read_text(encoding="utf-8").splitlines()) == 1
    assert not (tmp_path / "all.jsonl").exists()
    (tmp_path / "c.txt").write_text(TEXT, encoding="utf-8")
    run("extract", *sorted(tmp_path.glob("?.txt")), "-o", "all.jsonl", code=1)
    assert not partial.exists()
    assert len((tmp_path / "all.jsonl").read_text(encoding="utf-8").splitlines()) == 2


def test_an_interrupted_single_result_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Interrupt " + TEXT, encoding="utf-8")
    assert run("extract", "a.txt", "-o", "a.json", code=130).stderr == "attrib: interrupted\n"
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_a_result_that_cannot_be_written_is_that_articles_failure(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt", "c.txt"):
        (tmp_path / name).write_text(TEXT, encoding="utf-8")
    (tmp_path / "out/b.factsheet.html").mkdir(parents=True)
    result = run("factsheet", "a.txt", "b.txt", "c.txt", "-o", "out/", code=1)
    assert result.stdout.splitlines() == ["out/a.factsheet.html", "out/c.factsheet.html"]
    assert result.stderr.startswith("attrib: out/b.factsheet.html is a folder\n")
    assert "attrib: 1 of 3 articles failed" in result.stderr


def test_a_result_that_cannot_be_made_is_that_articles_failure(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from attrib.export import jsonl

    line = jsonl.line

    def fail(analysis: Analysis) -> str:
        if str(analysis.document.path).endswith("a.md"):
            raise ValueError("no such form")
        return line(analysis)

    monkeypatch.setattr(jsonl, "line", fail)
    result = run("extract", folder, "-f", "jsonl", code=1)
    assert len(result.stdout.splitlines()) == 1
    assert f"{folder / 'more/a.md'}: unexpected ValueError: no such form" in result.stderr
    assert "attrib: 3 of 4 articles failed" in result.stderr


def test_a_bad_folder_does_not_stop_the_good_articles(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "void").mkdir()
    result = run("extract", tmp_path / "void", folder / "a.txt", "-f", "jsonl", code=1)
    assert len(result.stdout.splitlines()) == 1
    assert result.stderr.startswith(f"attrib: No articles in {tmp_path / 'void'}.\n")
    assert "attrib: 1 of 2 articles failed" in result.stderr
    assert run("extract", tmp_path / "void", code=2).stderr.startswith("attrib: No articles in ")


@pytest.mark.parametrize("command", ["factsheet", "extract"])
def test_results_beside_the_articles_are_no_articles_of_the_next_run(command: str, folder: Path) -> None:
    for _ in range(2):
        result = run(command, folder, "-o", f"{folder}/", code=1)
        assert len(result.stdout.splitlines()) == 2
        assert "2 of 4 articles failed" in result.stderr
    assert (folder / "a.txt").read_text(encoding="utf-8") == TEXT


def test_a_table_does_not_replace_another_article_of_the_folder(tmp_path: Path) -> None:
    for name in ("a.md", "a.txt"):
        (tmp_path / name).write_text(TEXT, encoding="utf-8")
    assert run("extract", "a.md", "-o", "./").stdout == "a.attrib.txt\n"
    assert (tmp_path / "a.txt").read_text(encoding="utf-8") == TEXT


def test_several_sheets_go_into_no_single_file_and_no_standard_output(folder: Path, tmp_path: Path) -> None:
    result = run("factsheet", folder, "-o", "single.html", code=3)
    assert "single.html is not a folder" in result.stderr
    assert not (tmp_path / "single.html").exists()
    assert "one sheet" in run("factsheet", folder, "-o", "-", code=3).stderr


def test_the_folder_of_the_result_is_made_or_refused_before_the_analysis(article: Path, tmp_path: Path) -> None:
    run("factsheet", article, "-o", "new/deep/sheet.html")
    assert (tmp_path / "new/deep/sheet.html").is_file()
    article.write_text("Interrupt " + TEXT, encoding="utf-8")
    for command in ("factsheet", "extract"):
        assert "is not a folder" in run(command, article, "-o", f"{article}/x.json", code=3).stderr


def test_a_name_that_is_too_long_is_refused_before_the_analysis(article: Path, tmp_path: Path) -> None:
    article.write_text("Interrupt " + TEXT, encoding="utf-8")  # whoever analyses it fails otherwise
    other = article.with_name("other.txt")
    other.write_text("Interrupt " + TEXT, encoding="utf-8")
    for words in (
        ("extract", article, other, "-o", f"{'b' * 244}.jsonl"),  # and “.partial” until all is done
        ("extract", article, "-o", f"{'b' * 251}.json"),
        ("factsheet", article, "-o", f"{'b' * 251}.html"),
    ):
        told = run(*words, code=3).stderr.splitlines()
        assert told[-2].endswith(": file name too long")
        assert told[-1] == "hint: choose a shorter name with -o"
    long = tmp_path / f"{'c' * 249}.txt"
    long.write_text("Interrupt " + TEXT, encoding="utf-8")
    assert "file name too long" in run("factsheet", long, "-o", "sheets/", code=3).stderr
    gold = tmp_path / "gold.jsonl"
    gold.write_text("no gold", encoding="utf-8")
    assert "file name too long" in run("evaluate", gold, "--predictions", f"{'b' * 244}.jsonl", code=3).stderr


def test_an_empty_name_is_a_missing_article_and_not_the_current_folder(article: Path) -> None:
    assert article.is_file()
    assert "empty name" in run("extract", "", code=2).stderr


@pytest.mark.parametrize("name", ["n" * 5000 + ".txt", "loop.txt"])
def test_impossible_names_are_no_mistake_in_attrib(name: str, article: Path, tmp_path: Path) -> None:
    (tmp_path / "loop.txt").symlink_to("loop.txt")
    run("extract", name, code=2)
    run("extract", article, "-o", name, code=3)
    run("factsheet", article, "-o", name, code=3)
    run("factsheet", article, article.parent / "b.txt", "-o", f"{name}/", code=3)
    run("evaluate", name, code=5)
    assert (tmp_path / "loop.txt").is_symlink()


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")
def test_names_that_no_terminal_should_see_are_shown_harmlessly(tmp_path: Path) -> None:
    for name in ("we\nird\x1b[31m.txt", os.fsdecode(b"b\xe9.txt")):
        (tmp_path / name).write_text(TEXT, encoding="utf-8")
    names = [tmp_path / os.fsdecode(b"b\xe9.txt"), tmp_path / "we\nird\x1b[31m.txt"]
    result = run("factsheet", *names, "-o", "out/")
    assert result.stdout.splitlines() == ["out/b\\xe9.factsheet.html", "out/we\\nird\\x1b[31m.factsheet.html"]
    assert len(list((tmp_path / "out").iterdir())) == 2
    for form in get_args(Format):
        run("extract", names[0], "-f", form)
        run("extract", names[0], "-f", form, "-o", f"{form}/")
    assert json.loads(run("extract", names[0], "-f", "json").stdout)["document"]["path"].endswith("b\\xe9.txt")
    missing = run("extract", "no\nsuch \x1b[31m\u202efile.txt", code=2).stderr.splitlines()
    assert missing[0] == r"attrib: There is no file no such \x1b[31m\u202efile.txt."
    assert len(missing) == 2


def test_a_wrong_option_is_a_usage_error(article: Path) -> None:
    told, hint = run("extract", article, "--format", "pdf", code=2).stderr.splitlines()
    assert told.startswith("attrib: invalid value for '--format' / '-f': 'pdf' is not one of")
    assert hint == "hint: attrib extract --help tells what it takes"


# A program of its own, with the stub in the model's place: signals, pipes and full disks are the system's doing.
PROGRAM = """
import sys
from attrib import cli
from attrib.analyzer import Analyzer
from tests.test_cli import stub
Analyzer.analyze = lambda self, document: stub(document)
print("ready", file=sys.stderr, flush=True)
cli.app(prog_name="attrib")
"""


@pytest.mark.skipif(os.name != "posix", reason="signals are POSIX's")
def test_control_c_while_waiting_for_input() -> None:
    # A shell starts what runs in its background deaf to Ctrl-C, and these tests may run there.
    hearing = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
    process = subprocess.Popen(
        [sys.executable, "-c", hearing + PROGRAM, "extract", "-"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT,
    )  # fmt: skip
    assert process.stderr
    assert process.stderr.readline() == b"ready\n"
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert (process.returncode, said) == (130, b"attrib: interrupted\n")


@pytest.mark.skipif(os.name != "posix", reason="signals are POSIX's")
def test_being_told_to_end_keeps_what_is_finished(article: Path, tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, "extract", str(article), "-", "-o", str(tmp_path / "all.jsonl")],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT,
    )  # fmt: skip
    partial = tmp_path / "all.jsonl.partial"
    deadline = time.monotonic() + 60
    while not (partial.exists() and partial.stat().st_size) and time.monotonic() < deadline:
        time.sleep(0.05)
    process.terminate()
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert said.decode().splitlines()[1:] == [f"attrib: interrupted; what was finished is in {partial}"]
    assert json.loads(partial.read_text(encoding="utf-8"))["schema"] == "attrib/1"


@pytest.mark.skipif(os.name != "posix", reason="shells close streams differently elsewhere")
@pytest.mark.parametrize(("closed", "code"), [(1, 3), (2, 0)])
def test_a_closed_stream_is_no_mistake_in_attrib(closed: int, code: int, article: Path) -> None:
    command = f'"$@" {closed}>&-'
    program = PROGRAM.replace("print(", "sys.stderr and print(")
    result = _python(
        "-c", "import subprocess, sys; sys.exit(subprocess.run(['sh', '-c', *sys.argv[1:]]).returncode)",
        command, "sh", sys.executable, "-c", program, "extract", article, check=False, cwd=ROOT,
    )  # fmt: skip
    assert result.returncode == code, result.stderr
    assert b"mistake" not in result.stderr
    assert (b"standard output is closed" in result.stderr) == (closed == 1)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs Linux's /dev/full")
def test_a_full_disk_behind_standard_output_is_an_output_error(article: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        result = _python(
            "-c", PROGRAM, "extract", article,
            check=False, capture_output=False, stdout=full, stderr=subprocess.PIPE, cwd=ROOT,
        )  # fmt: skip
    assert result.returncode == 3
    assert result.stderr.decode().splitlines()[1:] == [
        "attrib: cannot write to standard output: no space left on device",
        "hint: write to a file with -o",
    ]


@pytest.mark.skipif(os.name != "posix", reason="pipes close differently elsewhere")
def test_a_reader_that_has_seen_enough_ends_the_program_quietly(tmp_path: Path) -> None:
    for number in range(40):
        (tmp_path / f"{number}.txt").write_text(TEXT + "More of it was said. " * 1000, encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, "extract", str(tmp_path), "-f", "jsonl"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT,
    )  # fmt: skip
    assert process.stdout
    assert process.stderr
    assert json.loads(process.stdout.readline())["schema"] == "attrib/1"
    process.stdout.close()
    assert process.stderr.read() == b"ready\n"
    process.stderr.close()
    process.wait(timeout=60)


def test_standard_output_is_utf_8_wherever_it_goes(article: Path) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONPATH": str(ROOT)}
    result = _python("-c", PROGRAM, "extract", article, "-f", "csv", env=environment, cwd=ROOT)
    (row,) = csv.DictReader(io.StringIO(result.stdout.decode("utf-8"), newline=""))
    assert row["content"] == TEXT[:15]


# --- evaluate, models -------------------------------------------------------------------------------------------------


def test_evaluate_prints_the_figures_and_writes_predictions(tmp_path: Path) -> None:
    attribution = {"source": [[21, 31]], "cue": [[16, 20]], "content": [[0, 15]]}
    (tmp_path / "gold.jsonl").write_text(
        json.dumps({"id": "d1", "text": TEXT, "attributions": [attribution]}) + "\n", encoding="utf-8"
    )
    who = {"doc": "d1", "attributions": [{"i": 0, "entity": "Vale", "class": "named_person"}]}
    (tmp_path / "who.jsonl").write_text(json.dumps(who), encoding="utf-8")
    shown = run("evaluate", "gold.jsonl", "--entities", "who.jsonl", "--predictions", "out.jsonl").stdout
    assert "relation              100.0   100.0  100.0\n" in shown
    assert "relation, direct              100.0\n" in shown
    assert "right 100.0, of those found 100.0, wrong name 0.0" in shown
    assert json.loads((tmp_path / "out.jsonl").read_text(encoding="utf-8"))["id"] == "d1"


def test_evaluate_names_what_it_could_not_read_and_is_not_content(tmp_path: Path) -> None:
    rows = [{"id": "d1", "text": TEXT}, {"id": "d2", "text": "Break " + TEXT}]
    (tmp_path / "gold.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    result = run("evaluate", "gold.jsonl", code=1)
    assert "no figures" in result.stdout
    assert "attrib: 1 of 2 documents failed" in result.stderr
    assert "attrib: d2: unexpected RuntimeError" in result.stderr


def test_a_bad_gold_file_names_the_line(tmp_path: Path) -> None:
    (tmp_path / "gold.jsonl").write_text('{"id": "d1"}\n', encoding="utf-8")
    assert "line 1: “text” is not a string" in run("evaluate", "gold.jsonl", code=5).stderr


def test_a_newsroom_lays_out_the_sheet_with_its_own_templates(article: Path, tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "factsheet.html").write_text("{% for card in sheet.cards %}{{ card.speaker }}\n{% endfor %}")
    done = run("factsheet", article, "--templates", own, "-o", "-")
    assert done.stdout == "Odile Vale\n"
    assert "none" in run("factsheet", article, "--templates", tmp_path / "none", code=2).output


def test_models_list_gives_the_digest_of_every_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights, "FOLDER", tmp_path / "models")
    assert "no models" in run("models", "list", code=4).stderr
    (tmp_path / "models/pos").mkdir(parents=True)
    (tmp_path / "models/pos/en.pt").write_bytes(b"abc")
    assert run("models", "list").stdout.split() == [
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", "3", str(Path("pos/en.pt")),
    ]  # fmt: skip


def _shown_on_a_terminal(run: Callable[[int], None]) -> str:
    """Return all that `run` writes to the terminal it is given, read while it writes: a terminal holds 4 kB."""
    import pty

    screen, terminal = pty.openpty()
    pieces: list[bytes] = []

    def read() -> None:
        with suppress(OSError):  # how a terminal that nobody holds any more ends
            while piece := os.read(screen, 4096):
                pieces.append(piece)

    reader = threading.Thread(target=read)
    reader.start()
    run(terminal)
    os.close(terminal)
    reader.join()
    os.close(screen)
    return b"".join(pieces).decode()


@pytest.mark.skipif(os.name != "posix", reason="needs a pseudo-terminal")
def test_a_bar_is_shown_on_a_terminal_and_not_in_the_result(folder: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm", "COLUMNS": "100"}
    printed: list[bytes] = []

    def run(terminal: int) -> None:
        result = _python(
            "-c", PROGRAM, "extract", folder / "a.txt", folder / "more/a.md", "-f", "jsonl",
            capture_output=False, stdout=subprocess.PIPE, stderr=terminal, env=environment, cwd=ROOT,
        )  # fmt: skip
        printed.extend(result.stdout.splitlines())

    shown = _shown_on_a_terminal(run)
    assert "analysing" in shown
    assert "2/2" in shown
    assert len(printed) == 2
    assert not any(b"analysing" in line for line in printed)


@pytest.mark.skipif(os.name != "posix", reason="needs a pseudo-terminal")
def test_results_on_the_terminal_of_the_bar_have_lines_of_their_own(folder: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm", "COLUMNS": "100"}

    def run(terminal: int) -> None:
        _python(
            "-c", PROGRAM, "factsheet", folder / "a.txt", folder / "more/a.md", "-o", f"{folder.parent}/",
            capture_output=False, stdout=terminal, stderr=terminal, env=environment, cwd=ROOT,
        )  # fmt: skip

    shown = _shown_on_a_terminal(run)
    # After the last control sequence that clears the bar's line, the place stands alone.
    places = [line for line in shown.replace("\x1b[2K", "\n").splitlines() if "factsheet.html" in line]
    assert places == [f"{folder.parent}/a.factsheet.html", f"{folder.parent}/a-2.factsheet.html"]
    assert "2/2" in shown


def test_an_error_of_the_batch_is_the_error_of_a_single_article(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("", encoding="utf-8")
    with pytest.raises(EmptyInput):
        list(jobs.Batch([str(tmp_path / "x.txt")], Analyzer()).each(lambda _done, _total: None))


@pytest.mark.parametrize("form", [(), ("--format", "csv")])
def test_a_file_named_as_a_document_never_holds_csv(article: Path, tmp_path: Path, form: tuple[str, ...]) -> None:
    done = run("extract", article, "-o", tmp_path / "x.docx", *form, code=3)
    assert "nothing is written as .docx" in done.output
    assert not (tmp_path / "x.docx").exists()


def test_what_a_folder_has_that_is_not_read_is_named(folder: Path, tmp_path: Path) -> None:
    (folder / "photo.jpg").write_bytes(b"\xff\xd8")
    done = run("extract", folder, "-o", tmp_path / "out.jsonl", code=1)  # two of its articles are bad
    assert "not read in" in done.output
    assert "photo.jpg" in done.output
