"""How good the coding is, measured on texts that are no part of the project and on texts disturbed on purpose."""
