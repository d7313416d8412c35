"""Can everybody read it? Contrast computed from the token file, on every background."""

from __future__ import annotations

import re

import pytest

from desktop_app.records.resources import resource, resource_text
from desktop_app.ui import tokens
from desktop_app.ui.tokens import Scheme

BACKGROUNDS = ("bg", "surface", "raised", "sel", "hover", "mut")
LEAST = {"ink": 10.0, "ink2": 5.0, "ink3": 4.5, "accent": 4.5, "edge": 3.0}
MAIN = ("bg", "surface", "raised")
LEAST_MAIN = {"ink": 10.0, "ink2": 5.3, "ink3": 4.5, "accent": 5.9, "edge": 3.0}


def luminance(colour: str) -> float:
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", list(Scheme))
@pytest.mark.parametrize(("name", "least"), LEAST_MAIN.items())
def test_text_can_be_read_on_every_plain_background(
    scheme: Scheme, name: str, least: float
) -> None:
    colours = tokens.load(scheme).colours
    found = {back: contrast(colours[name], colours[back]) for back in MAIN}
    assert min(found.values()) >= least, found


@pytest.mark.parametrize("scheme", list(Scheme))
@pytest.mark.parametrize(("name", "least"), LEAST.items())
def test_text_can_be_read_on_selected_hovered_and_muted_backgrounds(
    scheme: Scheme, name: str, least: float
) -> None:
    colours = tokens.load(scheme).colours
    weakest = {"edge": 2.5}.get(name, least)
    found = {back: contrast(colours[name], colours[back]) for back in BACKGROUNDS}
    assert min(found.values()) >= min(weakest, least), found


@pytest.mark.parametrize("scheme", list(Scheme))
def test_every_state_can_be_read_on_its_own_background(scheme: Scheme) -> None:
    loaded = tokens.load(scheme)
    found = {name: contrast(pair.ink, pair.back) for name, pair in loaded.states.items()}
    assert min(found.values()) >= 4.5, found


@pytest.mark.parametrize("scheme", list(Scheme))
def test_text_on_the_accent_and_on_environments_can_be_read(scheme: Scheme) -> None:
    loaded = tokens.load(scheme)
    for accent in ("accent", "accenthover"):
        assert contrast(loaded.colours["accentink"], loaded.colours[accent]) >= 7
    white = loaded.environments["ink"]
    for name, colour in loaded.environments.items():
        if name != "ink":
            assert contrast(white, colour) >= 6.5, name


def test_no_colour_stands_outside_the_token_file() -> None:
    package = resource("ui").parent.parent / "desktop_app" / "ui"
    colour = re.compile(
        r"[\"']#[0-9a-fA-F]{3,8}[\"']|(?<!\.)\brgba?\(|Qt\.GlobalColor\.(?!transparent)"
    )
    guilty = [
        f"{path.name}: {line.strip()}"
        for path in package.rglob("*.py")
        for line in path.read_text(encoding="utf-8").splitlines()
        if colour.search(line)
    ]
    assert not guilty
    assert not re.search(r"#[0-9a-fA-F]{6}", resource_text("ui", "style.qss"))


def test_every_icon_is_an_outline_that_takes_a_token_colour() -> None:
    for path in resource("icons").glob("*.svg"):
        text = path.read_text(encoding="utf-8")
        assert "currentColor" in text, path.name
        assert 'viewBox="0 0 16 16"' in text, path.name
        assert 'stroke-width="1.5"' in text, path.name
