package io.pindown.lincheck;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The cache keeps {@link CacheSpecification} in every interleaving that was tried. */
class CacheLincheckTest {
  private static final List<String> CHANGES =
      List.of(
          "acquire(0); change(0) | read(0) acquire(0); acquire(0)",
          "; change(0) | acquire(0) acquire(0); acquire(0)",
          "acquire(3); replace() | read(3) acquire(3); acquire(3)",
          "; replace() | acquire(3) acquire(3); acquire(3)",
          "acquire(3); reallocate() | read(3) acquire(3); acquire(3)");
  private static final List<String> LIVES =
      List.of(
          "; acquire(0) | acquire(0) flush(); acquire(0)",
          "acquire(0); hold(0) drop() | flush() acquire(0); ",
          "hold(0); drop() | invalidate() acquire(0); acquire(0)",
          "hold(0); drop() | change(0) reap(); acquire(0)",
          "hold(3); replace() | acquire(3) reap(); drop()",
          "acquire(0) acquire(1); acquire(2) | hold(0) drop(); acquire(1)");
  private static final List<String> CLOSES =
      List.of(
          "hold(0); close() | acquire(0) drop(); ",
          "acquire(0); close() | acquire(0) acquire(1); ",
          "acquire(3); close() | replace() reap(); ");

  private static LincheckRun run(Class<?> operations) {
    return new LincheckRun(operations, CacheSpecification.class);
  }

  @Test
  void modelCheckingOfChanges() {
    run(CacheOperations.class).modelCheck(CHANGES, 20);
  }

  @Test
  void modelCheckingOfLives() {
    run(CacheOperations.class).modelCheck(LIVES, 18);
  }

  @Test
  void modelCheckingOfCloses() {
    run(CacheOperations.class).modelCheck(CLOSES, 24);
  }

  @Test
  void modelCheckingAtRandom() {
    run(CacheOperations.class).modelCheck(3, 24);
  }

  @Test
  void stress() {
    run(CacheOperations.class).stress(10, 300);
  }

  @Test
  void theSmallestCacheKeepsItToo() {
    run(SmallCache.class).modelCheck(20, 100);
  }

  @ParameterizedTest
  @ValueSource(classes = {CacheOperations.ToldAfter.class, CacheOperations.ToldBefore.class})
  void aFaultIsFoundOut(Class<?> twin) {
    run(twin).mustBeFoundOut(CHANGES.subList(0, 2), 150);
  }

  @Test
  void aFaultOfTheSmallestCacheIsFoundOut() {
    run(SmallCache.LooksOnce.class).mustBeFoundOut(List.of("acquire(0); acquire(0) | flush(); "), 100);
  }
}
