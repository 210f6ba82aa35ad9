"""The document with which a case is handed over to the Inspektorat or the Ombudsman, in Indonesian."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from handlers.case_states import OUTCOMES, STATES
from handlers.complaint_words import ABOUT, KIND_NAMES, when_in_words
from handlers.dates import day, moment
from handlers.lapor_words import represented
from handlers.talk import _

RECIPIENTS: Mapping[str, str] = {
    "inspektorat": "Inspektorat {city}",
    "ombudsman": "Ombudsman Republik Indonesia",
}
ROLES: Mapping[str, str] = {
    "citizen": "Pelapor",
    "system": "Sistem",
    "officer": "Petugas unit",
    "head": "Kepala unit",
    "coordinator": "Koordinator",
    "overseer": "Tim pengawas",
    "operator": "Operator",
}
# What only colleagues read stays in the house; so does who looked at it.
STEPS: Mapping[str, str] = {
    "opened": "Laporan masuk",
    "supplemented": "Pelapor menambah keterangan",
    "verified": "Laporan diperiksa",
    "assigned": "Diteruskan ke unit",
    "taken": "Mulai ditangani",
    "passed": "Dialihkan",
    "pulled": "Diambil alih tim pengawas",
    "asked": "Pelapor dimintai data",
    "answered": "Pelapor dijawab",
    "proposed": "Penutupan diusulkan",
    "approved": "Usul disetujui",
    "declined": "Usul tidak disetujui",
    "archived": "Diarsipkan",
    "settled": "Pelapor menyatakan selesai",
    "reopened": "Pelapor menyatakan belum selesai",
    "silent": "Ditutup karena pelapor tidak menanggapi",
    "rated": "Pelapor menilai penanganannya",
    "told_why": "Pelapor menjelaskan penilaiannya",
    "promised": "Hari penyelesaian dijanjikan",
    "promise_kept": "Janji ditepati",
    "handed_over": "Diteruskan ke pihak lain",
}
# The words between the office and the reporter; never a note.
SAID: Mapping[str, str] = {
    "answered": "jawaban kepada pelapor",
    "asked": "pertanyaan kepada pelapor",
    "proposed": "usul penutupan",
    "archived": "alasan diarsipkan",
    "supplemented": "tambahan dari pelapor",
    "reopened": "alasan pelapor bahwa belum selesai",
    "promise_kept": "kabar kepada pelapor",
}
DEADLINES: Mapping[str, str] = {
    "verify": "Pemeriksaan awal",
    "answer": "Jawaban pertama",
    "outer": "Batas akhir penanganan",
}
KEPT: Mapping[str, str] = {
    "kept": "Ditepati",
    "late": "Terlambat",
    "missed": "Terlewat",
    "open": "Belum jatuh tempo",
}
REGULATION = "PP 94/2021"
_RULE = re.compile(r"(\d+)([a-z]+)")


@dataclass(frozen=True)
class Step:
    """One thing that happened: what, when (in the city's time) and whose role it was."""

    at: datetime
    kind: str
    role: str  # citizen, system, or a role of officials
    words: str = ""


@dataclass(frozen=True)
class Deadline:
    """A deadline: verify, answer or outer; its day, when it was met, and `kept`, late, missed or open."""

    name: str
    due: date
    met: date | None
    kept: str


@dataclass(frozen=True)
class Matter:
    """A case as it is handed over; name and contact are empty unless its reporter agreed to be known."""

    number: str
    kind: str
    state: str
    outcome: str
    unit: str
    category: str
    about: str
    rules: tuple[str, ...]
    words: str
    where: str
    when: str
    name: str
    contact: str
    lapor_id: str
    opened: date
    reopened: int
    attachments: int
    steps: tuple[Step, ...]
    deadlines: tuple[Deadline, ...]
    organisation: str = ""  # for which it was handed in, where its reporter agreed to be known
    people: int = 1  # on behalf of how many


@dataclass(frozen=True)
class Section:
    """A part of the document: facts with their labels, paragraphs, and a table whose first row names it."""

    heading: str
    facts: tuple[tuple[str, str], ...] = ()
    paragraphs: tuple[str, ...] = ()
    table: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Letter:
    """The whole document."""

    title: str
    opening: tuple[str, ...]
    sections: tuple[Section, ...]


def letter(matter: Matter, to: str, city: str, today: date, why: str) -> Letter:
    """What the body outside gets of a case; to be spoken in Indonesian."""
    return Letter(
        title=f"Penerusan Laporan Warga {matter.number}",
        opening=(
            f"Kepada: {RECIPIENTS[to].format(city=city)}",
            f"Dari: Layanan pengaduan {city}",
            f"Tanggal: {day(today)}",
            f"Alasan diteruskan: {why}",
        ),
        sections=(
            _reporter(matter),
            _report(matter),
            _rules(matter),
            _deadlines(matter),
            _history(matter),
            _answers(matter),
        ),
    )


def _reporter(matter: Matter) -> Section:
    if matter.name or matter.contact:
        facts = (
            ("Nama", matter.name or "tidak disebutkan"),
            ("Kontak", matter.contact or "tidak disebutkan"),
            *_represented(matter),
        )
        return Section("Pelapor", facts, ("Pelapor memilih memakai nama. Mohon identitasnya tetap dijaga.",))
    pseudonym = f"Pelapor {matter.number.rpartition('-')[2]}"
    return Section(
        "Pelapor",
        (("Disebut", pseudonym), *_represented(matter)),
        (
            "Pelapor tidak membuka identitasnya, dan identitas itu tidak kami serahkan. Pertanyaan untuk "
            f"pelapor dapat disampaikan melalui kami dengan menyebut nomor {matter.number}.",
        ),
    )


def _represented(matter: Matter) -> tuple[tuple[str, str], ...]:
    """For how many people an organisation speaks."""
    said = represented(matter.people, matter.organisation)
    return (("Mewakili", said),) if said else ()


def _report(matter: Matter) -> Section:
    facts = [
        ("Jenis", _(KIND_NAMES[matter.kind])),
        ("Kategori", matter.category),
        ("Mengenai", _(ABOUT[matter.about]) if matter.about in ABOUT else ""),
        ("Unit", matter.unit or "belum diketahui"),
        ("Tempat kejadian", matter.where),
        ("Waktu kejadian", when_in_words(matter.when) if matter.when else ""),
        ("Tanggal laporan", day(matter.opened)),
        ("Keadaan sekarang", _standing(matter)),
        ("Dibuka kembali", f"{matter.reopened} kali" if matter.reopened else ""),
        ("Tracking ID LAPOR!", matter.lapor_id),
        ("Lampiran", f"{matter.attachments} berkas, dapat diminta kepada kami" if matter.attachments else ""),
    ]
    told = tuple(part for part in matter.words.splitlines() if part.strip())
    return Section("Isi laporan", tuple(fact for fact in facts if fact[1]), told or ("(tanpa teks)",))


def _standing(matter: Matter) -> str:
    state = _(STATES[matter.state]) if matter.state != "proposed" else "Menunggu tanggapan pelapor"
    proposed = {
        "fixed": "selesai",
        "answered": "dijawab",
        "cannot": "belum bisa",
        "not_ours": "bukan wewenang",
    }
    return f"{state} (usul: {proposed[matter.outcome]})" if matter.outcome in OUTCOMES else state


def _rules(matter: Matter) -> Section:
    note = (
        "Siapa pun yang disebut di sini belum tentu bersalah. Pasal di atas hanya penunjuk menurut kategori "
        "laporan; penilaiannya ada pada pemeriksa."
    )
    rules = tuple((article(rule), REGULATION) for rule in matter.rules)
    if not rules:
        return Section(
            "Aturan disiplin", (), ("Kategori ini tidak dikaitkan dengan pasal disiplin tertentu.",)
        )
    return Section("Aturan disiplin yang mungkin terkait", rules, (note,))


def article(rule: str) -> str:
    """`5g` as the regulation is quoted; anything else as it stands."""
    found = _RULE.fullmatch(rule)
    return f"Pasal {found[1]} huruf {found[2]}" if found else rule


def _deadlines(matter: Matter) -> Section:
    rows = [
        (DEADLINES[one.name], day(one.due), day(one.met) if one.met else "-", KEPT[one.kept])
        for one in matter.deadlines
    ]
    note = "Dihitung dalam hari kerja; waktu menunggu pelapor tidak dihitung."
    return Section("Tenggat", (), (note,), (("Tenggat", "Batas", "Dilakukan", "Hasil"), *rows))


def _history(matter: Matter) -> Section:
    rows = [
        (moment(step.at), STEPS[step.kind], ROLES.get(step.role, step.role))
        for step in matter.steps
        if step.kind in STEPS
    ]
    return Section("Riwayat penanganan", table=(("Waktu", "Langkah", "Oleh"), *rows))


def _answers(matter: Matter) -> Section:
    said = [step for step in matter.steps if step.kind in SAID and step.words]
    told = tuple(f"{moment(step.at)}, {SAID[step.kind]}: {step.words}" for step in said)
    return Section("Percakapan dengan pelapor", (), told or ("Belum ada jawaban kepada pelapor.",))
