"""Lists the parts that run inside the program, with version and licence, from what is installed.

    .venv/bin/python packaging/list_licences.py

It prints the table that stands in THIRD_PARTY_LICENSES.md; a test compares the two by name and licence.
"""

from __future__ import annotations

import sys
import tomllib
from importlib.metadata import Distribution, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
CLASSIFIER = "License :: OSI Approved :: "
# where the package names none in its metadata (its licence file does), or several
SAID_OTHERWISE = {
    "pyside6-essentials": "LGPL-3.0-only (used under it; also GPL, commercial)",
    "pyrage": "MIT",
    "sqlcipher3": "Zlib",
    "shiboken6": "LGPL-3.0-only (used under it; also GPL, commercial)",
}


def runtime_parts() -> dict[str, Distribution]:
    """The direct requirements and all that they need on any of our systems, by name."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    waiting = [Requirement(line) for line in project["dependencies"]]
    found: dict[str, Distribution] = {}
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        if name in found or (requirement.marker and not requirement.marker.evaluate({"extra": ""})):
            continue
        found[name] = distribution(name)
        waiting += [Requirement(line) for line in found[name].requires or []]
    return dict(sorted(found.items()))


def licence(part: Distribution) -> str:
    """The licence of a part in one short phrase."""
    name = canonicalize_name(part.metadata["Name"])
    if name in SAID_OTHERWISE:
        return SAID_OTHERWISE[name]
    expression = part.metadata.get("License-Expression") or ""
    classifiers = [
        line.removeprefix(CLASSIFIER)
        for line in part.metadata.get_all("Classifier") or []
        if line.startswith(CLASSIFIER)
    ]
    written = (part.metadata.get("License") or "").strip()
    return expression or "; ".join(classifiers) or written.splitlines()[0]


def rows() -> list[str]:
    """One line of the table per part: name and licence (the versions stand in the lock)."""
    return [f"| {name} | {licence(part)} |" for name, part in runtime_parts().items()]


if __name__ == "__main__":
    sys.stdout.write("\n".join(rows()) + "\n")
