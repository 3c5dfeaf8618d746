// A strict double of NVIDIA's management library (devices.md B5), for tests: two GPUs that draw a fixed power.
// It is told what to do by lines of the file beside it, its own name + ".control", read at every call unless there was none
// at init, and writes what no caller may do into its own name + ".misuse".
//
//   gpus N              how many there are
//   name TEXT           what they are called
//   capability N        as 89 for 8.9
//   refuse WHAT GPU N   the call answers the return code N; WHAT as in `refused` below, `*` for all; GPU a number or *
//   lost GPU CALLS      readings of the GPU answer 15 after so many of them
//   hang WHAT GPU       the call never returns
//   power GPU MW        what it draws
//   base MJ             what the energy counters began at
//   stuck               the energy counters do not count
//   module              there is a module around each GPU
//   no-scopes           an old driver, which gives the GPU's power whatever the scope
#define _GNU_SOURCE
#include <assert.h>
#include <dlfcn.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

typedef union {
  double d;
  unsigned ui;
  unsigned long long ull;
} Value;

typedef struct {
  unsigned fieldId, scopeId;
  long long timestamp, latencyUsec;
  int valueType, nvmlReturn;
  Value value;
} FieldValue;

typedef struct {
  unsigned long long timeStamp;
  Value value;
} Sample;

typedef struct {
  char busIdLegacy[16];
  unsigned domain, bus, device, pciDeviceId, pciSubSystemId;
  char busId[32];
} PciInfo;

static_assert(sizeof(FieldValue) == 40, "nvmlFieldValue");
static_assert(offsetof(FieldValue, scopeId) == 4 && offsetof(FieldValue, timestamp) == 8, "nvmlFieldValue");
static_assert(offsetof(FieldValue, latencyUsec) == 16 && offsetof(FieldValue, valueType) == 24, "nvmlFieldValue");
static_assert(offsetof(FieldValue, nvmlReturn) == 28 && offsetof(FieldValue, value) == 32, "nvmlFieldValue");
static_assert(sizeof(Sample) == 16 && offsetof(Sample, value) == 8, "nvmlSample");
static_assert(sizeof(PciInfo) == 68 && offsetof(PciInfo, busId) == 36, "nvmlPciInfo");

enum { OK, UNINITIALIZED, INVALID, UNSUPPORTED, FORBIDDEN, NOT_FOUND = 6, TOO_SMALL = 7, LOST = 15 };
enum { DOUBLE, UNSIGNED, UNSIGNED_LONG, UNSIGNED_LONG_LONG };
enum { MOST = 4, STEP_MS = 100 };

static int initialized, alone;
static char handles[MOST];
static long readings[MOST];

static const char *beside(const char *ending) {
  static char path[4096];
  Dl_info info;
  if (dladdr((void *)beside, &info) == 0) abort();
  snprintf(path, sizeof path, "%s.%s", info.dli_fname, ending);
  return path;
}

static int misuse(const char *what) {
  FILE *file = fopen(beside("misuse"), "a");
  if (file != NULL) fprintf(file, "%s\n", what), fclose(file);
  return INVALID;
}

// The words after `key` of the first line that begins with it and, where given, names `what` and `gpu`.
static int told(const char *key, const char *what, int gpu, char *rest, size_t size) {
  if (alone) return 0;
  FILE *file = fopen(beside("control"), "r");
  char line[256];
  int found = 0;
  while (file != NULL && !found && fgets(line, sizeof line, file) != NULL) {
    line[strcspn(line, "\n")] = 0;
    char *save, *word = strtok_r(line, " ", &save);
    if (word == NULL || strcmp(word, key) != 0) continue;
    if (what != NULL && ((word = strtok_r(NULL, " ", &save)) == NULL || (strcmp(word, "*") && strcmp(word, what))))
      continue;
    if (gpu >= 0 && ((word = strtok_r(NULL, " ", &save)) == NULL || (strcmp(word, "*") && atoi(word) != gpu))) continue;
    word = strtok_r(NULL, "", &save);
    snprintf(rest, size, "%s", word == NULL ? "" : word);
    found = 1;
  }
  if (file != NULL) fclose(file);
  return found;
}

static long long number(const char *key, int gpu, long long otherwise) {
  char rest[64];
  return told(key, NULL, gpu, rest, sizeof rest) ? atoll(rest) : otherwise;
}

static int has(const char *key) {
  char rest[64];
  return told(key, NULL, -1, rest, sizeof rest);
}

static int refused(const char *what, int gpu) {
  char rest[64];
  if (told("hang", what, gpu, rest, sizeof rest)) for (;;) pause();
  return told("refuse", what, gpu, rest, sizeof rest) ? atoi(rest) : OK;
}

static unsigned count(void) { return (unsigned)number("gpus", -1, 2); }

// The GPU of a handle; -1 for what is none.
static int gpuOf(void *handle) {
  for (int gpu = 0; gpu < MOST; gpu++) if (handle == &handles[gpu]) return gpu;
  return -1;
}

static int entered(const char *what, void *handle, const void *out, int *gpu) {
  if (!initialized) return misuse(what), UNINITIALIZED;
  *gpu = gpuOf(handle);
  if (*gpu < 0) return misuse("a handle that is none");
  if (out == NULL) return misuse("a null pointer");
  return refused(what, *gpu);
}

static int reading(int gpu) { return readings[gpu]++ >= number("lost", gpu, 1LL << 60) ? LOST : OK; }

static unsigned long long milliseconds(clockid_t clock) {
  struct timespec now;
  clock_gettime(clock, &now);
  return (unsigned long long)now.tv_sec * 1000 + (unsigned long long)now.tv_nsec / 1000000;
}

static unsigned power(int gpu) { return (unsigned)number("power", gpu, gpu == 0 ? 86410 : 111500); }

static unsigned long long energy(int gpu) {
  unsigned long long base = (unsigned long long)number("base", -1, 1000000000);
  if (has("stuck")) return base;
  return base + milliseconds(CLOCK_MONOTONIC) / STEP_MS * STEP_MS * power(gpu) / 1000;
}

static int copy(char *to, unsigned size, const char *text) {
  if (strlen(text) + 1 > size) return TOO_SMALL;
  strcpy(to, text);
  return OK;
}

int nvmlInit_v2(void) {
  alone = access(beside("control"), R_OK) != 0;
  int code = refused("init", -1);
  initialized |= code == OK;
  return code;
}

int nvmlShutdown(void) {
  if (!initialized) return misuse("shutdown before init"), UNINITIALIZED;
  initialized = 0;
  return OK;
}

const char *nvmlErrorString(int code) { return code == OK ? "Success" : code == LOST ? "GPU is lost" : "Unknown Error"; }

int nvmlSystemGetDriverVersion(char *text, unsigned size) {
  if (text == NULL || size < 80) return misuse("driver version");
  return initialized ? copy(text, size, "570.00") : UNINITIALIZED;
}

int nvmlDeviceGetCount_v2(unsigned *answer) {
  if (answer == NULL) return misuse("a null pointer");
  if (!initialized) return UNINITIALIZED;
  *answer = count();
  return refused("count", -1);
}

int nvmlDeviceGetHandleByIndex_v2(unsigned index, void **handle) {
  if (handle == NULL) return misuse("a null pointer");
  if (!initialized) return UNINITIALIZED;
  if (index >= count()) return misuse("an index beyond the last GPU");
  *handle = &handles[index];
  return refused("handle", (int)index);
}

static void uuidOf(int gpu, char *text) { sprintf(text, "GPU-%d0000000-2222-3333-4444-555555555555", gpu + 1); }

int nvmlDeviceGetHandleByUUID(const char *uuid, void **handle) {
  char own[96];
  if (uuid == NULL || handle == NULL) return misuse("a null pointer");
  if (!initialized) return UNINITIALIZED;
  for (int gpu = 0; gpu < (int)count(); gpu++) {
    uuidOf(gpu, own);
    if (strcmp(own, uuid) == 0) return *handle = &handles[gpu], refused("handle", gpu);
  }
  return NOT_FOUND;
}

int nvmlDeviceGetName(void *device, char *text, unsigned size) {
  int gpu, code = entered("name", device, text, &gpu);
  char name[96] = "NVIDIA double";
  told("name", NULL, -1, name, sizeof name);
  return code != OK ? code : copy(text, size, name);
}

int nvmlDeviceGetUUID(void *device, char *text, unsigned size) {
  int gpu, code = entered("uuid", device, text, &gpu);
  char own[96];
  if (code != OK) return code;
  uuidOf(gpu, own);
  return copy(text, size, own);
}

int nvmlDeviceGetPciInfo_v3(void *device, PciInfo *info) {
  int gpu, code = entered("pci", device, info, &gpu);
  if (code != OK) return code;
  memset(info, 0x55, sizeof *info);
  sprintf(info->busIdLegacy, "0000:%02X:00.0", gpu + 11);
  sprintf(info->busId, "00000000:%02X:00.0", gpu + 11);
  return OK;
}

int nvmlDeviceGetCudaComputeCapability(void *device, int *major, int *minor) {
  int gpu, code = entered("capability", device, major, &gpu);
  if (code != OK) return code;
  if (minor == NULL) return misuse("a null pointer");
  int capability = (int)number("capability", -1, 90);
  *major = capability / 10;
  *minor = capability % 10;
  return OK;
}

int nvmlDeviceGetEnforcedPowerLimit(void *device, unsigned *milliwatts) {
  int gpu, code = entered("limit", device, milliwatts, &gpu);
  if (code == OK) *milliwatts = 320000;
  return code;
}

int nvmlDeviceGetPowerUsage(void *device, unsigned *milliwatts) {
  int gpu, code = entered("usage", device, milliwatts, &gpu);
  if (code == OK) code = reading(gpu);
  if (code == OK) *milliwatts = power(gpu);
  return code;
}

int nvmlDeviceGetClockInfo(void *device, int type, unsigned *megahertz) {
  int gpu, code = entered("clock", device, megahertz, &gpu);
  if (type != 1 && type != 2) return misuse("a clock that nobody wants");
  if (code == OK) *megahertz = type == 1 ? 1410 : 1215;
  return code;
}

int nvmlDeviceGetTemperature(void *device, int sensor, unsigned *celsius) {
  int gpu, code = entered("temperature", device, celsius, &gpu);
  if (sensor != 0) return misuse("a sensor that is none");
  if (code == OK) *celsius = 61;
  return code;
}

int nvmlDeviceGetUtilizationRates(void *device, unsigned rates[2]) {
  int gpu, code = entered("utilization", device, rates, &gpu);
  if (code == OK) rates[0] = 98, rates[1] = 40;
  return code;
}

int nvmlDeviceGetPerformanceState(void *device, int *state) {
  int gpu, code = entered("pstate", device, state, &gpu);
  if (code == OK) *state = (int)number("pstate", gpu, 2);
  return code;
}

int nvmlDeviceGetTotalEnergyConsumption(void *device, unsigned long long *millijoules) {
  int gpu, code = entered("energy", device, millijoules, &gpu);
  if (code == OK) code = reading(gpu);
  if (code == OK) *millijoules = energy(gpu);
  return code;
}

static int field(int gpu, FieldValue *entry) {
  char what[32];
  unsigned scope = has("no-scopes") ? 0 : entry->scopeId;
  snprintf(what, sizeof what, "f%u.%u", entry->fieldId, entry->scopeId);
  int code = refused(what, gpu);
  if (code != OK) return code;
  if ((code = reading(gpu)) != OK) return code;
  if (scope > 1) return INVALID;
  if (scope == 1 && !has("module")) return UNSUPPORTED;
  entry->timestamp = (long long)milliseconds(CLOCK_REALTIME) * 1000;
  switch (entry->fieldId) {
    case 83:
      entry->valueType = UNSIGNED_LONG_LONG;
      entry->value.ull = energy(gpu);
      return OK;
    case 185:
    case 186:
      entry->valueType = UNSIGNED;
      entry->value.ull = ~0ull;
      entry->value.ui = power(gpu) + (scope == 1 ? 60000 : 0);
      return OK;
    default:
      return UNSUPPORTED;
  }
}

int nvmlDeviceGetFieldValues(void *device, int entries, FieldValue *values) {
  int gpu, code = entered("fields", device, values, &gpu);
  if (code != OK) return code;
  if (entries < 1) return misuse("no fields");
  for (int i = 0; i < entries; i++) values[i].nvmlReturn = field(gpu, &values[i]);
  return OK;
}

// A sample every 20 ms, the last fifty of them.
int nvmlDeviceGetSamples(void *device, int type, unsigned long long since, int *valueType, unsigned *entries, Sample *samples) {
  enum { EVERY_US = 20000, KEPT = 50 };
  int gpu, code = entered("samples", device, entries, &gpu);
  if (code != OK) return code;
  if (valueType == NULL) return misuse("a null pointer");
  if (type != 0) return UNSUPPORTED;
  if (samples == NULL) return *entries = KEPT, OK;
  if (*entries < KEPT) return TOO_SMALL;
  if ((code = reading(gpu)) != OK) return code;
  unsigned long long newest = milliseconds(CLOCK_REALTIME) * 1000 / EVERY_US * EVERY_US;
  unsigned found = 0;
  for (unsigned long long at = newest - (KEPT - 1) * EVERY_US; at <= newest; at += EVERY_US)
    if (at > since) samples[found++] = (Sample){at, {.ull = 0xffffffff00000000ull + power(gpu)}};
  *valueType = UNSIGNED;
  *entries = found;
  return found == 0 ? 21 : OK;
}

// What the test compares with the layout that the probe reads by.
void doubleLayout(int *answer) {
  int layout[] = {sizeof(FieldValue), offsetof(FieldValue, fieldId), offsetof(FieldValue, scopeId),
                  offsetof(FieldValue, timestamp), offsetof(FieldValue, valueType), offsetof(FieldValue, nvmlReturn),
                  offsetof(FieldValue, value), sizeof(Sample), offsetof(Sample, timeStamp), offsetof(Sample, value),
                  sizeof(PciInfo), offsetof(PciInfo, busId)};
  memcpy(answer, layout, sizeof layout);
}
