package io.pindown.nic.cuda;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** A GPU, as the driver counts them. Immutable. */
public final class CudaDevice {
  private static final int MOST_TEXT = 256;

  private final CudaDriver driver;
  private final int ordinal;
  private final int handle;

  CudaDevice(CudaDriver driver, int ordinal, int handle) {
    this.driver = driver;
    this.ordinal = ordinal;
    this.handle = handle;
  }

  public CudaDriver driver() {
    return driver;
  }

  public int ordinal() {
    return ordinal;
  }

  int handle() {
    return handle;
  }

  /** What NVIDIA calls it. */
  public String name() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment text = arena.allocate(MOST_TEXT);
      driver.check("cuDeviceGetName", driver.deviceCalls().cuDeviceGetName(text, MOST_TEXT, handle));
      return text.getString(0);
    }
  }

  /** Where it is, as {@code lspci} has it: domain, bus, device and function. */
  public String pciBusId() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment text = arena.allocate(MOST_TEXT);
      driver.check("cuDeviceGetPCIBusId", driver.deviceCalls().cuDeviceGetPCIBusId(text, MOST_TEXT, handle));
      return text.getString(0);
    }
  }

  /** Bytes of memory on the device. */
  public long totalMemory() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = arena.allocate(JAVA_LONG);
      driver.check("cuDeviceTotalMem_v2", driver.deviceCalls().cuDeviceTotalMem(bytes, handle));
      return bytes.get(JAVA_LONG, 0);
    }
  }

  private boolean has(int attribute) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment value = arena.allocate(JAVA_INT);
      driver.check("cuDeviceGetAttribute", driver.deviceCalls().cuDeviceGetAttribute(value, attribute, handle));
      return value.get(JAVA_INT, 0) != 0;
    }
  }

  /** Whether host memory can be registered. */
  public boolean registersHostMemory() {
    return has(CudaConstants.CU_DEVICE_ATTRIBUTE_HOST_REGISTER_SUPPORTED);
  }

  /** Whether memory that is mapped for reading only can be registered, see {@link HostRegistration#READ_ONLY}. */
  public boolean registersReadOnly() {
    return has(CudaConstants.CU_DEVICE_ATTRIBUTE_READ_ONLY_HOST_REGISTER_SUPPORTED);
  }

  /** Whether the device goes by the process's own page tables, so that registering pins nothing, and nothing can become stale. */
  public boolean usesHostPageTables() {
    return has(CudaConstants.CU_DEVICE_ATTRIBUTE_PAGEABLE_MEMORY_ACCESS_USES_HOST_PAGE_TABLES);
  }

  /**
   * The context that all users of the device in this process share, such as the CUDA runtime. Made if this is the first use; it ends with the last one.
   *
   * @throws CudaException if the device refuses
   */
  public CudaContext retainPrimaryContext() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment context = arena.allocate(JAVA_LONG);
      driver.check("cuDevicePrimaryCtxRetain", driver.deviceCalls().cuDevicePrimaryCtxRetain(context, handle));
      return new CudaContext(this, context.get(JAVA_LONG, 0));
    }
  }

  @Override
  public String toString() {
    return name() + " (" + ordinal + ")";
  }
}
