package io.pindown.bench.compare;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;

/** The JSON that a comparison writes: the figures, why some are not there, and under what conditions they were taken. */
final class Report {
  private final Map<String, Object> conditions = new LinkedHashMap<>();

  /** Notes a condition. */
  void condition(String name, Object value) {
    conditions.put(name, value);
  }

  /**
   * Writes it whole or not at all.
   *
   * @param ucx the version, or that it is not there
   */
  void write(Path file, Figures figures, String ucx) throws IOException {
    Map<String, Object> json = new LinkedHashMap<>();
    Map<String, Spread> also = new LinkedHashMap<>();
    figures.spreads().forEach((name, spread) -> {
      if (Figures.NAMES.contains(name)) {
        json.put(name, spread);
      } else {
        also.put(name, spread);
      }
    });
    json.put("ucx", ucx);
    json.put("also", also);
    json.put("leftOut", figures.leftOut());
    json.put("conditions", conditions);
    Path absolute = file.toAbsolutePath();
    Files.createDirectories(absolute.getParent());
    Path part = absolute.resolveSibling(absolute.getFileName() + ".part");
    new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(part.toFile(), json);
    Files.move(part, absolute, StandardCopyOption.REPLACE_EXISTING);
  }
}
