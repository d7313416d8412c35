"""What a far end says to a question never counts as its word on the parcel."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from desktop_app.records.flow import Acknowledgement
from desktop_app.records.parcel import Outcome, Receipt
from desktop_app.records.state import State
from desktop_app.store.ledger import Ledger
from desktop_app.xconnector.webhook import WebhookCourier
from tests.support_couriers import contract_at, http, parcel, raw_server
from tests.support_sending import Far, answers, many, open_ledger, running, submitted, until

DUPLICATE = Receipt(Outcome.DUPLICATE, 409, "It has taken this key before.")


@pytest.mark.parametrize("status", [400, 405, 409, 413, 422, 451])
@pytest.mark.parametrize("run", ["", "run_1"])
async def test_a_question_that_is_turned_down_refuses_no_parcel(status: int, run: str) -> None:
    async with raw_server(lambda _: http(status)) as server, contract_at(server.url) as courier:
        told = await courier.ask(replace(parcel(courier), run=run))
    assert isinstance(told, Receipt)
    assert (told.outcome, told.http_status) == (Outcome.AMBIGUOUS, status)
    assert "may have arrived" in told.message


@pytest.mark.parametrize("status", [400, 405, 422])
async def test_a_webhook_that_turns_a_question_down_refuses_no_parcel(status: int) -> None:
    async with raw_server(lambda _: http(status)) as server:
        hook = WebhookCourier(f"{server.url}/in", Acknowledgement.RUN)
        told = await hook.ask(replace(parcel(hook), status_url=f"{server.url}/status/1"))
        await hook.aclose()
    assert isinstance(told, Receipt)
    assert told.outcome is Outcome.AMBIGUOUS


async def test_a_key_that_is_known_there_is_never_cancelled_as_unsent(tmp_path: Path) -> None:
    """The endpoint has the key, then it does not let us ask: the flow waits, the doubt stays."""
    async with open_ledger(tmp_path) as ledger:
        signed_out = Receipt(Outcome.SIGN_IN, 401, "The sign-in was not accepted.")
        far = Far(answers(DUPLICATE), answers(signed_out))
        async with running(ledger, far):
            job = await submitted(ledger, many("p", 1))
            await until(lambda: _paused(ledger), ledger)
            await ledger.cancel(job)
        assert [each.state for each in await ledger.items(job)] == [State.NOT_CONFIRMED]


async def _paused(ledger: Ledger) -> bool:
    return bool(await ledger.pauses())
