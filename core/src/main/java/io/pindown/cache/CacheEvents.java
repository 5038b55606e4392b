package io.pindown.cache;

import io.pindown.event.DeregistrationEvent;
import io.pindown.event.InUseInvalidationEvent;
import io.pindown.event.InvalidationEvent;
import io.pindown.event.RegistrationEvent;
import io.pindown.event.StaleReusePreventedEvent;
import io.pindown.event.UncoveredUseEvent;
import java.io.PrintWriter;
import java.io.StringWriter;
import jdk.jfr.FlightRecorder;

/** Hands what happens to the JFR, if there is one. Never throws: what cannot be recorded, for want of memory, is left out. */
class CacheEvents {
  /** Where no JFR is. */
  private static final CacheEvents NONE = new CacheEvents();

  static CacheEvents make() {
    return ModuleLayer.boot().findModule("jdk.jfr").isPresent() ? new Recorded() : NONE;
  }

  /** What {@link #registered} and {@link #deregistered} take as the time of their begin. */
  Object beginRegistration() {
    return null;
  }

  Object beginDeregistration() {
    return null;
  }

  void registered(Registration<?> registration, String registrar, Object begun) {}

  void deregistered(Registration<?> registration, String registrar, Object begun) {}

  void invalidated(Registration<?> registration, String registrar) {}

  void invalidatedInUse(Registration<?> registration, String registrar, long leases, Throwable leased) {}

  void staleReusePrevented(long start, long end, String registrar) {}

  void uncovered(Registration<?> registration, String registrar) {}

  static String stack(Throwable site) {
    if (site == null) {
      return "";
    }
    StringWriter text = new StringWriter();
    site.printStackTrace(new PrintWriter(text));
    return text.toString();
  }

  private static final class Recorded extends CacheEvents {
    @Override
    Object beginRegistration() {
      try {
        if (!FlightRecorder.isInitialized()) {
          return null; // nobody has ever recorded: not worth an object
        }
        RegistrationEvent event = new RegistrationEvent();
        event.begin();
        return event;
      } catch (Throwable e) {
        return null;
      }
    }

    @Override
    Object beginDeregistration() {
      try {
        if (!FlightRecorder.isInitialized()) {
          return null;
        }
        DeregistrationEvent event = new DeregistrationEvent();
        event.begin();
        return event;
      } catch (Throwable e) {
        return null;
      }
    }

    @Override
    void registered(Registration<?> r, String registrar, Object begun) {
      if (begun == null) {
        return;
      }
      try {
        String reason = r.isCached() ? null : r.whyNotCached().name();
        ((RegistrationEvent) begun).commit(registrar, r.address(), r.length(), r.access(), reason);
      } catch (Throwable e) {
        // left out
      }
    }

    @Override
    void deregistered(Registration<?> r, String registrar, Object begun) {
      if (begun == null) {
        return;
      }
      try {
        ((DeregistrationEvent) begun).commit(registrar, r.address(), r.length());
      } catch (Throwable e) {
        // left out
      }
    }

    @Override
    void invalidated(Registration<?> r, String registrar) {
      try {
        if (FlightRecorder.isInitialized()) {
          new InvalidationEvent().commit(registrar, r.address(), r.length(), r.hits());
        }
      } catch (Throwable e) {
        // left out
      }
    }

    @Override
    void staleReusePrevented(long start, long end, String registrar) {
      try {
        if (FlightRecorder.isInitialized()) {
          new StaleReusePreventedEvent().commit(registrar, start, end - start);
        }
      } catch (Throwable e) {
        // left out
      }
    }

    @Override
    void uncovered(Registration<?> r, String registrar) {
      try {
        if (FlightRecorder.isInitialized()) {
          new UncoveredUseEvent().commit(registrar, r.address(), r.length(), r.whyNotCached().name());
        }
      } catch (Throwable e) {
        // left out
      }
    }

    @Override
    void invalidatedInUse(Registration<?> r, String registrar, long leases, Throwable leased) {
      try {
        new InUseInvalidationEvent().commit(registrar, r.address(), r.length(), leases, stack(leased), stack(r.site()));
      } catch (Throwable e) {
        // left out
      }
    }
  }
}
