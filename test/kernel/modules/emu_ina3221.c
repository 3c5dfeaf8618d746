// SPDX-License-Identifier: GPL-2.0
/*
 * emu_ina3221 - an I2C bus that exists only in memory, with up to four
 * INA3221-shaped power monitors on it (0x40 to 0x43).
 *
 * It speaks plain I2C messages (pointer byte, then big-endian words), so any
 * driver for the part can bind: the kernel's ina3221, or ina3221x beside this
 * file.  Each chip keeps the timing its configuration register asks for:
 * a result register changes once per cycle of enabled channels x averages x
 * conversion times and holds still in between.
 *
 * The board around the chips (rail names, shunts, unconnected inputs) is
 * described with software nodes that carry the properties a device tree would.
 *
 * All parameters appear under /sys/module/emu_ina3221/parameters.  Lists run
 * over chip 0x40 channels 1-3, then 0x41 channels 1-3, and so on.
 */
#include <linux/delay.h>
#include <linux/i2c.h>
#include <linux/ktime.h>
#include <linux/math64.h>
#include <linux/module.h>
#include <linux/property.h>
#include <linux/version.h>

#define MAX_CHIPS 4
#define CHANNELS 3
#define ENTRIES (MAX_CHIPS * CHANNELS)
#define FIRST_ADDRESS 0x40

/* ---- load-time description of the board --------------------------------- */

static int bus = -1;
module_param(bus, int, 0444);
MODULE_PARM_DESC(bus, "bus number to take, -1 for the next free one");

static unsigned int chips = 2;
module_param(chips, uint, 0444);
MODULE_PARM_DESC(chips, "how many chips are fitted, 1 to 4");

static char *drivers[MAX_CHIPS] = { "ina3221" };
static int ndrivers = 1;
module_param_array(drivers, charp, &ndrivers, 0444);
MODULE_PARM_DESC(drivers, "device name per chip (ina3221 or ina3221x); the last one given serves the rest");

static char *rails[ENTRIES] = {
	"GPU", "CPU", "SOC", "CV", "VDDRQ", "SYS5V",
	"-", "-", "-", "-", "-", "-",
};
module_param_array(rails, charp, NULL, 0444);
MODULE_PARM_DESC(rails, "rail name per channel, - for none");

static unsigned int shunts[ENTRIES] = { [0 ... ENTRIES - 1] = 5000 };
module_param_array(shunts, uint, NULL, 0444);
MODULE_PARM_DESC(shunts, "shunt resistor per channel in micro-ohms");

static unsigned int absent;
module_param(absent, uint, 0444);
MODULE_PARM_DESC(absent, "bit per channel: marked as not connected in the board description");

/* ---- what the inputs carry, writable while running ---------------------- */

static int shunt[ENTRIES] = { 100, 50, 25, 20, 10, 75 };
module_param_array(shunt, int, NULL, 0644);
MODULE_PARM_DESC(shunt, "shunt voltage per channel in steps of 40 uV, may be negative");

static int bus_level[ENTRIES] = { 2375, 2374, 2373, 2375, 2374, 625 };
module_param_array_named(level, bus_level, int, NULL, 0644);
MODULE_PARM_DESC(level, "bus voltage per channel in steps of 8 mV");

static int shunt_swing[ENTRIES];
module_param_array(shunt_swing, int, NULL, 0644);
MODULE_PARM_DESC(shunt_swing, "waveform amplitude added to shunt, same steps");

static int level_swing[ENTRIES];
module_param_array(level_swing, int, NULL, 0644);
MODULE_PARM_DESC(level_swing, "waveform amplitude added to level, same steps");

static unsigned int wave;
module_param(wave, uint, 0644);
MODULE_PARM_DESC(wave, "0 constant, 1 triangle, 2 square, 3 sawtooth");

static unsigned int wave_ms = 1000;
module_param(wave_ms, uint, 0644);
MODULE_PARM_DESC(wave_ms, "waveform period in ms");

static unsigned int hold_us;
module_param(hold_us, uint, 0644);
MODULE_PARM_DESC(hold_us, "time between two conversions; 0: as the chip is configured");

/* ---- faults, writable while running ------------------------------------- */

static unsigned int nack;
module_param(nack, uint, 0644);
MODULE_PARM_DESC(nack, "bit per chip: it no longer answers (bit 0 is 0x40)");

static unsigned int nack_errno = ENXIO;
module_param(nack_errno, uint, 0644);
MODULE_PARM_DESC(nack_errno, "errno of an unanswered transfer: 6 ENXIO, 121 EREMOTEIO, 110 ETIMEDOUT");

static unsigned int drop_every;
module_param(drop_every, uint, 0644);
MODULE_PARM_DESC(drop_every, "every N-th transfer goes unanswered, 0 for none");

static unsigned int garble_every;
module_param(garble_every, uint, 0644);
MODULE_PARM_DESC(garble_every, "every N-th word read arrives as 0xffff, 0 for none");

static unsigned int busy_us;
module_param(busy_us, uint, 0644);
MODULE_PARM_DESC(busy_us, "time one transfer takes; about 100 on a 400 kHz bus");

static unsigned long long transfers;
module_param(transfers, ullong, 0444);
MODULE_PARM_DESC(transfers, "transfers seen so far");

/* ---- the chip ------------------------------------------------------------ */

enum {
	R_CONFIG = 0x00,
	R_RESULT = 0x01,	/* shunt 1, bus 1, shunt 2, bus 2, shunt 3, bus 3 */
	R_LIMIT = 0x07,		/* critical 1, warning 1, critical 2, ... */
	R_SUM = 0x0d,
	R_SUM_LIMIT = 0x0e,
	R_MASK = 0x0f,
	R_VALID_HIGH = 0x10,
	R_VALID_LOW = 0x11,
	R_MAKER = 0xfe,
	R_DIE = 0xff,
};

#define CFG_RESET	0x8000
#define CFG_CONTINUOUS	0x0004
#define CFG_BUS		0x0002
#define CFG_SHUNT	0x0001
#define MASK_READY	0x0001
#define MASK_WRITABLE	0x7c00	/* summation switches and latch enables */

struct chip {
	u16 reg[256];
	u8 pointer;
	u64 since;	/* us: when the present configuration was written */
	u64 seen;	/* conversions already reported through the ready flag */
};

static struct chip chip[MAX_CHIPS];

static u64 now_us(void)
{
	return div_u64(ktime_get_ns(), NSEC_PER_USEC);
}

static bool channel_on(const struct chip *c, int ch)
{
	return c->reg[R_CONFIG] & BIT(14 - ch);
}

/* One full pass over the enabled channels, in us; 0 when nothing converts. */
static u64 cycle_us(const struct chip *c)
{
	static const u16 conversion[] = { 140, 204, 332, 588, 1100, 2116, 4156, 8244 };
	static const u16 averages[] = { 1, 4, 16, 64, 128, 256, 512, 1024 };
	u16 cfg = c->reg[R_CONFIG];
	u32 one = 0;

	if (cfg & CFG_SHUNT)
		one += conversion[(cfg >> 3) & 7];
	if (cfg & CFG_BUS)
		one += conversion[(cfg >> 6) & 7];
	one *= hweight16(cfg & 0x7000) * averages[(cfg >> 9) & 7];
	return one && hold_us ? hold_us : one;
}

/* Waveform position at a moment, -1000 to 1000. */
static int wave_at(u64 us)
{
	u32 period = min(wave_ms, 4000000U) * 1000U, into, phase;

	if (!wave || !period)
		return 0;
	div_u64_rem(us, period, &into);
	phase = (u32)div_u64((u64)into * 4000, period);	/* 0 to 3999 */
	switch (wave) {
	case 1:
		return phase < 2000 ? (int)phase - 1000 : 3000 - (int)phase;
	case 2:
		return phase < 2000 ? 1000 : -1000;
	default:
		return (int)phase / 2 - 1000;
	}
}

/* Thirteen signed bits that sit in the upper part of the register. */
static u16 to_register(int steps)
{
	return (u16)(clamp(steps, -4096, 4095) * 8);
}

static int from_register(u16 value)
{
	return (s16)value / 8;
}

/*
 * Bring the result registers up to the last conversion finished by now.  A
 * channel that is off keeps what it held when it was switched off.
 */
static void convert(struct chip *c, u64 now)
{
	int base = (int)(c - chip) * CHANNELS, ch, w, sum = 0;
	u16 cfg = c->reg[R_CONFIG], flags = c->reg[R_MASK] & (MASK_WRITABLE | MASK_READY);
	u64 cycle = cycle_us(c), done;

	if (!cycle)
		return;
	done = div64_u64(now - c->since, cycle);
	if (!(cfg & CFG_CONTINUOUS))
		done = min_t(u64, done, 1);
	if (done > c->seen) {
		c->seen = done;
		flags |= MASK_READY;
	}
	/* a triggered conversion that still runs has changed nothing yet */
	if (!done && !(cfg & CFG_CONTINUOUS))
		return;
	w = wave_at(c->since + done * cycle);
	for (ch = 0; ch < CHANNELS; ch++) {
		u16 *result = &c->reg[R_RESULT + 2 * ch], *limit = &c->reg[R_LIMIT + 2 * ch];
		int i = base + ch;

		if (channel_on(c, ch)) {
			if (cfg & CFG_SHUNT)
				result[0] = to_register(shunt[i] + shunt_swing[i] * w / 1000);
			if (cfg & CFG_BUS)
				result[1] = to_register(bus_level[i] + level_swing[i] * w / 1000);
			if ((s16)result[0] > (s16)limit[0])
				flags |= BIT(9 - ch);	/* critical */
			if ((s16)result[0] > (s16)limit[1])
				flags |= BIT(5 - ch);	/* warning */
		}
		if (c->reg[R_MASK] & BIT(14 - ch))
			sum += from_register(result[0]);
	}
	c->reg[R_SUM] = (u16)(sum * 2);
	if ((s16)c->reg[R_SUM] > (s16)c->reg[R_SUM_LIMIT])
		flags |= BIT(6);
	c->reg[R_MASK] = flags;
}

static void power_on(struct chip *c)
{
	int ch;

	memset(c->reg, 0, sizeof(c->reg));
	c->reg[R_CONFIG] = 0x7127;
	for (ch = 0; ch < CHANNELS; ch++) {
		c->reg[R_LIMIT + 2 * ch] = 0x7ff8;
		c->reg[R_LIMIT + 2 * ch + 1] = 0x7ff8;
	}
	c->reg[R_SUM_LIMIT] = 0x7ffe;
	c->reg[R_VALID_HIGH] = 0x2710;
	c->reg[R_VALID_LOW] = 0x2328;
	c->reg[R_MAKER] = 0x5449;
	c->reg[R_DIE] = 0x3220;
	c->since = now_us();
	c->seen = 0;
}

static void write_register(struct chip *c, u8 r, u16 value)
{
	u64 now = now_us();

	convert(c, now);	/* what the old settings measured until here */
	if (r == R_CONFIG && (value & CFG_RESET)) {
		power_on(c);
	} else if (r == R_CONFIG) {
		c->reg[r] = value;
		c->reg[R_MASK] &= ~MASK_READY;
		c->since = now;
		c->seen = 0;
	} else if (r == R_MASK) {
		c->reg[r] = value & MASK_WRITABLE;
	} else if (r >= R_LIMIT && r <= R_VALID_LOW && r != R_SUM) {
		c->reg[r] = value;
	}			/* anything else is read-only */
}

static u16 read_register(struct chip *c, u8 r)
{
	u16 value;

	convert(c, now_us());
	value = c->reg[r];
	if (r == R_MASK)
		c->reg[r] &= ~MASK_READY;	/* reading takes the flag away */
	return value;
}

/* ---- the bus ------------------------------------------------------------- */

static int one_message(struct i2c_msg *m)
{
	unsigned int n = m->addr - FIRST_ADDRESS, i;
	static unsigned int words;
	struct chip *c;
	u16 value = 0;

	if (n >= chips || (nack & BIT(n)))
		return -(int)nack_errno;
	c = &chip[n];
	if (m->flags & I2C_M_RD) {
		for (i = 0; i < m->len; i++) {
			if (!(i & 1)) {
				value = read_register(c, c->pointer);
				if (garble_every && ++words % garble_every == 0)
					value = 0xffff;
			}
			m->buf[i] = i & 1 ? value & 0xff : value >> 8;
		}
	} else {
		if (m->len)
			c->pointer = m->buf[0];
		if (m->len >= 3)
			write_register(c, c->pointer, m->buf[1] << 8 | m->buf[2]);
	}
	return 0;
}

/* The I2C core calls this with the bus locked, so chips need no lock. */
static int transfer(struct i2c_adapter *a, struct i2c_msg *msgs, int num)
{
	int i, ret;

	transfers++;
	if (busy_us)
		usleep_range(busy_us, busy_us + busy_us / 16 + 1);
	if (drop_every && transfers % drop_every == 0)
		return -(int)nack_errno;
	for (i = 0; i < num; i++) {
		ret = one_message(&msgs[i]);
		if (ret)
			return ret;
	}
	return num;
}

static u32 abilities(struct i2c_adapter *a)
{
	return I2C_FUNC_I2C | I2C_FUNC_SMBUS_EMUL;
}

static const struct i2c_algorithm algorithm = {
	.master_xfer = transfer,
	.functionality = abilities,
};

static struct i2c_adapter adapter = {
	.owner = THIS_MODULE,
	.name = "emulated INA3221 bus",
	.algo = &algorithm,
};

/* ---- the board ----------------------------------------------------------- */

struct board_channel {
	char name[16];
	struct property_entry props[5];
	struct software_node node;
};

static const struct property_entry no_props[] = { { } };
static char chip_name[MAX_CHIPS][16];
static struct software_node chip_node[MAX_CHIPS];
static struct board_channel board[ENTRIES];
static const struct software_node *nodes[MAX_CHIPS + ENTRIES + 1];
static struct i2c_client *client[MAX_CHIPS];

static int describe_board(void)
{
	int n, i, used = 0;

	for (n = 0; n < chips; n++) {
		snprintf(chip_name[n], sizeof(chip_name[n]), "ina3221@%x", FIRST_ADDRESS + n);
		chip_node[n].name = chip_name[n];
		chip_node[n].properties = no_props;
		nodes[used++] = &chip_node[n];
	}
	for (i = 0; i < chips * CHANNELS; i++) {
		struct board_channel *b = &board[i];
		int p = 0;

		snprintf(b->name, sizeof(b->name), "channel@%d", i % CHANNELS);
		b->props[p++] = PROPERTY_ENTRY_U32("reg", i % CHANNELS);
		b->props[p++] = PROPERTY_ENTRY_U32("shunt-resistor-micro-ohms", shunts[i]);
		if (rails[i] && strcmp(rails[i], "-"))
			b->props[p++] = PROPERTY_ENTRY_STRING("label", rails[i]);
		if (absent & BIT(i))
			b->props[p++] = PROPERTY_ENTRY_STRING("status", "disabled");
		b->node.name = b->name;
		b->node.parent = &chip_node[i / CHANNELS];
		b->node.properties = b->props;
		nodes[used++] = &b->node;
	}
	return software_node_register_node_group(nodes);
}

static int __init emu_ina3221_init(void)
{
	int n, ret;

	if (!chips || chips > MAX_CHIPS || ndrivers < 1)
		return -EINVAL;
	for (n = 0; n < chips; n++)
		power_on(&chip[n]);
	ret = describe_board();
	if (ret)
		return ret;
	adapter.nr = bus;
	ret = i2c_add_numbered_adapter(&adapter);
	if (ret)
		goto undo_nodes;
	for (n = 0; n < chips; n++) {
		struct i2c_board_info info = {
			.addr = FIRST_ADDRESS + n,
			.swnode = &chip_node[n],
		};

		strscpy(info.type, drivers[min(n, ndrivers - 1)], sizeof(info.type));
		client[n] = i2c_new_client_device(&adapter, &info);
		if (IS_ERR(client[n])) {
			ret = PTR_ERR(client[n]);
			goto undo_bus;
		}
	}
	return 0;

undo_bus:
	i2c_del_adapter(&adapter);	/* takes its clients along */
undo_nodes:
	software_node_unregister_node_group(nodes);
	return ret;
}

static void __exit emu_ina3221_exit(void)
{
	i2c_del_adapter(&adapter);
	software_node_unregister_node_group(nodes);
}

module_init(emu_ina3221_init);
module_exit(emu_ina3221_exit);
MODULE_DESCRIPTION("Emulated I2C bus with INA3221-shaped power monitors");
MODULE_LICENSE("GPL");
