"""The network that is trained: a transformer that a graph of 8-bit whole numbers can compute.

It begins as layers of all-MiniLM-L6-v2, with what whole numbers cannot do put otherwise: the
heads and inner figures that do most are kept, ReLU stands for GELU, a logistic function with a sink
for the softmax of attention, and the mean absolute value for the deviation in layer norms. First it
is made to give what the layers of the model gave (`mimic`), then it learns the annotations.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
import torch.nn.functional as F  # noqa: N812  as PyTorch writes it
from torch import Tensor, nn

from pipeline.records import FINDING_KINDS, PUBLICATION_KINDS

WIDTH, HEADS, OF_HEAD = 384, 12, 32
KEPT_HEADS, INNER = 6, 512
LAYERS = (0, 1)
SHIFT = 3.0
"""Attention is the logistic function of a score less this: nearly its exponential."""
SINK = 0.02
"""Attention that goes to nothing."""
FLOOR = 1e-3
STEP = 1 / 16
"""Of scores of attention."""
LOOKS = 252
"""Steps of attention: at this number none of its table's entries lies near a half."""
WIDE, WIDE_INNER = 6, 8
"""So many deviations of a figure fit into a byte: to each side, and of what is never negative."""
Weights = dict[str, Tensor]


class Rounded(torch.autograd.Function):
    """Rounds to whole numbers between bounds; slopes pass where it did not hit one."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, low: float, high: float) -> Tensor:
        """The rounded figures."""
        ctx.save_for_backward((x >= low) & (x <= high))
        return x.round().clamp(low, high)

    @staticmethod
    def backward(ctx: Any, *slopes: Tensor) -> Any:
        """The slopes of those within bounds."""
        (inside,) = ctx.saved_tensors
        return slopes[0] * inside, None, None


@dataclass(slots=True)
class Mode:
    """watch: note how far figures spread; whole: round as the graph will."""

    watch: bool = False
    whole: bool = False


class Byte(nn.Module):
    """A figure as a byte: its middle and spread, one a channel or one for all, from what was seen.

    A spread of WIDE deviations to each side of the middle is kept; of what is never negative,
    WIDE_INNER deviations from nought on.
    """

    def __init__(
        self, mode: Mode, width: int, by_channel: bool = True, positive: bool = False
    ) -> None:
        super().__init__()
        self.mode, self.by_channel, self.positive = mode, by_channel, positive
        size = width if by_channel else 1
        self.register_buffer("mu", torch.zeros(size))
        self.register_buffer("sd", torch.ones(size))
        self.register_buffer("seen", torch.zeros(1))

    @property
    def step(self) -> Tensor:
        """What one step of the byte is worth."""
        return WIDE_INNER * self.sd / 255 if self.positive else WIDE * self.sd / 127

    def forward(self, x: Tensor, there: Tensor, middle: Tensor | None = None) -> Tensor:
        """`x`, rounded if that is the mode; its middle is a whole number of steps from `middle`."""
        if self.mode.watch and self.training:
            self._look(x.detach().float()[there])
        if not self.mode.whole:
            return x
        step = self.step
        if self.positive:
            return Rounded.apply(x / step, 0, 255) * step
        mu = self.mu
        if middle is not None:
            mu = middle + step * ((self.mu - middle.detach()) / step).round()
        return Rounded.apply((x - mu) / step, -128, 127) * step + mu

    def _look(self, x: Tensor) -> None:
        x = x.reshape(-1, x.shape[-1]) if self.by_channel else x.reshape(-1, 1)
        centred = self.by_channel and not self.positive
        middle = x.mean(0) if centred else torch.zeros_like(self.mu)
        share = max(0.01, 1 / (1 + float(self.seen)))
        self.mu += share * (middle - self.mu)
        self.sd += share * (((x - middle) ** 2).mean(0).sqrt() + 1e-6 - self.sd)
        self.seen += 1


class Line(nn.Linear):
    """A linear map whose weights are whole numbers from -63 to 63 if that is the mode.

    Two of seven bits times one of eight fit into the 16 bits that older processors add in.
    """

    def __init__(self, mode: Mode, weight: Tensor, bias: Tensor) -> None:
        super().__init__(weight.shape[1], weight.shape[0])
        self.mode = mode
        self.weight.data, self.bias.data = weight.clone(), bias.clone()

    def forward(self, x: Tensor, source: Byte) -> Tensor:  # type: ignore[override]
        """The map of figures that come as bytes from `source`."""
        if not self.mode.whole:
            return F.linear(x, self.weight, self.bias)
        folded = self.weight * source.step
        scale = folded.detach().abs().amax(1, keepdim=True).clamp(min=1e-8) / 63
        weight = Rounded.apply(folded / scale, -63, 63) * scale / source.step
        return F.linear(x, weight, self.bias)


def normed(x: Tensor) -> Tensor:
    """A row brought to a mean absolute value of one."""
    x = x.float()
    return x / (x.abs().mean(-1, keepdim=True) + FLOOR)


class Layer(nn.Module):
    """Attention and inner layer. Parameters have short names: q, k, v, o; f1, f2."""

    def __init__(self, mode: Mode, weights: Weights, number: int, told: dict[str, Any]) -> None:
        super().__init__()
        self.mode = mode
        part = f"encoder.layer.{number}."
        heads = (told["heads"][:, None] * OF_HEAD + torch.arange(OF_HEAD)).reshape(-1)

        def projection(name: str) -> Line:
            weight = weights[f"{part}attention.self.{name}.weight"]
            return Line(mode, weight[heads], weights[f"{part}attention.self.{name}.bias"][heads])

        self.q, self.k, self.v = (projection(name) for name in ("query", "key", "value"))
        # Scores are moved so that a row's highest lies where the logistic function bends.
        self.off = nn.Parameter((4 - told["top"][told["heads"]]).clamp(min=-12))

        def joined(name: str, kept: Tensor, mean: Tensor) -> tuple[nn.Parameter, Line]:
            weight, bias = weights[f"{part}{name}.weight"], weights[f"{part}{name}.bias"]
            weight = weight - weight.mean(0, keepdim=True)
            line = Line(mode, weight[:, kept], bias - bias.mean() - mean)
            return nn.Parameter(torch.ones(WIDTH)), line

        def norm(name: str, ratio: Tensor) -> tuple[nn.Parameter, nn.Parameter]:
            gain, bias = weights[f"{part}{name}.weight"], weights[f"{part}{name}.bias"]
            return nn.Parameter(gain * ratio), nn.Parameter(bias.clone())

        self.a1, self.o = joined("attention.output.dense", heads, told["mean 1"])
        self.g1, self.b1 = norm("attention.output.LayerNorm", told["ratio 1"])
        inner = told["inner"]
        self.f1 = Line(
            mode,
            weights[f"{part}intermediate.dense.weight"][inner],
            weights[f"{part}intermediate.dense.bias"][inner],
        )
        self.a2, self.f2 = joined("output.dense", inner, told["mean 2"])
        self.g2, self.b2 = norm("output.LayerNorm", told["ratio 2"])
        self.qq, self.qk, self.qv, self.qa = (Byte(mode, WIDTH, by_channel=False) for _ in range(4))
        self.q1, self.q2 = Byte(mode, WIDTH), Byte(mode, WIDTH)
        self.qh = Byte(mode, INNER, positive=True)

    def forward(self, x: Tensor, there: Tensor, source: Byte) -> Tensor:
        """The next figures of each piece; `there`: which pieces there are."""
        count, length, _ = x.shape

        def by_head(line: Line, byte: Byte) -> Tensor:
            found: Tensor = byte(line(x, source), there)
            return found.view(count, length, KEPT_HEADS, OF_HEAD).transpose(1, 2)

        scores = by_head(self.q, self.qq) @ by_head(self.k, self.qk).transpose(2, 3)
        scores = scores / math.sqrt(OF_HEAD) + self.off[:, None, None]
        if self.mode.whole:
            scores = Rounded.apply(scores / STEP, -128, 127) * STEP
        looks = torch.sigmoid(scores.float() - SHIFT)
        if self.mode.whole:
            looks = Rounded.apply(looks * LOOKS, 0, LOOKS) / LOOKS
        looks = looks * there[:, None, None, :]
        found = looks @ by_head(self.v, self.qv).float() / (looks.sum(3, keepdim=True) + SINK)
        found = found.transpose(1, 2).reshape(count, length, KEPT_HEADS * OF_HEAD)
        found = F.dropout(self.o(self.qa(found, there), self.qa), 0.1, self.training)
        x = self.q1(normed(self.a1 * x + found) * self.g1 + self.b1, there, self.b1)
        inner = self.qh(F.relu(self.f1(x, self.q1)), there)
        found = F.dropout(self.f2(inner, self.qh), 0.1, self.training)
        return self.q2(normed(self.a2 * x + found) * self.g2 + self.b2, there, self.b2)


class Student(nn.Module):
    """Pieces in, for each area a logit, where it looked, and logits of stances."""

    def __init__(
        self,
        mode: Mode,
        weights: Weights,
        kept: Sequence[int],
        told: dict[int, dict[str, Any]],
        areas: int,
        longest: int,
    ) -> None:
        super().__init__()
        self.mode = mode
        gain, bias = (weights[f"embeddings.LayerNorm.{name}"] for name in ("weight", "bias"))
        places = weights["embeddings.position_embeddings.weight"][:longest]
        words = weights["embeddings.word_embeddings.weight"][torch.tensor(list(kept))]
        words = words + weights["embeddings.token_type_embeddings.weight"][0] + places.mean(0)
        spread = words.std(1, keepdim=True, unbiased=False)
        self.w = nn.Parameter((words - words.mean(1, keepdim=True)) / spread * gain + bias)
        places = places - places.mean(0)
        self.p = nn.Parameter((places - places.mean(1, keepdim=True)) / spread.mean() * gain)
        kinds, publications = len(FINDING_KINDS), len(PUBLICATION_KINDS)
        self.hit = nn.Parameter(torch.zeros(2 * areas, WIDTH))
        self.kind = nn.Parameter(torch.zeros(kinds, WIDTH))
        self.pk = nn.Parameter(torch.zeros(publications, WIDTH))
        self.asks = nn.Parameter(torch.zeros(2, WIDTH))
        self.q0 = Byte(mode, WIDTH)
        self.ls = nn.ModuleList([Layer(mode, weights, n, told[n]) for n in LAYERS])
        start = torch.zeros(areas, WIDTH).uniform_(-1, 1) / math.sqrt(WIDTH)
        self.att = Line(mode, start, torch.zeros(areas))
        start = torch.zeros(areas, WIDTH).uniform_(-1, 1) / math.sqrt(WIDTH)
        self.val = Line(mode, start, torch.full((areas,), -3.0))
        start = torch.zeros(4, WIDTH).uniform_(-1, 1) / math.sqrt(WIDTH)
        self.st = Line(mode, start, torch.zeros(4))
        self.sta = nn.Parameter(torch.zeros(areas, 4))
        self.ctx = nn.Parameter(torch.zeros(kinds + publications + 2, areas))

    def body(self, group: Group) -> list[Tensor]:
        """The figures of each piece, as they come in and after each layer."""
        places = self.p[: group.pieces.shape[1]]
        if self.mode.whole:
            words = self._stepped(self.w - self.q0.mu) + self.q0.mu
            x = words[group.pieces] + self._stepped(places)
        else:
            x = self.w[group.pieces] + places
        if len(group.hit_rows):
            where = (group.hit_rows, group.hit_places)
            x = x.index_put(where, self._stepped(self.hit)[group.hits], accumulate=True)
        place = self._stepped(self.kind)[group.kinds] + self._stepped(self.pk)[group.publications]
        place = place + self._stepped(self.asks)[group.asks]
        x = torch.cat([x[:, :1] + place[:, None], x[:, 1:]], 1)
        x = F.dropout(self.q0(x, group.there), 0.1, self.training)
        found = [x]
        source = self.q0
        for layer in self.ls:
            x = layer(x, group.there, source)
            found.append(x)
            source = layer.q2  # type: ignore[assignment]
        return found

    def forward(self, group: Group) -> tuple[Tensor, Tensor, Tensor]:
        """Logits of areas, where each area looked, logits of stances by area."""
        x = F.dropout(self.body(group)[-1], 0.1, self.training)
        source: Byte = self.ls[-1].q2  # type: ignore[assignment]
        looks = self.att(x, source).float().masked_fill(~group.there[..., None], -1e4)
        looks = torch.softmax(looks, 1)
        values = self.val(x, source).float()
        stances = torch.einsum("bla,blh->bah", looks, self.st(x, source).float()) + self.sta
        kinds, publications = len(self.kind), len(self.pk)
        context = self.ctx[group.kinds] + self.ctx[kinds + group.publications]
        context = context + self.ctx[kinds + publications + group.asks]
        return (looks * values).sum(1) + context, looks, stances

    def _stepped(self, table: Tensor) -> Tensor:
        if not self.mode.whole:
            return table
        return Rounded.apply(table / self.q0.step, -127, 127) * self.q0.step


@dataclass(frozen=True, slots=True)
class Group:
    """Passages of nearly the same length: pieces and which there are; hits; kinds."""

    pieces: Tensor
    there: Tensor
    hit_rows: Tensor
    hit_places: Tensor
    hits: Tensor
    kinds: Tensor
    publications: Tensor
    asks: Tensor
