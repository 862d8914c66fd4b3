"""Writes graph.onnx: the layers of the body as ONNX Runtime computes them, without their weights.

    python -m ingest.encoder.training.graph FILE

The weights have the names of the body (BERT, Devlin et al. 2019) and are handed over when the
graph is loaded, with our adapters in. One text goes through at a time, so nothing is padded. Needs
the package onnx, which nothing else of ours does.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import helper

LAYERS, HEADS, WIDTH, WIDE = 6, 12, 384, 1536
EPSILON = 1e-12
OPSET, FORMAT = 20, 10


@dataclass
class _Graph:
    nodes: list[onnx.NodeProto] = field(default_factory=list)
    weights: list[onnx.TensorProto] = field(default_factory=list)

    def node(self, kind: str, *inputs: str, **attributes: object) -> str:
        """Add a node and return the name of what comes out."""
        name = f"{kind.lower()}.{len(self.nodes)}"
        attributed: dict[str, Any] = attributes
        self.nodes.append(helper.make_node(kind, list(inputs), [name], **attributed))
        return name

    def constant(self, name: str, values: list[int] | float) -> str:
        array = np.array(values, np.float32 if isinstance(values, float) else np.int64)
        self.weights.append(onnx.numpy_helper.from_array(array, name))
        return name

    def weight(self, name: str, *shape: int) -> str:
        """Name a weight that is handed over later."""
        tensor = onnx.TensorProto(name=name, data_type=onnx.TensorProto.FLOAT, dims=shape)
        tensor.data_location = onnx.TensorProto.EXTERNAL
        size = 4 * int(np.prod(shape))
        for key, value in (("location", "handed over"), ("offset", "0"), ("length", str(size))):
            entry = tensor.external_data.add()
            entry.key, entry.value = key, value
        self.weights.append(tensor)
        return name

    def linear(self, states: str, name: str, inputs: int, outputs: int) -> str:
        weight = self.weight(f"{name}.weight", outputs, inputs)
        return self.node("Gemm", states, weight, self.weight(f"{name}.bias", outputs), transB=1)

    def norm(self, states: str, name: str) -> str:
        scale, bias = self.weight(f"{name}.weight", WIDTH), self.weight(f"{name}.bias", WIDTH)
        return self.node("LayerNormalization", states, scale, bias, axis=-1, epsilon=EPSILON)

    def heads(self, states: str, order: list[int]) -> str:
        return self.node("Transpose", self.node("Reshape", states, "by head"), perm=order)

    def layer(self, states: str, name: str) -> str:
        query, key, value = (
            self.linear(states, f"{name}.attention.self.{part}", WIDTH, WIDTH)
            for part in ("query", "key", "value")
        )
        asked, told = self.heads(query, [1, 0, 2]), self.heads(key, [1, 2, 0])
        likeness = self.node("Mul", self.node("MatMul", asked, told), "scale")
        shares = self.node("Softmax", likeness, axis=-1)
        mixed = self.node("MatMul", shares, self.heads(value, [1, 0, 2]))
        context = self.node(
            "Reshape", self.node("Transpose", mixed, perm=[1, 0, 2]), "side by side"
        )
        attended = self.linear(context, f"{name}.attention.output.dense", WIDTH, WIDTH)
        states = self.norm(self.node("Add", attended, states), f"{name}.attention.output.LayerNorm")
        wide = self.node("Gelu", self.linear(states, f"{name}.intermediate.dense", WIDTH, WIDE))
        narrow = self.linear(wide, f"{name}.output.dense", WIDE, WIDTH)
        return self.norm(self.node("Add", narrow, states), f"{name}.output.LayerNorm")


def model() -> onnx.ModelProto:
    """Return the graph: word and place vectors (pieces, width) in, one unit vector (width) out."""
    graph = _Graph()
    graph.constant("by head", [-1, HEADS, WIDTH // HEADS])
    graph.constant("side by side", [-1, WIDTH])
    graph.constant("scale", float((WIDTH // HEADS) ** -0.5))
    states = graph.norm("pieces", "embeddings.LayerNorm")
    for number in range(LAYERS):
        states = graph.layer(states, f"encoder.layer.{number}")
    mean = graph.node("ReduceMean", states, graph.constant("pieces axis", [0]), keepdims=0)
    unit = graph.node("LpNormalization", mean, axis=-1, p=2)
    pieces = helper.make_tensor_value_info("pieces", onnx.TensorProto.FLOAT, ["count", WIDTH])
    vector = helper.make_tensor_value_info(unit, onnx.TensorProto.FLOAT, [WIDTH])
    whole = helper.make_graph(graph.nodes, "body", [pieces], [vector], graph.weights)
    opset = helper.make_opsetid("", OPSET)
    return helper.make_model(whole, opset_imports=[opset], ir_version=FORMAT)


if __name__ == "__main__":
    Path(sys.argv[1]).write_bytes(model().SerializeToString())
