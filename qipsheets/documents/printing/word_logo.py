"""A school's logo above its name: a picture that lies beside the workbook, told in words, the layout as it was."""

import io
import struct
import zipfile
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import quoteattr

from qipsheets.errors import ConfigurationError
from qipsheets.files import read_bytes
from qipsheets.language import _

HEIGHT_MM, WIDEST_MM = 15.0, 40.0
LARGEST = 2 * 1024 * 1024
_EMU = 36_000  # to a millimetre
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
_RELATIONS, _TYPES, _DOCUMENT = "word/_rels/document.xml.rels", "[Content_Types].xml", "word/document.xml"
_ISSUER = '<w:pStyle w:val="QIPTenTruong"/>'
_ID = "rIdLogo"
_MARKERS = frozenset({*range(0xC0, 0xC4), *range(0xC5, 0xC8), *range(0xC9, 0xCC), *range(0xCD, 0xD0)})
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture with its kind (png or jpeg), its size in dots, and the words for who cannot see it."""

    content: bytes
    kind: str
    width: int
    height: int
    told: str


def read_logo(folder: Path, name: str, school: str) -> Logo:
    """The picture of this name in the workbook's folder. Raises ConfigurationError where it is none, FileTrouble."""
    path = folder / name
    if not path.resolve().is_relative_to(folder.resolve()):
        raise _unfit(name, _("it does not lie beside the workbook"))
    content = read_bytes(path)
    if len(content) > LARGEST:
        raise _unfit(name, _("it is larger than 2 MB"))
    size = _png_size(content) or _jpeg_size(content)
    if size is None or not all(size):
        raise _unfit(name, _("it is no PNG or JPEG picture"))
    kind = "png" if content.startswith(b"\x89PNG") else "jpeg"
    return Logo(content, kind, *size, f"Logo {school}".strip())


def with_logo(document: bytes, logo: Logo) -> bytes:
    """The Word file with the logo in the cell of the issuer; one without a letterhead of ours stays as it is."""
    with zipfile.ZipFile(io.BytesIO(document)) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    text = parts[_DOCUMENT].decode("utf-8")
    cell = text.rfind("<w:p>", 0, text.rfind("</w:tcPr>", 0, max(text.find(_ISSUER), 0)) + len("</w:tcPr><w:p>"))
    if _ISSUER not in text or cell < 0:
        return document
    parts[_DOCUMENT] = (text[:cell] + _paragraph(logo) + text[cell:]).encode("utf-8")
    relation = f'<Relationship Id="{_ID}" Type="{_RELATION}" Target="media/logo.{logo.kind}"/></Relationships>'
    parts[_RELATIONS] = parts[_RELATIONS].replace(b"</Relationships>", relation.encode())
    if f'Extension="{logo.kind}"'.encode() not in parts[_TYPES]:
        default = f'<Default Extension="{logo.kind}" ContentType="image/{logo.kind}"/>'
        parts[_TYPES] = parts[_TYPES].replace(b"<Default ", f"{default}<Default ".encode(), 1)
    parts[f"word/media/logo.{logo.kind}"] = logo.content
    return _packed(parts)


def _paragraph(logo: Logo) -> str:
    """A centred paragraph that holds nothing but the picture, as high as told and never too wide."""
    width = min(HEIGHT_MM * logo.width / logo.height, WIDEST_MM)
    size = f'cx="{round(width * _EMU)}" cy="{round(width * logo.height / logo.width * _EMU)}"'
    told = quoteattr(logo.told)
    drawing = "http://schemas.openxmlformats.org/drawingml/2006"
    return (
        '<w:p><w:pPr><w:pStyle w:val="QIPCoQuan"/></w:pPr><w:r><w:drawing>'
        f'<wp:inline xmlns:wp="{drawing}/wordprocessingDrawing" distT="0" distB="0" distL="0" distR="0">'
        f"<wp:extent {size}/>"
        f'<wp:docPr id="9001" name="Logo" descr={told}/><a:graphic xmlns:a="{drawing}/main"><a:graphicData '
        f'uri="{drawing}/picture"><pic:pic xmlns:pic="{drawing}/picture"><pic:nvPicPr><pic:cNvPr id="9001" name="Logo" '
        f"descr={told}/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip "
        f'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:embed="{_ID}"/><a:stretch>'
        f'<a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline>'
        "</w:drawing></w:r></w:p>"
    )


def _packed(parts: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as target:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, _FIRST_DAY)
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 0
            target.writestr(entry, content)
    return packed.getvalue()


def _png_size(content: bytes) -> tuple[int, int] | None:
    if not content.startswith(b"\x89PNG\r\n\x1a\n") or content[12:16] != b"IHDR" or len(content) < 24:
        return None
    width, height = struct.unpack(">II", content[16:24])
    return width, height


def _jpeg_size(content: bytes) -> tuple[int, int] | None:
    """The size told by the first frame header; None where there is none."""
    if not content.startswith(b"\xff\xd8\xff"):
        return None
    at = 2
    while at + 9 <= len(content) and content[at] == 0xFF:
        marker, length = content[at + 1], struct.unpack(">H", content[at + 2 : at + 4])[0]
        if marker in _MARKERS:
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return width, height
        at += 2 + max(length, 2)
    return None


def _unfit(name: str, why: str) -> ConfigurationError:
    return ConfigurationError(
        _("The logo «{name}» cannot be used: {reason}.").format(name=name, reason=why),
        _("Put a PNG or JPEG picture beside the workbook and write its name alone on the tab «Trường»."),
    )
