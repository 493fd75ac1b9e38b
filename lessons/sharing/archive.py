"""The zip itself. Written so that the same content is the same bytes; read as if an enemy had made it.

Read means: exactly the members that the manifest names, each of the kind and size that it may have, whole, and of the
hash that is stated. Nothing is ever unpacked to a path; what is refused is refused whole.
"""

from __future__ import annotations

import hashlib
import io
import re
import stat
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from typing import NoReturn

from django.conf import settings
from django.utils.translation import gettext as _

from lessons.packages import PackageError
from lessons.sharing.manifest import MANIFEST, MEMBER, MOST_MEMBERS, Member

MOST_UNPACKED = 60 * 1024 * 1024
MOST_RATIO = 120
SMALL = 64 * 1024  # so little cannot be a bomb, whatever it came from
LARGEST = {
    MANIFEST: 1024 * 1024,
    "lessons": 2 * 1024 * 1024,
    "demonstrations": 1024 * 1024,
    "platform": 2 * 1024 * 1024,
}
_NEVER_CHANGES = (1980, 1, 1, 0, 0, 0)
_PLAIN = re.compile(f"{re.escape(MANIFEST)}|{MEMBER}")
_UNREADABLE = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    NotImplementedError,
    OSError,
    EOFError,
    ValueError,
    RuntimeError,
    LookupError,
    OverflowError,
)


def refuse(*sentences: str) -> NoReturn:
    raise PackageError(list(sentences))


def written(members: Mapping[str, bytes]) -> bytes:
    """The members as a zip, the manifest first and the rest by name, without a clock or a machine in it."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for path in sorted(members, key=lambda path: (path != MANIFEST, path)):
            about = zipfile.ZipInfo(path, _NEVER_CHANGES)
            about.create_system = 3
            about.external_attr = (stat.S_IFREG | 0o644) << 16
            packed = path.endswith((".json", ".yaml"))
            about.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
            file.writestr(about, members[path], compresslevel=9 if packed else None)
    return buffer.getvalue()


def opened(content: bytes) -> dict[str, bytes]:
    """Every member by its path, the manifest among them. Raises PackageError."""
    if len(content) > settings.COURSE_MAX_SIZE:
        refuse(
            _("The file is larger than %(most)d MB.") % {"most": settings.COURSE_MAX_SIZE // 1024 // 1024},
        )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            found = file.infolist()
            _demand_names(found)
            _demand_sizes(found)
            _demand_order(found, file.start_dir, content)
            return {about.filename: _read(file, about) for about in found}
    except PackageError:
        raise
    except _UNREADABLE as error:
        raise PackageError([_("The file is damaged or is no shared course. Ask for it again.")]) from error


def demand_hashes(found: Mapping[str, bytes], listed: Iterable[Member]) -> None:
    """What lies there is what the manifest names, byte for byte. Raises PackageError with every fault."""
    faults = []
    stated = {member.path: member for member in listed}
    for path in sorted({*found, *stated} - {MANIFEST}):
        if path not in found:
            faults.append(_("%(path)s is missing.") % {"path": path})
        elif path not in stated:
            faults.append(_("%(path)s is not named in the manifest.") % {"path": path})
        elif hashlib.sha256(found[path]).hexdigest() != stated[path].sha256 or len(found[path]) != stated[path].size:
            faults.append(_("%(path)s was changed after the course was shared.") % {"path": path})
    if faults:
        refuse(*faults)


def _demand_names(found: list[zipfile.ZipInfo]) -> None:
    if len(found) > MOST_MEMBERS:
        refuse(_("There are more than %(most)d files inside.") % {"most": MOST_MEMBERS})
    seen: set[str] = set()
    for about in found:
        name = about.filename
        if about.orig_filename != name or name.casefold() in seen:
            refuse(_("%(path)s occurs twice inside.") % {"path": _shown(name)})
        seen.add(name.casefold())
        if about.flag_bits & 0x1:
            refuse(_("The file is locked with a password. Share it without one."))
        kind = stat.S_IFMT(about.external_attr >> 16)
        if kind not in (0, stat.S_IFREG):
            refuse(_("%(path)s is no plain file.") % {"path": _shown(name)})
        if about.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            refuse(_("%(path)s is packed in a way that is not used here.") % {"path": _shown(name)})
        if not _PLAIN.fullmatch(name):
            refuse(_("%(path)s has no place in a shared course.") % {"path": _shown(name)})
    if MANIFEST not in seen:
        refuse(_("There is no manifest inside: this is no shared course."))


def _demand_sizes(found: list[zipfile.ZipInfo]) -> None:
    """As they are stated; `_read` holds them to it."""
    for about in found:
        most = LARGEST.get(about.filename.partition("/")[0], settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE)
        if about.file_size > most:
            refuse(_("%(path)s is too large.") % {"path": about.filename})
        if about.file_size > SMALL and about.file_size > MOST_RATIO * max(about.compress_size, 1):
            refuse(_("%(path)s would unpack to far more than it is.") % {"path": about.filename})
    if sum(about.file_size for about in found) > MOST_UNPACKED:
        refuse(_("Unpacked it would be too large."))


def _demand_order(found: list[zipfile.ZipInfo], directory: int, content: bytes) -> None:
    """One after the other from the first byte to the last: no two share their bytes, nothing hides between."""
    reached = 0
    for about in sorted(found, key=lambda about: about.header_offset):
        if about.header_offset < reached or (reached == 0 and about.header_offset != 0):
            refuse(_("The file is damaged or is no shared course. Ask for it again."))
        reached = about.header_offset + 30 + len(about.filename) + about.compress_size
    if reached > directory or content[-22:-18] != b"PK\x05\x06":  # the end record, without a comment
        refuse(_("The file is damaged or is no shared course. Ask for it again."))


def _read(file: zipfile.ZipFile, about: zipfile.ZipInfo) -> bytes:
    with file.open(about) as member:
        content = member.read(about.file_size + 1)  # to the end, where its checksum is looked at
    if len(content) != about.file_size:
        refuse(_("The file is damaged or is no shared course. Ask for it again."))
    return content


def _shown(name: str) -> str:
    """A name that a stranger chose, as far as it can be shown."""
    return "".join(sign if sign.isprintable() else "?" for sign in name)[:80]
