from collections import Counter

from tools.image_list import deployed_images
from tools.licences import FILE, OBLIGATIONS, PROGRAMS, identifiers, text


def test_every_image_has_one_licence_and_nothing_else_has():
    assert Counter(image for program in PROGRAMS for image in program.images) == Counter([*deployed_images()])


def test_every_licence_is_explained_and_nothing_else_is():
    assert {licence for program in PROGRAMS for licence in identifiers(program.licence)} == OBLIGATIONS.keys()


def test_the_document_is_up_to_date():
    assert FILE.read_text(encoding="utf-8") == text(), "run `make docs`"
