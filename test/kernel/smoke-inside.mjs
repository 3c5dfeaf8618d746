// Runs inside the bench (see smoke.sh): compares what the kernel's files say
// with the values the emulated chips and counters were given.
// Usage: node smoke-inside.mjs CHECK...   with CHECK one of the keys below.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

let bad = 0;
function check(what, got, want) {
  const ok = typeof want === 'function' ? want(got) : Object.is(got, want);
  if (!ok) bad++;
  const expected = ok ? '' : ` (wanted: ${typeof want === 'function' ? want : JSON.stringify(want)})`;
  console.log(`${ok ? 'ok  ' : 'BAD '} ${what}: ${JSON.stringify(got)}${expected}`);
}

const text = (file) => fs.readFileSync(file, 'utf8').trim();
const number = (file) => Number(text(file));
const write = (file, value) => fs.writeFileSync(file, String(value));
const setChip = (name, value) => write(`/sys/module/emu_ina3221/parameters/${name}`, value);
const setRapl = (name, value) => write(`/sys/module/emu_rapl/parameters/${name}`, value);
/** The content, or the errno name when reading fails. */
function outcome(read) {
  try {
    return read();
  } catch (error) {
    return error.code;
  }
}
/** Reads a kept descriptor from its start, as a poller does. */
function reread(fd) {
  const buffer = Buffer.alloc(64);
  return outcome(() => buffer.toString('utf8', 0, fs.readSync(fd, buffer, 0, 64, 0)).trim());
}
/** hwmon folder of an I2C device such as 0-0040. */
function hwmonOf(device) {
  const parent = `/sys/bus/i2c/devices/${device}/hwmon`;
  return path.join(parent, fs.readdirSync(parent)[0]);
}
const iioOf = (device) => {
  const parent = `/sys/bus/i2c/drivers/ina3221x/${device}`;
  return path.join(parent, fs.readdirSync(parent).find((name) => name.startsWith('iio:device')));
};
/** How many different values a file shows over some time. */
async function variety(file, ms) {
  const seen = new Set();
  const began = performance.now();
  for (; performance.now() < began + ms; await sleep(5)) seen.add(text(file));
  return { values: seen.size, ms: Math.round(performance.now() - began) };
}

const checks = {
  hwmon() {
    const d = hwmonOf('0-0040');
    check('name', text(`${d}/name`), 'ina3221');
    check('labels', [1, 2, 3].map((k) => text(`${d}/in${k}_label`)).join(), 'GPU,CPU,SOC');
    check('bus voltages in mV', [1, 2, 3].map((k) => text(`${d}/in${k}_input`)).join(), '19000,18992,18984');
    check('currents in mA over 5 mOhm', [1, 2, 3].map((k) => text(`${d}/curr${k}_input`)).join(), '800,400,200');
    check('shunt voltages in uV', [4, 5, 6].map((k) => text(`${d}/in${k}_input`)).join(), '4000,2000,1000');
    check('in7_label', text(`${d}/in7_label`), 'sum of shunt voltages');
    check('in7_input', text(`${d}/in7_input`), '7000');
    check('curr4_input', text(`${d}/curr4_input`), '1400');
    check('shunt1_resistor', text(`${d}/shunt1_resistor`), '5000');
    check('update_interval', text(`${d}/update_interval`), '7');
    check('second chip', text(`${hwmonOf('0-0041')}/in3_input`), '5000');
  },

  async values() {
    const d = hwmonOf('0-0040');
    setChip('hold_us', 1000);
    setChip('level', '1500,600');
    setChip('shunt', '-7,4095');
    await sleep(10);
    check('changed level', text(`${d}/in1_input`), '12000');
    check('negative current', text(`${d}/curr1_input`), '-56');
    check('full scale', text(`${d}/curr2_input`), '32760');
    check('untouched channel', text(`${d}/curr3_input`), '200');
    setChip('level_swing', '400');
    setChip('wave', 1);
    check('waveform varies', await variety(`${d}/in1_input`, 700), ({ values }) => values > 5);
    setChip('hold_us', 400000);
    check('conversions hold still', await variety(`${d}/in1_input`, 600), ({ values, ms }) => values >= 2 && values <= ms / 400 + 2);
    setChip('wave', 0);
  },

  async faults() {
    const d = hwmonOf('0-0040');
    setChip('hold_us', 1000);
    const fd = fs.openSync(`${d}/in1_input`);
    const other = fs.openSync(`${hwmonOf('0-0041')}/in1_input`);
    const before = reread(fd);
    setChip('nack', 1);
    check('silent chip', reread(fd), 'ENXIO');
    check('the other chip answers', reread(other), '19000');
    setChip('nack_errno', 121);
    check('silent chip, other errno', reread(fd), 'EREMOTEIO');
    setChip('nack_errno', 6);
    setChip('nack', 0);
    check('answers again on the same descriptor', reread(fd), before);
    setChip('drop_every', 3);
    const mixed = Array.from({ length: 9 }, () => reread(fd));
    check('every third transfer lost', mixed.filter((v) => v === 'ENXIO').length, 3);
    setChip('drop_every', 0);
    setChip('garble_every', 1);
    check('garbled word', reread(fd), '-8');
    setChip('garble_every', 0);

    const in2 = fs.openSync(`${d}/in2_input`);
    const curr2 = fs.openSync(`${d}/curr2_input`);
    write(`${d}/in2_enable`, 0);
    check('disabled channel, voltage', reread(in2), 'ENODATA');
    check('disabled channel, current', reread(curr2), 'ENODATA');
    write(`${d}/in2_enable`, 1);
    await sleep(20);
    check('enabled again', reread(in2), (v) => Number(v) > 0);
  },

  numbers() {
    const driver = '/sys/bus/i2c/drivers/ina3221';
    const before = path.basename(hwmonOf('0-0040'));
    const fd = fs.openSync(`${hwmonOf('0-0040')}/in1_input`);
    write(`${driver}/unbind`, '0-0040');
    check('unbound: kept descriptor', reread(fd), 'ENODEV');
    check('unbound: folder gone', fs.existsSync('/sys/bus/i2c/devices/0-0040/hwmon'), false);
    const load = spawnSync('bench-load', ['emu_hwmon'], { encoding: 'utf8' });
    check('bench-load emu_hwmon', load.status === 0 ? 0 : load.stderr, 0);
    write(`${driver}/bind`, '0-0040');
    check('bound again: kept descriptor stays dead', reread(fd), 'ENODEV');
    const after = path.basename(hwmonOf('0-0040'));
    check(`hwmon number moved from ${before}`, after, (n) => n !== before);
    check('the old number is another device', text(`/sys/class/hwmon/${before}/name`), 'emupsu');
    check('its power in uW', text(`/sys/class/hwmon/${before}/power1_input`), '123456789');
    check('readable again', outcome(() => number(`${hwmonOf('0-0040')}/in1_input`)), (v) => v > 0);
  },

  first() {
    check('emu_hwmon came first', text('/sys/class/hwmon/hwmon0/name'), 'emupsu');
    check('labels given', text(`${hwmonOf('0-0040')}/in1_label`), 'VDD_GPU_SOC');
    check('label left out', fs.existsSync(`${hwmonOf('0-0041')}/in1_label`), false);
    check('unconnected channel', outcome(() => text(`${hwmonOf('0-0041')}/in3_input`)), 'ENODATA');
    check('shunt given', text(`${hwmonOf('0-0040')}/curr1_input`), '2000');
  },

  async iio() {
    const d = iioOf('0-0040');
    check('path', d, (p) => /^\/sys\/bus\/i2c\/drivers\/ina3221x\/0-0040\/iio:device\d$/.test(p));
    check('mode', (fs.statSync(`${d}/in_power0_input`).mode & 0o777).toString(8), '644');
    check('rail names', [0, 1, 2].map((n) => text(`${d}/rail_name_${n}`)).join(), 'GPU,CPU,SOC');
    check('mV', [0, 1, 2].map((n) => text(`${d}/in_voltage${n}_input`)).join(), '19000,18992,18984');
    check('mA', [0, 1, 2].map((n) => text(`${d}/in_current${n}_input`)).join(), '800,400,200');
    check('mW, truncated', [0, 1, 2].map((n) => text(`${d}/in_power${n}_input`)).join(), '15200,7596,3796');
    check('ui_input_0', text(`${d}/ui_input_0`), '19000 800');
    check('crit_current_limit_0', text(`${d}/crit_current_limit_0`), '32760 ma');
    check('crit_power_limit_0', text(`${d}/crit_power_limit_0`), '622440 mw');
    check('in_current_sum_input', text(`${d}/in_current_sum_input`), '1400 ma');
    check('polling_delay_1', text(`${d}/polling_delay_1`), '0 ms');
    check('running_mode', text(`${d}/running_mode`), '1');
    check('trigger file while running', text(`${d}/in_current0_trigger_input`), '800');
    check('second chip', text(`${iioOf('0-0041')}/rail_name_2`), 'SYS5V');

    write(`${d}/running_mode`, 0);
    check('triggered mode', text(`${d}/running_mode`), '0');
    check('trigger file now', text(`${d}/in_current0_trigger_input`), '0');
    const start = performance.now();
    check('a read waits for its conversion', text(`${d}/ui_input_0`), '19000 800');
    check('for this many ms', Math.round(performance.now() - start), (ms) => ms > 400 && ms < 5000);
    setChip('hold_us', 4000000);
    check('conversion never ready', outcome(() => text(`${d}/in_power0_input`)), 'EAGAIN');
    setChip('hold_us', 1000);
    write(`${d}/running_mode`, 1);

    const fd = fs.openSync(`${d}/in_power0_input`);
    setChip('shunt', '-50');
    await sleep(10);
    check('negative power', reread(fd), '-7600');
    setChip('nack', 1);
    check('silent chip', reread(fd), 'ENXIO');
    setChip('nack', 0);
    check('answers again', reread(fd), '-7600');
    write('/sys/bus/i2c/drivers/ina3221x/unbind', '0-0040');
    check('unbound: kept descriptor', reread(fd), 'ENODEV');
    write('/sys/bus/i2c/drivers/ina3221x/bind', '0-0040');
    check('bound again', text(`${iioOf('0-0040')}/in_voltage1_input`), '18992');
  },

  mixed() {
    check('0x40 hwmon', text(`${hwmonOf('0-0040')}/in1_input`), '19000');
    check('0x41 iio', text(`${iioOf('0-0041')}/in_voltage0_input`), '19000');
  },

  async powercap() {
    const root = '/sys/class/powercap';
    const names = fs.readdirSync(root).filter((z) => z.includes(':')).sort().map((z) => `${z}=${text(`${root}/${z}/name`)}`);
    check('zones', names.join(' '), 'intel-rapl-mmio:0=package-0 intel-rapl:0=package-0 intel-rapl:0:0=core ' +
      'intel-rapl:0:1=uncore intel-rapl:0:2=dram intel-rapl:1=package-1 intel-rapl:1:0=core ' +
      'intel-rapl:1:1=uncore intel-rapl:1:2=dram intel-rapl:2=psys');
    const energy = (zone) => number(`${root}/${zone}/energy_uj`);
    const file = `${root}/intel-rapl:0/energy_uj`;
    check('mode of energy_uj', (fs.statSync(file).mode & 0o777).toString(8), '400');
    const nobody = spawnSync('setpriv', ['--reuid=nobody', '--regid=nogroup', '--clear-groups', process.execPath, '-e',
      `const fs = require('fs'); console.log(fs.readFileSync('${root}/intel-rapl:0/name', 'utf8').trim());
       try { fs.readFileSync('${file}'); } catch (error) { console.log(error.code); }`], { encoding: 'utf8' });
    check('as nobody', nobody.stdout.trim().split('\n').join(), 'package-0,EACCES');
    check('range', text(`${root}/intel-rapl:0/max_energy_range_uj`), '262143328850');
    check('constraint', text(`${root}/intel-rapl:0/constraint_0_name`), 'long_term');

    // A busy computer may stop us anywhere, so no tolerance in percent: the energy
    // must fit between the shortest and the longest time the two reads can be apart.
    const stamped = (zone) => {
      const before = performance.now();
      const uj = energy(zone);
      return { before, uj, after: performance.now() };
    };
    const step = 1; // ms; a counter moves every 0.976 ms
    const advance = async (what, mw, wrap = 0) => {
      const first = Object.keys(mw).map(stamped);
      await sleep(1000);
      Object.entries(mw).forEach(([zone, want], i) => {
        const last = stamped(zone);
        const uj = last.uj - first[i].uj + wrap;
        const least = want * (last.before - first[i].after - step);
        const most = want * (last.after - first[i].before + step);
        check(`${what}, ${zone} at ${want} mW`, Math.round(uj / (last.before - first[i].before)),
          () => uj >= least && uj <= most);
      });
    };
    const powers = { 'intel-rapl:0': 45000, 'intel-rapl:0:0': 30000, 'intel-rapl:0:1': 2000, 'intel-rapl:0:2': 6000,
      'intel-rapl:1': 35000, 'intel-rapl:1:0': 22000, 'intel-rapl:1:1': 1000, 'intel-rapl:1:2': 5000,
      'intel-rapl:2': 110000, 'intel-rapl-mmio:0': 45000 };
    await advance('energy', powers);
    setRapl('package0_mw', 20000);
    setRapl('dram0_mw', 0);
    await advance('after a change', { 'intel-rapl:0': 20000, 'intel-rapl-mmio:0': 20000, 'intel-rapl:0:2': 0, 'intel-rapl:1': 35000 });

    setRapl('preset_uj', 262143328850 - 20_000_000); // 20 J before the end: 0.6 s at 35 W
    const high = energy('intel-rapl:1');
    await advance('over the wrap', { 'intel-rapl:1': 35000 }, 262143328851);
    check('wrapped', [high, energy('intel-rapl:1')], ([before, after]) => after < before);
    setRapl('range_uj', 999999);
    check('range written', text(`${root}/intel-rapl:1/max_energy_range_uj`), '999999');
    const readings = [];
    const began = performance.now();
    while (performance.now() - began < 500) {
      readings.push(energy('intel-rapl:1'));
      await sleep(2);
    }
    check('largest reading within the range', Math.max(...readings), (v) => v <= 999999);
    check('wraps in half a second, 17 at most', readings.filter((v, i) => i && v < readings[i - 1]).length, (n) => n >= 5 && n <= 20);

    setRapl('fail', 1);
    check('failing zone', outcome(() => text(file)), 'EINVAL');
    check('the others go on', outcome(() => energy('intel-rapl:1')), (v) => v >= 0);
    setRapl('fail', 0);
    check('works again', outcome(() => energy('intel-rapl:0')), (v) => v >= 0);
  },
};

for (const name of process.argv.slice(2)) {
  console.log(`-- ${name}`);
  await checks[name]();
}
process.exit(bad ? 1 : 0);
