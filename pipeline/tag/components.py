"""What models/tagger/config.cfg names: the tokenizer and the component, as spaCy knows them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from spacy.language import Language
from spacy.tokenizer import Tokenizer
from spacy.tokens import Doc, Span
from spacy.util import load_config, load_model_from_config, registry

from pipeline.tag.clauses import sentences
from pipeline.tag.rules import Rules
from pipeline.tag.vocabulary import read_vocabulary, vocabulary_path
from pipeline.tag.words import words_tokenizer


@registry.tokenizers("letters.words")  # type: ignore[untyped-decorator]
def make_tokenizer() -> Callable[[Language], Tokenizer]:
    """The tokenizer whose norms are stems."""
    return words_tokenizer


@Language.factory("letters_wordings")
class Wordings:
    """Puts the wordings of the vocabulary into `doc.spans["wordings"]`.

    The label of a span is area and level, its id the wording as the file has it.
    """

    def __init__(self, nlp: Language, name: str) -> None:
        self.name = name
        self.rules = Rules(nlp, read_vocabulary(vocabulary_path()))

    def __call__(self, doc: Doc) -> Doc:
        hits = self.rules.hits(doc, (end for _, end in sentences(doc)))
        doc.spans["wordings"] = [
            Span(doc, hit.start, hit.end, f"{hit.area_id} {hit.level}", span_id=hit.wording)
            for hit in hits
        ]
        return doc


def load_pipeline(folder: Path) -> Language:
    """The spaCy pipeline of a configuration file: rules over a blank pipeline."""
    config = load_config(folder / "config.cfg")
    config.pop("training", None)  # ours, not spaCy's
    return load_model_from_config(config, auto_fill=True)
