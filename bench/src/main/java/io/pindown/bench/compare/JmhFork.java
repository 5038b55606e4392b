package io.pindown.bench.compare;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** One fork of one JMH benchmark, with its parameters; immutable, {@code with...} gives another one. */
record JmhFork(Class<?> benchmark, String method, String label, Map<String, String> params, List<String> jvmArgs, boolean batched) {

  /** A benchmark method, or a group of them. */
  static JmhFork of(Class<?> benchmark, String method) {
    return new JmhFork(benchmark, method, method, Map.of(), List.of(), false);
  }

  /** The same for a benchmark that times batches: iterations are counted, not timed. */
  static JmhFork ofBatches(Class<?> benchmark, String method) {
    return new JmhFork(benchmark, method, method, Map.of(), List.of(), true);
  }

  JmhFork with(String param, Object value) {
    Map<String, String> more = new TreeMap<>(params);
    more.put(param, value.toString());
    return new JmhFork(benchmark, method, label, more, jvmArgs, batched);
  }

  /** Of a group, the method whose figure is wanted. */
  JmhFork figureOf(String methodOfGroup) {
    return new JmhFork(benchmark, method, methodOfGroup, params, jvmArgs, batched);
  }

  JmhFork withMethod(String other) {
    return new JmhFork(benchmark, other, other, params, jvmArgs, batched);
  }

  JmhFork withJvmArgs(List<String> args) {
    return new JmhFork(benchmark, method, label, params, args, batched);
  }

  String name() {
    return benchmark.getSimpleName() + "." + method + params.values().stream().map(v -> "-" + v).collect(Collectors.joining());
  }

  /**
   * Runs it.
   *
   * @return the median of the iterations, in the benchmark's unit
   */
  double run(Jdk jdk, Effort effort, Forks forks) throws IOException, InterruptedException {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include("^" + Pattern.quote(benchmark.getName() + "." + method) + "$")
            .jvm(jdk.java().toString())
            .jvmArgs()
            .forks(1)
            .shouldFailOnError(true)
            .output(forks.nextLog(name()).toString())
            .warmupIterations(batched ? effort.warmupShots() : effort.warmups())
            .measurementIterations(batched ? effort.shots() : effort.iterations());
    if (!batched) {
      TimeValue time = new TimeValue(effort.millis(), TimeUnit.MILLISECONDS);
      options.warmupTime(time).measurementTime(time);
    }
    if (!jvmArgs.isEmpty()) {
      options.jvmArgsAppend(jvmArgs.toArray(new String[0]));
    }
    params.forEach((name, value) -> options.param(name, value));
    Collection<RunResult> results = Forks.limited(name(), () -> new Runner(options.build()).run());
    if (results.size() != 1) {
      throw new IOException(name() + " gave " + results.size() + " results, not one: a parameter is missing");
    }
    return Spread.median(
        results.iterator().next().getBenchmarkResults().stream()
            .flatMap(fork -> fork.getIterationResults().stream())
            .mapToDouble(this::score)
            .toArray());
  }

  private double score(IterationResult iteration) {
    Result<?> ofMethod = iteration.getSecondaryResults().get(label);
    return (ofMethod == null ? iteration.getPrimaryResult() : ofMethod).getScore();
  }
}
