/** How long it warms up and is measured, as the runner is told. */
export const runnerTimes = ({ warmupS, durationS }: { readonly warmupS: number; readonly durationS: number }) => [
  ...["--duration-ms", milliseconds(durationS)],
  ...["--warmup-ms", milliseconds(warmupS)],
];

const milliseconds = (s: number): string => String(Math.round(s * 1000));

/** One option of `bench` that is the runner's: the runner knows what may stand there. */
export interface RunnerOption {
  readonly flags: string;
  readonly description: string;
}

/** Options handed to the runner as they are; it refuses what it does not know, and names the choices. */
export const runnerOptions: readonly RunnerOption[] = [
  { flags: "--network <name>", description: "the network: a name of `joulemark runner info`, or a file" },
  { flags: "--backend <name>", description: "what computes it: a name of `joulemark runner info`" },
  { flags: "--batch <n>", description: "images in a pass (default 1)" },
  { flags: "--precision <name>", description: "fp32, tf32, fp16 or fp16-true (default fp32)" },
  { flags: "--crop <n>", description: "height and width of the image (default: the network's)" },
  { flags: "--fc <how>", description: "fully connected layers: auto, gemv or gemm (default auto)" },
  { flags: "--algo <name>", description: "convolution algorithm (default auto)" },
  { flags: "--graph <on|off>", description: "replay one recorded pass where the back end can (default on)" },
  { flags: "--threads <n>", description: "threads on the processor (default: one per processor)" },
  { flags: "--device <n>", description: "which device, of several (default 0)" },
  { flags: "--input <kind>", description: "constant, gaussian, or zeros, which falsify power (default constant)" },
  { flags: "--weights <kind>", description: "he or gauss:STD (default he)" },
  { flags: "--seed <n>", description: "of weights and Gaussian input (default 1)" },
  { flags: "--workspace-mb <n>", description: "most MiB an algorithm may take beside the data (default 256)" },
  { flags: "--cuda-lib-dir <folder>", description: "where to look for the vendor's libraries first" },
  { flags: "--mode <mode>", description: "throughput, or latency: waits for each pass (default throughput)" },
  { flags: "--verify", description: "first compare the results with those in double precision" },
];
