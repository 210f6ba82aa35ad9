"""Scripted people act and read as people do, and what they cause looks real."""

from collections.abc import Callable

import pytest

from tests.doubles.botapi import BotApi
from tests.doubles_checks.raw import call, get, post


def bot_says(api: BotApi, text: str, *rows: list[str], chat: int = 4711) -> None:
    """The bot sends a text with rows of buttons whose data name their option: row and column."""
    keyboard = [
        [{"text": label, "callback_data": f"t.k:{r}{c}~s.1"} for c, label in enumerate(row)]
        for r, row in enumerate(rows)
    ]
    markup = {"reply_markup": {"inline_keyboard": keyboard}} if rows else {}
    status, _ = call(api, "sendMessage", chat_id=chat, text=text, **markup)
    assert status == 200


def test_a_screen_shows_text_and_rows_as_people_read_them(botapi: BotApi) -> None:
    person = botapi.person(4711)
    bot_says(botapi, "Bagaimana?", ["4 😊", "3 🙂"], ["Batal"])
    assert str(person.screen()) == "Bagaimana?\n[4 😊] [3 🙂]\n[Batal]"
    assert person.screen().buttons == ["4 😊", "3 🙂", "Batal"]


def test_a_tap_finds_the_newest_message_that_has_the_button(botapi: BotApi) -> None:
    person = botapi.person(4711)
    bot_says(botapi, "Lama", ["Ya"], ["Batal"])
    bot_says(botapi, "Baru", ["Ya, benar"])
    assert person.taps("ya")["callback_query"]["message"]["text"] == "Baru"
    assert person.taps("Batal")["callback_query"]["message"]["text"] == "Lama"
    assert person.taps("10")["callback_query"]["data"] == "t.k:10~s.1"


def test_a_tap_has_the_fields_of_a_real_one(botapi: BotApi) -> None:
    person = botapi.person(4711, "Siti")
    bot_says(botapi, "Bagaimana?", ["Ya"])
    query = person.taps("Ya")["callback_query"]
    assert query.keys() == {"id", "from", "message", "chat_instance", "data"}
    assert query["from"] == {"id": 4711, "is_bot": False, "first_name": "Siti", "language_code": "id"}
    assert isinstance(query["message"]["date"], int)


def test_a_button_that_is_not_there_shows_the_screen_instead(botapi: BotApi) -> None:
    person = botapi.person(4711)
    bot_says(botapi, "Bagaimana?", ["Ya", "Tidak"])
    with pytest.raises(AssertionError, match=r"no button 'Mungkin' on:\nBagaimana\?\n\[Ya\] \[Tidak\]"):
        person.taps("Mungkin")


def test_a_long_text_goes_out_in_pieces_and_cuts_no_character(botapi: BotApi) -> None:
    botapi.person(1).says("a" * 4095 + "😀" + "b" * 4000)
    texts = [record.payload["message"]["text"] for record in botapi.unconfirmed()]
    assert texts == ["a" * 4095, "😀" + "b" * 4000]


def test_everything_people_can_send_is_an_update_of_its_own(botapi: BotApi) -> None:
    person = botapi.person(1)
    said = person.says("Halo")
    person.edits("Halo juga")
    person.replies(said["message"], "Sudah?")
    acts: list[Callable[[], object]] = [person.sends_photo, person.sends_document, person.sends_voice]
    acts += [person.sends_video, person.sends_sticker, person.sends_location, person.sends_contact]
    for act in [*acts, person.blocks]:
        act()
    records = botapi.unconfirmed()
    assert [record.kind for record in records[:3]] == ["message", "edited_message", "message"]
    assert records[1].payload["edited_message"]["message_id"] == said["message"]["message_id"]
    assert records[2].payload["message"]["reply_to_message"]["text"] == "Halo juga"
    ids = [record.update_id for record in records]
    assert ids == list(range(ids[0], ids[0] + 11))
    assert records[-1].payload["my_chat_member"]["new_chat_member"]["status"] == "kicked"


def test_a_person_hears_only_what_was_said_since_the_last_act(botapi: BotApi) -> None:
    person = botapi.person(4711)
    bot_says(botapi, "Terima kasih")
    assert person.hears("Terima")["text"] == "Terima kasih"
    person.says("Lagi")
    with pytest.raises(AssertionError, match=r"(?s)heard no 'Terima' in 0.01 s:.*Warga: Lagi"):
        person.hears("Terima", within=0.01)
    assert person.hears("Terima", ever=True)
    bot_says(botapi, "Ada lagi?")
    assert person.waits_for_reply().text == "Ada lagi?"
    assert person.waits_for_reply(after=0).text == "Ada lagi?"


def test_a_conversation_is_written_down_as_a_play(botapi: BotApi) -> None:
    person = botapi.person(4711)
    person.opens("u-disdukcapil")
    bot_says(botapi, "Halo!\nBagaimana Disdukcapil?", ["1", "2"], ["3", "4"])
    person.taps("4")
    bot_says(botapi, "Apa yang baik?")
    person.sends_photo(caption="loketnya bersih")
    assert person.transcript() == (
        "Warga: /start u-disdukcapil\n"
        "Bot:   Halo!\n"
        "       Bagaimana Disdukcapil?\n"
        "       [1] [2]\n"
        "       [3] [4]\n"
        "Warga: [4]\n"
        "Bot:   Apa yang baik?\n"
        "Warga: (foto) loketnya bersih\n"
    )


def test_raw_updates_come_in_from_outside_and_the_ledger_goes_out(botapi: BotApi) -> None:
    chat = {"id": 9, "type": "private", "first_name": "Budi"}
    message = {"message_id": 1, "date": 1, "chat": chat, "text": "Halo"}
    _, put = post(f"{botapi.base}/control/updates", [{"message": message}, {"update_id": 800_000_000}])
    assert put["update_ids"][1] == 800_000_000
    assert call(botapi, "sendMessage", chat_id=9, text="Hai")[0] == 200
    ledger = get(f"{botapi.base}/control/ledger")
    assert [update["chat"] for update in ledger["updates"]] == [9, None]
    assert [(c["method"], c["chat"]) for c in ledger["calls"]] == [("sendMessage", 9)]
