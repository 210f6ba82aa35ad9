"""What templates cost is said once a week, in rupiah as people write them, and what waits is not hidden."""

from handlers.cost_words import Cost, Month, alarm_token, rupiah, weekly
from handlers.talk import speaking


def test_a_week_names_each_category_and_the_month_so_far() -> None:
    costs = [Cost("marketing", 90, 52830), Cost("utility", 30, 10710), Cost("service", 1, 0)]
    assert weekly("2026-W47", costs, Month(120_000, 1_000_000, waiting=2)) == (
        "💰 Pesan templat minggu 16 – 22 November 2026\n\n"
        "• undangan: 90, Rp52.830\n"
        "• tentang laporan sendiri: 30, Rp10.710\n"
        "• service: 1, Rp0\n\n"
        "Bulan ini sejauh ini: Rp120.000 dari Rp1.000.000.\n\n"
        "2 pesan menunggu anggaran bulan depan atau jatah orang besok."
    )


def test_a_quiet_week_says_so() -> None:
    with speaking("en"):
        said = weekly("2026-W47", [], Month(0, 1_000_000))
    assert said.splitlines()[2:] == ["None went out.", "", "This month so far: Rp0 of Rp1,000,000."]


def test_money_is_written_as_the_language_writes_it() -> None:
    assert rupiah(1234567) == "Rp1.234.567"


def test_the_alarm_of_a_token_says_that_nothing_is_lost() -> None:
    assert "WhatsApp" in alarm_token("WhatsApp", 600)
    assert "600" in alarm_token("WhatsApp", 600)
