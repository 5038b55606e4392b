package io.pindown.agent.adapter;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** On a method with advice: the types of the advised method's arguments, by name, since the agent is compiled against no library. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Arguments {
  /** As {@code long} or {@code java.nio.ByteBuffer}; a class whose package differs between versions without the package, as {@code .IbvPd}. */
  String[] value();
}
