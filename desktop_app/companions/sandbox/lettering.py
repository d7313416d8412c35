"""Which font can write a title, and how does the title fill its box?"""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import TypeAlias

from PIL import ImageDraw, ImageFont, features

Font: TypeAlias = ImageFont.FreeTypeFont | ImageFont.ImageFont
Box: TypeAlias = tuple[int, int, int, int]

_SERIF = ("NotoSerif-Bold.ttf", "DejaVuSerif-Bold.ttf", "Georgia Bold.ttf", "georgiab.ttf")
_SANS = ("Inter-SemiBold.otf", "NotoSans-Regular.ttf", "DejaVuSans.ttf", "Arial.ttf", "arial.ttf")
_SCRIPTS = {
    "ARABIC": ("NotoSansArabic-Bold.ttf", "NotoSansArabic-Regular.ttf", "arialbd.ttf"),
    "HEBREW": ("NotoSerifHebrew-Bold.ttf", "NotoSansHebrew-Regular.ttf", "arialbd.ttf"),
    "THAI": ("NotoSansThai-Bold.ttf", "NotoSansThai-Regular.ttf", "tahomabd.ttf"),
    "CJK": ("NotoSansCJK-Bold.ttc", "NotoSerifCJK-Bold.ttc", "YuGothB.ttc", "Hiragino Sans GB.ttc"),
}
_SHAPED = frozenset({"ARABIC", "HEBREW", "THAI"})


def script(text: str) -> str:
    """The script that needs a font of its own, or "" for what any font can write."""
    for character in text:
        name = unicodedata.name(character, "")
        if name.startswith(("CJK", "HIRAGANA", "KATAKANA")):
            return "CJK"
        found = next((each for each in _SCRIPTS if name.startswith(each)), "")
        if found:
            return found
    return ""


def font(text: str, size: int, *, serif: bool) -> Font | None:
    """A font for a text, or None where this computer has none that could write it."""
    needed = script(text)
    if needed in _SHAPED and not features.check("raqm"):
        return None
    return _load(_SCRIPTS.get(needed, _SERIF if serif else _SANS), size, not needed)


@cache
def _load(names: tuple[str, ...], size: int, plain: bool) -> Font | None:
    for name in names:
        try:
            return ImageFont.truetype(name, size)
        except OSError:
            continue
    return ImageFont.load_default(size) if plain else None


def write(
    canvas: ImageDraw.ImageDraw, text: str, box: Box, colour: str, size: int, *,
    serif: bool = True, middle: bool = False,
) -> None:  # fmt: skip
    """Write a text into a box, from its top, smaller until it fits; nothing without a font."""
    if script(text):
        # No one font writes two scripts: the first name stands for all.
        text = text.partition(", ")[0]
    left, top, right, bottom = box
    while size > 18:
        chosen = font(text, size, serif=serif)
        if chosen is None:
            return
        lines = _wrapped(canvas, text, chosen, right - left)
        leading = round(size * 1.16)
        fits = len(lines) * leading <= bottom - top
        if fits and all(canvas.textlength(line, font=chosen) <= right - left for line in lines):
            break
        size -= 4
    for index, line in enumerate(lines):
        x = (left + right) // 2 if middle else left
        place = (x, top + index * leading)
        canvas.text(place, line, font=chosen, fill=colour, anchor="ma" if middle else "la")


def _wrapped(canvas: ImageDraw.ImageDraw, text: str, chosen: Font, width: int) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and canvas.textlength(longer, font=chosen) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
