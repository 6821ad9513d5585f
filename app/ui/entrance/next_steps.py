"""What to do next when a book does not open: for each trouble its own buttons."""

from __future__ import annotations

from enum import StrEnum

from app.domain import errors


class NextStep(StrEnum):
    """A way on from the page that could not open the book, by the words of its button."""

    CODE = "忘了密码，用恢复码打开"
    SHEET = "用恢复单打开"
    RESTORE = "从备份还原"
    RESCUE = "救出还能读的"
    FOLDER = "换一个文件夹"
    FIRST_WINDOW = "到已打开的窗口"
    UPDATE = "装更新包"
    SET_UP = "新建账本"


STEPS: dict[type[errors.KnownError], tuple[NextStep, ...]] = {
    errors.WrongPasswordError: (NextStep.CODE,),
    errors.WrongRecoveryCodeError: (NextStep.RESTORE,),
    errors.TooManyTriesError: (NextStep.CODE,),
    errors.DamagedKeyFileError: (NextStep.RESTORE, NextStep.SHEET),
    errors.DamagedBookError: (NextStep.RESTORE, NextStep.RESCUE),
    errors.ForeignFileError: (NextStep.FOLDER, NextStep.RESTORE),
    errors.NewerBookError: (NextStep.UPDATE,),
    errors.BookOpenElsewhereError: (NextStep.FIRST_WINDOW,),
    errors.NoBookError: (NextStep.FOLDER, NextStep.SET_UP),
}


def next_steps(error: BaseException) -> tuple[NextStep, ...]:
    """The ways on from this error, the likeliest first; none where there is nothing but trying again."""
    return next((STEPS[kind] for kind in type(error).__mro__ if kind in STEPS), ())
