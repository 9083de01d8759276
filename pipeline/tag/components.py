"""What models/tagger/config.cfg names: the tokenizer and the components, as spaCy knows them.

`letters tag` uses this pipeline; so can who knows spaCy:

    nlp = load_pipeline(model_folder())
    doc = nlp("Supervision is not yet reflective.")
    [(span.text, span.label_, span.id_) for span in doc.spans["areas"]], doc.cats
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from spacy.language import Language
from spacy.tokenizer import Tokenizer
from spacy.tokens import Doc, Span
from spacy.util import load_config, load_model_from_config, registry

from pipeline.tag.clauses import sentences
from pipeline.tag.rules import Rules
from pipeline.tag.vocabulary import read_vocabulary, vocabulary_path
from pipeline.tag.words import words_of, words_tokenizer

if TYPE_CHECKING:
    from pipeline.tag.model import Tagger


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
        self.vocabulary = read_vocabulary(vocabulary_path())
        self.rules = Rules(nlp, self.vocabulary)

    def __call__(self, doc: Doc) -> Doc:
        hits = self.rules.hits(doc, (end for _, end in sentences(words_of(doc)[0])))
        doc.spans["wordings"] = [
            Span(doc, hit.start, hit.end, f"{hit.area_id} {hit.level}", span_id=hit.wording)
            for hit in hits
        ]
        return doc


@Language.factory("letters_areas")
class Areas:
    """Puts the areas of a text into `doc.spans["areas"]` (label: area, id: stance) and `doc.cats`.

    What is known of the place of a text (kind of finding, section, kind of publication) may be
    given as `doc.user_data["finding"]`, a dict; a text by itself is a paragraph.
    """

    def __init__(self, nlp: Language, name: str) -> None:
        self.name = name
        self._nlp = nlp
        self._tagger: Tagger | None = None

    @property
    def tagger(self) -> Tagger:
        """The trained tagger over the words and wordings of this pipeline."""
        if self._tagger is None:
            from pipeline.tag.encoder import Encoder  # noqa: PLC0415
            from pipeline.tag.model import Tagger, model_folder, read_model  # noqa: PLC0415

            wordings = next(c for _, c in self._nlp.pipeline if isinstance(c, Wordings))
            model, encoder = read_model(model_folder()), Encoder.load(model_folder())
            self._tagger = Tagger(
                wordings.vocabulary, model, self._nlp, rules=wordings.rules, encoder=encoder
            )
        return self._tagger

    def __call__(self, doc: Doc) -> Doc:
        from pipeline.tag.passages import Text  # noqa: PLC0415

        source = Text(doc.text, **doc.user_data.get("finding", {}))
        found = self.tagger.tag([source])[0]
        doc.spans["areas"] = [
            Span(doc, span.start, span.end, one.area_id, span_id=one.stance)
            for one in found
            for span in (doc.char_span(*offsets) for offsets in one.evidence)
            if span is not None
        ]
        doc.cats = {one.area_id: one.score for one in found}
        return doc


def load_pipeline(folder: Path) -> Language:
    """The spaCy pipeline of a configuration file: rules and trained part over a blank pipeline."""
    config = load_config(folder / "config.cfg")
    config.pop("training", None)  # ours, not spaCy's
    return load_model_from_config(config, auto_fill=True)


def load_tagger(folder: Path) -> Tagger:
    """The tagger of the pipeline of a folder."""
    areas = next(c for _, c in load_pipeline(folder).pipeline if isinstance(c, Areas))
    return areas.tagger
