package io.pindown.agent.library;

import java.util.HashMap;
import java.util.Map;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.util.Textifier;
import org.objectweb.asm.util.TraceMethodVisitor;

/** The code of each method of a class, as text. */
final class MethodTexts {
  private MethodTexts() {}

  static Map<String, String> of(byte[] classFile) {
    Map<String, Textifier> methods = new HashMap<>();
    new ClassReader(classFile).accept(new ClassVisitor(Opcodes.ASM9) {
      @Override
      public MethodVisitor visitMethod(int access, String name, String descriptor, String signature, String[] exceptions) {
        Textifier text = new Textifier();
        methods.put(name + descriptor, text);
        return new TraceMethodVisitor(text);
      }
    }, 0);
    Map<String, String> texts = new HashMap<>();
    methods.forEach((method, text) -> texts.put(method, text.getText().toString()));
    return texts;
  }
}
