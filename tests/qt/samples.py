"""Views with the contents of the design pictures, and the same in the longest words that there are."""

from __future__ import annotations

from dataclasses import replace

from pos.screens.views import (
    ActionView,
    CellView,
    ChipView,
    EvidenceView,
    InputView,
    Intent,
    KeyView,
    LineView,
    PanelView,
    QuickKeyView,
    RingView,
    SaleView,
    StepView,
    TenderView,
    Tone,
    TotalView,
)

N = "\u00a0"


def line(number: int, name: str, code: str, quantity: str, price: str, total: str) -> LineView:
    return LineView(number, name, code, quantity, price, total)


LINES: tuple[LineView, ...] = (
    line(1, "Молоко «Мусаффо» 3,2 %, 1 л", "4780012340018", "2 шт", f"16{N}500", f"33{N}000"),
    line(2, "Лепёшка «Патыр» тандырная", "2000010", "3 шт", f"6{N}000", f"18{N}000"),
    LineView(
        3,
        "Масло подсолнечное «Олейна», 1 л",
        "Отменено кассиром · 14:29",
        "1 шт",
        f"24{N}900",
        f"24{N}900",
        "voided",
    ),
    line(4, "Рис «Лазер», Хорезм, весовой", "2100385013853", "1,385 кг", f"26{N}000", f"36{N}010"),
    line(
        5,
        "Чай чёрный «Ахмад» Английский завтрак, 100 пакетиков",
        f"0054881005937  Скидка 10 % · −5{N}890",
        "1 шт",
        f"58{N}900",
        f"53{N}010",
    ),
    line(6, "Говядина, мякоть охлаждённая", "2100112021404", "2,140 кг", f"115{N}000", f"246{N}100"),
    line(7, "Сахар-песок фасованный, 1 кг", "4780019870013", "2 шт", f"14{N}500", f"29{N}000"),
)
BAG = LineView(8, "Пакет-майка, большой", "2000001", "1 шт", "500", "500", "newest")
RED_LINE = LineView(
    8, "Товар 4607012930148 не найден", "Такого штрихкода нет в каталоге", "", "", "", "unknown"
)

QUICK: tuple[QuickKeyView, ...] = (
    QuickKeyView("2000001", "Пакет-майка", "500"),
    QuickKeyView("2000010", "Лепёшка «Патыр»", f"6{N}000"),
    QuickKeyView("2000011", "Хлеб формовой", f"4{N}200"),
    QuickKeyView("2000012", "Вода 0,5 л", f"3{N}500"),
    QuickKeyView("2000013", "Яйцо С1, 10 шт", f"17{N}000"),
    QuickKeyView("2000014", "Картофель", "вес"),
    QuickKeyView("2000015", "Лук репчатый", "вес"),
    QuickKeyView("2000016", "Морковь", "вес"),
    QuickKeyView("2000017", "Помидоры", "вес"),
    QuickKeyView("2000018", "Зелень, пучок", f"2{N}500"),
    QuickKeyView("2000019", "Стакан чая", f"3{N}000"),
    QuickKeyView("", "Все группы", "F2"),
)
MORE_QUICK: tuple[QuickKeyView, ...] = (
    *QUICK[:-1],
    QuickKeyView("2000020", "Мука в/с, 2 кг", f"19{N}000"),
    QuickKeyView("2000021", "Масло хлопковое, 1 л", f"21{N}500"),
    QuickKeyView("2000022", "Соль, 1 кг", f"3{N}000"),
    QuickKeyView("2000023", "Спички", "500"),
    QuickKeyView("2000024", "Салфетки", f"7{N}500"),
    QuickKeyView("2000025", "Батарейки АА, 2 шт", f"14{N}000"),
    QuickKeyView("2000026", "Зажигалка", f"4{N}000"),
    QuickKeyView("2000027", "Мыло", f"6{N}500"),
    QUICK[-1],
)

CHIPS: tuple[ChipView, ...] = (
    ChipView("cash", "Наличные"),
    ChipView("click", "CLICK Pass"),
    ChipView("ofd", "ОФД", "3 в очереди · до 26.11", "queue"),
    ChipView("printer", "Принтер"),
)
CHECKING: tuple[ChipView, ...] = (
    CHIPS[0],
    ChipView("click", "CLICK", "проверяем 1 платёж", "checking", "A3-119"),
    *CHIPS[2:],
)

KEY_WORDS: tuple[tuple[str, Intent], ...] = (
    ("Помощь", Intent.HELP),
    ("Поиск", Intent.SEARCH),
    ("Количество", Intent.QUANTITY),
    ("Скидка", Intent.DISCOUNT),
    ("Отложить", Intent.HOLD),
    ("Отложенные", Intent.RECALL),
    ("Возврат", Intent.HISTORY),
    ("CLICK Pass", Intent.CLICK_PASS),
    ("Наличные", Intent.CASH),
    ("Смешанная", Intent.MIXED),
    ("Весь экран", Intent.FULL_SCREEN),
    ("Закрыть", Intent.LOCK),
)


def keys(*enabled: int, recommended: int = 0) -> tuple[KeyView, ...]:
    return tuple(
        KeyView(f"F{n}", word, intent, n in enabled, n == recommended)
        for n, (word, intent) in enumerate(KEY_WORDS, start=1)
    )


ALL_KEYS = keys(*range(1, 13), recommended=8)
PAYING_KEYS = keys(1, 11)


def tenders(*, enabled: bool) -> tuple[TenderView, ...]:
    return (
        TenderView(Intent.CLICK_PASS, "CLICK Pass", "F8", enabled),
        TenderView(Intent.CASH, "Наличные", "F9", enabled),
        TenderView(Intent.CARD, "Карта", "Ctrl ↵", enabled),
        TenderView(Intent.MIXED, "Смешанная", "F10", enabled),
    )


SALE = SaleView(
    register="Касса 2 · Смена 47",
    cashier="Азиза К.",
    clock="14:32",
    language="ru",
    training_word="",
    training_detail="",
    input=InputView("Сканируйте товар или введите штрихкод, название"),
    columns=("№", "Товар", "Кол-во", "Цена", "Сумма"),
    lines=(*LINES, BAG),
    empty_word="Чек пуст",
    empty_detail="Сканируйте товар или найдите его по названию (F2)",
    footer_left=("7 позиций", "Отменена 1", f"Скидка −5{N}890"),
    footer_right=f"НДС 12 % внутри 44{N}530,70",
    total=TotalView("К оплате", f"415{N}620", "сум"),
    quick_keys=QUICK,
    blocked="",
    tenders=tenders(enabled=True),
    chips=CHIPS,
    keys=ALL_KEYS,
    remove_word="Убрать",
    find_word="Найти вручную",
    teach_word="Записать",
)
EMPTY = replace(
    SALE,
    lines=(),
    footer_left=(),
    footer_right="",
    total=TotalView("К оплате", "0", "сум"),
    tenders=tenders(enabled=False),
    keys=keys(1, 2, 5, 6, 7, 11, 12),
)
BLOCKED = replace(
    SALE,
    lines=(*LINES, RED_LINE),
    footer_left=("6 позиций", "Отменена 1", f"Скидка −5{N}890"),
    footer_right=f"НДС 12 % внутри 44{N}477,13",
    total=TotalView("К оплате, без строки 8", f"415{N}120", "сум"),
    blocked="Оплата закрыта: уберите строку 8 или найдите товар",
    tenders=tenders(enabled=False),
    keys=keys(1, 2, 3, 4, 5, 6, 7, 11, 12),
)
LOCKED_LINES = tuple(
    shown if shown.look == "voided" else replace(shown, look="locked") for shown in (*LINES, BAG)
)


def cells(paid: str, left: str, change: str, *, in_doubt: bool = False) -> tuple[CellView, ...]:
    return (
        CellView("Оплачено", paid, in_doubt),
        CellView("Осталось", left, in_doubt),
        CellView("Сдача", change),
    )


def paying(panel: PanelView, *, word: str = "К оплате", shown: tuple[CellView, ...] = ()) -> SaleView:
    return replace(
        SALE,
        input=InputView("Чек закрыт на время оплаты — строки не меняются", "locked"),
        lines=LOCKED_LINES,
        total=TotalView(word, f"415{N}620", "сум", shown or cells("0", f"415{N}620", "0")),
        keys=PAYING_KEYS,
        panel=panel,
    )


WAITING = replace(
    paying(
        PanelView(
            tone=Tone.GREY,
            word="Ждём QR CLICK Pass",
            headline="Отсканируйте QR CLICK Pass покупателя",
            shows_camera=True,
            advice="Покупатель открывает CLICK → «CLICK Pass» и показывает код.",
            actions=(ActionView(Intent.BACK, "Вернуться к чеку", "Esc"),),
        )
    ),
    input=InputView("Отсканируйте QR CLICK Pass покупателя", "qr"),
)
PROCESSING = paying(
    PanelView(
        tone=Tone.BLUE,
        word="Платёж обрабатывается",
        side="CLICK Pass",
        headline="Подождите ответа CLICK",
        money="Товар отдайте после зелёного экрана. Код второй раз не сканируйте.",
        ring=RingView(24.0, 30.0, "с"),
        steps=(
            StepView("QR прочитан", "14:32:06"),
            StepView("Запрос отправлен в CLICK", "14:32:06"),
            StepView("Ждём подтверждение", done=False),
        ),
        actions=(ActionView(Intent.BACK, "Прекратить ожидание · нужен PIN", "Esc"),),
    )
)
PAID = paying(
    PanelView(
        tone=Tone.GREEN,
        word="Оплачено",
        headline=f"415{N}620{N}сум",
        evidence=(
            EvidenceView("CLICK Pass", "платёж 2184559071 · 14:32:13"),
            EvidenceView("Чек ОФД", "№ 000147 · ссылка получена"),
            EvidenceView("Печать", "чек печатается"),
        ),
        advice="Новая продажа откроется сама",
        actions=(ActionView(Intent.NEXT_SALE, "сразу", "Пробел", recommended=True),),
    ),
    word="Итого по чеку",
    shown=cells(f"415{N}620", "0", "0"),
)
REFUSED = replace(
    paying(
        PanelView(
            tone=Tone.RED,
            word="Отказ банка",
            side="14:32:09",
            headline="Мало средств на карте",
            money="Деньги не списаны",
            advice="Попросите покупателя выбрать другую карту в CLICK и показать новый QR — или примите"
            " оплату иначе.",
            actions=(
                ActionView(Intent.NEW_CODE, "Новый QR CLICK Pass", "F8", recommended=True),
                ActionView(Intent.CASH, "Наличные", "F9"),
                ActionView(Intent.MIXED, "Смешанная", "F10"),
                ActionView(Intent.BACK, "Вернуться к чеку", "Esc"),
            ),
            code="Код −5017 · попытка A3-118",
        )
    ),
    keys=keys(1, 8, 9, 10, 11, recommended=8),
)
UNKNOWN = replace(
    paying(
        PanelView(
            tone=Tone.AMBER,
            word="Ответа нет. Проверяем",
            side="14:32:48",
            headline="Деньги могли списаться",
            money="Не проводите оплату повторно",
            evidence=(
                EvidenceView("Попытка", "A3-119"),
                EvidenceView("Запрос ушёл", "14:32:06"),
                EvidenceView("Ответ до 14:32:36", "не пришёл"),
                EvidenceView("Проверили сами", "6 раз"),
                EvidenceView("Проверим снова в", "14:33:05"),
                EvidenceView("Деньги сейчас", "неизвестно где"),
            ),
            advice_label="Скажите покупателю",
            advice="«Второй раз платить не нужно. Если платёж не пройдёт, CLICK вернёт деньги сам».",
            actions=(
                ActionView(Intent.HOLD, "Отложить чек", "F5", recommended=True),
                ActionView(Intent.CHECK_NOW, "Проверить сейчас", "F8"),
            ),
        ),
        shown=cells("неизвестно", "неизвестно", "—", in_doubt=True),
    ),
    chips=CHECKING,
    keys=keys(1, 5, 8, 11, recommended=5),
)
RETURNED = paying(
    PanelView(
        tone=Tone.VIOLET,
        word="Возвращено",
        side="14:41:02",
        headline=f"186{N}500{N}сум",
        money="CLICK вернул деньги покупателю",
        actions=(ActionView(Intent.NEXT_SALE, "Новая продажа", "Пробел", recommended=True),),
        code="попытка 7Q2M3K8A1B",
    )
)
TRAINING_WORD, TRAINING_DETAIL = "УЧЕБНЫЙ РЕЖИМ", "деньги не списываются, чеки не настоящие"


def in_training(view: SaleView) -> SaleView:
    return replace(view, training_word=TRAINING_WORD, training_detail=TRAINING_DETAIL)


LONG_PANELS = (
    PanelView(
        tone=Tone.AMBER,
        word="Жавоб йўқ. Текширилмоқда",
        side="14:32:48",
        headline="Пул ечилган бўлиши мумкин",
        money="Тўлов текширилмоқда. Товарни берманг, QR кодни қайта сканерламанг",
        evidence=tuple(
            EvidenceView(label, value)
            for label, value in (
                ("Уриниш", "7Q2M3K8A"),
                ("Сўров юборилди", "14:32:06"),
                ("Жавоб", "келди, якуний эмас"),
                ("Ўзи текширди", "марта: 12"),
                ("Кейинги текширув", "14:33:05"),
                ("Пул ҳозир", "қаердалиги номаълум"),
            )
        ),
        advice_label="Харидорга айтинг",
        advice="«Қайта тўлаш шарт эмас. Агар тўлов ўтмаса, CLICK пулни ўзи қайтаради»",
        actions=(
            ActionView(Intent.HOLD, "Чекни кейинга қолдириш", "F5", recommended=True),
            ActionView(Intent.CHECK_NOW, "Ҳозир текшириш", "F8"),
        ),
        code="Код −5017 · уриниш 7Q2M3K8A1B2C3D4E",
    ),
    PanelView(
        tone=Tone.RED,
        word="Банк тўловни рад этди",
        side="14:32:09",
        headline="Харидор картасида маблағ етарли эмас",
        money="Пул ечилмади",
        advice="Харидордан CLICK иловасида бошқа картани танлаб, янги QR кодни кўрсатишни сўранг ёки тўловни"
        " бошқача қабул қилинг.",
        actions=(
            ActionView(Intent.NEW_CODE, "Янги CLICK Pass QR коди", "F8", recommended=True),
            ActionView(Intent.CASH, "Нақд пул", "F9"),
            ActionView(Intent.MIXED, "Аралаш тўлов", "F10"),
            ActionView(Intent.BACK, "Чекка қайтиш", "Esc"),
        ),
        code="Код −5017 · уриниш 7Q2M3K8A1B2C3D4E",
    ),
)


def long_words(number: int) -> SaleView:
    return replace(UNKNOWN, panel=LONG_PANELS[number])


ALERT = replace(
    SALE,
    lines=tuple(replace(shown, selected=shown.number == 5) for shown in (*LINES, BAG)),
    input=InputView(
        "Сканируйте товар",
        alert="Это код Payme, а не товар. Попросите покупателя открыть CLICK → «CLICK Pass» и показать код",
    ),
    toast="Чек ОФД в очереди, продажа сохранена\nОтправим сами · крайний срок 26.11 13:40",
    chips=(*CHIPS[:1], ChipView("click", "CLICK", "нет сети", "down"), *CHIPS[2:]),
)
