"""The style sheet: its weight, its contrasts, its tokens."""

import gzip
import re
from pathlib import Path

import pytest

CSS = (Path(__file__).parents[1] / "static/ui/css/essaim.css").read_text()


def tokens(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+):(#[0-9a-f]{3,6})\b", block))


_ROOTS = re.findall(r":root\{(.*?)\}", CSS, re.S)
LIGHT = tokens(_ROOTS[0])
DARK = {**LIGHT, **tokens(_ROOTS[1])}


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(c * 2 for c in colour[1:])
    channels = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a: str, b: str) -> float:
    """Ratio of WCAG 2.2."""
    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_the_sheet_is_light():
    # The whole site: public pages, member space and sign-in.
    assert len(CSS.encode()) <= 72_000
    assert len(gzip.compress(CSS.encode())) <= 15_500


TEXTS = [(text, ground) for text in ("ink", "ink-soft", "slate", "brick") for ground in ("paper", "surface", "sunk")]
TAGS = [(name, f"{name}-pale") for name in ("leaf", "slate", "brick")] + [("honey-ink", "honey-pale")]
GROUNDS = [("ink", f"{name}-pale") for name in ("honey", "leaf", "slate", "brick", "grey")] + [("on-honey", "honey")]


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXTS + TAGS + GROUNDS)
def test_texts_are_readable(scheme, text, ground):
    assert contrast(scheme[text], scheme[ground]) >= 4.5


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
def test_edges_of_fields_can_be_seen(scheme):
    assert contrast(scheme["edge"], scheme["surface"]) >= 3
    assert contrast(scheme["edge"], scheme["paper"]) >= 3


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
def test_map_classes_go_one_way_in_lightness(scheme):
    steps = [luminance(scheme[f"class-{i}"]) for i in range(5)]
    assert steps in (sorted(steps), sorted(steps, reverse=True))
    assert all(contrast(scheme[f"class-{i}"], scheme[f"class-{i + 1}"]) >= 1.25 for i in range(4))


def test_every_token_used_is_defined():
    used = set(re.findall(r"var\(--([\w-]+)", CSS))
    defined = set(re.findall(r"--([\w-]+):", CSS))
    assert used <= defined


def test_nothing_comes_from_elsewhere():
    assert "http" not in re.sub(r"a\[href\^=\"http\"\]", "", CSS)
    assert "@import" not in CSS
