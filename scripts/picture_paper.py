"""From a PDF page to a small PNG: cut to what is on it, at most 256 colours, the same bytes for the same page."""

import struct
import subprocess
import zlib
from pathlib import Path

import numpy


def picture(pdf, out, page=1, dpi=80, right=1.0, bottom=1.0):
    """Writes one page, or its upper left part up to shares of its width and height, as PNG; returns its size in bytes."""
    stem = out.with_suffix("")
    words = ["pdftoppm", "-r", str(dpi), "-f", str(page), "-l", str(page), "-singlefile", str(pdf), str(stem)]
    subprocess.run(words, check=True, capture_output=True)
    ppm = stem.with_suffix(".ppm")
    pixels = read_ppm(ppm.read_bytes())
    ppm.unlink()
    pixels = trimmed(pixels)
    height, width = pixels.shape[:2]
    pixels = pixels[: int(height * bottom), : int(width * right)]
    return out.write_bytes(png(*palette(pixels)))


def pages_in(pdf):
    """How many pages a PDF has."""
    shown = subprocess.run(["pdfinfo", str(pdf)], check=True, capture_output=True, text=True).stdout
    return next(int(line.split()[1]) for line in shown.splitlines() if line.startswith("Pages:"))


def read_ppm(raw):
    """The pixels of a P6 file: height x width x 3."""
    kind, size, most, rest = raw.split(b"\n", 3)
    width, height = map(int, size.split())
    if kind != b"P6" or most != b"255":
        raise ValueError("not a P6 file of 8 bits")
    return numpy.frombuffer(rest, numpy.uint8).reshape(height, width, 3)


def trimmed(pixels, border=12):
    """Without the empty edge, whose colour is that of the last corner, but for a small border of it."""
    pixels = pixels[2:-2, 2:-2]  # where the paper ends between two pixels
    full = (pixels != pixels[-1, -1]).any(axis=2)
    rows, columns = numpy.flatnonzero(full.any(axis=1)), numpy.flatnonzero(full.any(axis=0))
    if not len(rows):
        raise ValueError("the page is empty")
    top, left = max(rows[0] - border, 0), max(columns[0] - border, 0)
    return pixels[top : rows[-1] + border, left : columns[-1] + border]


def palette(pixels):
    """The colours in use, at most 256, and each pixel's place among them; rare shades go to the nearest."""
    coarse = (pixels.astype(numpy.int32) + 4) // 8 * 8
    codes = coarse.clip(0, 255) @ numpy.array([65536, 256, 1])
    values, places, counts = numpy.unique(codes, return_inverse=True, return_counts=True)
    colours = numpy.stack([values >> 16, values >> 8 & 255, values & 255], axis=1)
    kept = numpy.sort(numpy.argsort(-counts, kind="stable")[:256])
    distances = ((colours[:, None] - colours[None, kept]) ** 2).sum(axis=2)
    nearest = distances.argmin(axis=1)
    return colours[kept].astype(numpy.uint8), nearest[places.reshape(codes.shape)].astype(numpy.uint8)


def png(colours, pixels):
    """A PNG file of an indexed picture."""
    height, width = pixels.shape
    raw = numpy.zeros((height, width + 1), numpy.uint8)  # a filter byte, 0, before each row
    raw[:, 1:] = pixels
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
        (b"PLTE", colours.tobytes()),
        (b"IDAT", zlib.compress(raw.tobytes(), 9)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(part)) + kind + part + struct.pack(">I", zlib.crc32(kind + part)) for kind, part in parts
    )


def size_of(path):
    """Width and height of a PNG."""
    return struct.unpack(">II", Path(path).read_bytes()[16:24])
