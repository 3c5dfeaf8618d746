/* A load that keeps THREADS processors busy for SECONDS and prints how many rounds of work it did in all.
 * usage: spin THREADS SECONDS */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double seconds;

static double now_s(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec + t.tv_nsec / 1e9;
}

static void *work(void *rounds)
{
	volatile double sum = 1;
	double end = now_s() + seconds;
	long done = 0;
	while (now_s() < end) {
		for (int i = 0; i < 20000; i++)
			sum = sum * 1.0000001 + 1e-9;
		done++;
	}
	*(long *)rounds = done;
	return NULL;
}

int main(int argc, char **argv)
{
	if (argc != 3) {
		fprintf(stderr, "usage: spin THREADS SECONDS\n");
		return 2;
	}
	int threads = atoi(argv[1]);
	long *rounds = calloc(threads, sizeof *rounds), total = 0;
	pthread_t *thread = calloc(threads, sizeof *thread);
	seconds = atof(argv[2]);
	for (int i = 0; i < threads; i++)
		pthread_create(&thread[i], NULL, work, &rounds[i]);
	for (int i = 0; i < threads; i++) {
		pthread_join(thread[i], NULL);
		total += rounds[i];
	}
	printf("%ld\n", total);
	return 0;
}
