"""Makes the encoder of the tagger (models/tagger/encoder.*); see __main__.py."""
