"""Take the expected CSV files out of a zip file that may be hostile."""

import shutil
import stat
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path, PurePosixPath, PureWindowsPath
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from bookrec.errors import DownloadError
from bookrec.limits import MAX_MEMBERS, MAX_UNPACKED_BYTES, MAX_UNPACKED_RATIO

_ENCRYPTED = 0x1
_DAMAGE = (BadZipFile, zlib.error, EOFError, NotImplementedError, UnicodeDecodeError)
"""What `zipfile` raises for damaged archives; found by changing bytes at random."""


def unpack(archive: Path, folder: Path, is_expected: Callable[[str], bool]) -> list[Path]:
    """Unpack the expected files, flat; anything else in the archive is left alone.

    Args:
        archive: A zip file.
        folder: An existing folder.
        is_expected: Tells by the bare file name.

    Returns:
        The files written, by name.

    Raises:
        DownloadError: If the archive is damaged, or a member is a link, encrypted, doubled, too
            large, or would be written outside the folder. Some files may have been written.
        OSError: If the disk is full or fails.
    """
    try:
        with ZipFile(archive) as opened:
            members = _checked(opened.infolist(), archive, is_expected)
            _check_size(members, archive, folder)
            return [_extract(opened, member, folder) for member in members]
    except _DAMAGE:
        raise DownloadError(
            f"{archive.name}: damaged zip file, nothing was kept; run `bookrec download` again"
        ) from None


def _checked(
    members: Iterable[ZipInfo], archive: Path, is_expected: Callable[[str], bool]
) -> list[ZipInfo]:
    """Refuse the whole archive if one member is hostile; return the expected ones by name."""
    members = list(members)
    if len(members) > MAX_MEMBERS:
        raise _refusal(archive, f"holds {len(members):,} files")
    for member in members:
        if member.header_offset < 0:
            raise BadZipFile
        if reason := _hostility(member):
            raise _refusal(archive, f"member {member.filename[:80]!r} {reason}")
    files = [member for member in members if not member.filename.endswith("/")]
    expected = [member for member in files if is_expected(_bare_name(member))]
    expected.sort(key=_bare_name)
    for first, second in zip(expected, expected[1:], strict=False):
        if _bare_name(first) == _bare_name(second):
            raise _refusal(archive, f"holds {_bare_name(first)} twice")
    return expected


def _hostility(member: ZipInfo) -> str:
    """What is wrong with a member, "" if nothing."""
    path = PurePosixPath(member.filename.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or PureWindowsPath(member.filename).drive:
        return "would be written outside the data folder"
    mode = member.external_attr >> 16
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
        return "is a link or device, not a file"
    if member.flag_bits & _ENCRYPTED:
        return "is encrypted"
    if member.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        return "is compressed in an unknown way"
    return ""


def _check_size(members: list[ZipInfo], archive: Path, folder: Path) -> None:
    """Refuse what could not be meant, and what the disk cannot hold.

    The declared sizes can be trusted as upper bounds: reading a member stops at them.
    """
    declared = sum(member.file_size for member in members)
    if declared > min(MAX_UNPACKED_BYTES, MAX_UNPACKED_RATIO * max(archive.stat().st_size, 1)):
        raise _refusal(archive, f"would unpack to {declared:,} bytes")
    free = shutil.disk_usage(folder).free
    if declared > free:
        raise DownloadError(
            f"{folder.parent}: {declared:,} bytes needed, {free:,} free; make room and try again"
        )


def _extract(opened: ZipFile, member: ZipInfo, folder: Path) -> Path:
    """Write one member; its checksum is verified on the way."""
    target = folder / _bare_name(member)
    with opened.open(member) as source, target.open("xb") as sink:
        shutil.copyfileobj(source, sink, 2**20)
    return target


def _bare_name(member: ZipInfo) -> str:
    return PurePosixPath(member.filename.replace("\\", "/")).name


def _refusal(archive: Path, reason: str) -> DownloadError:
    return DownloadError(
        f"{archive.name}: {reason}; refused: this is not the expected data set, nothing was kept"
    )
