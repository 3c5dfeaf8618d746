// SPDX-License-Identifier: GPL-2.0
/*
 * emu_rapl - RAPL-shaped energy counters behind the kernel's own powercap
 * core.  Names, numbering, file modes and number formats under
 * /sys/class/powercap are therefore the kernel's; only the energy is invented.
 *
 *   intel-rapl:0      package-0  (core, uncore, dram below it)
 *   intel-rapl:1      package-1  (the same)
 *   intel-rapl:2      psys
 *   intel-rapl-mmio:0 package-0  (a second view of the first package's counter)
 */
#include <linux/ktime.h>
#include <linux/math64.h>
#include <linux/module.h>
#include <linux/powercap.h>
#include <linux/spinlock.h>

#define MAX_PACKAGES 2

enum kind { PACKAGE, CORE, UNCORE, DRAM, KINDS, PSYS = KINDS };

/* one counter a package and kind, plus psys */
#define COUNTERS (MAX_PACKAGES * KINDS + 1)
#define PSYS_COUNTER (COUNTERS - 1)

/* zones in the order of registration, which is also the order of fail's bits */
#define MAX_ZONES (COUNTERS + 1)

static unsigned int milliwatts[COUNTERS] = {
	45000, 30000, 2000, 6000,
	35000, 22000, 1000, 5000,
	110000,
};
static u64 nanojoules[COUNTERS];
static u64 settled_us;
static DEFINE_SPINLOCK(lock);

static unsigned int packages = 2;
module_param(packages, uint, 0444);
MODULE_PARM_DESC(packages, "1 or 2");

static bool psys = true;
module_param(psys, bool, 0444);
MODULE_PARM_DESC(psys, "offer the platform zone");

static bool mmio = true;
module_param(mmio, bool, 0444);
MODULE_PARM_DESC(mmio, "offer intel-rapl-mmio with a duplicate of package-0");

static unsigned int step_us = 976;
module_param(step_us, uint, 0644);
MODULE_PARM_DESC(step_us, "counters move in steps of this time, 0 for smoothly");

static unsigned long long range_uj = 262143328850ULL;
module_param(range_uj, ullong, 0644);
MODULE_PARM_DESC(range_uj, "max_energy_range_uj: counters return to 0 after it");

static unsigned int fail;
module_param(fail, uint, 0644);
MODULE_PARM_DESC(fail, "bit per zone in order of registration: reading its energy fails");

/*
 * Credit every counter with the time since the last call.  Runs at each read
 * and before each change of a power, so a new power never applies to the past.
 */
static void settle(void)
{
	u64 now = div_u64(ktime_get_ns(), NSEC_PER_USEC);
	int i;

	if (step_us)
		now -= now % step_us;
	spin_lock(&lock);
	if (now > settled_us) {
		for (i = 0; i < COUNTERS; i++)
			nanojoules[i] += (now - settled_us) * milliwatts[i];
		settled_us = now;
	}
	spin_unlock(&lock);
}

static int set_power(const char *text, const struct kernel_param *kp)
{
	settle();
	return param_set_uint(text, kp);
}

static const struct kernel_param_ops power_ops = {
	.set = set_power,
	.get = param_get_uint,
};

#define POWER(name, index) \
	module_param_cb(name, &power_ops, &milliwatts[index], 0644); \
	MODULE_PARM_DESC(name, "power of this counter in mW")
POWER(package0_mw, 0 * KINDS + PACKAGE);
POWER(core0_mw, 0 * KINDS + CORE);
POWER(uncore0_mw, 0 * KINDS + UNCORE);
POWER(dram0_mw, 0 * KINDS + DRAM);
POWER(package1_mw, 1 * KINDS + PACKAGE);
POWER(core1_mw, 1 * KINDS + CORE);
POWER(uncore1_mw, 1 * KINDS + UNCORE);
POWER(dram1_mw, 1 * KINDS + DRAM);
POWER(psys_mw, PSYS_COUNTER);

/* Jump all counters to a value, for instance shortly before the wrap. */
static int set_preset(const char *text, const struct kernel_param *kp)
{
	unsigned long long uj;
	int i, ret = kstrtoull(text, 0, &uj);

	if (ret)
		return ret;
	settle();
	spin_lock(&lock);
	for (i = 0; i < COUNTERS; i++)
		nanojoules[i] = uj * 1000;
	spin_unlock(&lock);
	return 0;
}

static const struct kernel_param_ops preset_ops = { .set = set_preset };
module_param_cb(preset_uj, &preset_ops, NULL, 0200);
MODULE_PARM_DESC(preset_uj, "write: set all counters to this value");

/* ---- zones --------------------------------------------------------------- */

struct emu_zone {
	struct powercap_zone pz;
	struct powercap_control_type *type;
	int counter;
	int number;
	bool enabled;
	u64 limit_uw[2];
	u64 window_us[2];
};

static struct emu_zone zones[MAX_ZONES];
static int nzones;

static struct emu_zone *zone_of(struct powercap_zone *pz)
{
	return container_of(pz, struct emu_zone, pz);
}

static int get_energy(struct powercap_zone *pz, u64 *uj)
{
	struct emu_zone *z = zone_of(pz);
	u64 range = READ_ONCE(range_uj), total;

	if (fail & BIT(z->number))
		return -EIO;
	settle();
	spin_lock(&lock);
	total = nanojoules[z->counter];
	spin_unlock(&lock);
	total = div_u64(total, 1000);
	*uj = range == U64_MAX ? total : total - div64_u64(total, range + 1) * (range + 1);
	return 0;
}

static int get_range(struct powercap_zone *pz, u64 *uj)
{
	*uj = range_uj;
	return 0;
}

static int set_enable(struct powercap_zone *pz, bool on)
{
	zone_of(pz)->enabled = on;
	return 0;
}

static int get_enable(struct powercap_zone *pz, bool *on)
{
	*on = zone_of(pz)->enabled;
	return 0;
}

static int release(struct powercap_zone *pz)
{
	return 0;
}

static const struct powercap_zone_ops zone_ops = {
	.get_energy_uj = get_energy,
	.get_max_energy_range_uj = get_range,
	.set_enable = set_enable,
	.get_enable = get_enable,
	.release = release,
};

static int set_limit(struct powercap_zone *pz, int id, u64 uw)
{
	zone_of(pz)->limit_uw[id] = uw;
	return 0;
}

static int get_limit(struct powercap_zone *pz, int id, u64 *uw)
{
	*uw = zone_of(pz)->limit_uw[id];
	return 0;
}

static int set_window(struct powercap_zone *pz, int id, u64 us)
{
	zone_of(pz)->window_us[id] = us;
	return 0;
}

static int get_window(struct powercap_zone *pz, int id, u64 *us)
{
	*us = zone_of(pz)->window_us[id];
	return 0;
}

static int get_max_power(struct powercap_zone *pz, int id, u64 *uw)
{
	*uw = 65000000;
	return 0;
}

static const char *constraint_name(struct powercap_zone *pz, int id)
{
	return id ? "short_term" : "long_term";
}

static const struct powercap_zone_constraint_ops constraint_ops = {
	.set_power_limit_uw = set_limit,
	.get_power_limit_uw = get_limit,
	.set_time_window_us = set_window,
	.get_time_window_us = get_window,
	.get_max_power_uw = get_max_power,
	.get_name = constraint_name,
};

static struct powercap_control_type *msr_type, *mmio_type;

static struct emu_zone *add_zone(struct powercap_control_type *type, const char *name,
			     struct emu_zone *parent, int counter)
{
	struct emu_zone *z = &zones[nzones];
	struct powercap_zone *pz;

	z->type = type;
	z->counter = counter;
	z->number = nzones;
	z->enabled = true;
	z->limit_uw[0] = 45000000;
	z->limit_uw[1] = 65000000;
	z->window_us[0] = 27983872;
	z->window_us[1] = 2440;
	pz = powercap_register_zone(&z->pz, type, name, parent ? &parent->pz : NULL,
				    &zone_ops, parent ? 1 : 2, &constraint_ops);
	if (IS_ERR(pz))
		return ERR_CAST(pz);
	nzones++;
	return z;
}

static void remove_all(void)
{
	while (nzones) {		/* children come after their parent */
		nzones--;
		powercap_unregister_zone(zones[nzones].type, &zones[nzones].pz);
	}
	if (!IS_ERR_OR_NULL(mmio_type))
		powercap_unregister_control_type(mmio_type);
	if (!IS_ERR_OR_NULL(msr_type))
		powercap_unregister_control_type(msr_type);
}

static int add_all(void)
{
	static const char * const child[KINDS] = { NULL, "core", "uncore", "dram" };
	struct emu_zone *parent, *z;
	char name[16];
	int p, k;

	msr_type = powercap_register_control_type(NULL, "intel-rapl", NULL);
	if (IS_ERR(msr_type))
		return PTR_ERR(msr_type);
	for (p = 0; p < packages; p++) {
		snprintf(name, sizeof(name), "package-%d", p);
		parent = add_zone(msr_type, name, NULL, p * KINDS + PACKAGE);
		if (IS_ERR(parent))
			return PTR_ERR(parent);
		for (k = CORE; k < KINDS; k++) {
			z = add_zone(msr_type, child[k], parent, p * KINDS + k);
			if (IS_ERR(z))
				return PTR_ERR(z);
		}
	}
	if (psys) {
		z = add_zone(msr_type, "psys", NULL, PSYS_COUNTER);
		if (IS_ERR(z))
			return PTR_ERR(z);
	}
	if (mmio) {
		mmio_type = powercap_register_control_type(NULL, "intel-rapl-mmio", NULL);
		if (IS_ERR(mmio_type))
			return PTR_ERR(mmio_type);
		z = add_zone(mmio_type, "package-0", NULL, PACKAGE);
		if (IS_ERR(z))
			return PTR_ERR(z);
	}
	return 0;
}

static int __init emu_rapl_init(void)
{
	int ret;

	if (!packages || packages > MAX_PACKAGES)
		return -EINVAL;
	settled_us = div_u64(ktime_get_ns(), NSEC_PER_USEC);
	ret = add_all();
	if (ret)
		remove_all();
	return ret;
}

static void __exit emu_rapl_exit(void)
{
	remove_all();
}

module_init(emu_rapl_init);
module_exit(emu_rapl_exit);
MODULE_DESCRIPTION("RAPL-shaped powercap zones with invented energy");
MODULE_LICENSE("GPL");
