package io.pindown.it.cuda;

import io.pindown.cache.CacheOptions;
import io.pindown.cache.RegistrationCache;
import io.pindown.nic.cuda.CudaContext;
import io.pindown.nic.cuda.DeviceMemory;
import io.pindown.nic.cuda.HostRegistration;
import io.pindown.nic.cuda.Stream;
import io.pindown.nic.registrar.CudaCopies;
import io.pindown.nic.registrar.CudaRegistrar;
import io.pindown.nic.registrar.PinnedRange;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** How a program copies to and from a device by itself, while it goes on. */
interface Copying extends AutoCloseable {
  /** Queues a copy; what it returns is completed when that is done. */
  CompletableFuture<Void> toDevice(MemorySegment host, DeviceMemory device, long offset, Stream stream);

  /** Queues a copy that fills the segment. */
  CompletableFuture<Void> fromDevice(DeviceMemory device, long offset, MemorySegment host, Stream stream);

  /** Between two paths: what is told nothing forgets, so that each path's staleness is its own. */
  void forget();

  @Override
  void close();

  /** By its name, as a program's first argument. */
  static Copying of(String way, CudaContext context) {
    return switch (way) {
      case "leased" -> new Leased(context);
      case "blind" -> new Blind(context);
      default -> throw new IllegalArgumentException(way + " is no way to copy; allowed are leased and blind");
    };
  }

  /** Pindown's: leased from a cache until the stream's event. */
  final class Leased implements Copying {
    private final RegistrationCache<PinnedRange> cache;
    private final CudaCopies copies;

    Leased(CudaContext context) {
      cache = RegistrationCache.of(new CudaRegistrar(context), CacheOptions.defaults("gpu"));
      copies = new CudaCopies(cache);
    }

    CudaCopies copies() {
      return copies;
    }

    RegistrationCache<PinnedRange> cache() {
      return cache;
    }

    @Override
    public CompletableFuture<Void> toDevice(MemorySegment host, DeviceMemory device, long offset, Stream stream) {
      return copies.toDevice(host, device, offset, stream);
    }

    @Override
    public CompletableFuture<Void> fromDevice(DeviceMemory device, long offset, MemorySegment host, Stream stream) {
      return copies.fromDevice(device, offset, host, stream);
    }

    @Override
    public void forget() {}

    @Override
    public void close() {
      copies.close();
      cache.close();
    }
  }

  /** As a program does that keeps what it has registered and finds it by address: nobody tells it that the memory there is another one now. */
  final class Blind implements Copying {
    private final CudaContext context;
    private final List<HostRegistration> kept = new ArrayList<>();

    Blind(CudaContext context) {
      this.context = context;
    }

    /** What is inside of a kept one is registered; what is partly inside of some has these registered anew, since the driver wants it so. */
    private void register(MemorySegment host) {
      long start = host.address();
      long end = start + host.byteSize();
      if (kept.stream().anyMatch(each -> each.address() <= start && end <= each.address() + each.length())) {
        return;
      }
      long from = start & -4096;
      long to = end + 4095 & -4096;
      kept.removeIf(each -> {
        boolean overlaps = each.address() < to && from < each.address() + each.length();
        if (overlaps) {
          context.synchronize();
          each.close();
        }
        return overlaps;
      });
      kept.add(context.register(from, to - from, 0));
    }

    @Override
    public CompletableFuture<Void> toDevice(MemorySegment host, DeviceMemory device, long offset, Stream stream) {
      register(host);
      stream.copyToDevice(host.address(), host.byteSize(), device, offset);
      return done(stream);
    }

    @Override
    public CompletableFuture<Void> fromDevice(DeviceMemory device, long offset, MemorySegment host, Stream stream) {
      register(host);
      stream.copyFromDevice(device, offset, host.address(), host.byteSize());
      return done(stream);
    }

    private static CompletableFuture<Void> done(Stream stream) {
      return CompletableFuture.runAsync(stream::synchronize);
    }

    @Override
    public void forget() {
      context.synchronize();
      kept.forEach(HostRegistration::close);
      kept.clear();
    }

    @Override
    public void close() {
      forget();
    }
  }
}
