/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Put in front of the kernel's own drivers/hwmon/ina3221.c when it is compiled
 * (gcc -include), so that the file itself stays untouched.
 *
 * Debian's x86 kernel is built without device tree support; there every of_*
 * call answers "nothing found" and the driver would know neither rail names
 * nor shunts.  The same properties are attached to the emulated chips as
 * software nodes, and the few calls the driver makes are led to those.
 */
#include <linux/kconfig.h>

#ifndef CONFIG_OF
/* everything that must see the real names goes first */
#include <linux/debugfs.h>
#include <linux/hwmon.h>
#include <linux/hwmon-sysfs.h>
#include <linux/i2c.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/of.h>
#include <linux/pm_runtime.h>
#include <linux/property.h>
#include <linux/regmap.h>
#include <linux/string.h>
#include <linux/util_macros.h>

static inline bool board_node_connected(const struct fwnode_handle *node)
{
	const char *status;

	return fwnode_property_read_string(node, "status", &status) ||
	       !strcmp(status, "okay");
}

#define device_node fwnode_handle
#define of_node fwnode
#undef for_each_child_of_node
#define for_each_child_of_node(parent, child) \
	fwnode_for_each_child_node(parent, child)
#undef for_each_child_of_node_scoped
#define for_each_child_of_node_scoped(parent, child) \
	for (struct fwnode_handle *child = fwnode_get_next_child_node(parent, NULL); \
	     child; child = fwnode_get_next_child_node(parent, child))
#define of_node_put fwnode_handle_put
#define of_device_is_available board_node_connected
#define of_property_read_bool fwnode_property_present
#define of_property_read_string fwnode_property_read_string
#define of_property_read_u32 fwnode_property_read_u32
#endif
