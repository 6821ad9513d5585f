"""huicun entity: new-type agricultural business entities and the households they lead."""

from __future__ import annotations

import argparse

from app.cli.parser import Answer, ArgumentParser, money, today, verb
from app.cli.records import listed, plain


def configure(parser: ArgumentParser) -> None:
    """`entity register|lead|stop|close NAME`, `entity list`."""
    registering = verb(parser, "register", register, "登记新型经营主体")
    registering.add_argument("--kind", required=True, help="专业合作社、家庭农场、龙头企业、专业大户、其他")
    registering.add_argument("--code", default="", help="统一社会信用代码")
    registering.add_argument("--person", default="", help="负责人")
    registering.add_argument("--phone", default="")
    registering.add_argument("--industry", default="")
    registering.add_argument("--village", default="")
    leading = verb(parser, "lead", lead, "登记带动户")
    leading.add_argument("--manner", required=True, help="务工、订单收购、土地流转、代养托管、技术服务、折资入股")
    leading.add_argument("--gain", type=money, help="年增收（元）")
    leading.add_argument("--reason", default="")
    stopping = verb(parser, "stop", stop, "结束带动一户")
    closing = verb(parser, "close", close, "主体注销")
    for each in (registering, leading, stopping, closing):
        each.add_argument("name", metavar="NAME")
    for each in (leading, stopping):
        each.add_argument("household", metavar="NO", help="户编号")
    verb(parser, "list", list_, "主体和带动户")


def register(args: argparse.Namespace) -> Answer:
    """Register an entity."""
    from app.cli.book import open_book_from
    from app.services.entities import register_entity

    with open_book_from(args) as book:
        name = register_entity(
            book,
            name=args.name,
            kind=args.kind,
            on=today(args),
            code=args.code,
            person=args.person,
            phone=args.phone,
            industry=args.industry,
            village=args.village,
        )
    return Answer({"name": name}, f"已登记：{name}")


def lead(args: argparse.Namespace) -> Answer:
    """The entity leads a household."""
    from app.cli.book import open_book_from
    from app.services import entities

    with open_book_from(args) as book:
        row_id, findings = entities.lead(
            book, args.name, args.household, manner=args.manner, on=today(args), gain=args.gain, reason=args.reason
        )
    return Answer({"id": row_id, "findings": plain(findings)}, f"已登记：{args.name} 带动 {args.household}")


def stop(args: argparse.Namespace) -> Answer:
    """The entity leads a household no more."""
    from app.cli.book import open_book_from
    from app.services.entities import stop_leading

    with open_book_from(args) as book:
        stop_leading(book, args.name, args.household, on=today(args))
    return Answer({"household": args.household}, "已登记结束带动")


def close(args: argparse.Namespace) -> Answer:
    """The entity is struck off."""
    from app.cli.book import open_book_from
    from app.services.entities import close_entity

    with open_book_from(args) as book:
        close_entity(book, args.name, on=today(args))
    return Answer({"name": args.name}, f"已登记注销：{args.name}")


def list_(args: argparse.Namespace) -> Answer:
    """All entities of the day."""
    from app.cli.book import open_book_from
    from app.services.entities import list_entities

    with open_book_from(args) as book, book.read() as session:
        views = list_entities(session, today(args))
    return listed("entities", views, lambda view: f"{view.name}  {view.kind}  带动 {len(view.households)} 户", "个")
