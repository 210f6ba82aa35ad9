"""The words of recap sheets: columns, answers, months and rows of sums, as offices write them."""

from __future__ import annotations

from collections.abc import Mapping

COLUMNS: Mapping[str, str] = {
    **dict.fromkeys(("tanggal", "tgl", "tanggal survei", "tanggal pengisian", "date"), "date"),
    **dict.fromkeys(("jenis kelamin", "jk", "kelamin", "l/p", "sex"), "sex"),
    **dict.fromkeys(("umur", "usia", "age"), "age"),
    **dict.fromkeys(("pendidikan", "pendidikan terakhir", "education"), "education"),
    **dict.fromkeys(("pekerjaan", "pekerjaan utama", "occupation"), "occupation"),
}

_SEX = {
    **dict.fromkeys(("p", "perempuan", "wanita", "female"), "female"),
    **dict.fromkeys(("l", "laki-laki", "laki laki", "lk", "pria", "male"), "male"),
}
_AGE_BANDS = ((17, 25, "17_25"), (26, 35, "26_35"), (36, 45, "36_45"), (46, 55, "46_55"), (56, 110, "56_up"))
_AGE = {
    **{str(years): band for first, last, band in _AGE_BANDS for years in range(first, last + 1)},
    **{f"{first}-{last}": band for first, last, band in _AGE_BANDS},
    **dict.fromkeys((">55", "> 55", "56+", "56 ke atas"), "56_up"),
    **{str(years): "under_age" for years in range(7, 17)},
}
_EDUCATION = {
    **dict.fromkeys(("sd", "mi", "sd/mi"), "sd"),
    **dict.fromkeys(("smp", "sltp", "mts", "smp/mts"), "smp"),
    **dict.fromkeys(("sma", "smk", "slta", "ma", "sma/smk", "sma/smk/ma"), "sma"),
    **dict.fromkeys(("d1", "d2", "d3", "d1-d3", "d-iii", "diii", "diploma"), "d1_d3"),
    **dict.fromkeys(("s1", "s-1", "d4", "d-iv", "div", "sarjana", "d4/s1"), "s1"),
    **dict.fromkeys(("s2", "s-2", "magister"), "s2"),
    **dict.fromkeys(("s3", "s-3", "doktor"), "s3"),
}
_OCCUPATION = {
    **dict.fromkeys(("pns", "asn", "pppk", "pns/pppk"), "pns"),
    "tni": "tni",
    "polri": "polri",
    **dict.fromkeys(("swasta", "karyawan", "pegawai swasta", "karyawan swasta"), "private"),
    **dict.fromkeys(("wirausaha", "wiraswasta", "pedagang", "usaha sendiri"), "self_employed"),
    **dict.fromkeys(
        ("lainnya", "lain-lain", "ibu rumah tangga", "irt", "pelajar", "mahasiswa", "petani", "buruh"),
        "other",
    ),
}
ANSWERS: Mapping[str, Mapping[str, str]] = {
    "sex": _SEX,
    "age": _AGE,
    "education": _EDUCATION,
    "occupation": _OCCUPATION,
}

_MONTH_NAMES = (
    ("januari", "jan"),
    ("februari", "feb", "pebruari"),
    ("maret", "mar"),
    ("april", "apr"),
    ("mei",),
    ("juni", "jun"),
    ("juli", "jul"),
    ("agustus", "agu", "ags"),
    ("september", "sep", "sept"),
    ("oktober", "okt"),
    ("november", "nov", "nopember"),
    ("desember", "des"),
)
MONTHS: Mapping[str, int] = {name: place for place, names in enumerate(_MONTH_NAMES, 1) for name in names}

TOTALS = frozenset(
    {
        *("jumlah", "total", "nilai", "nrr", "ikm", "skm", "rata-rata", "rata rata", "rerata"),
        *("nilai rata-rata", "nrr tertimbang", "keterangan", "mutu pelayanan", "jml"),
    }
)
