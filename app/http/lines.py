"""A body as lines, read as it comes: no more of it is held than one line, and no more is unpacked than a chunk."""

import zlib
from collections.abc import AsyncIterator
from typing import Final

from app.http.media import malformed

CHUNK_BYTES: Final = 64 << 10


async def lines(chunks: AsyncIterator[bytes], limit_bytes: int) -> AsyncIterator[bytes | None]:
    """Lines without their ends, the last one also where nothing ends it; None for one over the limit."""
    held, is_over = bytearray(), False
    async for chunk in chunks:
        for index, piece in enumerate(chunk.split(b"\n")):
            if index:
                yield None if is_over else bytes(held)
                held, is_over = bytearray(), False
            if not is_over:
                held += piece
                is_over = len(held) > limit_bytes
            if is_over:
                held.clear()
    if held or is_over:
        yield None if is_over else bytes(held)


async def unpacked(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """What was packed with gzip, CHUNK_BYTES at most at a time. Raises RequestRejected: 400, not one whole member."""
    unpacking = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
    async for chunk in chunks:
        left = chunk
        while left and not unpacking.eof:
            try:
                content = unpacking.decompress(left, CHUNK_BYTES)
            except zlib.error:
                raise malformed("The body is not gzip, as its Content-Encoding says.") from None
            left = unpacking.unconsumed_tail
            if content:
                yield content
        if unpacking.unused_data or (left and unpacking.eof):
            raise malformed("More comes after the gzip member.")
    if not unpacking.eof:
        raise malformed("The body breaks off: its gzip member has no end.")
