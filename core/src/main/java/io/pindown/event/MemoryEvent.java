package io.pindown.event;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.MemoryAddress;

/** What the events of registrations have in common. */
@Category("Pindown")
abstract class MemoryEvent extends Event {
  @Label("Registrar")
  String registrar;

  @Label("Address")
  @MemoryAddress
  long address;

  @Label("Length")
  @DataAmount
  long length;

  final MemoryEvent of(String registrar, long address, long length) {
    this.registrar = registrar;
    this.address = address;
    this.length = length;
    return this;
  }
}
