package io.pindown.nic.wakeup;

import io.pindown.nic.ffi.NativeException;
import io.pindown.registry.AddressSpace;
import io.pindown.registry.WatchRegistry;
import java.util.ArrayList;
import java.util.List;

/** A program that opens wake-ups until the process may have no more descriptors, and says what it was told. */
final class ManyDescriptors {
  private ManyDescriptors() {}

  public static void main(String[] args) {
    int most = Integer.parseInt(args[0]);
    WatchRegistry registry = AddressSpace.detached().newRegistry("many");
    WakeUp.over(registry).close(); // every class is there that is needed when nothing can be opened
    List<WakeUp> open = new ArrayList<>();
    NativeException refusal = null;
    while (refusal == null && open.size() < most) {
      try {
        open.add(WakeUp.over(registry));
      } catch (NativeException e) {
        refusal = e;
      }
    }
    open.remove(0).close();
    open.add(WakeUp.over(registry)); // one less, one more: nothing was lost by the refusal
    open.forEach(WakeUp::close);
    System.out.println("opened " + open.size());
    System.out.println(refusal == null ? "no refusal" : "errno " + refusal.errno() + "\n" + refusal.getMessage());
  }
}
