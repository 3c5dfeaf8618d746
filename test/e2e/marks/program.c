/* nest | many WHO COUNT | log COUNT FILE | names NAME... | now: marks through the example's helper, and logs its own clock. */
#include <string.h>
#include "joulemark.h"

static long long real_now(void) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  return now.tv_sec * 1000000000LL + now.tv_nsec;
}

static void nest(void) {
  joulemark_begin("outer");
  joulemark_begin("inner");
  usleep(50000);
  joulemark_end("inner");
  joulemark_end("outer");
}

static void many(const char *who, int count) {
  char name[64];
  for (int k = 0; k < count; k++) {
    snprintf(name, sizeof name, "%s-%d", who, k);
    joulemark_begin(name);
    joulemark_end(name);
  }
}

static void log_own(int count, const char *file) {
  FILE *log = fopen(file, "w");
  char name[64];
  for (int k = 0; k < count; k++) {
    snprintf(name, sizeof name, "m%d", k);
    long long a = joulemark_now();
    joulemark_begin(name);
    long long b = joulemark_now();
    joulemark_end(name);
    long long c = joulemark_now();
    fprintf(log, "begin %s %lld %lld\nend %s %lld %lld\n", name, a, b, name, b, c);
    usleep(500);
  }
  fclose(log);
}

int main(int count, char **words) {
  const char *mode = count > 1 ? words[1] : "";
  if (strcmp(mode, "nest") == 0) nest();
  if (strcmp(mode, "many") == 0) many(words[2], atoi(words[3]));
  if (strcmp(mode, "log") == 0) log_own(atoi(words[2]), words[3]);
  for (int k = 2; strcmp(mode, "names") == 0 && k < count; k++) {
    joulemark_begin(words[k]);
    joulemark_end(words[k]);
  }
  if (strcmp(mode, "now") == 0) {
    long long a = joulemark_now(), wall = real_now(), b = joulemark_now();
    printf("%lld %lld %lld\n", a, wall, b);
  }
  return 0;
}
