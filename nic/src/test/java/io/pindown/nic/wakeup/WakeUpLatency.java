package io.pindown.nic.wakeup;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Measures, as a program of its own: from the begin of an event to the return of an epoll_wait in another thread, after quiet times of
 * different lengths; and what the thread costs when nothing happens. Arguments: events for each row, seconds of quiet. Run it with the
 * test class path, {@code --enable-native-access=ALL-UNNAMED}, and a machine that does nothing else.
 */
final class WakeUpLatency {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private WakeUpLatency() {}

  public static void main(String[] args) throws InterruptedException {
    int events = args.length > 0 ? Integer.parseInt(args[0]) : 1_000;
    int seconds = args.length > 1 ? Integer.parseInt(args[1]) : 5;
    measure(1_000, 500, 2_000, false); // warm-up
    System.out.println("latency, quiet before the event: time to the waiting thread, us: median 90 % 99 % most");
    for (long latency : new long[] {100, 1_000, 10_000}) {
      measure(latency, 20, events, true);
      measure(latency, latency / 4, events, true);
      measure(latency, 4 * latency, events, true);
    }
    System.out.println("latency: looks a second, processor time when quiet");
    for (long latency : new long[] {100, 1_000, 10_000, 1_000_000}) {
      quiet(latency, seconds);
    }
  }

  private static void measure(long latencyMicros, long quietMicros, int events, boolean print) throws InterruptedException {
    long[] nanos = new long[events];
    SplittableRandom random = new SplittableRandom(1);
    try (Watched watched = new Watched("latency", 1);
        WakeUp wakeUp = WakeUp.over(watched.registry(), latencyMicros, TimeUnit.MICROSECONDS)) {
      long[] woken = new long[1];
      CountDownLatch[] turn = {new CountDownLatch(1)};
      Thread consumer = new Thread(() -> consume(watched, wakeUp, woken, turn), "consumer");
      consumer.start();
      for (int i = 0; i < events; i++) {
        long until = System.nanoTime() + TimeUnit.MICROSECONDS.toNanos(quietMicros) * (75 + random.nextInt(50)) / 100;
        for (long left; (left = until - System.nanoTime()) > 0; ) {
          LockSupport.parkNanos(left);
        }
        CountDownLatch reported = turn[0];
        long begun = System.nanoTime();
        watched.changeAll();
        reported.await();
        nanos[i] = woken[0] - begun;
      }
      watched.close();
      consumer.join();
    }
    if (print) {
      Arrays.sort(nanos);
      System.out.printf(Locale.ROOT, "%5d us, %5d us: %8.1f %8.1f %8.1f %8.1f%n", latencyMicros, quietMicros,
          at(nanos, 0.5), at(nanos, 0.9), at(nanos, 0.99), at(nanos, 1));
    }
  }

  private static double at(long[] sorted, double quantile) {
    return sorted[(int) Math.min(sorted.length - 1, sorted.length * quantile)] / 1_000.0;
  }

  private static void consume(Watched watched, WakeUp wakeUp, long[] woken, CountDownLatch[] turn) {
    try (Epoll epoll = Epoll.on(wakeUp.fd())) {
      while (true) {
        epoll.await(Duration.ofSeconds(60));
        long now = System.nanoTime();
        if (watched.drainAll(1) > 0) {
          watched.registry().rearm(watched.watch(0));
          woken[0] = now;
          CountDownLatch done = turn[0];
          turn[0] = new CountDownLatch(1);
          wakeUp.acknowledge();
          done.countDown();
        } else {
          wakeUp.acknowledge();
        }
      }
    } catch (IllegalStateException closed) {
      // the end
    }
  }

  private static void quiet(long latencyMicros, int seconds) throws InterruptedException {
    try (Watched watched = new Watched("quiet", 1);
        WakeUp wakeUp = WakeUp.over(watched.registry(), latencyMicros, TimeUnit.MICROSECONDS)) {
      Thread thread =
          Thread.getAllStackTraces().keySet().stream().filter(each -> each.getName().equals(Lookout.NAME)).findFirst().orElseThrow();
      TimeUnit.SECONDS.sleep(1); // its parks get longer
      long looks = wakeUp.lookout().looks();
      long cpu = THREADS.getThreadCpuTime(thread.threadId());
      long begun = System.nanoTime();
      TimeUnit.SECONDS.sleep(seconds);
      double passed = (System.nanoTime() - begun) / 1e9;
      System.out.printf(Locale.ROOT, "%7d us: %8.1f looks/s, %6.3f %% of one processor%n", latencyMicros,
          (wakeUp.lookout().looks() - looks) / passed, (THREADS.getThreadCpuTime(thread.threadId()) - cpu) / 1e7 / passed);
    }
  }
}
