package io.pindown.nic.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.pindown.nic.ffi.NativeLibrary;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The CUDA driver: a library, loaded and initialised, and never unloaded. Thread-safe. */
public final class CudaDriver {
  /** What NVIDIA's driver installs. */
  public static final String FILE = "libcuda.so.1";

  private static final long MOST_TEXT = 1024;

  private final String file;
  private final NativeLibrary library;
  private final DeviceCalls devices;
  private final ObjectCalls objects;
  private final int version;

  private CudaDriver(String file) {
    this.file = file;
    try {
      library = NativeLibrary.of(file, lookup(file));
      devices = new DeviceCalls(library);
      objects = new ObjectCalls(library);
    } catch (IllegalArgumentException | UnsatisfiedLinkError e) {
      throw new CudaUnavailableException(
          file + " cannot be loaded (" + e.getMessage() + "): it comes with NVIDIA's driver, from CUDA 11.1 on, not with the toolkit; in a container"
              + " the host's has to be passed in");
    }
    int result = devices.cuInit(0);
    if (result != CudaConstants.CUDA_SUCCESS) {
      throw new CudaUnavailableException(failure("cuInit", result, "see nvidia-smi for the devices and the kernel module").getMessage());
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment found = arena.allocate(JAVA_INT);
      check("cuDriverGetVersion", devices.cuDriverGetVersion(found));
      version = found.get(JAVA_INT, 0);
    }
  }

  @SuppressWarnings("restricted")
  private static SymbolLookup lookup(String file) {
    return SymbolLookup.libraryLookup(file, Arena.global());
  }

  /**
   * Loads and initialises {@value #FILE}.
   *
   * @throws CudaUnavailableException if it is not there, or there is no device
   */
  public static CudaDriver load() {
    return load(FILE);
  }

  /**
   * Loads and initialises the driver's library where it is elsewhere than the dynamic linker looks.
   *
   * @param file a path, or a name for the dynamic linker
   * @throws CudaUnavailableException if it is not there, or there is no device
   */
  public static CudaDriver load(String file) {
    return new CudaDriver(Objects.requireNonNull(file, "file"));
  }

  /** Why {@link #load()} would give nothing to work with; null if there is a device. */
  public static String obstacle() {
    try {
      return load().deviceCount() > 0 ? null : "the CUDA driver finds no device";
    } catch (CudaUnavailableException e) {
      return e.getMessage();
    }
  }

  /** The CUDA version of the driver: 1000 for each major one and 10 for each minor one, so 13000 is 13.0. */
  public int version() {
    return version;
  }

  public int deviceCount() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment count = arena.allocate(JAVA_INT);
      check("cuDeviceGetCount", devices.cuDeviceGetCount(count));
      return count.get(JAVA_INT, 0);
    }
  }

  /**
   * A device by its number.
   *
   * @throws CudaUnavailableException if there is none of that number
   */
  public CudaDevice device(int ordinal) {
    int count = deviceCount();
    if (ordinal < 0 || ordinal >= count) {
      throw new CudaUnavailableException("there is no CUDA device " + ordinal + "; there are " + count + ", from 0 on");
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment device = arena.allocate(JAVA_INT);
      check("cuDeviceGet", devices.cuDeviceGet(device, ordinal));
      return new CudaDevice(this, ordinal, device.get(JAVA_INT, 0));
    }
  }

  public List<CudaDevice> devices() {
    List<CudaDevice> all = new ArrayList<>();
    for (int i = 0; i < deviceCount(); i++) {
      all.add(device(i));
    }
    return all;
  }

  DeviceCalls deviceCalls() {
    return devices;
  }

  ObjectCalls objectCalls() {
    return objects;
  }

  NativeLibrary library() {
    return library;
  }

  /** Throws if {@code result} is not CUDA_SUCCESS. */
  void check(String call, int result) {
    if (result != CudaConstants.CUDA_SUCCESS) {
      throw failure(call, result, null);
    }
  }

  /** {@code detail}: what was asked for, appended to the message; may be null. */
  CudaException failure(String call, int result, String detail) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment text = arena.allocate(ADDRESS);
      String name = devices.cuGetErrorName(result, text) == CudaConstants.CUDA_SUCCESS ? string(text) : "an unknown CUresult";
      String description = devices.cuGetErrorString(result, text) == CudaConstants.CUDA_SUCCESS ? string(text) : null;
      return new CudaException(call, result, name, description, detail);
    }
  }

  @SuppressWarnings("restricted")
  private static String string(MemorySegment pointer) {
    return pointer.get(ADDRESS, 0).reinterpret(MOST_TEXT).getString(0);
  }

  @Override
  public String toString() {
    return file + ", CUDA " + version / 1000 + "." + version % 1000 / 10;
  }
}
