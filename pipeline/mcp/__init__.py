"""Answers for AI assistants, by the Model Context Protocol: read only, each with its source."""
