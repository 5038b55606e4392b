package io.pindown.it.world.kafka;

import io.pindown.it.world.Pattern;
import io.pindown.it.world.Trial;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Records through a broker in this JVM, over many segments, compressed and not, read back in order and compared. */
public final class KafkaRoundTrip {
  private static final int LARGEST = 100_000;
  private static final int BATCHES = 6;
  private static final long LIMIT = TimeUnit.SECONDS.toNanos(120);

  private KafkaRoundTrip() {}

  public static void main(String[] args) {
    Trial.run(args, trial -> {
      Path folder = Files.createTempDirectory(Path.of("").toAbsolutePath(), "kafka");
      try (EmbeddedBroker broker = new EmbeddedBroker(folder)) {
        for (String compression : List.of("none", "lz4")) {
          try (Admin admin = Admin.create(Map.<String, Object>of("bootstrap.servers", broker.address()))) {
            admin.createTopics(List.of(new NewTopic(compression, 1, (short) 1))).all().get(60, TimeUnit.SECONDS);
          }
          produce(trial, broker, compression, folder);
          trial.result(compression, consume(trial, broker, compression, folder));
        }
      }
    });
  }

  private static Properties properties(EmbeddedBroker broker) {
    Properties properties = new Properties();
    properties.put("bootstrap.servers", broker.address());
    return properties;
  }

  private static void produce(Trial trial, EmbeddedBroker broker, String topic, Path folder) throws Exception {
    Properties properties = properties(broker);
    properties.put("compression.type", topic);
    SplittableRandom random = new SplittableRandom(trial.seed());
    int mappings = 0;
    try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (int batch = 0; batch < BATCHES; batch++) {
        for (int i = 0; i < trial.count("records", 150); i++) {
          producer.send(new ProducerRecord<>(topic, 0, null, Pattern.bytes(random.nextLong(), Pattern.size(random, LARGEST))));
        }
        producer.flush();
        mappings += trial.outlet().sendMappings(folder.resolve("logs"), 64 << 10);
      }
    }
    trial.note("mappings." + topic, mappings);
  }

  private static String consume(Trial trial, EmbeddedBroker broker, String topic, Path folder) throws Exception {
    SplittableRandom random = new SplittableRandom(trial.seed());
    int records = BATCHES * trial.count("records", 150);
    int read = 0;
    int right = 0;
    long end = System.nanoTime() + LIMIT;
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties(broker), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      TopicPartition partition = new TopicPartition(topic, 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      while (read < records && System.nanoTime() < end) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200)).records(partition)) {
          right += Arrays.equals(record.value(), Pattern.bytes(random.nextLong(), Pattern.size(random, LARGEST))) ? 1 : 0;
          read++;
        }
      }
    }
    trial.outlet().sendMappings(folder.resolve("logs"), 64 << 10);
    return right + " right, " + read + " of " + records + " read";
  }
}
