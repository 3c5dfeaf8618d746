import { readFileSync } from "node:fs";

/** What /proc/PID/stat says of a process, as far as we ask. */
export interface ProcessStat {
  readonly pid: number;
  readonly name: string;
  /** One letter: `R` running, `T` stopped, `Z` zombie, ... */
  readonly state: string;
  readonly parent: number;
  readonly group: number;
  readonly session: number;
  /** Device number of the controlling terminal; 0 without one. */
  readonly terminal: number;
  /** The group in the foreground of that terminal; -1 without one. */
  readonly foreground: number;
}

// Greedy up to the last bracket: a process may carry brackets and spaces in its name (proc(5)).
const layout =
  /^(?<pid>\d+) \((?<name>.*)\) (?<state>\w) (?<parent>\d+) (?<group>\d+) (?<session>\d+) (?<terminal>-?\d+) (?<foreground>-?\d+) /s;

/** The text of /proc/PID/stat, or undefined when it is not one. */
export function parseProcessStat(text: string): ProcessStat | undefined {
  const fields = layout.exec(text)?.groups;
  if (fields === undefined) return undefined;
  const { name = "", state = "" } = fields;
  const number = (field: string) => Number(fields[field]);
  return {
    pid: number("pid"),
    name,
    state,
    parent: number("parent"),
    group: number("group"),
    session: number("session"),
    terminal: number("terminal"),
    foreground: number("foreground"),
  };
}

/** The process as it is now; undefined when it is gone or hidden. */
export function readProcessStat(pid: number | "self"): ProcessStat | undefined {
  try {
    return parseProcessStat(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return undefined;
  }
}

/** Whether the keys of the terminal (Ctrl-C, Ctrl-\, Ctrl-Z) reach us: our group is in its foreground. */
export function ownsTerminal(stat: ProcessStat | undefined = readProcessStat("self")): boolean {
  return stat !== undefined && stat.terminal !== 0 && stat.group === stat.foreground;
}
