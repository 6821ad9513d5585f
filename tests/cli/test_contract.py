"""What holds for every command: where options stand, what is printed where, exit statuses, help, the two names."""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path
from unittest.mock import patch

import pytest

from app.cli import SUBJECTS
from tests.helpers.books import new_book
from tests.helpers.commands import Ran, answer, line_of, refusal, run, started

LINE = "schedule --principal 50000 --rate 4.15 --from 2020-01-15 --to 2021-01-15 --method interest-only"
SCHEDULE = tuple(LINE.split(" "))
INSTALLED = Path(sys.executable).with_name("huicun")
VERBS = {
    "roster": ["import"],
    "household": ["list", "show"],
    "rating": ["new", "bank"],
    "loan": ["apply", "opinion", "disburse", "record", "show", "repay", "reverse", "extend", "renew", "claim"],
    "calc": ["overdue", "subsidy", "split", "words", "extension", "pledge", "fund"],
    "policy": ["list", "show"],
    "forms": ["list", "print"],
    "ledger": ["list", "export"],
    "bank": ["compare"],
    "pair": ["card", "accept", "escrow"],
    "bundle": ["export", "verify", "import", "receipt", "status"],
    "backup": ["make", "list", "restore"],
}
ENGLISH = ("usage:", "options:", "positional arguments:", "show this help", "show program")
WITHOUT_VERBS = ["demo", "init", "due", "overdue", "schedule", "check", "verify"]


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty village book."""
    folder = tmp_path_factory.mktemp("contract") / "账本"
    new_book(folder).close()
    return folder


def test_the_installed_command_is_the_same_program() -> None:
    assert INSTALLED.exists(), "make setup installs it"

    module = started(*SCHEDULE, "--json")
    command = started(*SCHEDULE, "--json", program=(str(INSTALLED),))

    assert (module.status, module.err) == (0, "")
    assert command == module
    assert json.loads(module.out)["interest"] == "2109.59"


def test_a_process_answers_with_one_document_and_nothing_else(book: Path) -> None:
    ran = started("household", "list", "--json", book=book)

    assert (ran.status, ran.err) == (0, "")
    assert json.loads(ran.out) == {"households": []}


def test_a_process_that_cannot_do_it_says_one_line(tmp_path: Path) -> None:
    assert "没有账本" in line_of(started("loan", "show", "X", "--json", book=tmp_path), 3)


def test_common_options_stand_before_or_after(book: Path) -> None:
    options = ["--book", book, "--json", "--on", "2026-11-20"]
    commands: list[tuple[list[object], list[object]]] = [
        (["household", "list"], []),
        (["due"], ["--within", "45"]),
        (["overdue"], []),
        (["policy", "show"], ["kaizhou"]),
        (["calc", "words"], ["5"]),
    ]
    for words, rest in commands:
        after = run(*words, *rest, *options)
        assert (after.status, after.err) == (0, ""), after
        assert run(*options, *words, *rest) == after
        assert run(*words, *options, *rest) == after
        assert run(*options[:2], *words, *options[2:], *rest) == after


def test_the_later_of_two_days_is_taken(book: Path) -> None:
    late = answer("--on", "2022-01-01", "policy", "show", "kaizhou", "--on", "2026-11-20")

    assert late["on"] == "2026-11-20"


def test_the_book_is_named_by_option_before_environment(book: Path, tmp_path: Path) -> None:
    assert answer("household", "list", book=book) == {"households": []}
    assert answer("household", "list", "--book", book, book=tmp_path) == {"households": []}
    assert str(tmp_path) in refusal("household", "list", book=tmp_path, status=3)


def test_without_book_and_environment_the_platform_folder_is_taken() -> None:
    said = refusal("household", "list", status=3)

    assert os.environ["XDG_DATA_HOME"] in said


def test_the_password_is_no_argument(book: Path) -> None:
    assert "不认识 --password" in refusal("household", "list", "--password", "x", book=book, status=2)
    for subject in (*VERBS, *WITHOUT_VERBS):
        for words in [[subject], *([subject, verb] for verb in VERBS.get(subject, []))]:
            assert "--password" not in run(*words, "--help").out


def test_no_password_and_nobody_to_ask(book: Path) -> None:
    with open(os.devnull) as nobody, patch.object(sys, "stdin", nobody):
        assert "HUICUN_PASSWORD" in refusal("household", "list", password=None, book=book, status=2)


def test_a_wrong_password(tmp_path: Path) -> None:
    book = tmp_path / "账本"
    new_book(book).close()
    for command in (["household", "list"], ["verify"], ["backup", "make"]):
        assert refusal(*command, book=book, password="不是这个密码吧", status=3).startswith("密码不对。")


def test_without_json_it_speaks_chinese(book: Path) -> None:
    texts = {
        ("household", "list"): "共 0 户",
        ("due", "--within", "45"): "共 0 笔",
        ("overdue",): "共 0 笔",
        ("check",): "共 0 条",
        ("backup", "list"): "还没有备份。",
    }
    for words, said in texts.items():
        ran = run(*words, book=book)
        assert (ran.status, ran.err) == (0, ""), ran
        assert said in ran.out


@pytest.mark.parametrize("subject", sorted(SUBJECTS))
def test_help_of_every_subject_and_verb_is_chinese(subject: str) -> None:
    text = _help(subject)
    verbs = re.findall(r"^    ([a-z-]+)(?: |$)", text, re.MULTILINE)
    assert SUBJECTS[subject] in text
    assert set(VERBS.get(subject, [])) <= set(verbs)
    for verb in verbs:
        assert f"huicun {subject} {verb}" in _help(subject, verb)


@pytest.mark.parametrize("words", [[], ["--json"], ["--book", "/tmp"]])
def test_help_without_a_subject_lists_the_subjects(words: list[str]) -> None:
    text = _help(*words)

    assert all(subject in text for subject in SUBJECTS)


def _help(*words: str) -> str:
    ran = run(*words, "--help")
    assert (ran.status, ran.err) == (0, ""), ran
    assert ran.out.startswith("用法：huicun")
    assert [said for said in ENGLISH if said in ran.out] == []
    return ran.out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nosuch"], "SUBJECT 没有 nosuch，可以是 init"),
        (["calc"], "还缺 VERB"),
        (["calc", "nosuch"], "VERB 没有 nosuch，可以是 overdue"),
        (["calc", "words"], "还缺 A"),
        (["calc", "words", "1", "2"], "不认识 2"),
        (["calc", "overdue", "--principal", "1"], "还缺 --rate, --uplift, --days"),
        (["calc", "words", "--nosuch", "3"], "不认识 --nosuch"),
        (["calc", "extension", "--mon", "3", "--pack", "kaizhou"], "还缺 --months"),
        (["schedule", "--from"], "--from 后面要写一个值"),
        (["schedule", "--method", "weekly"], "--method 没有 weekly，可以是 bullet, interest-only"),
        (["forms", "print", "F1", "--all", "--blank", "--out", "x.pdf"], "--blank 和 --all 不能一起写"),
        (["forms", "print", "F1", "--out", "x.pdf"], "要从 --household --contract"),
        (["forms", "print", "F1", "--out", "x.pdf", "--household"], "--household 后面至少要写一个值"),
        (["due", "--within", "-1"], "--within：要写 0 到 36500 之间的整数"),
        (["due", "--within", "99999999999999999999"], "--within：要写 0 到 36500 之间的整数"),
        (["overdue", "--on", "2026-02-30"], "--on：日期要写成 2026-11-20 这样，现在是 2026-02-30"),
        (["overdue", "--on", "20.11.2026"], "日期要写成 2026-11-20 这样"),
        (["overdue", "--on", "9999-12-31"], "--on：日期的年份不对"),
        (["--json=1", "overdue"], "--json 后面不写值"),
        (["init", "--role", "county"], "--role 没有 county，可以是 village, township"),
    ],
)
def test_wrong_usage_is_one_chinese_line(words: list[str], said: str) -> None:
    line = refusal(*words, status=2)

    assert line.startswith("命令写得不对：")
    assert said in line
    assert line.endswith("--help。")


def test_where_nobody_reads_the_answer_there_is_no_traceback() -> None:
    read, write = os.pipe()
    os.close(read)

    ran = started("policy", "show", "kaizhou", to=write)
    os.close(write)

    assert ran == Ran(0, "", "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="Linux only")
def test_where_the_answer_cannot_be_written_that_is_said() -> None:
    full = os.open("/dev/full", os.O_WRONLY)

    ran = started("calc", "words", "5", to=full)
    os.close(full)

    assert "结果没有写出来" in line_of(ran, 4)


def test_smoke_opens_and_closes_the_window_offscreen() -> None:
    assert started("--smoke", program=(str(INSTALLED),)).status == 0
