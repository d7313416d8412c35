"""The real counterparts as processes of their own, and the command line as a script calls it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import httpx

_TIMEOUT = 180


@cache
def _client() -> httpx.Client:
    """One for all calls: each new one would read the certificates of all authorities again."""
    return httpx.Client(trust_env=False, limits=httpx.Limits(max_keepalive_connections=0))


@dataclass(frozen=True)
class Sandbox:
    """A running `colophon sandbox`: its first line of output, and calls of its admin endpoint."""

    first_line: Mapping[str, Any]

    @property
    def sql_file(self) -> Path:
        return Path(self.first_line["destinations"]["sql"].removeprefix("sqlite:///"))

    @property
    def consonance(self) -> Mapping[str, str]:
        return self.first_line["consonance"]

    def patch_product(self, product: str, fields: Mapping[str, Any]) -> None:
        self._call("PATCH", f"products/{product}", json=fields)

    def patch_work(self, work: str, fields: Mapping[str, Any]) -> None:
        self._call("PATCH", f"works/{work}", json=fields)

    def remove_product(self, product: str) -> None:
        self._call("DELETE", f"products/{product}")

    def faults(self, spec: str) -> None:
        self._call("POST", "faults", content=spec)

    def product(self, product: str, selection: str = "") -> dict[str, Any]:
        """Some fields of one product over GraphQL, as any client would read them."""
        fields = selection or (
            "id prices { amount currencyCode onixPriceTypeCode onixPriceTypeQualifierCode "
            "effectiveFrom effectiveTo }"
        )
        query = f"query {{ products(productSearch: {{idEq: {product}}}) {{ {fields} }} }}"
        return self.graphql(query)["products"][0]

    def seen(self, since: str = "") -> int:
        """How many questions of GraphQL it has answered since a moment (ISO, in UTC), of the
        last 500 that it remembers."""
        log = self._call("GET", "log").json()["items"]
        return sum(each["path"] == "/graphql" and each["time"] >= since for each in log)

    def graphql(self, query: str) -> dict[str, Any]:
        answer = _client().post(
            self.consonance["url"],
            json={"query": query},
            headers={"Authorization": f"Bearer {self.consonance['key']}"},
            timeout=60,
        )
        answer.raise_for_status()
        return answer.json()["data"]

    def _call(self, method: str, path: str, **body: Any) -> httpx.Response:
        answer = _client().request(
            method,
            f"{self.consonance['admin']}/{path}",
            headers={"Authorization": f"Bearer {self.consonance['key']}"},
            timeout=30,
            **body,
        )
        assert answer.status_code < 300, answer.text
        return answer


@contextmanager
def running_sandbox(home: Path, *options: str) -> Iterator[Sandbox]:
    """Start `colophon sandbox` for a home, wait for its first line, and end it afterwards."""
    command = [sys.executable, "-m", "desktop_app", "sandbox", "--home", str(home), *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line, f"the sandbox did not start: {' '.join(options)}"
        yield Sandbox(json.loads(line))
    finally:
        process.terminate()
        process.wait(20)
        process.stdout.close()


class CommandFailedError(AssertionError):
    """The command ended with a code the test did not expect."""


def run(home: Path, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """`colophon` with a home of its own, as a script would call it."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    return subprocess.run(
        [sys.executable, "-m", "desktop_app", "--home", str(home), *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        timeout=_TIMEOUT,
        env=environment,
        check=False,
    )


def colophon(home: Path, *arguments: str, codes: tuple[int, ...] = (0, 1)) -> Any:
    """The JSON document of a command that is expected to end with one of the codes."""
    done = run(home, "--json", *arguments)
    if done.returncode not in codes:
        raise CommandFailedError(f"exit {done.returncode}\n{done.stdout}\n{done.stderr}")
    return json.loads(done.stdout)
