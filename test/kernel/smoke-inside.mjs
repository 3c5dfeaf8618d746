// Runs inside the bench (see smoke.sh): compares what the kernel's files say
// with the values the emulated chips and counters were given.
// Usage: node smoke-inside.mjs CHECK...   with CHECK one of the keys below.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  check,
  hwmonOf,
  iioOf,
  mismatches,
  number,
  outcome,
  reread,
  setChip,
  text,
  variety,
  write,
} from "./smoke-checks.mjs";
import { powercap } from "./smoke-powercap.mjs";

const checks = {
  hwmon() {
    const d = hwmonOf("0-0040");
    check("name", text(`${d}/name`), "ina3221");
    check("labels", [1, 2, 3].map((k) => text(`${d}/in${k}_label`)).join(), "GPU,CPU,SOC");
    check("bus voltages in mV", [1, 2, 3].map((k) => text(`${d}/in${k}_input`)).join(), "19000,18992,18984");
    check("currents in mA over 5 mOhm", [1, 2, 3].map((k) => text(`${d}/curr${k}_input`)).join(), "800,400,200");
    check("shunt voltages in uV", [4, 5, 6].map((k) => text(`${d}/in${k}_input`)).join(), "4000,2000,1000");
    check("in7_label", text(`${d}/in7_label`), "sum of shunt voltages");
    check("in7_input", text(`${d}/in7_input`), "7000");
    check("curr4_input", text(`${d}/curr4_input`), "1400");
    check("shunt1_resistor", text(`${d}/shunt1_resistor`), "5000");
    check("update_interval", text(`${d}/update_interval`), "7");
    check("second chip", text(`${hwmonOf("0-0041")}/in3_input`), "5000");
  },

  async values() {
    const d = hwmonOf("0-0040");
    setChip("hold_us", 1000);
    setChip("level", "1500,600");
    setChip("shunt", "-7,4095");
    await sleep(10);
    check("changed level", text(`${d}/in1_input`), "12000");
    check("negative current", text(`${d}/curr1_input`), "-56");
    check("full scale", text(`${d}/curr2_input`), "32760");
    check("untouched channel", text(`${d}/curr3_input`), "200");
    setChip("level_swing", "400");
    setChip("wave", 1);
    check("waveform varies", await variety(`${d}/in1_input`, 700), ({ values }) => values > 5);
    setChip("hold_us", 400000);
    check(
      "conversions hold still",
      await variety(`${d}/in1_input`, 600),
      ({ values, ms }) => values >= 2 && values <= ms / 400 + 2,
    );
    setChip("wave", 0);
  },

  async faults() {
    const d = hwmonOf("0-0040");
    setChip("hold_us", 1000);
    const fd = fs.openSync(`${d}/in1_input`);
    const other = fs.openSync(`${hwmonOf("0-0041")}/in1_input`);
    const before = reread(fd);
    setChip("nack", 1);
    check("silent chip", reread(fd), "ENXIO");
    check("the other chip answers", reread(other), "19000");
    setChip("nack_errno", 121);
    check("silent chip, other errno", reread(fd), "EREMOTEIO");
    setChip("nack_errno", 6);
    setChip("nack", 0);
    check("answers again on the same descriptor", reread(fd), before);
    setChip("drop_every", 3);
    const mixed = Array.from({ length: 9 }, () => reread(fd));
    check("every third transfer lost", mixed.filter((v) => v === "ENXIO").length, 3);
    setChip("drop_every", 0);
    setChip("garble_every", 1);
    check("garbled word", reread(fd), "-8");
    setChip("garble_every", 0);

    const in2 = fs.openSync(`${d}/in2_input`);
    const curr2 = fs.openSync(`${d}/curr2_input`);
    write(`${d}/in2_enable`, 0);
    check("disabled channel, voltage", reread(in2), "ENODATA");
    check("disabled channel, current", reread(curr2), "ENODATA");
    write(`${d}/in2_enable`, 1);
    await sleep(20);
    check("enabled again", reread(in2), (v) => Number(v) > 0);
  },

  numbers() {
    const driver = "/sys/bus/i2c/drivers/ina3221";
    const before = path.basename(hwmonOf("0-0040"));
    const fd = fs.openSync(`${hwmonOf("0-0040")}/in1_input`);
    write(`${driver}/unbind`, "0-0040");
    check("unbound: kept descriptor", reread(fd), "ENODEV");
    check("unbound: folder gone", fs.existsSync("/sys/bus/i2c/devices/0-0040/hwmon"), false);
    const load = spawnSync("bench-load", ["emu_hwmon"], { encoding: "utf8" });
    check("bench-load emu_hwmon", load.status === 0 ? 0 : load.stderr, 0);
    write(`${driver}/bind`, "0-0040");
    check("bound again: kept descriptor stays dead", reread(fd), "ENODEV");
    const after = path.basename(hwmonOf("0-0040"));
    check(`hwmon number moved from ${before}`, after, (n) => n !== before);
    check("the old number is another device", text(`/sys/class/hwmon/${before}/name`), "emupsu");
    check("its power in uW", text(`/sys/class/hwmon/${before}/power1_input`), "123456789");
    check(
      "readable again",
      outcome(() => number(`${hwmonOf("0-0040")}/in1_input`)),
      (v) => v > 0,
    );
  },

  first() {
    check("emu_hwmon came first", text("/sys/class/hwmon/hwmon0/name"), "emupsu");
    check("labels given", text(`${hwmonOf("0-0040")}/in1_label`), "VDD_GPU_SOC");
    check("label left out", fs.existsSync(`${hwmonOf("0-0041")}/in1_label`), false);
    check(
      "unconnected channel",
      outcome(() => text(`${hwmonOf("0-0041")}/in3_input`)),
      "ENODATA",
    );
    check("shunt given", text(`${hwmonOf("0-0040")}/curr1_input`), "2000");
  },

  async iio() {
    const d = iioOf("0-0040");
    check("path", d, (p) => /^\/sys\/bus\/i2c\/drivers\/ina3221x\/0-0040\/iio:device\d$/.test(p));
    check("mode", (fs.statSync(`${d}/in_power0_input`).mode & 0o777).toString(8), "644");
    check("rail names", [0, 1, 2].map((n) => text(`${d}/rail_name_${n}`)).join(), "GPU,CPU,SOC");
    check("mV", [0, 1, 2].map((n) => text(`${d}/in_voltage${n}_input`)).join(), "19000,18992,18984");
    check("mA", [0, 1, 2].map((n) => text(`${d}/in_current${n}_input`)).join(), "800,400,200");
    check("mW, truncated", [0, 1, 2].map((n) => text(`${d}/in_power${n}_input`)).join(), "15200,7596,3796");
    check("ui_input_0", text(`${d}/ui_input_0`), "19000 800");
    check("crit_current_limit_0", text(`${d}/crit_current_limit_0`), "32760 ma");
    check("crit_power_limit_0", text(`${d}/crit_power_limit_0`), "622440 mw");
    check("in_current_sum_input", text(`${d}/in_current_sum_input`), "1400 ma");
    check("polling_delay_1", text(`${d}/polling_delay_1`), "0 ms");
    check("running_mode", text(`${d}/running_mode`), "1");
    check("trigger file while running", text(`${d}/in_current0_trigger_input`), "800");
    check("second chip", text(`${iioOf("0-0041")}/rail_name_2`), "SYS5V");

    write(`${d}/running_mode`, 0);
    check("triggered mode", text(`${d}/running_mode`), "0");
    check("trigger file now", text(`${d}/in_current0_trigger_input`), "0");
    const start = performance.now();
    check("a read waits for its conversion", text(`${d}/ui_input_0`), "19000 800");
    check("for this many ms", Math.round(performance.now() - start), (ms) => ms > 400 && ms < 5000);
    setChip("hold_us", 4000000);
    check(
      "conversion never ready",
      outcome(() => text(`${d}/in_power0_input`)),
      "EAGAIN",
    );
    setChip("hold_us", 1000);
    write(`${d}/running_mode`, 1);

    const fd = fs.openSync(`${d}/in_power0_input`);
    setChip("shunt", "-50");
    await sleep(10);
    check("negative power", reread(fd), "-7600");
    setChip("nack", 1);
    check("silent chip", reread(fd), "ENXIO");
    setChip("nack", 0);
    check("answers again", reread(fd), "-7600");
    write("/sys/bus/i2c/drivers/ina3221x/unbind", "0-0040");
    check("unbound: kept descriptor", reread(fd), "ENODEV");
    write("/sys/bus/i2c/drivers/ina3221x/bind", "0-0040");
    check("bound again", text(`${iioOf("0-0040")}/in_voltage1_input`), "18992");
  },

  mixed() {
    check("0x40 hwmon", text(`${hwmonOf("0-0040")}/in1_input`), "19000");
    check("0x41 iio", text(`${iioOf("0-0041")}/in_voltage0_input`), "19000");
  },

  powercap,
};

for (const name of process.argv.slice(2)) {
  console.log(`-- ${name}`);
  await checks[name]();
}
process.exit(mismatches() ? 1 : 0);
