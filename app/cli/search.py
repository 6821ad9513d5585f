"""huicun search: people and households by name, pinyin, initials, end of id or phone, number, group."""

from __future__ import annotations

import argparse

from app.cli.parser import Answer, ArgumentParser, verb, whole


def configure(parser: ArgumentParser) -> None:
    """`search people TEXT`."""
    finding = verb(parser, "people", people, "找人找户")
    finding.add_argument("text", metavar="TEXT")
    finding.add_argument("--limit", type=whole, default=30)


def people(args: argparse.Namespace) -> Answer:
    """The hits, the best first; ids are masked."""
    from app.cli.book import open_book_from
    from app.services.search import search

    with open_book_from(args) as book, book.read() as session:
        hits = search(session, args.text, limit=args.limit)
    data = [
        {
            "household": hit.household,
            "group": hit.group,
            "name": hit.name,
            "relation": hit.relation,
            "id_masked": f"****{hit.resident_id[-4:]}" if hit.resident_id else "",
            "phone": hit.phone,
        }
        for hit in hits
    ]
    lines = [f"{row['household']} {row['group']} {row['name']} {row['relation']} {row['phone']}" for row in data]
    return Answer({"hits": data}, "\n".join([*lines, f"共 {len(data)} 条"]))
