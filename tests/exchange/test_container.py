"""The container holds plain files under expected names; every other thing a tar can hold is refused."""

from __future__ import annotations

import io
import subprocess
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from app.domain.errors import BundleDamagedError, BundleError, BundleTooLargeError, UnexpectedMemberError
from app.exchange import container
from app.exchange.container import END, member_pieces, read_entries
from app.exchange.spool import Spool
from tests.helpers.bundles import archive

PLAIN = [("manifest.json", b"{}"), ("manifest.json.sig", b"sig"), ("household.jsonl.zst", b"x" * 700)]


def spooled(data: bytes) -> Spool:
    spool = Spool(limit=1 << 26)
    spool.write(data)
    return spool


def names(data: bytes) -> list[str]:
    return list(read_entries(spooled(data)))


def with_entry(change: Callable[[tarfile.TarInfo], None], form: int = tarfile.USTAR_FORMAT) -> bytes:
    """The plain archive and one entry more, changed."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=form) as tar:
        for name, data in PLAIN:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
        info = tarfile.TarInfo("loan.jsonl.zst")
        change(info)
        tar.addfile(info, io.BytesIO(bytes(info.size)))
    return out.getvalue()


def set_fields(**fields: object) -> Callable[[tarfile.TarInfo], None]:
    def change(info: tarfile.TarInfo) -> None:
        for name, value in fields.items():
            setattr(info, name, value)

    return change


def test_what_we_pack_is_read_by_tarfile_and_by_ourselves() -> None:
    data = b"".join(piece for name, content in PLAIN for piece in member_pieces(name, len(content), [content])) + END

    with tarfile.open(fileobj=io.BytesIO(data)) as tar:
        assert [(info.name, info.size, info.mtime, info.uid) for info in tar] == [
            ("manifest.json", 2, 0, 0),
            ("manifest.json.sig", 3, 0, 0),
            ("household.jsonl.zst", 700, 0, 0),
        ]
    spool = spooled(data)
    entries = read_entries(spool)
    assert {name: spool.read_at(entry.offset, entry.size) for name, entry in entries.items()} == dict(PLAIN)


@pytest.mark.parametrize("form", ["ustar", "gnu", "v7", "pax"])
def test_which_of_tars_own_formats_are_read(tmp_path: Path, form: str) -> None:
    for name, data in PLAIN:
        (tmp_path / name).write_bytes(data)
    made = subprocess.run(
        ["tar", f"--format={form}", "-cf", "-", *(name for name, _ in PLAIN)],
        cwd=tmp_path,
        capture_output=True,
        check=True,
    ).stdout

    if form in ("ustar", "gnu"):
        assert names(made) == [name for name, _ in PLAIN]
    else:
        with pytest.raises(BundleError):
            names(made)


@pytest.mark.parametrize(
    "name",
    [
        "../household.jsonl.zst",
        "/etc/passwd",
        "./household.jsonl.zst",
        "a/household.jsonl.zst",
        "..",
        "household.jsonl",
        "Household.jsonl.zst",
        "household.jsonl.zst ",
        "C:household.jsonl.zst",
        "con\x01.jsonl.zst",
        "户.jsonl.zst",
        "a" * 64 + ".jsonl.zst",
        "a/" * 60 + "b.jsonl.zst",
        "scan-00.bin",
    ],
)
def test_a_name_that_nobody_expects_is_refused(name: str) -> None:
    with pytest.raises(UnexpectedMemberError):
        names(with_entry(set_fields(name=name)))


@pytest.mark.parametrize(
    "kind",
    [
        tarfile.SYMTYPE,
        tarfile.LNKTYPE,
        tarfile.CHRTYPE,
        tarfile.BLKTYPE,
        tarfile.DIRTYPE,
        tarfile.FIFOTYPE,
        tarfile.CONTTYPE,
        tarfile.GNUTYPE_SPARSE,
        b"V",
    ],
)
def test_what_is_no_plain_file_is_refused(kind: bytes) -> None:
    with pytest.raises(UnexpectedMemberError):
        names(with_entry(set_fields(type=kind, linkname="manifest.json" if kind in (b"1", b"2") else "")))


def test_a_plain_file_with_a_link_name_is_refused() -> None:
    with pytest.raises(UnexpectedMemberError):
        names(with_entry(set_fields(linkname="/etc/passwd")))


def test_an_extended_header_is_refused() -> None:
    with pytest.raises(UnexpectedMemberError):
        names(with_entry(set_fields(pax_headers={"path": "../loan.jsonl.zst"}), tarfile.PAX_FORMAT))


def test_a_second_copy_is_refused() -> None:
    with pytest.raises(UnexpectedMemberError, match="两份"):
        names(archive([*PLAIN, ("manifest.json", b"{ }")]))


@pytest.mark.parametrize("missing", [0, 1])
def test_manifest_and_signature_must_be_there(missing: int) -> None:
    with pytest.raises(UnexpectedMemberError, match="缺少"):
        names(archive([one for place, one in enumerate(PLAIN) if place != missing]))


def test_a_size_larger_than_the_archive_is_refused() -> None:
    head = container.member_head("manifest.json", 1 << 30)

    with pytest.raises(BundleDamagedError):
        names(head + bytes(4096))


def test_a_size_in_base_256_is_refused() -> None:
    with pytest.raises(BundleDamagedError):
        names(with_binary_size())


def with_binary_size() -> bytes:
    info = tarfile.TarInfo("manifest.json")
    info.size = 8 << 33
    return info.tobuf(tarfile.GNU_FORMAT) + bytes(4096)


def test_bytes_after_the_end_are_refused() -> None:
    data = archive(PLAIN)

    for extra in (b"x", bytes(511) + b"x", data, bytes(1 << 20)):
        with pytest.raises(BundleError):
            names(data + extra)


def test_every_cut_of_an_archive_is_refused_until_only_filling_is_missing() -> None:
    data = archive(PLAIN)
    needed = 5 * 512 + 2 * 512 + 2 * 512  # three heads, contents of 1, 1 and 2 blocks, and the end

    for length in [*range(0, needed, 37), needed - 1]:
        with pytest.raises(BundleError):
            names(data[:length])
    assert names(data[:needed]) == [name for name, _ in PLAIN]


def test_every_changed_byte_of_a_head_is_refused_or_changes_nothing_that_is_read() -> None:
    data = archive(PLAIN)

    for place in range(512):
        changed = bytearray(data)
        changed[place] ^= 1
        with pytest.raises(BundleError):
            names(bytes(changed))


def test_too_many_members_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(container, "MAX_MEMBERS", 2)

    with pytest.raises(BundleTooLargeError):
        names(archive(PLAIN))


def test_a_member_that_changes_while_it_is_packed_is_noticed() -> None:
    with pytest.raises(ValueError, match="changed"):
        list(member_pieces("scan.bin", 10, [b"123"]))
