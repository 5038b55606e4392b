package io.pindown.agent;

import java.io.IOException;
import java.io.StringReader;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * Collects options from the agent's argument, system properties {@code pindown.*}, the environment variable
 * {@code PINDOWN_OPTIONS} and a file, in this order: what comes first wins.
 */
final class OptionSources {
  static final String PROPERTY_PREFIX = "pindown.";
  static final String VARIABLE = "PINDOWN_OPTIONS";

  /** Key to {value, source}. */
  private final Map<String, String[]> values = new TreeMap<>();

  private OptionSources() {}

  /**
   * @param argument {@code key=value,key=value}, may be null
   * @param variable the value of {@link #VARIABLE} in the same grammar, may be null
   */
  static AgentOptions read(String argument, Properties properties, String variable) throws OptionException {
    OptionSources sources = new OptionSources();
    sources.addList(argument, "the agent's argument");
    sources.addProperties(properties);
    sources.addList(variable, VARIABLE);
    String[] file = sources.values.remove("config");
    if (file != null) {
      sources.addFile(file[0], file[1]);
    }
    if (sources.values.isEmpty()) {
      return AgentOptions.DEFAULT;
    }
    OptionReader reader = new OptionReader();
    for (Map.Entry<String, String[]> entry : sources.values.entrySet()) {
      reader.set(entry.getKey(), entry.getValue()[0], entry.getValue()[1]);
    }
    return reader.options();
  }

  private void addList(String list, String source) throws OptionException {
    if (list == null || list.isEmpty()) {
      return;
    }
    for (int from = 0; from <= list.length(); ) {
      int comma = list.indexOf(',', from);
      int to = comma < 0 ? list.length() : comma;
      String pair = list.substring(from, to).trim();
      int equals = pair.indexOf('=');
      if (equals <= 0) {
        throw new OptionException("'" + Excerpt.of(pair) + "' in " + source + " is not key=value; keys: " + OptionReader.KEYS);
      }
      add(pair.substring(0, equals).trim(), pair.substring(equals + 1).trim(), source);
      from = to + 1;
    }
  }

  private void addProperties(Properties properties) {
    for (Object key : properties.keySet()) {
      if (key instanceof String && ((String) key).startsWith(PROPERTY_PREFIX)) {
        String name = (String) key;
        add(name.substring(PROPERTY_PREFIX.length()), properties.getProperty(name, ""), "the system property " + Excerpt.of(name));
      }
    }
  }

  private void addFile(String path, String namedBy) throws OptionException {
    Properties properties = new Properties();
    try {
      properties.load(new StringReader(TextFile.read(path)));
    } catch (IOException | RuntimeException e) {
      throw new OptionException(
          "config=" + Excerpt.of(path) + " in " + namedBy + " cannot be read: " + Excerpt.of(e.toString()) + "; allowed is the path of a properties file in UTF-8, of at most "
              + TextFile.MOST_BYTES + " bytes");
    }
    for (Object key : properties.keySet()) {
      String name = (String) key;
      if (name.equals("config")) {
        throw new OptionException("config in the file " + Excerpt.of(path) + ": a file cannot name another; keys: " + OptionReader.KEYS);
      }
      add(name, properties.getProperty(name).trim(), "the file " + Excerpt.of(path));
    }
  }

  private void add(String key, String value, String source) {
    values.putIfAbsent(key, new String[] {value, source});
  }
}
