"""A county technician opens our bundle with age, tar, zstd and ssh-keygen alone, and what these write we open."""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from app.exchange.bundle import build_bundle
from app.exchange.digest import state_digest
from app.exchange.keys import DeviceKeys
from app.exchange.opening import open_bundle
from app.exchange.parties import Recipient
from tests.helpers.bundles import TABLES, VILLAGE_CODE, World, build, header

VERIFY = (
    f"ssh-keygen -Y verify -f allowed_signers -I {VILLAGE_CODE} -n huicun-bundle -s manifest.json.sig < manifest.json"
)
TOOLS = ("age", "age-keygen", "tar", "zstd", "ssh-keygen", "sha256sum")


@pytest.fixture(autouse=True)
def tools(program: Callable[[str], str]) -> None:
    """A missing tool fails these tests."""
    for tool in TOOLS:
        program(tool)


@dataclass
class Shell:
    """A folder and a shell in it."""

    folder: Path

    def run(self, command: str) -> bytes:
        return subprocess.run(
            ["bash", "-o", "pipefail", "-ec", command], cwd=self.folder, capture_output=True, check=True, timeout=30
        ).stdout

    def write(self, name: str, data: bytes) -> None:
        (self.folder / name).write_bytes(data)


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


def write_keys(shell: Shell, keys: DeviceKeys) -> None:
    """Private keys in the files that age and ssh-keygen read."""
    shell.write("age.key", keys.opening.encode() + b"\n")
    shell.write("ssh.key", keys.private().private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()))
    (shell.folder / "ssh.key").chmod(0o600)


def test_the_emergency_recipe_opens_and_verifies_a_bundle(world: World, shell: Shell) -> None:
    """The three lines of the specification, with the county's own key of age-keygen."""
    shell.run("age-keygen -o county.key")
    escrow = Recipient.escrow(shell.run("age-keygen -y county.key").decode().strip())
    out = io.BytesIO()
    build_bundle("full", TABLES, header(), world.village, [Recipient.of_card(world.township.card), escrow], out)
    shell.write("HC-20261120-3f9a1c20.age", out.getvalue())
    shell.write("allowed_signers", world.village.card.allowed_signers.encode())

    shell.run("age -d -i county.key HC-20261120-3f9a1c20.age | tar x")
    verified = shell.run(VERIFY)
    lines = shell.run("zstd -dc household.jsonl.zst").splitlines()

    assert b'Good "huicun-bundle" signature' in verified
    assert [json.loads(line) for line in lines] == TABLES["household"]


def test_ssh_keygen_refuses_the_manifest_when_it_was_changed(world: World, bundle: bytes, shell: Shell) -> None:
    write_keys(shell, world.township.keys)
    shell.write("b.age", bundle)
    shell.write("allowed_signers", world.village.card.allowed_signers.encode())
    shell.run("age -d -i age.key b.age | tar x && sed -i s/loan/laon/ manifest.json")

    with pytest.raises(subprocess.CalledProcessError):
        shell.run(VERIFY)


def test_the_members_can_be_checked_and_the_digest_counted_by_hand(world: World, shell: Shell) -> None:
    """The recipe of docs/exchange.md for the digest that stands on the slip."""
    data, built = build(world.village, world.township)
    write_keys(shell, world.township.keys)
    shell.write("b.age", data)
    shell.run("age -d -i age.key b.age | tar x")

    for member in json.loads((shell.folder / "manifest.json").read_bytes())["members"]:
        assert shell.run(f"sha256sum < {member['name']}").decode().split()[0] == member["sha256"]
        assert int(shell.run(f"zstd -dc {member['name']} | wc -c")) == member["unpacked_bytes"]
        assert int(shell.run(f"zstd -dc {member['name']} | wc -l")) == member["rows"]
    counted = shell.run(
        "for f in $(ls *.jsonl.zst | LC_ALL=C sort); do"
        " echo $f $(zstd -dc $f | sha256sum | cut -d' ' -f1); done | sha256sum | cut -d' ' -f1"
    )
    assert counted.decode().strip() == built.digest


def test_tar_lists_the_members_in_the_order_of_the_rules(world: World, bundle: bytes, shell: Shell) -> None:
    write_keys(shell, world.township.keys)
    shell.write("b.age", bundle)

    names = shell.run("age -d -i age.key b.age | tar t").decode().split()

    assert names == ["manifest.json", "manifest.json.sig", *(f"{table}.jsonl.zst" for table in TABLES)]


@pytest.mark.parametrize("tar", ["tar --format=ustar -cf -", "tar -cf -", "tar --format=ustar -b 1 -cf -"])
@pytest.mark.parametrize("zstd", ["zstd -q", "zstd -q -19 --no-check", "zstd -q --format=zstd -T1 < /dev/stdin"])
def test_a_bundle_put_together_by_standard_tools_is_opened(world: World, shell: Shell, tar: str, zstd: str) -> None:
    write_keys(shell, world.village.keys)
    members = []
    unpacked = {}
    for table, rows in TABLES.items():
        name = f"{table}.jsonl.zst"
        lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()
        shell.write(f"{table}.jsonl", lines)
        shell.run(f"cat {table}.jsonl | {zstd} > {name}")
        packed = (shell.folder / name).read_bytes()
        unpacked[name] = hashlib.sha256(lines).hexdigest()
        members.append(
            {
                "name": name,
                "bytes": len(packed),
                "unpacked_bytes": len(lines),
                "rows": len(rows),
                "sha256": hashlib.sha256(packed).hexdigest(),
            }
        )
    _, model = build(world.village, world.township)
    manifest = json.loads(model.manifest.to_bytes()) | {"members": members, "state_digest": state_digest(unpacked)}
    shell.write("manifest.json", json.dumps(manifest, indent=2, ensure_ascii=False).encode())

    shell.run("ssh-keygen -q -Y sign -f ssh.key -n huicun-bundle manifest.json")
    names = " ".join(["manifest.json", "manifest.json.sig", *unpacked])
    shell.run(f"{tar} {names} | age -r {world.township.card.age} -o made.age")

    with open_bundle(shell.folder / "made.age", world.township, [world.village.card]) as opened:
        assert {table: list(rows) for table, rows in opened.tables.items()} == TABLES


def test_the_signature_in_a_bundle_is_the_one_ssh_keygen_makes(world: World, bundle: bytes, shell: Shell) -> None:
    write_keys(shell, world.village.keys)
    shell.write("township.key", world.township.keys.opening.encode())
    shell.write("b.age", bundle)
    shell.run("age -d -i township.key b.age | tar x && mv manifest.json.sig ours.sig")

    shell.run("ssh-keygen -q -Y sign -f ssh.key -n huicun-bundle manifest.json")

    assert (shell.folder / "manifest.json.sig").read_bytes() == (shell.folder / "ours.sig").read_bytes()


def test_a_card_is_verified_by_ssh_keygen_too(world: World, shell: Shell) -> None:
    """The signature on a card is over its canonical JSON without the signature."""
    fields = json.loads(world.village.card.to_bytes())
    shell.write("card.sig", fields.pop("signature").encode())
    shell.write("card", json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode())
    shell.write("signers", f"{VILLAGE_CODE} {world.village.card.ssh}\n".encode())

    verified = shell.run(f"ssh-keygen -Y verify -f signers -I {VILLAGE_CODE} -n huicun-card -s card.sig < card")

    assert b"Good" in verified
