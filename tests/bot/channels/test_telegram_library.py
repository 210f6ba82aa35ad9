"""aiogram is loaded without building what nobody uses, and builds it when somebody does."""

from __future__ import annotations

import subprocess
import sys

UNBUILT = """
from bot.channels.telegram_library import SendPhoto, Update
from aiogram.types import Gift, Message
from pydantic import BaseModel
assert Update.__pydantic_complete__
assert not Gift.__pydantic_complete__
photo = SendPhoto(chat_id=7, photo="AgAC")
assert photo.model_dump(exclude_unset=True) == {"chat_id": 7, "photo": "AgAC"}
chat = {"id": 7, "type": "private"}
assert Message.model_validate({"message_id": 1, "date": 1, "chat": chat}).chat.id == 7
class Plain(BaseModel):
    other: "int"
Plain.model_rebuild()
assert Plain(other=1).other == 1
"""
BUILT_BEFORE = """
import aiogram
from aiogram.types import Gift
from bot.channels.telegram_library import Update
assert Gift.__pydantic_complete__
assert Update.model_validate({"update_id": 1}).update_id == 1
"""


def alone(code: str) -> None:
    """In a process of its own, as here it may have been loaded long ago."""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_model_is_built_when_it_is_first_used_and_not_before() -> None:
    alone(UNBUILT)


def test_loaded_before_by_somebody_else_it_works_as_it_is() -> None:
    alone(BUILT_BEFORE)
