"""The set-up holds: the lock is whole and without addresses, the fonts show our words, the floors stand."""

from __future__ import annotations

import ast
import os
import re
import runpy
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import bootstrap
from app import resources

ROOT = Path(bootstrap.__file__).resolve().parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCK = (ROOT / "requirements.lock.txt").read_text(encoding="utf-8")
ENTRY = re.compile(r"^(?P<name>[a-z0-9-]+)==(?P<version>[0-9a-z.]+)( ; [^\\]+)? \\$")
DRAWN = set("☐☑")  # drawn as lines on paper
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}( \\)?$")


def locked_versions() -> dict[str, str]:
    entries = (ENTRY.match(line) for line in LOCK.splitlines())
    return {entry["name"]: entry["version"] for entry in entries if entry}


def direct_requirements() -> list[str]:
    return PROJECT["project"]["dependencies"] + PROJECT["project"]["optional-dependencies"]["dev"]


def characters(folder: str, suffix: str) -> set[str]:
    texts = (path.read_text(encoding="utf-8") for path in (ROOT / folder).rglob(f"*{suffix}"))
    return {char for text in texts for char in text if char.isprintable()}


# --- the lock ---


def test_lock_holds_names_versions_and_hashes_and_nothing_else() -> None:
    strange = [line for line in LOCK.splitlines() if not ENTRY.match(line) and not HASH.match(line)]

    assert strange == []


@pytest.mark.parametrize("line", direct_requirements())
def test_every_requirement_is_locked_inside_its_range(line: str) -> None:
    requirement = Requirement(line)

    locked = locked_versions()[canonicalize_name(requirement.name)]

    assert requirement.specifier.contains(locked)


def test_the_qt_binding_that_kills_the_interpreter_is_outside_the_range() -> None:
    [qt] = [Requirement(line) for line in direct_requirements() if line.startswith("PySide6")]

    assert not qt.specifier.contains("6.12.0")


def test_the_packing_tool_runs_from_what_the_lock_says() -> None:
    from importlib.metadata import version

    installed = {name: version(name) for name in ("pyside6-essentials", "sqlcipher3", "reportlab", "pyrage")}

    assert installed == {name: locked_versions()[name] for name in installed}


def test_the_licence_of_every_part_is_listed() -> None:
    rows = runpy.run_path(str(ROOT / "packaging" / "list_licences.py"))["rows"]()
    listed = (ROOT / "THIRD_PARTY_LICENSES.md").read_text(encoding="utf-8").splitlines()

    missing = [row for row in rows if row not in listed]

    assert missing == [], "run packaging/list_licences.py"


# --- bootstrap.py ---


def test_lock_entries_are_cut_out_with_their_hashes() -> None:
    wheel = "wheel==0.48.0 \\\n    --hash=sha256:bb \\\n    --hash=sha256:cc\n"
    lock = "alpha==1 \\\n    --hash=sha256:aa\n" + wheel + "zeta==2 \\\n    --hash=sha256:dd\n"

    cut = bootstrap.lock_entries(lock, ("wheel",))

    assert cut == wheel


def test_a_library_that_is_not_there_is_noticed() -> None:
    assert not bootstrap.loads("libhuicun-nothing.so.7")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="system packages are a matter of Linux")
def test_where_nothing_can_be_installed_it_names_the_packages(tmp_path: Path) -> None:
    done = run_bootstrap("--for-tests", PATH=str(tmp_path))

    assert done.returncode == 1
    assert "请先安装这些系统软件包。" in done.stderr
    assert set(bootstrap.TEST_PROGRAMS.values()) <= set(done.stderr.split())
    assert "Traceback" not in done.stderr


def test_a_second_call_does_and_says_nothing() -> None:
    stamp = bootstrap.STAMP.read_text(encoding="utf-8").splitlines()
    made = bootstrap.STAMP.stat().st_mtime_ns
    assert stamp == [bootstrap.origin(), bootstrap.content()], "run `make setup` first"

    done = run_bootstrap()

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert bootstrap.STAMP.stat().st_mtime_ns == made


def run_bootstrap(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(ROOT / "bootstrap.py"), *arguments],
        env=os.environ | {"PYTHONIOENCODING": "utf-8"} | environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )


# --- the program's own files ---


def test_a_file_of_ours_is_found() -> None:
    assert resources.resource("fonts/OFL.txt").read_text(encoding="utf-8").count("SIL OPEN FONT LICENSE") >= 1


def test_a_missing_file_is_named() -> None:
    with pytest.raises(FileNotFoundError, match="resources/forms/F99.toml"):
        resources.resource("forms/F99.toml")


def test_the_packed_program_looks_beside_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "resources").mkdir()
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    resources.root.cache_clear()

    try:
        assert resources.root() == tmp_path / "resources"
    finally:
        resources.root.cache_clear()


def test_a_wheel_would_carry_every_folder_of_resources() -> None:
    folders = {path.relative_to(ROOT).as_posix() for path in (ROOT / "resources").rglob("*") if path.is_dir()}

    carried = {target.removeprefix("share/huicun/") for target in PROJECT["tool"]["setuptools"]["data-files"]}

    assert folders - {"resources"} <= carried


# --- fonts ---


def shown_by(font: str) -> set[str]:
    with TTFont(resources.resource(f"fonts/{font}"), lazy=True) as opened:
        return {chr(code) for code in opened.getBestCmap()}


@pytest.mark.parametrize("font", ["NotoSansSC-Regular.ttf", "NotoSerifSC-Regular.ttf"])
def test_a_full_font_shows_every_character_of_the_program(font: str) -> None:
    # 𬭩 and 㑇 stand for GB 18030-2022 level 2: they occur in names and are outside GB 2312
    chinese_of_app = {char for char in characters("app", ".py") if char >= "\u2e80"}  # docstrings hold formulas, too
    wanted = chinese_of_app | characters("resources", ".toml") - DRAWN | set("𬭩㑇")

    assert wanted - shown_by(font) == set()


def test_the_bold_subset_shows_every_character_of_the_forms() -> None:
    missing = characters("resources/forms", ".toml") - DRAWN - shown_by("NotoSerifSC-Bold-subset.ttf")

    assert missing == set(), "cut it anew with packaging/subset_bold.py"


@pytest.mark.parametrize("font", ["NotoSansSC-Regular.ttf", "NotoSerifSC-Regular.ttf", "NotoSerifSC-Bold-subset.ttf"])
def test_fonts_have_truetype_outlines_and_one_weight(font: str) -> None:
    with TTFont(resources.resource(f"fonts/{font}"), lazy=True) as opened:
        tables = set(opened.keys())

    assert "glyf" in tables
    assert not {"CFF ", "fvar"} & tables


# --- floors ---


@pytest.mark.parametrize("module", sorted(path.name for path in (ROOT / "app" / "domain").glob("*.py")))
def test_a_rule_imports_the_standard_library_and_other_rules_only(module: str) -> None:
    tree = ast.parse((ROOT / "app" / "domain" / module).read_text(encoding="utf-8"))

    imported = {name for node in ast.walk(tree) for name in imported_names(node)}

    strange = [n for n in imported if n.split(".")[0] not in sys.stdlib_module_names and not n.startswith("app.domain")]
    assert strange == []


def imported_names(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [node.module or ""]
    return []


# --- the guard over log lines ---


@pytest.mark.parametrize(
    ("mark", "outcome"), [("", "1 failed"), ("@pytest.mark.expected_log('disk is slow')", "1 passed")]
)
def test_a_log_line_that_nobody_announced_fails_the_test(tmp_path: Path, mark: str, outcome: str) -> None:
    (tmp_path / "test_noisy.py").write_text(
        f"import logging, pytest\n\n{mark}\ndef test_noisy():\n    logging.getLogger('x').warning('disk is slow')\n",
        encoding="utf-8",
    )

    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-p",
            "tests.conftest",
            "-c",
            os.devnull,
            "--rootdir",
            str(tmp_path),
            str(tmp_path),
        ],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )

    assert outcome in done.stdout
