package io.pindown.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class ScalingPlotTest {
  @Test
  void oneCurveForEachSideAndPanel() throws Exception {
    Document svg =
        draw(
            new Scaling.Point("pindown", 1, 1, new Spread(10, 9, 11)),
            new Scaling.Point("pindown", 1, 1000, new Spread(100, 90, 110)),
            new Scaling.Point("pindown", 2, 1, new Spread(10, 9, 11)),
            new Scaling.Point("ucx", 1, 1, new Spread(40, 30, 50)),
            new Scaling.Point("ucx", 2, 1, new Spread(400, 30, 500)));
    assertThat(svg.getElementsByTagName("polyline").getLength()).isEqualTo(4);
    assertThat(svg.getElementsByTagName("circle").getLength()).isEqualTo(5);
  }

  @Test
  void decadesAreEquallyFarApart() throws Exception {
    NodeList circles =
        draw(
                new Scaling.Point("pindown", 1, 1, new Spread(1, 1, 1)),
                new Scaling.Point("pindown", 1, 10, new Spread(10, 10, 10)),
                new Scaling.Point("pindown", 1, 100, new Spread(100, 100, 100)))
            .getElementsByTagName("circle");
    assertThat(at(circles, 2, "cx") - at(circles, 1, "cx")).isCloseTo(at(circles, 1, "cx") - at(circles, 0, "cx"), tenths());
    assertThat(at(circles, 2, "cy") - at(circles, 1, "cy")).isNegative().isCloseTo(at(circles, 1, "cy") - at(circles, 0, "cy"), tenths());
  }

  private static Offset<Double> tenths() {
    return within(0.2);
  }

  private static double at(NodeList circles, int i, String attribute) {
    return Double.parseDouble(((Element) circles.item(i)).getAttribute(attribute));
  }

  private static Document draw(Scaling.Point... points) throws Exception {
    byte[] svg = new ScalingPlot(List.of(points)).svg().getBytes(StandardCharsets.UTF_8);
    return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new ByteArrayInputStream(svg));
  }
}
