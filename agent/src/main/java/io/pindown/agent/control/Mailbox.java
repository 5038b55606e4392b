package io.pindown.agent.control;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The folder with one request and its reply. The one who asks makes and deletes it; the agent takes the request by renaming it, so that of a request
 * that is taken back and an answer to it only one happens. Files appear whole, by renaming, too. Thread-safe.
 *
 * <p>The agent reads only a folder that belongs to the user whom its process runs as and that nobody else may enter.
 */
public final class Mailbox {
  private static final String PREFIX = "pindown-control-";
  private static final long LARGEST_REQUEST = 1 << 20;
  private static final long LARGEST_REPLY = 64L << 20;
  private static final Set<PosixFilePermission> OWNER = PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> OWNER_FILE = PosixFilePermissions.fromString("rw-------");

  private final Path folder;

  private Mailbox(Path folder) {
    this.folder = folder;
  }

  /**
   * Makes one.
   *
   * @param parent a folder that the asked process sees, too, perhaps under another name
   * @param owner who will be asked
   */
  public static Mailbox make(Path parent, UserPrincipal owner) throws IOException {
    Path folder = Files.createTempDirectory(parent, PREFIX, PosixFilePermissions.asFileAttribute(OWNER));
    if (!Files.getOwner(folder).equals(owner)) {
      Files.setOwner(folder, owner); // root asks
    }
    return new Mailbox(folder);
  }

  /**
   * The one that a process was told of.
   *
   * @param self what belongs to the user of this process, as {@code /proc/self}
   * @throws IOException if it is not there, or others than that user could have made or changed it
   */
  public static Mailbox told(Path folder, Path self) throws IOException {
    PosixFileAttributes attributes = Files.readAttributes(folder, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (!folder.isAbsolute() || !folder.getFileName().toString().startsWith(PREFIX) || !attributes.isDirectory()) {
      throw new IOException(folder + " is no folder of this kind");
    }
    if (!attributes.owner().equals(Files.getOwner(self)) || !OWNER.containsAll(attributes.permissions())) {
      throw new IOException(folder + " is not this user's alone");
    }
    return new Mailbox(folder);
  }

  /** Its last name: that is the same for both sides, the path to it need not be. */
  public String name() {
    return folder.getFileName().toString();
  }

  public Path folder() {
    return folder;
  }

  // ---- of the one who asks ----

  public void ask(Message request) throws IOException {
    write("request", request);
  }

  /** Takes the request back; false if the agent has taken it. */
  public boolean takeBack() throws IOException {
    return Files.deleteIfExists(folder.resolve("request"));
  }

  /** The reply, or null if there is none. */
  public Message reply() throws IOException, MessageException {
    try {
      return read(folder.resolve("reply"), LARGEST_REPLY);
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  /** Deletes it with all that is in it. */
  public void delete() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.deleteIfExists(file);
      }
    }
    Files.deleteIfExists(folder);
  }

  // ---- of the agent ----

  /** The request, which nobody else can take any more; null if it was taken back. */
  public Message take() throws IOException, MessageException {
    Path taken = folder.resolve("taken");
    try {
      Files.move(folder.resolve("request"), taken, StandardCopyOption.ATOMIC_MOVE);
    } catch (NoSuchFileException e) {
      return null;
    }
    return read(taken, LARGEST_REQUEST);
  }

  public void answer(Message reply) throws IOException {
    write("reply", reply);
  }

  /** Where a reply puts what is no line of text, and the one who asked finds it. */
  public Path body() {
    return folder.resolve("body");
  }

  private void write(String name, Message message) throws IOException {
    Path file = folder.resolve(name.concat(".new"));
    Files.createFile(file, PosixFilePermissions.asFileAttribute(OWNER_FILE));
    Files.write(file, message.toString().getBytes(StandardCharsets.UTF_8), StandardOpenOption.WRITE);
    UserPrincipal owner = Files.getOwner(folder);
    if (!Files.getOwner(file).equals(owner)) {
      Files.setOwner(file, owner);
    }
    Path place = folder.resolve(name);
    if (Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileAlreadyExistsException(place.toString());
    }
    Files.move(file, place, StandardCopyOption.ATOMIC_MOVE);
  }

  private static Message read(Path file, long largest) throws IOException, MessageException {
    PosixFileAttributes attributes = Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (!attributes.isRegularFile() || attributes.size() > largest) {
      throw new IOException(file + " is no file of at most " + largest + " bytes");
    }
    try {
      return Message.of(Files.readString(file, StandardCharsets.UTF_8));
    } catch (CharacterCodingException e) {
      throw new MessageException(file.getFileName() + " is not UTF-8");
    }
  }
}
