"""How is a cover drawn, so that each looks like a book of its own and always the same?"""

from __future__ import annotations

import io
import math
import random
from collections.abc import Callable
from typing import TypeAlias

from PIL import Image, ImageDraw

from desktop_app.companions.sandbox.lettering import write
from desktop_app.companions.sandbox.parts import COVER_HEIGHT, COVER_WIDTH

Palette: TypeAlias = tuple[str, str, str, str]
Canvas: TypeAlias = ImageDraw.ImageDraw
_SCALE = 2
_WIDTH, _HEIGHT = COVER_WIDTH * _SCALE, COVER_HEIGHT * _SCALE
# Ground, two shapes, letters.
_PALETTES: tuple[Palette, ...] = (
    ("#F2EBDD", "#C8553D", "#2D4654", "#22262B"), ("#1F3A45", "#E0A458", "#F2EBDD", "#F7F3EA"),
    ("#E4E7DF", "#5B7F6B", "#C9A24B", "#21302A"), ("#20242C", "#D1495B", "#EDAE49", "#F6F1E7"),
    ("#EFE3D0", "#8A4F3D", "#3E5C76", "#2B1F1A"), ("#D9E4EA", "#2F5D7C", "#E8825A", "#14283A"),
    ("#3B2F3F", "#C58FA6", "#E9D8A6", "#F8F1E9"), ("#F4F1EA", "#1E1E1E", "#B7B1A3", "#1E1E1E"),
    ("#0F4C4A", "#F3C969", "#E8EFE6", "#F6F6EE"), ("#F6DFC9", "#D46A4C", "#6B4E71", "#3A2632"),
    ("#E9E4F0", "#6C5B9B", "#E2A76F", "#2A2540"), ("#2C3E2D", "#A7C957", "#F2E8CF", "#F5F2E4"),
)  # fmt: skip


def draw(seed: int, title: str, author: str, imprint: str) -> Image.Image:
    """A cover of COVER_WIDTH by COVER_HEIGHT pixels."""
    chance = random.Random(seed)
    palette = chance.choice(_PALETTES)
    image = Image.new("RGB", (_WIDTH, _HEIGHT), palette[0])
    chance.choice(_STYLES)(ImageDraw.Draw(image), palette, chance)
    image = image.resize((COVER_WIDTH, COVER_HEIGHT), Image.Resampling.LANCZOS)
    canvas = ImageDraw.Draw(image)
    middle = chance.random() < 0.4
    write(canvas, title, (64, 84, COVER_WIDTH - 64, 520), palette[3], 96, middle=middle)
    plate = Image.new("RGB", (COVER_WIDTH, 130), palette[0])
    image.paste(plate, (0, COVER_HEIGHT - 130))
    foot = (64, COVER_HEIGHT - 104, COVER_WIDTH - 64, COVER_HEIGHT - 56)
    write(canvas, author, foot, palette[3], 38, serif=False, middle=middle)
    sign = (64, COVER_HEIGHT - 50, COVER_WIDTH - 64, COVER_HEIGHT - 18)
    write(canvas, imprint, sign, palette[3], 22, serif=False, middle=middle)
    return image


def jpeg(image: Image.Image, size: int) -> bytes:
    """The image as a JPEG file of exactly that many bytes, filled up with comments."""
    for quality in (90, 80, 65, 45):
        file = io.BytesIO()
        image.save(file, "JPEG", quality=quality, dpi=(300, 300))
        made = file.getvalue()
        if len(made) <= size - 4 or quality == 45:
            break
    return _filled(made, size - len(made))


def _filled(made: bytes, missing: int) -> bytes:
    head, rest = made[:2], made[2:]
    comments = b""
    while missing >= 4:
        length = min(missing - 2, 0xFFF0)
        if 0 < missing - 2 - length < 4:
            length -= 4
        comments += b"\xff\xfe" + length.to_bytes(2, "big") + b" " * (length - 2)
        missing -= length + 2
    return head + comments + rest


def _sun(canvas: Canvas, palette: Palette, chance: random.Random) -> None:
    radius = chance.randint(280, 400)
    x, y = chance.randint(500, 1100), chance.randint(1420, 1560)
    canvas.ellipse((x - radius, y - radius, x + radius, y + radius), palette[1])
    for index in range(9):
        top = y + index * 90
        canvas.rectangle((0, top, _WIDTH, top + 12 + index * 9), palette[2])


def _hills(canvas: Canvas, palette: Palette, chance: random.Random) -> None:
    for layer in range(4):
        base, height = 1350 + layer * 240, chance.randint(70, 200)
        length, shift = chance.uniform(260, 620), chance.uniform(0, 6)
        points = [
            (x, base + height * math.sin(x / length + shift)) for x in range(0, _WIDTH + 20, 20)
        ]
        canvas.polygon([*points, (_WIDTH, _HEIGHT), (0, _HEIGHT)], palette[1 if layer % 2 else 2])


def _tiles(canvas: Canvas, palette: Palette, chance: random.Random) -> None:
    side = 320
    for row in range(4):
        for column in range(5):
            x, y = column * side, 1140 + row * side
            canvas.rectangle((x, y, x + side, y + side), chance.choice(palette[:3]))
            corner = chance.choice(((0, 0, 0), (1, 0, 90), (1, 1, 180), (0, 1, 270)))
            cx, cy = x + corner[0] * side, y + corner[1] * side
            box = (cx - side, cy - side, cx + side, cy + side)
            canvas.pieslice(box, corner[2], corner[2] + 90, chance.choice(palette[:3]))


def _rings(canvas: Canvas, palette: Palette, chance: random.Random) -> None:
    x, y = chance.randint(200, 1400), chance.randint(1820, 2100)
    for index, radius in enumerate(range(760, 60, -100)):
        colour = palette[(1, 0, 2, 0)[index % 4]]
        canvas.ellipse((x - radius, y - radius, x + radius, y + radius), colour)


def _stripes(canvas: Canvas, palette: Palette, chance: random.Random) -> None:
    step, lean = chance.randint(120, 240), chance.choice((-700, -300, 300, 700))
    for index, x in enumerate(range(-900, _WIDTH + 900, step)):
        colour = palette[(1, 2, 0)[index % 3]]
        canvas.polygon(
            [(x, 1180), (x + step, 1180), (x + step + lean, _HEIGHT), (x + lean, _HEIGHT)], colour
        )


def _window(canvas: Canvas, palette: Palette, chance: random.Random) -> None:
    left, right = 360, _WIDTH - 360
    canvas.pieslice((left, 1120, right, 1120 + right - left), 180, 360, palette[2])
    canvas.rectangle((left, 1120 + (right - left) // 2, right, _HEIGHT), palette[2])
    radius = chance.randint(110, 190)
    x, y = chance.randint(620, 980), chance.randint(1480, 1700)
    canvas.ellipse((x - radius, y - radius, x + radius, y + radius), palette[1])


def _leaves(canvas: Canvas, palette: Palette, chance: random.Random) -> None:
    for _ in range(26):
        x, y = chance.randint(-100, _WIDTH), chance.randint(1180, _HEIGHT)
        side = chance.randint(150, 380)
        start = chance.choice((0, 90, 180, 270))
        colour = chance.choice(palette[1:3])
        canvas.chord((x - side, y - side, x + side, y + side), start, start + 90, colour)


_STYLES: tuple[Callable[[Canvas, Palette, random.Random], None], ...] = (
    _sun, _hills, _tiles, _rings, _stripes, _window, _leaves,
)  # fmt: skip
