package io.pindown.agent.audit;

import io.pindown.agent.adapter.AdapterTable;

/** What the agent's own tables say about methods of libraries: the one place where the audit asks them. */
final class Adapters {
  private Adapters() {}

  /**
   * The name of the adapter or description that hooks this method, null when there is none.
   *
   * @param method {@code owner.method}, the owner an internal name
   */
  static String of(String method) {
    return AdapterTable.adapterOf(method.substring(0, method.lastIndexOf('.')));
  }
}
