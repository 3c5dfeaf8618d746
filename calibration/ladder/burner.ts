// A thread of the built-in load: busy for a share of each period, asleep for the rest, until it is told to stop.
import { workerData } from "node:worker_threads";
import type { BurnTask } from "./burn.js";
import { burn } from "./burn.js";

burn(workerData as BurnTask);
