"""The calls of "Фискализация данных"; every sum in them is in tiyin."""

from __future__ import annotations

from pos.simulator.bank import Bank
from pos.simulator.click_pass import check_service
from pos.simulator.faults import Endpoint
from pos.simulator.ledger import Payment
from pos.simulator.ofd import LINK, Ofd, Received
from pos.simulator.ofd_items import read_item
from pos.simulator.options import LinkMissing, SimulatorOptions
from pos.simulator.refusals import Misuse
from pos.simulator.routes import Call, Reply, Route
from pos.simulator.strict import Members, read_members

_DOWN = Reply(http_status=502, members=None)


class OfdData:
    """Answers ``payment/ofd_data/…``."""

    def __init__(self, options: SimulatorOptions, bank: Bank, ofd: Ofd) -> None:
        self._options = options
        self._bank = bank
        self._ofd = ofd

    def routes(self) -> list[Route]:
        """The calls of this module."""
        return [
            Route("POST", "payment/ofd_data/submit_items", Endpoint.SUBMIT_ITEMS, self.submit_items),
            Route("POST", "payment/ofd_data/submit_qrcode", Endpoint.SUBMIT_QRCODE, self.submit_qrcode),
            Route("GET", "payment/ofd_data/{service_id}/{payment_id}", Endpoint.OFD_DATA, self.link),
        ]

    def submit_items(self, call: Call) -> Reply:
        """Make a receipt ("Фискализация товаров и услуг")."""
        body = read_members(call.body)
        payment_id = self._read_ids(body)
        items = [read_item(each) for each in body.list_of_members("items")]
        received = Received(
            card=body.unsigned("received_card"),
            cash=body.unsigned("received_cash"),
            ecash=body.unsigned("received_ecash"),
        )
        body.done()
        payment = self._find(payment_id)
        if self._ofd.is_down(payment):
            return _DOWN
        self._ofd.submit_items(payment, items, received)
        self._bank.note(payment)
        return Reply(members={"error_code": 0, "error_note": "Успешно"})

    def submit_qrcode(self, call: Call) -> Reply:
        """Keep the link of a receipt made elsewhere ("Отправка фискализированного чека")."""
        body = read_members(call.body)
        payment_id = self._read_ids(body)
        url = body.matching("qrcode", LINK)
        body.done()
        payment = self._find(payment_id)
        if self._ofd.is_down(payment):
            return _DOWN
        self._ofd.submit_link(payment, url)
        self._bank.note(payment)
        return Reply(members={"error_code": 0, "error_note": "Успешно"})

    def link(self, call: Call) -> Reply:
        """Read the link ("Получение фискальных данных (ссылки)"); its answer has no ``error_code``."""
        call.refuse_body()
        check_service(call.path_integer("service_id"), self._options)
        payment = self._find(call.path_integer("payment_id"))
        if self._ofd.is_down(payment):
            return _DOWN
        url = self._ofd.link_of(payment)
        if url is not None:
            return Reply(members={"paymentId": payment.payment_id, "qrCodeURL": url})
        match self._options.personality.link_missing:
            case LinkMissing.NOT_FOUND:
                raise Misuse(404, "there is no receipt yet")
            case LinkMissing.ABSENT:
                return Reply(members={"paymentId": payment.payment_id})
            case LinkMissing.EMPTY:
                return Reply(members={"paymentId": payment.payment_id, "qrCodeURL": ""})

    def _read_ids(self, body: Members) -> int:
        service_id = body.integer("service_id")
        payment_id = body.integer("payment_id")
        check_service(service_id, self._options)
        return payment_id

    def _find(self, payment_id: int) -> Payment:
        self._bank.settle()
        return self._bank.find(payment_id)
