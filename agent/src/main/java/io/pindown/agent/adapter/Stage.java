package io.pindown.agent.adapter;

/**
 * What changes the classes of libraries, by Byte Buddy. It lies in an archive within the agent's jar and is loaded by a loader of its own when the
 * first such class is, so that a start does not go through two thousand more names in the jar.
 */
public interface Stage {
  /**
   * @param adapter of {@link AdapterTable}
   * @param className internal name of a class of that adapter
   * @return the class as it is to be
   */
  byte[] apply(String adapter, String className, ClassLoader loader, byte[] classFile) throws ReflectiveOperationException;
}
