"""Row ids: UUID version 7 as text (RFC 9562), so that newer rows sort after older ones and inserts stay local."""

from __future__ import annotations

import os
import threading
import time
from uuid import UUID

_lock = threading.Lock()
_last = 0


def new_id() -> str:
    """A UUIDv7; ids of one process always increase, also within a millisecond or when the clock jumps back."""
    global _last
    with _lock:
        stamp = (time.time_ns() // 1_000_000) << 12  # 12 bits below the millisecond count up
        _last = stamp if stamp > _last else _last + 1
        millis, counter = _last >> 12, _last & 0xFFF
    tail = int.from_bytes(os.urandom(8), "big") & ((1 << 62) - 1)
    return str(UUID(int=(millis << 80) | (0x7 << 76) | (counter << 64) | (0b10 << 62) | tail))
