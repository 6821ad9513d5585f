"""Our signatures and those of ssh-keygen are the same bytes, and only the right one is accepted."""

from __future__ import annotations

import base64
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from app.domain.errors import SignatureWrongError
from app.exchange import sshsig

NAMESPACE = "huicun-bundle"
MESSAGES = [b"", b"x", "清单".encode(), bytes(range(256)) * 1000]


@pytest.fixture
def key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


@pytest.fixture
def key_line(key: Ed25519PrivateKey) -> str:
    return sshsig.public_line(key.public_key().public_bytes_raw())


@pytest.fixture
def key_file(key: Ed25519PrivateKey, tmp_path: Path) -> Path:
    path = tmp_path / "key"
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()))
    path.chmod(0o600)
    return path


@pytest.mark.parametrize("message", MESSAGES, ids=len)
def test_we_write_the_bytes_that_ssh_keygen_writes(message: bytes, key: Ed25519PrivateKey, key_file: Path) -> None:
    by_tool = subprocess.run(
        ["ssh-keygen", "-Y", "sign", "-f", key_file, "-n", NAMESPACE], input=message, capture_output=True, check=True
    ).stdout

    assert sshsig.sign(message, key, NAMESPACE) == by_tool


def test_we_read_the_key_line_that_ssh_keygen_writes(key: Ed25519PrivateKey, key_file: Path, key_line: str) -> None:
    by_tool = subprocess.run(["ssh-keygen", "-y", "-f", key_file], capture_output=True, check=True, text=True).stdout

    assert by_tool.strip() == key_line
    assert sshsig.raw_public(key_line) == key.public_key().public_bytes_raw()


def test_we_accept_what_ssh_keygen_signed_with_the_other_hash(key_file: Path, key_line: str) -> None:
    by_tool = subprocess.run(
        ["ssh-keygen", "-Y", "sign", "-f", key_file, "-n", NAMESPACE, "-O", "hashalg=sha256"],
        input=b"message",
        capture_output=True,
        check=True,
    ).stdout

    sshsig.verify(b"message", by_tool, key_line, NAMESPACE)
    assert sshsig.signer(by_tool) == key_line


def test_another_message_namespace_or_key_is_refused(key: Ed25519PrivateKey, key_line: str) -> None:
    signature = sshsig.sign(b"message", key, NAMESPACE)
    other = sshsig.public_line(Ed25519PrivateKey.generate().public_key().public_bytes_raw())

    sshsig.verify(b"message", signature, key_line, NAMESPACE)
    for message, line, namespace in [
        (b"massage", key_line, NAMESPACE),
        (b"message", other, NAMESPACE),
        (b"message", key_line, "huicun-card"),
    ]:
        with pytest.raises(SignatureWrongError):
            sshsig.verify(message, signature, line, namespace)


def test_every_changed_character_of_a_signature_is_refused(key: Ed25519PrivateKey, key_line: str) -> None:
    signature = sshsig.sign(b"message", key, NAMESPACE)

    for place in range(len(signature)):
        changed = bytearray(signature)
        changed[place] ^= 1
        with pytest.raises(SignatureWrongError):
            sshsig.verify(b"message", bytes(changed), key_line, NAMESPACE)


def test_every_cut_of_a_signature_is_refused(key: Ed25519PrivateKey, key_line: str) -> None:
    signature = sshsig.sign(b"message", key, NAMESPACE)

    for length in range(len(signature)):
        with pytest.raises(SignatureWrongError):
            sshsig.verify(b"message", signature[:length], key_line, NAMESPACE)


def test_an_rsa_signature_and_a_long_text_are_refused(tmp_path: Path, key_line: str) -> None:
    subprocess.run(["ssh-keygen", "-q", "-t", "rsa", "-b", "2048", "-N", "", "-f", tmp_path / "rsa"], check=True)
    by_rsa = subprocess.run(
        ["ssh-keygen", "-Y", "sign", "-f", tmp_path / "rsa", "-n", NAMESPACE],
        input=b"m",
        capture_output=True,
        check=True,
    ).stdout

    for signature in (by_rsa, b"A" * 5000):
        with pytest.raises(SignatureWrongError):
            sshsig.verify(b"m", signature, key_line, NAMESPACE)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "ssh-ed25519",
        "ssh-ed25519 AAAA",
        "ssh-rsa AAAAB3NzaC1yc2E=",
        "ssh-ed25519 !!!!",
        "ssh-ed25519 " + base64.b64encode(b"\0\0\0\x0bssh-ed25519\0\0\0\x20" + bytes(31)).decode(),
        "ssh-ed25519 " + base64.b64encode(b"\0\0\0\x0bssh-ed25519\0\0\0\x20" + bytes(33)).decode(),
    ],
)
def test_a_line_that_is_no_ed25519_key_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match="ssh-ed25519"):
        sshsig.raw_public(line)


def test_a_key_line_with_a_comment_is_refused(key_line: str) -> None:
    with pytest.raises(ValueError, match="ssh-ed25519"):
        sshsig.raw_public(key_line + " officer@laptop")
