"""The bounds of a bundle: the writer keeps them, the reader enforces them, before anything is unpacked."""

MAX_FILE = 512 << 20  # bytes of the encrypted file
MAX_UNPACKED = 512 << 20  # bytes of all members together, unpacked
MAX_MANIFEST = 8 << 20  # a handover lists each scan
MAX_ROWS = 5_000_000  # four times a county of a hundred villages
MAX_RATIO = 200  # unpacked by packed; rows with random ids stay below 20
RATIO_FREE = 1 << 20  # bytes that need no ratio
MAX_WINDOW = 8 << 20  # memory a zstd frame may ask for (`zstd -19` asks for this much)
