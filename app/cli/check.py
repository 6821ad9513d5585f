"""huicun check: the self-check over the whole book; status 1 when it found something."""

from __future__ import annotations

import argparse

from app.cli.parser import Answer, ArgumentParser, today


def configure(parser: ArgumentParser) -> None:
    """No options of its own."""
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> Answer:
    """All findings by weight, and their counts."""
    from app.cli.book import open_book_from
    from app.services.self_check import run_self_check

    with open_book_from(args) as book, book.read() as session:
        checked = run_self_check(session, today(args))
    findings = [
        {
            "code": each.finding.code,
            "severity": str(each.finding.severity),
            "household": each.household,
            "text": each.finding.text,
            "suggestion": each.finding.suggestion,
        }
        for each in checked.findings
    ]
    lines = [f"{each.household or each.finding.subject}  {each.finding.text}" for each in checked.findings]
    data = {"findings": findings, "counts": checked.counts}
    return Answer(data, "\n".join([*lines, f"共 {len(findings)} 条"]), 1 if findings else 0)
