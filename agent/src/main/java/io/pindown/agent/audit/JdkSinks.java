package io.pindown.agent.audit;

import static io.pindown.agent.audit.Kind.ALLOCATE;
import static io.pindown.agent.audit.Kind.CHANGE;
import static io.pindown.agent.audit.Kind.FREE;
import static io.pindown.agent.audit.Kind.MAP;
import static io.pindown.agent.audit.Kind.NATIVE;

import java.util.List;

/** The JDK's own methods that do something to off-heap memory: one row each. A test makes a class for each row. */
final class JdkSinks {
  private static final String BUFFER = "java/nio/ByteBuffer";
  private static final String CHANNEL = "java/nio/channels/FileChannel";
  private static final String MODE = "(Ljava/nio/channels/FileChannel$MapMode;JJ";
  private static final String ARENA = "java/lang/foreign/Arena";
  private static final String ALLOCATOR = "java/lang/foreign/SegmentAllocator";
  private static final String SEGMENT = "java/lang/foreign/MemorySegment";
  private static final String FILES = "java/nio/file/Files";
  private static final String INCUBATOR = "jdk/incubator/foreign/";

  private static final Route ALLOCATED = Route.through("allocateMemory0");
  private static final Route FREED = Route.through("freeMemory0");
  private static final Route REALLOCATED = Route.through("reallocateMemory0");
  private static final Route MAPPED = Route.through("map0");
  private static final Route TRUNCATED = Route.throughOrUnseen("truncate0");
  private static final Route LENGTH_SET = Route.throughOrUnseen("setLength0", "setLength");
  private static final Route WRITTEN_ANEW = Route.throughOrUnseen("java/io/FileOutputStream.open0");
  static final Route OPENED = Route.throughOrUnseen("sun/nio/fs/UnixNativeDispatcher.open0");
  private static final Route UNLOADED = Route.through("unload0");
  private static final Route LOADED = Route.unknown("a native library: what it does is not known");
  private static final Route FOREIGN = Route.unknown("memory of native code, in no known container: registered for each use");

  private JdkSinks() {}

  static void addTo(List<Sink> rows) {
    rows.add(Sink.of(BUFFER, "allocateDirect", "(I)Ljava/nio/ByteBuffer;", ALLOCATE, ALLOCATED).andSubclasses());
    unsafe(rows, "sun/misc/Unsafe");
    unsafe(rows, "jdk/internal/misc/Unsafe");
    rows.add(Sink.of("sun/misc/Cleaner", "clean", "()V", FREE, FREED));
    rows.add(Sink.of("jdk/internal/ref/Cleaner", "clean", "()V", FREE, FREED));
    rows.add(Sink.of(CHANNEL, "map", MODE + ")Ljava/nio/MappedByteBuffer;", MAP, MAPPED).andSubclasses());
    rows.add(Sink.of(CHANNEL, "map", MODE + "Ljava/lang/foreign/Arena;)Ljava/lang/foreign/MemorySegment;", MAP, MAPPED).andSubclasses());
    files(rows);
    arenas(rows);
    incubator(rows);
    rows.add(Sink.of("java/lang/System", "load", "(Ljava/lang/String;)V", NATIVE, LOADED));
    rows.add(Sink.of("java/lang/System", "loadLibrary", "(Ljava/lang/String;)V", NATIVE, LOADED));
    rows.add(Sink.of("java/lang/Runtime", "load", "(Ljava/lang/String;)V", NATIVE, LOADED));
    rows.add(Sink.of("java/lang/Runtime", "loadLibrary", "(Ljava/lang/String;)V", NATIVE, LOADED));
    rows.add(Sink.of("java/lang/foreign/SymbolLookup", "libraryLookup", "", NATIVE, LOADED));
    rows.add(Sink.of("java/lang/foreign/SymbolLookup", "loaderLookup", "", NATIVE, LOADED));
  }

  private static void unsafe(List<Sink> rows, String owner) {
    rows.add(Sink.of(owner, "allocateMemory", "(J)J", ALLOCATE, ALLOCATED));
    rows.add(Sink.of(owner, "reallocateMemory", "(JJ)J", CHANGE, REALLOCATED));
    rows.add(Sink.of(owner, "freeMemory", "(J)V", FREE, FREED));
    rows.add(Sink.of(owner, "invokeCleaner", "(Ljava/nio/ByteBuffer;)V", FREE, FREED));
  }

  /** What may cut a file that is mapped. */
  private static void files(List<Sink> rows) {
    rows.add(Sink.of(CHANNEL, "truncate", "(J)Ljava/nio/channels/FileChannel;", CHANGE, TRUNCATED).andSubclasses());
    rows.add(Sink.of("java/nio/channels/SeekableByteChannel", "truncate", "(J)", CHANGE, TRUNCATED));
    rows.add(Sink.of("java/nio/channels/AsynchronousFileChannel", "truncate", "(J)", CHANGE, TRUNCATED));
    rows.add(Sink.of("java/io/RandomAccessFile", "setLength", "(J)V", CHANGE, LENGTH_SET).andSubclasses());
    for (String writer : List.of("java/io/FileOutputStream", "java/io/FileWriter", "java/io/PrintWriter", "java/io/PrintStream", "java/util/Formatter")) {
      rows.add(Sink.of(writer, "<init>", "(Ljava/io/File;", CHANGE, WRITTEN_ANEW));
      rows.add(Sink.of(writer, "<init>", "(Ljava/lang/String;", CHANGE, WRITTEN_ANEW));
    }
    for (String writing : List.of("newOutputStream", "newBufferedWriter", "write", "writeString")) {
      rows.add(Sink.of(FILES, writing, "(Ljava/nio/file/Path;", CHANGE, OPENED));
    }
  }

  private static void arenas(List<Sink> rows) {
    for (String maker : List.of("ofConfined", "ofShared", "ofAuto", "global")) {
      rows.add(Sink.of(ARENA, maker, "()", ALLOCATE, ALLOCATED));
    }
    for (String owner : List.of(ARENA, ALLOCATOR)) {
      rows.add(Sink.of(owner, "allocate*", "", ALLOCATE, ALLOCATED));
    }
    rows.add(Sink.of(ARENA, "close", "()V", FREE, FREED));
    rows.add(Sink.of(SEGMENT, "unload", "()V", CHANGE, UNLOADED));
    rows.add(Sink.of(SEGMENT, "reinterpret", "(", NATIVE, FOREIGN));
  }

  /** The FFM API of JDK 17. */
  private static void incubator(List<Sink> rows) {
    rows.add(Sink.of(INCUBATOR + "MemorySegment", "allocateNative", "(", ALLOCATE, ALLOCATED));
    rows.add(Sink.of(INCUBATOR + "MemorySegment", "mapFile", "(", MAP, MAPPED));
    rows.add(Sink.of(INCUBATOR + "MemorySegment", "unload", "()V", CHANGE, UNLOADED));
    rows.add(Sink.of(INCUBATOR + "ResourceScope", "close", "()V", FREE, FREED));
    rows.add(Sink.of(INCUBATOR + "CLinker", "allocateMemory", "(J)", ALLOCATE, Route.through()));
    rows.add(Sink.of(INCUBATOR + "CLinker", "freeMemory", "(", FREE, Route.through()));
    rows.add(Sink.of(INCUBATOR + "CLinker", "downcallHandle", "(", NATIVE, Route.unknown("downcalls of JDK 17's incubator are not wrapped")));
  }
}
