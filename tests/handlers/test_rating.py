"""Two taps from the counter's QR code to a stored score, and what follows for those who stay."""

from handlers.events import NoticeShown, RatingExplained, RatingGiven
from handlers.talk import Go
from tests.handlers.city import facts, stranger
from tests.handlers.talker import PHOTO, Talker

VERY_GOOD, BAD = "4 😀 Sangat baik", "1 😞 Buruk"


def test_one_tap_after_the_link_the_score_is_recorded() -> None:
    talker = Talker(stranger()).says("/start u-dishub")
    assert talker.labels == [VERY_GOOD, "3 🙂 Baik", "2 😕 Kurang baik", BAD]
    talker.taps(VERY_GOOD)
    assert talker.event(RatingGiven) == RatingGiven("dishub", 4)


def test_a_newcomer_sees_one_line_of_notice_with_the_first_question_and_only_there() -> None:
    talker = Talker(stranger()).says("/start u-dishub")
    assert "🔒" in talker.screen
    assert isinstance(talker.event(NoticeShown), NoticeShown)
    talker.taps(VERY_GOOD)
    assert "🔒" not in talker.screen


def test_who_has_seen_the_notice_is_asked_at_once() -> None:
    talker = Talker(facts()).says("/start u-dishub")
    assert talker.screen == "Bagaimana layanan di Dishub?"
    assert talker.events == []


def test_leaving_after_the_score_loses_nothing_and_writes_nothing_more() -> None:
    talker = Talker(facts()).says("/start u-dishub").taps(BAD).says("batal")
    assert talker.events == [RatingGiven("dishub", 1)]


def test_the_only_service_of_a_unit_is_not_asked_for() -> None:
    talker = Talker(facts()).says("/start u-dishub").taps(VERY_GOOD).taps("Lewati")
    assert talker.event(RatingExplained).service == "parkir"


def test_service_and_words_and_photo_explain_the_rating() -> None:
    talker = Talker(facts()).says("/start u-disdukcapil").taps(VERY_GOOD).says("ktp el").sends(PHOTO, "Ramah")
    explained = talker.event(RatingExplained)
    assert (explained.service, explained.words.text, explained.words.media) == ("ktp_el", "Ramah", (PHOTO,))


def test_skipping_everything_leaves_the_bare_score() -> None:
    talker = Talker(facts()).says("/start u-disdukcapil").taps(VERY_GOOD).taps("Lewati").taps("Lewati")
    assert [type(event) for event in talker.events] == [RatingGiven]
    assert "Terima kasih" in talker.screen


def test_words_said_while_the_service_was_asked_for_explain_the_rating_too() -> None:
    talker = Talker(facts()).says("/start u-disdukcapil").taps(BAD)
    talker.says("saya menunggu lama sekali di loket").taps("KTP-el").says("Kurang kursi")
    assert talker.event(RatingExplained).words.text == "Kurang kursi\nsaya menunggu lama sekali di loket"


def test_a_bad_rating_with_words_can_become_a_complaint_that_has_them_already() -> None:
    talker = Talker(facts()).says("/start u-dishub").taps(BAD).sends(PHOTO, "Parkir dipungut dua kali")
    talker.taps("Ya, saya ingin dijawab")
    assert "Parkir dipungut dua kali" in talker.screen
    assert "Mana yang paling mendekati?" in talker.screen


def test_a_bad_rating_with_words_may_also_stay_one() -> None:
    talker = Talker(facts()).says("/start u-dishub").taps(BAD).says("Parkir semrawut sekali")
    talker.taps("Tidak, cukup ini saja")
    assert "📣 Buat pengaduan" not in talker.labels
    assert talker.state is None


def test_a_bad_rating_without_words_offers_a_complaint_about_the_unit() -> None:
    talker = Talker(facts()).says("/start u-dishub").taps(BAD).taps("Lewati")
    assert talker.outcome is not None
    assert Go("comp", "📣 Buat pengaduan", "complaint.dishub") in talker.outcome.next


def test_the_survey_after_a_rating_knows_unit_and_service() -> None:
    talker = Talker(facts()).says("/start u-disdukcapil").taps(VERY_GOOD).taps("KTP-el").taps("Lewati")
    assert talker.outcome is not None
    assert "go.srvy:disdukcapil.ktp_el" in map(str, talker.outcome.next)


def test_a_closed_or_unknown_office_is_said_to_be_one_and_another_can_be_chosen() -> None:
    for unit in ("lama", "nirwana"):
        talker = Talker(facts()).says(f"/start u-{unit}")
        assert "tidak (lagi) saya kenal" in talker.screen
        talker.says("dishub").taps(VERY_GOOD)
        assert talker.event(RatingGiven).unit == "dishub"


def test_invitations_are_offered_until_they_were_answered_once() -> None:
    talker = Talker(facts()).says("/start u-dishub").taps(VERY_GOOD).taps("Lewati")
    assert "🤝 Undang saya" in talker.labels
    talker.taps("🤝 Undang saya").taps("Tidak usah").says("/start u-dishub").taps(VERY_GOOD).taps("Lewati")
    assert "🤝 Undang saya" not in talker.labels
