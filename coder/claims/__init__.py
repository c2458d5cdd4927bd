"""What a text claims: affirmed, denied, hypothetical, background, and who it is about."""
