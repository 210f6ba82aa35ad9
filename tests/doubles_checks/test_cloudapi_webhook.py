"""WhatsApp's double brings webhooks as Meta does: signed, again until a 200, many at once, in any order."""

import asyncio
import hashlib
import hmac
import json
from collections.abc import Awaitable, Callable

from pywa import WhatsApp
from pywa.types import CallbackButton, CallbackSelection, Message, MessageStatus
from pywa.types.system import PhoneNumberChange

from tests.doubles.cloudapi import CloudApi, dumped
from tests.doubles_checks.hook import Hook, listening
from tests.doubles_checks.raw import send

Scene = Callable[[CloudApi, Hook], Awaitable[None]]


def play(scene: Scene) -> None:
    """Double and webhook in one loop."""

    async def run() -> None:
        async with CloudApi() as api, listening() as hook:
            await asyncio.to_thread(api.subscribe, hook.url)
            await scene(api, hook)
            assert api.violations == []

    asyncio.run(run())


async def settled(api: CloudApi) -> None:
    async with asyncio.timeout(5):
        while api.unconfirmed():
            await api.pulse.beat("queue", 5)


def test_every_payload_is_signed_over_its_bytes() -> None:
    async def scene(api: CloudApi, hook: Hook) -> None:
        api.person(1, "Sari").says("Jalan rusak di Jl. Tb. Suwandi / Ciracas, tolong 🙏")
        await settled(api)
        ((body, signed),) = hook.bodies
        assert signed == "sha256=" + hmac.new(api.app_secret.encode(), body, hashlib.sha256).hexdigest()
        assert b"\\ud83d\\ude4f" in body
        assert b"Suwandi \\/ Ciracas" in body
        assert api.signed(dumped(json.loads(body)))["X-Hub-Signature-256"] != signed

    play(scene)


def test_whatever_is_no_200_is_brought_again_and_holds_up_only_its_own_person() -> None:
    async def scene(api: CloudApi, hook: Hook) -> None:
        hook.statuses = [500, 204]
        api.person(1).says("satu")
        await hook.until(lambda: len(hook.got) == 1)
        api.person(1).says("dua")
        api.person(2).says("tiga")
        await settled(api)
        said = [message["text"]["body"] for message in hook.messages()]
        of_first = [text for text in said if text != "tiga"]
        assert list(dict.fromkeys(of_first)) == ["satu", "dua"]
        assert of_first.count("satu") >= 2
        assert all(record.confirmed_at for record in api.ledger.updates.values())

    play(scene)


def test_several_things_stand_in_one_payload_in_any_shape_and_order() -> None:
    async def scene(api: CloudApi, hook: Hook) -> None:
        for shape in ("entries", "changes", "lists"):
            with api.together(shape) as records:
                api.person(1, "Sari").says("satu")
                api.person(2, "Joko").says("dua")
                records.reverse()
            await settled(api)
        entries, changes, lists = hook.got
        assert [len(payload["entry"]) for payload in hook.got] == [2, 1, 1]
        assert [len(payload["entry"][0]["changes"]) for payload in (changes, lists)] == [2, 1]
        value = lists["entry"][0]["changes"][0]["value"]
        assert [one["profile"]["name"] for one in value["contacts"]] == ["Joko", "Sari"]
        assert [message["text"]["body"] for message in hook.messages()] == ["dua", "satu"] * 3
        assert entries["object"] == "whatsapp_business_account"

    play(scene)


def test_something_is_brought_twice_and_later_things_before_earlier_ones() -> None:
    async def scene(api: CloudApi, hook: Hook) -> None:
        with api.held() as records:
            first = api.person(1).says("satu")
            api.person(1).says("dua")
            records.reverse()
        await settled(api)
        api.redeliver(first["update_id"], copies=2)
        await hook.until(lambda: len(hook.got) == 4)
        assert sorted(message["text"]["body"] for message in hook.messages()) == [
            "dua", "satu", "satu", "satu",
        ]  # fmt: skip
        assert len(api.ledger.updates[first["update_id"]].deliveries) == 3

    play(scene)


def test_what_became_of_a_message_is_told_by_statuses() -> None:
    async def scene(api: CloudApi, hook: Hook) -> None:
        for who in (1, 2, 3):
            api.person(who, "Sari").says("Halo")
        api.person(2).blocks()
        api.person(3).leaves_whatsapp()
        for who in (1, 2, 3):
            assert (await asyncio.to_thread(send, api, who))[0] == 200
        api.person(1).reads()
        await settled(api)
        refs = [str(call.message_id) for call in api.sent()]
        states = {ref: [one["status"] for one in hook.receipts() if one["id"] == ref] for ref in refs}
        assert [sorted(states[ref]) for ref in refs] == [["delivered", "read", "sent"], ["sent"], ["failed"]]
        (failed,) = [one for one in hook.receipts() if one["status"] == "failed"]
        assert failed["errors"][0]["code"] == 131026
        assert len(api.person(2).screens()) == len(api.person(3).screens()) == 0

    play(scene)


def test_a_library_of_others_reads_what_people_do() -> None:
    async def scene(api: CloudApi, hook: Hook) -> None:
        client = WhatsApp()
        sari = api.person(1, "Sari")
        sari.says("Halo", context={"from": api.number, "id": "wamid.x"})
        sari.sends_photo(caption="Ini fotonya")
        sari.sends_voice()
        sari.sends_location()
        sari.sends_contact()
        sari.sends_unsupported()
        await settled(api)
        text, photo, voice, place, card, other = [Message.from_update(client, raw) for raw in hook.got]
        assert (text.text, text.from_user.bsuid, text.from_user.name) == ("Halo", sari.who.bsuid, "Sari")
        assert text.reply_to_message is not None
        assert (photo.caption, photo.image is not None) == ("Ini fotonya", True)
        assert voice.voice is not None
        assert getattr(place.location, "latitude", None) == -6.1149
        assert card.contacts is not None
        assert other.unsupported is not None

    play(scene)


def test_a_library_of_others_reads_taps_and_statuses() -> None:
    async def scene(api: CloudApi, hook: Hook) -> None:
        client, sari = WhatsApp(), api.person(1, "Sari")
        sari.says("Halo")
        reply = {"type": "reply", "reply": {"id": "rate.score:4~k3f7.1", "title": "4 Baik"}}
        asked = {"type": "button", "body": {"text": "Bagaimana?"}, "action": {"buttons": [reply]}}
        rows = [{"id": "unit:dukcapil", "title": "Disdukcapil", "description": "Kependudukan"}]
        listed = {
            "type": "list",
            "body": {"text": "Kantor mana?"},
            "action": {"button": "Pilih", "sections": [{"rows": rows}]},
        }
        for interactive in (asked, listed):
            await asyncio.to_thread(send, api, 1, "interactive", interactive)
        sari.taps("score:4")
        sari.taps("Kependudukan")
        await settled(api)
        raw = [one for one in hook.got if "interactive" in str(one)]
        button, row = (
            CallbackButton.from_update(client, raw[0]),
            CallbackSelection.from_update(client, raw[1]),
        )
        assert (button.data, button.title) == ("rate.score:4~k3f7.1", "4 Baik")
        assert (row.data, row.description) == ("unit:dukcapil", "Kependudukan")
        (status,) = [one for one in hook.got if "delivered" in str(one)][:1]
        assert MessageStatus.from_update(client, status).from_user.wa_id == sari.who.phone

    play(scene)


def test_numbers_are_hidden_and_change_and_the_old_ones_lead_nowhere() -> None:
    async def scene(api: CloudApi, hook: Hook) -> None:
        client, sari = WhatsApp(), api.person(1, "Sari")
        before = sari.who.bsuid
        sari.changes_number("6281355550000", "ID.99")
        await settled(api)
        moved = PhoneNumberChange.from_update(client, hook.got[0])
        assert (moved.new_wa_id, moved.new_user_id) == ("6281355550000", "ID.99")
        assert "contacts" not in hook.changes()[0]
        assert hook.messages()[0]["system"]["previous_user_id"] == before
        sari.changes_number("6281355550001", "ID.100", number_is_told=False)
        sari.hides_number("sari.warga")
        said = sari.says("Halo")
        await settled(api)
        assert "from" not in said
        assert hook.changes()[-1]["contacts"] == [
            {"profile": {"name": "Sari", "username": "sari.warga"}, "user_id": "ID.100"}
        ]
        assert "wa_id" not in hook.messages()[1]["system"]
        assert api.person(2).says("Tanpa nama")["from_user_id"]
        await settled(api)
        assert "profile" not in hook.changes()[-1]["contacts"][0]

    play(scene)
