package io.pindown.agent.point;

import static io.pindown.agent.point.HookCall.RESULT;

import java.util.ArrayList;
import java.util.List;

/**
 * The places at which bytes go out or come in, for {@code mode=observe}: the same table as {@link Points}, for another hook class, {@code
 * PindownTransfers}. The calls below the public methods of channels are wrapped, as only their result says how much was moved; and the natives of Netty's
 * transports. Constructors and versions of libraries differ, so a row of theirs may find nothing.
 *
 * <p>Not here, since no buffer of the program's is in it: {@code transferTo} from file to socket, and pipes.
 */
public final class TransferPoints {
  private static final int ANY_LATER = Integer.MAX_VALUE;

  private static final String CHANNELS = "sun/nio/ch/";
  private static final String SOCKET = CHANNELS + "SocketChannelImpl";
  private static final String DATAGRAM = CHANNELS + "DatagramChannelImpl";
  private static final String ASYNCHRONOUS = CHANNELS + "UnixAsynchronousSocketChannelImpl";
  private static final String STREAMS = CHANNELS + "NioSocketImpl";
  private static final String IO = CHANNELS + "IOUtil";
  private static final String DISPATCHER = CHANNELS + "NativeDispatcher";

  private static final String ONE = "(Ljava/io/FileDescriptor;Ljava/nio/ByteBuffer;JLsun/nio/ch/NativeDispatcher;)I";
  private static final String MANY = "(Ljava/io/FileDescriptor;[Ljava/nio/ByteBuffer;IILsun/nio/ch/NativeDispatcher;)J";
  private static final String ONE_LATER = "(Ljava/io/FileDescriptor;Ljava/nio/ByteBuffer;JZLsun/nio/ch/NativeDispatcher;)I";
  private static final String MANY_LATER = "(Ljava/io/FileDescriptor;[Ljava/nio/ByteBuffer;ZLsun/nio/ch/NativeDispatcher;)J";
  private static final String COPIED = "(Ljava/io/FileDescriptor;JI)I";
  private static final String SEND = "(Ljava/io/FileDescriptor;Ljava/nio/ByteBuffer;Ljava/net/InetSocketAddress;)I";
  private static final String RECEIVE = "(Ljava/nio/ByteBuffer;Z)I";

  private static final String NETTY_FILE = "io/netty/channel/unix/FileDescriptor";
  private static final String NETTY_SOCKET = "io/netty/channel/unix/Socket";
  private static final String NETTY_RING = "io/netty/channel/uring/IoUringIoHandler$DefaultIoUringIoRegistration";
  private static final String NETTY_QUEUE = "io/netty/channel/uring/SubmissionQueue";
  private static final String BY_ADDRESS = "(IJII)I";
  private static final String BY_BUFFER = "(ILjava/nio/ByteBuffer;II)I";
  private static final String BY_VECTORS = "(IJI)J";
  private static final String BY_BUFFERS = "(I[Ljava/nio/ByteBuffer;IIJ)J";
  private static final String SUBMIT = "(BBSIJJIIJSSIJ)J";

  private TransferPoints() {}

  /** The rows for a JDK of this feature release, and those of libraries. */
  public static List<Point> of(int jdk) {
    List<Point> rows = new ArrayList<>(32);
    Wrap read = buffer("read", 1);
    Wrap written = buffer("written", 1);
    rows.add(row(SOCKET, IO, "read", ONE, read));
    rows.add(row(SOCKET, IO, "write", ONE, written));
    rows.add(row(SOCKET, IO, "read", MANY, vector("vectorRead")));
    rows.add(row(SOCKET, IO, "write", MANY, vector("vectorWritten")));
    rows.add(row(SOCKET, DISPATCHER, "read", COPIED, array("readArray")));
    rows.add(row(SOCKET, DISPATCHER, "write", COPIED, array("writtenArray")));
    rows.add(row(DATAGRAM, IO, "read", ONE, read));
    rows.add(row(DATAGRAM, IO, "write", ONE, written));
    rows.add(row(DATAGRAM, IO, "read", MANY, vector("vectorRead")));
    rows.add(row(DATAGRAM, IO, "write", MANY, vector("vectorWritten")));
    rows.add(row(DATAGRAM, DATAGRAM, "receive", RECEIVE, buffer("read", 0)));
    rows.add(row(DATAGRAM, DATAGRAM, "send", SEND, written));
    rows.add(row(ASYNCHRONOUS, IO, "read", ONE_LATER, read));
    rows.add(row(ASYNCHRONOUS, IO, "write", ONE_LATER, written));
    rows.add(row(ASYNCHRONOUS, IO, "read", MANY_LATER, all("vectorRead")));
    rows.add(row(ASYNCHRONOUS, IO, "write", MANY_LATER, all("vectorWritten")));
    rows.add(row(STREAMS, DISPATCHER, "read", COPIED, array("readArray")));
    rows.add(row(STREAMS, DISPATCHER, "write", COPIED, array("writtenArray")));
    netty(rows);
    for (int i = rows.size() - 1; i >= 0; i--) {
      if (!rows.get(i).appliesTo(jdk)) {
        rows.remove(i);
      }
    }
    return rows;
  }

  private static void netty(List<Point> rows) {
    rows.add(row(NETTY_FILE, NETTY_FILE, "writeAddress", BY_ADDRESS, address("sentAddress", "J")));
    rows.add(row(NETTY_FILE, NETTY_FILE, "readAddress", BY_ADDRESS, address("receivedAddress", "J")));
    rows.add(row(NETTY_FILE, NETTY_FILE, "write", BY_BUFFER, address("sentBuffer", "Ljava/nio/Buffer;")));
    rows.add(row(NETTY_FILE, NETTY_FILE, "read", BY_BUFFER, address("receivedBuffer", "Ljava/nio/Buffer;")));
    rows.add(row(NETTY_FILE, NETTY_FILE, "writevAddresses", BY_VECTORS, Wrap.after(HookCall.of("sentVectors", "(JIJ)V", 1, 2, RESULT))));
    rows.add(row(NETTY_FILE, NETTY_FILE, "writev", BY_BUFFERS, Wrap.after(HookCall.of("sentBuffers", "([Ljava/lang/Object;IIJ)V", 1, 2, 3, RESULT))));
    rows.add(row(NETTY_SOCKET, NETTY_SOCKET, "sendAddress", BY_ADDRESS, address("sentAddress", "J")));
    rows.add(row(NETTY_SOCKET, NETTY_SOCKET, "recvAddress", BY_ADDRESS, address("receivedAddress", "J")));
    rows.add(row(NETTY_SOCKET, NETTY_SOCKET, "send", BY_BUFFER, address("sentBuffer", "Ljava/nio/Buffer;")));
    rows.add(row(NETTY_SOCKET, NETTY_SOCKET, "recv", BY_BUFFER, address("receivedBuffer", "Ljava/nio/Buffer;")));
    rows.add(row(NETTY_SOCKET, NETTY_SOCKET, "sendToAddress", "(IZJII[BIII)I",
        Wrap.after(HookCall.of("sentAddress", "(JIII)V", 2, 3, 4, RESULT))));
    rows.add(row(NETTY_SOCKET, NETTY_SOCKET, "sendTo", "(IZLjava/nio/ByteBuffer;II[BIII)I",
        Wrap.after(HookCall.of("sentBuffer", "(Ljava/nio/Buffer;III)V", 2, 3, 4, RESULT))));
    rows.add(row(NETTY_RING, NETTY_QUEUE, "enqueueSqe", SUBMIT, Wrap.after(HookCall.of("submitted", "(BJI)V", 0, 5, 6))));
  }

  /** Whether this class is the JDK's, so that only one that the boot loader has is meant. */
  public static boolean isOfTheJdk(String owner) {
    return owner.startsWith(CHANNELS);
  }

  private static Point row(String owner, String target, String method, String descriptor, Wrap wrap) {
    return new Point(owner, target, method, descriptor, 17, ANY_LATER, 1, null, wrap);
  }

  private static Wrap buffer(String hook, int buffer) {
    return Wrap.after(HookCall.of(hook, "(Ljava/nio/Buffer;I)V", buffer, RESULT));
  }

  private static Wrap array(String hook) {
    return Wrap.after(HookCall.of(hook, "(I)V", RESULT));
  }

  /** Which bytes of which buffers were moved only their positions tell, before and after. */
  private static Wrap vector(String hook) {
    return Wrap.around(
        HookCall.of("vectorBegin", "([Ljava/lang/Object;II)V", 1, 2, 3), HookCall.of(hook, "([Ljava/lang/Object;J)V", 1, RESULT));
  }

  private static Wrap all(String hook) {
    return Wrap.around(HookCall.of("allBegin", "([Ljava/lang/Object;)V", 1), HookCall.of(hook, "([Ljava/lang/Object;J)V", 1, RESULT));
  }

  private static Wrap address(String hook, String memory) {
    return Wrap.after(HookCall.of(hook, "(" + memory + "III)V", 1, 2, 3, RESULT));
  }
}
