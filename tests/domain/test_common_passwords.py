"""Passwords that everybody tries first are refused; a sentence, or unrelated words, pass."""

from __future__ import annotations

import pytest

from app.domain.common_passwords import common_password


@pytest.mark.parametrize(
    "password",
    [
        "12345678", "123456789", "1234567890", "87654321", "66666666", "88888888", "11223344", "5201314520",
        "1qaz2wsx", "1q2w3e4r", "qwertyui", "asdfghjk", "zyxwvuts", "Password", "PASSWORD123", "password!", "admin888",
        "147258369",
        "a1234567", "aa123456", "abc123456", "qq123456", "123456qq", "woaini1314", "woaini520", "iloveyou1", "zhang123",
        "wang1234", "li123456", "liu5201314", "chen@2024", "huicun2026", "yinhang888", "abcabcabc", "12121212",
        "柳树柳树柳树柳树", "一二三四五六七八", "123wangwei",
    ],
)  # fmt: skip
def test_a_password_that_is_tried_first_is_known(password: str) -> None:
    assert common_password(password) == "太常见，别人第一批就会试它"


@pytest.mark.parametrize(
    ("password", "why"),
    [("19790418", "日期"), ("20261120", "日期"), ("13800004127", "手机号"), ("513123197904183511", "身份证号")],
)
def test_numbers_that_others_know_are_refused(password: str, why: str) -> None:
    assert why in common_password(password)


@pytest.mark.parametrize(
    "password",
    [
        "green-buffalo-7-terrace",
        "柳树沟的密码2026",
        "三头牛上山坡",
        "wozaijia7dianqi",
        "19791340",
        "kQ7#vm2p",
        "新的密码也一样很长",
    ],
)
def test_a_sentence_or_unrelated_words_pass(password: str) -> None:
    assert common_password(password) == ""
