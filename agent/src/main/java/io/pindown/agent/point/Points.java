package io.pindown.agent.point;

import static io.pindown.agent.point.HookCall.RECEIVER;
import static io.pindown.agent.point.HookCall.RESULT;

import java.util.ArrayList;
import java.util.List;

/**
 * The table of instrumentation points: every place where Java code of the JDK enters a native method that allocates, frees,
 * maps, unmaps or empties memory, or ends an arena, or makes a handle that may do so. The whole of the JDK was searched for
 * callers (JDK 17, 21, 25 and 26), and a test does that again on each JDK it finds.
 *
 * <p>JDK 18 to 20 are between two shapes and are not supported: a row that finds no site there is a gap that is named.
 */
public final class Points {
  private static final int ANY_LATER = Integer.MAX_VALUE;

  private static final String UNSAFE = "jdk/internal/misc/Unsafe";
  private static final String FILE_CHANNEL = "sun/nio/ch/FileChannelImpl";
  private static final String UNMAPPER = "sun/nio/ch/FileChannelImpl$Unmapper";
  private static final String DISPATCHER_17 = "sun/nio/ch/FileDispatcherImpl";
  private static final String DISPATCHER = "sun/nio/ch/UnixFileDispatcherImpl";
  private static final String RANDOM_ACCESS_FILE = "java/io/RandomAccessFile";
  private static final String OUTPUT_STREAM = "java/io/FileOutputStream";
  private static final String NATIVE_DISPATCHER = "sun/nio/fs/UnixNativeDispatcher";
  private static final String LIBRARIES = "jdk/internal/loader/NativeLibraries";
  private static final String RAW_LIBRARIES = "jdk/internal/loader/RawNativeLibraries";
  private static final String MAPPED_MEMORY = "java/nio/MappedMemoryUtils";
  private static final String SESSION = "jdk/internal/foreign/MemorySessionImpl";
  private static final String LINKER = "jdk/internal/foreign/abi/AbstractLinker";
  private static final String TRANSFER_TO = "(JILjava/nio/channels/WritableByteChannel;)J";
  private static final String TRANSFER_FROM = "(Lsun/nio/ch/FileChannelImpl;JJ)J";
  private static final String HANDLE = "Ljava/lang/invoke/MethodHandle;";
  private static final String SYMBOL = "Ljava/lang/foreign/MemorySegment;";
  private static final String FUNCTION = "Ljava/lang/foreign/FunctionDescriptor;[Ljava/lang/foreign/Linker$Option;";

  private Points() {}

  /** All rows, for any JDK. */
  public static List<Point> all() {
    List<Point> rows = new ArrayList<>(16);
    Wrap allocated = Wrap.after(HookCall.of("allocated", "(JJ)V", RESULT, 0));
    Wrap reallocated = Wrap.around(
        HookCall.of("reallocationBegin", "(JJ)V", 0, 1), HookCall.of("reallocationEnd", "(JJ)V", 0, RESULT));
    Wrap freed = Wrap.before(HookCall.of("freed", "(J)V", 0));
    Wrap unmapped = Wrap.before(HookCall.of("unmapped", "(JJ)V", 0, 1));
    rows.add(new Point(UNSAFE, UNSAFE, "allocateMemory0", "(J)J", 17, ANY_LATER, 2, Change.ALLOCATE, allocated));
    rows.add(new Point(UNSAFE, UNSAFE, "reallocateMemory0", "(JJ)J", 17, ANY_LATER, 1, Change.REALLOCATE, reallocated));
    rows.add(new Point(UNSAFE, UNSAFE, "freeMemory0", "(J)V", 17, ANY_LATER, 1, Change.FREE, freed));
    rows.add(new Point(FILE_CHANNEL, FILE_CHANNEL, "map0", "(IJJZ)J", 17, 19, 2, Change.MAP, mapped(2)).declared(Substitute.NONE));
    rows.add(new Point(FILE_CHANNEL, FILE_CHANNEL, "unmap0", "(JJ)I", 17, 19, 1, Change.UNMAP, unmapped).declared(Substitute.UNMAP));
    rows.add(new Point(UNMAPPER, FILE_CHANNEL, "unmap0", "(JJ)I", 17, 19, 1, Change.UNMAP, unmapped).declared(Substitute.UNMAP));
    String map = "(Ljava/io/FileDescriptor;IJJZ)J";
    rows.add(new Point(DISPATCHER, DISPATCHER, "map0", map, 20, ANY_LATER, 1, Change.MAP, mapped(3)).declared(Substitute.NONE));
    rows.add(new Point(DISPATCHER, DISPATCHER, "unmap0", "(JJ)I", 20, ANY_LATER, 1, Change.UNMAP, unmapped).declared(Substitute.UNMAP));
    String truncate = "(Ljava/io/FileDescriptor;J)I";
    rows.add(new Point(DISPATCHER_17, DISPATCHER_17, "truncate0", truncate, 17, 19, 1, Change.TRUNCATE, truncated(1)));
    rows.add(new Point(DISPATCHER, DISPATCHER, "truncate0", truncate, 20, ANY_LATER, 1, Change.TRUNCATE, truncated(1)));
    // On 17 the public setLength is itself native, and its class is loaded before any agent.
    rows.add(new Point(RANDOM_ACCESS_FILE, RANDOM_ACCESS_FILE, "setLength", "(J)V", 17, 19, 1, Change.TRUNCATE, truncated(0))
        .declared(Substitute.SET_LENGTH));
    rows.add(new Point(RANDOM_ACCESS_FILE, RANDOM_ACCESS_FILE, "setLength0", "(J)V", 20, ANY_LATER, 1, Change.TRUNCATE, truncated(0)));
    // FileOutputStream takes the whole file away unless it appends; the other two do what their flags say.
    Wrap rewritten = Wrap.bracket(HookCall.of("rewriteBegin", "(Z)V", 1), HookCall.of("rewriteEnd", "(Z)V", 1));
    rows.add(new Point(OUTPUT_STREAM, OUTPUT_STREAM, "open0", "(Ljava/lang/String;Z)V", 17, ANY_LATER, 1, Change.TRUNCATE, rewritten));
    rows.add(new Point(NATIVE_DISPATCHER, NATIVE_DISPATCHER, "open0", "(JII)I", 17, ANY_LATER, 1, Change.TRUNCATE, opened(1)));
    rows.add(new Point(NATIVE_DISPATCHER, NATIVE_DISPATCHER, "openat0", "(IJII)I", 17, ANY_LATER, 1, Change.TRUNCATE, opened(2)));
    // copy_file_range, from JDK 18 on: the target is the third argument, or this, and then the source, which is a file as well, stands for it
    rows.add(new Point(FILE_CHANNEL, FILE_CHANNEL, "transferToDirectly", TRANSFER_TO, 20, 21, 1, Change.TRUNCATE, transferred(2)));
    rows.add(new Point(FILE_CHANNEL, FILE_CHANNEL, "transferToDirect", TRANSFER_TO, 22, ANY_LATER, 1, Change.TRUNCATE, transferred(2)));
    rows.add(new Point(FILE_CHANNEL, FILE_CHANNEL, "transferFromDirectly", TRANSFER_FROM, 20, 21, 1, Change.TRUNCATE, transferred(0)));
    rows.add(new Point(FILE_CHANNEL, FILE_CHANNEL, "transferFromDirect", TRANSFER_FROM, 22, ANY_LATER, 1, Change.TRUNCATE, transferred(0)));
    rows.add(new Point(MAPPED_MEMORY, MAPPED_MEMORY, "unload0", "(JJ)V", 17, ANY_LATER, 1, Change.UNLOAD, emptied()));
    // Between justClose and the clean-up: the arena can no longer be used, its memory is still there.
    Wrap closed = Wrap.after(HookCall.of("arenaClosed", "(Ljava/lang/Object;)V", RECEIVER));
    rows.add(new Point(SESSION, SESSION, "justClose", "()V", 20, ANY_LATER, 1, Change.ARENA_CLOSE, closed));
    Wrap unloaded = Wrap.bracket(HookCall.of("libraryBegin", "()V"), HookCall.of("libraryEnd", "()V"));
    String unload = "(Ljava/lang/String;ZJ)V";
    String raw = "(Ljava/lang/String;J)V";
    rows.add(new Point(LIBRARIES + "$Unloader", LIBRARIES, "unload", "(Ljava/lang/String;ZZJ)V", 17, 19, 1, Change.LIBRARY, unloaded));
    rows.add(new Point(LIBRARIES + "$Unloader", LIBRARIES, "unload", unload, 20, ANY_LATER, 1, Change.LIBRARY, unloaded));
    rows.add(new Point(LIBRARIES + "$NativeLibraryImpl", LIBRARIES, "unload", unload, 20, ANY_LATER, 1, Change.LIBRARY, unloaded));
    rows.add(new Point(RAW_LIBRARIES + "$RawNativeLibraryImpl", RAW_LIBRARIES, "unload0", raw, 20, ANY_LATER, 1, Change.LIBRARY, unloaded));
    rows.add(linker("(" + SYMBOL + FUNCTION + ")" + HANDLE, Wrap.linked(1, 2)));
    rows.add(linker("(" + FUNCTION + ")" + HANDLE, Wrap.linked(0, 1)));
    return rows;
  }

  /** The rows for a JDK of this feature release. */
  public static List<Point> of(int jdk) {
    List<Point> rows = all();
    for (int i = rows.size() - 1; i >= 0; i--) {
      if (!rows.get(i).appliesTo(jdk)) {
        rows.remove(i);
      }
    }
    return rows;
  }

  private static Wrap mapped(int lengthArgument) {
    return Wrap.after(HookCall.of("mapped", "(JJ)V", RESULT, lengthArgument));
  }

  private static Wrap truncated(int sizeArgument) {
    return Wrap.bracket(
        HookCall.of("truncationBegin", "(J)V", sizeArgument), HookCall.of("truncationEnd", "(J)V", sizeArgument));
  }

  private static Wrap opened(int flagsArgument) {
    return Wrap.bracket(HookCall.of("openBegin", "(I)V", flagsArgument), HookCall.of("openEnd", "(I)V", flagsArgument));
  }

  private static Wrap transferred(int channelArgument) {
    String object = "(Ljava/lang/Object;)V";
    return Wrap.bracket(HookCall.of("transferBegin", object, channelArgument), HookCall.of("transferEnd", object, channelArgument));
  }

  private static Wrap emptied() {
    return Wrap.bracket(HookCall.of("changeBegin", "(JJ)V", 0, 1), HookCall.of("changeEnd", "(JJ)V", 0, 1));
  }

  private static Point linker(String descriptor, Wrap wrap) {
    return new Point(LINKER, LINKER, "downcallHandle", descriptor, 20, ANY_LATER, 1, Change.DOWNCALL, wrap);
  }
}
