"""The trained part: features of sentences, linear models, saved without pickle."""
