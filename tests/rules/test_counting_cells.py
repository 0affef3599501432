"""Rows and cells are counted before they are read, wherever the file is cut into chunks."""

import io
import zipfile

import pytest

from delivery.kernel.sheets import markup
from delivery.kernel.sheets.container import Limits
from delivery.kernel.sheets.refusals import WorkbookFault, WorkbookRefused

ROW = b'<row r="1"><c r="A1"><v>1</v></c><c/><c t="s"><v>2</v></c></row><row/><row><cols/><rowBreaks/></row><mergeCells><mergeCell ref="A1:B1"/></mergeCells>'


def counted(content, **limits):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.xml", content)
    with zipfile.ZipFile(out) as archive:
        markup.count_of(archive, archive.getinfo("a.xml"), Limits(**limits))


@pytest.mark.parametrize("chunk", [1, 2, 3, 4, 5, 6, 7, 64, 1 << 16])
def test_a_limit_itself_is_allowed_and_one_more_is_not_however_the_file_is_cut(monkeypatch, chunk):
    monkeypatch.setattr(markup, "CHUNK", chunk)
    counted(ROW * 10, rows=30, cells=30)
    with pytest.raises(WorkbookRefused) as rows:
        counted(ROW * 10, rows=29, cells=30)
    assert rows.value.fault is WorkbookFault.TOO_MANY_ROWS
    with pytest.raises(WorkbookRefused) as cells:
        counted(ROW * 10, rows=30, cells=29)
    assert cells.value.fault is WorkbookFault.TOO_MANY_CELLS
    counted(ROW * 10, merges=10)
    with pytest.raises(WorkbookRefused) as merges:
        counted(ROW * 10, merges=9)
    assert merges.value.fault is WorkbookFault.TOO_MANY_MERGES
