import type { Course, Timeline, Trace } from "./trace.js";

/** Typed arrays as text: base64 of their bytes, the lowest first. */
export interface PackedTrace extends Omit<Trace, "shape" | "gaps"> {
  readonly shape:
    | { readonly kind: "points"; readonly at: string; readonly watts: string }
    | {
        readonly kind: "buckets";
        readonly firstS: number;
        readonly widthS: number;
        readonly min: string;
        readonly max: string;
        readonly mean: string;
        readonly weight: string;
      };
  readonly gaps: string;
}

/** A timeline that JSON can hold. */
export interface PackedTimeline extends Omit<Timeline, "traces"> {
  readonly traces: readonly PackedTrace[];
}

const base64 = (values: Float32Array | Float64Array): string =>
  Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString("base64");

/** For the page. */
export function packed({ traces, ...rest }: Timeline): PackedTimeline {
  return {
    ...rest,
    traces: traces.map(({ shape, gaps, ...trace }) => ({ ...trace, shape: packedShape(shape), gaps: base64(gaps) })),
  };
}

function packedShape(shape: Course["shape"]): PackedTrace["shape"] {
  if (shape.kind === "points") return { kind: "points", at: base64(shape.at), watts: base64(shape.watts) };
  const { firstS, widthS, min, max, mean, weight } = shape;
  return {
    kind: "buckets",
    firstS,
    widthS,
    min: base64(min),
    max: base64(max),
    mean: base64(mean),
    weight: base64(weight),
  };
}

/** In the page; `bytesOf` is how it reads base64. */
export function unpacked({ traces, ...rest }: PackedTimeline, bytesOf: (text: string) => Uint8Array): Timeline {
  const f32 = (text: string) => new Float32Array(bytesOf(text).buffer);
  const f64 = (text: string) => new Float64Array(bytesOf(text).buffer);
  const shapeOf = (shape: PackedTrace["shape"]): Course["shape"] => {
    if (shape.kind === "points") return { kind: "points", at: f64(shape.at), watts: f32(shape.watts) };
    const { min, max, mean, weight, ...grid } = shape;
    return { ...grid, min: f32(min), max: f32(max), mean: f32(mean), weight: f32(weight) };
  };
  return {
    ...rest,
    traces: traces.map(({ shape, gaps, ...trace }) => ({ ...trace, shape: shapeOf(shape), gaps: f64(gaps) })),
  };
}
