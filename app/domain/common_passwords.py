"""Passwords that are tried first: well-known ones, keyboard rows, birthdays, phone and id numbers, names with digits.

A list made by us, of habits rather than of leaked passwords: a word and a tail stand for all their pairs, so that a
few hundred entries refuse some ten thousand passwords.
"""

from __future__ import annotations

import re
from datetime import date

_WORD_LIST = """
a aa aaa ab abc abcd abcdef abcdefg abcdefgh admin administrator asd asdf asdfgh asdfghjkl baby boss china computer
dragon flower football freedom hello home huicun iloveyou ilove king letmein login love loveyou master money monkey
mypassword nihao office pass passwd password princess q qq qwe qwer qwert qwerty qwertyui qwertyuiop qaz qazwsx root
secret shadow sun sunshine super system test user welcome windows work world z zxc zxcv zxcvbn zxcvbnm aini aiwo baba
baobao beijing caonima cungan cunguan daikuan dianhua diannao fupin gege gongzuo guojia haha jiating jiejie jinrong
laogong laopo mama meimei meinv mima nongcun nonghu pingan shouji shuaige sichuan tiancai tiankong tuopin wang woaini
woainima woaiwojia woaizhongguo women wode wodemima xiaoxiao xiexie xingfu xinxin yinhang yunnan zhongguo zuguo an bai
cai cao chang chen cheng cui dai deng ding dong du duan fan fang feng fu gao gong gu guo han hao he hou hu huang jia
jiang jin kang kong lai lei li liang liao lin liu long lu luo lv ma mao meng mo mu niu pan peng qi qian qiao qin qiu
ren shao shen shi song su sun tan tang tao tian wan wei wen wu xia xiang xiao xie xiong xu xue yan yang yao ye yi yin
you yu yuan zeng zhang zhao zheng zhong zhou zhu zou wangwei zhangwei liwei wangfang lina zhangmin lijing wangjing
zhanglei wangli liuwei chenjing liuyang
"""
_WORDS = frozenset(_WORD_LIST.split())
_TAILS = (
    r"(?:0*1|1{1,8}|12|123|1234|12345|123456|1234567|12345678|123456789|1234567890|321|4321|54321|654321|87654321"
    r"|111|222|333|444|555|666|777|888|999|000|0{4,8}|6{4,8}|8{4,8}|9{4,8}|11112222|112233|123123|123321|147258|147258369"
    r"|159357|168|518|520|521|1314|5201314|7758521|(?:19|20)\d\d|(?:19|20)\d{6}|\d{6})"
)
_WHOLE_LIST = """
00000000 01234567 11111111 1111111111 11112222 11223344 1122334455 12121212 12123434 123123123 12312312 12341234
123456789a 12345678a 1234qwer 123qweasd 123qwe123 12344321 123454321 13145200 13141314 13145201 147258369 159753456
1q2w3e4r 1q2w3e4r5t 1qaz2wsx 1qaz2wsx3edc 1qazxsw2 22222222 33333333 44444444 5201314 52013140 520131400 5201314520
52013141 55555555 66666666 66668888 77777777 7758521 77585210 775852100 78787878 86868686 87654321 88886666 88888888
888888888 8888888888 963852741 987654321 98765432 99999999 999999999 a1b2c3d4 a1s2d3f4 aa123456 abc123456 abcd1234
asdf1234 asdfjkl1 p@ssw0rd p@ssword pa55word passw0rd password1 password123 q1w2e3r4 q1w2e3r4t5 qazwsxedc qazwsx123
qq123456 qweasdzxc qwer1234 qwerasdf trustno1 woaini1314 woaini520 woaini521 zaq12wsx zxcvbnm123 zxcvbn123 我爱你中国
中华人民共和国 我的密码是密码 密码就是密码 一二三四五六七八 一二三四五六七八九十
"""
_WHOLE = frozenset(_WHOLE_LIST.split())
_ROWS = ("1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz", "一二三四五六七八九十")
_PAIR = re.compile(rf"({_TAILS})?([a-z]+)({_TAILS})?[!！.。@#*]{{0,2}}")
_MARKED = re.compile(rf"([a-z]+)[@#_.\-]({_TAILS})")


def common_password(text: str) -> str:
    """Why a password would be among the first that are tried, in the officer's words; empty where it would not.

    Large and small letters are one here, and what stands around it in blanks does not count.
    """
    plain = text.strip().lower()
    if _is_day(plain):
        return "是一个日期，像生日"
    if re.fullmatch(r"1[3-9]\d{9}", plain):
        return "像手机号"
    if re.fullmatch(r"\d{17}[\dx]", plain):
        return "像身份证号"
    if plain in _WHOLE or _is_run(plain) or _is_repeated(plain) or _is_word_and_tail(plain):
        return "太常见，别人第一批就会试它"
    return ""


def _is_day(text: str) -> bool:
    try:
        return len(text) == 8 and text.isdigit() and 1900 <= date.fromisoformat(text).year <= 2099
    except ValueError:
        return False


def _is_run(text: str) -> bool:
    """A piece of a keyboard row or of the alphabet, forwards or backwards."""
    return any(text in row * 2 or text in row[::-1] * 2 for row in _ROWS)


def _is_repeated(text: str) -> bool:
    """A short piece again and again: 12121212, abcabcabc, 柳树柳树柳树柳树."""
    return any(text == (text[:size] * len(text))[: len(text)] for size in range(1, min(4, len(text) // 2) + 1))


def _is_word_and_tail(text: str) -> bool:
    marked = _MARKED.fullmatch(text)
    if marked and marked[1] in _WORDS:
        return True
    found = _PAIR.fullmatch(text)
    return bool(found and found[2] in _WORDS)
