/** Watches on address ranges and a registration cache that consults them. Needs no JVM flag; hooks are found by name when the agent is there. */
module io.pindown.core {
  requires org.agrona.core;
  requires static jdk.jfr;

  exports io.pindown.registrar;
}
