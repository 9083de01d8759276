"""The script that makes the sample corpus: texts in `texts/`, real files out."""
