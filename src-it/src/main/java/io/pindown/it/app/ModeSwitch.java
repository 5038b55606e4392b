package io.pindown.it.app;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;

/** Changes the mode of this process's own agent, as the command {@code mode} has it changed, without a JVM for each change. */
public final class ModeSwitch {
  private final Class<?> modes;
  private final Method change;
  private final Object hooks;

  private ModeSwitch(ClassLoader agent) throws ReflectiveOperationException {
    modes = Class.forName("io.pindown.agent.AgentOptions$Mode", true, agent);
    Method installed = Class.forName("io.pindown.agent.Installation", true, agent).getDeclaredMethod("installed");
    installed.setAccessible(true);
    hooks = installed.invoke(null);
    change = Class.forName("io.pindown.agent.Modes", true, agent).getDeclaredMethod("change", modes, Class.forName("io.pindown.agent.SelfTest", true, agent));
    change.setAccessible(true);
  }

  /** The agent must be installed. */
  public static ModeSwitch ofThisProcess() throws ReflectiveOperationException {
    return new ModeSwitch(ClassLoader.getSystemClassLoader());
  }

  /**
   * When it returns, that mode is everywhere.
   *
   * @param mode by its name, as in {@code mode=cache}
   * @throws Throwable what the agent answers if that cannot be
   */
  @SuppressWarnings({"unchecked", "rawtypes"})
  public void to(String mode) throws Throwable {
    try {
      change.invoke(null, Enum.valueOf((Class) modes, mode.toUpperCase(java.util.Locale.ROOT)), hooks);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
