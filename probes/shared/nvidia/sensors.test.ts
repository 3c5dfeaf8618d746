import { describe, expect, it } from "vitest";
import { sensorOf, unmeasuredTime } from "./sensors.js";

describe("time that a GPU's sensor does not see", () => {
  it.each([
    { what: "Hopper's instant power", capability: 9, instant: true, sees: "25 of every 100 ms" },
    { what: "Hopper's mean of a second", capability: 9, instant: false, sees: "25 of every 100 ms" },
    { what: "GA100's only power", capability: 8, instant: false, sees: "25 of every 100 ms" },
    { what: "Volta's", capability: 7, instant: true, sees: "10 of every 20 ms" },
  ])("is told of $what", ({ capability, instant, sees }) => {
    const [finding] = unmeasuredTime("gpu0", sensorOf(capability, instant));
    expect(finding).toMatchObject({ code: "sensor-window", rail: "gpu0", message: expect.stringContaining(sees) });
  });

  it.each([
    { what: "Ada's instant power", capability: 8.9, instant: true },
    { what: "Ada's mean of a second", capability: 8.9, instant: false },
    { what: "Turing's", capability: 7.5, instant: true },
  ])("is none of $what", ({ capability, instant }) => {
    expect(unmeasuredTime("gpu0", sensorOf(capability, instant))).toEqual([]);
  });
});
