import { setFlagsFromString } from "node:v8";

/**
 * Keeps the JavaScript engine from collecting garbage for thrift's sake, which it does some seconds after it went idle:
 * on the processors that are being measured, and for a program whose memory stays small anyway. It costs the main thread
 * more than everything it does for sampling.
 */
export const stayQuiet = (): void => setFlagsFromString("--no-memory-reducer");
