// A thread of the built-in load: busy for a share of each period, or while it is switched on, until it is told to stop.
import { workerData } from "node:worker_threads";
import { type BurnTask, burn, burnWhileOn, type SwitchTask } from "./burn.js";

const task = workerData as BurnTask | SwitchTask;
if ("share" in task) burn(task);
else burnWhileOn(task);
