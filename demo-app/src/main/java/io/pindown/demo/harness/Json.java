package io.pindown.demo.harness;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Records to one line of JSON and back, for what processes tell each other. */
final class Json {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Json() {
  }

  static String line(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException impossible) {
      throw new IllegalArgumentException("no JSON for " + value.getClass(), impossible);
    }
  }

  static <T> T parse(String line, Class<T> type) {
    try {
      return MAPPER.readValue(line, type);
    } catch (JsonProcessingException wrong) {
      throw new IllegalStateException("expected a " + type.getSimpleName() + " in JSON, got: " + line, wrong);
    }
  }
}
