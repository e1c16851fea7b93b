"""The parts of a Word file that hold no words: types, relations, settings, fonts, properties."""

from template_styles import HEAD, NS, PACKAGE, R

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def content_types() -> str:
    """What each part is."""
    names = ("styles", "settings", "webSettings", "fontTable", "header1", "header2")
    kinds = [("/word/document.xml", f"{WORD}.document.main+xml")]
    kinds += [(f"/word/{name}.xml", f"{WORD}.{name.rstrip('12')}+xml") for name in names]
    kinds.append(("/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml"))
    kinds.append(("/docProps/app.xml", "application/vnd.openxmlformats-officedocument.extended-properties+xml"))
    entries = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in kinds)
    return (
        f'{HEAD}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
        f'ContentType="application/xml"/>{entries}</Types>'
    )


def relations(*targets: tuple[str, str]) -> str:
    """Relations numbered rId1, rId2 …"""
    entries = ""
    for number, (kind, target) in enumerate(targets, 1):
        base = f"{PACKAGE}/relationships" if "/" in kind else R
        entries += f'<Relationship Id="rId{number}" Type="{base}/{kind}" Target="{target}"/>'
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{entries}</Relationships>'


def settings() -> str:
    """Word 2013 and later, Vietnamese."""
    compat = '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
    return (
        f'{HEAD}<w:settings {NS}><w:zoom w:percent="100"/><w:defaultTabStop w:val="720"/>'
        f'<w:compat>{compat}</w:compat><w:themeFontLang w:val="vi-VN"/><w:decimalSymbol w:val=","/>'
        '<w:listSeparator w:val=";"/></w:settings>'
    )


def fonts() -> str:
    """The one font."""
    return (
        f'{HEAD}<w:fonts {NS}><w:font w:name="Times New Roman"><w:panose1 w:val="02020603050405020304"/>'
        '<w:charset w:val="A3"/><w:family w:val="roman"/><w:pitch w:val="variable"/></w:font></w:fonts>'
    )


def core() -> str:
    """Properties that the printer fills in."""
    return (
        f'{HEAD}<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title></dc:title><dc:creator></dc:creator>'
        '<dcterms:created xsi:type="dcterms:W3CDTF">1980-01-01T00:00:00Z</dcterms:created>'
        '<dcterms:modified xsi:type="dcterms:W3CDTF">1980-01-01T00:00:00Z</dcterms:modified>'
        "<dc:language>vi-VN</dc:language></cp:coreProperties>"
    )


def app() -> str:
    """The program that made the file."""
    kind = f"{OFFICE}/extended-properties"
    return f'{HEAD}<Properties xmlns="{kind}"><Application>qipsheets</Application></Properties>'
