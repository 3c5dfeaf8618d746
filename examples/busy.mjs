// Keeps every processor busy for some seconds and prints how many passes it made: a load to try joulemark on.
import { availableParallelism } from "node:os";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";

const PASS = 1e6;

function work(seconds) {
  const end = performance.now() + seconds * 1000;
  let passes = 0;
  let sum = 0;
  while (performance.now() < end) {
    for (let number = 0; number < PASS; number++) sum += Math.sqrt(number);
    passes++;
  }
  return { passes, sum };
}

if (isMainThread) {
  const seconds = Number(process.argv[2] ?? 5);
  const workers = Array.from(
    { length: availableParallelism() },
    () =>
      new Promise((resolve) => new Worker(new URL(import.meta.url), { workerData: seconds }).on("message", resolve)),
  );
  const results = await Promise.all(workers);
  console.log(`${results.reduce((total, { passes }) => total + passes, 0)} passes`);
} else {
  parentPort?.postMessage(work(workerData));
}
