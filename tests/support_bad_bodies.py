"""Bodies that no receiver of the contract may keep, made from an event that is fine."""

from __future__ import annotations

import json
from collections.abc import Callable

from tests.support_gateway import Sent


def _data(text: str) -> Callable[[Sent], bytes]:
    """The event with its data replaced, as text, so that it need not be JSON."""

    def make(sent: Sent) -> bytes:
        document = json.loads(sent.body)
        del document["data"]
        rest = json.dumps(document, ensure_ascii=False)[:-1]
        return f'{rest},"data":{text}}}'.encode("utf-8", "surrogatepass")

    return make


BAD_BODIES: dict[str, Callable[[Sent], bytes]] = {
    "cut in the middle": lambda sent: sent.body[: len(sent.body) // 2],
    "no JSON": lambda _: b"<html><body>Sign in</body></html>",
    "a list": lambda sent: b"[" + sent.body + b"]",
    "two documents": lambda sent: sent.body * 2,
    "UTF-16": lambda sent: sent.body.decode().encode("utf-16"),
    "Latin-1 bytes": _data('{"title":"\udce9"}'),
    "byte order mark": lambda sent: b"\xef\xbb\xbf" + sent.body,
    "repeated member": lambda sent: sent.body[:-1] + b',"flow":"launch"}',
    "repeated member in data": _data('{"title":"a","title":"b"}'),
    "NaN": _data('{"n":NaN}'),
    "minus infinity": _data('{"n":-Infinity}'),
    "number above all numbers": _data('{"n":1e400}'),
    "fraction": _data('{"n":12.50}'),
    "integer of 5000 digits": _data('{"n":' + "9" * 5000 + "}"),
    "depth bomb": _data("[" * 100_000),
    "balanced depth bomb": _data('{"a":' * 50_000 + "1" + "}" * 50_000),
    "half a surrogate pair": _data('{"title":"\\ud800"}'),
    "surrogate in UTF-8": _data('{"title":"\ud800"}'),
    "NUL": _data('{"title":"a\\u0000b"}'),
    "raw control character": _data('{"title":"a\nb"}'),
    "data is a list": _data("[1]"),
    "data is text": _data('"<Product/>"'),
}
