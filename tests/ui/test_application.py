"""Opening the window: without a screen it says so, --smoke opens and closes, nothing heavy is loaded before paint."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.ui.application import main
from app.ui.preferences import Preferences, read_preferences, write_preferences


def run(*words: str, platform: str | None, home: Path) -> subprocess.CompletedProcess[str]:
    """The program in its own process, with no screen unless `platform` names one."""
    environment = {key: value for key, value in os.environ.items() if key not in ("QT_QPA_PLATFORM", "DISPLAY")}
    environment |= {"XDG_DATA_HOME": str(home), "XDG_CONFIG_HOME": str(home)}
    if platform is not None:
        environment["QT_QPA_PLATFORM"] = platform
    command = [sys.executable, "-m", "app", *words]
    return subprocess.run(command, capture_output=True, text=True, env=environment, check=False)


def test_without_a_screen_it_says_a_sentence_instead_of_aborting(tmp_path: Path) -> None:
    done = run(platform=None, home=tmp_path)

    assert done.returncode == 1
    assert done.stderr.startswith("没有找到屏幕，窗口打不开。")
    assert "Traceback" not in done.stderr


def test_smoke_opens_and_closes_offscreen(tmp_path: Path) -> None:
    done = run("--smoke", "--book", str(tmp_path / "none"), platform=None, home=tmp_path)

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert not (tmp_path / "huicun").exists()  # a smoke run remembers nothing


@pytest.mark.parametrize("words", [["--bokk", "x"], ["--on", "tomorrow"], ["--book"]])
def test_a_wrong_option_is_named_with_status_two(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 2
    assert "账本没有改动" in capsys.readouterr().err


def test_nothing_heavy_is_loaded_before_the_first_paint(tmp_path: Path) -> None:
    script = (
        "import sys, json\n"
        "from app.ui.application import main\n"
        "main(['--smoke', '--book', sys.argv[1]])\n"
        "heavy = ('sqlalchemy', 'reportlab', 'openpyxl', 'sqlcipher3', 'cryptography', 'pypinyin', 'pypdfium2')\n"
        "print(json.dumps([name for name in heavy if name in sys.modules]))\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "none")], capture_output=True, text=True, check=True
    )

    assert json.loads(done.stdout) == []


def test_what_the_window_remembers_comes_back(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "window.json"

    written = write_preferences(file, Preferences(dark=True, text_size=150, page="loans"))

    assert written
    assert read_preferences(file) == Preferences(dark=True, text_size=150, page="loans")


@pytest.mark.parametrize("content", ["", "[]", "{", '{"dark": "yes", "text_size": 125, "unknown": 1}'])
def test_a_spoiled_memory_counts_as_empty(tmp_path: Path, content: str) -> None:
    file = tmp_path / "window.json"
    file.write_text(content, encoding="utf-8")

    remembered = read_preferences(file)

    assert remembered.dark is False
    assert remembered.text_size in (100, 125)
