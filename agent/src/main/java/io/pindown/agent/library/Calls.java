package io.pindown.agent.library;

import java.util.Map;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** The calls of the hook class's event methods, whose arguments are on the stack. Immutable. */
final class Calls {
  private final String hookClass;
  private final Map<String, Integer> numbers;

  /**
   * @param hookClass internal name of the class that has the event methods
   * @param numbers the numbers under which that class knows the libraries, below 64
   */
  Calls(String hookClass, Map<String, Integer> numbers) {
    this.hookClass = hookClass;
    this.numbers = numbers;
  }

  /** Makes the length on the stack 0 while the library's ends are not all seen: then nothing is recorded. */
  void ofLibraryIfBeginning(MethodVisitor code, LibraryHook row) {
    if (row.event().isBeginning() || row.event() == LibraryEvent.REALLOCATED) {
      code.visitIntInsn(Opcodes.BIPUSH, numbers.get(row.library()));
      call(code, "ofLibrary", "(JI)J");
    }
  }

  void begin(MethodVisitor code, LibraryEvent event) {
    switch (event) {
      case FREED:
        call(code, "freed", "(J)V");
        break;
      case UNMAPPED:
        call(code, "unmapped", "(JJ)V");
        break;
      case REALLOCATED:
        call(code, "reallocationBegin", "(JJ)V");
        break;
      case CHANGED:
        call(code, "changeBegin", "(JJ)V");
        break;
      case TRUNCATED:
        call(code, "truncationBegin", "(J)V");
        break;
      default:
        throw new IllegalArgumentException(event + " has no begin");
    }
  }

  void end(MethodVisitor code, LibraryEvent event) {
    switch (event) {
      case ALLOCATED:
        call(code, "allocated", "(JJ)V");
        break;
      case MAPPED:
        call(code, "mapped", "(JJ)V");
        break;
      case REALLOCATED:
        call(code, "reallocated", "(JJJ)V");
        break;
      case CHANGED:
        call(code, "changeEnd", "(JJ)V");
        break;
      case TRUNCATED:
        call(code, "truncationEnd", "(J)V");
        break;
      default:
        throw new IllegalArgumentException(event + " has no end");
    }
  }

  /** The end of what has thrown: nobody knows how far it came. */
  void thrown(MethodVisitor code, LibraryEvent event) {
    if (event == LibraryEvent.REALLOCATED) {
      call(code, "reallocationThrown", "(J)V");
    } else {
      end(code, event);
    }
  }

  private void call(MethodVisitor code, String method, String descriptor) {
    code.visitMethodInsn(Opcodes.INVOKESTATIC, hookClass, method, descriptor, false);
  }
}
