"""An encoder with the module names of Hugging Face's BertModel, and archive templates of it, written with torch 2.13.0:

    python encoder.py minilm all-minilm-l6-v2.template
    python encoder.py tiny tiny-encoder.template        (for TinyBase, in the resources of adapt-train)

A template is what torch.jit.save writes for the traced model, without the weights and debug files, and with weights.txt, which
tells the storage, shape and element type of each weight by its parameter path.
"""

import io
import math
import sys
import zipfile
from dataclasses import dataclass
from typing import Dict

import torch
from torch import Tensor, nn
from torch.nn.functional import gelu, softmax


@dataclass
class Size:
    vocabulary: int
    positions: int
    types: int
    hidden: int
    inner: int
    heads: int
    layers: int
    masked: float  # added to the scores of tokens that are not there


LEAST = torch.finfo(torch.float32).min
SIZES = {
    "tiny": Size(vocabulary=4 + 2 * 56, positions=64, types=0, hidden=32, inner=64, heads=2, layers=1, masked=-10000.0),
    "minilm": Size(vocabulary=30522, positions=512, types=2, hidden=384, inner=1536, heads=12, layers=6, masked=LEAST),
}


class Embeddings(nn.Module):
    def __init__(self, size: Size):
        super().__init__()
        self.word_embeddings = nn.Embedding(size.vocabulary, size.hidden)
        self.position_embeddings = nn.Embedding(size.positions, size.hidden)
        if size.types:
            self.token_type_embeddings = nn.Embedding(size.types, size.hidden)
        self.typed = size.types > 0
        self.LayerNorm = nn.LayerNorm(size.hidden, eps=1e-12)
        self.register_buffer("position_ids", torch.arange(size.positions).unsqueeze(0))

    def forward(self, input_ids: Tensor, token_type_ids: Tensor = None) -> Tensor:
        x = self.word_embeddings(input_ids)
        if self.typed:
            x = x + self.token_type_embeddings(token_type_ids)
        return self.LayerNorm(x + self.position_embeddings(self.position_ids[:, : input_ids.size(1)]))


class SelfAttention(nn.Module):
    def __init__(self, size: Size):
        super().__init__()
        self.heads = size.heads
        self.width = size.hidden // size.heads
        self.query = nn.Linear(size.hidden, size.hidden)
        self.key = nn.Linear(size.hidden, size.hidden)
        self.value = nn.Linear(size.hidden, size.hidden)

    def split(self, x: Tensor) -> Tensor:
        return x.view(x.size(0), x.size(1), self.heads, self.width).permute(0, 2, 1, 3)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        key = self.split(self.key(x))
        value = self.split(self.value(x))
        query = self.split(self.query(x))
        scores = torch.matmul(query, key.transpose(-1, -2)) / math.sqrt(self.width)
        context = torch.matmul(softmax(scores + mask, dim=-1), value).permute(0, 2, 1, 3).contiguous()
        return context.view(context.size(0), context.size(1), self.heads * self.width)


class Output(nn.Module):
    def __init__(self, inputs: int, size: Size):
        super().__init__()
        self.dense = nn.Linear(inputs, size.hidden)
        self.LayerNorm = nn.LayerNorm(size.hidden, eps=1e-12)

    def forward(self, x: Tensor, residual: Tensor) -> Tensor:
        return self.LayerNorm(self.dense(x) + residual)


class Attention(nn.Module):
    def __init__(self, size: Size):
        super().__init__()
        self.self = SelfAttention(size)
        self.output = Output(size.hidden, size)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        return self.output(self.self(x, mask), x)


class Intermediate(nn.Module):
    def __init__(self, size: Size):
        super().__init__()
        self.dense = nn.Linear(size.hidden, size.inner)

    def forward(self, x: Tensor) -> Tensor:
        return gelu(self.dense(x))


class Layer(nn.Module):
    def __init__(self, size: Size):
        super().__init__()
        self.attention = Attention(size)
        self.intermediate = Intermediate(size)
        self.output = Output(size.inner, size)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        attended = self.attention(x, mask)
        return self.output(self.intermediate(attended), attended)


class Encoder(nn.Module):
    def __init__(self, size: Size):
        super().__init__()
        self.layer = nn.ModuleList([Layer(size) for _ in range(size.layers)])

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        for layer in self.layer:
            x = layer(x, mask)
        return x


class Bert(nn.Module):
    def __init__(self, size: Size):
        super().__init__()
        self.embeddings = Embeddings(size)
        self.encoder = Encoder(size)
        self.masked = size.masked

    def states(self, embedded: Tensor, attention_mask: Tensor) -> Tensor:
        return self.encoder(embedded, (1.0 - attention_mask[:, None, None, :].to(torch.float)) * self.masked)


class TypedBert(Bert):
    def forward(self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> Dict[str, Tensor]:
        return {"last_hidden_state": self.states(self.embeddings(input_ids, token_type_ids), attention_mask)}


class UntypedBert(Bert):
    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Dict[str, Tensor]:
        return {"last_hidden_state": self.states(self.embeddings(input_ids), attention_mask)}


def trace(size: Size) -> torch.jit.ScriptModule:
    model = (TypedBert if size.types else UntypedBert)(size).eval()
    ids = torch.zeros(2, 5, dtype=torch.long)
    inputs = (ids, torch.ones_like(ids), torch.zeros_like(ids))[: 3 if size.types else 2]
    with torch.no_grad():
        return torch.jit.trace(model, inputs, strict=False, check_trace=False)


def write_template(module: torch.jit.ScriptModule, path: str) -> None:
    """Finds each weight's storage by giving every weight a value of its own."""
    weights = dict(module.named_parameters())
    with torch.no_grad():
        for number, tensor in enumerate(weights.values()):
            tensor.fill_(number)
    owners = {bytes(tensor.numpy(force=True)): path for path, tensor in weights.items()}
    written = io.BytesIO()
    torch.jit.save(module, written)
    index, kept = {}, []
    with zipfile.ZipFile(written) as archive:
        for name in archive.namelist():
            entry, content = name.split("/", 1)[1], archive.read(name)
            owner = owners.get(content) if entry.startswith("data/") else None
            if owner:
                dtype = str(weights[owner].dtype).removeprefix("torch.")
                index[owner] = f"{owner} {entry.removeprefix('data/')} {dtype} {list(weights[owner].shape)}\n"
            elif not entry.endswith(".debug_pkl") and entry != ".data/serialization_id":
                kept.append((entry, content))
    assert index.keys() == weights.keys()
    kept.append(("weights.txt", "".join(index.values()).encode()))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as template:
        for entry, content in kept:
            info = zipfile.ZipInfo("encoder/" + entry, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            template.writestr(info, content)


if __name__ == "__main__":
    assert torch.__version__.startswith("2.13."), torch.__version__
    write_template(trace(SIZES[sys.argv[1]]), sys.argv[2])
