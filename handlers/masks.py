"""The words that stand where something personal was, and those that tell names from other words."""

from __future__ import annotations

from collections.abc import Mapping


def labels() -> Mapping[str, str]:
    """What is printed instead of what was masked. Quotes are read in Indonesian, as they were written."""
    return {
        "number": "[nomor]",
        "phone": "[telepon]",
        "email": "[email]",
        "link": "[tautan]",
        "username": "[akun]",
        "name": "[nama]",
    }


def not_names() -> tuple[str, ...]:
    """Words that may follow a title and are no name."""
    return (
        "saya",
        "kami",
        "kita",
        "tolong",
        "sudah",
        "sangat",
        "yang",
        "itu",
        "ini",
        "petugas",
        "kepala",
        "lurah",
        "camat",
        "rt",
        "rw",
    )


def hints() -> tuple[str, ...]:
    """Words that make a text tell where somebody lives: such a text is not quoted."""
    return ("rt", "rw", "jl", "jln", "jalan", "gang", "gg", "blok", "nomor rumah")
