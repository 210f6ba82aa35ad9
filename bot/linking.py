"""Links that begin a conversation with us, on the network of whoever passes them on."""

from __future__ import annotations

from bot.channels import whatsapp_links
from bot.house import House


def chat_link(house: House, channel: str, payload: str, command: str) -> str:
    """To this bot on that network, else to our page. `command`: what is sent where a link carries words."""
    name = house.names.get(channel)
    if channel == "telegram" and name:
        return f"https://t.me/{name}?start={payload}"
    if channel == "whatsapp" and name:
        return whatsapp_links.link(name, command)
    return f"{house.pages}/chat?start={payload}"
