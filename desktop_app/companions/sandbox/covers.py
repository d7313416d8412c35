"""Which file is behind the address of a cover? Drawn when first asked for; some are broken."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from aiohttp import web

from desktop_app.companions.sandbox.house import House
from desktop_app.companions.sandbox.parts import Object, cover_size

_KEPT = 96
_PAGE = "<!doctype html><title>Moved</title><p>This image lives elsewhere now.</p>"


class Covers:
    """Answers for the paths below ``/covers``."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._work = lru_cache(_KEPT)(house.work_of_cover)
        self._file = lru_cache(_KEPT)(self._drawn)

    def answer(self, name: str) -> web.Response:
        """The file of that name, or what stands in its place."""
        number = _number(name)
        work = self._work(number)
        fault = self._house.broken_covers.get(number, "")
        if work is None or fault == "missing":
            return web.Response(status=404, text="Not found")
        if fault == "html":
            return web.Response(text=_PAGE, content_type="text/html")
        made = b"" if fault == "empty" else self._file(number)
        if fault == "cut":
            made = made[: -len(made) // 20]
        if fault == "png":
            made = self._png(number)
        return web.Response(
            body=made, content_type="image/jpeg", headers={"Cache-Control": "max-age=3600"}
        )

    def _drawn(self, number: int) -> bytes:
        from desktop_app.companions.sandbox.drawing import jpeg

        return jpeg(self._image(number), cover_size(number))

    def _png(self, number: int) -> bytes:
        import io

        file = io.BytesIO()
        self._image(number).save(file, "PNG")
        return file.getvalue()

    def _image(self, number: int) -> Any:
        from desktop_app.companions.sandbox.drawing import draw

        work: Object = self._work(number) or {}
        author = (work.get("authorshipDescription") or "")[:80]
        imprint = (work.get("imprint") or {}).get("name") or ""
        return draw(number, (work.get("title") or "")[:120], author, imprint)


def _number(name: str) -> int:
    stem, _, ending = name.partition(".")
    return int(stem) if ending == "jpg" and stem.isascii() and stem.isdigit() else 0
