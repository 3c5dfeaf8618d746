/* The yardstick of the sampling bench: clock_nanosleep to absolute deadlines and one pread for each file.
 * usage: timing HZ SECONDS FILE...   prints: late_p50_us late_p99_us cpu_s ticks */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

static long long now_ns(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
	if (argc < 4 || argc > 19) {
		fprintf(stderr, "usage: timing HZ SECONDS FILE...\n");
		return 2;
	}
	long hz = atol(argv[1]), ticks = hz * atol(argv[2]);
	int files = argc - 3, fd[16];
	double *late_us = malloc(ticks * sizeof *late_us);
	char text[64];
	for (int i = 0; i < files; i++)
		if ((fd[i] = open(argv[3 + i], O_RDONLY)) < 0) {
			perror(argv[3 + i]);
			return 1;
		}
	long long start = now_ns(), period = 1000000000LL / hz;
	for (long tick = 1; tick <= ticks; tick++) {
		long long due = start + tick * period;
		struct timespec wake = { due / 1000000000LL, due % 1000000000LL };
		clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &wake, NULL);
		late_us[tick - 1] = (now_ns() - due) / 1e3;
		for (int i = 0; i < files; i++)
			if (pread(fd[i], text, sizeof text, 0) < 0)
				perror("pread");
		now_ns();
	}
	struct rusage used;
	getrusage(RUSAGE_SELF, &used);
	qsort(late_us, ticks, sizeof *late_us, by_value);
	printf("%.1f %.1f %.4f %ld\n", late_us[ticks / 2], late_us[ticks * 99 / 100],
	       used.ru_utime.tv_sec + used.ru_stime.tv_sec + (used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6, ticks);
	return 0;
}
