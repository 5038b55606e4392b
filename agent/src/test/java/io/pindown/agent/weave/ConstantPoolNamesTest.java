package io.pindown.agent.weave;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.commons.ClassRemapper;
import org.objectweb.asm.commons.Remapper;

class ConstantPoolNamesTest {
  private static final String FOLDER = "io/pindown/agent/weave/";

  /** Has every kind of constant that a compiler makes for ordinary code; long and double take two places. */
  @SuppressWarnings("unused")
  static final class Renamed {
    static final long LONG = 1L << 40;
    static final double DOUBLE = 0.1;
    static final float FLOAT = 0.2f;
    Renamed[][] self;
    String plain = "a text";

    Renamed of(Renamed other, long number) {
      Runnable lambda = () -> other.of(this, LONG + (long) (DOUBLE * FLOAT));
      lambda.run();
      return new Renamed();
    }
  }

  @Test
  void namesTheSameClassesAsAsmDoes() throws IOException {
    byte[] original = bytes(Renamed.class);
    byte[] renamed = ConstantPoolNames.rename(original, FOLDER, "ConstantPoolNamesTest$Renamed", "a/much/longer/name/than/it/was/Before", "Absent", "x/Y");
    ClassReader reader = new ClassReader(renamed);
    assertThat(reader.getClassName()).isEqualTo("a/much/longer/name/than/it/was/Before");
    ClassWriter byAsm = new ClassWriter(0);
    new ClassReader(original).accept(new ClassRemapper(byAsm, new Remapper(Opcodes.ASM9) {
      @Override
      public String map(String name) {
        return name.equals(FOLDER + "ConstantPoolNamesTest$Renamed") ? "a/much/longer/name/than/it/was/Before" : name;
      }
    }), 0);
    assertThat(utf8(renamed)).containsAll(utf8(byAsm.toByteArray()));
    assertThat(utf8(renamed)).noneMatch(text -> text.contains("ConstantPoolNamesTest$Renamed"));
  }

  @Test
  void leavesAClassWithoutTheNamesAsItIs() throws IOException {
    byte[] original = bytes(String.class);
    assertThat(ConstantPoolNames.rename(original, FOLDER, "Weaver", "x/Y")).isEqualTo(original);
  }

  @Test
  void refusesAnUnknownConstant() {
    byte[] broken = {(byte) 0xca, (byte) 0xfe, (byte) 0xba, (byte) 0xbe, 0, 0, 0, 61, 0, 2, 99};
    assertThatThrownBy(() -> ConstantPoolNames.rename(broken, FOLDER, "Weaver", "x/Y")).hasMessageContaining("99");
  }

  private static TreeSet<String> utf8(byte[] classFile) {
    ClassReader reader = new ClassReader(classFile);
    TreeSet<String> texts = new TreeSet<>();
    char[] buffer = new char[reader.getMaxStringLength()];
    for (int i = 1; i < reader.getItemCount(); i++) {
      int item = reader.getItem(i);
      if (item > 0 && reader.readByte(item - 1) == 7) {
        texts.add(reader.readUTF8(item, buffer));
      }
    }
    return texts;
  }

  private static byte[] bytes(Class<?> type) throws IOException {
    try (InputStream in = type.getResourceAsStream("/" + type.getName().replace('.', '/') + ".class")) {
      return in.readAllBytes();
    }
  }
}
