"""What people decided on tags, put over what the tagger found."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from pipeline.corpus import Corpus
from pipeline.decisions import Standing, read_decisions, standing
from pipeline.records import Finding, Tag, normalised
from pipeline.store import code_fingerprint


def tag_decisions(corpus: Corpus) -> dict[str, list[Standing]]:
    """What holds of tags, by publication, oldest first."""
    found: defaultdict[str, list[Standing]] = defaultdict(list)
    for one in standing(read_decisions(corpus), "tag").values():
        if one.status:
            found[one.decision.publication_id].append(one)
    return dict(found)


def decisions_sign(decided: Iterable[Standing]) -> str:
    """The sign of decisions, for fingerprints."""
    return code_fingerprint((), *(one.decision.decision_id for one in decided))


def with_decisions(
    tags: Iterable[Tag], findings: Iterable[Finding], decided: Iterable[Standing]
) -> list[Tag]:
    """The tags, without the rejected ones and with the confirmed ones as a person's.

    A decision holds for its finding, and, should ids have changed, for the one with its words.
    """
    found = {(tag.finding_id, tag.area_id): tag for tag in tags}
    by_id = {finding.finding_id: finding for finding in findings}
    by_words = {normalised(finding.text): finding for finding in reversed(list(by_id.values()))}
    for one in decided:
        decision = one.decision
        finding = by_id.get(decision.finding_id) or by_words.get(normalised(decision.finding_text))
        if finding is None:
            continue
        key = (finding.finding_id, decision.other)
        if one.status == "rejected":
            found.pop(key, None)
            continue
        before = found.get(key)
        found[key] = Tag(
            *key,
            stance=decision.stance or (before.stance if before else "neutral"),
            score=1.0,
            method="person",
            evidence=before.evidence if before else ((0, len(finding.text)),),
        )
    order = {finding_id: place for place, finding_id in enumerate(by_id)}
    return sorted(found.values(), key=lambda tag: (order[tag.finding_id], tag.area_id))
