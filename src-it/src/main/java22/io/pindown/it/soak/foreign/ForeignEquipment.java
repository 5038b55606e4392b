package io.pindown.it.soak.foreign;

import io.pindown.it.soak.Equipment;
import io.pindown.it.soak.Ground;
import io.pindown.it.soak.Kind;
import io.pindown.it.soak.Nic;
import io.pindown.it.soak.Traffic;
import io.pindown.it.wire.UringNic;
import io.pindown.nic.uring.Ring;
import java.util.Map;
import java.util.Optional;

/** Found by name, since it is not for every JDK. */
public final class ForeignEquipment implements Equipment {
  public ForeignEquipment() {}

  @Override
  public void addKinds(Map<String, Kind> kinds) {
    BASE.addKinds(kinds);
    Arenas.addTo(kinds);
    NativeBlocks.addTo(kinds);
    kinds.put("anonymous", AnonymousMapping::new);
  }

  @Override
  public void addGrounds(Map<String, Ground.Maker> grounds) {
    BASE.addGrounds(grounds);
    ForeignGrounds.addTo(grounds);
  }

  @Override
  public Optional<Nic<?>> openNic(int places, boolean bySocket) {
    return Ring.probe().available() ? Optional.of(UringNic.open(places, bySocket)) : Optional.empty();
  }

  @Override
  public Optional<Traffic> ringTraffic() {
    return Ring.probe().available() ? Optional.of(new RingTraffic()) : Optional.empty();
  }

  @Override
  public String whyNoNic() {
    return Ring.probe().cause();
  }
}
