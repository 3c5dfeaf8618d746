// SPDX-License-Identifier: GPL-2.0
/*
 * emu_hwmon - some other hwmon devices (a power supply, a battery gauge...).
 * Loaded before the chips are bound they take the low hwmon numbers, loaded
 * later they fill gaps: a reader that trusts hwmonN is found out.  They carry
 * power and energy of their own, in the units hwmon prescribes.
 */
#include <linux/device.h>
#include <linux/err.h>
#include <linux/hwmon.h>
#include <linux/ktime.h>
#include <linux/math64.h>
#include <linux/module.h>

#define MAX_DEVICES 8

static char *name = "emupsu";
module_param(name, charp, 0444);
MODULE_PARM_DESC(name, "hwmon name of the devices (no dash, no blank)");

static unsigned int count = 1;
module_param(count, uint, 0444);
MODULE_PARM_DESC(count, "how many devices, 1 to 8");

static unsigned long power_uw = 123456789;
module_param(power_uw, ulong, 0644);
MODULE_PARM_DESC(power_uw, "power1_input and power1_average in uW");

static unsigned int fail_errno;
module_param(fail_errno, uint, 0644);
MODULE_PARM_DESC(fail_errno, "errno every read fails with, 0 for none");

static struct device *root, *hwmon[MAX_DEVICES];

static umode_t visible(const void *data, enum hwmon_sensor_types type, u32 attr, int channel)
{
	return 0444;
}

static int read_value(struct device *dev, enum hwmon_sensor_types type, u32 attr,
		      int channel, long *val)
{
	if (fail_errno)
		return -(int)fail_errno;
	switch (type) {
	case hwmon_power:
		*val = power_uw;
		return 0;
	case hwmon_energy:	/* since boot */
		*val = (long)(div_u64(ktime_get_ns(), NSEC_PER_MSEC) * (power_uw / 1000));
		return 0;
	case hwmon_in:
		*val = 12000;
		return 0;
	default:
		return -EOPNOTSUPP;
	}
}

static int read_text(struct device *dev, enum hwmon_sensor_types type, u32 attr,
		     int channel, const char **text)
{
	*text = "total power";
	return 0;
}

static const struct hwmon_ops ops = {
	.is_visible = visible,
	.read = read_value,
	.read_string = read_text,
};

static const struct hwmon_channel_info power_info = {
	.type = hwmon_power,
	.config = (const u32[]){ HWMON_P_INPUT | HWMON_P_AVERAGE | HWMON_P_LABEL, 0 },
};

static const struct hwmon_channel_info energy_info = {
	.type = hwmon_energy,
	.config = (const u32[]){ HWMON_E_INPUT, 0 },
};

static const struct hwmon_channel_info in_info = {
	.type = hwmon_in,
	.config = (const u32[]){ HWMON_I_INPUT, 0 },
};

/* the extra const came with 6.4; a list without it fits both */
static const struct hwmon_channel_info *info[] = { &power_info, &energy_info, &in_info, NULL };

static const struct hwmon_chip_info chip = {
	.ops = &ops,
	.info = info,
};

static void __exit emu_hwmon_exit(void)
{
	int i;

	for (i = 0; i < count; i++)
		if (!IS_ERR_OR_NULL(hwmon[i]))
			hwmon_device_unregister(hwmon[i]);
	root_device_unregister(root);
}

static int __init emu_hwmon_init(void)
{
	int i;

	if (!count || count > MAX_DEVICES)
		return -EINVAL;
	root = root_device_register("emu_hwmon");
	if (IS_ERR(root))
		return PTR_ERR(root);
	for (i = 0; i < count; i++) {
		hwmon[i] = hwmon_device_register_with_info(root, name, NULL, &chip, NULL);
		if (IS_ERR(hwmon[i])) {
			int ret = PTR_ERR(hwmon[i]);

			while (i--)
				hwmon_device_unregister(hwmon[i]);
			root_device_unregister(root);
			return ret;
		}
	}
	return 0;
}

module_init(emu_hwmon_init);
module_exit(emu_hwmon_exit);
MODULE_DESCRIPTION("Other hwmon devices, to move the numbers");
MODULE_LICENSE("GPL");
