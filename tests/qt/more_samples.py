"""Views of the windows beside the till: customer, phone, history, search, wizard, notice, paper."""

from __future__ import annotations

from dataclasses import replace

from pos.core.receipt import Pair, Qr, Receipt, Row, Rule, Text
from pos.screens.views import (
    ActionView,
    CustomerView,
    EvidenceView,
    FieldView,
    HistoryRowView,
    HistoryView,
    Intent,
    LineView,
    NoticeView,
    PhoneChoiceView,
    PhoneView,
    QuickKeyView,
    RingView,
    SearchView,
    Tone,
    TotalView,
    WizardView,
)

N = "\u00a0"
OFD_LINK = "https://ofd.soliq.uz/check?t=EP000000000321&r=147&c=20261124143213&s=612480917305"

CUSTOMER = CustomerView(
    shop="Baraka Market",
    training_word="",
    lines=(
        LineView(1, "Sut «Musaffo» 3,2 %, 1 l", f"2 × 16{N}500", "2", f"16{N}500", f"33{N}000"),
        LineView(2, "Patir non", f"3 × 6{N}000", "3", f"6{N}000", f"18{N}000"),
        LineView(4, "Lazer guruchi, Xorazm", f"1,385 kg × 26{N}000", "1,385", f"26{N}000", f"36{N}010"),
        LineView(5, "Qora choy «Ahmad», 100 paket", f"58{N}900 − 10 %", "1", f"58{N}900", f"53{N}010"),
        LineView(6, "Mol goʻshti, yumshoq joyi", f"2,140 kg × 115{N}000", "2", f"115{N}000", f"246{N}100"),
        LineView(7, "Shakar, 1 kg", f"2 × 14{N}500", "2", f"14{N}500", f"29{N}000"),
        LineView(8, "Katta paket", "1 × 500", "1", "500", "500"),
    ),
    total=TotalView("Jami toʻlov", f"415{N}620", "soʻm"),
    tone=Tone.BLUE,
    word="Toʻlov bajarilmoqda",
    detail="CLICK ilovasida toʻlovni kuting. Ikkinchi marta toʻlash shart emas.",
    ring=RingView(24.0, 30.0, "s"),
    greeting="",
)
CUSTOMER_PAID = replace(
    CUSTOMER, tone=Tone.GREEN, word="Toʻlandi", detail="Xaridingiz uchun rahmat!", ring=None
)
CUSTOMER_UNKNOWN = replace(
    CUSTOMER,
    tone=Tone.AMBER,
    word="Toʻlov tekshirilmoqda",
    detail="Qayta toʻlash shart emas. Biroz kuting.",
    ring=None,
)
CUSTOMER_WAITING = replace(
    CUSTOMER,
    tone=Tone.GREY,
    word="CLICK Pass QR kodini koʻrsating",
    detail="CLICK → «CLICK Pass»ni oching va kodni skanerga tuting",
    ring=None,
)
CUSTOMER_SALE = replace(CUSTOMER, tone=Tone.GREY, word="Xaridingiz", detail="", ring=None)
CUSTOMER_IDLE = replace(
    CUSTOMER_SALE, lines=(), greeting="Xush kelibsiz!", total=TotalView("Jami toʻlov", "0", "soʻm")
)

CHOICES = (
    PhoneChoiceView("approved", "Обычная оплата", "деньги спишутся, ответ придёт"),
    PhoneChoiceView("declined", "Мало средств", "банк откажет"),
    PhoneChoiceView("expired", "QR устарел", "код старше срока"),
    PhoneChoiceView("slow", "Медленный ответ", "CLICK думает несколько секунд"),
    PhoneChoiceView("answer_lost", "Ответ потерян", "деньги списаны, кассе не пришло"),
    PhoneChoiceView("confirm_lost", "Подтверждение потеряно", "CLICK вернёт через 30 с"),
    PhoneChoiceView("stuck", "Платёж завис", "CLICK долго отвечает «в работе»"),
    PhoneChoiceView("ofd_down", "ОФД не отвечает", "чек встанет в очередь"),
)
PHONE = PhoneView(
    title="Телефон покупателя",
    code="880014723905118001",
    code_text="8800 1472 3905 1180 01",
    refresh_word="Код обновится через 48 с",
    choices_title="Что произойдёт после сканирования",
    choices=CHOICES,
    chosen="approved",
    show_word="Поднести телефон к камере",
    showing=False,
)


def goods(name: str, amount: str, total: str, spic: str, vat: str) -> tuple[Row, ...]:
    return (
        Text(name),
        Pair(f"  {amount}", total),
        Text(f"  НДС 12 %: {vat}"),
        Text(f"  ИКПУ {spic}"),
    )


PAPER = Receipt(
    "sale-A3118",
    (
        Text("УЧЕБНЫЙ · НЕ НАСТОЯЩИЙ ЧЕК", align="center", bold=True),
        Text("Baraka Market", align="center", bold=True, double=True),
        Text("г. Ташкент, Юнусабадский р-н, ул. А. Темура, 88", align="center"),
        Text("ИНН 301234567", align="center"),
        Rule(),
        Pair("Касса", "KASSA-2"),
        Pair("Чек", "7Q2M3K8A"),
        Pair("Дата", "24.11.2026 14:32"),
        Rule(),
        *goods(
            "Молоко «Мусаффо» 3,2 %, 1 л", f"2 × 16{N}500", f"33{N}000", "00401001001000001", f"3{N}535,71"
        ),
        *goods(
            "Говядина, мякоть", f"2,140 кг × 115{N}000", f"246{N}100", "00201001003000001", f"26{N}367,86"
        ),
        *goods("Мол гўшти, қовурилган ҳолда", f"1 × 136{N}520", f"136{N}520", "00201001003000009", "14,00"),
        *goods("Oʻzbek gʻozi, tandirda", f"1 × 136{N}520", f"136{N}520", "00201001003000009", "14,00"),
        Rule(),
        Pair("ИТОГО", f"415{N}620{N}сум", bold=True, double=True),
        Pair("В том числе НДС", f"44{N}530,70"),
        Rule(),
        Pair("Оплачено CLICK Pass", f"415{N}620{N}сум", bold=True),
        Pair("Карта", "UZCARD 8600 **** **** 1234"),
        Pair("Платёж CLICK", "2184559071"),
        Rule(),
        Text("ФИСКАЛЬНЫЙ ЧЕК", align="center", bold=True),
        Qr(OFD_LINK),
        Text(OFD_LINK, align="center"),
        Text("УЧЕБНЫЙ · НЕ НАСТОЯЩИЙ ЧЕК", align="center", bold=True),
    ),
)

_STATES = (
    (Tone.GREEN, "оплачено"),
    (Tone.RED, "не оплачено"),
    (Tone.AMBER, "ответа нет, проверяем"),
    (Tone.GREEN, "оплачено"),
    (Tone.RED, "не подтверждено, CLICK вернул"),
    (Tone.VIOLET, "возвращено"),
    (Tone.BLUE, "подтверждается"),
)
HISTORY = HistoryView(
    title="Чеки",
    columns=("Время", "Номер", "Сумма", "Состояние", "Карта", "ОФД"),
    rows=tuple(
        HistoryRowView(
            ref=f"A3-{118 - number}",
            time=f"24.11.2026 14:{32 - number:02}",
            number=f"7Q2M3K8{chr(65 + number)}",
            amount=f"{415 - number * 17}{N}620",
            state=word,
            tone=tone,
            card="8600 **** **** 1234",
            fiscal="чек ОФД получен" if tone is Tone.GREEN else "чека ОФД нет",
        )
        for number, (tone, word) in enumerate(_STATES)
    ),
    selected="A3-118",
    loading="",
    empty="",
    error="",
    paper=PAPER,
    details=(
        EvidenceView("Попытка", "7Q2M3K8A1B2C3D4E"),
        EvidenceView("Платёж CLICK", "2184559071"),
        EvidenceView("Подтверждён", "да"),
        EvidenceView("Карта", "UZCARD 8600 **** **** 1234"),
        EvidenceView("Телефон", "+998 90 *** ** 42"),
    ),
    print_word="Напечатать копию",
    close_word="Закрыть",
)
HISTORY_EMPTY = replace(HISTORY, rows=(), selected="", empty="Продаж ещё не было", paper=None, details=())

SEARCH = SearchView(
    title="Найти товар",
    placeholder="Часть названия или штрихкода",
    text="моло",
    rows=(
        QuickKeyView("4780012340018", "Молоко «Мусаффо» 3,2 %, 1 л", f"16{N}500{N}сум / шт · 4780012340018"),
        QuickKeyView("4780012340025", "Молоко сгущённое, 380 г", f"21{N}000{N}сум / шт · 4780012340025"),
        QuickKeyView("4780012340032", "Молоток слесарный 500 г", f"64{N}000{N}сум / шт · 4780012340032"),
    ),
    empty="",
    close_word="Закрыть",
)
SEARCH_EMPTY = replace(SEARCH, text="йцукен", rows=(), empty="По «йцукен» ничего не найдено")

WIZARD = WizardView(
    title="Первый запуск Click POS",
    intro="Введите то, что CLICK дал вашему магазину. Позже это можно изменить в настройках",
    fields=(
        FieldView(
            "click.service_id", "Номер сервиса (service_id)", "12345", "Стоит в кабинете мерчанта CLICK"
        ),
        FieldView("click.merchant_id", "Номер мерчанта (merchant_id)", "12a", "", "Только цифры"),
        FieldView("click.merchant_user_id", "Номер пользователя (merchant_user_id)", "54321", "Там же"),
        FieldView(
            "click.secret_key", "Секретный ключ (secret_key)", "qwerty", "Не показывается", secret=True
        ),
        FieldView("click.cashbox_code", "Код кассы (cashbox_code)", "KASSA-1", "Любое имя этой кассы"),
        FieldView("shop.name", "Магазин", "Baraka Market", "Стоит вверху чека"),
        FieldView("shop.address", "Адрес", "г. Ташкент, ул. А. Темура, 88"),
        FieldView("fiscal.tin", "ИНН или ПИНФЛ", "301234567", "Без него чек ОФД не делается"),
        FieldView("fiscal.default_name", "Название товара для ОФД", "", "Для продажи одной суммой"),
        FieldView("fiscal.default_spic", "ИКПУ", "", "Для продажи одной суммой"),
    ),
    test_word="Проверить связь",
    test_result="CLICK знает эту кассу. Можно сохранять",
    test_tone=Tone.GREEN,
    testing=False,
    warning="В этом компьютере нет хранилища: ключ будет лежать в файле, который читаете только вы",
    save_word="Сохранить и начать",
    cancel_word="Отмена",
    can_save=True,
)
NOTICE = NoticeView(
    tone=Tone.RED,
    word="Журнал не открывается",
    what="На диске нет места: продажи сейчас не записать",
    money="С карт ничего не списано. Записанное раньше цело",
    do="Освободите место на диске и запустите кассу снова. Если не помогло, позовите того, кто её ставил.",
    actions=(ActionView(Intent.BACK, "Закрыть", "Esc", recommended=True),),
)
HELP = NoticeView(
    tone=Tone.GREY,
    word="Помощь",
    what="Сканируйте товары, нажмите F8 и отсканируйте QR CLICK Pass. Товар отдавайте после зелёного",
    money="Зелёный: оплачено. Красный: ничего не списано. Жёлтый: пока никто не знает, не списывайте снова",
    do="3* и скан: три штуки. F3 количество, Del убирает строку, F2 ищет товар, F7 печатает снова",
    code="Подтверждение: включено, видели 24.11.2026 14:32",
    actions=(ActionView(Intent.BACK, "Закрыть", "Esc", recommended=True),),
)
