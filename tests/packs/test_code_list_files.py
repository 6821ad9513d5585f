"""What is said about a wrong code list."""

from __future__ import annotations

import pytest

from app.domain.errors import DataFileError
from app.packs.code_lists import load_code_list, read_code_list
from app.packs.toml_files import built_in_text

TEXT = built_in_text("code_lists", "education")


@pytest.mark.parametrize(
    ("old", "new", "where", "reason"),
    [
        ('label = "小学"', 'label = "初中"', "entries[3]", "“初中”已经用在“初中”"),
        ('label = "小学"', "label = 2", "entries[2].label", "应为文字，现在是 2"),
        ('label = "小学"', 'lable = "小学"', "entries[2].lable", "没有这个键，是不是想写 label"),
        ('source = "', 'sauce = "', "sauce", "没有这个键，是不是想写 source"),
    ],
)
def test_a_wrong_list_is_told(old: str, new: str, where: str, reason: str) -> None:
    with pytest.raises(DataFileError) as refused:
        read_code_list(TEXT.replace(old, new, 1), "education.toml")

    assert (refused.value.where, refused.value.reason) == (where, reason)


def test_a_countys_own_list_comes_first() -> None:
    own = TEXT.replace('label = "大专"', 'label = "大专或高职"')

    assert "大专或高职" in load_code_list("education", {"education": own}).labels()
