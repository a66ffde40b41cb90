"""The web page's files, `service/web/`, read once and served from memory."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

_FOLDER = Path(__file__).resolve().parent / "web"
_INDEX = "index.html"
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it goes out; ``etag`` changes whenever ``content`` does."""

    content: bytes
    media_type: str
    etag: str


@dataclass(frozen=True, slots=True)
class Page:
    """The page and the files it loads, by name. ``version`` is in their address, so that they may be kept for good."""

    version: str
    index: Asset
    files: dict[str, Asset]


def read_page(folder: Path = _FOLDER) -> Page:
    """The page in ``folder``, its ``{assets}`` replaced with the address of this version's files."""
    contents = {file.name: file.read_bytes() for file in sorted(folder.iterdir()) if file.suffix in _TYPES}
    version = _digest(b"".join(contents.values()))
    index = contents.pop(_INDEX).replace(b"{assets}", f"/web/{version}".encode())
    return Page(version, _asset(_INDEX, index), {name: _asset(name, content) for name, content in contents.items()})


def _asset(name: str, content: bytes) -> Asset:
    return Asset(content, _TYPES[Path(name).suffix], f'"{_digest(content)}"')


def _digest(content: bytes) -> str:
    return blake2b(content, digest_size=8).hexdigest()
