"""The words in a stretch of bytes: plain text in its encoding, RTF, PDF, HTML."""

from __future__ import annotations

import io
import logging
from html.parser import HTMLParser

from sightline.extras import install
from sightline.reports.document import ReportError


class NotText(Exception):
    """Bytes that hold no words that can be read; the message is the reason, for the user, without any of them."""


def text_of(data: bytes, kind: str = "") -> tuple[str, str]:
    """The words of an attachment and its format, told by content first and by its media type (`kind`) second.

    Raises NotText with the reason, ReportError when the package that reads it is not installed.
    """
    if data.startswith(b"%PDF"):
        return _pdf(data), "pdf"
    if data.lstrip().startswith(b"{\\rtf"):
        return _rtf(data), "rtf"
    text = decoded(data)
    if "html" in kind or text.lstrip()[:200].lower().startswith(("<html", "<!doctype html", "<div")):
        return of_html(text), "html"
    return text, "text"


def decoded(data: bytes) -> str:
    """Plain text: UTF-8 or UTF-16 with a mark, else Windows-1252; line ends as one character. Raises NotText."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", errors="replace")
    else:
        head = data[:65536]
        if b"\0" in head or sum(byte < 9 or 13 < byte < 28 for byte in head) > len(head) // 50:
            raise NotText("the content is binary")
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("cp1252", errors="replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def of_html(text: str) -> str:
    """The words of HTML, with line ends where blocks end."""
    reader = _Words()
    reader.feed(text)
    reader.close()
    return "".join(reader.words).strip() + "\n"


def _rtf(data: bytes) -> str:
    try:
        from striprtf.striprtf import rtf_to_text
    except ImportError:
        raise ReportError(f"reading RTF needs striprtf: {install('report')}") from None
    try:
        text: str = rtf_to_text(data.decode("cp1252", errors="replace"), errors="ignore")  # type: ignore[no-untyped-call]
    except Exception as error:  # whatever a damaged file makes it raise
        raise NotText(f"damaged RTF ({type(error).__name__})") from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _pdf(data: bytes) -> str:
    try:
        import pypdf
    except ImportError:
        raise ReportError(f"reading PDF needs pypdf: {install('report')}") from None
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it would quote from damaged files
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise NotText("the PDF is encrypted: save it without a password")
        pages = [page.extract_text() or "" for page in reader.pages]
    except NotText:
        raise
    except Exception as error:  # whatever a damaged file makes it raise
        locked = type(error).__name__ in ("DependencyError", "FileNotDecryptedError", "WrongPasswordError")
        reason = "the PDF is encrypted: save it without a password" if locked else "damaged PDF"
        raise NotText(f"{reason} ({type(error).__name__})") from None
    text = "\n".join(pages)
    if not text.strip():
        raise NotText("the PDF holds no text: a scan, perhaps; it needs recognition (OCR) first")
    return text


class _Words(HTMLParser):
    """Collects the words of HTML."""

    _BLOCKS = frozenset(
        ("p", "div", "br", "tr", "li", "h1", "h2", "h3", "h4", "table", "paragraph", "item", "caption", "list")
    )

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        """As HTMLParser."""
        self._hidden += tag in ("script", "style")
        if tag in self._BLOCKS and self.words and not self.words[-1].endswith("\n"):
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """As HTMLParser."""
        self._hidden -= tag in ("script", "style")
        if tag in self._BLOCKS and self.words and not self.words[-1].endswith("\n"):
            self.words.append("\n")
        elif tag in ("td", "th", "content"):
            self.words.append(" ")

    def handle_data(self, data: str) -> None:
        """As HTMLParser."""
        if not self._hidden:
            self.words.append(data if data.strip() or data in (" ",) else "")
