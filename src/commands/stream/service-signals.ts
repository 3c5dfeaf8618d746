const ending = ["SIGINT", "SIGTERM", "SIGQUIT"] as const;

/** What a service is told by signals while this is open. */
export interface ServiceSignals extends Disposable {
  /** Aborts at the first signal to end; a second one ends the process as if nobody listened. */
  readonly end: AbortSignal;
}

/** Listens: SIGHUP asks to read the configuration again, the others to end. */
export function serviceSignals(reload: () => void): ServiceSignals {
  const controller = new AbortController();
  const release = () => {
    for (const signal of ending) process.off(signal, stop);
    process.off("SIGHUP", reload);
  };
  const stop = (signal: NodeJS.Signals) => {
    if (controller.signal.aborted) {
      release();
      process.kill(process.pid, signal);
    }
    controller.abort();
  };
  for (const signal of ending) process.on(signal, stop);
  process.on("SIGHUP", reload);
  return { end: controller.signal, [Symbol.dispose]: release };
}
