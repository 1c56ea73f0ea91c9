"""`pos catalogue`: a table is taken in whole or not at all, and is found in every script."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands.kit import Pos

HEAD = "name,name_uz,barcode,spic,package_code,units,price,vat_percent,marked,stock\n"
BREAD = "Хлеб «Бухоро»,«Buxoro» noni,4780012349002,00401001001000001,1514296,796,4200,12,no,5\n"
SALT = "Соль,Tuz,4780012349019,,,796,3000,12,no,\n"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    file = tmp_path / "goods.csv"
    file.write_text(HEAD + BREAD + SALT, "utf-8")
    return file


@pytest.fixture
def shop(pos: Pos) -> Pos:
    """A live shop: without the goods of training."""
    pos.environ |= {"POS_CLICK__BASE_URL": "https://click.invalid/v2/merchant/"}
    return pos


def test_a_table_is_taken_in_and_told_in_the_last_line(shop: Pos, table: Path) -> None:
    ran = shop("catalogue", "import", str(table), "--json")
    told = {"rows": 2, "added": 2, "changed": 0, "refused": 0, "green": 1, "yellow": 0, "red": 1}
    assert (ran.code, ran.json) == (0, told)
    again = shop("catalogue", "import", str(table), "--json")
    assert again.json == {**told, "added": 0}
    assert shop("stock", "4780012349002", "--json").json["counted"] == "5"
    table.write_text(HEAD + BREAD.replace("4200", "4300") + SALT, "utf-8")
    assert shop("catalogue", "import", str(table), "--json").json == {**told, "added": 0, "changed": 1}


def test_a_dry_run_only_says_what_it_would_do(shop: Pos, table: Path) -> None:
    ran = shop("catalogue", "import", str(table), "--dry-run", "--json")
    assert (ran.code, ran.json["added"]) == (0, 2)
    assert shop("catalogue", "search", "хлеб", "--json").json == []


def test_a_bad_row_is_named_and_nothing_is_half_taken_in(shop: Pos, table: Path) -> None:
    table.write_text(HEAD + BREAD + SALT.replace("3000", "three"), "utf-8")
    ran = shop("catalogue", "import", str(table), "--json")
    assert (ran.code, ran.json["refused"], ran.json["added"]) == (2, 1, 0)
    assert "3" in ran.err
    assert "three" in ran.err
    assert shop("catalogue", "search", "хлеб", "--json").json == []


def test_an_unknown_header_is_named_and_refused(shop: Pos, table: Path) -> None:
    table.write_text("name,price,weight\nХлеб,4200,1\n", "utf-8")
    ran = shop("catalogue", "import", str(table))
    assert ran.code == 2
    assert "weight" in ran.err


def test_a_barcode_of_another_good_changes_nothing(shop: Pos, table: Path) -> None:
    table.write_text("name,price,barcode,more_barcodes\nХлеб,4200,1,2 3\n", "utf-8")
    assert shop("catalogue", "import", str(table)).code == 0
    table.write_text("name,price,barcode\nСоль,3000,3\n", "utf-8")
    ran = shop("catalogue", "import", str(table), "--json")
    assert (ran.code, ran.json["refused"]) == (2, 1)
    [bread] = shop("catalogue", "search", "3", "--json").json
    assert bread["name"] == "Хлеб"


@pytest.mark.parametrize("text", ["хлеб", "non", "НОН", "buxoro", "бухоро хл", "4780012349002", "oni bux"])
def test_a_good_is_found_in_every_script(shop: Pos, table: Path, text: str) -> None:
    shop("catalogue", "import", str(table))
    ran = shop("catalogue", "search", text, "--json")
    assert ran.json == [
        {
            "name": "Хлеб «Бухоро»",
            "barcode": "4780012349002",
            "price_tiyin": 420_000,
            "ready": "green",
            "why": [],
        }
    ]


def test_what_is_not_ready_says_why(shop: Pos, table: Path) -> None:
    shop("catalogue", "import", str(table))
    [salt] = shop("catalogue", "search", "tuz", "--json").json
    assert (salt["ready"], salt["why"]) == ("red", ["spic", "package_code"])


def test_what_was_exported_is_taken_in_again_without_a_change(shop: Pos, table: Path, tmp_path: Path) -> None:
    shop("catalogue", "import", str(table))
    out = tmp_path / "out.csv"
    assert shop("catalogue", "export", str(out)).code == 0
    ran = shop("catalogue", "import", str(out), "--json")
    assert (ran.code, ran.json["rows"], ran.json["added"], ran.json["changed"]) == (0, 2, 0, 0)


def test_a_file_that_is_not_there_is_said(shop: Pos, tmp_path: Path) -> None:
    ran = shop("catalogue", "import", str(tmp_path / "absent.csv"))
    assert (ran.code, "absent.csv" in ran.err) == (2, True)


CLASSIFIER = (
    "Классификатор;;;\nМХИК;Наименование;Штрих-код;Код упаковки\n"
    "00401001001000001;Хлеб пшеничный;4780012349002;1514296\n"
    "02501001001000002;Соль пищевая;4780012349019;1514300\n"
)


def test_a_red_good_gets_its_code_from_the_classifier(shop: Pos, table: Path, tmp_path: Path) -> None:
    shop("catalogue", "import", str(table))
    codes = tmp_path / "tasnif.csv"
    codes.write_text(CLASSIFIER, "utf-8")
    assert shop("catalogue", "classifier", str(codes), "--json").json == {"codes": 2}
    [suggested] = shop("catalogue", "suggest", "4780012349019", "--json").json
    assert (suggested["spic"], suggested["package_code"]) == ("02501001001000002", "1514300")
    assert shop("catalogue", "accept", "--all-by-barcode", "--json").json == {"changed": 1}
    [salt] = shop("catalogue", "search", "соль", "--json").json
    assert (salt["ready"], salt["why"]) == ("green", [])
    assert shop("catalogue", "accept", "--all-by-barcode", "--json").json == {"changed": 0}


def test_a_code_is_given_by_hand_and_another_one_is_refused(shop: Pos, table: Path, tmp_path: Path) -> None:
    shop("catalogue", "import", str(table))
    codes = tmp_path / "tasnif.csv"
    codes.write_text(CLASSIFIER, "utf-8")
    shop("catalogue", "classifier", str(codes))
    give = ("catalogue", "accept", "4780012349019", "--json", "--spic")
    assert shop(*give, "99999999999999999").code == 2
    assert shop("catalogue", "accept", "1", "--spic", "02501001001000002").code == 2
    assert shop(*give, "02501001001000002", "--package", "777").json == {"changed": 1}
    assert shop("catalogue", "search", "соль", "--json").json[0]["ready"] == "green"


def test_the_vat_rates_are_data_and_goods_with_another_one_become_not_ready(shop: Pos, table: Path) -> None:
    shop("catalogue", "import", str(table), "--json")
    assert shop("catalogue", "vat", "--json").json == {
        "vat_rates": [0, 12], "green": 1, "yellow": 0, "red": 1,
    }  # fmt: skip
    ran = shop("catalogue", "vat", "--set", "15, 0", "--json")
    assert (ran.code, ran.json) == (0, {"vat_rates": [0, 15], "green": 0, "yellow": 0, "red": 2})
    assert shop("catalogue", "search", "хлеб", "--json").json[0]["why"] == ["vat_percent"]
    assert "0 %, 15 %" in shop("catalogue", "vat").out
    assert shop("catalogue", "vat", "--set", "0,12,15", "--json").json["green"] == 1


@pytest.mark.parametrize("rates", ["", "12.5", "0,12,12", "101", "twelve", "-1"])
def test_a_rate_that_is_none_is_refused_in_words_and_changes_nothing(shop: Pos, rates: str) -> None:
    ran = shop("catalogue", "vat", f"--set={rates}")
    assert ran.code == 2
    assert "VAT" in ran.err or "НДС" in ran.err or "QQS" in ran.err
    assert shop("catalogue", "vat", "--json").json["vat_rates"] == [0, 12]


def test_the_scheme_of_the_scales_is_shown_set_and_refused_by_its_part(shop: Pos) -> None:
    assert shop("catalogue", "scales").out.strip() == "20-29:plu5:weight5"
    text = "20-27:plu5:weight5, 28:plu6:price4"
    assert shop("catalogue", "scales", "--set", text, "--json").json == {"scales": text}
    ran = shop("catalogue", "scales", "--set", "28:plu5:weight6")
    assert (ran.code, "28:plu5:weight6" in ran.err) == (2, True)
    assert shop("catalogue", "scales").out.strip() == text
