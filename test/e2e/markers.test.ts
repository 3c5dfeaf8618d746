import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { PlayedSensor } from "../../probes/serial-daq/testing/powersensor3.js";
import { canPlayPorts, Pty } from "../../probes/serial-daq/testing/pty.js";
import type { Result } from "../../src/core/result.js";
import { openRecording } from "../../src/recording/reader.js";
import { joulemark, measured, recordingsIn, scratch } from "./cli.js";

const ptys: Pty[] = [];
afterEach(async () => {
  for (const pty of ptys.splice(0)) await pty.end();
});

function plug() {
  const path = join(scratch(), "port");
  const pty = new Pty(path);
  ptys.push(pty);
  return { path, pty };
}

const ofMarkers = ({ quality }: Result) => quality.findings.filter(({ code }) => code.startsWith("marker-"));
const markersOf = (out: string) =>
  openRecording(recordingsIn(out)[0] ?? "").events.flatMap((event) => (event.type === "marker" ? [event] : []));

describe.skipIf(!canPlayPorts)(
  `markers in a meter's own stream${canPlayPorts ? "" : " (skipped: no socat)"}`,
  { timeout: 120_000 },
  () => {
    it("come back from a PowerSensor3, and bound how late its samples stand", async () => {
      const { path, pty } = plug();
      const sensor = new PlayedSensor(pty);
      const out = scratch();
      const word = `serial-daq:path=${path},protocol=powersensor3,markers=true,rails.pair0.point=supply-output,rails.pair0.accuracyPercent=1`;
      const { result, status } = await measured(["-q", "--out", out, "--probe", word], ["sleep", "0.5"]);
      expect(status).toBe(0);
      expect(sensor.marked).toBe(2);
      const markers = markersOf(out);
      expect(markers.map(({ probe, marker }) => [probe, marker.kind])).toEqual([
        ["serial-daq", "begin"],
        ["serial-daq", "end"],
      ]);
      for (const { marker } of markers) expect(marker.returned?.at).toBeDefined();
      const findings = ofMarkers(result);
      expect(findings.map(({ code }) => code)).toEqual(["marker-bound"]);
      // the player looks every 2 ms, and this computer may be busy
      expect(findings[0]?.message).toMatch(/between 0 and [\d.]+ ms later .* by 2 markers/);
      expect(result.windows[0]?.rails[0]?.meanPowerW?.value).toBeCloseTo(24, 1);
    });

    it("are not sent unless they are asked for", async () => {
      const { path, pty } = plug();
      const sensor = new PlayedSensor(pty);
      const out = scratch();
      const word = `serial-daq:path=${path},protocol=powersensor3,rails.pair0.point=supply-output,rails.pair0.accuracyPercent=1`;
      const { result } = await measured(["-q", "--out", out, "--probe", word], ["true"]);
      expect([sensor.marked, ofMarkers(result), markersOf(out)]).toEqual([0, [], []]);
    });

    it.each([
      ["markers=true", "has no markers", 120],
      ["markLine=dtr", "has no line DTR that can be set", 121],
      ["markColumn=cpu", "needs markLine", 120],
      ["markLine=cts", "markLine", 120],
      ["markLine=dtr,markColumn=cqu", 'no channel "cqu" for markColumn; did you mean "cpu"', 120],
    ])("%s that cannot be is refused before the command runs", async (setting, words, code) => {
      const { path, pty } = plug();
      pty.talk(5, (ms) => `${ms},12.0,1500\r\n`);
      const word = `serial-daq:path=${path},protocol=csv,csv.columns="time:ms cpu:V cpu:mA",csv.periodMs=25,rails.cpu.point=regulator-output,rails.cpu.accuracyPercent=1,${setting}`;
      const { status, stderr } = await joulemark(["run", "--out", scratch(), "--probe", word, "--", "echo", "ran"]);
      expect(stderr).toContain(words);
      expect(status).toBe(code);
    });
  },
);
