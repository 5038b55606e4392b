package io.pindown.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTreeTest {
  @Test
  void dotsAreLevelsAndNumbersPlaces() throws Exception {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("mode", "cache");
    values.put("caches", "2");
    values.put("cache.0.name", "17");
    values.put("cache.0.hits", "12345678901");
    values.put("cache.0.one-use.UNKNOWN", "0");
    values.put("cache.1.name", "a \"b\" \\ \n \u4e2d");
    values.put("big", "99999999999999999999");
    values.put("zeros", "007");
    values.put("beyond", "9999999999999999999");
    values.put("rubout", "\u007f");
    String json = new JsonTree(values).toString();
    assertThat(json).isEqualTo("{\"mode\":\"cache\",\"caches\":2,\"cache\":[{\"name\":\"17\",\"hits\":12345678901,\"one-use\":{\"UNKNOWN\":0}},"
        + "{\"name\":\"a \\\"b\\\" \\\\ \\u000a \\u4e2d\"}],\"big\":\"99999999999999999999\",\"zeros\":\"007\",\"beyond\":\"9999999999999999999\",\"rubout\":\"\\u007f\"}");
    assertThat(new ObjectMapper().readTree(json).at("/cache/1/name").asText()).isEqualTo("a \"b\" \\ \n \u4e2d");
  }
}
