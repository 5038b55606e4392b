package io.pindown.bench.trace.sim;

/**
 * S3-FIFO (Yang et al., SOSP 2023): new ones in a small queue, a tenth of the room; those that are used there, and those that come back
 * soon after they were taken from it, in a main one, where each use is worth another round, up to three.
 */
final class S3Fifo implements Policy {
  private static final int SMALL_PART = 10;
  private static final int MOST_USES = 3;

  private final Requests requests;
  private final Limit limit;
  private final Queue small;
  private final Queue main;
  private final Queue ghosts;
  private final byte[] uses;
  private long smallHeld;
  private long ghostsHeld;

  S3Fifo(Requests requests, Limit limit) {
    this.requests = requests;
    this.limit = limit;
    small = new Queue(requests.objects());
    main = new Queue(requests.objects());
    ghosts = new Queue(requests.objects());
    uses = new byte[requests.objects()];
  }

  private long weight(int object) {
    return limit.weight(requests.bytes(object));
  }

  @Override
  public void added(int object, int now) {
    uses[object] = 0;
    if (ghosts.contains(object)) {
      forget(object);
      main.addLast(object);
    } else {
      small.addLast(object);
      smallHeld += weight(object);
    }
  }

  @Override
  public void used(int object, int now) {
    uses[object] = (byte) Math.min(MOST_USES, uses[object] + 1);
  }

  @Override
  public void removed(int object) {
    if (main.contains(object)) {
      main.remove(object);
      return;
    }
    leaveSmall(object);
    ghosts.addLast(object);
    ghostsHeld += weight(object);
    while (ghostsHeld > limit.amount()) {
      forget(ghosts.first());
    }
  }

  private void leaveSmall(int object) {
    small.remove(object);
    smallHeld -= weight(object);
  }

  private void forget(int object) {
    ghosts.remove(object);
    ghostsHeld -= weight(object);
  }

  @Override
  public int victim(int now) {
    while (true) {
      if (!small.isEmpty() && (smallHeld * SMALL_PART >= limit.amount() || main.isEmpty())) {
        int object = small.first();
        if (uses[object] == 0) {
          return object;
        }
        leaveSmall(object);
        uses[object] = 0;
        main.addLast(object);
      } else {
        int object = main.first();
        if (uses[object] == 0) {
          return object;
        }
        uses[object]--;
        main.remove(object);
        main.addLast(object);
      }
    }
  }
}
