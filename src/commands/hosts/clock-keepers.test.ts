import { describe, expect, it } from "vitest";
import type { ClockStatus } from "../../core/clock-status.js";
import { clockKeepers } from "./clock-keepers.js";
import { clockStatusIn } from "./clock-status.js";

const read = (name: string, words: string) => clockKeepers.find((keeper) => keeper.name === name)?.read(words);

const tracking = (leap: string) =>
  `C0A80101,ntp1.example,2,1795888694.101,-0.000123,0.0001,0.0002,-5.1,0.001,0.02,0.0042,0.0011,64.2,${leap}\n`;
const ntpq = (leap: string) => `associd=0 status=0615 ${leap}, sync_ntp, 1 event, clock_sync,
version="ntpd 4.2.8p15", stratum=3, precision=-24, rootdelay=4.000, rootdisp=11.500,
refid=192.168.1.1, offset=-0.250, frequency=-5.1, sys_jitter=0.1
`;
const timesync = `       Server: 192.168.1.1 (ntp1.example)
Poll interval: 32s (min: 32s; max 34min 8s)
Root distance: 17.851ms (max: 5s)
       Offset: -1.149ms
        Delay: 20.5ms
`;
const kernel = (status: number) => `         mode: 0
       offset: 0
     maxerror: 2500
     esterror: 0
       status: ${status}
`;

describe("how well a clock is kept", () => {
  const known: readonly [name: string, words: string, withinS: number][] = [
    ["chrony", tracking("Normal"), 0.000123 + 0.0011 + 0.0021],
    ["ntpd", ntpq("leap_none"), 0.00025 + 0.0115 + 0.002],
    ["timesyncd", timesync, 0.019],
    ["kernel", kernel(0x2001), 0.0025],
  ];
  it.each(known)("%s bounds the error", (name, words, withinS) => {
    const status = read(name, words);
    expect(status?.synchronized).toBe(true);
    expect(status?.withinS).toBeCloseTo(withinS, 12);
  });

  it.each([
    ["chrony", tracking("Not synchronised")],
    ["ntpd", ntpq("leap_alarm")],
    ["kernel", kernel(0x40)],
  ])("%s says that it follows nothing: then there is no bound", (name, words) =>
    expect(read(name, words)).toEqual({ synchronized: false }),
  );

  it.each(clockKeepers.map(({ name }) => name))("%s with other words says nothing", (name) => {
    for (const words of ["", "506 Cannot talk to daemon\n", "a,b,c", "<html>"])
      expect(read(name, words)).toBeUndefined();
  });

  it("is read back from a manifest, where it makes sense", () => {
    const clock: ClockStatus = { source: "chrony", synchronized: true, withinS: 0.001 };
    expect(clockStatusIn({ settings: { clock } })).toEqual(clock);
    expect(clockStatusIn({ settings: { clock: { ...clock, withinS: -1 } } })).toEqual({
      source: "chrony",
      synchronized: true,
    });
    expect(clockStatusIn({ settings: {} })).toBeUndefined();
  });
});
