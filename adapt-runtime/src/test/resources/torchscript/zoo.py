"""Writes the TorchScript archives of this folder: PYTHONHASHSEED=0 python zoo.py, with torch 2.13.0.

Each archive is a few kilobytes. expected.json holds, for some of them, inputs and the outputs that this script computed: of the
model as it is, and with a LoRA adapter (rank 2, scaling 1) merged into its weights in double precision. The adapter's values are
a formula of their place, which the tests repeat:

    A[r, i] = 0.2 sin(1 + r * in + i)    B[o, r] = 0.2 cos(o * 2 + r)
"""

import io
import json
import math
import zipfile
from typing import Dict, NamedTuple, Optional, Tuple

import torch
from torch import Tensor, nn
from torch.nn.functional import gelu, softmax

HIDDEN, HEADS, VOCABULARY, POSITIONS, IN, OUT = 8, 2, 30, 12, 24, 20
EXPECTED = {}


# Writing


def stripped(module) -> bytes:
    """The archive without its debug files, which hold the paths of the machine, and with one date on every entry."""
    written = io.BytesIO()
    torch.jit.save(module, written)
    result = io.BytesIO()
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            if not entry.filename.endswith(".debug_pkl"):
                copy = zipfile.ZipInfo(entry.filename, (1980, 1, 1, 0, 0, 0))
                copy.compress_type = zipfile.ZIP_DEFLATED
                target.writestr(copy, source.read(entry))
    return result.getvalue()


def save(name: str, module) -> None:
    with open(name + ".pt", "wb") as file:
        file.write(stripped(module))


def traced(module: nn.Module, inputs):
    with torch.no_grad():
        return torch.jit.trace(module, inputs, check_trace=False)


def reordered(name: str, source: str) -> None:
    """The same archive with another root folder, its entries in another order and compressed."""
    with zipfile.ZipFile(source + ".pt") as archive, zipfile.ZipFile(name + ".pt", "w", zipfile.ZIP_DEFLATED) as target:
        for entry in sorted(archive.infolist(), key=lambda entry: entry.filename, reverse=True):
            if not entry.filename.endswith(".debug_pkl"):
                copy = zipfile.ZipInfo("model/" + entry.filename.split("/", 1)[1], (1980, 1, 1, 0, 0, 0))
                copy.compress_type = zipfile.ZIP_DEFLATED
                target.writestr(copy, archive.read(entry))


# The model with every kind of target; its weights are those of the tests' ONNX form


class SplittableRandom:
    """java.util.SplittableRandom."""

    def __init__(self, seed: int):
        self.seed = seed

    def double(self) -> float:
        mask = (1 << 64) - 1
        self.seed = (self.seed + 0x9E3779B97F4A7C15) & mask
        z = self.seed
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & mask
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & mask
        return ((z ^ (z >> 31)) >> 11) * 2.0**-53

    def parameter(self, *dims: int) -> nn.Parameter:
        values = [self.double() - 0.5 for _ in range(math.prod(dims))]
        return nn.Parameter(torch.tensor(values, dtype=torch.float64).float().reshape(dims))


class Weight(nn.Module):
    def __init__(self, weight: nn.Parameter):
        super().__init__()
        self.weight = weight


class Biased(nn.Module):
    def __init__(self, weight: nn.Parameter, bias: nn.Parameter):
        super().__init__()
        self.weight = weight
        self.bias = bias


class Plain(Weight):
    def forward(self, x: Tensor) -> Tensor:
        return nn.functional.linear(x, self.weight)


class Gemm(Biased):
    def forward(self, x: Tensor) -> Tensor:
        return torch.addmm(self.bias, x, self.weight)


class Turned(Biased):
    def forward(self, x: Tensor) -> Tensor:
        return torch.addmm(self.bias, x, self.weight.t(), beta=2, alpha=0.5)


class Behind(Weight):
    def forward(self, x: Tensor) -> Tensor:
        return x @ self.weight.t()


class Product(Weight):
    def forward(self, x: Tensor) -> Tensor:
        return torch.matmul(x, self.weight)


class Tied(nn.Module):
    def __init__(self, weight: nn.Parameter):
        super().__init__()
        self.first = Product(weight)
        self.second = Product(weight)


class EveryKind(nn.Module):
    def __init__(self):
        super().__init__()
        random = SplittableRandom(3)
        self.plain = Plain(nn.Parameter(random.parameter(IN, OUT).t().contiguous()))
        gemm = random.parameter(IN, OUT)
        turned = random.parameter(OUT, IN)
        self.behind = Behind(random.parameter(OUT, IN))
        self.tied = Tied(random.parameter(IN, OUT))
        bias = random.parameter(OUT)
        self.gemm = Gemm(gemm, bias)
        self.turned = Turned(turned, nn.Parameter(bias.detach().clone()))
        self.constant = Product(random.parameter(IN, OUT))

    def forward(self, x: Tensor) -> Dict[str, Tensor]:
        return {
            "y.plain": self.plain(x),
            "y.gemm": self.gemm(x),
            "y.turned": self.turned(x),
            "y.behind": self.behind(x),
            "y.constant": self.constant(x),
            "y.first": self.tied.first(x),
            "y.second": self.tied.second(x),
        }


class Folded(EveryKind):
    def forward(self, folded: Tensor) -> Dict[str, Tensor]:
        x = folded.view(-1, 24)
        return {
            "y.plain": self.plain(x),
            "y.gemm": self.gemm(x),
            "y.turned": self.turned(x),
            "y.behind": self.behind(x),
            "y.constant": self.constant(x),
            "y.first": self.tied.first(x),
            "y.second": self.tied.second(x),
        }


# An encoder with BERT's module names


class Embeddings(nn.Module):
    def __init__(self):
        super().__init__()
        self.word_embeddings = nn.Embedding(VOCABULARY, HIDDEN)
        self.position_embeddings = nn.Embedding(POSITIONS, HIDDEN)
        self.token_type_embeddings = nn.Embedding(2, HIDDEN)
        self.LayerNorm = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.dropout = nn.Dropout(0.1)
        self.register_buffer("position_ids", torch.arange(POSITIONS).unsqueeze(0))

    def forward(self, input_ids: Tensor, token_type_ids: Tensor) -> Tensor:
        positions = self.position_ids[:, : input_ids.size(1)]
        summed = self.word_embeddings(input_ids) + self.token_type_embeddings(token_type_ids)
        return self.dropout(self.LayerNorm(summed + self.position_embeddings(positions)))


class SelfAttention(nn.Module):
    def __init__(self):
        super().__init__()
        self.query = nn.Linear(HIDDEN, HIDDEN)
        self.key = nn.Linear(HIDDEN, HIDDEN)
        self.value = nn.Linear(HIDDEN, HIDDEN)
        self.dropout = nn.Dropout(0.1)

    def split(self, x: Tensor) -> Tensor:
        return x.view(x.size(0), x.size(1), 2, 4).transpose(1, 2)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        scores = torch.matmul(self.split(self.query(x)), self.split(self.key(x)).transpose(-1, -2)) / math.sqrt(4)
        shares = self.dropout(softmax(scores + mask, dim=-1))
        context = torch.matmul(shares, self.split(self.value(x))).transpose(1, 2)
        return context.reshape(x.size(0), x.size(1), 8)


class Output(nn.Module):
    def __init__(self, size: int):
        super().__init__()
        self.dense = nn.Linear(size, HIDDEN)
        self.LayerNorm = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.dropout = nn.Dropout(0.1)

    def forward(self, x: Tensor, residual: Tensor) -> Tensor:
        return self.LayerNorm(self.dropout(self.dense(x)) + residual)


class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.self = SelfAttention()
        self.output = Output(HIDDEN)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        return self.output(self.self(x, mask), x)


class Intermediate(nn.Module):
    def __init__(self):
        super().__init__()
        self.dense = nn.Linear(HIDDEN, 2 * HIDDEN)

    def forward(self, x: Tensor) -> Tensor:
        return gelu(self.dense(x))


class Layer(nn.Module):
    def __init__(self):
        super().__init__()
        self.attention = Attention()
        self.intermediate = Intermediate()
        self.output = Output(2 * HIDDEN)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        attended = self.attention(x, mask)
        return self.output(self.intermediate(attended), attended)


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.ModuleList([Layer() for _ in range(2)])

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        for layer in self.layer:
            x = layer(x, mask)
        return x


class Pooler(nn.Module):
    def __init__(self):
        super().__init__()
        self.dense = nn.Linear(HIDDEN, HIDDEN)

    def forward(self, x: Tensor) -> Tensor:
        return torch.tanh(self.dense(x[:, 0]))


class Bert(nn.Module):
    def __init__(self):
        super().__init__()
        self.embeddings = Embeddings()
        self.encoder = Encoder()
        self.pooler = Pooler()

    def states(self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> Tensor:
        mask = (1.0 - attention_mask[:, None, None, :].to(torch.float)) * -10000.0
        return self.encoder(self.embeddings(input_ids, token_type_ids), mask)


class BertDict(Bert):
    def forward(
        self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Optional[Tensor] = None
    ) -> Dict[str, Tensor]:
        if token_type_ids is None:
            token_type_ids = torch.zeros_like(input_ids)
        states = self.states(input_ids, attention_mask, token_type_ids)
        return {"last_hidden_state": states, "pooler_output": self.pooler(states)}


class BertTuple(Bert):
    def forward(self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> Tuple[Tensor, Tensor]:
        states = self.states(input_ids, attention_mask, token_type_ids)
        return states, self.pooler(states)


# GPT-2: projections that keep their weight as [in, out], and an output layer tied to the embeddings


class Conv1D(nn.Module):
    def __init__(self, outputs: int, inputs: int):
        super().__init__()
        self.nf = outputs
        self.weight = nn.Parameter(torch.randn(inputs, outputs) * 0.2)
        self.bias = nn.Parameter(torch.randn(outputs) * 0.2)

    def forward(self, x: Tensor) -> Tensor:
        size = x.size()[:-1] + (self.nf,)
        return torch.addmm(self.bias, x.view(-1, x.size(-1)), self.weight).view(size)


class CausalAttention(nn.Module):
    def __init__(self):
        super().__init__()
        self.c_attn = Conv1D(3 * HIDDEN, HIDDEN)
        self.c_proj = Conv1D(HIDDEN, HIDDEN)

    def forward(self, x: Tensor) -> Tensor:
        query, key, value = [
            part.view(x.size(0), x.size(1), HEADS, HIDDEN // HEADS).transpose(1, 2)
            for part in self.c_attn(x).split(HIDDEN, dim=2)
        ]
        scores = torch.matmul(query, key.transpose(-1, -2)) / math.sqrt(HIDDEN / HEADS)
        past = torch.ones_like(scores[0, 0]).tril() == 0
        shares = softmax(scores.masked_fill(past, -10000.0), dim=-1)
        return self.c_proj(torch.matmul(shares, value).transpose(1, 2).reshape(x.size()))


class Mlp(nn.Module):
    def __init__(self):
        super().__init__()
        self.c_fc = Conv1D(4 * HIDDEN, HIDDEN)
        self.c_proj = Conv1D(HIDDEN, 4 * HIDDEN)

    def forward(self, x: Tensor) -> Tensor:
        return self.c_proj(gelu(self.c_fc(x), approximate="tanh"))


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.ln_1 = nn.LayerNorm(HIDDEN)
        self.attn = CausalAttention()
        self.ln_2 = nn.LayerNorm(HIDDEN)
        self.mlp = Mlp()

    def forward(self, x: Tensor) -> Tensor:
        x = x + self.attn(self.ln_1(x))
        return x + self.mlp(self.ln_2(x))


class Transformer(nn.Module):
    def __init__(self):
        super().__init__()
        self.wte = nn.Embedding(VOCABULARY, HIDDEN)
        self.wpe = nn.Embedding(POSITIONS, HIDDEN)
        self.h = nn.ModuleList([Block() for _ in range(2)])
        self.ln_f = nn.LayerNorm(HIDDEN)

    def forward(self, input_ids: Tensor) -> Tensor:
        x = self.wte(input_ids) + self.wpe(torch.arange(input_ids.size(1)))
        for block in self.h:
            x = block(x)
        return self.ln_f(x)


class Gpt2(nn.Module):
    def __init__(self):
        super().__init__()
        self.transformer = Transformer()
        self.lm_head = nn.Linear(HIDDEN, VOCABULARY, bias=False)
        self.lm_head.weight = self.transformer.wte.weight

    def forward(self, input_ids: Tensor) -> Tensor:
        return self.lm_head(self.transformer(input_ids))


# A text model with BERT's names in which every target is written in a way of its own


class TextOutput(NamedTuple):
    last_hidden_state: Tensor
    pooler_output: Tensor


class TextKinds(nn.Module):
    """Its vocabulary is that of the tests' tokenizer; an LSTM's weights can only be substituted."""

    def __init__(self):
        super().__init__()
        width = 16

        def parameter(*dims: int) -> nn.Parameter:
            return nn.Parameter(torch.randn(dims) * width**-0.5)

        self.embeddings = nn.Embedding(128, width)
        self.lstm = nn.LSTM(width, width, batch_first=True)
        self.query = Behind(parameter(width, width))
        self.key = Plain(parameter(width, width))
        self.value = Product(parameter(width, width))
        self.tied = Tied(parameter(width, width))
        self.up = Turned(parameter(2 * width, width), parameter(2 * width))
        self.down = Gemm(parameter(2 * width, width), parameter(width))
        self.pooler = nn.Linear(width, width)

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> TextOutput:
        x = self.embeddings(input_ids)
        x = x + self.lstm(x)[0]
        mask = (1.0 - attention_mask[:, None, :].to(torch.float)) * -10000.0
        shares = softmax(torch.matmul(self.query(x), self.key(x).transpose(-1, -2)) / 4.0 + mask, dim=-1)
        x = x + torch.matmul(shares, self.value(x))
        x = x + torch.tanh(self.tied.second(torch.tanh(self.tied.first(x))))
        flat = x.reshape(-1, x.size(-1))
        x = (flat + self.down(gelu(self.up(flat)))).view(x.size())
        return TextOutput(x, torch.tanh(self.pooler(x[:, 0])))


# What cannot be adapted, or not in the ordinary way


class Lstm(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(IN, 8, batch_first=True)

    def forward(self, x: Tensor) -> Tensor:
        return self.lstm(x)[0]


class FusedAttention(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.TransformerEncoderLayer(HIDDEN, HEADS, 2 * HIDDEN, batch_first=True)
        self.head = nn.Linear(HIDDEN, 3)

    def forward(self, x: Tensor) -> Tensor:
        return self.head(self.layer(x))


class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.up = nn.Linear(IN, 2 * IN)
        self.down = nn.Linear(2 * IN, OUT)

    def forward(self, x: Tensor) -> Tensor:
        return self.down(torch.relu(self.up(x)))


# Forms of arguments and results


class NestedTuple(Network):
    def forward(self, x: Tensor) -> Tuple[Tensor, Tuple[Tensor, Tensor]]:
        hidden = torch.relu(self.up(x))
        y = self.down(hidden)
        return y, (hidden, y.argmax(dim=-1))


class Defaults(Network):
    def forward(self, x: Tensor, shift: Optional[Tensor] = None, scale: float = 1.0, double: bool = False) -> Tensor:
        y = self.down(torch.relu(self.up(x))) * scale
        if shift is not None:
            y = y + shift
        return y * 2 if double else y


class Methods(Network):
    """The projections are reached through methods other than forward."""

    def hidden(self, x: Tensor) -> Tensor:
        return torch.relu(self.up(x))

    @torch.jit.export
    def embed(self, x: Tensor) -> Tensor:
        return self.hidden(x)

    def forward(self, x: Tensor) -> Tensor:
        return self.down(self.hidden(x))


# Expected outputs


def adapted(module: nn.Module, linears: Dict[str, str]) -> nn.Module:
    """The module in double precision with the adapter merged into some of its weights, by path and orientation."""
    buffer = io.BytesIO()
    torch.save(module, buffer)
    buffer.seek(0)
    copy = torch.load(buffer, weights_only=False).double().eval()
    for path, orientation in linears.items():
        weight = copy.get_parameter(path + ".weight")
        outputs, inputs = weight.shape if orientation == "out,in" else weight.shape[::-1]
        a = torch.tensor([[0.2 * math.sin(1 + r * inputs + i) for i in range(inputs)] for r in range(2)]).double()
        b = torch.tensor([[0.2 * math.cos(o * 2 + r) for r in range(2)] for o in range(outputs)]).double()
        merged = weight.data + (b @ a if orientation == "out,in" else (b @ a).t())
        copy.get_submodule(path).weight = nn.Parameter(merged)
    return copy


def expect(name: str, module: nn.Module, inputs: Dict[str, Tensor], linears: Dict[str, str]) -> None:
    def values(form: nn.Module, arguments) -> Dict[str, list]:
        with torch.no_grad():
            result = form(*arguments)
        if isinstance(result, Tensor):
            result = (result,)
        results = result.values() if isinstance(result, dict) else result
        return [[round(value, 7) for value in tensor.double().flatten().tolist()] for tensor in results]

    doubles = [tensor.double() if tensor.is_floating_point() else tensor for tensor in inputs.values()]
    EXPECTED[name] = {
        "inputs": {key: tensor.tolist() for key, tensor in inputs.items()},
        "outputs": values(adapted(module, {}), doubles),
        "modules": list(linears),
        "adapted": values(adapted(module, linears), doubles),
    }


def linears(module: nn.Module) -> Dict[str, str]:
    kinds = {nn.Linear: "out,in", Conv1D: "in,out"}
    return {path: kinds[type(part)] for path, part in module.named_modules() if type(part) in kinds}


def seeded(module):
    """A new module with weights that depend on the seed alone."""
    torch.manual_seed(7)
    return module().eval()


def main() -> None:
    assert torch.__version__.startswith("2.13."), torch.__version__
    x = torch.linspace(-1, 1, 3 * IN).reshape(3, IN)
    states = torch.linspace(-1, 1, 2 * 5 * HIDDEN).sin().reshape(2, 5, HIDDEN)
    ids = torch.tensor([[2, 7, 11, 3, 0], [2, 29, 5, 17, 3]])
    mask = torch.tensor([[1, 1, 1, 1, 0], [1, 1, 1, 1, 1]])
    text = {"input_ids": ids, "attention_mask": mask, "token_type_ids": torch.zeros_like(ids)}

    torch.jit.save(torch.jit.script(EveryKind().eval()), "every-kind.pt")  # with its debug files, as torch lays it out
    reordered("every-kind-reordered", "every-kind")
    save("folded", torch.jit.script(Folded().eval()))

    bert = seeded(BertTuple)
    save("bert-traced", traced(bert, tuple(text.values())))
    expect("bert-traced", bert, text, linears(bert))
    bert = seeded(BertDict)
    save("bert-scripted", torch.jit.script(bert))
    expect("bert-scripted", bert, text, linears(bert))
    gpt2 = seeded(Gpt2)
    blocks = {path: kind for path, kind in linears(gpt2).items() if path != "lm_head"}
    save("gpt2-traced", traced(gpt2, ids))
    expect("gpt2-traced", gpt2, {"input_ids": ids}, blocks)

    save("text-kinds", torch.jit.script(seeded(TextKinds)))
    save("lstm", torch.jit.script(seeded(Lstm)))
    fused = seeded(FusedAttention)
    save("attention-scripted", torch.jit.script(fused))
    save("attention-fast-path", traced(fused, states))
    torch.backends.mha.set_fastpath_enabled(False)
    save("attention-slow-path", traced(fused, states))
    expect("attention-slow-path", fused, {"x": states}, linears(fused))

    network = seeded(Network)
    save("frozen", torch.jit.freeze(torch.jit.script(network)))
    quantized = torch.ao.quantization.quantize_dynamic(network, {nn.Linear}, torch.qint8)
    save("quantized", torch.jit.script(quantized))
    save("half", torch.jit.script(seeded(Network).half()))
    save("bfloat16", torch.jit.script(seeded(Network).bfloat16()))
    save("double", torch.jit.script(seeded(Network).double()))
    save("network", torch.jit.script(network))
    expect("network", network, {"x": x}, linears(network))
    save("nested-tuple", torch.jit.script(seeded(NestedTuple)))
    save("defaults", torch.jit.script(seeded(Defaults)))
    save("methods", torch.jit.script(seeded(Methods)))
    expect("methods", seeded(Methods), {"x": x}, linears(network))

    with open("expected.json", "w") as file:
        json.dump(EXPECTED, file, separators=(",", ":"))
        file.write("\n")


if __name__ == "__main__":
    main()
