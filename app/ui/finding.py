"""What Ctrl+K finds: people, contracts and papers of the book, then the pages and acts of the window itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from app.services.desk import Everything, Hit
from app.services.name_pinyin import pinyin_keys
from app.ui.parts.top_bar import Found
from app.ui.places import Place, Where
from app.ui.registry import in_rail

HEAD = "户主"
PAGE, ACT = "打开这一页", "去办"


@dataclass(frozen=True)
class Goal:
    """A page or an act by its word; found by any part of the word, its pinyin or its initials."""

    word: str
    place: Place
    note: str = ACT
    village_only: bool = True

    @cached_property
    def keys(self) -> str:
        """Word, pinyin and initials."""
        return " ".join((self.word, *pinyin_keys(self.word))).lower()


ACTS = (
    Goal("新建一户", Place(Where.HOUSEHOLDS, detail="new")),
    Goal("导入名单", Place(Where.IMPORT, detail="roster")),
    Goal("导入到期还款名单", Place(Where.IMPORT, detail="due")),
    Goal("核对贴息申报", Place(Where.IMPORT, detail="claim")),
    Goal("通报和报表", Place(Where.LEDGERS, detail="reports")),
    Goal("新申请", Place(Where.APPLY)),
    Goal("补录贷款", Place(Where.APPLY, detail="record")),
    Goal("登记走访", Place(Where.VISITS)),
    Goal("缺件待补", Place(Where.PRINT, detail="papers")),
    Goal("备份与还原", Place(Where.SETTINGS, detail="backup"), village_only=False),
    Goal("换密码", Place(Where.SETTINGS, detail="security"), village_only=False),
    Goal("换恢复码", Place(Where.SETTINGS, detail="security"), village_only=False),
    Goal("校验账本", Place(Where.SETTINGS, detail="security"), village_only=False),
    Goal("政策包", Place(Where.SETTINGS, detail="policy"), village_only=False),
    Goal("登记 LPR 利率", Place(Where.SETTINGS, detail="rates"), village_only=False),
    Goal("评分表", Place(Where.SETTINGS, detail="score")),
    Goal("字号和深浅", Place(Where.SETTINGS, detail="look"), village_only=False),
    Goal("村名和代码变更", Place(Where.SETTINGS, detail="villages")),
    Goal("关于和许可", Place(Where.SETTINGS, detail="about"), village_only=False),
)


def goals(word: str, role: str) -> list[Found]:
    """The pages and acts whose word, pinyin or initials hold what was typed; pages first."""
    typed = word.strip().lower()
    pages = [Goal(entry.word, Place(entry.where), PAGE) for entry in in_rail(role)]
    acts = [goal for goal in ACTS if role != "township" or not goal.village_only]
    fitting: Iterable[Goal] = (goal for goal in (*pages, *acts) if any(typed in key for key in goal.keys.split()))
    return [Found(goal.word, goal.note, goal.place) for goal in fitting]


def found_in_book(found: Everything) -> list[Found]:
    """What the book has, people first."""
    loans = [Found(f"{hit.number} {hit.whose}", hit.title, Place(Where.LOAN, hit.key)) for hit in found.loans]
    papers = [
        Found(f"{hit.number} {hit.title}", hit.whose, Place(Where.PRINT, hit.key, "papers")) for hit in found.papers
    ]
    return [_person(hit) for hit in found.people] + loans + papers


def _person(hit: Hit) -> Found:
    who = hit.name if hit.relation in ("", HEAD) else f"{hit.name}（{hit.relation}）"
    return Found(who, f"{hit.group}  {hit.resident_id}", Place(Where.HOUSEHOLDS, hit.number))
