"""Which disks are sticks, and which files on them are ours."""

from __future__ import annotations

from pathlib import Path

from app.services.sticks import bundles_on, list_sticks, mounted_sticks, receipts_on, removable_letters


def test_the_table_of_mounts_names_the_sticks_with_their_room(tmp_path: Path) -> None:
    media = tmp_path / "media"
    for name in ("KINGSTON", "我的 U盘", "CARD"):
        (media / name).mkdir(parents=True)
    mounts = tmp_path / "mounts"
    mounts.write_text(
        "proc /proc proc rw 0 0\n"
        "/dev/sda1 / ext4 rw 0 0\n"
        f"/dev/sdb1 {media}/KINGSTON vfat rw,nosuid 0 0\n"
        f"/dev/sdc1 {media}/我的\\040U盘 exfat rw 0 0\n"
        f"/dev/mmcblk0p1 {media}/CARD vfat ro,nosuid 0 0\n"
        f"tmpfs {media} tmpfs rw 0 0\n"
        f"/dev/sdd1 {media}/gone vfat rw 0 0\n"
        "broken line\n",
        encoding="utf-8",
    )

    sticks = mounted_sticks(mounts, (str(media),))

    assert [(one.name, one.filesystem, one.writable) for one in sticks] == [
        ("CARD", "vfat", False),
        ("KINGSTON", "vfat", True),
        ("我的 U盘", "exfat", True),
    ]
    assert all(0 < one.free <= one.size for one in sticks)


def test_a_system_without_such_a_table_has_no_sticks(tmp_path: Path) -> None:
    assert mounted_sticks(tmp_path / "none", ("/media",)) == []


def test_this_machine_can_be_asked() -> None:
    assert all(one.folder.is_dir() for one in list_sticks())


def test_windows_letters_of_removable_drives_only() -> None:
    """Bits 0, 2, 4 are A:, C:, E:; C: is fixed (3)."""
    kinds = {"A:\\": 2, "C:\\": 3, "E:\\": 2}

    assert removable_letters(0b10101, kinds.__getitem__) == ["A:\\", "E:\\"]


def test_our_files_in_a_folder_by_name_whatever_fat_made_of_their_case(tmp_path: Path) -> None:
    for name in ("HC-20261120-0123abcd.age", "hc-20261121-0123ABCD.AGE", "HR-20261120-0123abcd.age", "x.age", ".HC-1"):
        (tmp_path / name).write_bytes(b"")
    (tmp_path / "huicun-copy").mkdir()

    assert [path.name for path in bundles_on(tmp_path)] == ["HC-20261120-0123abcd.age", "hc-20261121-0123ABCD.AGE"]
    assert [path.name for path in receipts_on(tmp_path)] == ["HR-20261120-0123abcd.age"]
    assert bundles_on(tmp_path / "x.age") == [tmp_path / "x.age"]
