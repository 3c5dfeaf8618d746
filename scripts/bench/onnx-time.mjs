// Times a model on onnxruntime-node: onnx-time.mjs RUNTIME MODEL LOGITS SHAPE THREADS SECONDS -> {"imagesPerS", "logits"}.
const [runtime, file, logits, shape, threads, seconds] = process.argv.slice(2);
const { InferenceSession, Tensor } = (await import(runtime)).default;
const dims = shape.split(",").map(Number);
const data = new Float32Array(dims.reduce((a, b) => a * b, 1)).fill(1);
const session = await InferenceSession.create(file, { intraOpNumThreads: Number(threads), interOpNumThreads: 1 });
const feeds = { [session.inputNames[0]]: new Tensor("float32", data, dims) };
const first = await session.run(feeds);
let passes = 0;
const begin = performance.now();
while (performance.now() - begin < 1000 * Number(seconds)) {
  await session.run(feeds);
  passes++;
}
const imagesPerS = (1000 * passes * dims[0]) / (performance.now() - begin);
console.log(JSON.stringify({ imagesPerS, logits: Array.from(first[logits].data.slice(0, 1000)) }));
