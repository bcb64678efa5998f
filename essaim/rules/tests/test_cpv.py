"""What the digits of a CPV code say."""

import pytest

from essaim.rules import cpv


@pytest.mark.parametrize(
    ("written", "code", "digit"),
    [
        ("55524000", "55524000", None),
        ("55524000-9", "55524000", "9"),
        ("555240009", "55524000", "9"),
        (" 55 524 000 – 9 ", "55524000", "9"),
        ("55.52.40.00", "55524000", None),
        ("55\u202f524\u00a0000", "55524000", None),
        ("55", "55000000", None),
        ("5552", "55520000", None),
    ],
)
def test_a_code_is_read_however_it_is_written(written, code, digit):
    assert cpv.read(written) == cpv.WrittenCode(code, digit)


@pytest.mark.parametrize("written", ["", "5", "cantine", "5552400A", "55524000-", "55524000-99", "٥٥٥٢٤٠٠٠", "1" * 12])
def test_what_is_no_code_is_refused_in_french(written):
    with pytest.raises(cpv.InvalidCpv, match="huit chiffres"):
        cpv.read(written)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("55524000", True),
        ("55 524 000-9", True),
        ("5552", True),
        ("cantine", False),
        ("3 camions", False),
        ("7", False),
    ],
)
def test_a_code_is_told_from_words(text, answer):
    assert cpv.looks_like_code(text) is answer


@pytest.mark.parametrize(
    ("code", "level", "digits"),
    [
        ("55000000", "division", "55"),
        ("30000000", "division", "30"),
        ("55500000", "groupe", "555"),
        ("55520000", "classe", "5552"),
        ("55524000", "categorie", "55524"),
        ("55523100", "sous_categorie", "555231"),
    ],
)
def test_the_level_comes_from_the_digits(code, level, digits):
    assert (cpv.level(code), cpv.significant(code)) == (level, digits)


def test_the_nearest_known_code_jumps_over_missing_levels():
    known = {"60000000", "60100000", "60112000"}
    assert cpv.nearest("60112000", known) == "60112000"
    assert cpv.nearest("60119999", known) == "60100000"
    assert cpv.nearest("99999999", known) is None
    assert cpv.ancestors("60112000") == ("60110000", "60100000", "60000000")


@pytest.mark.parametrize(
    ("code", "nature"),
    [("03000000", "fournitures"), ("44000000", "fournitures"), ("45000000", "travaux"), ("48000000", "fournitures"),
     ("50000000", "services"), ("98000000", "services")],
)  # fmt: skip
def test_the_nature_follows_the_divisions(code, nature):
    assert cpv.nature(code) == nature
