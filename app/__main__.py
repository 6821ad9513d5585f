"""Picks what runs: the window, or the command line."""

from __future__ import annotations

import sys


def main() -> int:
    """`huicun` alone (or with --smoke, --book) opens the window; with a subject it answers on the command line."""
    from app import crash
    from app.cli import main as command_line
    from app.cli import subject_of

    crash.install()
    arguments = sys.argv[1:]
    if getattr(sys, "frozen", False):  # packed; from source there is one version only
        status = _hand_over(arguments)
        if status is not None:
            return status
    if subject_of(arguments) is None and not {"-h", "--help", "--version"} & set(arguments):
        from app.ui.application import main as window

        return window(arguments)
    return command_line(arguments)


def _hand_over(arguments: list[str]) -> int | None:
    from app.installed import start_chosen
    from app.services.folders import program_folder

    return start_chosen(program_folder(), arguments)


if __name__ == "__main__":
    sys.exit(main())
