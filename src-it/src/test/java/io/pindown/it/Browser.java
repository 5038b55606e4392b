package io.pindown.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A page as a real browser has it: Chromium without a window.
 *
 * @param dom what the page came to, as HTML
 * @param console what was written to the console: errors of the page, and of its security policy
 * @param requests the addresses that the page asked for; the browser asks for some of its own
 */
record Browser(String dom, List<String> console, TreeSet<String> requests) {
  private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome");
  private static final long SECONDS = 90;
  /** What Chromium's log of the network calls a request of a page's; a test of a page that makes one holds it. */
  private static final String OF_PAGES = "\"traffic_annotation\":101845102,";

  /** Skips the test, which the run prints, where there is none, unless {@code -Dit.require} names chromium. */
  static Path required() {
    Path found = Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
        .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
        .filter(Files::isExecutable).findFirst().orElse(null);
    if (found == null && List.of(System.getProperty("it.require", "").split(",")).contains("chromium")) {
      throw new AssertionError("chromium is required and not installed");
    }
    if (found == null) {
      System.out.println("SKIPPED: no chromium: the report is not looked at in a browser");
    }
    Assumptions.assumeTrue(found != null, "chromium is not installed");
    return found;
  }

  static Browser open(Path chromium, Path page, Path folder) throws IOException, InterruptedException {
    Files.createDirectories(folder);
    Path log = folder.resolve("net-log.json");
    Path dom = folder.resolve("dom.html");
    Path errors = folder.resolve("browser-stderr.txt");
    Path profile = Files.createTempDirectory(folder, "profile");
    List<String> command = new ArrayList<>(List.of(chromium.toString(), "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--enable-logging=stderr",
        "--user-data-dir=" + profile, "--log-net-log=" + log, "--dump-dom", page.toUri().toString()));
    Process process = new ProcessBuilder(command).redirectOutput(dom.toFile()).redirectError(errors.toFile()).start();
    if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      throw new AssertionError("chromium does not end: " + command + "\n" + Files.readString(errors));
    }
    List<String> console = Files.readString(errors).lines().filter(line -> line.contains("CONSOLE")).toList();
    TreeSet<String> requests = new TreeSet<>();
    Matcher url = Pattern.compile(OF_PAGES + "\"url\":\"([^\"]*)\"").matcher(Files.readString(log));
    while (url.find()) {
      requests.add(url.group(1));
    }
    return new Browser(Files.readString(dom), console, requests);
  }
}
