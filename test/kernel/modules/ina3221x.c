// SPDX-License-Identifier: GPL-2.0
/*
 * ina3221x - the INA3221 the way Jetson boards showed it up to JetPack 4:
 * an IIO device whose files carry ready mV, mA and mW per rail
 *
 *   /sys/bus/i2c/drivers/ina3221x/<bus>-<addr>/iio:device<k>/in_power0_input
 *
 * Written from the description of that file layout.  Integer arithmetic, text
 * suffixes and the two modes (continuous, triggered) follow it, because they
 * are what a reader of the files has to cope with.
 */
#include <linux/delay.h>
#include <linux/device.h>
#include <linux/i2c.h>
#include <linux/iio/iio.h>
#include <linux/iio/sysfs.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/property.h>
#include <linux/version.h>

#define RAILS 3

#define REG_CONFIG	0x00
#define REG_SHUNT(ch)	(0x01 + 2 * (ch))
#define REG_BUS(ch)	(0x02 + 2 * (ch))
#define REG_CRIT(ch)	(0x07 + 2 * (ch))
#define REG_WARN(ch)	(0x08 + 2 * (ch))
#define REG_SUM		0x0d
#define REG_SUM_LIMIT	0x0e
#define REG_MASK	0x0f

#define CONFIG_RESET	0x8000
#define CONFIG_RUN	0x7727	/* 3 channels, 64 averages, 1.1 ms + 1.1 ms, continuous */
#define CONFIG_TRIGGER	0x7723	/* the same, once */
#define CONFIG_OFF	0x7720
#define MASK_SUM_ALL	0x7000
#define MASK_READY	0x0001

#define READY_POLLS	10
#define POLL_MS		50	/* ten of them cover the 422 ms of a conversion */

enum quantity {
	RAIL_NAME, VOLTAGE, CURRENT, POWER, CURRENT_RUNNING, POWER_RUNNING,
	VOLTAGE_AND_CURRENT, CRIT_CURRENT, WARN_CURRENT, CRIT_POWER,
	POLLING_DELAY, CURRENT_SUM, CRIT_SUM, RUNNING_MODE,
};

struct monitor {
	struct i2c_client *client;
	struct mutex lock;	/* a conversion and the reads that belong to it */
	bool running;
	const char *name[RAILS];
	u32 milliohm[RAILS];
	int delay_ms[RAILS];
};

struct rail_file {
	struct device_attribute attr;
	enum quantity what;
	int ch;
};

static int get_reg(struct monitor *m, u8 reg, int *value)
{
	int ret = i2c_smbus_read_word_swapped(m->client, reg);

	if (ret < 0)
		return ret;
	*value = (s16)ret;
	return 0;
}

static int put_reg(struct monitor *m, u8 reg, u16 value)
{
	return i2c_smbus_write_word_swapped(m->client, reg, value);
}

static int to_mv(int reg)
{
	return (reg >> 3) * 8;
}

static int to_ma(int reg, u32 milliohm)
{
	return (reg >> 3) * 40 / (int)milliohm;
}

/* In triggered mode: start one conversion and wait for it. */
static int begin(struct monitor *m)
{
	int i, mask, ret;

	if (m->running)
		return 0;
	ret = put_reg(m, REG_CONFIG, CONFIG_TRIGGER);
	for (i = 0; !ret && i < READY_POLLS; i++) {
		ret = get_reg(m, REG_MASK, &mask);
		if (!ret && (mask & MASK_READY))
			return 0;
		msleep(POLL_MS);
	}
	if (!ret) {
		dev_err(&m->client->dev, "no conversion after %d polls\n", READY_POLLS);
		ret = -EAGAIN;
	}
	return ret;
}

static int end(struct monitor *m)
{
	return m->running ? 0 : put_reg(m, REG_CONFIG, CONFIG_OFF);
}

static int measure(struct monitor *m, int ch, int *mv, int *ma)
{
	int ret = begin(m), bus, shunt;

	if (!ret)
		ret = get_reg(m, REG_BUS(ch), &bus);
	if (!ret)
		ret = get_reg(m, REG_SHUNT(ch), &shunt);
	if (!ret)
		ret = end(m);
	if (ret)
		return ret;
	*mv = to_mv(bus);
	*ma = to_ma(shunt, m->milliohm[ch]);
	return 0;
}

static int sum_ma(struct monitor *m, u8 reg, int *ma)
{
	int value, ret = get_reg(m, reg, &value);

	/* the sum is shifted by one bit only */
	if (!ret)
		*ma = (value >> 1) * 40 / (int)m->milliohm[0];
	return ret;
}

static ssize_t show_locked(struct monitor *m, const struct rail_file *f, char *buf)
{
	int ret, mv = 0, ma = 0, reg = 0, ch = f->ch;

	switch (f->what) {
	case RAIL_NAME:
		return sysfs_emit(buf, "%s\n", m->name[ch]);
	case POLLING_DELAY:
		return sysfs_emit(buf, "%d ms\n", m->delay_ms[ch]);
	case RUNNING_MODE:
		return sysfs_emit(buf, "%d\n", m->running);
	case CURRENT_RUNNING:
	case POWER_RUNNING:
		if (!m->running)
			return sysfs_emit(buf, "0\n");
		fallthrough;
	case VOLTAGE:
	case CURRENT:
	case POWER:
	case VOLTAGE_AND_CURRENT:
		ret = measure(m, ch, &mv, &ma);
		if (ret)
			return ret;
		if (f->what == VOLTAGE)
			return sysfs_emit(buf, "%d\n", mv);
		if (f->what == VOLTAGE_AND_CURRENT)
			return sysfs_emit(buf, "%d %d\n", mv, ma);
		if (f->what == CURRENT || f->what == CURRENT_RUNNING)
			return sysfs_emit(buf, "%d\n", ma);
		return sysfs_emit(buf, "%d\n", mv * ma / 1000);
	case CRIT_CURRENT:
	case WARN_CURRENT:
		ret = get_reg(m, f->what == CRIT_CURRENT ? REG_CRIT(ch) : REG_WARN(ch), &reg);
		if (ret)
			return ret;
		return sysfs_emit(buf, "%d ma\n", to_ma(reg, m->milliohm[ch]));
	case CRIT_POWER:
		ret = measure(m, ch, &mv, &ma);
		if (!ret)
			ret = get_reg(m, REG_CRIT(ch), &reg);
		if (ret)
			return ret;
		return sysfs_emit(buf, "%d mw\n", to_ma(reg, m->milliohm[ch]) * mv / 1000);
	case CURRENT_SUM:
		ret = begin(m);
		if (!ret)
			ret = sum_ma(m, REG_SUM, &ma);
		if (!ret)
			ret = end(m);
		return ret ? ret : sysfs_emit(buf, "%d ma\n", ma);
	case CRIT_SUM:
		ret = sum_ma(m, REG_SUM_LIMIT, &ma);
		return ret ? ret : sysfs_emit(buf, "%d ma\n", ma);
	}
	return -EINVAL;
}

static ssize_t show(struct device *dev, struct device_attribute *attr, char *buf)
{
	struct monitor *m = iio_priv(dev_to_iio_dev(dev));
	ssize_t ret;

	mutex_lock(&m->lock);
	ret = show_locked(m, container_of(attr, struct rail_file, attr), buf);
	mutex_unlock(&m->lock);
	return ret;
}

static int store_locked(struct monitor *m, const struct rail_file *f, int value)
{
	int limit = value * (int)m->milliohm[f->ch] / 40;

	switch (f->what) {
	case RUNNING_MODE:	/* negative: automatic, which here means running */
		m->running = value != 0;
		return put_reg(m, REG_CONFIG, m->running ? CONFIG_RUN : CONFIG_OFF);
	case POLLING_DELAY:
		m->delay_ms[f->ch] = value;
		return 0;
	case CRIT_CURRENT:
		return put_reg(m, REG_CRIT(f->ch), (u16)(clamp(limit, -4096, 4095) * 8));
	case WARN_CURRENT:
		return put_reg(m, REG_WARN(f->ch), (u16)(clamp(limit, -4096, 4095) * 8));
	case CRIT_SUM:
		return put_reg(m, REG_SUM_LIMIT, (u16)(clamp(limit, -16384, 16383) * 2));
	default:
		return -EINVAL;
	}
}

static ssize_t store(struct device *dev, struct device_attribute *attr,
		     const char *buf, size_t len)
{
	struct monitor *m = iio_priv(dev_to_iio_dev(dev));
	int value, ret = kstrtoint(buf, 10, &value);

	if (ret)
		return ret;
	mutex_lock(&m->lock);
	ret = store_locked(m, container_of(attr, struct rail_file, attr), value);
	mutex_unlock(&m->lock);
	return ret ? ret : len;
}

/* All files are 0644 in that layout, writable in effect or not. */
#define FILE_AS(id, text, quantity, channel) \
	static struct rail_file id = { \
		.attr = { .attr = { .name = text, .mode = 0644 }, \
			  .show = show, .store = store }, \
		.what = quantity, .ch = channel }

#define RAIL_FILES(n) \
	FILE_AS(rail_name_##n, "rail_name_" #n, RAIL_NAME, n); \
	FILE_AS(voltage_##n, "in_voltage" #n "_input", VOLTAGE, n); \
	FILE_AS(current_##n, "in_current" #n "_input", CURRENT, n); \
	FILE_AS(power_##n, "in_power" #n "_input", POWER, n); \
	FILE_AS(current_trigger_##n, "in_current" #n "_trigger_input", CURRENT_RUNNING, n); \
	FILE_AS(power_trigger_##n, "in_power" #n "_trigger_input", POWER_RUNNING, n); \
	FILE_AS(ui_##n, "ui_input_" #n, VOLTAGE_AND_CURRENT, n); \
	FILE_AS(crit_current_##n, "crit_current_limit_" #n, CRIT_CURRENT, n); \
	FILE_AS(warn_current_##n, "warn_current_limit_" #n, WARN_CURRENT, n); \
	FILE_AS(crit_power_##n, "crit_power_limit_" #n, CRIT_POWER, n); \
	FILE_AS(polling_##n, "polling_delay_" #n, POLLING_DELAY, n)

RAIL_FILES(0);
RAIL_FILES(1);
RAIL_FILES(2);
FILE_AS(current_sum, "in_current_sum_input", CURRENT_SUM, 0);
FILE_AS(crit_sum, "crit_current_limit_sum", CRIT_SUM, 0);
FILE_AS(running_mode, "running_mode", RUNNING_MODE, 0);

#define RAIL_LIST(n) \
	&rail_name_##n.attr.attr, &voltage_##n.attr.attr, &current_##n.attr.attr, \
	&power_##n.attr.attr, &current_trigger_##n.attr.attr, &power_trigger_##n.attr.attr, \
	&ui_##n.attr.attr, &crit_current_##n.attr.attr, &warn_current_##n.attr.attr, \
	&crit_power_##n.attr.attr, &polling_##n.attr.attr

static struct attribute *files[] = {
	RAIL_LIST(0), RAIL_LIST(1), RAIL_LIST(2),
	&current_sum.attr.attr, &crit_sum.attr.attr, &running_mode.attr.attr,
	NULL
};

static const struct attribute_group group = { .attrs = files };
static const struct iio_info info = { .attrs = &group };

/* Names and shunts as the board describes them; the rest reads NC, 10 mOhm. */
static void read_board(struct monitor *m)
{
	struct fwnode_handle *child;
	u32 ch, micro;

	for (ch = 0; ch < RAILS; ch++) {
		m->name[ch] = "NC";
		m->milliohm[ch] = 10;
	}
	device_for_each_child_node(&m->client->dev, child) {
		if (fwnode_property_read_u32(child, "reg", &ch) || ch >= RAILS)
			continue;
		fwnode_property_read_string(child, "label", &m->name[ch]);
		if (!fwnode_property_read_u32(child, "shunt-resistor-micro-ohms", &micro))
			m->milliohm[ch] = max(micro / 1000, 1U);
	}
}

static int ina3221x_probe(struct i2c_client *client)
{
	struct iio_dev *iio = devm_iio_device_alloc(&client->dev, sizeof(struct monitor));
	struct monitor *m;
	int ret;

	if (!iio)
		return -ENOMEM;
	m = iio_priv(iio);
	m->client = client;
	m->running = true;
	mutex_init(&m->lock);
	read_board(m);
	ret = put_reg(m, REG_CONFIG, CONFIG_RESET);
	if (!ret)
		ret = put_reg(m, REG_MASK, MASK_SUM_ALL);
	if (!ret)
		ret = put_reg(m, REG_CONFIG, CONFIG_RUN);
	if (ret)
		return dev_err_probe(&client->dev, ret, "chip does not answer\n");
	iio->name = client->name;
	iio->info = &info;
	iio->modes = INDIO_DIRECT_MODE;
	return devm_iio_device_register(&client->dev, iio);
}

static const struct i2c_device_id ids[] = { { "ina3221x" }, { } };
MODULE_DEVICE_TABLE(i2c, ids);

static struct i2c_driver ina3221x_driver = {
	.driver = { .name = "ina3221x" },
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 3, 0)
	.probe_new = ina3221x_probe,
#else
	.probe = ina3221x_probe,
#endif
	.id_table = ids,
};
module_i2c_driver(ina3221x_driver);
MODULE_DESCRIPTION("INA3221 in the file layout of Jetson boards up to JetPack 4");
MODULE_LICENSE("GPL");
