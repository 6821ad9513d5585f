"""The door to sheet files: each kind is read, and whatever is wrong with a file becomes a sentence."""

from __future__ import annotations

import io
import struct
import subprocess
import sys
import zipfile
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path

import pytest

from app.documents import sheet as limits
from app.documents.sheet import Sheet
from app.documents.sheet_reader import read_sheets, sheet_names
from app.domain.errors import (
    SheetBrokenError,
    SheetForeignError,
    SheetLockedError,
    SheetMissingError,
    SheetNameError,
    SheetTooLargeError,
)
from tests.helpers.ole_maker import make_ole
from tests.helpers.sheets import HEADINGS, person, save, save_csv, save_ods, save_xls, save_xlsx

ROWS = [HEADINGS, person(1), person(2)]
KINDS = [".xlsx", ".xls", ".ods"]


def only(path: Path) -> Sheet:
    """The one sheet of a file."""
    (sheet,) = read_sheets(path)
    return sheet


def repacked(source: Path, target: Path, **changes: bytes) -> Path:
    """A packed file with some of its parts changed; names with / are given with __."""
    named = {name.replace("__", "/"): content for name, content in changes.items()}
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            new.writestr(info.filename, named.pop(info.filename, old.read(info.filename)))
        for name, content in named.items():
            new.writestr(name, content)
    return target


def sheet_xml(rows: str) -> bytes:
    """The XML of a sheet around its rows."""
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<worksheet xmlns="{space}"><sheetData>{rows}</sheetData></worksheet>'.encode()


def with_sheet(tmp_path: Path, rows: str) -> Path:
    """A workbook whose only sheet has these rows, as XML."""
    source = save_xlsx(tmp_path / "source.xlsx", [["a"]])
    parts = {"xl/worksheets/sheet1.xml": sheet_xml(rows)}
    return repacked(source, tmp_path / "made.xlsx", **parts)


@pytest.mark.parametrize("kind", KINDS)
def test_cells_keep_their_types_and_places(tmp_path: Path, kind: str) -> None:
    rows = [["", "", ""], ["", "名称", "数"], ["", "𫖯䶮", 0.5], ["", date(2024, 8, 9), 1e9]]

    sheet = only(save(tmp_path / f"a{kind}", rows))

    cells = {
        (sheet.number(at), sheet.first_column + column): cell
        for at, row in enumerate(sheet.rows)
        for column, cell in enumerate(row)
        if cell != ""
    }
    day = cells.pop((4, 1))
    assert cells == {(2, 1): "名称", (2, 2): "数", (3, 1): "𫖯䶮", (3, 2): 0.5, (4, 2): 1e9}
    assert day in (date(2024, 8, 9), datetime(2024, 8, 9))
    assert sheet.name == "名单"


def test_numbers_of_an_old_workbook_in_all_their_packings(tmp_path: Path) -> None:
    import xlwt

    numbers = [0, 1, -1, 0.01, 123.45, -0.07, 1 << 28, 536870911, -536870912, 1e100, 3.14159265358979, 50000.5]
    book = xlwt.Workbook()
    sheet = book.add_sheet("数")
    for at, number in enumerate(numbers):
        sheet.write(at, 0, number)
    sheet.write(0, 1, True)
    sheet.write(1, 1, xlwt.Formula("A2*2"))
    for column in range(3):
        sheet.write(50, column, column + 0.5)
    book.save(str(tmp_path / "a.xls"))

    rows = only(tmp_path / "a.xls").rows

    assert [row[0] for row in rows[: len(numbers)]] == pytest.approx(numbers, rel=0, abs=0)
    assert rows[0][1] is True
    assert rows[50] == [0.5, 1.5, 2.5]


def test_long_texts_of_an_old_workbook_go_over_the_border_of_records(tmp_path: Path) -> None:
    texts = [f"{number}号" + ("户" if number % 2 else "h") * (number % 977) for number in range(200)]

    rows = only(save_xls(tmp_path / "a.xls", [[text] for text in texts])).rows

    assert [row[0] for row in rows] == texts


def test_a_macro_is_never_a_reason_to_run_anything(tmp_path: Path) -> None:
    source = save_xlsx(tmp_path / "a.xlsx", ROWS)
    with zipfile.ZipFile(source) as archive:
        types = archive.read("[Content_Types].xml")
    parts = {
        "[Content_Types].xml": types.replace(b"spreadsheetml.sheet.main+xml", b"ms-excel.sheet.macroEnabled.main+xml"),
        "xl/vbaProject.bin": make_ole({"VBA": b"Sub Auto_Open()"}),
    }

    assert only(repacked(source, tmp_path / "a.xlsm", **parts)).rows[0][6] == "姓名"


def test_a_formula_is_the_value_saved_with_it(tmp_path: Path) -> None:
    cells = '<c r="A1"><f>1+1</f><v>2</v></c><c r="B1"><f>WEBSERVICE("http://x")</f></c><c r="C1"><v>3</v></c>'

    assert only(with_sheet(tmp_path, f'<row r="1">{cells}</row>')).rows == [[2.0, "", 3.0]]


def test_names_of_sheets_for_choosing(tmp_path: Path) -> None:
    for kind in (*KINDS, ".csv"):
        path = save(tmp_path / f"名单{kind}", ROWS)

        assert sheet_names(path) == ["名单"]
        assert [sheet.name for sheet in read_sheets(path, "名单")] == ["名单"]
        with pytest.raises(SheetNameError, match="没有叫“九月”的表页，有的是：名单"):
            list(read_sheets(path, "九月"))


def test_a_file_that_is_not_there_or_is_a_folder(tmp_path: Path) -> None:
    for path in (tmp_path / "没有.xlsx", tmp_path, tmp_path / "a\0b.xlsx"):
        with pytest.raises(SheetMissingError) as caught:
            list(read_sheets(path))
        assert caught.value.exit_status == 4


FOREIGN = {
    "PDF": b"%PDF-1.7\n...",
    "图片": b"\x89PNG\r\n\x1a\n....",
    "网页": b"\r\n<html xmlns:x='urn'><table><tr><td>1</td></tr></table></html>",
    "网页或 XML": b"<?xml version='1.0'?><Workbook/>",
    "压缩包": b"Rar!\x1a\x07\x00",
    "很旧的 Excel": b"\x09\x04\x06\x00\x00\x00\x10\x00",
    "别的文件": bytes(range(1, 256)) * 40,
    "程序": b"MZ\x90\x00",
}


@pytest.mark.parametrize("kind", FOREIGN)
def test_foreign_files_are_called_by_their_name(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "名单.xlsx"
    path.write_bytes(FOREIGN[kind])

    with pytest.raises(SheetForeignError, match=kind):
        list(read_sheets(path))


def test_word_and_zip_files_are_foreign(tmp_path: Path) -> None:
    for inside, kind in (("word/document.xml", "Word"), ("readme.txt", "压缩包"), ("xl/workbook.bin", "xlsb")):
        path = tmp_path / "名单.xlsx"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("[Content_Types].xml" if kind != "压缩包" else "a.txt", b"<Types/>")
            archive.writestr(inside, b"x")
        with pytest.raises(SheetForeignError, match=kind):
            list(read_sheets(path))
    path = tmp_path / "信.doc"
    path.write_bytes(make_ole({"WordDocument": b"x"}))
    with pytest.raises(SheetForeignError, match="Word"):
        list(read_sheets(path))


def test_password_protected_files_are_said_to_be_so(tmp_path: Path) -> None:
    modern = tmp_path / "a.xlsx"
    modern.write_bytes(make_ole({"EncryptionInfo": b"\x04\x00\x04\x00", "EncryptedPackage": bytes(5000)}))
    old = tmp_path / "a.xls"
    beginning = struct.pack("<HHHH12x", 0x0809, 16, 0x0600, 5) + struct.pack("<HHHHHH", 0x2F, 6, 1, 1, 1, 1)
    old.write_bytes(make_ole({"Workbook": beginning}))
    manifest = b'<m:manifest xmlns:m="x"><m:file-entry><m:encryption-data/></m:file-entry></m:manifest>'
    parts = {"META-INF/manifest.xml": manifest, "content.xml": b"\x8f\x01"}
    opened = repacked(save_ods(tmp_path / "source.ods", ROWS), tmp_path / "a.ods", **parts)

    for path in (modern, old, opened):
        with pytest.raises(SheetLockedError, match="设了打开密码"):
            list(read_sheets(path))


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_cut_off_anywhere_is_a_sentence(tmp_path: Path, kind: str) -> None:
    whole = save(tmp_path / f"whole{kind}", ROWS).read_bytes()
    path = tmp_path / f"cut{kind}"
    step = max(1, len(whole) // 150)

    for length in range(0, len(whole) - 1, step):
        path.write_bytes(whole[:length])
        with suppress(SheetBrokenError, SheetForeignError, SheetTooLargeError):
            list(read_sheets(path))


def test_half_a_file_is_broken(tmp_path: Path) -> None:
    for kind in KINDS:
        whole = save(tmp_path / f"a{kind}", ROWS).read_bytes()
        for length in (0, 4, 100, len(whole) // 2):
            (tmp_path / f"a{kind}").write_bytes(whole[:length])
            with pytest.raises((SheetBrokenError, SheetForeignError)):
                list(read_sheets(tmp_path / f"a{kind}"))


def test_a_chain_of_sectors_in_a_circle_ends(tmp_path: Path) -> None:
    whole = bytearray(save_xls(tmp_path / "a.xls", ROWS).read_bytes())
    (fat,) = struct.unpack_from("<I", whole, 76)
    struct.pack_into("<I", whole, (fat + 1) * 512 + 4, 0)  # the second sector leads back to the first
    (tmp_path / "a.xls").write_bytes(whole)

    with pytest.raises(SheetBrokenError):
        list(read_sheets(tmp_path / "a.xls"))


@pytest.mark.parametrize(
    "cells",
    [
        '<c r="XFD1"><v>1</v></c>',
        '<c r="A1"><v>1</v></c><c t="str" r="IW1"><v>1</v></c>',
        '<c r="A1048576"><v>1</v></c>',
        "<c r='A100000'><v>1</v></c>",
        '<c r = "xfd99999"><v>1</v></c>',
        '<c r="CA20000"><v>1</v></c>',
        '<c\nr="XFD1"\n><v>1</v></c>',
    ],
)
def test_a_cell_too_far_out_is_refused_before_a_rectangle_is_made(tmp_path: Path, cells: str) -> None:
    path = with_sheet(tmp_path, f'<row r="1"><c r="A1"><v>1</v></c></row><row>{cells}</row>')

    with pytest.raises(SheetTooLargeError):
        list(read_sheets(path))


def test_cells_without_a_place_are_counted(tmp_path: Path) -> None:
    wide = "<row>" + "<c><v>1</v></c>" * 20_000 + '</row><row r="50000"><c><v>1</v></c></row>'
    far = '<row><c><v>1</v></c></row><row r="1000000"><c><v>1</v></c></row>'
    fine = "<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>"

    for rows in (wide, far):
        with pytest.raises(SheetTooLargeError):
            list(read_sheets(with_sheet(tmp_path, rows)))
    assert only(with_sheet(tmp_path, fine)).rows == [[1.0, 2.0], [3.0, ""]]


def test_empty_cells_far_out_do_not_count(tmp_path: Path) -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c><c r="XFD1" s="0"/></row><row r="1048576"><c r="B1048576" s="0"/></row>'

    assert only(with_sheet(tmp_path, rows)).rows[0][0] == 1.0


def test_one_long_text_in_many_cells_is_refused(tmp_path: Path) -> None:
    source = with_sheet(tmp_path, "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 3000)))
    long = b"<sst><si><t>" + b"h" * 300_000 + b"</t></si></sst>"
    longer = b"<sst><si><t>" + b"h" * 500_000 + b"</t></si></sst>"

    for text in (long, longer):
        parts = {"xl/sharedStrings.xml": text}
        with pytest.raises(SheetTooLargeError, match="文字"):
            list(read_sheets(repacked(source, tmp_path / "bomb.xlsx", **parts)))


def test_one_long_text_in_one_cell_is_read(tmp_path: Path) -> None:
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>{int(n > 1)}</v></c></row>' for n in range(1, 3000))
    texts = f"<sst><si><t>{'h' * 300_000}</t></si><si><t>短</t></si></sst>".encode()
    parts = {"xl/sharedStrings.xml": texts}
    source = repacked(with_sheet(tmp_path, rows), tmp_path / "long.xlsx", **parts)
    with zipfile.ZipFile(source) as archive:
        workbook = archive.read("xl/_rels/workbook.xml.rels")
    kind = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    relation = b'<Relationship Id="s" Target="sharedStrings.xml" Type="' + kind + b'"/>'
    parts = {"xl/_rels/workbook.xml.rels": workbook.replace(b"</Relationships>", relation + b"</Relationships>")}

    sheet = only(repacked(source, tmp_path / "linked.xlsx", **parts))

    assert (len(str(sheet.rows[0][0])), sheet.rows[1], len(sheet.rows)) == (300_000, ["短"], 2999)


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path) -> None:
    path = save_xlsx(tmp_path / "a.xlsx", ROWS)
    huge = limits.MOST_UNPACKED + 1
    with (
        zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("xl/bomb.xml", "w") as file,
    ):
        for _ in range(huge // (1 << 24) + 1):
            file.write(bytes(1 << 24))

    with pytest.raises(SheetTooLargeError, match="解开后的大小"):
        list(read_sheets(path))


def test_a_part_that_lies_about_its_size_is_broken(tmp_path: Path) -> None:
    path = with_sheet(tmp_path, '<row r="1"><c r="A1"><v>1</v></c></row>' * 2000)
    data = bytearray(path.read_bytes())
    at = data.rfind(b"xl/worksheets/sheet1.xml") - 46
    assert data[at : at + 4] == b"PK\x01\x02"
    struct.pack_into("<I", data, at + 24, 10)
    path.write_bytes(data)

    with pytest.raises(SheetBrokenError):
        list(read_sheets(path))


def test_thousands_of_parts_are_too_many(tmp_path: Path) -> None:
    path = save_xlsx(tmp_path / "a.xlsx", ROWS)
    with zipfile.ZipFile(path, "a") as archive:
        for number in range(limits.MOST_PARTS):
            archive.writestr(f"xl/p{number}", b"")

    with pytest.raises(SheetTooLargeError, match="内部文件数"):
        list(read_sheets(path))


def ods_with(tmp_path: Path, table: str, before: str = "") -> Path:
    """An .ods whose content is this table."""
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    content = f"{before}<office:document-content {spaces}>{table}</office:document-content>".encode()
    return repacked(save_ods(tmp_path / "source.ods", ROWS), tmp_path / "made.ods", **{"content.xml": content})


CELL = '<table:table-cell office:value-type="float" office:value="1"/>'


@pytest.mark.parametrize(
    "rows",
    [
        f'<table:table-row table:number-rows-repeated="4000000000">{CELL}</table:table-row>',
        f'<table:table-row><table:table-cell table:number-columns-repeated="16384"/>{CELL}</table:table-row>',
        f'<table:table-row table:number-rows-repeated="1048575"/><table:table-row>{CELL}</table:table-row>',
        '<table:table-row table:number-rows-repeated="90000">'
        + CELL.replace("/>", ' table:number-columns-repeated="200"/>')
        + "</table:table-row>",
    ],
)
def test_repeated_cells_of_an_ods_are_bounded(tmp_path: Path, rows: str) -> None:
    with pytest.raises(SheetTooLargeError):
        list(read_sheets(ods_with(tmp_path, f'<table:table table:name="a">{rows}</table:table>')))


def test_what_libreoffice_writes_behind_the_last_cell_costs_nothing(tmp_path: Path) -> None:
    row = f'<table:table-row>{CELL}<table:table-cell table:number-columns-repeated="16383"/></table:table-row>'
    rest = '<table:table-row table:number-rows-repeated="1048574"><table:table-cell/></table:table-row>'

    sheet = only(ods_with(tmp_path, f'<table:table table:name="a">{row}{row}{rest}</table:table>'))

    assert sheet.rows == [[1.0], [1.0]]


def test_comments_of_an_ods_are_passed_over_and_paragraphs_joined(tmp_path: Path) -> None:
    note = "<office:annotation><text:p>批注</text:p></office:annotation>"
    texts = "<text:p>云岭镇<text:s text:c='2'/></text:p><text:p>柳<text:span>树</text:span>沟</text:p>"
    cell = f'<table:table-cell office:value-type="string">{note}{texts}</table:table-cell>'

    sheet = only(
        ods_with(tmp_path, f'<table:table table:name="a"><table:table-row>{cell}</table:table-row></table:table>')
    )

    assert sheet.rows == [["云岭镇  \n柳树沟"]]


def test_an_xml_bomb_is_broken(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'

    with pytest.raises(SheetBrokenError):
        list(read_sheets(ods_with(tmp_path, '<table:table table:name="a"/>', before=bomb)))


def test_an_encoding_that_nobody_knows_is_broken(tmp_path: Path) -> None:
    with pytest.raises(SheetBrokenError):
        list(
            read_sheets(
                ods_with(tmp_path, '<table:table table:name="a"/>', before='<?xml version="1.0" encoding="U-8"?>')
            )
        )


def test_a_file_over_the_size_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with path.open("wb") as file:
        file.truncate(limits.MOST_BYTES + 1)

    with pytest.raises(SheetTooLargeError, match="64 MB"):
        list(read_sheets(path))


def test_text_files_have_their_limits_too(tmp_path: Path) -> None:
    many = save_csv(tmp_path / "many.csv", [["1"]] * (limits.MOST_ROWS + 1))
    wide = save_csv(tmp_path / "wide.csv", [["1"] * (limits.MOST_COLUMNS + 1)])
    swollen = tmp_path / "swollen.csv"
    swollen.write_bytes(b'a,b\n"' + b"x" * 200_000)

    for path, error in ((many, SheetTooLargeError), (wide, SheetTooLargeError), (swollen, SheetBrokenError)):
        with pytest.raises(error):
            list(read_sheets(path))


def test_empty_files_are_broken(tmp_path: Path) -> None:
    for content in (b"", b"\r\n \r\n", bytes(4096)):
        (tmp_path / "a.csv").write_bytes(content)
        with pytest.raises(SheetBrokenError):
            list(read_sheets(tmp_path / "a.csv"))


def test_an_xls_that_is_text_inside_is_read(tmp_path: Path) -> None:
    path = save_csv(tmp_path / "导出.csv", ROWS, delimiter="\t").rename(tmp_path / "导出.xls")

    assert only(path).rows[1][6] == "何艳兴"


def test_importing_the_readers_loads_no_heavy_library() -> None:
    code = (
        "import sys, app.documents.roster, app.documents.bank_list, app.documents.ledgers;"
        "print([name for name in ('openpyxl', 'python_calamine', 'PySide6', 'sqlalchemy') if name in sys.modules])"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


def test_a_stream_of_records_that_ends_in_a_record(tmp_path: Path) -> None:
    beginning = struct.pack("<HHHH12x", 0x0809, 16, 0x0600, 5)
    sheet = struct.pack("<HHIBBBB", 0x85, 10, 200, 0, 0, 2, 0) + b"ab"
    stream = io.BytesIO(beginning + sheet + struct.pack("<HH", 0x0A, 0))
    stream.seek(200)
    stream.write(beginning + struct.pack("<HHHHHI", 0xFD, 10, 0, 0, 0, 77))  # text 77 of none

    (tmp_path / "a.xls").write_bytes(make_ole({"Workbook": stream.getvalue()}))

    assert sheet_names(tmp_path / "a.xls") == ["ab"]
    with pytest.raises(SheetBrokenError):
        list(read_sheets(tmp_path / "a.xls"))
