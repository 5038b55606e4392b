package io.pindown.bench.scaling;

/**
 * What the machine takes for one step, in nanoseconds.
 *
 * @param atomic an atomic read-modify-write of a line that the core has
 * @param complex a line from another core of the same complex
 * @param socket a line from another complex of the same socket
 * @param remote a line from the other socket
 * @param hold the part of a transfer, 0 to 1, for which the core that gives the line away can go on using it: the request has to get
 *     there first
 * @param local a read of memory of the own node that no cache has
 * @param far a read of memory of the other node that no cache has
 * @param unpark what a thread takes to wake another one
 * @param wake how long after that the other one runs
 */
record Costs(
    double atomic, double complex, double socket, double remote, double hold, double local, double far, double unpark, double wake) {
  Costs {
    require("atomic", atomic);
    require("complex", complex);
    require("socket", socket);
    require("remote", remote);
    require("local", local);
    require("far", far);
    require("unpark", unpark);
    require("wake", wake);
    if (!(hold >= 0 && hold < 1)) {
      throw new IllegalArgumentException("hold " + hold + " is not in 0 <= hold < 1");
    }
  }

  private static void require(String name, double nanos) {
    if (!(nanos >= 0 && nanos < 1e9)) {
      throw new IllegalArgumentException(name + " " + nanos + " ns is not in 0 <= ns < 1e9");
    }
  }

  double transfer(Distance distance) {
    return switch (distance) {
      case NONE -> 0;
      case COMPLEX -> complex;
      case SOCKET -> socket;
      case REMOTE -> remote;
    };
  }

  Costs withHold(double other) {
    return new Costs(atomic, complex, socket, remote, other, local, far, unpark, wake);
  }
}
