package io.pindown.bench.trace.record;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.codecs.lucene912.Lucene912Codec;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.SerialMergeScheduler;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopDocs;

/**
 * An index that grows and merges, whose mapped files are sent to three replicas, and from which the documents that searches find are sent
 * as they are stored. Files go when a merge has replaced them: their mappings end.
 */
public final class LuceneReplication implements Workload {
  private static final int DOCUMENTS = 300;
  private static final int SEARCHES = 40;
  private static final int FOUND = 5;
  private static final int VOCABULARY = 20_000;
  private static final int LONGEST = 3000;

  @Override
  public String name() {
    return "lucene";
  }

  @Override
  public void run(Sends sends, long seed, int accesses) throws IOException {
    Path path = Files.createTempDirectory("lucene");
    Random random = new Random(seed);
    Zipf words = new Zipf(VOCABULARY, 1);
    try (MappedIndex index = new MappedIndex(path, sends);
        IndexWriter writer = new IndexWriter(index, config());
        Replicas replicas = new Replicas(index, sends)) {
      writer.commit();
      DirectoryReader reader = DirectoryReader.open(index);
      for (int round = 0; sends.accesses() < accesses; round++) {
        for (int i = 0; i < DOCUMENTS; i++) {
          writer.addDocument(document(random, words));
        }
        writer.commit();
        DirectoryReader newer = DirectoryReader.openIfChanged(reader);
        reader.close();
        reader = newer;
        replicas.sync(reader.getIndexCommit(), round);
        search(index, reader, random, words);
      }
      reader.close();
    } finally {
      delete(path);
    }
  }

  private static IndexWriterConfig config() {
    return new IndexWriterConfig(new StandardAnalyzer())
        .setCodec(new Lucene912Codec(Lucene912Codec.Mode.BEST_COMPRESSION)) // which reads its stored blocks whole
        .setMergeScheduler(new SerialMergeScheduler());
  }

  private static Document document(Random random, Zipf words) {
    StringBuilder text = new StringBuilder();
    for (int left = 20 + random.nextInt(LONGEST); left > 0; left--) {
      text.append('w').append(words.draw(random)).append(' ');
    }
    Document document = new Document();
    document.add(new TextField("text", text.toString(), Field.Store.YES));
    return document;
  }

  private static void search(MappedIndex index, DirectoryReader reader, Random random, Zipf words) throws IOException {
    IndexSearcher searcher = new IndexSearcher(reader);
    for (int i = 0; i < SEARCHES; i++) {
      TopDocs top = searcher.search(new TermQuery(new Term("text", "w" + words.draw(random))), FOUND);
      index.record(true);
      for (ScoreDoc found : top.scoreDocs) {
        searcher.storedFields().document(found.doc);
      }
      index.record(false);
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
