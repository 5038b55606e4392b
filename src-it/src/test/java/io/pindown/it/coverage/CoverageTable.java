package io.pindown.it.coverage;

import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** All cells by path, JDK and attach, each with its strongest state and the tests that prove that one. Not thread-safe. */
final class CoverageTable {
  /** One place of the table. */
  record Place(String path, int jdk, Attach attach) implements Comparable<Place> {
    @Override
    public int compareTo(Place other) {
      int byPath = path.compareTo(other.path);
      int byJdk = byPath != 0 ? byPath : Integer.compare(jdk, other.jdk);
      return byJdk != 0 ? byJdk : attach.compareTo(other.attach);
    }
  }

  /** What is in it. */
  record Proof(State state, SortedSet<String> tests) {
    String named() {
      return String.join(", ", tests);
    }
  }

  private final SortedMap<Place, Proof> places = new TreeMap<>();

  /** @throws IllegalStateException naming two tests of which one proves that a hook sees a path and the other that none does */
  CoverageTable(Collection<Cell> cells) {
    cells.forEach(this::add);
  }

  private void add(Cell cell) {
    Place place = new Place(cell.path(), cell.jdk(), cell.attach());
    Proof known = places.get(place);
    if (known != null && !known.state().goesWith(cell.state())) {
      throw new IllegalStateException(
          cell.key() + " is " + known.state() + " by " + known.named() + " and " + cell.state() + " by " + cell.test());
    }
    if (known == null || cell.state().compareTo(known.state()) < 0) {
      places.put(place, new Proof(cell.state(), new TreeSet<>(List.of(cell.test()))));
    } else if (cell.state() == known.state()) {
      known.tests().add(cell.test());
    }
  }

  SortedMap<Place, Proof> places() {
    return places;
  }

  SortedSet<String> paths() {
    return places.keySet().stream().map(Place::path).collect(Collectors.toCollection(TreeSet::new));
  }

  SortedSet<String> paths(State state) {
    return places.entrySet().stream()
        .filter(place -> place.getValue().state() == state)
        .map(place -> place.getKey().path())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  SortedSet<Integer> jdks() {
    return places.keySet().stream().map(Place::jdk).collect(Collectors.toCollection(TreeSet::new));
  }

  SortedSet<String> tests() {
    return places.values().stream().flatMap(proof -> proof.tests().stream()).collect(Collectors.toCollection(TreeSet::new));
  }

  /** {@code null} where no test has recorded anything. */
  Proof at(String path, int jdk, Attach attach) {
    return places.get(new Place(path, jdk, attach));
  }
}
