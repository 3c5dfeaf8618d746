// A thread of the built-in load: busy for a share of each period, or while it is switched on, until it is told to stop.
import { workerData } from "node:worker_threads";
import type { BurnTask } from "./burn.js";
import { burn } from "./burn.js";

burn(workerData as BurnTask);
