"""The code of a printed record as a QR code (GB/T 18284)."""

from io import BytesIO

import segno


def _made(code: str) -> segno.QRCode:
    return segno.make_qr(code, error="m")  # damage to a sixth of it does no harm


def svg(code: str) -> bytes:
    """As an SVG."""
    return _made(code).svg_inline(border=0).encode()


def png(code: str) -> bytes:
    """As a PNG, which Word reads."""
    out = BytesIO()
    _made(code).save(out, kind="png", scale=6, border=0)
    return out.getvalue()
