"""Draws that anybody can repeat: a seeded hash of the narrative's id, whatever the order and whatever else is there."""

from __future__ import annotations

import hashlib


def lot(seed: int, purpose: str, narrative_id: str) -> float:
    """A number from 0 to below 1, evenly spread. Different purposes draw independently."""
    drawn = hashlib.sha256(f"{seed}\n{purpose}\n{narrative_id}".encode()).digest()
    return int.from_bytes(drawn[:6], "big") / 2**48
