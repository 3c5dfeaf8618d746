/** How messages speak of a kind of YAML file. */
export interface FileWords {
  readonly what: string;
  /** What `joulemark schema` calls its schema. */
  readonly schema: string;
  /** The flag that names such a file. */
  readonly flag: string;
}

/** `joulemark.yaml` and its like. */
export const configWords: FileWords = { what: "configuration", schema: "config", flag: "--config" };
/** A calibration curve. */
export const curveWords: FileWords = { what: "curve", schema: "curve", flag: "--calibration" };
/** A plan of `joulemark bench`. */
export const planWords: FileWords = { what: "plan", schema: "plan", flag: "joulemark bench PLAN" };
/** How the work of a program is read. */
export const engineWords: FileWords = { what: "engine", schema: "engine", flag: "--engine" };
/** What `joulemark stream` is told. */
export const streamWords: FileWords = { what: "configuration", schema: "stream", flag: "joulemark stream --config" };
