package io.pindown.nic.abi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.GroupLayout;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.PaddingLayout;
import java.lang.foreign.StructLayout;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects what Java claims about C, constants and structures, by reflection over the classes that hold them; then asks the compiler. */
public final class Abi {
  private final Map<String, Long> claimed = new LinkedHashMap<>();
  private final Map<String, String> expressions = new LinkedHashMap<>();

  /** All static fields of {@code type} of type int and long, whose names are C names. */
  public Abi constantsOf(Class<?> type) throws IllegalAccessException {
    for (Field field : type.getDeclaredFields()) {
      if (Modifier.isStatic(field.getModifiers()) && (field.getType() == int.class || field.getType() == long.class)) {
        field.setAccessible(true);
        constant(field.getName(), ((Number) field.get(null)).longValue());
      }
    }
    return this;
  }

  public Abi constant(String name, long value) {
    claim(name, name, value);
    return this;
  }

  /** All static struct layouts of {@code type}, whose names are C types. */
  public Abi structuresOf(Class<?> type) throws IllegalAccessException {
    for (Field field : type.getDeclaredFields()) {
      if (field.getType() == StructLayout.class) {
        field.setAccessible(true);
        structure((StructLayout) field.get(null));
      }
    }
    return this;
  }

  private void structure(StructLayout layout) {
    String type = layout.name().orElseThrow();
    claim("sizeof(" + type + ")", "sizeof(" + type + ")", layout.byteSize());
    members(type, "", 0, layout);
  }

  private void members(String type, String prefix, long base, GroupLayout layout) {
    long offset = base;
    for (MemoryLayout member : layout.memberLayouts()) {
      if (!(member instanceof PaddingLayout)) {
        String path = prefix + member.name().orElseThrow();
        String place = "offsetof(" + type + "," + path + ")";
        claim(place, place, offset);
        String size = "sizeof(((" + type + "*)0)->" + path + ")";
        claim(size, size, member.byteSize());
        if (member instanceof GroupLayout group) {
          members(type, path + ".", offset, group);
        }
      }
      offset += member.byteSize();
    }
  }

  private void claim(String name, String expression, long value) {
    String key = name.replace(' ', '_');
    claimed.put(key, value);
    expressions.put(key, expression);
  }

  public int size() {
    return claimed.size();
  }

  /**
   * Holds every claim against the compiler; for constants that the headers lack, against {@code documented}.
   *
   * @return the constants that the headers lack
   */
  public List<String> verify(Path directory, List<String> headers, Map<String, Long> documented) throws IOException, InterruptedException {
    CCompiler.Answer answer = new CCompiler(directory, headers).evaluate(expressions);
    Map<String, Long> expected = new LinkedHashMap<>(answer.values());
    for (String name : answer.missing()) {
      assertThat(documented).as("the headers here lack " + name + ", and so does the list of documented values").containsKey(name);
      expected.put(name, documented.get(name));
      System.out.println("ABI: the headers here lack " + name + "; held against the documented value " + documented.get(name));
    }
    assertThat(claimed).containsExactlyInAnyOrderEntriesOf(expected);
    return List.copyOf(answer.missing());
  }
}
