package io.pindown.agent.audit;

import io.pindown.agent.adapter.AdapterTable;
import io.pindown.agent.library.LibraryEvent;
import io.pindown.agent.library.LibraryHook;
import io.pindown.agent.library.LibraryHooks;
import java.util.ArrayList;
import java.util.List;

/** What the agent's own tables say about methods of libraries: the one place where the audit asks them. Immutable. */
final class Adapters {
  private final List<LibraryHook> described;

  /** @param ofUser rows of the user's descriptions, besides those built in */
  Adapters(List<LibraryHook> ofUser) {
    described = new ArrayList<>(LibraryHooks.builtIn());
    described.addAll(ofUser);
  }

  /**
   * Which adapter or description hooks this method.
   *
   * @param method {@code owner.method}, the owner an internal name
   * @return null when none does
   */
  String of(String method) {
    for (LibraryHook hook : described) {
      if (method.equals(hook.internalName() + '.' + hook.method())) {
        return "description " + hook.library();
      }
    }
    String adapter = AdapterTable.serving(method);
    return adapter == null ? null : "adapter " + adapter;
  }

  /**
   * Which description tells of this kind of work in this class. Who describes a class describes what its methods do in the end, so
   * it stands for the calls inside of the class and of the classes nested in it; for a downcall to whatever function, too.
   *
   * @param type internal name
   * @return null when none does
   */
  String inside(String type, Kind kind) {
    for (LibraryHook hook : described) {
      String owner = hook.internalName();
      if (type.startsWith(owner) && (type.length() == owner.length() || type.charAt(owner.length()) == '$')
          && (kind == Kind.NATIVE || kindOf(hook.event()) == kind)) {
        return "description " + hook.library();
      }
    }
    return null;
  }

  private static Kind kindOf(LibraryEvent event) {
    switch (event) {
      case ALLOCATED:
        return Kind.ALLOCATE;
      case FREED:
        return Kind.FREE;
      case MAPPED:
        return Kind.MAP;
      case UNMAPPED:
        return Kind.UNMAP;
      default:
        return Kind.CHANGE;
    }
  }
}
