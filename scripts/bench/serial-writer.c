// A meter that prints lines of a time stamp (us), the line's number and seven more values.
// usage: serial-writer PORT LINES_PER_SECOND SECONDS
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

int main(int argc, char **argv) {
  if (argc != 4) return 2;
  const int port = open(argv[1], O_WRONLY | O_NOCTTY);
  const double rate = atof(argv[2]);
  const double seconds = atof(argv[3]);
  if (port < 0) return 1;
  static char text[1 << 20];
  double start = now();
  for (long line = 0;;) {
    const double passed = now() - start;
    if ((double)line > seconds * rate) return 0;
    // what nobody read in time is not made up for: a meter has no such memory
    if (passed * rate - (double)line > 0.05 * rate) start += passed - (double)line / rate;
    size_t length = 0;
    while ((double)line < (now() - start) * rate && length < sizeof text - 200) {
      length += (size_t)sprintf(text + length, "%.0f,%ld,1.25,12.01,3.30,0.512,5.01,1.75,0.998\r\n", (double)line * 1e6 / rate, line);
      line++;
    }
    for (size_t sent = 0; sent < length;) {
      const ssize_t wrote = write(port, text + sent, length - sent);
      if (wrote < 0) return 1;
      sent += (size_t)wrote;
    }
    const struct timespec pause = {0, 1000000};
    nanosleep(&pause, NULL);
  }
}
