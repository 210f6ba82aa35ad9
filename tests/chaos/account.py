"""The account of a run: what the citizens and the network saw, held against what was stored, both ways."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from handlers import menu
from tests.chaos.citizens import HANDED_IN, NUMBER, RATES, SURVEYED
from tests.chaos.networks import Network
from tests.doubles.ledger import Call
from tests.doubles.load import Load
from tests.end_to_end.product import Product

# What a process had sent may be read by the network a moment after its death; the next one starts slower.
IN_THE_PIPE = 1.0
COMFORTS = frozenset(menu.safe_with_network(language) for language in ("id", "en"))
TABLES = {"ratings": RATES, "surveys": SURVEYED, "cases": HANDED_IN}


@dataclass(frozen=True)
class Line:
    """One figure; `wanted`: the only value it may have, None where any will do."""

    name: str
    value: int | float
    wanted: int | None = None

    @property
    def is_right(self) -> bool:
        return self.wanted is None or self.value == self.wanted

    def __str__(self) -> str:
        verdict = (
            "" if self.wanted is None else ("  ok" if self.is_right else f"  WRONG, must be {self.wanted}")
        )
        return f"{self.name:<58}{self.value:>8}{verdict}"


class Account:
    """Built once, after the product has stopped."""

    def __init__(self, network: Network, load: Load, product: Product, kills: Sequence[float]) -> None:
        self._network, self._api = network, network.api
        self._load, self._rows, self._kills, self._product = load, product.rows, kills, product
        self._media = product.media
        self._citizen_of = _citizens(product, network, [account.citizen for account in load.accounts])
        self._sent = self._api.sent()
        self._alike: dict[object, list[Call]] = defaultdict(list)
        for call in self._sent:
            self._alike[_look(call)].append(call)
        self._refs = {(chat, ref) for _, _, chat, ref in self._rows_sent()}

        parts = (
            self._confirmed(),
            self._citizens_side(),
            self._stored(),
            self._sending(),
            self._arrived(),
            self._files(),
        )
        self.lines = [line for part in parts for line in part]

    @property
    def wrong(self) -> list[Line]:
        return [line for line in self.lines if not line.is_right]

    def __str__(self) -> str:
        stuck = (f"{account.citizen}: {account.stuck}" for account in self._load.accounts if account.stuck)
        verdict = f"{len(self.wrong)} lines do not add up." if self.wrong else "The account adds up."
        return "\n".join([*map(str, self.lines), *stuck, verdict])

    # ---- what the network says

    def _confirmed(self) -> Iterable[Line]:
        done = [record for record in self._api.confirmed() if record.kind != "status"]
        confirmed = {self._product.seen_as(self._network.kept(record.update_id)) for record in done}
        recorded = {update_id for (update_id,) in self._rows.all("SELECT update_id FROM updates")}
        again = sum(len(record.deliveries) > 1 for record in self._api.ledger.updates.values())
        yield Line("kills", len(self._kills))
        yield Line("updates the network had", len(self._api.ledger.updates))
        yield Line("of these handed over more than once", again)
        yield Line("updates the network had confirmed", len(confirmed))
        yield Line("never confirmed", len(self._api.unconfirmed()), 0)
        yield Line("confirmed but not recorded", len(confirmed - recorded), 0)
        yield Line(
            "set aside, as our own code failed on them", self._rows.one("SELECT count(*) FROM aside"), 0
        )
        yield Line("mistakes towards the network", len(self._api.violations), 0)

    # ---- what the citizens say

    def _citizens_side(self) -> Iterable[Line]:
        report = self._load.report()
        yield Line("citizens", report["citizens"])
        yield Line("steps they took", report["put"])
        yield Line("wait for the next question, p50 (s)", report["wait_p50"] or 0)
        yield Line("wait for the next question, p99 (s)", report["wait_p99"] or 0)
        yield Line("citizens without a next question", len(report["stuck"]), 0)
        yield Line("citizens whose talks did not end", report["citizens"] - report["finished"], 0)

    # ---- what was stored, citizen by citizen

    def _stored(self) -> Iterable[Line]:
        for table, step in TABLES.items():
            said, rows = self._said(step), self._count(table)
            yield Line(f"{table} given, by the citizens' own account", said.total())
            yield Line(f"{table} lost", (said - rows).total(), 0)
            yield Line(f"{table} doubled", (rows - said).total(), 0)
        shown = self._numbers_shown()
        numbers = {number for (number,) in self._rows.all("SELECT number FROM cases")}
        yield Line("case numbers shown to citizens that are no case", len(shown - numbers), 0)
        yield Line("cases whose number no citizen was shown", len(numbers - shown), 0)

    def _said(self, step: str) -> Counter[int]:
        """By citizen's chat, how often the step was answered."""
        return Counter(
            account.citizen
            for account in self._load.accounts
            for taken in account.steps
            if taken.step == step and taken.screen is not None
        )

    def _count(self, table: str) -> Counter[int]:
        chat_of = {citizen: chat for chat, citizen in self._citizen_of.items()}
        rows = self._rows.all(f"SELECT citizen_id, count(*) FROM {table} GROUP BY citizen_id")  # noqa: S608
        return Counter({chat_of[citizen]: count for citizen, count in rows})

    def _numbers_shown(self) -> set[str]:
        answers = [
            s for a in self._load.accounts for s in a.steps if s.step == HANDED_IN and s.screen is not None
        ]
        return {NUMBER.findall(answer.screen.text)[0] for answer in answers if answer.screen is not None}

    # ---- what was sent

    def _rows_sent(self) -> list[tuple[int, str, int, str]]:
        """Outbox id, lane, chat and the kept name of every row that was sent to one of the citizens."""
        chat_of = {citizen: chat for chat, citizen in self._citizen_of.items()}
        asked = "SELECT id, lane, citizen_id, sent_ref FROM outbox WHERE state = 'sent' ORDER BY id"
        rows = self._rows.all(asked)
        return [(row, lane, chat_of[citizen], ref) for row, lane, citizen, ref in rows if citizen in chat_of]

    def _sending(self) -> Iterable[Line]:
        redrawn = {(chat, self._product.named(ref)) for chat, ref in self._network.redrawn()}
        known = set(self._places()) | redrawn
        states = Counter(dict(self._rows.all("SELECT state, count(*) FROM outbox GROUP BY state")))
        yield Line("messages in the outbox", states.total())
        yield Line("of these sent", states["sent"])
        yield Line("recorded but never sent", states.total() - states["sent"], 0)
        unsaid = "SELECT count(*) FROM outbox WHERE state IN ('failed', 'unknown', 'skipped') AND reason = ''"
        yield Line("not sent, and no reason said", self._rows.one(unsaid), 0)
        yield Line("recorded as sent, unknown to the network", len(self._refs - known), 0)
        yield Line("replies shown after a later one", self._overtaken(), 0)
        comforts, extra, unexplained = self._twice()
        yield Line("told that a message is safe, as nothing could be stored", comforts)
        yield Line("sent twice, the answer to the first was lost in a kill", extra - unexplained)
        yield Line("sent twice without a kill in between", unexplained, 0)

    def _arrived(self) -> Iterable[Line]:
        """What the network said of our messages afterwards, where it does."""
        told = {self._product.named(ref) for ref in self._network.delivered()}
        rows = self._rows.all("SELECT ref FROM statuses WHERE delivered_at IS NOT NULL")
        known = {ref for (ref,) in rows}
        if told:
            yield Line("messages of which the network said that they arrived", len(told))
            apart = {self._kept(call) for call in self._sent if _is_apart(call)}
            yield Line("of these not written down", len(told - known - apart), 0)
            yield Line("of turns apart, swept by night: whose name was lost in a kill", len(known & apart))

    def _places(self) -> dict[tuple[int | None, str], int]:
        """When a message came: its place among all that were sent."""
        return {(call.chat, self._kept(call)): place for place, call in enumerate(self._sent)}

    def _kept(self, call: Call) -> str:
        """What the message is called in the database."""
        return self._product.named(self._network.kept(call.message_id))

    def _overtaken(self) -> int:
        """Rows of a chat whose message came after that of a row of the same lane that was put later."""
        places, overtaken = self._places(), 0
        first: dict[tuple[int, str], int] = {}  # of all that came later in the outbox, by chat and lane
        for _, lane, chat, ref in reversed(self._rows_sent()):
            place = places.get((chat, ref))
            if place is not None:
                overtaken += place > first.get((chat, lane), place)
                first[chat, lane] = min(first.get((chat, lane), place), place)
        return overtaken

    def _twice(self) -> tuple[int, int, int]:
        """Comforts; copies that no row speaks of, and those of them that no kill explains."""
        ours = [call for call in self._sent if call.chat in self._citizen_of]
        no_row = [call for call in ours if (call.chat, self._kept(call)) not in self._refs]
        comforts = sum(call.text in COMFORTS for call in no_row)
        copies = [call for call in no_row if not _is_apart(call) and call.text not in COMFORTS]
        return comforts, len(copies), sum(not self._killed_before_twin(copy) for copy in copies)

    def _killed_before_twin(self, copy: Call) -> bool:
        twins = [call for call in self._alike[_look(copy)] if call.at > copy.at]
        if "~" not in str(copy.params):  # the same words end every talk: the twin is one that a row speaks of
            twins = [call for call in twins if (call.chat, self._kept(call)) in self._refs]
        sent = copy.time - IN_THE_PIPE
        return any(sent <= kill <= twins[0].time for kill in self._kills) if twins else False

    # ---- photos

    def _files(self) -> Iterable[Line]:
        kept = self._rows.one("SELECT count(*) FROM media WHERE state = 'kept'")
        lost = self._rows.one("SELECT count(*) FROM media WHERE state <> 'kept'")
        on_disk = sum(1 for path in self._media.glob("*") if path.suffix != ".part")
        yield Line("photos kept", kept)
        yield Line("photos not kept", lost, 0)
        yield Line("photos without their file", max(0, kept - on_disk), 0)


def _is_apart(call: Call) -> bool:
    """A question before somebody has said how to be known: it stands in no outbox."""
    return "comp.kind:" in str(call.params) or "comp.known:" in str(call.params)


def _look(call: Call) -> tuple[object, ...]:
    return call.chat, str(call.params)


def _citizens(product: Product, network: Network, chats: Iterable[int]) -> dict[int, int]:
    """Chat to the citizen's id, found as the product finds it: by keyed hash."""
    rows = product.rows.all("SELECT hash, citizen_id FROM handles WHERE channel = ?", network.channel)
    by_hash = {bytes(found): citizen for found, citizen in rows}
    handles = {chat: network.handle(chat) for chat in chats}
    hashes = {
        chat: product.vault.hash(f"{network.channel}.{kind}", value)
        for chat, (kind, value) in handles.items()
    }
    return {chat: by_hash[found] for chat, found in hashes.items() if found in by_hash}
