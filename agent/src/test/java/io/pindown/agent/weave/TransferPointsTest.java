package io.pindown.agent.weave;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.agent.jvm.Jdk;
import io.pindown.agent.jvm.JdkImage;
import io.pindown.agent.point.Point;
import io.pindown.agent.point.TransferPoints;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of transfers against the class files of each JDK on this machine. */
class TransferPointsTest {
  static Stream<Jdk> jdks() {
    return Jdk.oneOfEach().stream();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void eachRowOfTheJdkHasSites(Jdk jdk) throws IOException {
    Map<String, List<Point>> byOwner = new LinkedHashMap<>();
    for (Point point : TransferPoints.of(jdk.feature())) {
      if (TransferPoints.isOfTheJdk(point.owner())) {
        byOwner.computeIfAbsent(point.owner(), owner -> new ArrayList<>()).add(point);
      }
    }
    assertThat(byOwner).hasSize(4);
    try (JdkImage image = new JdkImage(jdk)) {
      for (Map.Entry<String, List<Point>> owner : byOwner.entrySet()) {
        Weaver weaver = new Weaver(owner.getValue(), "java/lang/$PindownTransfers");
        weaver.weave(image.javaBase(owner.getKey()));
        for (int row = 0; row < owner.getValue().size(); row++) {
          assertThat(weaver.found(row)).as("%s", owner.getValue().get(row)).isPositive();
        }
      }
    }
  }
}
