"""Updates from a stick: set up beside the old version when signed and whole, refused with a sentence otherwise."""

from __future__ import annotations

import json
import os
import runpy
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app import __version__, installed
from app.domain.errors import (
    KnownError,
    NoPublisherKeyError,
    UpdateDamagedError,
    UpdateForeignError,
    UpdateUnfitError,
    UpdateUntrustedError,
)
from app.exchange import sshsig
from app.services.update_file import NAMESPACE, publisher_keys
from app.services.updates import look_at, set_up, use_version, versions
from tests.helpers.commands import run

ROOT = Path(installed.__file__).parents[1]
MAKER = runpy.run_path(str(ROOT / "packaging" / "make_update.py"))
NEWER = "99.1.0"


@dataclass(frozen=True)
class Stick:
    """An update on a stick, the publisher's keys as the program has them, and where the program keeps versions."""

    update: Path
    keys: tuple[str, ...]
    key: Ed25519PrivateKey
    program: Path


def packed(folder: Path) -> Path:
    """A small packed program that says its version."""
    (folder / "_internal" / "Qt").mkdir(parents=True)
    start = folder / installed.executable_name()
    start.write_text(f'#!/bin/sh\necho "new {NEWER} $HUICUN_FIRST $*"\n')
    start.chmod(0o755)
    (folder / "_internal" / "Qt" / "libQt6Core.so.6").write_bytes(bytes(range(256)) * 300)
    (folder / "_internal" / "libQt6Core.so.6").symlink_to("Qt/libQt6Core.so.6")
    (folder / "_internal" / "LICENSE").write_text("Apache")
    return folder


@pytest.fixture
def stick(tmp_path: Path) -> Stick:
    key = Ed25519PrivateKey.generate()
    made = MAKER["make_update"](packed(tmp_path / "dist"), key, tmp_path / "usb", NEWER)
    return Stick(made, (sshsig.public_line(key.public_key().public_bytes_raw()),), key, tmp_path / "program")


def handed_over(stick: Stick) -> str:
    """What the chosen version prints when this one hands over to it."""
    code = (
        "import sys; from pathlib import Path; from app.installed import start_chosen; "
        f"sys.exit(start_chosen(Path({str(stick.program)!r}), ['--version']))"
    )
    return subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout


def nothing_chosen(stick: Stick) -> bool:
    return installed.chosen_version(stick.program) is None and [one.version for one in versions(stick.program)] == [
        __version__
    ]


def test_an_update_stands_beside_the_old_version_and_runs_from_the_next_start(stick: Stick) -> None:
    heard: list[tuple[int, int]] = []

    place = set_up(look_at(stick.update, stick.keys), stick.program, lambda done, files: heard.append((done, files)))

    assert heard == [(1, 3), (2, 3), (3, 3)]
    assert (place / "_internal" / "libQt6Core.so.6").read_bytes() == bytes(range(256)) * 300
    assert (place / "_internal" / "libQt6Core.so.6").is_symlink()
    assert [(one.version, one.chosen, one.running) for one in versions(stick.program)] == [
        (NEWER, True, False),
        (__version__, False, True),
    ]
    assert handed_over(stick) == f"new {NEWER} {__version__} --version\n"


def test_the_first_version_can_be_chosen_again(stick: Stick) -> None:
    set_up(look_at(stick.update, stick.keys), stick.program)

    chosen = use_version(__version__, stick.program)

    assert not chosen.older
    assert installed.start_chosen(stick.program, ["--version"]) is None
    assert [one.chosen for one in versions(stick.program)] == [False, True]


def test_the_only_version_can_be_chosen_and_a_strange_first_one_is_no_trouble(
    stick: Stick, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(installed.FIRST_VARIABLE, "the first one")

    assert use_version(__version__, stick.program).running
    assert [one.version for one in versions(stick.program)] == [__version__]


def test_a_version_with_a_missing_or_short_file_never_runs(stick: Stick) -> None:
    place = set_up(look_at(stick.update, stick.keys), stick.program)

    (place / "_internal" / "LICENSE").write_text("Apac")

    assert installed.start_chosen(stick.program, []) is None
    assert [one.version for one in versions(stick.program)] == [__version__]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"version": 3}', '{"version": "../x"}', '{"version": "9.x"}'])
def test_a_damaged_choice_leaves_the_first_version_running(stick: Stick, text: str) -> None:
    stick.program.mkdir()
    (stick.program / installed.CHOSEN).write_text(text)

    assert installed.start_chosen(stick.program, []) is None


def resigned(stick: Stick, change: Callable[[dict[str, object]], None], key: Ed25519PrivateKey | None = None) -> Path:
    """The update with a changed list, signed anew."""
    with zipfile.ZipFile(stick.update) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    head = json.loads(members[installed.HEAD])
    change(head)
    members[installed.HEAD] = json.dumps(head).encode()
    members[f"{installed.HEAD}.sig"] = sshsig.sign(members[installed.HEAD], key or stick.key, NAMESPACE)
    return written(stick.update.with_name("changed.hcupdate"), members)


def written(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def test_another_publisher_is_not_believed(stick: Stick) -> None:
    forged = resigned(stick, lambda head: None, Ed25519PrivateKey.generate())

    with pytest.raises(UpdateUntrustedError):
        look_at(forged, stick.keys)


def test_a_program_without_a_publishers_key_takes_no_update(stick: Stick) -> None:
    assert publisher_keys() == ()
    with pytest.raises(NoPublisherKeyError):
        look_at(stick.update)


def test_a_publishers_key_is_read_from_a_line_of_openssh(stick: Stick, tmp_path: Path) -> None:
    file = tmp_path / "allowed_signers"
    file.write_text(f'# who\n\nhuicun-release namespaces="huicun-update" {stick.keys[0]} county\n')

    assert publisher_keys(file) == stick.keys


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("platform", "windows-x86_64", UpdateUnfitError),
        ("version", __version__, UpdateUnfitError),
        ("version", "0.0.1", UpdateUnfitError),
        ("version", "1.x", UpdateDamagedError),
        ("format", "huicun-update-2", UpdateDamagedError),
        ("files", "none", UpdateDamagedError),
    ],
)
def test_what_does_not_fit_here_is_refused(stick: Stick, field: str, value: str, error: type[KnownError]) -> None:
    other = resigned(stick, lambda head: head.__setitem__(field, value))

    with pytest.raises(error):
        look_at(other, stick.keys)


@pytest.mark.parametrize("place", ["../evil", "/etc/evil", "a/../../evil", "C:/evil", "a\\b", "", "a//b", "./a"])
def test_a_path_that_leaves_the_folder_is_refused(stick: Stick, place: str) -> None:
    def move(head: dict[str, object]) -> None:
        head["links"] = [{"path": place, "target": "huicun"}]

    with pytest.raises(UpdateDamagedError):
        look_at(resigned(stick, move), stick.keys)


def test_a_link_that_leaves_the_folder_is_refused(stick: Stick) -> None:
    def aim(head: dict[str, object]) -> None:
        head["links"] = [{"path": "_internal/link", "target": "../../outside"}]

    with pytest.raises(UpdateDamagedError):
        look_at(resigned(stick, aim), stick.keys)


def test_a_file_that_is_not_the_signed_one_is_refused_and_nothing_is_chosen(stick: Stick) -> None:
    with zipfile.ZipFile(stick.update) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    name = "program/_internal/LICENSE"
    for other in (b"apache", b"Apach", b"Apache!"):
        bad = written(stick.update.with_name("bad.hcupdate"), members | {name: other})
        with pytest.raises(UpdateDamagedError):
            set_up(look_at(bad, stick.keys), stick.program)
    assert nothing_chosen(stick)


def test_a_member_too_much_or_too_little_is_refused(stick: Stick) -> None:
    with zipfile.ZipFile(stick.update) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    fewer = {name: data for name, data in members.items() if not name.endswith("LICENSE")}

    for changed in (members | {"program/extra.so": b"x"}, fewer):
        with pytest.raises(UpdateDamagedError):
            look_at(written(stick.update.with_name("changed.hcupdate"), changed), stick.keys)


def test_cut_anywhere_or_flipped_it_is_refused(stick: Stick) -> None:
    whole = stick.update.read_bytes()
    bad = stick.update.with_name("bad.hcupdate")
    taken = 0
    for at in range(0, len(whole), 13):
        for data in (whole[:at], whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :]):
            bad.write_bytes(data)
            try:
                set_up(look_at(bad, stick.keys), stick.program)
                taken += 1  # a byte of the zip that says nothing: a time, a flag; every file was as signed
            except (UpdateForeignError, UpdateDamagedError, UpdateUntrustedError):
                pass
    assert taken < len(whole) // 13 / 3
    assert [one.version for one in versions(stick.program) if one.version != __version__] in ([], [NEWER])


@pytest.mark.fault
def test_a_disk_too_small_is_said_and_nothing_is_left(stick: Stick, tmp_path: Path) -> None:
    big = packed(tmp_path / "big")
    (big / "_internal" / "data").write_bytes(os.urandom(4 << 20))
    made = MAKER["make_update"](big, stick.key, tmp_path / "usb", "99.2.0")
    stick.program.mkdir()
    code = (
        "from pathlib import Path\n"
        "from app.services.updates import look_at, set_up\n"
        f"program = Path({str(stick.program)!r})\n"
        f"try: set_up(look_at(Path({str(made)!r}), {stick.keys!r}), program)\n"
        "except Exception as error: print(type(error).__name__)\n"
        "print(sum(path.is_file() for path in program.rglob('*')))\n"
    )
    inside = f'mount -t tmpfs -o size=2m none "{stick.program}" && exec "$0" -c "$1"'

    said = subprocess.run(
        ["unshare", "-rm", "sh", "-c", inside, sys.executable, code],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert said.stdout.split() == ["DiskFullError", "0"]


def test_the_command_line_says_in_a_sentence_why_not(stick: Stick, tmp_path: Path) -> None:
    done = run("update", "show", stick.update, book=tmp_path / "book")

    assert (done.status, done.out) == (1, "")
    assert done.err.count("\n") == 1
    assert "公钥" in done.err
