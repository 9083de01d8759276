"""Improvement plans: files of five formats → actions."""
