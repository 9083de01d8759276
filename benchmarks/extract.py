"""How fast and how large: extraction beside bare engines, and the cost of one new letter.

    python benchmarks/extract.py FOLDER [--every N]

FOLDER holds PDFs (searched through); without one the sample corpus is used. Everything runs in
one process, engine after engine, so that the ratios hold on a noisy machine; absolute times do
not. Prints JSON: pages per second of bare pypdfium2, of this project (metadata and structure
included), and on every tenth file of pdfplumber's extract_text and of pdftotext where installed;
the peak of memory after reading everything; and the seconds that one new letter costs as the data
folder grows.
"""

from __future__ import annotations

import argparse
import io
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pdfplumber
import pypdfium2 as pdfium

from pipeline.add import add
from pipeline.authorities import Authorities
from pipeline.corpus import Corpus, create_corpus
from pipeline.db.build import build
from pipeline.errors import UnreadableError
from pipeline.extract import stage
from pipeline.extract.document import extract
from pipeline.extract.limits import Limits
from pipeline.intake import sniff_media_type
from pipeline.records import ManifestEntry, publication_id
from pipeline.store import dumps

ROUNDS = 3
SIZES = (20, 60, 120, 180)
SAMPLE = Path(__file__).resolve().parent.parent / "corpus" / "sample" / "raw"


def bare(data: bytes) -> int:
    """Plain text by pypdfium2; the number of pages."""
    document = pdfium.PdfDocument(data)
    try:
        for page in document:
            text = page.get_textpage()
            text.get_text_range()
            text.close()
            page.close()
        return len(document)
    finally:
        document.close()


def reader(authorities: Authorities) -> Callable[[bytes], int]:
    """Everything that `letters extract` does with one file, the JSON text included."""

    def ours(data: bytes) -> int:
        entry = ManifestEntry(
            publication_id=publication_id("0" * 64),
            file="raw/benchmark.pdf",
            sha256="0" * 64,
            media_type=sniff_media_type(data),
        )
        extraction = extract(data, entry, authorities, Limits(), "")
        dumps(extraction.to_dict())
        return extraction.publication.page_count or 0

    return ours


def plumber(data: bytes) -> int:
    """Plain text by pdfplumber; the number of pages."""
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        for page in pdf.pages:
            page.extract_text()
            page.close()
        return len(pdf.pages)


def poppler(path: Path) -> None:
    """Plain text by pdftotext, as a process of its own."""
    subprocess.run(["pdftotext", "-layout", str(path), "-"], check=True, capture_output=True)


def seconds(work: Callable[[bytes], int], files: list[bytes]) -> tuple[float, int]:
    """Time and pages of `work` over `files`."""
    started, pages = time.perf_counter(), 0
    for data in files:
        pages += work(data)
    return time.perf_counter() - started, pages


def readable(paths: list[Path]) -> list[tuple[Path, bytes]]:
    """The PDFs that PDFium opens."""
    found = []
    for path in paths:
        data = path.read_bytes()
        try:
            pdfium.PdfDocument(data).close()
        except pdfium.PdfiumError:
            continue
        found.append((path, data))
    return found


def speed(files: list[tuple[Path, bytes]], every: int) -> dict[str, object]:
    """Pages per second of each engine and the ratios, the median of some rounds each."""
    ours = reader(Authorities.load(None))
    contents = [data for _, data in files]
    rounds = []
    for _ in range(ROUNDS):
        bare_time, pages = seconds(bare, contents)
        our_time, _ = seconds(ours, contents)
        rounds.append((our_time / bare_time, bare_time, our_time))
    ratio, bare_time, our_time = sorted(rounds)[len(rounds) // 2]
    slow = files[::every]
    our_slow, slow_pages = seconds(ours, [data for _, data in slow])
    plumber_time, _ = seconds(plumber, [data for _, data in slow])
    result: dict[str, object] = {
        "files": len(files),
        "pages": pages,
        "pages_per_second": {
            "pypdfium2, text only": round(pages / bare_time),
            "letters extract": round(pages / our_time),
            "pdfplumber, extract_text": round(slow_pages / plumber_time, 1),
        },
        "time of letters extract ÷ pypdfium2, text only": round(ratio, 2),
        "time of pdfplumber ÷ letters extract": round(plumber_time / our_slow, 1),
    }
    if shutil.which("pdftotext"):
        started = time.perf_counter()
        for path, _ in slow:
            poppler(path)
        rate = slow_pages / (time.perf_counter() - started)
        result["pages_per_second"]["pdftotext, one process a file"] = round(rate)  # type: ignore[index]
    return result


def growth(files: list[tuple[Path, bytes]]) -> list[dict[str, float | int]]:
    """Seconds for one new letter (extract and build) in data folders of several sizes."""
    authorities = Authorities.load(None)
    costs: list[dict[str, float | int]] = []
    paths = [path for path, _ in files]
    with tempfile.TemporaryDirectory() as folder:
        for size in (n for n in SIZES if n < len(paths)):
            root = Path(folder) / str(size)
            create_corpus(root)
            corpus = Corpus(root)
            add(corpus, paths[:size], authorities=authorities)
            stage.run(corpus)
            build(corpus)
            add(corpus, [paths[size]], authorities=authorities)
            started = time.perf_counter()
            stage.run(corpus)
            extracted = time.perf_counter()
            build(corpus)
            costs.append(
                {
                    "held": size,
                    "extract": round(extracted - started, 2),
                    "build": round(time.perf_counter() - extracted, 2),
                }
            )
    return costs


def main() -> None:
    """Run all and print JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=SAMPLE)
    parser.add_argument("--every", type=int, default=10, help="files for the slow engines")
    arguments = parser.parse_args()
    files = readable(sorted(arguments.folder.rglob("*.pdf")))
    if not files:
        raise SystemExit(f"no PDF that opens under {arguments.folder}")
    try:
        result = speed(files, arguments.every)
    except UnreadableError as error:
        raise SystemExit(str(error)) from error
    unit = 1024 if sys.platform == "darwin" else 1
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit / 1024
    result["peak memory, MB (all files held at once)"] = round(peak)
    result["one new letter, seconds"] = growth(files)
    json.dump(result, sys.stdout, indent=1, ensure_ascii=False)
    print()


if __name__ == "__main__":
    main()
