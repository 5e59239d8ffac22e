"""LibreOffice opens the .docx of every form and reads in it what was printed; poppler reads the PDFs."""

import shutil
import subprocess
from pathlib import Path

import pytest

from carevisit.paper.pdf import pdf
from carevisit.paper.word import word
from paper.pages import PAGES
from paper.reading import words_of

pytestmark = pytest.mark.slow
SAID = (
    "林阿姨",
    "999999194611040028",
    "每周送菜一次",
    "卫生间需要扶手，已转介",
    "第12次",
    "农村留守老年人信息采集表",
    "重度失能",
)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_every_form_and_converts_it(tmp_path: Path) -> None:
    (tmp_path / "forms.docx").write_bytes(word(list(PAGES.values())))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(tmp_path / "forms.docx")],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    words = words_of((tmp_path / "forms.pdf").read_bytes())
    assert [said for said in SAID if said not in words] == []


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils are not installed")
def test_poppler_reads_every_form_without_a_warning(tmp_path: Path) -> None:
    (tmp_path / "forms.pdf").write_bytes(pdf(list(PAGES.values())))
    read = subprocess.run(
        ["pdftotext", tmp_path / "forms.pdf", "-"], check=True, capture_output=True, text=True, timeout=60
    )
    words = "".join(read.stdout.split())
    assert read.stderr == ""
    assert [said for said in SAID if said not in words] == []
