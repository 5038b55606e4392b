/*
 * Drives UCX's registration cache, ucs_rcache of the distribution's libucs, with a registrar that does nothing, and prints what each
 * operation costs, one JSON object a line.
 */
#include "bench.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char USAGE[] =
    "usage: ucx-rcache addresses|hit|storm|unwatched|invalidate|memory [option]...\n"
    "  addresses    where the regions lie, so that the other side can see whether it has the same\n"
    "  hit          get and put of registered regions in random order: ns\n"
    "  storm        the same beside a thread that fires unmap events for other memory: ns of the get and put\n"
    "  unwatched    unmap event for memory that is in no region: ns\n"
    "  invalidate   unmap event that hits one random region, and inserting it again (figure \"insert\"): ns\n"
    "  memory       growth of the resident set for each region: bytes\n"
    "  --regions N    regions of 64 KiB, 1 to 10000000 (1000)\n"
    "  --threads N    of hit, 1 to 64 (1)\n"
    "  --layout L     sparse: at a random page of its own MiB each; dense: back to back (sparse)\n"
    "  --millis N     length of a repeat of hit, 1 to 60000 (200)\n"
    "  --warmup N     repeats that are not printed, 0 to 1000 (3)\n"
    "  --repeats N    repeats that are, 1 to 1000 (5)\n";

static void refuse(const char *what, const char *value) {
  fprintf(stderr, "ucx-rcache: %s: %s\n%s", what, value, USAGE);
  exit(2);
}

static uint32_t number(const char *option, const char *text, long least, long most) {
  char *end;
  long value = strtol(text, &end, 10);
  if (end == text || *end != '\0' || value < least || value > most) {
    fprintf(stderr, "ucx-rcache: --%s is %s; it must be a number from %ld to %ld\n", option, text, least, most);
    exit(2);
  }
  return (uint32_t)value;
}

static enum layout layout(const char *text) {
  if (strcmp(text, "sparse") != 0 && strcmp(text, "dense") != 0) {
    refuse("--layout is neither sparse nor dense", text);
  }
  return strcmp(text, "dense") == 0 ? DENSE : SPARSE;
}

static void parse(struct options *options, int argc, char **argv) {
  static const struct option LONG[] = {
      {"regions", required_argument, NULL, 'n'}, {"threads", required_argument, NULL, 't'}, {"layout", required_argument, NULL, 'l'},
      {"millis", required_argument, NULL, 'm'},  {"warmup", required_argument, NULL, 'w'},  {"repeats", required_argument, NULL, 'r'},
      {"help", no_argument, NULL, 'h'},          {NULL, 0, NULL, 0}};
  int c;
  while ((c = getopt_long(argc, argv, "", LONG, NULL)) != -1) {
    switch (c) {
      case 'n': options->regions = number("regions", optarg, 1, 10000000); break;
      case 't': options->threads = number("threads", optarg, 1, 64); break;
      case 'l': options->layout = layout(optarg); break;
      case 'm': options->millis = number("millis", optarg, 1, 60000); break;
      case 'w': options->warmup = number("warmup", optarg, 0, 1000); break;
      case 'r': options->repeats = number("repeats", optarg, 1, 1000); break;
      case 'h': fputs(USAGE, stdout); exit(0);
      default: fputs(USAGE, stderr); exit(2);
    }
  }
  if (optind != argc - 1) {
    refuse("exactly one case is needed", optind < argc ? argv[optind + 1] : "none is given");
  }
  options->what = argv[optind];
}

int main(int argc, char **argv) {
  static const struct {
    const char *name;
    void (*run)(struct bench *);
  } CASES[] = {{"addresses", run_addresses},
               {"hit", run_hit},
               {"storm", run_storm},
               {"unwatched", run_unwatched},
               {"invalidate", run_invalidate},
               {"memory", run_memory}};
  struct options options = {.regions = 1000, .threads = 1, .millis = 200, .warmup = 3, .repeats = 5, .layout = SPARSE};
  parse(&options, argc, argv);
  if (options.threads > 1 && strcmp(options.what, "hit") != 0) {
    refuse("--threads is for hit only, not for", options.what);
  }
  for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
    if (strcmp(options.what, CASES[i].name) == 0) {
      struct bench bench;
      start_idle_thread();
      bench_open(&bench, &options);
      CASES[i].run(&bench);
      fflush(stdout);
      _exit(0); /* destroying a cache of a million regions takes seconds, and is not measured */
    }
  }
  refuse("unknown case", options.what);
}
