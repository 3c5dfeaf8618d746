// The runner's networks as ONNX models with the runner's own weights, for a runtime by others to compute.
import { readFileSync } from "node:fs";

const FLOAT = 1;
const kinds = { float: 1, int: 2, ints: 7 }; // AttributeProto.AttributeType

function varint(value) {
  const bytes = [];
  let rest = BigInt(value);
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  return Buffer.from([...bytes, Number(rest)]);
}
const integer = (field, value) => Buffer.concat([varint(field << 3), varint(value)]);
const bytes = (field, value) => Buffer.concat([varint((field << 3) | 2), varint(value.length), value]);
const text = (field, value) => bytes(field, Buffer.from(value));
const message = (field, ...parts) => bytes(field, Buffer.concat(parts));
function float(field, value) {
  const encoded = Buffer.alloc(4);
  encoded.writeFloatLE(value);
  return Buffer.concat([varint((field << 3) | 5), encoded]);
}

function attribute(name, value) {
  if (Array.isArray(value))
    return message(5, text(1, name), ...value.map((one) => integer(8, one)), integer(20, kinds.ints));
  if (typeof value === "bigint") return message(5, text(1, name), integer(3, value), integer(20, kinds.int));
  return message(5, text(1, name), float(2, value), integer(20, kinds.float));
}

const node = (operator, inputs, output, attributes = {}) =>
  message(
    1,
    ...inputs.map((input) => text(1, input)),
    text(2, output),
    text(4, operator),
    ...Object.entries(attributes).map(([name, value]) => attribute(name, value)),
  );

const tensor = (name, dims, data) =>
  message(5, ...dims.map((dim) => integer(1, dim)), integer(2, FLOAT), text(8, name), bytes(9, data));

const value = (field, name, dims) =>
  message(
    field,
    text(1, name),
    message(2, message(1, integer(1, FLOAT), message(2, ...dims.map((dim) => message(1, integer(1, dim)))))),
  );

const square = (size) => [size, size];
const around = (pad) => [pad, pad, pad, pad];

/** What computes a layer: its nodes read `inputs` and write `output`; `weights` are names of initializers. */
const operators = {
  conv: ({ kernel, stride = 1, pad = 0, group = 1 }, inputs, output, weights) => [
    node("Conv", [...inputs, ...weights], output, {
      kernel_shape: square(kernel),
      strides: square(stride),
      pads: around(pad),
      group: BigInt(group),
    }),
  ],
  pool: ({ mode, kernel, stride = 1, pad = 0 }, inputs, output) => [
    node(mode === "max" ? "MaxPool" : "AveragePool", inputs, output, {
      kernel_shape: square(kernel),
      strides: square(stride),
      pads: around(pad),
      ceil_mode: 1n,
    }),
  ],
  lrn: ({ size, alpha, beta, k }, inputs, output) => [
    node("LRN", inputs, output, { size: BigInt(size), alpha, beta, bias: k }),
  ],
  concat: (_, inputs, output) => [node("Concat", inputs, output, { axis: 1n })],
  fc: (_, [input], output, weights) => [
    node("Flatten", [input], `${output}/flat`),
    node("Gemm", [`${output}/flat`, ...weights], output, { transB: 1n }),
  ],
  softmax: (_, inputs, output) => [node("Softmax", inputs, output, { axis: 1n })],
};

const weightDims = ({ type, kernel, group = 1 }, [inputs, height, width], outputs) =>
  type === "conv" ? [outputs, inputs / group, kernel, kernel] : [outputs, inputs * height * width];

/**
 * An ONNX model (opset 13) of one of the runner's networks.
 * @param file the network's file; @param shapes what `joulemark-runner networks NAME` says of it;
 * @param weights what `--dump-weights` wrote; outputs are `logits` and the last layer's
 */
export function onnxModel({ file, shapes, weights, batch }) {
  const network = JSON.parse(readFileSync(file, "utf8"));
  const parts = [];
  let offset = 0;
  let last = "input";
  let logits = "";
  const take = (name, dims) => {
    const length = 4 * dims.reduce((a, b) => a * b, 1);
    parts.push(tensor(name, dims, weights.subarray(offset, offset + length)));
    offset += length;
    return name;
  };
  network.layers.forEach((layer, index) => {
    const { name, type, relu } = layer;
    const { in: from, out } = shapes.layers[index];
    const named =
      type === "conv" || type === "fc"
        ? [take(`${name}/weights`, weightDims(layer, from, out[0])), take(`${name}/biases`, [out[0]])]
        : [];
    const output = relu ? `${name}/linear` : name;
    parts.push(...operators[type](layer, layer.inputs ?? [last], output, named));
    if (relu) parts.push(node("Relu", [output], name));
    if (type === "softmax") logits = last;
    last = name;
  });
  if (offset !== weights.length) throw new Error(`weights: ${weights.length} bytes, ${offset} used`);
  const { channels, crops } = network.input;
  const outputs = network.layers.length && shapes.layers.at(-1).out[0];
  const graph = message(
    7,
    ...parts,
    text(2, network.name),
    value(11, "input", [batch, channels, crops[0], crops[0]]),
    value(12, last, [batch, outputs]),
    value(12, logits, [batch, outputs]),
  );
  const model = Buffer.concat([integer(1, 8), text(2, "joulemark"), graph, message(8, text(1, ""), integer(2, 13))]);
  return { model, logits };
}
