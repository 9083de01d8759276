"""Training of the student: first to give what the layers of its model gave, then annotations."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812  as PyTorch writes it
from numpy.typing import NDArray
from torch import Tensor, nn

from tools.encoder.data import Passages
from tools.encoder.student import (
    HEADS,
    INNER,
    KEPT_HEADS,
    LAYERS,
    OF_HEAD,
    WIDTH,
    Group,
    Mode,
    Student,
    Weights,
)

Say = Callable[[str], None]
Rows = NDArray[np.int64]
EPOCHS, AT_ONCE, RATE, HEAD_RATE = 5, 16, 2.5e-4, 1e-3
WATCHED, WHOLE = 0.5, 0.7
"""From these shares of the steps on spreads are noted, figures rounded."""
MIMIC_STEPS, MIMIC_AT_ONCE, MIMIC_RATE = 700, 24, 8e-4
OF_EVIDENCE, OF_STANCES = 0.1, 0.3
"""What evidence and stances count beside areas."""
_HEADS = ("att", "val", "st", "sta", "ctx", "hit", "kind", "pk", "asks")


def group_of(data: Passages, rows: Rows) -> Group:
    """Some passages, the shorter ones filled up."""
    longest = max(len(data.pieces[row]) for row in rows)
    pieces = torch.zeros(len(rows), longest, dtype=torch.long)
    there = torch.zeros(len(rows), longest, dtype=torch.bool)
    hits = []
    for number, row in enumerate(rows):
        own = data.pieces[row]
        pieces[number, : len(own)] = torch.from_numpy(own)
        there[number, : len(own)] = True
        hits.append(np.insert(data.hits[row].reshape(-1, 2), 0, number, axis=1))
    every = torch.from_numpy(np.concatenate(hits))
    known = (torch.from_numpy(a[rows]) for a in (data.kinds, data.publications, data.asks))
    return Group(pieces, there, every[:, 0], every[:, 1], every[:, 2], *known)


def model_layer(weights: Weights, number: int, x: Tensor, there: Tensor) -> dict[str, Tensor]:
    """What a layer of the model makes of `x`, and figures on the way."""
    part = f"encoder.layer.{number}."

    def line(name: str, y: Tensor) -> Tensor:
        return F.linear(y, weights[f"{part}{name}.weight"], weights[f"{part}{name}.bias"])

    def norm(name: str, y: Tensor) -> Tensor:
        gain, bias = weights[f"{part}{name}.weight"], weights[f"{part}{name}.bias"]
        return F.layer_norm(y, (WIDTH,), gain, bias, 1e-12)

    def by_head(name: str) -> Tensor:
        found = line(f"attention.self.{name}", x)
        return found.view(*x.shape[:2], HEADS, OF_HEAD).transpose(1, 2)

    query, key = by_head("query"), by_head("key")
    mask = there[:, None, None, :]
    attention = F.scaled_dot_product_attention(query, key, by_head("value"), attn_mask=mask)
    attention = attention.transpose(1, 2).reshape(x.shape)
    first = x + line("attention.output.dense", attention)
    middle = norm("attention.output.LayerNorm", first)
    inner = F.gelu(line("intermediate.dense", middle))
    second = middle + line("output.dense", inner)
    out = norm("output.LayerNorm", second)
    return {
        "out": out, "first": first, "second": second, "inner": inner,
        "query": query, "key": key, "attention": attention,
    }  # fmt: skip


def model_input(weights: Weights, kept: Tensor, group: Group) -> Tensor:
    """What the model's first layer sees."""
    part = "embeddings."
    x = weights[f"{part}word_embeddings.weight"][kept[group.pieces]]
    x = x + weights[f"{part}position_embeddings.weight"][: group.pieces.shape[1]]
    x = x + weights[f"{part}token_type_embeddings.weight"][0]
    gain, bias = weights[f"{part}LayerNorm.weight"], weights[f"{part}LayerNorm.bias"]
    return F.layer_norm(x, (WIDTH,), gain, bias, 1e-12)


def look(weights: Weights, data: Passages, passages: int = 480) -> dict[int, dict[str, Any]]:
    """Of each layer what the student begins with: heads and inner figures that do most, means."""
    rows = np.random.default_rng(0).permutation(len(data.pieces))[:passages]
    noted: defaultdict[int, defaultdict[str, list[Tensor]]] = defaultdict(lambda: defaultdict(list))
    kept = torch.tensor(data.kept)
    with torch.no_grad():
        for some in data.groups(rows, 24):
            group = group_of(data, some)
            x = model_input(weights, kept, group)
            for number in range(max(LAYERS) + 1):
                found = model_layer(weights, number, x, group.there)
                _note(noted[number], found, weights, number, group.there)
                x = found["out"]
    told = {}
    for number, lists in noted.items():
        every = {name: torch.cat(values) for name, values in lists.items()}
        output = weights[f"encoder.layer.{number}.output.dense.weight"].norm(dim=0)
        inner = every["inner"].mean(0).sqrt() * output
        told[number] = {
            **{name: every[name].median() for name in ("mean 1", "ratio 1", "mean 2", "ratio 2")},
            "top": every["top"].mean(0),
            "heads": every["heads"].mean(0).topk(KEPT_HEADS).indices.sort().values,
            "inner": inner.topk(INNER).indices.sort().values,
        }
    return told


def _note(
    noted: defaultdict[str, list[Tensor]],
    found: dict[str, Tensor],
    weights: Weights,
    number: int,
    there: Tensor,
) -> None:
    for name, of in (("1", "first"), ("2", "second")):
        rows = found[of][there]
        mean = rows.mean(1)
        spread = (rows - mean[:, None]).abs().mean(1) / rows.std(1, unbiased=False)
        noted[f"mean {name}"].append(mean)
        noted[f"ratio {name}"].append(spread)
    scores = found["query"] @ found["key"].transpose(2, 3) / math.sqrt(OF_HEAD)
    highest = scores.masked_fill(~there[:, None, None, :], -1e4).amax(3)
    noted["top"].append(highest.transpose(1, 2)[there])
    output = weights[f"encoder.layer.{number}.attention.output.dense.weight"]
    by_head = found["attention"][there].view(-1, HEADS, OF_HEAD)
    brought = torch.einsum("nhd,whd->nhw", by_head, output.view(WIDTH, HEADS, OF_HEAD))
    noted["heads"].append(((brought - brought.mean(0)) ** 2).sum(2).mean(0, keepdim=True))
    noted["inner"].append((found["inner"][there] ** 2).mean(0, keepdim=True))


def mimic(student: Student, weights: Weights, data: Passages, say: Say) -> None:
    """Train the student to give what the layers of the model give."""
    chance = np.random.default_rng(0)
    optimiser = torch.optim.AdamW(student.parameters(), lr=MIMIC_RATE, weight_decay=0)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, MIMIC_RATE, total_steps=MIMIC_STEPS + 5, pct_start=0.1, anneal_strategy="linear"
    )
    student.train()
    student.mode.watch = True
    kept, step = torch.tensor(data.kept), 0
    while step < MIMIC_STEPS:
        for rows in data.groups(np.arange(len(data.pieces)), MIMIC_AT_ONCE, chance):
            group = group_of(data, rows)
            none = torch.zeros(0, dtype=torch.long)
            plain = Group(
                group.pieces, group.there, none, none, none,
                group.kinds, group.publications, group.asks,
            )  # fmt: skip
            with torch.autocast("cpu", torch.bfloat16):
                with torch.no_grad():
                    wanted = [model_input(weights, kept, plain)]
                    for number in LAYERS:
                        found = model_layer(weights, number, wanted[-1], plain.there)
                        wanted.append(found["out"])
                given = student.body(plain)
            shares = [
                ((one.float() - other.float())[plain.there] ** 2).mean()
                / other.float()[plain.there].var(0).mean()
                for one, other in zip(given, wanted, strict=True)
            ]
            _learn(student, optimiser, schedule, torch.stack(shares).sum())
            step += 1
            if step % 50 == 0:
                told = ", ".join(f"{float(share.detach()):.3f}" for share in shares)
                say(f"mimic: step {step} of {MIMIC_STEPS}, not explained: {told}")
            if step == MIMIC_STEPS:
                break


def learn(student: Student, data: Passages, rows: Rows, say: Say) -> None:
    """Train the student on annotated passages."""
    chance = np.random.default_rng(0)
    heads = [p for name, p in student.named_parameters() if name.split(".")[0] in _HEADS]
    body = [p for name, p in student.named_parameters() if name.split(".")[0] not in _HEADS]
    optimiser = torch.optim.AdamW(
        [{"params": body, "lr": RATE}, {"params": heads, "lr": HEAD_RATE}], weight_decay=0.01
    )
    steps = EPOCHS * len(data.groups(rows, AT_ONCE))
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser,
        [RATE, HEAD_RATE],
        total_steps=steps + 5,
        pct_start=0.1,
        anneal_strategy="linear",
    )
    student.train()
    step, total = 0, 0.0
    for epoch in range(EPOCHS):
        for some in data.groups(rows, AT_ONCE, chance):
            student.mode.watch = step > steps * WATCHED
            student.mode.whole = step > steps * WHOLE
            loss = _loss(student, data, some)
            _learn(student, optimiser, schedule, loss)
            total += float(loss.detach())
            step += 1
            if step % 100 == 0:
                say(f"epoch {epoch + 1}, step {step} of {steps}, loss {total / 100:.3f}")
                total = 0.0
    student.mode.watch = False
    student.mode.whole = True
    student.eval()


def _loss(student: Student, data: Passages, rows: Rows) -> Tensor:
    with torch.autocast("cpu", torch.bfloat16):
        logits, looks, stances = student(group_of(data, rows))
    answers = torch.from_numpy(data.answers[rows])
    loss = F.binary_cross_entropy_with_logits(logits, answers, reduction="none").sum()
    seen = [(number, one) for number, row in enumerate(rows) for one in data.seen[row]]
    if seen:
        owners = torch.tensor([number for number, _ in seen])
        areas = torch.tensor([one.area for _, one in seen])
        places = torch.zeros(len(seen), looks.shape[1])
        for number, (_, one) in enumerate(seen):
            places[number, torch.from_numpy(one.places)] = 1
        inside = (looks[owners, :, areas] * places).sum(1).clamp(min=1e-4)
        loss = loss - OF_EVIDENCE * torch.log(inside)[places.sum(1) > 0].sum()
        right = torch.tensor([one.stances for _, one in seen], dtype=torch.float)
        likely = (torch.softmax(stances[owners, areas], 1) * right).sum(1).clamp(min=1e-6)
        loss = loss - OF_STANCES * torch.log(likely).sum()
    return loss / len(rows)


def _learn(student: nn.Module, optimiser: Any, schedule: Any, loss: Tensor) -> None:
    optimiser.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call]
    nn.utils.clip_grad_norm_(student.parameters(), 1.0)
    optimiser.step()
    schedule.step()


def new_student(weights: Weights, data: Passages, longest: int) -> Student:
    """An untrained student."""
    torch.manual_seed(0)
    areas = data.answers.shape[1]
    return Student(Mode(), weights, data.kept, look(weights, data), areas, longest)
