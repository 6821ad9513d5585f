"""Scans and unfinished forms beside the book: small files, each encrypted under a key that the book itself holds.

The key stays the same when the book's own key is changed, so that no scan has to be written again. A scan is named by
the SHA-256 of its content and kept once. A draft has the name of its form; it survives the idle lock and a crash.
"""

from __future__ import annotations

import hmac
from hashlib import sha256
from pathlib import Path

from app.domain.errors import KnownError, SealedFileError
from app.files import copy_file, make_folder, read_bytes, remove, write_atomic
from app.storage.keys import BookKey, unwrap, wrap
from app.storage.places import BookFolder

_MARK = b"HCS1"
_DRAFT_NAME = 32


def keep_scan(places: BookFolder, key: BookKey, content: bytes) -> str:
    """Keep a scan; answers its name, the SHA-256 of its content in hex."""
    name = sha256(content).hexdigest()
    path = places.scans / name
    if not path.exists():
        make_folder(places.scans)
        write_atomic(path, _sealed(key.derived("scans"), name, content), what="扫描件")
    return name


def read_scan(places: BookFolder, key: BookKey, name: str) -> bytes:
    """The content of a scan; SealedFileError where it is damaged, MissingFileError where it is gone."""
    return _opened(key.derived("scans"), name, read_bytes(places.scans / name, what="扫描件"))


def keep_draft(places: BookFolder, key: BookKey, form: str, content: bytes) -> None:
    """Keep the unfinished form, over the one kept before."""
    make_folder(places.drafts)
    name = _draft_name(key, form)
    write_atomic(places.drafts / name, _sealed(key.derived("drafts"), name, content), what="草稿")


def read_draft(places: BookFolder, key: BookKey, form: str) -> bytes | None:
    """The unfinished form, None where there is none; SealedFileError where it is damaged."""
    name = _draft_name(key, form)
    path = places.drafts / name
    return _opened(key.derived("drafts"), name, read_bytes(path, what="草稿")) if path.exists() else None


def kept_drafts(places: BookFolder, key: BookKey) -> list[tuple[Path, bytes | None]]:
    """All drafts with their files; None for the content of one that is damaged or cannot be read."""
    try:
        paths = sorted(path for path in places.drafts.iterdir() if len(path.name) == _DRAFT_NAME)
    except OSError:  # the folder is made with the first draft
        return []
    return [(path, _content_or_none(key, path)) for path in paths]


def forget_draft(places: BookFolder, key: BookKey, form: str) -> None:
    """The form was saved or thrown away."""
    remove(places.drafts / _draft_name(key, form))


def copy_new_scans(source: Path, target: Path) -> int:
    """Copy the scans that `target` has not yet, sealed as they are; answers how many. For backup and restore."""
    if not source.is_dir():
        return 0
    make_folder(target)
    new = [path for path in sorted(source.iterdir()) if len(path.name) == 64 and not (target / path.name).exists()]
    for path in new:
        copy_file(path, target / path.name, what="扫描件")
    return len(new)


def _content_or_none(key: BookKey, path: Path) -> bytes | None:
    try:
        return _opened(key.derived("drafts"), path.name, read_bytes(path, what="草稿"))
    except KnownError:
        return None


def _draft_name(key: BookKey, form: str) -> str:
    return hmac.new(key.derived("draft names"), form.encode(), sha256).hexdigest()[:_DRAFT_NAME]


def _sealed(key: bytes, name: str, content: bytes) -> bytes:
    return _MARK + wrap(key, content, name.encode())


def _opened(key: bytes, name: str, data: bytes) -> bytes:
    content = unwrap(key, data[len(_MARK) :], name.encode()) if data.startswith(_MARK) else None
    if content is None:
        raise SealedFileError(name[:12])
    return content
