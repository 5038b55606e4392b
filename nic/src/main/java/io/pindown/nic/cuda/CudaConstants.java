package io.pindown.nic.cuda;

/** Constants of {@code <cuda.h>}, by their C names; the ABI test holds each against the compiler where there is that header. */
final class CudaConstants {
  // CU_MEMHOSTREGISTER_*
  static final int CU_MEMHOSTREGISTER_PORTABLE = 1;
  static final int CU_MEMHOSTREGISTER_DEVICEMAP = 2;
  static final int CU_MEMHOSTREGISTER_READ_ONLY = 8;

  // enum CUstream_flags, CUevent_flags
  static final int CU_STREAM_NON_BLOCKING = 1;
  static final int CU_EVENT_DISABLE_TIMING = 2;

  // enum CUdevice_attribute
  static final int CU_DEVICE_ATTRIBUTE_HOST_REGISTER_SUPPORTED = 99;
  static final int CU_DEVICE_ATTRIBUTE_PAGEABLE_MEMORY_ACCESS_USES_HOST_PAGE_TABLES = 100;
  static final int CU_DEVICE_ATTRIBUTE_READ_ONLY_HOST_REGISTER_SUPPORTED = 113;

  // enum CUresult: those that something is made of
  static final int CUDA_SUCCESS = 0;
  static final int CUDA_ERROR_INVALID_VALUE = 1;
  static final int CUDA_ERROR_OUT_OF_MEMORY = 2;
  static final int CUDA_ERROR_NOT_INITIALIZED = 3;
  static final int CUDA_ERROR_DEINITIALIZED = 4;
  static final int CUDA_ERROR_INVALID_CONTEXT = 201;
  static final int CUDA_ERROR_NOT_READY = 600;
  static final int CUDA_ERROR_CONTEXT_IS_DESTROYED = 709;
  static final int CUDA_ERROR_HOST_MEMORY_ALREADY_REGISTERED = 712;
  static final int CUDA_ERROR_NOT_PERMITTED = 800;
  static final int CUDA_ERROR_NOT_SUPPORTED = 801;

  private CudaConstants() {}
}
