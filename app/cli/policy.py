"""`huicun policy`: the packs, every value of one with its clause, what two say differently; packs and rates of a book.

`list`, `show` and `diff` need no book.
"""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.parser import Answer, ArgumentParser, decimal, iso_date, verb

if TYPE_CHECKING:
    from app.domain.policy import PolicyPack, PolicyValue

MAX_PACK = 1_000_000


def configure(parser: ArgumentParser) -> None:
    """policy list, policy show PACK [--on D], policy diff A B [--on D]."""
    verb(parser, "list", list_packs, "列出内置的政策包")
    show = verb(parser, "show", show_pack, "逐项说明一个政策包：值、条款、依据")
    show.add_argument("pack", metavar="PACK", help="政策包的 id，如 kaizhou")
    compare = verb(parser, "diff", diff_packs, "两个政策包哪些地方不一样")
    compare.add_argument("before", metavar="A")
    compare.add_argument("after", metavar="B")
    taking = verb(parser, "import", import_pack, "把县里的政策包收进账本")
    taking.add_argument("file", type=Path, metavar="FILE.toml")
    adding = verb(parser, "add-rates", add_rates, "给利率表添一期")
    adding.add_argument("table", choices=("lpr", "benchmark"))
    adding.add_argument("--since", type=iso_date, required=True, metavar="D", help="从哪天起")
    adding.add_argument(
        "--rate", type=decimal, action="append", required=True, metavar="R", help="各档年利率（%%），依次写"
    )


def import_pack(args: Namespace) -> Answer:
    """Take a county's pack into the book, where it shadows the built-in one with its id."""
    from app.cli.book import open_book_from
    from app.domain.errors import DataFileError
    from app.files import read_bytes
    from app.services.policies import take_policy

    data = read_bytes(args.file, what="政策包", at_most=MAX_PACK)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataFileError(args.file.name, f"第 {error.start} 字节", "文件不是 UTF-8 编码") from None
    with open_book_from(args) as book:
        pack = take_policy(book, text, args.file.name, f"导入 {args.file.name}")
    return Answer(_head(pack), f"已收进账本：{pack.id} {pack.name}")


def add_rates(args: Namespace) -> Answer:
    """Add a row to a rate table of the book."""
    from app.cli.book import open_book_from
    from app.services.policies import add_rates as add_row

    with open_book_from(args) as book:
        table = add_row(book, args.table, args.since, args.rate)
    row = table.rows[-1]
    rates = {bracket.id: f"{rate * 100:f}" for bracket, rate in zip(table.brackets, row.rates, strict=True)}
    said = "，".join(f"{name} {rate}%" for name, rate in rates.items())
    return Answer(
        {"table": table.id, "since": row.since.isoformat(), "rates": rates}, f"{table.name}：{row.since} 起 {said}"
    )


def list_packs(_args: Namespace) -> Answer:
    """All built-in packs with their dates."""
    from app.packs.policies import load_policy, policy_ids

    packs = [load_policy(pack_id) for pack_id in policy_ids()]
    lines = [f"{pack.id:<14} {pack.name}（{_validity(pack)}）" for pack in packs]
    return Answer({"packs": [_head(pack) for pack in packs]}, "\n".join(lines))


def show_pack(args: Namespace) -> Answer:
    """Every key of the catalogue: what the pack says, or that it says nothing."""
    from app.domain.policy import PolicyValue
    from app.domain.policy_keys import KEYS
    from app.domain.policy_words import as_json
    from app.packs.policies import load_policy

    pack, day = load_policy(args.pack), getattr(args, "on", None)
    values: list[PolicyValue] = []
    for key in KEYS:
        if day is not None:
            values.append(pack.value(key, day))
        else:
            values += pack.values.get(key, ()) or (PolicyValue(key, None, pack_id=pack.id, anchor=KEYS[key].anchor),)
    data = {**_head(pack), "note": pack.note, "values": [as_json(value) for value in values]}
    if day is not None:
        data |= {"on": day.isoformat(), "in_force": pack.is_valid(day)}
    text = _pack_text(pack, values)
    if day is not None and not pack.is_valid(day):
        text += f"\n{day} 不在这个政策包的有效期内"
    return Answer(data, text)


def diff_packs(args: Namespace) -> Answer:
    """Keys on which the packs differ; on one day with --on."""
    from app.domain.policy_diff import diff
    from app.domain.policy_words import UNCLEAR, as_json, say, say_dates
    from app.packs.policies import load_policy

    before, after = load_policy(args.before), load_policy(args.after)
    differences = diff(before, after, getattr(args, "on", None))

    def both(values: tuple[PolicyValue, ...]) -> str:
        return "；".join(f"{say_dates(value)} {say(value)}".strip() for value in values) or UNCLEAR

    lines = [f"{before.name} → {after.name}：{len(differences)} 处不同"]
    for each in differences:
        lines += [
            f"{each.label}（{each.key}）",
            f"  {before.id}：{both(each.before)}",
            f"  {after.id}：{both(each.after)}",
        ]
    rows = [
        {
            "key": each.key,
            "label": each.label,
            "before": [as_json(value) for value in each.before],
            "after": [as_json(value) for value in each.after],
        }
        for each in differences
    ]
    return Answer({"before": before.id, "after": after.id, "differences": rows}, "\n".join(lines))


def _head(pack: PolicyPack) -> dict[str, Any]:
    return {
        "id": pack.id,
        "name": pack.name,
        "issuing_text": pack.issuing_text,
        "valid_from": pack.valid_from.isoformat(),
        "valid_until": pack.valid_until.isoformat() if pack.valid_until else None,
        "extends": pack.extends if not pack.extends.startswith("_") else "",
        "scope": pack.scope,
    }


def _validity(pack: PolicyPack) -> str:
    return f"{pack.valid_from} 至 {pack.valid_until}" if pack.valid_until else f"{pack.valid_from} 起"


def _pack_text(pack: PolicyPack, values: list[PolicyValue]) -> str:
    from app.domain.policy_keys import GROUP_OF, KEYS
    from app.domain.policy_words import BASIS_NAMES, say, say_dates

    lines = [pack.name, f"依据：{pack.issuing_text}", f"有效期：{_validity(pack)}"]
    if pack.note:
        lines.append(f"说明：{pack.note}")
    group, silent = "", []
    for value in values:
        if not value.clause:
            silent.append(KEYS[value.key].label)
            continue
        if GROUP_OF[value.key] != group:
            group = GROUP_OF[value.key]
            lines += ["", f"【{group}】"]
        dates = say_dates(value)
        lines.append(f"{KEYS[value.key].label}：{say(value)}" + (f"（{dates}）" if dates else ""))
        lines.append(f"    {value.clause}（{BASIS_NAMES[value.basis]}）{value.source}")
    if silent:
        lines += ["", f"政策未明确：{'、'.join(silent)}"]
    return "\n".join(lines)
