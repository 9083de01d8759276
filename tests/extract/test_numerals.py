import pytest

from pipeline.extract.numerals import (
    CAPITAL,
    CAPITAL_ROMAN,
    DECIMAL,
    LETTER,
    ORDINAL,
    PADDED,
    ROMAN,
    numeral,
)


@pytest.mark.parametrize(
    ("number", "form", "printed"),
    [(4, DECIMAL, "4"), (4, PADDED, "04"), (26, LETTER, "z"), (28, LETTER, "bb"),
     (3, CAPITAL, "C"), (9, ROMAN, "ix"), (44, CAPITAL_ROMAN, "XLIV"), (0, ROMAN, "0"),
     (0, LETTER, "0"), (-1, ROMAN, "-1"), (4000, ROMAN, "4000"),
     (1, ORDINAL, "1st"), (12, ORDINAL, "12th"), (23, ORDINAL, "23rd")],
)  # fmt: skip
def test_numbers_in_the_forms_of_lists(number, form, printed):
    assert numeral(number, form) == printed


def test_letters_after_z_differ_between_programs():
    assert [numeral(n, LETTER, repeat=False) for n in (26, 27, 28, 703)] == ["z", "aa", "ab", "aaa"]
