package io.pindown.it.world.lucene;

import io.pindown.it.world.Trial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.StringJoiner;
import java.util.zip.CRC32;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.SerialMergeScheduler;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.MMapDirectory;
import org.apache.lucene.util.IOUtils;

/** The same documents, deletions, merges and queries in a mapped directory and in one on the heap: what is found must be the same. */
public final class LuceneSearch {
  private static final int WORDS = 4_001;
  private static final int BATCHES = 6;
  private static final int QUERIES = 60;

  private LuceneSearch() {}

  public static void main(String[] args) {
    Trial.run(args, trial -> {
      Path folder = Files.createTempDirectory(Path.of("").toAbsolutePath(), "index");
      try (Directory mapped = new MMapDirectory(folder);
          Directory heap = new ByteBuffersDirectory()) {
        long found = run(trial, mapped, folder);
        long wanted = run(trial, heap, null);
        trial.result("found", found);
        trial.result("same-as-on-the-heap", found == wanted);
        IOUtils.rm(folder);
      }
    });
  }

  /** A sum over all that was found. Merges run in this thread, so that nothing is unmapped while mappings are sent. */
  private static long run(Trial trial, Directory directory, Path folder) throws IOException {
    SplittableRandom random = new SplittableRandom(trial.seed());
    CRC32 sum = new CRC32();
    int mappings = 0;
    IndexWriterConfig config = new IndexWriterConfig(new StandardAnalyzer())
        .setMergeScheduler(new SerialMergeScheduler()).setUseCompoundFile(false).setMaxBufferedDocs(200);
    try (IndexWriter writer = new IndexWriter(directory, config)) {
      int id = 0;
      for (int batch = 0; batch < BATCHES; batch++) {
        for (int i = 0; i < trial.count("documents", 250); i++) {
          writer.addDocument(document(random, id++));
        }
        for (int i = 0; i < 40; i++) {
          writer.deleteDocuments(new Term("id", String.valueOf(random.nextInt(id))));
        }
        if (batch % 3 == 2) {
          writer.forceMerge(1);
        }
        try (DirectoryReader reader = DirectoryReader.open(writer)) {
          search(new IndexSearcher(reader), random, sum);
          mappings += folder == null ? 0 : trial.outlet().sendMappings(folder, 1 << 20);
        }
      }
    }
    if (folder != null) {
      trial.note("mappings", mappings);
    }
    return sum.getValue();
  }

  private static Document document(SplittableRandom random, int id) {
    StringJoiner text = new StringJoiner(" ");
    for (int words = 5 + random.nextInt(60); words > 0; words--) {
      text.add(word(random));
    }
    Document document = new Document();
    document.add(new StringField("id", String.valueOf(id), Field.Store.YES));
    document.add(new TextField("text", text.toString(), Field.Store.YES));
    document.add(new NumericDocValuesField("number", random.nextInt()));
    return document;
  }

  /** Few words often, most seldom. */
  private static String word(SplittableRandom random) {
    return "w" + random.nextInt(1 + random.nextInt(WORDS));
  }

  private static void search(IndexSearcher searcher, SplittableRandom random, CRC32 sum) throws IOException {
    for (int i = 0; i < QUERIES; i++) {
      Query query = new BooleanQuery.Builder()
          .add(new TermQuery(new Term("text", word(random))), BooleanClause.Occur.SHOULD)
          .add(new TermQuery(new Term("text", word(random))), i % 2 == 0 ? BooleanClause.Occur.MUST : BooleanClause.Occur.SHOULD)
          .build();
      for (ScoreDoc hit : searcher.search(query, 25).scoreDocs) {
        sum.update(Float.floatToIntBits(hit.score));
        sum.update(searcher.storedFields().document(hit.doc).get("id").getBytes());
      }
    }
  }
}
