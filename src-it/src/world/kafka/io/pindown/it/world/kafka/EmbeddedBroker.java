package io.pindown.it.world.kafka;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;

/** Broker and controller in this JVM, with segments so small that many are made. */
final class EmbeddedBroker implements AutoCloseable {
  private final KafkaRaftServer server;
  private final String address;

  EmbeddedBroker(Path folder) throws Exception {
    int port = freePort();
    int controller = freePort();
    address = "127.0.0.1:" + port;
    Properties properties = new Properties();
    properties.putAll(Map.ofEntries(
        Map.entry("process.roles", "broker,controller"),
        Map.entry("node.id", "1"),
        Map.entry("controller.quorum.voters", "1@127.0.0.1:" + controller),
        Map.entry("listeners", "PLAINTEXT://" + address + ",CONTROLLER://127.0.0.1:" + controller),
        Map.entry("controller.listener.names", "CONTROLLER"),
        Map.entry("log.dirs", folder.resolve("logs").toString()),
        Map.entry("log.segment.bytes", String.valueOf(1 << 20)),
        Map.entry("log.index.size.max.bytes", String.valueOf(1 << 16)),
        Map.entry("offsets.topic.replication.factor", "1"),
        Map.entry("offsets.topic.num.partitions", "1"),
        Map.entry("group.initial.rebalance.delay.ms", "0"),
        Map.entry("log.cleaner.dedupe.buffer.size", String.valueOf(2 << 20))));
    Path file = folder.resolve("server.properties");
    try (var writer = Files.newBufferedWriter(file)) {
      properties.store(writer, null);
    }
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    int exit = StorageTool.execute(
        new String[] {"format", "--config", file.toString(), "--cluster-id", Uuid.randomUuid().toString()}, new PrintStream(said));
    if (exit != 0) {
      throw new IllegalStateException("the storage was not formatted: " + said);
    }
    server = new KafkaRaftServer(KafkaConfig.fromProps(properties), Time.SYSTEM);
    server.startup();
  }

  private static int freePort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  String address() {
    return address;
  }

  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
  }
}
